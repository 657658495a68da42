"""When, in days: the words of a time, read against the day of publication.

News looks back, so a weekday is the latest one not after publication and "27 August" the latest 27 August. Precision
follows the bands of UCDP GED: 1 one day, 2 two to six days, 3 a week, 4 eight to thirty-one days, 5 longer. What only
another event could date ("a week later") has no value. The vocabulary is ``data/dates.toml``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

from marsad.resolve.days import (
    DAY,
    YEAR_MONTHS,
    Days,
    Side,
    back_from,
    complete,
    cut,
    edge_of,
    latest_year,
    months_from,
    number_of,
    point,
    sides_of,
    weekday_before,
    whole,
    words_of_time,
)
from marsad.types import Claim, DateRange, Phrase

#: What ended longer ago than this is history to the report.
_HISTORICAL = timedelta(days=365)
#: "recently", without a unit, reaches back a month.
_RECENTLY = timedelta(days=30)
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


def resolve_time(words: str, label: str, published: date | None) -> tuple[DateRange | None, str]:
    """The days that the words mean, and the rule that said so, also where it says that nothing can be said.

    ``label`` is that of the phrase: on, during, since, until, ago, duration, vague. The rule is ``time.<rule>@1``, or
    ``time.<rule>.historical@1`` where the days end a year or more before publication, or are more than a year. Never
    raises.
    """
    text = _normalised(words)
    if label in {"duration", "until"}:
        return None, f"time.{label}@1"
    if _ANAPHORIC.search(text) and not sides_of(text):
        return None, "time.anaphoric@1"
    try:
        return _apply(text, since=label == "since" or bool(re.match(r"(?:ever )?since\b", text)), published=published)
    except _NeedsPublication:
        return None, "time.needs-publication@1"
    except (ValueError, OverflowError):
        return None, "time.impossible@1"


def resolve_times(
    phrases: Sequence[Phrase], published: date | None, *, is_ahead: bool = False
) -> Claim[DateRange] | None:
    """The one time of an event from its phrases: the most telling, narrowed by those that agree with it.

    ``is_ahead``: the event is planned, so that a weekday or day without a year is the next one. Phrases that contradict
    it are the claim's rivals, in the order given; ``None`` where no phrase has a value.
    """
    known: list[tuple[Phrase, DateRange, str]] = []
    for phrase in phrases:
        days, rule = resolve_time(phrase.quote.text or "", phrase.label, published)
        if days is not None and is_ahead and published is not None:
            days = _next(_normalised(phrase.quote.text or ""), days, published)
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
            value, method = ranged((first, last)), "time.intersection@1"
            quotes.append(phrase.quote)
    return Claim(value=value, quotes=tuple(quotes), method=method, rivals=tuple(rivals))


def _next(text: str, days: DateRange, published: date) -> DateRange:
    """The days that the words mean of something to come: "on Saturday", "in June", "on 3 May" look forward."""
    sides = sides_of(text)
    if (
        days.last >= published
        or not sides
        or any(side.year or side.numeric for side in sides)
        or _BACKWARD.search(text)
    ):
        return days
    if all(side.weekday and not side.day for side in sides):
        return ranged((days.first + 7 * DAY, days.last + 7 * DAY))
    try:
        return ranged((days.first.replace(year=days.first.year + 1), days.last.replace(year=days.last.year + 1)))
    except ValueError:  # 29 February
        return days


def _apply(text: str, *, since: bool, published: date | None) -> tuple[DateRange | None, str]:
    today = _Today(published=published)
    for name, rule in _RULES:
        days = rule(text, today)
        if days is None:
            continue
        if since:
            days = (days[0], max(days[0], today.day))
        historical = ".historical" if _is_historical(days, published) else ""
        return ranged(days), f"time.{name}{historical}@1"
    return None, "time.unknown@1"


def _rank(phrase: Phrase, value: DateRange, rule: str) -> tuple[int, int, int]:
    # A time of day alone says the least of all, whatever its label.
    label = "vague" if rule.startswith("time.part") or phrase.label not in _PREFERENCE else phrase.label
    return _PREFERENCE.index(label), (value.last - value.first).days, phrase.quote.span.start


def ranged(days: Days) -> DateRange:
    """First and last possible day with UCDP's precision: a day, up to six days, a week, a month, longer."""
    length = (days[1] - days[0]).days + 1
    bands = ((1, 1), (6, 2), (7, 3), (31, 4))
    return DateRange(first=days[0], last=days[1], date_prec=next((prec for most, prec in bands if length <= most), 5))


