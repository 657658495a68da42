"""Do two numbers of people agree, the later report perhaps knowing more?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from marsad.merge.tables import table
from marsad.types import Count, Measure

CountLevel = Literal["equal_rare", "equal_many", "equal", "equal_small", "near", "rising", "apart"]

#: Up to two dead is what most attacks cost, so that two reports agree on it by chance.
_SMALL = 2
#: Multiples to which desks round numbers below twenty, and those above.
_ROUND, _ROUNDER = 5, 50
_OTHERS: tuple[Measure, ...] = ("injured", "abducted", "detained", "displaced", "participants")


def figure(count: Count | None) -> int | None:
    """The one number to compare: best, else the lowest told."""
    if count is None:
        return None
    return count.low if count.best is None else count.best


def count_level(earlier: Count | None, later: Count | None, *, days_between: int) -> CountLevel | None:
    """How two counts of one measure agree, the earlier-published first; None where one is missing."""
    first, second = figure(earlier), figure(later)
    if earlier is None or later is None or first is None or second is None:
        return None
    near = table("nearness")["counts"]
    if first == second:
        return _equal_level(first, near["many"])
    ratio = max(first, second) / max(min(first, second), 1)
    if _overlap(earlier, later, near["open_ratio"]) or (min(first, second) > 0 and ratio <= near["near_ratio"]):
        return "near"
    return "rising" if second > first and days_between > 0 and ratio <= near["rising_ratio"] else "apart"


def _equal_level(number: int, many: int) -> CountLevel:
    """The rarer a number among attacks, the more it says that two reports give it."""
    if number < many:
        return "equal" if number > _SMALL else "equal_small"
    is_round = number % (_ROUND if number < 2 * many else _ROUNDER) == 0
    return "equal_many" if is_round else "equal_rare"


def _overlap(left: Count, right: Count, open_ratio: float) -> bool:
    """Bounds that were told (a range, 'at least') and share a number."""
    spans = [_bounds(left, open_ratio), _bounds(right, open_ratio)]
    if all(low == high for low, high in spans):
        return False
    return max(low for low, _ in spans) <= min(high for _, high in spans)


def _bounds(count: Count, open_ratio: float) -> tuple[float, float]:
    known = figure(count) or 0
    low = known if count.low is None else count.low
    return low, known * open_ratio if count.high is None else count.high


def others_level(
    earlier: Mapping[Measure, Count], later: Mapping[Measure, Count], *, days_between: int
) -> CountLevel | None:
    """Agreement on the first measure besides deaths that both give."""
    for measure in _OTHERS:
        if measure in earlier and measure in later:
            level = count_level(earlier[measure], later[measure], days_between=days_between)
            if level is not None:
                return level
    return None
