import json
from datetime import date
from typing import Any

import pytest

from marsad.errors import ConfigError
from marsad.evaluate import coded_event, parse_gold
from marsad.evaluate.gold import CodedCount, CodedDates, CodedParty, CodedPlace


def line(**fields: Any) -> str:
    return json.dumps({"document": "d1", "events": [], **fields})


def test_every_field_of_an_event_comes_in() -> None:
    event = {
        "kind": "ASSAULT",
        "mode": "firearms",
        "status": "happened",
        "parties": [{"role": "initiator", "actor": "islamic-state"}, {"role": "victim", "name": "villagers"}],
        "where": {"name": "Palmyra", "lat": 34, "lon": 38.3, "country": "SYR", "where_prec": 1},
        "when": {"first": "2020-05-01", "last": "2020-05-03", "date_prec": 2},
        "counts": {"killed": 3, "injured": {"low": 2, "best": 4, "high": None}},
        "targets": ["post"],
        "ordinal": 8,
        "acled": {"event_type": "Battles", "sub_event_type": "Armed clash"},
        "ged": {"type_of_violence": 1},
    }
    (document,) = parse_gold([line(events=[event], published="2020-05-06", text="Words.")])
    (coded,) = document.events
    assert document.published == date(2020, 5, 6)
    assert document.text == "Words."
    assert coded.given == frozenset(event)
    assert coded.parties[0] == CodedParty(role="initiator", actor="islamic-state")
    assert coded.where == CodedPlace(name="Palmyra", lat=34.0, lon=38.3, country="SYR", where_prec=1)
    assert coded.when == CodedDates(first=date(2020, 5, 1), last=date(2020, 5, 3), date_prec=2)
    assert coded.counts == (
        CodedCount(measure="killed", low=3, best=3, high=3),
        CodedCount(measure="injured", low=2, best=4, high=None),
    )
    assert (coded.acled, coded.ged, coded.ordinal) == ("Armed clash", 1, 8)


def test_a_day_stands_for_a_range_of_one_day() -> None:
    event = coded_event({"when": "2020-05-01"})
    assert event.when == CodedDates(first=date(2020, 5, 1), last=date(2020, 5, 1))


def test_what_is_given_as_null_is_told_apart_from_what_is_not_given() -> None:
    event = coded_event({"kind": "PROTEST", "where": None, "means": [], "when": None, "counts": {"killed": None}})
    assert event.given == {"kind", "where", "means", "when", "counts"}
    assert event.where is None
    assert event.counts[0].best is None


def test_blank_lines_are_passed_over_and_a_document_may_tell_no_event() -> None:
    first, second = parse_gold([line(), "", "  \n", line(document="d2")])
    assert (first.key, second.key, first.events) == ("d1", "d2", ())


def test_a_record_of_marsad_is_a_gold_event() -> None:
    record = {
        "record": "mention",
        "id": "x",
        "kind": "ASSAULT",
        "claims": {},
        "quotes": {},
        "coder": "c",
        "acled": None,
    }
    (document,) = parse_gold([line(events=[record])])
    assert document.events[0].given == {"kind", "acled"}


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        ("{", "gold line 2"),
        ("[]", "is not an object"),
        (json.dumps({"events": []}), "'document' is missing"),
        (json.dumps({"document": "d2"}), "'events' is missing"),
        (line(document=""), "has no name"),
        (line(document="d2", published="May"), "May"),
        (line(document="d2", text=7), "7 is not a string"),
        (line(), "stands there twice"),
        (line(document="d2", events={}), "is not a list"),
        (line(document="d2", events=[{"knd": "ASSAULT"}]), "no field is called knd"),
        (line(document="d2", events=[{"id": "x"}]), "no field that can be scored"),
        (line(document="d2", events=[{"kind": "FIGHT"}]), "'FIGHT' is none of"),
        (line(document="d2", events=[{"parties": [{"role": "enemy", "name": "x"}]}]), "'enemy' is none of"),
        (line(document="d2", events=[{"parties": [{"role": "victim"}]}]), "neither actor nor name"),
        (line(document="d2", events=[{"parties": [{"name": "x"}]}]), "'role' is missing"),
        (line(document="d2", events=[{"where": "Palmyra"}]), "is not an object"),
        (line(document="d2", events=[{"when": {"first": "2020-05-02", "last": "2020-05-01"}}]), "comes before"),
        (line(document="d2", events=[{"counts": {"killed": "three"}}]), "is not an object"),
        (line(document="d2", events=[{"counts": {"killed": {"best": 1.5}}}]), "not a whole number"),
        (line(document="d2", events=[{"counts": {"eaten": 1}}]), "'eaten' is none of"),
    ],
)
def test_a_line_that_cannot_be_used_is_named(bad: str, said: str) -> None:
    with pytest.raises(ConfigError) as raised:
        parse_gold([line(), bad])
    assert "gold line 2" in str(raised.value)
    assert said in str(raised.value)
    assert raised.value.ids == {"line": "2"}
