"""DuckDB: one file, one writer at a time (:mod:`marsad.store.holding`), the driver's errors in the words of the house.

No extension is loaded or fetched: what the SQL of this room needs is built into DuckDB.
"""

from __future__ import annotations

import errno
import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from string import Template
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any

from marsad.errors import StoreError
from marsad.store import holding
from marsad.store.engine import Done, Result
from marsad.store.rows import Row

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

#: 512 MB and two threads: with a language model beside it the program stays below 2 GB on an old laptop. The log is
#: worked into the file from 64 MB on, not from 16: each time costs more the larger the file is, but what is not yet
#: worked in stays in memory.
_MEMORY_MB = 512
_SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    "memory_limit": f"{_MEMORY_MB}MB",
    "threads": 2,
    "checkpoint_threshold": "64MB",
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}
#: Rows from which on a table of Arrow is made of them: its library takes a while to load.
_MANY = 200
#: Whoever writes holds the indexes of ids in memory, some 11 MB for each 100 of the file: so much of it is allowed for,
#: in steps of 64 MB.
_INDEXES, _STEP_MB = 8, 64


@dataclass(frozen=True, slots=True, kw_only=True)
class _Failure:
    """What a message of the driver means. ``{db}`` and ``{pid}`` are filled in."""

    pattern: str
    message: str
    next_step: str


#: What DuckDB says where another process has the file.
_IN_USE = r"could not set lock|being used by another process"
#: Seconds between two tries.
_PAUSE_S = 0.1

_FAILURES = (
    _Failure(
        pattern=_IN_USE,
        message="{db} is in use by another process{pid}",
        next_step="One process writes at a time, and it has not let go for a while: wait until it ends, or end it, "
        "and try again.",
    ),
    _Failure(
        pattern=r"no space left|file too large|disk quota|not enough space|disk full",
        message="the disk is full: {db} could not be written",
        next_step="Make room and run the same command again: what was stored before is unharmed, "
        "and it goes on from there.",
    ),
    _Failure(
        pattern=r"version number|newer version of duckdb|storage version",
        message="{db} was written by another version of DuckDB",
        next_step="Install the newest Marsad and try again.",
    ),
    _Failure(
        pattern=r"not a valid duckdb database",
        message="{db} is not a DuckDB database",
        next_step="Name another file with --db, or move this one away; it has not been changed.",
    ),
    _Failure(
        pattern=r"corrupt|checksum|could not read enough bytes|serialization|invalidated because of|internal error",
        message="{db} is damaged",
        next_step="Restore it from a copy, or move it away and add the documents again.",
    ),
    _Failure(
        pattern=r"permission denied|read-only file system",
        message="{db} may not be opened by this user",
        next_step="Give yourself the right to write to the file and its folder, or name another file with --db.",
    ),
    _Failure(
        pattern=r"read-only mode",
        message="{db} is open for reading only",
        next_step="Open it for writing: Store(db) without read_only.",
    ),
    _Failure(
        pattern=r"different configuration",
        message="{db} is already open in this program",
        next_step="Close the other Store first, or use it.",
    ),
    _Failure(
        pattern=r"out of memory",
        message="{db}: the query needs more memory than it may take",
        next_step="Narrow it down with filters (--since, --until, --admin), or set a limit.",
    ),
    _Failure(
        pattern=r"connection.*(already )?closed|closed.*connection",
        message="{db} has been closed",
        next_step="Open it again with Store(db).",
    ),
)


def _store_error(db: str, error: Exception) -> StoreError:
    said = str(error)
    found = re.search(r"PID \d+", said)
    for failure in _FAILURES:
        if re.search(failure.pattern, said, re.IGNORECASE):
            message = failure.message.format(db=db, pid=f" ({found[0]})" if found else "")
            return StoreError(message, next_step=failure.next_step, db=db)
    first_line = said.splitlines()[0] if said else type(error).__name__
    return StoreError(
        f"{db}: {first_line}", next_step="Try again; if it stays so, restore the file from a copy.", db=db
    )


@contextmanager
def explained(db: str) -> Iterator[None]:
    """Turn what DuckDB raises inside into a StoreError that says what to do."""
    import duckdb

    try:
        yield
    except (duckdb.Error, OSError) as error:
        raise _store_error(db, error) from error
    except RuntimeError as error:
        if "interrupted" in str(error):  # what DuckDB makes of Ctrl-C while a query runs
            raise KeyboardInterrupt from error
        raise


