"""Who meets whom, period by period: pairs of actors, how they hang together, and who stands between others."""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Collection, Iterator, Mapping
from datetime import date

from marsad.analyse.keys import STEP_DAYS, Step, step_start
from marsad.analyse.material import Material, day_numbers, day_of, pairs
from marsad.analyse.trend import Network, Standing, Tie

#: Actors among which paths are looked for: those of most events. All paths among n actors take n times their ties.
_AMONG = 400
#: Actors told of each network.
_TOLD = 10

Pair = tuple[str, str]
Neighbours = Mapping[str, Collection[str]]


def networks(material: Material, step: Step, cooperative: Collection[str]) -> tuple[Network, ...]:
    """The networks of conflict and of cooperation in every step, the first step first.

    ``cooperative`` are the kinds of events that are cooperation. A pair is one registered actor that did something and
    another that it was done to.
    """
    directed = _by_step(material.occurred(), step, frozenset(cooperative))
    found: list[Network] = []
    before: dict[Tie, set[Pair]] = {}
    for start, tie in sorted(directed):
        counts = directed[start, tie]
        found.append(_network(start, tie, counts, before.get(tie)))
        before[tie] = {_sorted(pair) for pair in counts}
    return tuple(found)


def _by_step(told: Material, step: Step, cooperative: frozenset[str]) -> dict[tuple[date, Tie], Counter[Pair]]:
    """Events of each (doer, other) by step and tie."""
    events = told.events
    first, last = day_numbers(events["from_day"]), day_numbers(events["to_day"])
    is_told = events["date_prec"].is_valid().to_numpy() & (last - first < STEP_DAYS[step])
    middle = first + (last - first) // 2
    members = pairs(events, is_directed=True)
    held = is_told[members.rows]
    rows, lines = members.rows[held], members.lines[held]
    kinds = events["kind"].take(rows).to_pylist()
    counts: Counter[tuple[int, str, int]] = Counter(zip(middle[rows].tolist(), kinds, lines.tolist(), strict=True))
    found: dict[tuple[date, Tie], Counter[Pair]] = defaultdict(Counter)
    for (day, kind, line), number in counts.items():
        left, _, right = members.keys[line].partition(" – ")
        tie: Tie = "cooperation" if kind in cooperative else "conflict"
        found[step_start(day_of(day), step), tie][left, right] += number
    return found


def _network(start: date, tie: Tie, directed: Counter[Pair], before: set[Pair] | None) -> Network:
    ties: Counter[Pair] = Counter()
    for pair, number in directed.items():
        ties[_sorted(pair)] += number
    events: Counter[str] = Counter()
    neighbours: dict[str, set[str]] = defaultdict(set)
    for (left, right), number in ties.items():
        events.update({left: number, right: number})
        neighbours[left].add(right)
        neighbours[right].add(left)
    most = sorted(neighbours, key=lambda one: (-events[one], one))
    between = betweenness({one: neighbours[one] & set(most[:_AMONG]) for one in most[:_AMONG]})
    many = len(neighbours)
    both = sum((right, left) in directed for left, right in ties if (left, right) in directed)
    return Network(
        start=start,
        tie=tie,
        actors=many,
        pairs=len(ties),
        events=sum(directed.values()),
        density=len(ties) / (many * (many - 1) / 2) if many > 1 else None,
        reciprocity=both / len(ties) if ties else None,
        groups=sum(1 for _ in components(neighbours)),
        standings=tuple(
            Standing(actor=one, degree=len(neighbours[one]), events=events[one], betweenness=round(between[one], 4))
            for one in most[:_TOLD]
        ),
        new_pairs=() if before is None else tuple(sorted(ties.keys() - before)),
    )


def _sorted(pair: Pair) -> Pair:
    return (min(pair), max(pair))


def components(neighbours: Neighbours) -> Iterator[set[str]]:
    """Actors that are connected over any number of ties."""
    left = set(neighbours)
    while left:
        reached, waiting = set[str](), [min(left)]
        while waiting:
            one = waiting.pop()
            if one not in reached:
                reached.add(one)
                waiting.extend(neighbours[one])
        left -= reached
        yield reached


def betweenness(neighbours: Neighbours) -> dict[str, float]:
    """The share of shortest paths between two others that lead over each actor, 0 to 1 (Brandes 2001, no weights)."""
    found = dict.fromkeys(neighbours, 0.0)
    for source in neighbours:
        order, paths, parents = _paths(neighbours, source)
        load = dict.fromkeys(order, 0.0)
        for one in reversed(order):
            for parent in parents[one]:
                load[parent] += paths[parent] / paths[one] * (1 + load[one])
            if one != source:
                found[one] += load[one]
    others = (len(neighbours) - 1) * (len(neighbours) - 2)
    return {one: value / others if others else 0.0 for one, value in found.items()}


def _paths(neighbours: Neighbours, source: str) -> tuple[list[str], dict[str, int], dict[str, list[str]]]:
    """Actors in the order of their distance, how many shortest paths lead to each, and over whom they come."""
    order: list[str] = []
    distance, paths, parents = {source: 0}, {source: 1}, {source: list[str]()}
    waiting = deque([source])
    while waiting:
        one = waiting.popleft()
        order.append(one)
        for other in sorted(neighbours[one]):
            if other not in distance:
                distance[other], paths[other], parents[other] = distance[one] + 1, 0, []
                waiting.append(other)
            if distance[other] == distance[one] + 1:
                paths[other] += paths[one]
                parents[other].append(one)
    return order, paths, parents
