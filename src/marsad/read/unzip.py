"""Gzip, read as far as it can be: a bomb is stopped, a torn file gives what is left of it."""

from __future__ import annotations

import gzip
import io
import zlib
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

# Deflate reaches 1,000 to 1; archives of pages stay under 10, JSON Lines of one headline over and over under 60.
_RATIO = 100


class Unzipped(io.RawIOBase):
    """The unpacked bytes of ``packed``. Reading never fails; ``trouble`` then holds the Problem code and its detail.

    Of every ``window`` bytes unpacked at least 1 % must have been read, or the rest is taken for a zip bomb.
    """

    def __init__(self, packed: BinaryIO, *, window: int) -> None:
        self.trouble: tuple[str, str] | None = None
        self._packed = _Counted(packed)
        self._gzip = gzip.GzipFile(fileobj=self._packed)
        self._window = window
        self._unpacked = self._checked_unpacked = self._checked_packed = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        room = memoryview(buffer)
        if self.trouble:
            return 0
        try:
            data = self._gzip.read1(len(room))
        except EOFError:
            self.trouble = ("truncated", f"the gzip stream stops after {self._unpacked} bytes unpacked")
            return 0
        except (OSError, zlib.error):
            self.trouble = ("damaged", f"the gzip stream is damaged after {self._unpacked} bytes unpacked")
            return 0
        self._unpacked += len(data)
        if self._is_bomb():
            self.trouble = ("too-large", f"a zip bomb: more than {_RATIO} to 1 over {self._window} bytes")
            return 0
        room[: len(data)] = data
        return len(data)

    def _is_bomb(self) -> bool:
        unpacked = self._unpacked - self._checked_unpacked
        if unpacked < self._window:
            return False
        packed = self._packed.count - self._checked_packed
        self._checked_unpacked, self._checked_packed = self._unpacked, self._packed.count
        return unpacked > _RATIO * max(packed, 1)


class _Counted(io.RawIOBase):
    """Counts the bytes read through it."""

    def __init__(self, inner: BinaryIO) -> None:
        self.count = 0
        self._inner = inner

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        data = self._inner.read(size)
        self.count += len(data)
        return data
