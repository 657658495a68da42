"""Counts by area and month: what forecasts are made from."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from marsad.analyse.axes import members
from marsad.analyse.forecasting.types import Area, AreaUnit, Target
from marsad.analyse.material import Material, day_of
from marsad.types import MonthCount

#: The name of an area by unit and id.
Namer = Callable[[str, str], str]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Panel:
    """``counts`` is an array of months by areas; each month from ``first`` on was looked at."""

    target: Target
    first: date
    areas: tuple[Area, ...]
    counts: Any

    @property
    def last(self) -> date:
        """The last month with data."""
        return month_after(self.first, len(self.counts) - 1)

    def until(self, month: date) -> Panel:
        """As it stood when this was the last month known."""
        return replace(self, counts=self.counts[: months_between(self.first, month) + 1])


def month_after(month: date, number: int) -> date:
    """The first day of the month so many after (before, where negative)."""
    years, left = divmod(month.year * 12 + month.month - 1 + number, 12)
    return date(years, left + 1, 1)


def months_between(first: date, last: date) -> int:
    """How many months the one is after the other."""
    return (last.year - first.year) * 12 + last.month - first.month


def unit_key(row: MonthCount, unit: AreaUnit) -> str | None:
    """The id of the area of a row, as in :class:`Area`; None where it is not known so finely."""
    if unit == "cell":
        return row.cell
    parts = [row.country, row.admin1, row.admin2][: ("country", "admin1", "admin2").index(unit) + 1]
    return "/".join(part for part in parts if part) if all(parts) else None


def panel(rows: Iterable[MonthCount], unit: AreaUnit, target: Target, *, last: date, name: Namer) -> Panel | None:
    """The counts by area and month up to ``last``; None where there are none. Areas stand by their ids."""
    import numpy as np

    told = [(key, row) for row in rows if row.month <= last and (key := unit_key(row, unit)) is not None]
    if not told:
        return None
    first = min(row.month for _, row in told)
    keys = sorted({key for key, _ in told})
    place = {key: number for number, key in enumerate(keys)}
    counts = np.zeros((months_between(first, last) + 1, len(keys)), dtype=np.int64)
    for key, row in told:
        counts[months_between(first, row.month), place[key]] += row.deaths if target == "deaths" else row.events
    return Panel(target=target, first=first, areas=tuple(area(unit, key, name) for key in keys), counts=counts)


def area(unit: AreaUnit, key: str, name: Namer) -> Area:
    """The area with this id."""
    return Area(unit=unit, id=key, name=name(unit, key), country=None if unit == "cell" else key.partition("/")[0])


def month_counts(told: Material, unit: AreaUnit, *, least: int) -> list[MonthCount]:
    """What took place by area of this unit and month: events told to a month, each in the month of its middle day.

    Areas with fewer than ``least`` events in all are left out.
    """
    import numpy as np

    events = told.occurred().events
    first, last = (events[name].to_numpy().astype("datetime64[D]") for name in ("from_day", "to_day"))
    is_told = ~np.isnat(first) & ~np.isnat(last) & ~events["date_prec"].is_null().to_numpy()
    is_told &= (last - first).astype(np.int64) < 31
    months = (first + (last - first) // 2).astype("datetime64[M]")
    killed = np.maximum(events["killed"].fill_null(0).to_numpy(), 0)
    held = members(events, unit)
    kept = is_told[held.rows] & (np.bincount(held.lines, minlength=len(held.keys))[held.lines] >= least)
    rows, lines = held.rows[kept], held.lines[kept]
    if not len(rows):
        return []
    month = months[rows].astype(np.int64)
    first_month, width = month.min(), np.ptp(month) + 1
    pairs, place = np.unique(lines * width + (month - first_month), return_inverse=True)
    numbers = np.bincount(place).tolist()
    deaths = np.bincount(place, killed[rows]).astype(int).tolist()
    days = (pairs % width + first_month).astype("datetime64[M]").astype("datetime64[D]").astype(np.int64).tolist()
    return [
        _row(unit, held.keys[line], day_of(day), number, dead)
        for line, day, number, dead in zip((pairs // width).tolist(), days, numbers, deaths, strict=True)
    ]


def _row(unit: AreaUnit, key: str, month: date, events: int, deaths: int) -> MonthCount:
    country, admin1, admin2 = (None, None, None) if unit == "cell" else (*key.split("/", 2), None, None)[:3]
    cell = key if unit == "cell" else None
    return MonthCount(month, country, admin1, admin2, cell, events, deaths)
