from __future__ import annotations

from typing import Any

import pytest

from marsad.merge import akin_kinds
from marsad.types import KINDS, Count, Fingerprints
from tests.merge.factory import compared, count, mention, place

TOWN = {"country": "SYR", "admin1": "Idlib", "admin2": "Ariha", "lat": 35.8, "lon": 36.6}
PROVINCE = place(country="SYR", admin1="Idlib", where_prec=4)


def found(left: dict[str, Any], right: dict[str, Any]) -> Any:
    return compared(mention("d1", **left), mention("d2", **right))


def test_compare_does_not_mind_the_order() -> None:
    left = mention("d1", published="2024-03-01", killed=3, by=["/REB"], when="2024-03-01", where=place(**TOWN))
    right = mention("d2", published="2024-03-03", killed=9, by=["x/REB"], when="2024-03-01", where=PROVINCE)
    assert compared(left, right) == compared(right, left)
    assert compared(left, right).left < compared(left, right).right


def test_compare_of_the_bare_minimum_knows_nothing() -> None:
    bare = found({}, {})
    assert (bare.kind, bare.status) == ("equal", "equal")
    for feature in ("copy", "mode", "time", "reported", "place", "initiators", "recipients", "deaths", "others"):
        assert getattr(bare, feature) is None, feature
    for feature in ("means", "targets", "campaign", "ordinal", "days_apart", "km_apart", "jaccard"):
        assert getattr(bare, feature) is None, feature
    for fact in ("swapped", "battle", "round_up", "lowers_deaths", "reported_before", "same_document"):
        assert getattr(bare, fact) is False, fact


@pytest.mark.parametrize(
    ("left", "right", "level"),
    [
        ("2024-03-01", "2024-03-01", "same_day"),
        ("2024-03-01", "2024-03-02", "apart"),
        ("2024-03-01", "2024-02-29..2024-03-02", "overlap_days"),
        ("2024-03-01", "2024-02-27..2024-03-04", "overlap_week"),
        ("2024-03-01", "2024-03-01..2024-03-31", "overlap_weeks"),
        ("2024-03-01", "2024-03-02..2024-03-04", "adjacent"),
        ("2024-03-01", "2024-03-03..2024-03-05", "apart"),
        ("2024-02-28", "2024-02-29..2024-03-01", "adjacent"),
    ],
)
def test_compare_times_by_precision(left: str, right: str, level: str) -> None:
    assert found({"when": left}, {"when": right}).time == level


@pytest.mark.parametrize(
    ("left", "right", "level"),
    [
        (place(id="gn:1", **TOWN), place(id="gn:1", **TOWN), "same"),
        (place(id="gn:1", **TOWN), place(id="ne:9", **TOWN | {"lat": 35.82}), "same"),
        (place(id="gn:1", **TOWN), place(id="gn:2", **TOWN | {"lat": 35.82}), "close"),
        (place(id="gn:1", **TOWN), place(id="gn:2", **TOWN | {"lat": 35.95}), "apart"),
        (place(id="gn:1", **TOWN), place(id="gn:2", **TOWN | {"lat": 35.95}, where_prec=2), "near"),
        (place(id="gn:1", **TOWN), place(id="gn:2", **TOWN | {"lat": 36.30}, where_prec=2), "apart"),
        (place(id="gn:1", **TOWN), place(id="gn:1", **TOWN, where_prec=2), "same_area"),
        (place(**TOWN), PROVINCE, "inside_admin1"),
        (place(**TOWN | {"admin1": "Aleppo"}), PROVINCE, "apart"),
        (place(**TOWN), place(country="SYR", admin1="idlib", admin2="Ariha", where_prec=3), "inside_admin2"),
        (place(**TOWN), place(country="SYR", admin1="Idlib", admin2="Harim", where_prec=3), "apart"),
        (place(**TOWN), place(country="SYR", where_prec=6), "inside_country"),
        (place(**TOWN), place(country="TUR", where_prec=6), "apart"),
        (place(**TOWN), place(name="a hamlet no gazetteer knows"), None),
        (place(id="user:7", country="SYR"), place(id="user:7", country="SYR"), "same"),
        (place(id="mx:1", **TOWN, where_prec=5), place(id="gn:1", **TOWN | {"lat": 36.4}), "near"),
    ],
)
def test_compare_places_by_precision(left: Any, right: Any, level: str | None) -> None:
    assert found({"where": left}, {"where": right}).place == level


