"""Counts over time, one line for each value of a key, and what changed lately against before."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from marsad.analyse import Change, Point, Series, Tally, change
from marsad.analyse.keys import Step, next_start, step_start
from marsad.serve.actors import occurred
from marsad.serve.table import DICTIONARY, NONE, Table, number_of

Record = dict[str, Any]
Rows = Any
#: What can be counted by, and its column.
KEYS = {
    "kind": "kind",
    "acled": "acled",
    "country": "country",
    "admin1": "admin1",
    "actor": "actors",
    "source": "sources",
}
#: Longest stretch of days that still belongs to one step, as in :mod:`marsad.analyse`.
_DAYS = {"day": 1, "week": 7, "month": 31, "year": 366}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which lines, over which steps."""

    step: Step
    by: str | None
    top: int
    label: Callable[[str], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """Events and deaths of every line (first axis) in every step (second)."""

    starts: list[date]
    looked_days: list[int]
    keys: list[str | None]
    events: Any
    killed: Any
    undated: int


def counted(table: Table, rows: Rows, looked: Collection[date], asked: Asked) -> Counted:
    """The lines with most events. An event stands in the step of its middle day; a vaguer one stands in none."""
    import numpy as np

    there = occurred(table, rows)
    first, last = table.columns["first"][there], table.columns["last"][there]
    is_told = (first != NONE) & (last - first < _DAYS[asked.step]) & (table.columns["date_prec"][there] != NONE)
    dated = there[is_told]
    middle = (first + (last - first) // 2)[is_told]
    starts = _starts([*looked, *_ends(middle)], asked.step)
    if not starts:
        empty = np.zeros((0, 0), dtype=int)
        return Counted(starts=[], looked_days=[], keys=[], events=empty, killed=empty, undated=len(there))
    which = np.searchsorted([number_of(start) for start in starts], middle, side="right") - 1
    line, keys = _lines(table, dated, asked)
    step, row = (which, dated) if line is None else (which[line[0]], dated[line[0]])
    number = np.zeros(len(dated), dtype=np.int64) if line is None else line[1]
    flat = number * len(starts) + step
    shape = (len(keys), len(starts))
    killed = np.maximum(table.columns["killed"][row], 0)
    kept = number < len(keys)
    return Counted(
        starts=starts,
        looked_days=_looked(starts, set(looked), asked.step),
        keys=keys,
        events=np.bincount(flat[kept], minlength=shape[0] * shape[1]).reshape(shape),
        killed=np.bincount(flat[kept], killed[kept], minlength=shape[0] * shape[1]).astype(int).reshape(shape),
        undated=len(there) - len(dated),
    )


def _ends(middle: Any) -> list[date]:
    epoch = date(1970, 1, 1)
    return [epoch + timedelta(days=int(end)) for end in (middle.min(), middle.max())] if len(middle) else []


def _starts(days: Collection[date], step: Step) -> list[date]:
    if not days:
        return []
    starts, end = [step_start(min(days), step)], step_start(max(days), step)
    while starts[-1] < end:
        starts.append(next_start(starts[-1], step))
    return starts


def _looked(starts: list[date], days: set[date], step: Step) -> list[int]:
    held = dict.fromkeys(starts, 0)
    for day in days:
        held[step_start(day, step)] += 1
    return list(held.values())


def _lines(table: Table, rows: Rows, asked: Asked) -> tuple[tuple[Any, Any] | None, list[str | None]]:
    """Which row stands in which line (a row may stand in several), and the keys of the lines, most events first."""
    import numpy as np

    if asked.by is None:
        return None, [None]
    column = KEYS[asked.by]
    words = table.dictionaries[DICTIONARY[column]].words
    if column in table.lists:
        held = table.lists[column].taken(rows)
        place, values = held.rows(), held.values
    else:
        values = table.columns[column][rows]
        place = np.flatnonzero(values != NONE)
        values = values[place]
    counts = np.bincount(values, minlength=len(words))
    order = np.lexsort((np.arange(len(words)), -counts))[: asked.top]
    order = order[counts[order] > 0]
    rank = np.full(len(words) + 1, len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    return (place, rank[values]), [words[one] for one in order.tolist()]


def series(table: Table, rows: Rows, looked: Collection[date], asked: Asked) -> Record:
    """Lines of counts over consecutive steps."""
    found = counted(table, rows, looked, asked)
    items = [
        {
            "key": key,
            "label": asked.label(key) if key else None,
            "events": found.events[place].tolist(),
            "killed": found.killed[place].tolist(),
            "total": int(found.events[place].sum()),
        }
        for place, key in enumerate(found.keys)
    ]
    starts = [start.isoformat() for start in found.starts]
    return {
        "step": asked.step,
        "starts": starts,
        "looked_days": found.looked_days,
        "items": items,
        "undated": found.undated,
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """How many of the last steps are compared with how many before them, in which measure."""

    recent: int
    baseline: int
    measure: str  #: "events" or "killed"


def trends(table: Table, rows: Rows, looked: Collection[date], asked: Asked, stretch: Stretch) -> Record:
    """What changed, the surest changes first; too few events are said to be too few."""
    found = counted(table, rows, looked, asked)
    values = found.events if stretch.measure == "events" else found.killed
    items = []
    for place, key in enumerate(found.keys):
        points = [
            _point(start, looked_days, int(number))
            for start, looked_days, number in zip(found.starts, found.looked_days, values[place], strict=True)
        ]
        line = Series(step=asked.step, points=tuple(points), undated=0, outside=0)
        items.append(_item(key, change(line, recent=stretch.recent, baseline=stretch.baseline), asked, stretch))
    items.sort(key=lambda one: (one["chance"] is None, one["chance"] or 0.0, -one["recent"]))
    return {"step": asked.step, **_periods(found.starts, asked.step, stretch), "items": items}


def _point(start: date, looked_days: int, number: int) -> Point:
    """A step with this number as its events; a step with events was looked at on one day at least."""
    days = max(looked_days, int(number > 0))
    zero = dict.fromkeys(("deaths_low", "deaths_best", "deaths_high", "deaths_told", "reports"), 0)
    return Point(start=start, looked_days=days, tally=Tally(events=number, **zero) if days else None)


def _item(key: str | None, found: Change, asked: Asked, stretch: Stretch) -> Record:
    return {
        "key": key,
        "label": asked.label(key) if key else None,
        "measure": stretch.measure,
        "recent": found.recent,
        "expected": round(found.expected, 2),
        "ratio": None if found.ratio is None else round(found.ratio, 3),
        "change": None if found.ratio is None else round(found.ratio - 1, 3),
        "chance": None if found.chance is None else round(found.chance, 6),
        "verdict": found.verdict,
        "reason": _reason(found, asked.step, stretch),
    }


def _reason(found: Change, step: str, stretch: Stretch) -> str:
    one, several = ("event", "events") if stretch.measure == "events" else ("death", "deaths")
    what = one if found.recent == 1 else several
    last = f"the last {stretch.recent} {step}s" if stretch.recent > 1 else f"the last {step}"
    if found.verdict == "not_looked":
        return "nobody looked in one of the two stretches"
    told = f"{found.recent} {what} in {last} where {found.expected:.1f} were expected"
    if found.chance is None:
        return f"{told}; too few to call a change"
    return f"{told}; chance alone gives this in {100 * found.chance:.2g} of 100"


def _periods(starts: list[date], step: Step, stretch: Stretch) -> Mapping[str, Any]:
    recent = starts[-stretch.recent :]
    before = starts[: len(starts) - len(recent)][-stretch.baseline :]
    return {"recent": _period(recent, step), "baseline": _period(before, step)}


def _period(starts: list[date], step: Step) -> Record | None:
    if not starts:
        return None
    until = next_start(starts[-1], step) - timedelta(days=1)
    return {"since": starts[0].isoformat(), "until": until.isoformat()}
