"""Bytes on their way: counted as they come, and asked for again where a connection breaks."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from contextlib import suppress
from http.client import HTTPException
from typing import TYPE_CHECKING, Any, BinaryIO

from marsad.errors import ReadError
from marsad.read.fetch import FetchFailed, Manner, connect

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_TRIES = 3
#: Of any size, and as long as something comes.
_MANNER = Manner(max_bytes=sys.maxsize, total_s=float("inf"))


class Counted(io.RawIOBase):
    """A file whose bytes are counted as they are read. Where it cannot be read on, that is a ReadError."""

    def __init__(self, inner: BinaryIO, name: str, count: Callable[[int], None]) -> None:
        self._inner = inner
        self._name = name
        self._count = count

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return self._inner.seekable()

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        return self._inner.seek(offset, whence)

    def tell(self) -> int:
        return self._inner.tell()

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        room = memoryview(buffer)
        try:
            data = self._inner.read(len(room))
        except OSError as error:
            step = "Run the same command again once it can be read: what is done stays."
            raise ReadError(f"{self._name} cannot be read on: {error}", next_step=step, path=self._name) from error
        room[: len(data)] = data
        self._count(len(data))
        return len(data)


class WebFile(io.RawIOBase):
    """A file of a web server, read in one pass whatever its size. A connection that breaks is taken up where it broke.

    Raises FetchFailed where the server does not give it, and OSError in the middle of it.
    """

    def __init__(self, url: str) -> None:
        self._answer = connect(url, {}, _MANNER)
        self.url: str = self._answer.url
        self.headers = {name.lower(): value for name, value in self._answer.headers.items()}
        promised = self.headers.get("content-length", "")
        self.size = int(promised) if promised.isdecimal() else None
        self._at = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        room = memoryview(buffer)
        data = self._answer.read(len(room)) if self.size is None else self._surely(len(room), self.size)
        room[: len(data)] = data
        self._at += len(data)
        return len(data)

    def _surely(self, wanted: int, size: int) -> bytes:
        """The next bytes of a file whose size is known."""
        for _ in range(_TRIES):
            data = b""
            with suppress(OSError, HTTPException):
                data = self._answer.read(wanted)
            if data or self._at >= size:
                return data
            self._again()
        raise OSError(f"the server gave {self._at} of {size} bytes, and no more when asked again")

    def _again(self) -> None:
        self._answer.close()
        answer: Any = None
        with suppress(FetchFailed):
            answer = connect(self.url, {"Range": f"bytes={self._at}-"}, _MANNER)
        if answer is not None and answer.status == 206:
            self._answer = answer

    def close(self) -> None:
        self._answer.close()
        super().close()
