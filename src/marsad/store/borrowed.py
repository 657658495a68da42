"""Counts by month and unit out of data sets of others, from which forecasts are made. They are no events."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from marsad.store import rows
from marsad.store.engine import Connection, whole


class BorrowedCount(NamedTuple):
    """Events and deaths (best estimates) of a month in the finest units told; ``month`` is its first day."""

    month: date
    country: str | None
    admin1: str | None
    admin2: str | None
    cell: str | None
    events: int
    deaths: int


_COUNTS = (
    "SELECT month, country, admin1, admin2, cell, events, deaths FROM borrowed_counts WHERE standard = ?"
    " ORDER BY month, country, admin1, admin2, cell"
)


@whole
def set_counts(connection: Connection, standard: str, told: Sequence[BorrowedCount], *, at: datetime) -> None:
    """Put these counts in the place of those of the same data set."""
    now = rows.utc(at)
    connection.execute("DELETE FROM count_versions WHERE standard = ? AND since_at = ?", [standard, now])
    connection.execute("UPDATE count_versions SET gone_at = ? WHERE standard = ? AND gone_at IS NULL", [now, standard])
    connection.insert("count_versions", [{"standard": standard, **one._asdict(), "since_at": now} for one in told])


def counts(connection: Connection, standard: str) -> list[BorrowedCount]:
    """The counts of a data set, by month and unit; none where it was never taken in."""
    return [BorrowedCount._make(row) for row in connection.execute(_COUNTS, [standard]).fetchall()]
