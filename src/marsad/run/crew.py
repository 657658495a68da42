"""Threads that look at sources and lay down what they find, in order, where one thread takes it up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from queue import Empty, Queue
from threading import Thread

from marsad.run.courtesy import Stopped
from marsad.run.looking import Here, Item, LookFailed, look
from marsad.run.registry import Post
from marsad.types import Seen

#: What waits to be taken up; threads that bring more wait themselves.
_WAITING = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A look wants to know how addresses were when they were asked last. To be answered into ``answer``."""

    source: str
    urls: tuple[str, ...]
    answer: Queue[Mapping[str, Seen]] = field(default_factory=lambda: Queue(1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a look came upon."""

    post: Post
    item: Item


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """A look is over; ``failed`` says why in vain."""

    post: Post
    at: datetime
    failed: str | None


class Crew:
    """So many threads. They end with the program, wherever they are."""

    def __init__(self, here: Here, threads: int) -> None:
        self._here = replace(here, seen=self._seen)
        self._jobs: Queue[Post] = Queue()
        self._notes: Queue[Asked | Found | Ended] = Queue(_WAITING)
        for number in range(threads):
            Thread(target=self._work, name=f"look-{number}", daemon=True).start()

    def begin(self, post: Post) -> None:
        """Let somebody look as soon as one of them is free."""
        self._jobs.put(post)

    def note(self, wait_s: float) -> Asked | Found | Ended | None:
        """The next thing that was laid down; None where nothing was for so long."""
        try:
            return self._notes.get(timeout=wait_s) if wait_s > 0 else self._notes.get_nowait()
        except Empty:
            return None

    def _work(self) -> None:
        while True:
            post = self._jobs.get()
            at, failed = self._here.clock.now(), None
            try:
                for item in look(post, self._here):
                    self._notes.put(Found(post=post, item=item))
            except Stopped:
                return
            except LookFailed as error:
                failed = str(error)
            except Exception as error:  # noqa: BLE001 - what a server sends may break a library; others are still looked at
                failed = f"{type(error).__name__} while looking; report it with the address"
            self._notes.put(Ended(post=post, at=at, failed=failed))

    def _seen(self, source: str, urls: Iterable[str]) -> Mapping[str, Seen]:
        asked = Asked(source=source, urls=tuple(urls))
        self._notes.put(asked)
        return asked.answer.get()
