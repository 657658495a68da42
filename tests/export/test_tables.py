"""GeoParquet and workbooks: read back by geopandas, pyarrow and openpyxl."""

import io
import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import geopandas
import openpyxl
import pyarrow.parquet
import pytest
from openpyxl.styles import Font

from marsad.errors import ExportError
from marsad.export.flat import columns, flat_row
from marsad.export.knowledge import table
from marsad.export.xlsx import from_template
from tests.export.rules import check
from tests.export.told import attack, exported, march, told
from tests.protect.events import days, place


@pytest.fixture
def spatial(tmp_path: Path) -> Path:
    path = tmp_path / "events.parquet"
    path.write_bytes(exported("geoparquet", told()))
    return path


def test_geoparquet_opens_in_geopandas(spatial: Path) -> None:
    frame = geopandas.read_parquet(spatial)
    assert frame.crs.to_string() == "OGC:CRS84"
    assert (frame.geometry.iloc[0].x, frame.geometry.iloc[0].y) == (68.93644, 37.18897)
    assert frame.geometry.iloc[2] is None
    assert list(frame["id"]) == [one["id"] for one in told()]
    assert frame["first_day"].iloc[0] == date(2020, 5, 2)


def test_geoparquet_answers_a_box_by_its_covering(spatial: Path) -> None:
    assert len(geopandas.read_parquet(spatial, bbox=(68.0, 37.0, 69.0, 38.0))) == 2
    assert len(geopandas.read_parquet(spatial, bbox=(0.0, 0.0, 1.0, 1.0))) == 0


def test_geoparquet_metadata_is_valid_by_the_specification(spatial: Path) -> None:
    file = pyarrow.parquet.ParquetFile(spatial)
    geo = json.loads(file.metadata.metadata[b"geo"])
    check("geoparquet", geo)
    assert geo["columns"]["geometry"]["bbox"] == [68.93644, 37.18897, 68.93644, 37.18897]
    assert file.metadata.row_group(0).column(0).compression == "ZSTD"
    rows = file.read().to_pylist()
    kept = {name: value for name, value in rows[0].items() if name not in ("bbox", "geometry")}
    assert {n: v.isoformat() if isinstance(v, date) else v for n, v in kept.items()} == flat_row(attack())


def test_no_points_are_a_file_without_a_box(tmp_path: Path) -> None:
    path = tmp_path / "none.parquet"
    path.write_bytes(exported("geoparquet", []))
    check("geoparquet", json.loads(pyarrow.parquet.ParquetFile(path).metadata.metadata[b"geo"]))
    assert len(geopandas.read_parquet(path)) == 0


# --- workbooks -------------------------------------------------------------------------------------


def opened(content: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content))


def test_a_workbook_holds_the_record_and_its_codebook() -> None:
    book = opened(exported("xlsx", told()))
    assert book.sheetnames == ["Events", "Codebook"]
    names, first, *rest = book["Events"].iter_rows(values_only=True)
    assert list(names) == list(columns())
    assert len(rest) == 3
    row = dict(zip(names, first, strict=True))
    assert (row["id"], row["killed_best"], row["lat"]) == (attack()["id"], 4, 37.18897)
    assert row["first_day"] == datetime(2020, 5, 2)  # noqa: DTZ001 - as openpyxl reads a day
    assert [line[0].value for line in book["Codebook"].iter_rows(min_row=2)] == list(columns())


def test_every_column_is_told_in_the_codebook() -> None:
    assert set(table("own")["about"]) == set(columns())


def test_no_cell_of_a_workbook_is_a_formula_or_too_long() -> None:
    record = attack(where=place("=1+1"), targets=("x" * 40_000,), tags=("\x07bell",))
    sheet = opened(exported("xlsx", [record]))["Events"]
    row = dict(zip(columns(), next(sheet.iter_rows(min_row=2)), strict=True))
    assert (row["place"].value, row["place"].data_type) == ("'=1+1", "s")
    assert len(row["targets"].value) == 32_767
    assert row["tags"].value == "bell"


@pytest.fixture
def office(tmp_path: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Incidents of the week"])
    sheet.append(["Jour", "Lieu", "Morts", "Source"])
    sheet.append(["{first_day}", "{place}, {admin1}", "{killed_best}", "fixed"])
    sheet["C3"].font = Font(bold=True)
    sheet["A3"].number_format = "dd/mm/yyyy"
    book.create_sheet("Notes").append(["kept"])
    path = tmp_path / "office.xlsx"
    book.save(path)
    return path


def into(template: Path, records: list[dict[str, Any]]) -> Any:
    out = io.BytesIO()
    assert from_template(template)(records, out) == len(records)
    return opened(out.getvalue())


def test_an_office_has_its_own_columns(office: Path) -> None:
    book = into(office, [attack(), march()])
    rows = list(book["Sheet"].iter_rows(values_only=True))
    assert rows[:2] == [("Incidents of the week", None, None, None), ("Jour", "Lieu", "Morts", "Source")]
    assert rows[2] == (datetime(2020, 5, 2), "Imam Sahib, Kunduz", 4, "fixed")  # noqa: DTZ001
    assert rows[3][1:] == ("Kunduz, Kunduz", None, "fixed")
    assert book["Sheet"]["C4"].font.bold
    assert book["Sheet"]["A4"].number_format == "dd/mm/yyyy"
    assert book["Notes"]["A1"].value == "kept"


def test_a_day_in_a_plain_cell_is_shown_as_a_day(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["{last_day}"])
    book.save(tmp_path / "plain.xlsx")
    assert into(tmp_path / "plain.xlsx", [attack(when=days("2020-05-02"))]).active["A1"].is_date


def test_no_events_leave_no_placeholders(office: Path) -> None:
    assert into(office, [])["Sheet"].max_row == 2


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ([["Place"], ["{place}"], ["below"]], "not its last"),
        ([["Place"]], "no cell holds a placeholder"),
        ([["{place}", "{secret}"]], "no column is called secret"),
    ],
)
def test_a_template_that_cannot_be_filled_is_said(tmp_path: Path, rows: list[list[str]], why: str) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    book.save(tmp_path / "bad.xlsx")
    with pytest.raises(ExportError, match=why):
        from_template(tmp_path / "bad.xlsx")([], io.BytesIO())


def test_what_is_no_workbook_is_said(tmp_path: Path) -> None:
    (tmp_path / "x.xlsx").write_text("no workbook")
    with pytest.raises(ExportError, match="Give --template a workbook"):
        from_template(tmp_path / "x.xlsx")([], io.BytesIO())
