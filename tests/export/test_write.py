import csv
import hashlib
import io
import json
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO, cast

import openpyxl
import pyarrow.parquet
import pytest

from marsad.errors import ExportError
from marsad.export import EXPORTERS, Manifest, exporter, media_type, suffix, write
from marsad.protect import Tally, cleared, load_policy
from tests.export.told import TEXT, attack, exported
from tests.protect.events import LATE, event, place
from tests.protect.leaks import LEAKS, hostile, leaked

MANIFEST = Manifest(level="public", policy="default 0", made_at=datetime(2024, 5, 1, tzinfo=UTC))


def titles(records: Iterable[Mapping[str, Any]], out: BinaryIO) -> int:
    """A foreign exporter."""
    return sum(out.write(f"{record['kind']}\n".encode()) > 0 for record in records)


NO_FUNCTION = "text"


def told(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def test_a_manifest_stands_beside_every_file(tmp_path: Path) -> None:
    tally = Tally()
    records = [event(where=place()), event(status="planned"), event(published=None), event("x", sources=("A", "B"))]
    passed = cleared(records, policy=load_policy(), level="public", now=LATE, tally=tally)
    manifest = Manifest(
        level="public",
        policy="default abc",
        made_at=datetime(2024, 5, 1, 6, 30, tzinfo=UTC),
        filters={"admin": "AFG"},
        held_back=tally.held_back,
        changes=tally.changes,
    )
    written = write(passed, "acled", tmp_path / "events.csv", manifest=manifest)
    assert written.manifest == tmp_path / "events.csv.manifest.json"
    content = (tmp_path / "events.csv").read_bytes()
    found = told(written.manifest)
    assert found["sha256"] == written.sha256 == hashlib.sha256(content).hexdigest()
    assert (found["events"], found["rows"], found["file"]) == (2, 0, "events.csv")
    assert found["held_back"] == {"status": 1, "undated": 1}
    assert found["changes"] == {"coordinates-rounded": 1}
    assert found["sources"] == {"A": 1, "B": 1, "Northern Wire": 1}
    assert (found["level"], found["stamp"], found["policy"]) == ("public", "public", "default abc")
    assert found["made_at"] == "2024-05-01T06:30:00+00:00"
    assert found["filters"] == {"admin": "AFG"}
    assert "not ACLED's data" in found["notice"]
    assert found["cannot_hold"]
    assert any("GeoNames" in credit for credit in found["credits"])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["events.csv", "events.csv.manifest.json"]


def _lines(content: bytes) -> list[str]:
    return content.decode().splitlines()


_READ_AS: dict[str, Callable[[bytes], object]] = {
    "csv": lambda content: {len(row) for row in csv.reader(_lines(content))},
    "tsv": lambda content: {line.count("\t") for line in _lines(content)},
    "jsonl": lambda content: [json.loads(line) for line in _lines(content)],
    "geojson": lambda content: json.loads(content)["features"],
    "parquet": lambda content: pyarrow.parquet.read_table(io.BytesIO(content)).to_pylist(),
    "xlsx": lambda content: openpyxl.load_workbook(io.BytesIO(content)).sheetnames,
    "toml": lambda content: tomllib.loads(content.decode())["case"],
}


@pytest.mark.parametrize("form", list(EXPORTERS))
def test_a_file_is_what_its_name_says(form: str) -> None:
    reviewed = {**attack(), "review_state": "reviewed"}
    reviewed["reports"] = [{**reviewed["reports"][0], "text": TEXT, "sentences": [[0, len(TEXT), 0]]}]
    read = _READ_AS[suffix(form)](exported(form, [reviewed]))
    assert read, form
    if suffix(form) in ("csv", "tsv"):
        (cells,) = cast("set[int]", read)
        assert cells > 1, "each line has as many"
    assert media_type(form).partition("/")[0] in ("text", "application")


def internal() -> list[dict[str, Any]]:
    """A reviewed attack with its text, as it leaves for internal use."""
    record = attack() | {"review_state": "reviewed"}
    record["reports"] = [{**record["reports"][0], "text": TEXT, "sentences": [[0, len(TEXT), 0]]}]
    return list(cleared([record], policy=load_policy(), level="internal", now=LATE, tally=Tally()))


INTERNAL = Manifest(level="internal", policy="default 0", made_at=LATE)


@pytest.mark.parametrize("form", list(EXPORTERS))
def test_an_internal_file_is_stamped(tmp_path: Path, form: str) -> None:
    """In itself; where its columns have no room for the word, it is not written without it in its name."""
    path = tmp_path / f"events.{suffix(form)}"
    if form == "gdelt":
        with pytest.raises(ExportError, match=r"events\.INTERNAL\.tsv"):
            write(internal(), form, path, manifest=INTERNAL)
        assert list(tmp_path.iterdir()) == []
        path = tmp_path / f"events.INTERNAL.{suffix(form)}"
    written = write(internal(), form, path, manifest=INTERNAL)
    assert written.rows
    assert ("INTERNAL" in _read(path, form)) == (form != "gdelt")
    assert told(written.manifest)["stamp"] == "INTERNAL"
    public = cleared([attack()], policy=load_policy(), level="public", now=LATE, tally=Tally())
    write(public, form, tmp_path / path.name.replace("INTERNAL", "x"), manifest=MANIFEST)
    assert "INTERNAL, " not in _read(tmp_path / path.name.replace("INTERNAL", "x"), form)


def test_an_internal_file_of_a_foreign_exporter_says_so_in_its_name(tmp_path: Path) -> None:
    form = "tests.export.test_write:titles"
    with pytest.raises(ExportError, match=r"x\.INTERNAL\.txt"):
        write(internal(), form, tmp_path / "x.txt", manifest=INTERNAL)
    assert write(internal(), form, tmp_path / "x-INTERNAL.txt", manifest=INTERNAL).rows == 1


def test_an_office_s_workbook_for_internal_use_has_a_sheet_that_says_so(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["{kind}"])
    book.save(tmp_path / "own.xlsx")
    for level, records, sheets in ((INTERNAL, internal(), ["Sheet", "INTERNAL"]), (MANIFEST, [attack()], ["Sheet"])):
        write(records, "xlsx", tmp_path / "week.xlsx", manifest=level, template=tmp_path / "own.xlsx")
        assert openpyxl.load_workbook(tmp_path / "week.xlsx").sheetnames == sheets


def test_a_file_is_whole_or_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    write([event()], "jsonl", path, manifest=MANIFEST)
    before = path.read_bytes(), told(tmp_path / "events.jsonl.manifest.json")

    def breaking() -> Iterator[dict[str, Any]]:
        yield event("another")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write(breaking(), "jsonl", path, manifest=MANIFEST)
    assert (path.read_bytes(), told(tmp_path / "events.jsonl.manifest.json")) == before
    assert len(list(tmp_path.iterdir())) == 2


@pytest.mark.parametrize("where", ["nowhere/events.csv", "file/events.csv", "folder"])
def test_an_unwritable_path_is_said_with_the_next_step(tmp_path: Path, where: str) -> None:
    (tmp_path / "file").write_text("x")
    (tmp_path / "folder").mkdir()
    with pytest.raises(ExportError, match="Name another file with -o") as raised:
        write([event()], "csv", tmp_path / where, manifest=MANIFEST)
    assert raised.value.ids["path"] == str(tmp_path / where)
    assert list((tmp_path / "folder").iterdir()) == []
    assert not list(tmp_path.glob("*.part"))


@pytest.mark.parametrize(
    "form", ["xls", "no.such.module:f", "tests.export.test_write:nothing", "tests.export.test_write:NO_FUNCTION"]
)
def test_an_unknown_format_is_said_with_those_there_are(tmp_path: Path, form: str) -> None:
    with pytest.raises(ExportError, match=r"jsonl, csv, .*acled, .*ged"):
        write([], form, tmp_path / "x", manifest=MANIFEST)
    assert list(tmp_path.iterdir()) == []


def test_a_foreign_exporter_is_a_function_of_the_same_signature(tmp_path: Path) -> None:
    written = write([event()], "tests.export.test_write:titles", tmp_path / "x.txt", manifest=MANIFEST)
    assert (tmp_path / "x.txt").read_text() == "ASSAULT\n"
    assert (written.rows, told(written.manifest)["cannot_hold"]) == (1, [])
    assert exporter("csv") is EXPORTERS["csv"]


def test_a_value_that_no_column_can_hold_is_an_export_error(tmp_path: Path) -> None:
    record = event() | {"ordinal": "not a number"}
    with pytest.raises(ExportError, match="the column ordinal is no int32"):
        write([record], "parquet", tmp_path / "x.parquet", manifest=MANIFEST)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("form", list(EXPORTERS))
def test_every_row_carries_its_state_of_review_or_the_format_says_that_it_does_not(form: str, tmp_path: Path) -> None:
    def often(state: str, records: list[dict[str, Any]]) -> int:
        path = tmp_path / f"events.{suffix(form)}"
        write([one | {"review_state": state} for one in records], form, path, manifest=MANIFEST)
        return _read(path, form).count(state)

    both = [attack(), attack("Taliban fighters attacked another police post")]
    carried = all(often(state, both) - often(state, []) >= len(both) for state in ("machine", "reviewed", "corrected"))
    beside = tmp_path / f"events.{suffix(form)}.manifest.json"
    assert carried or any("review_state" in line for line in told(beside)["cannot_hold"])
    assert carried == (form not in ("ged", "gdelt", "hapi", "cases"))


@pytest.mark.parametrize("form", list(EXPORTERS))
def test_no_private_word_leaves_in_any_format(form: str, tmp_path: Path) -> None:
    records = list(
        cleared((hostile(leak) for leak in LEAKS), policy=load_policy(), level="public", now=LATE, tally=Tally())
    )
    assert len(records) == len(LEAKS)
    path = tmp_path / f"events.{form}"
    written = write(records, form, path, manifest=MANIFEST)
    # a case needs the report's text, which the public never gets
    assert written.rows >= {"hapi": 1, "cases": 0}.get(form, len(LEAKS))
    assert leaked(_read(path, form) + written.manifest.read_text(encoding="utf-8")) == []
    if form not in ("hapi", "gold", "cases", "gdelt-mentions"):
        assert "syrian arab army" in _read(path, form).casefold()


def _read(path: Path, form: str) -> str:
    """All that a file says, unpacked where it is packed."""
    if form in ("parquet", "geoparquet"):
        return str(pyarrow.parquet.read_table(path).to_pylist())
    if form == "xlsx":
        sheets = openpyxl.load_workbook(path, read_only=True).worksheets
        return str([row for sheet in sheets for row in sheet.iter_rows(values_only=True)])
    return path.read_text(encoding="utf-8")
