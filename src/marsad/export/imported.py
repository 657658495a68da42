"""A user's own ACLED and GED files as events, so that they can be compared. They stand in no store and leave with none.

An imported event is a flat record like all others, with the source "imported", without quotes, and with ``licence``
("restricted" for ACLED, whose terms forbid to pass it on) and ``imported`` (the standard, its id, and the codes that a
record has no place for).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from marsad.errors import ReadError
from marsad.export.from_acled import acled_event
from marsad.export.from_ged import ged_event
from marsad.export.loose import Order, Row, order_of, rows_of
from marsad.types import Problem

Record = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standard:
    """How the files of one standard are told and read."""

    licence: str
    tells: frozenset[str]  #: columns that all its files have
    day: str  #: a column of days
    read: Callable[[Row, Order], tuple[Record | None, list[str]]]  #: a row → its event, and what is odd in it


STANDARDS: Mapping[str, Standard] = {
    "acled": Standard(
        licence="restricted",
        tells=frozenset(("event_date", "event_type", "actor1", "fatalities")),
        day="event_date",
        read=acled_event,
    ),
    "ged": Standard(
        licence="CC BY 4.0",
        tells=frozenset(("type_of_violence", "side_a", "side_b", "date_start", "best")),
        day="date_start",
        read=ged_event,
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """The events of a file; ``problems`` fill up while they are read."""

    standard: str
    licence: str
    events: Iterator[Record]
    problems: list[Problem] = field(default_factory=list)


def read_imported(path: Path) -> Imported:
    """The events of a user's ACLED or GED file, old or new, told apart by its columns.

    Raises ReadError for a file that cannot be read or is of neither kind. A row that cannot be read is a Problem.
    """
    name = _standard_of(path)
    standard, problems = STANDARDS[name], list[Problem]()
    order = order_of(row.get(standard.day, "") for row in rows_of(path))
    return Imported(
        standard=name, licence=standard.licence, events=_events(path, name, order, problems), problems=problems
    )


def _standard_of(path: Path) -> str:
    columns = set(next(rows_of(path), {}))
    for name, standard in STANDARDS.items():
        if standard.tells <= columns:
            return name
    raise ReadError(
        f"{path} is neither ACLED's nor UCDP GED's table",
        next_step="ACLED has event_date, event_type, actor1, fatalities; GED type_of_violence, side_a, best.",
        path=str(path),
    )


def _events(path: Path, name: str, order: Order, problems: list[Problem]) -> Iterator[Record]:
    standard = STANDARDS[name]
    for number, row in enumerate(rows_of(path), start=2):
        event, odd = standard.read(row, order)
        problems += [Problem(stage="import", code="odd-row", detail=f"row {number}: {what}") for what in odd]
        if event is not None:
            yield event | {"licence": standard.licence}
