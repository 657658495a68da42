from datetime import date
from typing import Any

import pytest

from benchmarks.muc4.fillers import base_phrase, names_of, person_name
from benchmarks.muc4.keys import Days
from benchmarks.muc4.view import (
    confidence,
    hits_nobody,
    is_incident,
    is_one_incident,
    is_plain_combat,
    is_summary,
    stage,
    templates,
    type_of,
)
from marsad.types import Attribution, Claim, Mention, Party
from tests.benchmarks.factory import PUBLISHED, attribution, count, mention, party, when, where, words_of

TEXT = (
    "GUERRILLAS OF THE FMLN ATTACKED THE HOME OF MAYOR JUAN PEREZ LOPEZ IN USULUTAN ON FRIDAY WITH A POWERFUL CAR "
    "BOMB. COLONEL ROA SAID PEREZ WAS KILLED BY THE GUERRILLAS, AND SOLDIERS CLASHED WITH REBELS. TWO PEASANTS WERE "
    "KIDNAPPED."
)


def attack(**fields: Any) -> Mention:
    return mention(TEXT, "ATTACKED", **fields)


def rebels() -> Claim[Party]:
    return party(TEXT, "initiator", "GUERRILLAS OF THE FMLN", "fmln/REB/SLV")


def soldiers(role: Any = "recipient") -> Claim[Party]:
    return party(TEXT, role, "SOLDIERS", "mil-slv/MIL/SLV")


# --- which mentions ---


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ({}, True),
        ({"status": "attempted"}, True),
        ({"status": "planned"}, True),
        ({"status": "hypothetical"}, False),
        ({"status": "historical"}, False),
        ({"status": "denied"}, False),
        ({"kind": "PROTEST"}, False),
        ({"kind": "THREATEN", "mode": "violence"}, True),
        ({"kind": "THREATEN", "mode": "arrest"}, False),
        ({"when": when(TEXT, "FRIDAY", date(1989, 11, 17))}, True),
        ({"when": when(TEXT, "FRIDAY", date(1989, 8, 4))}, False),
    ],
)
def test_incidents_are_recent_violence_that_is_told_as_real(told: dict[str, Any], kept: bool) -> None:
    assert is_incident(attack(**told)) is kept


def test_an_attack_that_somebody_denies_is_an_incident() -> None:
    denial = Attribution(by="party", name="mil-slv", stance="denies")
    assert is_incident(attack(status="denied", attribution=(attribution(TEXT, "COLONEL ROA", denial),)))


def test_fighting_among_the_armed_is_none_unless_others_are_hit() -> None:
    assert is_plain_combat(attack(parties=(rebels(), soldiers())))
    assert not is_plain_combat(attack(parties=(rebels(),)))
    assert not is_plain_combat(attack(parties=(soldiers(), party(TEXT, "victim", "TWO PEASANTS", "/AGR/SLV"))))
    assert not is_plain_combat(attack(parties=(soldiers(),), targets=words_of(TEXT, "THE HOME")))
    assert not is_plain_combat(attack(parties=(soldiers(),), counts=(count(TEXT, "killed", 2, "KILLED", civilians=2),)))


def test_acts_of_the_state_that_hit_nobody_are_none() -> None:
    assert hits_nobody(attack(parties=(soldiers("initiator"),)))
    assert not hits_nobody(attack(parties=(soldiers("initiator"), party(TEXT, "victim", "TWO PEASANTS"))))
    assert not hits_nobody(attack(parties=(rebels(),)))
    vague = mention("THE OFFENSIVE WENT ON", "OFFENSIVE")
    assert hits_nobody(vague)


def test_several_acts_over_a_long_time_are_a_summary() -> None:
    text = "200 ATTACKS THIS YEAR"
    year = when(text, "THIS YEAR", date(1989, 1, 1), date(1989, 11, 20))
    assert is_summary(mention(text, "ATTACKS", when=year))
    assert not is_summary(mention(text, "ATTACKS"))
    assert not is_summary(attack(when=when(TEXT, "FRIDAY", date(1989, 1, 1), date(1989, 11, 20))))


