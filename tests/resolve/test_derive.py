"""ACLED's 25 types, the CAMEO roots that PLOVER keeps, UCDP's types of violence and ACLED's tags, from sentences."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from marsad.codebook import load_codebook

pytestmark = pytest.mark.slow

Coded = Callable[..., tuple[Any, Any]]

_ACLED = [
    ("The Somali army recaptured Adan Yabaal from Al-Shabaab after heavy fighting.", "Government regains territory"),
    ("M23 rebels captured Rutshuru from the Congolese army after two days.", "Non-state actor overtakes territory"),
    ("Syrian government forces clashed with Islamic State fighters near Palmyra.", "Armed clash"),
    ("Armenia and Azerbaijan exchanged artillery fire near Tegh.", "Armed clash"),
    ("Security forces opened fire on demonstrators in Khartoum, killing seven.", "Excessive force against protesters"),
    ("Police fired tear gas at protesters who marched in Lagos.", "Protest with intervention"),
    ("Hundreds of teachers demonstrated in Rabat against low wages.", "Peaceful protest"),
    ("Protesters rioted in Dakar and burned two buses.", "Violent demonstration"),
    ("Rioters killed a shopkeeper in Colombo.", "Mob violence"),
    ("Government forces attacked Saraqib with chlorine, doctors said.", "Chemical weapon"),
    ("Saudi warplanes bombed Houthi positions near Marib.", "Air/drone strike"),
    ("A suicide bomber blew himself up among soldiers in Mogadishu.", "Suicide bomb"),
    ("Russian forces shelled Nikopol with artillery.", "Shelling/artillery/missile attack"),
    ("A roadside bomb killed three soldiers near Djibo.", "Remote explosive/landmine/IED"),
    ("Gunmen threw a hand grenade at a bar in Bujumbura, wounding four people.", "Grenade"),
    ("Militiamen raped six women in a village near Beni.", "Sexual violence"),
    ("Gunmen killed five farmers near Jos.", "Attack"),
    ("Gunmen opened fire at a bar in Guayaquil, killing six.", "Attack"),
    ("Clashes in Tripoli left 12 dead.", "Armed clash"),
    ("Gunmen kidnapped two priests in Kaduna.", "Abduction/forced disappearance"),
    ("M23 rebels arrested a village chief in Rutshuru.", "Abduction/forced disappearance"),
    ("The Colombian government and the ELN signed a ceasefire agreement in Havana.", "Agreement"),
    ("Police arrested 40 opposition leaders in Harare.", "Arrests"),
    ("Turkey deployed troops to the border with Syria.", "Change to group/activity"),
    ("Ukrainian air defence shot down 12 Russian drones over Odesa.", "Disrupted weapons use"),
    ("Police defused a bomb near a mosque in Quetta.", "Disrupted weapons use"),
    ("Soldiers seized a weapons cache of the FARC near Tumaco.", "Disrupted weapons use"),
    ("Al-Shabaab set up a base near Haradhere.", "Headquarters or base established"),
    ("Militiamen looted shops in Nyala.", "Looting/property destruction"),
    ("SDF fighters took control of Tabqa airport without a fight.", "Non-violent transfer of territory"),
    ("The authorities imposed a curfew in Maiduguri.", "Other"),
]


@pytest.mark.parametrize(("text", "sub_event_type"), _ACLED)
def test_acled_type(coded: Coded, text: str, sub_event_type: str) -> None:
    _, coding = coded(text)
    found = [mention.acled for mention in coding.mentions if mention.acled is not None]
    assert {claim.value.sub_event_type for claim in found} == {sub_event_type}
    assert all(claim.method.startswith("acled.") for claim in found)


def test_all_twenty_five_are_reached() -> None:
    assert {sub for _, sub in _ACLED} == set(load_codebook().acled)


@pytest.mark.parametrize(
    ("text", "root"),
    [
        ("The Taliban urged Pakistan to release the detained traders.", "02"),
        ("Sudan and Chad agreed to hold talks on their border.", "03"),
        ("The Turkish president met his Iraqi counterpart in Baghdad.", "04"),
        ("Moscow praised the Malian junta for its stance on France.", "05"),
        ("Russian and Syrian troops held a joint patrol near Kobani.", "06"),
        ("The United States sent food aid to refugees in Chad.", "07"),
        ("French troops withdrew from Menaka.", "08"),
        ("Prosecutors investigated the police for the killings in Lekki.", "09"),
        ("The rebels demanded the resignation of the president.", "10"),
        ("Kinshasa accused Rwanda of arming M23 rebels.", "11"),
        ("The rebels rejected the government's ceasefire offer.", "12"),
        ("Iran threatened to attack Israel.", "13"),
        ("Hundreds of teachers demonstrated in Rabat against low wages.", "14"),
        ("Turkey deployed troops to the border with Syria.", "15"),
        ("Canada expelled an Indian diplomat over the murder.", "16"),
        ("Police arrested 40 opposition leaders in Harare.", "17"),
        ("Gunmen kidnapped two priests in Kaduna.", "18"),
        ("Syrian government forces clashed with Islamic State fighters near Palmyra.", "19"),
        ("ADF rebels massacred 40 villagers near Beni.", "20"),
    ],
)
def test_cameo_root(coded: Coded, text: str, root: str) -> None:
    _, coding = coded(text)
    assert root in {mention.cameo.value[:2] for mention in coding.mentions}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Gunmen kidnapped two priests in Kaduna.", "181"),
        ("Gunmen took three nurses hostage in Kaduna.", "181"),
        ("A bomb exploded in a market in Baidoa, killing two people.", "183"),
        ("Gunmen killed two farmers near Baidoa.", "1823"),
        ("Militants assassinated a judge in Baidoa.", "186"),
    ],
)
def test_the_way_of_an_act_decides_on_its_code_before_those_who_suffer(coded: Coded, text: str, code: str) -> None:
    _, coding = coded(text)
    assert [mention.cameo.value for mention in coding.mentions] == [code]


@pytest.mark.parametrize(
    ("text", "violence"),
    [
        ("Nigerian soldiers killed 12 Boko Haram fighters near Bama.", 1),
        ("Clashes between the army and M23 rebels near Sake killed 20 fighters.", 1),
        ("Al-Shabaab fighters killed six fighters of Islamic State near Bosaso.", 2),
        ("ADF rebels killed nine villagers near Beni.", 3),
        ("Gunmen killed nobody near Beni.", None),
        # Who died in a fight of two armed sides is no side of it; two who attack a village are one side.
        ("Clashes between Congolese soldiers and M23 rebels in Goma killed 11 people.", 1),
        ("Fighting between Dozo hunters and JNIM fighters near Djenné left nine villagers dead.", 2),
        ("ADF rebels and Mai-Mai fighters attacked a village near Beni, killing nine villagers.", 3),
    ],
)
def test_ged_type_of_violence(coded: Coded, text: str, violence: int | None) -> None:
    _, coding = coded(text)
    found = [mention.ged.value for mention in coding.mentions if mention.ged is not None]
    assert found == ([] if violence is None else [violence])


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("Some 300 people protested against the decree in Tunis.", {"crowd size=300"}),
        ("Students protested against the decree in Tunis.", {"crowd size=no report"}),
        ("Militiamen raped six women in a village near Beni.", {"sexual violence"}),
        ("Gunmen killed three women near Jos.", {"women targeted"}),
        ("Gunmen killed the mayor of Tumaco.", {"local administrators"}),
    ],
)
def test_tags(coded: Coded, text: str, tags: set[str]) -> None:
    _, coding = coded(text)
    assert {claim.value for mention in coding.mentions for claim in mention.tags} == tags


@pytest.mark.parametrize(
    "text",
    [
        "Ocean Infinity struck a deal with the Malaysian government to find the jet.",  # no party to a conflict
        "The first group of expelled diplomats left the embassy in Minsk on Saturday.",  # no forces
    ],
)
def test_what_acled_would_not_code(coded: Coded, text: str) -> None:
    _, coding = coded(text)
    assert [mention.acled for mention in coding.mentions] == [None]


def test_fighters_who_close_a_road_demonstrate_nothing(coded: Coded) -> None:
    _, coding = coded("Rebels set up barricades in the suburbs of San Salvador.")
    assert [mention.acled.value.sub_event_type for mention in coding.mentions] == ["Other"]
