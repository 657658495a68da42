import csv
import io
from typing import Any

import pytest

from marsad.export.ged import ged, ged_row, priogrid_gid
from marsad.export.knowledge import countries, standard
from tests.export.rules import check
from tests.protect.events import ARMY, CIVILIANS, POLICE, STATE, TALIBAN, days, event, place


def told(violence: int = 1, **more: Any) -> dict[str, Any]:
    parties = (("initiator", TALIBAN, None), ("recipient", POLICE, None))
    given = {"ged": violence, "parties": parties, "where": place(), "when": days("2020-05-02"), "counts": {"killed": 3}}
    return event(**{**given, **more})


def row(violence: int = 1, **more: Any) -> dict[str, Any]:
    found = ged_row(told(violence, **more))
    assert found is not None
    return found


def test_the_49_columns_and_one_row() -> None:
    out = io.BytesIO()
    record = told()
    assert ged([record, event()], out) == 1
    (found,) = csv.DictReader(io.StringIO(out.getvalue().decode()))
    assert list(found) == standard("ged")["columns"]
    assert len(found) == 49
    expected = {
        "id": str(int(record["id"][:13], 16)),
        "relid": f"MRS-2020-1-{record['id']}",
        "code_status": "Check",
        "type_of_violence": "1",
        "dyad_name": "Afghan National Police - Taliban",
        "side_a": "Afghan National Police",
        "side_b": "Taliban",
        "number_of_sources": "1",
        "source_article": '"Northern Wire,2020-05-03,"',
        "source_headline": "",
        "where_prec": "1",
        "where_coordinates": "Imam Sahib",
        "adm_1": "Kunduz",
        "geom_wkt": "POINT (68.93644 37.18897)",
        "priogrid_gid": str(priogrid_gid(37.18897, 68.93644)),
        "country": "Afghanistan",
        "country_id": "700",
        "region": "Asia",
        "event_clarity": "1",
        "date_prec": "1",
        "date_start": "2020-05-02",
        "gwnoa": "700",
        "gwnob": "",
    }
    assert {name: found[name] for name in expected} == expected


@pytest.mark.parametrize(
    ("killed", "by_party", "expected"),
    [
        ((3, 3, 3), {"initiator": 1, "recipient": 2}, (2, 1, 0, 0, 3, 3, 3)),
        ((2, 5, 9), {"civilians": 3}, (0, 0, 3, 2, 5, 2, 9)),
        ((4, None, None), {}, (0, 0, 0, 4, 4, 4, 4)),
        ((1, 1, 1), {"recipient": 2}, (2, 0, 0, 0, 2, 1, 2)),
        ((None, None, None), {}, (0, 0, 0, 0, 0, 0, 0)),
    ],
)
def test_best_is_the_sum_of_the_sides(killed: Any, by_party: dict[str, int], expected: tuple[int, ...]) -> None:
    found = row(counts={"killed": {"range": killed, "by_party": by_party}})
    names = ("deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown", "best", "low", "high")
    assert tuple(found[name] for name in names) == expected
    assert found["best"] == sum(found[name] for name in names[:4])
    assert found["low"] <= found["best"] <= found["high"]


def test_one_sided_violence_is_on_civilians() -> None:
    found = row(
        3,
        parties=(("initiator", ARMY, None), ("victim", CIVILIANS, None)),
        counts={"killed": {"range": 7, "by_party": {"civilians": 6, "initiator": 1}}},
    )
    assert (found["side_a"], found["side_b"], found["gwnoa"], found["gwnob"]) == (
        "Syrian Arab Army",
        "Civilians",
        "652",
        None,
    )
    assert (found["deaths_a"], found["deaths_civilians"], found["deaths_unknown"]) == (1, 6, 0)


def test_non_state_sides_stay_in_their_order() -> None:
    found = row(2, parties=(("initiator", STATE, None), ("recipient", TALIBAN, None)))
    assert (found["side_a"], found["side_b"], found["gwnoa"]) == ("Islamic State", "Taliban", None)


def test_an_area_has_no_point_and_no_cell() -> None:
    found = row(where=place(lat=None, lon=None, where_prec=4, geo_precision=3))
    assert (found["latitude"], found["geom_wkt"], found["priogrid_gid"], found["where_prec"]) == (None, None, None, 4)


def test_vague_days_are_no_clear_event() -> None:
    assert row(when=days("2020-04-01", "2020-04-30", 4))["event_clarity"] == 2


@pytest.mark.parametrize("told_otherwise", [{"counts": {}}, {"status": "denied"}, {"where": None}, {"when": None}])
def test_what_ged_would_not_code_has_no_row(told_otherwise: dict[str, Any]) -> None:
    assert ged_row(told(**told_otherwise)) is None


@pytest.mark.parametrize(
    ("lat", "lon", "cell"),
    [(-90, -180, 1), (34.802462, 36.707602, 179714), (0.25, 0.25, 129961), (89.9, 179.9, 259200)],
)
def test_priogrid_counts_from_the_south_pole(lat: float, lon: float, cell: int) -> None:
    assert priogrid_gid(lat, lon) == cell


def test_the_table_of_countries() -> None:
    known = countries()
    assert known["SYR"]["gw"] == "652"
    assert known["MMR"]["ged_name"] == "Myanmar (Burma)"
    assert known["EGY"]["ged_region"] == "Middle East"
    codes = [row["gw"] for row in known.values() if row["gw"]]
    assert len(codes) == len(set(codes)) >= 190
    assert {row["acled_region"] for row in known.values()} >= {"Middle East", "Western Africa", "Caribbean", "Oceania"}
    assert len({row["acled_region"] for row in known.values()}) == 17


def test_rows_are_valid_by_the_rules_of_their_columns() -> None:
    out = io.BytesIO()
    records = [
        told(),
        told(2, when=days("2020-05-02", "2020-05-08", 3), counts={"killed": (2, 5, None)}, sources=("A", "B")),
        told(3, where=place(lat=None, lon=None, where_prec=4), parties=(("initiator", STATE, None),)),
    ]
    assert ged(records, out) == 3
    for found in csv.DictReader(io.StringIO(out.getvalue().decode())):
        check("ged", {name: value for name, value in found.items() if value})
        sides = ("deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown")
        assert int(found["best"]) == sum(int(found[side]) for side in sides)
        assert int(found["low"]) <= int(found["best"]) <= int(found["high"])


def test_headlines_stand_where_the_reports_are_told() -> None:
    record = told() | {
        "reports": [
            {"source": "Northern Wire", "published": "2020-05-03", "title": "Post attacked"},
            {"source": "Daily Paper", "published": None, "title": None},
        ]
    }
    found = ged_row(record)
    assert found is not None
    assert found["source_article"] == '"Northern Wire,2020-05-03,Post attacked";"Daily Paper,,"'
    assert (found["source_headline"], found["source_date"]) == ("Post attacked;", "2020-05-03;")


def test_whom_one_sided_violence_kills_are_civilians() -> None:
    found = row(3, parties=(("initiator", ARMY, None),), counts={"killed": {"range": 12, "by_party": {}}})
    assert (found["deaths_civilians"], found["deaths_unknown"], found["best"]) == (12, 0, 12)
