"""Mentions without texts: a compact way to write what a document tells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from marsad.merge import Comparison, compare, sketch
from marsad.record import content_id
from marsad.types import (
    AcledType,
    Actor,
    Attribution,
    Claim,
    Count,
    DateRange,
    Fingerprints,
    Judgement,
    Mention,
    Party,
    Place,
    Quote,
    Span,
    Verdict,
)

_LENGTH_OF_PREC = {1: 0, 2: 3, 3: 6, 4: 20, 5: 200}


def claim(value: Any, document: str, start: int = 0, *, confidence: float | None = None, length: int = 6) -> Claim[Any]:
    quote = Quote(document=document, sentence=0, span=Span(start=start, end=start + length), text="x" * length)
    return Claim(value=value, quotes=(quote,), method="written@1", confidence=confidence)


def actor(word: str) -> Actor:
    """``"taliban/REB/AFG"``, ``"/MIL/SYR"``, ``"/CVL"``."""
    identity, sector, country = (*word.split("/"), "", "")[:3]
    return Actor(id=identity or None, name=identity or None, sector=sector or None, country=country or None)


def place(**told: Any) -> Place:
    known = {"id": None, "shape": "point", "country": None, "admin1": None, "admin2": None, "lat": None, "lon": None}
    return Place(**{**known, "name": "somewhere", "where_prec": 1, "geo_precision": None, **told})


def when(told: str) -> DateRange:
    """``"2024-03-01"``, ``"2024-03-01..2024-03-07"``; the precision follows from the length as in UCDP."""
    first, _, last = told.partition("..")
    start, end = date.fromisoformat(first), date.fromisoformat(last or first)
    length = (end - start).days
    return DateRange(first=start, last=end, date_prec=min(p for p, days in _LENGTH_OF_PREC.items() if length <= days))


def count(measure: Any, told: int | Sequence[int | None] | str) -> Count:
    """``12``, ``[10, 12, 15]`` (low, best, high), ``"12+"`` (at least)."""
    if isinstance(told, str):
        least = int(told.rstrip("+"))
        return Count(measure=measure, low=least, best=least, high=None)
    low, best, high = (told, told, told) if isinstance(told, int) else told
    return Count(measure=measure, low=low, best=best, high=high)


def mention(
    document: str = "d1", *, at: int = 0, places: Mapping[str, Mapping[str, Any]] | None = None, **told: Any
) -> Mention:
    """A mention by what it tells; ``at`` is the offset of its trigger."""

    def one(field: str) -> Claim[Any] | None:
        return claim(told[field], document, at) if told.get(field) is not None else None

    def many(field: str) -> tuple[Claim[Any], ...]:
        return tuple(claim(value, document, at + 10 * n) for n, value in enumerate(told.get(field, ())))

    parties: list[tuple[Any, str]] = [
        (role, word)
        for role, key in (
            ("initiator", "by"), ("recipient", "on"), ("recipient_supporter", "helped"), ("victim", "victims"),
        )
        for word in told.get(key, ())
    ]  # fmt: skip
    said = [Attribution(by=by, name=name or None, stance=stance) for by, name, stance in told.get("said", ())]
    measures = ("killed", "injured", "abducted", "detained", "displaced", "participants")
    where = told.get("where")
    if isinstance(where, str):
        where = place(**(places or {})[where])
    published = told.get("published")
    return Mention(
        id=told.get("id") or content_id(document, at),
        document=document,
        source=told.get("source"),
        published=date.fromisoformat(published) if published else None,
        published_from="given" if published else None,
        coder=told.get("coder", "c1"),
        kind=claim(told.get("kind", "ASSAULT"), document, at, confidence=told.get("confidence")),
        status=claim(told.get("status", "happened"), document, at),
        parties=tuple(
            claim(Party(role=role, actor=actor(word), text=word), document, at + 10 * n)
            for n, (role, word) in enumerate(parties)
        ),
        attribution=tuple(claim(value, document, at) for value in said),
        where=None if where is None else claim(where, document, at),
        when=claim(when(told["when"]), document, at) if told.get("when") else None,
        counts=tuple(claim(count(name, told[name]), document, at) for name in measures if name in told),
        acled=claim(AcledType(event_type=told["acled"], sub_event_type=""), document, at) if "acled" in told else None,
        mode=one("mode"),
        duration=one("duration"),
        campaign=one("campaign"),
        ordinal=one("ordinal"),
        ged=one("ged"),
        means=many("means"),
        targets=many("targets"),
        outcome=many("outcome"),
        contexts=many("contexts"),
    )


def compared(left: Mention, right: Mention, prints: Mapping[str, Fingerprints] | None = None) -> Comparison:
    """Two mentions side by side; ``prints`` by document."""
    one, other = (sketch(mention, (prints or {}).get(mention.document)) for mention in (left, right))
    return compare(one, other)


def judged(
    left: str, right: str, verdict: Verdict, score: float = 0.95, *, by: str = "rule:t@1", at: Any = None
) -> Judgement:
    left, right = sorted((left, right))
    return Judgement(left=left, right=right, verdict=verdict, score=score, by=by, at=at)
