"""Acts told beside one another in one sentence stay two, each where it was."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from marsad.types import Coding, Document

pytestmark = pytest.mark.slow

_Coded = Callable[..., tuple[Document, Coding]]

TWO = [
    (
        "Artillery shelling hit Kherson and clashes broke out near Robotyne on Tuesday.",
        [("shelling", "Kherson"), ("clashes", "near Robotyne")],
    ),
    (
        "Shelling in Omdurman and an air raid on Nyala killed 12 people.",
        [("Shelling", "Omdurman"), ("air raid", "Nyala")],
    ),
    (
        "Clashes take place in Wad Madani and shelling in Sennar.",
        [("Clashes", "Wad Madani"), ("shelling", "Sennar")],
    ),
    (
        "Helicopters bomb Talbiseh and clashes in the countryside of Daraa",
        [("bomb", "Talbiseh"), ("clashes", "countryside of Daraa")],
    ),
    (
        "Airstrikes on Kafr Nabl in southern Idlib and shelling on Rastan in the countryside of Homs",
        [("Airstrikes", "Kafr Nabl"), ("shelling", "Rastan")],
    ),
    (
        "Fighter jets bombed a market in Khartoum and infantry burned 80 houses in Zalingei.",
        [("bombed", "Khartoum"), ("burned", "Zalingei")],
    ),
]

ONE = [
    "Clashes and shelling in Homs killed five fighters on Friday.",
    "Several tents were set ablaze in an air strike on a school in Jabalia.",
    "Fierce fighting went on around Lashkar Gah, where 17 policemen lost their lives.",
    "Gunmen attacked the village of Tera, setting fire to homes and killing three people.",
]


@pytest.mark.parametrize(("text", "acts"), TWO, ids=[text[:30] for text, _ in TWO])
def test_two_acts_of_one_sentence_are_two_events_each_where_it_was(
    coded: _Coded, text: str, acts: list[tuple[str, str]]
) -> None:
    _, coding = coded(text)
    told = [(str(m.kind.quotes[0].text), str(m.where.quotes[0].text) if m.where else "") for m in coding.mentions]
    assert [act for act, _ in told] == [act for act, _ in acts]
    assert all(place in said for (_, said), (_, place) in zip(told, acts, strict=True)), told


@pytest.mark.parametrize("text", ONE, ids=[text[:30] for text in ONE])
def test_one_act_told_by_several_words_is_one_event(coded: _Coded, text: str) -> None:
    _, coding = coded(text)
    assert len(coding.mentions) == 1


def test_those_who_lost_their_lives_where_the_act_was_are_its_dead(coded: _Coded) -> None:
    _, coding = coded(ONE[2])
    killed = coding.mentions[0].count("killed")
    assert killed is not None
    assert killed.best == 17


def test_how_it_was_done_says_more_than_what_it_ruined(coded: _Coded) -> None:
    _, coding = coded(ONE[1])
    mode = coding.mentions[0].mode
    assert mode is not None
    assert mode.value == "aerial"


def test_whoever_is_killed_by_a_pronoun_is_one(coded: _Coded) -> None:
    _, coding = coded("Assailants opened fire on a tribal elder in Bannu, killed him on the spot and escaped.")
    killed = coding.mentions[0].count("killed")
    assert killed is not None
    assert (killed.low, killed.best) == (1, 1)


def test_a_town_that_the_tagger_takes_for_an_adverb_is_a_town(coded: _Coded) -> None:
    _, coding = coded("Government forces withdrew from Kanyabayonga and the rebels bombarded Kirumba.")
    shelled = next(m for m in coding.mentions if m.kind.value == "ASSAULT")
    assert shelled.where is not None
    assert shelled.where.value.name == "Kirumba"


def test_what_is_struck_is_finer_than_the_land_it_lies_in(coded: _Coded) -> None:
    _, coding = coded("Airstrikes on Kafr Nabl in southern Idlib killed two.")
    where = coding.mentions[0].where
    assert where is not None
    assert where.value.name == "Kafr Nabl"


def test_a_weapon_of_the_next_clause_is_no_means(coded: _Coded) -> None:
    _, coding = coded("A bomb laid near Douentza killed two U.N. peacekeepers and rebels shelled Gao.")
    told = [([str(claim.value) for claim in m.means], str(m.where.quotes[0].text)) for m in coding.mentions if m.where]
    assert told == [(["bomb"], "near Douentza"), (["shell"], "Gao")]


def test_those_who_are_sent_are_not_those_who_send(coded: _Coded) -> None:
    _, coding = coded("MONUSCO sent 60 peacekeepers to Goma on Friday.")
    assert [claim.value.text for claim in coding.mentions[0].parties] == ["MONUSCO"]


def test_climbers_are_people(coded: _Coded) -> None:
    _, coding = coded("Gunmen kidnapped three climbers near Goma.")
    abducted = coding.mentions[0].count("abducted")
    assert abducted is not None
    assert abducted.best == 3
    assert "three climbers" in [claim.value.text for claim in coding.mentions[0].parties]


def test_economic_losses_are_no_attack(coded: _Coded) -> None:
    _, coding = coded("Panama suffered economic losses of $10 billion.")
    assert not coding.mentions


def test_driving_out_forces_is_an_act_of_force(coded: _Coded) -> None:
    _, coding = coded("The factions expelled the regime forces from a village in Hama.")
    assert [(m.kind.value, m.mode) for m in coding.mentions] == [("ASSAULT", None)]


def test_driving_out_people_is_a_deportation(coded: _Coded) -> None:
    _, coding = coded("Saudi Arabia expelled 4,000 Ethiopian labourers last week.")
    assert [(m.kind.value, m.mode.value) for m in coding.mentions if m.mode] == [("COERCE", "deport")]


def test_an_alias_is_no_operation(coded: _Coded) -> None:
    _, coding = coded(
        'The trafficker, alias "The Mexican", said on Monday that his cartel would cease offensive actions in Cali.'
    )
    assert [m.campaign for m in coding.mentions if m.campaign] == []


def test_an_operation_has_its_name(coded: _Coded) -> None:
    _, coding = coded('The junta launched an operation dubbed "Yan Myo Aung" in Sagaing on Monday.')
    assert [str(m.campaign.value) for m in coding.mentions if m.campaign] == ["Yan Myo Aung"]


def test_the_city_that_has_its_province_s_name_is_the_city(coded: _Coded) -> None:
    _, coding = coded("Clashes broke out in the city of Deir Ezzor on Monday.")
    where = coding.mentions[0].where
    assert where is not None
    assert (where.value.id, where.value.where_prec) == ("gn:170794", 1)


def test_a_name_heard_of_in_another_province_is_not_it(coded: _Coded) -> None:
    _, coding = coded("Nine raids targeted al-Sora town in the countryside of Daraa.")
    where = coding.mentions[0].where
    assert where is not None
    assert (where.value.id, where.value.admin1) == (None, "Daraa")


@pytest.mark.parametrize(
    ("text", "victim"),
    [
        ("Israeli troops shot dead a 16-year-old Palestinian in Jenin on Wednesday.", "a 16-year-old Palestinian"),
        ("The Palestinian was killed in Jenin on Monday.", "The Palestinian"),
        ("An Israeli was stabbed in Haifa on Monday.", "An Israeli"),
    ],
)
def test_one_of_a_nation_is_a_person_and_no_state(coded: _Coded, text: str, victim: str) -> None:
    _, coding = coded(text)
    (mention,) = coding.mentions
    (harmed,) = [claim.value for claim in mention.parties if claim.value.role == "victim"]
    assert (harmed.text, harmed.actor.inter) == (victim, 7)
    assert mention.acled is not None
    assert mention.acled.value.sub_event_type == "Attack"
