from __future__ import annotations

from dataclasses import replace
from itertools import permutations
from typing import Any

import pytest

from marsad.merge import FoldPolicy, fold
from marsad.record import canonical_json, event_record
from marsad.types import CODED_FIELDS, Count, Event, Fingerprints, Mention, Source
from tests.merge.factory import mention, place

DEFAULT = FoldPolicy()
TOWN = place(id="gn:1", name="Town", country="SYR", admin1="Idlib", admin2="Ariha", lat=35.8, lon=36.6)
PROVINCE = place(id="gn:2", name="Idlib", country="SYR", admin1="Idlib", where_prec=4)


def told(source: str, published: str = "2024-03-02", **more: Any) -> Mention:
    return mention(f"{source}-{published}-{more.get('at', 0)}", source=source, published=published, **more)


def folded(*mentions: Mention, policy: FoldPolicy = DEFAULT, **more: Any) -> Event:
    return fold(mentions, policy=policy, **more)


def lost(event: Event, field: str) -> list[Any]:
    return [claim.value for name, claim in event.rivals if name == field]


def test_fold_of_one_mention_tells_what_it_told() -> None:
    one = told(
        "A", when="2024-03-01", where=TOWN, mode="aerial", by=["x/REB", "/UAF"], on=["/CVL", "/MIL", "army/MIL"],
        killed="5+", injured=[2, 3, 9], means=["rocket", "car bomb"], targets=["b", "a"], outcome=["repelled"],
        ordinal=8, campaign="Dawn", duration="hours", said=[["party", "x", "claims"]], acled="Battles", ged=1,
        contexts=["military"], confidence=0.7,
    )  # fmt: skip
    event = folded(one)
    for field in set(CODED_FIELDS) - {"counts"}:
        assert getattr(event, field) == getattr(one, field), field
    assert {claim.value for claim in event.counts} == {claim.value for claim in one.counts}
    assert event.rivals == ()
    assert (event.id, event.mentions, event.aliases, event.coder) == (one.id, (one.id,), (), "c1")


def test_fold_names_the_event_after_the_least_mention() -> None:
    first = told("B", "2024-03-01")
    same_day = [mention("a", at=5, published="2024-03-02"), mention("b", at=1, published="2024-03-02")]
    undated = mention("0")
    event = folded(undated, *same_day, first)
    assert event.id == first.id
    assert event.mentions == (first.id, same_day[0].id, same_day[1].id, undated.id)
    assert set(event.aliases) == set(event.mentions) - {first.id}
    assert event.published == first.published
    assert folded(undated).published is None


def test_fold_does_not_mind_the_order() -> None:
    mentions = [
        told("A", "2024-03-01", killed=5, where=TOWN, by=["x/REB"], mode="aerial", when="2024-03-01"),
        told("B", "2024-03-03", killed=7, where=PROVINCE, by=["/UAF"], mode="drone", when="2024-02-29..2024-03-02"),
        told("C", "2024-03-03", killed=9, kind="COERCE", by=["y/REB"], said=[["party", "y", "denies"]]),
        told("D", "2024-03-02", killed=[3, None, None], status="denied", on=["/CVL"], means=["bomb"]),
    ]
    for policy in (
        DEFAULT,
        FoldPolicy(kind="latest", status="latest", where="latest", when="majority", counts="acled"),
    ):
        lines = {canonical_json(event_record(folded(*some, policy=policy))) for some in permutations(mentions)}
        assert len(lines) == 1


def test_fold_by_majority_of_independent_sources() -> None:
    event = folded(told("A", mode="drone"), told("B", mode="aerial"), told("C", mode="aerial"))
    assert event.mode is not None
    assert event.mode.value == "aerial"
    assert len(event.mode.quotes) == 2
    assert lost(event, "mode") == ["drone"]


