"""Attacks: what a reader who may ask anything finds out below the internal level."""

import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from marsad.cli import leaving as leaving_options
from marsad.cli import root
from marsad.config import Config
from marsad.leaving import changed, circle, known_to, leaving
from marsad.protect import LevelName
from marsad.store import Filters, Store
from tests.leaving.attacked import CLINIC, NOW, VICTIM, fill, secrets_in
from tests.store.reports import AT

pytestmark = pytest.mark.slow  # databases over their whole life

BELOW: tuple[LevelName, ...] = ("public", "partners")


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return fill(tmp_path_factory.mktemp("oracles") / "marsad.duckdb")


@pytest.fixture(scope="module", autouse=True)
def _knowing() -> Iterator[None]:
    """Registry and gazetteer are read once: each of these attacks asks again."""
    known = cache(known_to)
    with pytest.MonkeyPatch.context() as patch:
        for module in (name for name in tuple(sys.modules) if name.startswith("marsad.leaving")):
            if hasattr(sys.modules[module], "known_to"):
                patch.setattr(sys.modules[module], "known_to", known)
        yield


@pytest.fixture(scope="module")
def store(db: Path) -> Iterator[Store]:
    with Store(db, read_only=True) as store:
        yield store


def found(store: Store, level: LevelName = "public", now: datetime = NOW, **asked: Any) -> list[dict[str, Any]]:
    return list(leaving(store, Filters(**asked), Config(), replace(circle(level), now=now)))


def ids(records: list[dict[str, Any]]) -> set[str]:
    return {record["id"] for record in records}


def test_the_store_holds_what_is_attacked(store: Store) -> None:
    inside = found(store, "internal")
    assert len(inside) == 3, "the column waits at every level"
    assert secrets_in(json.dumps(inside))
    assert {record["where"]["name"] for record in found(store)} == {"Imam Sahib District", "Taloqan"}


@pytest.mark.parametrize("level", BELOW)
@pytest.mark.parametrize("words", [VICTIM, "Fulani", "fulan", "hospital Fulan", "imam-sahib-hospital-fulan"])
def test_a_name_that_was_taken_out_is_not_found_by_searching(store: Store, level: LevelName, words: str) -> None:
    assert ids(found(store, level, text=words)) == set()
    assert len(ids(found(store, "internal", text="Fulan"))) == 1


@pytest.mark.parametrize("level", BELOW)
def test_a_shrinking_box_closes_in_on_nothing(store: Store, level: LevelName) -> None:
    lat, lon = CLINIC.lat, CLINIC.lon
    assert lat is not None
    assert lon is not None
    boxes = [(lon - size, lat - size, lon + size, lat + size) for size in (20, 5, 1, 0.1, 0.001)]
    answers = [ids(found(store, level, bbox=box)) for box in boxes]
    clinic = {one["id"] for one in found(store) if one["where"]["name"] == "Imam Sahib District"}
    assert not any(answer & clinic for answer in answers)
    assert not ids(found(store, level, near=(lat, lon, 1.0))) & clinic
    ring = [[lon - 1, lat - 1], [lon + 1, lat - 1], [lon + 1, lat + 1], [lon - 1, lat + 1], [lon - 1, lat - 1]]
    assert not ids(found(store, level, within={"type": "Polygon", "coordinates": [ring]})) & clinic


@pytest.mark.parametrize("level", BELOW)
def test_the_place_that_became_an_area_is_not_found_by_name_id_or_precision(store: Store, level: LevelName) -> None:
    clinic = {one["id"] for one in found(store) if one["where"]["name"] == "Imam Sahib District"}
    for asked in ({"place": "Imam Sahib"}, {"place": "gn:990001"}, {"precision": 1}):
        assert not ids(found(store, level, **asked)) & clinic
    assert clinic <= ids(found(store, level, admin="Imam Sahib District"))
    assert clinic <= ids(found(store, level, precision=3))


@pytest.mark.parametrize("level", BELOW)
def test_counts_under_every_filter_are_those_of_the_rows_that_are_told(store: Store, level: LevelName) -> None:
    """Nothing comes out by subtracting: the answers to a question and to its parts add up over the told rows alone."""
    every = found(store, level)
    asked: list[dict[str, Any]] = [
        {"admin": "Kunduz"}, {"admin": "Takhar"}, {"admin": "AFG"}, {"kinds": ("ASSAULT",)}, {"kinds": ("RETREAT",)},
        {"sources": ("Wire",)}, {"sources": ("Vorfeld", "Kolonne")}, {"actors": ("taliban",)},
        {"since": date(2020, 8, 1)}, {"until": date(2020, 5, 31)}, {"min_deaths": 1}, {"text": "taloqan"},
        {"place": "Taloqan"},
    ]  # fmt: skip
    for one in asked:
        assert ids(found(store, level, **one)) <= ids(every), one
    assert ids(found(store, level, admin="Kunduz")) | ids(found(store, level, admin="Takhar")) == ids(every)


