"""A store of hand-coded reports, and the levels at which it is asked."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from marsad.config import Config
from marsad.pipeline import merge
from marsad.store import Store
from tests.store import reports
from tests.store.reports import AT


@pytest.fixture(scope="session")
def merged_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All reports, merged by the rules. Not to be written to."""
    file = tmp_path_factory.mktemp("merged") / "marsad.duckdb"
    with Store(file) as store:
        for report in reports.ALL:
            store.add(*report(), at=AT)
        merge(store, config=Config(), now=AT)
    return file


@pytest.fixture
def db(merged_file: Path, tmp_path: Path) -> Path:
    """A copy, for writing."""
    file = tmp_path / "marsad.duckdb"
    shutil.copyfile(merged_file, file)
    return file


@pytest.fixture
def store(db: Path) -> Iterator[Store]:
    with Store(db) as store:
        yield store
