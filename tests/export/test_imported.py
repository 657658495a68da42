"""Files of others as events: ACLED's layouts old and new, odd days, loose spelling; UCDP GED and back without loss."""

import csv
import gzip
import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from marsad.errors import ReadError
from marsad.export.acled import acled_rows
from marsad.export.ged import ged_row
from marsad.export.imported import Imported, read_imported
from marsad.export.knowledge import standard
from marsad.export.loose import day_of, order_of
from marsad.protect import LevelName, load_policy, protect
from tests.protect.events import LATE

ACLED = {
    "event_id_cnty": "XXX1",
    "event_date": "2022-05-16",
    "time_precision": "1",
    "event_type": "Battles",
    "sub_event_type": "Armed clash",
    "actor1": "Military Forces of Syria (2000-2024)",
    "assoc_actor_1": "",
    "inter1": "State forces",
    "actor2": "An Armed Group",
    "assoc_actor_2": "Its Ally; Another Ally",
    "inter2": "Rebel group",
    "iso": "760",
    "country": "Syria",
    "admin1": "Idleb",
    "admin2": "Ariha",
    "location": "Ariha",
    "latitude": "35.8100",
    "longitude": "36.6100",
    "geo_precision": "1",
    "fatalities": "4",
    "tags": "local administrators",
}
OLD = {
    "data_id": "17",
    "iso": "760",
    "event_date": "16 May 2022",
    "event_type": "Remote violence",
    "actor1": "Military Forces of Syria (2000-2024)",
    "inter1": "1",
    "actor2": "Civilians (Syria)",
    "inter2": "7",
    "country": "Syria",
    "location": "Ariha",
    "latitude": "35,81",
    "longitude": "36.61",
    "fatalities": "2.0",
    "iso3": "SYR",
}
GED = {
    "id": "5001.0",
    "relid": "XXX-2017-1-3-1",
    "year": "2017",
    "active_year": "1.0",
    "type_of_violence": "1",
    "conflict_new_id": "299.0",
    "conflict_name": "Syria: Government",
    "dyad_new_id": "11973",
    "dyad_name": "Government of Syria - Syrian insurgents",
    "side_a_new_id": "118",
    "side_a": "Government of Syria",
    "side_b_new_id": "4456",
    "side_b": "Syrian insurgents",
    "number_of_sources": "2",
    "source_article": '"One Wire,2017-03-02,First";"Two Wire,2017-03-03,Second"',
    "source_office": "One Wire;Two Wire",
    "source_date": "2017-03-02;2017-03-03",
    "source_headline": "First;Second",
    "source_original": "a commander",
    "where_prec": "2",
    "where_coordinates": "Ariha town",
    "where_description": "Ariha, Idlib",
    "adm_1": "Idlib Governorate",
    "adm_2": "Ariha district",
    "latitude": "35.813",
    "longitude": "36.61",
    "geom_wkt": "POINT (36.61 35.813)",
    "priogrid_gid": "181154",
    "country": "Syria",
    "country_id": "652",
    "region": "Middle East",
    "event_clarity": "1",
    "date_prec": "2",
    "date_start": "2017-03-01 00:00:00.000",
    "date_end": "2017-03-02 00:00:00.000",
    "deaths_a": "3",
    "deaths_b": "4",
    "deaths_civilians": "1",
    "deaths_unknown": "2",
    "best": "10",
    "high": "14",
    "low": "8",
    "gwnoa": "652",
    "gwnob": "",
}


def written(path: Path, rows: list[dict[str, str]], delimiter: str = ",") -> Path:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    path.write_bytes(gzip.compress(text.getvalue().encode()) if path.suffix == ".gz" else text.getvalue().encode())
    return path


def imported(tmp_path: Path, *rows: dict[str, str]) -> tuple[list[dict[str, Any]], Imported]:
    found = read_imported(written(tmp_path / "data.csv", list(rows)))
    return list(found.events), found


# --- ACLED -----------------------------------------------------------------------------------------


def test_a_row_of_today(tmp_path: Path) -> None:
    (event,), found = imported(tmp_path, ACLED)
    assert (found.standard, found.licence, found.problems) == ("acled", "restricted", [])
    assert (event["sources"], event["licence"], event["imported"]["id"]) == (["imported"], "restricted", "XXX1")
    assert (event["kind"], event["mode"]) == ("ASSAULT", "firearms")
    assert [(party["role"], party["inter"], party["country"]) for party in event["parties"]] == [
        ("initiator", 1, "SYR"),
        ("recipient", 2, "SYR"),
        ("recipient_supporter", None, "SYR"),
        ("recipient_supporter", None, "SYR"),
    ]
    assert event["where"]["country"] == "SYR"
    assert event["when"] == {"first": "2022-05-16", "last": "2022-05-16", "date_prec": 1}
    assert event["counts"]["killed"]["best"] == 4


