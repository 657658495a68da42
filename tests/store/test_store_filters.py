"""Each filter, alone and on the same few events; order and pages."""

from datetime import date
from typing import Any

import pytest

from marsad.errors import ConfigError, StoreError
from marsad.store import Filters, Store
from marsad.store.filters import conditions

KUNDUZ, PATROL, PLAN, MARCH = "ASSAULT", "COOPERATE", "THREATEN", "PROTEST"
#: Around Kunduz, as a triangle whose bounding box also holds Tajik ground.
TRIANGLE = {"type": "Polygon", "coordinates": [[[68.0, 36.0], [70.0, 36.0], [69.0, 38.0], [68.0, 36.0]]]}
IDLIB = {"type": "Polygon", "coordinates": [[[36.0, 35.0], [37.0, 35.0], [37.0, 36.0], [36.0, 36.0], [36.0, 35.0]]]}


def kinds(store: Store, **filters: Any) -> list[str]:
    return [event["kind"] for event in store.events(Filters(**filters))]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({}, [KUNDUZ, PATROL, MARCH, PLAN]),
        ({"since": date(2020, 5, 7)}, [PATROL, MARCH]),
        ({"since": date(2020, 5, 8)}, [MARCH]),
        ({"until": date(2020, 5, 2)}, [KUNDUZ]),
        ({"since": date(2020, 5, 2), "until": date(2020, 5, 7)}, [KUNDUZ, PATROL]),
        ({"kinds": ("ASSAULT",)}, [KUNDUZ]),
        ({"kinds": ("PROTEST", "THREATEN")}, [MARCH, PLAN]),
        ({"kinds": ("ASSAULT/firearms",)}, [KUNDUZ]),
        ({"kinds": ("ASSAULT/abduct",)}, []),
        ({"kinds": ("ASSAULT/abduct", "COOPERATE")}, [PATROL]),
        ({"actors": ("taliban",)}, [KUNDUZ]),
        ({"actors": ("government-tur", "taliban")}, [KUNDUZ, PATROL]),
        ({"dyad": ("taliban", "police-afg")}, [KUNDUZ]),
        ({"dyad": ("police-afg", "taliban")}, [KUNDUZ]),
        ({"dyad": ("taliban", "taliban")}, []),
        ({"place": "gn:1140016"}, [KUNDUZ]),
        ({"place": "imam SAHIB"}, [KUNDUZ]),
        ({"place": "Ímam Sáhib"}, [KUNDUZ]),
        ({"place": "Imam"}, []),
        ({"admin": "kunduz"}, [KUNDUZ]),
        ({"admin": "Idlib"}, [PATROL]),
        ({"admin": "SYR"}, [PATROL]),
        ({"admin": "syria"}, [PATROL]),
        ({"admin": "Atlantis"}, []),
        ({"bbox": (68.0, 37.0, 69.0, 38.0)}, [KUNDUZ]),
        ({"bbox": (170.0, -20.0, -170.0, -10.0)}, [MARCH]),
        ({"bbox": (-170.0, -20.0, 170.0, 40.0)}, [KUNDUZ, PATROL, PLAN]),
        ({"within": TRIANGLE}, [KUNDUZ]),
        ({"within": {"type": "Feature", "properties": {}, "geometry": IDLIB}}, [PATROL]),
        (
            {
                "within": {
                    "type": "FeatureCollection",
                    "features": [{"type": "Feature", "geometry": area} for area in (IDLIB, TRIANGLE)],
                }
            },
            [KUNDUZ, PATROL],
        ),
        ({"near": (37.0, 68.9, 25.0)}, [KUNDUZ]),
        ({"near": (37.0, 68.9, 15.0)}, []),
        ({"near": (-16.8, 179.9, 25.0)}, [MARCH]),
        ({"sources": ("Daily Paper",)}, [KUNDUZ]),
        ({"sources": ("Northern Wire",)}, [KUNDUZ, PATROL]),
        ({"statuses": ("planned",)}, [PLAN]),
        ({"precision": 1}, [KUNDUZ, MARCH, PLAN]),
        ({"precision": 2}, [KUNDUZ, PATROL, MARCH, PLAN]),
        ({"grades": ("fair", "confirmed")}, [KUNDUZ]),
        ({"min_deaths": 1}, [KUNDUZ, MARCH]),
        ({"min_deaths": 2}, [KUNDUZ]),
        ({"min_deaths": 4}, []),
        ({"text": "patrol"}, [PATROL]),
        ({"text": "CAFE owners"}, [MARCH]),
        ({"text": "M4 eighth"}, [PATROL]),
        ({"text": "Macomia patrol"}, []),
        ({"text": "own"}, []),
        ({"text": "checkpoint"}, [KUNDUZ]),
        ({"text": "   "}, [KUNDUZ, PATROL, MARCH, PLAN]),
        ({"text": ".*"}, []),
        ({"review_state": "machine"}, [KUNDUZ, PATROL, MARCH, PLAN]),
        ({"review_state": "corrected"}, []),
        ({"sources": ("Northern Wire",), "kinds": ("ASSAULT",), "text": "Saturday", "min_deaths": 3}, [KUNDUZ]),
        ({"place": "'; DROP TABLE events; --"}, []),
    ],
)
def test_filter(readable: Store, filters: dict[str, Any], expected: list[str]) -> None:
    assert kinds(readable, **filters) == expected


