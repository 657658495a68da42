"""Opening, locking, damage, versions, full disks, crashes: what was stored before stays readable."""

import hashlib
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pytest

from marsad.analyse.material import coverage_schema, schema
from marsad.errors import StoreError
from marsad.store import DocumentFilters, Filters, Reach, Release, Store, Verified, Wish
from marsad.store.database import Migration, migrate, migrations
from marsad.store.duckdb_file import File, _store_error
from marsad.types import Act, Look, Problem, Source
from tests.store import reports
from tests.store.homes import Folder
from tests.store.reports import AT

pytestmark = pytest.mark.slow  # databases over their whole life

ROOT = Path(__file__).parents[2]
SCHEMA_1 = Path(__file__).with_name("data") / "schema_1.sql"


def digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def child(code: str, *arguments: object, **more: Any) -> subprocess.Popen[str]:
    """Another process that runs ``code`` with the arguments in ``sys.argv``."""
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **more,
    )


@pytest.fixture
def db(tmp_path: Path) -> Path:
    return tmp_path / "marsad.duckdb"


@pytest.fixture(scope="module")
def empty_file(folder: Folder) -> Path:
    return Path(folder.empty())


@pytest.fixture(scope="module")
def filled_file(folder: Folder) -> Path:
    """All reports; not to be written to."""
    file = Path(folder.empty())
    with Store(file) as store:
        reports.fill(store)
    return file


@pytest.fixture
def store(empty_file: Path, db: Path) -> Iterator[Store]:
    shutil.copyfile(empty_file, db)
    with Store(db) as store:
        yield store


@pytest.fixture
def filled(filled_file: Path, db: Path) -> Iterator[Store]:
    shutil.copyfile(filled_file, db)
    with Store(db) as store:
        yield store


@contextmanager
def refused(message: str, step: str) -> Iterator[None]:
    with pytest.raises(StoreError, match=message) as caught:
        yield
    assert step in caught.value.next_step
    assert str(caught.value).endswith(caught.value.next_step)


# --- paths -------------------------------------------------------------------------------------


def test_a_password_in_a_url_is_not_repeated() -> None:
    with pytest.raises(StoreError) as caught:
        Store("mysql://user:hunter2@host/marsad")
    assert "hunter2" not in str(caught.value) + str(caught.value.ids)


def test_a_folder_is_no_database(tmp_path: Path) -> None:
    with refused("is a folder", "Name a file"):
        Store(tmp_path)


def test_a_missing_folder_is_not_made(tmp_path: Path) -> None:
    with refused("is not a folder", "Make it"):
        Store(tmp_path / "missing" / "marsad.duckdb")
    assert not (tmp_path / "missing").exists()


def test_reading_what_is_not_there_makes_nothing(db: Path) -> None:
    with refused("there is no", "marsad add"):
        Store(db, read_only=True)
    assert not db.exists()


@pytest.mark.skipif(os.name == "nt", reason="rights of this kind are not those of Windows")
def test_a_folder_one_may_not_write_to(tmp_path: Path) -> None:
    tmp_path.chmod(0o555)
    code = (
        "import os, sys, duckdb; from marsad.errors import StoreError; from marsad.store import Store\n"
        "if os.getuid() == 0: os.setuid(65534)\n"
        "try: Store(sys.argv[1])\n"
        "except StoreError as error: print(error)\n"
    )
    for parent in (tmp_path.parent, tmp_path.parent.parent):
        parent.chmod(0o755)
    out, err = child(code, tmp_path / "marsad.duckdb").communicate(timeout=30)
    assert "may not be opened by this user. Give yourself the right" in out, err


# --- what is in the file -----------------------------------------------------------------------


@pytest.mark.parametrize("content", [b"", b"not a database\n" * 1000], ids=["empty", "text"])
@pytest.mark.parametrize("read_only", [True, False])
def test_another_file_is_left_as_it_is(db: Path, content: bytes, *, read_only: bool) -> None:
    db.write_bytes(content)
    with refused("is not a DuckDB database", "it has not been changed"):
        Store(db, read_only=read_only)
    assert db.read_bytes() == content


