"""Can the parties of two tellings be the same?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product
from typing import Literal

from marsad.actors import is_unnamed
from marsad.merge.tables import table
from marsad.types import Account, Actor

SideLevel = Literal["same", "alike", "unlike", "apart"]
_BEST_FIRST: tuple[SideLevel, ...] = ("same", "alike", "unlike", "apart")
#: An actor whose sector is not known may be anybody.
_ANYBODY = (None, "UNK")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sides:
    """How the parties of two mentions agree; None for a side that one of them does not name."""

    initiators: SideLevel | None
    recipients: SideLevel | None
    swapped: bool  #: the doer of one is the sufferer of the other
    is_known: bool  #: both name one and the same party, or organs of one state


def actor_level(left: Actor, right: Actor) -> SideLevel:
    """Equal ids are the same; two organs of one state, or an unnamed actor of the other's sort, are alike."""
    sectors = table("nearness")["sectors"]
    if is_named(left) and is_named(right):
        if left.id == right.id:
            return "same"
        organs = left.sector in sectors["organs"] and right.sector in sectors["organs"]
        return "alike" if organs and left.country and left.country == right.country else "apart"
    if left.country and right.country and left.country != right.country:
        return "unlike"
    if left.sector in _ANYBODY or right.sector in _ANYBODY or left.sector == right.sector:
        return "alike"
    sorts = (sectors[sort] for sort in ("state", "armed", "civil"))
    return "alike" if any(left.sector in sort and right.sector in sort for sort in sorts) else "unlike"


def is_named(actor: Actor) -> bool:
    """Whether it is somebody in particular: not "gunmen", whose id says only what sort of people they are."""
    return actor.id is not None and not is_unnamed(actor.id)


def sides(left: Account, right: Account) -> Sides:
    """Doers with their supporters against doers, sufferers against sufferers; all in one pot for mutual kinds."""
    doers = [_distinct(account.actors("initiator", "initiator_supporter")) for account in (left, right)]
    sufferers = [_distinct(account.actors("recipient", "recipient_supporter", "victim")) for account in (left, right)]
    if left.kind.value in table("nearness")["kinds"]["mutual"]:
        return _mutual(_distinct(doers[0] + sufferers[0]), _distinct(doers[1] + sufferers[1]))
    initiators = _side(doers[0], doers[1])
    recipients = _side(sufferers[0], sufferers[1])
    crossed = _ids(doers[0]) & _ids(sufferers[1]) or _ids(sufferers[0]) & _ids(doers[1])
    straight = "same" in (initiators, recipients)
    return Sides(
        initiators=initiators,
        recipients=recipients,
        swapped=bool(crossed) and not straight,
        is_known=_share_name(*doers) or _share_name(*sufferers),
    )


def _share_name(left: Iterable[Actor], right: Iterable[Actor]) -> bool:
    pairs = product(filter(is_named, left), filter(is_named, right))
    return any(actor_level(one, other) in ("same", "alike") for one, other in pairs)


def _mutual(left: list[Actor], right: list[Actor]) -> Sides:
    """The partners they share are one side, all others the second."""
    shared = _ids(left) & _ids(right)
    if not shared:
        is_known = _share_name(left, right)
        return Sides(initiators=_side(left, right), recipients=None, swapped=False, is_known=is_known)
    rest = _side([a for a in left if a.id not in shared], [a for a in right if a.id not in shared])
    if rest is None and len(shared) > 1:
        rest = "same"
    return Sides(initiators="same", recipients=rest, swapped=False, is_known=True)


def _side(left: Iterable[Actor], right: Iterable[Actor]) -> SideLevel | None:
    """The best agreement of any two actors."""
    found = {actor_level(one, other) for one, other in product(left, right)}
    return next((level for level in _BEST_FIRST if level in found), None)


def _distinct(actors: Iterable[Actor]) -> list[Actor]:
    return list(dict.fromkeys(actors))


def _ids(actors: Iterable[Actor]) -> set[str]:
    return {actor.id for actor in actors if actor.id and is_named(actor)}