@pytest.mark.parametrize(
    ("left", "right", "level"),
    [
        ("near Tal Rimah", "Tal Rimah", "same_name"),
        ("Gaskindé", "the Fulani village of Gaskinde", "same_name"),
        ("Tal Rimah", "Tal Afar", "inside_country"),
        ("two villages", "two villages", "inside_country"),
    ],
)
def test_compare_villages_that_no_gazetteer_knows_by_name(left: str, right: str, level: str) -> None:
    told = {"country": "IRQ", "where_prec": 5}
    assert found({"where": place(name=left, **told)}, {"where": place(name=right, **told)}).place == level
    apart = found({"where": place(name=left, **told)}, {"where": place(name=left, country="SYR", where_prec=5)})
    assert apart.place == "apart"
    of_country = {"where": place(name=left, country="IRQ", where_prec=6)}
    assert found(of_country, of_country).place == "inside_country", "what is told of a country is no village"


def test_compare_one_road_without_a_point() -> None:
    road = {"where": place(id="ne:m4", name="M4", country="SYR", where_prec=5, shape="line")}
    assert found(road, road).place == "same_area"


def test_compare_tells_the_distance() -> None:
    assert found({"where": place(**TOWN)}, {"where": place(**TOWN | {"lat": 36.8})}).km_apart == pytest.approx(
        111.2, abs=0.1
    )


@pytest.mark.parametrize(
    ("left", "right", "level"),
    [
        (["taliban/REB"], ["taliban/REB", "haqqani/REB"], "same"),
        (["army/MIL/SYR"], ["government/GOV/SYR"], "alike"),
        (["army/MIL/SYR"], ["russia/MIL/RUS"], "apart"),
        (["taliban/REB"], ["isis/REB"], "apart"),
        (["/UAF"], ["taliban/REB"], "alike"),
        (["/UNK"], ["taliban/REB"], "alike"),
        (["/COP/AFG"], ["taliban/REB/AFG"], "unlike"),
        (["/CVL/AFG"], ["/EDU/AFG"], "alike"),
        (["/MIL/AFG"], ["/MIL/PAK"], "unlike"),
        (["/REL/AFG"], ["/REL/USA"], "alike"),
        ([], ["taliban/REB"], None),
    ],
)
def test_compare_sides(left: list[str], right: list[str], level: str | None) -> None:
    assert found({"by": left}, {"by": right}).initiators == level
    assert found({"on": left}, {"on": right}).recipients == level


def test_compare_sees_who_did_it_to_whom_the_other_way_round() -> None:
    assert found({"by": ["a/REB"], "on": ["b/MIL"]}, {"by": ["b/MIL"], "on": ["a/REB"]}).swapped
    assert found({"by": ["a/REB"]}, {"on": ["a/REB"]}).swapped
    assert not found({"by": ["a/REB"], "on": ["b/MIL"]}, {"by": ["a/REB"], "on": ["a/REB"]}).swapped


def test_compare_mutual_acts_have_no_direction() -> None:
    patrol = {"kind": "COOPERATE", "by": ["russia/MIL", "turkey/MIL"]}
    both = found(patrol, {"kind": "COOPERATE", "by": ["turkey/MIL"], "on": ["russia/MIL"]})
    assert (both.initiators, both.recipients, both.swapped) == ("same", "same", False)
    other = found(patrol, {"kind": "COOPERATE", "by": ["russia/MIL"], "on": ["syria/MIL"]})
    assert (other.initiators, other.recipients) == ("same", "apart")
    assert found(patrol, {"kind": "COOPERATE", "by": ["us/MIL"]}).initiators == "apart"


@pytest.mark.parametrize(
    ("earlier", "later", "level"),
    [
        (38, 38, "equal_rare"),
        (12, 12, "equal_rare"),
        (15, 15, "equal_many"),
        (200, 200, "equal_many"),
        (7, 7, "equal"),
        (2, 2, "equal_small"),
        (15, 20, "near"),
        ("5+", 12, "near"),
        ("5+", 500, "apart"),
        ([3, 4, 9], 8, "near"),
        (4, 19, "rising"),
        (19, 4, "apart"),
        (2, 40, "apart"),
        (0, 3, "rising"),
    ],
)
def test_compare_counts_by_which_report_is_later(earlier: Any, later: Any, level: str) -> None:
    one = {"published": "2024-03-01", "killed": earlier}
    other = {"published": "2024-03-03", "killed": later}
    assert found(one, other).deaths == level
    assert found(other, one).deaths == level


