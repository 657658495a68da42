"""Forces on the move, truces, walk-outs, and sentences whose subject the parser gives to another verb."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from marsad.types import Mention

pytestmark = pytest.mark.slow

Coded = Callable[..., tuple[Any, Any]]


def mentions(coded: Coded, text: str) -> list[Mention]:
    _, coding = coded(text)
    return list(coding.mentions)


def told(coded: Coded, text: str, kind: str) -> Mention:
    """The one mention of this kind; it must be there."""
    every = mentions(coded, text)
    found = [mention for mention in every if mention.kind.value == kind]
    assert len(found) == 1, [(one.kind.value, one.kind.quotes[0].text) for one in every]
    return found[0]


def said(mention: Mention, role: str) -> list[str]:
    return [str(claim.value.text) for claim in mention.parties if claim.value.role == role]


@pytest.mark.parametrize(
    ("text", "mode", "who"),
    [
        ("The African Union flew 200 policemen and two battalions of soldiers to Baidoa.", "troops", "African Union"),
        ("Chad moved a column of tanks and howitzers to the border with Sudan.", "troops", "Chad"),
        ("The Tatmadaw brought up artillery to the hills above Lashio.", "weapons", "Tatmadaw"),
        ("The general shifted three brigades from Bakhmut to Kupiansk.", "troops", "general"),
        ("Ninety paratroopers were sent to Bria after the clashes.", "troops", "paratroopers"),
        ("Kenya plans to send marines to Lamu within a week.", "troops", "Kenya"),
    ],
)
def test_whoever_sends_forces_somewhere_moves_them(coded: Coded, text: str, mode: str, who: str) -> None:
    mention = told(coded, text, "MOBILIZE")
    assert mention.mode is not None
    assert mention.mode.value == mode
    assert any(who in name for name in said(mention, "initiator"))


@pytest.mark.parametrize(
    "text",
    [
        "The ministry sent a letter to the families on Tuesday.",
        "The company moved its units into a new office block.",
        "The council ordered the rebels to meet government envoys.",
        "The airline flew thousands of passengers to Lagos in May.",
    ],
)
def test_other_things_are_sent_without_any_move_of_forces(coded: Coded, text: str) -> None:
    assert "MOBILIZE" not in [mention.kind.value for mention in mentions(coded, text)]


def test_they_are_judged_by_who_was_told_of_before(coded: Coded) -> None:
    text = "Insurgents attacked Mucojo on Monday. They withdrew at dawn on Tuesday."
    assert said(told(coded, text, "RETREAT"), "initiator") == ["Insurgents"]


def test_they_who_attacked_burn_houses(coded: Coded) -> None:
    text = "The army shelled the town on Monday. They burned thirty houses on Tuesday."
    assert [one.mode.value for one in mentions(coded, text) if one.mode] == ["heavy-weapons", "destroy"]


def test_farmers_who_burn_their_fields_attack_nobody(coded: Coded) -> None:
    text = "The farmers of the valley met in Goma on Monday. They burned the fields after the harvest."
    assert "ASSAULT" not in [mention.kind.value for mention in mentions(coded, text)]


@pytest.mark.parametrize(
    "text",
    [
        "In El Obeid, a truce arranged by tribal elders took effect at dawn on Friday.",
        "A local ceasefire came into force in Sweida on Sunday.",
    ],
)
def test_a_truce_takes_effect_though_nobody_is_named(coded: Coded, text: str) -> None:
    mention = told(coded, text, "RETREAT")
    assert mention.mode is not None
    assert mention.mode.value == "ceasefire"


def test_a_truce_that_is_only_named_is_none(coded: Coded) -> None:
    assert mentions(coded, "The truce was on everybody's lips in the market.") == []


def test_teachers_who_walk_out_of_their_classrooms_strike(coded: Coded) -> None:
    mention = told(
        coded, "Teachers in Bamenda walked out of their classrooms on Monday over the lack of security.", "PROTEST"
    )
    assert mention.mode is not None
    assert mention.mode.value == "strike"


@pytest.mark.parametrize(
    ("text", "kind", "who"),
    [
        ("Relatives of the students taken from Iguala in 2014 marched through Mexico City.", "PROTEST", "Relatives"),
        ("Near Buenaventura, gunmen clashed with soldiers on Sunday.", "ASSAULT", "gunmen"),
    ],
)
def test_the_subject_is_that_of_the_verb_that_tells(coded: Coded, text: str, kind: str, who: str) -> None:
    mention = told(coded, text, kind)
    assert any(who in name for name in said(mention, "initiator"))


def test_near_at_the_head_of_a_sentence_places_it(coded: Coded) -> None:
    mention = told(coded, "Near Istmina, soldiers clashed with guerrillas on Sunday.", "ASSAULT")
    assert mention.where is not None
    assert (mention.where.value.name, mention.where.value.where_prec) == ("Near Istmina", 2)


def test_troops_from_a_country_are_its_troops(coded: Coded) -> None:
    mention = told(coded, "Troops from Botswana withdrew from Mueda last week.", "RETREAT")
    assert [claim.value.actor.id for claim in mention.parties] == ["mil-bwa"]


def test_all_whose_delegations_met_have_part_in_it(coded: Coded) -> None:
    mention = told(coded, "Delegations of Hamas, Egypt and Qatar held talks in Cairo on Tuesday.", "CONSULT")
    assert {claim.value.actor.id for claim in mention.parties} >= {"hamas", "gov-egy", "gov-qat"}


def test_what_is_fired_towards_a_town_is_told_of_the_town(coded: Coded) -> None:
    mention = told(coded, "Militants fired a dozen rockets towards Sderot on Wednesday.", "ASSAULT")
    assert mention.where is not None
    assert mention.where.value.name == "Sderot"


def test_a_headline_of_rockets_that_land_has_its_verb(coded: Coded) -> None:
    mention = told(coded, "Baghdad: rockets land near US embassy, no casualties", "ASSAULT")
    assert mention.mode is not None
    assert mention.mode.value == "heavy-weapons"
