"""A text that is forgotten is nowhere in the database's bytes; what was coded from it stays, and verify passes."""

import hashlib
import hmac
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from marsad.cli import root
from marsad.config import Config
from marsad.errors import ConfigError, StoreError
from marsad.forgetting import Forgotten, forget
from marsad.leaving import circle, export
from marsad.pipeline import merge
from marsad.review import Desk
from marsad.store import Release, Store, Verified
from tests.store import reports
from tests.store.reports import AT, LATER

pytestmark = pytest.mark.slow  # databases over their whole life

#: Stands in no other report, nor in any code.
WORD = "shopkeeper"
WIRE = reports.kunduz_wire()[0]


def called(*args: object) -> Result:
    return CliRunner().invoke(root, [str(arg) for arg in args], catch_exceptions=False)


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return replace(Config(), data_dir=tmp_path / "data")


def forgotten(db: Path, config: Config, *documents: str) -> Forgotten:
    with Store(db) as store:
        return forget(store, documents, by="Amal", config=config, now=LATER)


def bare(record: dict[str, object]) -> dict[str, object]:
    """What an event says without the words."""
    kept = ("id", "kind", "mode", "status", "where", "when", "counts", "grade", "mentions", "documents")
    return {name: record[name] for name in kept}


def test_its_words_are_gone_from_every_byte_and_the_events_stay(db: Path, config: Config) -> None:
    with Store(db) as store:
        Desk(store, by="Amal", config=Config()).comment(WIRE.id, f"the {WORD} called us")
        before = [bare(one) for one in store.events()]
    assert WORD.encode() in db.read_bytes(), "the test can fail"
    done = forgotten(db, config, WIRE.id[:9])
    assert done.documents == (WIRE.id,)
    files = [file for file in db.parent.iterdir() if file.is_file() and file.name != "forget.key"]
    assert {"marsad.duckdb", "marsad.duckdb.read"} <= {file.name for file in files}
    for file in files:
        content = file.read_bytes()
        assert not [one for one in (WORD, WIRE.title or "-", "Violence in the district") if one.encode() in content]
    with Store(db, read_only=True) as store:
        assert [bare(one) for one in store.events()] == before
        assert (store.document(WIRE.id).text, store.document(WIRE.id).title) == ("", None)
        assert store.fingerprints([WIRE.id]) == {}
        assert store.document(WIRE.id).url == WIRE.url


def test_verify_passes_and_says_what_cannot_be_checked(db: Path, config: Config) -> None:
    with Store(db) as store:
        Desk(store, by="Amal", config=Config()).comment(WIRE.id, "seen")
    forgotten(db, config, WIRE.id)
    done = Verified()
    with Store(db, read_only=True) as store:
        assert list(store.verify(done)) == []
    assert (done.forgotten, done.quotes > 10) == (2, True)
    assert "not checkable: forgotten (2 texts and notes)" in called("verify", "--db", db).stderr


def test_a_text_that_was_taken_out_behind_its_back_is_found(db: Path, config: Config) -> None:
    import duckdb

    with duckdb.connect(db) as connection:
        connection.execute("UPDATE documents SET text = '', forgotten_at = now()::TIMESTAMP WHERE id = ?", [WIRE.id])
    with Store(db, read_only=True) as store:
        assert "text" in [fault.what for fault in store.verify(Verified())]
    forgotten(db, config, reports.kunduz_paper()[0].id)
    with duckdb.connect(db) as connection:
        connection.execute("""UPDATE documents SET kept = '{"text": "00"}' WHERE kept IS NOT NULL""")
    with Store(db) as store:
        assert [fault.what for fault in store.verify(Verified())].count("text") == 2


def test_the_keyed_hashes_show_what_stood_there_to_who_has_the_key(db: Path, config: Config) -> None:
    import duckdb

    forgotten(db, config, WIRE.id)
    key_file = config.data_dir / "forget.key"
    key = key_file.read_bytes()
    assert len(key) == 32
    assert key_file.stat().st_mode & 0o077 == 0
    with duckdb.connect(db, read_only=True) as connection:
        ((told,),) = connection.execute("SELECT kept::VARCHAR FROM documents WHERE id = ?", [WIRE.id]).fetchall()
        logged = "".join(line for (line,) in connection.execute("SELECT detail::VARCHAR FROM audit").fetchall())
    kept = json.loads(told)
    assert kept["length"] == len(WIRE.text)
    assert kept["text"] == hmac.new(key, WIRE.text.encode(), hashlib.sha256).hexdigest()
    start, end, digest = kept["quotes"][0]
    assert digest == hmac.new(key, WIRE.text[start:end].encode(), hashlib.sha256).hexdigest()
    assert key not in db.read_bytes()
    assert kept["text"] in logged
    assert not [word for word in WIRE.text.split() if len(word) > 6 and word in logged]


