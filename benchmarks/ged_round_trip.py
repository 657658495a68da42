"""UCDP GED read as events and written again: which columns change, in how many rows.

::

    python -m benchmarks.ged_round_trip --data DIR

``DIR`` holds a file of GED (``*.csv`` or ``*.csv.gz``). Numbers are compared as numbers, days as days, all else as
text; ``docs/exports.md`` says why each column that changes does. The last line is one JSON object.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.figures import one_line
from marsad.export.ged import ged_row
from marsad.export.imported import read_imported


def changed(before: Mapping[str, str], after: Mapping[str, Any]) -> Iterator[str]:
    """The columns of a row that say something else when it comes back."""
    for column, value in before.items():
        told = "" if after.get(column) is None else str(after[column])
        try:
            is_same = float(value) == float(told)
        except ValueError:
            is_same = value.removesuffix(" 00:00:00.000") == told
        if not is_same:
            yield column


def _rows(file: Path) -> Iterator[dict[str, str]]:
    opened = gzip.open if file.suffix == ".gz" else open
    with opened(file, "rt", encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.ged_round_trip", description=(__doc__ or "").splitlines()[0]
    )
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="folder of the file")
    file = next(iter(sorted(parser.parse_args(argv).data.glob("*.csv*"))), None)
    if file is None:
        parser.error("there is no *.csv or *.csv.gz in that folder")
    rows, lost, columns = 0, 0, Counter[str]()
    for before, event in zip(_rows(file), read_imported(file).events, strict=True):
        after = ged_row(event)
        rows += 1
        lost += after is None
        columns.update(changed(before, after or {}) if after is not None else ())
    for column, number in columns.most_common():
        print(f"{column:20} {number:6} rows say something else")
    print(one_line({"benchmark": "ged_round_trip", "rows": rows, "without_a_row": lost, "changed": dict(columns)}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
