"""PostgreSQL: many writers and readers at once, a server that may go away and come back.

Everything stands in the first schema of the connection's search path. Writers take turns by an advisory lock, which
dies with the connection; readers see one state from the moment they open. The driver is imported where it is used: it
comes with ``pip install 'marsad[postgres]'``.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from string import Template
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any, cast

from marsad.errors import MissingResource, StoreError
from marsad.store.engine import Done, Lost, Result, again
from marsad.store.rows import Row

if TYPE_CHECKING:
    import psycopg

#: Oldest version that has every word of the SQL (``normalize``, ``pg_xact_status``).
_OLDEST = 13
#: Seconds a writer waits for its turn: another one may be merging what it added, or loading an archive.
_TURN_S = 600.0
#: Seconds a server may be away. A restart takes some, a fail-over up to half a minute.
_AWAY_S = 60.0
#: Seconds between two tries to reach it, at first and at most.
_PAUSES_S = (0.1, 5.0)
#: First half of the key of the advisory lock, "Mars" in ASCII; the other half is the number of the schema.
_KEY = "1298231923, CAST(CAST(CAST(current_schema() AS regnamespace) AS oid) AS integer)"

#: Rows turned into Arrow at a time.
_ROWS = 20_000

#: For a connection that does not say otherwise. A peer that is gone without a word is noticed within a minute.
_DEFAULTS: dict[str, str | int] = {
    "application_name": "marsad",
    "connect_timeout": 10,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
}
_SESSION = """
    SET client_encoding = 'UTF8'; SET TimeZone = 'UTC'; SET DateStyle = 'ISO, YMD'; SET jit = off;
    SET idle_in_transaction_session_timeout = 0; SET lock_timeout = {wait_ms}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Failure:
    """What an error of the server means: its SQLSTATE, or what the driver says where there is none."""

    state: str
    pattern: str
    message: str
    next_step: str


_FAILURES = (
    _Failure(
        state="28",
        pattern=r"authentication failed|no password supplied|no pg_hba.conf entry|role .* (does not exist|is not perm)",
        message="{db} does not let this user in",
        next_step="Check user and password: in the URL, in PGPASSWORD or in ~/.pgpass.",
    ),
    _Failure(
        state="3D",
        pattern=r"database .* does not exist",
        message="there is no database {db}",
        next_step="Make it with: createdb --encoding UTF8 NAME",
    ),
    _Failure(
        state="53100",
        pattern=r"no space left|could not extend|disk full",
        message="the disk of the server is full: {db} could not be written",
        next_step="Make room and run the same command again: what was stored before is unharmed, "
        "and it goes on from there.",
    ),
    _Failure(
        state="53300",
        pattern=r"too many (clients|connections)|connection slots are reserved",
        message="{db} has no connection left",
        next_step="Wait until others end, or raise max_connections on the server.",
    ),
    _Failure(
        state="53200",
        pattern=r"out of (shared )?memory",
        message="{db}: the query needs more memory than the server has",
        next_step="Narrow it down with filters (--since, --until, --admin), or set a limit.",
    ),
    _Failure(
        state="42501",
        pattern=r"permission denied",
        message="this user may not do that in {db}",
        next_step="Have its owner grant the rights that docs/stores.md lists.",
    ),
    _Failure(
        state="55P03",
        pattern=r"lock timeout",
        message="{db} is being written to by another process",
        next_step="Writers take turns, and this one's has not come for a while: try again, what was stored stays.",
    ),
    _Failure(
        state="57014",
        pattern=r"statement timeout",
        message="{db}: the query took longer than the server allows",
        next_step="Narrow it down with filters (--since, --until, --admin), or raise statement_timeout for this user.",
    ),
    _Failure(
        state="57P03",
        pattern=r"connection refused|could not translate host name|failed to resolve|timeout expired|no such file"
        r"|is starting up|shutting down|no route to host|network is unreachable|connection failed|server closed",
        message="no server answers at {db}",
        next_step="Check host and port, and that the server runs and listens.",
    ),
)


