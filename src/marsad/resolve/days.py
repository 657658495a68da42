"""Days, weeks, months and years: stretches of the calendar, and what the names of them in a text add up to.

The vocabulary is ``data/dates.toml``.
"""

from __future__ import annotations

import re
import tomllib
from calendar import monthrange
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from math import ceil
from typing import Any

Days = tuple[date, date]  #: first and last, both included
DAY = timedelta(days=1)
#: A report may carry the date of a time zone in which the day has not begun yet.
_TOLERANCE = DAY
#: 05/04/2020 is read the way that puts it at most a week before publication, if only one way does.
_NEAR = timedelta(days=7)
#: Years after which a day of the calendar (29 February) has come round at least once.
_ROUND_YEARS = 8
YEAR_MONTHS = 12
_TENS_OF_A_MONTH = 30

_ATOM = re.compile(
    r"(?P<numeric>\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[/.]\d{1,2}[/.](?:\d{4}|\d\d)\b)|(?P<decade>\b(?:1[6-9]|20)\d\ds\b)"
    r"|(?P<year>\b(?:1[6-9]|20)\d\d\b)|(?P<number>\b\d{1,2})(?:st|nd|rd|th)?\b|(?P<and>-)|(?P<word>[a-z]+)"
)
_AND = frozenset({"to", "and", "or", "until", "till", "through", "into", "-"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """What the calendar knows of one end of a range, or of the only one."""

    day: int | None = None
    month: int | None = None
    year: int | None = None
    weekday: int | None = None
    decade: int | None = None
    numeric: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Words:
    month: Mapping[str, int]
    weekday: Mapping[str, int]
    season: Mapping[str, int]
    number: Mapping[str, int]
    unit: Mapping[str, Mapping[str, int]]
    ago_far: Mapping[str, int]
    edge: Mapping[str, tuple[int, int]]
    holiday: Mapping[str, tuple[int, int]]  #: month, day
    stretch: Mapping[str, tuple[int, int]]  #: first and last day of a month; 0 and less count from its end


@cache
def words_of_time() -> _Words:
    table: dict[str, Any] = tomllib.loads(files("marsad").joinpath("resolve/data/dates.toml").read_text("utf-8"))
    pairs = {
        name: {word: (one, two) for word, (one, two) in table[name].items()} for name in ("edge", "holiday", "stretch")
    }
    return _Words(**{**table, **pairs})


def number_of(text: str) -> float | None:
    """The number that the words say; ``None`` for several, a few, or no number at all."""
    words = re.findall(r"\d+(?:\.\d+)?|[a-z]+", text)
    if {"few", "several", "many", "number"} & set(words):
        return None
    known = [float(word) if word[0].isdigit() else float(words_of_time().number.get(word, 0)) for word in words]
    counted = sum(number for word, number in zip(words, known, strict=True) if word not in {"a", "an", "dozen"})
    if "dozen" in words:
        return 6.0 if "half" in words else 12 * (counted or 1)
    return counted or (1.0 if {"a", "an"} & set(words) else None)


def edge_of(text: str) -> tuple[int, int] | None:
    """Which of how many parts: early, mid, the end of."""
    return next((part for word, part in words_of_time().edge.items() if re.search(rf"\b{word}\b", text)), None)


# --- stretches of the calendar -----------------------------------------------------------------


def months_from(year: int, month: int, count: int = 1) -> Days:
    last_year, last_month = divmod(year * YEAR_MONTHS + month - 1 + count - 1, YEAR_MONTHS)
    return date(year, month, 1), date(last_year, last_month + 1, monthrange(last_year, last_month + 1)[1])


def back_from(day: date, unit: Mapping[str, int], number: float) -> Days:
    """From ``number`` units before the day up to it."""
    if "months" not in unit:
        days = number * unit["days"] if "days" in unit else number * unit["hours"] / 24
        return day - ceil(days) * DAY, day
    year, month = divmod(day.year * YEAR_MONTHS + day.month - 1 - int(number * unit["months"]), YEAR_MONTHS)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1])), day


