"""Scores Marsad on public data that nobody on the project wrote.

::

    python -m benchmarks NAME --data DIR      a table, then one JSON object as the last line
    python -m benchmarks --list               the names
    python -m benchmarks --check --data ROOT  each set found in ROOT/NAME against benchmarks/floors.toml
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks import event_location, ged, geo, muc4, onset, plover_gsr, ratchet, re3d, reports, ucdp_monthly
from benchmarks.figures import MissingSetError, Options, Result, one_line, summary, table

#: Every benchmark by name: a function from options to a result, its docstring the line in ``--list``.
BENCHMARKS: dict[str, Callable[[Options], Result]] = {
    "muc4": muc4.run,
    "ged": ged.run,
    "event_location": event_location.run,
    "plover_gsr": plover_gsr.run,
    "re3d": re3d.run,
    "geo": geo.run,
    "reports": reports.run,
    "ucdp_monthly": ucdp_monthly.run,
    "onset": onset.run,
}


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("name", nargs="?", choices=list(BENCHMARKS), help="which benchmark")
    parser.add_argument("--data", type=Path, metavar="DIR", help="folder of the set; with --check, the folder above")
    parser.add_argument("--limit", type=int, metavar="N", help="score the first N rows only")
    parser.add_argument("--jobs", type=int, default=1, metavar="N", help="processes that code at a time")
    parser.add_argument(
        "--part", default="dev", help="part of a set that comes in parts (muc4: dev, train; ged: headlines)"
    )
    parser.add_argument(
        "--gazetteer-before",
        type=int,
        metavar="YEAR",
        help="ged: add the places of events before YEAR as a user adds a gazetteer, score the events from it on",
    )
    parser.add_argument("--errors", type=Path, metavar="FILE", help="write the misses to FILE as JSON Lines")
    parser.add_argument("--list", action="store_true", help="name the benchmarks")
    parser.add_argument("--check", action="store_true", help="compare with the floors; fail below them")
    parser.add_argument("--raise", dest="raise_floors", action="store_true", help="with --check: raise floors reached")
    chosen = parser.parse_args(argv)
    if not chosen.list and chosen.data is None:
        parser.error("--data DIR is needed")
    if not chosen.list and not chosen.check and chosen.name is None:
        parser.error(f"name one of {', '.join(BENCHMARKS)}")
    return chosen


def _score(name: str, options: Options, errors: Path | None) -> int:
    try:
        result = BENCHMARKS[name](options)
    except MissingSetError as missing:
        print(f"{name}: skipped, {missing}")
        print(one_line({"benchmark": name, "skipped": True, "reason": str(missing)}))
        return 0
    if errors:
        errors.write_text("".join(f"{one_line(miss)}\n" for miss in result.misses), encoding="utf-8")
    print(table(name, result))
    print(one_line(summary(name, result)))
    return 0


def main(argv: Sequence[str] | None = None) -> int:
    """0: scored, or skipped for want of data. 1: below a floor. 2: wrong arguments (argparse)."""
    chosen = _arguments(argv)
    if chosen.list:
        for name, run in BENCHMARKS.items():
            print(f"{name:<16}{(run.__doc__ or '').splitlines()[0]}")
        return 0
    options = Options(
        data=chosen.data,
        limit=chosen.limit,
        jobs=chosen.jobs,
        part=chosen.part,
        gazetteer_before=chosen.gazetteer_before,
    )
    if chosen.check:
        named = [chosen.name] if chosen.name else list(BENCHMARKS)
        return ratchet.check({name: BENCHMARKS[name] for name in named}, options, raise_floors=chosen.raise_floors)
    return _score(chosen.name, options, chosen.errors)


if __name__ == "__main__":
    sys.exit(main())
