"""Report what was read by hand, or draw values to read.

::

    python -m benchmarks.provenance --data ROOT               the share of quotes that support their value
    python -m benchmarks.provenance --data ROOT --draw 200    a sheet to read, as JSON Lines

Each line of a sheet holds what goes into ``judged.csv`` (``key``) and what a reader needs: the value, its quotes, the
sentence. ROOT is the folder that holds muc4 and ged.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from benchmarks.figures import MissingSetError, one_line, summary, table
from benchmarks.provenance import draw, score


def _sheet(root: Path, size: int, jobs: int) -> None:
    for one, sentence in draw(root, size, jobs=jobs):
        line = {
            "key": one.key,
            "field": one.field,
            "value": str(one.claim.value),
            "method": one.claim.method,
            "quotes": [quote.text for quote in one.claim.quotes],
            "sentence": sentence,
        }
        print(one_line(line))


def main() -> int:
    """0: reported, drawn, or skipped for want of data."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.provenance", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--data", type=Path, required=True, metavar="ROOT", help="folder that holds muc4 and ged")
    parser.add_argument("--draw", type=int, metavar="N", help="draw N values to read")
    parser.add_argument("--jobs", type=int, default=1, metavar="N", help="processes that code at a time")
    chosen = parser.parse_args()
    try:
        if chosen.draw:
            _sheet(chosen.data, chosen.draw, chosen.jobs)
        else:
            result = score(chosen.data, jobs=chosen.jobs)
            print(table("provenance", result))
            print(one_line(summary("provenance", result)))
    except MissingSetError as missing:
        print(f"provenance: skipped, {missing}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
