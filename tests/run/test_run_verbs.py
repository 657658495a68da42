"""The verbs run and load, on the command line."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from marsad.cli import inputs, pace
from marsad.cli.load import command as load
from marsad.cli.run import _engine
from marsad.cli.run import command as run
from marsad.errors import ConfigError, ReadError
from marsad.run import Part, folder, parts
from marsad.run.shards import Label
from tests.run import coders
from tests.run.archive import bulletins, written


def called(command: object, *args: object) -> Result:
    return CliRunner().invoke(command, [str(arg) for arg in args], catch_exceptions=False)  # type: ignore[arg-type]


@pytest.fixture
def report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("marsad.run.load_code", coders.plain)
    file = tmp_path / "report.txt"
    file.write_text("Gunmen attacked the post on the hill.\n\nNobody said why it was so.\n", encoding="utf-8")
    return file


@pytest.mark.slow
def test_run_then_status_then_load(report: Path, tmp_path: Path) -> None:
    out, db = tmp_path / "parts", tmp_path / "a.duckdb"
    done = called(run, report, "--out", out, "--workers", 1)
    assert (done.exit_code, done.stdout) == (0, "")
    assert "1 shard, 1 of them new, with 1 document read, 1 mention" in done.stderr
    told = called(run, "--status", out)
    assert told.stdout == "1 of 1 shard finished (100% of the bytes), with 1 document read, 1 mention and 1 problem\n"
    first, again = called(load, out, "--db", db), called(load, out, "--db", db)
    assert "1 new document of 1 read" in first.stderr
    assert "now holds 1 event\n" in first.stderr
    assert "0 new documents of 1 read" in again.stderr


@pytest.mark.slow
def test_two_shares_make_a_run(report: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each in its process, as the pods of a job have it; the folder is whole when both are done."""
    monkeypatch.setattr("marsad.run.shards.UNIT_BYTES", 1)
    other, out = written(tmp_path / "b.jsonl", bulletins(2)), tmp_path / "parts"
    first = called(run, report, other, "--out", out, "--workers", 1, "--share", "0/2")
    assert f"marsad run --status {out}" in first.stderr
    assert "1 of ? shards finished" in called(run, "--status", out).stdout
    assert "left" in called(run, "--status", out).stdout
    called(run, report, other, "--out", out, "--workers", 1, "--share", "1/2")
    assert "2 of 2 shards finished (100% of the bytes), with 3 documents read" in called(run, "--status", out).stdout


@pytest.mark.slow
def test_a_share_of_nothing_is_no_failure(report: Path, tmp_path: Path) -> None:
    """A job may have more pods than there are units; and a pod may be the first to finish, with nothing found."""
    done = called(run, report, "--out", tmp_path / "parts", "--workers", 1, "--share", "1/2")
    assert (done.exit_code, "fewer than there are shares" in done.stderr) == (0, True)
    report.write_bytes(b"")
    assert called(run, report, "--out", tmp_path / "others", "--workers", 1, "--share", "0/2").exit_code == 0


@pytest.mark.slow
def test_nothing_read_is_exit_status_1(report: Path, tmp_path: Path) -> None:
    report.write_bytes(b"")
    done = called(run, report, "--out", tmp_path / "parts", "--workers", 1)
    assert done.exit_code == 1


@pytest.mark.slow
def test_an_unfinished_run_is_loaded_with_a_word_of_warning(report: Path, tmp_path: Path) -> None:
    out = tmp_path / "parts"
    called(run, report, "--out", out, "--workers", 1)
    (out / "done" / "run.json").unlink()
    assert "1 of ? shards" in called(run, "--status", out).stdout
    assert "not finished" in called(load, out, "--db", tmp_path / "a.duckdb").stderr


def test_loading_a_folder_without_parts_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="no finished parts"):
        called(load, tmp_path)


def test_a_month_is_written_as_one(tmp_path: Path) -> None:
    wrong = called(load, tmp_path, "--month", "May")
    assert (wrong.exit_code, "write it as 2024-05" in wrong.stderr) == (2, True)


def test_what_cannot_be_asked_together_is_said(report: Path, tmp_path: Path) -> None:
    assert "--engine ray" in called(run, report, "--out", tmp_path / "out", "--address", "auto").stderr
    with pytest.raises(ConfigError, match="no share"):
        called(run, report, "--out", tmp_path / "out", "--share", "3/2")


@pytest.mark.parametrize(("usable", "shared"), [(1, 1), (3, 3), (9, 4)])
def test_all_take_the_processors_that_the_process_may_use(
    usable: int, shared: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a machine with many a container may use a few."""
    monkeypatch.setattr("os.cpu_count", lambda: 64)
    monkeypatch.setattr("marsad.processes.usable", lambda: usable)
    monkeypatch.setattr("marsad.run.by_processes", lambda workers: workers)
    assert _engine("local", None, None) == usable
    assert _engine("local", 2, None) == 2
    assert inputs.cores() == shared


def part(documents: int, read: int) -> Part:
    label = Label(unit=0, block=0, of=documents, is_last=False, read=read, inputs="")
    return Part(label=label, coder="", documents=documents, mentions=0, problems=0, files={})


def test_where_nobody_looks_a_line_a_minute_is_said() -> None:
    moments = iter(datetime(2024, 5, 1, tzinfo=UTC) + timedelta(seconds=at) for at in (0, 30, 90, 100, 180))
    said: list[str] = []
    show = pace.lines(1000, clock=lambda: next(moments), say=said.append)
    for _ in range(4):
        show(part(30, 100))
    assert said == ["60 documents, 0.7/s, about 6 min left", "120 documents, 0.7/s, about 4 min 30 s left"]


@pytest.mark.parametrize(
    ("seconds", "words"), [(0, "0 s"), (59.6, "1 min"), (61, "1 min 1 s"), (7800, "2 h 10 min"), (90000, "1 d 1 h")]
)
def test_spans_are_spoken_to_two_figures(seconds: float, words: str) -> None:
    assert pace.spoken(timedelta(seconds=seconds)) == words


def test_a_bar_tells_the_rate_on_a_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    from marsad.run import share

    with pace.shown([], folder(tmp_path), share("0/1")) as show:
        show(part(30, 100))
    assert parts.finished_parts(folder(tmp_path)) == []
    assert "30 documents" in capsys.readouterr().err
