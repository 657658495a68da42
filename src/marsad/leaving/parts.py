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
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from marsad.cells import Risk
from marsad.config import Config
from marsad.errors import ExportError
from marsad.export import Form, exporter, reads, steps
from marsad.export.flat import NESTED
from marsad.leaving import leaf
from marsad.leaving.fits import asked_of_the_store, fits
from marsad.leaving.kept import KEPT_FROM, Kept, Range, kept
from marsad.leaving.known import known_to, pcode_finder, with_pcodes
from marsad.protect import Known, LevelName, Passage, Policy, Tally, cleared, passage
from marsad.store import Batch, Filters, Store, Told

if TYPE_CHECKING:
    import pyarrow as pa

Record = dict[str, Any]

#: Batches up to which the start of other processes takes longer than the work.
_FEW = 3
#: Leaves whose events are read from the store together.
_TOGETHER = 2
_TOLD: tuple[Told, ...] = ("titles", "links", "texts")


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
    is_sent: bool = False  #: as a file or answer, whose manifest says how far the events stand out
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
    file: str | None = None  #: the leaf that keeps these events


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaving:
    """Events to be taken from a leaf, and what is to be renewed in it before."""

    folder: Path
    file: str | None  #: where they stand; None: nowhere
    wanted: tuple[Sequence[str], Sequence[str]] | None  #: their ids and states; None: as in the leaf
    fresh: Batch | None  #: those that stand in no leaf as they are
    is_asked: Sequence[bool]
    upto: int
    total: int


def parts(task: Task, store: Store, *, tally: Tally, workers: int = 1) -> Iterator[Part]:
    """The parts of all events that fit and may leave; what was held back or changed is added to ``tally``."""
    for part in _parts(task, store, workers):
        tally.held_back.update(part.tally.held_back)
        tally.changes.update(part.tally.changes)
        yield part


def _parts(task: Task, store: Store, workers: int) -> Iterator[Part]:
    filters = task.filters if task.is_internal else asked_of_the_store(task.filters, narrowed=task.narrowed)
    # Of a store that others write to the state and what is read a moment later need not be of one event.
    if not task.is_internal and store.read_only and store.as_of is None:
        held = kept(store, filters, task.config, task.policy, task.level)
        if held is not None:
            if not held.fresh_events:
                store.renew()  # nothing more is asked of it: what it took of the memory is free for the leaves
            yield from _from_leaves(task, store, held, workers)
            return
    batches = iter(store.batches(filters, told=task.told))
    first = list(islice(batches, _FEW))
    batches = chain(first, batches)
    yield from _made(task, batches, workers if len(first) == _FEW else 1)


def _from_leaves(task: Task, store: Store, held: Kept, workers: int) -> Iterator[Part]:
    """The parts of what is kept, which is renewed on the way."""
    is_quick = held.fresh_events <= KEPT_FROM and _takes_rows(task)
    fresh = _fresh(store, held)
    total, ranges = held.asked, deque[tuple[Range, bool]]()

    def jobs() -> Iterator[Leaving]:
        upto = 0
        for one in held.ranges:
            is_asked = held.is_asked(one)
            upto += sum(is_asked)
            is_read = one.is_new or any(is_asked)
            ranges.append((one, is_read))
            if is_read:
                yield leaving(one, is_asked, upto)

    def leaving(one: Range, is_asked: Sequence[bool], upto: int) -> Leaving:
        return Leaving(
            folder=held.folder,
            file=held.readable(one),
            wanted=held.wanted(one) if one.is_new else None,
            fresh=next(fresh) if one.is_new else None,
            is_asked=is_asked,
            upto=upto,
            total=total,
        )

    try:
        for part in _made(task, jobs(), 1 if is_quick else workers):
            one, is_read = ranges.popleft()
            while not is_read:
                held.put(one, one.file)
                one, is_read = ranges.popleft()
            held.put(one, part.file)
            if part.upto:
                yield part
    finally:
        held.close()


def _fresh(store: Store, held: Kept) -> Iterator[Batch]:
    """What is to be protected anew of each leaf that is not as the store is.

    It is read of some leaves at a time: to find a few thousand events takes nearly as long as to find all of these.
    """
    new = (one for one in held.ranges if one.is_new)
    while some := list(islice(new, _TOGETHER)):
        ids = [held.fresh(one) for one in some]
        whole = store.batch([key for several in ids for key in several], told=("titles", "links"))
        yield from whole.cut(map(len, ids))


def _takes_rows(task: Task) -> bool:
    """Whether the format is made of columns, so that reading a leaf is all the work."""
    form = exporter(task.form) if task.form else None
    return isinstance(form, Form) and form.take is not None


def _made(task: Task, jobs: Iterable[Batch | Leaving], workers: int) -> Iterator[Part]:
    return _shared(task, jobs, workers) if workers > 1 else map(_Desk(task).part, jobs)


