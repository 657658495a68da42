from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from marsad.protect import Known, Protected, Tally, cleared, load_policy, protect
from marsad.protect.policy import LevelName
from tests.protect.events import ARMY, LATE, POLICE, SOMEBODY, TALIBAN, days, event, place

POLICY = load_policy()
NOTHING = Known()


def passed(
    record: dict[str, Any], level: LevelName = "public", now: datetime = LATE, known: Known = NOTHING
) -> Protected:
    return protect(record, policy=POLICY, level=level, now=now, known=known)


def leaving(
    record: dict[str, Any], level: LevelName = "public", now: datetime = LATE, known: Known = NOTHING
) -> dict[str, Any]:
    found = passed(record, level, now, known).record
    assert found is not None
    return found


# --- when --------------------------------------------------------------------------------------

#: The end of the day of publication, 3 May 2020.
ENDED = datetime(2020, 5, 4, tzinfo=UTC)


@pytest.mark.parametrize(
    ("level", "hours"), [("public", 72), ("partners", 24)], ids=["three days in public", "a day for partners"]
)
def test_an_event_leaves_when_its_delay_is_over(level: LevelName, hours: int) -> None:
    record = event(when=days("2020-05-02"))
    just_before = ENDED + timedelta(hours=hours) - timedelta(seconds=1)
    assert passed(record, level, just_before) == Protected(record=None, held_back_reason="delay")
    assert passed(record, level, ENDED + timedelta(hours=hours)).record is not None


def test_the_delay_counts_from_the_last_day_where_that_is_later_than_publication() -> None:
    record = event(published="2020-05-03", when=days("2020-05-03", "2020-05-10"))
    assert passed(record, now=ENDED + timedelta(hours=72)).held_back_reason == "delay"
    assert passed(record, now=ENDED + timedelta(days=7, hours=72)).record is not None


def test_an_event_published_much_later_than_it_happened_waits_from_its_publication() -> None:
    record = event(published="2020-05-03", when=days("1999-01-01"))
    assert passed(record, now=ENDED).held_back_reason == "delay"


def test_what_nothing_dates_is_held_back_where_there_is_a_delay() -> None:
    record = event(published=None)
    assert passed(record).held_back_reason == "undated"
    assert passed(record, "internal").record is not None


@pytest.mark.parametrize("level", ["public", "partners", "internal"])
def test_movement_leaves_late_and_by_province_at_every_level(level: LevelName) -> None:
    record = event("troops rolled into Imam Sahib", kind="MOBILIZE", mode="troops", where=place())
    fortnight = ENDED + timedelta(days=14)
    assert passed(record, level, fortnight - timedelta(seconds=1)).held_back_reason == "movement-delay"
    found = leaving(record, level, fortnight)
    assert found["where"]["name"] == found["where"]["admin1"] == "Kunduz"
    assert (found["where"]["lat"], found["where"]["id"], found["where"]["where_prec"]) == (None, None, 4)
    assert "movement-to-area" in found["protection"]["changes"]
    assert "Imam Sahib" not in str(found)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("COOPERATE", "the two armies held a joint patrol"),
        ("RETREAT", "a column left the base"),
        ("THREATEN", "the ministry spoke of a deployment"),
        ("AID", "convoys crossed"),
    ],
)
def test_patrols_and_convoys_are_movement_whatever_the_kind(kind: str, text: str) -> None:
    assert passed(event(text, kind=kind), now=ENDED + timedelta(days=4)).held_back_reason == "movement-delay"


@pytest.mark.parametrize(
    "told",
    [
        {"ordinal": 8},
        {"escort": ("drone",)},
        {"contexts": ("military",)},
        {"parties": (("initiator", ARMY, None), ("initiator", SOMEBODY, None))},
    ],
)
def test_joint_patrols_are_movement_without_the_word(told: dict[str, Any]) -> None:
    record = event("the two sides held another one", kind="COOPERATE", **told)
    assert passed(record, now=ENDED + timedelta(days=4)).held_back_reason == "movement-delay"
    trade = event("the two sides traded", kind="COOPERATE", contexts=("economic",))
    assert passed(trade, now=ENDED + timedelta(days=4)).record is not None


def test_an_attack_on_a_convoy_is_no_movement() -> None:
    record = event("fighters attacked a convoy", targets=("convoy",), where=place())
    found = leaving(record, now=ENDED + timedelta(days=4))
    assert found["where"]["name"] == "Imam Sahib"


