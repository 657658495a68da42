"""Material with no more in it than trends and alerts read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import count
from types import SimpleNamespace
from typing import Any

from marsad.analyse.material import COLUMNS, Material, coverage_of, events_of

FIRST = date(2020, 1, 1)
_NUMBER = count()


def row(day: date | None, **more: Any) -> SimpleNamespace:
    """One event of Aleppo, as a narrow row."""
    plain: dict[str, Any] = dict.fromkeys(COLUMNS)
    plain |= {
        "id": f"e{next(_NUMBER):05}", "from_day": day, "to_day": day, "date_prec": 1 if day else None,
        "kind": "ASSAULT", "status": "happened", "grade": "fair", "country": "SYR", "admin1": "Aleppo",
        "actors": [], "initiators": [], "recipients": [], "sources": ["Wire"],
    }  # fmt: skip
    return SimpleNamespace(**{**plain, **more})


def days(first: int, last: int, every: int = 1) -> list[date]:
    """Days counted from the first of 2020."""
    return [FIRST + timedelta(days=number) for number in range(first, last, every)]


def material(rows: Iterable[Any], looked: Sequence[date] = (), documents: int = 1) -> Material:
    """The rows, and one source that published so many documents on each day looked at."""
    return Material(events=events_of(rows), coverage=coverage_of(("Wire", day, documents, 1) for day in looked))
