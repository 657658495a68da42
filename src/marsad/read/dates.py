"""Written dates → days. Only what states day, month and year; nothing is filled in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from marsad.read.knowledge import knowledge

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAMES = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    "|nov(?:ember)?|dec(?:ember)?"
)
_MONTH = rf"(?P<month>{_NAMES})\b\.?"
_YEAR = r"(?P<year>(?:19|20)\d\d)\b"
_DAY = r"\b(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        r"(?<![\d/.-])(?P<year>(?:19|20)\d\d)([-/.])(?P<number>\d\d?)\2(?P<day>\d\d?)(?![\d/.-])",
        r"(?<![\d/.-])(?P<day>\d\d?)([-/.])(?P<number>\d\d?)\2(?P<year>(?:19|20)\d\d)(?![\d/.-])",
        rf"{_DAY}(?: of)?[ -]{_MONTH},?[ -]{_YEAR}",
        rf"\b{_MONTH} (?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? {_YEAR}",
    )
)
_COMPACT = re.compile(r"(?P<year>(?:19|20)\d\d)-?(?P<number>\d\d)-?(?P<day>\d\d)(?!\d)")
_WIRE = re.compile(  # wire copy: "18 FEB 90", "JUNE 11 89", "7 FEB", "May 6, 2020"
    rf"(?:{_DAY} {_MONTH}|\b{_MONTH.replace('month', 'month2')} (?P<day2>\d{{1,2}})),?(?: (?P<year>(?:19|20)?\d\d)\b)?",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]+")
# "PORT SUDAN - THE ARMY": a town in capitals, and no second dash that would make it "HTS – the group – said".
_TOWN = re.compile(r"[A-Z][A-Z.'’ ]{2,30}$")
_DASH = re.compile(r"\s(?:--|[—–-])\s|—")
_TAGS = re.compile(r"(?:\s{0,9}\[[^\[\]]{0,200}\])*")
_PUBLISHED = re.compile(r"\W{0,9}(?:first )?(?:published|posted|date|publication date|date published)\b", re.IGNORECASE)
_COPYRIGHT = re.compile(r"©|\(c\)|copyright|rights reserved", re.IGNORECASE)
_SMALL = frozenset({"of", "and", "de", "la", "el", "al", "del", "the", "near", "in"})
_DATE_CHARS = 80  # "First published on Wednesday, 14 September 2022 at 18:40 GMT" has 59
_DATED_WORDS = 8  # an outlet or a town and its country; more are a headline that tells of a day


@dataclass(frozen=True, slots=True, kw_only=True)
class Dateline:
    """The opening of a report that says where and when it was filed; ``end`` counts from the start of the paragraph."""

    end: int
    day: date | None


def written_day(words: str) -> date | None:
    """The day in a date of metadata or a record: ISO 8601, RFC 5322, or one of the forms in prose.

    Of a time with a zone the day is the one written, which is the publisher's own. "05/06/2020" is ambiguous: None.
    """
    words = words.strip()[:100]
    if found := _COMPACT.match(words):
        return _day(found["year"], found["number"], found["day"])
    return stated_day(words)


def stated_day(line: str) -> date | None:
    """The first whole date in a line of prose."""
    found = min(
        (match for form in _FORMS for match in form.finditer(line)), key=lambda match: match.start(), default=None
    )
    return _of(found) if found else None


def is_date_line(line: str) -> bool:
    """Does the line hold a date, perhaps "Published on" before it and a time of day after it, and nothing else?"""
    words = line.casefold()
    found = (start for start in knowledge("dates")["introductions"] if words.startswith((f"{start} ", f"{start}:")))
    return _is_date(line[len(max(found, key=len, default="")) :])


def _is_date(words: str) -> bool:
    if len(words) > _DATE_CHARS or not stated_day(words):
        return False
    rest = words
    for form in _FORMS:
        rest = form.sub(" ", rest)
    return all(word.casefold() in knowledge("dates")["fillers"] for word in _WORD.findall(rest))


def is_dated_line(line: str) -> bool:
    """Is it a few words and, after a comma, a whole date: "Rovuma Report, 24 January 2024"?"""
    before, comma, day = line.rpartition(", ") if len(line) <= _DATE_CHARS else ("", "", "")
    if comma and not _is_date(day):  # "March 4, 2024" holds a comma itself
        before, comma, month = before.rpartition(", ")
        day = f"{month}, {day}"
    return bool(comma) and len(before.split()) <= _DATED_WORDS and _is_date(day)


def dateline(paragraph: str) -> Dateline | None:
    """``SAN SALVADOR, 18 FEB 90 (DPA) -- [TEXT]``, ``BEIRUT (Reuters) -``, ``Damascus, May 6, 2020 (SANA) –``."""
    dash = _DASH.search(paragraph, 0, 160)
    if not dash:
        return None
    opening = paragraph[: dash.start()]
    filed = _WIRE.search(opening)
    told = filed or "NO DATE" in opening or _agency(opening) or _is_town(opening, paragraph[dash.end() :])
    if not told or not _is_place(opening):
        return None
    end = _TAGS.match(paragraph, dash.end() - 1 if paragraph[dash.end() - 1].isspace() else dash.end())
    return Dateline(end=max(end.end() if end else 0, dash.end()), day=_wire_day(filed) if filed else None)


def byline_days(paragraphs: Iterable[str]) -> Iterator[date]:
    """The days that bylines and datelines state, in the order of the text."""
    for paragraph in paragraphs:
        filed = dateline(paragraph)
        if filed and filed.day:
            yield filed.day
            continue
        line = paragraph[:120]
        if _COPYRIGHT.search(line):
            continue
        if is_date_line(paragraph) or is_dated_line(paragraph) or _PUBLISHED.match(line):
            day = stated_day(line)
            if day:
                yield day


def _is_place(opening: str) -> bool:
    """Nothing but names, numbers and what stands in brackets before the dash."""
    bare = re.sub(r"\([^()]{0,60}\)", " ", opening)
    if not bare[:1].isupper() or re.search(r"[!?;:\"“”]", bare):
        return False
    return all(word in _SMALL or not word[0].islower() for word in _WORD.findall(bare))


def _is_town(opening: str, rest: str) -> bool:
    words = len(opening.split())
    return bool(_TOWN.match(opening)) and words <= 4 and rest[:1].isupper() and not _DASH.search(rest, 0, 200)


def _agency(opening: str) -> bool:
    named = re.search(r"\(([^()]{2,40})\)$", opening)
    return named is not None and named[1].casefold() in knowledge("dates")["agencies"]


def _wire_day(filed: re.Match[str]) -> date | None:
    year = filed["year"]
    if year is None:
        return None
    month = _month(filed["month"] or filed["month2"])
    if len(year) == 2:  # only wire copy of the last century writes so
        year = f"19{year}" if year >= "50" else "0"
    return _day(year, month, filed["day"] or filed["day2"])


def _month(name: str) -> int:
    return _MONTHS.index(name[:3].casefold()) + 1


def _of(found: re.Match[str]) -> date | None:
    parts = found.groupdict()
    if parts.get("month"):
        return _day(parts["year"], _month(parts["month"]), parts["day"])
    number, day = int(parts["number"]), int(parts["day"])
    year_first = found.start("year") < found.start("day")
    if year_first or number == day:
        return _day(parts["year"], number, day)
    if number <= 12 and day <= 12:
        return None  # 05/06/2020: the day or the month first?
    return _day(parts["year"], min(number, day), max(number, day))


def _day(year: str | int, month: str | int, day: str | int) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
