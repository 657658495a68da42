"""Many headlines, one event: are the same reports put together that GED's coders put together?

The set: headlines that only one row has. Candidates are pairs of different ones among rows of one ADM2 whose days lie
within three days of each other. Gold: both are sources of one row. Predicted: some event of the system holds a mention
of both. ``over_merge`` is the wrong share of the predicted pairs, ``under_merge`` the missed share of the gold pairs.

The plain figures count what is merged unasked, ``proposed_…`` also the pairs put before a person; a headline is mostly
undated, and undated mentions are merged unasked only as copies. ``pairs_told`` is the share of the gold pairs of which
both headlines tell anything at all, ``pairs_evident`` of those whose mentions share a place or a number of people: no
judge of mentions can find more than the first, and none can be sure of more than the second.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from itertools import combinations

from benchmarks.figures import Figure, share
from benchmarks.ged.rows import GedRow, Headline, with_unshared_headlines
from marsad.evaluate.compare import Tally
from marsad.types import Mention

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


def figures(
    rows: Sequence[GedRow],
    events: Iterable[Iterable[Headline]],
    proposed: Iterable[Pair] = (),
    said: Mapping[Headline, Sequence[Mention]] | None = None,
) -> list[Figure]:
    """``proposed``: pairs put before a person; ``said``: what each headline was coded as."""
    alone = with_unshared_headlines(rows)
    candidates = candidate_pairs(alone)
    gold = gold_pairs(alone) & candidates
    merged = predicted_pairs(events) & candidates
    asked = frozenset(_pair(*pair) for pair in proposed) & candidates
    told = [pair for pair in gold if said and said.get(pair[0]) and said.get(pair[1])]
    evident = [pair for pair in told if said and _evidence(said[pair[0]]) & _evidence(said[pair[1]])]
    return [
        *_scores("", gold, merged, len(candidates)),
        *_scores("proposed_", gold, merged | asked, len(candidates)),
        share("pairs_told", len(told), len(gold)),
        share("pairs_evident", len(evident), len(gold)),
    ]


def _scores(prefix: str, gold: frozenset[Pair], said: frozenset[Pair], n: int) -> list[Figure]:
    tally = Tally(right=len(gold & said), predicted=len(said), gold=len(gold))
    over = None if tally.precision is None else 1 - tally.precision
    under = None if tally.recall is None else 1 - tally.recall
    return [
        Figure(name=f"{prefix}pair_f1", value=tally.f1, n=n),
        Figure(name=f"{prefix}over_merge", value=over, n=len(said)),
        Figure(name=f"{prefix}under_merge", value=under, n=len(gold)),
    ]


def _evidence(mentions: Sequence[Mention]) -> frozenset[object]:
    """Places and numbers of people that a headline tells."""
    places = {mention.where.value.id for mention in mentions if mention.where}
    numbers = {(claim.value.measure, claim.value.best) for mention in mentions for claim in mention.counts}
    return frozenset(places | {number for number in numbers if number[1]}) - {None}
