"""One worker and two: how much faster two are, and what each holds."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
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


def runs(raws: Sequence[RawDocument]) -> list[Run]:
    """The articles coded by one worker, then by two."""
    found = []
    with TemporaryDirectory() as folder:
        few, every = Path(folder) / "few.jsonl", Path(folder) / "every.jsonl"
        for path, some in ((few, raws[:_FEW]), (every, raws)):
            lines = (json.dumps({"text": one.body.decode(), "language": one.language}) for one in some)
            path.write_text("\n".join(lines), "utf-8")
        for workers in (1, 2):
            tell(f"marsad run --workers {workers}")
            start, whole = _run(few, workers, folder), _run(every, workers, folder)
            wall, cpu = whole.wall_s - start.wall_s, whole.cpu_s - start.cpu_s
            found.append(Run(workers=workers, wall_s=wall, cpu_s=cpu, largest_mb=whole.largest_mb))
    return found


def _run(source: Path, workers: int, folder: str) -> Run:
    out = Path(folder) / f"{source.stem}-{workers}"
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
