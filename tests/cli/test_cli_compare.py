"""``marsad compare`` over a store filled by hand and files written for the test."""

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from marsad.cli import root
from marsad.errors import ReadError
from marsad.export.knowledge import standard
from marsad.store import Store
from tests.store import reports

pytestmark = pytest.mark.slow  # databases over their whole life


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("compare") / "marsad.duckdb"
    with Store(file) as store:
        reports.fill(store)
    return file


def run(*args: object) -> Result:
    return CliRunner().invoke(root, [str(arg) for arg in args])


@pytest.fixture
def acled(db: Path, tmp_path: Path) -> Path:
    """Marsad's own rows as somebody else's: one moved, one taken out, one put in."""
    out = tmp_path / "own.csv"
    assert run("export", "acled", "-o", out, "--db", db, "--internal").exit_code == 0
    rows = list(csv.DictReader(out.read_text(encoding="utf-8").splitlines()))
    assert rows
    rows[0]["fatalities"] = str(int(rows[0]["fatalities"]) + 1)
    rows.append({**rows[0], "event_id_cnty": "OTHER1", "latitude": "10.0000"})
    path = tmp_path / "acled.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, standard("acled")["columns"])
        writer.writeheader()
        writer.writerows(rows)
    return path


def test_figures(db: Path, acled: Path) -> None:
    result = run("compare", "--with", acled, "--db", db)
    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout)
    assert (found["left_covered"], found["same_type"]) == (1.0, 1.0)
    assert found["median_km"] < 0.1
    assert found["only_right"] >= 1
    assert found["deaths_of_pairs"][1] == found["deaths_of_pairs"][0] + 1


def test_events_are_compared_as_they_were_known(db: Path, acled: Path) -> None:
    then = run("compare", "--with", acled, "--db", db, "--format", "jsonl", "--as-of", "2000-01-01")
    assert (then.exit_code, json.loads(then.stdout)["pairs"]) == (1, 0)


def test_a_table_for_people(db: Path, acled: Path) -> None:
    result = run("compare", "--with", acled, "--db", db, "--format", "table")
    assert "the file's that Marsad holds too" in result.stdout
    assert "100.0 %" in result.stdout


def test_what_is_missing_is_listed(db: Path, acled: Path) -> None:
    result = run("compare", "--with", acled, "--db", db, "--list", "missing")
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert lines
    assert all(line["marsad"] is None for line in lines)
    text = run("compare", "--with", acled, "--db", db, "--list", "pairs", "--format", "table").stdout
    assert " | " in text


def test_filters_are_asked_of_both(db: Path, acled: Path) -> None:
    assert run("compare", "--with", acled, "--db", db, "--until", "2001-01-01").exit_code == 1
    refused = run("compare", "--with", acled, "--db", db, "--grade", "weak")
    assert refused.exit_code == 2
    assert "not on grades" in refused.output


def test_another_file_is_refused(db: Path, tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("a,b\n1,2\n")
    assert isinstance(run("compare", "--with", tmp_path / "x.csv", "--db", db).exception, ReadError)
