"""The audit log: whatever is changed behind Marsad's back is found."""

import json
import re
from collections.abc import Iterator

import pytest
from click.testing import CliRunner

from marsad.cli import root
from marsad.config import Config
from marsad.pipeline import merge
from marsad.review import Desk
from marsad.store import Fault, Release, Store, Verified
from tests.store import reports
from tests.store.homes import Home
from tests.store.reports import AT, LATER

pytestmark = pytest.mark.slow  # databases over their whole life


@pytest.fixture
def kept(db: str) -> str:
    """A store in which all sorts of things were done."""
    with Store(db) as store:
        for report in reports.ALL:
            store.add(*report(), at=AT)
        merge(store, config=Config(), now=AT)
        desk = Desk(store, by="Amal", config=Config(), clock=lambda: LATER)
        event = next(store.events())["id"]
        desk.correct(event, "ordinal", 2, reason="counted")
        desk.undo()
        wire, _ = reports.kunduz_wire()
        store.add(wire, reports.code(wire, coder="hand@2"), at=LATER)
        store.add_release(Release(name="may", as_of=AT, released_at=LATER, manifest={"sha256": "ab"}))
    return db


def faults(db: str) -> tuple[list[Fault], Verified]:
    done = Verified()
    with Store(db, read_only=True) as store:
        return list(store.verify(done)), done


def test_what_nobody_touched_is_as_the_log_says(kept: str) -> None:
    found, done = faults(kept)
    assert found == []
    assert (done.lines, done.codings, done.acts) == (5, 6, 2)
    assert done.quotes > 30


_ANOTHER_CODING = """
    INSERT INTO codings (id, document, reading, coder, added_at)
    SELECT 'x', document, reading, coder, added_at FROM codings LIMIT 1
"""
_ANOTHER_ACT = """
    INSERT INTO acts (id, verb, acted_by, acted_at, target, number, is_blind)
    VALUES ('x', 'rejected', 'Eve', now()::TIMESTAMP, 'e', 9, FALSE)
"""


@pytest.mark.parametrize(
    ("sql", "what"),
    [
        ("UPDATE documents SET text = replace(text, 'Three', 'Seven') WHERE source = 'Northern Wire'", "text"),
        ("UPDATE mentions SET record = replace(record::VARCHAR, 'firearms', 'knives')::JSON", "coding"),
        ("DELETE FROM problems", "coding"),
        ("DELETE FROM codings WHERE superseded_at IS NOT NULL", "missing"),
        ("UPDATE codings SET coder = 'hand@9'", "coding"),
        (_ANOTHER_CODING, "unlogged"),
        ("UPDATE acts SET reason = 'guessed' WHERE verb = 'corrected'", "act"),
        ("UPDATE acts SET acted_by = 'Bilal'", "act"),
        ("DELETE FROM anchors", "act"),
        ("DELETE FROM acts WHERE verb = 'undone'", "missing"),
        (_ANOTHER_ACT, "unlogged"),
        ("UPDATE audit SET detail = '{}' WHERE number = 2", "chain"),
        ("DELETE FROM audit WHERE number = 1", "chain"),
        ("DELETE FROM audit WHERE number = 3", "chain"),
        ("UPDATE audit SET done_at = now()::TIMESTAMP WHERE number = 4", "chain"),
    ],
)  # fmt: skip
def test_tampering_is_found(home: Home, kept: str, sql: str, what: str) -> None:
    with home.raw(kept) as connection:
        connection.execute(sql)
    found, _ = faults(kept)
    assert what in {fault.what for fault in found}


def test_a_quote_beyond_its_text_is_found(home: Home, db: str) -> None:
    document, coding = reports.kunduz_wire()
    with Store(db) as store:
        store.add(document, coding, at=AT)
    with home.raw(db) as connection:
        connection.execute("UPDATE documents SET text = left(text, 60)")
    found, _ = faults(db)
    assert {"text", "quote"} == {fault.what for fault in found}


def test_words_are_not_in_the_log(home: Home, kept: str) -> None:
    with home.raw(kept) as connection:
        told = connection.execute("SELECT string_agg(detail::VARCHAR, ' ') FROM audit").fetchall()[0][0]
    assert reports.PERSON.split()[1] not in told
    assert "counted" not in told


def test_a_store_from_before_the_log_begins_one(home: Home) -> None:
    db = home.old(1)
    with Store(db) as store:
        store.add(*reports.idlib_patrol(), at=LATER)
    found, done = faults(db)
    assert found == []
    assert (done.lines, done.codings, done.acts) == (2, 3, 1)
    with home.raw(db) as connection:
        assert connection.execute("SELECT what FROM audit ORDER BY number").fetchall() == [("began",), ("added",)]


def test_verify_says_on_the_command_line_what_is_wrong(home: Home, kept: str) -> None:
    def called() -> Iterator[str]:
        done = CliRunner().invoke(root, ["verify", "--db", kept], catch_exceptions=False)
        yield str(done.exit_code)
        yield done.stdout
        yield done.stderr

    status, out, err = called()
    assert (status, out) == ("0", "")
    assert "5 lines, 6 codings, 2 acts" in err
    assert "all is as the audit log says" in err
    assert re.search(r"last line: [0-9a-f]{64}", err)
    with home.raw(kept) as connection:
        connection.execute("UPDATE acts SET reason = 'guessed' WHERE verb = 'corrected'")
    status, out, err = called()
    assert status == "1"
    assert out.startswith("act: act ")
    assert "; 1 fault\n" in err


def test_records_in_the_log_are_json(home: Home, kept: str) -> None:
    with home.raw(kept) as connection:
        lines = connection.execute("SELECT what, detail::VARCHAR FROM audit ORDER BY number").fetchall()
    assert [what for what, _ in lines] == ["added", "acted", "acted", "added", "released"]
    assert all(json.loads(detail) for _, detail in lines)