@pytest.mark.parametrize(
    ("text", "trigger", "told", "name"),
    [
        ("MEN KIDNAPPED A JUDGE", "KIDNAPPED", {}, "kidnapping"),
        ("MEN SEIZED A JUDGE", "SEIZED", {"mode": "abduct"}, "kidnapping"),
        ("MEN SET FIRE TO A BUS", "SET FIRE TO", {}, "arson"),
        ("MEN ROBBED A BANK", "ROBBED", {}, "robbery"),
        ("A CHARGE WENT OFF", "WENT OFF", {"mode": "explosives"}, "bombing"),
        ("A BLAST HIT A BANK", "BLAST", {}, "bombing"),
        ("MEN SHOT A JUDGE", "SHOT", {"mode": "firearms"}, "attack"),
    ],
)
def test_types(text: str, trigger: str, told: dict[str, Any], name: str) -> None:
    assert type_of(mention(text, trigger, **told)) == name


def test_means_decide_the_type_too() -> None:
    assert type_of(attack(means=words_of(TEXT, "CAR BOMB"))) == "bombing"


def test_contradicting_days_or_places_make_two_incidents() -> None:
    friday, monday = (when(TEXT, "FRIDAY", date(1989, 11, day)) for day in (17, 20))
    assert is_one_incident(attack(when=friday), attack(when=friday))
    assert is_one_incident(attack(when=friday), attack())
    assert not is_one_incident(attack(when=friday), attack(when=monday))
    here = where(TEXT, "USULUTAN", lat=13.3, lon=-88.4, country="SLV")
    near, far = (where(TEXT, "USULUTAN", lat=13.3, lon=lon, country="SLV") for lon in (-88.5, -89.5))
    abroad = where(TEXT, "USULUTAN", country="GTM")
    assert is_one_incident(attack(where=here), attack(where=near))
    assert not is_one_incident(attack(where=here), attack(where=far))
    assert not is_one_incident(attack(where=here), attack(where=abroad))


# --- fillers ---


@pytest.mark.parametrize(
    ("words", "phrase"),
    [
        ("THE TWO UNIDENTIFIED MEN IN A LUXURY CAR", "unidentified men"),
        ("150 SHINING PATH MEMBERS", "shining path members"),
        ("A GROUP OF SUBVERSIVES WHO FLED", "group of subversives"),
        ("THE RESIDENCE OF FELIPE COSTA, CONSUL", "residence of felipe costa"),
        ("A COLUMN OF THE FRONT [FMLN]", "column of front"),
        ("THEIR VEHICLE", "vehicle"),
        ('THE "SANTO TOMAS" FARM', "santo tomas farm"),
    ],
)
def test_base_phrases(words: str, phrase: str) -> None:
    assert base_phrase(words) == phrase


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("MAYOR JUAN PEREZ LOPEZ", "juan perez lopez"),
        ("FORMER DEFENSE MINISTER GENERAL\nENRIQUE LOPEZ", "enrique lopez"),
        ("LUIS DE LA ROSA (35)", "luis de la rosa"),
        ("TWO PEASANTS", None),
        ("THE CREWMEN", None),
        ("CHILDREN", None),
        ("SALVADORANS", None),
    ],
)
def test_names_of_persons(words: str, name: str | None) -> None:
    assert person_name(words) == name


def test_a_person_is_called_by_the_fullest_name_and_a_group_by_the_one_that_stands_there() -> None:
    told = [attack(parties=(party(TEXT, "recipient", "MAYOR JUAN PEREZ LOPEZ"),))]
    names = names_of(TEXT, told)
    assert names.person("perez") == "juan perez lopez"
    assert names.person("roa") == "roa"
    assert names.groups["fmln"] == ("fmln",)
    assert names.only_rebels() == "fmln"
    assert names_of("NOBODY", []).only_rebels() is None


# --- templates ---


def test_a_document_becomes_templates() -> None:
    bombing = attack(
        parties=(rebels(), party(TEXT, "recipient", "MAYOR JUAN PEREZ LOPEZ", "/GOV/SLV")),
        targets=words_of(TEXT, "THE HOME"),
        means=words_of(TEXT, "CAR BOMB"),
        when=when(TEXT, "FRIDAY", date(1989, 11, 17)),
        where=where(TEXT, "USULUTAN", admin1="Usulután", country="SLV"),
    )
    killing = mention(
        TEXT,
        "KILLED",
        parties=(party(TEXT, "victim", "PEREZ"), party(TEXT, "initiator", "THE GUERRILLAS", "rebels/REB")),
    )
    more = mention(TEXT, "KIDNAPPED", parties=(party(TEXT, "victim", "TWO PEASANTS", "/AGR/SLV"),))
    plain = mention(TEXT, "CLASHED", parties=(soldiers("initiator"), party(TEXT, "recipient", "REBELS", "rebels/REB")))
    found = templates([bombing, killing, more, plain], TEXT)
    assert [template.type for template in found] == ["bombing", "attack", "kidnapping"]
    assert found[0].fillers == {
        "PerpInd": ("guerrillas",),
        "PerpOrg": ("fmln",),
        "Target": ("home",),
        "Victim": ("juan perez lopez",),
        "Weapon": ("car bomb",),
    }
    assert (found[0].stage, found[0].confidence) == ("ACCOMPLISHED", "REPORTED AS FACT")
    assert found[0].when == Days(first=date(1989, 11, 17), last=date(1989, 11, 17))
    assert found[0].where == ("usulutan", "usulutan")
    assert found[1].fillers["PerpInd"] == ("guerrillas",)
    assert found[1].fillers["PerpOrg"] == ("fmln",)
    assert found[1].fillers["Victim"] == ("juan perez lopez",)
    assert found[1].when == Days(first=None, last=PUBLISHED)
    assert found[2].fillers["Victim"] == ()
    assert found[2].confidence is None


