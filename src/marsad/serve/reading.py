"""Reading the store for many at a time while others write to it.

What is read is the copy that writers leave for readers; a file that came without one gets it before the first reader
is served, for a file that is read itself has to be opened and closed for each of them. Stores
stay open, and are lent to one reader after the other, for as long as what writers published is the same. When they
publish anew all are closed as soon as nobody reads, and the next reader opens what is there then.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from marsad.errors import StoreError
from marsad.store import Store
from marsad.store.holding import to_read

#: Seconds between two looks at whether something was written.
_LOOK_S = 0.25
#: And where that takes a question to a database server.
_ASK_S = 2.0
#: Seconds to wait for readers to end before one more reads what was there before.
_WAIT_S = 5.0


class _Held(threading.local):
    """How many stores this thread reads just now."""

    stores = 0


class Reading:
    """Stores of one database, for reading. Every method may be called from any thread."""

    def __init__(self, db: str) -> None:
        self.db = db
        self._changed = threading.Condition()
        self._readers = 0
        self._held = _Held()
        self._idle: list[Store] = []
        self._kept_at = ""
        self._looked_at = 0.0
        self._seen = ""
        self._copy()

    def stamp(self, *, at_once: bool = False) -> str:
        """What the store is at: another one, something was written."""
        is_server = "://" in self.db
        if at_once or time.monotonic() - self._looked_at > (_ASK_S if is_server else _LOOK_S):
            self._seen = self._asked() if is_server else _files(Path(self.db))
            self._looked_at = time.monotonic()
        return self._seen

    def _asked(self) -> str:
        with Store(self.db, read_only=True) as store:
            return store.pulse()

    @contextmanager
    def store(self) -> Iterator[Store]:
        """A store as it is now. Raises StoreError where it cannot be opened."""
        self.stamp(at_once="://" not in self.db)
        with self._changed:
            # One of those who wait opens it anew, and all go on with that; what was seen meanwhile is no older.
            # Who reads already waits for nobody: for itself it would.
            self._changed.wait_for(lambda: self._is_kept() or not self._readers or self._held.stores, _WAIT_S)
            if not (self._is_kept() or self._readers):
                self._let_go()
                self._kept_at = self._seen
                self._changed.notify_all()
            self._readers += 1
            self._held.stores += 1
            store = self._idle.pop() if self._idle else None
        try:
            store = store or Store(self.db, read_only=True)
            yield store
        finally:
            with self._changed:
                self._readers -= 1
                self._held.stores -= 1
                if store is not None:
                    self._put_back(store)
                self._changed.notify_all()

    def _is_kept(self) -> bool:
        """Whether the stores that are kept open are as the database was when it was last looked at."""
        return self._kept_at == self._seen

    def _copy(self) -> None:
        """Where there is no copy for readers, a writer who has nothing to write leaves one if it can."""
        file = Path(self.db)
        if "://" in self.db or not file.is_file() or to_read(file)[0] != file:
            return
        with suppress(StoreError):
            Store(self.db, read_only=True).close()  # of this schema: that of a server's store is nobody's to change
            Store(self.db, wait_s=0).close()

    def _put_back(self, store: Store) -> None:
        """Keep it open where that is in nobody's way: a file that is read itself must be free for writers.

        What this store opened decides, not what one would open now: a copy may have come since.
        """
        if store.bars_writers:
            store.close()
        else:
            self._idle.append(store)

    def _let_go(self) -> None:
        while self._idle:
            self._idle.pop().close()

    def close(self) -> None:
        """Give the file back."""
        with self._changed:
            self._let_go()


def _files(file: Path) -> str:
    """Time and size of the file, its log and the copy for readers."""
    told = []
    for one in (file, file.with_name(file.name + ".wal"), file.with_name(file.name + ".read")):
        try:
            state = one.stat()
            told.append(f"{state.st_mtime_ns}.{state.st_size}.{state.st_ino}")
        except OSError:
            told.append("-")
    return "/".join(told)
