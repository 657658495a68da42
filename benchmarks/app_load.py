"""How soon the app shows a large store, in a real browser: ``python -m benchmarks.app_load --db FILE [--runs 3]``.

::

    python -m benchmarks.serve_store big.duckdb --events 100000
    python -m benchmarks.app_load --db big.duckdb

A server on loopback that has read the store, chromium with software drawing, a fresh profile for each run, a window of
1440 by 900. ``first_s`` is from the address to the first idle moment of a map with events in it, with a list beside it;
``brush_s`` from letting go of the brush to the map and the list drawn anew; ``transfer_kb`` what the page took from
the server until then, and from the map file. The last line is one JSON object, with the load of the machine: a browser
and a server share its processors with whatever else runs.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urlsplit

from benchmarks.figures import one_line

_BROWSERS = ("chromium", "chromium-browser", "google-chrome")
_PATIENCE_MS = 60_000


@contextmanager
def served(db: Path) -> Iterator[str]:
    """The address that holds the token."""
    program = [sys.executable, "-m", "marsad", "serve", "--db", str(db), "--port", "0", "--no-browser"]
    with subprocess.Popen(program, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            yield server.stdout.readline().strip()
        finally:
            server.terminate()


def visit(browser: Any, entrance: str) -> dict[str, float]:
    """One visit with an empty cache."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="en-GB")
    page = context.new_page()
    sizes: list[int] = []
    page.on("requestfinished", lambda request: sizes.append(_bytes(request)))
    try:
        begun = time.perf_counter()
        page.goto(entrance, wait_until="commit")
        page.wait_for_selector(".map[data-ready]", timeout=_PATIENCE_MS)
        page.wait_for_selector(".card:not(.waiting)", timeout=_PATIENCE_MS)
        first_s = time.perf_counter() - begun
        transferred = sum(sizes)
        return {"first_s": first_s, "brush_s": _brush(page), "transfer_kb": transferred / 1024}
    finally:
        context.close()


def _bytes(request: Any) -> int:
    told = request.sizes()
    return int(told["responseBodySize"]) + int(told["responseHeadersSize"])


def _brush(page: Any) -> float:
    """From letting go to the new number of events, its cards, and a map that has drawn them."""
    page.wait_for_selector(".brush .overlay", timeout=_PATIENCE_MS)
    box = page.locator(".brush .overlay").bounding_box()
    before = page.locator(".feed-head h2").inner_text()
    page.mouse.move(box["x"] + box["width"] * 0.3, box["y"] + 30)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.6, box["y"] + 30, steps=4)
    drawn = page.locator(".map").get_attribute("data-drawn")
    begun = time.perf_counter()
    page.mouse.up()
    deadline = begun + _PATIENCE_MS / 1000
    while time.perf_counter() < deadline:
        if (
            re.search("since=", page.url)
            and page.locator(".feed-head h2").inner_text() != before
            and page.locator(".map").get_attribute("data-drawn") != drawn
        ):
            return time.perf_counter() - begun
    raise SystemExit("the brush changed nothing")


def measure(db: Path, runs: int) -> dict[str, Any]:
    """The middle of so many visits."""
    from playwright.sync_api import sync_playwright

    program = next((found for name in _BROWSERS if (found := shutil.which(name))), None)
    if program is None:
        raise SystemExit("no browser here: install chromium with your system's packages (Debian: apt install chromium)")
    with served(db) as entrance, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program, args=["--enable-unsafe-swiftshader", "--no-sandbox"]
        )
        base = "{0.scheme}://{0.netloc}".format(urlsplit(entrance))
        ready_s = _ready(browser, entrance, base)
        told = [visit(browser, entrance) for _ in range(runs)]
        browser.close()
    return {"ready_s": round(ready_s, 1)} | {
        name: {
            "median": round(median(one[name] for one in told), 2),
            "least": round(min(one[name] for one in told), 2),
            "most": round(max(one[name] for one in told), 2),
        }
        for name in told[0]
    }


def _ready(browser: Any, entrance: str, base: str) -> float:
    """Seconds until the server has read the store."""
    begun = time.perf_counter()
    context = browser.new_context()
    context.request.get(entrance)
    while (answer := context.request.get(f"{base}/api/v1/events/columns?most=0", timeout=600_000)).status == 503:
        time.sleep(0.2)
    assert json.loads(answer.text())["count"], "the store is empty"
    context.close()
    return time.perf_counter() - begun


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.app_load", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--db", type=Path, required=True, metavar="FILE", help="a store")
    parser.add_argument("--runs", type=int, default=3, metavar="N", help="visits (3)")
    chosen = parser.parse_args(argv)
    found = measure(chosen.db, chosen.runs)
    print(one_line({"benchmark": "app_load", "db": chosen.db.name, "load": round(os.getloadavg()[0], 1), **found}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
