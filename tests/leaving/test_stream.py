"""What is sent over a network is what stands in the file, however many processes made it."""

import hashlib
import json
from dataclasses import replace
from pathlib import Path

import pytest

from marsad.errors import ExportError
from marsad.export import EXPORTERS
from marsad.leaving import circle, export, stream
from marsad.store import Filters, Store, Verified
from tests.store import reports

pytestmark = pytest.mark.slow  # databases over their whole life


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("leaving") / "marsad.duckdb"
    with Store(file) as store:
        reports.fill(store)
    return file


@pytest.mark.parametrize("form", list(EXPORTERS))
def test_what_is_sent_is_what_is_written(db: Path, tmp_path: Path, form: str) -> None:
    with Store(db, read_only=True) as store:
        readers = circle()
        sent = stream(form, store, readers=readers)
        content = b"".join(sent)
        written = export(form, tmp_path / "file", store=store, readers=circle())
    assert content == (tmp_path / "file").read_bytes()
    told = json.loads(written.manifest.read_text(encoding="utf-8"))
    same = told.keys() - {"file", "made_at", "as_of"}
    assert {key: sent.manifest[key] for key in same} == {key: told[key] for key in same}
    assert sent.manifest["sha256"] == hashlib.sha256(content).hexdigest()
    assert sent.manifest["is_whole"]
    assert readers.tally.held_back == {"status": 1}


def test_a_stream_that_breaks_off_says_so(db: Path) -> None:
    with Store(db, read_only=True) as store:
        sent = stream("jsonl", store)
        taken = iter(sent)
        next(taken)
        taken.close()
    assert sent.manifest["is_whole"] is False


def test_filters_are_asked_of_what_leaves(db: Path) -> None:
    with Store(db, read_only=True) as store:
        lines = b"".join(stream("jsonl", store, Filters(kinds=("PROTEST",)))).splitlines()
        assert [json.loads(line)["kind"] for line in lines] == ["PROTEST"]
        assert b"".join(stream("jsonl", store, Filters(place="An-Nayrab"))) == b""


def test_a_format_that_cannot_be_sent_is_said_before_anything_is_read(db: Path) -> None:
    with Store(db, read_only=True) as store:
        with pytest.raises(ExportError, match="no format is called"):
            stream("xls", store)
        with pytest.raises(ExportError, match="writes files only"):
            stream("tests.export.test_write:titles", store)


def test_what_is_for_internal_use_stands_in_the_audit_log(db: Path, tmp_path: Path) -> None:
    file = tmp_path / "own.duckdb"
    file.write_bytes(db.read_bytes())
    with Store(file, read_only=True) as store:
        written = export(
            "csv", tmp_path / "x.csv", store=store, filters=Filters(text="Fulan"), readers=circle("internal"), by="Amal"
        )
        export("csv", tmp_path / "y.csv", store=store)
        assert b"".join(stream("jsonl", store, readers=circle("internal"), by="Noor"))
    with Store(file) as store:
        first, second = store.logged("exported")
    assert (first["by"], first["format"], first["file"], first["sha256"]) == ("Amal", "csv", "x.csv", written.sha256)
    assert (first["filters"], first["events"], first["rows"]) == ({"text": "(withheld)"}, 1, 1)
    assert (second["by"], second["format"], second["is_whole"]) == ("Noor", "jsonl", True)
    with Store(file) as store:
        assert list(store.verify(Verified())) == []


def test_what_is_sensitive_by_now_leaves_no_finer_as_of_a_day_before(tmp_path: Path) -> None:
    document, coding = reports.kunduz_wire()
    event = reports.fold(*coding.mentions)
    with Store(tmp_path / "x.duckdb") as store:
        store.add(document, coding, at=reports.AT)
        store.replace_events((), [event], at=reports.AT)
    assert place_then(tmp_path / "x.duckdb") == "Imam Sahib"
    health = reports.coded(document, "health", "police post")
    with Store(tmp_path / "x.duckdb") as store:
        store.replace_events((event.id,), [replace(event, contexts=(health,))], at=reports.LATER)
    assert place_then(tmp_path / "x.duckdb") == "Kunduz"


def place_then(db: Path) -> str:
    """Where the one event is said to have been, as of the day it was known first."""
    with Store(db, as_of=reports.AT) as store:
        (line,) = b"".join(stream("jsonl", store)).splitlines()
        assert b"present" not in line
        place: str = json.loads(line)["where"]["name"]
        return place


def test_a_table_of_counts_is_made_of_everything_that_may_leave(db: Path) -> None:
    some = Filters(kinds=("PROTEST",))
    with Store(db, read_only=True) as store:
        with pytest.raises(ExportError, match="difference"):
            stream("hapi", store, some)
        assert stream("hapi", store, some, circle("internal"))
