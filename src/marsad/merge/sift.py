"""Which pairs are worth comparing: the most that a judge could say, from what is compared quickly."""

from __future__ import annotations

from functools import cache
from math import log

from marsad.merge.compare import days_between, in_order, kind_level, mode_level, reported_level
from marsad.merge.fingerprint import share_equal
from marsad.merge.sketch import Sketch
from marsad.merge.tables import table
from marsad.merge.tolls import count_level
from marsad.merge.when import time_level
from marsad.merge.where import km_apart, place_level

#: Sums of weights in another order may differ by so much.
_ROUNDING = 1e-9


def may_reach(left: Sketch, right: Sketch, score: float) -> bool:
    """False only where the score of the pair stays below this one.

    When, where, how many dead, what and how are weighed as :func:`judge` weighs them; everything else that both tell is
    taken to agree as well as it can.
    """
    need = log(score / (1 - score)) - _prior() - _ROUNDING
    need -= _timing(left, right) + _where(left, right) + _toll(left, right)
    need -= _worth("kind", kind_level(left.kind, right.kind)) + _best("status")
    if left.mode and right.mode:
        need -= _worth("mode", mode_level(left.mode, right.mode))
    return need <= 0 or need <= _rest(left, right)


def _rest(left: Sketch, right: Sketch) -> float:
    """The most that everything else can add."""
    most = _best("initiators") + _best("recipients")
    most += _best("others") if any(one != "killed" and one in right.counts for one in left.counts) else 0.0
    most += _best("means") if left.means and right.means else 0.0
    most += _best("targets") if left.targets and right.targets else 0.0
    most += _best("campaign") if left.campaign and right.campaign else 0.0
    most += _best("ordinal") if left.ordinal is not None and right.ordinal is not None else 0.0
    alike = share_equal(left.minhash, right.minhash)
    return most + (_best("copy") if alike is not None and alike >= table("nearness")["copies"]["partly"] else 0.0)


def _timing(left: Sketch, right: Sketch) -> float:
    if left.when is not None and right.when is not None:
        return _worth("time", time_level(left.when, right.when))
    if left.published is None or right.published is None:
        return 0.0
    return _worth("reported", reported_level(abs((right.published - left.published).days)))


def _where(left: Sketch, right: Sketch) -> float:
    if left.where is None or right.where is None:
        return 0.0
    level = place_level(left.where, right.where, km_apart(left.where, right.where))
    return _worth("place", level) if level else 0.0


def _toll(left: Sketch, right: Sketch) -> float:
    if "killed" not in left.counts or "killed" not in right.counts:
        return 0.0
    earlier, later = in_order(left, right)
    days = days_between(earlier, later) or 0
    level = count_level(earlier.counts["killed"], later.counts["killed"], days_between=days)
    return _worth("deaths", level) if level else 0.0


@cache
def _prior() -> float:
    return float(table("weights")["prior"]["weight"])


@cache
def _worth(feature: str, level: str) -> float:
    return float(table("weights")[feature].get(level, {"weight": 0.0})["weight"])


@cache
def _best(feature: str) -> float:
    """The most that a feature can add."""
    return float(max(0.0, *(row["weight"] for row in table("weights")[feature].values())))
