"""When, counted from another event of the story: "the next day", "two days earlier", "that night"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta

from marsad.resolve.days import number_of, words_of_time
from marsad.types import Claim, DateRange, Phrase

_PART = r"(?:day|morning|afternoon|evening|night)"
#: Days from the event before, by words.
_STEPS = (
    (re.compile(rf"\b(?:the|that) (?:very )?same {_PART}\b|\bthat {_PART}\b"), 0),
    (re.compile(rf"\bthe (?:next|following) {_PART}\b|\bthe (?:day|night) after\b"), 1),
    (re.compile(rf"\bthe (?:previous|preceding) {_PART}\b|\bthe (?:day|night) before\b"), -1),
)
_COUNTED = re.compile(r"^(?:.*?\b)?(.+?) (hour|day|night|week)s? (later|after|afterwards?|earlier|before)$")
_BEFORE = ("earlier", "before")
#: An event known to within so many days can date another.
_KNOWN_DAYS = 2


def resolve_relative(phrases: Sequence[Phrase], reference: Claim[DateRange] | None) -> Claim[DateRange] | None:
    """The days of the first phrase that counts from the reference; None where none does or it is not known well."""
    if reference is None or (reference.value.last - reference.value.first).days >= _KNOWN_DAYS:
        return None
    for phrase in phrases:
        step = _step(" ".join((phrase.quote.text or "").lower().split()))
        if step is None:
            continue
        first, last = reference.value.first + step[0], reference.value.last + step[1]
        length = (last - first).days + 1
        value = DateRange(first=first, last=last, date_prec=1 if length == 1 else 2)
        return Claim(value=value, quotes=(phrase.quote, *reference.quotes), method="time.relative@1", confidence=0.6)
    return None


def _step(text: str) -> tuple[timedelta, timedelta] | None:
    """How far the two ends move."""
    for pattern, days in _STEPS:
        if pattern.search(text):
            return timedelta(days=days), timedelta(days=days)
    found = _COUNTED.search(text)
    number = number_of(found[1]) if found else None
    if found is None or number is None:
        return None
    unit = words_of_time().unit[found[2]]
    sign = -1 if found[3] in _BEFORE else 1
    if "hours" in unit:
        near, far = sorted((timedelta(), timedelta(days=sign)))
        return (near, far) if number <= 24 else None  # within a day of it, on either side of midnight
    away = timedelta(days=sign * round(number * unit["days"]))
    return away, away
