"""The verbs run and load, on the command line."""

from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import marsad.run
from marsad.cli.load import command as load
from marsad.cli.run import command as run
from marsad.errors import ReadError
from tests.run import coders


def called(command: object, *args: object) -> Result:
    return CliRunner().invoke(command, [str(arg) for arg in args], catch_exceptions=False)  # type: ignore[arg-type]


@pytest.fixture
def report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("marsad.run.run", partial(marsad.run.run, load=coders.plain))
    file = tmp_path / "report.txt"
    file.write_text("Gunmen attacked the post on the hill.\n\nNobody said why it was so.\n", encoding="utf-8")
    return file


@pytest.mark.slow
def test_run_then_status_then_load(report: Path, tmp_path: Path) -> None:
    out, db = tmp_path / "parts", tmp_path / "a.duckdb"
    done = called(run, report, "--out", out, "--workers", 1)
    assert (done.exit_code, done.stdout) == (0, "")
    assert "1 shards, 1 of them new, with 1 documents, 1 mentions" in done.stderr
    told = called(run, "--status", out)
    assert told.stdout == "1 of 1 shards finished, with 1 documents, 1 mentions and 1 problems\n"
    first, again = called(load, out, "--db", db), called(load, out, "--db", db)
    assert "1 new documents of 1" in first.stderr
    assert "now holds 1 events" in first.stderr
    assert "0 new documents of 1" in again.stderr


@pytest.mark.slow
def test_nothing_read_is_exit_status_1(report: Path, tmp_path: Path) -> None:
    report.write_bytes(b"")
    done = called(run, report, "--out", tmp_path / "parts", "--workers", 1)
    assert done.exit_code == 1


@pytest.mark.slow
def test_an_unfinished_run_is_loaded_with_a_word_of_warning(report: Path, tmp_path: Path) -> None:
    out = tmp_path / "parts"
    called(run, report, "--out", out, "--workers", 1)
    (out / "run.json").unlink()
    assert "1 of ? shards" in called(run, "--status", out).stdout
    assert "not finished" in called(load, out, "--db", tmp_path / "a.duckdb").stderr


def test_loading_a_folder_without_parts_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="no finished parts"):
        called(load, tmp_path)