def test_nothing_is_told_before_its_delay_whatever_is_asked(store: Store) -> None:
    for asked in (
        {},
        {"sources": ("Vorfeld",)},
        {"since": date(2020, 8, 31)},
        {"text": "Taloqan"},
        {"place": "Taloqan"},
    ):
        assert not [one for one in found(store, **asked) if one["published"] == "2020-08-31"]  # type: ignore[arg-type]
    for level in (*BELOW, "internal"):
        told_kinds = {one["kind"] for one in found(store, level)}  # type: ignore[arg-type]
        assert "RETREAT" not in told_kinds, "movement waits two weeks at every level"
    late = found(store, "internal", NOW + timedelta(days=30), kinds=("RETREAT",))
    assert [(one["where"]["name"], one["where"]["lat"]) for one in late] == [("Kunduz", None)]


@pytest.mark.parametrize("level", BELOW)
def test_the_order_of_the_answer_is_that_of_told_fields(store: Store, level: LevelName) -> None:
    def key(record: dict[str, Any]) -> tuple[str, str]:
        return (record["when"]["first"] if record["when"] else record["published"] or "9999", record["id"])

    assert all(key(left) <= key(right) for left, right in pairwise(found(store, level)))


@pytest.mark.parametrize("level", BELOW)
def test_past_moments_tell_no_more(db: Path, store: Store, level: LevelName) -> None:
    for minutes in (0.5, 1.5, 2.5, 70):
        with Store(db, as_of=AT + timedelta(minutes=minutes)) as then:
            assert ids(found(then, level)) <= ids(found(store, level))
            assert VICTIM not in str(found(then, level))


def test_links_headlines_and_quotes_tell_neither_name_nor_place(store: Store) -> None:
    clinic = next(one for one in found(store) if one["where"]["name"] == "Imam Sahib District")
    (report,) = clinic["reports"]
    assert (report["title"], report["url"]) == (None, "https://wire.example/")
    assert secrets_in(json.dumps(found(store))) == []


def test_the_verb_events_tells_in_a_pipe_what_everybody_may_see(db: Path) -> None:
    def listed(*options: str) -> list[dict[str, Any]]:
        args = ["events", "--db", str(db), "--format", "jsonl", *options]
        return [json.loads(line) for line in CliRunner().invoke(root, args).stdout.splitlines()]

    assert {one["protection"]["level"] for one in listed()} == {"public"}
    assert VICTIM not in str(listed())
    assert listed("--text", "Fulani") == []
    assert VICTIM in str(listed("--internal"))
    assert {one["protection"]["level"] for one in listed("--internal")} == {"internal"}
    moved = [one["where"] for one in listed("--internal") if one["kind"] == "RETREAT"]
    assert [(one["name"], one["lat"]) for one in moved] == [("Kunduz", None)], "movement is coarse at every level"
    assert len(listed("--limit", "1")) == 1
    table = CliRunner().invoke(root, ["events", "--db", str(db), "--format", "csv"]).stdout
    assert "Imam Sahib District" in table
    assert VICTIM not in table


def test_what_changed_tells_in_a_pipe_no_more_than_may_leave(store: Store) -> None:
    changes = list(store.changes(AT - timedelta(days=1), AT + timedelta(days=1)))
    assert len(changes) == 4
    levels: tuple[LevelName, ...] = (*BELOW, "internal")
    for level in levels:
        told = list(changed(store, changes, Config(), replace(circle(level), now=NOW)))
        assert {one.event for one in told} == ids(found(store, level))
        assert any(one.why for one in told) == (level == "internal")
    late = replace(circle("internal"), now=NOW + timedelta(days=30))
    (retreat,) = store.event_ids(Filters(kinds=("RETREAT",)))
    (moved,) = [one for one in changed(store, changes, Config(), late) if one.event == retreat]
    assert (moved.values, moved.now) == ((), None), "movement is coarse at every level"


@pytest.mark.parametrize(
    "call",
    [
        ("diff", "2020-05-01"),
        ("events", "--format", "csv"),
        ("trends", "--format", "csv"),
        ("courses", "--format", "jsonl"),
        ("trends", "-o", "trends.jsonl"),
        ("alerts", "-o", "alerts.jsonl"),
        ("report", "--area", "AFG", "--from", "2020-05-01", "--to", "2020-05-31", "-o", "report.md"),
    ],
)
def test_what_a_verb_writes_for_internal_use_stands_in_the_audit_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: tuple[str, ...]
) -> None:
    db = fill(tmp_path / "marsad.duckdb")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(leaving_options, "leaves_in_a_file", lambda: True)
    CliRunner().invoke(root, [*call, "--db", str(db)])
    with Store(db, read_only=True) as store:
        assert store.logged("exported") == []
    told = CliRunner().invoke(root, [*call, "--db", str(db), "--internal"])
    with Store(db) as store:
        (line,) = store.logged("exported")
    assert (line["verb"], line["level"]) == (call[0], "internal"), told.output
    assert line["file"] == (call[-1] if "-o" in call and call[0] != "alerts" else line["file"])
