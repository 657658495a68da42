"""``marsad review`` and ``marsad agreement`` as people use them: a real terminal, one key at a time."""

from __future__ import annotations

import json
import os
import re
import select
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from marsad.config import Config
from marsad.pipeline import merge
from marsad.review import Desk
from marsad.store import Filters, Store
from tests.cli.test_cli_verbs import marsad, records
from tests.store import reports

pytestmark = pytest.mark.slow  # databases over their whole life

_ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
#: What stands under every event while it waits for a key.
WAITS = "q leave"


class Terminal:
    """``marsad review`` in a pseudo-terminal; :meth:`press` sends keys and gives what is shown then."""

    def __init__(self, *args: object) -> None:
        import pty

        self.leader, follower = pty.openpty()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "marsad", "review", *map(str, args)],
            stdin=follower,
            stdout=follower,
            stderr=follower,
            close_fds=True,
            env={**os.environ, "TERM": "xterm", "COLUMNS": "160"},
        )
        os.close(follower)

    def until(self, words: str) -> str:
        """All that is shown up to these words."""
        shown, end = "", time.monotonic() + 60
        while words not in shown:
            assert time.monotonic() < end, f"{words!r} was not shown in a minute: {shown}"
            if select.select([self.leader], [], [], 0.2)[0]:
                try:
                    shown += _ESCAPES.sub("", os.read(self.leader, 65536).decode("utf-8", "replace"))
                except OSError:  # Linux: the other side has closed
                    break
        return shown

    def press(self, keys: str, words: str = WAITS) -> str:
        os.write(self.leader, keys.encode())
        return self.until(words)

    def leave(self) -> str:
        shown = self.press("q", "still wait")
        assert self.process.wait(timeout=30) == 0
        return shown


@pytest.fixture
def db(tmp_path: Path) -> Path:
    path = tmp_path / "marsad.duckdb"
    with Store(path) as store:
        for report in reports.ALL:
            store.add(*report(), at=reports.AT)
        merge(store, config=Config(), now=reports.AT)
        desk = Desk(store, by="Amal")
        for event in list(store.events()):
            desk.flag(event["id"], reason="look again")
    return path


@pytest.fixture
def before(db: Path) -> dict[str, str]:
    """Event → review state, read before a terminal holds the database."""
    return states(db)


@pytest.fixture
def terminal(db: Path, before: dict[str, str]) -> Iterator[Terminal]:
    if sys.platform == "win32":
        pytest.skip("pseudo-terminals are not to be had on Windows")
    assert before
    terminal = Terminal("--db", db, "--by", "Badr", "--need", "flagged")
    yield terminal
    terminal.process.kill()
    terminal.process.wait()
    os.close(terminal.leader)


def states(db: Path) -> dict[str, str]:
    with Store(db, read_only=True) as store:
        return {one["id"]: one["review_state"] for one in store.events()}


@pytest.mark.slow
def test_one_key_decides_and_goes_on(terminal: Terminal, before: dict[str, str], db: Path) -> None:
    total = len(before)
    first = terminal.until(WAITS)
    assert f"1 of {total}" in first
    assert "flagged by Amal: look again" in first
    assert all(words in first for words in ("a accept", "r reject", "c correct a field", "u undo"))
    second = terminal.press("a")
    assert f"2 of {total}" in second
    assert f"{total - 1} of {total} still wait" in terminal.leave()
    assert sorted(states(db).values()).count("reviewed") == 1


@pytest.mark.slow
def test_undo_takes_back_and_returns_to_the_event(terminal: Terminal, before: dict[str, str], db: Path) -> None:
    terminal.until(WAITS)
    terminal.press("r")
    shown = terminal.press("u")
    assert shown.count("1 of ") == 1
    assert "undone: rejected" in shown
    terminal.leave()
    assert states(db) == before


