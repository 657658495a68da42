"""Two data sets side by side: which events both hold, what each holds alone, and how those that both hold agree.

Neither is the truth. An event of one is an event of the other where it is at most :data:`NEAR_KM` and :data:`NEAR_DAYS`
away; of several that could be, the likest, and each once (the likest pairs first, ties by id).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from marsad.evaluate.compare import distance_km

#: As far as UCDP's precision 2 reaches.
NEAR_KM = 25.0
#: A report of the night before and one of the next day are dated two days apart.
NEAR_DAYS = 2
#: Kilometres of a degree of latitude, rounded down, to pass over what is far without trigonometry.
_DEGREE_KM = 111.0
#: What an equal type, sub-type, side or number of deaths is worth beside a place and a day that are the same (1 each).
_TYPE, _SUB_TYPE, _SIDE, _DEATHS = 0.5, 0.5, 1.0, 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One event of a data set, as far as two can be compared. ``sides`` are ids of actors or folded names."""

    id: str
    first: date
    last: date
    country: str | None
    admin1: str | None
    lat: float | None
    lon: float | None
    type: str | None
    sub_type: str | None
    deaths: int
    sides: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """An event that both hold. ``km`` is None where one of the two is an area."""

    left: Told
    right: Told
    likeness: float
    km: float | None
    days_apart: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlap:
    """What two data sets share. Shares are None where nothing is compared."""

    pairs: tuple[Match, ...]
    only_left: tuple[Told, ...]
    only_right: tuple[Told, ...]

    @property
    def left_covered(self) -> float | None:
        """The share of the left set that the right one holds too."""
        return _share(len(self.pairs), len(self.pairs) + len(self.only_left))

    @property
    def right_covered(self) -> float | None:
        return _share(len(self.pairs), len(self.pairs) + len(self.only_right))

    @property
    def same_type(self) -> float | None:
        return _share(sum(pair.left.type == pair.right.type for pair in self.pairs), len(self.pairs))

    @property
    def same_sub_type(self) -> float | None:
        return _share(sum(pair.left.sub_type == pair.right.sub_type for pair in self.pairs), len(self.pairs))

    @property
    def same_side(self) -> float | None:
        """The share of pairs that name an actor in common."""
        return _share(sum(bool(pair.left.sides & pair.right.sides) for pair in self.pairs), len(self.pairs))

    @property
    def median_km(self) -> float | None:
        return median([pair.km for pair in self.pairs if pair.km is not None] or [0.0]) if self.pairs else None

    @property
    def same_day(self) -> float | None:
        return _share(sum(pair.days_apart == 0 for pair in self.pairs), len(self.pairs))

    @property
    def same_deaths(self) -> float | None:
        return _share(sum(pair.left.deaths == pair.right.deaths for pair in self.pairs), len(self.pairs))

    @property
    def deaths(self) -> tuple[int, int]:
        """All deaths of either set."""
        left = sum(pair.left.deaths for pair in self.pairs) + sum(told.deaths for told in self.only_left)
        right = sum(pair.right.deaths for pair in self.pairs) + sum(told.deaths for told in self.only_right)
        return left, right

    @property
    def deaths_of_pairs(self) -> tuple[int, int]:
        return sum(pair.left.deaths for pair in self.pairs), sum(pair.right.deaths for pair in self.pairs)


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def match(left: Sequence[Told], right: Sequence[Told]) -> Overlap:
    """Match two data sets, one event to one."""
    possible = sorted(_possible(left, right), key=lambda pair: (-pair.likeness, pair.left.id, pair.right.id))
    taken_left: set[str] = set()
    taken_right: set[str] = set()
    pairs = []
    for pair in possible:
        if pair.left.id not in taken_left and pair.right.id not in taken_right:
            taken_left.add(pair.left.id)
            taken_right.add(pair.right.id)
            pairs.append(pair)
    return Overlap(
        pairs=tuple(sorted(pairs, key=lambda pair: (pair.left.first, pair.left.id))),
        only_left=tuple(told for told in left if told.id not in taken_left),
        only_right=tuple(told for told in right if told.id not in taken_right),
    )


def _possible(left: Sequence[Told], right: Sequence[Told]) -> Iterator[Match]:
    """Every pair near enough in time and space."""
    by_day: dict[tuple[str | None, date], list[Told]] = defaultdict(list)
    for told in right:
        for day in _days(told, 0):
            by_day[told.country, day].append(told)
    for one in left:
        near = (other for day in _days(one, NEAR_DAYS) for other in by_day.get((one.country, day), ()))
        for other in {other.id: other for other in near}.values():
            yield from _pair(one, other)


def _days(told: Told, slack: int) -> Iterator[date]:
    first = told.first - timedelta(days=slack)
    for number in range((told.last - told.first).days + 1 + 2 * slack):
        yield first + timedelta(days=number)


def _pair(one: Told, other: Told) -> Iterator[Match]:
    km = _km(one, other)
    if km is None and one.admin1 != other.admin1:
        return
    if km is not None and km > NEAR_KM:
        return
    days_apart = max(0, (max(one.first, other.first) - min(one.last, other.last)).days)
    likeness = (0.5 if km is None else 1 - km / NEAR_KM) + 1 - days_apart / (NEAR_DAYS + 1)
    likeness += _TYPE * (one.type == other.type) + _SUB_TYPE * (one.sub_type == other.sub_type)
    likeness += _SIDE * bool(one.sides & other.sides) + _DEATHS * (one.deaths == other.deaths)
    yield Match(left=one, right=other, likeness=likeness, km=km, days_apart=days_apart)


def _km(one: Told, other: Told) -> float | None:
    if one.lat is None or one.lon is None or other.lat is None or other.lon is None:
        return None
    if abs(one.lat - other.lat) * _DEGREE_KM > NEAR_KM:
        return float("inf")
    return distance_km(one.lat, one.lon, other.lat, other.lon)
