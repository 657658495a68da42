"""``marsad import ged`` and ``marsad forecast``."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from marsad.cli import root
from marsad.cli.importing import version_of
from marsad.errors import ReadError
from marsad.store import Store
from marsad.types import MonthCount
from tests.warning.wars import NOW, war

pytestmark = pytest.mark.slow  # each call loads SciPy


def run(*args: object) -> Result:
    return CliRunner().invoke(root, [*map(str, args)])


@pytest.fixture
def ged(tmp_path: Path) -> Path:
    """Two years with one event a month in Mopti, three dead in each."""
    rows = [
        {
            "id": number, "type_of_violence": 1, "side_a": "Government of Mali", "side_b": "Own Front",
            "date_start": f"{2022 + number // 12}-{number % 12 + 1:02}-09", "date_prec": 1,
            "best": 3, "low": 3, "high": 3,
            "date_end": f"{2022 + number // 12}-{number % 12 + 1:02}-09", "country": "Mali", "where_prec": 1,
            "adm_1": "Mopti", "latitude": 14.5, "longitude": -4.2,
        }
        for number in range(24)
    ]  # fmt: skip
    with (tmp_path / "GEDEvent_v24_1.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return tmp_path / "GEDEvent_v24_1.csv"


@pytest.fixture
def db(ged: Path, tmp_path: Path) -> Path:
    done = run("import", "ged", ged, "--db", tmp_path / "past.duckdb")
    assert done.exit_code == 0
    assert "24 events from 2022-01 to 2023-12 counted; 0 left out" in done.stderr
    assert "CC BY 4.0" in done.stderr
    return tmp_path / "past.duckdb"


def test_a_pipe_gets_records_and_a_table_says_the_same(db: Path) -> None:
    done = run("forecast", "--db", db, "--months", 2)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(line["area"], line["month"], line["median"]) for line in lines] == [
        ("MLI", "2024-01", 3),
        ("MLI", "2024-02", 3),
    ]
    cited = "UCDP GED 24.1 (Sundberg and Melander 2013; CC BY 4.0)"
    assert f"counts of {cited} to 2023-12, model mixture" in done.stderr
    assert {line["counts_cited"] for line in lines} == {cited}
    shown = run("forecast", "--db", db, "--months", 1, "--format", "table").stdout
    assert "Mali" in shown
    assert "> 99%" in shown
    assert "3 to 3, came 3 (2023-12)" in shown


def test_no_forecast_is_told_of_a_point(db: Path) -> None:
    (line,) = run("forecast", "--db", db, "--by", "cell", "--months", 1).stdout.splitlines()
    assert json.loads(line)["name"].startswith("PRIO-GRID")
    refused = run("forecast", "--db", db, "--by", "place")
    assert refused.exit_code == 2


def test_draws_go_to_files(db: Path, tmp_path: Path) -> None:
    out = tmp_path / "draws.csv"
    assert run("forecast", "--db", db, "--country", "Mali", "--months", 1, "-o", out).exit_code == 0
    assert len(out.read_text().splitlines()) == 1001
    assert run("forecast", "--db", db, "--format", "parquet").exit_code == 2


def test_a_file_of_acled_is_refused(tmp_path: Path) -> None:
    (tmp_path / "acled.csv").write_text("event_date,event_type,actor1,fatalities\n2024-01-01,Battles,A,1\n")
    refused = run("import", "ged", tmp_path / "acled.csv", "--db", tmp_path / "x.duckdb")
    assert isinstance(refused.exception, ReadError)
    assert "licence forbids" in str(refused.exception)
    assert not (tmp_path / "x.duckdb").exists()


def test_an_empty_store_says_what_to_do(db: Path) -> None:
    done = run("forecast", "--db", db, "--counts", "own")
    assert done.exit_code == 1
    assert "marsad import ged" in done.stderr


def test_a_report_on_a_country_looks_ahead_from_the_last_month_that_is_over(tmp_path: Path) -> None:
    db, out = war(tmp_path / "war.duckdb"), tmp_path / "may.md"
    with Store(db) as store:
        months = [(2018, 6 + number) if number < 7 else (2019, number - 6) for number in range(19)]
        past = [MonthCount(date(year, month, 1), "AFG", None, None, None, 1, 4) for year, month in months]
        past.append(MonthCount(date(2020, 5, 1), "AFG", None, None, None, 1, 9))
        store.set_borrowed("ged", past, at=NOW, about={"version": "26.1", "licence": "CC BY 4.0"})
    given = ("--area", "AFG", "--from", "2020-05-01", "--to", "2020-05-30", "--db", db, "-o", out)
    assert run("report", *given).exit_code == 0
    told = out.read_text(encoding="utf-8")
    assert [month for month in ("2020-04", "2020-05", "2020-06", "2020-07", "2020-08") if f"| {month} |" in told] == [
        "2020-05", "2020-06", "2020-07",
    ]  # fmt: skip
    assert "rest on counts of UCDP GED 26.1 (Sundberg and Melander 2013; CC BY 4.0)" in told
    assert "; UCDP GED 26.1 (Sundberg and Melander 2013; CC BY 4.0) |" in told, "and so does each reference"
    assert run("report", "--check", out, "--db", db).exit_code == 0


@pytest.mark.parametrize(
    ("name", "version"),
    [("GEDEvent_v26_0_8.csv", "26.0.8"), ("GEDEvent_v25_1.csv.gz", "25.1"), ("ged.csv", None), ("v2.csv", None)],
)
def test_the_name_of_a_file_says_its_version(name: str, version: str | None) -> None:
    assert version_of(Path(name)) == version
