"""Every exporter: no private name, no point finer than allowed, nothing before its delay, no row of a restricted file.

The house lists its formats itself, so that a new one is tried the day it comes.
"""

import ast
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from marsad.export import EXPORTERS
from marsad.leaving import circle, export
from marsad.protect import LevelName, Tally, cleared, load_policy
from marsad.store import Store
from tests.leaving.attacked import fill, secrets_in

pytestmark = pytest.mark.slow  # databases over their whole life

ROOT = Path(__file__).parents[2] / "src" / "marsad"
BELOW: tuple[LevelName, ...] = ("public", "partners")


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """As of today: the delays of the server run by the clock."""
    return fill(tmp_path_factory.mktemp("told") / "marsad.duckdb", datetime.now(tz=UTC).date())


def written(form: str, file: Path) -> str:
    """All that a file says, its manifest too."""
    beside = file.with_name(file.name + ".manifest.json").read_text(encoding="utf-8")
    if form in ("parquet", "geoparquet"):
        import duckdb

        return str(duckdb.sql(f"SELECT * FROM read_parquet('{file}')").fetchall()) + beside
    if form == "xlsx":
        from openpyxl import load_workbook

        with file.open("rb") as packed:
            sheets = [list(sheet.iter_rows(values_only=True)) for sheet in load_workbook(packed)]
        return str(sheets) + beside
    return file.read_text(encoding="utf-8") + beside


# --- exporters ---------------------------------------------------------------------------------


@pytest.mark.parametrize("form", EXPORTERS)
def test_no_exporter_tells_what_may_not_leave(db: Path, tmp_path: Path, form: str) -> None:
    with Store(db, read_only=True) as store:
        for level in BELOW:
            export(form, tmp_path / level, store=store, readers=circle(level))
            told = written(form, tmp_path / level)
            assert secrets_in(told) == []
            assert "internal" not in json.loads((tmp_path / f"{level}.manifest.json").read_text())["level"]
        if form in ("jsonl", "csv", "parquet", "xlsx"):  # that hold all of a record
            export(form, tmp_path / "inside", store=store, readers=circle("internal"))
            assert secrets_in(written(form, tmp_path / "inside")), "the test can fail"
            assert "Taloqan" in told


def test_what_is_told_of_a_manifest_names_no_filter_on_words(db: Path, tmp_path: Path) -> None:
    from marsad.store import Filters

    with Store(db, read_only=True) as store:
        export("jsonl", tmp_path / "x", store=store, filters=Filters(text="Fulan"))
    assert secrets_in((tmp_path / "x.manifest.json").read_text()) == []


# --- licences ----------------------------------------------------------------------------------

#: The only modules that may read a file of others: the readers themselves, what compares, and what keeps counts by
#: month of files whose licence lets it (decision 47).
_READERS = {"export/imported.py", "cli/compare.py", "serve/on_adding.py", "cli/importing.py"}


def test_files_of_others_are_read_only_to_be_compared_or_counted() -> None:
    readers = ("marsad.export.imported", "marsad.export.from_acled", "marsad.export.from_ged")
    users = set()
    for file in ROOT.rglob("*.py"):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        named = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        if named & set(readers):
            users.add(file.relative_to(ROOT).as_posix())
    assert users <= _READERS


@pytest.mark.parametrize("level", ["public", "partners", "internal"])
def test_a_restricted_row_passes_to_no_exporter(level: LevelName) -> None:
    from tests.export.told import attack

    tally = Tally()
    rows = [attack() | {"licence": "restricted", "source": "imported"}]
    passed = cleared(rows, policy=load_policy(), level=level, now=datetime(2030, 1, 1, tzinfo=UTC), tally=tally)
    assert list(passed) == []
    assert tally.held_back == {"licence": 1}
