"""What each circle of readers sees of the store, kept in memory and brought up to date when something is written."""

from __future__ import annotations

import hashlib
import tempfile
import threading
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from marsad.config import Config
from marsad.errors import StoreError
from marsad.protect import LevelName
from marsad.serve.protected import Job, Protected, protect_all, protect_to_file, protected_in
from marsad.serve.reading import Reading
from marsad.serve.table import Table, made
from marsad.store import Covered, Filters, Store
from marsad.types import Act

Record = dict[str, Any]
#: Up to so many events are protected while the first reader waits; more are by another process.
_AT_ONCE = 2000
#: Seconds to wait while another reads the store: a million events take half a minute.
_PATIENCE_S = 5.0
#: Seconds after which what may leave is decided anew: delays end.
_FRESH_S = 3600.0
#: Searches for words of which the answer is kept.
_SEARCHES = 256


@dataclass(frozen=True, kw_only=True)
class Held:
    """The present events as the store has them, when each was folded, and what people hold back."""

    table: Table
    states: Any  #: Arrow: id, folded_at
    restraints: str


class Views:
    """Tables by level. Every method may be called from any thread."""

    def __init__(self, config: Config, *, policy: Path | None = None, folder: Path | None = None) -> None:
        self.config = config
        self.reading = Reading(config.db)
        self._policy = policy
        self._scratch = tempfile.TemporaryDirectory(prefix="marsad-") if folder is None else None
        self._folder = Path(self._scratch.name) if self._scratch else Path(str(folder))
        self._lock = threading.RLock()
        self._held: Held | None = None
        self._stamp = ""
        self._protected: dict[LevelName, Protected] = {}
        self._made_at: dict[LevelName, float] = {}
        self._making: dict[LevelName, Future[Any]] = {}
        self._apart: ProcessPoolExecutor | None = None
        self._beside = ThreadPoolExecutor(max_workers=1, thread_name_prefix="marsad-views")
        self._searched = lru_cache(maxsize=_SEARCHES)(self._search)
        self._looked = lru_cache(maxsize=1)(self._look)
        self._days = lru_cache(maxsize=1)(self._published)
        self._done = lru_cache(maxsize=1)(self._acts)

    def close(self) -> None:
        """End what is being made, and take the files away."""
        self._beside.shutdown(wait=False, cancel_futures=True)
        if self._apart is not None:
            self._apart.shutdown(wait=False, cancel_futures=True)
        self.reading.close()
        if self._scratch is not None:
            self._scratch.cleanup()

    # --- tables ---

    def table(self, level: LevelName) -> Table:
        """Every event that this circle may see. Raises StoreError where the store cannot be read, or not yet."""
        self.refresh()
        with self._lock:
            if level == "internal":
                assert self._held is not None
                return self._held.table
            return self._of(level).table

    def protected(self, level: LevelName) -> Protected:
        """What this circle below internal may see."""
        self.refresh()
        with self._lock:
            return self._of(level)

    def stamp(self, level: LevelName) -> str:
        """Changes with what this circle can see, and with nothing else."""
        return self.table(level).stamp

    def is_ready(self, level: LevelName) -> bool:
        """Whether the table is at hand, and of now: then nothing waits for it."""
        if self._held is None or self.reading.stamp() != self._stamp:
            return False
        return level == "internal" or (level in self._protected and self._age_s(level) < _FRESH_S)

    def _age_s(self, level: LevelName) -> float:
        return time.monotonic() - self._made_at.get(level, float("-inf"))

    def refresh(self, *, at_once: bool = False) -> None:
        """Take in what was written since. Quick where nothing was."""
        if self.reading.stamp(at_once=at_once) == self._stamp and self._held is not None:
            return
        if not self._lock.acquire(timeout=_PATIENCE_S):
            raise StoreError("the events are being prepared", next_step="Ask again in a moment.")
        try:
            stamp = self.reading.stamp(at_once=True)
            if stamp == self._stamp and self._held is not None:
                return
            with self.reading.store() as store:
                states = store.event_states()
                self._take_in(store, states, stamp)
            self._stamp = stamp
            for known in (self._searched, self._looked, self._days, self._done):
                known.cache_clear()
        finally:
            self._lock.release()

    def renew(self) -> None:
        """Take in what this server has just written. It is written: whoever wrote it is not told to ask again where
        the events cannot be read at once, for then it would be done twice. The next reader waits for them.
        """
        with suppress(StoreError):
            self.refresh(at_once=True)

    def _take_in(self, store: Store, states: Any, stamp: str) -> None:
        restraints = store.restraints()
        mark = hashlib.sha256(stamp.encode()).hexdigest()[:16]
        if self._held is None:
            table = made(store.event_rows())
        else:
            touched = _differing(self._held.states, states)
            table = self._held.table.updated(touched, store.event_rows(touched)) if touched else self._held.table
            self._withhold(touched, tuple(self._protected))
            if restraints != self._held.restraints:
                self._forget_protected()
        self._held = Held(table=replace(table, stamp=mark), states=states, restraints=restraints)

    def _forget_protected(self) -> None:
        """Somebody withdrew something or holds it back: nobody is told more before all has passed protection again."""
        for known in self._protected.values():
            known.shelf.clear()
        self._protected.clear()

    def _withhold(self, touched: Collection[str], levels: Sequence[LevelName]) -> None:
        """What changed is told again only when it has passed protection again."""
        for level in levels:
            known = self._protected[level]
            there = [one for one in touched if known.table.row_of(one) is not None]
            if there:
                mark = hashlib.sha256(" ".join((known.table.stamp, *sorted(there))).encode()).hexdigest()[:16]
                hidden = _without(known.table, there)
                self._protected[level] = replace(known, table=replace(hidden, stamp=mark))
            self._made_at[level] = float("-inf")

    # --- below internal ---

    def _of(self, level: LevelName) -> Protected:
        known = self._protected.get(level)
        if known is not None and self._age_s(level) < _FRESH_S:
            return known
        job = Job(config=self.config, level=level, policy=self._policy, folder=self._folder)
        assert self._held is not None
        if len(self._held.table) <= _AT_ONCE:
            self._put(level, protect_all(job))
            return self._protected[level]
        self._begin(job)
        if known is None:
            raise StoreError("what may leave is being prepared", next_step="Ask again in a moment.", level=level)
        return known

    def _put(self, level: LevelName, fresh: Protected) -> None:
        before = self._protected.get(level)
        self._protected[level] = fresh
        self._made_at[level] = time.monotonic()
        if before is not None and before.shelf.file != fresh.shelf.file:
            before.shelf.clear()

    def _begin(self, job: Job) -> None:
        if job.level not in self._making:
            self._making[job.level] = self._beside.submit(self._make, job)

    def _make(self, job: Job) -> None:
        """In another process, which leaves this one free to answer."""
        if self._apart is None:
            self._apart = ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn"))
        try:
            begun = self._held
            fresh = protected_in(self._apart.submit(protect_to_file, job).result())
            with self._lock:
                self._take_over(job.level, fresh, begun)
        finally:
            with self._lock:
                self._making.pop(job.level, None)

    def _take_over(self, level: LevelName, fresh: Protected, begun: Held | None) -> None:
        """Tell from now on what was prepared, but for what was written meanwhile."""
        now = self._held
        if now is None or begun is None or begun.restraints != now.restraints:
            fresh.shelf.clear()
            return
        self._put(level, fresh)
        if touched := _differing(begun.states, now.states):
            self._withhold(touched, (level,))

    def apart(self, work: Callable[[Any], Any], given: Any) -> Any:
        """Do long work in the other process, and wait for it."""
        if self._apart is None:
            self._apart = ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn"))
        return self._apart.submit(work, given).result()

    # --- records ---

    def records(self, level: LevelName, ids: Sequence[str]) -> list[Record]:
        """The records of these events as this circle may see them, in their order."""
        if level == "internal":
            with self.reading.store() as store:
                return store.events_by_id(ids)
        found = self.protected(level)
        there = (found.shelf.get(one) for one in ids if found.table.row_of(one) is not None)
        return [record for record in there if record is not None]

    def found(self, level: LevelName, given: str) -> Record:
        """The record of the event with this id, alias or mention, or whose id begins so. Raises StoreError."""
        if level == "internal":
            with self.reading.store() as store:
                return store.event(given)
        held = self.protected(level)
        exact = held.names.get(given, given)
        ids = [exact] if exact in held.shelf.places else [one for one in held.shelf.places if one.startswith(given)]
        records = self.records(level, ids[:2])
        if len(records) != 1:
            raise StoreError(f"no event {given!r} may be seen", next_step="Take an id from /api/v1/events.", id=given)
        return records[0]

    def looked(self) -> Mapping[date, int]:
        """Days on which some source published something or was looked at, with the documents of each.

        Of the store as it is: internal only.
        """
        return self._days()

    def _published(self) -> Mapping[date, int]:
        days: dict[date, int] = {}
        for one in self._looked():
            days[one.day] = days.get(one.day, 0) + one.documents
        return days

    def coverage(self) -> tuple[Covered, ...]:
        """What each source published and was looked at, day by day. Of the store as it is: internal only."""
        return self._looked()

    def acts(self) -> tuple[Act, ...]:
        """Everything that people did, in its order. Of the store as it is: internal only."""
        return self._done()

    def _acts(self) -> tuple[Act, ...]:
        with self.reading.store() as store:
            return tuple(store.acts())

    def _look(self) -> tuple[Covered, ...]:
        with self.reading.store() as store:
            return tuple(one for one in store.coverage() if one.documents or one.looks)

    def telling(self, text: str) -> frozenset[str]:
        """Ids of the events of which one report holds all these words. Of the store as it is: internal only."""
        return self._searched(text)

    def _search(self, text: str) -> frozenset[str]:
        with self.reading.store() as store:
            return frozenset(store.event_ids(Filters(text=text, review_state=None)))

    @contextmanager
    def store(self) -> Iterator[Store]:
        """The store, for reading."""
        with self.reading.store() as store:
            yield store


def _differing(before: Any, now: Any) -> set[str]:
    """Events that came, went, or were folded anew."""
    gone = before.join(now, ["id", "folded_at"], join_type="left anti")["id"].to_pylist()
    return {*gone, *now.join(before, ["id", "folded_at"], join_type="left anti")["id"].to_pylist()}


def _without(table: Table, events: Collection[str]) -> Table:
    """The table without these events, its words pointing to the rows as they are then."""
    import numpy as np

    hidden = table.updated(events)
    if table.words is None:
        return hidden
    rows = np.full(len(table), -1, dtype=np.int64)
    kept = np.delete(np.arange(len(table)), [row for one in events if (row := table.row_of(one)) is not None])
    rows[kept] = np.arange(len(kept))
    moved = {word: [row for row in rows[list(held)].tolist() if row >= 0] for word, held in table.words.items()}
    return replace(hidden, words=moved)
