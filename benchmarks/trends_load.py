"""Synthetic load: how long trends and alerts over a large store take, and in how much memory.

::

    python -m benchmarks.trends_load --events 50000 [--level internal] [--keep DB]

The store is that of :mod:`benchmarks.export_load`; ``--keep`` fills that file, or uses it where it is there. A row is
one call of the command line, from its start to its end. The last line is one JSON object.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from benchmarks.export_load import fill
from benchmarks.figures import one_line

#: What is asked: the verb and its options.
CALLS = {
    "trends by month": ("trends",),
    "trends by admin1 and week": ("trends", "--by", "admin1", "--step", "week"),
    "trends by dyad and month": ("trends", "--by", "dyad"),
    "emerging actors": ("trends", "--by", "actor", "--emerging", "--recent", "3"),
    "networks by year": ("trends", "--network", "--step", "year"),
    "courses": ("courses",),
    "alerts": ("alerts", "--by", "admin1", "--by", "cell", "--by", "dyad", "--by", "kind"),
    "report of a province": ("report", "--area", "Aleppo"),
    "report of a country": ("report", "--area", "SYR"),
}
#: What a report is further asked: a month that has a year of the load before it.
_REPORT = ("--from", "2022-05-01", "--to", "2022-05-31", "-o")


def measure(name: str, db: Path, level: str, folder: Path) -> dict[str, Any]:
    """One call: seconds, processor seconds, memory of the largest process."""
    program = "from marsad.cli import main; main()"
    form = (*_REPORT, str(folder / "out.html")) if CALLS[name][0] == "report" else ("--format", "jsonl")
    options = [*CALLS[name], "--db", str(db), f"--{level}", *form]
    began = perf_counter()
    with (folder / "out").open("wb") as out:
        process = subprocess.Popen([sys.executable, "-c", program, *options], stdout=out, stderr=subprocess.DEVNULL)
        _, status, used = os.wait4(process.pid, 0)
    wall = perf_counter() - began
    if os.waitstatus_to_exitcode(status) > 1:
        raise SystemExit(f"{name} could not be asked")
    return {
        "call": name,
        "wall_s": round(wall, 1),
        "cpu_s": round(used.ru_utime + used.ru_stime, 1),
        "largest_process_mb": used.ru_maxrss >> 10,
        "lines": _lines(folder),
    }


def _lines(folder: Path) -> int:
    """Of what was written, which is then taken away."""
    written = list(folder.glob("out*"))
    lines = sum(path.read_bytes().count(b"\n") for path in written)
    for path in written:
        path.unlink()
    return lines


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.trends_load", description=(__doc__ or "").splitlines()[0]
    )
    parser.add_argument("--events", type=int, default=50_000, metavar="N", help="events of the store (50,000)")
    parser.add_argument("--call", action="append", choices=list(CALLS), help="what to ask; default: all")
    parser.add_argument("--level", default="internal", choices=("public", "partners", "internal"))
    parser.add_argument("--keep", type=Path, metavar="DB", help="fill this file, or use it where it is there")
    chosen = parser.parse_args(argv)
    with TemporaryDirectory() as folder:
        db = chosen.keep or Path(folder) / "load.duckdb"
        if not db.exists():
            fill(db, chosen.events)
        told = [measure(name, db, chosen.level, Path(folder)) for name in chosen.call or list(CALLS)]
    for one in told:
        print(
            "{call:28} {wall_s:8} s {cpu_s:8} s of processors {largest_process_mb:6} MB {lines:8} lines".format_map(one)
        )
    print(one_line({"benchmark": "trends_load", "events": chosen.events, "level": chosen.level, "calls": told}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
