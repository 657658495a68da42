"""The index file: places as lines of text, and tables from keys to them, read where they lie.

A table is an array of offsets, one for each bucket of keys by checksum, and the records of each bucket one after the
other: a name that is not there costs one look at the array. Nothing is loaded: the file is mapped, and processes share
its pages.

::

    header | lines of places | records of table 1 … 3 | offsets of table 1 … 3 | notes (JSON)

A line holds :data:`COLUMNS` parted by tabs; a record its key and what the table says of it, by tabs too: of a folded
name its sound, then each line with its spelling where that is not the key; of a sound its lines; of an id or code its
line.
"""

from __future__ import annotations

import json
import mmap
import struct
from array import array
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from typing import Any, BinaryIO
from zlib import crc32

#: What a line holds. ``within``: countries and first-level units parted by ``|``.
COLUMNS = (
    "id", "name", "kind", "shape", "country", "admin1", "admin1_id", "admin2", "admin2_id", "lat", "lon",
    "population", "within", "iso", "pcode", "source",
)  # fmt: skip
_MAGIC = b"marsad places 2\n"
_HEADER = struct.Struct("=16s8Q")
_NONE: list[str] = []

Record = tuple[str, str]


def bucket_of(key: str, mask: int) -> int:
    """The bucket that a key belongs to."""
    return crc32(key.encode("utf-8", "surrogatepass")) & mask


def mask_for(keys: int) -> int:
    """Buckets for so many keys, one each on average: a power of two, less one."""
    return (1 << max(1, keys.bit_length())) - 1


class IndexWriter:
    """Writes an index from front to back: lines, tables in order, then :meth:`finish`."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._file.write(bytes(_HEADER.size))
        self._heads: list[tuple[int, array[int]]] = []

    def lines(self, rows: Iterable[Iterable[object]]) -> array[int]:
        """Write the lines; where each begins."""
        offsets = array("Q")
        at = self._file.tell()
        for row in rows:
            line = "\t".join("" if value is None else _plain(value) for value in row).encode("utf-8", "replace") + b"\n"
            offsets.append(at)
            at += self._file.write(line)
        self._file.write(b"\n")
        return offsets

    def table(self, mask: int, records: Iterable[Record]) -> None:
        """Write one table, its records in the order of their buckets."""
        heads = array("Q", bytes(8 * (mask + 2)))
        at, reached = self._file.tell(), 0
        for key, told in records:
            bucket = bucket_of(key, mask)
            for passed in range(reached, bucket + 1):
                heads[passed] = at
            reached = bucket + 1
            at += self._file.write(f"{key}\t{told}\n".encode("utf-8", "surrogatepass"))
        for passed in range(reached, mask + 2):
            heads[passed] = at
        self._heads.append((mask, heads))

    def finish(self, notes: Mapping[str, Any]) -> None:
        """Write what finds the rest."""
        self._file.write(bytes(-self._file.tell() % 8))
        places: list[int] = []
        for mask, heads in self._heads:
            places += [self._file.tell(), mask]
            self._file.write(heads.tobytes())
        written = json.dumps(notes).encode()
        places += [self._file.tell(), len(written)]
        self._file.write(written)
        self._file.seek(0)
        self._file.write(_HEADER.pack(_MAGIC, *places))


def _plain(value: object) -> str:
    """A cell without tabs and line breaks, which part cells and lines."""
    text = str(value)
    return text if text.isprintable() else " ".join(text.split())


class Table:
    """One table of a mapped file."""

    def __init__(self, data: mmap.mmap, heads: memoryview, mask: int) -> None:
        self._data, self._mask = data, mask
        self.heads = heads

    def get(self, key: str) -> list[str]:
        """What stands under a key; an empty list where nothing does."""
        raw = key.encode() if key.isascii() else key.encode("utf-8", "surrogatepass")
        bucket = crc32(raw) & self._mask
        start, end = self.heads[bucket], self.heads[bucket + 1]
        if start == end:
            return _NONE
        data = self._data
        at = data.find(b"\n" + raw + b"\t", start - 1, end)
        if at < 0:
            return _NONE
        told = at + len(raw) + 2
        record = data[told : data.find(b"\n", told)]
        return (record.decode() if record.isascii() else record.decode("utf-8", "surrogatepass")).split("\t")

    def __contains__(self, key: str) -> bool:
        raw = key.encode() if key.isascii() else key.encode("utf-8", "surrogatepass")
        bucket = crc32(raw) & self._mask
        start, end = self.heads[bucket], self.heads[bucket + 1]
        return start != end and self._data.find(b"\n" + raw + b"\t", start - 1, end) >= 0


class Index:
    """An open index file. Raises OSError or ValueError for a file that is none."""

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            self._data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        if len(self._data) < _HEADER.size or self._data[:16] != _MAGIC:
            self._data.close()
            raise ValueError("it is no index of places")
        _, *places, notes_at, notes_size = _HEADER.unpack_from(self._data)
        self.spelling, self.sound, self.id = (self._table(at, mask) for at, mask in list(pairwise(places))[::2])
        self.notes: dict[str, Any] = json.loads(self._data[notes_at : notes_at + notes_size])

    def _table(self, at: int, mask: int) -> Table:
        heads = memoryview(self._data)[at : at + 8 * (mask + 2)].cast("Q")
        return Table(self._data, heads, mask)

    def line(self, at: int | str) -> list[str]:
        """The cells of the line that begins there."""
        start = int(at)
        return self._data[start : self._data.find(b"\n", start)].decode().split("\t")

    def by_id(self, identifier: str) -> list[str] | None:
        """The cells of the place with this id, ISO 3166 code or P-code."""
        found = self.id.get(identifier)
        return self.line(found[0]) if found else None

    def spelt(self, key: str) -> Iterator[list[str]]:
        """The cells of the places with a spelling of this key."""
        return map(self.line, dict.fromkeys(self.spelling.get(key)[1::2]))

    def close(self) -> None:
        """Give the file back."""
        for table in (self.spelling, self.sound, self.id):
            table.heads.release()
        with suppress(BufferError):  # a look-up under way in another thread ends first, and the map with it
            self._data.close()
