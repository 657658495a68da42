"""Opening a database: one file, one schema, the driver's errors in the words of the house.

No extension is loaded or fetched: what the SQL of this room needs is built into DuckDB.
"""

from __future__ import annotations

import errno
import re
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from importlib import resources
from pathlib import Path
from time import monotonic, sleep
from typing import TYPE_CHECKING

from marsad.errors import StoreError
from marsad.store import audit, holding
from marsad.store.views import look_back, make_views

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

#: 512 MB and two threads: with a language model beside it the program stays below 2 GB on an old laptop.
_SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    "memory_limit": "512MB",
    "threads": 2,
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Migration:
    """One numbered step of the schema, as SQL."""

    number: int
    sql: str


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


@contextmanager
def transaction(connection: DuckDBPyConnection) -> Iterator[None]:
    """All or nothing, also when interrupted from the keyboard."""
    import duckdb

    connection.begin()
    try:
        yield
        connection.commit()
    except BaseException:
        with suppress(duckdb.Error):  # a commit that failed has rolled back by itself
            connection.rollback()
        raise


def connect_to_write(db: str, *, wait_s: float) -> DuckDBPyConnection:
    """A connection that may write, the schema brought up to date. Until :func:`let_go` nobody else may write.

    Raises StoreError for a path that cannot be opened, a file that is no Marsad database, one that is damaged, of a
    newer schema, or held by another process for longer than ``wait_s``.
    """
    _check_path(db, read_only=False)
    with explained(db):
        if not holding.lock(Path(db), wait_s=wait_s):
            _try_once(db)
        try:
            return _opened(db, wait_s=wait_s)
        except BaseException:
            holding.unlock(Path(db))
            raise


def _try_once(db: str) -> None:
    """Let DuckDB say who has the file that another process has locked."""
    import duckdb

    duckdb.connect(db, config=_SETTINGS).close()
    raise OSError(errno.EBUSY, "being used by another process")


def _opened(db: str, *, wait_s: float) -> DuckDBPyConnection:
    """Open the file for writing, as soon as no other program has it."""
    import duckdb

    patient_until = monotonic() + wait_s
    while True:
        try:
            connection = duckdb.connect(db, config=_SETTINGS)
            break
        except duckdb.IOException as error:
            if not re.search(_IN_USE, str(error), re.IGNORECASE) or monotonic() > patient_until:
                raise
            sleep(_PAUSE_S)
    try:
        _check_schema(connection, db, read_only=False)
    except BaseException:
        connection.close()
        raise
    return connection


def let_go(connection: DuckDBPyConnection, db: str) -> None:
    """Close a connection that may write, let readers see what it wrote, and others write."""
    try:
        with explained(db):
            connection.close()
        holding.publish(Path(db))
    finally:
        holding.unlock(Path(db))


def connect_to_read(db: str, *, as_of: datetime | None = None) -> DuckDBPyConnection:
    """A connection that reads what writers published last, or as it was at a moment.

    Raises StoreError as :func:`connect_to_write`, and for a file that does not exist or has an older schema.
    """
    import duckdb

    _check_path(db, read_only=True)
    newest, *older = map(str, holding.to_read(Path(db)))
    with explained(db):
        try:
            return _readable(newest, db, as_of)
        except duckdb.Error as error:
            is_held = re.search(rf"{_IN_USE}|different configuration", str(error), re.IGNORECASE)
            if not (older and is_held):
                raise
        return _readable(older[0], db, as_of)


def _readable(file: str, db: str, as_of: datetime | None) -> DuckDBPyConnection:
    import duckdb

    connection = duckdb.connect(file, read_only=True, config=_SETTINGS)
    try:
        _check_schema(connection, db, read_only=True)
        if as_of is not None:
            look_back(connection, as_of)
    except BaseException:
        connection.close()
        raise
    return connection


def _check_path(db: str, *, read_only: bool) -> None:
    scheme = db.partition("://")[0] if "://" in db else None
    if scheme:
        name = "PostgreSQL" if scheme in {"postgresql", "postgres"} else f"A database at {scheme}://"
        raise StoreError(f"{name} is not in this version", next_step="Name a file with --db.", db=scheme)
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


def migrations() -> list[Migration]:
    """Every step there is, in order; files are named ``NUMBER_WORD.sql``."""
    folder = resources.files(__package__) / "migrations"
    files = [file for file in folder.iterdir() if file.name.endswith(".sql")]
    return sorted(
        (Migration(number=int(file.name.partition("_")[0]), sql=file.read_text(encoding="utf-8")) for file in files),
        key=lambda migration: migration.number,
    )


def schema_version(connection: DuckDBPyConnection) -> int | None:
    """The number of the last migration; 0 for an empty database, None where others' tables stand in it."""
    import duckdb

    try:
        row = connection.execute("SELECT schema_version FROM meta").fetchone()
    except (duckdb.CatalogException, duckdb.BinderException):
        tables = connection.execute("SELECT count(*) FROM information_schema.tables").fetchone()
        return None if tables != (0,) else 0
    return int(row[0]) if row else None


def migrate(connection: DuckDBPyConnection, steps: Sequence[Migration]) -> None:
    """Apply the steps that are missing, each in a transaction of its own."""
    version = schema_version(connection) or 0
    for step in [step for step in steps if step.number > version]:
        with transaction(connection):
            connection.execute(step.sql)
            connection.execute("UPDATE meta SET schema_version = ?", [step.number])
            if step is steps[-1]:
                make_views(connection)
                audit.begin(connection)


def _check_schema(connection: DuckDBPyConnection, db: str, *, read_only: bool) -> None:
    steps = migrations()
    newest, version = steps[-1].number, schema_version(connection)
    if version is None:
        raise StoreError(
            f"{db} is a database, but not one of Marsad's",
            next_step="Name another file with --db; this one has not been changed.",
            db=db,
        )
    if version > newest:
        raise StoreError(
            f"{db} was written by a newer Marsad (schema {version}; this one knows {newest})",
            next_step="Install that version, or name another file with --db; this one has not been changed.",
            db=db,
        )
    if version == newest:
        return
    if read_only:
        raise StoreError(
            f"{db} has an older schema ({version} of {newest})",
            next_step="Open it once for writing, which brings it up to date: marsad add SOURCE --db " + db,
            db=db,
        )
    if version > 0:
        _keep_copy(connection, Path(db), version)
    migrate(connection, steps)


def _keep_copy(connection: DuckDBPyConnection, file: Path, version: int) -> None:
    """The file as it was before its schema changes, beside it."""
    connection.execute("CHECKPOINT")
    part = file.with_name(f"{file.name}.schema-{version}.part")
    shutil.copyfile(file, part)  # DuckDB's own lock ends with this; ours still keeps other writers out
    part.replace(part.with_suffix(""))
