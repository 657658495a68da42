"""A watch that is killed at any point loses nothing and doubles nothing."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from marsad.store import Store
from tests.conftest import ROOT
from tests.run.watching import START, Asking, report, serving, source, texts

pytestmark = [pytest.mark.slow, pytest.mark.skipif(not hasattr(os, "fork"), reason="SIGKILL is POSIX's")]

#: More than two batches of documents, and a feed that says "not modified" to whoever has its tag.
FILES, PAGES = 101, 3


def die(folder: Path, point: str, number: int) -> int:
    command = [sys.executable, "-m", "tests.run.dying", str(folder), point, str(number)]
    own = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)])}
    return subprocess.run(command, cwd=ROOT, check=False, timeout=120, stdin=subprocess.DEVNULL, env=own).returncode


@pytest.mark.parametrize(("point", "number"), [("document", 70), ("before", 3), ("after", 2)])
def test_a_killed_watch_goes_on_from_there(point: str, number: int, empty: Path, tmp_path: Path) -> None:
    drop = tmp_path / "drop"
    drop.mkdir()
    for one in range(FILES):
        file = drop / f"{one:03}.txt"
        file.write_text(f"Gunmen attacked the post on ridge {one}.", encoding="utf-8")
        os.utime(file, (START.timestamp() - 3600,) * 2)
    shutil.copyfile(empty, tmp_path / "w.duckdb")
    with serving() as site:

        def feed(asking: Asking) -> None:
            if asking.headers.get("If-None-Match") == '"v1"':
                asking.send_response(304)
                asking.end_headers()
            else:
                asking.give(site.feed(*(f"/{one}" for one in range(PAGES))), ETag='"v1"')

        site.answers |= {"/feed": feed, **{f"/{one}": report(one) for one in range(PAGES)}}
        listed = source("drop", "folder") + source(f"{site.at}/feed", name="Good Paper")
        (tmp_path / "sources.toml").write_text(listed, encoding="utf-8")
        assert die(tmp_path, point, number) == -9
        with Store(tmp_path / "w.duckdb") as store:
            assert len(store.looks("Good Paper")) == 0, "it died before the end"
        assert die(tmp_path, "never", 1) == 0
        asked = site.times("/0")
        assert die(tmp_path, "never", 1) == 0
    with Store(tmp_path / "w.duckdb") as store:
        told = texts(store)
        assert len(told) == len(set(told)) == FILES + PAGES
        assert [look.outcome for look in store.looks("Good Paper")][-1] == "empty"
        assert asked == site.times("/0"), "what was kept is not asked again"
