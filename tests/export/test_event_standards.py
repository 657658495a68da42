"""PLOVER, POLECAT, GDELT, HAPI, FollowTheMoney and gold: read back, and held to the rules of each."""

import csv
import io
import json
from collections import Counter
from typing import Any

import pytest

from marsad.evaluate.gold import parse_gold
from marsad.export.knowledge import standard
from marsad.types import Actor
from tests.export.rules import check
from tests.export.told import attack, exported, march, planned, report, talks, told
from tests.protect.events import CIVILIANS, SOMEBODY, STATE, TALIBAN, days, event, place


def lines(form: str, records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in exported(form, records).splitlines()]


def table(form: str, records: list[dict[str, Any]], *, header: bool) -> list[dict[str, str]]:
    rows = [line.split("\t") for line in exported(form, records).decode().splitlines()]
    columns = rows.pop(0) if header else standard(form)["columns"]
    assert all(len(row) == len(columns) for row in rows)
    return [dict(zip(columns, row, strict=True)) for row in rows]


# --- PLOVER ----------------------------------------------------------------------------------------


def test_plover_records_are_valid_by_the_manual() -> None:
    found = lines("plover", told())
    for one in found:
        check("plover", one)
    assert [one["event"] for one in found] == [["ASSAULT"], ["PROTEST"], ["ASSAULT"]]


def test_a_plover_record() -> None:
    (one,) = lines("plover", [attack()])
    assert (one["date"], one["enddate"]) == ("2020-05-02", "2020-05-03")
    assert one["actor"] == [
        {
            "code": "AFG",
            "sector": "REB",
            "entity_text": "Taliban",
            "identifier_id": "taliban",
            "identifier_text": "Taliban",
        }
    ]
    assert [party["identifier_text"] for party in one["recipient"]] == ["Afghan National Police", "Civilians (Syria)"]
    assert (one["mode"], one["quad_code"], one["event_scale"]) == (["firearms"], 4, -9.0)
    assert one["size"] == {"dead": 4, "injured": 6}
    assert one["event_text"] == ["attacked"]
    assert one["text_info"] == [{"sequence": 0, "start": 17, "end": 25}]
    assert one["event_loc"]["geonameid"] == 1140016
    assert (one["event_loc"]["resolution"], one["event_loc"]["city"], one["event_loc"]["country"]) == (
        4,
        "Imam Sahib",
        "Afghanistan",
    )
    assert one["cite_info"][0]["url"] == "https://wire.example/post"


@pytest.mark.parametrize(
    ("status", "mode"),
    [
        ("happened", []),
        ("planned", ["future"]),
        ("denied", ["negation"]),
        ("hypothetical", ["hypothetical"]),
        ("historical", ["historical"]),
    ],
)
def test_auxiliary_modes_say_that_it_did_not_happen_now(status: str, mode: list[str]) -> None:
    (one,) = lines("plover", [attack(mode=None, status=status)])
    assert one.get("mode", []) == mode


@pytest.mark.parametrize(("prec", "resolution"), [(1, 4), (2, 3), (3, 3), (4, 2), (5, 2), (6, 1), (7, None)])
def test_plover_resolution_of_places(prec: int, resolution: int | None) -> None:
    (one,) = lines("plover", [attack(where=place(where_prec=prec))])
    assert one["event_loc"].get("resolution") == resolution


def test_polecat_has_its_40_columns() -> None:
    clash, rally = table("plover-polecat", told(), header=True)
    assert list(clash) == standard("plover-polecat")["columns"]
    assert len(clash) == 40
    for row in (clash, rally):
        check("polecat", {name: value for name, value in row.items() if value})
    assert (clash["Event Type"], clash["Event Mode"], clash["Intensity"], clash["Quad Code"]) == (
        "ASSAULT",
        "firearms",
        "-9.0",
        "4",
    )
    assert (clash["Actor Name"], clash["Actor COW"], clash["Primary Actor Sector"]) == ("Taliban", "700", "REB")
    assert clash["Recipient Name"] == "Afghan National Police;Civilians (Syria)"
    assert clash["Recipient Country"] == "AFG;SYR"
    assert clash["GeoNames ID"] == "1140016"
    assert (clash["Language"], clash["Publication Date"]) == ("en", "2020-05-03")


def test_cow_numbers_are_not_always_those_of_gleditsch_and_ward() -> None:
    germans = Actor(id="mil-deu", name="Bundeswehr", sector="MIL", country="DEU", inter=8)
    (row,) = table("plover-polecat", [attack(parties=(("initiator", germans, None),))], header=True)
    assert row["Actor COW"] == "255"


# --- GDELT -----------------------------------------------------------------------------------------


