"""Killed at any moment and run again, ``marsad add`` leaves the store that an undisturbed run leaves."""

import os
import random
import signal
import subprocess
import sys
import time
from typing import Any

import pytest

from marsad.store import Store
from tests.conftest import ROOT
from tests.store.homes import Home, contents

pytestmark = pytest.mark.slow

DOCUMENTS = int(os.environ.get("MARSAD_TEST_DOCUMENTS", "300"))
#: 50 in the run that docs/history.md tells of; each takes seconds.
KILLS = int(os.environ.get("MARSAD_TEST_KILLS", "6"))


def adding(db: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.store.adding", db, str(DOCUMENTS)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


@pytest.fixture(scope="module")
def undisturbed(home: Home) -> tuple[dict[str, Any], float]:
    """What one run in peace makes, and how long it took."""
    db = home.empty()
    began = time.monotonic()
    assert adding(db).wait(timeout=600) == 0
    return contents(db), time.monotonic() - began


def test_killed_at_random_moments_and_run_again(home: Home, undisturbed: tuple[dict[str, Any], float]) -> None:
    expected, seconds = undisturbed
    assert len(expected["mentions"]) == 2 * expected["codings"] == 2 * (DOCUMENTS - DOCUMENTS // 10)
    assert len(expected["events"]) < len(expected["mentions"]), "some reports tell of one event"
    chance = random.Random(5)
    wanted = KILLS if home.engine == "duckdb" else KILLS // 2
    kills = stores = 0
    while kills < wanted:
        stores += 1
        db = home.empty()
        while True:
            run = adding(db)
            try:
                run.wait(timeout=chance.uniform(0, seconds / 4) if kills < wanted else 600)
            except subprocess.TimeoutExpired:
                run.send_signal(signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)
                kills += 1
            if run.wait() == 0:
                break
        assert contents(db) == expected
    sys.stdout.write(f"{kills} kills over {stores} stores of {DOCUMENTS} documents\n")


READ = """
import sys, time
from marsad.store import Store
seen, until = [], time.monotonic() + float(sys.argv[2])
while time.monotonic() < until:
    with Store(sys.argv[1], read_only=True) as store:
        stats = store.stats()
        assert stats.mentions == 2 * stats.documents, stats
        assert len({event["id"] for event in store.events()}) == stats.events
        seen.append(stats.documents)
assert seen == sorted(seen), seen
print(len(seen), len(set(seen)))
"""


def test_ten_readers_while_one_writes(home: Home) -> None:
    db = home.empty()
    writer = adding(db)
    command = [sys.executable, "-c", READ, db]
    seconds = "12" if home.engine == "duckdb" else "6"
    readers = [
        subprocess.Popen([*command, seconds], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(10)
    ]
    told = [reader.communicate(timeout=600) for reader in readers]
    assert writer.wait(timeout=600) == 0
    assert [err for _, err in told] == [""] * 10
    assert all(int(out.split()[0]) >= 1 for out, _ in told)
    last = subprocess.run([*command, "0.1"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert last.stdout.split()[1] == "1"
    with Store(db, read_only=True) as store:
        assert store.stats().documents == DOCUMENTS - DOCUMENTS // 10
