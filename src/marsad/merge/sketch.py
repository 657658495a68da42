"""What of a mention is compared, taken out once: in a hot war one mention is compared with dozens of others."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from marsad.actors import is_unnamed
from marsad.types import Actor, Claim, Count, DateRange, Fingerprints, Measure, Mention, Place


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sketch:
    """The values of a mention without their quotes. What is not known is None or empty."""

    id: str
    document: str
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
    minhash: tuple[int, ...]  #: of the document


def sketch(mention: Mention, print_: Fingerprints | None = None) -> Sketch:
    """A mention as :func:`compare` sees it; ``print_`` is its document's fingerprint, None where that is not known."""
    span = mention.kind.quotes[0].span
    doers = _each_once(mention.actors("initiator", "initiator_supporter"))
    sufferers = _each_once(mention.actors("recipient", "recipient_supporter", "victim"))
    return Sketch(
        id=mention.id,
        document=mention.document,
        published=mention.published,
        start=span.start,
        length=len(span),
        kind=mention.kind.value,
        mode=_value(mention.mode),
        status=mention.status.value,
        when=_value(mention.when),
        where=_value(mention.where),
        doers=doers,
        sufferers=sufferers,
        known_doers=_known(doers),
        known_sufferers=_known(sufferers),
        counts={claim.value.measure: claim.value for claim in reversed(mention.counts)},  # the first of a measure
        means=_words(mention.means),
        targets=_words(mention.targets),
        campaign=mention.campaign.value.casefold() if mention.campaign else None,
        ordinal=_value(mention.ordinal),
        is_battle=mention.acled is not None and mention.acled.value.event_type == "Battles",
        minhash=print_.minhash if print_ else (),
    )


def is_named(actor: Actor) -> bool:
    """Whether it is somebody in particular: not "gunmen", whose id says only what sort of people they are."""
    return actor.id is not None and not is_unnamed(actor.id)


def _each_once(actors: Iterable[Actor]) -> tuple[Actor, ...]:
    return tuple(dict.fromkeys(map(_the_one, actors)))


@lru_cache(maxsize=1 << 14)
def _the_one(actor: Actor) -> Actor:
    """One object for equal actors, so that looking a pair up need not compare them."""
    return actor


def _known(actors: Iterable[Actor]) -> frozenset[str]:
    return frozenset(actor.id for actor in actors if actor.id is not None and is_named(actor))


def _value(claim: Claim[Any] | None) -> Any:
    return claim.value if claim else None


def _words(claims: Iterable[Claim[str]]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(claim.value.casefold().split()) for claim in claims if claim.value)