def test_it_does_not_come_back(db: Path, config: Config) -> None:
    """Neither with another coder nor when the same report is read again."""
    forgotten(db, config, WIRE.id)
    with Store(db) as store:
        assert store.has(WIRE, "hand@9")
        assert not store.add(WIRE, reports.code(WIRE, coder="hand@9"), at=LATER)
        assert WIRE.id not in store.coded_otherwise("hand@9")
        before = [bare(one) for one in store.events()]
        act = Desk(store, by="Amal", config=Config()).correct(before[0]["id"], "ordinal", 2)  # type: ignore[arg-type]
        assert act.verb == "corrected"
        merge(store, config=Config(), now=LATER)
        assert [bare(one) for one in store.events()] == before, "folding goes on without the words"
        assert forget(store, [WIRE.id], by="Amal", config=config).documents == ()


def test_why_and_show_say_so(db: Path, config: Config) -> None:
    forgotten(db, config, *(report()[0].id for report in reports.ALL))
    with Store(db, read_only=True) as store:
        event = next(one["id"] for one in store.events() if WIRE.id in one["documents"])
    why = called("why", event, "--db", db)
    assert (why.exit_code, "[the text is forgotten]" in why.stdout) == (0, True)
    record = json.loads(called("why", event, "--db", db, "--format", "jsonl").stdout)
    assert {quote["text"] for quotes in record["quotes"].values() for quote in quotes} == {None}
    shown = called("show", WIRE.id, "--db", db)
    assert "the text was forgotten on 2020-07-01" in shown.stdout
    assert "ASSAULT" in shown.stdout


def test_copies_and_releases_that_may_still_hold_it_are_listed(db: Path, config: Config) -> None:
    old = db.with_name(db.name + ".schema-4")
    old.write_bytes(db.read_bytes())
    with Store(db) as store:
        store.add_release(Release(name="june", as_of=AT, released_at=LATER, manifest={}))
        store.add_release(Release(name="early", as_of=AT - timedelta(days=9), released_at=LATER, manifest={}))
    done = forgotten(db, config, WIRE.id)
    assert (done.copies, done.releases) == ((old,), ("june",))
    assert (done.exports, done.beyond) == ((), "")


def test_files_for_internal_use_that_may_still_quote_it_are_listed(
    db: Path, config: Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MARSAD_DATA_DIR", str(config.data_dir))
    with Store(db) as store:
        for file, readers in (("ours.csv", "internal"), ("ours.csv", "internal"), ("theirs.csv", "public")):
            export("csv", tmp_path / file, store=store, readers=circle(readers), by="Amal")  # type: ignore[arg-type]
        store.log("exported", {"by": "Rana", "level": "internal", "verb": "why", "file": "stdout"}, at=LATER)
    done = forgotten(db, config, WIRE.id)
    assert [one.partition(", 20")[0] for one in done.exports] == ["stdout (why, by Rana", "ours.csv (csv, by Amal"]
    told = called("forget", "--texts-older-than", "90d", "--yes", "--db", db, "--by", "Amal").stdout
    assert "ours.csv (csv, by Amal" in told


def test_the_command_takes_an_age(db: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MARSAD_DATA_DIR", str(tmp_path / "data"))
    old = db.with_name(db.name + ".schema-4")
    old.write_bytes(db.read_bytes())
    found = called("forget", "--texts-older-than", "90d", "--db", db, "--by", "Amal", "--delete-copies")
    assert f"{len(reports.ALL)} texts forgotten" in found.stderr
    assert (found.stdout.splitlines(), old.exists()) == ([f"{old} deleted"], False)
    assert "no text is as old" in called("forget", "--texts-older-than", "90d", "--db", db).stderr
    assert called("forget", "--db", db).exit_code == 2
    assert called("forget", "--texts-older-than", "soon", "--db", db).exit_code == 2


def test_only_texts_of_that_age_go(db: Path) -> None:
    with Store(db) as store:
        assert store.texts_older_than(AT) == []
        assert len(store.texts_older_than(AT + timedelta(seconds=1))) == len(reports.ALL)


def test_a_document_that_is_not_there_and_a_key_that_is_none(db: Path, config: Config) -> None:
    with Store(db) as store:
        with pytest.raises(StoreError, match="no document"):
            forget(store, ["0" * 20], by="Amal", config=config)
        config.data_dir.mkdir()
        (config.data_dir / "forget.key").write_bytes(b"short")
        with pytest.raises(ConfigError, match="no key"):
            forget(store, [WIRE.id], by="Amal", config=config)
        assert datetime.now(tz=UTC) > AT
