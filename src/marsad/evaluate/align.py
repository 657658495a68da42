"""Which predicted event is which gold event: the one-to-one alignment with the greatest total similarity.

Similarity of a pair (0 to 1): over the fields that gold gives, the weighted mean of each field's F1; a field that both
sides leave empty agrees. Weights: kind and parties 3, where, when and counts 2, all others 1: what tells events apart
counts most. Pairs below :data:`LEAST` are not the same event, however lonely both are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

from marsad.evaluate.compare import compare
from marsad.evaluate.gold import CodedEvent

#: A pair that agrees on nothing but the kind, with parties and place coded and wrong, stays below: 3 of 8.
LEAST = 0.4
_WEIGHTS = {"kind": 3.0, "parties": 3.0, "where": 2.0, "when": 2.0, "counts": 2.0}
#: Read from fields that are weighed already.
_UNWEIGHED = frozenset(("admin1", "country", "counts_in_range"))


def similarity(gold: CodedEvent, other: CodedEvent) -> float:
    total = agreed = 0.0
    for name, tally in compare(gold, other).items():
        if name not in _UNWEIGHED:
            weight = _WEIGHTS.get(name, 1.0)
            total += weight
            agreed += weight * (1.0 if tally.f1 is None else tally.f1)
    return agreed / total if total else 0.0


def assign(gains: Sequence[Sequence[float]]) -> list[tuple[int, int]]:
    """The one-to-one pairs (row, column) with the greatest sum of gains; pairs that gain nothing are left out.

    Exact: the Hungarian method with potentials, O(rows² · columns). ``gains`` is rectangular and not negative.
    """
    if not gains or not gains[0]:
        return []
    if len(gains) > len(gains[0]):
        turned = [list(column) for column in zip(*gains, strict=True)]
        return sorted((row, column) for column, row in assign(turned))
    prices = _Prices(rows=[0.0] * (len(gains) + 1), columns=[0.0] * (len(gains[0]) + 1))
    taken_by = [0] * (len(gains[0]) + 1)  # row that holds each column; both count from 1, 0 is none
    for row in range(1, len(gains) + 1):
        taken_by[0] = row
        column, came_from = _free_column(gains, prices, taken_by)
        while column:
            taken_by[column] = taken_by[came_from[column]]
            column = came_from[column]
    pairs = ((taken_by[column] - 1, column - 1) for column in range(1, len(taken_by)) if taken_by[column])
    return sorted((row, column) for row, column in pairs if gains[row][column] > 0)


@dataclass(slots=True, kw_only=True)
class _Prices:
    """The potentials of the Hungarian method: row price plus column price never exceed the cost of a pair."""

    rows: list[float]
    columns: list[float]


def _free_column(
    gains: Sequence[Sequence[float]], prices: _Prices, taken_by: Sequence[int]
) -> tuple[int, Sequence[int]]:
    """The free column at the end of the cheapest alternating path from column 0, and the way back to it."""
    columns = range(1, len(taken_by))
    slack, came_from, seen = [inf] * len(taken_by), [0] * len(taken_by), {0}
    column = 0
    while True:
        holder = taken_by[column]
        for other in columns:
            cost = -gains[holder - 1][other - 1] - prices.rows[holder] - prices.columns[other]
            if other not in seen and cost < slack[other]:
                slack[other], came_from[other] = cost, column
        following = min((other for other in columns if other not in seen), key=slack.__getitem__)
        step = slack[following]
        for other in seen:
            prices.rows[taken_by[other]] += step
            prices.columns[other] -= step
        slack = [value - step for value in slack]
        if not taken_by[following]:
            return following, came_from
        seen.add(following)
        column = following


def align(gold: Sequence[CodedEvent], predicted: Sequence[CodedEvent]) -> list[tuple[int, int, float]]:
    """(index of the gold event, index of the predicted event, similarity) for each aligned pair."""
    alike = [[similarity(event, other) for other in predicted] for event in gold]
    gains = [[value if value >= LEAST else 0.0 for value in row] for row in alike]
    return [(row, column, alike[row][column]) for row, column in assign(gains)]
