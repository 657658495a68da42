import csv
import io
from typing import Any

import pytest

from marsad.export import EXPORTERS
from marsad.export.acled import acled, acled_rows
from marsad.export.fatalities import fatalities
from marsad.export.knowledge import disorder_types, interactions, standard
from marsad.export.notes import notes
from marsad.protect import load_policy, protect
from marsad.types import Actor
from tests.export.rules import check
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


def test_whoever_marches_and_is_of_no_known_kind_is_among_the_protesters() -> None:
    parents = Actor(id=None, name="parents of the girls")
    found = row("Protests: Peaceful protest", parties=(("initiator", parents, None),))
    assert (found["actor1"], found["inter1"]) == ("Protesters (Afghanistan)", "Protesters")
    assert "Armed" not in found["notes"] + found["assoc_actor_1"]


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
    [(None, 0), ((3, 4, 6), 3), ((None, 5, None), 5), ((None, None, None), 3), ((0, 0, 0), 0), ((2, None, None), 3)],
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


def test_of_an_event_of_one_day_no_quote_is_looked_at() -> None:
    record = told(duration="several days")
    expected = list(acled_rows(record))
    del record["quotes"]
    assert list(acled_rows(record)) == expected != []


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
        " Coded by Marsad from 1 source(s); weak; review: machine."
    )
    inside = protect(record, policy=load_policy(), level="internal", now=LATE).record
    assert inside is not None
    assert notes(inside).endswith("INTERNAL, not for publication.")


def test_demonstrations_say_how_many_came() -> None:
    assert row("Protests: Peaceful protest")["tags"] == "crowd size=no report"
    many = row("Protests: Peaceful protest", counts={"participants": (200, None, None)}, tags=("women",), text="women")
    assert many["tags"] == "women; crowd size=at least 200"


def test_the_tables_fit_the_standard() -> None:
    assert len(standard("acled")["columns"]) == 31
    assert len(interactions()) == 44
    assert len(disorder_types()) == 25


# --- the file as others check it -----------------------------------------------------------------


@pytest.mark.parametrize("form", ["acled", "acled-codes", "acled-2022"])
def test_every_layout_is_valid_by_the_rules_of_its_columns(form: str) -> None:
    out = io.BytesIO()
    rows = [
        told(parties=(("initiator", TALIBAN, None), ("recipient", POLICE, None)), counts={"killed": 3}),
        told("Protests: Peaceful protest", when=days("2020-05-29", "2020-06-04", 3)),
        told("Violence against civilians: Sexual violence", where=place(geo_precision=3, where_prec=4)),
        told("Strategic developments: Other", text="from 3 to 5 May", when=days("2020-05-03", "2020-05-05", 2)),
    ]
    assert EXPORTERS[form](rows, out) == 6
    for found in csv.DictReader(io.StringIO(out.getvalue().decode())):
        assert list(found) == standard(form)["columns"]
        check("acled", {name: value for name, value in found.items() if value})


def test_the_layout_to_2023_has_digits_and_days_in_words() -> None:
    record = told(parties=(("initiator", TALIBAN, None), ("recipient", POLICE, None)))
    (found,) = acled_rows(record, "acled-2022")
    assert (found["inter1"], found["inter2"], found["interaction"]) == ("2", "1", "12")
    assert (found["event_date"], found["iso3"]) == ("2 May 2020", "AFG")
    assert found["data_id"] == int(record["id"][:13], 16)
    assert found["event_id_no_cnty"] == f"MRS-{record['id']}"
    assert len(found) == 31
    assert not {"disorder_type", "civilian_targeting", "tags"} & set(found)


def test_codes_are_the_current_columns_with_digits() -> None:
    (found,) = acled_rows(told("Protests: Peaceful protest"), "acled-codes")
    assert (found["inter1"], found["inter2"], found["interaction"]) == ("6", None, "60")
    assert "disorder_type" in found


@pytest.mark.parametrize(
    ("low", "number"), [(20, 10), (24, 12), (40, 20), (200, 100), (2000, 1000), (3, 3), (36, 12), (None, 3), (25, 25)]
)
def test_words_for_numbers_are_those_of_the_codebook(low: int | None, number: int) -> None:
    assert fatalities(told(counts={"killed": (low, None, None)})) == number


@pytest.mark.parametrize(
    "more",
    [
        {"counts": {"killed": (None, None, None), "injured": 30}},
        {"counts": {"killed": (3, None, None), "participants": (100, None, None)}},
    ],
)
def test_several_deaths_in_a_large_attack_are_ten(more: dict[str, Any]) -> None:
    assert fatalities(told(**more)) == 10


def test_several_deaths_in_a_fight_of_days_are_ten_over_them() -> None:
    record = told(
        text="from 3 to 5 May", when=days("2020-05-03", "2020-05-05", 2), counts={"killed": (None, None, None)}
    )
    assert [one["fatalities"] for one in acled_rows(record)] == [4, 3, 3]


def test_days_told_from_to_are_all_days_and_those_between_are_in_doubt() -> None:
    span = days("2020-05-03", "2020-05-05", 2)
    assert len(list(acled_rows(told(text="from 3 to 5 May", when=span)))) == 3
    assert len(list(acled_rows(told(text="between 3 and 5 May", when=span)))) == 1


@pytest.mark.parametrize(
    ("sources", "scale"),
    [(("Reuters", "SOHR"), "National-International"), (("reuters",), "International"), (("Northern Wire",), None)],
)
def test_the_scale_of_sources_that_are_known(sources: tuple[str, ...], scale: str | None) -> None:
    assert row(sources=sources)["source_scale"] == scale


def test_civilians_hit_with_a_military_target_are_an_associate() -> None:
    found = row(
        "Explosions/Remote violence: Air/drone strike",
        parties=(("initiator", TURKEY, None), ("recipient", POLICE, None), ("victim", CIVILIANS, None)),
    )
    assert (found["actor2"], found["assoc_actor_2"]) == ("Afghan National Police", "Civilians (Syria)")
    assert found["civilian_targeting"] == ""
