"""A database that is held as long as it is used: opened, let go of for others, and taken again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Self

from marsad.errors import StoreError
from marsad.store import write
from marsad.store.database import connect_to_read, connect_to_write, explained, publish_anew, shown
from marsad.store.engine import Connection, Done


class Opened:
    """When the database of a :class:`marsad.store.Store` is open, and what waits to be written to it."""

    def __init__(
        self, db: str | Path, *, read_only: bool = False, as_of: datetime | None = None, wait_s: float | None = None
    ) -> None:
        self.db = str(db)
        self.as_of = as_of
        self.read_only = read_only or as_of is not None
        self._wait_s = wait_s
        self._pending: dict[str, write.Addition] = {}
        self._opened: Connection | None = None
        self._open()

    @property
    def name(self) -> str:
        """What messages call the store: the file, or the URL without its password."""
        return shown(self.db)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _open(self) -> Connection:
        if self.read_only:
            self._opened = connect_to_read(self.db, as_of=self.as_of)
        else:
            self._opened = connect_to_write(self.db, wait_s=self._wait_s)
        return self._opened

    @property
    def _connection(self) -> Connection:
        """Open, also after a rest."""
        return self._opened or self._open()

    @property
    def bars_writers(self) -> bool:
        """Whether nobody can write while this is open: a file itself, and not the copy for readers."""
        return self._connection.bars_writers()

    def close(self) -> None:
        """Write what is pending, let others see it, and let go of the file."""
        try:
            self.flush()
        finally:
            self._let_go()

    def rest(self) -> None:
        """Write what is pending, let readers see it and others write, until this store is used again.

        To be called after each batch of a long run. It waits ``wait_s`` for another writer when it goes on.
        """
        self.flush()
        if not self.read_only:
            self._let_go()

    def renew(self, *, whole: bool = False) -> None:
        """Answer the next question from what was published since, where this store is open for reading.

        ``whole``: from the store itself, to the last line of its log. Who may only read it, or comes while another
        keeps writing, gets the copy there is.
        """
        if self.read_only:
            self._let_go()
        if self.read_only and whole:
            with suppress(StoreError):
                publish_anew(self.db)

    def _let_go(self) -> None:
        opened, self._opened = self._opened, None
        if opened is not None:
            with explained(self.db):
                opened.let_go()

    def flush(self) -> None:
        """Commit all documents added so far."""
        if not self._pending:
            return
        try:
            with explained(self.db):
                write.add(self._connection, list(self._pending.values()))
        except StoreError:
            self._pending.clear()  # they would only fail again, and hide this error
            raise
        self._pending.clear()

    @contextmanager
    def _ready(self) -> Iterator[Connection]:
        """The connection, with everything added so far in it."""
        self.flush()
        with explained(self.db):
            yield self._connection

    def alone(self, step: Callable[[], Done]) -> Done:
        """Run this while no other process writes, so that what it reads holds until it has written.

        It is run from its beginning again where the database went away in its middle and came back.
        """
        self.flush()
        with explained(self.db):
            return self._connection.alone(step)
