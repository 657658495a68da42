from __future__ import annotations

import pytest

from marsad.places import Candidate, Gazetteer
from marsad.places.choice import Evidence, distance_km, is_same_spot, kilometres, rank


def best(small: Gazetteer, name: str, evidence: Evidence) -> Candidate:
    return rank(small.find(name), evidence)[0].place


def test_size_decides_where_nothing_else_does(small: Gazetteer) -> None:
    assert best(small, "Paris", Evidence()).country == "FRA"


def test_the_country_of_the_story_outweighs_size(small: Gazetteer) -> None:
    assert best(small, "Paris", Evidence(countries={"USA": 1.0})).country == "USA"
    assert best(small, "Paris", Evidence(countries={"USA": 0.5, "FRA": 0.5})).country == "FRA"


def test_a_unit_named_and_nearness_weigh_in(small: Gazetteer) -> None:
    villages = {place.admin1: place for place in small.find("Nayrab", country="SYR")}
    for unit, point in (("gn:169387", (35.9, 36.7)), ("gn:170062", (36.2, 37.2))):
        for evidence in (Evidence(admins=frozenset({unit})), Evidence(points=(point,))):
            chosen = rank(tuple(villages.values()), evidence)[0].place
            assert unit in chosen.within


def test_reasons_rank_and_shares_stay_within_one(small: Gazetteer) -> None:
    ranked = rank(small.find("Paris"), Evidence(countries={"FRA": 0.7, "USA": 0.3}))
    sums = [sum(weight for _, weight in one.reasons) for one in ranked]
    assert sums == sorted(sums, reverse=True)
    assert {reason for reason, _ in ranked[0].reasons} == {"spelling exact", "size", "country"}
    assert all(0 <= one.share <= 1 for one in ranked)


def test_the_order_of_candidates_changes_nothing(small: Gazetteer) -> None:
    found = small.find("Paris")
    assert rank(found, Evidence()) == rank(found[::-1], Evidence())


def test_a_city_and_its_province_are_one_spot(small: Gazetteer) -> None:
    city, province = small.get("gn:169389"), small.get("gn:169387")
    road = small.find("M4")[0]
    assert city is not None
    assert province is not None
    assert is_same_spot(city, province)
    assert not is_same_spot(city, road)
    assert distance_km(city, road) is None


def test_kilometres() -> None:
    assert kilometres((36.2, 37.16), (33.51, 36.29)) == pytest.approx(310, abs=5)
    assert kilometres((0, 179.5), (0, -179.5)) == pytest.approx(111, abs=1)
