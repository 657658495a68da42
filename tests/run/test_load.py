"""Parts become a store, once."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from marsad.config import Config
from marsad.errors import ReadError
from marsad.run import load, parts, status
from marsad.store import Store
from marsad.types import Problem
from tests.store import reports
from tests.store.homes import Home

NOW = datetime(2024, 5, 1, tzinfo=UTC)
UNREADABLE = Problem(stage="read", code="empty", detail="a.txt: no bytes", source="Northern Wire")


@pytest.fixture
def finished(tmp_path: Path) -> Path:
    """A folder of two parts."""
    out = tmp_path / "out"
    out.mkdir()
    coded = [(*report(), ()) for report in reports.ALL]
    for number, group in enumerate((coded[:3], [*coded[3:], (None, None, (UNREADABLE,))])):
        parts.write_part(out, number, map(parts.lines_of, group), inputs="i", coder=reports.CODER)
    return out


def test_loading_stores_everything_and_merges(finished: Path, home: Home) -> None:
    with Store(home.empty()) as store:
        added = list(load(finished, store, config=Config(), now=NOW))
        assert sum(one.is_new for one in added) == len(reports.ALL)
        assert [one.problems for one in added if one.document is None] == [1]
        stats = store.stats()
        assert (stats.documents, stats.mentions, stats.problems) == (5, 5, 2)
        assert stats.events
        document, coding = reports.kunduz_wire()
        assert store.document(document.id) == document
        assert store.fingerprints([document.id]) == {document.id: coding.fingerprints}


def test_loading_twice_changes_nothing(finished: Path, home: Home) -> None:
    with Store(home.empty()) as store:
        list(load(finished, store, config=Config(), now=NOW))
        before = list(store.events()), store.stats().problems
        again = list(load(finished, store, config=Config(), now=NOW))
        assert not any(one.is_new for one in again)
        assert (list(store.events()), store.stats().problems) == before


def test_a_folder_without_parts_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="no finished parts") as caught:
        status(tmp_path)
    assert "marsad run" in caught.value.next_step


def test_a_damaged_part_stops_and_keeps_what_was_loaded(finished: Path, home: Home) -> None:
    (finished / "part-00001.jsonl").write_bytes(b"")
    with Store(home.empty()) as store:
        with pytest.raises(ReadError, match="damaged"):
            list(load(finished, store, config=Config(), now=NOW))
        assert store.stats().documents == 3
