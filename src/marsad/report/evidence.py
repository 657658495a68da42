"""All that a report may speak of, gathered before a word is written: nothing in this room asks the store.

Records passed :mod:`marsad.protect`; what analyses found comes as it was found and is not worked out again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from marsad.places.countries import load_countries
from marsad.places.keys import fold
from marsad.report.model import Asked

if TYPE_CHECKING:
    from marsad.analyse import Alert, Change, Forecast

Record = Mapping[str, Any]
Ring = Sequence[tuple[float, float]]

#: Statuses of what took place, as in :mod:`marsad.analyse`. A plan, a denial and an anniversary are in no figure.
OCCURRED = frozenset(("happened", "ongoing", "attempted"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """One period as long as that of the report. ``looked_days``: on which a source told something or was looked at."""

    first: date
    last: date
    looked_days: int
    records: tuple[Record, ...]  #: of events that took place, overlapping

    @property
    def is_known(self) -> bool:
        """Whether nothing found would mean that nothing was told."""
        return bool(self.looked_days or self.records)


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFacts:
    """One source in the period. Licence, language and party are as the source registry has them."""

    name: str
    reports: int
    reports_before: int  #: in the period before
    looked_days: int
    failed_looks: int
    licence: str | None = None
    language: str | None = None
    party: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessed:
    """What one report says of the direction of things; subject and area only where they name nobody private."""

    id: str
    published: date
    source: str
    direction: str
    subject: str | None
    area: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A first-level unit as it is drawn. ``names`` are keys of spellings."""

    names: frozenset[str]
    name: str
    rings: tuple[Ring, ...]  #: longitude, latitude
    is_asked: bool  #: it belongs to the area of the report


@dataclass(frozen=True, slots=True, kw_only=True)
class Shapes:
    """What a map is drawn from; ``discs`` are middles (longitude, latitude) of second-level units, by key."""

    units: tuple[Unit, ...]
    borders: tuple[tuple[str, Ring], ...]  #: "country" or "disputed", line
    discs: Mapping[str, tuple[float, float]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """``windows``: those of the 12 months before, the latest first. None where something was not asked for or is not
    there.
    """

    asked: Asked
    records: tuple[Record, ...]
    windows: tuple[Window, ...]
    changes: Mapping[Literal["events", "deaths_best"], Change]
    unlooked_days: int | None  #: of the period; None where nothing is known of looks
    sources: tuple[SourceFacts, ...]
    assessments: tuple[Assessed, ...] = ()
    alerts: tuple[Alert, ...] | None = None
    forecasts: tuple[Forecast, ...] | None = None
    shapes: Shapes | None = None
    issued: tuple[Record, ...] | None = None  #: what the last issue rested on, as it could be told then
    issued_now: tuple[Record, ...] = ()  #: the events of that issue's area and period as they may be told now


def occurred(records: Iterable[Record]) -> tuple[Record, ...]:
    """The records of what took place, by day and id."""
    held = (record for record in records if record["status"] in OCCURRED)
    return tuple(sorted(held, key=lambda record: (day_of(record), record["id"])))


def day_of(record: Record) -> str:
    """Its first possible day, else that of its first report, else nothing."""
    when = record["when"]
    return str(when["first"]) if when else str(record["published"] or "")


def last_day_of(record: Record) -> str:
    """Its last possible day, else that of its first report, else nothing."""
    when = record["when"]
    return str(when["last"]) if when else str(record["published"] or "")


def is_within_unit(asked: Asked, told: Iterable[Record]) -> bool:
    """Whether the report is on a first-level unit, or on one within it: then it counts by second-level units."""
    units = {fold(unit) for record in told if (unit := (record["where"] or {}).get("admin1"))}
    return fold(asked.area) in units or (len(units) == 1 and not is_country(asked.area))


def is_country(area: str) -> bool:
    """Whether an area is a country, by name or alpha-3."""
    called = fold(area)
    return any(
        called in {fold(name) for name in (country.alpha3, country.name, *country.names)}
        for country in load_countries()
    )
