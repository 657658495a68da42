"""The driver dies at any moment: nothing is lost, nothing is left running, and the same call goes on."""

import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from marsad.config import Config
from marsad.run import load, local, run
from marsad.store import Store
from tests.run import coders

ROOT = Path(__file__).parents[2]
NOW = datetime(2024, 5, 1, tzinfo=UTC)
#: Runs the thirty bulletins into the folder it is given, four to a shard.
DRIVER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from marsad.config import Config
from marsad.run import local, run
from tests.run import coders
if __name__ == "__main__":
    local.SHARD_DOCUMENTS = 4
    raws, now = coders.bulletins(30), datetime(2024, 5, 1, tzinfo=UTC)
    list(run(raws, Path(sys.argv[1]), config=Config(language="en"), workers=2, now=now, load=coders.slow))
"""


def held(out: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in out.iterdir() if not path.name.endswith(".tmp")}


def running_in(folder: Path) -> list[str]:
    """Processes whose working directory is this folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if (process / "cwd").readlink() == folder:
                found.append(process.name)
        except OSError:
            continue  # it has gone, or is another user's
    return found


def until(condition: object, seconds: float = 30.0) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():  # type: ignore[operator]
            return True
        time.sleep(0.05)
    return False


@pytest.mark.slow
def test_a_killed_driver_takes_its_workers_with_it_and_loses_no_finished_shard(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    program = [sys.executable, "-c", DRIVER, str(out)]
    with subprocess.Popen(program, cwd=tmp_path, env={"PYTHONPATH": str(ROOT)}) as driver:
        assert until(lambda: list(out.glob("*.done")))
        driver.kill()
    before = held(out)
    assert "run.json" not in before
    assert until(lambda: not running_in(tmp_path))

    monkeypatch.setattr(local, "SHARD_DOCUMENTS", 4)
    for folder in (out, tmp_path / "whole"):
        made = run(coders.bulletins(30), folder, config=Config(language="en"), workers=1, now=NOW, load=coders.plain)
        assert list(made)
    assert held(out) == held(tmp_path / "whole")
    assert before.items() <= held(out).items()


@pytest.mark.slow
def test_the_archive_way_gives_the_events_of_add(tmp_path: Path) -> None:
    """With the language model: run and load in two processes, add in one."""
    from marsad.pipeline import add, load_coder
    from marsad.read import Given, sources

    config = Config()
    names = [str(ROOT / "examples" / name) for name in ("kobani-patrol.txt", "cabo-delgado.html", "headlines.jsonl")]
    list(run(sources(names, given=Given(), config=config), tmp_path / "out", config=config, workers=2, now=NOW))
    with Store(tmp_path / "a.duckdb") as one, Store(tmp_path / "b.duckdb") as other:
        list(load(tmp_path / "out", one, config=config, now=NOW))
        raws = sources(names, given=Given(), config=config)
        list(add(raws, other, load_coder(config), config=config, now=NOW))
        assert list(one.events()) == list(other.events())
        assert one.stats().documents == other.stats().documents > 3
        assert one.problem_counts() == other.problem_counts()
