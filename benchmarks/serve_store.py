"""A store of so many synthetic events, for measuring the server: ``python -m benchmarks.serve_store FILE --events N``.

The events are those of :mod:`benchmarks.merging_load`, each folded from its own reports without looking for others.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import groupby, islice
from pathlib import Path

from benchmarks.merging_load import happenings, load
from marsad.codebook import load_codebook
from marsad.merge import FoldPolicy, fold
from marsad.resolve import rederived
from marsad.store import Store
from marsad.types import Coding, Document, Event

_NOW = datetime(2026, 1, 1, tzinfo=UTC)
#: Documents before the store gives its memory back.
_STEP = 5000

Told = tuple[str, Document, Coding]


def fill(store: Store, events: int) -> None:
    """So many events with their reports."""
    groups = _groups(events)
    codebook, policy = load_codebook(), FoldPolicy()
    while some := list(islice(groups, _STEP)):
        folded: list[Event] = []
        for group in some:
            for _, document, coding in group:
                store.add(document, coding, (), at=_NOW)
            mentions = [coding.mentions[0] for _, _, coding in group]
            prints = {coding.document: coding.fingerprints for _, _, coding in group if coding.fingerprints}
            folded.append(rederived(fold(mentions, policy=policy, prints=prints), codebook))
        store.replace_events((), folded, at=_NOW)
        print(f"{store.stats().events} events", file=sys.stderr)


def _groups(events: int) -> Iterator[list[Told]]:
    """The reports of each event."""
    war = happenings(None)
    told = load(events * 10, war)  # more reports than there can be
    return islice((list(group) for _, group in groupby(told, key=lambda one: one[0])), events)


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.serve_store", description=(__doc__ or "").strip())
    parser.add_argument("file", type=Path, help="DuckDB file to make")
    parser.add_argument("--events", type=int, default=100_000, metavar="N")
    chosen = parser.parse_args(argv)
    with Store(chosen.file) as store:
        fill(store, chosen.events)
    return 0


if __name__ == "__main__":
    sys.exit(main())
