"""Small cells: none is told, and none comes out by taking what is told from totals."""

import random
from collections import defaultdict
from itertools import combinations

import pytest

from marsad.cells import Cell, Cells, Risk, Told, Unit, merged_up

KUNDUZ, IMAM, ARCHI = ("AFG", "Kunduz", ""), ("AFG", "Kunduz", "Imam Sahib"), ("AFG", "Kunduz", "Archi")
TAKHAR, COUNTRY = ("AFG", "Takhar", ""), ("AFG", "", "")
MAY = "2020-05"


def cells(**counts: int) -> dict[tuple[str, Unit], Cells]:
    """One kind, so many events in each of the units called so, a death each."""
    units = {"kunduz": KUNDUZ, "imam": IMAM, "archi": ARCHI, "takhar": TAKHAR, "country": COUNTRY}
    return {
        (MAY, units[name]): {"all": Cell(events={f"{name}-{n}" for n in range(count)}, deaths=count)}
        for name, count in counts.items()
    }


def told(least: int = 3, **counts: int) -> tuple[dict[Unit, int], int]:
    given = cells(**counts)
    found = merged_up(given, {event: least for held in given.values() for event in held["all"].events})
    return {unit: len(held["all"].events) for (_, unit), held in found.cells.items()}, found.suppressed


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ({"imam": 3, "archi": 4}, {IMAM: 3, ARCHI: 4}),
        ({"imam": 3, "archi": 2}, {KUNDUZ: 5}),  # Archi alone would come out of the province's total
        ({"imam": 5, "archi": 2, "kunduz": 1}, {IMAM: 5, KUNDUZ: 3}),
        ({"imam": 1, "archi": 2}, {KUNDUZ: 3}),
        ({"imam": 1, "takhar": 7}, {COUNTRY: 8}),
        ({"imam": 1, "takhar": 1, "archi": 9}, {COUNTRY: 2 + 9}),
        ({"imam": 1, "takhar": 2, "archi": 9}, {TAKHAR: 0} | {COUNTRY: 12}),
        ({"kunduz": 3}, {KUNDUZ: 3}),
    ],
)
def test_small_counts_go_up_and_take_others_along(counts: dict[str, int], expected: dict[Unit, int]) -> None:
    assert told(**counts) == ({unit: number for unit, number in expected.items() if number}, 0)


def test_what_is_small_for_a_whole_country_is_left_out_and_counted() -> None:
    assert told(imam=1, takhar=1) == ({}, 2)
    assert told(least=5, imam=4) == ({}, 4)
    assert told(least=1, imam=1) == ({IMAM: 1}, 0), "internal: nothing is small"


def test_one_sensitive_event_asks_for_more_in_all_counts_that_hold_it() -> None:
    given = cells(imam=4, archi=9)
    least = {f"imam-{n}": 3 for n in range(4)} | {"imam-0": 5} | {f"archi-{n}": 3 for n in range(9)}
    assert [unit for _, unit in merged_up(given, least).cells] == [KUNDUZ]


def test_what_remains_of_a_kind_without_another_is_not_small_either() -> None:
    events = {f"e{n}" for n in range(5)}
    given: dict[tuple[str, Unit], Cells] = {
        (MAY, IMAM): {"violence": Cell(events=set(events)), "civilians": Cell(events=set(list(events)[:4]))},
        (MAY, ARCHI): {"violence": Cell(events={f"a{n}" for n in range(6)})},
    }
    least = dict.fromkeys(events | {f"a{n}" for n in range(6)}, 3)
    found = merged_up(given, least)
    assert [unit for _, unit in found.cells] == [KUNDUZ]
    assert {kind: len(cell.events) for kind, cell in found.cells[MAY, KUNDUZ].items()} == {
        "violence": 11,
        "civilians": 4,
    }


def test_deaths_go_with_their_events_and_months_stay_apart() -> None:
    given = {**cells(imam=2, archi=3), ("2020-06", IMAM): {"all": Cell(events={"j1", "j2", "j3"}, deaths=9)}}
    found = merged_up(given, dict.fromkeys(("j1", "j2", "j3"), 3) | {f"imam-{n}": 3 for n in range(2)})
    assert {key: held["all"].deaths for key, held in found.cells.items()} == {(MAY, KUNDUZ): 5, ("2020-06", IMAM): 9}


def made_up(seed: int) -> tuple[dict[tuple[str, Unit], Cells], dict[str, int]]:
    """Two kinds, of which one is part of the other, in a country of provinces, districts, and places not told."""
    rng = random.Random(seed)
    given: dict[tuple[str, Unit], Cells] = {}
    for one in ("", "A", "B", "C"):
        for two in ("", "x", "y", "z") if one else ("",):
            events = {f"{one}{two}{n}" for n in range(rng.choice((0, 0, 1, 1, 2, 3, 4, 7)))}
            some = {event for event in sorted(events) if rng.random() < 0.5}
            if events:
                given[MAY, ("AFG", one, two)] = {"all": Cell(events=events), "some": Cell(events=some)}
    every = sorted({event for held in given.values() for event in held["all"].events})
    return given, {event: rng.choice((3, 3, 3, 5)) for event in every}


def is_small(events: set[str], least: dict[str, int]) -> bool:
    return bool(events) and len(events) < max(least[event] for event in events)


@pytest.mark.parametrize("seed", range(60))
def test_nothing_small_comes_out_by_subtracting(seed: int) -> None:
    """An attacker who knows every total by unit and kind takes away what is told, in whatever combination."""
    given, least = made_up(seed)
    found: Told = merged_up(given, least)
    for kind in ("all", "some"):
        counts = [held[kind].events for held in found.cells.values() if kind in held]
        assert not [events for events in counts if is_small(events, least)]
        for left, right in combinations(counts, 2):
            assert not left & right, "an event is told once"
    totals: dict[Unit, set[str]] = defaultdict(set)
    for (_, (country, one, two)), held in given.items():
        for unit in {(country, one, two), (country, one, ""), (country, "", "")}:
            totals[unit] |= held["all"].events
    every = set().union(*totals.values()) if totals else set()
    told_events = set().union(*(held["all"].events for held in found.cells.values())) if found.cells else set()
    assert len(every - told_events) == found.suppressed
    assert told_events in (every, set()), "a country is told whole or not at all"
    for unit, total in totals.items():
        inside = set().union(
            set(), *(held["all"].events for (_, one), held in found.cells.items() if _holds(unit, one))
        )
        if inside and told_events:
            assert not is_small(total - inside, least)


def _holds(unit: Unit, other: Unit) -> bool:
    """Whether the other unit is this one or in it."""
    return all(not mine or mine == theirs for mine, theirs in zip(unit, other, strict=True))


def test_how_many_events_stand_out() -> None:
    risk = Risk()
    assert risk.told()["unique_share"] is None
    for month in ("2020-05", "2020-05", "2020-06"):
        risk.add("AFG", "Kunduz", month, "ASSAULT", "")
    assert risk.told() == {
        "keys": ["country", "admin1", "month", "kind", "mode"],
        "events": 3,
        "unique": 1,
        "unique_share": 0.3333,
    }
