"""Alerts and networks of the server are those of the command line, over the table in memory."""

from __future__ import annotations

from pathlib import Path

import pyarrow.compute as pc
import pytest

from marsad.analyse.material import COLUMNS, Material, coverage_of, schema
from marsad.serve.alerts import last_day, material
from marsad.serve.table import made
from marsad.store import Filters, Store
from tests.serve.asking import asker
from tests.store import reports
from tests.warning.wars import LAST, NOW, war


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return war(tmp_path_factory.mktemp("war") / "war.duckdb")


def test_a_table_in_memory_gives_the_columns_of_the_store(tmp_path: Path) -> None:
    with Store(tmp_path / "all.duckdb") as store:
        reports.fill(store)
        rows = store.event_rows()
        table = made(rows.filter(pc.not_equal(rows["review_state"], "rejected")))
        told = store.event_table(Filters(), schema())
    found = material(table, range_of(len(table)), ())
    assert by_id(found) == by_id(Material(events=told, coverage=coverage_of([])))
    assert by_id(found)
    assert found.events.column_names == list(COLUMNS)
    assert material(table, range_of(1), ()).events.num_rows == 1


def range_of(number: int) -> object:
    import numpy as np

    return np.arange(number)


def by_id(held: Material) -> dict[str, object]:
    return {row["id"]: row for row in held.events.to_pylist()}


def test_the_last_day_is_that_of_a_dated_event(db: Path) -> None:
    with Store(db, read_only=True) as store:
        table = made(store.event_rows())
    assert last_day(table, range_of(len(table)), NOW.date()) == LAST
    assert last_day(table, range_of(len(table)), LAST.replace(month=1)) == LAST.replace(month=1)
    assert last_day(table, range_of(0), NOW.date()) == NOW.date()


@pytest.mark.slow
def test_routes(db: Path) -> None:
    asked = asker(db)
    for level in ("internal", "public"):
        told = asked.get(f"/api/v1/alerts?by=admin1&level={level}").json()
        assert told["at"] == LAST.isoformat()
        assert {one["key"] for one in told["items"]} == {"AFG/Kunduz"}
        assert (told["items"][0]["reporting"] is None) == (level == "public")
    assert asked.get("/api/v1/alerts?by=admin1&at=2020-04-01").json()["items"] == []
    assert asked.get("/api/v1/alerts?near=Kunduz").status_code == 400
    networks = asked.get("/api/v1/networks?step=year").json()["items"]
    assert [(one["start"], one["events"]) for one in networks] == [("2019-01-01", 7), ("2020-01-01", 21)]
    months = asked.get("/api/v1/series?by=kind").json()
    assert months["documents"] == months["items"][0]["events"]
    assert asked.get("/api/v1/series?by=kind&level=public").json()["documents"] is None