def test_a_row_comes_back_as_it_was_coded(tmp_path: Path) -> None:
    (event,), _ = imported(tmp_path, ACLED)
    (row,) = acled_rows(event)
    same = (
        "event_date", "event_type", "sub_event_type", "actor1", "inter1", "actor2", "inter2", "iso", "country",
        "admin1", "admin2", "location", "geo_precision", "fatalities", "time_precision", "assoc_actor_2", "tags",
    )  # fmt: skip
    assert {name: str(row[name]) for name in same} == {name: ACLED[name] for name in same}
    assert row["interaction"] == "State forces-Rebel group"


def test_a_row_of_old(tmp_path: Path) -> None:
    (event,), _ = imported(tmp_path, OLD)
    assert event["acled"]["event_type"] == "Explosions/Remote violence"
    assert event["when"]["first"] == "2022-05-16"
    assert [party["inter"] for party in event["parties"]] == [1, 7]
    assert (event["where"]["lat"], event["counts"]["killed"]["best"]) == (35.81, 2)


@pytest.mark.parametrize(
    ("event_type", "sub_event_type", "expected"),
    [
        ("Demostrations", "Peacefull protest", "Peaceful protest"),
        ("battles", "ARMED  CLASH", "Armed clash"),
        ("Battle-No change of territory", "", "Armed clash"),
        ("Riots/Protests", "", "Peaceful protest"),
        ("Violence against civilians", "Abduction/forced disappearence", "Abduction/forced disappearance"),
        ("Strategic developments", "Agreement", "Agreement"),
        ("Explosions/Remote violence", "Remote explosive/landmine/IED", "Remote explosive/landmine/IED"),
    ],
)
def test_types_however_they_are_spelt(tmp_path: Path, event_type: str, sub_event_type: str, expected: str) -> None:
    (event,), _ = imported(tmp_path, ACLED | {"event_type": event_type, "sub_event_type": sub_event_type})
    assert event["acled"]["sub_event_type"] == expected


@pytest.mark.parametrize(
    ("text", "order", "expected"),
    [
        ("2022-05-16", "day-first", "2022-05-16"),
        ("2022/5/6", "day-first", "2022-05-06"),
        ("16 May 2022", "day-first", "2022-05-16"),
        ("16-May-22", "day-first", "2022-05-16"),
        ("May 16, 2022", "day-first", "2022-05-16"),
        ("06/05/2022", "day-first", "2022-05-06"),
        ("06/05/2022", "month-first", "2022-06-05"),
        ("06.05.99", "day-first", "1999-05-06"),
        ("2017-03-01 00:00:00.000", "day-first", "2017-03-01"),
        ("31/02/2022", "day-first", None),
        ("yesterday", "day-first", None),
        ("", "day-first", None),
    ],
)
def test_days_as_people_write_them(text: str, order: Any, expected: str | None) -> None:
    found = day_of(text, order)
    assert (found.isoformat() if found else None) == expected


def test_the_order_of_day_and_month_is_that_of_the_whole_file(tmp_path: Path) -> None:
    assert order_of(["03/04/2022", "05/06/2022"]) == "day-first"
    assert order_of(["03/04/2022", "05/28/2022"]) == "month-first"
    rows = [ACLED | {"event_id_cnty": day, "event_date": day} for day in ("03/04/2022", "05/28/2022")]
    events, _ = imported(tmp_path, *rows)
    assert [event["when"]["first"] for event in events] == ["2022-03-04", "2022-05-28"]


def test_precision_of_days_is_a_range(tmp_path: Path) -> None:
    events, _ = imported(
        tmp_path, *(ACLED | {"event_id_cnty": prec, "time_precision": prec} for prec in ("1", "2", "3"))
    )
    assert [tuple(event["when"].values()) for event in events] == [
        ("2022-05-16", "2022-05-16", 1),
        ("2022-05-13", "2022-05-19", 3),
        ("2022-05-01", "2022-05-31", 4),
    ]


def test_what_cannot_be_read_is_said_with_its_row(tmp_path: Path) -> None:
    rows = [
        ACLED | {"event_date": "sometime"},
        ACLED | {"event_type": "Weather", "sub_event_type": "Rain"},
        ACLED | {"country": "Atlantis", "iso": ""},
        ACLED | {"fatalities": "many"},
    ]
    events, found = imported(tmp_path, *rows)
    assert len(events) == 2
    assert [problem.detail for problem in found.problems] == [
        "row 2: 'sometime' is no day",
        "row 3: 'Weather: Rain' is no type of event",
        "row 4: no country is called 'Atlantis'",
        "row 5: 'many' is no number of deaths",
    ]
    assert events[1]["counts"] == {}


