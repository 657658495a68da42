from datetime import date
from typing import Any

import numpy as np
import pytest

from marsad.analyse.forecasting import baselines, models, scores
from marsad.analyse.forecasting.baselines import BASELINES, drawn
from marsad.analyse.forecasting.panel import month_after, months_between, panel
from marsad.analyse.forecasting.state import decayed, level, states, table
from marsad.types import MonthCount


def history(months: int = 60, areas: int = 6, seed: int = 1) -> Any:
    """Made-up counts: areas from peaceful to violent, with bursts."""
    chance = np.random.default_rng(seed)
    rates = np.linspace(0, 5, areas) ** 2
    return chance.poisson(rates * chance.gamma(1.0, 1.0, size=(months, areas)))


# --- baselines ---------------------------------------------------------------------------------


def test_weights_decide_how_often_a_value_is_drawn() -> None:
    draws = drawn(np.array([[7, 0]]), np.array([1.0, 3.0]))[0]
    assert [(draws == 0).sum(), (draws == 7).sum()] == [750, 250]


def test_the_own_past_halves_its_weight_each_half_life() -> None:
    counts = np.array([[4], [2], [1]])
    draws = baselines.own(counts, half_life=1)[0]
    assert [(draws == value).sum() for value in (1, 2, 4)] == pytest.approx([571, 286, 143], abs=1)


def test_conflictology_knows_twelve_months_and_the_bootstrap_all_areas() -> None:
    counts = np.array([[9, 9], *[[0, 2]] * 12])
    assert set(baselines.conflictology(counts)[0].tolist()) == {0}
    assert {tuple(set(row.tolist())) for row in baselines.bootstrap(counts)} == {(0, 2)}


def test_the_last_month_is_a_poisson_rate() -> None:
    draws = baselines.last(np.array([[50, 0], [4, 0]]))
    assert draws[0].mean() == pytest.approx(4, abs=0.01)
    assert not draws[1].any()


@pytest.mark.parametrize("model", BASELINES)
def test_draws_are_a_thousand_whole_numbers_in_their_order(model: str) -> None:
    draws = models.Issue(history(), (1, 2), seed=0).draws(model)
    assert draws.shape == (6, 2, 1000)
    assert draws.dtype.kind == "i"
    assert (np.diff(draws, axis=-1) >= 0).all()


# --- what is seen ------------------------------------------------------------------------------


def test_nothing_later_is_seen() -> None:
    counts = history()
    other = counts.copy()
    other[40:] = 999
    before, after = states(counts), states(other)
    assert all((before[name][:40] == after[name][:40]).all() for name in before)
    assert any((before[name][40] != after[name][40]).any() for name in before)


def test_a_decayed_mean_of_a_constant_is_the_constant() -> None:
    assert decayed(np.full((9, 1), 5.0), 3)[-1, 0] == pytest.approx(5)
    assert level(np.array([[0.0], [8.0]]))[0] > 4


def test_a_doubling_looks_the_same_at_any_size() -> None:
    small = np.array([[100]] * 40 + [[200]] * 3)
    seen = [table(states(counts), "decayed2")[-1, 0, :-1] for counts in (small, small * 50)]
    assert np.allclose(*(row[:14] for row in seen), atol=0.05)


# --- the mixture -------------------------------------------------------------------------------


def test_pools_give_as_many_draws_as_they_weigh() -> None:
    ones, twos = np.ones((1, 1000), dtype=int), np.full((1, 1000), 2)
    draws = models.mixed([(ones, 0.3), (twos, 0.7)])[0]
    assert [(draws == value).sum() for value in (1, 2)] == [300, 700]


def test_weights_of_each_class_are_of_known_pools_and_sum_to_one() -> None:
    for model in ("forest", "mixture"):
        for told in models._weights()[model]:
            assert set(told) <= set(models.POOLS)
            assert sum(told.values()) == pytest.approx(1)


def test_areas_are_classed_by_their_level() -> None:
    counts = np.tile([0, 3, 20, 500], (12, 1))
    assert models.Issue(counts, (1,), seed=0).classes().tolist() == [0, 1, 2, 3]


def test_with_too_little_to_learn_from_the_own_past_speaks() -> None:
    counts = history(months=20)
    issue = models.Issue(counts, (1, 2, 3), seed=0)
    assert issue.pool("all") is None
    quiet = issue.draws("mixture")[0]
    assert (quiet == issue.pool("long")[0]).all()


