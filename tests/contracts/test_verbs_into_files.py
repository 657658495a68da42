"""Every verb that prints something, with > of the shell: no file for others without protection, none for internal use
without its stamp and a line in the audit log.

The house lists its verbs itself, so that a new one is tried the day it comes.
"""

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from marsad.cli import VERBS
from marsad.cli.leaving import say_as_stored
from marsad.store import Store
from tests.leaving.attacked import fill, secrets_in

pytestmark = pytest.mark.slow

#: Verbs that print what leaves, as it may leave: public in a file, unless --internal.
PROTECTED = {
    "events": ("events", "--format", "{format}"),
    "diff": ("diff", "2000-01-01", "--format", "{format}"),
    "courses": ("courses", "--format", "{format}"),
    "alerts": ("alerts", "--format", "{format}"),
    "trends": ("trends", "--format", "{format}"),
}
#: Verbs that print what is stored: no file but with --internal.
STORED = {
    "why": ("why", "{event}", "--format", "{text}"),
    "show": ("show", "{document}", "--format", "{text}"),
    "problems": ("problems", "--format", "{format}"),
    "places": ("places", "missing", "--format", "{format}"),
    "actors": ("actors", "missing", "--format", "{format}"),
    "review": ("review", "--list", "--format", "{format}"),
    "agreement": ("agreement", "--format", "{format}"),
    "hold": ("hold", "--list"),
    "withdraw": ("withdraw", "--list"),
    "compare": ("compare", "--with", "{acled}", "--list", "extra", "--format", "{format}"),
}
#: Verbs whose standard output has no event and no word of a report: counts of a whole store, names of files, faults of
#: the store, scores; and those that write files of their own, which are tried elsewhere (code, export, forecast, …).
OTHERS = {
    "code", "add", "watch", "sources", "stats", "recode", "export", "release", "forget", "copy", "verify", "serve",
    "run", "load", "report", "forecast", "import", "evaluate",
}  # fmt: skip
ACLED = "event_id_cnty,event_date,event_type,sub_event_type,actor1,country,latitude,longitude,fatalities\n{row}\n"


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return fill(tmp_path_factory.mktemp("stored") / "marsad.duckdb", datetime.now(tz=UTC).date())


@pytest.fixture(scope="module")
def asked(db: Path) -> dict[str, str]:
    with Store(db, read_only=True) as store:
        event = next(store.events())
    acled = db.parent / "acled.csv"
    row = f"AFG1,{datetime.now(tz=UTC).date()},Battles,Armed clash,Taliban,Afghanistan,37.2,68.9,3"
    acled.write_text(ACLED.format(row=row), encoding="utf-8")
    return {"event": event["id"], "document": event["documents"][0], "acled": str(acled)}


def into_a_file(db: Path, verb: tuple[str, ...], *options: str) -> tuple[int, str, str]:
    """Exit status, what stands in the file, what was said."""
    file = db.parent / "out"
    command = [sys.executable, "-m", "marsad", *verb, "--db", str(db), *options]
    with file.open("w") as out:
        done = subprocess.run(command, stdout=out, stderr=subprocess.PIPE, text=True, check=False)
    return done.returncode, file.read_text(encoding="utf-8"), done.stderr


def audited(db: Path) -> list[str]:
    with Store(db) as store:
        return [str(line["verb"]) for line in store.logged("exported")]


def test_every_verb_is_known_for_what_it_prints() -> None:
    assert PROTECTED.keys() | STORED.keys() | OTHERS == VERBS.keys()


@pytest.mark.parametrize("shape", ["table", "jsonl"])
@pytest.mark.parametrize("verb", PROTECTED)
def test_what_is_protected_is_so_in_a_file(db: Path, verb: str, shape: str) -> None:
    command = tuple(word.format(format=shape) for word in PROTECTED[verb])
    before = audited(db)
    status, text, said = into_a_file(db, command)
    assert status in (0, 1), said
    assert secrets_in(text) == []
    assert "INTERNAL" not in text
    assert audited(db) == before
    _, text, _ = into_a_file(db, command, "--internal")
    assert all("INTERNAL" in line for line in text.splitlines()[: None if shape == "jsonl" else 1])
    assert audited(db) == [*before, verb]


@pytest.mark.parametrize("shape", ["table", "jsonl"])
@pytest.mark.parametrize("verb", STORED)
def test_what_is_stored_is_in_no_file_but_a_stamped_one(db: Path, asked: dict[str, str], verb: str, shape: str) -> None:
    told = {"format": shape, "text": "text" if shape == "table" else shape, **asked}
    command = tuple(word.format(**told) for word in STORED[verb])
    before = audited(db)
    status, text, said = into_a_file(db, command)
    assert (status, text) == (2, "")
    assert "--internal" in said
    assert audited(db) == before
    status, text, said = into_a_file(db, command, "--internal")
    lines = text.splitlines()
    assert all("INTERNAL" in line for line in (lines if shape == "jsonl" and "--format" in command else lines[:1]))
    assert lines or shape == "jsonl", said
    (new,) = audited(db)[len(before) :]
    assert new.startswith(verb)
    piped = subprocess.run(
        [sys.executable, "-m", "marsad", *command, "--db", str(db)], capture_output=True, text=True, check=False
    )
    assert piped.returncode == status
    assert "INTERNAL" not in piped.stdout


def test_what_is_written_raw_stands_in_the_log_of_the_store_or_it_is_said(
    db: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """``marsad run`` writes texts as read, wherever it runs: its folder says INTERNAL."""
    say_as_stored(str(db), "run", "parts/")
    assert audited(db)[-1] == "run"
    assert capsys.readouterr().err == ""
    say_as_stored(str(tmp_path / "none.duckdb"), "run", "parts/")
    assert "in no audit log" in capsys.readouterr().err