def shown(db: str) -> str:
    """The URL without its password and options; none of it where it cannot be told apart."""
    found = re.fullmatch(r"\w+://(?:([^:@/?#]*)(?::[^@/?#]*)?@)?([^@?#]*)(?:\?[^@]*)?", db)
    if found is None:
        return "the PostgreSQL database"
    user, place = found.groups()
    return f"postgresql://{user}@{place}" if user else f"postgresql://{place}"


def is_there(db: str) -> bool:  # noqa: ARG001  (the engines' signature)
    """The server knows; opening says so."""
    return True


@contextmanager
def explained(db: str) -> Iterator[None]:
    """Turn what the driver raises inside into a StoreError. Raises MissingResource where there is no driver."""
    try:
        import psycopg
    except ImportError as error:
        raise MissingResource(
            "PostgreSQL needs a driver that is not installed", next_step="Install it: pip install 'marsad[postgres]'"
        ) from error
    try:
        yield
    except psycopg.Error as error:
        raise _store_error(db, error) from error


def _store_error(db: str, error: psycopg.Error) -> StoreError:
    name, said = shown(db), str(error)
    for failure in _FAILURES:
        if (error.sqlstate or "").startswith(failure.state) or (
            error.sqlstate is None and re.search(failure.pattern, said, re.IGNORECASE)
        ):
            return StoreError(failure.message.format(db=name), next_step=failure.next_step, db=name)
    first_line = said.splitlines()[0] if said else type(error).__name__
    return StoreError(f"{name}: {first_line}", next_step="See the log of the server, and try again.", db=name)


