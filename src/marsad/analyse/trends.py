"""Counts over time, line by line, with the reporting behind them, and what changed in each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from marsad.analyse.alerts import as_told
from marsad.analyse.axes import Areas, members
from marsad.analyse.change import Change, Measured, change
from marsad.analyse.keys import STEP_DAYS, Step, next_start, step_start
from marsad.analyse.material import Material, Members, bridged, day_numbers, day_of, number_of, numbered
from marsad.analyse.series import Point, Series
from marsad.analyse.tally import Tally
from marsad.analyse.trend import Reported, Trend, Trends

#: Events in the last steps from which a line that was not there before is emerging, and what it may have had before
#: for each of them: below three it is a name that was met, and one in ten is a line that was always there, faintly.
_EMERGED, _HARDLY = 3, 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which lines over which steps. ``only_emerging``: lines that were hardly there before the last steps."""

    by: str | None = None  #: a name of :data:`marsad.analyse.axes.AXES`, or ``custom``; None: all events together
    step: Step = "month"
    top: int = 20
    recent: int = 1
    baseline: int = 12
    only_emerging: bool = False
    areas: Areas = field(default_factory=dict)
    name: Callable[[str, str], str] = as_told


def trends(material: Material, wanted: Wanted) -> Trends:
    """The lines with most events (in the last steps, where only emerging ones are wanted).

    An event stands in the step of its middle day; one without a date, or told over more than a step, in none. What did
    not take place is not counted. A step in which nobody looked and nothing is known is None, not 0.
    """
    import numpy as np

    told = material.occurred()
    middle, is_dated = _middles(told.events, wanted.step)
    starts = _starts(told, middle[is_dated], wanted.step)
    first = np.array([number_of(start) for start in starts], dtype=np.int64)
    reported = _reported(told.coverage, starts, first)
    undated = int(len(middle) - is_dated.sum())
    if not starts:
        return Trends(by=wanted.by, step=wanted.step, reported=(), lines=(), undated=undated)
    step = np.searchsorted(first, middle, side="right") - 1
    lines = _held(_members(told.events, wanted), is_dated)
    emerging = _emerging(lines, step, len(starts), wanted)
    chosen = _chosen(lines, emerging, step, len(starts), wanted)
    killed = np.maximum(told.events["killed"].fill_null(0).to_numpy(), 0)
    counts = [_matrix(chosen, step, len(starts), weights) for weights in (None, killed)]
    covered = _covered(told, middle[is_dated], first)
    both = zip(*(matrix.tolist() for matrix in counts), strict=True)
    points = [tuple(map(_point, reported, covered, events, deaths)) for events, deaths in both]
    labels = _labels(chosen, lines, emerging)
    found = tuple(_trend(label, line, wanted) for label, line in zip(labels, points, strict=True))
    return Trends(by=wanted.by, step=wanted.step, reported=reported, lines=found, undated=undated)


def _middles(events: Any, step: Step) -> tuple[Any, Any]:
    """The middle day of each event, and whether it is told well enough to stand in a step."""
    first, last = day_numbers(events["from_day"]), day_numbers(events["to_day"])
    is_told = events["date_prec"].is_valid().to_numpy() & (last - first < STEP_DAYS[step])
    return first + (last - first) // 2, is_told


def _starts(told: Material, middle: Any, step: Step) -> list[date]:
    """The first day of every step from the first to the last of which anything is known."""
    days = [*told.looked(), *(day_of(day) for day in ((middle.min(), middle.max()) if len(middle) else ()))]
    if not days:
        return []
    starts, end = [step_start(min(days), step)], step_start(max(days), step)
    while starts[-1] < end:
        starts.append(next_start(starts[-1], step))
    return starts


def _reported(coverage: Any, starts: list[date], first: Any) -> tuple[Reported, ...]:
    """What was read and looked at in each step."""
    import numpy as np

    day = day_numbers(coverage["day"])
    step = np.searchsorted(first, day, side="right") - 1
    source, _ = numbered(coverage["source"].fill_null(""))
    sums = {name: np.bincount(step, coverage[name].to_numpy(), len(starts)) for name in ("documents", "looks")}
    days = np.bincount(np.searchsorted(first, np.unique(day), side="right") - 1, minlength=len(starts))
    pairs = np.unique(step * (1 + source.max(initial=0)) + source) // (1 + source.max(initial=0))
    sources = np.bincount(pairs, minlength=len(starts))
    return tuple(
        Reported(
            start=start,
            documents=int(sums["documents"][number]),
            looks=int(sums["looks"][number]),
            looked_days=int(days[number]),
            sources=int(sources[number]),
        )
        for number, start in enumerate(starts)
    )