@pytest.mark.parametrize("level", ["public", "partners", "internal"])
def test_rows_of_acled_leave_at_no_level(tmp_path: Path, level: LevelName) -> None:
    (event,), _ = imported(tmp_path, ACLED)
    passed = protect(event, policy=load_policy(), level=level, now=LATE)
    assert (passed.record, passed.held_back_reason) == (None, "licence")


# --- files -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "delimiter"), [("a.csv", ";"), ("a.tsv", "\t"), ("a.csv.gz", ","), ("a.CSV", ",")])
def test_any_dialect(tmp_path: Path, name: str, delimiter: str) -> None:
    found = read_imported(written(tmp_path / name, [ACLED], delimiter))
    assert [event["imported"]["id"] for event in found.events] == ["XXX1"]


def test_names_of_columns_in_any_case(tmp_path: Path) -> None:
    rows = [{f" {name.upper().replace('_', ' ')} ": value for name, value in ACLED.items()}]
    assert len(list(read_imported(written(tmp_path / "a.csv", rows)).events)) == 1


def test_old_spreadsheets_are_read(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", [ACLED | {"location": "Kérouané"}])
    path.write_bytes(path.read_text(encoding="utf-8").encode("cp1252"))
    assert next(read_imported(path).events)["where"]["name"] == "Kérouané"


def test_workbooks_are_read(tmp_path: Path) -> None:
    from datetime import datetime

    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(list(ACLED))
    book.active.append([*ACLED.values()][:1] + [datetime(2022, 5, 16)] + [*ACLED.values()][2:])  # noqa: DTZ001, RUF005
    book.save(tmp_path / "a.xlsx")
    assert next(read_imported(tmp_path / "a.xlsx").events)["when"]["first"] == "2022-05-16"


@pytest.mark.parametrize(
    ("content", "why"), [("a,b\n1,2\n", "neither ACLED's nor UCDP GED's"), ("", "no line of column names")]
)
def test_other_files_are_refused(tmp_path: Path, content: str, why: str) -> None:
    (tmp_path / "a.csv").write_text(content)
    with pytest.raises(ReadError, match=why):
        read_imported(tmp_path / "a.csv")


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="that is there"):
        read_imported(tmp_path / "nothing.csv")


# --- UCDP GED and back -----------------------------------------------------------------------------

ONE_SIDED = GED | {
    "type_of_violence": "3", "side_b": "Civilians", "dyad_name": "Government of Syria - Civilians", "deaths_a": "0",
    "deaths_b": "0", "deaths_civilians": "8", "deaths_unknown": "2", "gwnob": "",
}  # fmt: skip
NON_STATE = GED | {
    "type_of_violence": "2", "side_a": "IS", "side_b": "PYD", "dyad_name": "IS - PYD", "gwnoa": "", "where_prec": "6",
}  # fmt: skip
INTERSTATE = GED | {
    "side_b": "Government of Turkey", "dyad_name": "Government of Syria - Government of Turkey", "gwnob": "640",
}  # fmt: skip
DISORDERED = GED | {"low": "12", "best": "10", "high": "9"}


@pytest.mark.parametrize("row", [GED, ONE_SIDED, NON_STATE, INTERSTATE, DISORDERED])
def test_ged_and_back_keeps_every_column(tmp_path: Path, row: dict[str, str]) -> None:
    (event,), found = imported(tmp_path, row)
    back = ged_row(event)
    assert back is not None
    assert list(back) == standard("ged")["columns"]
    changed = {name: (value, back[name]) for name, value in row.items() if not _same(value, back[name])}
    assert changed == {}
    assert len(found.problems) == (row is DISORDERED)


def _same(before: str, after: Any) -> bool:
    """Equal as numbers, as days, or as text."""
    told = "" if after is None else str(after)
    try:
        return float(before) == float(told)
    except ValueError:
        return before.removesuffix(" 00:00:00.000") == told


def test_an_event_of_ged_is_a_whole_record(tmp_path: Path) -> None:
    (event,), found = imported(tmp_path, GED)
    assert (found.standard, found.licence) == ("ged", "CC BY 4.0")
    assert event["ged"] == {"type_of_violence": 1}
    assert event["counts"]["killed"] == {
        "low": 8, "best": 10, "high": 14, "by_party": {"initiator": 3, "recipient": 4, "civilians": 1},
    }  # fmt: skip
    assert [(party["inter"], party["country"]) for party in event["parties"]] == [(1, "SYR"), (2, "SYR")]
    public = protect(event, policy=load_policy(), level="public", now=LATE).record
    assert public is not None
    assert "imported" not in public
    assert "First" not in str(public)
