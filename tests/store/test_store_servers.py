"""PostgreSQL: several writers at once, a server that goes away and comes back, and what is said when it does not."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from marsad.cli import root
from marsad.config import Config
from marsad.errors import MissingResource, StoreError
from marsad.pipeline import merge
from marsad.review import Desk
from marsad.store import Store, Verified, postgresql
from marsad.store.database import Migration, migrate, migrations
from marsad.store.engine import Lost
from marsad.store.postgresql import shown
from marsad.types import Act
from tests.conftest import ROOT
from tests.store import reports
from tests.store.homes import Folder, Home, Server
from tests.store.reports import AT, LATER

psycopg = pytest.importorskip("psycopg")
pytestmark = pytest.mark.slow

NUMBER = 120
#: Every so manyth statement is one at which the connection is cut; with 1 every one, which takes minutes.
STEP = int(os.environ.get("MARSAD_TEST_CUTS", "9"))


def adding(db: str, number: int = NUMBER) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.store.adding", db, str(number)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def contents(db: str) -> dict[str, Any]:
    """All that a store says, without the times of its history."""
    with Store(db, read_only=True) as store:
        done = Verified()
        assert list(store.verify(done)) == []
        events = list(store.events())
        held = [mention for event in events for mention in event["mentions"]]
        return {
            "events": events,
            "mentions": list(store.mentions()),
            "problems": store.problems(),
            "judgements": {(one.left, one.right, one.verdict, one.score) for one in store.judgements_for(held)},
            "due": store.unfolded(),
            "codings": done.codings,
        }


@pytest.fixture(scope="module")
def undisturbed(server: Server) -> dict[str, Any]:
    """What one run in peace makes."""
    db = server.empty()
    run = adding(db)
    assert run.communicate(timeout=300)[1] == ""
    return contents(db)


@pytest.fixture
def empty(server: Server) -> Iterator[str]:
    db = server.empty()
    yield db
    server.drop(db)


# --- several writers ---------------------------------------------------------------------------


def test_the_same_documents_from_three_processes_at_once_are_there_once(
    undisturbed: dict[str, Any], empty: str
) -> None:
    runs = [adding(empty) for _ in range(3)]
    told = [run.communicate(timeout=300) for run in runs]
    assert [err for _, err in told] == [""] * 3
    assert contents(empty) == undisturbed


def test_a_new_database_is_made_once_by_whoever_comes_first(server: Server) -> None:
    db = server.nothing()
    code = "import sys; from marsad.store import Store; Store(sys.argv[1]).close()"
    runs = [
        subprocess.Popen([sys.executable, "-c", code, db], cwd=ROOT, stderr=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    assert [run.communicate(timeout=120)[1] for run in runs] == [""] * 3
    with Store(db) as store:
        assert store._connection.schema_version() == migrations()[-1].number
        assert store.stats().documents == 0
    server.drop(db)


def test_what_was_added_by_others_since_it_was_looked_up_is_not_added_again(empty: str) -> None:
    """Both have looked before either writes: what each then writes follows from what is there by then."""
    dated, coding = reports.kunduz_wire()
    with Store(empty) as one, Store(empty) as other:
        assert one.add(dated, coding, at=AT)
        assert other.add(dated, coding, at=AT)
        assert one.add(*reports.kunduz_paper(), at=AT)
        assert other.add(reports.kunduz_paper()[0], reports.code(reports.kunduz_paper()[0], coder="hand@2"), at=AT)
        one.flush()
        other.flush()
        assert one.stats().documents == 2
        assert dict(one.stats().coders) == {"hand@1": 1, "hand@2": 1}
        done = Verified()
        assert list(one.verify(done)) == []
        assert done.codings == 3


def test_what_the_server_may_still_hold_of_forgotten_texts_is_said(empty: str) -> None:
    with Store(empty) as store:
        assert store.copies() == []
        assert "standbys" in store.beyond()


def test_whoever_is_alone_is_waited_for(empty: str) -> None:
    with Store(empty) as one, Store(empty, wait_s=0.2) as other:

        def step() -> None:
            other.add(*reports.kunduz_wire(), at=AT)
            with pytest.raises(StoreError, match="is being written to by another process") as caught:
                other.flush()
            assert "try again" in caught.value.next_step
            one.add(*reports.kunduz_paper(), at=AT)
            one.flush()

        one.alone(step)
        other.add(*reports.kunduz_wire(), at=AT)
        assert other.stats().documents == 2


def test_a_reader_sees_one_state_however_long_it_reads(empty: str) -> None:
    with Store(empty) as writer:
        writer.add(*reports.kunduz_wire(), at=AT)
        writer.flush()
        with Store(empty, read_only=True) as reader:
            assert reader.stats().documents == 1
            writer.add(*reports.kunduz_paper(), at=AT)
            writer.flush()
            assert reader.stats().documents == 1
        with Store(empty, read_only=True) as reader:
            assert reader.stats().documents == 2


# --- a server that goes away -------------------------------------------------------------------


@pytest.fixture(scope="module")
def frail() -> Iterator[Server]:
    """A server of their own for tests that bring it down."""
    server = Server()
    yield server
    server.remove()


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGQUIT])
def test_a_server_that_restarts_in_the_middle_loses_nothing(
    frail: Server, undisturbed: dict[str, Any], how: signal.Signals
) -> None:
    db = frail.empty()
    run = adding(db)
    assert run.stdout is not None
    for _ in range(NUMBER // 2):
        run.stdout.readline()
    frail.stop(how)
    frail.start()
    assert run.communicate(timeout=300)[1] == ""
    assert run.returncode == 0
    assert contents(db) == undisturbed


def test_a_server_that_stays_away_is_an_error_with_a_next_step(frail: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgresql, "_AWAY_S", 0.3)
    store = Store(frail.empty())
    store.add(*reports.kunduz_wire(), at=AT)
    frail.stop()
    try:
        with pytest.raises(StoreError, match="went away and has not come back for 0 seconds") as caught:
            store.flush()
    finally:
        frail.start()
    assert "Run the same command again" in caught.value.next_step
    assert store.add(*reports.kunduz_wire(), at=AT), "nothing of it was kept"
    assert store.stats().documents == 1
    store.close()


class Cut:
    """Breaks the connection of a store off once: before a statement, or after it was carried out."""

    def __init__(self, store: Store, is_now: Callable[[int, str], bool], *, after: bool = False) -> None:
        server = store._connection
        assert isinstance(server, postgresql.Server)
        self.server, self.is_now, self.after = server, is_now, after
        self.count, self.is_done = 0, False
        run, insert = server._run, server.insert
        server._run = lambda sql, values=(): self.cut(sql, lambda: run(sql, values))  # type: ignore[method-assign]
        server.insert = lambda table, new: self.cut(table, lambda: insert(table, new))  # type: ignore[method-assign]

    def cut(self, what: str, call: Callable[[], Any]) -> Any:
        self.count += 1
        is_now = not self.is_done and self.is_now(self.count, what)
        self.is_done |= is_now
        if is_now and not self.after:
            self.server._raw.close()
        found = call()
        if is_now and self.after:
            self.server._raw.close()
            raise Lost("cut", next_step="Again.")
        return found


def everything(db: str, cut: tuple[int, bool] | None) -> tuple[dict[str, Any], bool]:
    """Reports added and merged; the connection cut once. Whether it was."""
    with Store(db) as store:
        knife = Cut(store, lambda count, _: count == cut[0], after=cut[1]) if cut else None
        for report in reports.ALL:
            store.add(*report(), at=AT)
        merge(store, config=Config(), now=AT)
    return contents(db), knife is not None and knife.is_done


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_a_connection_cut_at_any_statement_changes_nothing(server: Server, *, after: bool) -> None:
    whole, _ = everything(server.empty(), None)
    for number in range(2 + after, 1000, STEP):
        db = server.empty()
        told, was_cut = everything(db, (number, after))
        server.drop(db)
        assert told == whole, number
        if not was_cut:
            break
    assert number > 20


def test_an_act_whose_commit_was_not_heard_of_is_done_once(empty: str) -> None:
    act = Act(id="act1", verb="commented", by="Amal", at=AT, target="e1")
    with Store(empty) as store:
        knife = Cut(store, lambda _, sql: sql == "COMMIT", after=True)
        assert store.add_act(act), "the server says that it was kept"
        assert [one.id for one in store.acts()] == ["act1"]
        assert list(store.verify(Verified())) == []
    assert knife.is_done


# --- what is said ------------------------------------------------------------------------------


def refusal(db: str, *, read_only: bool = False) -> StoreError:
    with pytest.raises(StoreError) as caught:
        Store(db, read_only=read_only)
    assert "hunter2" not in f"{caught.value!r} {caught.value.ids}"
    return caught.value


def test_a_wrong_password_is_not_repeated(guarded: Server) -> None:
    db = guarded.empty().replace("marsad@", "guest:hunter2@")
    error = refusal(db)
    assert "does not let this user in" in error.message
    assert "PGPASSWORD" in error.next_step
    assert str(Store(db.replace("hunter2", "right"), read_only=True).name).startswith("postgresql://guest@/test_")


@pytest.fixture(scope="module")
def guarded(frail: Server) -> Server:
    """A server with a user who may only read, and needs a password."""
    with frail.raw(frail.url("postgres")) as connection:
        connection.execute("CREATE ROLE guest LOGIN PASSWORD 'right'")
        connection.execute("GRANT pg_read_all_data TO guest")
    rules = frail.folder / "data" / "pg_hba.conf"
    rules.write_text("local all guest scram-sha-256\n" + rules.read_text(encoding="utf-8"), encoding="utf-8")
    frail.stop()
    frail.start()
    return frail


def test_who_may_only_read_is_told_so_when_writing(guarded: Server) -> None:
    db = guarded.empty().replace("marsad@", "guest:right@")
    with Store(db, read_only=True) as store:
        assert store.stats().documents == 0
    with Store(db, as_of=AT) as store:
        assert list(store.events()) == []
    with pytest.raises(StoreError, match="this user may not do that") as caught, Store(db) as store:
        store.add(*reports.kunduz_wire(), at=AT)
    assert "docs/stores.md" in caught.value.next_step


def test_a_database_that_is_not_there(server: Server) -> None:
    error = refusal(server.url("nowhere"))
    assert error.message == "there is no database postgresql://marsad@/nowhere"
    assert "createdb" in error.next_step


def test_a_server_that_is_not_there(tmp_path: Path) -> None:
    error = refusal(f"postgresql://marsad:hunter2@/x?host={tmp_path}")
    assert error.message == "no server answers at postgresql://marsad@/x"


@pytest.mark.parametrize("db", ["postgresql://u:hunter2/2@h:port/db", "postgresql://u:%zzhunter2@h/db"])
def test_a_url_that_cannot_be_read_is_not_repeated(db: str) -> None:
    error = refusal(db)
    assert "hunter2" not in error.message


@pytest.mark.parametrize(
    ("db", "name"),
    [
        ("postgresql://amal:hunter2@db.example.org:5433/marsad?sslmode=require", "postgresql://amal@db.example.org:5433/marsad"),
        ("postgres:///marsad?host=/run/postgresql&password=hunter2", "postgresql:///marsad"),
        ("postgresql://amal@a,b/marsad", "postgresql://amal@a,b/marsad"),
        ("postgresql://amal:hun?ter2@host/marsad", "the PostgreSQL database"),
        ("postgresql://amal:hun@ter2@host/marsad", "the PostgreSQL database"),
    ],
)  # fmt: skip
def test_a_url_is_shown_without_its_password(db: str, name: str) -> None:
    assert shown(db) == name


def test_without_a_driver_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(MissingResource, match=r"pip install 'marsad\[postgres\]'"):
        Store("postgresql://db.example.org/marsad")


def test_a_database_that_cannot_hold_every_language_is_refused(server: Server) -> None:
    db = server._made("TEMPLATE template0 ENCODING 'SQL_ASCII'")
    assert "ENCODING" in refusal(db).next_step.upper()
    server.drop(db)


def test_the_database_of_another_program_is_left_as_it_is(server: Server) -> None:
    db = server.nothing()
    with server.raw(db) as connection:
        connection.execute("CREATE TABLE harvest (tons integer)")
    for read_only in (False, True):
        assert "not one of Marsad's" in refusal(db, read_only=read_only).message
    with server.raw(db) as connection:
        found = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
    assert found == [("harvest",)]
    server.drop(db)


def test_two_stores_in_one_database_stand_in_schemas_of_their_own(server: Server) -> None:
    db = server.nothing()
    sahel = f"{db}&options=-c%20search_path%3Dsahel"
    assert "CREATE SCHEMA" in refusal(sahel).next_step
    with server.raw(db) as connection:
        connection.execute("CREATE SCHEMA sahel")
    with Store(db) as one, Store(sahel) as other:
        one.add(*reports.kunduz_wire(), at=AT)
        one.flush()
        assert (one.stats().documents, other.stats().documents) == (1, 0)
    server.drop(db)


def test_nothing_is_read_from_where_there_is_no_store(server: Server) -> None:
    db = server.nothing()
    error = refusal(db, read_only=True)
    assert "there is no store in" in error.message
    assert "marsad add" in error.next_step
    server.drop(db)


class _Refused(psycopg.Error):
    def __init__(self, state: str, said: str = "said by the server") -> None:
        super().__init__(said)
        self.sqlstate = state


@pytest.mark.parametrize(
    ("state", "message", "step"),
    [
        ("53100", "the disk of the server is full", "run the same command again"),
        ("53200", "more memory", "Narrow it down"),
        ("53300", "no connection left", "max_connections"),
        ("57014", "longer than the server allows", "statement_timeout"),
        ("42501", "may not do that", "docs/stores.md"),
        ("XX000", "said by the server", "log of the server"),
    ],
)
def test_errors_of_the_server_are_told_apart(state: str, message: str, step: str) -> None:
    with pytest.raises(StoreError, match=message) as caught, postgresql.explained("postgresql://a:hunter2@h/d"):
        raise _Refused(state)
    assert step in caught.value.next_step
    assert "hunter2" not in str(caught.value)


def test_the_page_on_stores_sets_up_what_it_says(frail: Server) -> None:
    page = (ROOT / "docs" / "stores.md").read_text(encoding="utf-8")
    once, later = re.findall(r"^```sql\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    with frail.raw(frail.url("postgres")) as connection:
        for line in once.replace("guest", "reader").splitlines():
            connection.execute(line)
    desk, reader = (frail.url("marsad").replace("marsad@", f"{role}@") for role in ("desk", "reader"))
    with Store(desk) as store:
        store.add(*reports.kunduz_wire(), at=AT)
    with frail.raw(desk) as connection:
        connection.execute(later.replace("guest", "reader"))
    with Store(reader, read_only=True) as store:
        assert store.stats().documents == 1
    with Store(reader, as_of=AT) as store:
        assert store.stats().documents == 1


# --- schema ------------------------------------------------------------------------------------


@pytest.mark.parametrize("version", [step.number for step in migrations()][:-1])
def test_a_store_of_each_older_schema_opens_with_all_it_holds(home: Home, version: int) -> None:
    document, coding = reports.kunduz_wire()
    (mention,) = coding.mentions
    db = home.old(version)
    with pytest.raises(StoreError, match="has an older schema"):
        Store(db, read_only=True)
    with Store(db) as store:
        assert store._connection.schema_version() == migrations()[-1].number
        assert store.document(document.id) == document
        assert store.has(document, coding.coder)
        event = store.event(mention.id)
        assert len(event["mentions"]) == 2
        assert event["parties"][0]["text"] == "Taliban fighters"
        assert [one.score for one in store.judgements_for(event["mentions"])] == [0.97]
        assert len(store.acts(event["id"])) == len(store.looks()) == 1
        assert list(store.verify(Verified())) == []
        assert store.unfolded() == {}
    home.drop(db)


def test_a_newer_schema_is_left_as_it_is(home: Home) -> None:
    db = home.empty()
    with home.raw(db) as connection:
        connection.execute("UPDATE meta SET schema_version = 999")
    for read_only in (False, True):
        assert "written by a newer Marsad" in refusal(db, read_only=read_only).message
    home.drop(db)


def test_a_migration_that_fails_leaves_nothing_behind(empty: str) -> None:
    bad = Migration(number=999, sql="CREATE TABLE half (a integer); INSERT INTO nowhere VALUES (1)")
    with Store(empty) as store:
        connection = store._connection
        with pytest.raises(psycopg.Error):
            migrate(connection, [*migrations(), bad])
        assert connection.schema_version() == migrations()[-1].number
        assert connection.execute("SELECT to_regclass('half') IS NULL").fetchone() == (True,)
        assert store.stats().documents == 0


def test_words_are_folded_and_found_alike_by_both(server: Server, folder: Folder) -> None:
    """Of every character: what is left of it, and whether a word can end before it."""
    points = (point for point in range(1, 0x20000) if not 0xD800 <= point < 0xE000)
    known = [char for char in map(chr, points) if unicodedata.category(char) != "Cn"]
    answers = []
    for db in (server.empty(), folder.empty()):
        with Store(db) as store:
            found = store._connection.execute(
                "SELECT folded(sign), has_word('x' || sign, 'x') FROM (SELECT unnest(?::VARCHAR[]) AS sign) AS signs"
                " ORDER BY sign",
                [known],
            )
            answers.append(sorted(found.fetchall()))
    assert answers[0] == answers[1]


# --- from one to the other ---------------------------------------------------------------------


def test_a_store_is_copied_there_and_back_with_all_its_history(server: Server, folder: Folder) -> None:
    first = folder.empty()
    with Store(first) as store:
        reports.fill(store)
        desk = Desk(store, by="Amal", config=Config(), clock=lambda: LATER)
        desk.correct(next(store.events())["id"], "ordinal", 2, reason="counted")
        store.add(reports.kunduz_wire()[0], reports.code(reports.kunduz_wire()[0], coder="hand@2"), at=LATER)
    there, back = server.nothing(), folder.nothing()
    for source, target in ((first, there), (there, back)):
        done = CliRunner().invoke(root, ["copy", source, target], catch_exceptions=False)
        assert done.exit_code == 0, done.output
        assert "copied 5 documents" in done.stderr
    assert contents(first) == contents(there) == contents(back)
    for db in (first, there, back):
        with Store(db, as_of=AT) as then:
            assert 2 not in [event["ordinal"] for event in then.events()]
    with folder.raw(first) as one, folder.raw(back) as other:
        for (table,) in one.execute("SELECT table_name FROM duckdb_tables()").fetchall():
            rows = [sorted(map(repr, raw.execute(f"SELECT * FROM {table}").fetchall())) for raw in (one, other)]
            assert rows[0] == rows[1], table


def test_nothing_is_copied_over_what_is_there(server: Server, folder: Folder) -> None:
    full, db = folder.empty(), server.empty()
    with Store(full) as store:
        reports.fill(store)
    with Store(db) as store:
        store.add(*reports.kunduz_wire(), at=AT)
    with pytest.raises(StoreError, match="is not empty"):
        CliRunner().invoke(root, ["copy", full, db], catch_exceptions=False)
    with Store(db) as store:
        assert store.stats().documents == 1
    server.drop(db)
