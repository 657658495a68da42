"""Events coded by hand, and how they are written down.

The gold format is JSON Lines, UTF-8, one document a line::

    {
        "document": "report-17",
        "text": "…",
        "title": null,
        "published": "2020-05-06",
        "events": [
            {
                "kind": "ASSAULT",
                "mode": "firearms",
                "status": "happened",
                "parties": [
                    {"role": "initiator", "actor": "islamic-state"},
                    {"role": "recipient", "name": "Syrian army"},
                ],
                "where": {"name": "Palmyra", "country": "SYR", "admin1": "Homs", "lat": 34.56, "lon": 38.28},
                "when": "2020-05-03",
                "counts": {"killed": 3, "injured": {"low": 5, "best": 6, "high": 10}},
            }
        ],
    }

``document`` is any name, unique in the file; ``text`` or ``url`` says what to code (``title``, ``published``,
``language``, ``source`` as the caller knows them); ``events`` may be empty and then says that the document tells none.

Each event is a *partial flat record*: the keys of a mention record, as many of them as were coded. A field that is not
given is not scored. A field given as ``null`` or as an empty list says that the text tells none, and a predicted value
is then wrong. ``when`` is one day or ``{"first": …, "last": …}``; a count is one number or low, best, high; a party is
named by ``actor`` (an id of the registry) or by ``name``. So a line of Marsad's own output, corrected by hand, is a
gold event.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, get_args

from marsad.errors import ConfigError
from marsad.schema import MentionRecord
from marsad.types import KINDS, Measure, Role, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class CodedParty:
    """Who, in which role: a registry id, a name, or both."""

    role: str
    actor: str | None = None
    name: str | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CodedPlace:
    """Where, as far as it was coded: ISO 3166-1 alpha-3, degrees (WGS 84), UCDP's precision 1-7."""

    id: str | None = None
    name: str | None = None
    country: str | None = None
    admin1: str | None = None
    admin2: str | None = None
    lat: float | None = None
    lon: float | None = None
    where_prec: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CodedDates:
    """First and last possible day, both included; ``date_prec`` is UCDP's 1-5."""

    first: date
    last: date
    date_prec: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CodedCount:
    measure: str
    low: int | None
    best: int | None
    high: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CodedEvent:
    """One event as one coder, man or machine, wrote it down. Only the fields in ``given`` say anything."""

    given: frozenset[str]
    kind: str | None = None
    mode: str | None = None
    status: str | None = None
    parties: tuple[CodedParty, ...] = ()
    where: CodedPlace | None = None
    when: CodedDates | None = None
    counts: tuple[CodedCount, ...] = ()
    means: tuple[str, ...] = ()
    escort: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    outcome: tuple[str, ...] = ()
    campaign: str | None = None
    ordinal: int | None = None
    acled: str | None = None  #: the sub-event type, which decides the type
    ged: int | None = None  #: type of violence, 1-3


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldDocument:
    key: str
    text: str | None
    url: str | None
    title: str | None
    published: date | None
    language: str | None
    source: str | None
    events: tuple[CodedEvent, ...]


def _word(value: Any) -> str | None:
    if value is not None and not isinstance(value, str):
        raise ValueError(f"{value!r} is not a string")
    return value or None


def _number(value: Any) -> int | None:
    if value is not None and (not isinstance(value, int) or isinstance(value, bool)):
        raise ValueError(f"{value!r} is not a whole number")
    return value


def _one_of(*known: str) -> Callable[[Any], str | None]:
    def enter(value: Any) -> str | None:
        if value is not None and value not in known:
            raise ValueError(f"{value!r} is none of {', '.join(known)}")
        return _word(value)

    return enter


def _table(value: Any) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise ValueError(f"{value!r} is not an object")  # noqa: TRY004 - one error for all that cannot be used
    return value


def _items(value: Any) -> list[Any]:
    if value is not None and not isinstance(value, list):
        raise ValueError(f"{value!r} is not a list")
    return value or []


def _words(value: Any) -> tuple[str, ...]:
    return tuple(word for item in _items(value) if (word := _word(item)))


def _parties(value: Any) -> tuple[CodedParty, ...]:
    role = _one_of(*get_args(Role))
    parties = []
    for item in map(_table, _items(value)):
        party = CodedParty(
            role=role(item["role"]) or "",
            actor=_word(item.get("actor")),
            name=_word(item.get("name")),
            text=_word(item.get("text")),
        )
        if not (party.actor or party.name or party.text):
            raise ValueError("a party has neither actor nor name")
        parties.append(party)
    return tuple(parties)


