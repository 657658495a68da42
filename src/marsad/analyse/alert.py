"""What an alert says: since when, how much, compared with what, which events, and how often such an alert was wrong."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

#: ``count-model``: a change in the rate of counts; ``hdx-signals``: the rule of HDX Signals on deaths; ``assessments``:
#: what reports say of the direction of things.
Detector = Literal["count-model", "hdx-signals", "assessments"]
#: What a line of counts belongs to. Areas are never smaller than a second-level unit or a PRIO-GRID cell.
Axis = Literal["country", "admin1", "admin2", "cell", "custom", "dyad", "kind"]
AlertMeasure = Literal["events", "deaths", "assessments"]
AlertLevel = Literal["medium", "high"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What is counted day by day: one area, dyad or kind.

    ``key`` is what programs go by: ``SYR`` (country), ``SYR/Aleppo`` (admin1), ``SYR/Aleppo/Afrin`` (admin2),
    ``180365`` (PRIO-GRID gid), the name of a custom area, ``left – right`` (actor ids), ``ASSAULT``. ``name`` is for
    people.
    """

    axis: Axis
    key: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Consecutive days, both ends included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Reporting:
    """How much was written by the sources that tell of a line, and what of a change that explains.

    ``share`` is the part of the change, on a logarithmic scale, that goes with the change in documents: 0 where no more
    was written, 1 where the documents grew as much as what is counted. It is an upper bound, because more violence
    makes more documents too. None where there are no documents before or now, or where nothing was expected.
    """

    documents_per_day: float
    documents_per_day_before: float
    looked_days: int  #: days of the stretch on which a source was looked at
    share: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BackTest:
    """How a detector did on days that were long over, seeing only the days before each."""

    detector: Detector
    measure: AlertMeasure
    on: str  #: which data: ``"UCDP GED Syria 2016–2018, governorates"``, or ``"this database"``
    alarms: int
    false_alarms: int
    onsets: int
    missed: int
    area_years: float
    delay_days: float | None = None  #: median, from an onset to its first alarm

    @property
    def wrong(self) -> float | None:
        """Share of alarms that no escalation followed; None without any alarm."""
        return self.false_alarms / self.alarms if self.alarms else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """Something has become more, out of the ordinary, in one area, dyad or kind.

    ``observed`` is counted over ``stretch``, whose first day is since when it is so and whose last is the last day
    seen; ``expected`` is what ``before`` gives for as many days.
    """

    id: str  #: hash of detector, line, measure and the first day of the stretch
    detector: Detector
    level: AlertLevel
    line: Line
    measure: AlertMeasure
    stretch: Stretch
    observed: int
    before: Stretch
    expected: float
    probability: float | None  #: by the count model, that this is an escalation; None for rules
    events: tuple[str, ...]  #: ids, most deaths first, then the latest; at most 20
    events_in_all: int
    reporting: Reporting | None
    back_test: BackTest | None  #: of this detector on this measure; None where it was never tested
    reason: str  #: all of it in one English sentence

    @property
    def ratio(self) -> float | None:
        """Observed over expected; None where nothing was expected."""
        return self.observed / self.expected if self.expected else None
