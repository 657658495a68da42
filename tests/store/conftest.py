import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from marsad.store import Store
from tests.store import reports


@pytest.fixture
def db(tmp_path: Path) -> Path:
    return tmp_path / "marsad.duckdb"


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Made once: a copy is opened in half the time that a new one takes."""
    file = tmp_path_factory.mktemp("empty") / "marsad.duckdb"
    Store(file).close()
    return file


@pytest.fixture
def store(empty_file: Path, db: Path) -> Iterator[Store]:
    """Empty."""
    shutil.copyfile(empty_file, db)
    with Store(db) as store:
        yield store


@pytest.fixture(scope="session")
def filled_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All reports, and one event per incident: the two on Kunduz are one. Not to be written to."""
    file = tmp_path_factory.mktemp("filled") / "marsad.duckdb"
    with Store(file) as store:
        reports.fill(store)
    return file


@pytest.fixture(scope="session")
def readable(filled_file: Path) -> Iterator[Store]:
    """The filled store, for reading only."""
    with Store(filled_file, read_only=True) as store:
        yield store


@pytest.fixture
def filled(filled_file: Path, db: Path) -> Iterator[Store]:
    """A copy of the filled store, for writing."""
    shutil.copyfile(filled_file, db)
    with Store(db) as store:
        yield store