@pytest.mark.parametrize("table", ["harvest (tons INTEGER)", "meta (colour VARCHAR)"])
def test_the_database_of_another_program_is_left_as_it_is(db: Path, table: str) -> None:
    with duckdb.connect(db) as connection:
        connection.execute(f"CREATE TABLE {table}")
    before = digest(db)
    with refused("not one of Marsad's", "has not been changed"):
        Store(db)
    assert digest(db) == before


@pytest.mark.parametrize("keep", [100, 20_000, 400_000])
def test_a_file_cut_short_is_an_error_and_left_as_it_is(filled_file: Path, db: Path, keep: int) -> None:
    db.write_bytes(filled_file.read_bytes()[:keep])
    before = digest(db)
    with pytest.raises(StoreError) as caught, Store(db) as store:
        list(store.events())
    assert caught.value.next_step
    assert digest(db) == before


def test_damage_is_an_error_and_the_file_left_as_it_is(filled_file: Path, db: Path) -> None:
    whole = bytearray(filled_file.read_bytes())
    whole[12_288:-4096] = b"\x55" * (len(whole) - 12_288 - 4096)
    db.write_bytes(whole)
    before = digest(db)
    with refused("is damaged", "Restore it from a copy"):
        Store(db)
    assert digest(db) == before


def test_a_newer_schema_is_left_as_it_is(db: Path) -> None:
    Store(db).close()
    with duckdb.connect(db) as connection:
        connection.execute("UPDATE meta SET schema_version = 999")
    before = digest(db)
    for read_only in (True, False):
        with refused("written by a newer Marsad", "Install that version"):
            Store(db, read_only=read_only)
    assert digest(db) == before


# --- migrations --------------------------------------------------------------------------------


@pytest.mark.parametrize("version", [step.number for step in migrations()][:-1])
def test_a_store_of_each_older_schema_opens_with_all_it_holds(db: Path, version: int) -> None:
    with duckdb.connect(db) as connection:
        connection.execute(SCHEMA_1.read_text(encoding="utf-8"))
        for step in migrations()[1:version]:
            connection.execute(step.sql)
            connection.execute("UPDATE meta SET schema_version = ?", [step.number])
    document, coding = reports.kunduz_wire()
    (mention,) = coding.mentions
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


def test_a_migrated_store_has_the_tables_of_a_new_one(tmp_path: Path, empty_file: Path) -> None:
    with duckdb.connect(tmp_path / "old.duckdb") as connection:
        connection.execute(SCHEMA_1.read_text(encoding="utf-8"))
    Store(tmp_path / "old.duckdb").close()
    shapes = []
    for file in (tmp_path / "old.duckdb", empty_file):
        with duckdb.connect(file, read_only=True) as connection:
            shapes.append(
                connection.execute(
                    "SELECT table_name, column_name, data_type FROM information_schema.columns ORDER BY ALL"
                ).fetchall()
            )
    assert shapes[0] == shapes[1]


def test_an_older_schema_is_not_opened_for_reading_only(db: Path) -> None:
    Store(db).close()
    with duckdb.connect(db) as connection:
        connection.execute("UPDATE meta SET schema_version = 1")
    with refused("has an older schema", "Open it once for writing"):
        Store(db, read_only=True)


def test_migrations_are_numbered_from_1_without_gaps() -> None:
    assert [step.number for step in migrations()] == list(range(1, len(migrations()) + 1))


