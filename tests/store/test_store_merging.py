"""What merging asks of the store: candidates, clusters, judgements, events put in the place of others."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from marsad import record
from marsad.errors import StoreError
from marsad.store import Reach, Store
from marsad.types import Actor, Fingerprints, Judgement, Mention, Place
from tests.store import reports
from tests.store.homes import Home
from tests.store.reports import AT, LATER

pytestmark = pytest.mark.slow  # databases over their whole life

DAY = date(2022, 3, 10)
RADIUS_KM = {1: 5.0, 2: 25.0}
WAGNER = Actor(id="wagner", name="Wagner Group", sector="PRM", country="RUS", inter=8)
BAMAKO = reports.place("gn:2460596", "Bamako", "MLI", "Bamako", lat=12.65, lon=-8.0)


def tell(
    store: Store,
    name: str,
    *,
    where: Place | None = BAMAKO,
    day: date | None = DAY,
    published: date | None = None,
    actors: Iterable[Actor] = (WAGNER,),
    kind: str = "ASSAULT",
    ordinal: int | None = None,
    prec: int = 1,
    status: str = "happened",
    minhash: tuple[int, ...] = (),
    mode: str | None = None,
    killed: int | None = None,
) -> Mention:
    """One report, stored, with one mention."""
    document = reports.read(f"Report {name}\n\nWagner struck the town.", source=name, published=published)
    mention = reports.tell(
        document,
        "struck",
        kind,
        parties=[("initiator", actor, "Wagner") for actor in actors],
        where=where and (where, "the town"),
        when=day and (day, day, prec, "struck"),
        status=status,
        ordinal=ordinal and reports.coded(document, ordinal, "struck"),
        counts=(reports.killed(document, "struck", killed, killed),) if killed else (),
    )
    mention = replace(
        mention,
        mode=reports.coded(document, mode, "struck") if mode else None,
    )
    store.add(document, reports.code(document, mention, fingerprints=Fingerprints(minhash=minhash)), at=AT)
    return mention


def are_candidates(store: Store, one: Mention, other: Mention, **more: Any) -> bool:
    pairs = store.candidates([one.id], Reach(window_days=7, radius_km=RADIUS_KM, **more))
    assert all(left < right and one.id in (left, right) for left, right in pairs)
    return any(other.id in pair for pair in pairs)


def near(lat: float, lon: float, key: str = "user:near") -> Place:
    return reports.place(key, "Somewhere", "MLI", "Koulikoro", lat=lat, lon=lon)


PROVINCE = reports.place("gn:1", "Bamako", "MLI", "Bamako", shape="area", lat=14.9, lon=-6.0, where_prec=4)
COUNTRY = reports.place("gn:2", "Mali", "MLI", shape="area", where_prec=6)
FIJI_WEST = reports.place("user:w", "West", "FJI", "Northern", lat=-16.8, lon=179.9)
FIJI_EAST = reports.place("user:e", "East", "FJI", "Eastern", lat=-16.8, lon=-179.9)
OTHER = (replace(WAGNER, id="jnim", name="JNIM"),)


@pytest.fixture(scope="module")
def shared(home: Home) -> Iterator[Store]:
    with Store(home.empty()) as store:
        yield store


DATED = [
    ({}, {}, True),
    ({}, {"days": 1}, False),
    ({}, {"days": 1, "prec": 2}, True),
    ({}, {"days": 2, "prec": 2}, False),
    ({}, {"days": None, "published": 2}, True),
    ({}, {"days": None, "published": 9}, False),
    ({}, {"where": near(12.68, -8.03), "actors": ()}, True),
    ({}, {"where": near(12.9, -8.3), "actors": ()}, False),
    ({"where": replace(BAMAKO, where_prec=2)}, {"where": replace(near(12.9, -8.3), where_prec=2)}, True),
    ({}, {"days": None, "published": 2, "where": near(12.65, -8.0), "actors": ()}, False),
    ({}, {"where": near(13.9, -8.0), "actors": ()}, False),
    ({"where": replace(FIJI_WEST, where_prec=2)}, {"where": FIJI_EAST, "actors": ()}, True),
    ({}, {"where": PROVINCE, "actors": ()}, True),
    ({"where": PROVINCE}, {"where": replace(PROVINCE, admin1="Kayes", id="gn:3", lat=14.0, lon=-11.0)}, False),
    ({}, {"where": COUNTRY}, True),
    ({}, {"where": COUNTRY, "actors": OTHER}, False),
    ({"mode": "abduct"}, {"where": COUNTRY, "actors": OTHER, "mode": "abduct"}, True),
    ({"mode": "abduct"}, {"where": COUNTRY, "actors": OTHER, "mode": "firearms"}, False),
    ({"killed": 17}, {"where": COUNTRY, "actors": OTHER, "killed": 17}, True),
    ({"killed": 17}, {"where": COUNTRY, "actors": OTHER, "killed": 19}, False),
    ({"killed": 2}, {"where": COUNTRY, "actors": OTHER, "killed": 2}, False),
    ({"killed": 17}, {"where": replace(COUNTRY, country="NER", id="gn:4"), "actors": OTHER, "killed": 17}, False),
    ({}, {"where": replace(COUNTRY, country="NER", id="gn:4")}, False),
    ({}, {"where": None}, True),
    ({}, {"where": None, "actors": OTHER}, False),
    ({"where": None}, {"where": None}, True),
]


@pytest.mark.parametrize("number", range(len(DATED)))
def test_candidates_with_a_date(shared: Store, number: int) -> None:
    """Each case has a year of its own in the one store."""
    *pair, expected = DATED[number]
    start = DAY.replace(year=2000 + number)

    def side(name: str, *, days: int | None = 0, published: int | None = None, **case: Any) -> Mention:
        told = [None if offset is None else start + timedelta(days=offset) for offset in (days, published)]
        return tell(shared, f"{name} {number}", day=told[0], published=told[1], **case)

    left, right = side("left", **pair[0]), side("right", **pair[1])
    assert are_candidates(shared, left, right) is are_candidates(shared, right, left) is expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ({"day": None}, {}, True),
        ({"day": None}, {"day": None, "actors": OTHER}, False),
        ({"day": None, "where": COUNTRY}, {"where": BAMAKO}, False),
        ({"day": None, "where": COUNTRY, "ordinal": 8}, {"where": BAMAKO, "ordinal": 8}, True),
        ({"day": None, "where": COUNTRY, "ordinal": 8}, {"where": BAMAKO, "ordinal": 9}, False),
    ],
)
def test_candidates_without_a_date(store: Store, one: dict[str, Any], other: dict[str, Any], *, expected: bool) -> None:
    left, right = tell(store, "left", **one), tell(store, "right", **other)
    assert are_candidates(store, left, right) is expected


def test_kinds_and_statuses_that_cannot_be_one_event_are_no_candidates(store: Store) -> None:
    left, right = tell(store, "left"), tell(store, "right", kind="ACCUSE")
    assert are_candidates(store, left, right)
    assert not are_candidates(store, left, right, kinds={kind: (kind,) for kind in ("ASSAULT", "ACCUSE")})
    assert are_candidates(store, left, right, kinds=dict.fromkeys(("ASSAULT", "ACCUSE"), ("ASSAULT", "ACCUSE")))
    old = tell(store, "old", status="historical")
    assert are_candidates(store, left, old)
    assert not are_candidates(store, left, old, statuses={one: (one,) for one in ("happened", "historical")})


def test_the_same_text_dated_otherwise_is_a_candidate(store: Store) -> None:
    print_ = tuple(range(1, 9))
    left = tell(store, "left", minhash=print_)
    right, other = (tell(store, name, day=DAY + timedelta(days=2), minhash=shown) for name, shown in (
        ("right", print_), ("other", print_[::-1]),
    ))  # fmt: skip
    assert are_candidates(store, left, right)
    assert not are_candidates(store, left, other)


def test_candidates_are_without_what_was_superseded(store: Store) -> None:
    left, right = tell(store, "left"), tell(store, "right")
    assert store.candidates([left.id], Reach(window_days=0)) == [tuple(sorted((left.id, right.id)))]
    document = store.document(right.document)
    store.add(document, reports.code(document, coder="hand@2"), at=LATER)
    assert store.candidates([left.id], Reach(window_days=0)) == []


def test_two_mentions_of_one_document_are_no_candidates(store: Store) -> None:
    document = reports.read("Report\n\nWagner struck the town and struck the village.", source="A", published=DAY)
    one, other = (
        reports.tell(document, words, where=(BAMAKO, "town"), when=(DAY, DAY, 1, "struck"))
        for words in ("struck the town", "struck the village")
    )
    store.add(document, reports.code(document, one, other), at=AT)
    assert not are_candidates(store, one, other)


def test_new_mentions_are_unfolded_until_an_event_holds_them(store: Store) -> None:
    first, second = (tell(store, name, published=DAY) for name in ("first", "second"))
    assert set(store.unfolded()[None]) == {first.id, second.id}
    assert len(store.unfolded(limit=1)[None]) == 1
    store.replace_events((), [reports.fold(first)], at=AT)
    assert store.unfolded() == {None: [second.id]}
    assert store.clusters_of([first.id, second.id]) == {first.id: [first], None: [second]}


def test_events_of_a_superseded_coding_are_due_again(store: Store) -> None:
    kept, gone, alone = (tell(store, name) for name in ("kept", "gone", "alone"))
    store.replace_events((), [reports.fold(kept, gone), reports.fold(alone)], at=AT)
    assert store.unfolded() == {}
    for mention in (gone, alone):
        document = store.document(mention.document)
        store.add(document, reports.code(document, coder="hand@2"), at=LATER)
    assert store.unfolded() == {kept.id: [kept.id], alone.id: []}
    store.replace_events([kept.id, alone.id], [reports.fold(kept)], at=LATER)
    assert store.unfolded() == {}
    assert [event["id"] for event in store.events()] == [kept.id]


def test_old_ids_resolve_after_a_merge_and_after_its_undoing(store: Store) -> None:
    one, two, three = (tell(store, name) for name in ("one", "two", "three"))
    store.replace_events((), map_fold([one], [two], [three]), at=AT)
    store.replace_events([two.id], map_fold([one, two]), at=LATER)
    assert store.event(two.id)["id"] == one.id
    assert store.event(one.id)["aliases"] == [two.id]
    store.replace_events([one.id, three.id], map_fold([three, one, two]), at=LATER)
    assert {store.event(mention.id)["id"] for mention in (one, two, three)} == {three.id}
    assert store.event(three.id)["aliases"] == sorted([one.id, two.id])
    store.replace_events([three.id], map_fold([one], [two], [three]), at=LATER)
    for mention in (one, two, three):
        assert store.event(mention.id)["mentions"] == [mention.id]
        assert store.event(mention.id)["aliases"] == []


def map_fold(*clusters: list[Mention]) -> list[Any]:
    return [reports.fold(*cluster) for cluster in clusters]


def test_an_id_whose_mention_has_gone_follows_the_rest_of_its_event(store: Store) -> None:
    gone, kept, other = (tell(store, name) for name in ("gone", "kept", "other"))
    store.replace_events(
        (), [replace(reports.fold(gone, kept), aliases=("older", kept.id)), reports.fold(other)], at=AT
    )
    document = store.document(gone.document)
    store.add(document, reports.code(document, coder="hand@2"), at=LATER)
    store.replace_events([gone.id], [reports.fold(kept)], at=LATER)
    assert store.event(gone.id)["id"] == store.event("older")["id"] == kept.id
    assert store.event(kept.id)["aliases"] == sorted([gone.id, "older"])
    store.replace_events([kept.id], [], at=LATER)
    for lost in (kept.id, gone.id, "older"):
        with pytest.raises(StoreError, match="no event"):
            store.event(lost)


def test_events_that_do_not_fit_the_mentions_are_refused_and_nothing_changes(store: Store) -> None:
    one, two = tell(store, "one"), tell(store, "two")
    store.replace_events((), [reports.fold(one)], at=AT)
    for events, message in (
        ([reports.fold(two, one)], "held by event"),
        ([reports.fold(two), replace(reports.fold(two), id="twin")], "two events"),
        ([replace(reports.fold(two), mentions=(two.id, "nowhere"))], "mention nowhere is not in the store"),
    ):
        with pytest.raises(StoreError, match=message):
            store.replace_events((), events, at=AT)
    assert [event["id"] for event in store.events()] == [one.id]
    assert store.unfolded() == {None: [two.id]}


def judgement(left: str, right: str, verdict: Any = "same", **more: Any) -> Judgement:
    fields = {"score": 0.93, "by": "rule:weights@1", "at": AT, "reasons": (("place", 1.5), ("time", -0.25))}
    return Judgement(left=left, right=right, verdict=verdict, **{**fields, **more})


def test_judgements_come_back_and_the_latest_of_a_judge_stands(store: Store) -> None:
    first, person = judgement("a", "b"), judgement("a", "b", "different", by="person:reviewer", at=LATER)
    assert store.add_judgements([first, person, judgement("a", "c"), judgement("c", "d")], at=AT) == 4
    assert store.judgements_for(["a", "b"]) == [person, first]
    newer = judgement("a", "b", "unsure", score=0.7, by="rule:weights@2", at=None)
    assert store.add_judgements([newer], at=LATER) == 1
    assert store.judgements_for(["a", "b"]) == [person, replace(newer, at=LATER)]
    assert len(store.judgements_for(["a", "b", "c", "d"])) == 4


def test_a_judgement_is_appended_once(store: Store) -> None:
    assert store.add_judgements([judgement("a", "b")], at=AT) == 1
    assert store.add_judgements([judgement("a", "b", at=LATER)], at=LATER) == 0
    assert store.judgements_for(["a", "b"]) == [judgement("a", "b")]


def test_a_judgement_can_be_taken_back(store: Store) -> None:
    person = judgement("a", "b", "different", by="person:reviewer")
    store.add_judgements([judgement("a", "b"), person], at=AT)
    assert store.retract_judgements("a", "b", by="person:reviewer", at=LATER) == 1
    assert store.retract_judgements("a", "b", by="person:reviewer", at=LATER) == 0
    assert store.judgements_for(["a", "b"]) == [judgement("a", "b")]
    assert store.add_judgements([person], at=LATER) == 1, "and be given again"
    (rows,) = store._connection.execute("SELECT count(*) FROM judgements").fetchall()
    assert rows == (3,), "what was taken back stays in the table"


def test_what_is_connected_is_reached_over_any_number_of_steps(store: Store) -> None:
    told = [tell(store, name) for name in ("one", "two", "three", "four", "five")]
    one, two, three, four, five = (mention.id for mention in told)
    links = [(one, two, "same"), (three, two, "same"), (three, four, "different"), (five, one, "same")]
    store.add_judgements([judgement(min(pair), max(pair), verdict) for *pair, verdict in links], at=AT)
    store.retract_judgements(min(five, one), max(five, one), by="rule:weights@1", at=LATER)
    assert store.connected([one]) == {one, two, three}
    assert store.connected([four]) == {four}
    assert store.connected([]) == set()
    assert store.judged([four]) == [(min(three, four), max(three, four))]
    assert store.clusters_of([one, "gone"]) == {None: [told[0]]}


def test_what_is_worked_on_elsewhere_is_handed_on_as_it_is_stored(store: Store) -> None:
    document, coding = reports.kunduz_wire()
    store.add(document, coding, at=AT)
    (mention,) = coding.mentions
    ((key, held),) = store.stored([mention.id, "gone"]).items()
    assert (key, held.document, held.day) == (mention.id, document.id, str(document.published))
    assert json.loads(held.record) == record.withhold(record.mention_record(mention))
    assert held.minhash == (coding.fingerprints and coding.fingerprints.packed)
    assert store.texts([document.id]) == {document.id: document.text}
