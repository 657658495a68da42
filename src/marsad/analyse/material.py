"""What trends and alerts are computed from: events as columns and how much was read, a million events at a time."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from marsad.analyse.keys import OCCURRED

#: Columns of an event, as :class:`marsad.store.EventRow` names them: words, whole numbers, days, degrees, lists.
WORDS = ("kind", "mode", "status", "grade", "country", "admin1", "admin2")
NUMBERS = ("date_prec", "where_prec", "killed")
DAYS = ("from_day", "to_day")
DEGREES = ("lat", "lon")
LISTS = ("actors", "initiators", "recipients", "sources")
COLUMNS = ("id", *DAYS, *NUMBERS, *WORDS, *DEGREES, *LISTS)

#: Days: a gap as long as this is one in which nobody looked.
_GAP = 28
_EPOCH = date(1970, 1, 1).toordinal()


def schema() -> Any:
    """The Arrow schema of :attr:`Material.events`."""
    import pyarrow as pa

    types = {name: pa.string() for name in ("id", *WORDS)}
    types |= {name: pa.int32() for name in NUMBERS} | {name: pa.date32() for name in DAYS}
    types |= {name: pa.float64() for name in DEGREES} | {name: pa.list_(pa.string()) for name in LISTS}
    return pa.schema([(name, types[name]) for name in COLUMNS])


def coverage_schema() -> Any:
    """The Arrow schema of :attr:`Material.coverage`."""
    import pyarrow as pa

    return pa.schema([("source", pa.string()), ("day", pa.date32()), ("documents", pa.int32()), ("looks", pa.int32())])


@dataclass(frozen=True, kw_only=True, eq=False)
class Material:
    """``events``: an Arrow table of :func:`schema`. ``coverage``: each source and day on which it published or was
    looked at (:func:`coverage_schema`).
    """

    events: Any
    coverage: Any

    def occurred(self, statuses: Collection[str] = OCCURRED) -> Material:
        """Without what did not take place."""
        import pyarrow as pa
        import pyarrow.compute as pc

        held = pc.is_in(self.events["status"], pa.array(sorted(statuses)))
        return Material(events=self.events.filter(held), coverage=self.coverage)

    def looked(self) -> list[date]:
        """The days on which somebody looked, in their order."""
        import pyarrow.compute as pc

        days = pc.drop_null(pc.unique(self.coverage["day"]))
        return sorted(days.to_pylist())


@dataclass(frozen=True, kw_only=True, eq=False)
class Members:
    """Which event (row of the table) belongs to which line (index into ``keys``): arrays of one length.

    An event can belong to several lines, and to none.
    """

    rows: Any
    lines: Any
    keys: list[str]

    def among(self, wanted: Any) -> Members:
        """Only these lines (indices), numbered anew in the order given."""
        import numpy as np

        place = np.full(len(self.keys), -1)
        place[wanted] = np.arange(len(wanted))
        found = place[self.lines]
        held = found >= 0
        return Members(rows=self.rows[held], lines=found[held], keys=[self.keys[one] for one in wanted])


def numbered(column: Any) -> tuple[Any, list[str]]:
    """A column of words as numbers into the list of them; -1 where there is none."""
    import numpy as np

    found = (
        column.combine_chunks().dictionary_encode() if hasattr(column, "combine_chunks") else column.dictionary_encode()
    )
    codes = found.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)
    return codes, found.dictionary.to_pylist()


def plain(events: Any, name: str) -> Members:
    """Members by a column of words."""
    codes, words = numbered(events[name])
    rows = (codes >= 0).nonzero()[0]
    return Members(rows=rows, lines=codes[rows], keys=words)


def joined(events: Any, names: Sequence[str], between: str = "/") -> Members:
    """Members by several columns of words together; an event without one of them belongs to none."""
    import numpy as np

    parts = [numbered(events[name]) for name in names]
    code = np.zeros(events.num_rows, dtype=np.int64)
    is_told = np.ones(events.num_rows, dtype=bool)
    for codes, words in parts:
        code = code * max(1, len(words)) + codes
        is_told &= codes >= 0
    rows = is_told.nonzero()[0]
    _, first, lines = np.unique(code[rows], return_index=True, return_inverse=True)
    keys = [between.join(words[codes[rows[one]]] for codes, words in parts) for one in first]
    return Members(rows=rows, lines=lines, keys=keys)


def listed(events: Any, name: str) -> Members:
    """Members by a column of lists: an event belongs to the line of each of its words, once."""
    import numpy as np

    flat, lengths = _flat(events[name])
    codes, words = numbered(flat)
    rows = np.repeat(np.arange(events.num_rows), lengths)
    once = _once(rows * max(1, len(words)) + codes)
    return Members(rows=once // max(1, len(words)), lines=once % max(1, len(words)), keys=words)


def _once(numbers: Any) -> Any:
    """Each number once, in order: for numbers that are nearly in order, which a sort takes as they are."""
    import numpy as np

    ordered = np.sort(numbers, kind="stable")
    return ordered[np.concatenate(([True], ordered[1:] != ordered[:-1]))[: len(ordered)]]


def _flat(column: Any) -> tuple[Any, Any]:
    """Every word of a column of lists, and how many each list has."""
    import pyarrow as pa
    import pyarrow.compute as pc

    lengths = pc.fill_null(pc.list_value_length(column), 0).to_numpy()
    flat = pc.list_flatten(column)
    return (flat.combine_chunks() if isinstance(flat, pa.ChunkedArray) else flat), lengths


def pairs(events: Any, *, is_directed: bool = False) -> Members:
    """Members by dyad: who did something and whom it was done to, two actors that are not one.

    Keys are ``"left – right"`` with the lesser id first, or with the doer first where ``is_directed``.
    """
    import numpy as np

    doers, others = listed(events, "initiators"), listed(events, "recipients")
    words = sorted({*doers.keys, *others.keys})
    place = {word: number for number, word in enumerate(words)}
    left = np.array([place[key] for key in doers.keys], dtype=np.int64)[doers.lines]
    right = np.array([place[key] for key in others.keys], dtype=np.int64)[others.lines]
    counts = np.bincount(others.rows, minlength=events.num_rows)
    starts = np.concatenate(([0], np.cumsum(counts)))
    times = counts[doers.rows]
    rows, left = np.repeat(doers.rows, times), np.repeat(left, times)
    within = np.arange(len(rows)) - np.repeat(np.cumsum(times) - times, times)
    right = right[starts[rows] + within]
    if not is_directed:
        left, right = np.minimum(left, right), np.maximum(left, right)
    held = left != right
    once, lines = np.unique(left[held] * max(1, len(words)) + right[held], return_inverse=True)
    keys = [f"{words[pair // len(words)]} – {words[pair % len(words)]}" for pair in once.tolist()]
    member = _once(rows[held] * max(1, len(keys)) + lines)
    return Members(rows=member // max(1, len(keys)), lines=member % max(1, len(keys)), keys=keys)


def day_numbers(column: Any) -> Any:
    """Days of a column since 1970-01-01; the least of all numbers where there is none."""
    import numpy as np

    days = column.to_numpy(zero_copy_only=False) if not hasattr(column, "chunks") else column.to_numpy()
    return days.astype("datetime64[D]").astype(np.int64)


def bridged(known: Any) -> Any:
    """Days on which something is known, and those in gaps of less than four weeks between them.

    A source that publishes twice a month is looked at every day; a month without any document or look is a gap.
    """
    import numpy as np

    days, many = np.arange(len(known)), len(known)
    before = np.maximum.accumulate(np.where(known, days, -many - _GAP))
    after = np.minimum.accumulate(np.where(known, days, many)[::-1])[::-1]
    return np.minimum(after, many - 1) - before < _GAP


def number_of(day: date) -> int:
    """A day as a number of :func:`day_numbers`."""
    return day.toordinal() - _EPOCH


def day_of(number: int) -> date:
    """The day of a number."""
    return date.fromordinal(int(number) + _EPOCH)


def coverage_of(rows: Iterable[tuple[str | None, date, int, int]]) -> Any:
    """An Arrow table of these (source, day, documents, looks)."""
    import pyarrow as pa

    told = list(rows)
    columns = list(zip(*told, strict=True)) if told else [(), (), (), ()]
    return pa.table([pa.array(column, field.type) for column, field in zip(columns, coverage_schema(), strict=True)],
                    schema=coverage_schema())  # fmt: skip


def events_of(rows: Iterable[Any]) -> Any:
    """An Arrow table of rows with attributes named as :data:`COLUMNS`."""
    import pyarrow as pa

    told = list(rows)
    columns = [
        pa.array([getattr(row, name) for row in told], field.type)
        for name, field in zip(COLUMNS, schema(), strict=True)
    ]
    return pa.table(columns, schema=schema())
