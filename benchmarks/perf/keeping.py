"""What keeping costs: storing what was coded, merging it, and writing it out for others."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.perf.timing import cpu_s
from marsad import pipeline
from marsad.config import Config
from marsad.leaving import export
from marsad.store import Store
from marsad.types import Coding, Document

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def keep(coded: Iterable[tuple[Document, Coding]]) -> dict[str, float]:
    """Seconds of processor time for each step, in a new store."""
    told = list(coded)

    with TemporaryDirectory() as folder, Store(Path(folder) / "perf.duckdb") as store:

        def added() -> None:
            for document, coding in told:
                store.add(document, coding, (), at=NOW)
            store.flush()

        return {
            "store": cpu_s(added),
            "merge": cpu_s(lambda: pipeline.merge(store, config=Config(), now=NOW)),
            "export": cpu_s(lambda: export("jsonl", Path(folder) / "events.jsonl", store=store)),
        }
