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


@pytest.mark.parametrize(
    ("text", "initiators", "outcome"),
    [
        ("Rwandan troops drove the insurgents out of Mocimboa.", ["Rwandan troops"], []),
        ("The insurgents were driven out of Mocimboa by Rwandan troops.", ["Rwandan troops"], []),
        ("Rebels stormed the post at Fizi and were pushed back by soldiers.", ["Rebels"], ["repelled"]),
        ("Guards drove off the attackers near Bonny island.", ["the attackers"], ["repelled"]),
    ],
)
def test_who_drives_others_away_attacks_them_unless_they_came_to_attack(
    coded: Coded, text: str, initiators: list[str], outcome: list[str]
) -> None:
    attack = assault(coded, text)
    assert said(attack, "initiator") == initiators
    assert [claim.value for claim in attack.outcome] == outcome


@pytest.mark.parametrize(
    "text",
    [
        "A bomb destroyed three shops in Mogadishu on Friday.",
        "A car bomb damaged the police headquarters in Kabul on Sunday.",
        "An explosion destroyed three shops in Mogadishu on Friday.",
    ],
)
def test_what_a_weapon_destroys_is_one_act_in_its_mode(coded: Coded, text: str) -> None:
    attack = assault(coded, text)
    assert attack.mode is not None
    assert attack.mode.value == "explosives"
    assert attack.targets


@pytest.mark.parametrize(
    "text",
    [
        "Warplanes bombed a meeting of commanders east of Hajin, killing 28.",
        "A suicide bomber struck a meeting of tribal elders in Mosul on Monday.",
        "Rebels killed six soldiers in an ambush on a patrol near Gao.",
    ],
)
def test_gatherings_and_patrols_that_are_hit_are_no_acts_of_their_own(coded: Coded, text: str) -> None:
    _, coding = coded(text)
    assert [one.kind.value for one in coding.mentions] == ["ASSAULT"]


def test_what_somebody_is_punished_for_is_not_done_here(coded: Coded) -> None:
    text = "A faction in Daraa executed a man on charges of assassinating one of its commanders."
    assert said(assault(coded, text), "victim") == ["a man"]


def test_taken_people_are_no_outcome_of_a_fight(coded: Coded) -> None:
    _, coding = coded("Militants killed at least 40 soldiers near Bama and captured dozens of others.")
    assert [(one.kind.value, len(one.outcome)) for one in coding.mentions] == [("ASSAULT", 0), ("COERCE", 0)]


@pytest.mark.parametrize(
    ("text", "targets", "sub_event"),
    [
        ("The navy seized cocaine and marijuana off Tumaco on Friday.", ["cocaine", "marijuana"], None),
        ("Ecuador's navy seized two tonnes of drugs off Esmeraldas.", ["drug"], None),
        ("Malian gendarmes seized forty rifles from a lorry at Gossi.", ["lorry", "rifle"], "Disrupted weapons use"),
    ],
)
def test_what_is_seized_decides_on_the_type(coded: Coded, text: str, targets: list[str], sub_event: str | None) -> None:
    (mention,) = coded(text)[1].mentions
    assert [claim.value for claim in mention.targets] == targets
    assert (mention.acled and mention.acled.value.sub_event_type) == sub_event


@pytest.mark.parametrize(
    "text",
    [
        "The fire has destroyed at least ten houses in the suburbs of Coimbra.",
        "Floods in Borno killed forty people and destroyed three villages.",
        "Six children were killed by the storm in Beira on Monday.",
    ],
)
def test_what_nobody_sends_attacks_nobody(coded: Coded, text: str) -> None:
    assert coded(text)[1].mentions == ()


