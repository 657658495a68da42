"""Earlier rows of the set as a gazetteer: known while the block runs, gone afterwards."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from benchmarks.ged.gazetteer import own_gazetteer
from benchmarks.ged.rows import ged_rows
from marsad.config import load_config
from marsad.places.user import user_files
from tests.benchmarks.test_ged_scoring import read, row


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    placed = {"where_prec": "1.0", "country": "Syria"}
    first = row(1, ("2016-05-01", "A"), date_start="2016-05-01", where_coordinates="Tell Own/Own Hill town", **placed)
    read(tmp_path, first, row(2, ("2017-03-02", "B"), where_coordinates="Later town", **placed))
    return tmp_path


def test_later_rows_are_scored(folder: Path) -> None:
    assert [found.id for found in ged_rows(folder, None, since=2017)] == ["2"]
    assert [found.id for found in ged_rows(folder, 1)] == ["1"]


def test_earlier_places_are_the_users_while_they_are_wanted(folder: Path) -> None:
    before = os.environ.get("MARSAD_DATA_DIR")
    with own_gazetteer(folder, 2017) as places:
        (file,) = user_files(load_config())
        assert places == 1
        assert "Own Hill" in file.path.read_text("utf-8")
        assert "Later" not in file.path.read_text("utf-8")
    assert os.environ.get("MARSAD_DATA_DIR") == before
    assert not file.path.exists()


def test_without_a_year_nothing_is_added(folder: Path) -> None:
    before = os.environ.get("MARSAD_DATA_DIR")
    with own_gazetteer(folder, None) as places:
        assert (places, os.environ.get("MARSAD_DATA_DIR")) == (0, before)
