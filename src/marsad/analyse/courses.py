"""Numbered series and campaigns, put together from the events that reports number or name. They look back only."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Any

from marsad.analyse.course import Course, Member
from marsad.analyse.keys import OCCURRED

Record = Mapping[str, Any]

#: A series has so many missing numbers at most: "the 2,000th delivery" after "the third" is no series with a gap.
_MISSING = 200


def courses(events: Iterable[Record], *, least: int = 2) -> tuple[Course, ...]:
    """Series and campaigns of at least so many events, those of most members first.

    A series is what one set of parties does of one kind and mode in one country and what reports count; without
    any party named there is none. A campaign is known by its name. What did not take place belongs to neither.
    """
    numbered: dict[Hashable, list[Record]] = defaultdict(list)
    named: dict[Hashable, list[Record]] = defaultdict(list)
    for event in events:
        if event["status"] not in OCCURRED:
            continue
        if event["ordinal"] is not None and (parties := _parties(event)):
            numbered[event["kind"], event["mode"], parties, _country(event)].append(event)
        if event["campaign"]:
            named[" ".join(event["campaign"].casefold().split())].append(event)
    found = [_series(held) for held in numbered.values() if len(held) >= least]
    found += [_campaign(held) for held in named.values() if len(held) >= least]
    return tuple(sorted(found, key=lambda one: (-len(one.members), one.sort, one.name)))


def _series(events: Sequence[Record]) -> Course:
    members = sorted(map(_member, events), key=lambda one: (one.ordinal or 0, one.first or date.max, one.event))
    numbers = Counter(one.ordinal for one in members if one.ordinal is not None)
    first = events[0]
    mode = f"/{first['mode']}" if first["mode"] else ""
    return _course(
        events,
        members,
        sort="numbered",
        name=f"{first['kind']}{mode} of {_names(first)}",
        missing=_missing(numbers),
        told_twice=tuple(sorted(number for number, times in numbers.items() if times > 1)),
    )


def _missing(numbers: Mapping[int, int]) -> tuple[int, ...]:
    gaps = [number for number in range(min(numbers), max(numbers)) if number not in numbers]
    return tuple(gaps[:_MISSING])


def _campaign(events: Sequence[Record]) -> Course:
    members = sorted(map(_member, events), key=lambda one: (one.first or date.max, one.event))
    spellings = Counter(event["campaign"] for event in events)
    name = min(spellings, key=lambda one: (-spellings[one], one))
    return _course(events, members, sort="campaign", name=name, missing=(), told_twice=())


def _course(events: Sequence[Record], members: Sequence[Member], **named: Any) -> Course:
    kinds = {event["kind"] for event in events}
    countries = {_country(event) for event in events}
    outcomes = Counter(outcome for one in members for outcome in one.outcome)
    days = sorted(one.first for one in members if one.first)
    return Course(
        **named,
        kind=kinds.pop() if len(kinds) == 1 else None,
        actors=tuple(sorted({actor for event in events for actor in _parties(event)})),
        country=countries.pop() if len(countries) == 1 else None,
        members=tuple(members),
        longest_gap_days=max(((later - one).days for one, later in pairwise(days)), default=None),
        outcomes=tuple(sorted(outcomes.items(), key=lambda one: (-one[1], one[0]))),
        killed=sum(one.killed or 0 for one in members),
    )


def _member(event: Record) -> Member:
    when, killed = event["when"] or {}, event["counts"].get("killed") or {}
    return Member(
        event=event["id"],
        ordinal=event["ordinal"],
        first=date.fromisoformat(when["first"]) if when else None,
        last=date.fromisoformat(when["last"]) if when else None,
        admin1=(event["where"] or {}).get("admin1"),
        outcome=tuple(event["outcome"]),
        killed=next((killed[bound] for bound in ("best", "low") if killed.get(bound) is not None), None),
    )


def _parties(event: Record) -> tuple[str, ...]:
    """Who takes part, by id or else by name; both sides alike, as a joint patrol has no side."""
    told = (party["actor"] or party["name"] for party in event["parties"])
    return tuple(sorted({name for name in told if name}))


def _names(event: Record) -> str:
    told = (party["name"] or party["actor"] for party in event["parties"])
    return " and ".join(sorted({name for name in told if name}))


def _country(event: Record) -> str | None:
    country: str | None = (event["where"] or {}).get("country")
    return country