def test_the_same_filters_hold_for_mentions(readable: Store) -> None:
    both = Filters(place="Imam Sahib", grades=("fair",))
    assert [one["source"] for one in readable.mentions(both)] == ["Northern Wire", "Daily Paper"]
    assert [one["source"] for one in readable.mentions(Filters(sources=("Daily Paper",)))] == ["Daily Paper"]
    assert [one["source"] for one in readable.mentions(Filters(text="checkpoint"))] == ["Daily Paper"]


def test_pages_follow_one_another(readable: Store) -> None:
    whole = [event["id"] for event in readable.events()]
    pages: list[str] = []
    while page := [event["id"] for event in readable.events(limit=1, after=pages[-1] if pages else None)]:
        pages += page
    assert pages == whole
    assert [event["id"] for event in readable.events(Filters(within=TRIANGLE), limit=0)] == []
    assert [event["id"] for event in readable.events(after=whole[1])] == whole[2:]


def test_going_on_after_nothing_known_is_an_error(readable: Store) -> None:
    with pytest.raises(StoreError, match="no event nowhere"):
        list(readable.events(after="nowhere"))


def test_words_can_stay_out(readable: Store) -> None:
    with_words, without = (next(readable.events(words=words)) for words in (True, False))
    assert with_words["quotes"]["kind"][0]["text"] == "attacked a"
    assert without["quotes"]["kind"][0]["text"] is None
    assert without["parties"][0]["text"] == ""


def test_records_beyond_one_step_come_in_order(readable: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = list(readable.events())
    monkeypatch.setattr("marsad.store.query.STEP", 3)
    assert list(readable.events()) == whole


@pytest.mark.parametrize(
    "filters",
    [
        {"kinds": ("MURDER",)},
        {"statuses": ("happening",)},
        {"grades": ("good",)},
        {"review_state": "checked"},
        {"since": date(2020, 5, 2), "until": date(2020, 5, 1)},
        {"bbox": (0.0, 10.0, 1.0, 5.0)},
        {"bbox": (0.0, 0.0, 181.0, 5.0)},
        {"near": (91.0, 0.0, 5.0)},
        {"near": (0.0, 0.0, 0.0)},
        {"precision": 8},
        {"within": {"type": "Polygon"}},
        {"within": {"type": "Circle", "coordinates": []}},
        {"within": {"type": "Feature", "geometry": None}},
        {"within": {}},
    ],
)
def test_a_filter_that_means_nothing_is_a_config_error(filters: dict[str, Any]) -> None:
    with pytest.raises(ConfigError) as caught:
        Filters(**filters)
    assert caught.value.next_step


def test_values_are_bound_and_never_written_into_the_sql() -> None:
    hostile = "x' OR '1'='1"
    sql, values = conditions(
        Filters(
            kinds=(f"ASSAULT/{hostile}",),
            actors=(hostile,),
            dyad=(hostile, hostile),
            place=hostile,
            admin=hostile,
            sources=(hostile,),
            text=hostile.replace(" ", ""),
        ),
        "events",
    )
    assert "x'" not in sql
    assert len(values) == 14
