from collections.abc import Iterator
from pathlib import Path

import pytest

from marsad.store import Store
from tests.store import reports


@pytest.fixture
def db(tmp_path: Path) -> Path:
    return tmp_path / "marsad.duckdb"


@pytest.fixture
def store(db: Path) -> Iterator[Store]:
    """Empty."""
    with Store(db) as store:
        yield store


@pytest.fixture
def filled(store: Store) -> Store:
    """All reports, and one event per incident: the two on Kunduz are one."""
    reports.fill(store)
    return store
