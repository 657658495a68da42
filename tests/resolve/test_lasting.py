"""An act of several days whose one end and length are told fills them: in its time, and in ACLED's rows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import marsad

pytestmark = pytest.mark.slow

_PUBLISHED = date(2026, 5, 20)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("The army and M23 rebels clashed in Goma for five days from 1 May, killing 20 people.", 1, 5),
        ("The army fought M23 rebels near Goma for three days until Sunday, killing 12 soldiers.", 15, 17),
        ("The three-day battle between the army and JNIM fighters in Djibo ended on 5 May.", 3, 5),
        ("Fighting that started on 4 May between the army and the RSF in El Fasher lasted four days.", 4, 7),
        ("A one-week siege of Bunyakiri by rebels ended on 13 May.", 7, 13),
        # Nobody says which end of the fight the day is, or how many days it had.
        ("The army fought M23 rebels near Goma for three days, killing 12 soldiers on 5 May.", 5, 5),
        ("The army and M23 rebels clashed in Goma for several days from 1 May, killing 20 people.", 1, 1),
        # It would have gone on after the report.
        ("The army fought M23 rebels near Goma for three days since Tuesday, killing 12 soldiers.", 19, 20),
    ],
)
def test_the_days_of_an_act_that_lasted(coded: Callable[..., Any], text: str, first: int, last: int) -> None:
    _, coding = coded(text, published=_PUBLISHED)
    whens = {(mention.when.value.first.day, mention.when.value.last.day) for mention in coding.mentions}
    assert whens == {(first, last)}


def test_the_length_belongs_to_the_noun_that_it_stands_before(coded: Callable[..., Any]) -> None:
    text = "A two-week siege of Bunyakiri by rebels ended on 15 May when troops retook the town."
    _, coding = coded(text, published=_PUBLISHED)
    assert [mention.duration and mention.duration.value for mention in coding.mentions] == ["two-week", None]


def test_a_fight_told_as_five_days_from_one_is_five_rows_in_acleds_layout(tmp_path: Path) -> None:
    report = tmp_path / "report.txt"
    report.write_text("The army and M23 rebels clashed in Goma for five days from 1 May 2026, killing 20 people.\n")
    store = marsad.Store(tmp_path / "store.duckdb")
    marsad.add(report, store=store, published=_PUBLISHED)
    written = marsad.export("acled", tmp_path / "events.csv", store=store)
    days = [line.split(",")[1] for line in written.path.read_text(encoding="utf-8").splitlines()[1:]]
    assert days == [f"2026-05-0{day}" for day in range(1, 6)]
