"""A store of synthetic events, to measure server and app: ``python -m benchmarks.serve_store FILE --events N``.

The events are those of :mod:`benchmarks.export_load`: real towns and provinces, no merging behind them.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.export_load import fill


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.serve_store", description=(__doc__ or "").strip())
    parser.add_argument("file", type=Path, help="DuckDB file to make")
    parser.add_argument("--events", type=int, default=100_000, metavar="N")
    chosen = parser.parse_args(argv)
    fill(chosen.file, chosen.events)
    return 0


if __name__ == "__main__":
    sys.exit(main())
