"""Stores for the tests of watching."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from marsad.store import Store


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store that was made once: making one takes longer than most tests with it."""
    file = tmp_path_factory.mktemp("empty") / "empty.duckdb"
    Store(file).close()
    return file


@pytest.fixture
def store(empty: Path, tmp_path: Path) -> Iterator[Store]:
    with Store(shutil.copyfile(empty, tmp_path / "w.duckdb")) as store:
        yield store
