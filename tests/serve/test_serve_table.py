"""Columns in memory: the same filters as the store's, counts that add up, and changes taken in."""

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from marsad.serve import actors, binned, told, trends
from marsad.serve.sift import Sieve, conditions, sift
from marsad.serve.table import NONE, Table, made, steps_of
from marsad.store import EventRow, Filters, Store
from tests.store import reports


def row(event: str, **more: object) -> EventRow:
    told_row = {
        "from_day": date(2024, 3, 4), "to_day": date(2024, 3, 4), "date_prec": 1, "kind": "ASSAULT", "mode": None,
        "status": "happened", "grade": "weak", "review_state": "machine", "place": "gn:1", "place_name": "Goma",
        "country": "COD", "admin1": "North Kivu", "admin2": None, "lat": -1.67, "lon": 29.22, "where_prec": 1,
        "killed": None, "actors": [], "initiators": [], "recipients": [], "sources": ["Wire"], "confidence": None,
        "conflicts": 0, "event_type": None, "sub_event_type": None, "geo_precision": 1, "shape": "point",
        "killed_low": None, "killed_high": None, "independent_sources": 1, "reports": 1,
    }  # fmt: skip
    return EventRow(id=event, **{**told_row, **more})  # type: ignore[arg-type]


CLASH = {"actors": ["army", "m23"], "initiators": ["m23"], "recipients": ["army"]}
ROWS = [
    row("a1", killed=4, killed_low=4, killed_high=6, event_type="Battles", sub_event_type="Armed clash", **CLASH),
    row("a2", from_day=date(2024, 3, 12), to_day=date(2024, 3, 14), kind="AID", killed=0, lat=None, lon=None,
        where_prec=6, shape="area", place=None, place_name="Kivu", admin1=None, actors=["army", "m23"],
        initiators=["army"], recipients=["m23"]),
    row("a3", from_day=None, to_day=None, date_prec=None, place="gn:2", place_name="Sake", killed=11, status="planned"),
    row("a4", from_day=date(2024, 3, 5), to_day=date(2024, 3, 5), review_state="rejected", sources=["Wire", "Post"]),
]  # fmt: skip


@pytest.fixture
def table() -> Table:
    return made(ROWS)


def ids(table: Table, sieve: Sieve) -> list[str]:
    return table.ids_of(sift(table, sieve, lambda _: ()))


STORED = [
    Filters(), Filters(since=date(2020, 5, 5)), Filters(until=date(2020, 5, 5)), Filters(kinds=("ASSAULT", "PROTEST")),
    Filters(kinds=("ASSAULT/firearms",)), Filters(actors=(str(reports.TALIBAN.id),)),
    Filters(dyad=(str(reports.TURKEY.id), str(reports.RUSSIA.id))), Filters(place="IMAM sahib"),
    Filters(place="gn:1140016"), Filters(admin="cabo delgado"), Filters(admin="Fiji"), Filters(admin="AFG"),
    Filters(bbox=(60, 30, 80, 40)), Filters(bbox=(170, -20, -170, 0)), Filters(near=(37.2, 68.9, 30)),
    Filters(within={"type": "Polygon", "coordinates": [[[60, 30], [80, 30], [80, 40], [60, 40], [60, 30]]]}),
    Filters(sources=("Daily Paper",)), Filters(statuses=("planned",)), Filters(precision=1), Filters(grades=("fair",)),
    Filters(min_deaths=2), Filters(text="checkpoint"), Filters(review_state="machine"),
    Filters(review_state="rejected"),
]  # fmt: skip


@pytest.mark.parametrize("filters", STORED, ids=str)
def test_a_filter_finds_what_the_store_finds(filters: Filters, db: Path) -> None:
    with Store(db, read_only=True) as store:
        table = made(store.event_rows())
        found = table.ids_of(sift(table, Sieve(filters=filters), lambda text: store.event_ids(Filters(text=text))))
        assert found == store.event_ids(filters)


def test_filters_of_the_facets(table: Table) -> None:
    assert ids(table, Sieve(acled=("Battles",))) == ids(table, Sieve(acled=("Battles: Armed clash",))) == ["a1"]
    assert ids(table, Sieve(acled=("Protests",))) == []
    assert ids(table, Sieve(countries=("COD",))) == ["a1", "a2", "a3"]
    assert ids(table, Sieve(admin1s=("COD/North Kivu",))) == ["a1", "a3"]


def test_what_is_undated_stands_last(table: Table) -> None:
    assert table.ids_of(slice(None)) == ["a1", "a4", "a2", "a3"]
    assert table.row_of("a3") == 3
    assert table.row_of("a") is None
    assert table.row_of("a5") is None


