from datetime import date
from typing import Any

import pytest

from marsad.evaluate.overlap import Told, match

DAY = date(2022, 5, 16)


def told(key: str, **more: Any) -> Told:
    given: dict[str, Any] = {
        "first": DAY,
        "last": more.get("first", DAY),
        "country": "SYR",
        "admin1": "idlib",
        "lat": 35.8,
        "lon": 36.6,
        "type": "Battles",
        "sub_type": "Armed clash",
        "deaths": 3,
        "sides": frozenset({"mil-syr"}),
    }
    return Told(id=key, **{**given, **more})


def test_coverage_both_ways() -> None:
    found = match([told("a"), told("b", country="IRQ")], [told("x"), told("y", lat=34.0), told("z", lat=33.0)])
    assert [(pair.left.id, pair.right.id) for pair in found.pairs] == [("a", "x")]
    assert (found.left_covered, found.right_covered) == (1 / 2, 1 / 3)
    assert [one.id for one in found.only_left] == ["b"]
    assert [one.id for one in found.only_right] == ["y", "z"]


@pytest.mark.parametrize(
    ("more", "is_same"),
    [
        ({"lat": 36.0}, True),
        ({"lat": 36.1}, False),
        ({"first": date(2022, 5, 18)}, True),
        ({"first": date(2022, 5, 19)}, False),
        ({"first": date(2022, 5, 14)}, True),
        ({"first": date(2022, 5, 1), "last": date(2022, 5, 31)}, True),
        ({"lat": None, "lon": None}, True),
        ({"lat": None, "lon": None, "admin1": "aleppo"}, False),
        ({"country": "TUR"}, False),
        ({"type": "Riots", "sub_type": "Mob violence", "deaths": 0, "sides": frozenset()}, True),
    ],
)
def test_near_in_days_and_kilometres(more: dict[str, Any], is_same: bool) -> None:
    assert bool(match([told("a")], [told("x", **more)]).pairs) is is_same


def test_the_likest_is_taken_and_each_once() -> None:
    others = [told("far", lat=35.9), told("near", lat=35.81), told("other type", type="Riots", sub_type="Mob violence")]
    found = match([told("a")], others)
    assert [pair.right.id for pair in found.pairs] == ["near"]
    both = match([told("a"), told("b")], [told("x"), told("y")])
    assert {(pair.left.id, pair.right.id) for pair in both.pairs} == {("a", "x"), ("b", "y")}


def test_the_order_of_the_files_does_not_matter() -> None:
    left, right = (
        [told(key, deaths=n) for n, key in enumerate("abc")],
        [told(key, deaths=n) for n, key in enumerate("xyz")],
    )
    forward, backward = match(left, right), match(left[::-1], right[::-1])
    assert forward.pairs == backward.pairs


def test_agreement_of_what_both_hold() -> None:
    left = [told("a"), told("b", first=date(2022, 6, 1), deaths=5)]
    right = [
        told("x", lat=35.9, deaths=4, sides=frozenset({"other"})),
        told("y", first=date(2022, 6, 2), deaths=5, sub_type="Shelling"),
        told("z", first=date(2022, 7, 1), deaths=7),
    ]
    found = match(left, right)
    assert (found.same_type, found.same_sub_type, found.same_side) == (1.0, 0.5, 0.5)
    assert (found.same_day, found.same_deaths) == (0.5, 0.5)
    assert (found.deaths_of_pairs, found.deaths) == ((8, 9), (8, 16))
    assert found.median_km == pytest.approx(5.56, abs=0.01)


def test_nothing_has_no_shares() -> None:
    found = match([], [])
    assert (found.left_covered, found.same_type, found.median_km) == (None, None, None)
