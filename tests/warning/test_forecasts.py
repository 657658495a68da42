"""Forecasts from a store: whose counts, seen until when, told to whom, and in which layout."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from shutil import copyfile
from typing import Any

import pytest
from pyarrow import parquet

from marsad.analyse import Area, Forecast
from marsad.config import Config
from marsad.errors import ConfigError
from marsad.leaving import circle
from marsad.store import Store
from marsad.types import MonthCount
from marsad.warning.forecasts import Outlook, forecast_record, outlook
from marsad.warning.views_layout import month_id, write_csv, write_parquet
from tests.store import reports
from tests.warning.wars import NOW, attack, war


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The war, and one attack the year before."""
    file = war(tmp_path_factory.mktemp("war") / "war.duckdb")
    document, coding = attack(date(2018, 12, 5), 1)
    with Store(file) as store:
        store.add(document, coding, at=NOW)
        store.replace_events((), [reports.fold(coding.mentions[0])], at=NOW)
    return file


@pytest.fixture
def store(written: Path, tmp_path: Path) -> Iterator[Store]:
    copyfile(written, tmp_path / "war.duckdb")
    with Store(tmp_path / "war.duckdb") as store:
        yield store


def told(store: Store, level: Any = "internal", **asked: Any) -> tuple[Forecast, ...]:
    return outlook(store, Config(), replace(circle(level), now=NOW), Outlook(**asked))


def borrow(store: Store, months: int = 30) -> None:
    """A past of one country with ten deaths each month, and another with one event in all."""
    counts = [
        MonthCount(date(2017 + number // 12, number % 12 + 1, 1), "MLI", "Mopti", None, None, 1, 10)
        for number in range(months)
    ]
    store.set_borrowed("ged", [*counts, MonthCount(date(2018, 5, 1), "GHA", None, None, None, 1, 0)], at=NOW)


# --- whose counts ------------------------------------------------------------------------------


def test_own_events_are_counted_until_the_last_whole_month(store: Store) -> None:
    found = told(store, months=2)
    assert [(one.area.id, one.issued, one.month) for one in found] == [
        ("AFG", date(2020, 5, 1), date(2020, 6, 1)), ("AFG", date(2020, 5, 1), date(2020, 7, 1)),
    ]  # fmt: skip
    assert found[0].chance(1) > 0.5, "somebody was killed in each of the last months"
    assert len(found[0].draws) == 1000


def test_nothing_later_than_asked_is_seen(store: Store) -> None:
    (early,) = told(store, months=1, issued=date(2020, 3, 15))
    assert early.issued == date(2020, 3, 1)
    (late,) = told(store, months=1, issued=date(2030, 1, 1))
    assert late.issued == date(2020, 5, 1)


def test_from_less_than_a_year_nothing_is_told(store: Store) -> None:
    assert not told(store, issued=date(2019, 10, 31))
    assert told(store, issued=date(2019, 11, 30))


def test_ged_comes_first_where_it_was_imported(store: Store) -> None:
    borrow(store)
    assert {one.area.id for one in told(store, months=1)} == {"GHA", "MLI"}
    assert {one.area.id for one in told(store, months=1, counts="own")} == {"AFG"}
    assert [one.area.id for one in told(store, months=1, country="MLI")] == ["MLI"]
    (mali,) = told(store, months=1, unit="admin1")
    assert (mali.area.id, mali.area.name, mali.issued) == ("MLI/Mopti", "Mopti, Mali", date(2019, 6, 1))


def test_counts_that_were_never_imported_are_an_error(store: Store) -> None:
    with pytest.raises(ConfigError, match="marsad import ged"):
        told(store, counts="ged")


@pytest.mark.slow
@pytest.mark.parametrize("unit", ["country", "admin1"])
def test_an_area_of_few_events_is_told_to_nobody_else(store: Store, unit: Any) -> None:
    assert told(store, "public", unit=unit, months=1)
    policy = circle("public").policy
    shy = replace(policy, cells=replace(policy.cells, k_sensitive=1000))
    readers = replace(circle("public"), now=NOW, policy=shy)
    assert not outlook(store, Config(), readers, Outlook(unit=unit))


# --- what is said ------------------------------------------------------------------------------


def test_the_last_error_is_that_of_a_forecast_as_long_ahead(store: Store) -> None:
    borrow(store)
    found = told(store, months=3, country="MLI")
    errors = [one.past_error for one in found]
    assert [error and error.month for error in errors] == [date(2019, 4, 1), date(2019, 5, 1), date(2019, 6, 1)]
    assert all(error and (error.observed, error.low, error.high, error.crps) == (10, 10, 10, 0) for error in errors)


def test_too_short_a_past_has_no_error_to_tell(store: Store) -> None:
    borrow(store, months=13)
    assert {one.past_error for one in told(store, months=6)} == {None}


@pytest.mark.slow
def test_the_same_seed_gives_the_same_forecasts(store: Store) -> None:
    borrow(store)
    assert told(store, seed=4) == told(store, seed=4)


def forecast(unit: Any, key: str) -> Forecast:
    area = Area(unit=unit, id=key, name=key, country=None)
    return Forecast(
        area=area, target="deaths", issued=date(2024, 1, 1), month=date(2024, 2, 1), draws=(0, 3, 30), model="own"
    )


def test_a_record_tells_chances_and_bands() -> None:
    record = forecast_record(forecast("country", "MLI"), "ged")
    assert record["chances"] == {"1": 0.667, "25": 0.333, "100": 0.0}
    assert (record["low"], record["median"], record["high"], record["mean"]) == (0, 3, 30, 11)
    assert (record["month"], record["counts"], record["past_error"]) == ("2024-02", "ged", None)


# --- the layout of VIEWS -----------------------------------------------------------------------


def test_months_are_numbered_from_january_1980() -> None:
    assert [month_id(date(1980, 1, 1)), month_id(date(2018, 1, 1))] == [1, 457]


def test_each_draw_is_a_row() -> None:
    found = [forecast("country", "MLI"), forecast("country", "SDN")]
    out = io.BytesIO()
    write_csv(found, out)
    rows = list(csv.DictReader(out.getvalue().decode().splitlines()))
    assert len(rows) == 6
    assert rows[5] == {"month_id": "530", "country": "SDN", "draw": "2", "outcome": "30"}


def test_cells_are_called_as_prio_grid_calls_them(tmp_path: Path) -> None:
    file = tmp_path / "draws.parquet"
    with file.open("wb") as out:
        write_parquet([forecast("cell", "182378")], out)
    table = parquet.read_table(file)
    assert table.column_names == ["month_id", "priogrid_gid", "draw", "outcome"]
    assert table["priogrid_gid"].to_pylist() == [182378] * 3
