from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from marsad.analyse import KEYS, Tally, counts, dyads
from marsad.errors import ConfigError
from tests.analyse.events import event


def rows(events: Sequence[Any], by: str | Sequence[str]) -> dict[tuple[str | None, ...], int]:
    return {row.keys: row.tally.events for row in counts(events, by)}


def test_counts_by_one_key_most_first() -> None:
    found = counts([event(kind="PROTEST"), event(), event(killed=(1, 2, 4)), event(killed=(3, 3, None))], "kind")
    assert [row.keys for row in found] == [("ASSAULT",), ("PROTEST",)]
    assert found[0].tally == Tally(events=3, deaths_low=4, deaths_best=5, deaths_high=7, deaths_told=2, reports=3)


def test_counts_what_took_place() -> None:
    told = [event(status=status) for status in ("happened", "ongoing", "attempted", "planned", "denied", "historical")]
    assert rows(told, "kind") == {("ASSAULT",): 3}
    assert sum(row.tally.events for row in counts(told, "kind", statuses=("planned",))) == 1


def test_counts_by_several_keys() -> None:
    told = [event(country="SYR", admin1="Idlib", when="2024-03-01"), event(country="SYR", when="2024-03-31"), event()]
    assert rows(told, ("country", "admin1", "month")) == {
        ("SYR", "Idlib", "2024-03"): 1,
        ("SYR", None, "2024-03"): 1,
        (None, None, None): 1,
    }


def test_counts_an_event_of_three_actors_stands_in_three_rows() -> None:
    told = [event(by=("a", "b"), on=("c", None)), event(by=("b",), on=("a",)), event()]
    assert rows(told, "actor") == {("a",): 2, ("b",): 2, ("c",): 1, (None,): 1}
    assert rows(told, "dyad") == {("a – b",): 1, ("a – c",): 1, ("b – c",): 1, (None,): 1}


def test_counts_by_source() -> None:
    assert rows([event(sources=("A", "B")), event(sources=("A",)), event(sources=())], "source") == {
        ("A",): 2,
        ("B",): 1,
        (None,): 1,
    }


@pytest.mark.parametrize(
    ("when", "day", "week", "month", "year"),
    [
        ("2024-03-06", "2024-03-06", "2024-03-04", "2024-03", "2024"),
        ("2024-03-01..2024-03-07", None, "2024-03-04", "2024-03", "2024"),
        ("2024-03-01..2024-03-31", None, None, "2024-03", "2024"),
        ("2024-01-01..2024-12-31", None, None, None, "2024"),
        ("2023-06-01..2024-09-01", None, None, None, None),
        (None, None, None, None, None),
    ],
)
def test_counts_by_time_never_finer_than_told(when: Any, day: Any, week: Any, month: Any, year: Any) -> None:
    assert rows([event(when=when)], ("day", "week", "month", "year")) == {(day, week, month, year): 1}


def test_counts_reports_once() -> None:
    told = [event(documents=("d1", "d2")), event(documents=("d2",))]
    assert counts(told, "kind")[0].tally.reports == 2


def test_counts_deaths_with_missing_bounds() -> None:
    told = [event(killed=(None, 4, None)), event(killed=(5, None, None)), event(killed=(None, None, None))]
    found = counts(told, "kind")[0].tally
    assert (found.deaths_low, found.deaths_best, found.deaths_high, found.deaths_told) == (9, 9, 9, 2)


def test_counts_by_something_unknown() -> None:
    with pytest.raises(ConfigError, match="shoe size") as error:
        counts([event()], "shoe size")
    assert "dyad" in error.value.next_step


@pytest.mark.parametrize("name", KEYS)
def test_counts_by_every_key(name: str) -> None:
    assert sum(row.tally.events for row in counts([event(mode="aerial", grade="fair")], name)) == 1


def test_dyads_with_direction_and_days() -> None:
    told = [
        event(by=("b",), on=("a",), when="2024-03-05", killed=(2, 2, 2)),
        event(by=("a",), on=("b",), when="2024-03-01..2024-03-03"),
        event(by=("b",), on=("a",)),
        event(by=("a",), on=("c",)),
        event(by=("a", "c"), on=("a",)),
        event(by=("a",), on=("b",), status="denied"),
        event(by=("a",)),
    ]
    first, second = dyads(told)
    assert (first.left, first.right, first.left_to_right, first.right_to_left) == ("a", "b", 1, 2)
    assert (first.tally.events, first.tally.deaths_best) == (3, 2)
    assert (str(first.first), str(first.last)) == ("2024-03-01", "2024-03-05")
    assert (second.left, second.right, second.left_to_right, second.right_to_left) == ("a", "c", 1, 1)
    assert (second.first, second.last) == (None, None)


def test_dyads_do_not_mind_the_order() -> None:
    told = [event(by=("b",), on=("a",)), event(by=("a",), on=("b",)), event(by=("d",), on=("c",))]
    assert dyads(told) == dyads(told[::-1])
