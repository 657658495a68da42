"""Sums over events."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How much happened and how much was written about it.

    Deaths are sums of the low, best and high numbers told; an event without a number adds none, and ``deaths_told``
    says how many have one. ``reports`` is the number of documents.
    """

    events: int
    deaths_low: int
    deaths_best: int
    deaths_high: int
    deaths_told: int
    reports: int


def tally(events: Iterable[Mapping[str, Any]]) -> Tally:
    """The sums over these event records."""
    held = list(events)
    told = [event["counts"]["killed"] for event in held if "killed" in event["counts"]]
    deaths = [_bounds(count) for count in told if count["best"] is not None or count["low"] is not None]
    return Tally(
        events=len(held),
        deaths_low=sum(low for low, _, _ in deaths),
        deaths_best=sum(best for _, best, _ in deaths),
        deaths_high=sum(high for _, _, high in deaths),
        deaths_told=len(deaths),
        reports=len({document for event in held for document in event["documents"]}),
    )


def _bounds(count: Mapping[str, int | None]) -> tuple[int, int, int]:
    """(low, best, high), a bound that is not told being the nearest that is."""
    best = count["best"] if count["best"] is not None else count["low"] or 0
    low = best if count["low"] is None else count["low"]
    return low, best, best if count["high"] is None else count["high"]
