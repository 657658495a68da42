"""When, in days: the words of a time, read against the day of publication.

News looks back, so a weekday is the latest one not after publication and "27 August" the latest 27 August. Precision
follows the bands of UCDP GED: 1 one day, 2 two to six days, 3 a week, 4 eight to thirty-one days, 5 longer. What only
another event could date ("a week later") has no value. The vocabulary is ``data/dates.toml``.
"""

from __future__ import annotations

import re
import tomllib
from calendar import monthrange
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from math import ceil
from typing import Any

from marsad.types import Claim, DateRange, Phrase

Days = tuple[date, date]  #: first and last, both included

_DAY = timedelta(days=1)
#: A report may carry the date of a time zone in which the day has not begun yet.
_TOLERANCE = _DAY
#: What ended longer ago than this is history to the report.
_HISTORICAL = timedelta(days=365)
#: "recently", without a unit, reaches back a month.
_RECENTLY = timedelta(days=30)
#: 05/04/2020 is read the way that puts it at most a week before publication, if only one way does.
_NEAR = timedelta(days=7)
#: Years after which a day of the calendar (29 February) has come round at least once.
_ROUND_YEARS = 8
_YEAR_MONTHS = 12
_TENS_OF_A_MONTH = 30
#: Which of several phrases dates an event, best first.
_PREFERENCE = ("on", "ago", "during", "since", "vague")


