"""Keys as they are pressed, none lost: reviewers are faster than the screen."""

from __future__ import annotations

import os
import select
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Self

import click


class Keyboard:
    """Single keys of the terminal, without Enter and without echo, while it is entered.

    A library's ``getchar`` drops what was typed before it was called; here the terminal keeps it.
    """

    def __init__(self) -> None:
        self._kept: list[Any] | None = None

    def __enter__(self) -> Self:
        if sys.platform != "win32":
            import termios
            import tty

            self._kept = termios.tcgetattr(sys.stdin)
            tty.setcbreak(sys.stdin, termios.TCSANOW)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if sys.platform != "win32" and self._kept is not None:
            import termios

            termios.tcsetattr(sys.stdin, termios.TCSADRAIN, self._kept)
            self._kept = None

    def key(self) -> str:
        """The next key; an arrow or function key is its whole sequence; empty where the terminal is gone."""
        if sys.platform == "win32":
            return click.getchar()
        read = os.read(sys.stdin.fileno(), 1)
        while read and (_is_begun(read) or (read[:1] == b"\x1b" and _waits())):
            read += os.read(sys.stdin.fileno(), 1)
        return read.decode("utf-8", "replace")

    @contextmanager
    def lines(self) -> Iterator[None]:
        """Whole lines with echo, for a prompt."""
        self.__exit__(None, None, None)
        try:
            yield
        finally:
            self.__enter__()


def _is_begun(read: bytes) -> bool:
    """Is this the beginning of a letter that has more bytes?"""
    lead = read[0]
    return lead >= 0xC0 and len(read) < (2 if lead < 0xE0 else 3 if lead < 0xF0 else 4)


def _waits() -> bool:
    """A key's sequence comes at once; a hundredth of a second after Escape alone nothing does."""
    return bool(select.select([sys.stdin], [], [], 0.01)[0])
