"""Events of a data set of others as counts by month and unit: what a store may keep of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from marsad.analyse.keys import step_of
from marsad.export.ged import priogrid_gid
from marsad.types import MonthCount

#: The coarsest where_prec (UCDP) at which an event is told of a cell, of a second-level and of a first-level unit.
_PRECISION = {"cell": 2, "admin2": 3, "admin1": 4}

_Unit = tuple[date, str | None, str | None, str | None, str | None]


class Counting:
    """Counts imported records (:mod:`marsad.export.imported`), one at a time.

    An event stands in the month of its middle day; one told more vaguely than a month stands in none.
    """

    def __init__(self) -> None:
        self._held: dict[_Unit, list[int]] = {}
        self.counted = 0
        self.vague = 0

    def add(self, record: Mapping[str, Any]) -> None:
        """Count one event."""
        month = step_of(record, "month")
        if month is None:
            self.vague += 1
            return
        self.counted += 1
        held = self._held.setdefault((month, *_units(record)), [0, 0])
        held[0] += 1
        held[1] += (record["counts"].get("killed") or {}).get("best") or 0

    def counts(self) -> list[MonthCount]:
        """What was counted, by month and unit."""
        ordered = sorted(self._held.items(), key=lambda one: (one[0][0], *(unit or "" for unit in one[0][1:])))
        return [MonthCount(*unit, events, deaths) for unit, (events, deaths) in ordered]


def _units(record: Mapping[str, Any]) -> tuple[str | None, str | None, str | None, str | None]:
    """Country, first- and second-level unit, cell: as finely as the place is known."""
    where = record["where"]
    has_point = where["lat"] is not None and where["lon"] is not None
    cell = str(priogrid_gid(where["lat"], where["lon"])) if has_point else None
    told = {"admin1": where["admin1"], "admin2": where["admin2"], "cell": cell}
    precision = where["where_prec"] or 7
    known = {name: value if precision <= _PRECISION[name] else None for name, value in told.items()}
    return where["country"], known["admin1"], known["admin2"], known["cell"]
