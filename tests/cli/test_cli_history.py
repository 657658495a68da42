"""The verbs diff and release, and --as-of, on the command line."""

import json
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest
from click import Command, Context, Group
from click.testing import CliRunner, Result

from marsad.cli import root
from marsad.config import Config
from marsad.errors import ConfigError, ExportError, StoreError
from marsad.pipeline import merge
from marsad.review import Desk
from marsad.store import Store
from tests.store import reports

pytestmark = pytest.mark.slow  # databases over their whole life

FIRST, SECOND = datetime(2020, 6, 1, 12, tzinfo=UTC), datetime(2020, 6, 3, 12, tzinfo=UTC)


@pytest.fixture
def db(tmp_path: Path) -> Path:
    """On the first of June the march is known, on the third its place is corrected and the patrol known."""
    db = tmp_path / "week.duckdb"
    with Store(db) as store:
        store.add(*reports.taveuni_march(), at=FIRST)
        merge(store, config=Config(), now=FIRST)
        store.add(*reports.idlib_patrol(), at=SECOND)
        merge(store, config=Config(), now=SECOND)
        event = next(one["id"] for one in store.events() if one["kind"] == "PROTEST")
        moved = {"name": "Suva", "shape": "point", "country": "FJI", "lat": -18.1, "lon": 178.4}
        Desk(store, by="Amal", config=Config(), clock=lambda: SECOND).correct(event, "where", moved, reason="a caption")
    return db


def called(*args: object) -> Result:
    return CliRunner().invoke(root, [str(arg) for arg in args], catch_exceptions=False)


def test_as_of_a_day_means_its_end(db: Path) -> None:
    then = called("events", "--db", db, "--as-of", "2020-06-01", "--format", "jsonl")
    (event,) = map(json.loads, then.stdout.splitlines())
    assert event["where"]["name"] == "Taveuni"
    assert called("events", "--db", db, "--as-of", "2020-06-01T11:00").exit_code == 1
    assert len(called("events", "--db", db, "--format", "jsonl").stdout.splitlines()) == 2
    assert called("events", "--db", db, "--as-of", "yesterday").exit_code == 2


@pytest.mark.parametrize("verb", ["stats", "why", "show", "problems", "export", "report"])
def test_every_query_can_look_back(db: Path, tmp_path: Path, verb: str) -> None:
    document, coding = reports.taveuni_march()
    arguments = {
        "why": [coding.mentions[0].id],
        "show": [document.id],
        "export": ["jsonl", "-o", tmp_path / "out.jsonl", "--internal"],
        "report": [
            "--area",
            "FJI",
            "--from",
            "2020-05-01",
            "--to",
            "2020-05-31",
            "-o",
            tmp_path / "out.md",
            "--internal",
        ],
    }.get(verb, [])
    then = called(verb, *arguments, "--db", db, "--as-of", "2020-06-01")
    told = then.stdout + "".join(path.read_text(encoding="utf-8") for path in tmp_path.glob("out.*"))
    assert then.exit_code == (verb == "problems")
    assert "Suva" not in told
    if verb in ("why", "export", "report"):
        assert "Taveuni" in told


def test_what_waited_for_review_is_told_as_it_was(db: Path) -> None:
    with Store(db) as store:
        event = next(one["id"] for one in store.events() if one["kind"] == "PROTEST")
        Desk(store, by="Amal", config=Config(), clock=lambda: SECOND).flag(event, reason="which Suva?")
    asked = ("review", "--list", "--db", db, "--format", "jsonl")
    assert "which Suva?" in called(*asked).stdout
    assert "which Suva?" not in called(*asked, "--as-of", "2020-06-01").stdout
    with pytest.raises(ConfigError, match="not reviewed"):
        called("review", "--db", db, "--as-of", "2020-06-01")


def test_coders_agree_as_they_did(db: Path) -> None:
    with Store(db) as store:
        event = next(one["id"] for one in store.events() if one["kind"] == "PROTEST")
        for coder, moment in (("A", FIRST), ("B", SECOND), ("C", SECOND)):
            desk = Desk(store, by=coder, config=Config(), is_blind=True, clock=lambda moment=moment: moment)
            desk.accept(event)
    assert "B, C" in called("agreement", "--db", db, "--format", "table").stderr
    with pytest.raises(StoreError, match="two coders"):
        called("agreement", "--db", db, "--as-of", "2020-06-01")