class Server:
    """A database on a server, opened."""

    digest = Template("md5($value::VARCHAR)")

    def __init__(self, db: str, *, wait_s: float, is_reading: bool) -> None:
        self._db = db
        self._wait_s = wait_s
        self._is_reading = is_reading
        self._is_closed = self._is_alone = False
        self._transaction: str | None = None  #: its number, while one is open
        self._raw = _connected(db, wait_s=wait_s)

    # --- statements ---

    def execute(self, sql: str, values: Sequence[object] = ()) -> Result:
        if self._transaction is not None:
            return self._run(sql, values)
        return again(self, lambda: self._run(sql, values))

    def _run(self, sql: str, values: Sequence[object] = ()) -> Result:
        with self._watched():
            found = self._raw.execute(_placed(sql), list(values)) if values else self._raw.execute(sql.encode())
        return cast("Result", found)

    def table(self, sql: str, values: Sequence[object], schema: Any) -> Any:
        import pyarrow as pa

        found, parts = self.execute(sql, values), []
        while some := found.fetchmany(_ROWS):
            columns = zip(zip(*some, strict=True), schema, strict=True)
            parts.append(pa.record_batch([pa.array(told, field.type) for told, field in columns], schema=schema))
        return pa.Table.from_batches(parts, schema=schema)

    def insert(self, table: str, new: Sequence[Row]) -> None:
        if not new:
            return
        into = f"COPY {table} ({', '.join(new[0])}) FROM STDIN"
        with self._watched(), self._raw.cursor() as cursor, cursor.copy(into.encode()) as copy:
            for row in new:
                copy.write_row([row[name] for name in new[0]])

    @contextmanager
    def _watched(self) -> Iterator[None]:
        """Tell a server that went away from one that refuses."""
        import psycopg

        if self._is_closed:
            raise StoreError(
                f"{shown(self._db)} has been closed", next_step="Open it again with Store(db).", db=shown(self._db)
            )
        try:
            yield
        except (psycopg.OperationalError, psycopg.InterfaceError) as error:
            if not self._raw.closed:
                raise
            raise Lost(
                f"the connection to {shown(self._db)} broke off",
                next_step="Run the same command again: what was stored stays, and it goes on from there.",
                db=shown(self._db),
            ) from error

    # --- transactions ---

    def begin(self) -> None:
        if self._is_reading:
            raise StoreError(
                f"{shown(self._db)} is open for reading only",
                next_step="Open it for writing: Store(db) without read_only.",
                db=shown(self._db),
            )
        self._run("BEGIN")
        self._transaction = ""
        try:
            found = self._run(f"SELECT pg_advisory_xact_lock({_KEY}), CAST(pg_current_xact_id() AS text)").fetchone()
        except BaseException:
            self.rollback()
            raise
        self._transaction = str(found[1]) if found else ""

    def commit(self) -> None:
        number = self._transaction
        try:
            self._run("COMMIT")
        except Lost:
            if self._is_alone or number is None or not self._was_committed(number):
                raise
        self._transaction = None

    def _was_committed(self, number: str) -> bool:
        """What became of a transaction whose end was not heard of."""
        self._transaction = None
        self._reconnect()
        while True:
            (state,) = self._run("SELECT pg_xact_status(CAST(? AS xid8))", [number]).fetchone() or (None,)
            if state != "in progress":
                return bool(state == "committed")
            sleep(_PAUSES_S[0])

    def rollback(self) -> None:
        import psycopg

        self._transaction = None
        with suppress(psycopg.Error):  # a connection that broke off has rolled back by itself
            self._raw.execute(b"ROLLBACK")

    def alone(self, step: Callable[[], Done]) -> Done:
        if self._is_alone:
            return step()

        def held() -> Done:
            self._run(f"SELECT pg_advisory_lock({_KEY})")
            self._is_alone = True
            try:
                return step()
            finally:
                self._is_alone = False
                self._end_turn()

        return again(self, held)

    def _end_turn(self) -> None:
        import psycopg

        with suppress(psycopg.Error):  # the lock ends with its connection
            self._raw.execute(f"SELECT pg_advisory_unlock({_KEY})".encode())

    # --- going away and coming back ---

    def comes_back(self) -> bool:
        if self._is_alone or self._is_reading or self._is_closed:
            return False  # what was read under the lock, or of one state, is to be read again
        self._reconnect()
        return True

    def _reconnect(self) -> None:
        import psycopg

        pause_s, longest_s = _PAUSES_S
        patient_until = monotonic() + _AWAY_S
        while True:
            try:
                self._raw = _connected(self._db, wait_s=self._wait_s)
            except psycopg.OperationalError as error:
                if monotonic() + pause_s > patient_until:
                    raise StoreError(
                        f"{shown(self._db)} went away and has not come back for {_AWAY_S:.0f} seconds",
                        next_step="Run the same command again when it is there: what was stored stays.",
                        db=shown(self._db),
                    ) from error
            else:
                return
            sleep(pause_s)
            pause_s = min(2 * pause_s, longest_s)

    # --- what is there ---

    def stream(self, sql: str, size: int) -> Iterator[list[tuple[Any, ...]]]:
        """By a cursor of the server's, which lives in the transaction that readers are in."""
        with self._watched(), self._raw.cursor(name="stream") as cursor:
            cursor.execute(sql.encode())
            while some := cursor.fetchmany(size):
                yield some

    def schema_version(self) -> int | None:
        columns = self.execute(
            "SELECT count(*), count(*) FILTER (WHERE attname = 'schema_version' AND relname = 'meta')"
            " FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid AND attnum > 0"
            " WHERE relkind IN ('r', 'v', 'p') AND relnamespace = CAST(current_schema() AS regnamespace)"
        ).fetchone()
        if columns is None or not columns[1]:
            return 0 if columns == (0, 0) else None
        row = self.execute("SELECT schema_version FROM meta").fetchone()
        return int(row[0]) if row else None

    def complete_schema(self) -> None:
        self._run(_more())

    def keep_copy(self, version: int) -> None:
        """A migration that fails leaves nothing behind: the server takes it back."""

    def hold_still(self) -> None:
        self._run("BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")

    def bars_writers(self) -> bool:
        """A server has room for all."""
        return False

    def size_bytes(self) -> int:
        (size,) = self.execute(
            "SELECT CAST(coalesce(sum(pg_total_relation_size(oid)), 0) AS bigint) FROM pg_class"
            " WHERE relkind = 'r' AND relnamespace = CAST(current_schema() AS regnamespace)"
        ).fetchone() or (0,)
        return int(size)

    def compact(self) -> None:
        """The tables anew; the server's own log and backups are its administrator's."""
        self._run("VACUUM FULL documents, codings, acts")
        self.let_go()

    def copies(self) -> list[Path]:
        """None that this side of the server could see."""
        return []

    def beyond(self) -> str:
        return "the server's write-ahead log and its archive, standbys, dumps and backups"

    def unread(self) -> AbstractContextManager[None]:
        """Readers of a server miss nothing."""
        return nullcontext()

    def close(self) -> None:
        self._is_closed = True
        self._raw.close()

    def let_go(self) -> None:
        self.close()