class File:
    """A DuckDB file, opened. One that may write keeps other writers out until it is closed."""

    digest = Template("hash($value)::VARCHAR")

    def __init__(self, raw: DuckDBPyConnection, file: Path, *, is_held: bool) -> None:
        self._raw = raw
        self._file = file
        self._is_held = is_held
        self._memory_mb = _MEMORY_MB
        raw.execute(_words())
        _hush(raw)
        self._make_room()

    def execute(self, sql: str, values: Sequence[object] = ()) -> Result:
        return self._raw.execute(sql, list(values))

    def table(self, sql: str, values: Sequence[object], schema: Any) -> Any:
        self._raw.complete()  # what an earlier statement left unfetched, or it would be refused
        return self._raw.sql(sql, params=list(values)).to_arrow_table().cast(schema)

    def insert(self, table: str, new: Sequence[Row]) -> None:
        """In one statement, column by column: some 15 times faster than a statement per row, and through Arrow, where
        there are many, five times faster again.
        """
        if not new:
            return
        names = list(new[0])
        values = [[row[name] for row in new] for name in names]
        told = {"names": ", ".join(names), "table": table}
        empty = self._raw.execute(Template("SELECT $names FROM $table LIMIT 0").substitute(told))
        types = [str(column[1]) for column in empty.description or ()]
        insert = Template("INSERT INTO $table ($names) SELECT $values").substitute
        if len(new) < _MANY:
            listed = ", ".join(f"unnest(?::{kind}[])" for kind in types)
            self._raw.execute(insert(told, values=listed), values)
            return
        import pyarrow as pa

        columns = ", ".join(f"{name}::{kind}" for name, kind in zip(names, types, strict=True))
        self._raw.register("many_rows", pa.table(dict(zip(names, values, strict=True))))
        try:
            self._raw.execute(insert(told, values=f"{columns} FROM many_rows"))
        finally:
            self._raw.unregister("many_rows")

    def stream(self, sql: str, size: int) -> Iterator[list[tuple[Any, ...]]]:
        found = self._raw.execute(sql)
        while some := found.fetchmany(size):
            yield some

    def begin(self) -> None:
        self._make_room()
        self._raw.begin()

    def _make_room(self) -> None:
        """Allow whoever writes for the indexes of a file that has grown."""
        if not self._is_held:
            return
        steps = (self.size_bytes() >> 20) // (_INDEXES * _STEP_MB)
        if (wanted := _MEMORY_MB + steps * _STEP_MB) > self._memory_mb:
            self.execute(f"SET memory_limit = '{wanted}MB'")
            self._memory_mb = wanted

    def commit(self) -> None:
        self._raw.commit()

    def rollback(self) -> None:
        import duckdb

        with suppress(duckdb.Error):  # a commit that failed has rolled back by itself
            self._raw.rollback()

    def alone(self, step: Callable[[], Done]) -> Done:
        """Whoever may write is alone."""
        return step()

    def comes_back(self) -> bool:
        """A file does not go away."""
        return False

    def schema_version(self) -> int | None:
        import duckdb

        try:
            row = self.execute("SELECT schema_version FROM meta").fetchone()
        except (duckdb.CatalogException, duckdb.BinderException):
            tables = self.execute("SELECT count(*) FROM information_schema.tables").fetchone()
            return None if tables != (0,) else 0
        return int(row[0]) if row else None

    def complete_schema(self) -> None:
        """Nothing more."""

    def keep_copy(self, version: int) -> None:
        """The file as it was before its schema changes, beside it."""
        self.execute("CHECKPOINT")
        part = self._file.with_name(f"{self._file.name}.schema-{version}.part")
        shutil.copyfile(self._file, part)  # DuckDB's own lock ends with this; ours still keeps other writers out
        part.replace(part.with_suffix(""))

    def hold_still(self) -> None:
        """What is read is a copy, or a file that nobody writes to."""

    def bars_writers(self) -> bool:
        """Whoever reads the copy for readers is in nobody's way."""
        return not holding.is_snapshot(self._file)

    def size_bytes(self) -> int:
        """With the log of what is not yet in the main file."""
        files = (self._file, self._file.with_name(self._file.name + ".wal"))
        return sum(file.stat().st_size for file in files if file.exists())

    def compact(self) -> None:
        """Into a new file, which takes the place of this one."""
        fresh = self._file.with_name(self._file.name + ".fresh")
        fresh.unlink(missing_ok=True)
        (name,) = self.execute("SELECT current_database()").fetchone() or ("",)
        quoted = str(fresh).replace("'", "''")
        for step in (
            "CHECKPOINT",
            f"ATTACH '{quoted}' AS fresh",
            f'COPY FROM DATABASE "{name}" TO fresh',
            "DETACH fresh",
        ):
            self.execute(step)
        self._raw.close()
        try:
            fresh.replace(self._file)
            holding.publish(self._file)
        finally:
            self._unlock()

    def copies(self) -> list[Path]:
        """Those of before its schema changed, and what crashes left."""
        patterns = ("schema-*", "read.part", "schema-*.part", "fresh")
        return [copy for pattern in patterns for copy in sorted(self._file.parent.glob(f"{self._file.name}.{pattern}"))]

    def beyond(self) -> str:
        return ""

    @contextmanager
    def unread(self) -> Iterator[None]:
        """The copy, where it stood for the file before, does so afterwards."""
        import duckdb

        stood = holding.is_current(self._file)
        yield
        if stood:
            with suppress(duckdb.TransactionException):  # another store of this program is writing: it will publish
                self.execute("CHECKPOINT")
                holding.keep_copy(self._file)

    def close(self) -> None:
        try:
            self._raw.close()
        finally:
            self._unlock()

    def let_go(self, *, anew: bool = False) -> None:
        """``anew``: make the copy for readers, whatever its time says of it."""
        try:
            self._raw.close()
            if self._is_held:
                holding.publish(self._file, anew=anew)
        finally:
            self._unlock()

    def _unlock(self) -> None:
        if self._is_held:
            self._is_held = False
            holding.unlock(self._file)


