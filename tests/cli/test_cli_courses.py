"""``marsad courses``: what is protected stays so at every level."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from marsad.cli import root
from marsad.store import Store
from tests.store import reports

pytestmark = pytest.mark.slow  # each call loads the registry


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("courses") / "marsad.duckdb"
    with Store(file) as store:
        reports.fill(store)
    return file


def run(db: Path, *args: str) -> Result:
    return CliRunner().invoke(root, ["courses", "--db", str(db), "--least", "1", *args])


@pytest.mark.parametrize("level", ["--public", "--internal"])
def test_a_patrol_is_told_by_province_at_every_level(db: Path, level: str) -> None:
    (found,) = [json.loads(line) for line in run(db, level, "--format", "jsonl").stdout.splitlines()]
    assert (found["record"], found["sort"], found["actors"]) == (
        "course", "numbered", ["government-rus", "government-tur"]
    )  # fmt: skip
    assert [(one["ordinal"], one["admin1"]) for one in found["members"]] == [(8, "Idlib")]
    assert "Nayrab" not in json.dumps(found)


def test_tables(db: Path) -> None:
    assert "COOPERATE of Government of Russia and" in run(db, "--format", "table").stdout
    assert "Idlib" in run(db, "--format", "table", "--members").stdout


def test_nothing_is_said(db: Path) -> None:
    found = run(db, "--kind", "AID")
    assert found.exit_code == 1
    assert "no series and no campaign" in found.stderr
