"""What this room asks of a database, whichever it is: a connection, a transaction, and what to do when it goes away.

The SQL of the room is one body that every engine understands: standard words, ``?`` for values, lists bound as
``?::TYPE[]``, and the few words of its own that each engine is taught (``duckdb.sql``, ``postgresql.sql``):
``folded(text)``, ``has_word(text, word)``, ``first_bytes(bytes, number)``, ``narrow(record)``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from functools import wraps
from pathlib import Path
from string import Template
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

from marsad.errors import StoreError
from marsad.store.rows import Row

Given = ParamSpec("Given")
Done = TypeVar("Done")

#: Times that one piece of work is begun again. A server that goes away over and over is brought down by the work.
_TRIES = 5


class Lost(StoreError):
    """The database went away in the middle of something, of which nothing was kept."""


class Result(Protocol):
    """What a statement found."""

    @property
    def description(self) -> Sequence[Sequence[Any]] | None:
        """Per column a sequence that begins with its name."""

    def fetchone(self) -> tuple[Any, ...] | None:
        """The next row."""

    def fetchall(self) -> list[tuple[Any, ...]]:
        """All rows that are left."""

    def fetchmany(self, size: int, /) -> list[tuple[Any, ...]]:
        """The next rows, at most so many; none at the end."""


class Connection(Protocol):
    """A database, opened for reading or for writing."""

    #: SQL for the quickest digest of a ``$value``: another in each state, and compared with none of another engine.
    digest: Template

    def execute(self, sql: str, values: Sequence[object] = ()) -> Result:
        """Run a statement. JSON comes back as text, time stamps without a zone."""

    def stream(self, sql: str, size: int) -> Iterator[list[tuple[Any, ...]]]:
        """What a statement finds, so many rows at a time and never all in memory; of a store opened for reading."""

    def table(self, sql: str, values: Sequence[object], schema: Any) -> Any:
        """What a statement finds as an Arrow table of this schema."""

    def insert(self, table: str, new: Sequence[Row]) -> None:
        """Append rows, all with the same columns, at the speed of a bulk load."""

    def begin(self) -> None:
        """Begin a transaction; nobody else writes until it ends."""

    def commit(self) -> None:
        """End it. Raises Lost only where nothing of it was kept."""

    def rollback(self) -> None:
        """Forget it."""

    def alone(self, step: Callable[[], Done]) -> Done:
        """Run this while nobody else writes, from its beginning again where the database went away in its middle."""

    def comes_back(self) -> bool:
        """After a loss: wait for the database, and say whether what was lost can be begun again right here."""

    def schema_version(self) -> int | None:
        """The number of the last migration; 0 for an empty database, None where others' tables stand in it."""

    def complete_schema(self) -> None:
        """What this engine needs beyond the migrations; in the transaction of the last of them."""

    def keep_copy(self, version: int) -> None:
        """Keep the store as it was with this schema, where a migration could not be taken back."""

    def hold_still(self) -> None:
        """Every question from now on is answered from one and the same state."""

    def bars_writers(self) -> bool:
        """Whether nobody can write while this is open."""

    def size_bytes(self) -> int:
        """What the store takes up."""

    def compact(self) -> None:
        """Write everything anew, so that no byte is left of what was taken out, and let go."""

    def copies(self) -> list[Path]:
        """Files beside the database that still hold what it held once."""

    def beyond(self) -> str:
        """What may hold what was held once and cannot be seen from here; empty where there is nothing."""

    def unread(self) -> AbstractContextManager[None]:
        """Around a line of the log that no reader asks for: it need not be shown to them at once."""

    def close(self) -> None:
        """Let go of it, with nothing to show."""

    def let_go(self) -> None:
        """Close it, let readers see what was written, and let others write."""


class Engine(Protocol):
    """A module that knows one kind of database."""

    def shown(self, db: str) -> str:
        """What messages call the database."""

    def is_there(self, db: str) -> bool:
        """Whether there is a database that could be opened, as far as can be told without opening it."""

    def explained(self, db: str) -> AbstractContextManager[None]:
        """Turn what the driver raises inside into a StoreError that says what to do."""

    def open_to_write(self, db: str, *, wait_s: float | None) -> Connection:
        """A connection that may write. ``wait_s``: for its turn; None: as long as is usual there."""

    def open_to_read(self, db: str) -> Connection:
        """A connection for reading."""

    def publish_anew(self, db: str) -> None:
        """Let readers see all that was written, every line of the log too."""


@contextmanager
def transaction(connection: Connection) -> Iterator[None]:
    """All or nothing, also when interrupted from the keyboard."""
    connection.begin()
    try:
        yield
        connection.commit()
    except BaseException:
        connection.rollback()
        raise


def whole(
    write: Callable[Concatenate[Connection, Given], Done],
) -> Callable[Concatenate[Connection, Given], Done]:
    """Make a function that writes one transaction, which is run again where the database went away in its middle."""

    @wraps(write)
    def run(connection: Connection, /, *given: Given.args, **named: Given.kwargs) -> Done:
        def once() -> Done:
            with transaction(connection):
                return write(connection, *given, **named)

        return again(connection, once)

    return run


def again(connection: Connection, step: Callable[[], Done]) -> Done:
    """Run this, and run it again where the database went away in its middle and is back."""
    for _ in range(_TRIES):
        try:
            return step()
        except Lost:
            if not connection.comes_back():
                raise
    return step()
