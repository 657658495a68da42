"""Worker processes, each with its own coder, that may die at any document.

A worker holds one document at a time, so what it dies of is known: that document is given to a fresh worker once more,
and set aside with a Problem where that one dies too. No other document is touched. What a worker may hold in memory is
bounded by the system, what it may take over one document by an alarm, and a worker that has grown is replaced.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any, Generic, TypeVar, cast

from marsad.errors import ConfigError, MarsadError
from marsad.pipeline import read_sources
from marsad.run.parts import Rows, rows_of
from marsad.run.shards import Job, Raw
from marsad.types import Coding, Document, Problem

K = TypeVar("K")

#: Seconds for one document. A book of 2 million characters takes about two minutes.
PATIENCE_S = 600
#: Share of its memory at which a worker is replaced, so that no document pays for those before it.
TIRED_AT = 0.7
_OUT_OF_MEMORY = 66  #: exit status
#: Why a document was set aside, by the exit status of the process that coded it.
_REASONS = {
    _OUT_OF_MEMORY: ("out-of-memory", "it took more memory than a worker has (--memory)"),
    -getattr(signal, "SIGALRM", 14): ("out-of-time", f"it took more than {PATIENCE_S} seconds"),
}
_DIED = ("worker-died", "the process that coded it died")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answer:
    """What a worker sends back for a document. ``is_last``: it goes now."""

    rows: Rows
    is_last: bool


@dataclass(slots=True)
class _Task(Generic[K]):
    key: K
    raw: Raw
    deaths: int = 0


class _Worker(Generic[K]):
    """One process, seen from the driver."""

    def __init__(self, job: Job) -> None:
        context = multiprocessing.get_context("spawn")
        self.pipe, far = context.Pipe()
        self.process: BaseProcess = context.Process(target=_work, args=(far, job), daemon=True)
        self.process.start()
        far.close()  # so that the worker's death closes the pipe
        self.version: str | None = None
        self.task: _Task[K] | None = None

    def give(self, task: _Task[K]) -> bool:
        """Hand it a document. False where the process has gone."""
        self.task = task
        try:
            self.pipe.send(task.raw)
        except OSError:
            return False
        return True

    def hear(self) -> str | MarsadError | _Answer | None:
        """The next thing it says; None where it died instead."""
        try:
            said: str | MarsadError | _Answer = self.pipe.recv()
        except (EOFError, OSError):
            return None
        return said

    def end(self) -> None:
        self.process.kill()
        self.process.join()
        self.pipe.close()


class Crew(Generic[K]):
    """So many workers, hired when there is work for them. To be ended, or they end with this process."""

    def __init__(self, job: Job, size: int) -> None:
        self._job = job
        self._size = size
        self._staff: dict[Connection, _Worker[K]] = {}
        self._again: deque[_Task[K]] = deque()
        self._stillborn = 0
        self._version: str | None = None

    def version(self) -> str:
        """The coder's version, once a worker has loaded it.

        Raises what loading raises, and ConfigError where the process dies of it.
        """
        while self._version is None:
            worker = self._hired()
            said = worker.hear()
            if isinstance(said, str):
                self._version = worker.version = said
            else:
                self._lost(worker, said)
        return self._version

    def coded(self, tasks: Iterable[tuple[K, Raw]]) -> Iterator[tuple[K, Rows]]:
        """The rows of each task, in the order in which they are done; a task is taken when a worker is free for it."""
        waiting = (_Task(key, raw) for key, raw in tasks)
        while True:
            while self._has_room() and (task := self._next(waiting)) is not None:
                self._hand(task)
            busy = [worker.pipe for worker in self._staff.values() if worker.task is not None]
            if not busy:
                return
            for pipe in wait(busy):
                yield from self._heard(self._staff[cast("Connection", pipe)])

    def end(self) -> None:
        for worker in list(self._staff.values()):
            self._gone(worker)

    def _next(self, waiting: Iterator[_Task[K]]) -> _Task[K] | None:
        return self._again.popleft() if self._again else next(waiting, None)

    def _has_room(self) -> bool:
        return len(self._staff) < self._size or any(worker.task is None for worker in self._staff.values())

    def _hand(self, task: _Task[K]) -> None:
        """Give a document to a worker without one, to a new one where there is none."""
        idle = next((worker for worker in self._staff.values() if worker.task is None), None)
        worker = idle or self._hired()
        if not worker.give(task):  # it died over nothing
            worker.task = None
            self._gone(worker)
            self._again.append(task)

    def _hired(self) -> _Worker[K]:
        worker: _Worker[K] = _Worker(self._job)
        self._staff[worker.pipe] = worker
        return worker

    def _heard(self, worker: _Worker[K]) -> Iterator[tuple[K, Rows]]:
        """What comes of what a worker says."""
        said, task = worker.hear(), worker.task
        if isinstance(said, str):
            self._version = worker.version = said
            self._stillborn = 0
        elif isinstance(said, _Answer) and task is not None:
            worker.task = None
            if said.is_last:
                self._gone(worker)
            yield task.key, said.rows
        else:
            yield from self._mourned(worker, said)

    def _mourned(self, worker: _Worker[K], said: object) -> Iterator[tuple[K, Rows]]:
        """What comes of a death: its document a second time, or set aside."""
        task, was_loaded = worker.task, worker.version is not None
        if not was_loaded:
            self._lost(worker, said)
        status = self._gone(worker)
        if task is None:
            return
        task.deaths += was_loaded
        if task.deaths < 2:
            self._again.append(task)
        else:
            yield task.key, _set_aside(task.raw, status)

    def _lost(self, worker: _Worker[K], said: object) -> None:
        """A worker that did not come to work: once is bad luck."""
        status = self._gone(worker)
        if isinstance(said, MarsadError):
            raise said
        self._stillborn += 1
        if self._stillborn > 1:
            step = "Free some memory, or give each worker more with --memory: it takes about 900 MB."
            raise ConfigError(f"workers die while loading (exit status {status})", next_step=step)

    def _gone(self, worker: _Worker[K]) -> int | None:
        """Let a worker go. Its exit status, where it went by itself."""
        del self._staff[worker.pipe]
        worker.end()
        return worker.process.exitcode


def _set_aside(raw: Raw, status: int | None) -> Rows:
    name = None if isinstance(raw, Problem) else raw.path or raw.url
    code, reason = _REASONS.get(status or 0, _DIED)
    detail = f"{name or 'a document'}: set aside, because {reason}, twice"
    return rows_of((None, None, (Problem(stage="run", code=code, detail=detail, source=raw.source),)))


# --- in a worker -------------------------------------------------------------------------------


def _work(pipe: Connection, job: Job) -> None:
    """Say the coder's version, then answer each document with its rows."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the driver's
    threading.Thread(target=_end_with_driver, daemon=True).start()
    _bound_memory(job.memory_mb)
    try:
        version, code_one = job.load(job.config)
    except MarsadError as error:
        pipe.send(error)
        return
    pipe.send(version)
    for number in range(1, job.term + 1):
        rows = _coded(pipe.recv(), code_one, job)
        is_last = number == job.term or _held_mb() > TIRED_AT * job.memory_mb
        pipe.send(_Answer(rows=rows, is_last=is_last))
        if is_last:
            return