def whole(unit: str, day: date, step: int) -> Days:
    """The week, weekend, month, year or decade of the day, or that ``step`` before or after it."""
    if unit == "week":
        monday = day - day.weekday() * DAY + 7 * step * DAY
        return monday, monday + 6 * DAY
    if unit == "weekend":
        # Last weekend is over; this weekend has at least begun.
        bound = day - 2 * DAY if step < 0 else day + 7 * max(step, 0) * DAY
        saturday = weekday_before(6, bound)
        return saturday, saturday + DAY
    if unit == "month":
        year, month = divmod(day.year * YEAR_MONTHS + day.month - 1 + step, YEAR_MONTHS)
        return months_from(year, month + 1)
    years = 10 if unit == "decade" else 1
    return months_from((day.year // years + step) * years, 1, years * YEAR_MONTHS)


def cut(days: Days, edge: tuple[int, int] | None) -> Days:
    """The early, middle or late part of a week, month, season or year."""
    if edge is None:
        return days
    (first, last), (part, parts) = days, edge
    is_last = part == parts - 1
    length = (last - first).days + 1
    if length > 31:  # longer than a month: whole months
        months = round(length / 30.4) // parts
        start = first.year * YEAR_MONTHS + first.month - 1 + part * months
        cut = months_from(*_year_month(start), months)
        return cut[0], last if is_last else cut[1]
    if length >= 28:  # a month: its tens of days
        step = _TENS_OF_A_MONTH // parts
        return first + part * step * DAY, last if is_last else first + ((part + 1) * step - 1) * DAY
    return first + length * part // parts * DAY, first + (ceil(length * (part + 1) / parts) - 1) * DAY


def _year_month(months: int) -> tuple[int, int]:
    return months // YEAR_MONTHS, months % YEAR_MONTHS + 1


def weekday_before(weekday: int, latest: date) -> date:
    """The latest such day (ISO: Monday is 1) not after ``latest``."""
    return latest - (latest.isoweekday() - weekday) % 7 * DAY


# --- dates -------------------------------------------------------------------------------------


def sides_of(text: str) -> list[Side]:
    """The one or two ends that the days, months, years and weekdays of the text describe."""
    sides = [Side()]
    for atom in _ATOM.finditer(text):
        word = atom["word"] or atom["and"]
        if word in _AND:
            sides.append(Side())
        else:
            sides[-1] = _with(sides[-1], atom)
    known = [side for side in sides if side != Side()]
    return known if len(known) < 2 else [known[0], known[-1]]  # the two ends


def _with(side: Side, atom: re.Match[str]) -> Side:
    word = atom["word"]
    if word:
        month, weekday = words_of_time().month.get(word), words_of_time().weekday.get(word)
        return replace(side, month=side.month or month, weekday=side.weekday or weekday)
    if atom["numeric"]:
        return replace(side, numeric=atom["numeric"])
    if atom["decade"]:
        return replace(side, decade=int(atom["decade"][:4]))
    if atom["year"]:
        return replace(side, year=int(atom["year"]))
    number = int(atom["number"])
    if side.day is None:
        return replace(side, day=number)
    return replace(side, year=_full_year(number)) if side.month and side.year is None else side


def _full_year(two_digits: int) -> int:
    # As POSIX reads them: 69 to 99 belong to the last century.
    return two_digits + (1900 if two_digits >= 69 else 2000)


def complete(first: Side, last: Side) -> tuple[Side, Side]:
    """Each end lends the other what it lacks: "3 and 5 May", "30 April to 3 May 2015", "2017-18"."""
    if last.day and not (last.month or last.weekday) and first.year and not first.month:
        last = replace(last, year=first.year // 100 * 100 + last.day, day=None)
    if first.day and not (first.month or first.weekday):
        first = replace(first, month=last.month)
    if last.day and not (last.month or last.weekday):
        last = replace(last, month=first.month)
    if not (first.month and last.month):
        return first, last
    wraps = (first.month, first.day or 1) > (last.month, last.day or 31)
    if last.year and not first.year:
        return replace(first, year=last.year - wraps), last
    if first.year and not last.year:
        return first, replace(last, year=first.year + wraps)
    return first, last


def point(side: Side, latest: Callable[[], date]) -> Days | None:
    """The days of one end; what the words leave open is the latest that fits."""
    if side.numeric:
        return _numeric(side.numeric, latest)
    if side.decade:
        return months_from(side.decade, 1, 10 * YEAR_MONTHS)
    if side.day is not None and side.month:
        day, month = side.day, side.month
        if side.year:
            return (date(side.year, month, day),) * 2
        return latest_year(lambda year: (date(year, month, day),) * 2, latest() + _TOLERANCE)
    if side.weekday and side.day is None:
        return (weekday_before(side.weekday, latest()),) * 2
    if side.month:
        month = side.month
        return (
            months_from(side.year, month) if side.year else latest_year(lambda year: months_from(year, month), latest())
        )
    if side.year:
        return months_from(side.year, 1, YEAR_MONTHS)
    return _day_of_month(side.day, latest() + _TOLERANCE) if side.day else None


def latest_year(of_year: Callable[[int], Days], bound: date) -> Days:
    """The latest year's that begins not after ``bound``. Raises ValueError for a day no year has."""
    for year in range(bound.year, bound.year - _ROUND_YEARS - 1, -1):
        try:
            days = of_year(year)
        except ValueError:
            continue
        if days[0] <= bound:
            return days
    raise ValueError(bound)


def _day_of_month(day: int, bound: date) -> Days:
    for step in range(YEAR_MONTHS):
        first, last = whole("month", bound, -step)
        if day <= last.day and first.replace(day=day) <= bound:
            return (first.replace(day=day),) * 2
    raise ValueError(day)


def _numeric(text: str, latest: Callable[[], date]) -> Days | None:
    parts = [int(part) for part in re.split(r"[-/.]", text)]
    if "-" in text:
        return (date(*parts),) * 2
    year = parts[2] if parts[2] > 99 else _full_year(parts[2])  # written in full
    found = set()
    for month, day in ((parts[0], parts[1]), (parts[1], parts[0])):
        if month <= YEAR_MONTHS:
            found.add(date(year, month, day))
    if len(found) > 1:
        found = {day for day in found if timedelta(0) <= latest() + _TOLERANCE - day <= _NEAR + _TOLERANCE}
    if len(found) != 1:
        raise ValueError(text)
    return (found.pop(),) * 2
