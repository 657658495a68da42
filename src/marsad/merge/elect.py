"""Choosing one claim among several, each with the independent source that makes it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from marsad.merge.policy import Fineness, Vote
from marsad.types import Claim, Mention


@dataclass(frozen=True, slots=True, kw_only=True)
class Ballot:
    """One claim, the independent source behind it and when it was published."""

    claim: Claim[Any]
    origin: str
    published: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The claim that won, with the quotes of all who say the same, and those that lost, most votes first."""

    won: Claim[Any] | None
    lost: tuple[Claim[Any], ...] = ()


def ballots(mentions: Iterable[Mention], field: str, origins: Mapping[str, str]) -> list[Ballot]:
    """Every claim of one field, in the order of the mentions; ``origins`` maps documents to independent sources."""
    found = []
    for mention in mentions:
        held = getattr(mention, field)
        claims = held if isinstance(held, tuple) else () if held is None else (held,)
        published = mention.published or date.min
        found += [Ballot(claim=claim, origin=origins[mention.document], published=published) for claim in claims]
    return found


def alone(claim: Claim[Any]) -> Claim[Any]:
    """What :func:`united` makes of a claim that nobody else makes: each of its quotes once."""
    return claim if len(claim.quotes) < 2 else replace(claim, quotes=tuple(dict.fromkeys(claim.quotes)))


def united(cast: Sequence[Ballot]) -> Claim[Any]:
    """One claim for one value: the first told, with everyone's quotes and the highest confidence."""
    first = cast[0].claim
    if len(cast) == 1:
        return alone(first)
    quotes = dict.fromkeys(quote for ballot in cast for quote in ballot.claim.quotes)
    known = [ballot.claim.confidence for ballot in cast if ballot.claim.confidence is not None]
    return replace(first, quotes=tuple(quotes), confidence=max(known, default=None))


def grouped(cast: Iterable[Ballot]) -> list[list[Ballot]]:
    """The ballots for each value, first told first."""
    groups: dict[Any, list[Ballot]] = {}
    for ballot in cast:
        groups.setdefault(ballot.claim.value, []).append(ballot)
    return list(groups.values())


def by_value(cast: Iterable[Ballot]) -> list[list[Ballot]]:
    """The ballots for each value; most independent sources first, then the surest, then the first told."""
    return sorted(grouped(cast), key=lambda group: (-backing(group), -(united(group).confidence or 0)))


def backing(cast: Iterable[Ballot]) -> int:
    """How many independent sources stand behind these ballots."""
    return len({ballot.origin for ballot in cast})


def elect(cast: Sequence[Ballot], policy: Vote) -> Choice:
    """One value by majority or by the latest report."""
    groups = by_value(cast)
    if policy == "latest":
        groups = sorted(groups, key=_latest, reverse=True)
    return choice(groups)


def elect_finest(
    cast: Sequence[Ballot], policy: Fineness, agree: Callable[[Any, Any], bool], grain: Callable[[Any], float]
) -> Choice:
    """The value of the smallest ``grain`` among those that the most sources can ``agree`` with."""
    if policy != "finest":
        return elect(cast, policy)

    def support(group: Sequence[Ballot]) -> int:
        return backing(ballot for ballot in cast if agree(group[0].claim.value, ballot.claim.value))

    return choice(sorted(by_value(cast), key=lambda group: (-support(group), grain(group[0].claim.value))))


def choice(groups: Sequence[Sequence[Ballot]]) -> Choice:
    """The first group wins."""
    if not groups:
        return Choice(won=None)
    return Choice(won=united(groups[0]), lost=tuple(united(group) for group in groups[1:]))


def _latest(group: Sequence[Ballot]) -> date:
    return max(ballot.published for ballot in group)
