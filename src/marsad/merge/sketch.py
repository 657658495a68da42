"""What of a mention is compared, taken out once: in a hot war one mention is compared with dozens of others."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from marsad.actors import is_unnamed
from marsad.merge.tables import table
from marsad.record import mention_record
from marsad.types import Actor, Count, DateRange, Fingerprints, Measure, Mention, Place


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sketch:
    """The values of a mention without their quotes. What is not known is None or empty."""

    id: str
    document: str
    source: str | None
    published: date | None
    start: int  #: of the words that tell the kind, in code points
    length: int
    kind: str
    mode: str | None
    status: str
    when: DateRange | None
    where: Place | None
    doers: tuple[Actor, ...]  #: with their supporters, each once
    sufferers: tuple[Actor, ...]  #: with their supporters and the victims, each once
    known_doers: frozenset[str]  #: ids of the named ones
    known_sufferers: frozenset[str]
    counts: dict[Measure, Count]
    means: tuple[tuple[str, ...], ...]  #: of each the words, in lower case
    targets: tuple[tuple[str, ...], ...]
    campaign: str | None  #: in lower case
    ordinal: int | None
    is_battle: bool  #: ACLED calls it a battle
    minhash: bytes  #: of the document, packed
    lead: bytes  #: vector of the document's first words, where they tell this; else empty


def sketch(mention: Mention, print_: Fingerprints | None = None) -> Sketch:
    """A mention as :func:`compare` sees it; ``print_`` is its document's fingerprint, None where that is not known."""
    prints = (print_.packed, print_.lead or b"") if print_ else ()
    return sketched(mention_record(mention), *prints)


def sketched(told: Mapping[str, Any], minhash: bytes = b"", lead: bytes = b"") -> Sketch:
    """:func:`sketch` of a mention's record, with its words or without.

    ``minhash``, packed, and ``lead`` are those of its document.
    """
    trigger = told["quotes"]["kind"][0]
    doers = _acting(told, ("initiator", "initiator_supporter"))
    sufferers = _acting(told, ("recipient", "recipient_supporter", "victim"))
    where, when, acled, campaign = told["where"], told["when"], told["acled"], told["campaign"]
    return Sketch(
        id=told["id"],
        document=told["document"],
        source=told["source"],
        published=date.fromisoformat(told["published"]) if told["published"] else None,
        start=trigger["start"],
        length=trigger["end"] - trigger["start"],
        kind=told["kind"],
        mode=told["mode"],
        status=told["status"],
        when=_days(**when) if when else None,
        where=Place(**where) if where else None,
        doers=doers,
        sufferers=sufferers,
        known_doers=_known(doers),
        known_sufferers=_known(sufferers),
        counts={measure: _count(measure, **count) for measure, count in told["counts"].items()},
        means=_words(told["means"]),
        targets=_words(told["targets"]),
        campaign=campaign.casefold() if campaign else None,
        ordinal=told["ordinal"],
        is_battle=bool(acled) and acled["event_type"] == "Battles",
        minhash=minhash,
        lead=lead if trigger["start"] <= table("nearness")["lead"]["reach_chars"] else b"",
    )


@lru_cache(maxsize=1 << 14)
def _days(first: str, last: str, date_prec: Any) -> DateRange:
    return DateRange(first=date.fromisoformat(first), last=date.fromisoformat(last), date_prec=date_prec)


def _count(measure: Measure, low: int | None, best: int | None, high: int | None, **_by_party: object) -> Count:
    return Count(measure=measure, low=low, best=best, high=high)


def is_named(actor: Actor) -> bool:
    """Whether it is somebody in particular: not "gunmen", whose id says only what sort of people they are."""
    return actor.id is not None and not is_unnamed(actor.id)


def _acting(told: Mapping[str, Any], roles: Collection[str]) -> tuple[Actor, ...]:
    """The actors in these roles, each once. What they are called makes no difference."""
    held = (party for party in told["parties"] if party["role"] in roles)
    return tuple(dict.fromkeys(_actor(party["actor"], party["sector"], party["country"]) for party in held))


@lru_cache(maxsize=1 << 14)
def _actor(known_as: str | None, sector: str | None, country: str | None) -> Actor:
    """One object for equal actors, so that looking a pair up need not compare them."""
    return Actor(id=known_as, name=None, sector=sector, country=country)


def _known(actors: Iterable[Actor]) -> frozenset[str]:
    return frozenset(actor.id for actor in actors if actor.id is not None and is_named(actor))


def _words(phrases: Iterable[str]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(phrase.casefold().split()) for phrase in phrases if phrase)
