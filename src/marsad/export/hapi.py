"""HDX HAPI's conflict events: events and deaths by admin unit and month, in three kinds that overlap.

Source: the columns of HAPI's conflict_event. Events and their deaths count as in :mod:`marsad.export.acled`.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from marsad.cells import Cell, Cells, Period, Unit, merged_up
from marsad.export.acled import acled_rows
from marsad.export.form import Form, Piece
from marsad.export.knowledge import standard
from marsad.export.notes import stamp
from marsad.export.sheet import csv_pieces

Record = Mapping[str, Any]
Row = dict[str, Any]


@dataclass(slots=True, kw_only=True)
class _Counted:
    """Events by month, unit and kind; how many each count must have to be told, by event; P-codes by unit."""

    cells: dict[tuple[Period, Unit], Cells] = field(default_factory=dict)
    least_of: dict[str, int] = field(default_factory=dict)
    codes: dict[Unit, str] = field(default_factory=dict)
    warning: str = ""


def _made(records: Iterable[Record]) -> _Counted:
    """Only counts are held, not the records."""
    counted = _Counted()
    for record in records:
        unit = _unit(record)
        for row in acled_rows(record):
            held = counted.cells.setdefault((row["event_date"][:7], unit), {})
            for kind in _kinds(row):
                # An event of several days is one in a month.
                held.setdefault(kind, Cell()).add(Cell(events={record["id"]}, deaths=row["fatalities"]))
            counted.least_of[record["id"]] = record.get("protection", {}).get("least", 1)
            counted.codes |= _codes(record, unit)
        counted.warning = counted.warning or stamp(record)
    return counted


def _unit(record: Record) -> Unit:
    where = record["where"] or {}
    return (where.get("country") or "", where.get("admin1") or "", where.get("admin2") or "")


def _codes(record: Record, unit: Unit) -> dict[Unit, str]:
    """The P-codes of the unit and of the one above, where they are known."""
    codes, (country, one, two) = record.get("pcodes", {}), unit
    known = {(country, one, ""): codes.get("admin1") if one else None, unit: codes.get("admin2") if two else None}
    return {unit: code for unit, code in known.items() if code}


def _rows(made: Iterable[_Counted]) -> Iterator[Row]:
    """The rows, by country, unit and month; counts too small to be told stand with the unit above."""
    every = _Counted()
    for some in made:
        for key, held in some.cells.items():
            home = every.cells.setdefault(key, {})
            for kind, cell in held.items():
                home.setdefault(kind, Cell()).add(cell)
        every.least_of |= some.least_of
        every.codes |= some.codes
        every.warning = every.warning or some.warning
    told = merged_up(every.cells, every.least_of).cells
    rows = ((unit, month, kind) for (month, unit), held in told.items() for kind in held)
    return (
        _row(unit, month, kind, told[month, unit][kind], every.codes) | {"warning": every.warning}
        for unit, month, kind in sorted(rows)
    )


def _kinds(row: Row) -> Iterator[str]:
    for kind, word in standard("hapi")["disorder"].items():
        if word in (row["disorder_type"] or ""):
            yield kind
    if row["civilian_targeting"]:
        yield "civilian_targeting"


def _row(unit: Unit, month: str, kind: str, cell: Cell, codes: Mapping[Unit, str]) -> Row:
    country, one, two = unit
    year, number = map(int, month.split("-"))
    one_code, two_code = codes.get((country, one, ""), ""), codes.get(unit, "") if two else ""
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
        "events": len(cell.events),
        "fatalities": cell.deaths,
        "reference_period_start": f"{month}-01T00:00:00",
        "reference_period_end": f"{month}-{monthrange(year, number)[1]}T23:59:59",
    }


def _among(keeps: Callable[[Row], bool]) -> Form:
    """The format with only these rows, chosen when all is counted and what is too small stands with the unit above."""

    def join(made: Iterable[_Counted]) -> Iterator[Piece]:
        return csv_pieces((row for row in _rows(made) if keeps(row)), list(standard("hapi")["columns"]))

    return Form(make=_made, join=join, among=_among)


#: CSV of HAPI's 19 columns: one row for each unit, month and kind of event that has any.
hapi = _among(lambda _row: True)
