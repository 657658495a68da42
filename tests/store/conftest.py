from collections.abc import Iterator

import pytest

from marsad.store import Store
from tests.store import reports
from tests.store.homes import Home


@pytest.fixture
def db(home: Home) -> Iterator[str]:
    """An empty store, not open."""
    db = home.empty()
    yield db
    home.drop(db)


@pytest.fixture
def store(db: str) -> Iterator[Store]:
    """Empty."""
    with Store(db) as store:
        yield store


@pytest.fixture(scope="session")
def filled_db(home: Home) -> str:
    """All reports, and one event per incident: the two on Kunduz are one. Not to be opened, only copied."""
    db = home.empty()
    with Store(db) as store:
        reports.fill(store)
    return db


@pytest.fixture(scope="session")
def readable(home: Home, filled_db: str) -> Iterator[Store]:
    """The filled store, for reading only."""
    with Store(home.copy(filled_db), read_only=True) as store:
        yield store


@pytest.fixture
def filled(home: Home, filled_db: str) -> Iterator[Store]:
    """A copy of the filled store, for writing."""
    db = home.copy(filled_db)
    with Store(db) as store:
        yield store
    home.drop(db)
