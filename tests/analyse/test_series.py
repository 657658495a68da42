from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from marsad.analyse import Series, change, series
from tests.analyse.events import event


def days(first: str, number: int) -> set[date]:
    return {date.fromisoformat(first) + timedelta(days=after) for after in range(number)}


def told(found: Series) -> list[int | None]:
    return [None if point.tally is None else point.tally.events for point in found.points]


def test_series_fills_days_on_which_somebody_looked_in_vain() -> None:
    found = series([event(when="2024-03-01"), event(when="2024-03-03")], "day", days("2024-03-01", 4))
    assert told(found) == [1, 0, 1, 0]
    assert [point.start.day for point in found.points] == [1, 2, 3, 4]


def test_series_tells_not_looked_from_nothing_found() -> None:
    looked = days("2024-03-01", 1) | days("2024-03-04", 1)
    found = series([event(when="2024-03-02")], "day", looked)
    assert told(found) == [0, 1, None, 0]
    assert [point.looked_days for point in found.points] == [1, 0, 0, 1]


def test_series_by_week_and_month() -> None:
    looked = days("2024-02-28", 10)
    weeks = series([event(when="2024-03-04"), event(when="2024-03-01..2024-03-02")], "week", looked)
    assert [(point.start.isoformat(), point.looked_days) for point in weeks.points] == [
        ("2024-02-26", 5),
        ("2024-03-04", 5),
    ]
    assert told(weeks) == [1, 1]
    months = series([], "month", looked)
    assert [(point.start.isoformat(), point.looked_days) for point in months.points] == [
        ("2024-02-01", 2),
        ("2024-03-01", 8),
    ]
    assert [point.start.year for point in series([], "year", {date(2023, 5, 1), date(2025, 1, 1)}).points] == [
        2023, 2024, 2025,
    ]  # fmt: skip


def test_series_says_what_it_cannot_place() -> None:
    events = [event(), event(when="2024-03-01..2024-03-09"), event(when="2023-01-01"), event(status="planned")]
    found = series(events, "day", days("2024-03-01", 2))
    assert (found.undated, found.outside, told(found)) == (2, 1, [0, 0])


def test_series_without_coverage_is_empty() -> None:
    found = series([event(when="2024-03-01")], "day", ())
    assert (found.points, found.outside) == ((), 1)


def daily(numbers: list[int], *, first: str = "2024-03-01", **more: Any) -> Series:
    start = date.fromisoformat(first)
    events = [
        event(when=(start + timedelta(days=after)).isoformat(), **more)
        for after, number in enumerate(numbers)
        for _ in range(number)
    ]
    return series(events, "day", days(first, len(numbers)))


def test_change_up_and_down() -> None:
    rising = change(daily([2, 3] * 6 + [9, 8]), recent=2, baseline=12)
    assert (rising.verdict, rising.recent, rising.expected) == ("up", 17, 5.0)
    assert rising.ratio == pytest.approx(3.4)
    assert rising.chance is not None
    assert rising.chance < 0.01
    assert change(daily([5, 6] * 6 + [0, 0]), recent=2, baseline=12).verdict == "down"


def test_change_steady() -> None:
    found = change(daily([5, 6] * 6 + [7, 6]), recent=2, baseline=12)
    assert found.verdict == "steady"
    assert found.chance is not None
    assert found.chance > 0.3


def test_change_of_small_counts_is_no_change() -> None:
    found = change(daily([0] * 9 + [1] + [4, 0]), recent=2, baseline=10)
    assert (found.verdict, found.chance) == ("too_few", None)
    assert found.ratio == pytest.approx(20)
    assert change(daily([0] * 10 + [3]), recent=1, baseline=10).ratio is None


def test_change_from_nothing_to_much_is_up() -> None:
    found = change(daily([0] * 10 + [12]), recent=1, baseline=10)
    assert (found.verdict, found.ratio, found.expected) == ("up", None, 0.0)


def test_change_counts_per_day_looked() -> None:
    """Half the days not looked at: half the events are no drop."""
    base = daily([4] * 20).points
    looked = days("2024-03-01", 20) | {date(2024, 3, 21), date(2024, 3, 23)}
    events = [
        event(when=(date(2024, 3, 1) + timedelta(days=after)).isoformat())
        for after in (*range(20), 20, 22)
        for _ in range(4)
    ]
    found = change(series(events, "day", looked), recent=3, baseline=len(base))
    assert found.verdict == "steady"
    assert (found.recent, found.expected) == (8, 8.0)


def test_change_is_not_called_where_nobody_looked() -> None:
    assert change(series([], "day", ()), recent=7, baseline=28).verdict == "not_looked"
    assert change(daily([5] * 5), recent=5, baseline=28).verdict == "not_looked"
    assert change(daily([5] * 5), recent=0, baseline=28).verdict == "not_looked"


def test_change_of_deaths_allows_for_their_spread() -> None:
    """Ten a day once a week is as usual as one attack with forty now and then."""
    usual = [0, 0, 40, 0, 0, 0, 30] * 4
    found = change(
        daily([*usual, 0, 40, 0, 0, 30, 0, 40], killed=(1, 1, 1)), recent=7, baseline=28, measure="deaths_best"
    )
    assert found.verdict in ("steady", "too_few")
    assert (
        change(daily([3, 4] * 14 + [20] * 7, killed=(1, 1, 1)), recent=7, baseline=28, measure="deaths_best").verdict
        == "up"
    )