@pytest.mark.parametrize(
    ("text", "initiators", "victims"),
    [
        ("Sniper fire killed two nurses in Sloviansk on Friday.", [], ["two nurses"]),
        ("Ten activists were ambushed near Guntur and attacked with axes.", [], ["Ten activists"]),
        ("Rebels shot down two army helicopters over Kobane, killing 26 people.", ["Rebels"], ["army", "26 people"]),
        ("Al-Shabaab killed a village administrator in Mogadishu.", ["Al-Shabaab"], ["a village administrator"]),
    ],
)
def test_sides_of_an_attack(coded: Coded, text: str, initiators: list[str], victims: list[str]) -> None:
    attack = assault(coded, text)
    assert said(attack, "initiator") == initiators
    assert said(attack, "victim", "recipient") == victims


def test_who_is_accused_of_an_act_does_it(coded: Coded) -> None:
    text = "Relatives and activists accuse the police of executing the young men in Tumaco."
    (act,) = [one for one in coded(text)[1].mentions if one.kind.value == "ASSAULT"]
    assert said(act, "initiator") == ["the police"]


def test_what_others_did_before_is_another_act(coded: Coded) -> None:
    _, coding = coded("Following Russian airstrikes, jihadist rebels stormed army positions at Tal Risha.")
    assert [said(one, "initiator") for one in coding.mentions] == [["Russian"], ["jihadist rebels"]]


def test_two_places_set_beside_each_other_are_two_acts(coded: Coded) -> None:
    text = "Four people died in a car bomb attack in Diyarbakir while another three were killed in a bombing in Mardin."
    assert len(coded(text)[1].mentions) == 2


def test_the_house_of_an_act_is_not_the_act(coded: Coded) -> None:
    _, coding = coded("Arsonists attacked an army recruitment centre in Mosul.")
    assert [one.kind.value for one in coding.mentions] == ["ASSAULT"]


@pytest.mark.parametrize(
    ("text", "kind", "parties"),
    [
        ("Soldiers shot and killed six East Timorese on Friday.", "ASSAULT", ["Soldiers", "East Timorese"]),
        ("He was captured by the Red Army near Lublin.", "COERCE", ["Red Army"]),
    ],
)
def test_two_verbs_of_one_doer_and_people_behind_pronouns(
    coded: Coded, text: str, kind: str, parties: list[str]
) -> None:
    (mention,) = coded(text)[1].mentions
    assert mention.kind.value == kind
    assert said(mention, "initiator", "victim", "recipient") == parties


def test_where_a_grenade_is_thrown_is_no_weapon(coded: Coded) -> None:
    attack = assault(coded, "A man threw a grenade in a passenger plane at Amman on Friday.")
    assert [claim.value for claim in attack.means] == ["grenade"]


def test_charges_of_a_court_are_no_explosives(coded: Coded) -> None:
    _, coding = coded("A court framed charges against a former councillor for murdering a dealer in Delhi.")
    assert not any(claim.value == "charge" for one in coding.mentions for claim in one.means)


def test_an_act_as_the_subject_of_what_could_be_is_hypothetical(coded: Coded) -> None:
    attack = assault(coded, "Attacking the observers could alienate the local population in Idlib.")
    assert attack.status.value == "hypothetical"


@pytest.mark.parametrize(
    ("text", "victims", "killed"),
    [
        ("Niger troops storm Islamic State camp near Torodi, twenty militants dead", ["twenty militants"], 20),
        (
            "Rival militias fought with tanks in Janzour, and three civilians died in the crossfire.",
            ["three civilians"],
            3,
        ),
        ("Taliban gunmen shot a tribal elder dead outside his house in Tank on Friday.", ["a tribal elder"], 1),
        ("A suicide bomber struck a queue in Kunduz where officials were drawing their pay, killing eight.", [], 8),
    ],
)
def test_the_dead_told_at_the_end_are_of_the_act(coded: Coded, text: str, victims: list[str], killed: int) -> None:
    attack = assault(coded, text)
    assert said(attack, "victim") == victims
    assert attack.count("killed").best == killed


def test_workers_who_launch_a_strike_protest(coded: Coded) -> None:
    (mention,) = coded("Oil workers in Basra launched a three-day strike over unpaid wages.")[1].mentions
    assert (mention.kind.value, mention.mode.value) == ("PROTEST", "strike")


