"""What a forecast is: a distribution over counts of one area and month, never a place on a map or a day."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from datetime import date
from math import ceil
from typing import Literal

#: What is counted: people killed (best estimates), or events.
Target = Literal["deaths", "events"]
#: Units of area, none finer than a second division or a cell of PRIO-GRID (half a degree).
AreaUnit = Literal["country", "admin1", "admin2", "cell"]


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Area:
    """``id`` is "SYR", "SYR/Idlib", "SYR/Idlib/Harim" or PRIO-GRID's gid; ``country`` ISO 3166-1 alpha-3."""

    unit: AreaUnit
    id: str
    name: str
    country: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PastError:
    """What was forecast as many months ahead by the last issue whose months are all known by now, and what came.

    ``low``, ``median`` and ``high`` are the 5, 50 and 95 % quantiles. ``crps`` is in the target's unit; for a single
    number it would be the absolute error.
    """

    month: date
    observed: int
    low: int
    median: int
    high: int
    crps: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """How many deaths or events an area may see in a month."""

    area: Area
    target: Target
    issued: date  #: first day of the last month whose data it saw
    month: date  #: first day of the month it is about
    draws: tuple[int, ...]  #: ascending, equally likely
    model: str
    past_error: PastError | None = None  #: None where there are too few months to look back on
    counts: str | None = (
        None  #: whose counts it was made from, with version, licence and authors; None: the store's own
    )

    def chance(self, at_least: int) -> float:
        """Share of the draws with at least so many."""
        return 1 - bisect_left(self.draws, at_least) / len(self.draws)

    def quantile(self, share: float) -> int:
        """The least number that at least this share of the draws do not exceed."""
        rank = ceil(round(share * len(self.draws), 9))  # 0.07 * 100 is a little more than 7
        return self.draws[max(rank, 1) - 1]

    @property
    def mean(self) -> float:
        """The expected number."""
        return sum(self.draws) / len(self.draws)