def _covered(told: Material, middle: Any, first: Any) -> list[int]:
    """Days of each step that are no part of a gap."""
    import numpy as np

    days = np.concatenate((day_numbers(told.coverage["day"]), middle))
    known = np.zeros(days.max() - first[0] + 1, dtype=bool)
    known[days - first[0]] = True
    covered = np.flatnonzero(bridged(known)) + first[0]
    counts: list[int] = np.bincount(np.searchsorted(first, covered, side="right") - 1, minlength=len(first)).tolist()
    return counts


# --- lines -------------------------------------------------------------------------------------


def _members(events: Any, wanted: Wanted) -> Members:
    import numpy as np

    if wanted.by is not None:
        return members(events, wanted.by, wanted.areas)
    return Members(rows=np.arange(events.num_rows), lines=np.zeros(events.num_rows, dtype=np.int64), keys=[""])


def _held(lines: Members, is_held: Any) -> Members:
    held = is_held[lines.rows]
    return Members(rows=lines.rows[held], lines=lines.lines[held], keys=lines.keys)


def _emerging(lines: Members, step: Any, steps: int, wanted: Wanted) -> Any:
    """For each line whether it was hardly there before the last steps."""
    import numpy as np

    is_recent = step[lines.rows] >= steps - wanted.recent
    recent = np.bincount(lines.lines[is_recent], minlength=len(lines.keys))
    before = np.bincount(lines.lines[~is_recent], minlength=len(lines.keys))
    return (recent >= _EMERGED) & (before <= _HARDLY * recent) & (steps > wanted.recent)


def _chosen(lines: Members, emerging: Any, step: Any, steps: int, wanted: Wanted) -> Members:
    """The lines that are told: those of most events, of equals the first by key."""
    import numpy as np

    counted = lines.lines
    if wanted.only_emerging:
        counted = counted[(step[lines.rows] >= steps - wanted.recent) & emerging[counted]]
    counts = np.bincount(counted, minlength=len(lines.keys))
    order = sorted(np.flatnonzero(counts).tolist(), key=lambda one: (-counts[one], lines.keys[one]))
    return lines.among(np.array(order[: wanted.top], dtype=np.int64))


def _labels(chosen: Members, lines: Members, emerging: Any) -> list[tuple[str, bool]]:
    place = {key: number for number, key in enumerate(lines.keys)}
    return [(key, bool(emerging[place[key]])) for key in chosen.keys]


def _matrix(chosen: Members, step: Any, steps: int, weights: Any) -> Any:
    import numpy as np

    flat = chosen.lines * steps + step[chosen.rows]
    told = None if weights is None else weights[chosen.rows]
    return np.bincount(flat, told, len(chosen.keys) * steps).astype(np.int64).reshape(-1, steps)


def _trend(label: tuple[str, bool], points: tuple[Point, ...], wanted: Wanted) -> Trend:
    key, is_emerging = label
    line = Series(step=wanted.step, points=points, undated=0, outside=0)

    def changed(measure: Measured) -> Change:
        return change(line, recent=wanted.recent, baseline=wanted.baseline, measure=measure)

    return Trend(
        key=key if wanted.by else None,
        name=wanted.name(wanted.by, key) if wanted.by else "all events",
        events=tuple(point.tally.events if point.tally else None for point in points),
        deaths=tuple(point.tally.deaths_best if point.tally else None for point in points),
        change=changed("events"),
        deaths_change=changed("deaths_best"),
        is_emerging=is_emerging and wanted.by is not None,
    )


def _point(reported: Reported, days: int, events: int, deaths: int) -> Point:
    bounds = dict.fromkeys(("deaths_low", "deaths_best", "deaths_high"), deaths)
    tally = Tally(events=events, **bounds, deaths_told=0, reports=reported.documents)
    return Point(start=reported.start, looked_days=days, tally=tally if days else None)


def rows_of(told: Trends) -> list[dict[str, Any]]:
    """Every line and step as a flat row: counts, and the reporting beside them."""
    return [
        {
            "record": "count",
            "by": told.by,
            "key": line.key,
            "name": line.name,
            "step": told.step,
            "start": step.start.isoformat(),
            "events": line.events[number],
            "deaths": line.deaths[number],
            "documents": step.documents,
            "looks": step.looks,
            "looked_days": step.looked_days,
            "sources": step.sources,
        }
        for line in told.lines
        for number, step in enumerate(told.reported)
    ]
