"""Alerts over a few hundred days of events."""

from dataclasses import replace
from datetime import date

import pytest

from marsad.analyse.alerts import Asked, Leaning, alerts
from marsad.analyse.rules import load_rules
from marsad.errors import ConfigError
from tests.analyse.told import FIRST, days, material, row

RULES = load_rules()
AT = days(250, 251)[0]
LOOKED = days(0, 260)
SQUARE = {"type": "Polygon", "coordinates": [[[36, 35], [38, 35], [38, 37], [36, 37], [36, 35]]]}


def war(**more: object) -> list[object]:
    """A death a fortnight, then four a day over the last ten days."""
    before = [row(day, killed=1, **more) for day in days(0, 240, 14)]
    return before + [row(day, killed=4, **more) for day in days(241, 251)]


def found(rows: list[object], *axes: str, looked: list[date] = LOOKED, **more: object) -> list[object]:
    return list(alerts(material(rows, looked), RULES, Asked(at=AT, axes=axes, **more)))


def test_an_alert_says_since_when_how_much_and_compared_with_what() -> None:
    (told,) = [one for one in found(war(), "admin1") if one.measure == "deaths"]
    assert (told.detector, told.level, told.line.key) == ("count-model", "high", "SYR/Aleppo")
    assert told.stretch.last == AT
    assert (told.stretch.first, told.observed) == (days(241, 242)[0], 40)
    assert told.before.last < told.stretch.first
    assert told.before.days == 168
    assert told.expected <= 2
    assert told.back_test.wrong == pytest.approx(34 / 107)
    assert "SYR/Aleppo: 40 deaths" in told.reason


def test_its_events_are_those_behind_it_the_deadliest_first() -> None:
    rows = war()
    rows[-3] = replace_row(rows[-3], killed=9)
    (told,) = [one for one in found(rows, "kind") if one.measure == "deaths"]
    assert told.events[0] == rows[-3].id
    assert set(told.events) <= {one.id for one in rows[-10:]}
    assert told.events_in_all == len(told.events)


def replace_row(one: object, **more: object) -> object:
    return type(one)(**{**vars(one), **more})


def test_later_days_are_not_seen() -> None:
    later = [row(day, killed=50) for day in days(251, 260)]
    assert found(war() + later, "admin1") != []
    assert [one.observed for one in found(war() + later, "admin1")] == [one.observed for one in found(war(), "admin1")]


@pytest.mark.parametrize(
    "more", [{"status": "planned"}, {"date_prec": None}, {"from_day": FIRST}], ids=["planned", "undated", "vague"]
)
def test_what_cannot_be_counted_on_a_day_is_not_counted(more: dict[str, object]) -> None:
    assert found([replace_row(one, **more) for one in war()], "admin1") == []


def test_a_year_nobody_looked_at_gives_no_alert() -> None:
    assert found(war()[-10:], "admin1", looked=days(235, 251)) == []


def test_axes() -> None:
    rows = war(initiators=["b"], recipients=["a"], lat=36.2, lon=37.1, where_prec=1)
    told = found(rows, "country", "dyad", "cell", "custom", areas={"North": SQUARE})
    keys = {(one.line.axis, one.line.key) for one in told}
    assert keys == {("country", "SYR"), ("dyad", "a – b"), ("cell", "181875"), ("custom", "North")}


def test_a_place_told_vaguely_is_in_no_cell() -> None:
    assert found(war(lat=36.2, lon=37.1, where_prec=3), "cell") == []


def test_no_area_is_smaller_than_a_cell() -> None:
    small = {"type": "Polygon", "coordinates": [[[37, 36], [37.1, 36], [37.1, 36.1], [37, 36.1], [37, 36]]]}
    with pytest.raises(ConfigError, match="less than the"):
        found(war(lat=36.05, lon=37.05), "custom", areas={"Street": small})


def test_more_documents_explain_part_of_it() -> None:
    rows = war()
    coverage = [("Wire", day, 1 if day < days(241, 242)[0] else 10, 0) for day in LOOKED]
    from marsad.analyse.material import Material, coverage_of, events_of

    told = alerts(
        Material(events=events_of(rows), coverage=coverage_of(coverage)), RULES, Asked(at=AT, axes=("admin1",))
    )
    reporting = next(one for one in told if one.measure == "deaths").reporting
    assert reporting.documents_per_day > reporting.documents_per_day_before == 1
    assert 0 < reporting.share < 1
    assert next(one for one in found(rows, "admin1") if one.measure == "deaths").reporting.share == 0


def test_the_greatest_sum_of_the_year_is_a_signal() -> None:
    rows = [*war(), row(AT, killed=90)]
    told = [one for one in found(rows, "admin1") if one.detector == "hdx-signals"]
    assert [(one.level, one.observed, one.probability) for one in told] == [("medium", 132, None)]


def test_many_assessments_are_an_alert_and_contrary_ones_take_it_back() -> None:
    worse = [Leaning(day=day, country="SYR", admin1=None, is_more=True) for day in days(241, 251)]
    better = [Leaning(day=day, country="SYR", admin1=None, is_more=False) for day in days(241, 251)]
    asked = Asked(at=AT, axes=("kind",))
    quiet = material([row(day) for day in days(0, 240, 14)], LOOKED)
    (told,) = alerts(quiet, RULES, asked, worse)
    assert (told.detector, told.observed, told.line.key, told.events, told.back_test) == (
        "assessments",
        10,
        "SYR",
        (),
        None,
    )
    assert alerts(quiet, RULES, asked, [*worse, *better]) == ()


def test_other_thresholds_carry_no_back_test_of_these() -> None:
    own = replace(RULES, counts={**RULES.counts, "deaths": replace(RULES.counts["deaths"], least=20)})
    told = alerts(material(war(), LOOKED), own, Asked(at=AT, axes=("admin1",)))
    assert next(one for one in told if one.measure == "deaths").back_test is None


def test_the_order_of_events_does_not_matter() -> None:
    rows = war(initiators=["b"], recipients=["a"])
    assert found(rows, "dyad", "admin1") == found(rows[::-1], "dyad", "admin1")


def test_an_unknown_axis_is_refused() -> None:
    with pytest.raises(ConfigError, match="village"):
        found(war(), "village")


def test_a_source_that_publishes_now_and_then_is_looked_at_between() -> None:
    rows = war()
    assert [one.observed for one in found(rows, "admin1", looked=[])] == [one.observed for one in found(rows, "admin1")]
    assert found(rows[:-10], "admin1", looked=[]) == []
