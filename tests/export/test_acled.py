import csv
import io
from typing import Any

import pytest

from marsad.export.acled import acled, acled_rows, fatalities, notes
from marsad.export.knowledge import disorder_types, interactions, table
from marsad.protect import load_policy, protect
from marsad.types import Actor
from tests.protect.events import ARMY, CIVILIANS, LATE, POLICE, SOMEBODY, STATE, TALIBAN, days, event, place

MOB = Actor(id="rioters-syr", name="Rioters (Syria)", sector="CVL", country="SYR", inter=5)
CROWD = Actor(id="protesters-syr", name="Protesters (Syria)", sector="CVL", country="SYR", inter=6)
NOBODY = Actor(id=None, name="an unnamed party")
TURKEY = Actor(id="mil-tur", name="Turkish Armed Forces", sector="MIL", country="TUR", inter=8)


def told(acled_type: str = "Battles: Armed clash", **more: Any) -> dict[str, Any]:
    return event(**{"acled": acled_type, "where": place(), "when": days("2020-05-02"), **more})


def row(acled_type: str = "Battles: Armed clash", **more: Any) -> dict[str, Any]:
    (only,) = acled_rows(told(acled_type, **more))
    return only


def test_the_31_columns_and_one_row() -> None:
    out = io.BytesIO()
    record = told(parties=(("initiator", TALIBAN, None), ("recipient", POLICE, None)), counts={"killed": 3})
    assert acled([record, event()], out) == 1
    (found,) = csv.DictReader(io.StringIO(out.getvalue().decode()))
    assert len(found) == 31
    expected = {
        "event_id_cnty": f"MRS-AFG-{record['id']}",
        "event_date": "2020-05-02",
        "year": "2020",
        "time_precision": "1",
        "disorder_type": "Political violence",
        "event_type": "Battles",
        "actor1": "Taliban",
        "inter1": "Rebel group",
        "actor2": "Afghan National Police",
        "inter2": "State forces",
        "interaction": "State forces-Rebel group",
        "civilian_targeting": "",
        "iso": "4",
        "region": "South Asia",
        "country": "Afghanistan",
        "admin1": "Kunduz",
        "location": "Imam Sahib",
        "latitude": "37.1890",
        "longitude": "68.9364",
        "geo_precision": "1",
        "source": "Northern Wire",
        "fatalities": "3",
        "timestamp": "",
    }
    assert {name: found[name] for name in expected} == expected | {"latitude": "37.1890"}


@pytest.mark.parametrize(
    ("acled_type", "parties", "actor1", "actor2", "interaction"),
    [
        (
            "Battles: Armed clash",
            (),
            "Unidentified Armed Group (Afghanistan)",
            "Unidentified Armed Group (Afghanistan)",
            "Political militia-Political militia",
        ),
        (
            "Violence against civilians: Attack",
            (("initiator", STATE),),
            "Islamic State",
            "Civilians (Afghanistan)",
            "Rebel group-Civilians",
        ),
        (
            "Violence against civilians: Attack",
            (("initiator", TURKEY), ("recipient", ARMY), ("victim", CIVILIANS)),
            "Turkish Armed Forces",
            "Civilians (Syria)",
            "External/Other forces-Civilians",
        ),
        ("Protests: Peaceful protest", (), "Protesters (Afghanistan)", None, "Protesters only"),
        (
            "Riots: Mob violence",
            (("initiator", MOB), ("victim", SOMEBODY)),
            "Rioters (Syria)",
            "Civilians (Afghanistan)",
            "Rioters-Civilians",
        ),
        (
            "Protests: Peaceful protest",
            (("initiator", CIVILIANS),),
            "Protesters (Afghanistan)",
            None,
            "Protesters only",
        ),
        ("Protests: Peaceful protest", (("initiator", CROWD),), "Protesters (Syria)", None, "Protesters only"),
        ("Strategic developments: Other", (), None, None, None),
        (
            "Battles: Armed clash",
            (("initiator", NOBODY), ("recipient", POLICE)),
            "Unidentified Armed Group (Afghanistan)",
            "Afghan National Police",
            "State forces-Political militia",
        ),
        (
            "Strategic developments: Agreement",
            (("initiator", ARMY), ("initiator", TURKEY)),
            "Syrian Arab Army",
            "Turkish Armed Forces",
            "State forces-External/Other forces",
        ),
    ],
)
def test_who_met_whom(
    acled_type: str, parties: Any, actor1: str | None, actor2: str | None, interaction: str | None
) -> None:
    found = row(acled_type, parties=tuple((role, actor, None) for role, actor in parties))
    assert (found["actor1"], found["actor2"], found["interaction"]) == (actor1, actor2, interaction)


def test_coordinates_below_zero_are_numbers() -> None:
    out = io.BytesIO()
    acled([told(where=place(lat=-12.24, lon=-40.5))], out)
    (found,) = csv.DictReader(io.StringIO(out.getvalue().decode()))
    assert (found["latitude"], found["longitude"]) == ("-12.2400", "-40.5000")


