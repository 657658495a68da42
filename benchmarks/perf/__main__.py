"""Time everything in one run, and print it as a table and as JSON.

::

    python -m benchmarks.perf [--data ROOT] [--full] [--json FILE]

``ROOT`` holds the folders ``geo`` and ``muc4`` (benchmarks/README.md); without it only the project's own examples are
timed. All is in seconds of processor time, each the median of some rounds, so that others who use the machine disturb
it little; only the gain of a second worker is by the clock. ``x spaCy`` is a ratio: the time of a stage against that of
the bare spaCy pipeline over every sentence of the same articles, in the same run. Growth goes to 10,000 documents, with
``--full`` to 100,000, which takes ten minutes more and is timed once beyond 10,000.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks.figures import one_line
from benchmarks.perf.growth import Growth, growth
from benchmarks.perf.news import examples, of_sets
from benchmarks.perf.stages import YARDSTICK, stages
from benchmarks.perf.starting import lookups, start_up
from benchmarks.perf.timing import Stage, peak_mb, tell
from benchmarks.perf.workers import Run, runs
from marsad import pipeline
from marsad.config import load_config
from marsad.types import RawDocument

_SIZES, _FULL = (1_000, 3_000, 10_000), (30_000, 100_000)


def table(name: str, found: Sequence[Stage]) -> Iterator[str]:
    """One line a stage."""
    yardstick = next(one.seconds for one in found if one.name == YARDSTICK)
    yield f"\n{name}: {found[0].documents} documents, {found[0].sentences} sentences"
    yield f"  {'':26}{'documents/s':>12}{'ms/document':>13}{'ms/sentence':>13}{'x spaCy':>9}"
    for one in found:
        yield (
            f"  {one.name:26}{one.documents_per_s:12,.1f}{one.ms_per_document:13,.2f}{one.ms_per_sentence:13,.3f}"
            f"{one.seconds / yardstick:9.2f}"
        )


def growth_table(found: Growth) -> Iterator[str]:
    steps = list(found.exponents)
    yield "\ngrowth, codings given (seconds of processor time; the power of the number of documents)"
    yield f"  {'documents':>10}" + "".join(f"{step:>10}" for step in steps)
    for size, seconds in found.seconds.items():
        yield f"  {size:10,}" + "".join(f"{seconds[step]:10.2f}" for step in steps)
    yield f"  {'power':>10}" + "".join(f"{found.exponents[step]:10.2f}" for step in steps)


def workers_table(found: Sequence[Run]) -> Iterator[str]:
    one, two = found
    load = f", load of the machine {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    yield f"\nmarsad run, without the start of its workers{load}"
    yield f"  {'workers':>10}{'by clock':>10}{'processors':>12}{'largest':>10}"
    for run in found:
        yield f"  {run.workers:10}{run.wall_s:8.1f} s{run.cpu_s:10.1f} s{run.largest_mb:7.0f} MB"
    yield f"  the second makes it x {one.wall_s / two.wall_s:.2f}; processors took x {two.cpu_s / one.cpu_s:.2f}"


def measured(kinds: dict[str, list[RawDocument]], sizes: Sequence[int], rounds: int) -> Iterator[tuple[str, Any]]:
    """Each part of the figures under its name; its table is printed as soon as it is there."""
    # before anything large is held here: a process is told to hold what it was forked from
    ran = runs([raw for raws in kinds.values() for raw in raws], rounds)
    _say(workers_table(ran))
    yield "workers", [asdict(run) for run in ran]
    tell("start-up and look-ups")
    started, looked = start_up(rounds), lookups()
    _say(["start-up, seconds of processor time", *(f"  {name:26}{value:12.2f}" for name, value in started.items())])
    _say(["look-ups a second", *(f"  {name:26}{value:12,.0f}" for name, value in looked.items())])
    yield "start_up_s", started
    yield "lookups_per_s", looked
    coder = pipeline.load_coder(load_config())
    for name, raws in kinds.items():
        tell(f"{name}, {rounds} rounds")
        found = stages(raws, coder, rounds)
        _say(table(name, found))
        yield name, [{**asdict(one), "documents_per_s": one.documents_per_s} for one in found]
    yield "peak_mb", peak_mb()
    grown = growth(sizes)
    _say(growth_table(grown))
    yield "growth", {"seconds": grown.seconds, "exponents": grown.exponents}


def _say(lines: Iterator[str] | Sequence[str]) -> None:
    print("\n".join(lines), flush=True)


def main(argv: Sequence[str] | None = None) -> int:
    """Measure and print, the last line as JSON."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.perf", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, metavar="ROOT", help="folder of the sets geo and muc4")
    parser.add_argument("--limit", type=int, default=100, metavar="N", help="articles of each kind (100)")
    parser.add_argument("--rounds", type=int, default=3, metavar="N", help="of which the median is taken (3)")
    parser.add_argument("--full", action="store_true", help="growth to 100,000 documents")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures here as well")
    given = parser.parse_args(argv)
    kinds = {"examples": examples(), **(dict(of_sets(given.data, given.limit)) if given.data else {})}
    sizes = (*_SIZES, *_FULL) if given.full else _SIZES
    figures = {"benchmark": "perf", **dict(measured(kinds, sizes, given.rounds))}
    if given.json:
        given.json.write_text(one_line(figures) + "\n", "utf-8")
    print(one_line(figures))
    return 0


if __name__ == "__main__":
    sys.exit(main())
