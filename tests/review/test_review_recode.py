"""Hundreds of corrections outlive a new coder, gazetteer and registry."""

import itertools
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from marsad.config import Config
from marsad.pipeline import merge
from marsad.review import Desk
from marsad.store import Store
from marsad.types import Actor, Coding, DateRange, Document, Mention
from tests.store import reports
from tests.store.homes import Home

CONFIG = Config()
START = datetime(2021, 9, 1, tzinfo=UTC)
CORRECTED = 500

#: Field, value, and how the event's record then says so.
CORRECTIONS: list[tuple[str, Any, Callable[[dict[str, Any]], bool]]] = [
    ("counts.killed", 7, lambda event: event["counts"]["killed"]["best"] == 7),
    (
        "where",
        {"name": "Beryslav", "shape": "point", "lat": 46.84, "lon": 33.43},
        lambda event: event["where"]["name"] == "Beryslav",
    ),
    (
        "parties.initiator",
        [{"actor": "wagner", "name": "Wagner Group"}],
        lambda event: event["parties"][0]["actor"] == "wagner",
    ),
    ("kind", "MOBILIZE", lambda event: event["kind"] == "MOBILIZE"),
    ("status", "denied", lambda event: event["status"] == "denied"),
]


def told(number: int) -> list[tuple[Document, Coding]]:
    """Bulletins that tell of no event twice: each hundred of them a year later than the one before."""
    found = []
    for index, (document, coding) in enumerate(reports.bulletins(number)):
        day = date(2021 + index // 100, 1, 1) + timedelta(days=index % 100)
        when = DateRange(first=day, last=day, date_prec=1)
        mentions = [replace(one, when=one.when and replace(one.when, value=when)) for one in coding.mentions]
        found.append((document, reports.code(document, *mentions)))
    return found


def coded_anew(coding: Coding, document: Document, number: int) -> Coding:
    """Another coder: it cuts every third trigger otherwise, names other actors and finds other places."""
    army = Actor(id="army-ukr", name="Ukrainian Army", sector="MIL", country="UKR", inter=1)
    place = reports.place("gn:7", "Kherson", "UKR", "Kherson", lat=46.6, lon=32.6)
    mentions: list[Mention] = []
    for index, mention in enumerate(coding.mentions):
        trigger = mention.kind.quotes[0].text or ""
        wide = {"hit": "Shells hit", "struck": "Drones struck", "seized": "Troops seized"}[trigger]
        other = reports.tell(document, wide if (number + index) % 3 == 0 else trigger, mention.kind.value)
        party = reports.coded(document, reports.Party(role="initiator", actor=army, text=trigger), trigger)
        where = mention.where and replace(mention.where, value=place)
        mentions.append(replace(mention, id=other.id, kind=other.kind, where=where, parties=(party,)))
    return reports.code(document, *mentions, coder="hand@2")


@pytest.fixture
def desk(home: Home) -> Iterator[Desk]:
    ticks = (START + timedelta(seconds=second) for second in itertools.count())
    with Store(home.empty()) as store:
        yield Desk(store, by="Amal", config=CONFIG, clock=lambda: next(ticks))


@pytest.mark.slow
def test_corrections_survive_a_new_coder_gazetteer_and_registry(desk: Desk) -> None:
    store = desk.store
    documents = told(-(-CORRECTED // 3))
    for document, coding in documents:
        store.add(document, coding, at=reports.AT)
    merge(store, config=CONFIG, now=reports.AT)
    acts = []
    mentions = [mention for _, coding in documents for mention in coding.mentions][:CORRECTED]
    desk.folds_at_once = False
    for mention, (field, value, _) in zip(mentions, itertools.cycle(CORRECTIONS), strict=False):
        acts.append(desk.correct(mention.id, field, value, reason="checked by phone"))
    assert desk.fold() == CORRECTED
    for index, (document, coding) in enumerate(documents):
        assert store.add(document, coded_anew(coding, document, index), at=reports.LATER)
    merge(store, config=CONFIG, now=reports.LATER)
    assert desk.queue("unanchored") == []
    homes = {mention: event for event in store.events() for mention in event["mentions"]}
    kept = 0
    for act in store.standing_acts(homes):
        event = homes[act.anchors[0].mention]
        (says,) = (says for field, _, says in CORRECTIONS if field == act.field)
        assert says(event), (act.field, event["id"])
        assert event["review_state"] == "corrected"
        assert event["coder"] == "hand@2"
        kept += 1
    assert kept == len(acts) == CORRECTED
    assert sum(act.anchors[0].mention not in homes for act in acts) >= CORRECTED // 4, "ids nobody gives now"
