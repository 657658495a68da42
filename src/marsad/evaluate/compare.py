"""Where two codings of one event agree: one rule for each field.

A rule gives a :class:`Tally`: how many values one side holds, how many the other, how many are the same. The rules:

=============== ==========================================================================================
kind, mode, …   equal labels
parties         same role and same actor: equal ids, else equal names (case, accents and articles do not count)
where           equal ids, else points within 25 km (as far as UCDP's precision 2 reaches), else equal names
admin1, country equal; read from ``where``
when            the same first and the same last day
counts          for each measure the same best number
counts_in_range for each measure a best number between the other side's low and high
means, …        equal words
=============== ==========================================================================================
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from marsad.evaluate.gold import CodedCount, CodedEvent, CodedParty, CodedPlace

Item = TypeVar("Item")

NEAR_KM = 25.0
_EARTH_RADIUS_KM = 6371.0088


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Counts behind precision, recall and F1. ``right`` may differ by side where two values match one."""

    right: int = 0
    predicted: int = 0
    gold: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            right=self.right + other.right, predicted=self.predicted + other.predicted, gold=self.gold + other.gold
        )

    @property
    def precision(self) -> float | None:
        return self.right / self.predicted if self.predicted else None

    @property
    def recall(self) -> float | None:
        return self.right / self.gold if self.gold else None

    @property
    def f1(self) -> float | None:
        """2 · right / (predicted + gold); None where neither side holds anything."""
        held = self.predicted + self.gold
        return 2 * self.right / held if held else None


def folded(text: str) -> str:
    """Lower case, no accents, no punctuation, no leading article, single spaces."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return re.sub(r"^(?:the|a|an) ", "", " ".join(re.findall(r"\w+", bare)))


def distance_km(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Great-circle distance of two points in degrees (haversine on the mean sphere)."""
    phi, other_phi = math.radians(lat), math.radians(other_lat)
    half = math.sin((other_phi - phi) / 2) ** 2
    half += math.cos(phi) * math.cos(other_phi) * math.sin(math.radians(other_lon - lon) / 2) ** 2
    return 2 * _EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(half)))


def _same_party(left: CodedParty, right: CodedParty) -> bool:
    if left.role != right.role:
        return False
    if left.actor and right.actor:
        return left.actor == right.actor
    names = ({folded(name) for name in (party.name, party.text) if name} for party in (left, right))
    return bool(set.intersection(*names))


def _same_place(left: CodedPlace, right: CodedPlace) -> bool:
    if left.id and right.id and left.id == right.id:
        return True
    if left.lat is not None and left.lon is not None and right.lat is not None and right.lon is not None:
        return distance_km(left.lat, left.lon, right.lat, right.lon) <= NEAR_KM
    return bool(left.name and right.name) and folded(left.name or "") == folded(right.name or "")


def _same_count(left: CodedCount, right: CodedCount) -> bool:
    return left.measure == right.measure and left.best == right.best


def _in_range(left: CodedCount, right: CodedCount) -> bool:
    """``left`` is the gold side."""
    best = right.best
    low, high = left.low if left.low is not None else left.best, left.high
    return (
        left.measure == right.measure
        and best is not None
        and (low is None or low <= best)
        and (high is None or best <= high)
    )


def _paired(gold: Sequence[Item], predicted: Sequence[Item], same: Callable[[Item, Item], bool]) -> Tally:
    """One-to-one: each gold value takes the first predicted one that is the same and still free."""
    free = list(predicted)
    right = 0
    for value in gold:
        found = next((index for index, other in enumerate(free) if same(value, other)), None)
        if found is not None:
            right += 1
            del free[found]
    return Tally(right=right, predicted=len(predicted), gold=len(gold))


def _equal(left: Hashable, right: Hashable) -> bool:
    return folded(left) == folded(right) if isinstance(left, str) and isinstance(right, str) else left == right


def _alone(value: Any) -> tuple[Any, ...]:
    return () if value is None else (value,)


def _label(name: str) -> Callable[[CodedEvent, CodedEvent], Tally]:
    return lambda gold, other: _paired(_alone(getattr(gold, name)), _alone(getattr(other, name)), _equal)


def _list(name: str, same: Callable[[Any, Any], bool] = _equal) -> Callable[[CodedEvent, CodedEvent], Tally]:
    return lambda gold, other: _paired(getattr(gold, name), getattr(other, name), same)


def _counts(same: Callable[[CodedCount, CodedCount], bool]) -> Callable[[CodedEvent, CodedEvent], Tally]:
    """Only the measures that gold names are compared; one named as null says that the text gives none."""

    def compare(gold: CodedEvent, other: CodedEvent) -> Tally:
        named = {count.measure for count in gold.counts}
        told = [count for count in gold.counts if count.best is not None]
        return _paired(told, [c for c in other.counts if c.measure in named and c.best is not None], same)

    return compare


def _where(gold: CodedEvent, other: CodedEvent) -> Tally:
    return _paired(_alone(gold.where), _alone(other.where), _same_place)


def _part_of_where(name: str) -> Callable[[CodedEvent, CodedEvent], Tally]:
    def compare(gold: CodedEvent, other: CodedEvent) -> Tally:
        told = getattr(gold.where, name, None)
        if told is None and gold.where is not None:
            return Tally()
        return _paired(_alone(told), _alone(getattr(other.where, name, None)), _equal)

    return compare


def _days(gold: CodedEvent, other: CodedEvent) -> Tally:
    days = [_alone((when.first, when.last) if when else None) for when in (gold.when, other.when)]
    return _paired(days[0], days[1], _equal)


#: The fields that are scored, in the order of the report: (name, field of the event it is read from, rule).
RULES: tuple[tuple[str, str, Callable[[CodedEvent, CodedEvent], Tally]], ...] = (
    ("kind", "kind", _label("kind")),
    ("mode", "mode", _label("mode")),
    ("status", "status", _label("status")),
    ("parties", "parties", _list("parties", _same_party)),
    ("where", "where", _where),
    ("admin1", "where", _part_of_where("admin1")),
    ("country", "where", _part_of_where("country")),
    ("when", "when", _days),
    ("counts", "counts", _counts(_same_count)),
    ("counts_in_range", "counts", _counts(_in_range)),
    ("means", "means", _list("means")),
    ("escort", "escort", _list("escort")),
    ("targets", "targets", _list("targets")),
    ("outcome", "outcome", _list("outcome")),
    ("campaign", "campaign", _label("campaign")),
    ("ordinal", "ordinal", _label("ordinal")),
    ("acled", "acled", _label("acled")),
    ("ged", "ged", _label("ged")),
)


def compare(gold: CodedEvent, other: CodedEvent) -> dict[str, Tally]:
    """The tally of every field that ``gold`` gives."""
    return {name: rule(gold, other) for name, read_from, rule in RULES if read_from in gold.given}
