"""Events of a store as columns, for trends and alerts: as they are stored, or as they may leave."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import islice
from typing import Any

from marsad.analyse.material import Material, coverage_of, coverage_schema, events_of, schema
from marsad.config import Config
from marsad.leaving.out import Circle, leaving
from marsad.protect import Tally
from marsad.store import EventRow, Filters, Store, row_of

#: Rows turned into columns at a time, so that a million records are never held.
_STEP = 20_000


def material(store: Store, filters: Filters, config: Config, readers: Circle) -> Material:
    """What trends and alerts are computed from, for these readers.

    Internally it is what is stored, and coverage tells every source and day. For others each event passes protection,
    and coverage is what the reports of these events tell: a source that was looked at in vain is not known to them.
    """
    if readers.level == "internal" and not readers.reviewed_only:
        return Material(events=store.event_table(filters, schema()), coverage=store.coverage_table(coverage_schema()))
    import pyarrow as pa

    documents: dict[str, tuple[str | None, str]] = {}
    rows = _rows(store, filters, config, readers, documents)
    tables = [schema().empty_table()]
    while some := list(islice(rows, _STEP)):
        tables.append(events_of(some))
    return Material(events=pa.concat_tables(tables), coverage=_published(documents))


def _rows(
    store: Store, filters: Filters, config: Config, readers: Circle, documents: dict[str, tuple[str | None, str]]
) -> Iterator[EventRow]:
    """The events that may leave, and in ``documents`` where and when their reports were published."""
    narrowed = filters.admin is not None
    if narrowed:  # of so narrow a question the number of those held back would tell
        readers = replace(readers, tally=Tally())
    for record in leaving(store, filters, config, readers, narrowed=narrowed):
        for report in record["reports"]:
            if report["published"]:
                documents[report["document"]] = (report["source"], report["published"])
        yield row_of(record)


def _published(documents: dict[str, tuple[str | None, str]]) -> Any:
    counts = Counter(documents.values())
    ordered = sorted(counts.items(), key=lambda one: (one[0][0] or "", one[0][1]))
    return coverage_of((source, date.fromisoformat(day), number, 0) for (source, day), number in ordered)
