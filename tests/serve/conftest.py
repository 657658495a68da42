import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from marsad.serve.limits import Rate
from marsad.serve.presence import Presence, server_of
from marsad.store import Store
from tests.serve.asking import Asker, asker
from tests.store import reports


@pytest.fixture(scope="session", autouse=True)
def unhurried() -> Iterator[None]:
    """One reader asks for all tests: on a quick machine more than anybody would in so short a time."""
    with pytest.MonkeyPatch.context() as patch:
        for rate in ("READING", "WORKING"):
            patch.setattr(f"marsad.serve.guard.{rate}", Rate(per_s=100, burst=100_000))
        yield


@pytest.fixture(scope="session")
def db(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """All reports, and one event per incident. Not to be written to.

    It is held open, for reading: then DuckDB opens it anew for each request in a third of the time.
    """
    file = tmp_path_factory.mktemp("served") / "marsad.duckdb"
    with Store(file) as store:
        reports.fill(store)
    with Store(file, read_only=True):
        yield file


@pytest.fixture
def own_db(db: Path, tmp_path: Path) -> Path:
    """A copy, for writing."""
    return Path(shutil.copyfile(db, tmp_path / "own.duckdb"))


@pytest.fixture(scope="session")
def asked(db: Path) -> Asker:
    """A program that holds the token."""
    return asker(db)


@pytest.fixture
def stranger(db: Path) -> Asker:
    """One that does not."""
    return asker(db, token=None)


@pytest.fixture
def presence(own_db: Path) -> Iterator[Presence]:
    """A server at work on the database, found as a terminal finds it."""
    command = [sys.executable, "-m", "marsad", "serve", "--db", str(own_db), "--port", "0", "--no-browser"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout is not None
        assert "token=" in process.stdout.readline()
        while (found := server_of(str(own_db))) is None:
            assert process.poll() is None, "the server ended"
        yield found
        process.send_signal(signal.SIGINT)