def test_fold_copies_have_one_vote() -> None:
    mentions = (
        told("A", mode="drone"),
        told("B", mode="drone"),
        told("C", mode="drone"),
        told("D", mode="aerial"),
    )
    others = told("E", mode="aerial")
    prints = {one.document: Fingerprints(minhash=(1, 2, 3)) for one in mentions[:3]}
    event = folded(*mentions, others, prints=prints)
    assert event.mode is not None
    assert event.mode.value == "aerial"
    assert event.corroboration.independent_sources == 3
    assert event.corroboration.sources == ("A", "B", "C", "D", "E")


def test_fold_latest() -> None:
    mentions = (
        told("A", "2024-03-01", status="ongoing"),
        told("B", "2024-03-02", status="ongoing"),
        told("C", "2024-03-04"),
    )
    assert folded(*mentions).status.value == "ongoing"
    assert folded(*mentions, policy=FoldPolicy(status="latest")).status.value == "happened"


def test_fold_one_word_against_one_the_denial_loses() -> None:
    event = folded(told("A", "2024-03-01", status="denied", confidence=0.9), told("B", "2024-03-02"))
    assert event.status.value == "happened"
    assert lost(event, "status") == ["denied"]


def test_fold_the_mode_and_codes_follow_the_kind() -> None:
    event = folded(
        told("A", kind="COERCE", mode="arrest", acled="Strategic developments", ged=None),
        told("B", mode="firearms", acled="Battles", ged=1),
        told("C", mode="firearms", acled="Battles", ged=1),
        told("D"),
    )
    assert event.kind.value == "ASSAULT"
    assert event.mode is not None
    assert event.mode.value == "firearms"
    assert event.acled is not None
    assert event.acled.value.event_type == "Battles"
    assert event.ged is not None
    assert lost(event, "kind") == ["COERCE"]
    assert lost(event, "mode") == []


def test_fold_takes_the_finest_place_most_can_agree_with() -> None:
    elsewhere = place(id="gn:3", name="Far", country="SYR", admin1="Aleppo", lat=36.2, lon=37.1)
    event = folded(
        told("A", where=PROVINCE), told("B", where=PROVINCE), told("C", where=TOWN), told("D", where=elsewhere)
    )
    assert event.where is not None
    assert event.where.value == TOWN
    assert lost(event, "where") == [PROVINCE, elsewhere]
    majority = folded(
        told("A", where=PROVINCE), told("B", where=PROVINCE), told("C", where=TOWN), policy=FoldPolicy(where="majority")
    )
    assert majority.where is not None
    assert majority.where.value == PROVINCE


def test_fold_takes_the_narrowest_date_most_can_agree_with() -> None:
    event = folded(
        told("A", when="2024-02-25..2024-03-02"), told("B", when="2024-02-28..2024-03-01"), told("C", when="2024-02-20")
    )
    assert event.when is not None
    assert event.when.value.first.isoformat() == "2024-02-28"


def test_fold_unites_words_and_keeps_all_quotes() -> None:
    event = folded(told("A", targets=["market"]), told("B", targets=["school", "market"]))
    assert [claim.value for claim in event.targets] == ["market", "school"]
    assert len(event.targets[0].quotes) == 2


def test_fold_keeps_the_quote_of_the_words_first() -> None:
    """The store fills the words of a party in from its first quote."""
    first = told("A", by=["x/REB"])
    event = folded(told("B", "2024-03-05", by=["x/REB"]), first)
    assert event.parties[0].quotes[0].document == first.document


# --- counts ------------------------------------------------------------------------------------


def killed(event: Event) -> tuple[int | None, int | None, int | None]:
    count = event.count("killed")
    assert count is not None
    return count.low, count.best, count.high


THREE = (
    told("A", "2024-03-01", killed=4),
    told("B", "2024-03-02", killed=12),
    told("C", "2024-03-02", killed=[8, 9, 15]),
)


def test_fold_counts_as_ged_does() -> None:
    event = folded(*THREE)
    assert killed(event) == (4, 9, 15)
    assert event.counts[0].method == "fold.ged@1"
    assert {quote.document[0] for quote in event.counts[0].quotes} == {"A", "C"}
    assert sorted(value.best for value in lost(event, "counts")) == [4, 12]