def test_a_plural_after_a_name_is_a_headline_verb(coded: Coded) -> None:
    attack = assault(coded, "Arakan Army storms last police post in Ann after week-long siege")
    assert said(attack, "initiator") == ["Arakan Army"]


@pytest.mark.parametrize(
    ("text", "initiator"),
    [
        ("The attack that rebels launched on Sunday killed nine.", "rebels"),
        ("The offensive that the guerrillas launched 11 days ago left hundreds dead in Lima.", "the guerrillas"),
    ],
)
def test_whoever_launches_an_act_in_a_clause_beside_it_does_it(coded: Coded, text: str, initiator: str) -> None:
    _, coding = coded(text)
    (one,) = coding.mentions
    assert [p.quotes[0].text for p in one.parties if p.value.role == "initiator"] == [initiator]


def test_what_is_taken_in_an_advance_is_an_act_of_its_own(coded: Coded) -> None:
    _, coding = coded("Government forces advanced near Marib, seizing two hills.")
    assert [one.kind.value for one in coding.mentions] == ["MOBILIZE", "ASSAULT"]


def test_a_caller_who_claims_an_attack_did_not_do_it(coded: Coded) -> None:
    _, coding = coded("A caller claimed responsibility for the bombing of the bank in Lima.")
    (one,) = coding.mentions
    assert one.status.value == "happened"
    assert not [p for p in one.parties if p.value.role == "initiator"]


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("Rebels shot down a surveillance drone over Kyaukme on Tuesday.", "surveillance drone"),
        ("The army intercepted two missiles over Latakia.", "missile"),
        ("A helicopter was downed near Bakhmut by Russian troops.", "helicopter"),
    ],
)
def test_what_is_brought_down_is_the_target_and_no_means(coded: Coded, text: str, target: str) -> None:
    mention = assault(coded, text)
    assert [claim.value for claim in mention.targets] == [target]
    assert [claim.value for claim in mention.means] == []


def test_explosives_dropped_from_drones_are_a_drone_strike(coded: Coded) -> None:
    mention = assault(coded, "Fighters dropped explosives from drones on a police post at Kawkareik.")
    assert mention.mode is not None
    assert mention.mode.value == "drone"


@pytest.mark.parametrize(
    "text",
    [
        "The Houthi militia fired two ballistic missiles at Marib on Tuesday. Both were intercepted.",
        "Militants fired a dozen rockets towards Sderot. Most were intercepted and one fell on a factory.",
    ],
)
def test_what_was_fired_is_told_to_be_met_in_the_next_sentence(coded: Coded, text: str) -> None:
    assert [claim.value for claim in assault(coded, text).outcome] == ["intercepted"]


def test_what_hit_was_not_met(coded: Coded) -> None:
    text = "Militants fired two rockets towards Sderot. Both were seen from the beach."
    assert [claim.value for claim in assault(coded, text).outcome] == []


def test_strikes_of_a_state_are_from_the_air(coded: Coded) -> None:
    mention = assault(coded, "US strikes on Sanaa killed four people on Sunday.")
    assert mention.mode is not None
    assert mention.mode.value == "aerial"
    assert [claim.value.actor.id for claim in mention.parties if claim.value.role == "initiator"] == ["gov-usa"]
    assert mention.where is not None
    assert mention.where.value.country == "YEM"


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("Eight policemen were killed near Mandera on Monday. Al-Shabaab claimed responsibility.", ["Al-Shabaab"]),
        ("Eight policemen were killed near Mandera on Monday. No group claimed responsibility.", []),
        ("Eight policemen were killed near Mandera on Monday. The minister took responsibility for the budget.", []),
    ],
)
def test_whoever_claims_responsibility_did_what_was_told_before(coded: Coded, text: str, who: list[str]) -> None:
    assert said(assault(coded, text), "initiator") == who


def test_drones_that_are_counted_are_nobody(coded: Coded) -> None:
    mention = assault(coded, "Seventy-four of the drones were shot down over Odesa.")
    assert mention.parties == ()
    assert [claim.value for claim in mention.targets] == ["drone"]
