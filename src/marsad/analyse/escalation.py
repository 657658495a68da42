"""Whether an escalation is under way: a count model with a prior, and the rule of HDX Signals.

Both read a matrix of daily counts, one row for each line (area, dyad, kind), and see no day after the one they are
asked about. The count model is the discounted Poisson–Gamma model of West and Harrison: the rate's distribution of
yesterday, flattened by a half-life, is the prior of today. What it says is the probability that the window of days
under way will be an escalation as the rule defines it (:class:`marsad.analyse.rules.CountRule`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from marsad.analyse.odds import at_least
from marsad.analyse.rules import CountRule, SignalsRule

#: Half-lives after which a day weighs less than a thousandth, and is left out.
_HALF_LIVES = 10


@dataclass(frozen=True, kw_only=True, eq=False)
class Scored:
    """For each line on one day, of the window that is most probably an escalation: arrays of one length."""

    probability: Any
    start: Any  #: index of the window's first day; -1 where there is too little history
    wanted: Any  #: what the window must hold
    median: Any  #: of the windows before it


def score(counts: Any, rule: CountRule, day: int, looked: Any = None) -> Scored:
    """The count model on one day (an index). ``looked``: on which days anybody looked; None: on all.

    Windows before in which nobody looked are no zeros and are left out; with fewer than half of them there is no score.
    """
    import numpy as np

    window = rule.window_days
    total = np.concatenate((np.zeros((len(counts), 1)), np.cumsum(counts[:, : day + 1], axis=1)), axis=1)
    starts = np.arange(max(rule.history_days, day - window + 1), day + 1)
    if not len(starts):
        none = np.zeros(len(counts))
        return Scored(probability=none, start=np.full(len(counts), -1), wanted=none + np.inf, median=none)
    median = _median_before(total, starts, rule, looked)
    wanted = np.where(np.isnan(median), np.inf, np.maximum(rule.least, rule.times * median))
    so_far = total[:, day + 1][:, None] - total[:, starts]
    shape, rate = _rate(counts[:, : day + 1], rule, looked)
    left = window - 1 - (day - starts)
    probability = at_least((wanted - so_far) / rule.spread, shape[:, None], rate, left[None, :])
    # Of windows that are as probable, the one in which most is above the line: it begins where the change does.
    excess = so_far - np.nan_to_num(wanted, posinf=0) * (window - left) / window
    is_best = probability >= probability.max(axis=1, keepdims=True)
    best = np.where(is_best, excess, -np.inf).argmax(axis=1)
    every = np.arange(len(counts))
    return Scored(
        probability=probability[every, best],
        start=starts[best],
        wanted=wanted[every, best],
        median=median[every, best],
    )


def _median_before(total: Any, starts: Any, rule: CountRule, looked: Any) -> Any:
    """The median of the windows before each start, NaN where too few of them were looked at."""
    import numpy as np

    window = rule.window_days
    ends = [starts - window * back for back in range(rule.windows_before)]
    before = np.stack([total[:, end] - total[:, end - window] for end in ends])
    if looked is None:
        return np.median(before, axis=0)
    seen = np.concatenate(([0], np.cumsum(looked)))
    is_seen = np.stack([seen[end] > seen[end - window] for end in ends])
    before = np.where(is_seen[:, None, :], before, np.nan)
    is_enough = is_seen.sum(axis=0) * 2 >= rule.windows_before
    median = np.full(before.shape[1:], np.nan)
    median[:, is_enough] = np.nanmedian(before[:, :, is_enough], axis=0)
    return median


def _rate(counts: Any, rule: CountRule, looked: Any) -> tuple[Any, Any]:
    """Shape and rate of the Gamma distribution of today's rate per day, in counts divided by their spread."""
    import numpy as np

    reach = min(counts.shape[1], int(_HALF_LIVES * rule.half_life_days))
    weights = 0.5 ** (np.arange(reach)[::-1] / rule.half_life_days)
    days = weights.sum() if looked is None else (weights * looked[: counts.shape[1]][-reach:]).sum()
    shape = (rule.prior_days + counts[:, -reach:] @ weights) / rule.spread
    return shape, rule.prior_days + days


@dataclass(frozen=True, kw_only=True, eq=False)
class Sums:
    """The sum up to one day, and the greatest of those before it: arrays of one value a line."""

    now: Any
    past: Any  #: greatest of the past ``medium_days``
    long_past: Any  #: greatest of the past ``high_days``; infinite where history is shorter


def sums(deaths: Any, rule: SignalsRule, day: int) -> Sums:
    """What the rule of HDX Signals compares on one day (an index), with what history there is."""
    import numpy as np

    total = np.concatenate((np.zeros((len(deaths), 1)), np.cumsum(deaths[:, : day + 1], axis=1)), axis=1)
    ends = np.arange(max(0, day - rule.high_days), day + 1)
    told = total[:, ends + 1] - total[:, np.maximum(0, ends + 1 - rule.window_days)]
    past = told[:, :-1]
    endless = np.full(len(deaths), np.inf)
    return Sums(
        now=told[:, -1],
        past=past[:, -rule.medium_days :].max(axis=1) if past.shape[1] else endless,
        long_past=past.max(axis=1) if past.shape[1] >= rule.high_days else endless,
    )


def signal(found: Sums, rule: SignalsRule) -> Any:
    """The rule of HDX Signals: per line 0 (nothing), 1 (medium) or 2 (high)."""
    is_medium = (found.now >= rule.least) & (found.now >= rule.share * found.past)
    return is_medium.astype(int) + (is_medium & (found.now >= rule.share * found.long_past))
