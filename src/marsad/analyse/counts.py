"""Events counted by what, who, where, when and by whom they are told; and pairs of actors."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import Any

from marsad.analyse.keys import OCCURRED, directed_pairs, key_named
from marsad.analyse.tally import Tally, tally


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One combination of keys, in the order asked for; None: not known, or told more vaguely than the key asks."""

    keys: tuple[str | None, ...]
    tally: Tally


@dataclass(frozen=True, slots=True, kw_only=True)
class Dyad:
    """Two actors and what passed between them, ``left < right``."""

    left: str
    right: str
    tally: Tally
    left_to_right: int  #: events in which left is the initiator
    right_to_left: int
    first: date | None  #: earliest and latest possible day
    last: date | None


def counts(
    events: Iterable[Mapping[str, Any]], by: str | Sequence[str], *, statuses: Collection[str] = OCCURRED
) -> tuple[Row, ...]:
    """Event records counted by one or several of kind, mode, actor, dyad, admin1, country, source, month, …

    Most events first, then by key. An event with several actors, dyads or sources stands in the row of each, so such
    rows do not add up to the total. Raises ConfigError for a key that is not known.
    """
    keys = [key_named(name) for name in ((by,) if isinstance(by, str) else by)]
    groups: dict[tuple[str | None, ...], list[Mapping[str, Any]]] = defaultdict(list)
    for event in events:
        if event["status"] in statuses:
            for key in product(*(of(event) for of in keys)):
                groups[key].append(event)
    rows = [Row(keys=key, tally=tally(held)) for key, held in groups.items()]
    return tuple(sorted(rows, key=lambda row: (-row.tally.events, [key or "" for key in row.keys])))


def dyads(events: Iterable[Mapping[str, Any]], *, statuses: Collection[str] = OCCURRED) -> tuple[Dyad, ...]:
    """Pairs of registered actors that did something to each other, most events first."""
    held: dict[tuple[str, str], list[Mapping[str, Any]]] = defaultdict(list)
    forward: dict[tuple[str, str], int] = defaultdict(int)
    for event in events:
        if event["status"] not in statuses:
            continue
        pairs = directed_pairs(event)
        for pair in pairs:
            forward[pair] += 1
        for left, right in dict.fromkeys((min(pair), max(pair)) for pair in pairs):
            held[left, right].append(event)
    found = [_dyad(pair, among, forward) for pair, among in held.items()]
    return tuple(sorted(found, key=lambda dyad: (-dyad.tally.events, dyad.left, dyad.right)))


def _dyad(pair: tuple[str, str], among: Sequence[Mapping[str, Any]], forward: Mapping[tuple[str, str], int]) -> Dyad:
    when = [event["when"] for event in among if event["when"]]
    return Dyad(
        left=pair[0],
        right=pair[1],
        tally=tally(among),
        left_to_right=forward.get(pair, 0),
        right_to_left=forward.get(pair[::-1], 0),
        first=min((date.fromisoformat(one["first"]) for one in when), default=None),
        last=max((date.fromisoformat(one["last"]) for one in when), default=None),
    )
