"""What people do at the desk: every act, its undoing, and what becomes of it when documents are coded anew."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from marsad.config import Config
from marsad.errors import ConfigError, StoreError
from marsad.pipeline import merge
from marsad.review import Desk
from marsad.store import Filters, Store
from marsad.types import Coding, Document, Judgement
from tests.store import reports
from tests.store.homes import Home

pytestmark = pytest.mark.slow  # databases over their whole life

CONFIG = Config()
START = datetime(2020, 6, 2, 9, tzinfo=UTC)
NORTH = {"name": "Archi", "shape": "point", "country": "AFG", "admin1": "Kunduz", "lat": 37.1, "lon": 69.3}


def clock() -> Any:
    """One minute later at each look."""
    ticks = (START + timedelta(minutes=minute) for minute in range(1, 10_000))
    return lambda: next(ticks)


@pytest.fixture(scope="module")
def merged_file(home: Home) -> str:
    file = home.empty()
    with Store(file) as store:
        for report in reports.ALL:
            store.add(*report(), at=reports.AT)
        merge(store, config=CONFIG, now=reports.AT)
    return file


@pytest.fixture
def store(home: Home, merged_file: str) -> Iterator[Store]:
    db = home.copy(merged_file)
    with Store(db) as store:
        yield store
    home.drop(db)


@pytest.fixture
def desk(store: Store) -> Desk:
    return Desk(store, by="Amal", config=CONFIG, clock=clock())


def mention_of(report: Any) -> str:
    _, coding = report()
    return str(coding.mentions[0].id)


WIRE, PAPER, PATROL, MARCH = map(
    mention_of, (reports.kunduz_wire, reports.kunduz_paper, reports.idlib_patrol, reports.taveuni_march)
)


def tell_apart(desk: Desk) -> None:
    """The two reports on Kunduz are two events, whatever the machine makes of them."""
    if PAPER in desk.store.event(WIRE)["mentions"]:
        desk.split(WIRE, [PAPER])


def ids(store: Store, **filters: Any) -> set[str]:
    return {event["id"] for event in store.events(Filters(**filters))}


# --- what each act does ------------------------------------------------------------------------


def test_accepting_is_undone_by_whatever_joins_later(store: Store, desk: Desk) -> None:
    tell_apart(desk)
    desk.accept(WIRE, reason="read it")
    assert store.event(WIRE)["review_state"] == "reviewed"
    assert ids(store, review_state="reviewed") == {WIRE}
    desk.merge(WIRE, PAPER)
    assert store.event(WIRE)["review_state"] == "machine"
    (changed,) = desk.queue("changed")
    assert changed.event == store.event(WIRE)["id"]


def test_what_is_rejected_leaves_every_list_and_is_found_by_its_id(store: Store, desk: Desk) -> None:
    before = ids(store)
    events = store.stats().events
    desk.reject(MARCH, reason="a carnival")
    assert ids(store) == before - {MARCH}
    assert ids(store, review_state="rejected") == {MARCH}
    assert store.stats().events == events - 1
    assert store.event(MARCH)["review_state"] == "rejected"
    desk.accept(MARCH)
    assert ids(store) == before
    assert store.event(MARCH)["review_state"] == "reviewed"


def test_one_mention_rejected_goes_out_of_its_event(store: Store, desk: Desk) -> None:
    desk.merge(WIRE, PAPER)
    desk.reject(WIRE, mentions=[PAPER])
    assert store.event(WIRE)["mentions"] == [WIRE]
    assert store.event(PAPER)["review_state"] == "rejected"
    desk.undo()
    assert store.event(PAPER)["mentions"] == store.event(WIRE)["mentions"] == [WIRE, PAPER]


def test_a_correction_outranks_the_machine_which_becomes_a_rival(store: Store, desk: Desk) -> None:
    tell_apart(desk)
    was = store.event(WIRE)
    desk.correct(WIRE, "counts.killed", 4, reason="the ministry's list", quote="Three officers were killed")
    event = store.event(WIRE)
    assert event["counts"] == {"killed": {"low": 4, "best": 4, "high": 4, "by_party": {}}}
    assert event["claims"]["counts"] == [{"method": "person.corrected@1", "confidence": None, "item": "killed"}]
    assert [quote["text"] for quote in event["quotes"]["counts"]] == ["Three officers were killed"]
    assert [(rival["field"], rival["value"]["best"]) for rival in event["rivals"]] == [("counts", 3)]
    assert event["review_state"] == "corrected"
    assert WIRE in ids(store, min_deaths=4), "filters go by the corrected value"
    assert event["where"] == was["where"]
    desk.undo()
    assert store.event(WIRE) == was


@pytest.mark.parametrize(
    ("field", "value", "stands"),
    [
        ("where", NORTH, {**dict.fromkeys(("id", "admin2", "where_prec", "geo_precision")), **NORTH}),
        ("when", {"first": "2020-05-01", "last": "2020-05-01", "date_prec": 1}, None),
        ("when", None, None),
        ("means", ["mortar"], ["mortar"]),
        ("means", [], []),
        ("status", "denied", "denied"),
        ("counts", {"injured": 2}, {"injured": {"low": 2, "best": 2, "high": 2, "by_party": {}}}),
        ("counts", None, {}),
        ("campaign", "Spring Storm", "Spring Storm"),
        ("duration", {"text": "two hours"}, {"text": "two hours"}),
        ("ged", {"type_of_violence": 1}, {"type_of_violence": 1}),
        ("acled", {"event_type": "Riots", "sub_event_type": "Mob violence"}, None),
    ],
)
def test_every_sort_of_field_can_be_corrected(store: Store, desk: Desk, field: str, value: Any, stands: Any) -> None:
    desk.correct(MARCH, field, value)
    assert store.event(MARCH)[field] == (value if stands is None else stands)


def test_one_side_is_corrected_and_the_other_stays(store: Store, desk: Desk) -> None:
    tell_apart(desk)
    named = {"actor": "haqqani-network", "name": "Haqqani Network", "sector": "REB", "inter": 2}
    desk.correct(WIRE, "parties.initiator", [named])
    parties = {party["role"]: party for party in store.event(WIRE)["parties"]}
    assert parties["initiator"]["actor"] == "haqqani-network"
    assert parties["recipient"]["actor"] == "police-afg"
    assert store.event(WIRE)["rivals"][0]["value"]["actor"] == "taliban"


def test_a_corrected_party_without_quote_keeps_its_name(store: Store, desk: Desk) -> None:
    desk.correct(MARCH, "parties", [{"role": "initiator", "name": "Café Owners' Union", "text": "Café Owners' Union"}])
    (party,) = store.event(MARCH)["parties"]
    assert (party["name"], party["text"]) == ("Café Owners' Union", "Café Owners' Union")


def test_a_corrected_kind_takes_its_codes_along_and_drops_the_old_mode(store: Store, desk: Desk) -> None:
    tell_apart(desk)
    assert store.event(WIRE)["mode"] == "firearms"
    desk.correct(WIRE, "kind", "PROTEST")
    event = store.event(WIRE)
    assert (event["kind"], event["mode"]) == ("PROTEST", None)
    assert event["cameo"].startswith("14")
    assert {rival["field"] for rival in event["rivals"]} >= {"kind", "mode"}
    desk.correct(WIRE, "cameo", "145")
    assert store.event(WIRE)["cameo"] == "145", "a code that is corrected itself stands"


def test_of_two_corrections_the_later_stands_and_its_undoing_brings_back_the_first(store: Store, desk: Desk) -> None:
    desk.correct(MARCH, "ordinal", 3)
    second = desk.correct(MARCH, "ordinal", 4)
    assert store.event(MARCH)["ordinal"] == 4
    desk.undo(second)
    assert store.event(MARCH)["ordinal"] == 3


def test_merging_outranks_a_veto_and_splitting_a_merge(store: Store, desk: Desk) -> None:
    left, right = sorted((PATROL, MARCH))
    veto = Judgement(left=left, right=right, verdict="different", score=0.0, by="rule:weights@1", at=reports.AT)
    store.add_judgements([veto], at=reports.AT)
    desk.merge(PATROL, MARCH)
    assert set(store.event(MARCH)["mentions"]) == {PATROL, MARCH}
    assert store.event(MARCH)["id"] == store.event(PATROL)["id"], "both ids resolve"
    desk.split(MARCH, [MARCH])
    assert store.event(MARCH)["mentions"] == [MARCH]
    desk.undo()
    assert set(store.event(MARCH)["mentions"]) == {PATROL, MARCH}
    desk.undo()
    assert store.event(MARCH)["mentions"] == [MARCH]


def test_judging_two_mentions_takes_the_pair_out_of_the_queue(store: Store, desk: Desk) -> None:
    left, right = sorted((PATROL, MARCH))
    unsure = Judgement(left=left, right=right, verdict="unsure", score=0.8, by="rule:weights@1", at=reports.AT)
    store.add_judgements([unsure], at=reports.AT)
    (item,) = desk.queue("proposed-merge")
    assert (item.pair, item.score) == ((left, right), 0.8)
    assert {item.event, item.other} == {PATROL, MARCH}
    desk.judge(left, right, "different")
    assert desk.queue("proposed-merge") == []
    desk.undo()
    assert len(desk.queue("proposed-merge")) == 1
    desk.judge(left, right, "same")
    assert set(store.event(left)["mentions"]) == {left, right}


def test_flags_comments_and_assignments_wait_in_the_queue(desk: Desk) -> None:
    desk.flag(MARCH, reason="which island?")
    desk.comment(MARCH, "asked the stringer")
    desk.assign(MARCH, "Bilal")
    (item,) = desk.queue("flagged")
    assert (item.event, item.assigned_to) == (MARCH, "Bilal")
    assert "which island?" in item.detail
    assert desk.queue(assigned_to="Amal") == []
    assert {one.event for one in desk.queue(assigned_to="Bilal")} == {MARCH}
    desk.accept(MARCH)
    assert desk.queue("flagged") == []
    assert [act.verb for act in desk.acts(MARCH)] == ["flagged", "commented", "assigned", "accepted"]


def test_a_document_can_be_commented_on(desk: Desk) -> None:
    document, _ = reports.macomia_plan()
    act = desk.comment(document.id, "hearsay")
    assert desk.acts(document.id) == [act]


def test_conflicts_and_low_confidence_wait_until_somebody_decides(store: Store, desk: Desk) -> None:
    desk.merge(WIRE, PAPER)
    assert [item.event for item in desk.queue("conflict")] == [WIRE]
    desk.accept(WIRE)
    assert desk.queue("conflict") == []
    document, coding = reports.taveuni_march()
    (mention,) = coding.mentions
    doubted = replace(mention, status=replace(mention.status, confidence=0.2))
    store.add(document, reports.code(document, doubted, coder="hand@2"), at=reports.LATER)
    merge(store, config=CONFIG, now=reports.LATER)
    (item,) = desk.queue("low-confidence")
    assert (item.event, item.score) == (MARCH, 0.2)


def test_the_most_urgent_need_comes_first_and_the_limit_holds(desk: Desk) -> None:
    desk.merge(WIRE, PAPER)
    desk.flag(MARCH)
    assert [item.need for item in desk.queue(limit=2)] == ["flagged", "conflict"]
    assert [item.need for item in desk.queue(limit=1)] == ["flagged"]


# --- nothing is overwritten --------------------------------------------------------------------


def test_acts_are_kept_with_who_when_and_why(store: Store, desk: Desk) -> None:
    done = [
        desk.correct(MARCH, "ordinal", 3, reason="the third this year", quote="marched"),
        desk.undo(reason="it was the second"),
    ]
    assert store.acts() == done
    assert [(act.by, act.at, act.reason) for act in done] == [
        ("Amal", START + timedelta(minutes=1), "the third this year"),
        ("Amal", START + timedelta(minutes=2), "it was the second"),
    ]
    assert store.acts(MARCH) == done, "with the undoing"
    assert store.standing_acts([MARCH]) == []


def test_an_act_is_appended_once(store: Store, desk: Desk) -> None:
    act = desk.flag(MARCH)
    assert not store.add_act(act)
    assert store.acts() == [act]


def test_what_cannot_be_undone_is_said(desk: Desk) -> None:
    with pytest.raises(StoreError, match="has done nothing"):
        desk.undo()
    act = desk.flag(MARCH)
    undoing = desk.undo(act)
    with pytest.raises(StoreError, match="undone already"):
        desk.undo(act)
    with pytest.raises(StoreError, match="an undoing itself"):
        desk.undo(undoing)
    with pytest.raises(StoreError, match="no act"):
        desk.undo("nowhere")


def test_one_undoes_only_ones_own_acts_unless_one_is_named(store: Store, desk: Desk) -> None:
    act = desk.reject(MARCH)
    other = Desk(store, by="Bilal", config=CONFIG, clock=clock())
    with pytest.raises(StoreError, match="Bilal has done nothing"):
        other.undo()
    other.undo(act)
    assert store.event(MARCH)["review_state"] == "machine"


def test_blind_acts_are_kept_and_change_nothing(store: Store) -> None:
    coder = Desk(store, by="A", config=CONFIG, is_blind=True, clock=clock())
    was = list(store.events())
    done = [coder.correct(MARCH, "kind", "ASSAULT"), coder.reject(PATROL), coder.merge(WIRE, MARCH), coder.flag(PATROL)]
    assert list(store.events()) == was
    assert store.acts() == done
    assert coder.queue("flagged") == []


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("colour", "red", "no field is called"),
        ("counts.horses", 3, "no field is called"),
        ("counts.killed", -1, "must not fall"),
        ("counts.killed", {"low": 5, "best": 3}, "must not fall"),
        ("kind", "PICNIC", "no kind is called"),
        ("kind", None, "kind cannot be None"),
        ("status", "maybe", "status cannot be"),
        ("mode", "firearms", "has no mode 'firearms'"),
        ("where", {"name": "Nowhere", "shape": "point", "lat": 95}, "degrees on the Earth"),
        ("when", {"first": "2020-05-02", "last": "2020-05-01", "date_prec": 1}, "first day is after the last"),
        ("when", {"first": "May", "last": "May", "date_prec": 1}, "when cannot be"),
        ("parties", [{"role": "bystander"}], "parties cannot be"),
    ],
)
def test_a_correction_that_cannot_be_is_refused(store: Store, desk: Desk, field: str, value: Any, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        desk.correct(MARCH, field, value)
    assert store.acts() == []


def test_acts_that_cannot_be_are_refused(store: Store, desk: Desk) -> None:
    for refused in (
        lambda: desk.merge(MARCH, MARCH),
        lambda: desk.split(MARCH, [MARCH]),
        lambda: desk.split(MARCH, [PATROL]),
        lambda: desk.judge(MARCH, MARCH, "same"),
        lambda: desk.judge(MARCH, PATROL, "perhaps"),  # type: ignore[arg-type]
        lambda: desk.correct(MARCH, "ordinal", 3, quote="words nobody wrote"),
        lambda: desk.queue("boredom"),  # type: ignore[arg-type]
        lambda: Desk(store, by=" ", config=CONFIG),
    ):
        with pytest.raises(ConfigError):
            refused()
    with pytest.raises(StoreError, match="no event"):
        desk.accept("nowhere")
    with pytest.raises(StoreError, match="no event"):
        desk.assign("nowhere", "Bilal")
    assert store.acts() == []


# --- coded anew --------------------------------------------------------------------------------


def coded_anew(store: Store, document: Document, coding: Coding) -> None:
    store.add(document, replace(coding, coder="hand@2"), at=reports.LATER)
    merge(store, config=CONFIG, now=reports.LATER)


def shifted(trigger: str) -> tuple[Document, Coding]:
    """The march as a coder sees it that takes other words for the trigger: the mention has another id."""
    document, coding = reports.taveuni_march()
    (mention,) = coding.mentions
    other = reports.tell(document, trigger, "PROTEST")
    return document, reports.code(document, replace(mention, id=other.id, kind=other.kind))


def test_acts_follow_a_trigger_that_a_new_coder_cuts_otherwise(store: Store, desk: Desk) -> None:
    desk.correct(MARCH, "ordinal", 3)
    desk.merge(MARCH, PATROL)
    desk.accept(MARCH)
    document, coding = shifted("Taveuni marched on")
    coded_anew(store, document, coding)
    new = coding.mentions[0].id
    assert new != MARCH
    event = store.event(new)
    assert set(event["mentions"]) == {new, PATROL}
    assert event["ordinal"] == 3
    assert desk.queue("unanchored") == []
    desk.undo(next(act for act in store.acts() if act.verb == "merged"))
    assert store.event(new)["mentions"] == [new], "what was said again is taken back too"


def test_an_act_whose_words_are_coded_no_more_waits_in_the_queue(store: Store, desk: Desk) -> None:
    act = desk.correct(MARCH, "ordinal", 3)
    coded_anew(store, *shifted("was killed"))
    (item,) = desk.queue("unanchored")
    assert (item.act, item.event) == (act, None)
    assert "corrected by Amal" in item.detail
    assert store.event(shifted("was killed")[1].mentions[0].id)["ordinal"] is None
    coded_anew(store, *reports.taveuni_march())
    document, coding = reports.taveuni_march()
    store.add(document, replace(coding, coder="hand@3"), at=reports.LATER)
    merge(store, config=CONFIG, now=reports.LATER)
    assert desk.queue("unanchored") == []
    assert store.event(MARCH)["ordinal"] == 3, "the act holds again"


def test_a_new_coder_with_other_values_does_not_undo_a_correction(store: Store, desk: Desk) -> None:
    desk.correct(MARCH, "where", NORTH)
    document, coding = reports.taveuni_march()
    moved = tuple(replace(one, where=None, ordinal=None) for one in coding.mentions)
    coded_anew(store, document, replace(coding, mentions=moved))
    event = store.event(MARCH)
    assert event["where"]["name"] == "Archi"
    assert event["review_state"] == "corrected"
    assert event["rivals"] == [], "the new coder has nothing to say against it"
