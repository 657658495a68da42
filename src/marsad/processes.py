"""Several processes for one piece of work after the other: pure functions of what they are given."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from typing import Any, Protocol, TypeVar

Done = TypeVar("Done")


class Work(Protocol):
    """Does a function of each of these arguments; the results in their order."""

    def __call__(self, do: Callable[..., Done], given: Iterable[tuple[Any, ...]], /) -> Iterator[Done]: ...


def at_hand(do: Callable[..., Done], given: Iterable[tuple[Any, ...]], /) -> Iterator[Done]:
    """:class:`Work` in this process."""
    return (do(*one) for one in given)


@contextmanager
def shared(workers: int) -> Iterator[Work]:
    """:class:`Work` shared out among so many processes; no more is made ready than they need."""
    pool = ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn"), initializer=sit_down)

    def work(do: Callable[..., Done], given: Iterable[tuple[Any, ...]], /) -> Iterator[Done]:
        under_way: deque[Future[Done]] = deque()
        for one in given:
            under_way.append(pool.submit(do, *one))
            if len(under_way) > workers:
                yield under_way.popleft().result()
        while under_way:
            yield under_way.popleft().result()

    try:
        yield work
    finally:
        pool.shutdown(cancel_futures=True)


def usable() -> int:
    """Processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def sit_down() -> None:
    """In a worker: leave Ctrl-C to the process that asked, and go when it has gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