def _is_historical(days: Days, published: date | None) -> bool:
    return days[1] - days[0] > _HISTORICAL + DAY or (published is not None and published - days[1] >= _HISTORICAL)


# --- words -------------------------------------------------------------------------------------

_CLOCK = re.compile(
    r"\b(?:\d{1,2}(?:[:.]\d\d)? ?[ap]m|\d{1,2}:\d\d|\d{4}(?= ?(?:gmt|utc|hours|hrs|local))|0\d[0-5]\d"
    r"|(?<=\bat )\d{4}|(?<=at about )\d{4}|(?<=at approximately )\d{4})\b"
)
_BACKWARD = re.compile(r"\b(?:last|past|ago|since|yesterday)\b")
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


def _normalised(words: str) -> str:
    text = re.sub(r"['’]s\b", "", words.lower())
    text = re.sub(r"[\[\](),;\"“”]", " ", re.sub(r"[–—]", "-", text))
    text = re.sub(r"\b([ap])\.m\b\.?", r"\1m", text)
    text = re.sub(r"(?<!\d)\.|\.(?!\d)", " ", text)
    text = re.sub(r"\bmid-", "mid ", text)
    text = _CLOCK.sub("clock", re.sub(r"\s+", " ", text).strip())
    return re.sub(r"\b\d{1,4}(?: to | and |-)clock", "clock", text)


# --- dates -------------------------------------------------------------------------------------


def _dates(text: str, today: _Today) -> Days | None:
    sides = sides_of(_spelled(text, today))
    if not sides:
        return None
    if len(sides) == 1:
        return _single(text, sides[0], today)
    begins, ends = complete(*sides)
    last = point(ends, lambda: today.day)
    if last is None:
        return None
    first = point(begins, lambda: last[0])
    return last if first is None else _so_far((min(first[0], last[0]), last[1]), ends, today)


def _spelled(text: str, today: _Today) -> str:
    """Put in the year or month that "12 March last year", "the 28th of last month" speak of."""
    relative = re.search(r"\b(?:of )?(last|this|next) (year|month)$", text)
    if relative is None or not sides_of(text):
        return text
    meant = whole(relative[2], today.day, {"last": -1, "this": 0, "next": 1}[relative[1]])[0]
    names = {number: name for name, number in words_of_time().month.items()}
    month = f"{names[meant.month]} " if relative[2] == "month" else ""
    return f"{text[: relative.start()]}{month}{meant.year}"


def _single(text: str, side: Side, today: _Today) -> Days | None:
    if side.weekday and not (side.day or side.numeric):
        return _single_weekday(text, side.weekday, today)
    if side.month and not side.day and not side.year and (found := re.search(r"\b(last|next) [a-z]+$", text)):
        bound = today.day.replace(day=1) - DAY if found[1] == "last" else back_from(today.day, {"months": -12}, 1)[0]
        return point(side, lambda: bound)
    days = point(side, lambda: today.day)
    if days is None or side.day is not None or side.numeric:
        return days
    return _so_far(cut(days, edge_of(text)), side, today)


def _so_far(days: Days, side: Side, today: _Today) -> Days:
    """A month or year that is not over yet is over, for the report, on the day of publication."""
    is_running = today.published is not None and days[0] <= today.published < days[1]
    return (days[0], today.day) if is_running and side.day is None and not side.weekday else days


def _single_weekday(text: str, weekday: int, today: _Today) -> Days:
    week = re.search(r"\b(last|this|next) week$", text)
    if week:
        monday = whole("week", today.day, {"last": -1, "this": 0, "next": 1}[week[1]])[0]
        return (monday + (weekday - 1) * DAY,) * 2
    if re.search(r"\b(?:next|this coming) [a-z]+\b", text):
        return (weekday_before(weekday, today.day + 7 * DAY),) * 2
    day = weekday_before(weekday, today.day - DAY if re.search(r"\blast [a-z]+\b", text) else today.day)
    if text.startswith("overnight into"):
        return day - DAY, day
    return day, day


# --- the other rules: text, day of publication → days, or None (not mine) ----------------------


