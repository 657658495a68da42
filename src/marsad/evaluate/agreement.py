"""Do two coders write down the same? Raw agreement and Krippendorff's alpha, field by field.

Both are printed, always: on skewed categories alpha is low while agreement is high, and neither alone tells the truth.
From 0.80 alpha counts as good, from 0.667 as tentative (Krippendorff, Content Analysis, 2004).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from itertools import permutations
from typing import Any, Literal

from marsad.evaluate.align import align
from marsad.evaluate.compare import folded
from marsad.evaluate.gold import CodedEvent, GoldDocument

Level = Literal["nominal", "ordinal"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """One field over the ``n`` events for which every coder gave it; on ``same`` of them all say the same.

    ``alpha`` is None where it is not defined: fewer than two values in all, or only one kind of value.
    """

    field: str
    level: Level
    n: int
    same: int
    alpha: float | None

    @property
    def raw(self) -> float | None:
        return self.same / self.n if self.n else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Concordance:
    """``both`` events were coded by the two, ``only_left`` and ``only_right`` by one of them."""

    documents: int
    both: int
    only_left: int
    only_right: int
    fields: tuple[Agreement, ...]


def _distance(values: Sequence[Any], counts: Counter[Any], level: Level) -> Callable[[Any, Any], float]:
    """Squared difference of two values: 0 or 1, or by the ranks that lie between them."""
    if level == "nominal":
        return lambda left, right: float(left != right)
    below, total = {}, 0.0
    for value in sorted(values):
        below[value] = total + counts[value] / 2
        total += counts[value]
    return lambda left, right: (below[left] - below[right]) ** 2


def alpha(units: Sequence[Sequence[Any]], *, level: Level = "nominal") -> float | None:
    """Krippendorff's alpha: one minus observed over expected disagreement.

    ``units`` holds the values that each unit got, from any number of coders; units with fewer than two say nothing.
    Ordinal values must be orderable.
    """
    units = [unit for unit in units if len(unit) > 1]
    counts = Counter(value for unit in units for value in unit)
    total = sum(counts.values())
    if len(counts) <= 1:
        return None
    distance = _distance(list(counts), counts, level)
    observed = sum(
        sum(distance(left, right) for left, right in permutations(unit, 2)) / (len(unit) - 1) for unit in units
    )
    expected = sum(counts[left] * counts[right] * distance(left, right) for left, right in permutations(counts, 2))
    return 1 - (total - 1) * observed / expected


def _parties(role: str) -> Callable[[CodedEvent], Hashable]:
    return lambda event: tuple(
        sorted(party.actor or folded(party.name or party.text or "") for party in event.parties if party.role == role)
    )


def _place(event: CodedEvent) -> Hashable:
    return event.where and (event.where.id or folded(event.where.name or ""))


def _days(event: CodedEvent) -> Hashable:
    return event.when and (event.when.first, event.when.last)


def _count(measure: str) -> Callable[[CodedEvent], Hashable]:
    return lambda event: next((count.best for count in event.counts if count.measure == measure), None)


#: (name, field it is read from, level, value). None is a value of a nominal field: "the text tells none".
_VALUES: tuple[tuple[str, str, Level, Callable[[CodedEvent], Hashable]], ...] = (
    ("kind", "kind", "nominal", lambda event: event.kind),
    ("mode", "mode", "nominal", lambda event: event.mode),
    ("status", "status", "nominal", lambda event: event.status),
    ("initiator", "parties", "nominal", _parties("initiator")),
    ("recipient", "parties", "nominal", _parties("recipient")),
    ("where", "where", "nominal", _place),
    ("where_prec", "where", "ordinal", lambda event: event.where and event.where.where_prec),
    ("when", "when", "nominal", _days),
    ("date_prec", "when", "ordinal", lambda event: event.when and event.when.date_prec),
    ("killed", "counts", "ordinal", _count("killed")),
    ("injured", "counts", "ordinal", _count("injured")),
    ("acled", "acled", "nominal", lambda event: event.acled),
    ("ged", "ged", "nominal", lambda event: event.ged),
)


def concur(name: str, units: Sequence[Sequence[Hashable]], *, level: Level = "nominal") -> Agreement:
    """Raw agreement and alpha of one field; a unit holds the values that an event got. An ordinal None is left out."""
    told = [unit for unit in units if level == "nominal" or None not in unit]
    same = sum(len(set(unit)) == 1 for unit in told)
    return Agreement(field=name, level=level, n=len(told), same=same, alpha=alpha(told, level=level))


def values_told(event: CodedEvent) -> dict[str, Hashable]:
    """What a coder said of an event in each field that agreement is measured on; fields not given are left out."""
    return {name: value(event) for name, read_from, _, value in _VALUES if read_from in event.given}


def field_agreements(units: Sequence[Sequence[CodedEvent]]) -> tuple[Agreement, ...]:
    """Agreement field by field; a unit holds what each coder made of one event."""
    told = [[values_told(event) for event in unit] for unit in units]
    found = []
    for name, _, level, _ in _VALUES:
        coded = [[values[name] for values in unit] for unit in told if all(name in values for values in unit)]
        if coded:
            found.append(concur(name, coded, level=level))
    return tuple(found)


def agreement(left: Sequence[GoldDocument], right: Sequence[GoldDocument]) -> Concordance:
    """Compare two coders over the documents that both coded; their events are aligned first."""
    by_key = {document.key: document for document in right}
    shared = [(document, by_key[document.key]) for document in left if document.key in by_key]
    pairs = [
        (one.events[row], other.events[column])
        for one, other in shared
        for row, column, _ in align(one.events, other.events)
    ]
    return Concordance(
        documents=len(shared),
        both=len(pairs),
        only_left=sum(len(one.events) for one, _ in shared) - len(pairs),
        only_right=sum(len(other.events) for _, other in shared) - len(pairs),
        fields=field_agreements(pairs),
    )