def in_words(table: Table) -> dict[str, object]:
    """All columns, numbers of words as words."""
    found = told.columns(table, np.arange(len(table)))
    words, columns = found["dictionaries"], dict(found["columns"])
    for name in words.keys() & columns.keys():
        columns[name] = [None if one is None else words[name][one] for one in columns[name]]
    for name, dictionary in (
        ("actors", "actor"),
        ("initiators", "actor"),
        ("recipients", "actor"),
        ("sources", "source"),
    ):
        columns[name] = [sorted(words[dictionary][one] for one in held) for held in columns[name]]
    return columns


def test_a_table_takes_in_changes(table: Table) -> None:
    later = row("a1", from_day=date(2024, 4, 1), to_day=date(2024, 4, 1), sources=["New Post"], killed=5)
    changed = table.updated(["a1", "a4", "none"], [later, row("a0")])
    again = made([later, row("a0"), *ROWS[1:3]])
    assert in_words(changed) == in_words(again)
    assert table.ids_of(slice(None)) == ["a1", "a4", "a2", "a3"]  # as it was


def test_nothing_is_a_table_too() -> None:
    empty = made([])
    assert (len(empty), empty.row_of("a"), ids(empty, Sieve())) == (0, None, [])
    rows = sift(empty, Sieve(), lambda _: ())
    assert told.columns(empty, rows)["count"] == 0
    assert told.facets(empty, conditions(empty, Sieve(), lambda _: ()), told.FACETS, 5)["count"] == 0
    assert binned.bins(empty, rows, 3)["columns"]["events"] == []
    assert told.steps(empty, rows, "week") == {"step": "week", "items": [], "undated": 0}
    assert empty.updated([], ROWS).ids_of(slice(None)) == ["a1", "a4", "a2", "a3"]


def test_columns_tell_only_words_that_are_met(table: Table) -> None:
    found = told.columns(table, sift(table, Sieve(filters=Filters(kinds=("AID",))), lambda _: ()))
    assert found["dictionaries"]["kind"] == ["AID"]
    assert found["dictionaries"]["place"] == ["Kivu"]
    assert found["dictionaries"]["source"] == ["Wire"]
    assert found["dictionaries"]["actor"] == ["army", "m23"]
    columns = found["columns"]
    assert (columns["id"], columns["kind"], columns["lat"], columns["admin1"]) == (["a2"], [0], [None], [None])
    assert (columns["actors"], columns["initiators"], columns["recipients"]) == ([[0, 1]], [[0]], [[1]])
    assert (columns["first"], columns["last"]) == ([19794], [19796])
    assert (columns["killed"], columns["killed_low"]) == ([0], [None])


def test_a_facet_leaves_its_own_filter_out(table: Table) -> None:
    held = conditions(table, Sieve(filters=Filters(kinds=("AID",))), lambda _: ())
    found = told.facets(table, held, ("kind", "status", "deaths", "review-state"), 10)
    assert found["count"] == 1
    assert {item["value"]: item["count"] for item in found["facets"]["kind"]["items"]} == {"ASSAULT": 2, "AID": 1}
    assert found["facets"]["status"]["items"] == [{"value": "happened", "count": 1}]
    assert found["facets"]["deaths"]["items"] == [{"value": "0", "count": 1}]


def test_facets_of_deaths_stand_on_steps(table: Table) -> None:
    deaths = told.facets_of(table, np.arange(4), ("deaths",), 10)["deaths"]
    assert {item["value"]: item["count"] for item in deaths["items"]} == {"0": 1, "1": 1, "10": 1}
    assert deaths["missing"] == 1


def test_bins_count_every_placed_event_once(table: Table) -> None:
    rows = sift(table, Sieve(), lambda _: ())
    for zoom in (0, 5, 12):
        found = binned.bins(table, rows, zoom)
        by_province = sum(one["events"] for one in found["provinces"])
        assert sum(found["columns"]["events"]) + by_province + found["unplaced"] == found["count"] == 3


def near(count: int, precision: int, **more: object) -> Table:
    """Events a hundredth of a degree from each other, all known so finely."""
    return made([
        row(f"n{number}", lat=10.0 + number / 100, lon=20.0, where_prec=precision, place=f"p{number}", **more)
        for number in range(count)
    ])  # fmt: skip


@pytest.mark.parametrize(("precision", "squares"), [(1, 4), (2, 1), (3, 1)])
def test_no_square_is_finer_than_what_is_known(precision: int, squares: int) -> None:
    """The four lie within 4 km: at the last zoom only what is exact is told apart."""
    table = near(4, precision)
    found = binned.bins(table, np.arange(4), 12)["columns"]
    assert len(found["events"]) <= squares
    assert sum(found["events"]) == 4
    assert sum(found["exact"]) == (4 if precision == 1 else 0)


def test_what_is_known_by_its_province_is_no_square() -> None:
    table = near(3, 4, country="MOZ", admin1="Cabo Delgado")
    found = binned.bins(table, np.arange(3), 8)
    assert found["columns"]["events"] == []
    assert [(one["key"], one["events"]) for one in found["provinces"]] == [("MOZ/Cabo Delgado", 3)]


