"""How soon the app shows a large store, in a real browser: ``python -m benchmarks.app_load --db FILE [--runs 3]``.

::

    python -m benchmarks.serve_store big.duckdb --events 100000
    python -m benchmarks.app_load --db big.duckdb

A server on loopback that has read the store, chromium with software drawing, a fresh profile for each run, a window of
1440 by 900. ``first_s`` is from the address to the first idle moment of a map with events in it, with a list beside it;
``brush_s`` from letting go of the brush to the map and the list drawn anew; ``transfer_kb`` what the page took from
the server until then, and from the map file. ``first_cpu_s`` and ``brush_cpu_s`` are the seconds of processors that
server and browser took for it, which hardly depend on whatever else runs; the last line is one JSON object, with the
load of the machine.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urlsplit

from benchmarks.figures import one_line

_BROWSERS = ("chromium", "chromium-browser", "google-chrome")
_PATIENCE_MS = 60_000


#: Notes in the page how long it took from letting go until the list has another number and the map is drawn anew.
_WATCH = """() => {
    const map = document.querySelector(".map"), head = document.querySelector(".feed-head h2");
    const told = head.textContent, drawn = map.dataset.drawn;
    let begun = 0;
    addEventListener("pointerup", () => { begun = performance.now(); }, { capture: true, once: true });
    const watch = new MutationObserver(() => {
        if (!begun || head.textContent === told || !/\\d/.test(head.textContent) || map.dataset.drawn === drawn) return;
        globalThis.brushed = performance.now() - begun;
        watch.disconnect();
    });
    watch.observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
}"""


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
        begun, cpu = time.perf_counter(), _cpu_s()
        page.goto(entrance, wait_until="commit")
        page.wait_for_selector(".map[data-ready]", timeout=_PATIENCE_MS)
        page.wait_for_selector(".card:not(.waiting)", timeout=_PATIENCE_MS)
        first = {"first_s": time.perf_counter() - begun, "first_cpu_s": _cpu_s() - cpu}
        transferred, cpu = sum(sizes), _cpu_s()
        brush_s = _brush(page)
        return {**first, "brush_s": brush_s, "brush_cpu_s": _cpu_s() - cpu, "transfer_kb": transferred / 1024}
    finally:
        context.close()


def _cpu_s() -> float:
    """Seconds of processors of every process that came of this one and is still there."""
    parents: dict[int, int] = {}
    ticks: dict[int, int] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            told = (folder / "stat").read_text().rpartition(")")[2].split()
            parents[int(folder.name)], ticks[int(folder.name)] = int(told[1]), int(told[11]) + int(told[12])
    ours, found = {os.getpid()}, 0
    while len(ours) > found:
        found = len(ours)
        ours |= {process for process, parent in parents.items() if parent in ours}
    return sum(ticks[process] for process in ours if process in ticks) / os.sysconf("SC_CLK_TCK")


def _bytes(request: Any) -> int:
    told = request.sizes()
    return int(told["responseBodySize"]) + int(told["responseHeadersSize"])


def _brush(page: Any) -> float:
    """From letting go to the new number of events, its cards, and a map that has drawn them."""
    page.wait_for_selector(".brush .overlay", timeout=_PATIENCE_MS)
    box = page.locator(".brush .overlay").bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.3, box["y"] + 30)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.6, box["y"] + 30, steps=4)
    page.evaluate(_WATCH)
    page.mouse.up()
    deadline = time.perf_counter() + _PATIENCE_MS / 1000
    while time.perf_counter() < deadline:
        time.sleep(0.1)
        if (took_ms := page.evaluate("() => globalThis.brushed ?? 0")) > 0:
            return float(took_ms) / 1000
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
