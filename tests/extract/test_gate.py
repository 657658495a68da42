"""What tells of violence and what only sounds like it, by the class of sign that decides."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from marsad.codebook import load_codebook
from marsad.extract.gate import weight_of
from marsad.extract.signs import Signs

Coded = Callable[..., tuple[Any, Any]]

#: A sign that weighs for an event, and one that weighs against it, of each class.
FOR = ("agent.armed", "agent.actor", "conflict.1", "weapon", "patient.targets")
AGAINST = (
    "agent.forces",
    "agent.animals",
    "cause.ailments",
    "patient.abstract",
    "frame.works",
    "year.old",
    "topic.sport",
)


def test_signs_weigh_as_they_should() -> None:
    weights = load_codebook().weights["violence"]
    assert [sign for sign in FOR if weights[sign] <= 0] == []
    assert [sign for sign in AGAINST if weights[sign] >= 0] == []


def test_words_weigh_by_the_place_where_they_stand() -> None:
    table = load_codebook().word_weights
    assert table["violence", "beside"]["militant"] > 0 > table["violence", "beside"]["goal"]
    signs = Signs(named=frozenset(), words={"beside": ("militant",), "agent": ("unheard-of",)})
    bias = load_codebook().weights["violence"]["bias"]
    assert weight_of(load_codebook(), "violence", signs) == bias + table["violence", "beside"]["militant"] / 2


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        "A landslide killed nine road workers in Uttarakhand on Monday.",  # agent: nature
        "Hyenas killed a night guard at the edge of Harar.",  # agent: animals
        "Nineteen prisoners died of typhoid in the central jail.",  # cause: ailment
        "The novel follows a nurse who is kidnapped by rebels in Goma.",  # frame: a work
        "In 1527 mutinous troops sacked Rome and killed thousands.",  # year: history
        "Rovers bombarded the goal and won 3-1 after extra time.",  # topic: sport, score
        "The senator attacked the bill and the budget.",  # patient: abstract
        "The retailer threatened its suppliers with lower prices.",  # agent: firm
        "The army sent two boats to the drowned village and asked for tents.",  # relief
        "The convention forbids attacks on hospitals and ambulances.",  # frame: a law
    ],
)
def test_innocent_readings_tell_no_event(coded: Coded, text: str) -> None:
    _, coding = coded(text)
    assert [(one.kind.value, one.kind.quotes[0].text) for one in coding.mentions] == []


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        "Gunmen killed nine road workers in Uttarakhand on Monday.",
        "Police used tear gas against flood victims in Sukkur.",
        "The jet crashed after rebels had fired a missile at it.",
        "Rebels attacked a village hit by floods and killed two aid workers.",
        "A bomb exploded in a football stadium in Kano, killing six fans.",
        "Militants kidnapped a film director near Peshawar.",
        "Soldiers fired on the mourners after the funeral of a singer.",
    ],
)
def test_other_worlds_do_not_silence_violence(coded: Coded, text: str) -> None:
    _, coding = coded(text)
    assert "ASSAULT" in {one.kind.value for one in coding.mentions}