def test_fold_counts_leaves_old_tolls_out_of_the_middle() -> None:
    event = folded(
        told("A", "2024-03-01", killed=3), told("B", "2024-03-01", killed=3), told("C", "2024-03-06", killed=19)
    )
    assert killed(event) == (3, 19, 19)


def test_fold_counts_of_one_source_only_its_last() -> None:
    assert killed(folded(told("A", "2024-03-01", killed=3), told("A", "2024-03-02", killed=5))) == (5, 5, 5)


def test_fold_counts_keeps_an_open_end_open() -> None:
    assert killed(folded(told("A", killed="12+"), told("B", killed="10+"))) == (10, 10, None)
    assert killed(folded(told("A", killed="12+"), told("B", killed=15))) == (12, 12, 15)


def test_fold_counts_of_a_party_only_where_nobody_else_counts() -> None:
    party = told("X", killed=100, said=[["party", "army", "claims"]])
    event = folded(party, told("A", killed=6))
    assert killed(event) == (6, 6, 6)
    assert [value.best for value in lost(event, "counts")] == [100]
    assert killed(folded(party)) == (100, 100, 100)


@pytest.mark.parametrize(("policy", "best"), [("acled", 4), ("latest", 9), ("majority", 4)])
def test_fold_counts_by_policy(policy: Any, best: int) -> None:
    mentions = (*THREE[:2], told("C", "2024-03-04", killed=[8, 9, 15]), told("D", "2024-03-01", killed=4))
    event = folded(*mentions, policy=FoldPolicy(counts=policy))
    assert killed(event)[1] == best
    assert len(lost(event, "counts")) == 2


def test_fold_counts_without_a_number() -> None:
    event = folded(told("A", killed=[None, None, None]), told("B", injured=2))
    assert event.count("killed") == Count(measure="killed", low=None, best=None, high=None)
    assert event.count("injured") is not None
    lowest = folded(told("A", killed=[None, None, None]), told("B", killed=3), policy=FoldPolicy(counts="acled"))
    assert killed(lowest) == (3, 3, 3)


# --- parties -----------------------------------------------------------------------------------


def parties(event: Event) -> list[tuple[str, str | None]]:
    return [(claim.value.role, claim.value.actor.id or claim.value.actor.sector) for claim in event.parties]


def test_fold_the_named_party_stands_for_the_unnamed() -> None:
    event = folded(told("A", by=["/UAF"], on=["/CVL"]), told("B", by=["taliban/REB"], on=["/MIL/AFG"]))
    assert parties(event) == [("initiator", "taliban"), ("recipient", "CVL"), ("recipient", "MIL")]
    assert [value.actor.sector for value in lost(event, "parties")] == ["UAF"]


def test_fold_unnamed_parties_of_two_reports_are_one() -> None:
    event = folded(told("A", on=["/CVL/SYR"]), told("B", on=["/EDU/SYR"]), told("C", on=["/CVL/SYR"]))
    assert parties(event) == [("recipient", "CVL")]
    assert len(event.parties[0].quotes) == 2


def test_fold_withheld_words_do_not_unite_parties() -> None:
    one = told("A", on=["/CVL", "/CVL"])
    bare = replace(one, parties=tuple(replace(part, value=replace(part.value, text="")) for part in one.parties))
    assert folded(bare).parties == bare.parties


def test_fold_rival_initiators_are_not_added_up() -> None:
    event = folded(told("A", by=["x/REB"]), told("B", by=["y/REB", "z/REB"]), told("C", by=["z/REB"]))
    assert parties(event) == [("initiator", "z"), ("initiator", "y")]
    assert [value.actor.id for value in lost(event, "parties")] == ["x"]
    assert event.corroboration.grade == "contested"


def test_fold_organs_of_one_state_are_one_camp() -> None:
    event = folded(told("A", by=["army/MIL/SYR"]), told("B", by=["police/COP/SYR"]))
    assert len(event.parties) == 2
    assert event.corroboration.grade == "fair"


