"""Killed at any moment and run again, ``marsad load`` leaves the store that an undisturbed load leaves."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT
from tests.run.loading import made
from tests.store.homes import Home, contents

pytestmark = pytest.mark.slow

DOCUMENTS = int(os.environ.get("MARSAD_TEST_DOCUMENTS", "240"))
KILLS = int(os.environ.get("MARSAD_TEST_KILLS", "5"))


def loading(out: Path, db: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "tests.run.loading", str(out), db], cwd=ROOT)


def stood(db: str) -> dict[str, Any] | None:
    """What a dead load left, which must be whole in itself; None where it had not come to make a store."""
    return contents(db) if "://" in db or Path(db).exists() else None


def test_a_load_that_is_killed_and_run_again(tmp_path: Path, home: Home) -> None:
    """At moments spread over its whole length: while it starts, stores and merges."""
    out = tmp_path / "parts"
    made(out, DOCUMENTS)
    calm = home.empty()
    began = time.monotonic()
    assert loading(out, calm).wait(timeout=600) == 0
    seconds = time.monotonic() - began
    expected = contents(calm)
    assert expected["codings"] == DOCUMENTS - DOCUMENTS // 10
    assert len(expected["mentions"]) == 2 * expected["codings"]
    assert len(expected["events"]) < len(expected["mentions"]), "some reports tell of one event"

    left = []
    kills = KILLS if home.engine == "duckdb" else KILLS // 2
    for kill in range(kills):
        db = home.empty()
        run = loading(out, db)
        try:
            run.wait(timeout=seconds * (kill + 1) / (kills + 1))
        except subprocess.TimeoutExpired:
            run.send_signal(signal.SIGKILL)
        run.wait()
        left.append(stood(db))
        assert loading(out, db).wait(timeout=600) == 0
        assert contents(db) == expected
        home.drop(db)
    assert any(one and (one["due"] or one["codings"] < expected["codings"]) for one in left), "none had come half-way"
