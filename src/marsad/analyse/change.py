"""Is the last stretch of a series more, or less, than what went before?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, fsum, lgamma, log, log1p
from statistics import fmean, variance
from typing import Literal

from marsad.analyse.series import Point, Series

Measured = Literal["events", "deaths_low", "deaths_best", "deaths_high", "reports"]

#: Fewer than this in both stretches together, and no change is called: 1 to 4 is a quadrupling of nothing much.
FEWEST = 10
#: A change is called where chance alone gives one as large less often than this.
CHANCE = 0.01


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """The last steps against those before, both per day looked at.

    ``ratio`` is recent over expected, None where nothing was expected. ``chance`` is the two-sided probability of a
    difference at least as large if nothing had changed, None where there is too little to say.
    """

    measure: Measured
    verdict: Literal["up", "down", "steady", "too_few", "not_looked"]
    recent: int
    expected: float  #: what the baseline's rate gives for the days looked at recently
    ratio: float | None
    chance: float | None


def change(series: Series, *, recent: int, baseline: int, measure: Measured = "events") -> Change:
    """The last ``recent`` steps of the series against the ``baseline`` steps before them.

    Given their sum, Poisson counts of two stretches are binomial; counts that vary more than Poisson in the baseline
    (deaths do) are first divided by their variance-to-mean ratio, as in a quasi-Poisson model.
    """
    points = series.points[-recent:] if recent else ()
    before = series.points[: len(series.points) - len(points)][-baseline:] if baseline else ()
    now, then = _sum(points, measure), _sum(before, measure)
    now_days, then_days = (sum(point.looked_days for point in part) for part in (points, before))
    if not now_days or not then_days:
        return Change(measure=measure, verdict="not_looked", recent=now, expected=0.0, ratio=None, chance=None)
    expected = then * now_days / then_days
    ratio = now / expected if expected else None
    spread = _spread(before, measure)
    if (now + then) / spread < FEWEST:
        return Change(measure=measure, verdict="too_few", recent=now, expected=expected, ratio=ratio, chance=None)
    chance = _two_sided(int(now / spread), int(then / spread), now_days / (now_days + then_days))
    verdict: Literal["up", "down", "steady"] = "steady"
    if chance < CHANCE:
        verdict = "up" if now > expected else "down"
    return Change(measure=measure, verdict=verdict, recent=now, expected=expected, ratio=ratio, chance=chance)


def _sum(points: Sequence[Point], measure: Measured) -> int:
    return sum(getattr(point.tally, measure) for point in points if point.tally is not None)


def _spread(points: Sequence[Point], measure: Measured) -> float:
    """Variance over mean of the steps looked at, at least 1."""
    values = [getattr(point.tally, measure) for point in points if point.tally is not None]
    return max(1.0, variance(values) / fmean(values)) if len(values) > 1 and any(values) else 1.0


def _two_sided(now: int, then: int, share: float) -> float:
    """Probability of a split of the sum at least as unlikely as this one, each unit being recent with ``share``."""
    total = now + then
    scores = [
        lgamma(total + 1) - lgamma(one + 1) - lgamma(total - one + 1) + one * log(share) + (total - one) * log1p(-share)
        for one in range(total + 1)
    ]
    tolerance = 1e-9  # equal probabilities differ in the last digits
    return min(1.0, fsum(exp(score) for score in scores if score <= scores[now] + tolerance))
