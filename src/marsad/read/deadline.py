"""An end to waiting: a server that sends one byte a second never lets the time between two bytes run out."""

from __future__ import annotations

import socket
from contextlib import suppress
from threading import Lock, Timer
from typing import Self


class Deadline:
    """Ends the connections it holds once ``total_s`` seconds have passed since the context was entered.

    What waits for them then reads as if the other side had hung up; ``is_over`` tells that it was us.
    """

    def __init__(self, total_s: float) -> None:
        self.is_over = False
        self._lock = Lock()
        self._held: list[socket.socket] = []
        self._timer = Timer(total_s, self._end)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        with self._lock:
            for held in self._held:
                held.close()
            self._held.clear()

    def hold(self, line: socket.socket) -> socket.socket:
        """End this connection too when the time is up."""
        with self._lock:
            self._held.append(line.dup())  # our own handle: what encrypts a line takes the given one away
            if self.is_over:
                self._hang_up()
        return line

    def _end(self) -> None:
        with self._lock:
            self.is_over = True
            self._hang_up()

    def _hang_up(self) -> None:
        for held in self._held:
            with suppress(OSError):  # the other side was quicker
                held.shutdown(socket.SHUT_RDWR)
