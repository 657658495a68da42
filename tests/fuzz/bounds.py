"""What one input may cost: seconds of processor time and megabytes. Not wall time: the machine may be busy."""

from __future__ import annotations

import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager

#: Processor seconds for one input of at most 96 KiB. The slowest honest one takes below one.
CPU_S = 15.0
#: Megabytes that one input may add to the most that the process ever held; settings for the tests unpack 8 MiB at most.
MEMORY_MB = 400.0


class OverBound(BaseException):
    """An input took too much. No ``except Exception`` of the code under test may swallow it."""


@contextmanager
def bounded() -> Iterator[None]:
    """Raises OverBound inside, (main thread) where it takes too long, and after it where it took too much memory."""
    before = _peak_mb()
    old = signal.signal(signal.SIGPROF, _stop)
    signal.setitimer(signal.ITIMER_PROF, CPU_S)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, old)
    if (grown := _peak_mb() - before) > MEMORY_MB:
        raise OverBound(f"{grown:.0f} MB for one input")


def _stop(*_: object) -> None:
    raise OverBound(f"more than {CPU_S} seconds of processor time for one input")


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
