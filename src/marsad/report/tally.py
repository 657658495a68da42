"""Numbers out of events: how many were hurt, by the lowest, best and highest counts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

Record = Mapping[str, Any]

MEASURES = ("killed", "injured", "detained", "abducted", "displaced", "participants")


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """Sums over events; ``is_open`` where one of them sets no upper bound. ``events`` are the ids behind them."""

    low: int
    best: int
    high: int
    is_open: bool
    events: tuple[str, ...]


def total(records: Iterable[Record], measure: str) -> Total:
    """The sums of one measure over the events that count it."""
    counted = [record for record in records if _is_counted(record, measure)]
    counts = [record["counts"][measure] for record in counted]
    return Total(
        low=sum(_first(count, "low", "best") for count in counts),
        best=sum(_first(count, "best", "low", "high") for count in counts),
        high=sum(_first(count, "high", "best", "low") for count in counts),
        is_open=any(count["high"] is None for count in counts),
        events=tuple(record["id"] for record in counted),
    )


def _is_counted(record: Record, measure: str) -> bool:
    count = record["counts"].get(measure) or {}
    return any(count.get(bound) is not None for bound in ("low", "best", "high"))


def _first(count: Mapping[str, int | None], *bounds: str) -> int:
    """The first bound that is known, else 0: nobody is known to be below a lone upper bound."""
    return next((number for bound in bounds if (number := count[bound]) is not None), 0)
