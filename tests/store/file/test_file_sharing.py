"""Other processes and other stores of one program in the same file."""

import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from marsad.store import Store, Verified, holding
from marsad.store.duckdb_file import File
from marsad.types import Act
from tests.store import reports
from tests.store.file.files import child, refused
from tests.store.reports import AT

pytestmark = pytest.mark.slow  # databases over their whole life


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


def test_a_line_on_an_export_costs_no_copy_and_is_verified_all_the_same(filled_file: Path, db: Path) -> None:
    copied = _published(filled_file, db)
    with Store(db, read_only=True) as store:
        store.log("exported", {"by": "analyst"}, at=AT)
    assert _copy_of(db) == copied
    assert holding.is_current(db), "readers go on reading the copy, and keep no writer out"
    before, after = _lines(copied[1]), _verified(db)
    assert after.lines == before + 1
    assert _copy_of(db)[0] != copied[0], "what is verified is the store itself, copied anew"


def test_a_line_that_readers_ask_for_is_in_their_copy(filled_file: Path, db: Path) -> None:
    _published(filled_file, db)
    with Store(db, read_only=True) as store:
        store.log("alerted", {"alert": "one"}, {"alert": "two"}, at=AT)
        assert [line["alert"] for line in store.logged("alerted")] == ["one", "two"]


def test_what_was_written_beside_a_line_on_an_export_is_published(filled_file: Path, db: Path) -> None:
    _published(filled_file, db)
    with Store(db) as store:
        store.add_act(Act(id="act1", verb="commented", by="reviewer", at=AT, target="e1"))
        store.log("exported", {"by": "analyst"}, at=AT)
    with Store(db, read_only=True) as store:
        assert [act.id for act in store.acts("e1")] == ["act1"]
    with Store(db) as store:
        store.log("exported", {"by": "analyst"}, at=AT)
        store.add_act(Act(id="act2", verb="commented", by="reviewer", at=AT, target="e1"))
    with Store(db, read_only=True) as store:
        assert [act.id for act in store.acts("e1")] == ["act1", "act2"]


def _published(filled_file: Path, db: Path) -> tuple[int, bytes]:
    db.write_bytes(filled_file.read_bytes())
    with Store(db) as store:
        store.add_act(Act(id="act0", verb="commented", by="reviewer", at=AT, target="e0"))
    return _copy_of(db)


def _copy_of(db: Path) -> tuple[int, bytes]:
    copy = holding.snapshot_of(db)
    return copy.stat().st_ino, copy.read_bytes()


def _lines(copy: bytes) -> int:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "copy.duckdb"
        file.write_bytes(copy)
        return _verified(file).lines


def _verified(db: Path) -> Verified:
    done = Verified()
    with Store(db, read_only=True) as store:
        store.renew(whole=True)
        assert list(store.verify(done)) == []
    return done


def test_who_writes_may_hold_the_indexes_of_a_file_that_has_grown(db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Store(db) as store:
        assert allowed(store) == "488.2 MiB"  # 512 MB
        monkeypatch.setattr(File, "size_bytes", lambda _: 3 << 30)
        store.add(*reports.kunduz_wire(), at=AT)
        store.flush()
        assert allowed(store) == "854.4 MiB"
    with Store(db) as store:
        assert allowed(store) == "854.4 MiB"


def allowed(store: Store) -> str:
    (said,) = store._connection.execute("SELECT current_setting('memory_limit')").fetchone() or ("",)
    return str(said)
