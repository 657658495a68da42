import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from marsad.store import Store
from tests.store import reports
from tests.store.homes import Folder


@pytest.fixture
def db(tmp_path: Path) -> Path:
    return tmp_path / "marsad.duckdb"


@pytest.fixture(scope="module")
def empty_file(folder: Folder) -> Path:
    return Path(folder.empty())


@pytest.fixture(scope="module")
def filled_file(folder: Folder) -> Path:
    """All reports; not to be written to."""
    file = Path(folder.empty())
    with Store(file) as store:
        reports.fill(store)
    return file


@pytest.fixture
def store(empty_file: Path, db: Path) -> Iterator[Store]:
    shutil.copyfile(empty_file, db)
    with Store(db) as store:
        yield store


@pytest.fixture
def filled(filled_file: Path, db: Path) -> Iterator[Store]:
    shutil.copyfile(filled_file, db)
    with Store(db) as store:
        yield store
