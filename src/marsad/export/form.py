"""A format as two functions: one makes the rows of some events, one joins what was made into the file.

Parts can be made by several processes, in any order; they are joined in the order of the events, so that the bytes are
the same however many made them.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, BinaryIO

import orjson

from marsad.record import canonical_json

Record = Mapping[str, Any]
#: Bytes of the file, and how many rows they complete.
Piece = tuple[bytes, int]

#: Events of a part: enough that what is done once for a part costs nothing, few enough that a part is small.
STEP = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A format. ``make`` gives of some records what another process can be handed (bytes, mostly); ``join`` turns all
    that was made, in order, into the bytes of the file. Called as a function it writes records to an open file.
    A format whose rows are those of :mod:`marsad.export.flat` can have ``take``, which makes the same of an Arrow table
    of them, and name in ``reads`` the columns that it looks at (none named: all). A table of counts can have ``among``:
    itself, with only those of its rows that a question is true of.
    """

    make: Callable[[Sequence[Record]], Any]
    join: Callable[[Iterable[Any]], Iterator[Piece]]
    take: Callable[[Any], Any] | None = None
    reads: tuple[str, ...] = ()
    among: Callable[[Callable[[Mapping[str, Any]], bool]], Form] | None = None

    def __call__(self, records: Iterable[Record], out: BinaryIO) -> int:
        """Write to an open file. Returns the number of rows."""
        return poured(self.join(self.make(some) for some in steps(records)), out)


def steps(records: Iterable[Record]) -> Iterator[list[Record]]:
    """Some records at a time."""
    every = iter(records)
    while some := list(islice(every, STEP)):
        yield some


def poured(pieces: Iterable[Piece], out: BinaryIO) -> int:
    """Write the pieces; the number of their rows."""
    count = 0
    for content, rows in pieces:
        out.write(content)
        count += rows
    return count


def text_form(
    make: Callable[[Sequence[Record]], Piece],
    *,
    head: Callable[[], bytes] = bytes,
    between: bytes = b"",
    tail: bytes = b"",
) -> Form:
    """A format of lines: a head, what was made of the events, a tail; ``between`` stands between parts with rows."""

    def join(made: Iterable[Piece]) -> Iterator[Piece]:
        yield head(), 0
        is_first = True
        for content, rows in made:
            yield content if is_first or not rows else between + content, rows
            is_first = is_first and not rows
        yield tail, 0

    return Form(make=make, join=join)


def dumped(value: Any) -> bytes:
    """The canonical JSON of :mod:`marsad.record`, in a fifth of the time."""
    content = orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
    if content.isascii() or unicodedata.is_normalized("NFC", content.decode()):
        return content
    return canonical_json(value).encode()
