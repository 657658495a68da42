"""Alerts and networks over a table in memory: its columns as those that :mod:`marsad.analyse` counts."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from marsad.analyse.material import COLUMNS, DAYS, DEGREES, LISTS, Material, coverage_of, day_of, schema
from marsad.serve.table import DICTIONARY, NONE, Table
from marsad.store import Covered

Rows = Any


def material(table: Table, rows: Rows, covered: Collection[Covered]) -> Material:
    """These rows, and how much was read by which source on which day."""
    import pyarrow as pa

    events = pa.table([_column(table, rows, name) for name in COLUMNS], schema=schema())
    coverage = coverage_of((one.source, one.day, one.documents, one.looks) for one in covered)
    return Material(events=events, coverage=coverage)


def _column(table: Table, rows: Rows, name: str) -> Any:
    import pyarrow as pa

    wanted = schema().field(name).type
    if name == "id":
        return pa.array(table.ids[rows].astype(str), wanted)
    if name in LISTS:
        held = table.lists[name].taken(rows)
        words = _worded(held.values, table.dictionaries[DICTIONARY[name]].words)
        return pa.ListArray.from_arrays(pa.array(held.starts, pa.int32()), words)
    values = table.columns[{"from_day": "first", "to_day": "last"}.get(name, name)][rows]
    if name in DEGREES:
        return pa.array(values, wanted, from_pandas=True)
    if name not in table.dictionaries:
        found = pa.array(values, pa.int32(), mask=values == NONE)
        return found.cast(wanted) if name in DAYS else found
    words = table.dictionaries[name].words
    if name in ("admin1", "admin2"):  # in a table they are named with their country
        words = [word.partition("/")[2] for word in words]
    return _worded(values, words)


def _worded(numbers: Any, words: Sequence[str]) -> Any:
    """Numbers into a list of words as words."""
    import pyarrow as pa

    codes = pa.array(numbers, pa.int32(), mask=numbers == NONE)
    return pa.DictionaryArray.from_arrays(codes, pa.array(words, pa.string())).cast(pa.string())


def documents(starts: Sequence[str], published: Mapping[date, int] | None) -> list[int] | None:
    """Documents published in each step, by how many on each day; None where that is not known to the reader."""
    if published is None:
        return None
    counts = [0] * len(starts)
    for day, many in published.items():
        step = bisect_right(starts, day.isoformat()) - 1
        if step >= 0:
            counts[step] += many
    return counts


def last_day(table: Table, rows: Rows, today: date) -> date:
    """The last day of a dated event among these rows, today at most; today where there is none."""
    last = table.columns["last"][rows]
    last = last[(last != NONE) & (table.columns["date_prec"][rows] != NONE)]
    return min(day_of(int(last.max())), today) if len(last) else today
