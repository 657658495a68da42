"""Opening a store: which engine, and its schema brought up to date."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from importlib import resources

from marsad.errors import StoreError
from marsad.store import audit, blocking, duckdb_file, postgresql
from marsad.store.engine import Connection, Engine, transaction
from marsad.store.views import drop_views, look_back, make_views

#: Scheme of a URL → who knows it; what is no URL is a file.
_ENGINES: dict[str, Engine] = {"": duckdb_file, "postgresql": postgresql, "postgres": postgresql}


def engine_of(db: str) -> Engine:
    """Who knows this kind of database. Raises StoreError for one that nobody knows."""
    scheme = db.partition("://")[0] if "://" in db else ""
    if scheme not in _ENGINES:
        raise StoreError(
            f"a database at {scheme}:// is not in this version",
            next_step="Name a file or a postgresql:// URL with --db.",
            db=scheme,
        )
    return _ENGINES[scheme]


def shown(db: str) -> str:
    """What messages call the database: never with a password."""
    return engine_of(db).shown(db)


def is_there(db: str) -> bool:
    """Whether there is a database of this name: a file that exists; a server is only asked by opening it."""
    return engine_of(db).is_there(db)


def explained(db: str) -> AbstractContextManager[None]:
    """Turn what the driver raises inside into a StoreError that says what to do."""
    return engine_of(db).explained(db)


def connect_to_write(db: str, *, wait_s: float | None) -> Connection:
    """A connection that may write, the schema brought up to date. To be ended with ``let_go``.

    Raises StoreError for what cannot be opened, is no store of Marsad's, is damaged or of a newer schema, or is held by
    another process for longer than ``wait_s``.
    """
    with explained(db):
        connection = engine_of(db).open_to_write(db, wait_s=wait_s)
        try:
            version = _checked_version(connection, db)
            if version < newest_schema():
                connection.alone(lambda: _bring_up_to_date(connection, db))
        except BaseException:
            connection.close()
            raise
    return connection


def connect_to_read(db: str, *, as_of: datetime | None = None) -> Connection:
    """A connection that reads what writers published last, or as it was at a moment.

    Raises StoreError as :func:`connect_to_write`, and for what does not exist or has an older schema.
    """
    with explained(db):
        connection = engine_of(db).open_to_read(db)
        try:
            _check_is_new(_checked_version(connection, db), db)
            if as_of is not None:
                look_back(connection, as_of)
            connection.hold_still()
        except BaseException:
            connection.close()
            raise
    return connection


def publish_anew(db: str) -> None:
    """Let readers see all that was written, every line of the log too. Raises as :func:`connect_to_write`."""
    with explained(db):
        engine_of(db).publish_anew(db)


@dataclass(frozen=True, slots=True, kw_only=True)
class Migration:
    """One numbered step of the schema, as SQL."""

    number: int
    sql: str


def migrations() -> list[Migration]:
    """Every step there is, in order; files are named ``NUMBER_WORD.sql``."""
    folder = resources.files(__package__) / "migrations"
    files = [file for file in folder.iterdir() if file.name.endswith(".sql")]
    return sorted(
        (Migration(number=int(file.name.partition("_")[0]), sql=file.read_text(encoding="utf-8")) for file in files),
        key=lambda migration: migration.number,
    )


def newest_schema() -> int:
    """The number of the last migration there is."""
    return migrations()[-1].number


def migrate(connection: Connection, steps: Sequence[Migration]) -> None:
    """Apply the steps that are missing, each in a transaction of its own."""
    version = connection.schema_version() or 0
    for step in [step for step in steps if step.number > version]:
        with transaction(connection):
            connection.execute(step.sql)
            connection.execute("UPDATE meta SET schema_version = ?", [step.number])
            if step is steps[-1]:
                drop_views(connection)
                connection.complete_schema()
                make_views(connection)
                audit.begin(connection)
                blocking.begin(connection)


def _bring_up_to_date(connection: Connection, db: str) -> None:
    version = _checked_version(connection, db)  # as it is now that nobody else writes
    if 0 < version < newest_schema():
        connection.keep_copy(version)
    migrate(connection, migrations())


def _checked_version(connection: Connection, db: str) -> int:
    """The number of the schema; 0: there is nothing yet. Raises StoreError for one that is not for this version."""
    newest, version = newest_schema(), connection.schema_version()
    if version is None:
        raise StoreError(
            f"{shown(db)} is a database, but not one of Marsad's",
            next_step="Name another one with --db; this one has not been changed.",
            db=shown(db),
        )
    if version > newest:
        raise StoreError(
            f"{shown(db)} was written by a newer Marsad (schema {version}; this one knows {newest})",
            next_step="Install that version, or name another one with --db; this one has not been changed.",
            db=shown(db),
        )
    return version


def _check_is_new(version: int, db: str) -> None:
    name = shown(db)
    if version == 0:
        raise StoreError(
            f"there is no store in {name} yet", next_step=f"Make it with: marsad add SOURCE --db {name}", db=name
        )
    if version < newest_schema():
        raise StoreError(
            f"{name} has an older schema ({version} of {newest_schema()})",
            next_step=f"Open it once for writing, which brings it up to date: marsad add SOURCE --db {name}",
            db=name,
        )
