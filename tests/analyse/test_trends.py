"""Lines of counts over steps, with the reporting behind them."""

from datetime import date, timedelta

import pytest

from marsad.analyse.material import Material, coverage_of, events_of
from marsad.analyse.trends import Wanted, rows_of, trends
from marsad.errors import ConfigError
from tests.analyse.told import FIRST, days, material, row

LOOKED = days(0, 90)  # January to March


def lines(rows: list[object], by: str | None, **more: object) -> dict[str | None, tuple[int | None, ...]]:
    return {one.key: one.events for one in trends(material(rows, LOOKED), Wanted(by=by, **more)).lines}


def test_one_line_for_each_value_most_events_first() -> None:
    rows = [row(FIRST), row(FIRST + timedelta(days=40), killed=3), row(FIRST, kind="PROTEST")]
    told = trends(material(rows, LOOKED), Wanted(by="kind"))
    assert [(one.key, one.events, one.deaths) for one in told.lines] == [
        ("ASSAULT", (1, 1, 0), (0, 3, 0)),
        ("PROTEST", (1, 0, 0), (0, 0, 0)),
    ]
    assert [step.start.isoformat() for step in told.reported] == ["2020-01-01", "2020-02-01", "2020-03-01"]


@pytest.mark.parametrize(
    ("by", "more", "keys"),
    [
        ("mode", {"mode": "aerial"}, {"ASSAULT/aerial"}),
        ("mode", {}, set()),
        ("actor", {"actors": ["a", "b"]}, {"a", "b"}),
        ("dyad", {"initiators": ["b"], "recipients": ["a", "b"]}, {"a – b"}),
        ("source", {"sources": ["Wire", "Paper"]}, {"Wire", "Paper"}),
        ("country", {}, {"SYR"}),
        ("admin1", {}, {"SYR/Aleppo"}),
        ("admin2", {"admin2": "Afrin"}, {"SYR/Aleppo/Afrin"}),
        ("grade", {}, {"fair"}),
        ("cell", {"lat": -90.0, "lon": -180.0, "where_prec": 1}, {"1"}),
        ("cell", {"lat": 90.0, "lon": 179.99, "where_prec": 1}, {"259200"}),
        (None, {}, {None}),
    ],
)
def test_keys(by: str | None, more: dict[str, object], keys: set[str | None]) -> None:
    assert set(lines([row(FIRST, **more)], by)) == keys


def test_an_event_stands_once_in_each_of_its_lines() -> None:
    both = row(FIRST, initiators=["a", "a", "b"], recipients=["b", "a"])
    assert lines([both], "dyad") == {"a – b": (1, 0, 0)}


def test_a_step_nobody_looked_at_is_no_zero() -> None:
    told = trends(material([row(FIRST), row(date(2020, 4, 2))], [FIRST, date(2020, 3, 1)]), Wanted(by=None))
    assert told.lines[0].events == (1, None, 0, 1)
    assert told.lines[0].deaths == (0, None, 0, 0)
    assert [step.looked_days for step in told.reported] == [1, 0, 1, 0]


def test_days_between_two_looks_are_looked_at_unless_they_are_a_month() -> None:
    rows = [row(day) for day in days(0, 60, 6)] + [row(day) for day in days(60, 90)]
    assert trends(material(rows), Wanted()).lines[0].change.verdict == "up"


def test_the_reporting_stands_beside_the_counts() -> None:
    both = [("Wire", FIRST, 3, 0), ("Paper", FIRST, 1, 2)]
    coverage = coverage_of([*both, (None, date(2020, 2, 3), 5, 0), ("Wire", date(2020, 2, 4), 0, 1)])
    told = trends(Material(events=events_of([row(FIRST)]), coverage=coverage), Wanted(by="kind"))
    assert [(s.documents, s.looks, s.looked_days, s.sources) for s in told.reported] == [(4, 2, 1, 2), (5, 1, 2, 2)]
    assert rows_of(told)[1] == {
        "record": "count", "by": "kind", "key": "ASSAULT", "name": "ASSAULT", "step": "month", "start": "2020-02-01",
        "events": 0, "deaths": 0, "documents": 5, "looks": 1, "looked_days": 2, "sources": 2,
    }  # fmt: skip


def test_vague_undated_and_unreal_events_are_not_counted() -> None:
    vague = row(FIRST + timedelta(days=50), from_day=FIRST)
    told = trends(material([vague, row(None), row(FIRST, status="denied"), row(FIRST)], LOOKED), Wanted(by="kind"))
    assert (told.lines[0].events, told.undated) == ((1, 0, 0), 2)
    by_year = trends(material([vague], LOOKED), Wanted(by="kind", step="year"))
    assert (by_year.lines[0].events, by_year.undated) == ((1,), 0)


def test_a_change_is_called_and_small_counts_are_not() -> None:
    many = [row(day) for day in days(0, 60, 6)] + [row(day) for day in days(60, 90)]
    few = [row(day, kind="PROTEST") for day in (FIRST, *days(61, 64))]
    told = {one.key: one for one in trends(material(many + few, LOOKED), Wanted(by="kind")).lines}
    assert (told["ASSAULT"].change.verdict, told["ASSAULT"].change.recent) == ("up", 30)
    assert told["PROTEST"].change.verdict == "too_few"


def test_emerging_is_what_was_hardly_there_before() -> None:
    old = [row(day, actors=["old"]) for day in days(0, 90, 3)]
    new = [row(day, actors=["new"]) for day in days(70, 74)]
    met = [row(day, actors=["met"]) for day in days(70, 72)]
    told = trends(material(old + new + met, LOOKED), Wanted(by="actor"))
    assert {one.key: one.is_emerging for one in told.lines} == {"old": False, "new": True, "met": False}
    only = trends(material(old + new + met, LOOKED), Wanted(by="actor", only_emerging=True))
    assert [one.key for one in only.lines] == ["new"]


def test_nothing_is_emerging_where_there_is_no_before() -> None:
    new = [row(day, actors=["new"]) for day in days(0, 10)]
    assert not trends(material(new, days(0, 20)), Wanted(by="actor")).lines[0].is_emerging


def test_the_first_lines_are_told_and_names_are_asked() -> None:
    rows = [row(FIRST, actors=[name]) for name in ("c", "b", "b", "a")]
    told = trends(material(rows, LOOKED), Wanted(by="actor", top=2, name=lambda axis, key: f"{axis}:{key}"))
    assert [one.name for one in told.lines] == ["actor:b", "actor:a"]


def test_an_empty_store_has_no_lines() -> None:
    assert trends(material([]), Wanted(by="kind")).lines == ()
    assert [one.events for one in trends(material([], LOOKED), Wanted()).lines] == []


def test_what_cannot_be_counted_by_is_refused() -> None:
    with pytest.raises(ConfigError, match="colour"):
        trends(material([row(FIRST)], LOOKED), Wanted(by="colour"))
