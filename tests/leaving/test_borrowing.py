"""What is kept of a file of others: counts, as finely as each place is known."""

from __future__ import annotations

from datetime import date
from typing import Any

from marsad.leaving.borrowing import Counting
from marsad.types import MonthCount


def event(first: str, last: str | None = None, *, where_prec: int = 1, deaths: int = 2) -> dict[str, Any]:
    where = {
        "country": "AFG", "admin1": "Kunduz", "admin2": "Imam Sahib",
        "lat": 36.7, "lon": 68.9, "where_prec": where_prec,
    }  # fmt: skip
    when = {"first": first, "last": last or first, "date_prec": 1}
    return {"where": where, "when": when, "counts": {"killed": {"low": 1, "best": deaths, "high": 9}}}


def counted(*events: dict[str, Any]) -> Counting:
    counting = Counting()
    for one in events:
        counting.add(one)
    return counting


def test_events_of_a_month_and_unit_are_one_count() -> None:
    found = counted(event("2024-03-01"), event("2024-03-31", deaths=5), event("2024-04-01")).counts()
    assert found == [
        MonthCount(date(2024, 3, 1), "AFG", "Kunduz", "Imam Sahib", "182658", 2, 7),
        MonthCount(date(2024, 4, 1), "AFG", "Kunduz", "Imam Sahib", "182658", 1, 2),
    ]


def test_a_place_is_counted_as_finely_as_it_is_known() -> None:
    units = [counted(event("2024-03-01", where_prec=prec)).counts()[0][2:5] for prec in (2, 3, 4, 6)]
    assert units == [
        ("Kunduz", "Imam Sahib", "182658"), ("Kunduz", "Imam Sahib", None), ("Kunduz", None, None), (None, None, None),
    ]  # fmt: skip


def test_what_is_told_more_vaguely_than_a_month_stands_in_none() -> None:
    counting = counted(event("2024-01-01", "2024-12-31"), event("2024-02-20", "2024-03-20"))
    assert (counting.counted, counting.vague) == (1, 1)
    assert counting.counts()[0].month == date(2024, 3, 1)