# --- corroboration -----------------------------------------------------------------------------


def grade(*mentions: Mention, **more: Any) -> tuple[str, int]:
    found = folded(*mentions, **more).corroboration
    assert found.rule
    return found.grade, found.independent_sources


def test_grade_weak_and_fair() -> None:
    assert grade(told("A")) == ("weak", 1)
    assert grade(told("A"), told("A", "2024-03-04")) == ("weak", 1)
    assert grade(told("A"), told("B")) == ("fair", 2)


def test_grade_unnamed_sources_count_as_one() -> None:
    assert grade(mention("d1"), mention("d2")) == ("weak", 1)
    assert grade(mention("d1"), told("A")) == ("fair", 2)


def test_grade_two_outlets_on_one_monitor_are_one() -> None:
    monitor = [["source", "Observatory", "asserts"]]
    assert grade(told("A", said=monitor), told("B", said=monitor)) == ("weak", 1)
    assert grade(told("A", said=monitor), told("B", said=[*monitor, ["outlet", "", "asserts"]])) == ("fair", 2)
    outlet = [["outlet", "", "asserts"]]
    assert grade(told("A", said=outlet), told("B", said=outlet)) == ("fair", 2)
    people = [["source", "residents", "asserts"]]
    assert grade(told("A", said=people), told("B", said=people)) == ("fair", 2)


def test_grade_party_alone_is_weak_and_no_independent_source() -> None:
    claimed = told("X", by=["x/REB"], said=[["party", "x", "claims"]])
    assert grade(claimed) == ("weak", 0)
    assert grade(told("X"), sources={"X": Source(name="X", party="x")}) == ("weak", 0)


def test_grade_outlets_of_one_group_are_one() -> None:
    """A group may bear the name of the source whose reports the others repeat."""
    group = {name: Source(name=name, group="Wire") for name in ("A", "B")}
    assert grade(told("A"), told("B"), sources=group) == ("weak", 1)
    assert grade(told("A"), told("B"), told("Wire"), sources=group) == ("weak", 1)
    assert grade(told("A"), told("B"), told("C"), sources=group) == ("fair", 2)


def test_grade_confirmed_where_the_doer_accepts() -> None:
    claimed = told("X", by=["x/REB"], said=[["party", "x", "claims"]])
    assert grade(claimed, told("A", by=["x/REB"])) == ("confirmed", 1)
    own = {"X": Source(name="X", party="x")}
    assert grade(told("X", by=["x/REB"]), told("A"), sources=own) == ("confirmed", 1)


def test_grade_contested_by_a_denial() -> None:
    denied = told("X", status="denied", said=[["party", "x", "denies"]])
    assert grade(told("A"), told("B"), denied) == ("contested", 2)
    assert grade(denied) == ("contested", 0)


def test_grade_discounted_where_more_deny() -> None:
    assert grade(told("A"), told("B", status="denied"), told("C", status="denied")) == ("discounted", 3)
    assert grade(told("A"), told("B", status="denied")) == ("contested", 2)


def test_fold_makes_a_record_whose_quotes_name_their_documents() -> None:
    record = event_record(folded(*THREE))
    assert record["counts"]["killed"] == {"low": 4, "best": 9, "high": 15, "by_party": {}}
    assert {quote["document"] for quote in record["quotes"]["counts"]} == {THREE[0].document, THREE[2].document}
    assert record["independent_sources"] == 3


def test_fold_a_named_party_stands_for_a_sort_of_people() -> None:
    event = fold(
        [mention("d1", by=["gunmen-nga/UAF/NGA"], source="A"), mention("d2", by=["boko-haram/REB/NGA"], source="B")],
        policy=FoldPolicy(),
    )
    assert [claim.value.actor.id for claim in event.parties] == ["boko-haram"]
    assert event.corroboration.grade == "fair", "gunmen are no rival of a named group"