def test_a_square_stands_where_its_main_place_is() -> None:
    big = {"lat": 10.0, "lon": 20.0, "where_prec": 1, "place": "big", "place_name": "Big"}
    told_rows = [row(f"a{number}", **big) for number in range(3)]
    table = made([*told_rows, row("b", lat=10.4, lon=20.4, where_prec=1, place="small", place_name="Small")])
    found = binned.bins(table, np.arange(4), 0)
    assert (found["columns"]["lat"], found["columns"]["lon"], found["columns"]["events"]) == ([10.0], [20.0], [4])
    assert found["dictionaries"]["place"] == ["Big"]
    beyond = binned.bins(table, np.arange(4), 0, binned.View(30, 30, 40, 40))
    assert beyond["columns"]["events"] == []
    assert beyond["count"] == 4


def test_steps_that_fit_are_the_shortest() -> None:
    table = made([row("a", from_day=date(2020, 1, 1)), row("b", from_day=date(2020, 4, 1))])
    assert told.fitting(table, np.arange(2), 100) == "day"
    assert told.fitting(table, np.arange(2), 20) == "week"
    assert told.fitting(table, np.arange(2), 1) == "year"


@pytest.mark.parametrize(
    ("step", "start"), [("day", "2024-03-06"), ("week", "2024-03-04"), ("month", "2024-03-01"), ("year", "2024-01-01")]
)
def test_a_step_begins_where_it_begins(step: str, start: str) -> None:
    day = np.array([(date(2024, 3, 6) - date(1970, 1, 1)).days], dtype=np.int32)
    assert steps_of(day, step)[1] == [start]  # type: ignore[arg-type]


# --- actors and trends ---------------------------------------------------------------------------


class Nobody:
    """A registry without anybody in it."""

    def get(self, _: str) -> None:
        return None


PEOPLE = actors.People(registry=Nobody())  # type: ignore[arg-type]


def test_who_fights_and_who_cooperates(table: Table) -> None:
    found = actors.network(table, np.arange(4), PEOPLE, 10)
    (link,) = found["links"]
    assert (link["left"], link["right"], link["events"]) == ("army", "m23", 2)
    assert (link["conflict"], link["cooperation"], link["sign"]) == (1, 1, 0.0)
    assert (link["forward"], link["backward"]) == (1, 1)
    assert (link["killed"], link["first"], link["last"]) == (4, "2024-03-04", "2024-03-14")
    assert [node["events"] for node in found["nodes"]] == [2, 2]


def test_a_profile_counts_what_took_place(table: Table) -> None:
    found = actors.profile(table, np.arange(4), "m23", PEOPLE)
    assert (found["events"], found["killed"]) == (2, 4)
    assert found["dyads"] == [
        {"other": "army", "name": "army", "events": 2, "conflict": 1, "cooperation": 1, "killed": 4}
    ]
    assert [place["name"] for place in found["places"]] == ["Goma", "Kivu"]
    assert actors.profile(table, np.arange(4), "nobody", PEOPLE)["events"] == 0


def weeks(counts: list[int]) -> Table:
    days = [date.fromordinal(date(2024, 1, 1).toordinal() + 7 * week) for week in range(len(counts))]
    told_days = [day for day, count in zip(days, counts, strict=True) for _ in range(count)]
    return made([row(f"e{number:03}", from_day=day, to_day=day) for number, day in enumerate(told_days)])


def line(by: str | None) -> trends.Asked:
    return trends.Asked(step="week", by=by, top=5, label=str)


def test_a_change_is_called_only_where_there_is_enough() -> None:
    looked = [date.fromordinal(date(2024, 1, 1).toordinal() + day) for day in range(35)]
    stretch = trends.Stretch(recent=1, baseline=4, measure="events")
    for counts, verdict in (([3, 3, 3, 3, 30], "up"), ([1, 0, 1, 0, 3], "too_few"), ([8, 9, 8, 9, 8], "steady")):
        table = weeks(counts)
        (item,) = trends.trends(table, np.arange(len(table)), looked, line("country"), stretch)["items"]
        assert (item["verdict"], item["recent"]) == (verdict, counts[-1])
        assert str(counts[-1]) in item["reason"]


def test_lines_add_up_and_vague_events_stand_beside(table: Table) -> None:
    found = trends.series(table, np.arange(4), [], line("country"))
    assert found["items"][0]["total"] == 3  # with the one that was rejected; without the plan
    assert sum(found["items"][0]["events"]) == 3
    assert trends.series(table, np.arange(4), [], line(None))["items"][0]["total"] == 3
    assert trends.series(made([]), np.arange(0), [], line(None))["items"] == []
    assert NONE < 0
