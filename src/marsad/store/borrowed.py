"""Counts by month and unit out of data sets of others, from which forecasts are made. They are no events."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from marsad.store import audit, rows
from marsad.store.engine import Connection, whole
from marsad.types import MonthCount

_COUNTS = (
    "SELECT month, country, admin1, admin2, cell, events, deaths FROM borrowed_counts WHERE standard = ?"
    " ORDER BY month, country, admin1, admin2, cell"
)


#: What the audit log calls counts that were taken in.
_TAKEN = "borrowed"


@whole
def set_counts(
    connection: Connection, standard: str, told: Sequence[MonthCount], about: Mapping[str, Any], *, at: datetime
) -> None:
    """Put these counts in the place of those of the same data set; the audit log says what they are."""
    now = rows.utc(at)
    audit.append(connection, _TAKEN, {"standard": standard, **about}, at=at)
    connection.execute("DELETE FROM count_versions WHERE standard = ? AND since_at = ?", [standard, now])
    connection.execute("UPDATE count_versions SET gone_at = ? WHERE standard = ? AND gone_at IS NULL", [now, standard])
    connection.insert("count_versions", [{"standard": standard, **one._asdict(), "since_at": now} for one in told])


def counts(connection: Connection, standard: str) -> list[MonthCount]:
    """The counts of a data set, by month and unit; none where it was never taken in."""
    return [MonthCount._make(row) for row in connection.execute(_COUNTS, [standard]).fetchall()]


def about(connection: Connection, standard: str, as_of: datetime | None) -> dict[str, Any]:
    """What was said of the counts of a data set that stand (at a moment); nothing where it was never taken in."""
    said = [one for one in audit.logged(connection, _TAKEN) if one["standard"] == standard]
    known = [one for one in said if as_of is None or one["done_at"] <= as_of]
    return known[-1] if known else {}
