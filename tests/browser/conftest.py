"""The web app in a real browser, over a real server and the project's own examples."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

ROOT = Path(__file__).parents[2]
APP = ROOT / "src" / "marsad" / "serve" / "app" / "index.html"
AXE = ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
#: Software drawing, as on a machine without a graphics card.
FLAGS = ("--enable-unsafe-swiftshader", "--no-sandbox")


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """A running server: its address, and the address that holds the token."""

    base: str
    entrance: str


@pytest.fixture(scope="session")
def examples_db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project's examples, coded. Not to be written to."""
    file = tmp_path_factory.mktemp("browser") / "examples.duckdb"
    subprocess.run([sys.executable, "-m", "marsad", "add", "examples", "--db", str(file)], cwd=ROOT, check=True)
    return file


def run_server(db: Path) -> Iterator[Served]:
    command = [sys.executable, "-m", "marsad", "serve", "--db", str(db), "--port", "0", "--no-browser"]
    # Places, actors and workbooks of its own: whatever a test settles stays beside its store.
    own = {**os.environ, "MARSAD_DATA_DIR": str(db.parent / "data")}
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, env=own) as server:
        assert server.stdout is not None
        entrance = server.stdout.readline().strip()
        assert entrance.startswith("http"), "the server did not start"
        parts = urlsplit(entrance)
        try:
            yield Served(base=f"{parts.scheme}://{parts.netloc}", entrance=entrance)
        finally:
            server.terminate()
            server.wait(20)


@pytest.fixture(scope="session")
def served(examples_db: Path) -> Iterator[Served]:
    """For reading."""
    yield from run_server(examples_db)


@pytest.fixture(scope="session")
def own(examples_db: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Over a copy, for those tests that change something: each has events of its own."""
    copy = shutil.copyfile(examples_db, tmp_path_factory.mktemp("own") / "own.duckdb")
    yield from run_server(Path(copy))


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Says how to get one where there is none."""
    from playwright.sync_api import expect, sync_playwright

    program = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if program is None:
        pytest.skip("no browser here: install chromium with your system's packages (Debian: apt install chromium)")
    if find_spec("marsad.serve.built") is None or not APP.is_file():
        pytest.skip("the web app is not built: python web/build_app.py")
    # Two cores shared with other tests: an answer may take its time.
    expect.set_options(timeout=20_000)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        yield started
        started.close()


def brush(page: Any, start: float, end: float) -> None:
    """Drag over the timeline between these shares of its width."""
    box = page.locator(".brush .overlay").bounding_box()
    page.mouse.move(box["x"] + box["width"] * start, box["y"] + 30)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * end, box["y"] + 35, steps=5)
    page.mouse.up()


class Reader:
    """Somebody with a page open. At the end no other host may have been asked, and nothing have gone wrong."""

    def __init__(self, browser: Any, served: Served, **context: Any) -> None:
        self.served = served
        self.errors: list[str] = []
        self.asked: list[str] = []
        settings = {"viewport": {"width": 1280, "height": 800}, "locale": "en-GB", **context}
        self.context = browser.new_context(**settings)
        self.page = self.context.new_page()
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", self._heard)
        self.page.on("request", lambda request: self.asked.append(request.url))

    def _heard(self, said: Any) -> None:
        # 503: the store was being written to; the app asks again.
        if said.type == "error" and "status of 503" not in said.text:
            self.errors.append(said.text)

    def enter(self, path: str = "/") -> Any:
        """The page at this path, as one who holds the token."""
        self.page.goto(self.served.entrance)
        if path != "/":
            self.page.goto(self.served.base + path)
        return self.page

    def leave(self) -> None:
        self.context.close()
        foreign = [one for one in self.asked if not one.startswith((self.served.base, "data:", "blob:"))]
        assert not foreign, "asked of another host"
        assert not self.errors, "said on the console"


@pytest.fixture
def reader(browser: Any, served: Served) -> Iterator[Reader]:
    visit = Reader(browser, served)
    yield visit
    visit.leave()


@pytest.fixture
def editor(browser: Any, own: Served) -> Iterator[Reader]:
    visit = Reader(browser, own)
    yield visit
    visit.leave()
