"""Many headlines, one event; one headline, many events: are the same reports put together that GED's coders put
together?

Candidates are pairs of different headlines among rows of one ADM2 whose days lie within three days of each other. Gold:
the pair is a source of one and the same row. Predicted: some event of the system holds a mention of both.
``over_merge`` is the wrong share of the predicted pairs, ``under_merge`` the missed share of the gold pairs.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from itertools import combinations

from benchmarks.figures import Figure
from benchmarks.ged.rows import GedRow, Headline
from marsad.evaluate.compare import Tally

WINDOW = timedelta(days=3)

Pair = tuple[Headline, Headline]


def _pair(left: Headline, right: Headline) -> Pair:
    return (left, right) if left <= right else (right, left)


def _neighbours(rows: Sequence[GedRow]) -> Iterator[tuple[GedRow, GedRow]]:
    """Rows of one ADM2 whose spans of days come within the window, each row with itself too."""
    units: dict[tuple[str, str], list[GedRow]] = defaultdict(list)
    for row in rows:
        if row.adm_2:
            units[row.adm_1, row.adm_2].append(row)
    for unit in units.values():
        unit.sort(key=lambda row: row.first)
        for index, row in enumerate(unit):
            end = row.last + WINDOW
            yield from ((row, other) for other in unit[index : bisect_right(unit, end, key=lambda one: one.first)])


def candidate_pairs(rows: Sequence[GedRow]) -> frozenset[Pair]:
    return frozenset(
        _pair(left, right)
        for row, other in _neighbours(rows)
        for left in row.headlines
        for right in other.headlines
        if left != right
    )


def gold_pairs(rows: Sequence[GedRow]) -> frozenset[Pair]:
    return frozenset(_pair(*pair) for row in rows if row.adm_2 for pair in combinations(row.headlines, 2))


def predicted_pairs(events: Iterable[Iterable[Headline]]) -> frozenset[Pair]:
    """``events``: for each merged event the headlines it was told by."""
    return frozenset(_pair(*pair) for event in events for pair in combinations(sorted(set(event)), 2))


def figures(rows: Sequence[GedRow], events: Iterable[Iterable[Headline]]) -> list[Figure]:
    candidates = candidate_pairs(rows)
    gold, said = gold_pairs(rows) & candidates, predicted_pairs(events) & candidates
    tally = Tally(right=len(gold & said), predicted=len(said), gold=len(gold))
    over = None if tally.precision is None else 1 - tally.precision
    under = None if tally.recall is None else 1 - tally.recall
    return [
        Figure(name="pair_f1", value=tally.f1, n=len(candidates)),
        Figure(name="over_merge", value=over, n=len(said)),
        Figure(name="under_merge", value=under, n=len(gold)),
    ]
