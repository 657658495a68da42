"""Forecasts for the areas of a store, for a circle of readers: from counts of others, or from its own events."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any, Literal

from marsad.analyse.forecasting import Area, AreaUnit, Forecast, Target
from marsad.analyse.forecasting.issue import issued
from marsad.analyse.forecasting.models import BEST
from marsad.analyse.forecasting.panel import Panel, month_after, month_counts, panel
from marsad.config import Config
from marsad.errors import ConfigError
from marsad.leaving import Circle, material
from marsad.store import Filters, Store
from marsad.types import MonthCount
from marsad.warning.find import last_day
from marsad.warning.names import namer

#: Where counts come from: the file of UCDP GED that was imported, or the events of the store.
Counts = Literal["ged", "own"]


#: Months known, below which nothing is forecast: a month without deaths would say that none will come.
FEWEST_MONTHS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """What to forecast. ``counts`` None: GED's where a file of it was imported, else the store's own."""

    unit: AreaUnit = "country"
    target: Target = "deaths"
    months: int = 6  #: ahead of the last month with data
    issued: date | None = None  #: a day of the last month seen; None: the last that is known to its end
    model: str = BEST
    counts: Counts | None = None
    country: str | None = None  #: ISO 3166-1 alpha-3: only its areas are told
    seed: int = 0
    pace: Mapping[str, Any] = field(default_factory=dict)  #: ``workers`` and ``progress`` of reading the events


def outlook(store: Store, config: Config, readers: Circle, asked: Outlook) -> tuple[Forecast, ...]:
    """The forecasts by area and month, of nothing later than ``issued``; none where the past is short of a year.

    For others than yourselves the store's events are counted as they may leave, and an area is told only where it
    has as many events as the policy asks of a sensitive count. GED's counts are public. Raises ConfigError where GED's
    are asked for and none were imported.
    """
    borrowed = [] if asked.counts == "own" else store.borrowed("ged")
    if asked.counts == "ged" and not borrowed:
        raise ConfigError("no counts of GED are in the store", next_step="Take them in: marsad import ged FILE.csv")
    told = _of(borrowed, config, asked) if borrowed else _own(store, config, readers, asked)
    if told is None or len(told.counts) < FEWEST_MONTHS:
        return ()
    found = issued(told, asked.months, model=asked.model, seed=asked.seed, wanted=_wanted(told, asked))
    return tuple(replace(one, counts=cited(store)) for one in found) if borrowed else found


def cited(store: Store) -> str:
    """The data set of others whose counts the store holds, as it is to be cited."""
    about = store.borrowed_from("ged")
    version = f" {about['version']}" if about.get("version") else ""
    return f"UCDP GED{version} (Sundberg and Melander 2013; {about.get('licence') or 'CC BY 4.0'})"


def _of(rows: Sequence[MonthCount], config: Config, asked: Outlook) -> Panel | None:
    return panel(rows, asked.unit, asked.target, last=_last(max(row.month for row in rows), asked), name=namer(config))


def _own(store: Store, config: Config, readers: Circle, asked: Outlook) -> Panel | None:
    told = material(store, Filters(), config, readers, **asked.pace)
    known = last_day(told, readers.now.date())
    if known is None:
        return None
    is_whole = (known + timedelta(days=1)).day == 1
    last = _last(month_after(known, 0 if is_whole else -1), asked)
    least = 1 if readers.level == "internal" else readers.policy.cells.k_sensitive
    return panel(month_counts(told, asked.unit, least=least), asked.unit, asked.target, last=last, name=namer(config))


def _last(known: date, asked: Outlook) -> date:
    """The last month seen: no later than what is known to its end."""
    return min(known, asked.issued.replace(day=1)) if asked.issued else known


def _wanted(told: Panel, asked: Outlook) -> Sequence[Area]:
    return [area for area in told.areas if asked.country in (None, area.country)]


def forecast_record(told: Forecast, source: str) -> dict[str, Any]:
    """A forecast as it is printed, without its draws."""
    error = told.past_error
    return {
        "record": "forecast", "unit": told.area.unit, "area": told.area.id, "name": told.area.name,
        "country": told.area.country, "target": told.target, "issued": told.issued.isoformat()[:7],
        "month": told.month.isoformat()[:7], "model": told.model, "counts": source, "counts_cited": told.counts,
        "mean": round(told.mean, 3),
        "low": told.quantile(0.05), "median": told.quantile(0.5), "high": told.quantile(0.95),
        "chances": {str(least): round(told.chance(least), 3) for least in AT_LEAST},
        "past_error": None if error is None else {
            "month": error.month.isoformat()[:7], "observed": error.observed, "low": error.low, "median": error.median,
            "high": error.high, "crps": round(error.crps, 3),
        },
    }  # fmt: skip


#: Numbers whose chances are told: any, and UCDP's threshold of a conflict, in a month; a hundred.
AT_LEAST = (1, 25, 100)
