"""Headlines: acts said by nouns alone, passives without "were", verbs that look like nouns."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

pytestmark = pytest.mark.slow

Coded = Callable[..., tuple[Any, Any]]


@pytest.mark.parametrize(
    ("text", "kind", "where"),
    [
        ("Clashes in the hills around Kitshanga", "ASSAULT", "around Kitshanga"),
        ("Renewed shelling around Kostiantynivka", "ASSAULT", "around Kostiantynivka"),
        ("Bombardment targets Hama", "ASSAULT", "Hamah"),
    ],
)
def test_an_act_and_its_place_are_enough(coded: Coded, text: str, kind: str, where: str) -> None:
    _, coding = coded(text)
    mention = coding.mentions[0]
    assert mention.kind.value == kind
    assert mention.where is not None
    assert mention.where.value.name == where


@pytest.mark.parametrize(
    ("text", "initiators", "others"),
    [
        ("Regime forces advance in Latakia", ["Regime forces"], []),
        ("Helicopters bomb villages near Kauda", [], []),
        ("Opposition factions target regime forces in Hama countryside", ["Opposition factions"], ["regime forces"]),
        ("Regime's helicopters target Darayya", ["Regime's helicopters"], []),
        ("YPG control Menagh village", ["YPG"], []),
        (
            "Turkish warplanes hit PKK caves, five fighters reported killed",
            ["Turkish warplanes"],
            ["PKK", "five fighters"],
        ),
        ("UN peacekeeper killed in ambush near Obo", [], ["UN peacekeeper"]),
        ("Rwandan troops shell Islamist base near Macomia", ["Rwandan troops"], ["Islamist"]),
        ("Al-Shabaab targets soldiers near Merca", ["Al-Shabaab"], ["soldiers"]),
        ("Soldier killed near Menaka", [], ["Soldier"]),
        ("Exchange of shelling between regime forces and rebels in Hama countryside", ["regime forces", "rebels"], []),
        ("Karenni fighters renew the targeting of Loikaw city", ["Karenni fighters"], []),
        ("Regime forces expand their control northwest of Deir Ezzor", ["Regime forces"], []),
        ("Governor killed in Kandahar", [], ["Governor"]),
        ("Two teachers shot near Tumaco in ambush", [], ["Two teachers"]),
        ("The monk whom the police arrested at Yangon airport is eighty.", ["the police"], ["The monk"]),
    ],
)
def test_verbs_without_their_forms(coded: Coded, text: str, initiators: list[str], others: list[str]) -> None:
    _, coding = coded(text)
    parties = [claim.value for claim in coding.mentions[0].parties]
    assert [party.text for party in parties if party.role == "initiator"] == initiators
    assert [party.text for party in parties if party.role != "initiator"] == others


@pytest.mark.parametrize(
    ("text", "killed", "injured"),
    [
        ("4 killed by shelling in Toretsk", 4, None),
        ("12 killed while 50 wounded by an explosion in Jalalabad", 12, 50),
        ("Suicide bomber targets mosque in Peshawar, 34 killed", 34, None),
        ("7 killed and more than 35 injured in an explosion in Kandahar", 7, 35),
    ],
)
def test_numbers_alone_are_people(coded: Coded, text: str, killed: int, injured: int | None) -> None:
    _, coding = coded(text)
    counts = {claim.value.measure: claim.value.best for claim in coding.mentions[0].counts}
    assert (counts.get("killed"), counts.get("injured")) == (killed, injured)


@pytest.mark.parametrize(
    ("text", "sides"),
    [
        ("Raids target Bama and government troops shell the outskirts of Gwoza", {"government troops"}),
        ("Clashes in the Kutum area between army units and rebels", {"army units", "rebels"}),
        ("Nine wounded in shelling by the army on Dilling", {"the army"}),
        ("The army's helicopters drop barrel bombs on Kauda", {"The army's helicopters"}),
        ("Two commanders in Boko Haram killed in Sambisa", {"Two commanders in Boko Haram"}),
        ("Six fighters from the Taliban killed near Kunduz", {"Six fighters from the Taliban"}),
    ],
)
def test_the_sides_are_seen_where_the_parser_mistakes_them(coded: Coded, text: str, sides: set[str]) -> None:
    _, coding = coded(text)
    told = {claim.value.text for mention in coding.mentions for claim in mention.parties}
    assert sides <= told


@pytest.mark.parametrize(
    ("text", "kind", "role", "party"),
    [
        ("Casualties among Somali soldiers near Baidoa", "ASSAULT", "victim", "Somali soldiers"),
        ("Human losses in the ranks of Malian troops near Gao", "ASSAULT", "victim", "Malian troops"),
        ("Dead from the presidential guard in battles near Kidal", "ASSAULT", "victim", "the presidential guard"),
        ("Advances for Congolese troops in North Kivu", "MOBILIZE", "initiator", "Congolese troops"),
        ("Kachin rebels advance over army units near Laiza", "ASSAULT", "recipient", "army units"),
        ("Rebels hang the bodies of Chadian soldiers near Mao", "ASSAULT", "victim", "Chadian soldiers"),
    ],
)
def test_losses_and_gains_have_their_side(coded: Coded, text: str, kind: str, role: str, party: str) -> None:
    _, coding = coded(text)
    told = {
        (mention.kind.value, claim.value.role, claim.value.text)
        for mention in coding.mentions
        for claim in mention.parties
    }
    assert (kind, role, party) in told


def test_a_loss_of_nobody_is_no_event(coded: Coded) -> None:
    _, coding = coded("The tour has seen seven towns, nine signings and one casualty, his wrist.")
    assert coding.mentions == ()
