"""One worker and two: how much faster two are, and what each holds."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from benchmarks.perf.timing import tell
from marsad.types import RawDocument

#: Few enough that a run of them is the start of its workers.
_FEW = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One ``marsad run``: seconds that passed and seconds of processors, of all processes, without their start; MB of
    the largest process.
    """

    workers: int
    wall_s: float
    cpu_s: float
    largest_mb: float


def runs(raws: Sequence[RawDocument], rounds: int) -> list[Run]:
    """The articles coded by one worker and by two in turn, so often; of each the medians."""
    found: dict[int, list[Run]] = {1: [], 2: []}
    with TemporaryDirectory() as folder:
        few, every = Path(folder) / "few.jsonl", Path(folder) / "every.jsonl"
        for path, some in ((few, raws[:_FEW]), (every, raws)):
            lines = (json.dumps({"text": one.body.decode(), "language": one.language}) for one in some)
            path.write_text("\n".join(lines), "utf-8")
        for number, workers in product(range(rounds), found):
            tell(f"marsad run --workers {workers}")
            here = Path(folder) / str(number)
            start, whole = _run(few, workers, here), _run(every, workers, here)
            wall, cpu = whole.wall_s - start.wall_s, whole.cpu_s - start.cpu_s
            found[workers].append(Run(workers=workers, wall_s=wall, cpu_s=cpu, largest_mb=whole.largest_mb))
    return [_median(some) for some in found.values()]


def _median(some: Sequence[Run]) -> Run:
    return Run(
        workers=some[0].workers,
        wall_s=median(run.wall_s for run in some),
        cpu_s=median(run.cpu_s for run in some),
        largest_mb=median(run.largest_mb for run in some),
    )


def _run(source: Path, workers: int, folder: Path) -> Run:
    out = folder / f"{source.stem}-{workers}"
    command = [sys.executable, "-m", "marsad", "run", str(source), "--out", str(out), "--workers", str(workers)]
    began = perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status):
        raise SystemExit(f"this failed: {' '.join(command)}")
    return Run(
        workers=workers,
        wall_s=perf_counter() - began,
        cpu_s=used.ru_utime + used.ru_stime,
        largest_mb=used.ru_maxrss / 1000,
    )
