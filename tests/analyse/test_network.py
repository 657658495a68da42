"""Networks by period, beside what a hand can count."""

import pytest

from marsad.analyse.network import betweenness, components, networks
from tests.analyse.told import FIRST, days, material, row

STAR = {"hub": {"a", "b", "c"}, "a": {"hub"}, "b": {"hub"}, "c": {"hub"}}


def met(doer: str, other: str, number: int = 0, kind: str = "ASSAULT") -> object:
    return row(days(number, number + 1)[0], kind=kind, initiators=[doer], recipients=[other])


def test_all_paths_of_a_star_lead_over_its_middle() -> None:
    assert betweenness(STAR) == {"hub": 1.0, "a": 0.0, "b": 0.0, "c": 0.0}


def test_a_path_and_a_circle() -> None:
    path = {"a": {"b"}, "b": {"a", "c"}, "c": {"b", "d"}, "d": {"c"}}
    assert betweenness(path)["b"] == pytest.approx(4 / 6)
    circle = {"a": {"b", "d"}, "b": {"a", "c"}, "c": {"b", "d"}, "d": {"a", "c"}}
    assert betweenness(circle) == pytest.approx(dict.fromkeys(circle, 1 / 6))


def test_who_is_alone_is_a_group_of_its_own() -> None:
    assert sorted(map(sorted, components({**STAR, "x": {"y"}, "y": {"x"}}))) == [["a", "b", "c", "hub"], ["x", "y"]]


def test_measures_of_one_month() -> None:
    rows = [met("hub", "a"), met("hub", "a"), met("a", "hub"), met("b", "hub"), met("x", "y")]
    (found,) = networks(material(rows), "month", ())
    assert (found.start, found.tie, found.groups) == (FIRST, "conflict", 2)
    assert (found.actors, found.pairs, found.events) == (5, 3, 5)
    assert found.density == pytest.approx(3 / 10)
    assert found.reciprocity == pytest.approx(1 / 3)
    assert [(one.actor, one.degree, one.events) for one in found.standings[:2]] == [("hub", 2, 4), ("a", 1, 3)]
    assert found.standings[0].betweenness == pytest.approx(2 / 12, abs=1e-4)


def test_conflict_and_cooperation_are_told_apart_and_new_pairs_named() -> None:
    rows = [met("a", "b"), met("a", "b", 40), met("c", "a", 40), met("a", "b", 40, kind="AGREE")]
    january, war, peace = networks(material(rows), "month", {"AGREE"})
    assert january.new_pairs == ()
    assert (war.tie, war.new_pairs) == ("conflict", (("a", "c"),))
    assert (peace.tie, peace.pairs, peace.new_pairs) == ("cooperation", 1, ())


def test_what_has_no_two_actors_or_no_day_is_in_no_network() -> None:
    rows = [row(FIRST, initiators=["a"]), met("a", "a"), row(None, initiators=["a"], recipients=["b"])]
    assert networks(material(rows), "month", ()) == ()
