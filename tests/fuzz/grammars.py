"""The grammars of days and numbers, and what else reads sentences without a language model."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from marsad.extract.quantities import Quantity, acled_number, ordinals, quantities
from marsad.extract.times import times
from marsad.read.decode import decode
from marsad.resolve.dates import resolve_time
from tests.extract.factory import parse_of

#: So many sentences of one input, so many characters of each.
_LINES, _CHARS = 15, 1_500
_PUBLISHED = (date(2024, 2, 29), date(1, 1, 1), date(9999, 12, 31), None)
_LABELS = ("on", "during", "since", "until", "ago", "duration", "vague")


def _lines(body: bytes) -> list[str]:
    text, _ = decode(body, declared=None)
    return [" ".join(line[:_CHARS].split()) for line in text.splitlines() if line.strip()][:_LINES]


def days(body: bytes) -> Iterable[str]:
    """The words of each line as a time, for several days of publication: days in order, or a rule."""
    for line in _lines(body):
        found = {(phrase.label, phrase.kind) for phrase in times(parse_of(line))}
        for label in {*_LABELS, *(label for label, _ in found)}:
            for published in _PUBLISHED:
                told, rule = resolve_time(line, label, published)
                assert told is None or told.first <= told.last
                assert rule.startswith("time.")
                yield rule


def numbers(body: bytes) -> Iterable[str]:
    """The counts and ordinals of each line: bounds in order, tokens in the line, none over another."""
    for line in _lines(body):
        parse = parse_of(line)
        found = quantities(parse)
        end = 0
        for one in found:
            assert end <= one.start < one.end <= len(parse)
            end = one.end
        for one in (*found, *ordinals(parse)):
            _in_order(one)
            assert one.noun is None or 0 <= one.noun < len(parse)
            yield f"{one.hedge} {one.exact} {one.ordinal}"
        told = acled_number(line)
        assert told is None or told >= 0


def _in_order(one: Quantity) -> None:
    bounds = [bound for bound in (one.low, one.best, one.high) if bound is not None]
    assert bounds == sorted(bounds)
    assert all(bound >= 0 for bound in bounds)
