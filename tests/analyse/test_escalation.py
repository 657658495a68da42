"""The count model and the rule of HDX Signals, on days counted by hand."""

import numpy as np
import pytest

from marsad.analyse.backtest import Episode, episodes, outcome, probabilities
from marsad.analyse.escalation import score, signal, sums
from marsad.analyse.rules import load_rules

RULES = load_rules()
DEATHS = RULES.counts["deaths"]


def quiet(days: int = 300) -> np.ndarray:
    """One line with a death every fourteen days."""
    counts = np.zeros((1, days))
    counts[0, ::14] = 1
    return counts


def test_quiet_days_give_no_alarm() -> None:
    assert probabilities(quiet(), DEATHS).max() < 0.1


def test_a_window_that_is_full_is_certain() -> None:
    counts = quiet()
    counts[0, 250] = 30
    found = score(counts, DEATHS, 250)
    assert found.probability[0] == 1.0
    assert found.wanted[0] == 25
    assert found.median[0] == 2


def test_it_speaks_before_the_window_is_full() -> None:
    counts = quiet()
    counts[0, 250:258] = 2.5
    found = score(counts, DEATHS, 257)
    assert counts[0, found.start[0] : 258].sum() < 25
    assert found.probability[0] > DEATHS.probability


def test_no_later_day_is_seen() -> None:
    counts = np.tile(quiet(), (2, 1))
    counts[1, 251:] = 99
    assert len(set(score(counts, DEATHS, 250).probability)) == 1
    assert len(set(sums(counts, RULES.signals, 250).now)) == 1


def test_more_of_what_was_always_much_is_none() -> None:
    counts = np.full((1, 300), 5.0)
    counts[0, 272:] = 8
    assert probabilities(counts, DEATHS).max() < 0.1


def test_days_nobody_looked_at_are_no_zeros() -> None:
    counts, looked = np.zeros((1, 300)), np.ones(300, dtype=bool)
    counts[0, 260:] = 3
    looked[:240] = False
    assert score(counts, DEATHS, 280).probability[0] == 1.0
    assert score(counts, DEATHS, 280, looked).probability[0] == 0.0


def test_too_little_history_gives_no_score() -> None:
    assert score(np.full((1, 100), 9.0), DEATHS, 99).probability.tolist() == [0.0]


def test_signals_want_a_hundred_and_a_record() -> None:
    deaths = np.zeros((3, 1200))
    deaths[:, 1195] = (99, 100, 100)
    deaths[2, 1000] = 101
    assert signal(sums(deaths, RULES.signals, 1199), RULES.signals).tolist() == [0, 2, 0]


def test_signals_are_medium_where_three_years_know_worse() -> None:
    deaths = np.zeros((2, 1200))
    deaths[:, 1195] = 150
    deaths[1, 400] = 200
    assert signal(sums(deaths, RULES.signals, 1199), RULES.signals).tolist() == [2, 1]


def test_signals_are_never_high_on_a_short_history() -> None:
    deaths = np.zeros((1, 400))
    deaths[0, 395] = 150
    assert signal(sums(deaths, RULES.signals, 399), RULES.signals).tolist() == [1]


# --- back-tests --------------------------------------------------------------------------------


def jump() -> np.ndarray:
    counts = quiet()
    counts[0, 230] = 40
    return counts


def test_an_onset_is_the_first_day_of_the_first_window() -> None:
    assert episodes(jump(), DEATHS) == [[Episode(onset=203, last=257)]]


def test_an_alert_in_the_episode_is_right_and_one_outside_is_false() -> None:
    holds = np.zeros((1, 300), dtype=bool)
    holds[0, [180, 185, 210, 211]] = True
    found = outcome(holds, episodes(jump(), DEATHS), DEATHS, quiet_days=28)
    assert (found.alarms, found.false_alarms, found.delays) == (2, 1, (7,))
    assert found.area_years == pytest.approx((300 - 28 - 168 + 1) / 365.25)


def test_an_onset_without_an_alert_in_its_window_is_missed() -> None:
    holds = np.zeros((1, 300), dtype=bool)
    holds[0, 240] = True
    found = outcome(holds, episodes(jump(), DEATHS), DEATHS, quiet_days=28)
    assert (found.false_alarms, found.missed, found.median_delay, found.mean_delay(28)) == (0, 1, None, 28)


def test_an_alert_is_not_sent_again_before_the_quiet_is_over() -> None:
    holds = np.zeros((1, 300), dtype=bool)
    holds[0, 200:] = True
    found = outcome(holds, episodes(jump(), DEATHS), DEATHS, quiet_days=28)
    assert (found.alarms, found.false_alarms, found.delays) == (3, 1, (25,))
