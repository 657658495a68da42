"""Which columns of a row come back otherwise."""

from pathlib import Path

import pytest

from benchmarks.ged_round_trip import changed, main


def test_numbers_days_and_words_are_compared_as_what_they_are() -> None:
    before = {"latitude": "36.50", "date_start": "2016-05-03 00:00:00.000", "side_a": "X", "best": "3", "gwnob": ""}
    after = {"latitude": 36.5, "date_start": "2016-05-03", "side_a": "Y", "best": 4, "gwnob": None}
    assert list(changed(before, after)) == ["side_a", "best"]


def test_a_folder_without_a_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(SystemExit):
        main(["--data", str(tmp_path)])