def _where(value: Any) -> CodedPlace | None:
    if value is None:
        return None
    item = _table(value)
    lat, lon = (None if item.get(axis) is None else float(item[axis]) for axis in ("lat", "lon"))
    names = {name: _word(item.get(name)) for name in ("id", "name", "country", "admin1", "admin2")}
    return CodedPlace(lat=lat, lon=lon, where_prec=_number(item.get("where_prec")), **names)


def _when(value: Any) -> CodedDates | None:
    if value is None:
        return None
    if isinstance(value, str):
        return CodedDates(first=date.fromisoformat(value), last=date.fromisoformat(value))
    item = _table(value)
    first, last = date.fromisoformat(item["first"]), date.fromisoformat(item.get("last") or item["first"])
    if last < first:
        raise ValueError(f"{last} comes before {first}")
    return CodedDates(first=first, last=last, date_prec=_number(item.get("date_prec")))


def _counts(value: Any) -> tuple[CodedCount, ...]:
    known = _one_of(*get_args(Measure))
    counts = []
    for measure, item in _table(value or {}).items():
        plain = item is None or isinstance(item, int)
        bounds = dict.fromkeys(("low", "best", "high"), item) if plain else _table(item)
        numbers = {bound: _number(bounds.get(bound)) for bound in ("low", "best", "high")}
        counts.append(CodedCount(measure=known(measure) or "", **numbers))
    return tuple(counts)


#: How each field that can be scored comes in. Raising ValueError, TypeError or KeyError names what cannot be used.
_FIELDS: dict[str, Callable[[Any], Any]] = {
    "kind": _one_of(*KINDS),
    "mode": _word,
    "status": _one_of(*get_args(Status)),
    "parties": _parties,
    "where": _where,
    "when": _when,
    "counts": _counts,
    "means": _words,
    "escort": _words,
    "targets": _words,
    "outcome": _words,
    "campaign": _word,
    "ordinal": _number,
    "acled": lambda value: None if value is None else _word(_table(value)["sub_event_type"]),
    "ged": lambda value: None if value is None else _number(_table(value)["type_of_violence"]),
}
_RECORD_KEYS = frozenset(MentionRecord.__annotations__)


def coded_event(record: Mapping[str, Any]) -> CodedEvent:
    """A flat record, whole or partial, as a CodedEvent. Raises ValueError, TypeError or KeyError."""
    coded = {name: enter(record[name]) for name, enter in _FIELDS.items() if name in record}
    return CodedEvent(given=frozenset(coded), **coded)


def _gold_event(record: Any) -> CodedEvent:
    unknown = set(_table(record)) - _RECORD_KEYS
    if unknown:
        raise ValueError(f"no field is called {', '.join(sorted(unknown))}")
    event = coded_event(record)
    if not event.given:
        raise ValueError("an event has no field that can be scored")
    return event


def _document(line: str) -> GoldDocument:
    record = _table(json.loads(line))
    published = _word(record.get("published"))
    words = {name: _word(record.get(name)) for name in ("text", "url", "title", "language", "source")}
    key = _word(record["document"])
    if key is None:
        raise ValueError("the document has no name")
    return GoldDocument(
        key=key,
        published=date.fromisoformat(published) if published else None,
        events=tuple(map(_gold_event, _items(record["events"]))),
        **words,
    )


def parse_gold(lines: Iterable[str]) -> tuple[GoldDocument, ...]:
    """The documents of a gold file, given its lines; blank lines are passed over.

    Raises ConfigError that names the line, for what is not JSON, not of the format, or named twice.
    """
    documents: dict[str, GoldDocument] = {}
    step = "Correct that line; the format is described in marsad.evaluate.gold."
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            document = _document(line)
        except KeyError as error:
            raise ConfigError(f"gold line {number}: {error} is missing", next_step=step, line=str(number)) from error
        except (ValueError, TypeError) as error:
            raise ConfigError(f"gold line {number}: {error}", next_step=step, line=str(number)) from error
        if document.key in documents:
            raise ConfigError(
                f"gold line {number}: document {document.key!r} stands there twice", next_step=step, line=str(number)
            )
        documents[document.key] = document
    return tuple(documents.values())
