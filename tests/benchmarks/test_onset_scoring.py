"""The back-test of alerts: what is counted on which day, and that thresholds are measured where they were not tuned."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from benchmarks import onset
from benchmarks.figures import MissingSetError, Options
from benchmarks.ged.rows import GedRow
from marsad.analyse.backtest import episodes
from marsad.analyse.rules import load_rules

RULES = load_rules()
PLAIN = GedRow(
    id="1", headlines=(), sides=("A", "B"), place="Upper Mill", adm_1="North", adm_2="", lat=1.0, lon=1.0, where_prec=1,
    first=date(2020, 1, 5), last=date(2020, 1, 7), date_prec=2, low=1, best=3, high=4,
)  # fmt: skip


def test_a_row_stands_on_its_last_day() -> None:
    counts, areas = onset.daily_deaths([PLAIN, replace(PLAIN, id="2", best=2)])
    assert areas == ["North"]
    assert (counts[0, 6], counts.sum(), counts.shape) == (5, 5, (1, 366))
    assert onset.daily_deaths([PLAIN], events=True)[0].sum() == 1


def test_a_row_over_more_than_a_window_or_without_an_area_stands_nowhere() -> None:
    wide, nowhere = replace(PLAIN, last=date(2020, 3, 1)), replace(PLAIN, adm_1="")
    assert onset.daily_deaths([PLAIN, wide, nowhere])[0].sum() == 3


def test_each_half_is_measured_with_what_the_other_learned() -> None:
    counts = np.zeros((2, 400))
    counts[:, 250] = 40
    found = episodes(counts, RULES.counts["deaths"])
    early, late = np.zeros((2, 400), dtype=bool), np.zeros((2, 400), dtype=bool)
    early[0, 230], early[1, 240] = True, True
    late[0, 249], late[1, 231] = True, True
    choices = [lambda lines: early[lines], lambda lines: late[lines]]
    # Line 0 is earlier by the first choice, line 1 by the second: each is measured with the other's.
    assert onset.crossed(choices, found, RULES).delays == (240 - 223, 249 - 223)


def test_the_shipped_record_is_written_as_it_is_read() -> None:
    text = onset._as_toml(onset.back_tests([PLAIN], RULES))
    rows = tomllib.loads(text)["back-test"]
    assert [(row["detector"], row["measure"]) for row in rows] == [
        ("count-model", "deaths"), ("hdx-signals", "deaths"), ("count-model", "events")
    ]  # fmt: skip


def test_a_folder_without_the_set_is_said_to_be_so(tmp_path: Path) -> None:
    with pytest.raises(MissingSetError):
        onset.run(Options(data=tmp_path))