@pytest.mark.slow
def test_a_field_is_corrected_by_its_everyday_name(terminal: Terminal, before: dict[str, str], db: Path) -> None:
    shown = terminal.until(WAITS)
    event = next(one for one in before if one in shown)
    assert "FIELD = VALUE" in terminal.press("c", "FIELD = VALUE:")
    terminal.press("killed = 3-5\r", "words of a report")
    terminal.press("\r", "reason")
    again = terminal.press("the hospital's list\r")
    assert "3–5" in again
    assert "1 of " in again
    terminal.leave()
    with Store(db, read_only=True) as store:
        record = store.event(event)
        assert record["counts"]["killed"] == {"low": 3, "best": None, "high": 5, "by_party": {}}
        assert store.acts(event)[-1].reason == "the hospital's list"


@pytest.mark.slow
def test_what_cannot_be_is_said_and_the_event_stays(terminal: Terminal, db: Path) -> None:
    terminal.until(WAITS)
    terminal.press("c", "FIELD = VALUE:")
    shown = terminal.press("kind = BATTLE\r", "words of a report")
    terminal.press("\r", "reason")
    shown = terminal.press("\r")
    assert "no kind is called 'BATTLE'" in shown
    assert "1 of " in shown
    assert "no key 'z'" in terminal.press("z")
    terminal.leave()
    assert set(states(db).values()) == {"machine"}


@pytest.mark.slow
def test_two_events_are_told_apart_side_by_side(db: Path) -> None:
    if sys.platform == "win32":
        pytest.skip("pseudo-terminals are not to be had on Windows")
    with Store(db) as store:
        one, other = [event["id"] for event in store.events(limit=2)]
        mentions = [store.event(event)["mentions"][0] for event in (one, other)]
        left, right = sorted(mentions)
        from marsad.types import Judgement

        store.add_judgements(
            [Judgement(left=left, right=right, verdict="unsure", score=0.7, by="rule:test@1", at=reports.AT)],
            at=reports.AT,
        )
    terminal = Terminal("--db", db, "--by", "Badr", "--need", "proposed-merge")
    shown = terminal.until(WAITS)
    assert "may be one event (0.70)" in shown
    assert "≠" in shown
    assert "s same event" in shown
    os.write(terminal.leader, b"s")
    assert terminal.process.wait(timeout=30) == 0
    with Store(db, read_only=True) as store:
        assert store.event(one)["id"] == store.event(other)["id"]


def test_the_queue_is_a_list_where_there_is_no_terminal(db: Path) -> None:
    done = marsad("review", "--db", db, "--list")
    assert done.returncode == 0
    assert {record["need"] for record in records(done)} >= {"flagged"}
    refused = marsad("review", "--db", db, stdin=b"")
    assert refused.returncode == 2
    assert b"--list" in refused.stderr


def test_coders_agree_where_they_say_the_same(db: Path) -> None:
    with Store(db) as store:
        events = [event["id"] for event in store.events()]
        for coder, deaths in (("A", 4), ("B", 7)):
            desk = Desk(store, by=coder, is_blind=True)
            desk.correct(events[0], "counts.killed", deaths)
            for event in events[:-1]:
                desk.accept(event)
        Desk(store, by="A", is_blind=True).accept(events[-1])
        Desk(store, by="B", is_blind=True).reject(events[-1])
        assert {event["id"] for event in store.events(Filters(review_state="machine"))} == set(events)
    done = marsad("agreement", "--db", db)
    assert done.returncode == 0, done.stderr
    told = [json.loads(line) for line in done.stdout.splitlines()]
    fields = {one["field"]: one for one in told if one["record"] == "agreement"}
    assert fields["is event"]["n"] == len(events)
    assert fields["is event"]["raw"] == pytest.approx((len(events) - 1) / len(events))
    assert fields["kind"]["raw"] == 1.0
    apart = {(one["event"], one["field"]): one["said"] for one in told if one["record"] == "disagreement"}
    assert apart[events[0], "killed"] == {"A": "4", "B": "7"}
    assert apart[events[-1], "is event"] == {"A": "yes", "B": "no"}


def test_agreement_needs_two(db: Path) -> None:
    done = marsad("agreement", "--db", db)
    assert done.returncode == 2
    assert b"marsad review --coder" in done.stderr
