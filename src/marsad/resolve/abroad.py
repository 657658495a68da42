"""ACLED's inter code of a state's forces: State forces in their own country, External/Other forces in another.

Where an event was is known only once it has a place: Malian soldiers who arrest people in Mali are State forces, also
in a report on Burkina Faso.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from marsad.actors import Registry
from marsad.types import Actor, Claim, Mention, Party

_STATE, ABROAD = 1, 8


def by_place(mention: Mention, registry: Registry) -> Mention:
    """The mention with the inter codes that its country gives; unchanged where it has none."""
    country = mention.where.value.country if mention.where is not None else None
    if country is None:
        return mention
    return replace(mention, parties=tuple(_told(mention.parties, country, registry)))


def _told(parties: Iterable[Claim[Party]], country: str, registry: Registry) -> Iterable[Claim[Party]]:
    for claim in parties:
        inter = _inter(claim.value.actor, country, registry)
        if inter == claim.value.actor.inter:
            yield claim
        else:
            yield replace(claim, value=replace(claim.value, actor=replace(claim.value.actor, inter=inter)))


def _inter(actor: Actor, country: str, registry: Registry) -> int | None:
    """A state's body is abroad where neither it nor its entry is of the country; bodies of many states stay as they
    are.
    """
    if actor.inter not in (_STATE, ABROAD) or actor.id is None or actor.country is None:
        return actor.inter
    entry = registry.get(actor.id)
    homes = {actor.country, *(entry.countries if entry is not None else ())}
    return _STATE if country in homes else ABROAD
