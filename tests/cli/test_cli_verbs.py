"""The verbs as a user calls them: a real process, real files, exit status and streams."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT

TEXT = "Gunmen killed five farmers near Goma on Monday, the army said. The group fled to the hills."


def marsad(*args: object, stdin: bytes | None = None, cwd: Path | None = None) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "marsad", *map(str, args)]
    return subprocess.run(command, input=stdin, capture_output=True, cwd=cwd, check=False, timeout=300)


def records(done: subprocess.CompletedProcess[bytes]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in done.stdout.decode("utf-8").splitlines()]


# --- without the language model ---


def test_help_names_every_verb_and_shows_examples() -> None:
    from marsad.cli import VERBS

    out = marsad("--help").stdout.decode()
    assert all(verb in out for verb in VERBS)
    assert "Examples" in out


@pytest.mark.parametrize("verb", ["code", "add", "events", "why", "show", "stats", "problems", "evaluate"])
def test_help_of_a_verb_has_an_example(verb: str) -> None:
    done = marsad(verb, "--help")
    assert done.returncode == 0
    assert b"Example" in done.stdout


def test_an_unknown_verb_is_a_usage_error() -> None:
    done = marsad("conquer")
    assert done.returncode == 2
    assert b"conquer" in done.stderr
    assert not done.stdout


def test_a_day_that_is_none_is_a_usage_error() -> None:
    done = marsad("code", "x.txt", "--published", "last Tuesday")
    assert done.returncode == 2
    assert b"2024-03-31" in done.stderr


def test_a_wrong_setting_names_file_and_key(tmp_path: Path) -> None:
    config = tmp_path / "marsad.toml"
    config.write_text('colour = "red"\n')
    done = marsad("--config", config, "stats")
    assert done.returncode == 2
    assert b"colour" in done.stderr
    assert b"Known:" in done.stderr
    assert done.stderr.count(b"\n") == 1


@pytest.mark.parametrize("verb", [("stats",), ("events",), ("problems",), ("why", "abc"), ("show", "abc")])
def test_a_database_that_is_not_there_is_said_with_the_next_step(verb: tuple[str, ...], tmp_path: Path) -> None:
    done = marsad(*verb, "--db", tmp_path / "none.duckdb")
    assert done.returncode == 2
    assert b"marsad add" in done.stderr
    assert not (tmp_path / "none.duckdb").exists()


def test_a_console_in_cp1252_shows_what_it_can() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "marsad", "--help"],
        env={**os.environ, "PYTHONIOENCODING": "cp1252:strict"},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0


# --- with it ---


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Reports in several formats, and a database made of them."""
    folder = tmp_path_factory.mktemp("reports")
    (folder / "one.txt").write_text(TEXT, encoding="utf-8")
    rows = [
        {"title": "Shelling kills three civilians in Kherson", "published": "2023-06-11", "source": "Wire"},
        {"title": "Militants abduct two teachers near Maiduguri", "published": "2023-06-12", "source": "Wire"},
    ]
    (folder / "two.jsonl").write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def db(folder: Path) -> Path:
    path = folder / "made.duckdb"
    done = marsad("add", folder / "one.txt", folder / "two.jsonl", "--db", path, "--published", "2024-03-06")
    assert done.returncode == 0, done.stderr
    assert not done.stdout
    assert b"3 documents read, 3 of them new" in done.stderr
    return path


@pytest.mark.slow
def test_code_prints_flat_records_in_a_pipe(folder: Path) -> None:
    done = marsad("code", folder / "one.txt", "--published", "2024-03-06", "--source", "Example Agency")
    assert done.returncode == 0
    mention = next(record for record in records(done) if record["record"] == "mention")
    assert (mention["kind"], mention["status"]) == ("ASSAULT", "happened")
    assert mention["counts"]["killed"] == {"low": 5, "best": 5, "high": 5, "by_party": {"civilians": 5, "farmers": 5}}
    assert mention["where"]["country"] == "COD"
    assert mention["when"]["first"] == mention["when"]["last"] == "2024-03-04"
    assert mention["source"] == "Example Agency"
    assert mention["quotes"]["kind"][0]["text"] == "killed"


@pytest.mark.slow
def test_code_reads_stdin_and_prints_a_table_on_request() -> None:
    done = marsad("code", "-", "--format", "table", stdin=TEXT.encode())
    assert done.returncode == 0
    assert "ASSAULT" in done.stdout.decode()


