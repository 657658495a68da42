"""Where the stores of tests are made: a folder of DuckDB files, or a PostgreSQL server started for them."""

from __future__ import annotations

import itertools
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

import pytest

from marsad.store import Store, Verified
from marsad.store.database import migrations

_NUMBERS = itertools.count(1)
_ENVIRONMENT = {"PATH": os.environ["PATH"], "LC_ALL": "C"}
#: A store as version 1 of the schema left it.
_SCHEMA_1 = Path(__file__).with_name("data") / "schema_1.sql"


def contents(db: str) -> dict[str, Any]:
    """All that a store says, without the times of its history."""
    with Store(db, read_only=True) as store:
        done = Verified()
        assert list(store.verify(done)) == []
        events = list(store.events())
        return {
            "events": events,
            "mentions": list(store.mentions()),
            "problems": store.problems(),
            "judgements": [
                (one.left, one.right, one.verdict, one.score)
                for one in store.judgements_for([mention for event in events for mention in event["mentions"]])
            ],
            "due": store.unfolded(),
            "codings": done.codings,
        }


class Home(Protocol):
    """Makes databases; each is named as ``--db`` names it."""

    engine: str

    def empty(self) -> str:
        """A new store with nothing in it."""

    def nothing(self) -> str:
        """A new database in which no store was opened yet."""

    def copy(self, db: str) -> str:
        """A copy of a store that nobody has open."""

    def drop(self, db: str) -> None:
        """Make room."""

    def old(self, version: int) -> str:
        """A store as this version of the schema left it: the two reports on Kunduz, merged."""

    @contextmanager
    def raw(self, db: str) -> Iterator[Any]:
        """The driver's own connection, with ``execute``: to do what Marsad does not."""


class Folder:
    """DuckDB files in a folder."""

    engine = "duckdb"

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._empty = str(folder / "empty.duckdb")
        Store(self._empty).close()

    def nothing(self) -> str:
        return str(self.folder / f"{next(_NUMBERS)}.duckdb")

    def empty(self) -> str:
        return self.copy(self._empty)

    def copy(self, db: str) -> str:
        return shutil.copyfile(db, self.nothing())

    def drop(self, db: str) -> None:
        for file in self.folder.glob(f"{Path(db).name}*"):
            file.unlink()

    def old(self, version: int) -> str:
        db = self.nothing()
        with self.raw(db) as connection:
            connection.execute(_SCHEMA_1.read_text(encoding="utf-8"))
            _migrate(connection, version)
        return db

    @contextmanager
    def raw(self, db: str) -> Iterator[Any]:
        import duckdb

        with duckdb.connect(db) as connection:
            yield connection


class Server:
    """A PostgreSQL of its own: data in a temporary folder, reached by a socket in it, gone at the end."""

    engine = "postgresql"

    def __init__(self) -> None:
        programs = _programs()
        if programs is None:
            pytest.skip("no PostgreSQL server here: apt-get install postgresql (scripts/postgresql.sh does it)")
        pytest.importorskip("psycopg", reason="no driver for PostgreSQL here: pip install 'marsad[postgres]'")
        self._programs = programs
        self._user = _unprivileged()
        self.folder = Path(tempfile.mkdtemp(prefix="marsad-pg-"))
        if self._user:
            shutil.chown(self.folder, self._user)
        self._data = self.folder / "data"
        self._run("initdb", "-D", self._data, "-U", "marsad", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        self.process = self.start()
        self._empty = self.nothing()
        Store(self._empty).close()

    def _run(self, program: str, *arguments: object) -> None:
        command = [str(self._programs / program), *map(str, arguments)]
        done = subprocess.run(
            command, user=self._user, cwd=self.folder, env=_ENVIRONMENT, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr

    def start(self) -> subprocess.Popen[bytes]:
        """Start it (again), and wait until it answers. It never waits for the disk: no machine crashes here."""
        settings = {
            "listen_addresses": "", "unix_socket_directories": self.folder, "fsync": "off", "full_page_writes": "off",
            "shared_buffers": "32MB", "max_connections": 40, "autovacuum": "off",
        }  # fmt: skip
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [str(self._programs / "postgres"), "-D", str(self._data), *options],
                user=self._user, cwd=self.folder, env=_ENVIRONMENT, stdout=log, stderr=log,
            )  # fmt: skip
        self._wait()
        return self.process

    def _wait(self) -> None:
        import psycopg

        while True:
            assert self.process.poll() is None, (self.folder / "log").read_text(encoding="utf-8")
            try:
                psycopg.connect(self.url("postgres")).close()
            except psycopg.OperationalError:
                time.sleep(0.02)
            else:
                return

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """SIGINT: break all connections off, in good order; SIGQUIT: at once."""
        self.process.send_signal(how)
        self.process.wait(timeout=60)

    def remove(self) -> None:
        self.stop(signal.SIGQUIT)
        shutil.rmtree(self.folder, ignore_errors=True)

    def url(self, name: str, **options: object) -> str:
        asked = "".join(f"&{key}={value}" for key, value in options.items())
        return f"postgresql://marsad@/{name}?host={self.folder}{asked}"

    def nothing(self) -> str:
        return self._made("TEMPLATE template0")

    def empty(self) -> str:
        return self.copy(self._empty)

    def copy(self, db: str) -> str:
        return self._made(f"TEMPLATE {_name(db)}")

    def drop(self, db: str) -> None:
        with self.raw(self.url("postgres")) as connection:
            connection.execute(f"DROP DATABASE {_name(db)} WITH (FORCE)")

    def old(self, version: int) -> str:
        import duckdb

        db = self.nothing()
        with duckdb.connect() as source, self.raw(db) as connection:
            source.execute(_SCHEMA_1.read_text(encoding="utf-8"))
            connection.execute(migrations()[0].sql)
            tables = source.execute("SELECT table_name FROM duckdb_tables() WHERE table_name <> 'meta'").fetchall()
            for (table,) in tables:
                for row in source.execute(f"SELECT * FROM {table}").fetchall():
                    connection.execute(f"INSERT INTO {table} VALUES ({', '.join(['%s'] * len(row))})", row)
            connection.execute("UPDATE meta SET schema_version = 1")
            _migrate(connection, version)
        return db

    def _made(self, options: str) -> str:
        name = f"test_{next(_NUMBERS)}"
        with self.raw(self.url("postgres")) as connection:
            connection.execute(f"CREATE DATABASE {name} {options}")
        return self.url(name)

    @contextmanager
    def raw(self, db: str) -> Iterator[Any]:
        import psycopg

        with psycopg.connect(db, autocommit=True) as connection:
            yield connection


def _name(url: str) -> str:
    return url.partition("@/")[2].partition("?")[0]


def _migrate(connection: Any, version: int) -> None:
    for step in migrations()[1:version]:
        connection.execute(step.sql)
        connection.execute(f"UPDATE meta SET schema_version = {step.number}")


def _programs() -> Path | None:
    """The folder with initdb and postgres; Debian does not put it on the path."""
    found = shutil.which("postgres")
    folders = [Path(found).resolve().parent] if found else []
    folders += sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: float(folder.parent.name), reverse=True
    )
    return next((folder for folder in folders if (folder / "initdb").exists()), None)


def _unprivileged() -> str | None:
    """Who runs the server: PostgreSQL refuses root. None: whoever runs the tests."""
    if os.name == "nt" or os.getuid() != 0:
        return None
    import pwd

    known = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"