@pytest.mark.parametrize(
    ("status", "level", "leaves"),
    [
        ("planned", "public", False),
        ("hypothetical", "public", False),
        ("hypothetical", "partners", False),
        ("planned", "partners", True),
        ("planned", "internal", True),
        ("denied", "public", True),
        ("attempted", "public", True),
    ],
)
def test_what_has_not_happened_does_not_leave_in_public(status: str, level: LevelName, leaves: bool) -> None:
    found = passed(event(status=status), level)
    assert (found.record is not None) is leaves
    assert found.held_back_reason == (None if leaves else "status")


# --- where -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("where_prec", "lat", "lon"),
    [(1, 37.189, 68.936), (2, 37.2, 68.9), (4, 37.2, 68.9), (6, None, None), (7, None, None), (None, None, None)],
)
@pytest.mark.parametrize("level", ["public", "partners", "internal"])
def test_coordinates_are_never_finer_than_the_coded_precision(
    level: LevelName, where_prec: int | None, lat: float | None, lon: float | None
) -> None:
    known = Known(is_place=lambda place, words: (place, words) == ("gn:1140016", "Imam Sahib"))
    found = leaving(event(where=place(where_prec=where_prec)), level, known=known)
    assert (found["where"]["lat"], found["where"]["lon"]) == (lat, lon)
    assert "coordinates-rounded" in found["protection"]["changes"]


SENSITIVE = [
    ("sexual-violence", {"mode": "sexual"}, "Kunduz"),
    ("sexual-violence", {"text": "gunmen raped two people"}, "Kunduz"),
    ("children", {"counts": {"killed": {"range": 3, "by_party": {"children": 3}}}}, "Imam Sahib District"),
    ("children", {"text": "two boys were hurt"}, "Imam Sahib District"),
    ("detainees", {"counts": {"detained": 40}}, "Imam Sahib District"),
    ("detainees", {"kind": "COERCE", "mode": "arrest"}, "Imam Sahib District"),
    ("health", {"targets": ("field hospital",)}, "Imam Sahib District"),
    ("health", {"contexts": ("health",)}, "Imam Sahib District"),
    ("health", {"targets": ("clinics",)}, "Imam Sahib District"),
    ("schools", {"targets": ("girls' school",)}, "Imam Sahib District"),
    ("camps", {"where": place("Zarnegar Camp")}, "Imam Sahib District"),
    ("camps", {"targets": ("refugee camp",)}, "Imam Sahib District"),
    ("aid", {"targets": ("aid warehouse",)}, "Imam Sahib District"),
    (
        "aid",
        {"parties": (("victim", SOMEBODY, "aid workers"),), "text": "aid workers were shot"},
        "Imam Sahib District",
    ),
]


@pytest.mark.parametrize(("heading", "told", "area"), SENSITIVE)
def test_sensitive_places_leave_as_an_area(heading: str, told: dict[str, Any], area: str) -> None:
    record = event(**{"where": place(), "text": "it happened", **told})
    found = leaving(record)
    assert f"sensitive-{heading}" in found["protection"]["changes"]
    where = found["where"]
    assert (where["name"], where["lat"], where["lon"], where["id"], where["shape"]) == (area, None, None, None, "area")
    assert leaving(record, "internal")["where"]["lat"] == 37.189


@pytest.mark.parametrize("target", ["military camp", "training camps", "military post", "market"])
def test_other_targets_keep_their_place(target: str) -> None:
    assert leaving(event(targets=(target,), where=place()))["where"]["name"] == "Imam Sahib"


def test_the_coarsest_area_asked_for_holds() -> None:
    record = event("two girls were raped in the camp", where=place())
    assert leaving(record)["where"]["name"] == "Kunduz"


def test_without_units_a_sensitive_place_leaves_as_its_country_or_not_at_all() -> None:
    told = {"targets": ("hospital",)}
    country = leaving(event(where=place(admin1=None, admin2=None), **told))["where"]
    assert (country["name"], country["country"], country["where_prec"], country["geo_precision"]) == (
        "Afghanistan",
        "AFG",
        6,
        None,
    )
    assert leaving(event(where=place(admin1=None, admin2=None, country=None), **told))["where"] is None


@pytest.mark.parametrize(
    "coded",
    [
        place("Imam Sahib District", shape="area", where_prec=3),
        place("Kunduz", shape="area", where_prec=4, admin2=None),
        place("Afghanistan", shape="area", where_prec=6, admin1=None, admin2=None, lat=None, lon=None),
    ],
    ids=["district", "province", "country"],
)
def test_a_place_that_is_no_finer_stays_as_it_is(coded: Any) -> None:
    found = leaving(event(targets=("hospital",), where=coded))
    assert found["where"]["id"] == coded.id
    assert not any(change.startswith("sensitive") for change in found["protection"]["changes"])


