"""Mentions of a text: every value with the words of the text that it was coded from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from marsad.types import Actor, Attribution, Claim, Count, DateRange, Measure, Mention, Party, Place, Quote, Role, Span

PUBLISHED = date(1989, 11, 20)


def quote(text: str, words: str) -> Quote:
    start = text.index(words)
    return Quote(document="d", sentence=0, span=Span(start=start, end=start + len(words)), text=words)


def claim(text: str, value: Any, words: str) -> Claim[Any]:
    return Claim(value=value, quotes=(quote(text, words),), method="written@1")


def party(text: str, role: Role, words: str, actor: str = "") -> Claim[Party]:
    """``actor`` is ``"id/SECTOR/COUNTRY"``; an empty part is not known."""
    identity, sector, country = (*actor.split("/"), "", "")[:3]
    who = Actor(id=identity or None, name=identity or None, sector=sector or None, country=country or None)
    return claim(text, Party(role=role, actor=who, text=words), words)


def words_of(text: str, *words: str) -> tuple[Claim[str], ...]:
    return tuple(claim(text, word.lower(), word) for word in words)


def where(text: str, words: str, **told: Any) -> Claim[Place]:
    known: dict[str, Any] = {
        "id": None, "name": words, "shape": "point", "country": None, "admin1": None, "admin2": None,
        "lat": None, "lon": None, "where_prec": None, "geo_precision": None,
    }  # fmt: skip
    return claim(text, Place(**(known | told)), words)


def when(text: str, words: str, first: date, last: date | None = None) -> Claim[DateRange]:
    return claim(text, DateRange(first=first, last=last or first, date_prec=1), words)


def count(text: str, measure: Measure, best: int, words: str, **by_party: int) -> Claim[Count]:
    value = Count(measure=measure, low=best, best=best, high=best, by_party=tuple(sorted(by_party.items())))
    return claim(text, value, words)


def attribution(text: str, words: str, value: Attribution) -> Claim[Attribution]:
    return claim(text, value, words)


def mention(text: str, trigger: str, *, kind: str = "ASSAULT", **fields: Any) -> Mention:
    """``mode`` and ``status`` are plain words, quoted by the trigger; all else are claims."""
    told: dict[str, Any] = {
        name: fields.pop(name) if isinstance(fields.get(name), Claim) else claim(text, fields.pop(name), trigger)
        for name in ("mode", "status")
        if name in fields
    }
    bare = Mention(
        id="m",
        document="d",
        source=None,
        published=PUBLISHED,
        published_from="given",
        coder="c",
        kind=claim(text, kind, trigger),
        status=claim(text, "happened", trigger),
    )
    return replace(bare, **told, **fields)


def spans(text: str, words: Sequence[str]) -> list[Span]:
    return [quote(text, word).span for word in words]