def test_compare_counts_of_one_day_do_not_rise() -> None:
    assert found({"published": "2024-03-01", "killed": 4}, {"published": "2024-03-01", "killed": 19}).deaths == "apart"


def test_compare_takes_the_lowest_number_told_where_none_is_best() -> None:
    several = Count(measure="killed", low=3, best=None, high=None)
    assert count("killed", 3).low == several.low
    one, other = mention("d1", killed=[3, None, None]), mention("d2", killed=3)
    assert compared(one, other).deaths == "equal"
    assert compared(mention("d1", killed=[None, None, None]), other).deaths is None


def test_compare_other_numbers() -> None:
    assert found({"abducted": 20, "injured": 4}, {"abducted": 20}).others == "equal_rare"
    assert found({"killed": 5, "detained": 3}, {"killed": 5}).others is None


@pytest.mark.parametrize(
    ("left", "right", "feature", "level"),
    [
        ({"kind": "ASSAULT"}, {"kind": "COERCE"}, "kind", "family"),
        ({"kind": "ASSAULT"}, {"kind": "AID"}, "kind", "apart"),
        ({"mode": "aerial"}, {"mode": "aerial"}, "mode", "equal"),
        ({"mode": "aerial"}, {"mode": "drone"}, "mode", "related"),
        ({"mode": "aerial"}, {"mode": "abduct"}, "mode", "apart"),
        ({"status": "ongoing"}, {}, "status", "compatible"),
        ({"status": "denied"}, {}, "status", "denial"),
        ({"status": "historical"}, {}, "status", "apart"),
        ({"status": "planned"}, {}, "status", "apart"),
        ({"targets": ["market"]}, {"targets": ["vegetable market", "school"]}, "targets", "shared"),
        ({"targets": ["bus station"]}, {"targets": ["police station"]}, "targets", "apart"),
        ({"targets": ["main prison"]}, {"targets": ["national penitentiary"]}, "targets", None),
        ({"targets": ["army convoy"]}, {"targets": ["supply vehicle"]}, "targets", None),
        ({"targets": ["convoy"]}, {"targets": ["prison"]}, "targets", "apart"),
        ({"means": ["air strike"]}, {"means": ["warplane"]}, "means", None),
        ({"means": ["air strike"]}, {"means": ["knife"]}, "means", "apart"),
        ({"means": ["Rocket"]}, {"means": ["rocket"]}, "means", "shared"),
        ({"campaign": "Dawn"}, {"campaign": "dawn"}, "campaign", "equal"),
        ({"campaign": "Dawn"}, {"campaign": "Dusk"}, "campaign", "apart"),
    ],
)
def test_compare_words(left: dict[str, Any], right: dict[str, Any], feature: str, level: str | None) -> None:
    assert getattr(found(left, right), feature) == level


def test_compare_ordinals_only_within_a_series() -> None:
    assert found({"ordinal": 8, "by": ["a/MIL"]}, {"ordinal": 9, "by": ["a/MIL"]}).ordinal == "apart"
    assert found({"ordinal": 8, "by": ["a/MIL"]}, {"ordinal": 8, "by": ["a/MIL"]}).ordinal == "equal"
    assert found({"ordinal": 8, "by": ["a/MIL"]}, {"ordinal": 9, "by": ["b/MIL"]}).ordinal is None
    assert found({"ordinal": 8}, {"ordinal": 9}).ordinal is None


def test_compare_how_far_apart_undated_ones_were_published() -> None:
    levels = {"2024-03-01": "same_day", "2024-03-02": "near", "2024-03-08": "week", "2024-03-09": "far"}
    for published, level in levels.items():
        assert found({"published": "2024-03-01"}, {"published": published}).reported == level


def test_compare_tells_the_days_between() -> None:
    assert found({"when": "2024-03-01"}, {"when": "2024-03-04..2024-03-06"}).days_apart == 3
    assert found({"when": "2024-03-01"}, {"when": "2024-02-20..2024-03-06"}).days_apart == 0


def test_compare_sees_a_report_older_than_the_event() -> None:
    event = {"when": "2024-03-05", "published": "2024-03-06"}
    assert found({"published": "2024-03-03"}, event).reported_before
    assert not found({"published": "2024-03-04"}, event).reported_before
    assert not found({"published": "2024-03-03", "status": "planned"}, event | {"status": "planned"}).reported_before


def test_akin_kinds_are_those_that_compare_does_not_call_apart() -> None:
    akin = akin_kinds()
    for left in KINDS:
        for right in KINDS:
            assert (found({"kind": left}, {"kind": right}).kind != "apart") == (right in akin[left])