def test_a_coarsened_place_is_forgotten_everywhere() -> None:
    council = TALIBAN.__class__(id=None, name="Imam Sahib Resistance Council", sector="REB")
    text = "In Imam Sahib the hospital of Imam Sahib was hit by the Imam Sahib Resistance Council"
    record = event(
        text,
        where=place(),
        parties=(("initiator", council, "Imam Sahib Resistance Council"),),
        targets=("hospital of imam sahib", "market"),
        campaign="Operation Imam Sahib",
        words={"where": "Imam Sahib", "targets": "hospital"},
        rivals=(("where", place("Imam-Sahib Bazaar")),),
    )
    found = leaving(record)
    assert "imam sahib" not in str({**found, "where": None}).casefold().replace("-", " ")
    assert found["targets"] == ["market"]
    assert found["claims"]["targets"] == [{"method": "hand@1", "confidence": None, "item": 0}]
    assert found["rivals"] == []
    assert found["parties"][0]["name"] == "an armed group"


def test_a_list_that_tells_only_the_place_goes_whole() -> None:
    found = leaving(event("the hospital", where=place(), targets=("hospital of imam sahib",)))
    assert found["targets"] == []
    assert "targets" not in found["claims"]
    assert "targets" not in found["quotes"]


def test_a_place_no_gazetteer_knows_is_words_and_leaves_as_its_unit() -> None:
    found = leaving(event(where=place("the orchard of Fulan al-Fulani", id=None, lat=None, lon=None)))
    assert found["where"]["name"] == "Imam Sahib District"
    assert "place-not-known" in found["protection"]["changes"]
    assert "Fulan" not in str(found)


@pytest.mark.parametrize(
    ("name", "where_prec", "stays"),
    [
        ("near Imam Sahib", 2, True),
        ("southern Afghan town of Imam Sahib", 2, True),
        ("countryside of Kunduz", 4, True),
        ("near the farm of Fulan al-Fulani in Imam Sahib", 2, False),
        ("northern Fulanabad", 4, False),
        ("Imam Sahib", 1, True),
        ("Deir al-Fulan", 1, True),
        ("the farm", 2, True),
    ],
)
def test_a_place_told_in_the_words_of_the_text_stays_where_they_name_nothing_else(
    name: str, where_prec: int, stays: bool
) -> None:
    known = Known(is_place=lambda _, words: words == "Imam Sahib")
    found = leaving(event(where=place(name, where_prec=where_prec)), known=known)
    assert (found["where"]["name"] == name) is stays
    assert ("place-not-known" in found["protection"]["changes"]) is not stays


# --- many --------------------------------------------------------------------------------------


def test_many_are_cleared_and_counted() -> None:
    tally = Tally()
    records = [event(where=place()), event(status="planned"), event(published="2029-12-31"), event(published=None)]
    found = list(cleared(records, policy=POLICY, level="public", now=LATE, tally=tally))
    assert [one["status"] for one in found] == ["happened"]
    assert tally.held_back == Counter({"status": 1, "delay": 1, "undated": 1})
    assert tally.changes == Counter({"coordinates-rounded": 1})


def test_the_record_given_is_left_alone() -> None:
    record = event("Fulan al-Fulani was shot", parties=(("victim", SOMEBODY, "Fulan al-Fulani"),), where=place())
    before = str(record)
    passed(record)
    assert str(record) == before


def test_internal_keeps_the_words() -> None:
    record = event(
        "The army shot Fulan al-Fulani",
        parties=(("initiator", ARMY, "The army"), ("victim", SOMEBODY, "Fulan al-Fulani")),
        said=(("source", "Fulan al-Fulani"),),
    )
    found = leaving(record, "internal")
    assert found.pop("protection") == {"level": "internal", "changes": [], "least": 1, "stamp": "INTERNAL"}
    assert found == record


def test_known_actors_and_places_are_left_alone() -> None:
    text = "Taliban fighters attacked Afghan police in Imam Sahib on Saturday"
    record = event(
        text,
        parties=(("initiator", TALIBAN, "Taliban"), ("recipient", POLICE, "Afghan police")),
        where=place(),
        when=days("2020-05-02"),
        counts={"killed": 3},
        words={
            "where": "Imam Sahib",
            "when": "on Saturday",
            "kind": "attacked",
            "status": "attacked",
            "counts": "fighters",
        },
    )
    found = leaving(record)
    assert [party["name"] for party in found["parties"]] == ["Taliban", "Afghan National Police"]
    assert [quote["text"] for quote in found["quotes"]["parties"]] == ["Taliban", "Afghan police"]
    assert (found["quotes"]["where"][0]["text"], found["quotes"]["when"][0]["text"]) == ("Imam Sahib", "on Saturday")
    assert found["quotes"]["kind"][0]["text"] == "attacked"
    assert found["protection"]["changes"] == ["coordinates-rounded"]
