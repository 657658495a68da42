"""What states and movements say and do to one another: demands, refusals, threats, and whom they are about."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from marsad.types import Mention

pytestmark = pytest.mark.slow

Coded = Callable[..., tuple[Any, Any]]


def told(coded: Coded, text: str, kind: str) -> Mention:
    """The one mention of this kind; it must be there."""
    _, coding = coded(text)
    found = [mention for mention in coding.mentions if mention.kind.value == kind]
    assert len(found) == 1, [(one.kind.value, one.kind.quotes[0].text) for one in coding.mentions]
    mention: Mention = found[0]
    return mention


def said(mention: Mention, role: str) -> list[str]:
    return [str(claim.value.text) for claim in mention.parties if claim.value.role == role]


def mode(mention: Mention) -> str | None:
    return mention.mode.value if mention.mode else None


@pytest.mark.parametrize(
    ("text", "kind", "wanted"),
    [
        ("Togo asked Ghana for two patrol boats.", "REQUEST", "assist"),
        ("Opposition leaders called on the president of Benin to resign.", "REQUEST", "change"),
        ("The Council ordered the rebels to meet government envoys.", "REQUEST", "meet"),
        ("Estonia urged Russia to release the abducted officer.", "REQUEST", "yield"),
        ("Sudan turned down an invitation to meet Ethiopian envoys.", "REJECT", "meet"),
        ("The rebels threatened to shell the port of Hodeidah.", "THREATEN", "violence"),
        ("Jordan threatened to sever its ties with Israel.", "THREATEN", "relations"),
    ],
)
def test_the_content_gives_the_mode(coded: Coded, text: str, kind: str, wanted: str) -> None:
    assert mode(told(coded, text, kind)) == wanted


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Sweden halted its military aid to Ethiopia.", "SANCTION"),
        ("Turkey lifted the curfew in Cizre on Monday.", "CONCEDE"),
        ("Police prevented the demonstration of students in Harare.", "COERCE"),
        ("The miners called off their strike after talks.", "CONCEDE"),
    ],
)
def test_a_verb_turns_the_act_that_its_object_names(coded: Coded, text: str, kind: str) -> None:
    turned = told(coded, text, kind)
    assert len(turned.kind.quotes[0].text.split()) > 1


def test_what_must_be_done_is_demanded_of_its_subject(coded: Coded) -> None:
    demand = told(coded, "Britain said that Libya must hand over the suspects.", "REQUEST")
    assert (said(demand, "initiator"), said(demand, "recipient")) == (["Britain"], ["Libya"])


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("The president will not step down, his spokesman said.", "change"),
        ("Libya would not take in the refugees from the ship.", "assist"),
    ],
)
def test_will_not_is_a_refusal(coded: Coded, text: str, wanted: str) -> None:
    refusal = told(coded, text, "REJECT")
    assert (mode(refusal), refusal.status.value) == (wanted, "happened")


@pytest.mark.parametrize(
    ("text", "kind", "recipients"),
    [
        ("Yemen rejected a Saudi request for the prisoners.", "REJECT", ["Saudi"]),
        ("Rebels dismissed an appeal from President Tshisekedi.", "REJECT", ["Tshisekedi"]),
        ("Iran threatened to cut off gas to Turkey.", "THREATEN", ["Turkey"]),
        ("Hamas threatened to end the truce unless Israel reopened the crossing.", "THREATEN", ["Israel"]),
        ("France agreed to lift its embargo on arms to Libya.", "AGREE", ["Libya"]),
        ("Algerians blocked roads to demand freedom from the government.", "PROTEST", ["the government"]),
    ],
)
def test_whom_words_are_about(coded: Coded, text: str, kind: str, recipients: list[str]) -> None:
    assert said(told(coded, text, kind), "recipient") == recipients


def test_who_mediates_is_no_side(coded: Coded) -> None:
    talks = told(coded, "Oman mediated between the Houthis and Saudi Arabia.", "CONSULT")
    assert said(talks, "mediator") == ["Oman"]
    assert len(said(talks, "initiator")) == 2


def test_nations_before_one_noun_are_several(coded: Coded) -> None:
    drill = told(coded, "French and Egyptian warships began joint manoeuvres off Crete.", "COOPERATE")
    assert [claim.value.actor.country for claim in drill.parties] == ["EGY", "FRA"]


@pytest.mark.parametrize(
    "text",
    [
        "The school said pupils must bring their own lunch.",
        "The orchestra halted its tour after the conductor fell ill.",
        "A baker in Lyon refused to sell the last loaf.",
    ],
)
def test_daily_life_is_no_diplomacy(coded: Coded, text: str) -> None:
    _, coding = coded(text)
    assert coding.mentions == ()