class _Desk:
    """Where parts are made: everything that is loaded once."""

    def __init__(self, task: Task) -> None:
        self._task = task
        form = exporter(task.form) if task.form else None
        self._form = form if isinstance(form, Form) else None

    @cached_property
    def _known(self) -> Known:
        return known_to(self._task.config)

    @cached_property
    def _pcode(self) -> Callable[[str, str, str], str | None]:
        return pcode_finder(self._task.config)

    def part(self, job: Batch | Leaving) -> Part:
        with _uncollected():
            return self._of_leaf(job) if isinstance(job, Leaving) else self._of_batch(job)

    def _of_batch(self, batch: Batch) -> Part:
        tally, seen, ids, risk = Tally(), Counter({"": 0}), list[str](), Risk()

        def noted() -> Iterator[Record]:
            for record in self._passed(batch, tally):
                ids.append(record["id"])
                seen.update(set(record["sources"]) - {""})
                if self._task.is_sent:
                    risk.add(*_told_of(record))
                yield record

        made = self._shaped(noted())
        seen[""] = len(ids)
        return Part(made=made, ids=ids, seen=seen, risk=risk, tally=tally, upto=batch.upto, total=batch.total)

    def _shaped(self, records: Iterable[Record]) -> list[Any]:
        return [self._form.make(some) if self._form else some for some in steps(records)]

    def _passed(self, batch: Batch, tally: Tally) -> Iterable[Record]:
        """The records that may leave, as they may."""
        task = self._task
        stored = _reviewed(batch.records(), tally) if task.reviewed_only else batch.records()
        passed: Iterable[Record] = cleared(
            stored, policy=task.policy, level=task.level, now=task.now, tally=tally, known=self._known
        )
        return self._coded(record for record in passed if self._is_meant(record))

    def _is_meant(self, record: Record) -> bool:
        """Whether a record that may leave is one of those asked for."""
        task = self._task
        return (task.is_internal or fits(record, task.filters)) and (task.only is None or record["id"] in task.only)

    def _coded(self, records: Iterable[Record]) -> Iterable[Record]:
        return with_pcodes(records, self._pcode) if "pcodes" in self._task.wanted else records

    # --- of what is kept ---

    def _of_leaf(self, job: Leaving) -> Part:
        import pyarrow as pa

        task, tally, file = self._task, Tally(), job.file
        table = _read(job.folder / file, self._reads) if file and job.wanted is None else self._renewed(job)
        if job.wanted is not None:
            file = leaf.written(table, job.folder) if table.num_rows else None
        asked = leaf.Asked(now=task.now, wanted=task.wanted, reviewed_only=task.reviewed_only)
        free = leaf.freed(table.filter(pa.array(job.is_asked, pa.bool_())), asked, tally)
        if self._chooses:
            meant = [self._is_meant(record) for record in leaf.records_of(free, task.wanted)]
            free = free.filter(pa.array(meant, pa.bool_()))
        return Part(
            made=self._taken(free),
            ids=free["_id"].to_pylist(),
            seen=leaf.sources_of(free),
            risk=leaf.risk_of(free) if task.is_sent else Risk(),
            tally=tally,
            upto=job.upto,
            total=job.total,
            file=file,
        )

    @cached_property
    def _chooses(self) -> bool:
        """Whether it takes a look at each record to say whether it is asked for."""
        return self._task.only is not None or self._task.filters != asked_of_the_store(self._task.filters)

    @property
    def _reads(self) -> tuple[str, ...]:
        """The columns of a leaf that are needed; none named: all."""
        if self._form is None or self._chooses:
            return ()
        if self._form.take:
            return self._form.reads
        return ("_rest", *(NESTED[name] for name in reads(self._task.form)))

    def _taken(self, free: pa.Table) -> list[Any]:
        if self._form and self._form.take:
            return [self._form.take(free)]
        nested = reads(self._task.form) if self._form else tuple(NESTED)
        return self._shaped(self._coded(leaf.records_of(free, self._task.wanted, nested)))

    def _renewed(self, job: Leaving) -> pa.Table:
        """The events of a leaf as they stand now, in their order."""
        import pyarrow as pa

        task, (ids, states) = self._task, job.wanted or ((), ())
        state_of = dict(zip(ids, states, strict=True))

        def passed() -> Iterator[tuple[Record, str, Passage]]:
            for record in job.fresh.records() if job.fresh else ():
                said = {name: record[name] for name in ("id", "review_state")}
                yield (
                    said,
                    state_of[record["id"]],
                    passage(record, policy=task.policy, level=task.level, known=self._known),
                )

        tables = [leaf.leaf_of(passed())]
        if job.file:
            tables.insert(0, _read(job.folder / job.file))
        whole = pa.concat_tables(tables)
        # A fresh row comes after the one in whose place it stands.
        row_of = {key: row for row, key in enumerate(whole["_id"].to_pylist())}
        return whole.take(pa.array([row_of[key] for key in ids], pa.int64()))


def _read(file: Path, reads: Sequence[str] = ()) -> pa.Table:
    try:
        return leaf.asked_of(file, reads)
    except OSError as error:
        step = "Run it again: it is made anew."
        raise ExportError("what was kept of the events was taken away meanwhile", next_step=step) from error


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
        if record["review_state"] in leaf.REVIEWED:
            yield record
        else:
            tally.held_back["not-reviewed"] += 1


# --- several processes -------------------------------------------------------------------------


def _shared(task: Task, jobs: Iterable[Batch | Leaving], workers: int) -> Iterator[Part]:
    """The parts in their order; no more is read ahead than there are workers, and one."""
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(workers, mp_context=context, initializer=_sit_down, initargs=(task,))
    under_way: deque[Future[Part]] = deque()
    try:
        for job in jobs:
            under_way.append(pool.submit(_part, job))
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


def _part(job: Batch | Leaving) -> Part:
    return _DESKS[0].part(job)
