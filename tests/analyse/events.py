"""Event records with no more in them than analysis reads."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from typing import Any

_NUMBER = count()


def event(
    *,
    when: str | None = None,
    killed: Sequence[int | None] | None = None,
    by: Sequence[str | None] = (),
    on: Sequence[str | None] = (),
    **more: Any,
) -> dict[str, Any]:
    first, _, last = (when or "").partition("..")
    where = {key: more.pop(key, None) for key in ("country", "admin1", "admin2")}
    record = {
        "kind": "ASSAULT",
        "mode": None,
        "status": "happened",
        "grade": "weak",
        "sources": ["A"],
        "documents": [f"d{next(_NUMBER)}"],
        "parties": [
            *({"role": "initiator", "actor": actor} for actor in by),
            *({"role": "recipient", "actor": actor} for actor in on),
        ],
        "where": where if any(where.values()) else None,
        "when": {"first": first, "last": last or first, "date_prec": 1} if when else None,
        "counts": {} if killed is None else {"killed": dict(zip(("low", "best", "high"), killed, strict=True))},
    }
    return {**record, **more}