def test_gdelt_events_are_valid_by_the_codebook() -> None:
    rows = table("gdelt", told(), header=False)
    assert len(rows) == 2
    for row in rows:
        assert len(row) == 61
        check("gdelt", {name: value for name, value in row.items() if value})
    clash = rows[0]
    assert (clash["SQLDATE"], clash["MonthYear"], clash["FractionDate"]) == ("20200502", "202005", "2020.4164")
    assert (clash["Actor1Code"], clash["Actor1Name"], clash["Actor1Type1Code"]) == ("AFGREB", "TALIBAN", "REB")
    assert (clash["EventCode"], clash["EventBaseCode"], clash["EventRootCode"]) == ("190", "190", "19")
    assert (clash["QuadClass"], clash["GoldsteinScale"], clash["IsRootEvent"]) == ("4", "-10.0", "1")
    assert (clash["ActionGeo_Type"], clash["ActionGeo_CountryCode"]) == ("4", "AF")
    assert clash["ActionGeo_FullName"] == "Imam Sahib, Kunduz, Afghanistan"
    assert (clash["AvgTone"], clash["Actor1Geo_Lat"]) == ("", "")
    assert (clash["DATEADDED"], clash["SOURCEURL"]) == ("20200503000000", "https://wire.example/post")


@pytest.mark.parametrize(
    ("country", "prec", "kind"), [("SYR", 6, "1"), ("USA", 4, "2"), ("USA", 1, "3"), ("SYR", 1, "4"), ("SYR", 4, "5")]
)
def test_gdelt_types_of_places(country: str, prec: int, kind: str) -> None:
    (row,) = table("gdelt", [attack(where=place(country=country, where_prec=prec))], header=False)
    assert row["ActionGeo_Type"] == kind
    assert row["ActionGeo_FeatureID"] == ("SY" if kind == "1" else "")


@pytest.mark.parametrize(("code", "score"), [("193", "-10.0"), ("1952", "-10.0"), ("155", "-7.2"), ("036", "4.0")])
def test_goldstein_of_a_code_or_of_the_one_that_holds_it(code: str, score: str) -> None:
    (row,) = table("gdelt", [attack() | {"cameo": code}], header=False)
    assert row["GoldsteinScale"] == score


def test_gdelt_mentions_have_sentence_and_offsets() -> None:
    rows = table("gdelt-mentions", told(), header=False)
    assert len(rows) == 2
    for row in rows:
        assert len(row) == 16
        check("gdelt_mentions", {name: value for name, value in row.items() if value})
    clash, rally = rows
    assert (clash["SentenceID"], clash["ActionCharOffset"]) == ("1", "17")
    assert (clash["Actor1CharOffset"], clash["Actor2CharOffset"]) == ("0", "28")
    assert (clash["MentionType"], clash["MentionIdentifier"]) == ("1", "https://wire.example/post")
    assert clash["MentionDocLen"] == "412"
    assert (rally["MentionType"], rally["MentionIdentifier"]) == ("2", march()["documents"][0])
    assert (rally["MentionTimeDate"], rally["Actor2CharOffset"]) == ("20200521000000", "-1")


def test_both_tables_of_gdelt_have_the_same_numbers() -> None:
    events = {row["GLOBALEVENTID"] for row in table("gdelt", told(), header=False)}
    assert {row["GLOBALEVENTID"] for row in table("gdelt-mentions", told(), header=False)} == events


def test_a_tab_in_a_name_is_no_new_cell() -> None:
    other = Actor(id="x", name="Two\tTabs\nand a line", sector="REB", inter=2)
    (row,) = table("gdelt", [attack(parties=(("initiator", other, None),))], header=False)
    assert row["Actor1Name"] == "TWO TABS AND A LINE"


# --- HAPI ------------------------------------------------------------------------------------------


def test_hapi_counts_by_unit_month_and_kind() -> None:
    more = attack(when=days("2020-05-09"), counts={"killed": 2})
    other_month = attack(when=days("2020-06-09"), counts={"killed": 1})
    on_civilians = attack(
        acled="Violence against civilians: Attack", parties=(("initiator", STATE, None), ("victim", CIVILIANS, None))
    )
    records = [*told(), more, other_month, on_civilians]
    rows = list(csv.DictReader(io.StringIO(exported("hapi", records).decode())))
    for row in rows:
        assert list(row) == standard("hapi")["columns"]
        assert len(row) == 19
        check("hapi", {name: value for name, value in row.items() if value})
    found = {(row["event_type"], row["reference_period_start"][:7], row["admin_level"]): row for row in rows}
    assert len(found) == len(rows) == 4
    violence = found["political_violence", "2020-05", "2"]
    assert (violence["events"], violence["fatalities"]) == ("3", "8")
    assert (violence["provider_admin1_name"], violence["provider_admin2_name"]) == ("Kunduz", "Imam Sahib District")
    assert found["civilian_targeting", "2020-05", "2"]["events"] == "1"
    assert found["demonstration", "2020-05", "1"]["events"] == "1"
    assert violence["reference_period_end"] == "2020-05-31T23:59:59"