def test_every_verb_that_only_reads_a_store_can_look_back() -> None:
    for name in READING:
        command: Command | None = root
        for word in name.split():
            assert isinstance(command, Group)
            command = command.get_command(Context(command), word)
        assert command is not None, name
        assert "as_of" in {option.name for option in command.params}, name


READING = (
    "agreement", "alerts", "compare", "courses", "events", "export", "forecast", "problems", "release", "report",
    "review", "show", "sources", "stats", "trends", "why", "actors missing", "places missing",
)  # fmt: skip


def test_diff_tells_what_changed_and_why(db: Path) -> None:
    done = called("diff", "2020-06-01", "--db", db, "--format", "table", "--internal")
    assert "relocated, reviewed" in done.stdout
    assert "where: Taveuni, Northern, FJI → Suva, FJI" in done.stdout
    assert "because: corrected where by Amal: a caption" in done.stdout
    assert "because: new report: Northern Wire" in done.stdout
    assert "2 events changed" in done.stderr
    rows = [
        json.loads(line) for line in called("diff", "2020-06-01", "--db", db, "--format", "jsonl").stdout.splitlines()
    ]
    assert {row["record"] for row in rows} == {"change"}
    assert len(rows) == 2
    assert all(row["what"] and not row["why"] and not row["values"] for row in rows), "in a pipe for everybody"
    assert called("diff", "2020-06-04", "--db", db).stderr == "nothing changed\n"


def test_diff_of_what_is_no_moment_is_an_error(db: Path) -> None:
    with pytest.raises(StoreError, match="no release 'spring'"):
        called("diff", "spring", "--db", db)
    with pytest.raises(ConfigError, match="is after"):
        called("diff", "2020-06-03", "2020-06-01", "--db", db)


def test_a_release_can_be_made_again_byte_by_byte(db: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    asked = ("--internal", "--kind", "PROTEST", "--since", "2020-05-01", "--as-of", "2020-06-01")
    first = called("release", "may", "--db", db, "-o", out, *asked)
    assert "release 1, may: 1 event, internal" in first.stderr
    file = out / "may" / "events.parquet"
    manifest = json.loads((out / "may" / "events.parquet.manifest.json").read_text(encoding="utf-8"))
    assert (manifest["events"], manifest["stamp"]) == (1, "INTERNAL")
    assert manifest["as_of"].startswith("2020-06-01T23:59:59")
    with duckdb.connect() as connection:
        assert connection.execute(f"SELECT place FROM '{file}'").fetchall() == [("Taveuni",)]
    again = called("release", "may", "--db", db, "--again", "-o", tmp_path / "copy")
    assert "the same as release 1" in again.stderr
    assert (tmp_path / "copy" / "may" / "events.parquet").read_bytes() == file.read_bytes()
    assert "may  2020-06-01 23:59  1 event  internal" in called("release", "--list", "--db", db).stdout
    called("release", "june", "--db", db, "-o", out, "--internal")
    assert "relocated" in called("diff", "may", "june", "--db", db, "--format", "table").stdout


def test_a_release_that_is_not_as_it_was_is_an_error(db: Path, tmp_path: Path) -> None:
    called("release", "may", "--db", db, "-o", tmp_path, "--internal")
    with duckdb.connect(db) as connection:
        connection.execute("DELETE FROM event_versions WHERE kind = 'PROTEST'")
    with pytest.raises(ExportError, match="not the 2 that release may was"):
        called("release", "may", "--db", db, "--again", "-o", tmp_path / "copy")


def test_releases_are_final_and_have_a_name(db: Path, tmp_path: Path) -> None:
    called("release", "may", "--db", db, "-o", tmp_path)
    for name, message in (("may", "there is a release"), ("../may", "no name of a folder")):
        with pytest.raises(ExportError, match=message):
            called("release", name, "--db", db, "-o", tmp_path / "other")
    assert called("release", "--db", db).exit_code == 2