def test_mentions_of_one_incident_are_one_template() -> None:
    first = attack(parties=(rebels(),), targets=words_of(TEXT, "THE HOME"))
    second = mention(TEXT, "KILLED", parties=(party(TEXT, "victim", "PEREZ"),))
    (template,) = templates([first, second], TEXT)
    assert template.fillers["Target"] == ("home",)
    assert template.fillers["Victim"] == ("juan perez lopez",)


def test_what_names_nobody_fills_nothing() -> None:
    text = "A TERRORIST ATTACK, SALVADORANS SAID; THEY FIRED"
    told = mention(
        text,
        "ATTACK",
        parties=(
            party(text, "initiator", "TERRORIST", "militants/REB"),
            party(text, "initiator", "SALVADORANS", "civilians-slv/CVL/SLV"),
            party(text, "initiator", "THEY"),
        ),
        means=words_of(text, "FIRED"),
    )
    (template,) = templates([told], text)
    assert set(template.fillers.values()) == {()}


def test_organisations_are_told_from_people() -> None:
    text = "THE AIR FORCE AND MEMBERS OF THE ARMED FORCES SHOT A JUDGE"
    told = mention(
        text,
        "SHOT",
        parties=(
            party(text, "initiator", "THE AIR FORCE"),
            party(text, "initiator", "MEMBERS OF THE ARMED FORCES"),
            party(text, "victim", "A JUDGE"),
        ),
    )
    (template,) = templates([told], text)
    assert template.fillers["PerpOrg"] == ("air force", "armed forces")
    assert template.fillers["PerpInd"] == ("members of armed forces",)


@pytest.mark.parametrize(
    ("told", "value"),
    [
        ({}, "ACCOMPLISHED"),
        ({"status": "attempted"}, "ATTEMPTED"),
        ({"status": "planned"}, "THREATENED"),
        ({"kind": "THREATEN"}, "THREATENED"),
    ],
)
def test_stages(told: dict[str, Any], value: str) -> None:
    assert stage([attack(**told)]) == value


def test_the_stage_is_the_furthest_told() -> None:
    assert stage([attack(kind="THREATEN"), attack(status="attempted")]) == "ATTEMPTED"
    assert stage([attack(status="planned"), attack()]) == "ACCOMPLISHED"


@pytest.mark.parametrize(
    ("said", "value"),
    [
        (None, "REPORTED AS FACT"),
        (Attribution(by="outlet", name=None, stance="asserts"), "REPORTED AS FACT"),
        (Attribution(by="party", name="fmln", stance="claims"), "CLAIMED OR ADMITTED"),
        (Attribution(by="party", name="mil-slv", stance="asserts"), "REPORTED AS FACT"),
        (Attribution(by="party", name="mil-slv", stance="claims"), "SUSPECTED OR ACCUSED BY AUTHORITIES"),
        (Attribution(by="source", name="THE FRONT", stance="claims"), "CLAIMED OR ADMITTED"),
        (Attribution(by="source", name="COLONEL ROA", stance="claims"), "SUSPECTED OR ACCUSED BY AUTHORITIES"),
        (Attribution(by="source", name="A NEIGHBOR", stance="claims"), "SUSPECTED OR ACCUSED"),
        (Attribution(by="source", name="COLONEL ROA", stance="asserts"), "REPORTED AS FACT"),
    ],
)
def test_confidence_says_who_holds_the_perpetrator_for_it(said: Attribution | None, value: str) -> None:
    told = () if said is None else (attribution(TEXT, "COLONEL ROA", said),)
    assert confidence([attack(parties=(rebels(),), attribution=told)], {"front"}) == value
