"""Reviewers and readers at once, in small: nothing is lost, nothing comes twice, and the count would tell."""

from pathlib import Path

import pytest

from benchmarks.export_load import fill
from benchmarks.serve_soak import Soak, faults, grown, soaked
from marsad.review import Desk
from marsad.store import Store

pytestmark = pytest.mark.slow


@pytest.fixture
def db(tmp_path: Path) -> Path:
    file = tmp_path / "soak.duckdb"
    fill(file, 60)
    return file


def mentions(db: Path) -> set[str]:
    with Store(db, read_only=True) as store:
        return {mention["id"] for mention in store.mentions(words=False)}


def test_a_short_soak_loses_and_doubles_nothing(db: Path) -> None:
    seen = soaked(db, Soak(readers=2, reviewers=2, turns=6, pause_s=0))
    assert seen.wrong == []
    assert len(seen.acts) >= 6
    assert len(seen.acts) + seen.refused.total() == 12
    assert {status for _, _, status in seen.requests} <= {200, 201, 400, 404, 409, 503}


def test_the_count_tells_what_was_lost_and_what_nobody_was_told_of(db: Path) -> None:
    before = mentions(db)
    with Store(db) as store:
        event = next(iter(store.events(words=False)))["id"]
        done = Desk(store, by="A").comment(event, "seen")
    assert faults(db, before, [done.id]) == []
    assert faults(db, {*before, "x"}, [done.id]) == ["lost: mention x"]
    assert faults(db, before, []) == [f"nobody was told of act {done.id}"]
    assert faults(db, before, [done.id, done.id, "y"])[0] == f"act {done.id} was accepted 2 times"
    assert "act y is 0 times in the store" in faults(db, before, [done.id, "y"])


def test_growth_is_from_the_second_third_to_the_last() -> None:
    assert grown([500.0, 1.0, 1.0, 2.0, 3.0, 3.0]) == (1.5, 3.0)
