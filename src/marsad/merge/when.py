"""Can two dates be one, at the precision they were told with?"""

from __future__ import annotations

from typing import Literal

from marsad.types import DateRange

TimeLevel = Literal["same_day", "overlap_days", "overlap_week", "overlap_weeks", "adjacent", "apart"]

_DAY_KNOWN = 1  # UCDP date_prec
_FEW_DAYS = 3
_WEEK_DAYS = 7


def gap_days(left: DateRange, right: DateRange) -> int:
    """Days between two ranges; 0 where they share a day, 1 where one begins the day after the other ends."""
    return max(0, (max(left.first, right.first) - min(left.last, right.last)).days)


def days(when: DateRange) -> int:
    """Length of a range, both ends counted."""
    return (when.last - when.first).days + 1


def time_level(left: DateRange, right: DateRange) -> TimeLevel:
    """How two dates agree. Exact days that differ are apart; a vague one may have missed by a day."""
    gap = gap_days(left, right)
    exact = left.date_prec == right.date_prec == _DAY_KNOWN
    if gap == 0:
        if exact:
            return "same_day"
        longest = max(days(left), days(right))
        if longest <= _FEW_DAYS:
            return "overlap_days"
        return "overlap_week" if longest <= _WEEK_DAYS else "overlap_weeks"
    return "adjacent" if gap == 1 and not exact else "apart"
