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
    need = _needed(score) - _worth("kind", kind_level(left.kind, right.kind))
    if left.mode and right.mode:
        need -= _worth("mode", mode_level(left.mode, right.mode))
    need -= _timing(left, right) + _toll(left, right) + _rest(left, right)
    if need > _best("place") + _best("copy") or (need > _best("place") and not _may_be_copies(left, right)):
        return False  # most pairs of a war: what is costly is asked of the others
    need -= _where(left, right)
    return need <= 0 or (need <= _best("copy") and _may_be_copies(left, right))


@cache
def _needed(score: float) -> float:
    """What all findings must add, but for the status, which is taken to agree."""
    return log(score / (1 - score)) - _prior() - _ROUNDING - _best("status")


def _rest(left: Sketch, right: Sketch) -> float:
    """The most that everything else can add, but for a copied text."""
    most = _best("initiators") + _best("recipients")
    if len(left.counts) > 1 or (left.counts and "killed" not in left.counts):
        most += _best("others") if any(one != "killed" and one in right.counts for one in left.counts) else 0.0
    most += _best("lead") if left.lead and right.lead else 0.0
    most += _best("means") if left.means and right.means else 0.0
    most += _best("targets") if left.targets and right.targets else 0.0
    most += _best("campaign") if left.campaign and right.campaign else 0.0
    return most + (_best("ordinal") if left.ordinal is not None and right.ordinal is not None else 0.0)


def _may_be_copies(left: Sketch, right: Sketch) -> bool:
    alike = share_equal(left.minhash, right.minhash)
    return alike is not None and alike >= table("nearness")["copies"]["partly"]


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
