"""In which state each event stands: another one whenever its record would read otherwise, and only then."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from marsad.config import Config
from marsad.pipeline import merge
from marsad.review import Desk
from marsad.store import Filters, Store, Wish
from marsad.types import Span
from tests.store import reports
from tests.store.reports import LATER


def states(store: Store) -> dict[str, str]:
    return {row["id"]: row["state"] for row in store.standing().to_pylist()}


def desk(store: Store) -> Desk:
    return Desk(store, by="Amal", config=Config(), clock=lambda: LATER)


@pytest.fixture
def folded(filled: Store) -> Store:
    """With every event as the rules fold it."""
    desk(filled).comment(next(filled.events())["id"], "seen")
    merge(filled, config=Config(), now=LATER)
    return filled


def test_events_stand_in_the_order_of_exports_with_their_days(readable: Store) -> None:
    rows = readable.standing().to_pylist()
    assert [row["id"] for row in rows] == [one["id"] for one in readable.events()]
    days = [row["day"] for row in rows if row["day"] is not None]
    assert days == sorted(days)
    assert [row["day"] is None for row in rows] == sorted(row["day"] is None for row in rows), "undated ones last"
    assert len({row["state"] for row in rows}) == len(rows)


@pytest.mark.parametrize(
    "filters",
    [
        {},
        {"kinds": ("ASSAULT",)},
        {"min_deaths": 1},
        {"admin": "Idlib"},
        {"since": date(2020, 5, 8)},
        {"text": "police"},
    ],
)
def test_the_ids_that_fit_are_those_of_the_events_that_do(readable: Store, filters: dict[str, object]) -> None:
    asked = Filters(**filters)  # type: ignore[arg-type]
    found = readable.fitting(asked).to_pylist()
    assert sorted(found) == sorted(one["id"] for one in readable.events(asked)) != []


def comment(store: Store) -> None:
    desk(store).comment(next(store.events())["id"], "seen")


def same_again(store: Store) -> None:
    store.add(*reports.kunduz_wire(), at=LATER)
    merge(store, config=Config(), now=LATER)


@pytest.mark.parametrize("change", [comment, same_again])
def test_what_changes_no_record_changes_no_state(folded: Store, change: Callable[[Store], None]) -> None:
    before = states(folded)
    change(folded)
    assert states(folded) == before


def correct(store: Store) -> set[str]:
    event = next(store.events())["id"]
    desk(store).correct(event, "kind", "PROTEST")
    return {event}


def hold(store: Store) -> set[str]:
    event = next(store.events())["id"]
    desk(store).hold(event, reason="asked")
    return {event}


def hold_until_another_day(store: Store) -> set[str]:
    event = next(store.events())["id"]
    desk(store).hold(event, until=date(2021, 1, 1), reason="asked")
    return {event}


def find_a_person(store: Store) -> set[str]:
    """The report is coded anew and its event not yet folded: only where persons stand in the text is new."""
    document, coding = reports.kunduz_wire()
    store.add(document, replace(coding, coder="hand@2", persons=(Span(start=0, end=3),)), at=LATER)
    return {one["id"] for one in store.events() if document.id in one["documents"]}


def forget(store: Store) -> set[str]:
    document = reports.kunduz_wire()[0].id
    store.forget([document], Wish(by="Amal", at=LATER, key=bytes(32)))
    return {one["id"] for one in store.events() if document in one["documents"]}


@pytest.mark.parametrize("change", [correct, hold, hold_until_another_day, find_a_person, forget])
def test_what_changes_a_record_changes_its_state(folded: Store, change: Callable[[Store], set[str]]) -> None:
    before = states(folded)
    changed = change(folded)
    after = states(folded)
    assert changed
    assert {key for key in after if after[key] != before[key]} == changed


def test_another_name_of_an_event_is_another_state(folded: Store) -> None:
    one, other, *_ = (event["id"] for event in folded.events())
    desk(folded).merge(one, other)
    (left,) = {one, other} & states(folded).keys()
    assert folded.event(left)["aliases"]
    named = states(folded)[left]
    desk(folded).undo()
    assert states(folded)[left] != named


def test_what_is_read_together_can_be_cut_into_what_would_be_read_apart(readable: Store) -> None:
    ids = [one["id"] for one in readable.events()]
    whole = readable.batch(ids, told=("titles", "links"))
    parts = list(whole.cut([1, 0, len(ids) - 1]))
    assert [list(part.records()) for part in parts] == [
        list(readable.batch(some, told=("titles", "links")).records()) for some in (ids[:1], [], ids[1:])
    ]
    assert parts[0].reports.keys() == parts[0].texts.keys() == set(next(parts[0].records())["documents"])
    assert len(parts[0].texts) < len(whole.texts)
