import random
from itertools import permutations
from typing import Any

import pytest

from marsad.evaluate import coded_event
from marsad.evaluate.align import align, assign, similarity
from marsad.evaluate.compare import compare, distance_km, folded


def best_by_trial(gains: list[list[float]]) -> float:
    rows, columns = len(gains), len(gains[0])
    if rows > columns:
        return best_by_trial([list(column) for column in zip(*gains, strict=True)])
    return max(
        sum(gains[row][column] for row, column in enumerate(order)) for order in permutations(range(columns), rows)
    )


@pytest.mark.parametrize("seed", range(40))
def test_assignment_is_as_good_as_trying_all(seed: int) -> None:
    rng = random.Random(seed)
    rows, columns = rng.randint(1, 5), rng.randint(1, 5)
    gains = [[rng.choice((0.0, 0.25, rng.random())) for _ in range(columns)] for _ in range(rows)]
    pairs = assign(gains)
    assert len({row for row, _ in pairs}) == len({column for _, column in pairs}) == len(pairs)
    assert sum(gains[row][column] for row, column in pairs) == pytest.approx(best_by_trial(gains))
    assert all(gains[row][column] > 0 for row, column in pairs)


def test_greedy_would_take_the_wrong_pair() -> None:
    assert assign([[0.9, 0.8], [0.85, 0.1]]) == [(0, 1), (1, 0)]


@pytest.mark.parametrize("gains", [[], [[]], [[], []]])
def test_nothing_is_assigned_to_nothing(gains: list[list[float]]) -> None:
    assert assign(gains) == []


def test_similarity_weighs_the_fields_that_gold_gives() -> None:
    gold = coded_event({"kind": "ASSAULT", "parties": [{"role": "initiator", "actor": "a"}], "where": None})
    other = coded_event(
        {"kind": "ASSAULT", "parties": [{"role": "initiator", "actor": "b"}], "where": None, "means": ["m"]}
    )
    assert similarity(gold, other) == pytest.approx((3 + 0 + 2) / 8)
    assert similarity(gold, gold) == 1.0


def test_lonely_events_that_share_only_their_kind_are_not_aligned() -> None:
    gold = coded_event({"kind": "ASSAULT", "parties": [{"role": "initiator", "actor": "a"}], "where": {"name": "P"}})
    other = coded_event({"kind": "ASSAULT", "parties": [{"role": "initiator", "actor": "b"}], "where": {"name": "Q"}})
    assert align([gold], [other]) == []
    assert align([gold], [gold]) == [(0, 0, 1.0)]


def test_two_events_of_one_kind_are_told_apart_by_place() -> None:
    here = coded_event({"kind": "ASSAULT", "where": {"name": "Palmyra"}})
    there = coded_event({"kind": "ASSAULT", "where": {"name": "Raqqa"}})
    assert [pair[:2] for pair in align([here, there], [there, here])] == [(0, 1), (1, 0)]


@pytest.mark.parametrize(
    ("left", "right", "right_count"),
    [
        ({"id": "gn:1", "name": "A"}, {"id": "gn:1", "name": "B"}, 1),
        ({"name": "A", "lat": 35.0, "lon": 38.0}, {"name": "B", "lat": 35.2, "lon": 38.0}, 1),
        ({"name": "A", "lat": 35.0, "lon": 38.0}, {"name": "A", "lat": 35.3, "lon": 38.0}, 0),
        ({"name": "Al-Bāb"}, {"name": "al bab"}, 1),
        ({"name": "Idlib"}, {"name": None, "id": "gn:2"}, 0),
        ({"name": "Idlib"}, None, 0),
    ],
)
def test_places_are_the_same_by_id_then_nearness_then_name(
    left: dict[str, Any], right: dict[str, Any] | None, right_count: int
) -> None:
    tally = compare(coded_event({"where": left}), coded_event({"where": right}))["where"]
    assert tally.right == right_count


def test_admin1_is_scored_only_where_gold_names_it() -> None:
    gold = coded_event({"where": {"name": "P", "country": "SYR"}})
    tallies = compare(gold, coded_event({"where": {"name": "P", "admin1": "Homs", "country": "SYR"}}))
    assert tallies["admin1"].predicted == tallies["admin1"].gold == 0
    assert tallies["country"].f1 == 1.0


def test_parties_need_the_role_and_the_actor() -> None:
    gold = coded_event(
        {"parties": [{"role": "initiator", "actor": "a", "name": "The Army"}, {"role": "victim", "name": "x"}]}
    )
    other = coded_event(
        {
            "parties": [
                {"role": "initiator", "name": "army"},
                {"role": "recipient", "name": "x"},
                {"role": "victim", "text": "X"},
            ]
        }
    )
    tally = compare(gold, other)["parties"]
    assert (tally.right, tally.predicted, tally.gold) == (2, 3, 2)


def test_counts_are_exact_or_in_range_over_the_measures_that_gold_names() -> None:
    gold = coded_event({"counts": {"killed": {"low": 3, "best": 5, "high": 8}, "injured": None}})
    other = coded_event({"counts": {"killed": 7, "injured": 2, "detained": 4}})
    tallies = compare(gold, other)
    assert (tallies["counts"].right, tallies["counts"].predicted, tallies["counts"].gold) == (0, 2, 1)
    assert tallies["counts_in_range"].right == 1


@pytest.mark.parametrize(("best", "right"), [(2, 0), (3, 1), (99, 1)])
def test_an_open_range_has_no_upper_end(best: int, right: int) -> None:
    gold = coded_event({"counts": {"killed": {"low": 3, "best": 5, "high": None}}})
    assert compare(gold, coded_event({"counts": {"killed": best}}))["counts_in_range"].right == right


def test_words_are_folded() -> None:
    assert folded("The  Al-Nuṣra Front’s") == "al nusra front s"


def test_distance_of_a_degree_of_latitude() -> None:
    assert distance_km(0, 0, 1, 0) == pytest.approx(111.195, abs=0.01)
