"""What a sentence tells, by construction: voice, coordination, light verbs, status, speakers, pronouns, innocence."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from marsad.types import Mention

pytestmark = pytest.mark.slow

Coded = Callable[..., tuple[Any, Any]]


def mentions(coded: Coded, text: str, **given: Any) -> tuple[Mention, ...]:
    _, coding = coded(text, **given)
    assert not [problem for problem in coding.problems if problem.code == "crash"]
    found: tuple[Mention, ...] = coding.mentions
    return found


def only(coded: Coded, text: str, **given: Any) -> Mention:
    found = mentions(coded, text, **given)
    assert len(found) == 1, [(one.kind.value, one.kind.quotes[0].text) for one in found]
    return found[0]


def said(mention: Mention, *roles: Any) -> list[str]:
    return [str(claim.value.text) for claim in mention.parties if claim.value.role in roles]


@pytest.mark.parametrize(
    ("text", "initiators", "others"),
    [
        ("Rebels attacked the army near Goma.", ["Rebels"], ["the army"]),
        ("The army was attacked by rebels near Goma.", ["rebels"], ["The army"]),
        ("Rebels who attacked the soldiers fled into the forest.", ["Rebels"], ["the soldiers"]),
        ("Gunmen and militiamen attacked soldiers and police.", ["Gunmen", "militiamen"], ["soldiers", "police"]),
        ("Rebels launched an attack on the army.", ["Rebels"], ["the army"]),
        ("An attack on the army was carried out by rebels.", ["rebels"], ["the army"]),
        ("The rebels' attack on the army began at dawn.", ["The rebels"], ["the army"]),
        ("Soldiers came under attack from militants near Mocimboa.", ["militants"], ["Soldiers"]),
        ("Three engineers kidnapped near Jalalabad", [], ["Three engineers"]),
    ],
)  # fmt: skip
def test_sides_by_syntax(coded: Coded, text: str, initiators: list[str], others: list[str]) -> None:
    attack = next(one for one in mentions(coded, text) if one.kind.value == "ASSAULT")
    assert said(attack, "initiator") == initiators
    assert said(attack, "recipient", "victim") == others


def test_who_repels_was_attacked(coded: Coded) -> None:
    attack = only(coded, "The army repelled the militants at Mararaba.")
    assert said(attack, "initiator") == ["the militants"]
    assert said(attack, "recipient") == ["The army"]
    assert [claim.value for claim in attack.outcome] == ["repelled"]


def test_clashes_are_mutual(coded: Coded) -> None:
    clash = only(coded, "Clashes broke out between the army and rebels in Goma.")
    assert said(clash, "initiator") == ["the army", "rebels"]


def test_one_attack_with_its_toll_is_one_event(coded: Coded) -> None:
    text = "Gunmen attacked a village near Jos on Sunday, killing five people and wounding ten."
    attack = only(coded, text, published=date(2024, 3, 6))
    assert {claim.value.measure: claim.value.best for claim in attack.counts} == {"killed": 5, "injured": 10}
    assert attack.when is not None
    assert (attack.when.value.first, attack.when.value.last) == (date(2024, 3, 3), date(2024, 3, 3))


def test_two_sentences_on_one_attack_are_one_mention(coded: Coded) -> None:
    text = "Boko Haram fighters attacked soldiers in Gwoza. The Boko Haram attack on the soldiers lasted two hours."
    attack = only(coded, text)
    assert {quote.sentence for quote in attack.kind.quotes} == {0, 1}


def test_two_attacks_at_two_places_stay_two(coded: Coded) -> None:
    text = "Boko Haram fighters attacked soldiers in Maiduguri. Boko Haram fighters attacked soldiers in Damaturu."
    assert len(mentions(coded, text)) == 2


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Rebels attacked the army in Goma.", "happened"),
        ("Rebels did not attack the army in Goma.", "denied"),
        ("The army denied that rebels attacked the base in Goma.", "denied"),
        ("The rebels plan to attack the army in Goma.", "planned"),
        ("The rebels will attack the army in Goma.", "planned"),
        ("The rebels tried to attack the army in Goma.", "attempted"),
        ("Police foiled an attack on the army in Goma.", "attempted"),
        ("The rebels may attack the army in Goma.", "hypothetical"),
        ("If the rebels attack the army, the talks will fail.", "hypothetical"),
        ("Rebels are continuing to attack the army in Goma.", "ongoing"),
        ("The general hired two rebels to attack the army in Goma.", "planned"),
        ("The rebels managed to attack the army in Goma.", "happened"),
        ("Did the rebels attack the army in Goma?", "hypothetical"),
        ("The dispute might lead to an attack on the army by rebels in Goma.", "hypothetical"),
    ],
)
def test_status(coded: Coded, text: str, status: str) -> None:
    attack = next(one for one in mentions(coded, text) if one.kind.value == "ASSAULT")
    assert attack.status.value == status


def test_the_past_is_told_by_its_date(coded: Coded) -> None:
    attack = only(coded, "In 1994 militiamen killed 200 villagers in Kibuye.", published=date(2024, 4, 7))
    assert attack.status.value == "historical"


@pytest.mark.parametrize(
    ("text", "by", "stance"),
    [
        ("Gunmen killed two guards in Quetta.", "outlet", "asserts"),
        ("Gunmen killed two guards in Quetta, police said.", "source", "asserts"),
        ("According to a witness, gunmen killed two guards in Quetta.", "source", "asserts"),
        ("Islamic State claimed that its fighters killed two guards in Quetta.", "party", "claims"),
        ("Islamic State executed two guards in Raqqa on charges of spying.", "outlet", "asserts"),
        ("The air force launched heavy attacks on suspected rebel columns near Gao.", "outlet", "asserts"),
        ("Suspected rebels attacked two guards near Gao.", "source", "claims"),
    ],
)
def test_who_says_so(coded: Coded, text: str, by: str, stance: str) -> None:
    attack = next(one for one in mentions(coded, text) if one.kind.value == "ASSAULT")
    assert (attack.attribution[0].value.by, attack.attribution[0].value.stance) == (by, stance)


def test_doubt_of_what_stands_beside_is_no_doubt_of_the_act(coded: Coded) -> None:
    attack = only(coded, "A guard was wounded by gunmen in Quetta, and his arm will probably be amputated.")
    assert [claim.value.by for claim in attack.attribution] == ["outlet"]


def test_a_source_named_in_an_aside_says_only_that(coded: Coded) -> None:
    text = "Rebels, who according to the plan should disarm in May, killed two guards near Quetta."
    killing = next(one for one in mentions(coded, text) if one.kind.quotes[0].text == "killed")
    assert [claim.value.by for claim in killing.attribution] == ["outlet"]


def test_one_number_for_dead_and_hurt_counts_neither(coded: Coded) -> None:
    attack = only(coded, "More than 20 soldiers were killed and wounded by rebels in Goma.")
    assert not attack.counts


def test_a_nation_before_its_forces_is_no_second_party(coded: Coded) -> None:
    attack = only(coded, "Villagers near the river fear nothing after the Honduran military attacks on Tuesday.")
    assert said(attack, "initiator") == ["Honduran military"]


def test_whose_accord_it_is_says_not_where(coded: Coded) -> None:
    found = mentions(coded, "The minister signed an agreement between Chad and Niger.")
    assert [one.where for one in found] == [None] * len(found)


def test_pronouns_are_bound_in_the_story(coded: Coded) -> None:
    found = mentions(coded, "Hezbollah fighters entered Quneitra. They shelled the army barracks at dawn.")
    shelling = next(one for one in found if one.kind.quotes[0].text == "shelled")
    assert shelling.actors("initiator")[0].id == "hezbollah"


def test_a_threat_is_no_attack_and_keeps_its_condition(coded: Coded) -> None:
    threat = only(coded, "Russia threatened to attack Ukraine if the talks in Minsk failed.")
    assert (threat.kind.value, threat.status.value) == ("THREATEN", "happened")
    assert any("if the talks" in str(quote.text) for quote in threat.status.quotes)


def test_a_capital_that_speaks_is_no_place(coded: Coded) -> None:
    for mention in mentions(coded, "Ankara accused Damascus of shelling Idlib."):
        assert mention.where is None or mention.where.value.name not in ("Ankara", "Damascus")


@pytest.mark.parametrize(
    "text",
    [
        "The striker attacked down the left wing and fired home in the second half of the Champions League match.",
        "The film, a thriller, opens with an attack on a train and became a box office hit.",
        "Oil prices were hit as traders attacked the currency and shares fell.",
        "The virus attacked the lungs of hundreds of patients in the region, doctors at the clinic reported.",
        "A powerful cyclone struck the coast of Mozambique and destroyed hundreds of homes.",
        "She won her battle with cancer after a long campaign.",
        "The new government of Honduras was sworn in by the judges on Thursday.",
        "Helicopters of the Syrian army dropped leaflets on the villages north of Homs.",
        "The guerrillas of Colombia demonstrated their desire for peace.",
        "Union leaders of Guinea warned that the new law reflects a lack of trust in the government.",
    ],
)
def test_innocent_sentences_tell_nothing(coded: Coded, text: str) -> None:
    assert not mentions(coded, text)


def test_text_in_capitals_is_read_as_well(coded: Coded) -> None:
    text = "GUERRILLAS OF THE FMLN ATTACKED A MILITARY BASE IN SAN SALVADOR, KILLING FOUR SOLDIERS."
    attack = only(coded, text, published=date(1989, 11, 20))
    assert attack.actors("initiator")[0].id == "fmln"
    assert attack.where is not None
    assert (attack.where.value.country, attack.counts[0].value.best) == ("SLV", 4)


def test_acled_and_ged_types_are_derived_with_their_rules(coded: Coded) -> None:
    text = "Al-Shabaab fighters attacked Somali army soldiers in Bardere, killing five soldiers."
    attack = only(coded, text)
    assert attack.acled is not None
    assert (attack.acled.value.sub_event_type, attack.acled.method) == ("Armed clash", "acled.clash@2")
    assert attack.ged is not None
    assert attack.ged.value == 1


def test_coding_a_text_in_another_language_is_left_with_its_problem(coded: Coded) -> None:
    text = "Des hommes armés ont attaqué le village de Solhan dans la nuit, tuant des dizaines de civils."
    document, coding = coded(text, language="fr")
    assert document.language == "fr"
    assert not coding.mentions


@pytest.mark.parametrize(
    ("text", "initiators", "others"),
    [
        ("A female suicide bomber attacked a clinic in Maiduguri.", ["A female suicide bomber"], []),
        ("A Syrian warplane bombed a bakery in Idlib.", ["A Syrian warplane"], []),
        ("The army shelled Taliban positions near Kunduz.", ["The army"], ["Taliban"]),
        ("A suicide bomber blew himself up among shoppers in Baghdad.", ["A suicide bomber"], ["shoppers"]),
        ("Traders were whipped and robbed by militiamen in Nyala.", ["militiamen"], ["Traders"]),
        ("Fighters kidnapped two nurses and four drivers in Pibor.", ["Fighters"], ["two nurses", "four drivers"]),
        ("Soldiers fell into an ambush laid by rebels near Beni.", ["rebels"], ["Soldiers"]),
        ("Police used batons to disperse the marchers in Minsk.", ["Police"], ["the marchers"]),
    ],
)  # fmt: skip
def test_sides_that_weapons_and_things_stand_for(
    coded: Coded, text: str, initiators: list[str], others: list[str]
) -> None:
    attack = next(one for one in mentions(coded, text) if one.kind.value == "ASSAULT")
    assert said(attack, "initiator") == initiators
    assert said(attack, "recipient", "victim") == others


def test_weapons_that_land_are_an_attack_and_planes_that_land_are_none(coded: Coded) -> None:
    attack = only(coded, "Two mortar shells landed on a school in Donetsk.")
    assert (attack.kind.value, attack.targets[0].value) == ("ASSAULT", "school")
    assert not mentions(coded, "The minister's plane landed in Donetsk.")


def test_what_did_not_happen_served_nothing(coded: Coded) -> None:
    assert [one.status.value for one in mentions(coded, "Uganda denied sending troops to support the rebels.")] == [
        "denied"
    ]


def test_a_journey_is_for_its_talks(coded: Coded) -> None:
    visit = only(coded, "Jordan's foreign minister travelled to Cairo for talks with Hamas.")
    assert "Hamas" in said(visit, "recipient")


def test_the_road_is_where_its_ends_are(coded: Coded) -> None:
    attack = only(coded, "Militants attacked a convoy on the road from Kidal to Gao.")
    assert attack.where is not None
    assert attack.where.value.country == "MLI"


def test_the_tools_that_are_downed_are_no_sign_against_a_strike(coded: Coded) -> None:
    strike = only(coded, "Teachers in Nairobi downed tools on Monday.")
    assert (strike.kind.value, strike.mode and strike.mode.value) == ("PROTEST", "strike")


def test_an_earlier_blast_stays_another(coded: Coded) -> None:
    blasts = mentions(coded, "A bomb went off in Kirkuk, a day after a blast in Mosul wounded six people.")
    assert [blast.where.value.country for blast in blasts if blast.where is not None] == ["IRQ", "IRQ"]


def test_the_day_before_the_one_who_says_so_is_that_of_the_act(coded: Coded) -> None:
    text = "Gunmen abducted six farmers from a village near Jangebe, Zamfara state, on Friday, police said."
    attack = only(coded, text, published=date(2021, 2, 27))
    assert attack.when is not None
    assert attack.when.value.first == date(2021, 2, 26)
    told = only(coded, "Gunmen abducted six farmers near Jangebe, police said on Friday.", published=date(2021, 2, 27))
    assert told.when is None
