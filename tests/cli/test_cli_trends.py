"""``marsad trends``: tables, files, emerging actors and networks."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from marsad.cli import root
from tests.warning.wars import war

pytestmark = pytest.mark.slow  # each call loads the registry


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return war(tmp_path_factory.mktemp("war") / "war.duckdb")


def run(db: Path, *args: object) -> Result:
    return CliRunner().invoke(root, ["trends", "--db", str(db), *map(str, args)])


def test_a_table_has_bars_changes_and_documents(db: Path) -> None:
    shown = run(db, "--by", "admin1", "--format", "table", "--internal").stdout
    assert "Kunduz, Afghanistan" in shown
    assert "▃" in shown
    assert "documents read" in shown
    assert "up ×" in shown


def test_every_format_says_the_same(db: Path, tmp_path: Path) -> None:
    rows = [json.loads(line) for line in run(db, "--by", "dyad").stdout.splitlines()]
    assert {row["key"] for row in rows} == {"police-afg – taliban"}
    assert sum(row["events"] for row in rows) == 28
    assert json.loads(run(db, "--by", "dyad", "--format", "json").stdout) == rows
    told = list(csv.DictReader(io.StringIO(run(db, "--by", "dyad", "--format", "csv").stdout)))
    assert [row["events"] for row in told] == [str(row["events"]) for row in rows]
    out = tmp_path / "dyads.parquet"
    assert run(db, "--by", "dyad", "-o", out).exit_code == 0
    import pyarrow.parquet as pq

    assert pq.read_table(out).to_pylist() == rows


def test_rows_for_internal_use_are_stamped(db: Path) -> None:
    for more, stamps in ((["--internal"], {"INTERNAL"}), ([], {None})):
        lines = run(db, "--by", "dyad", *more).stdout.splitlines()
        assert {json.loads(line).get("stamp") for line in lines} == stamps


def test_networks(db: Path) -> None:
    (year, _) = [json.loads(line) for line in run(db, "--network", "--step", "year").stdout.splitlines()]
    assert (year["record"], year["start"], year["pairs"]) == ("network", "2019-01-01", 1)
    assert "police-afg (21)" in run(db, "--network", "--step", "year", "--format", "table", "--internal").stdout


def test_emerging(db: Path) -> None:
    assert run(db, "--by", "actor", "--emerging").exit_code == 1
    assert "go together" in run(db, "--by", "custom").output
    assert "needs --by" in run(db, "--emerging").output
    assert "name it with -o" in run(db, "--format", "parquet").output


def test_nothing_that_fits_is_said(db: Path) -> None:
    found = run(db, "--kind", "AID", "--network")
    assert found.exit_code == 1
    assert "no two registered actors" in found.stderr
