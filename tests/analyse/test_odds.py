"""The negative binomial's tail, beside sums of its probabilities."""

from math import exp, lgamma, log

import numpy as np
import pytest

from marsad.analyse.odds import at_least, incomplete_beta


def summed(count: int, shape: float, rate: float, days: float) -> float:
    """1 minus the probabilities of all lesser counts."""
    share = days / (rate + days)
    logs = (
        lgamma(shape + k) - lgamma(shape) - lgamma(k + 1) + k * log(share) + shape * log(1 - share)
        for k in range(count)
    )
    return 1 - sum(map(exp, logs))


@pytest.mark.parametrize(
    ("count", "shape", "rate", "days"),
    [(1, 0.1, 0.5, 20), (5, 2.0, 7.5, 28), (30, 12.5, 10.6, 14), (400, 300.0, 20, 27)],
)
def test_the_tail_is_what_the_probabilities_sum_to(count: int, shape: float, rate: float, days: float) -> None:
    assert float(at_least(count, shape, rate, days)) == pytest.approx(summed(count, shape, rate, days), abs=1e-9)


def test_what_is_there_already_is_certain_and_no_time_brings_no_more() -> None:
    found = at_least(np.array([0.0, -3.0, 1.0, np.inf]), 2.0, 1.0, np.array([5.0, 0.0, 0.0, 5.0]))
    assert found.tolist() == [1.0, 1.0, 0.0, 0.0]


def test_the_beta_function_is_one_minus_its_mirror() -> None:
    a, b, x = np.array([0.3, 4.0, 250.0]), np.array([8.0, 0.5, 300.0]), np.array([0.01, 0.9, 0.45])
    assert incomplete_beta(a, b, x) == pytest.approx(1 - incomplete_beta(b, a, 1 - x))