@cache
def _placed(sql: str) -> bytes:
    """The SQL with the driver's word for a value that is bound."""
    return sql.replace("%", "%%").replace("?", "%s").encode()


@cache
def _more() -> str:
    sql = resources.files(__package__).joinpath("postgresql.sql").read_text(encoding="utf-8")
    return Template(sql).substitute(marks=_class_of("M"), letters=_class_of("LN"))


def _class_of(categories: str) -> str:
    """The characters of these categories, as the inside of brackets; the server's own classes depend on its locale."""
    runs: list[list[int]] = []
    for point in range(1, sys.maxunicode + 1):
        if unicodedata.category(chr(point))[0] in categories:
            if runs and runs[-1][1] == point - 1:
                runs[-1][1] = point
            else:
                runs.append([point, point])
    return "".join(f"\\U{first:08X}-\\U{last:08X}" for first, last in runs)


def open_to_write(db: str, *, wait_s: float | None) -> Server:
    """One of many that write. Raises StoreError for a server that does not answer or a database it does not have."""
    return Server(db, wait_s=_TURN_S if wait_s is None else wait_s, is_reading=False)


def open_to_read(db: str) -> Server:
    """One of many that read."""
    return Server(db, wait_s=_TURN_S, is_reading=True)


def publish_anew(db: str) -> None:
    """Readers of a server miss nothing."""


def _connected(db: str, *, wait_s: float) -> psycopg.Connection[tuple[object, ...]]:
    import psycopg
    from psycopg.conninfo import conninfo_to_dict, make_conninfo
    from psycopg.types.string import TextLoader

    try:
        given = conninfo_to_dict(db)
    except psycopg.Error:  # its message repeats the URL, the password too
        raise StoreError(
            "the PostgreSQL URL cannot be read",
            next_step="Write it as postgresql://USER@HOST:PORT/DATABASE; @ / ? : in a password as %40 %2F %3F %3A.",
        ) from None
    missing = {name: value for name, value in _DEFAULTS.items() if name not in given}
    raw = psycopg.connect(make_conninfo(db, **missing), autocommit=True, prepare_threshold=None)
    raw.adapters.register_loader("json", TextLoader)
    try:
        _check_server(db, raw)
        raw.execute(_SESSION.format(wait_ms=int(wait_s * 1000)).encode())
    except BaseException:
        raw.close()
        raise
    return raw


def _check_server(db: str, raw: psycopg.Connection[tuple[object, ...]]) -> None:
    if raw.info.server_version < _OLDEST * 10_000:
        raise StoreError(
            f"{shown(db)} is PostgreSQL {raw.info.server_version // 10_000}",
            next_step=f"Marsad needs {_OLDEST} or newer.",
        )
    if raw.info.parameter_status("server_encoding") != "UTF8":
        raise StoreError(
            f"{shown(db)} cannot hold every language", next_step="Make it with: createdb --encoding UTF8 NAME"
        )
    if raw.execute("SELECT current_schema()").fetchone() == (None,):
        raise StoreError(
            f"{shown(db)} has no schema that this user may see",
            next_step="Make the schema that search_path names with: CREATE SCHEMA NAME",
        )
