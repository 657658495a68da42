"""Events over time, where nothing found is told apart from not looked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from marsad.analyse.keys import OCCURRED, Step, next_start, step_of, step_start
from marsad.analyse.tally import Tally, tally


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One step. ``tally`` is None where nobody looked and nothing is known, all zeros where somebody looked in vain."""

    start: date
    looked_days: int  #: days of the step on which at least one source was looked at
    tally: Tally | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """Consecutive steps from the first to the last day looked at."""

    step: Step
    points: tuple[Point, ...]
    undated: int  #: events that cannot be put into a step: without a date, or told too vaguely
    outside: int  #: events before the first or after the last step


def series(
    events: Iterable[Mapping[str, Any]], step: Step, looked: Collection[date], *, statuses: Collection[str] = OCCURRED
) -> Series:
    """Event records by day, week, month or year. ``looked`` holds the days on which sources were looked at."""
    held: dict[date | None, list[Mapping[str, Any]]] = defaultdict(list)
    for event in events:
        if event["status"] in statuses:
            held[step_of(event, step)].append(event)
    undated = len(held.pop(None, []))
    days = set(looked)
    starts = _starts(days, step)
    points = tuple(_point(start, step, days, held.pop(start, [])) for start in starts)
    return Series(step=step, points=points, undated=undated, outside=sum(map(len, held.values())))


def _starts(days: Collection[date], step: Step) -> list[date]:
    if not days:
        return []
    starts = [step_start(min(days), step)]
    while starts[-1] < step_start(max(days), step):
        starts.append(next_start(starts[-1], step))
    return starts


def _point(start: date, step: Step, days: Collection[date], events: list[Mapping[str, Any]]) -> Point:
    length = (next_start(start, step) - start).days
    looked_days = sum(start + timedelta(days=after) in days for after in range(length))
    return Point(start=start, looked_days=looked_days, tally=tally(events) if looked_days or events else None)