def _ago(text: str, today: _Today) -> Days | None:
    found = re.search(r"(?:^| )([a-z]+?)s?(?: or (?:two|so))? ago\b", text)
    unit = words_of_time().unit.get(found[1]) if found else None
    if found is None or unit is None:
        return None
    number = number_of(text[: found.start(1)])
    if number is None:
        far = words_of_time().ago_far.get(found[1], unit["few"])
        return back_from(today.day, unit, far)[0], back_from(today.day, unit, unit["near"])[0]
    if "hours" in unit:
        hours = number * unit["hours"]
        return today.day - ceil(hours / 24) * DAY, today.day - int(hours // 24) * DAY
    day = back_from(today.day, unit, number)[0]
    if unit.get("months", 0) >= YEAR_MONTHS:
        return whole("year", day, 0)
    return day - unit.get("spread", 0) * DAY, day + unit.get("spread", 0) * DAY


def _past(text: str, today: _Today) -> Days | None:
    """The past two days, the last 24 hours, recent weeks: from then up to publication."""
    found = re.search(r"\b(?:the (?:past|last)|past|(?P<recent>recent)) (?:(.+) )?([a-z]+?)s?$", text)
    unit = words_of_time().unit.get(found[3]) if found else None
    if found is None or unit is None or found[3] == "weekend":
        return None
    number = None if found["recent"] else number_of(found[2] or "one")
    return back_from(today.day, unit, unit["few"] if number is None else number)


def _recently(text: str, today: _Today) -> Days | None:
    is_recent = re.search(r"\b(?:recently|lately|of late|recent times?)$", text)
    return (today.day - _RECENTLY, today.day) if is_recent else None


def _calendar(text: str, today: _Today) -> Days | None:
    """Last week, earlier this month, the end of the year, the weekend."""
    found = re.search(r"\b(last|past|this|next|current|the) (weekend|week|month|year|decade)$", text)
    if found is None or sides_of(text):
        return None
    step = {"last": -1, "past": -1, "next": 1}.get(found[1], 0)
    first, last = whole(found[2], today.day, step)
    if re.search(r"\blater\b", text):
        return max(first, today.day), max(last, today.day)
    if (edge := edge_of(text)) is not None:
        return cut((first, last), edge)
    return (first, last) if step else (first, max(first, min(last, today.day)))


def _holiday(text: str, today: _Today) -> Days | None:
    found = next((feast for feast in words_of_time().holiday if feast in text), None)
    if found is None:
        return None
    month, day = words_of_time().holiday[found]
    year = re.search(r"\b(\d{4})\b", text)
    if year:
        return (date(int(year[1]), month, day),) * 2
    return latest_year(lambda number: (date(number, month, day),) * 2, today.day)


def _stretch(text: str, today: _Today) -> Days | None:
    """The first week of March, the last days of May 2019."""
    found = re.search(r"\bthe ((?:[a-z]+ )?[a-z]+ (?:week|days|half)) of (.+)$", text)
    sides = sides_of(found[2]) if found else []
    if found is None or found[1] not in words_of_time().stretch or not sides or not sides[0].month:
        return None
    month = point(sides[0], lambda: today.day)
    if month is None:
        return None
    first, last = words_of_time().stretch[found[1]]
    begin = month[0] + (first - 1) * DAY if first > 0 else month[1] + first * DAY
    return begin, month[0] + (last - 1) * DAY if last > 0 else month[1]


def _overnight(text: str, today: _Today) -> Days | None:
    return (today.day - DAY, today.day) if text.startswith("overnight") and not sides_of(text) else None


def _season(text: str, today: _Today) -> Days | None:
    found = re.search(rf"\b(last )?({'|'.join(words_of_time().season)})\b(?: (\d{{4}}))?", _spelled_year(text, today))
    if found is None:
        return None
    month = words_of_time().season[found[2]]
    if found[3]:
        return cut(months_from(int(found[3]), month, 3), edge_of(text))
    days = latest_year(lambda year: months_from(year, month, 3), today.day)
    if found[1] and days[1] >= today.day:
        days = months_from(days[0].year - 1, month, 3)
    cut_days = cut(days, edge_of(text))
    return cut_days[0], max(cut_days[0], min(cut_days[1], today.day))


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
    return None if step is None else (today.day + step * DAY,) * 2


def _part_of_day(text: str, today: _Today) -> Days | None:
    """A time of day alone: of the day of publication or of the one before."""
    return (today.day - DAY, today.day) if _PART_OF_DAY.search(text) else None


#: Tried in this order; the first that knows the words speaks.
_RULES: tuple[tuple[str, Callable[[str, _Today], Days | None]], ...] = (
    ("ago", _ago),
    ("stretch", _stretch),
    ("holiday", _holiday),
    ("past", _past),
    ("recently", _recently),
    ("season", _season),
    ("calendar", _calendar),
    ("overnight", _overnight),
    ("date", _dates),
    ("deictic", _deictic),
    ("part", _part_of_day),
)
