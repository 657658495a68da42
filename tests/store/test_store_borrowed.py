"""Counts out of data sets of others: the next file of a data set takes the place of the one before."""

from datetime import date, timedelta

from marsad.store import Store
from marsad.types import MonthCount
from tests.store.reports import AT, LATER

NORTH = MonthCount(date(2024, 1, 1), "AFG", "Kunduz", None, "182018", 2, 7)
VAGUE = MonthCount(date(2024, 1, 1), "AFG", None, None, None, 1, 0)
NEWER = MonthCount(date(2024, 2, 1), "AFG", "Kunduz", None, "182018", 1, 1)


def test_counts_come_back_by_data_set(store: Store) -> None:
    store.set_borrowed("ged", [NORTH, VAGUE], at=AT)
    assert set(store.borrowed("ged")) == {NORTH, VAGUE}
    assert store.borrowed("other") == []
    assert list(store.events()) == [], "they are no events"


def test_the_next_file_takes_the_place_and_the_past_stays(store: Store) -> None:
    store.set_borrowed("ged", [NORTH], at=AT)
    store.set_borrowed("ged", [NEWER], at=LATER)
    assert store.borrowed("ged") == [NEWER]
    store.rest()
    with Store(store.db, as_of=LATER - timedelta(seconds=1)) as then:
        assert then.borrowed("ged") == [NORTH]


def test_what_they_are_stands_beside_them(store: Store) -> None:
    assert store.borrowed_from("ged") == {}
    store.set_borrowed("ged", [NORTH], at=AT, about={"version": "25.1"})
    store.set_borrowed("ged", [NEWER], at=LATER, about={"version": "26.1"})
    assert store.borrowed_from("ged")["version"] == "26.1"
    store.rest()
    with Store(store.db, as_of=LATER - timedelta(seconds=1)) as then:
        assert then.borrowed_from("ged")["version"] == "25.1"
