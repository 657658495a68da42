"""Each general format is read back and holds what went in."""

import csv
import io
import json
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import jsonschema
import pyarrow.parquet
import pytest
from shapely.geometry import shape

from marsad.export import EXPORTERS
from marsad.export.flat import columns, flat_row
from marsad.protect import load_policy, protect
from marsad.schema import json_schema
from tests.export.rules import check
from tests.protect.events import CIVILIANS, LATE, POLICE, TALIBAN, days, event, place


def exported(form: str, records: Iterable[dict[str, Any]]) -> bytes:
    out = io.BytesIO()
    EXPORTERS[form](records, out)
    return out.getvalue()


@pytest.fixture
def records() -> list[dict[str, Any]]:
    attack = event(
        "Taliban attacked a police post",
        mode="firearms",
        parties=(("initiator", TALIBAN, "Taliban"), ("recipient", POLICE, "police"), ("victim", CIVILIANS, None)),
        where=place(),
        when=days("2020-05-02", "2020-05-03", 2),
        counts={"killed": {"range": (3, 4, None), "by_party": {"civilians": 2}}, "injured": 0},
        targets=("police post",),
        ordinal=8,
        acled="Battles: Armed clash",
        ged=1,
        sources=("Northern Wire", "Daily Paper"),
    )
    talks = event("they met", kind="CONSULT", published=None, sources=())
    found = [protect(one, policy=load_policy(), level="internal", now=LATE).record for one in (attack, talks)]
    return [one for one in found if one is not None]


def test_jsonl_is_the_record(records: list[dict[str, Any]]) -> None:
    found = [json.loads(line) for line in exported("jsonl", records).splitlines()]
    assert found == records
    for one in found:
        jsonschema.validate(one, json_schema("event"))


def test_csv_holds_every_field(records: list[dict[str, Any]]) -> None:
    rows = list(csv.DictReader(io.StringIO(exported("csv", records).decode())))
    assert list(rows[0]) == list(columns())
    attack, talks = rows
    assert attack["initiator_id"] == "taliban"
    assert (attack["killed_low"], attack["killed_best"], attack["killed_high"]) == ("3", "4", "")
    assert attack["injured_best"] == "0"
    assert (attack["first_day"], attack["last_day"]) == ("2020-05-02", "2020-05-03")
    assert attack["sources"] == "Northern Wire; Daily Paper"
    assert (talks["killed_best"], talks["lat"], talks["published"], talks["sources"]) == ("", "", "", "")
    for nested in ("parties", "attribution", "counts", "claims", "quotes", "rivals"):
        assert json.loads(attack[f"{nested}_json"]) == records[0][nested]


def test_parquet_is_typed_and_read_by_others(records: list[dict[str, Any]], tmp_path: Path) -> None:
    file = tmp_path / "events.parquet"
    file.write_bytes(exported("parquet", records))
    rows = pyarrow.parquet.read_table(file).to_pylist()
    assert rows[0]["first_day"] == date(2020, 5, 2)
    assert rows[0]["lat"] == 37.189
    assert (rows[0]["killed_low"], rows[0]["killed_high"], rows[1]["killed_low"]) == (3, None, None)
    assert [{**row, **_plain(row)} for row in rows] == [flat_row(record) for record in records]
    with duckdb.connect() as connection:
        assert connection.read_parquet(str(file)).filter("killed_low >= 3").fetchall()[0][0] == records[0]["id"]


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() for name, value in row.items() if isinstance(value, date)}


@pytest.mark.parametrize("form", ["csv", "parquet", "geojson", "jsonl", "acled", "ged", "hapi", "plover-polecat"])
def test_nothing_is_a_file_without_rows(form: str, tmp_path: Path) -> None:
    content = exported(form, [])
    if form == "parquet":
        (tmp_path / "none.parquet").write_bytes(content)
        assert pyarrow.parquet.read_table(tmp_path / "none.parquet").num_rows == 0
    elif form == "geojson":
        assert json.loads(content) == {"type": "FeatureCollection", "features": []}
    else:
        assert len(content.splitlines()) == (0 if form == "jsonl" else 1)


def test_geojson_is_as_in_rfc_7946(records: list[dict[str, Any]]) -> None:
    collection = json.loads(exported("geojson", records))
    check("geojson", collection)
    attack, talks = collection["features"]
    assert attack["type"] == talks["type"] == "Feature"
    assert attack["geometry"] == {"type": "Point", "coordinates": [68.936, 37.189]}
    assert shape(attack["geometry"]).is_valid
    assert talks["geometry"] is None
    assert attack["id"] == attack["properties"]["id"] == records[0]["id"]
    assert attack["properties"]["where_prec"] == 1


FORMULAS = ["=HYPERLINK('x')", "+1", "-2+3", "@SUM(1)", "\tx", "  =1", "＝1", "\r=1"]


@pytest.mark.parametrize("cell", FORMULAS)
@pytest.mark.parametrize("form", ["csv", "acled", "acled-2022", "ged"])
def test_no_cell_is_a_formula(form: str, cell: str) -> None:
    group = TALIBAN.__class__(id="x", name=cell, sector="REB", inter=2)
    record = event(
        f"post {cell}",
        parties=(("initiator", group, None), ("recipient", POLICE, None)),
        where=place(cell, admin1=cell),
        when=days("2020-05-02"),
        counts={"killed": 1},
        targets=(cell,),
        tags=(cell,),
        acled="Battles: Armed clash",
        ged=1,
        sources=(cell,),
    )
    rows = list(csv.reader(io.StringIO(exported(form, [record]).decode(), newline="")))
    assert len(rows) == 2
    assert [one for one in rows[1] if one.lstrip()[:1] in tuple("=+@＝")] == []
    assert [one for one in rows[1] if one[:1] == "-" or one[:1].isspace()] == []
    assert any(one.startswith("'") for one in rows[1])


def test_numbers_below_zero_stay_numbers() -> None:
    record = event(where=place(lat=-12.24, lon=-40.5), kind="ASSAULT")
    row = next(csv.DictReader(io.StringIO(exported("csv", [record]).decode())))
    assert (row["lat"], row["lon"]) == ("-12.24", "-40.5")


def test_control_characters_do_not_end_a_file() -> None:
    record = event("x", targets=("po\x00st\x1a",))
    row = next(csv.DictReader(io.StringIO(exported("csv", [record]).decode())))
    assert row["targets"] == "post"