def test_compare_copies_by_spot() -> None:
    prints = {
        "d1": Fingerprints(minhash=(1, 2, 3, 4, 5, 6, 7, 8)),
        "d2": Fingerprints(minhash=(1, 2, 3, 4, 5, 6, 0, 0)),
        "d3": Fingerprints(minhash=(1, 2, 0, 0, 0, 0, 0, 0)),
        "d4": Fingerprints(minhash=(0, 0, 3, 0, 0, 0, 0, 0)),
    }
    first = mention("d1", at=40)
    assert compared(first, mention("d2", at=190), prints).copy == "same_spot"
    assert compared(first, mention("d2", at=900), prints).copy == "elsewhere"
    assert compared(first, mention("d3", at=40), prints).copy == "partly"
    assert compared(first, mention("d4", at=40), prints).copy is None
    assert compared(first, mention("d2", at=40), prints).jaccard == 0.75


def test_compare_leads_of_what_is_told_there() -> None:
    def prints(*leads: bytes, minhash: int = 0) -> dict[str, Fingerprints]:
        return {f"d{n}": Fingerprints(minhash=(n * minhash,) * 8, lead=lead) for n, lead in enumerate(leads, 1)}

    one, half, other = bytes([1, 1, 1, 255]), bytes([1, 1, 0, 0]), bytes([1, 255, 255, 0])
    first, second = mention("d1", at=40), mention("d2", at=90)
    assert compared(first, second, prints(one, one, minhash=1)).lead == "alike"
    assert compared(first, second, prints(one, half, minhash=1)).lead == "alike"
    assert compared(first, second, prints(one, other, minhash=1)).lead == "unlike"
    assert compared(first, second, prints(one, bytes([1, 1, 255, 0]), minhash=1)).lead is None
    assert compared(first, mention("d2", at=900), prints(one, one, minhash=1)).lead is None, "told further down"
    assert compared(first, second, prints(one, one)).lead is None, "a copy says more"
    assert compared(first, second, {}).lead is None


def test_compare_round_up() -> None:
    week = {"when": "2024-03-01..2024-03-07"}
    assert found(week | {"where": PROVINCE}, {}).round_up
    assert not found(week | {"where": place(**TOWN)}, {"when": "2024-03-01", "where": PROVINCE}).round_up


def test_compare_sorts_of_people_are_nobody_in_particular() -> None:
    """What the registry has for every country ("gunmen-nga") may be any group of that sort; a state's army is named."""
    assert found({"by": ["gunmen-nga/UAF/NGA"]}, {"by": ["boko-haram/REB/NGA"]}).initiators == "alike"
    assert found({"by": ["protesters-ken/CVL/KEN"]}, {"by": ["civilians-ken/CVL/KEN"]}).initiators == "alike"
    assert found({"by": ["gunmen/UAF"]}, {"by": ["gunmen/UAF"]}).initiators == "alike"
    assert found({"by": ["mil-syr/MIL/SYR"]}, {"by": ["boko-haram/REB/NGA"]}).initiators == "apart"
    assert not found({"by": ["civilians-ken/CVL/KEN"]}, {"on": ["civilians-ken/CVL/KEN"]}).swapped


def test_compare_a_series_is_known_by_organs_of_one_state_too() -> None:
    one = {"kind": "COOPERATE", "by": ["mil-tur/MIL/TUR", "gov-rus/GOV/RUS"], "ordinal": 8}
    other = {"kind": "COOPERATE", "by": ["mil-rus/MIL/RUS", "gov-tur/GOV/TUR"], "ordinal": 8}
    assert found(one, other).ordinal == "equal"
    assert found(one | {"by": ["gunmen/UAF"]}, other | {"by": ["gunmen/UAF"]}).ordinal is None


@pytest.mark.parametrize(
    ("left", "right", "level"),
    [
        ("secondary school", "girl school", None),
        ("power pylon", "electricity pylon", None),
        ("school", "girl school", "shared"),
        ("bus station", "police station", "apart"),
        ("market", "mosque", "apart"),
    ],
)
def test_compare_targets_by_their_head(left: str, right: str, level: str | None) -> None:
    assert found({"targets": [left]}, {"targets": [right]}).targets == level


def test_compare_a_part_of_a_city_is_the_area_of_the_city() -> None:
    district = place(id="user:d", **TOWN | {"lat": 35.85}, where_prec=2)
    assert found({"where": district}, {"where": place(id="gn:1", **TOWN)}).place == "same_area"
