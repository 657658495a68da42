"""HDX HAPI's conflict events: events and deaths by admin unit and month, in three kinds that overlap.

Source: the columns of HAPI's conflict_event. Events and their deaths count as in :mod:`marsad.export.acled`.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from marsad.export.acled import acled_rows
from marsad.export.knowledge import standard
from marsad.export.sheet import write_csv

Record = Mapping[str, Any]
Row = dict[str, Any]

#: country, admin 1, its P-code, admin 2, its P-code, month, kind of event
_Cell = tuple[str, str, str, str, str, str, str]


@dataclass(slots=True, kw_only=True)
class _Tally:
    events: set[str] = field(default_factory=set)  #: ids, as an event of several days is one in a month
    fatalities: int = 0


def hapi(records: Iterable[Record], out: BinaryIO) -> int:
    """CSV of HAPI's 19 columns: one row for each unit, month and kind of event that has any."""
    return write_csv(hapi_rows(records), standard("hapi")["columns"], out)


def hapi_rows(records: Iterable[Record]) -> Iterator[Row]:
    """The rows, by country, unit and month. Only the tallies are held, not the records."""
    cells: dict[_Cell, _Tally] = {}
    for record in records:
        for row in acled_rows(record):
            for kind in _kinds(row):
                tally = cells.setdefault(_cell(record, row, kind), _Tally())
                tally.events.add(record["id"])
                tally.fatalities += row["fatalities"]
    for cell in sorted(cells):
        yield _row(cell, cells[cell])


def _kinds(row: Row) -> Iterator[str]:
    for kind, word in standard("hapi")["disorder"].items():
        if word in (row["disorder_type"] or ""):
            yield kind
    if row["civilian_targeting"]:
        yield "civilian_targeting"


def _cell(record: Record, row: Row, kind: str) -> _Cell:
    where, codes = record["where"], record.get("pcodes", {})
    one, two = (where["admin1"] or "", where["admin2"] or "")
    units = (one, codes.get("admin1") or "", two, codes.get("admin2") or "")
    return (where["country"] or "", *units, row["event_date"][:7], kind)


def _row(cell: _Cell, tally: _Tally) -> Row:
    country, one, one_code, two, two_code, month, kind = cell
    year, number = map(int, month.split("-"))
    return dict.fromkeys(standard("hapi")["columns"]) | {
        "location_code": country,
        "provider_admin1_name": one,
        "provider_admin2_name": two,
        "admin1_code": one_code,
        "admin1_name": one if one_code else "",
        "admin2_code": two_code,
        "admin2_name": two if two_code else "",
        "admin_level": 2 if two else 1 if one else 0,
        "event_type": kind,
        "events": len(tally.events),
        "fatalities": tally.fatalities,
        "reference_period_start": f"{month}-01T00:00:00",
        "reference_period_end": f"{month}-{monthrange(year, number)[1]}T23:59:59",
    }
