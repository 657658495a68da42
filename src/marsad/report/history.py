"""Trends: this period beside those before it, with what was usual in the 12 months before."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import ceil

from marsad.report.charts import Bar, bars
from marsad.report.evidence import Window
from marsad.report.model import Part, Picture, Row, Statement
from marsad.report.pen import Pen
from marsad.report.tally import total

#: Periods looked at before anything is called usual.
FEWEST = 3
_LOW, _MIDDLE, _HIGH = 0.1, 0.5, 0.9
#: Rows of the table, so that a year of days does not fill pages.
_ROWS = 26


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """What was usual: quantiles by nearest rank, so that each is a number that was seen."""

    low: int
    middle: int
    high: int


def band(numbers: Sequence[int]) -> Band | None:
    """The tenth, half and ninetieth of a hundred; None of too few."""
    if len(numbers) < FEWEST:
        return None
    ranked = sorted(numbers)
    low, middle, high = (ranked[ceil(share * len(ranked)) - 1] for share in (_LOW, _MIDDLE, _HIGH))
    return Band(low=low, middle=middle, high=high)


def trends(pen: Pen) -> Part:
    """Where this period stands among those before it, drawn and in a table."""
    windows = (_this(pen), *pen.evidence.windows)
    if not any(window.is_known for window in windows[1:]):
        said = pen.say(_cites(pen, windows), "trends.short")
        return Part(name="trends", heading=pen.words("headings.trends"), statements=(said,))
    cites = _cites(pen, windows)
    found = band([len(window.records) for window in windows[1:] if window.is_known])
    statements = list(_usual(pen, found, cites))
    statements += _deaths(pen, windows[1:], cites)
    known = max(place for place, window in enumerate(windows) if window.is_known)
    rows = [_row(pen, window, cites) for window in windows[: min(_ROWS, known + 1)]]
    return Part(
        name="trends",
        heading=pen.words("headings.trends"),
        statements=tuple(statements),
        pictures=_pictures(pen, windows, cites),
        tables=(pen.table("windows", ("period", "events", "killed", "looked_days"), rows, (1, 2, 3)),),
    )


def _this(pen: Pen) -> Window:
    asked = pen.asked
    days = (asked.last - asked.first).days + 1
    looked = 0 if pen.evidence.unlooked_days is None else days - pen.evidence.unlooked_days
    return Window(first=asked.first, last=asked.last, looked_days=looked, records=pen.told)


def _cites(pen: Pen, windows: Sequence[Window]) -> str:
    """One count for all: its numbers are those of each period."""
    records = {record["id"]: record for window in windows for record in window.records}
    told: list[object] = []
    for window in windows:
        killed = total(window.records, "killed")
        told += [
            window.first,
            window.last,
            window.looked_days,
            len(window.records),
            killed.low,
            killed.best,
            killed.high,
        ]
    span = pen.words.days(windows[-1].first, windows[0].last)
    return pen.references.counted(list(records.values()), pen.words("references.year", area=pen.area, span=span), *told)


def _usual(pen: Pen, found: Band | None, cites: str) -> Iterator[Statement]:
    if found is None:
        yield pen.say(cites, "trends.short")
        return
    number = len(pen.told)
    yield pen.say(cites, "trends.band", low=found.low, middle=found.middle, high=found.high)
    where = "above" if number > found.high else "below" if number < found.low else "inside"
    yield pen.say(cites, f"trends.{where}", number=number)
    change = pen.evidence.changes.get("events")
    if change is not None:
        yield pen.say(cites, f"trends.{change.verdict}")


def _deaths(pen: Pen, windows: Sequence[Window], cites: str) -> list[Statement]:
    killed = [total(window.records, "killed").best for window in windows if window.is_known]
    found = band(killed)
    if found is None or not any(killed):
        return []
    return [pen.say(cites, "trends.band_deaths", low=found.low, middle=found.middle, high=found.high)]


def _row(pen: Pen, window: Window, cites: str) -> Row:
    span = pen.words.days(window.first, window.last)
    if not window.is_known:
        return pen.row(cites, span, None, None, 0)
    return pen.row(cites, span, len(window.records), pen.killed(window.records), window.looked_days)


def _label(window: Window, windows: Sequence[Window]) -> str:
    """The month, where all periods are months."""
    are_months = all(one.first.day == 1 and (one.last - one.first).days > 26 for one in windows)
    return f"{window.first:%Y-%m}" if are_months else window.first.isoformat()


def _pictures(pen: Pen, windows: Sequence[Window], cites: str) -> tuple[Picture, ...]:
    measures: dict[str, Callable[[Window], int]] = {
        "events_title": lambda window: len(window.records),
        "deaths_title": lambda window: total(window.records, "killed").best,
    }
    found = []
    for title, number in measures.items():
        drawn = [
            Bar(label=_label(window, windows), number=number(window) if window.is_known else None)
            for window in reversed(windows)
        ]
        usual = band([bar.number for bar in drawn[:-1] if bar.number is not None])
        if any(bar.number for bar in drawn):
            drawing = bars(drawn, (usual.low, usual.high) if usual else None)
            told = pen.say(cites, "trends.chart")
            found.append(Picture(drawing=drawing, title=pen.words(f"trends.{title}", area=pen.area), told=told))
    return tuple(found)
