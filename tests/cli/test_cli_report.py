"""``marsad report`` over a store filled by hand."""

from importlib.resources import files
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from marsad.cli import root
from marsad.errors import ExportError, MarsadError
from marsad.store import Store
from marsad.types import Problem
from tests.store import reports


@pytest.fixture(scope="session")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("report") / "marsad.duckdb"
    with Store(file) as store:
        reports.fill(store)
    return file


def run(*args: object) -> Result:
    return CliRunner().invoke(root, ["report", *(str(arg) for arg in args)])


def composed(db: Path, out: Path, *more: str) -> Result:
    return run("--area", "afg", "--from", "2020-05-01", "--to", "2020-05-31", "-o", out, "--db", db, *more)


@pytest.mark.parametrize("name", ["week.md", "week.html"])
def test_a_report_is_composed_and_passes_its_check(db: Path, tmp_path: Path, name: str) -> None:
    result = composed(db, tmp_path / name)
    assert result.exit_code == 0, result.output
    text = (tmp_path / name).read_text(encoding="utf-8")
    assert "One event was coded in Afghanistan" in text
    assert reports.PERSON not in text
    checked = run("--check", tmp_path / name, "--db", db)
    assert checked.exit_code == 0, checked.output
    assert "told by its events" in checked.stderr


def test_an_edited_report_is_refused_with_the_line(db: Path, tmp_path: Path) -> None:
    out = tmp_path / "week.md"
    composed(db, out)
    out.write_text(
        out.read_text(encoding="utf-8").replace("Reported killed: 3", "Reported killed: 30"), encoding="utf-8"
    )
    result = run("--check", out, "--db", db)
    assert result.exit_code == 1
    assert "(unsupported-number)" in result.stdout


def test_an_event_that_is_gone_is_refused(db: Path, tmp_path: Path) -> None:
    out = tmp_path / "week.md"
    out.write_text(f"# Report\n\nThey fled [1].\n\n| [1] | {'f' * 20} |\n", encoding="utf-8")
    result = run("--check", out, "--db", db)
    assert (result.exit_code, "(unknown-event)" in result.stdout) == (1, True)


def test_an_event_that_may_no_longer_leave_is_refused(db: Path, tmp_path: Path) -> None:
    out, own = tmp_path / "week.md", tmp_path / "own.toml"
    composed(db, out)
    text = files("marsad.protect").joinpath("data/policy.toml").read_text(encoding="utf-8")
    own.write_text(text.replace("= 72", "= 87600"), encoding="utf-8")
    result = run("--check", out, "--db", db, "--policy", own)
    assert (result.exit_code, "(unknown-event)" in result.stdout) == (1, True)


def test_a_report_that_fails_its_own_check_is_not_written(
    db: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fault = Problem(stage="report", code="uncited-sentence", detail="line 3: a sentence without its events")
    monkeypatch.setattr("marsad.report.check", lambda *_: (fault,))
    result = composed(db, tmp_path / "week.md")
    assert isinstance(result.exception, ExportError)
    assert list(tmp_path.iterdir()) == []


def test_what_is_held_back_is_in_no_public_report(db: Path, tmp_path: Path) -> None:
    out = tmp_path / "week.md"
    args = ("--area", "MOZ", "--from", "2020-01-01", "--to", "2020-12-31", "-o", out, "--db", db)
    assert run(*args).exit_code == 1  # undated: in no period


@pytest.mark.parametrize(
    "args",
    [
        ("--area", "AFG", "--from", "2020-05-01", "--to", "2020-05-31", "-o", "week.pptx"),
        ("--area", "AFG", "--from", "2020-05-31", "--to", "2020-05-01", "-o", "week.md"),
        ("--check", "nowhere.md"),
    ],
)
def test_what_cannot_be_done_is_an_error_of_the_tree(
    db: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, args: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert isinstance(run(*args, "--db", db).exception, MarsadError)
    assert list(tmp_path.iterdir()) == []


def test_missing_options_are_named(db: Path) -> None:
    result = run("--area", "AFG", "--db", db)
    assert result.exit_code == 2
    assert "--from, --to, --output" in result.output
