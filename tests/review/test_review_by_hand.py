"""Events that a person codes: they merge, are reviewed, outlive a new coder, and go with the undoing of the act."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from marsad.config import Config
from marsad.errors import ConfigError, StoreError
from marsad.pipeline import merge
from marsad.review import Desk
from marsad.store import Store, Verified
from marsad.types import Document, Span
from tests.store import reports
from tests.store.homes import Home

pytestmark = pytest.mark.slow  # databases over their whole life

CONFIG = Config()
START = datetime(2020, 6, 2, 9, tzinfo=UTC)
#: A text in a language that the machine does not code.
TEXT = "کشته شدن سه تن در ننگرهار\n\nروز دوشنبه افراد مسلح به یک پاسگاه در جلال آباد حمله کردند. سه پولیس کشته شدند."
FIELDS = {
    "kind": "ASSAULT",
    "mode": "firearms",
    "counts.killed": 3,
    "when": {"first": "2020-05-25", "last": "2020-05-25", "date_prec": 1},
    "parties.recipient": [{"name": "Civilians (Afghanistan)", "sector": "CVL", "country": "AFG", "inter": 7}],
}


@pytest.fixture
def document() -> Document:
    return replace(reports.read(TEXT, source="Ruz", published=START.date()), language="fa")


@pytest.fixture
def desk(home: Home, document: Document) -> Iterator[Desk]:
    ticks = (START + timedelta(minutes=minute) for minute in range(1, 10_000))
    with Store(home.empty()) as store:
        store.add(document, reports.code(document), at=reports.AT)
        merge(store, config=CONFIG, now=reports.AT)
        yield Desk(store, by="Amal", config=CONFIG, clock=lambda: next(ticks))


def words(document: Document, text: str) -> Span:
    start = document.text.index(text)
    return Span(start=start, end=start + len(text))


def test_an_event_coded_by_hand_is_an_event_with_its_sentence(desk: Desk, document: Document) -> None:
    act = desk.code(document.id, words(document, "حمله کردند"), FIELDS, reason="read it")
    (event,) = desk.store.events()
    assert event["mentions"] == [act.anchors[0].mention]
    assert (event["kind"], event["mode"], event["status"]) == ("ASSAULT", "firearms", "happened")
    assert event["counts"]["killed"] == {"low": 3, "best": 3, "high": 3, "by_party": {}}
    assert event["acled"]["event_type"] == "Violence against civilians"
    assert event["review_state"] == "reviewed"
    assert {quote["text"] for quote in event["quotes"]["counts"]} == {"حمله کردند"}
    assert "Amal" not in str(event)


def test_it_outlives_a_new_coder_and_the_document_stays_one(desk: Desk, document: Document) -> None:
    act = desk.code(document.id, words(document, "حمله کردند"), FIELDS)
    told = reports.tell(document, "کشته شدند", "COERCE")
    assert desk.store.add(document, reports.code(document, told, coder="hand@2"), at=reports.LATER)
    merge(desk.store, config=CONFIG, now=reports.LATER)
    kinds = {event["kind"]: event["mentions"] for event in desk.store.events()}
    assert kinds == {"ASSAULT": [act.anchors[0].mention], "COERCE": [told.id]}
    assert desk.store.stats().documents == 1
    assert desk.store.coded_otherwise("hand@2") == []
    assert list(desk.store.verify(Verified())) == []


def test_undoing_takes_it_away_and_the_past_still_knows_it(desk: Desk, document: Document) -> None:
    act = desk.code(document.id, words(document, "حمله کردند"), FIELDS)
    between = desk._clock()
    desk.undo(act)
    assert list(desk.store.events()) == []
    with Store(desk.store.db, as_of=between) as then:
        assert [event["kind"] for event in then.events()] == ["ASSAULT"]
    with Store(desk.store.db, as_of=reports.AT) as before:
        assert list(before.events()) == []


def test_it_can_be_corrected_and_merged_like_any_other(desk: Desk, document: Document) -> None:
    first = desk.code(document.id, words(document, "حمله کردند"), FIELDS)
    second = desk.code(document.id, words(document, "کشته شدند"), {"kind": "ASSAULT", "counts.killed": 3})
    ids = [act.anchors[0].mention for act in (first, second)]
    desk.merge(*ids)
    desk.correct(ids[0], "counts.killed", 4)
    (event,) = desk.store.events()
    assert event["mentions"] == ids
    assert event["counts"]["killed"]["best"] == 4
    assert event["review_state"] == "corrected"


@pytest.mark.parametrize(
    ("span", "fields"),
    [
        (Span(start=0, end=60), FIELDS),  # words of two sentences
        (Span(start=30, end=40), {"kind": "NAP"}),
        (Span(start=30, end=40), {"counts.killed": 3}),
        (Span(start=30, end=40), {"kind": "ASSAULT", "mode": "boycott"}),
        (Span(start=30, end=40), {"kind": "ASSAULT", "counts.killed": -1}),
        (Span(start=5_000, end=5_010), FIELDS),
    ],
)
def test_what_cannot_be_is_refused(desk: Desk, document: Document, span: Span, fields: dict[str, Any]) -> None:
    with pytest.raises(ConfigError):
        desk.code(document.id, span, fields)
    assert list(desk.store.events()) == []


def test_a_blind_coder_adds_no_event_and_an_unknown_document_has_none(desk: Desk, document: Document) -> None:
    blind = Desk(desk.store, by="A", config=CONFIG, is_blind=True)
    with pytest.raises(ConfigError):
        blind.code(document.id, words(document, "حمله کردند"), FIELDS)
    with pytest.raises(StoreError):
        desk.code("none", words(document, "حمله کردند"), FIELDS)
