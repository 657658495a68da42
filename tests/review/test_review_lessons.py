"""What people decide leaves as lessons: gold for ``marsad evaluate``, and cases like those of the tests."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from marsad import leaving
from marsad.evaluate import parse_gold
from marsad.review import Desk
from marsad.store import Store
from tests.store import reports

pytestmark = pytest.mark.slow  # databases over their whole life


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "marsad.duckdb") as store:
        reports.fill(store)
        yield store


def exported(form: str, store: Store, tmp_path: Path) -> str:
    readers = leaving.circle(level="internal")
    path = tmp_path / f"out.{form}"
    leaving.export(form, path, store=store, readers=readers)
    return path.read_text(encoding="utf-8")


def test_a_correction_without_a_quote_is_gold_too(store: Store, tmp_path: Path) -> None:
    event = next(store.events())
    Desk(store, by="Amal").correct(event["id"], "counts.abducted", 7)
    documents = parse_gold(exported("gold", store, tmp_path).splitlines())
    told = {count.measure: count.best for one in documents for event in one.events for count in event.counts}
    assert told["abducted"] == 7


def test_only_what_people_decided_becomes_a_case(store: Store, tmp_path: Path) -> None:
    assert exported("cases", store, tmp_path) == ""
    events = {event["kind"]: event["id"] for event in store.events()}
    desk = Desk(store, by="Amal")
    desk.accept(events["ASSAULT"])
    desk.correct(events["PROTEST"], "counts.killed", {"low": 3, "high": 5})
    desk.correct(events["PROTEST"], "parties.initiator", [{"name": 'Taliban "Red Unit"'}])
    desk.reject(events["THREATEN"])
    found: list[dict[str, Any]] = tomllib.loads(exported("cases", store, tmp_path))["case"]
    told = [event for case in found for event in case["event"]]
    assert {event["kind"] for event in told} == {"ASSAULT", "PROTEST"}
    corrected = next(event for event in told if event.get("initiator") == ['Taliban "Red Unit"'])
    assert corrected["killed"] == {"low": 3, "high": 5}
    texts = " ".join(store.document(one).text for event in store.events() for one in event["documents"])
    assert all(case["text"] in " ".join(texts.split()) for case in found)
