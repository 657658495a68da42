"""One count per measure out of the counts of an event's mentions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from marsad.merge.elect import Ballot, Choice, by_value, choice, elect
from marsad.merge.policy import FoldPolicy
from marsad.merge.tolls import figure
from marsad.types import Claim, Count


def tally(cast: Sequence[Ballot], policy: FoldPolicy) -> Choice:
    """One count of one measure by ``policy.counts``. ``cast`` holds counts of that measure only."""
    numbered = [ballot for ballot in cast if figure(ballot.claim.value) is not None]
    if not numbered:
        return choice(by_value(cast))
    if policy.counts == "ged":
        return _ged(cast, numbered, policy.settle_days)
    if policy.counts == "acled":
        return choice(sorted(by_value(cast), key=lambda group: _figure(group[0], default=float("inf"))))
    return elect(cast, policy.counts)


def _ged(cast: Sequence[Ballot], numbered: Sequence[Ballot], settle_days: int) -> Choice:
    """Lowest and highest of all, the middle number of what independent sources said last, the old ones left out."""
    last = {ballot.origin: ballot for ballot in sorted(numbered, key=lambda ballot: ballot.published)}
    newest = max(ballot.published for ballot in last.values())
    settled = date.min if newest == date.min else newest - timedelta(days=settle_days)
    recent = sorted((one for one in last.values() if one.published >= settled), key=_figure)
    middle = recent[(len(recent) - 1) // 2]
    groups = by_value(cast)
    groups.sort(key=lambda group: group[0].claim.value != middle.claim.value)
    chosen = choice(groups)
    won = chosen.won if chosen.won is not None else middle.claim
    return replace(chosen, won=_widened(won, list(last.values())))


def _widened(won: Claim[Count], last: Sequence[Ballot]) -> Claim[Count]:
    """The chosen count with the bounds of all; the sentences behind the bounds are quoted too."""
    lowest = min(last, key=lambda ballot: _bounds(ballot)[0])
    open_ended = [ballot for ballot in last if ballot.claim.value.high is None]
    highest = max(last, key=lambda ballot: _bounds(ballot)[1])
    low, high = _bounds(lowest)[0], _bounds(highest)[1]
    closed = any(ballot.claim.value.high is not None and _bounds(ballot)[1] == high for ballot in last)
    value = replace(won.value, low=low, high=high if closed or not open_ended else None)
    if value == won.value:
        return won
    quotes = dict.fromkeys((*won.quotes, *lowest.claim.quotes, *highest.claim.quotes))
    return replace(won, value=value, quotes=tuple(quotes), method="fold.ged@1", rivals=())


def _bounds(ballot: Ballot) -> tuple[int, int]:
    count: Count = ballot.claim.value
    known = [number for number in (count.low, count.best, count.high) if number is not None]
    return min(known), max(known)


def _figure(ballot: Ballot, default: float = 0) -> Any:
    number = figure(ballot.claim.value)
    return default if number is None else number