def _coded(raw: Raw, code_one: Callable[[Document], Coding], job: Job) -> Rows:
    """Over :data:`PATIENCE_S` the alarm ends the process (not on Windows), and so does a lack of memory."""
    alarm: Callable[[int], Any] = getattr(signal, "alarm", int)
    alarm(PATIENCE_S)
    try:
        ((document, problems),) = read_sources([raw], config=job.config, now=job.now)
        coding = code_one(document) if document else None
        if coding and any(problem.code == "crash" and "MemoryError" in problem.detail for problem in coding.problems):
            os._exit(_OUT_OF_MEMORY)  # perhaps for what others left there: a fresh process will tell
        rows = rows_of((document, coding, problems))
    except MemoryError:
        os._exit(_OUT_OF_MEMORY)
    alarm(0)
    return rows


def _end_with_driver() -> None:
    if driver := multiprocessing.parent_process():
        driver.join()
        os._exit(1)


def _bound_memory(limit_mb: int) -> None:
    """Let the system refuse what is over the limit: private memory, on Linux; mapped files do not count."""
    try:
        import resource
    except ImportError:  # Windows
        return
    limit = limit_mb * 1024 * 1024
    _, most = resource.getrlimit(resource.RLIMIT_DATA)
    if most == resource.RLIM_INFINITY or limit < most:
        resource.setrlimit(resource.RLIMIT_DATA, (limit, most))


def _held_mb() -> float:
    """Private memory of this process, as far as the system tells."""
    try:
        with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123 - once a document
            pages = int(file.read().split()[5])
    except OSError:
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / 1024**2
