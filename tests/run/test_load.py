"""Parts become a store, once."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import fsspec
import pytest

from marsad.config import Config
from marsad.errors import ReadError
from marsad.run import folder, load, parts, status
from marsad.run.shards import Label
from marsad.store import Store
from marsad.types import Problem
from tests.store import reports
from tests.store.homes import Home

pytestmark = pytest.mark.slow  # databases over their whole life

NOW = datetime(2024, 5, 1, tzinfo=UTC)
UNREADABLE = Problem(stage="read", code="empty", detail="a.txt: no bytes", source="Northern Wire")


@pytest.fixture
def finished(tmp_path: Path) -> Path:
    """A folder of two parts."""
    coded = [(*report(), ()) for report in reports.ALL]
    for block, group in enumerate((coded[:3], [*coded[3:], (None, None, (UNREADABLE,))])):
        label = Label(unit=0, block=block, of=len(group), is_last=block == 1, read=10, inputs="i")
        parts.write_part(folder(tmp_path / "out"), label, map(parts.rows_of, group), coder=reports.CODER)
    return tmp_path / "out"


def test_loading_stores_everything_and_merges(finished: Path, home: Home) -> None:
    with Store(home.empty()) as store:
        added = list(load(folder(finished), store, config=Config(), now=NOW))
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
        list(load(folder(finished), store, config=Config(), now=NOW))
        before = list(store.events()), store.stats().problems
        again = list(load(folder(finished), store, config=Config(), now=NOW))
        assert not any(one.is_new for one in again)
        assert (list(store.events()), store.stats().problems) == before


def test_a_folder_without_parts_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="no finished parts") as caught:
        status(folder(tmp_path), now=NOW)
    assert "marsad run" in caught.value.next_step


def test_a_damaged_part_stops_and_keeps_what_was_loaded(finished: Path, home: Home) -> None:
    damaged = min(finished.glob("month=*/part-00000-00001.parquet"))
    damaged.write_bytes(damaged.read_bytes()[:-9])
    with Store(home.empty()) as store:
        with pytest.raises(ReadError, match="damaged"):
            list(load(folder(finished), store, config=Config(), now=NOW))
        assert store.stats().documents == 3


def test_a_month_is_loaded_by_itself(finished: Path, home: Home) -> None:
    documents = [report()[0] for report in reports.ALL]
    months = {one.published.isoformat()[:7] for one in documents if one.published}
    assert {path.name.removeprefix("month=") for path in finished.glob("month=*")} == {*months, parts.NO_MONTH}
    chosen = min(months)
    with Store(home.empty()) as store:
        added = list(load(folder(finished), store, config=Config(), now=NOW, months=[chosen]))
        expected = [one.id for one in documents if str(one.published).startswith(chosen)]
        assert sorted(one.document or "" for one in added) == sorted(expected)


def test_parts_in_another_store_are_loaded_alike(finished: Path, home: Home) -> None:
    store_there = fsspec.filesystem("memory")
    store_there.put(str(finished), "/parts", recursive=True)
    try:
        with Store(home.empty()) as store:
            list(load(folder("memory://parts"), store, config=Config(), now=NOW))
            assert store.stats().documents == len(reports.ALL)
    finally:
        store_there.rm("/parts", recursive=True)


def test_how_far_a_run_is_and_how_long_it_will_take(finished: Path) -> None:
    """Half of the bytes are read, by two drivers that finish a document a second each; a third has stopped."""
    (finished / "done" / "run.json").write_text('{"bytes":40,"units":2}')
    pace = '{{"at":"{at}","documents":10,"read":1,"seconds":10}}'
    for number, at in enumerate((NOW, NOW, NOW - timedelta(hours=1))):
        (finished / "done" / f"pace-{number}.json").write_text(pace.format(at=at.isoformat()))
    told = status(folder(finished), now=NOW)
    assert (told.finished, told.shards, told.share) == (2, None, 0.5)
    assert (told.documents_per_s, told.left_s) == (2.0, 100.0)
    later = status(folder(finished), now=NOW + timedelta(hours=1))
    assert (later.documents_per_s, later.left_s) == (None, None)
