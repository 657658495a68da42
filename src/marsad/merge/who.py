"""Can the parties of two tellings be the same?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import Literal

from marsad.merge.sketch import Sketch, is_named
from marsad.merge.tables import table
from marsad.types import Actor

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


@lru_cache(maxsize=1 << 16)  # a war has few dyads and many mentions of each
def actor_level(left: Actor, right: Actor) -> SideLevel:
    """Equal ids are the same; two organs of one state, or an unnamed actor of the other's sort, are alike."""
    sectors = table("nearness")["sectors"]
    if is_named(left) and is_named(right):
        if left.id == right.id:
            return "same"
        organs = left.sector in sectors["organs"] and right.sector in sectors["organs"]
        return "alike" if organs and left.country and left.country == right.country else "apart"
    if left.country and right.country and left.country != right.country:
        # one desk says whose missionaries they are, the other's are taken to be of the place
        return "alike" if left.sector == right.sector and left.sector in sectors["civil"] else "unlike"
    if left.sector in _ANYBODY or right.sector in _ANYBODY or left.sector == right.sector:
        return "alike"
    sorts = (sectors[sort] for sort in ("state", "armed", "civil"))
    return "alike" if any(left.sector in sort and right.sector in sort for sort in sorts) else "unlike"


def sides(left: Sketch, right: Sketch) -> Sides:
    """Doers with their supporters against doers, sufferers against sufferers; all in one pot for mutual kinds."""
    if left.kind in table("nearness")["kinds"]["mutual"]:
        return _mutual(left, right)
    initiators = _side(left.doers, right.doers)
    recipients = _side(left.sufferers, right.sufferers)
    crossed = left.known_doers & right.known_sufferers or left.known_sufferers & right.known_doers
    straight = "same" in (initiators, recipients)
    return Sides(initiators=initiators, recipients=recipients, swapped=bool(crossed) and not straight)


def share_party(left: Sketch, right: Sketch) -> bool:
    """Whether both name one and the same party, or organs of one state, in one part; in any part of mutual kinds."""
    if left.kind in table("nearness")["kinds"]["mutual"]:
        return _share_name(left.doers + left.sufferers, right.doers + right.sufferers)
    return _share_name(left.doers, right.doers) or _share_name(left.sufferers, right.sufferers)


def _share_name(left: Iterable[Actor], right: Iterable[Actor]) -> bool:
    pairs = product(filter(is_named, left), filter(is_named, right))
    return any(actor_level(one, other) in ("same", "alike") for one, other in pairs)


def _mutual(left: Sketch, right: Sketch) -> Sides:
    """The partners they share are one side, all others the second."""
    ours, theirs = (tuple(dict.fromkeys(one.doers + one.sufferers)) for one in (left, right))
    shared = (left.known_doers | left.known_sufferers) & (right.known_doers | right.known_sufferers)
    if not shared:
        return Sides(initiators=_side(ours, theirs), recipients=None, swapped=False)
    rest = _side([a for a in ours if a.id not in shared], [a for a in theirs if a.id not in shared])
    if rest is None and len(shared) > 1:
        rest = "same"
    return Sides(initiators="same", recipients=rest, swapped=False)


def _side(left: Sequence[Actor], right: Sequence[Actor]) -> SideLevel | None:
    """The best agreement of any two actors."""
    if len(left) == len(right) == 1:
        return actor_level(left[0], right[0])
    found = {actor_level(one, other) for one, other in product(left, right)}
    return next((level for level in _BEST_FIRST if level in found), None)