def test_marchers_of_a_known_group_are_associates() -> None:
    found = row("Protests: Peaceful protest", parties=(("initiator", TALIBAN, None),))
    assert (found["actor1"], found["assoc_actor_1"]) == ("Protesters (Afghanistan)", "Taliban")


def test_civilians_are_no_actor_of_a_battle_and_others_are_associates() -> None:
    found = row(
        parties=(
            ("initiator", TALIBAN, None),
            ("initiator", STATE, None),
            ("victim", CIVILIANS, None),
            ("recipient", POLICE, None),
            ("recipient_supporter", TURKEY, None),
        )
    )
    assert found["assoc_actor_1"] == "Islamic State"
    assert (found["actor2"], found["assoc_actor_2"]) == ("Afghan National Police", "Turkish Armed Forces")
    assert found["civilian_targeting"] == ""


@pytest.mark.parametrize(
    ("acled_type", "victim", "targeting"),
    [
        ("Violence against civilians: Attack", None, "Civilians targeted"),
        ("Explosions/Remote violence: Air/drone strike", CIVILIANS, "Civilians targeted"),
        ("Explosions/Remote violence: Air/drone strike", POLICE, ""),
        ("Riots: Mob violence", CIVILIANS, "Civilians targeted"),
        ("Protests: Excessive force against protesters", CROWD, "Civilians targeted"),
        ("Protests: Protest with intervention", CROWD, ""),
    ],
)
def test_civilian_targeting(acled_type: str, victim: Actor | None, targeting: str) -> None:
    parties = () if victim is None else (("initiator", ARMY, None), ("victim", victim, None))
    assert row(acled_type, parties=parties)["civilian_targeting"] == targeting


@pytest.mark.parametrize(
    ("killed", "number"),
    [(None, 0), ((3, 4, 6), 3), ((None, 5, None), 5), ((None, None, None), 3), ((0, 0, 0), 0), ((2, None, None), 2)],
)
def test_fatalities_are_the_lowest_reported(killed: Any, number: int) -> None:
    assert fatalities(told(counts={} if killed is None else {"killed": killed})) == number


def test_a_fight_of_five_days_is_five_rows_that_share_its_dead() -> None:
    record = told(
        "Battles: Armed clash",
        text="for five days",
        when=days("2020-04-29", "2020-05-03", 2),
        duration="five days",
        counts={"killed": 12},
    )
    rows = list(acled_rows(record))
    assert [one["event_date"] for one in rows] == [
        "2020-04-29",
        "2020-04-30",
        "2020-05-01",
        "2020-05-02",
        "2020-05-03",
    ]
    assert [one["fatalities"] for one in rows] == [4, 2, 2, 2, 2]
    assert [one["event_id_cnty"][-2:] for one in rows] == ["-1", "-2", "-3", "-4", "-5"]
    assert {one["time_precision"] for one in rows} == {1}


def test_days_in_doubt_are_one_row_in_their_middle() -> None:
    found = row(when=days("2020-04-29", "2020-05-05", 3), duration=None)
    assert (found["event_date"], found["time_precision"]) == ("2020-05-02", 2)


@pytest.mark.parametrize(
    "told_otherwise",
    [
        {"when": None},
        {"when": days("2020-01-01", "2020-12-31", 5)},
        {"where": None},
        {"where": place(geo_precision=None)},
        {"status": "planned"},
        {"status": "denied"},
    ],
)
def test_what_acled_would_not_code_has_no_row(told_otherwise: dict[str, Any]) -> None:
    assert list(acled_rows(told(**told_otherwise))) == []


def test_notes_are_composed_from_codes() -> None:
    record = told(
        text="Fulan al-Fulani died",
        mode="firearms",
        parties=(("initiator", TALIBAN, None), ("recipient", POLICE, None), ("victim", SOMEBODY, "Fulan al-Fulani")),
        counts={"killed": (3, 4, 6), "injured": (2, None, None), "displaced": (None, None, None)},
    )
    passed = protect(record, policy=load_policy(), level="public", now=LATE).record
    assert passed is not None
    assert notes(passed) == (
        "Assault (firearms) by Taliban directed at Afghan National Police and Civilians (Afghanistan). Place: Imam"
        " Sahib, Imam Sahib District, Kunduz. Reported killed 3 to 6, injured at least 2, displaced an unknown number."
        " Coded by Marsad from 1 source(s); weak."
    )
    inside = protect(record, policy=load_policy(), level="internal", now=LATE).record
    assert inside is not None
    assert notes(inside).endswith("INTERNAL, not for publication.")


def test_demonstrations_say_how_many_came() -> None:
    assert row("Protests: Peaceful protest")["tags"] == "crowd size=no report"
    many = row("Protests: Peaceful protest", counts={"participants": (200, None, None)}, tags=("women",), text="women")
    assert many["tags"] == "women; crowd size=at least 200"


def test_the_tables_fit_the_standard() -> None:
    assert len(table("columns")["acled"]) == 31
    assert len(interactions()) == 44
    assert len(disorder_types()) == 25
