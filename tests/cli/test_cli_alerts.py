"""``marsad alerts`` and what its options do."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path
from shutil import copyfile

import pytest
from click.testing import CliRunner, Result

from marsad.cli import root
from marsad.errors import ConfigError, ExportError
from tests.warning.wars import LAST, war

pytestmark = pytest.mark.slow  # each call loads the registry


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return war(tmp_path_factory.mktemp("war") / "war.duckdb")


@pytest.fixture
def db(written: Path, tmp_path: Path) -> Path:
    copyfile(written, tmp_path / "war.duckdb")
    return tmp_path / "war.duckdb"


def run(*args: object) -> Result:
    return CliRunner().invoke(root, ["alerts", *map(str, args)])


def test_a_pipe_gets_records_and_a_table_says_the_same(db: Path) -> None:
    lines = [json.loads(line) for line in run("--db", db, "--by", "admin1").stdout.splitlines()]
    assert {line["key"] for line in lines} == {"AFG/Kunduz"}
    assert not any("stamp" in line for line in lines)
    inside = run("--db", db, "--by", "admin1", "--format", "jsonl", "--internal").stdout.splitlines()
    assert {json.loads(line)["stamp"] for line in inside} == {"INTERNAL"}
    shown = run("--db", db, "--by", "admin1", "--format", "table", "--internal").stdout
    assert "Kunduz, Afghanistan" in shown
    assert "40 deaths" in shown
    assert "32%" in shown


def test_what_was_told_is_not_told_again_unless_asked(db: Path, tmp_path: Path) -> None:
    out, feed = tmp_path / "alerts.jsonl", tmp_path / "alerts.xml"
    first = run("--db", db, "--by", "admin1", "-o", out, "--feed", feed)
    told = out.read_text().splitlines()
    assert len(told) == feed.read_text().count("<entry>") > 0
    assert f"{len(told)} alerts told, 0 told before, public" in first.stderr
    assert f"0 alerts told, {len(told)} told before" in run("--db", db, "--by", "admin1", "-o", out).stderr
    assert out.read_text().splitlines() == told
    run("--db", db, "--by", "admin1", "-o", out, "--again")
    assert len(out.read_text().splitlines()) == 2 * len(told)


def test_where_one_way_fails_all_is_told_by_the_next_call(db: Path, tmp_path: Path) -> None:
    out = tmp_path / "alerts.jsonl"
    failed = run("--db", db, "--by", "admin1", "-o", out, "--feed", tmp_path / "no" / "feed.xml")
    assert isinstance(failed.exception, ExportError)
    assert out.read_text()
    assert " 0 told before" in run("--db", db, "--by", "admin1", "-o", out).stderr


def test_areas_of_ones_own(db: Path, tmp_path: Path) -> None:
    square = [[68, 36.5], [70, 36.5], [70, 38], [68, 38], [68, 36.5]]
    feature = {
        "type": "Feature",
        "properties": {"name": "The north"},
        "geometry": {"type": "Polygon", "coordinates": [square]},
    }
    areas = tmp_path / "areas.geojson"
    areas.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    found = run("--db", db, "--areas", areas).stdout.splitlines()
    assert {json.loads(line)["name"] for line in found} == {"The north"}


def test_own_rules_by_option_or_setting(db: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shipped = files("marsad.analyse").joinpath("data/alerts.toml").read_text(encoding="utf-8")
    own = tmp_path / "rules.toml"
    own.write_text(shipped.replace("least = 25", "least = 500").replace("least = 10", "least = 500"), encoding="utf-8")
    assert not run("--db", db, "--rules", own).stdout
    monkeypatch.setenv("MARSAD_RULES", str(own))
    assert not run("--db", db).stdout


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--by", "custom"), "custom areas are not given"),
        (("--near", "Kunduz"), "not told of a near"),
        (("--mail", "a@example.org"), "no mail server is set"),
        (("--webhook", "nowhere"), "no address"),
    ],
)
def test_what_cannot_be_done_is_said(db: Path, options: tuple[str, ...], told: str) -> None:
    failed = run("--db", db, *options)
    assert isinstance(failed.exception, ConfigError)
    assert told in str(failed.exception)


def test_a_quiet_day_says_so(db: Path) -> None:
    found = run("--db", db, "--at", LAST.replace(month=4))
    assert found.exit_code == 0
    assert not found.stdout
    assert "no alert stands" in found.stderr