@pytest.mark.slow
def test_the_forests_learn_and_are_the_same_each_time() -> None:
    counts = history(months=150, areas=12)
    counts[-1, 5] = 0
    told = [models.Issue(counts, (1, 4), seed=3).draws("mixture") for _ in range(2)]
    assert (told[0] == told[1]).all()
    assert (np.diff(told[0], axis=-1) >= 0).all()
    assert (told[0][0] > 0).mean() < 0.1, "twelve years without any"
    assert told[0][-1].mean() > told[0][3].mean() > 0


@pytest.mark.slow
def test_violent_areas_can_go_beyond_what_was_ever_seen() -> None:
    chance = np.random.default_rng(5)
    counts = chance.poisson(30 * chance.gamma(1.0, 1.0, size=(150, 12)))
    counts[-2:, 0] = 100 * counts.max()
    draws = models.Issue(counts, (1,), seed=3).pool("active")
    assert draws[0].max() > counts.max()


# --- scores ------------------------------------------------------------------------------------


def test_scores_of_a_certain_forecast_are_distances() -> None:
    draws = np.full((2, 1000), 10)
    told = scores.scores(draws, np.array([10, 4]))
    assert told.crps.tolist() == [0, 6]
    assert told.mis90.tolist() == [0, 120]
    assert told.is_covered.tolist() == [True, False]


def test_crps_of_two_values_is_that_of_the_formula() -> None:
    draws = np.repeat([[0, 8]], 500, axis=1)
    draws.sort(axis=1)
    assert scores.scores(draws, np.array([2])).crps[0] == pytest.approx(4 - 0.5 * 4)


def test_ignorance_counts_draws_in_the_bin_and_one_more() -> None:
    draws = np.array([[0] * 600 + [4] * 400])
    told = [scores.ignorance(draws, np.array([came]))[0] for came in (0, 3, 2000)]
    assert told == pytest.approx([-np.log2(601 / 1011), -np.log2(401 / 1011), -np.log2(1 / 1011)])


def test_peace_is_five_years_without_any() -> None:
    counts = np.zeros((61, 3), dtype=int)
    counts[0, 1], counts[1, 2] = 1, 1
    assert scores.is_at_peace(counts).tolist() == [True, True, False]
    assert not scores.is_at_peace(counts[:59]).any()


# --- panels ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("month", "number", "other"),
    [(date(2023, 11, 1), 3, date(2024, 2, 1)), (date(2024, 1, 1), -1, date(2023, 12, 1))],
)
def test_months_are_counted_over_the_new_year(month: date, number: int, other: date) -> None:
    assert month_after(month, number) == other
    assert months_between(month, other) == number


def test_a_panel_has_a_row_for_every_month_and_ends_where_it_is_told_to() -> None:
    rows = [
        MonthCount(date(2024, 1, 1), "AAA", "North", None, None, 2, 5),
        MonthCount(date(2024, 1, 1), "AAA", "South", None, None, 1, 0),
        MonthCount(date(2024, 4, 1), "AAA", None, None, None, 1, 3),
        MonthCount(date(2024, 6, 1), "AAA", "North", None, None, 9, 9),
    ]
    told = panel(rows, "country", "deaths", last=date(2024, 5, 1), name=lambda _, key: key)
    assert told is not None
    assert told.counts.tolist() == [[5], [0], [0], [3], [0]]
    assert told.last == date(2024, 5, 1)
    assert told.until(date(2024, 2, 1)).counts.tolist() == [[5], [0]]
    by_unit = panel(rows, "admin1", "events", last=date(2024, 4, 1), name=lambda _, key: key.upper())
    assert by_unit is not None
    assert [(one.id, one.name, one.country) for one in by_unit.areas] == [
        ("AAA/North", "AAA/NORTH", "AAA"), ("AAA/South", "AAA/SOUTH", "AAA"),
    ]  # fmt: skip
    assert by_unit.counts.tolist() == [[2, 1], [0, 0], [0, 0], [0, 0]]


def test_where_nothing_is_known_so_finely_there_is_no_panel() -> None:
    rows = [MonthCount(date(2024, 1, 1), "AAA", None, None, None, 1, 1)]
    assert panel(rows, "cell", "deaths", last=date(2024, 1, 1), name=lambda _, key: key) is None
