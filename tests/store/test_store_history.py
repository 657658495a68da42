"""What the store knew when: states of events, tombstones, changes with their causes, releases."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from marsad.config import Config
from marsad.errors import StoreError
from marsad.pipeline import merge
from marsad.review import Desk
from marsad.store import Change, Filters, Release, Store
from tests.store import reports
from tests.store.homes import Home

pytestmark = pytest.mark.slow  # databases over their whole life

CONFIG = Config()
DAYS = [datetime(2020, 6, day, 12, tzinfo=UTC) for day in range(1, 11)]


def mention_of(report: Any) -> str:
    _, coding = report()
    return str(coding.mentions[0].id)


WIRE, PAPER, PATROL, MARCH = map(
    mention_of, (reports.kunduz_wire, reports.kunduz_paper, reports.idlib_patrol, reports.taveuni_march)
)


def told(store: Store, report: Any, day: int, **more: Any) -> None:
    document, coding = report()
    store.add(document, replace(coding, **more), at=DAYS[day])
    merge(store, config=CONFIG, now=DAYS[day])


def desk(store: Store, day: int) -> Desk:
    return Desk(store, by="Amal", config=CONFIG, clock=lambda: DAYS[day])


@pytest.fixture(scope="module")
def lived(home: Home) -> str:
    """A store with a history. Day 0: one report of Kunduz, and the march. 1: the patrol. 2: the second report of
    Kunduz, and a person says it is the same. 3: the march is moved and its deaths corrected. 4: the wire is coded anew.
    5: the patrol is rejected. 6: its report is coded anew, without any event. 7: Kunduz is split again.
    """
    file = home.empty()
    with Store(file) as store:
        told(store, reports.kunduz_wire, 0)
        told(store, reports.taveuni_march, 0)
        told(store, reports.idlib_patrol, 1)
        told(store, reports.kunduz_paper, 2)
        desk(store, 2).judge(WIRE, PAPER, "same", reason="one raid")
        moved = {"name": "Suva", "shape": "point", "country": "FJI", "lat": -18.1, "lon": 178.4}
        desk(store, 3).correct(MARCH, "where", moved, reason="the caption")
        desk(store, 3).correct(MARCH, "counts.killed", 2)
        wire, coding = reports.kunduz_wire()
        (mention,) = coding.mentions
        store.add(wire, reports.code(wire, replace(mention, when=None), coder="hand@2"), at=DAYS[4])
        merge(store, config=CONFIG, now=DAYS[4])
        desk(store, 5).reject(PATROL, reason="a drill")
        patrol, _ = reports.idlib_patrol()
        store.add(patrol, reports.code(patrol, coder="hand@2"), at=DAYS[6])
        merge(store, config=CONFIG, now=DAYS[6])
        desk(store, 7).split(WIRE, [PAPER])
    return file


@pytest.fixture
def store(lived: str) -> Iterator[Store]:
    with Store(lived, read_only=True) as store:
        yield store


def known(lived: str, day: int) -> dict[str, dict[str, Any]]:
    with Store(lived, as_of=DAYS[day] + timedelta(hours=1)) as store:
        return {event["id"]: event for event in store.events()}


# --- as of -------------------------------------------------------------------------------------


def test_events_are_as_they_were_then(lived: str) -> None:
    assert known(lived, 0).keys() == {WIRE, MARCH}
    assert known(lived, 1).keys() == {WIRE, MARCH, PATROL}
    assert set(known(lived, 2)[WIRE]["mentions"]) == {WIRE, PAPER}
    assert known(lived, 2)[MARCH]["where"]["name"] == "Taveuni"
    assert known(lived, 3)[MARCH]["where"]["name"] == "Suva"
    assert known(lived, 3)[MARCH]["review_state"] == "corrected"
    assert known(lived, 3)[WIRE]["coder"] == "hand@1"
    assert "hand@2" in known(lived, 4)[WIRE]["coder"]
    assert known(lived, 5).keys() == {WIRE, MARCH}
    assert known(lived, 7).keys() == {WIRE, PAPER, MARCH}


def test_every_question_is_answered_as_of_then(lived: str) -> None:
    patrol, _ = reports.idlib_patrol()
    wire, _ = reports.kunduz_wire()
    with Store(lived, as_of=DAYS[2]) as then:
        assert then.stats().documents == 4
        assert then.stats().events == 3
        assert dict(then.stats().coders) == {"hand@1": 4}
        assert len(list(then.mentions())) == 4
        assert [one["coder"] for one in then.coding_of(wire.id) if one["record"] == "mention"] == ["hand@1"]
        assert len(then.coding_of(patrol.id)) == 1
        assert then.event(PAPER)["id"] == WIRE
        assert then.event(WIRE)["aliases"] == [PAPER]
        assert [act.verb for act in then.acts()] == ["judged"]
        assert {one.by.partition(":")[0] for one in then.judgements_for([WIRE, PAPER])} >= {"person"}
        assert len(then.problems()) == 1
        assert then.problem_counts() == [("resolve", "date-vague", 1)]
        assert [event["id"] for event in then.events(Filters(review_state="corrected"))] == []
        assert then.coded_otherwise("hand@1") == []
    with Store(lived, as_of=DAYS[0] - timedelta(days=1)) as before:
        assert before.stats().documents == before.stats().events == 0
        assert before.acts() == []
        with pytest.raises(StoreError, match="no document"):
            before.document(wire.id)


def test_the_past_cannot_be_written(lived: str) -> None:
    with Store(lived, as_of=DAYS[2]) as then, pytest.raises(StoreError, match="reading only"):
        then.add_problems([reports.Problem(stage="read", code="bad-line", detail="no JSON")], at=DAYS[9])


def test_folding_again_what_did_not_change_makes_no_history(db: str) -> None:
    with Store(db) as store:
        told(store, reports.kunduz_wire, 0)
        event = next(store.clusters_of([WIRE])[WIRE] for _ in range(1))
        assert len(event) == 1
        for day in (1, 2):
            desk(store, day).comment(WIRE, "seen")
        versions = store._connection.execute("SELECT count(*) FROM event_versions").fetchall()
        assert versions == [(1,)]


def test_what_is_changed_back_within_a_moment_leaves_no_trace(db: str) -> None:
    with Store(db) as store:
        told(store, reports.kunduz_wire, 0)
        told(store, reports.kunduz_paper, 0)
        desk(store, 0).judge(WIRE, PAPER, "same")
        rows = store._connection.execute("SELECT id FROM event_versions WHERE gone_at IS NOT NULL").fetchall()
        assert rows == []


# --- changes -----------------------------------------------------------------------------------


def changed(store: Store, first: int, last: int) -> dict[str, Change]:
    hour = timedelta(hours=1)
    return {one.event: one for one in store.changes(DAYS[first] + hour, DAYS[last] + hour)}


def test_nothing_changed_between_one_moment_and_itself(store: Store) -> None:
    assert changed(store, 2, 2) == {}


def test_new_events_name_their_source(store: Store) -> None:
    found = changed(store, 0, 1)
    assert found.keys() == {PATROL}
    assert found[PATROL].what == ("new",)
    assert found[PATROL].why == ("new report: Northern Wire",)
    assert found[PATROL].before == ()


def test_an_event_told_again_names_the_report_and_the_person(store: Store) -> None:
    change = changed(store, 1, 2)[WIRE]
    assert "reported again" in change.what
    assert change.why[:2] == ("new report: Daily Paper", "judged by Amal: one raid")


def test_relocation_and_revised_deaths_are_told_with_both_values(store: Store) -> None:
    change = changed(store, 2, 3)[MARCH]
    assert set(change.what) == {"relocated", "deaths revised", "reviewed"}
    values = {field: (was, now) for field, was, now in change.values}
    assert [place["name"] for place in values["where"]] == ["Taveuni", "Suva"]
    assert [counts["killed"]["best"] for counts in values["counts"]] == [None, 2]
    assert change.why == ("corrected where by Amal: the caption", "corrected counts.killed by Amal")


def test_a_new_coder_is_named_as_the_cause(store: Store) -> None:
    change = changed(store, 3, 4)[WIRE]
    assert "dated anew" in change.what
    assert any(why.startswith("coder changed: hand@1 to ") for why in change.why)


def test_what_is_rejected_and_what_nobody_tells_any_more(store: Store) -> None:
    change = changed(store, 4, 5)[PATROL]
    assert change.what == ("rejected",)
    assert change.why == ("rejected by Amal: a drill",)
    gone = changed(store, 5, 6)[PATROL]
    assert (gone.what, gone.now) == (("retracted",), None)
    assert gone.why == ("coder changed: no report tells of it any more",)


def test_splits_and_merges_name_what_they_came_from(store: Store) -> None:
    found = changed(store, 6, 7)
    assert all("split" in found[one].what and found[one].before == (WIRE,) for one in (WIRE, PAPER))
    assert found[PAPER].why[0] == "split by Amal"


def test_two_events_that_become_one_are_merged(db: str) -> None:
    with Store(db) as store:
        told(store, reports.taveuni_march, 0)
        told(store, reports.idlib_patrol, 0)
        desk(store, 1).merge(MARCH, PATROL)
        (change,) = store.changes(DAYS[0], DAYS[1])
        assert "merged" in change.what
        assert set(change.before) == {MARCH, PATROL}


def test_changes_over_the_whole_life_are_those_of_its_ends(store: Store) -> None:
    found = changed(store, 0, 7)
    assert found.keys() == {WIRE, PAPER, MARCH}, "the patrol came and went"


def test_an_id_without_event_leaves_a_tombstone(store: Store) -> None:
    with pytest.raises(StoreError, match=r"no event .* in the store since 2020-06-07") as caught:
        store.event(PATROL)
    assert "--as-of 2020-06-06" in caught.value.next_step


# --- releases ----------------------------------------------------------------------------------


def test_releases_are_numbered_and_their_names_final(db: str) -> None:
    with Store(db) as store:
        first = Release(name="may", as_of=DAYS[0], released_at=DAYS[1], manifest={"events": 3})
        assert store.add_release(first) == 1
        assert store.add_release(replace(first, name="june", as_of=DAYS[2])) == 2
        with pytest.raises(StoreError, match="there is a release 'may'"):
            store.add_release(first)
        assert store.moment("june") == store.moment("2") == DAYS[2]
        assert store.releases()[0] == replace(first, number=1)
        with pytest.raises(StoreError, match="no release 'july'"):
            store.moment("july")


def test_what_comes_while_a_release_is_written_is_not_of_it(db: str) -> None:
    """A writer that looked at its clock before the release began, and writes after it."""
    with Store(db) as store:
        store.add(*reports.kunduz_wire(), at=DAYS[0])
        merge(store, config=CONFIG, now=DAYS[0])
        moment = store.begin_release("may", at=DAYS[5])
    assert moment == DAYS[5]

    def then() -> tuple[list[dict[str, Any]], list[Any]]:
        with Store(db, as_of=moment) as past:
            return list(past.events()), past.acts()

    before = then()
    with Store(db) as store:
        store.add(*reports.idlib_patrol(), at=DAYS[4])
        merge(store, config=CONFIG, now=DAYS[4])
        at_the_desk = Desk(store, by="Amal", config=CONFIG, clock=lambda: DAYS[4])
        at_the_desk.correct(WIRE, "counts.killed", 9)
        at_the_desk.undo()
        at_the_desk.reject(PATROL)
        assert len(list(store.events())) == 1
        assert store.begin_release("june", at=DAYS[4]) > moment
    assert then() == before
