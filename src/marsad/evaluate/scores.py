"""How well predicted events match those coded by hand: precision, recall and F1 with the counts behind them.

Finding events and coding them are scored apart. *events*: an event is found when it is aligned with a gold event. Every
other line: over the aligned pairs whose gold side gives the field, so that a missed event is counted once and not once
a field. Intervals are bootstrapped over documents, because the events of one document rise and fall together.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import TypeVar

from marsad.evaluate.align import align
from marsad.evaluate.compare import RULES, Tally, compare
from marsad.evaluate.gold import CodedEvent, GoldDocument, coded_event
from marsad.schema import MentionRecord

Unit = TypeVar("Unit")

#: What counts as an event where the coders gave no status: they wrote down what took place.
_REAL = frozenset(("happened", "ongoing", "attempted"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """One line of the report. ``n`` pairs give the field (for *events*: documents); in ``exact`` of them all is right.

    ``low`` and ``high`` bound F1 in 95 of 100 resamplings; None where nothing could be resampled.
    """

    field: str
    tally: Tally
    n: int
    exact: int
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """An aligned pair, for reading what went wrong: indices into the gold document's events and the predictions."""

    document: str
    gold: int
    predicted: int
    similarity: float
    wrong: tuple[str, ...]  #: fields that are not fully right


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """``missed`` and ``spurious`` are (document, index) of events on one side only."""

    documents: int
    events: Score
    fields: tuple[Score, ...]
    pairs: tuple[Pair, ...]
    missed: tuple[tuple[str, int], ...]
    spurious: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Outcome:
    """One document, compared."""

    gold: GoldDocument
    predicted: Sequence[int]  #: indices of the predictions that were scored
    pairs: Sequence[tuple[int, int, float]]  #: the second index is into the predictions
    tallies: Sequence[Mapping[str, Tally]]  #: one a pair

    @property
    def events(self) -> Tally:
        return Tally(right=len(self.pairs), predicted=len(self.predicted), gold=len(self.gold.events))

    def field(self, name: str) -> Tally:
        return sum((tally[name] for tally in self.tallies if name in tally), Tally())


def bootstrap(
    units: Sequence[Unit], figure: Callable[[Sequence[Unit]], float | None], *, rng: Random, draws: int = 1000
) -> tuple[float, float] | None:
    """The middle 95 % of ``figure`` over resamplings of ``units`` with replacement (percentile bootstrap).

    None where there are fewer than two units, or no resampling gives a figure.
    """
    if len(units) <= 1:
        return None
    drawn = (figure(rng.choices(units, k=len(units))) for _ in range(draws))
    values = sorted(value for value in drawn if value is not None)
    if not values:
        return None
    cut = len(values) // 40
    return values[cut], values[-1 - cut]


def _f1_of(tallies: Sequence[Tally]) -> float | None:
    held = sum(tally.predicted + tally.gold for tally in tallies)
    return 2 * sum(tally.right for tally in tallies) / held if held else None


def _is_whole(tally: Tally) -> bool:
    return tally.right == tally.gold == tally.predicted


def _outcome(gold: GoldDocument, records: Sequence[MentionRecord], *, statuses: frozenset[str] | None) -> _Outcome:
    events = [(index, coded_event(record)) for index, record in enumerate(records)]
    kept = [(index, event) for index, event in events if statuses is None or event.status in statuses]
    pairs = [(row, kept[column][0], alike) for row, column, alike in align(gold.events, [e for _, e in kept])]
    by_index: dict[int, CodedEvent] = dict(kept)
    return _Outcome(
        gold=gold,
        predicted=[index for index, _ in kept],
        pairs=pairs,
        tallies=[compare(gold.events[row], by_index[index]) for row, index, _ in pairs],
    )


def _score(field: str, tallies: Sequence[Tally], *, n: int, exact: int, rng: Random) -> Score:
    bounds = bootstrap([tally for tally in tallies if tally != Tally()], _f1_of, rng=rng)
    low, high = bounds or (None, None)
    return Score(field=field, tally=sum(tallies, Tally()), n=n, exact=exact, low=low, high=high)


def _event_score(outcomes: Sequence[_Outcome], rng: Random) -> Score:
    tallies = [outcome.events for outcome in outcomes]
    return _score("events", tallies, n=len(tallies), exact=sum(map(_is_whole, tallies)), rng=rng)


def _field_score(name: str, outcomes: Sequence[_Outcome], rng: Random) -> Score:
    given = [tally[name] for outcome in outcomes for tally in outcome.tallies if name in tally]
    tallies = [outcome.field(name) for outcome in outcomes]
    return _score(name, tallies, n=len(given), exact=sum(map(_is_whole, given)), rng=rng)


def _pairs_of(outcome: _Outcome) -> list[Pair]:
    return [
        Pair(
            document=outcome.gold.key,
            gold=row,
            predicted=index,
            similarity=alike,
            wrong=tuple(name for name, tally in tallies.items() if not _is_whole(tally)),
        )
        for (row, index, alike), tallies in zip(outcome.pairs, outcome.tallies, strict=True)
    ]


def evaluate(
    gold: Sequence[GoldDocument], predictions: Mapping[str, Sequence[MentionRecord]], *, rng: Random
) -> Report:
    """Score mention records, by key of the gold document, against events coded by hand.

    A document without predictions is one where nothing was found. Where no gold event gives a status, predictions of
    what was planned, denied, hypothetical or historical are left aside: such coders wrote down what took place.
    """
    coded_status = any("status" in event.given for document in gold for event in document.events)
    statuses = None if coded_status else _REAL
    outcomes = [_outcome(document, predictions.get(document.key, ()), statuses=statuses) for document in gold]
    given = {name for outcome in outcomes for tally in outcome.tallies for name in tally}
    pairs = [pair for outcome in outcomes for pair in _pairs_of(outcome)]
    found = {(pair.document, pair.gold) for pair in pairs}
    used = {(pair.document, pair.predicted) for pair in pairs}
    every_gold = [(document.key, row) for document in gold for row in range(len(document.events))]
    every_prediction = [(outcome.gold.key, index) for outcome in outcomes for index in outcome.predicted]
    return Report(
        documents=len(gold),
        events=_event_score(outcomes, rng),
        fields=tuple(_field_score(name, outcomes, rng) for name, _, _ in RULES if name in given),
        pairs=tuple(pairs),
        missed=tuple(key for key in every_gold if key not in found),
        spurious=tuple(key for key in every_prediction if key not in used),
    )
