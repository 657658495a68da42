"""The registry of sources, how looking at them went, and how addresses were when they were asked."""

from datetime import timedelta

from marsad.config import Config
from marsad.pipeline import merge
from marsad.store import Store
from marsad.types import Look, Seen, Source
from tests.store.reports import AT, LATER

WIRE = Source(name="Northern Wire", kind="feed", licence="CC-BY", language="en", group="North", regions=("AFG", "PAK"))


def test_what_is_said_of_a_source_stands_until_something_else_is(store: Store) -> None:
    assert store.set_sources([WIRE, Source(name="Daily Paper")], at=AT) == ["Northern Wire", "Daily Paper"]
    assert store.set_sources([WIRE], at=LATER) == []
    partisan = Source(name="Northern Wire", party="taliban")
    assert store.set_sources([partisan], at=LATER) == ["Northern Wire"]
    assert store.sources() == {"Daily Paper": Source(name="Daily Paper"), "Northern Wire": partisan}


def test_the_registry_of_a_past_moment(filled: Store) -> None:
    filled.set_sources([WIRE], at=AT)
    filled.set_sources([Source(name="Northern Wire")], at=LATER)
    filled.rest()
    with Store(filled.db, as_of=LATER - timedelta(seconds=1)) as then:
        assert then.sources()["Northern Wire"] == WIRE


def test_a_partisan_source_no_longer_counts_as_independent(filled: Store) -> None:
    def grades() -> list[tuple[str, int]]:
        events = [event for event in filled.events() if "Northern Wire" in event["sources"]]
        return [(event["grade"], event["independent_sources"]) for event in events]

    names = {name for event in filled.events() for name in event["sources"]}
    filled.set_sources([Source(name=name, licence="CC-BY") for name in names], at=AT)
    assert filled.due() == [], "a licence changes no event"
    for hour, party in enumerate(("some-army", None), 1):
        filled.set_sources([Source(name=name, party=party) for name in names], at=AT + timedelta(hours=hour))
        merge(filled, config=Config(), now=AT + timedelta(hours=hour))
        assert {independent for _, independent in grades()} == {0 if party else 1}


def test_how_an_address_was_is_kept_by_source(store: Store) -> None:
    first = Seen(source="Northern Wire", url="http://a.example/1", at=AT, etag='"x"', modified="Mon", failures=2)
    other = Seen(source="Daily Paper", url="http://a.example/1", at=AT)
    store.add_looks([], [first, other])
    again = Seen(source="Northern Wire", url="http://a.example/1", at=LATER)
    store.add_looks([], [again])
    assert store.seen("Northern Wire", [first.url, "http://a.example/2"]) == {first.url: again}
    assert store.seen("Daily Paper", [first.url]) == {first.url: other}


def test_an_outage_begins_after_the_last_answer(store: Store) -> None:
    hours = [AT + timedelta(hours=n) for n in range(5)]
    outcomes = ("failed", "read", "empty", "failed", "failed")
    store.add_looks(
        [
            Look(
                source="Northern Wire",
                at=at,
                outcome=outcome,
                detail=f"hour {at.hour}" if outcome == "failed" else None,
            )
            for at, outcome in zip(hours, outcomes, strict=True)
        ]
    )
    store.add_looks([Look(source="Daily Paper", at=AT, outcome="empty")])
    watched = store.watched()
    wire, paper = watched["Northern Wire"], watched["Daily Paper"]
    assert (wire.looks, wire.failed, wire.first_at, wire.last_at) == (5, 3, hours[0], hours[4])
    assert (wire.answered_at, wire.found_at, wire.failing_since) == (hours[2], hours[1], hours[3])
    assert wire.detail == f"hour {hours[4].hour}"
    assert (paper.failing_since, paper.found_at, paper.answered_at, paper.detail) == (None, None, AT, None)