def test_hapi_counts_a_fight_of_several_days_once_in_a_month() -> None:
    record = attack(when=days("2020-04-29", "2020-05-03", 2))
    record["quotes"]["when"][0]["text"] = "from 29 April to 3 May"
    rows = list(csv.DictReader(io.StringIO(exported("hapi", [record]).decode())))
    assert [(row["reference_period_start"][:7], row["events"], row["fatalities"]) for row in rows] == [
        ("2020-04", "1", "3"),
        ("2020-05", "1", "0"),
    ]


def test_hapi_has_p_codes_where_the_gazetteer_gave_them() -> None:
    record = attack() | {"pcodes": {"admin1": "AF17", "admin2": None}}
    (row,) = csv.DictReader(io.StringIO(exported("hapi", [record]).decode()))
    assert (row["admin1_code"], row["admin1_name"], row["admin2_code"], row["admin2_name"]) == (
        "AF17",
        "Kunduz",
        "",
        "",
    )


# --- FollowTheMoney --------------------------------------------------------------------------------


def test_ftm_entities() -> None:
    again = attack(when=days("2020-07-01"))
    found = lines("ftm", [*told(), again])
    for one in found:
        check("ftm", one)
    kinds = Counter(one["schema"] for one in found)
    assert kinds == {"Event": 5, "Article": 3, "Organization": 1, "PublicBody": 1, "Mention": 2}
    clash = next(one for one in found if one["id"] == f"mrs-event-{attack()['id']}")["properties"]
    assert (clash["startDate"], clash["endDate"], clash["country"]) == (["2020-05-02"], ["2020-05-03"], ["af"])
    assert clash["organizer"] == ["mrs-actor-taliban"]
    assert clash["involved"] == ["mrs-actor-taliban", "mrs-actor-police-afg"]
    assert clash["proof"] == [f"mrs-report-{attack()['documents'][0]}"]
    article = next(one for one in found if one["schema"] == "Article")["properties"]
    assert (article["title"], article["publisher"], article["language"]) == (
        ["Post attacked"],
        ["Northern Wire"],
        ["eng"],
    )


def test_ftm_has_no_people() -> None:
    parties = (("initiator", TALIBAN, None), ("victim", SOMEBODY, "Fulan"), ("recipient", CIVILIANS, None))
    found = lines("ftm", [attack(text="Fulan", parties=parties, words={})])
    assert [one["properties"]["name"] for one in found if one["schema"] == "Organization"] == [["Taliban"]]


@pytest.mark.slow
def test_ftm_entities_are_valid_under_the_library() -> None:
    model = pytest.importorskip("followthemoney").model
    found = lines("ftm", told())
    assert {one["schema"] for one in found} == {"Event", "Article", "Organization", "PublicBody", "Mention"}
    for one in found:
        proxy = model.get_proxy(one)
        model.get(one["schema"]).validate(one)
        for name, values in one["properties"].items():
            for value in values:
                assert proxy.schema.properties[name].type.clean(value) == value, (name, value)


# --- gold ------------------------------------------------------------------------------------------


def test_gold_is_what_evaluate_reads() -> None:
    texts = [{**one, "reports": [{**one["reports"][0], "text": "The text."}]} for one in (attack(), march())]
    second = report(attack(when=days("2020-05-09"))) | {"reports": texts[0]["reports"]}
    found = parse_gold(exported("gold", [*texts, second, talks()]).decode().splitlines())
    by_key = {document.key: document for document in found}
    assert set(by_key) == {attack()["documents"][0], march()["documents"][0]}
    clash = by_key[attack()["documents"][0]]
    assert (clash.text, clash.title, clash.source) == ("The text.", "Post attacked", "Northern Wire")
    assert len(clash.events) == 2
    one = next(event for event in clash.events if event.when and event.when.last.day == 3)
    assert one.given >= {"kind", "mode", "status", "parties", "where", "when", "counts", "targets", "acled", "ged"}
    assert one.acled == "Armed clash"
    assert {count.measure: (count.low, count.best) for count in one.counts} == {"killed": (3, 4), "injured": (6, 6)}


def test_gold_holds_for_each_report_what_that_report_says() -> None:
    record = attack()
    other = "0" * 20
    for quote in (*record["quotes"]["when"], record["quotes"]["parties"][1], *record["quotes"]["mode"]):
        quote["document"] = other
    record["documents"].append(other)
    record["reports"] = [{"document": document, "text": "x"} for document in record["documents"]]
    documents = {one["document"]: one["events"][0] for one in lines("gold", [record])}
    assert [party.get("actor") for party in documents[other]["parties"]] == ["police-afg"]
    assert set(documents[other]) == {"parties", "when", "mode", "review_state"}
    assert "when" not in documents[record["documents"][0]]


def test_a_report_of_which_nothing_may_leave_is_no_gold() -> None:
    record = report(event("x", sources=("A",)), url=None)
    assert exported("gold", [record]) == b""


def test_what_did_not_happen_is_in_no_table_that_cannot_say_so() -> None:
    assert exported("gdelt", [planned()]) == b""
    assert len(exported("plover-polecat", [planned()]).splitlines()) == 1
