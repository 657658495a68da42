"""How time grows with the number of documents: what is read, stored, merged and exported, without parsing.

A document is coded by itself, so that coding grows with their number and no faster; and parsing 100,000 would take an
hour. So codings are given: those of ``benchmarks.merging_load``, synthetic reports of one sentence and one mention from
wars as dense as those it describes, one to five reports an event.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import log
from statistics import linear_regression, median

from benchmarks.merging_load import Happening, happenings, load
from benchmarks.perf.keeping import NOW, keep
from benchmarks.perf.news import raw
from benchmarks.perf.timing import cpu_s, tell
from marsad import pipeline
from marsad.config import Config

#: Up to so many are timed several times: more take minutes, in which what disturbs them evens out.
_TIMED_OFTEN, _ROUNDS = 10_000, 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Growth:
    """Seconds of processor time of each step by the number of documents, and the power of that number with which they
    grow: 1 is as many times the time as documents.
    """

    seconds: dict[int, dict[str, float]]

    @property
    def exponents(self) -> dict[str, float]:
        sizes = sorted(self.seconds)
        across = [log(size) for size in sizes]
        return {
            step: linear_regression(across, [log(self.seconds[size][step]) for size in sizes]).slope
            for step in self.seconds[sizes[0]]
        }


def growth(sizes: Sequence[int]) -> Growth:
    """The steps over so many documents each."""
    war = happenings(None)
    found: dict[int, dict[str, float]] = {}
    for size in sizes:
        tell(f"{size:,} documents")
        rounds = [_steps(size, war) for _ in range(_ROUNDS if size <= _TIMED_OFTEN else 1)]
        steps = {step: median(one[step] for one in rounds) for step in rounds[0]}
        found[size] = {**steps, "all": sum(steps.values())}
    return Growth(seconds=found)


def _steps(size: int, war: Sequence[Happening]) -> dict[str, float]:
    told = [(document, coding) for _, document, coding in load(size, war)]
    raws = [raw(document.text) for document, _ in told]
    read = cpu_s(lambda: [*pipeline.read_sources(raws, config=Config(), now=NOW)])
    return {"read": read, **keep(told)}
