"""A small gazetteer built once, and the real one, built once per machine in the user's cache folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from marsad.config import Config, load_config
from marsad.places import Gazetteer, open_gazetteer
from marsad.places.entries import Packages
from tests.places.small_packages import lay_out


@pytest.fixture(scope="session")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Packages:
    return lay_out(tmp_path_factory.mktemp("packages"))


@pytest.fixture(scope="session")
def small(packages: Packages, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gazetteer]:
    folder = tmp_path_factory.mktemp("places")
    config = Config(cache_dir=folder / "cache", data_dir=folder / "data")
    gazetteer = open_gazetteer(config, packages=packages)
    yield gazetteer
    gazetteer.close()


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return Config(cache_dir=tmp_path / "cache", data_dir=tmp_path / "data")


@pytest.fixture(scope="session")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gazetteer]:
    """Every place; MARSAD_CACHE_DIR says where the index is kept."""
    from dataclasses import replace

    gazetteer = open_gazetteer(replace(load_config(), data_dir=tmp_path_factory.mktemp("data")))
    yield gazetteer
    gazetteer.close()
