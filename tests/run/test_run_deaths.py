"""The driver dies, or the disk is full: nothing is lost, nothing is left running, and the same call goes on."""

import errno
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import fsspec
import pytest
from fsspec.implementations.memory import MemoryFileSystem

from marsad.config import Config
from marsad.errors import ExportError, ReadError
from marsad.run import folder, load, shards, status
from marsad.run.parts import finished_parts
from marsad.store import Store
from tests.run import coders
from tests.run.archive import NOW, bulletins, held, ran, started, written

ROOT = Path(__file__).parents[2]
#: Runs a file into a folder, four documents to a shard, by two processes.
DRIVER = """
import sys
from marsad.errors import MarsadError
from marsad.run import by_processes, shards
from tests.run import archive, coders
if __name__ == "__main__":
    shards.SHARD_DOCUMENTS = 4
    try:
        archive.ran([sys.argv[1]], sys.argv[2], load=getattr(coders, sys.argv[3]), engine=by_processes(2))
    except MarsadError as error:
        sys.exit(f"{type(error).__name__}: {error}")
"""


@pytest.fixture(autouse=True)
def small_shards(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(shards, "SHARD_DOCUMENTS", 4)
    (tmp_path / "marks").mkdir()
    monkeypatch.setenv("MARSAD_TEST_MARKS", str(tmp_path / "marks"))


def running_in(place: Path) -> list[str]:
    """Processes whose working directory is this folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if (process / "cwd").readlink() == place:
                found.append(process.name)
        except OSError:
            continue  # it has gone, or is another user's
    return found


def driving(*given: object) -> list[str]:
    return [sys.executable, "-c", DRIVER, *map(str, given)]


def environment(marks: Path) -> dict[str, str]:
    return {
        "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
        "MARSAD_TEST_MARKS": str(marks),
        "PATH": "/usr/bin:/bin:/usr/sbin:/sbin",
    }


@pytest.mark.slow
def test_a_killed_driver_takes_its_workers_with_it_and_loses_no_finished_shard(tmp_path: Path) -> None:
    """It is killed while a worker sits over a document of the last shard, and another has finished the rest."""
    texts = [*bulletins(13), "Gunmen attacked, and said halt."]
    source, out, marks = written(tmp_path / "a.jsonl", texts), tmp_path / "out", tmp_path / "marks"
    with subprocess.Popen(driving(source, out, "halting"), cwd=marks, env=environment(marks)) as driver:
        coders.wait_for(lambda: len(list((out / "done").glob("part-*"))) == 3 and any(marks.iterdir()))
        assert len(running_in(marks)) >= 3
        driver.kill()
    before = held(out)
    assert not (out / "done" / "part-00000-00003.json").exists()
    coders.wait_for(lambda: not running_in(marks))

    for where in (out, tmp_path / "whole"):
        assert ran([source], where, load=coders.halting)
    assert held(out) == held(tmp_path / "whole")
    assert before.items() <= held(out).items()


class Full(MemoryFileSystem):  # type: ignore[misc]  # fsspec has no types
    """A store that takes so many files."""

    protocol = "full"
    store: dict[str, Any] = {}  # noqa: RUF012  (as fsspec has it)
    room = 3

    def pipe_file(self, path: str, value: bytes, mode: str = "overwrite", **more: Any) -> None:
        if len(self.store) >= self.room:
            raise OSError(errno.ENOSPC, "No space left on device")
        super().pipe_file(path, value, mode=mode, **more)


@pytest.fixture
def full() -> Iterator[type[Full]]:
    fsspec.register_implementation("full", Full, clobber=True)
    Full.store.clear()
    yield Full
    Full.store.clear()


@pytest.mark.slow
def test_a_full_store_stops_the_run_and_with_room_again_it_goes_on(tmp_path: Path, full: type[Full]) -> None:
    source = written(tmp_path / "a.jsonl", bulletins(8))
    begun = started([source], "full://parts")
    with pytest.raises(ExportError, match="No space left") as caught:
        list(begun)
    assert "Make room" in caught.value.next_step
    assert finished_parts(folder("full://parts")) == []

    full.room = 100
    assert len(ran([source], "full://parts")) == 2
    ran([source], tmp_path / "calm")
    told = {
        name.removeprefix("full://parts/"): file.getvalue() for name, file in full.store.items() if "pace-" not in name
    }
    assert told == held(tmp_path / "calm")


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("unshare"), reason="a small disk is mounted in a space of names of its own")
def test_a_full_disk_stops_the_run_and_with_room_again_it_goes_on(tmp_path: Path) -> None:
    """A real disk of 48 kB, gone with the process that mounted it; what fitted on it is copied out."""
    source = written(tmp_path / "a.jsonl", bulletins(40))
    disk, kept, out = tmp_path / "disk", tmp_path / "kept", tmp_path / "out"
    disk.mkdir()
    program = (
        'mount -t tmpfs -o size=48k small "$1" || exit 77; shift; disk=$1; kept=$2; shift 2; '
        '"$@"; status=$?; cp -r "$disk/out" "$kept"; exit $status'
    )
    given = [str(disk), str(disk), str(kept), *driving(source, disk / "out", "plain")]
    mounted = ["unshare", "--map-root-user", "--mount", "sh", "-c", program, "sh", *given]
    done = subprocess.run(mounted, env=environment(tmp_path), capture_output=True, text=True, check=False)
    if done.returncode == 77 or "unshare" in done.stderr:
        pytest.skip("nothing may be mounted here")
    assert "No space left on device" in done.stderr
    assert "ExportError" in done.stderr
    finished = finished_parts(folder(kept))
    assert 0 < len(finished) < 10

    kept.rename(out)
    assert len(ran([source], out)) == 10 - len(finished)
    ran([source], tmp_path / "calm")
    assert held(out) == held(tmp_path / "calm")


@pytest.mark.slow
def test_a_truncated_part_is_noticed_and_made_anew(tmp_path: Path) -> None:
    source, out = written(tmp_path / "a.jsonl", bulletins(8)), tmp_path / "out"
    ran([source], out)
    before = held(out)
    damaged = out / "month=2024-03" / "part-00000-00001.parquet"
    damaged.write_bytes(damaged.read_bytes()[:-20])
    with Store(tmp_path / "a.duckdb") as store, pytest.raises(ReadError, match="damaged") as caught:
        list(load(folder(out), store, config=Config(), now=NOW))
    assert "done/part-00000-00001.json" in caught.value.next_step
    (out / "done" / "part-00000-00001.json").unlink()
    assert [part.label.block for part in ran([source], out)] == [1]
    assert held(out) == before


@pytest.mark.slow
def test_a_document_of_two_archives_is_stored_once(tmp_path: Path) -> None:
    """Two files with three reports in common: five documents, in whatever shard they stand; eight were read."""
    both = [
        written(tmp_path / "a.jsonl", bulletins(4)),
        written(tmp_path / "b.jsonl", bulletins(4, start=1)),
    ]
    ran(both, tmp_path / "out")
    with Store(tmp_path / "a.duckdb") as store:
        added = list(load(folder(tmp_path / "out"), store, config=Config(), now=NOW))
        assert (len(added), sum(one.is_new for one in added)) == (8, 5)
        assert (store.stats().documents, store.stats().mentions) == (5, 5)
    rows = f"read_parquet('{tmp_path}/out/month=*/*.parquet') WHERE record = 'mention'"
    assert duckdb.sql(f"SELECT count(*), count(DISTINCT id) FROM {rows}").fetchall() == [(8, 5)]
    assert status(folder(tmp_path / "out"), now=NOW).documents == 8