def _hush(raw: Any) -> None:
    """After two seconds DuckDB draws a bar of its own, into whatever is being printed; but in a notebook without
    ipywidgets, where it has none and refuses the word for it.
    """
    import duckdb

    with suppress(duckdb.InvalidInputException):
        raw.execute("SET enable_progress_bar = false")


@cache
def _words() -> str:
    return resources.files(__package__).joinpath("duckdb.sql").read_text(encoding="utf-8")


def shown(db: str) -> str:
    return db


def is_there(db: str) -> bool:
    return Path(db).exists()


def open_to_write(db: str, *, wait_s: float | None) -> File:
    """Until it is closed nobody else may write.

    Raises StoreError for a path that cannot be opened, a file that is no database, one that is damaged, or held by
    another process for longer than ``wait_s``.
    """
    _check_path(db, read_only=False)
    patience_s = holding.WAIT_S if wait_s is None else wait_s
    if not holding.lock(Path(db), wait_s=patience_s):
        _try_once(db)
    try:
        return File(_connected(db, wait_s=patience_s), Path(db), is_held=True)
    except BaseException:
        holding.unlock(Path(db))
        raise


def publish_anew(db: str) -> None:
    """Make the copy for readers anew, so that no line of the log is missing. Raises as :func:`open_to_write`."""
    open_to_write(db, wait_s=None).let_go(anew=True)


def _try_once(db: str) -> None:
    """Let DuckDB say who has the file that another process has locked."""
    import duckdb

    duckdb.connect(db, config=_SETTINGS).close()
    raise OSError(errno.EBUSY, "being used by another process")


def _connected(db: str, *, wait_s: float) -> DuckDBPyConnection:
    """Open the file for writing, as soon as no other program has it."""
    import duckdb

    patient_until = monotonic() + wait_s
    while True:
        try:
            return duckdb.connect(db, config=_SETTINGS)
        except duckdb.IOException as error:
            if not re.search(_IN_USE, str(error), re.IGNORECASE) or monotonic() > patient_until:
                raise
            sleep(_PAUSE_S)


def open_to_read(db: str) -> File:
    """What writers published last. Raises StoreError as :func:`open_to_write`, and for a file that does not exist."""
    import duckdb

    _check_path(db, read_only=True)
    newest, *older = holding.to_read(Path(db))
    try:
        return _readable(newest)
    except duckdb.Error as error:
        is_held = re.search(rf"{_IN_USE}|different configuration", str(error), re.IGNORECASE)
        if not (older and is_held):
            raise
    return _readable(older[0])


def _readable(file: Path) -> File:
    import duckdb

    return File(duckdb.connect(str(file), read_only=True, config=_SETTINGS), file, is_held=False)


def _check_path(db: str, *, read_only: bool) -> None:
    try:
        _check_file(Path(db), db, read_only=read_only)
    except PermissionError as error:
        raise StoreError(
            f"{db} may not be opened by this user", next_step="Give yourself the right, or name another file.", db=db
        ) from error


def _check_file(path: Path, db: str, *, read_only: bool) -> None:
    if path.is_dir():
        raise StoreError(f"{db} is a folder", next_step="Name a file in it with --db.", db=db)
    if not path.parent.is_dir():
        raise StoreError(f"{path.parent} is not a folder", next_step="Make it, or name another file with --db.", db=db)
    if read_only and not path.exists():
        raise StoreError(f"there is no {db}", next_step=f"Make it with: marsad add SOURCE --db {db}", db=db)
