"""Seconds of processor time, which others who use the machine disturb least, and what they are told in."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from time import process_time
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """Median seconds of processor time that a stage took for so many documents and sentences."""

    name: str
    seconds: float
    documents: int
    sentences: int

    @property
    def ms_per_document(self) -> float:
        return 1000 * self.seconds / self.documents

    @property
    def ms_per_sentence(self) -> float:
        return 1000 * self.seconds / self.sentences

    @property
    def documents_per_s(self) -> float:
        return self.documents / self.seconds


def cpu_s(work: Callable[[], Any]) -> float:
    """Seconds of processor time of one call, all its threads together."""
    started = process_time()
    work()
    return process_time() - started


def median_s(work: Callable[[], Any], rounds: int) -> float:
    return median(cpu_s(work) for _ in range(rounds))


def peak_mb() -> float | None:
    """The most memory this process has held, where the system tells (not on Windows)."""
    try:
        import resource
    except ImportError:
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1e6 if sys.platform == "darwin" else 1e3)


def tell(words: str) -> None:
    """What is being done, for whoever waits."""
    print(f"  … {words}", file=sys.stderr, flush=True)