@pytest.mark.slow
def test_what_cannot_be_read_is_a_problem_and_status_1(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")
    done = marsad("code", tmp_path / "empty.txt")
    assert done.returncode == 1
    assert [(one["record"], one["code"]) for one in records(done)] == [("problem", "empty")]


@pytest.mark.slow
def test_a_file_that_is_not_there_is_an_error_in_one_line() -> None:
    done = marsad("code", "no-such-file.txt")
    assert done.returncode == 2
    assert done.stderr.startswith(b"marsad: ")
    assert done.stderr.count(b"\n") == 1


@pytest.mark.slow
def test_three_bad_lines_are_three_problems(tmp_path: Path) -> None:
    lines = [json.dumps({"title": f"Calm day number {number} in the capital"}) for number in range(300)]
    for number in (3, 140, 299):
        lines[number] = '{"title": "broken'
    (tmp_path / "many.jsonl").write_text("\n".join(lines))
    done = marsad("code", tmp_path / "many.jsonl")
    assert done.returncode == 0
    bad = [one for one in records(done) if one.get("code") == "bad-line"]
    assert len(bad) == 3


@pytest.mark.slow
def test_adding_twice_changes_nothing(folder: Path, db: Path) -> None:
    before = marsad("events", "--db", db, "--format", "jsonl").stdout
    done = marsad("add", folder / "one.txt", folder / "two.jsonl", "--db", db, "--published", "2024-03-06")
    assert b"3 documents read, 0 of them new" in done.stderr
    assert marsad("events", "--db", db, "--format", "jsonl").stdout == before


@pytest.mark.slow
def test_events_are_filtered_and_explained(db: Path) -> None:
    found = records(marsad("events", "--db", db, "--kind", "ASSAULT/abduct", "--format", "jsonl"))
    assert [event["mode"] for event in found] == ["abduct"]
    told = marsad("why", found[0]["id"][:8], "--db", db).stdout.decode()
    assert "[abduct]" in told
    assert "sentence 1" in told
    near = records(marsad("events", "--db", db, "--near", "Goma", "--km", "60", "--format", "jsonl"))
    assert [event["where"]["country"] for event in near] == ["COD"]
    assert marsad("events", "--db", db, "--min-deaths", "99").returncode == 1


@pytest.mark.slow
def test_events_as_csv_and_stats_and_show(db: Path) -> None:
    table = marsad("events", "--db", db, "--format", "csv").stdout.decode().splitlines()
    assert table[0].startswith("id,kind,status,who")
    assert len(table) >= 3
    stats = json.loads(marsad("stats", "--db", db, "--format", "jsonl").stdout)
    assert stats["documents"] == 3
    event = records(marsad("events", "--db", db, "--format", "jsonl"))[0]
    shown = marsad("show", event["documents"][0][:8], "--db", db).stdout.decode()
    assert "[" in shown
    assert "headline" in shown or "body" in shown


@pytest.mark.slow
def test_an_event_that_is_not_there(db: Path) -> None:
    done = marsad("why", "ffffffff", "--db", db)
    assert done.returncode == 2
    assert done.stderr.count(b"\n") == 1


@pytest.mark.slow
def test_problems_by_reason(db: Path) -> None:
    done = marsad("problems", "--db", db, "--format", "table")
    assert done.returncode in (0, 1)


@pytest.mark.slow
def test_the_reader_of_the_pipe_may_go(folder: Path) -> None:
    command = f"{sys.executable} -m marsad code {folder / 'two.jsonl'} | head -n 1"
    done = subprocess.run(["bash", "-c", f"set -o pipefail; {command}"], capture_output=True, check=False)
    assert b"Traceback" not in done.stderr


@pytest.mark.slow
def test_ctrl_c_keeps_what_is_done_and_the_next_run_goes_on(tmp_path: Path) -> None:
    rows = [{"title": f"Shelling kills {n} civilians in Kherson", "published": "2023-06-11"} for n in range(2, 400)]
    source, path = tmp_path / "many.jsonl", tmp_path / "many.duckdb"
    log = tmp_path / "many.duckdb.wal"  # grows with each document; the file itself only at the end
    source.write_text("\n".join(json.dumps(row) for row in rows))
    command = [sys.executable, "-m", "marsad", "add", str(source), "--db", str(path)]
    running = subprocess.Popen(command, stderr=subprocess.PIPE)
    deadline = time.monotonic() + 120
    while not (log.exists() and log.stat().st_size > 200_000) and time.monotonic() < deadline:
        assert running.poll() is None, "it ended before it could be interrupted"
        time.sleep(0.02)
    running.send_signal(signal.SIGINT)
    _, said = running.communicate(timeout=120)
    assert running.returncode == 130, said
    kept = json.loads(marsad("stats", "--db", path, "--format", "jsonl").stdout)["documents"]
    assert 0 < kept < len(rows)
    assert marsad("add", source, "--db", path).returncode == 0
    assert json.loads(marsad("stats", "--db", path, "--format", "jsonl").stdout)["documents"] == len(rows)


@pytest.mark.slow
def test_evaluate_scores_a_gold_file(tmp_path: Path) -> None:
    event = {"kind": "ASSAULT", "counts": {"killed": 5}}
    gold = {"document": "r1", "text": TEXT, "published": "2024-03-06", "events": [event]}
    (tmp_path / "gold.jsonl").write_text(json.dumps(gold), encoding="utf-8")
    printed = marsad("evaluate", tmp_path / "gold.jsonl").stdout.splitlines()
    rows = {row["field"]: row for row in map(json.loads, printed)}
    assert rows["kind"]["f1"] == 1.0
    assert rows["counts"]["f1"] == 1.0


@pytest.mark.slow
def test_another_pipeline_that_is_missing_is_named() -> None:
    done = marsad("code", ROOT / "examples" / "kherson-wire.txt", "--pipeline", "no_such_model")
    assert done.returncode == 2
    assert b"pip install" in done.stderr