def test_each_migration_is_one_transaction() -> None:
    good = Migration(number=101, sql="CREATE TABLE first (a INTEGER); INSERT INTO first VALUES (1)")
    bad = Migration(number=102, sql="CREATE TABLE second (a INTEGER); INSERT INTO nowhere VALUES (1)")
    with duckdb.connect() as raw:
        connection = File(raw, Path(), is_held=False)
        migrate(connection, migrations())
        with pytest.raises(duckdb.CatalogException):
            migrate(connection, [*migrations(), good, bad])
        assert connection.schema_version() == 101
        tables = {name for (name,) in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
        assert "first" in tables
        assert "second" not in tables
        migrate(connection, [good])
        assert connection.execute("SELECT count(*) FROM first").fetchone() == (1,)


def test_a_copy_is_kept_before_a_migration(db: Path) -> None:
    with duckdb.connect(db) as connection:
        connection.execute(SCHEMA_1.read_text(encoding="utf-8"))
    Store(db).close()
    with duckdb.connect(db.with_name("marsad.duckdb.schema-1")) as copy:
        assert copy.execute("SELECT schema_version FROM meta").fetchone() == (1,)
        assert copy.execute("SELECT count(*) FROM events").fetchone() == (1,)


# --- other processes, other stores -------------------------------------------------------------


HOLD = (
    "import sys; from marsad.store import Store\n"
    "with Store(sys.argv[1]) as store: print('open', flush=True); sys.stdin.read()\n"
)


def test_a_second_writer_waits_and_then_says_who_has_the_file(filled_file: Path, db: Path) -> None:
    db.write_bytes(filled_file.read_bytes())
    holder = child(HOLD, db, stdin=subprocess.PIPE)
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "open\n"
        with refused(rf"in use by another process \(PID {holder.pid}\)", "wait until it ends"):
            Store(db, wait_s=0.2)
        with refused(rf"in use by another process \(PID {holder.pid}\)", "wait until it ends"):
            Store(db, read_only=True)  # nothing was published yet
        waiting = child("import sys; from marsad.store import Store; print(Store(sys.argv[1]).stats().documents)", db)
    finally:
        holder.communicate(timeout=30)
    out, err = waiting.communicate(timeout=30)
    assert (out, err) == ("5\n", ""), "the one who waits long enough gets in"
    with Store(db, read_only=True) as store:
        assert store.stats().documents == 5


def test_another_program_in_the_file_is_waited_for(db: Path) -> None:
    Store(db).close()
    code = "import duckdb, sys, time; c = duckdb.connect(sys.argv[1]); print('open', flush=True); time.sleep(1)"
    foreign = child(code, db)
    assert foreign.stdout is not None
    assert foreign.stdout.readline() == "open\n"
    with Store(db) as store:
        assert store.stats().documents == 0
    foreign.communicate(timeout=30)


def test_readers_see_what_was_published_while_a_writer_is_at_it(store: Store, db: Path) -> None:
    document, coding = reports.kunduz_wire()
    store.add(document, coding, at=AT)
    store.rest()
    store.add(*reports.kunduz_paper(), at=AT)
    store.flush()
    code = "import sys; from marsad.store import Store; print(Store(sys.argv[1], read_only=True).stats().documents)"
    assert child(code, db).communicate(timeout=30) == ("1\n", "")
    store.rest()
    assert child(code, db).communicate(timeout=30) == ("2\n", "")
    assert store.stats().documents == 2, "and the writer goes on"


def test_what_a_killed_writer_had_written_is_read_from_the_file_itself(db: Path) -> None:
    with Store(db) as store:
        store.add(*reports.kunduz_wire(), at=AT)
    code = (
        "import os, signal, sys; from marsad.store import Store; from tests.store import reports\n"
        "store = Store(sys.argv[1]); store.add(*reports.kunduz_paper(), at=reports.AT); store.flush()\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    child(code, db).communicate(timeout=30)
    with Store(db, read_only=True) as store:
        assert store.stats().documents == 2


def test_no_room_for_the_copy_leaves_readers_the_file_itself(db: Path) -> None:
    with Store(db) as store:
        store.add(*reports.kunduz_wire(), at=AT)
    db.with_name(db.name + ".read.part").mkdir()
    with Store(db) as store:
        store.add(*reports.kunduz_paper(), at=AT)
    with Store(db, read_only=True) as store:
        assert store.stats().documents == 2


def test_stores_of_one_program_share_the_file(db: Path) -> None:
    with Store(db) as one, Store(db) as other:
        one.add(*reports.kunduz_wire(), at=AT)
        one.flush()
        assert other.stats().documents == 1
    with Store(db, read_only=True) as store:
        assert store.stats().documents == 1


def test_a_reader_beside_a_writer_of_one_program_reads_what_was_published(store: Store, db: Path) -> None:
    store.rest()
    store.add(*reports.kunduz_wire(), at=AT)
    store.flush()
    with Store(db, read_only=True) as reader:
        assert reader.stats().documents == 0
    store.rest()
    with Store(db, read_only=True) as reader:
        assert reader.stats().documents == 1


def test_the_past_and_a_list_go_on_over_a_rest(filled: Store) -> None:
    seen = []
    for event in filled.events():
        seen.append(event["id"])
        filled.rest()
    assert len(seen) == 4


def test_many_may_read_at_once(filled_file: Path) -> None:
    code = (
        "import sys; from marsad.store import Store\n"
        "with Store(sys.argv[1], read_only=True) as store: print(store.stats().events)\n"
    )
    with Store(filled_file, read_only=True) as store:
        out, err = child(code, filled_file).communicate(timeout=30)
        assert (out, err) == ("4\n", "")
        assert store.stats().events == 4


# --- every method ------------------------------------------------------------------------------

DOCUMENT, CODING = reports.kunduz_wire()
PROBLEM = Problem(stage="read", code="bad-line", detail="line 3 is no JSON")
LOOK = Look(source="Northern Wire", at=AT, outcome="empty")
RELEASE = Release(name="may", as_of=AT, released_at=AT, manifest={})
ACT = Act(id="act1", verb="commented", by="reviewer", at=AT, target="e1")

WRITING: dict[str, Callable[[Store], object]] = {
    "add": lambda store: (store.add(DOCUMENT, CODING, at=AT), store.flush()),
    "add_all": lambda store: store.add_all([(DOCUMENT, CODING, ())], at=AT),
    "add_problems": lambda store: store.add_problems([PROBLEM], at=AT),
    "add_judgements": lambda store: store.add_judgements([], at=AT),
    "retract_judgements": lambda store: store.retract_judgements("a", "b", by="person:reviewer", at=AT),
    "replace_events": lambda store: store.replace_events(["a"], [], at=AT),
    "add_act": lambda store: store.add_act(ACT),
    "say_again": lambda store: store.say_again("act1", [], at=AT),
    "begin_release": lambda store: store.begin_release("may", at=AT),
    "add_release": lambda store: store.add_release(RELEASE),
    "add_looks": lambda store: store.add_looks([LOOK]),
    "set_sources": lambda store: store.set_sources([Source(name="Northern Wire")], at=AT),
    "set_borrowed": lambda store: store.set_borrowed("ged", [], at=AT),
    "forget": lambda store: store.forget([DOCUMENT.id], Wish(by="reviewer", at=AT, key=b"k")),
}
READING: dict[str, Callable[[Store], object]] = {
    "has": lambda store: store.has(DOCUMENT, "hand@1"),
    "document": lambda store: store.document("a"),
    "coding_of": lambda store: store.coding_of("a"),
    "unfolded": lambda store: store.unfolded(),
    "candidates": lambda store: store.candidates(["a"], Reach(window_days=1)),
    "stored": lambda store: store.stored(["a"]),
    "texts": lambda store: store.texts(["a"]),
    "held_with": lambda store: store.held_with(["a"]),
    "judged": lambda store: store.judged(["a"]),
    "connected": lambda store: store.connected(["a"]),
    "clusters_of": lambda store: store.clusters_of(["a"]),
    "fingerprints": lambda store: store.fingerprints(["a"]),
    "judgements_for": lambda store: store.judgements_for(["a"]),
    "events": lambda store: list(store.events()),
    "mentions": lambda store: list(store.mentions()),
    "event": lambda store: store.event("a"),
    "problems": lambda store: store.problems(),
    "problem_counts": lambda store: store.problem_counts(),
    "unresolved": lambda store: store.unresolved("place-not-found"),
    "coded_otherwise": lambda store: store.coded_otherwise("hand@1"),
    "stats": lambda store: store.stats(),
    "event_rows": lambda store: list(store.event_rows(["a"])),
    "event_table": lambda store: store.event_table(Filters(), schema()),
    "event_states": lambda store: store.event_states(),
    "event_ids": lambda store: store.event_ids(Filters()),
    "events_by_id": lambda store: store.events_by_id(["a"]),
    "sentences": lambda store: store.sentences(["a"]),
    "pulse": lambda store: store.pulse(),
    "restraints": lambda store: store.restraints(),
    "documents": lambda store: store.documents(DocumentFilters(), limit=1),
    "assessments": lambda store: store.assessments(limit=1),
    "leanings": lambda store: store.leanings(AT.date(), AT.date()),
    "coverage": lambda store: store.coverage(),
    "coverage_table": lambda store: store.coverage_table(coverage_schema()),
    "outlets": lambda store: store.outlets(),
    "judgements_among": lambda store: store.judgements_among(["a"]),
    "acts": lambda store: store.acts("a"),
    "standing_acts": lambda store: store.standing_acts(["a"]),
    "displaced_acts": lambda store: store.displaced_acts(),
    "due": lambda store: store.due(),
    "queue": lambda store: store.queue(),
    "changes": lambda store: list(store.changes(AT, AT)),
    "moment": lambda store: store.moment("may"),
    "verify": lambda store: list(store.verify(Verified())),
    "reports": lambda store: store.reports(["a"]),
    "releases": lambda store: store.releases(),
    "batches": lambda store: list(store.batches()),
    "logged": lambda store: store.logged("exported"),
    "looks": lambda store: store.looks(),
    "watched": lambda store: store.watched(),
    "seen": lambda store: store.seen("Northern Wire", ["http://a.example/"]),
    "sources": lambda store: store.sources(),
    "borrowed": lambda store: store.borrowed("ged"),
    "borrowed_from": lambda store: store.borrowed_from("ged"),
    "standing": lambda store: store.standing(),
    "number": lambda store: store.number(),
    "batch": lambda store: store.batch(["a"]),
    "tombstones": lambda store: store.tombstones(),
    "restricted_by": lambda store: store.restricted_by("a"),
    "has_source": lambda store: store.has_source("Northern Wire"),
    "texts_older_than": lambda store: store.texts_older_than(AT),
    "forgotten": lambda store: store.forgotten(["a"]),
    "releases_with": lambda store: store.releases_with(["a"]),
}


def test_no_method_is_forgotten_here() -> None:
    public = {name for name in dir(Store) if not name.startswith("_")}
    assert public == WRITING.keys() | READING.keys() | {
        "alone",
        "bars_writers",
        "copies",
        "flush",
        "close",
        "log",
        "name",
        "renew",
        "rest",
        "take_all",
    }


@pytest.fixture(scope="module")
def closed(empty_file: Path) -> Store:
    """A store whose connection went away under it."""
    store = Store(empty_file, read_only=True)
    store._connection.close()
    return store


@pytest.mark.parametrize("name", [*WRITING, *READING])
def test_every_method_explains_what_the_driver_raises(closed: Store, name: str) -> None:
    with pytest.raises(StoreError, match="has been closed") as caught:
        ({**WRITING, **READING}[name])(closed)
    assert isinstance(caught.value.__cause__, duckdb.Error)
    assert caught.value.next_step == "Open it again with Store(db)."
    assert caught.value.ids == {"db": closed.db}


@pytest.mark.parametrize(
    "name", sorted(WRITING.keys() - {"add_judgements", "forget", "replace_events", "retract_judgements", "say_again"})
)
def test_writing_to_a_store_opened_for_reading_is_an_error(empty_file: Path, name: str) -> None:
    store = Store(empty_file, read_only=True)
    with refused("is open for reading only", "without read_only"):
        WRITING[name](store)
    store.close()


@pytest.mark.parametrize(
    ("said", "message"),
    [
        (
            "IO Error: Could not set lock on file: Conflicting lock is held in marsad (PID 7).",
            r"another process \(PID 7\)",
        ),
        (
            "IO Error: The process cannot access the file because it is being used by another process.",
            "another process",
        ),
        ("IO Error: Could not write file: No space left on device", "the disk is full"),
        ("IO Error: Trying to read a database file with version number 99, but we can only read 64", "another version"),
        ("Out of Memory Error: failed to pin block of size 256.0 KiB", "more memory"),
        ("FATAL Error: database has been invalidated because of a previous fatal error", "is damaged"),
        (
            "IO Error: something never seen before\nwith more lines",
            r"^x\.duckdb: IO Error: something never seen before\.",
        ),
        ("", r"^x\.duckdb: OSError\."),
    ],
)
def test_messages_of_the_driver_are_told_apart(said: str, message: str) -> None:
    with pytest.raises(StoreError, match=message):
        raise _store_error("x.duckdb", OSError(said))


def test_ctrl_c_while_a_query_runs_is_ctrl_c(store: Store) -> None:
    """DuckDB raises a RuntimeError of these words; when it notices depends on the query, so none is run here."""
    store.add(DOCUMENT, CODING, at=AT)
    with pytest.raises(KeyboardInterrupt), store._ready():
        raise RuntimeError("Query interrupted")
    assert store.stats().documents == 1, "and the store is still of use"


def test_other_runtime_errors_pass(store: Store) -> None:
    with pytest.raises(RuntimeError, match="of the caller"), store._ready():
        raise RuntimeError("of the caller")


# --- crashes and full disks --------------------------------------------------------------------

ADD_ALL = """
import sys
from marsad.store import Store
from tests.store import reports
{limit}
with Store(sys.argv[1]) as store:
    for number, (document, coding) in enumerate(reports.bulletins(int(sys.argv[2])), 1):
        store.add(document, coding, at=reports.AT)
        if number % 20 == 0:
            store.flush()
            print(number, flush=True)
"""


def assert_whole_and_completed_by_a_rerun(db: Path, number: int) -> int:
    """Every document there has all its mentions; adding all again gives what an undisturbed run gives."""
    everything = list(reports.bulletins(number))
    with Store(db) as store:
        stored = store.stats()
        assert stored.mentions == 3 * stored.documents
        added = [store.add(document, coding, at=AT) for document, coding in everything]
        assert sum(added) == number - stored.documents
        texts = {one["document"] for one in store.mentions(words=False)}
        assert texts == {document.id for document, _ in everything}
        assert store.stats().mentions == 3 * number
        assert store.document(everything[0][0].id) == everything[0][0]
    return stored.documents


def test_a_process_killed_in_the_middle_loses_only_its_last_batch(db: Path) -> None:
    adding = child(ADD_ALL.format(limit=""), db, 10_000)
    assert adding.stdout is not None
    committed = [int(adding.stdout.readline()) for _ in range(4)][-1]
    adding.send_signal(signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)
    adding.communicate(timeout=30)
    with Store(db, read_only=True) as store:
        assert store.stats().documents >= committed
    assert assert_whole_and_completed_by_a_rerun(db, 200) >= min(committed, 200)


@pytest.mark.skipif(os.name == "nt", reason="Windows sets no limit to the size of a file")
def test_a_full_disk_is_an_error_and_what_was_stored_stays(db: Path) -> None:
    limit = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (700_000, 700_000))"
    code = (
        "try:\n"
        + "".join(f"    {line}\n" for line in ADD_ALL.format(limit=limit).splitlines())
        + ("except Exception as error: print(repr(error))\n")
    )
    out, err = child(code, db, 2000).communicate(timeout=60)
    *flushed, error = out.splitlines()
    assert "StoreError('the disk is full" in error, err
    assert "run the same command again" in error
    committed = int(flushed[-1])
    assert assert_whole_and_completed_by_a_rerun(db, committed + 40) == committed
