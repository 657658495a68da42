"""Every method of a store: what the driver raises is explained, and what writes needs a store open for writing."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest

from marsad.analyse.material import coverage_schema, schema
from marsad.errors import StoreError
from marsad.store import DocumentFilters, Filters, Reach, Release, Store, Verified, Wish
from marsad.store.duckdb_file import _store_error
from marsad.types import Act, Look, Problem, Source
from tests.store import reports
from tests.store.file.files import refused
from tests.store.homes import Folder
from tests.store.reports import AT

pytestmark = pytest.mark.slow  # databases over their whole life


@pytest.fixture(scope="module")
def empty_file(folder: Folder) -> Path:
    return Path(folder.empty())


@pytest.fixture
def store(empty_file: Path, tmp_path: Path) -> Iterator[Store]:
    shutil.copyfile(empty_file, tmp_path / "marsad.duckdb")
    with Store(tmp_path / "marsad.duckdb") as store:
        yield store


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
    "fitting": lambda store: store.fitting().to_pylist(),
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
        "beyond",
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
