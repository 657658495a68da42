"""Processes that are killed, disks that are full: what was stored before stays readable."""

import os
import signal
from pathlib import Path

import pytest

from marsad.store import Store
from tests.store import reports
from tests.store.file.files import child
from tests.store.reports import AT

pytestmark = pytest.mark.slow  # databases over their whole life


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
