"""Events as columns in memory: what one circle of readers may see of every event, ready to be filtered and counted.

A table never changes; :meth:`Table.updated` makes the next one of it. Words become numbers by dictionaries
that only grow.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from marsad.store import EventRow

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
#: Which dictionary a list's numbers mean.
DICTIONARY = {**{name: name for name in WORDS}, **dict.fromkeys(LISTS, "actor"), "sources": "source"}


class Dictionary:
    """Words → numbers, in the order in which they were met."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self._numbers: dict[str, int] = {}

    def number(self, word: str | None) -> int:
        if word is None:
            return NONE
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

    def row_of(self, event: str) -> int | None:
        """Where an event with exactly this id stands."""
        import numpy as np

        order, known = self._by_id
        wanted = event.encode()
        place = int(np.searchsorted(known, wanted))
        return int(order[place]) if place < len(known) and known[place] == wanted else None

    def ids_of(self, rows: Any) -> list[str]:
        return [one.decode() for one in self.ids[rows].tolist()]

    def updated(self, gone: Iterable[str], fresh: Sequence[EventRow]) -> Table:
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
    rows: Iterable[EventRow],
    dictionaries: Mapping[str, Dictionary] | None = None,
    place_names: Mapping[str, str] | None = None,
) -> Table:
    """A table of these rows, which go on with these dictionaries."""
    import numpy as np

    known = dictionaries or {name: Dictionary() for name in (*WORDS, "actor", "source")}
    names = dict(place_names or {})
    told = list(rows)
    columns: dict[str, Any] = {name: _words(told, name, known[name]) for name in WORDS}
    columns |= {name: np.array([_number(row, name) for row in told], dtype=np.int32) for name in NUMBERS}
    for name in FLOATS:
        found = (getattr(row, name) for row in told)
        columns[name] = np.array([np.nan if one is None else one for one in found], dtype=np.float64)
    names.update((place_key(row) or row.place_name, row.place_name) for row in told if row.place_name)
    return _ordered(
        Table(
            ids=np.array([row.id.encode() for row in told], dtype=np.bytes_),
            columns=columns,
            lists={name: _lists([getattr(row, name) for row in told], known[DICTIONARY[name]]) for name in LISTS},
            dictionaries=known,
            place_names=names,
        )
    )


def place_key(row: EventRow) -> str | None:
    """By which a place is known: its id, or its name where it has none."""
    return row.place or row.place_name


def _word(row: EventRow, name: str) -> str | None:
    if name == "acled":
        return f"{row.event_type}: {row.sub_event_type}" if row.event_type else None
    if name == "place":
        return place_key(row)
    if name in ("admin1", "admin2"):
        unit = getattr(row, name)
        return f"{row.country or ''}/{unit}" if unit else None
    found: str | None = getattr(row, name)
    return found


def _words(rows: Sequence[EventRow], name: str, known: Dictionary) -> Ints:
    import numpy as np

    return np.fromiter((known.number(_word(row, name)) for row in rows), dtype=np.int32, count=len(rows))


def _number(row: EventRow, name: str) -> int:
    if name in ("first", "last"):
        day = row.from_day if name == "first" else row.to_day
        return NONE if day is None else day.toordinal() - _EPOCH
    if name == "shape":
        return SHAPES.index(row.shape) if row.shape else NONE
    found = getattr(row, "independent_sources" if name == "independent" else name)
    return NONE if found is None else int(found)


def _lists(lists: Sequence[Sequence[str]], known: Dictionary) -> Listed:
    import numpy as np

    starts = np.concatenate(([0], np.cumsum([len(one) for one in lists], dtype=np.int64))).astype(np.int64)
    values = np.array([known.number(word) for one in lists for word in one], dtype=np.int32)
    return Listed(starts=starts, values=values)


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
