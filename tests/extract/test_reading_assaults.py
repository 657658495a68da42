"""Who did what to whom with what: who set the weapon, who is held guilty, what stood there, who is meant."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from marsad.types import Mention

pytestmark = pytest.mark.slow

Coded = Callable[..., tuple[Any, Any]]


def assault(coded: Coded, text: str, **given: Any) -> Mention:
    _, coding = coded(text, **given)
    found: list[Mention] = [one for one in coding.mentions if one.kind.value == "ASSAULT"]
    assert len(found) == 1, [one.kind.quotes[0].text for one in found]
    return found[0]


def said(mention: Mention, *roles: Any) -> list[str]:
    return [str(claim.value.text) for claim in mention.parties if claim.value.role in roles]


@pytest.mark.parametrize(
    ("text", "initiators"),
    [
        ("A farmer was killed by a bomb placed by guerrillas under a bridge near Neiva.", ["guerrillas"]),
        ("The army accused the ELN of killing two teachers in Arauca.", ["ELN"]),
        ("Colonel Ruiz is accused of the assassination of two priests in Quiche.", ["Colonel Ruiz"]),
        ("Two soldiers involved in the massacre of the villagers fled to Leticia.", ["Two soldiers"]),
        ("The attack on the barracks near Gao was blamed on Boko Haram.", ["Boko Haram"]),
        ("A farmer was shot by one of the guards near Leticia.", ["one of the guards"]),
        ("Rebels staged an attack on the village of Kanyabayonga.", ["Rebels"]),
    ],
)  # fmt: skip
def test_who_did_it_said_around_the_act(coded: Coded, text: str, initiators: list[str]) -> None:
    assert said(assault(coded, text), "initiator") == initiators


@pytest.mark.parametrize(
    ("text", "targets"),
    [
        ("A bomb went off at a textile factory in Karachi on Friday.", ["a textile factory"]),
        ("A car bomb exploded in front of the bank in Mogadishu.", ["the bank"]),
        ("A nurse was killed by a bomb that militants had planted under a bus in Quetta.", ["a bus"]),
        ("Gunmen attacked the mayor's house in Cali.", ["the mayor's house"]),
        ("A bomb exploded in the city of Kano.", []),
    ],
)  # fmt: skip
def test_what_stood_where_the_weapon_went_off(coded: Coded, text: str, targets: list[str]) -> None:
    assert [claim.quotes[0].text for claim in assault(coded, text).targets] == targets


def test_each_of_a_list_is_a_victim(coded: Coded) -> None:
    text = "The blast killed Maria Pardo, 42; Luz Pardo, 19, and a guard at the gate."
    assert said(assault(coded, text), "victim") == ["Maria Pardo", "Luz Pardo", "a guard"]


def test_a_name_set_beside_a_noun_is_quoted(coded: Coded) -> None:
    attack = assault(coded, "Another engineer, Pedro Suarez, was kidnapped near Kirkuk on Monday.")
    party = next(claim for claim in attack.parties if claim.value.role == "recipient")
    assert [quote.text for quote in party.quotes] == ["Another engineer", "Pedro Suarez"]


def test_the_mayor_is_whom_the_story_named(coded: Coded) -> None:
    text = "Mayor Ana Gil left Tumaco at noon on Monday. Gunmen killed the mayor on the road to Pasto."
    party = next(claim for claim in assault(coded, text).parties if claim.value.role == "victim")
    assert [quote.text for quote in party.quotes] == ["the mayor", "Mayor Ana Gil"]


@pytest.mark.parametrize(
    ("text", "victims"),
    [
        ("A foreigner named Erika Braun was killed in the attack on the hotel.", ["A foreigner"]),
        ("The murder in May of General Pablo Rey was the work of rebels.", ["General Pablo Rey"]),
        ("Two of the kidnappers were killed by police near Medellin.", ["Two of the kidnappers"]),
    ],
)  # fmt: skip
def test_victims_by_construction(coded: Coded, text: str, victims: list[str]) -> None:
    assert said(assault(coded, text), "victim") == victims


def test_names_of_the_dead_come_later(coded: Coded) -> None:
    text = "Gunmen killed two teachers near Kidapawan on Monday. The victims were identified as Rosa Lim and Jose Paz."
    assert said(assault(coded, text), "victim") == ["two teachers", "Rosa Lim", "Jose Paz"]


def test_a_thing_set_on_fire_is_the_target(coded: Coded) -> None:
    attack = assault(coded, "The rebels set fire to the town hall in Ayacucho.")
    assert [claim.quotes[0].text for claim in attack.targets] == ["the town hall"]


def test_two_judges_murdered_are_two_murders(coded: Coded) -> None:
    text = "Gunmen murdered Judge Maria Diaz in Medellin. Gunmen murdered Judge Hector Gil in Medellin."
    _, coding = coded(text)
    assert [said(one, "victim") for one in coding.mentions] == [["Judge Maria Diaz"], ["Judge Hector Gil"]]


@pytest.mark.parametrize(
    ("text", "sub_event"),
    [
        ("The army captured three militants in Borno on Monday.", "Arrests"),
        ("Ukrainian forces captured 20 Russian soldiers near Kupiansk.", "Arrests"),
        ("The rebels took ten soldiers prisoner near Gao.", "Abduction/forced disappearance"),
        ("ARSA fighters seized 12 fishermen off Maungdaw.", "Abduction/forced disappearance"),
        ("Islamist fighters captured the town of Palma.", "Non-state actor overtakes territory"),
        ("Government forces captured the airport on Friday.", "Government regains territory"),
    ],
)
def test_people_are_taken_otherwise_than_ground(coded: Coded, text: str, sub_event: str) -> None:
    _, coding = coded(text)
    (mention,) = coding.mentions
    assert mention.acled.value.sub_event_type == sub_event
