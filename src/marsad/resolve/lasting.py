"""The days of an act that lasted, from one end of it and how long it went on: "for five days from 1 May"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta

from marsad.resolve.dates import ranged, resolve_time
from marsad.resolve.days import number_of
from marsad.types import Claim, DateRange, Document, Phrase

#: Acts that fill the days they are said to last; a visit or a ban of five days is one event on its first.
_FILLING = frozenset(("ASSAULT", "PROTEST"))
#: "five days", "three-day", "two consecutive nights"; "more than a week" and "several days" have no number of days.
_LENGTH = re.compile(
    r"(?:for )?(?:the )?(\w+)[ -](?:(?:consecutive|straight|successive) )?(day|night|week)s?", re.IGNORECASE
)
_DAYS = {"day": 1, "night": 1, "week": 7}
#: Longer acts are campaigns, which no standard codes by the day.
_LONGEST = 31
#: What stands before the day on which an act began, and before the one on which it ended.
_FROM = re.compile(r"\b(?:from|since|start\w*|beg[aiu]n\w*|erupted|broke out)(?: \w+){0,2} ?$", re.IGNORECASE)
_UNTIL = re.compile(r"\b(?:until|till?|through|end(?:s|ed|ing)?|finished)(?: \w+){0,2} ?$", re.IGNORECASE)
#: How many characters before a day are looked at, and how these words open its phrase.
_NEAR = 40
_OPENING = re.compile(r"(?:(?:ever )?since|until|till?|from) ", re.IGNORECASE)


def throughout(
    kind: str, duration: Claim[str] | None, times: Sequence[Phrase], document: Document
) -> Claim[DateRange] | None:
    """All days of an act of this kind; None where its length or the end that would fix it is not told in days."""
    length = _length(duration.value) if duration is not None and kind in _FILLING else None
    if duration is None or length is None:
        return None
    for phrase in times:
        days = _counted(phrase, length, document)
        if days is not None and (document.published is None or days[1] <= document.published):
            quotes = (phrase.quote, *duration.quotes)
            return Claim(value=ranged(days), quotes=quotes, method="time.lasting@1", confidence=duration.confidence)
    return None


def _length(words: str) -> int | None:
    """How many days the words say."""
    found = _LENGTH.fullmatch(words)
    number = number_of(found[1].lower()) if found else None
    if found is None or number is None or not number.is_integer():
        return None
    days = int(number) * _DAYS[found[2].lower()]
    return days if 1 < days <= _LONGEST else None


def _counted(phrase: Phrase, length: int, document: Document) -> tuple[date, date] | None:
    """So many days from the day of the phrase on, or up to it."""
    words, span = phrase.quote.text or "", phrase.quote.span
    opening = _OPENING.match(words)
    said = words[opening.end() :] if opening else words
    before = (document.text or "")[max(0, span.start - _NEAR) : span.start] + (opening[0] if opening else "")
    days, _ = resolve_time(said, "on", document.published)
    if days is None or days.first != days.last:
        return None
    rest = timedelta(days=length - 1)
    if _FROM.search(before):
        return days.first, days.first + rest
    return (days.last - rest, days.last) if _UNTIL.search(before) else None
