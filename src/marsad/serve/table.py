"""Events as columns in memory: what one circle of readers may see of every event, ready to be filtered and counted.

A table never changes; :meth:`Table.updated` makes the next one of it. Words become numbers by dictionaries
that only grow.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from marsad.store import EventRow, row_schema

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints = NDArray[np.int32]
    Mask = NDArray[np.bool_]

#: Stands for "not known" in columns of whole numbers.
NONE = -(2**31)
SHAPES = ("point", "line", "area")
#: Columns of words, each with a dictionary of its own.
WORDS = ("kind", "mode", "acled", "status", "grade", "review_state", "country", "admin1", "admin2", "place")
LISTS = ("actors", "initiators", "recipients", "sources")
NUMBERS = (
    "first", "last", "date_prec", "where_prec", "geo_precision", "shape", "reports", "independent", "killed_low",
    "killed", "killed_high", "conflicts",
)  # fmt: skip
FLOATS = ("lat", "lon", "confidence")
_EPOCH = date(1970, 1, 1).toordinal()
#: Rows of events: an Arrow table of :func:`marsad.store.row_schema`, or one after the other.
Rows = Any
#: Which dictionary a list's numbers mean.
DICTIONARY = {**{name: name for name in WORDS}, **dict.fromkeys(LISTS, "actor"), "sources": "source"}


class Dictionary:
    """Words → numbers, in the order in which they were met."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self._numbers: dict[str, int] = {}

    def number(self, word: str) -> int:
        found = self._numbers.get(word)
        if found is None:
            found = self._numbers[word] = len(self.words)
            self.words.append(word)
        return found

    def get(self, word: str) -> int | None:
        return self._numbers.get(word)

    def word(self, number: int) -> str | None:
        return None if number == NONE else self.words[number]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A column of lists: those of row i stand from ``starts[i]`` to ``starts[i + 1]`` in ``values``."""

    starts: Any
    values: Ints

    def of(self, row: int) -> list[int]:
        found: list[int] = self.values[self.starts[row] : self.starts[row + 1]].tolist()
        return found

    def taken(self, rows: Any) -> Listed:
        """The lists of these rows, in their order."""
        import numpy as np

        if len(rows) == len(self.starts) - 1 and np.array_equal(rows, np.arange(len(rows))):
            return self
        lengths = self.starts[rows + 1] - self.starts[rows]
        starts = np.concatenate(([0], np.cumsum(lengths)))
        within = np.arange(starts[-1]) - np.repeat(starts[:-1], lengths)
        return Listed(starts=starts, values=self.values[np.repeat(self.starts[rows], lengths) + within])

    def rows(self) -> Any:
        """The row that each value belongs to."""
        import numpy as np

        return np.repeat(np.arange(len(self.starts) - 1), np.diff(self.starts))

    def any_of(self, numbers: Collection[int]) -> Mask:
        """Which rows hold one of these numbers."""
        import numpy as np

        found = np.zeros(len(self.starts) - 1, dtype=bool)
        found[self.rows()[np.isin(self.values, list(numbers))]] = True
        return found


@dataclass(frozen=True, kw_only=True)
class Table:
    """Every event that these readers may see, by first day (without one: last) and id."""

    ids: Any  #: fixed-width bytes
    columns: Mapping[str, Any]
    lists: Mapping[str, Listed]
    dictionaries: Mapping[str, Dictionary] = field(default_factory=dict)
    place_names: Mapping[str, str] = field(default_factory=dict)  #: key of a place → what it is called
    words: Mapping[str, Any] | None = None  #: word → rows that tell it; None: words are looked up in the store
    stamp: str = ""  #: changes with what stands in it

    def __len__(self) -> int:
        return len(self.ids)

    @cached_property
    def _by_id(self) -> tuple[Any, Any]:
        import numpy as np

        order = np.argsort(self.ids, kind="stable")
        return order, self.ids[order]

    @cached_property
    def sites(self) -> Any:
        """Its places, as :func:`marsad.serve.binned.sites` finds them."""
        from marsad.serve.binned import sites

        return sites(self)

    def row_of(self, event: str) -> int | None:
        """Where an event with exactly this id stands."""
        import numpy as np

        order, known = self._by_id
        wanted = event.encode()
        place = int(np.searchsorted(known, wanted))
        return int(order[place]) if place < len(known) and known[place] == wanted else None

    def ids_of(self, rows: Any) -> list[str]:
        return [one.decode() for one in self.ids[rows].tolist()]

    def updated(self, gone: Iterable[str], fresh: Rows = ()) -> Table:
        """Without these events, and with these rows."""
        import numpy as np

        lost = [row for one in gone if (row := self.row_of(one)) is not None]
        kept = np.delete(np.arange(len(self)), lost)
        added = made(fresh, self.dictionaries, self.place_names)
        width = max(self.ids.dtype.itemsize, added.ids.dtype.itemsize, 1)
        ids = np.concatenate((self.ids[kept].astype(f"S{width}"), added.ids.astype(f"S{width}")))
        columns = {name: np.concatenate((self.columns[name][kept], added.columns[name])) for name in self.columns}
        lists = {name: _joined(self.lists[name].taken(kept), added.lists[name]) for name in self.lists}
        return _ordered(replace(added, ids=ids, columns=columns, lists=lists))


def made(
    rows: Rows,
    dictionaries: Mapping[str, Dictionary] | None = None,
    place_names: Mapping[str, str] | None = None,
) -> Table:
    """A table of these rows, which go on with these dictionaries."""
    import numpy as np
    import pyarrow.compute as pc

    known = dictionaries or {name: Dictionary() for name in (*WORDS, "actor", "source")}
    told = _arrow(rows)
    columns: dict[str, Any] = {name: _numbered(_word(told, name), known[name]) for name in WORDS}
    columns |= {name: _number(told, name) for name in NUMBERS}
    columns |= {name: pc.fill_null(told[name], float("nan")).to_numpy() for name in FLOATS}
    return _ordered(
        Table(
            ids=np.array(told["id"].to_pylist(), dtype=np.bytes_),
            columns=columns,
            lists={name: _lists(told[name], known[DICTIONARY[name]]) for name in LISTS},
            dictionaries=known,
            place_names=dict(place_names or {}) | _called(told, columns["place"], known["place"]),
        )
    )


def _arrow(rows: Rows) -> Any:
    import pyarrow as pa

    if isinstance(rows, pa.Table):
        return rows.combine_chunks()
    told = [list(column) for column in zip(*rows, strict=True)] or [[] for _ in EventRow._fields]
    return pa.table([pa.array(column, one.type) for column, one in zip(told, row_schema(), strict=True)], row_schema())


def _word(told: Any, name: str) -> Any:
    """A column of words. A place is known by its id, or by its name where it has none; a unit with its country."""
    import pyarrow.compute as pc

    if name == "acled":
        return pc.binary_join_element_wise(told["event_type"], told["sub_event_type"], ": ")
    if name == "place":
        return pc.coalesce(told["place"], told["place_name"])
    if name in ("admin1", "admin2"):
        return pc.binary_join_element_wise(pc.fill_null(told["country"], ""), told[name], "/")
    return told[name]


def _numbered(words: Any, known: Dictionary) -> Ints:
    """Words as the numbers that the dictionary has for them, which learns the others."""
    import numpy as np
    import pyarrow as pa

    encoded = words.dictionary_encode()
    encoded = encoded.combine_chunks() if isinstance(encoded, pa.ChunkedArray) else encoded
    numbers = np.array([known.number(word) for word in encoded.dictionary.to_pylist()] + [NONE], dtype=np.int32)
    found: Ints = numbers[encoded.indices.fill_null(len(numbers) - 1).to_numpy(zero_copy_only=False)]
    return found


def _called(told: Any, places: Ints, known: Dictionary) -> dict[str, str]:
    """What each place is called, by its key: as the last of its rows says."""
    import numpy as np

    names = told["place_name"]
    last = np.full(len(known.words), -1, dtype=np.int64)
    there = np.flatnonzero((places != NONE) & names.is_valid().to_numpy())
    last[places[there]] = there
    met = np.flatnonzero(last >= 0)
    called = names.take(last[met]).to_pylist()
    return {known.words[key]: name for key, name in zip(met.tolist(), called, strict=True)}


def _number(told: Any, name: str) -> Ints:
    import pyarrow as pa
    import pyarrow.compute as pc

    source = {"first": "from_day", "last": "to_day", "independent": "independent_sources"}.get(name, name)
    column = told[source]
    numbers = pc.index_in(column, pa.array(SHAPES)) if name == "shape" else column.cast(pa.int32())
    found: Ints = pc.fill_null(numbers, NONE).to_numpy()
    return found


def _lists(lists: Any, known: Dictionary) -> Listed:
    import numpy as np
    import pyarrow.compute as pc

    lengths = pc.fill_null(pc.list_value_length(lists), 0).to_numpy()
    values = pc.list_flatten(lists)
    return Listed(
        starts=np.concatenate(([0], np.cumsum(lengths, dtype=np.int64))).astype(np.int64),
        values=_numbered(values, known) if len(values) else np.array([], dtype=np.int32),
    )


def _joined(left: Listed, right: Listed) -> Listed:
    import numpy as np

    starts = np.concatenate((left.starts, right.starts[1:] + left.starts[-1]))
    return Listed(starts=starts, values=np.concatenate((left.values, right.values)))


def _ordered(table: Table) -> Table:
    import numpy as np

    first = table.columns["first"].astype(np.int64)
    order = np.lexsort((table.ids, np.where(first == NONE, 2**40, first)))
    if np.array_equal(order, np.arange(len(table))):
        return table
    return replace(
        table,
        ids=table.ids[order],
        columns={name: column[order] for name, column in table.columns.items()},
        lists={name: listed.taken(order) for name, listed in table.lists.items()},
    )


def day_of(number: int) -> str | None:
    """A day's number as ISO 8601."""
    return None if number == NONE else date.fromordinal(number + _EPOCH).isoformat()


def number_of(day: date) -> int:
    return day.toordinal() - _EPOCH


Step = Literal["day", "week", "month", "year"]


def steps_of(first: Ints, step: Step) -> tuple[Any, list[str]]:
    """The step of each known day, and the first day of each step that is met, in order."""
    import numpy as np

    days = first.astype("datetime64[D]")
    if step == "week":
        begun = (first - (first + 3) % 7).astype("datetime64[D]")  # day 0 was a Thursday; weeks begin on Monday
    else:
        begun = days.astype({"day": "datetime64[D]", "month": "datetime64[M]", "year": "datetime64[Y]"}[step])
        begun = begun.astype("datetime64[D]")
    starts, which = np.unique(begun, return_inverse=True)
    return which, [str(one) for one in starts]
