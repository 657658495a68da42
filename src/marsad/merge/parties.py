"""Uniting the parties of an event's mentions, by role."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from marsad.merge.elect import Ballot, backing, united
from marsad.merge.sketch import is_named
from marsad.merge.who import actor_level
from marsad.types import Actor, Claim, Party, Role

_ROLES: tuple[Role, ...] = (
    "initiator", "recipient", "initiator_supporter", "recipient_supporter", "victim", "mediator",
)  # fmt: skip

#: The ballots for one actor in one role.
_Group = Sequence[Ballot]


def unite_parties(cast: Sequence[Ballot]) -> tuple[tuple[Claim[Party], ...], tuple[Claim[Party], ...]]:
    """(parties of the event, parties that lost).

    One actor in one role is one party. Initiators that no report tells together and that are not one state's are
    rivals: the camp with the most sources stands. An unnamed party loses to another report's party that it may be.
    What one report tells together stays together.
    """
    kept: list[Claim[Party]] = []
    lost: list[Claim[Party]] = []
    for role in _ROLES:
        groups = _by_actor(ballot for ballot in cast if ballot.claim.value.role == role)
        named = [group for group in groups if is_named(_actor(group))]
        standing, beaten = _camps(named) if role == "initiator" else (named, [])
        for group in groups:
            if not is_named(_actor(group)):
                absorbed = any(_may_be(group, other) and not _together(group, other) for other in standing)
                (beaten if absorbed else standing).append(group)
        kept += [united(group) for group in groups if group in standing]
        lost += [united(group) for group in beaten]
    return tuple(kept), tuple(lost)


def _by_actor(cast: Iterable[Ballot]) -> list[_Group]:
    """Groups of one actor id, or of the same words for the unnamed; most sources first, then as first told."""
    groups: dict[Any, list[Ballot]] = {}
    for ballot in cast:
        party: Party = ballot.claim.value
        words = party.text or ballot.claim.quotes[0]  # words that are withheld may differ
        groups.setdefault(party.actor.id or (party.actor, words), []).append(ballot)
    return sorted(groups.values(), key=lambda group: -backing(group))


def _camps(named: list[_Group]) -> tuple[list[_Group], list[_Group]]:
    """The initiators told together with the leading one, or of its state, and the others."""
    camp, others = named[:1], named[1:]
    while joined := [group for group in others if any(_one_camp(group, member) for member in camp)]:
        camp += joined
        others = [group for group in others if group not in joined]
    return camp, others


def _one_camp(left: _Group, right: _Group) -> bool:
    return _together(left, right) or _may_be(left, right)


def _together(left: _Group, right: _Group) -> bool:
    documents = [{quote.document for ballot in group for quote in ballot.claim.quotes} for group in (left, right)]
    return bool(documents[0] & documents[1])


def _may_be(left: _Group, right: _Group) -> bool:
    return actor_level(_actor(left), _actor(right)) in ("same", "alike")


def _actor(group: _Group) -> Actor:
    party: Party = group[0].claim.value
    return party.actor
