"""Events of a store → parts of a file, made by one process or several, in the order of the events.

One process reads the store. What it reads is handed on as it is stored; restoring the words, protecting and shaping
are done where the part is made. There is one way through :mod:`marsad.protect`, however many walk it.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import threading
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, islice
from typing import Any

from marsad.cells import Risk
from marsad.config import Config
from marsad.export import Form, exporter, steps
from marsad.leaving.fits import asked_of_the_store, fits
from marsad.leaving.known import known_to, with_pcodes
from marsad.protect import LevelName, Policy, Tally, cleared
from marsad.store import Batch, Filters, Store, Told

Record = dict[str, Any]

#: Batches up to which the start of other processes takes longer than the work.
_FEW = 3
_TOLD: tuple[Told, ...] = ("titles", "links", "texts")
#: Review states of what a person has seen.
_REVIEWED = ("reviewed", "corrected")


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """All that decides what is made of an event. ``form`` is "" for the records themselves."""

    form: str
    filters: Filters
    config: Config
    policy: Policy
    level: LevelName
    now: datetime
    reviewed_only: bool
    wanted: frozenset[str]  #: what the format asks for beside the record: titles, links, texts of reports; pcodes
    narrowed: bool = False  #: the store is asked for the area too: for outputs that tell nothing of what was held back
    only: frozenset[str] | None = None  #: ids of the events, where the filters alone do not say it

    @property
    def is_internal(self) -> bool:
        return self.level == "internal"

    @property
    def told(self) -> tuple[Told, ...]:
        """What is read of the reports: texts leave at the internal level only."""
        return tuple(one for one in _TOLD if one in self.wanted and (one != "texts" or self.is_internal))


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What was made of one batch."""

    made: list[Any]
    ids: list[str]
    seen: Counter[str]  #: events under "", and by source
    risk: Risk
    tally: Tally
    upto: int  #: events of the store in this part and those before it
    total: int


def parts(task: Task, store: Store, *, tally: Tally, workers: int = 1) -> Iterator[Part]:
    """The parts of all events that fit and may leave; what was held back or changed is added to ``tally``."""
    filters = task.filters if task.is_internal else asked_of_the_store(task.filters, narrowed=task.narrowed)
    batches = iter(store.batches(filters, told=task.told))
    first = list(islice(batches, _FEW))
    batches = chain(first, batches)
    found = map(_Desk(task).part, batches) if workers < 2 or len(first) < _FEW else _shared(task, batches, workers)
    for part in found:
        tally.held_back.update(part.tally.held_back)
        tally.changes.update(part.tally.changes)
        yield part


class _Desk:
    """Where parts are made: everything that is loaded once."""

    def __init__(self, task: Task) -> None:
        self._task = task
        self._known = known_to(task.config)
        form = exporter(task.form) if task.form else None
        self._form = form if isinstance(form, Form) else None

    def part(self, batch: Batch) -> Part:
        tally, seen, ids, risk = Tally(), Counter({"": 0}), list[str](), Risk()

        def noted() -> Iterator[Record]:
            for record in self._passed(batch, tally):
                ids.append(record["id"])
                seen.update(set(record["sources"]) - {""})
                risk.add(*_told_of(record))
                yield record

        with _uncollected():
            made = [self._form.make(some) if self._form else some for some in steps(noted())]
        seen[""] = len(ids)
        return Part(made=made, ids=ids, seen=seen, risk=risk, tally=tally, upto=batch.upto, total=batch.total)

    def _passed(self, batch: Batch, tally: Tally) -> Iterable[Record]:
        """The records that may leave, as they may."""
        task = self._task
        stored = _reviewed(batch.records(), tally) if task.reviewed_only else batch.records()
        passed: Iterable[Record] = cleared(
            stored, policy=task.policy, level=task.level, now=task.now, tally=tally, known=self._known
        )
        if not task.is_internal:
            passed = (record for record in passed if fits(record, task.filters))
        if task.only is not None:
            passed = _among(passed, task.only)
        return with_pcodes(passed, task.config) if "pcodes" in task.wanted else passed


def _among(records: Iterable[Record], only: frozenset[str]) -> Iterator[Record]:
    return (record for record in records if record["id"] in only)


def _told_of(record: Record) -> tuple[str, ...]:
    """What of an event somebody may know who looks for it: see :class:`marsad.cells.Risk`."""
    where, when = record["where"] or {}, record["when"] or {}
    day = when.get("first") or record["published"] or ""
    return where.get("country") or "", where.get("admin1") or "", day[:7], record["kind"], record["mode"] or ""


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without looking for cycles, of which records have none: to look through them takes as long as to make them."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _reviewed(records: Iterable[Record], tally: Tally) -> Iterator[Record]:
    for record in records:
        if record["review_state"] in _REVIEWED:
            yield record
        else:
            tally.held_back["not-reviewed"] += 1


# --- several processes -------------------------------------------------------------------------


def _shared(task: Task, batches: Iterable[Batch], workers: int) -> Iterator[Part]:
    """The parts in their order; no more batches are read ahead than there are workers, and one."""
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(workers, mp_context=context, initializer=_sit_down, initargs=(task,))
    under_way: deque[Future[Part]] = deque()
    try:
        for batch in batches:
            under_way.append(pool.submit(_part, batch))
            if len(under_way) > workers:
                yield under_way.popleft().result()
        yield from (future.result() for future in under_way)
    finally:
        pool.shutdown(cancel_futures=True)


#: In a worker: its desk.
_DESKS: list[_Desk] = []


def _sit_down(task: Task) -> None:
    """In a worker: load everything, leave Ctrl-C to the process that asked, and go when it has gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _DESKS.append(_Desk(task))


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _part(batch: Batch) -> Part:
    return _DESKS[0].part(batch)
