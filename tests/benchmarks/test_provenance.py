"""The values read by hand: a list without words, and a draw that is the same every time."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.provenance import COLUMNS, draw, judged
from tests.benchmarks.test_benchmark_contract import ged, muc4


def test_the_list_is_complete_and_holds_no_words() -> None:
    rows = judged()
    assert all(tuple(row) == COLUMNS for row in rows)
    assert {row["supported"] for row in rows} <= {"yes", "no"}
    assert all(row["why"] for row in rows if row["supported"] == "no")
    assert all(set(row["quotes"]) <= set("0123456789- ") for row in rows)


@pytest.mark.slow
def test_a_draw_is_the_same_every_time(tmp_path: Path) -> None:
    for write in (muc4, ged):
        folder = tmp_path / write.__name__
        folder.mkdir()
        write(folder)
    first = [(one.key, sentence) for one, sentence in draw(tmp_path, 6, jobs=1)]
    assert [key[0] for key, _ in first] == ["muc4"] * 3 + ["ged"] * 3
    assert first == [(one.key, sentence) for one, sentence in draw(tmp_path, 6, jobs=1)]
    assert all(sentence for _, sentence in first)
