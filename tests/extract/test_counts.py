"""How many were killed, hurt, seized or driven away, and who among them: sums, parts, tolls, nobody."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from marsad.types import Count

pytestmark = pytest.mark.slow

Coded = Callable[..., tuple[Any, Any]]


def counts(coded: Coded, text: str) -> dict[str, Count]:
    """The counts of the mentions together; no measure may come twice."""
    _, coding = coded(text)
    found = [claim.value for mention in coding.mentions for claim in mention.counts]
    assert len({count.measure for count in found}) == len(found)
    return {count.measure: count for count in found}


@pytest.mark.parametrize(
    ("text", "measure", "bounds"),
    [
        ("Gunmen killed a woman and her two children near Beni.", "killed", (3, 3, 3)),
        ("A drone strike killed a family of five in Taiz.", "killed", (5, 5, 5)),
        ("Four gendarmes and eleven raiders were killed in the attack.", "killed", (15, 15, 15)),
        ("The bombing killed the owner of the bakery and six customers.", "killed", (7, 7, 7)),
        ("Gunmen attacked the convoy, leaving 12 people dead.", "killed", (12, 12, 12)),
        ("The ambush cost the lives of a sergeant and his driver.", "killed", (2, 2, 2)),
        ("The killing of nine monks by gunmen shocked the town.", "killed", (9, 9, 9)),
        ("At least ten soldiers died when rebels shelled the camp.", "killed", (10, 10, None)),
        ("Up to 15 fighters were killed in the airstrike.", "killed", (None, 15, 15)),
        ("Between 30 and 40 people were killed in the shelling of the market.", "killed", (30, 30, 40)),
        ("The toll from the bombing of the mosque rose from 17 to 22.", "killed", (22, 22, 22)),
        ("Rebels shelled the village but there were no casualties.", "killed", (0, 0, 0)),
        ("The army suffered 12 casualties in an ambush near Gao.", "killed", (None, 12, 12)),
        ("Gunmen took hostage two nurses in Kidal.", "abducted", (2, 2, 2)),
        ("The guerrillas are holding a mayor and her daughter hostage in Caqueta.", "abducted", (2, 2, 2)),
        ("Rebels held 12 aid workers hostage in Akobo for a week.", "abducted", (12, 12, 12)),
        ("UN peacekeeper killed in ambush near Obo", "killed", (1, 1, 1)),
        ("Gunmen killed a priest and several parishioners.", "killed", (4, None, None)),
        ("An ambush near Gao left 14 casualties and injuries.", "killed", (None, None, 14)),
        ("Gunmen kidnapped the village chief, his two wives and four children.", "abducted", (7, 7, 7)),
        ("Shelling of the town displaced 4,000 people.", "displaced", (4000, 4000, 4000)),
        ("Some 300 people protested against the decree in Tunis.", "participants", (300, 300, 300)),
    ],
)  # fmt: skip
def test_bounds(coded: Coded, text: str, measure: str, bounds: tuple[int | None, ...]) -> None:
    count = counts(coded, text)[measure]
    assert (count.low, count.best, count.high) == bounds


@pytest.mark.parametrize(
    ("text", "parties"),
    [
        ("Six people, three of them children, were killed in the shelling.", {"children": 3}),
        ("Eight people, including two nurses, were killed in the airstrike.", {"medics": 2}),
        ("Gunmen killed two journalists and a driver.", {"journalists": 2, "civilians": 3, "workers": 1}),
        ("Four gendarmes and eleven raiders were killed in the attack.", {"recipient": 4, "initiator": 11}),
    ],
)
def test_those_among_them_are_told_and_not_added(coded: Coded, text: str, parties: dict[str, int]) -> None:
    told = dict(counts(coded, text)["killed"].by_party)
    assert {party: told.get(party) for party in parties} == parties


def test_a_toll_of_weeks_is_not_that_of_the_day(coded: Coded) -> None:
    text = "An air strike killed four people, raising the toll to 190 in 27 days of bombing."
    assert counts(coded, text)["killed"].best == 4


def test_what_is_no_person_is_not_counted(coded: Coded) -> None:
    assert "killed" not in counts(coded, "Rebels raided the farm and killed twelve cows.")
    assert "abducted" not in counts(coded, "Rebels seized Rubaya from the army.")