class _NeedsPublication(Exception):
    """The words mean something only against a day of publication, and there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Today:
    """The day of publication, asked for only by the words that need it."""

    published: date | None

    @property
    def day(self) -> date:
        if self.published is None:
            raise _NeedsPublication
        return self.published


@dataclass(slots=True, kw_only=True)
class _Side:
    """What the calendar knows of one end of a range, or of the only one."""

    day: int | None = None
    month: int | None = None
    year: int | None = None
    weekday: int | None = None
    decade: int | None = None
    numeric: str | None = None


def resolve_time(words: str, label: str, published: date | None) -> tuple[DateRange | None, str]:
    """The days that the words mean, and the rule that said so, also where it says that nothing can be said.

    ``label`` is that of the phrase: on, during, since, until, ago, duration, vague. The rule is ``time.<rule>@1``, or
    ``time.<rule>.historical@1`` where the days end a year or more before publication, or are more than a year. Never
    raises.
    """
    text = _normalised(words)
    if label in {"duration", "until"}:
        return None, f"time.{label}@1"
    if _ANAPHORIC.search(text) and not _sides(text):
        return None, "time.anaphoric@1"
    try:
        return _apply(text, since=label == "since" or bool(re.match(r"(?:ever )?since\b", text)), published=published)
    except _NeedsPublication:
        return None, "time.needs-publication@1"
    except (ValueError, OverflowError):
        return None, "time.impossible@1"


def resolve_times(phrases: Sequence[Phrase], published: date | None) -> Claim[DateRange] | None:
    """The one time of an event from its phrases: the most telling, narrowed by those that agree with it.

    Phrases that contradict it are the claim's rivals, in the order given; ``None`` where no phrase has a value.
    """
    known: list[tuple[Phrase, DateRange, str]] = []
    for phrase in phrases:
        days, rule = resolve_time(phrase.quote.text or "", phrase.label, published)
        if days is not None:
            known.append((phrase, days, rule))
    if not known:
        return None
    best, value, method = min(known, key=lambda one: _rank(*one))
    quotes, rivals = [best.quote], []
    for phrase, other, rule in known:
        first, last = max(value.first, other.first), min(value.last, other.last)
        if first > last and not rule.startswith("time.part"):
            rivals.append(other)
        elif first <= last and (first, last) != (value.first, value.last):
            value, method = _ranged((first, last)), "time.intersection@1"
            quotes.append(phrase.quote)
    return Claim(value=value, quotes=tuple(quotes), method=method, rivals=tuple(rivals))


def _apply(text: str, *, since: bool, published: date | None) -> tuple[DateRange | None, str]:
    today = _Today(published=published)
    for name, rule in _RULES:
        days = rule(text, today)
        if days is None:
            continue
        if since:
            days = (days[0], max(days[0], today.day))
        historical = ".historical" if _is_historical(days, published) else ""
        return _ranged(days), f"time.{name}{historical}@1"
    return None, "time.unknown@1"


def _rank(phrase: Phrase, value: DateRange, rule: str) -> tuple[int, int, int]:
    # A time of day alone says the least of all, whatever its label.
    label = "vague" if rule.startswith("time.part") or phrase.label not in _PREFERENCE else phrase.label
    return _PREFERENCE.index(label), (value.last - value.first).days, phrase.quote.span.start


def _ranged(days: Days) -> DateRange:
    length = (days[1] - days[0]).days + 1
    bands = ((1, 1), (6, 2), (7, 3), (31, 4))
    return DateRange(first=days[0], last=days[1], date_prec=next((prec for most, prec in bands if length <= most), 5))


def _is_historical(days: Days, published: date | None) -> bool:
    return days[1] - days[0] > _HISTORICAL + _DAY or (published is not None and published - days[1] >= _HISTORICAL)


# --- words -------------------------------------------------------------------------------------

_CLOCK = re.compile(
    r"\b(?:\d{1,2}(?:[:.]\d\d)? ?[ap]m|\d{1,2}:\d\d|\d{4}(?= ?(?:gmt|utc|hours|hrs|local))|0\d[0-5]\d"
    r"|(?<=\bat )\d{4}|(?<=at about )\d{4}|(?<=at approximately )\d{4})\b"
)
#: Counted from another event of the text, or not at all.
_ANAPHORIC = re.compile(
    r"\b(?:the|that) (?:very )?(?:same|next|following|previous|preceding|coming)\b"
    r"|(?:^|\b(?:on|in|later|earlier|late|early) )that \w+$|\b(?:later|before|after|afterwards?)$"
    r"|\w earlier$|\bin the day$|\blong(?: time)? ago\b"
)
_PART_OF_DAY = re.compile(
    r"\b(?:clock|dawn|daybreak|sunrise|noon|midday|dusk|sunset|nightfall|midnight|night|first light)\b"
    r"|\b(?:morning|afternoon|evening)\b|\bhours$"
)
_ATOM = re.compile(
    r"(?P<numeric>\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[/.]\d{1,2}[/.](?:\d{4}|\d\d)\b)|(?P<decade>\b(?:1[6-9]|20)\d\ds\b)"
    r"|(?P<year>\b(?:1[6-9]|20)\d\d\b)|(?P<number>\b\d{1,2})(?:st|nd|rd|th)?\b|(?P<and>-)|(?P<word>[a-z]+)"
)
_AND = frozenset({"to", "and", "or", "until", "till", "through", "into", "-"})


def _normalised(words: str) -> str:
    text = re.sub(r"['’]s\b", "", words.lower())
    text = re.sub(r"[\[\](),;\"“”]", " ", re.sub(r"[–—]", "-", text))
    text = re.sub(r"\b([ap])\.m\b\.?", r"\1m", text)
    text = re.sub(r"(?<!\d)\.|\.(?!\d)", " ", text)
    text = re.sub(r"\bmid-", "mid ", text)
    return _CLOCK.sub("clock", re.sub(r"\s+", " ", text).strip())


def _number(text: str) -> float | None:
    """The number that the words say; ``None`` for several, a few, or no number at all."""
    words = re.findall(r"\d+(?:\.\d+)?|[a-z]+", text)
    if {"few", "several", "many", "number"} & set(words):
        return None
    known = [float(word) if word[0].isdigit() else float(_words().number.get(word, 0)) for word in words]
    if "dozen" in words:
        return 12 * (0.5 if "half" in words else max([1.0, *(value for value in known if value not in {0, 12})]))
    return sum(value for value in known if value != 1) or (1.0 if 1 in known else None)


def _edge(text: str) -> tuple[int, int] | None:
    """Which of how many parts: early, mid, the end of."""
    return next((part for word, part in _words().edge.items() if re.search(rf"\b{word}\b", text)), None)


# --- stretches of the calendar -----------------------------------------------------------------


def _months(year: int, month: int, count: int = 1) -> Days:
    last_year, last_month = divmod(year * _YEAR_MONTHS + month - 1 + count - 1, _YEAR_MONTHS)
    return date(year, month, 1), date(last_year, last_month + 1, monthrange(last_year, last_month + 1)[1])


def _back(day: date, unit: Mapping[str, int], number: float) -> Days:
    """From ``number`` units before the day up to it."""
    if "months" not in unit:
        days = number * unit["days"] if "days" in unit else number * unit["hours"] / 24
        return day - ceil(days) * _DAY, day
    year, month = divmod(day.year * _YEAR_MONTHS + day.month - 1 - int(number * unit["months"]), _YEAR_MONTHS)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1])), day


def _whole(unit: str, day: date, step: int) -> Days:
    """The week, weekend, month, year or decade of the day, or that ``step`` before or after it."""
    if unit == "week":
        monday = day - day.weekday() * _DAY + 7 * step * _DAY
        return monday, monday + 6 * _DAY
    if unit == "weekend":
        # Last weekend is over; this weekend has at least begun.
        bound = day - 2 * _DAY if step < 0 else day + 7 * max(step, 0) * _DAY
        saturday = _weekday(6, bound)
        return saturday, saturday + _DAY
    if unit == "month":
        year, month = divmod(day.year * _YEAR_MONTHS + day.month - 1 + step, _YEAR_MONTHS)
        return _months(year, month + 1)
    years = 10 if unit == "decade" else 1
    return _months((day.year // years + step) * years, 1, years * _YEAR_MONTHS)


def _cut(days: Days, edge: tuple[int, int] | None) -> Days:
    """The early, middle or late part of a week, month, season or year."""
    if edge is None:
        return days
    (first, last), (part, parts) = days, edge
    is_last = part == parts - 1
    length = (last - first).days + 1
    if length > 31:  # longer than a month: whole months
        months = round(length / 30.4) // parts
        start = first.year * _YEAR_MONTHS + first.month - 1 + part * months
        cut = _months(*_year_month(start), months)
        return cut[0], last if is_last else cut[1]
    if length >= 28:  # a month: its tens of days
        step = _TENS_OF_A_MONTH // parts
        return first + part * step * _DAY, last if is_last else first + ((part + 1) * step - 1) * _DAY
    return first + length * part // parts * _DAY, first + (ceil(length * (part + 1) / parts) - 1) * _DAY


def _year_month(months: int) -> tuple[int, int]:
    return months // _YEAR_MONTHS, months % _YEAR_MONTHS + 1


def _weekday(weekday: int, latest: date) -> date:
    """The latest such day (ISO: Monday is 1) not after ``latest``."""
    return latest - (latest.isoweekday() - weekday) % 7 * _DAY


# --- dates -------------------------------------------------------------------------------------


def _sides(text: str) -> list[_Side]:
    """The one or two ends that the days, months, years and weekdays of the text describe."""
    sides = [_Side()]
    for atom in _ATOM.finditer(text):
        word = atom["word"] or atom["and"]
        if word in _AND:
            sides.append(_Side())
        else:
            _put(sides, atom)
    known = [side for side in sides if side != _Side()]
    return known if len(known) < 2 else [known[0], known[-1]]  # the two ends


def _put(sides: list[_Side], atom: re.Match[str]) -> None:
    side, word = sides[-1], atom["word"]
    if word:
        side.month = side.month or _words().month.get(word)
        side.weekday = side.weekday or _words().weekday.get(word)
    elif atom["numeric"]:
        side.numeric = atom["numeric"]
    elif atom["decade"]:
        side.decade = int(atom["decade"][:4])
    elif atom["year"]:
        side.year = int(atom["year"])
    elif side.day is None:
        side.day = int(atom["number"])
    elif side.month and side.year is None:
        side.year = _full_year(int(atom["number"]))


def _full_year(two_digits: int) -> int:
    # As POSIX reads them: 69 to 99 belong to the last century.
    return two_digits + (1900 if two_digits >= 69 else 2000)


def _complete(first: _Side, last: _Side) -> None:
    """Each end lends the other what it lacks: "3 and 5 May", "30 April to 3 May 2015", "2017-18"."""
    if last.day and not last.month and not last.weekday and first.year and not first.month:
        last.year, last.day = first.year // 100 * 100 + last.day, None
    if first.day and not first.month and not first.weekday:
        first.month = last.month
    if last.day and not last.month and not last.weekday:
        last.month = first.month
    if first.month and last.month:
        wraps = (first.month, first.day or 1) > (last.month, last.day or 31)
        if last.year and not first.year:
            first.year = last.year - wraps
        elif first.year and not last.year:
            last.year = first.year + wraps


def _dates(text: str, today: _Today) -> Days | None:
    sides = _sides(_spelled(text, today))
    if not sides:
        return None
    if len(sides) == 1:
        return _single(text, sides[0], today)
    _complete(*sides)
    last = _point(sides[1], lambda: today.day)
    if last is None:
        return None
    first = _point(sides[0], lambda: last[0])
    return last if first is None else (min(first[0], last[0]), last[1])


def _spelled(text: str, today: _Today) -> str:
    """Put in the year or month that "12 March last year", "the 28th of last month" speak of."""
    relative = re.search(r"\b(?:of )?(last|this|next) (year|month)$", text)
    if relative is None or not _sides(text):
        return text
    whole = _whole(relative[2], today.day, {"last": -1, "this": 0, "next": 1}[relative[1]])[0]
    names = {number: name for name, number in _words().month.items()}
    month = f"{names[whole.month]} " if relative[2] == "month" else ""
    return f"{text[: relative.start()]}{month}{whole.year}"


def _single(text: str, side: _Side, today: _Today) -> Days | None:
    if side.weekday and not (side.day or side.numeric):
        return _single_weekday(text, side.weekday, today)
    if side.month and not side.day and not side.year and (found := re.search(r"\b(last|next) [a-z]+$", text)):
        bound = today.day.replace(day=1) - _DAY if found[1] == "last" else _back(today.day, {"months": -12}, 1)[0]
        return _point(side, lambda: bound)
    days = _point(side, lambda: today.day)
    if days is None or side.day is not None or side.numeric:
        return days
    days = _cut(days, _edge(text))
    # A month or year that is not over yet is over, for the report, on the day of publication.
    is_running = today.published is not None and days[0] <= today.published < days[1]
    return (days[0], today.day) if is_running else days


def _single_weekday(text: str, weekday: int, today: _Today) -> Days:
    week = re.search(r"\b(last|this|next) week$", text)
    if week:
        monday = _whole("week", today.day, {"last": -1, "this": 0, "next": 1}[week[1]])[0]
        return (monday + (weekday - 1) * _DAY,) * 2
    if re.search(r"\b(?:next|this coming) [a-z]+\b", text):
        return (_weekday(weekday, today.day + 7 * _DAY),) * 2
    day = _weekday(weekday, today.day - _DAY if re.search(r"\blast [a-z]+\b", text) else today.day)
    if text.startswith("overnight into"):
        return day - _DAY, day
    return day, day


def _point(side: _Side, latest: Callable[[], date]) -> Days | None:
    """The days of one end; what the words leave open is the latest that fits."""
    if side.numeric:
        return _numeric(side.numeric, latest)
    if side.decade:
        return _months(side.decade, 1, 10 * _YEAR_MONTHS)
    if side.day is not None and side.month:
        day, month = side.day, side.month
        if side.year:
            return (date(side.year, month, day),) * 2
        return _latest(lambda year: (date(year, month, day),) * 2, latest() + _TOLERANCE)
    if side.weekday:
        return (_weekday(side.weekday, latest()),) * 2
    if side.month:
        month = side.month
        return _months(side.year, month) if side.year else _latest(lambda year: _months(year, month), latest())
    if side.year:
        return _months(side.year, 1, _YEAR_MONTHS)
    return _day_of_month(side.day, latest() + _TOLERANCE) if side.day else None


def _latest(of_year: Callable[[int], Days], bound: date) -> Days:
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
    for step in range(_YEAR_MONTHS):
        first, last = _whole("month", bound, -step)
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
        if month <= _YEAR_MONTHS:
            found.add(date(year, month, day))
    if len(found) > 1:
        found = {day for day in found if timedelta(0) <= latest() + _TOLERANCE - day <= _NEAR + _TOLERANCE}
    if len(found) != 1:
        raise ValueError(text)
    return (found.pop(),) * 2


# --- the other rules: text, day of publication → days, or None (not mine) ----------------------


def _ago(text: str, today: _Today) -> Days | None:
    found = re.search(r"(?:^| )([a-z]+?)s?(?: or (?:two|so))? ago\b", text)
    unit = _words().unit.get(found[1]) if found else None
    if found is None or unit is None:
        return None
    number = _number(text[: found.start(1)])
    if number is None:
        far = _words().ago_far.get(found[1], unit["few"])
        return _back(today.day, unit, far)[0], _back(today.day, unit, unit["near"])[0]
    if "hours" in unit:
        hours = number * unit["hours"]
        return today.day - ceil(hours / 24) * _DAY, today.day - int(hours // 24) * _DAY
    day = _back(today.day, unit, number)[0]
    if unit.get("months", 0) >= _YEAR_MONTHS:
        return _whole("year", day, 0)
    return day - unit.get("spread", 0) * _DAY, day + unit.get("spread", 0) * _DAY


def _past(text: str, today: _Today) -> Days | None:
    """The past two days, the last 24 hours, recent weeks: from then up to publication."""
    found = re.search(r"\b(?:the (?:past|last)|past|(?P<recent>recent)) (?:(.+) )?([a-z]+?)s?$", text)
    unit = _words().unit.get(found[3]) if found else None
    if found is None or unit is None or found[3] == "weekend":
        return None
    number = None if found["recent"] else _number(found[2] or "one")
    return _back(today.day, unit, unit["few"] if number is None else number)


def _recently(text: str, today: _Today) -> Days | None:
    is_recent = re.search(r"\b(?:recently|lately|of late|recent times?)$", text)
    return (today.day - _RECENTLY, today.day) if is_recent else None


def _calendar(text: str, today: _Today) -> Days | None:
    """Last week, earlier this month, the end of the year, the weekend."""
    found = re.search(r"\b(last|past|this|next|current|the) (weekend|week|month|year|decade)$", text)
    if found is None or _sides(text):
        return None
    step = {"last": -1, "past": -1, "next": 1}.get(found[1], 0)
    first, last = _whole(found[2], today.day, step)
    if re.search(r"\blater\b", text):
        return max(first, today.day), max(last, today.day)
    if (edge := _edge(text)) is not None:
        return _cut((first, last), edge)
    return (first, last) if step else (first, max(first, min(last, today.day)))


def _overnight(text: str, today: _Today) -> Days | None:
    return (today.day - _DAY, today.day) if text.startswith("overnight") and not _sides(text) else None


def _season(text: str, today: _Today) -> Days | None:
    found = re.search(rf"\b(last )?({'|'.join(_words().season)})\b(?: (\d{{4}}))?", _spelled_year(text, today))
    if found is None:
        return None
    month = _words().season[found[2]]
    if found[3]:
        return _cut(_months(int(found[3]), month, 3), _edge(text))
    days = _latest(lambda year: _months(year, month, 3), today.day)
    if found[1] and days[1] >= today.day:
        days = _months(days[0].year - 1, month, 3)
    return _cut(days, _edge(text))


def _spelled_year(text: str, today: _Today) -> str:
    found = re.search(r"\b(last|this|next) year$", text)
    year = today.day.year + {"last": -1, "this": 0, "next": 1}[found[1]] if found else None
    return re.sub(r"\bof (?=\d)", "", text) if year is None else f"{re.sub(r'(?: of)? [a-z]+ year$', '', text)} {year}"


def _deictic(text: str, today: _Today) -> Days | None:
    steps = (
        (r"\bday before yesterday\b", -2), (r"\bday after tomorrow\b", 2), (r"\byesterday\b", -1), (r"\btomorrow\b", 1),
        (r"\blast night\b", -1), (r"\btoday\b|\btonight\b|\bthis (?:morning|afternoon|evening|night)\b", 0),
    )  # fmt: skip
    step = next((step for pattern, step in steps if re.search(pattern, text)), None)
    return None if step is None else (today.day + step * _DAY,) * 2


def _part_of_day(text: str, today: _Today) -> Days | None:
    """A time of day alone: of the day of publication or of the one before."""
    return (today.day - _DAY, today.day) if _PART_OF_DAY.search(text) else None


#: Tried in this order; the first that knows the words speaks.
_RULES: tuple[tuple[str, Callable[[str, _Today], Days | None]], ...] = (
    ("ago", _ago),
    ("past", _past),
    ("recently", _recently),
    ("calendar", _calendar),
    ("overnight", _overnight),
    ("season", _season),
    ("date", _dates),
    ("deictic", _deictic),
    ("part", _part_of_day),
)


# --- vocabulary --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class _Words:
    month: Mapping[str, int]
    weekday: Mapping[str, int]
    season: Mapping[str, int]
    number: Mapping[str, int]
    unit: Mapping[str, Mapping[str, int]]
    ago_far: Mapping[str, int]
    edge: Mapping[str, tuple[int, int]]


@cache
def _words() -> _Words:
    table: dict[str, Any] = tomllib.loads(files("marsad").joinpath("resolve/data/dates.toml").read_text("utf-8"))
    return _Words(**{**table, "edge": {word: (part, parts) for word, (part, parts) in table["edge"].items()}})
