"""Where: which of the places that a sentence names is that of the act, and which names are places at all."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from marsad.pipeline import names

pytestmark = pytest.mark.slow

Coded = Callable[..., tuple[Any, Any]]


def placed(coded: Coded, text: str, kind: str) -> list[str | None]:
    """The words that place the acts of this kind."""
    _, coding = coded(text)
    found = [one for one in coding.mentions if one.kind.value == kind]
    assert found, [one.kind.value for one in coding.mentions]
    return [one.where.quotes[0].text if one.where is not None else None for one in found]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Gunmen shot dead a trader in Kano on Friday, police in Abuja said.", "Kano"),
        ("Rebels from Aleppo attacked a checkpoint in Idlib.", "Idlib"),
        ("Militants attacked the village of Kanyabayonga, killing four farmers.", "Kanyabayonga"),
        ("Police in Cali shot dead two students.", "Cali"),
        ("Soldiers stormed Tessalit before dawn and killed three herders.", "Tessalit"),
        ("Air strikes hit the outskirts of Ain Issa, killing a shepherd.", "Ain Issa"),
        ("The rebels attacked a convoy on the road from Bangui to Sibut near Damara.", "Damara"),
        ("Rockets fired from a base in Jordan hit the Syrian town of Nawa.", "Nawa"),
        ("Beni witnessed heavy clashes between rebels and the army.", "Beni"),
        ("Army helicopters bombed Hama countryside.", "Hama countryside"),
        ("Soldiers shelled the countryside of Saraqib.", "countryside of Saraqib"),
        ("Gunmen killed four farmers in villages of the Djibo area.", "Djibo area"),
        ("Russian forces shelled villages in the Bakhmut direction, killing two people.", "Bakhmut direction"),
        ("Ukrainian troops repelled 12 attacks on the Kupiansk axis on Monday.", "Kupiansk axis"),
    ],
)  # fmt: skip
def test_the_place_is_that_of_the_act(coded: Coded, text: str, place: str) -> None:
    assert all(place in str(words) for words in placed(coded, text, "ASSAULT"))


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("Air strikes target Myawaddy town and the death of a farmer in Hpakant", ["Myawaddy", "Hpakant"]),
        ("Shelling targets Daraa city and clashes in the outskirts of Damascus", ["Daraa", "Damascus"]),
        ("Army shells Bakhmut and two soldiers killed in Vovchansk", ["Bakhmut", "Vovchansk"]),
        ("Rebels attacked a convoy in Kidal and killed five soldiers.", ["Kidal"]),
    ],
)
def test_acts_that_a_headline_lists_are_each_at_their_own_place(coded: Coded, text: str, places: list[str]) -> None:
    found = placed(coded, text, "ASSAULT")
    assert len(found) == len(places)
    assert all(place in str(words) for place, words in zip(places, found, strict=True))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("The foreign minister condemned the bombing of a market in Mopti.", "REJECT"),
        ("Students marched against the killing of a teacher in Oaxaca.", "PROTEST"),
        ("Kenya accused Ethiopia of arming herders.", "ACCUSE"),
    ],
)  # fmt: skip
def test_words_are_not_spoken_where_what_they_are_about_was(coded: Coded, text: str, kind: str) -> None:
    _, coding = coded(text)
    told = [one.where.value for one in coding.mentions if one.kind.value == kind and one.where]
    assert all(place.where_prec == 6 for place in told)


def test_of_two_names_in_a_phrase_the_finer_is_the_place(coded: Coded) -> None:
    text = "A bomb killed two guards in Baghdad's Karrada district."
    assert placed(coded, text, "ASSAULT") == ["in Baghdad's Karrada district"]


def test_who_is_shot_is_no_place_though_a_town_is_called_so(coded: Coded) -> None:
    assert placed(coded, "Gunmen shot Medina outside his office.", "ASSAULT") == [None]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Troops entered the town of Al-Qusayriyah.", "Al-Qusayriyah"),
        ("Troops entered the Sheikh Sa’eed District.", "Sheikh Sa’eed District"),
        ("The army left Gao on Monday.", "Gao"),
        ("A shell hit Yarmouk Hospital.", "Yarmouk Hospital"),
    ],
)  # fmt: skip
def test_names_of_places_are_whole(coded: Coded, coder: Any, text: str, name: str) -> None:
    document, _ = coded(text)
    assert (name, "place") in [(phrase.quote.text, phrase.label) for phrase in names(document, coder)]


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("Two men were killed in a US air strike near Jilib.", "SOM"),
        ("Jets bombed a wedding in Mocha, killing six people.", "YEM"),
        ("Boko Haram gunmen killed two fishermen in Mora.", "CMR"),
    ],
)  # fmt: skip
def test_a_place_is_where_its_first_name_and_the_actors_say(coded: Coded, text: str, country: str) -> None:
    _, coding = coded(text)
    assert {one.where.value.country for one in coding.mentions if one.where} == {country}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Gunmen ambushed a bus on the road from Gao to Ansongo on Tuesday, killing six people.", "Gao – Ansongo"),
        ("Gunmen killed four traders on the road to Gao.", "road to Gao"),
        ("Bandits abducted 20 passengers along the highway linking Abuja to Kaduna.", "Abuja – Kaduna"),
        ("A bomb killed three policemen on the highway from Kabul to Kandahar.", "Kabul – Kandahar"),
        ("Fighters attacked an army patrol on the road out of Maiduguri.", "road out of Maiduguri"),
        ("Militants attacked a convoy on the Homs-Palmyra road.", "Homs – Palmyra"),
        ("Two soldiers died when their vehicle hit a mine between Mopti and Bandiagara.", "Mopti – Bandiagara"),
        ("Insurgents killed five people in a village on the road to Palma in Cabo Delgado province.", "road to Palma"),
        ("Clashes erupted on the border between Sudan and Chad.", "Sudan – Chad"),
    ],
)
def test_neither_end_of_a_road_is_the_place(coded: Coded, text: str, name: str) -> None:
    _, coding = coded(text)
    (place,) = {mention.where.value for mention in coding.mentions if mention.where is not None}
    assert place.name == name
    assert place.where_prec == 5
    assert place.id is None


def test_a_town_on_the_road_is_finer_than_the_road(coded: Coded) -> None:
    _, coding = coded("Al-Shabaab ambushed a convoy on the outskirts of Afgooye, on the road to Mogadishu.")
    assert coding.mentions[0].where.value.name == "outskirts of Afgooye"


def test_a_name_is_not_known_where_it_is_only_known_in_another_country(coded: Coded) -> None:
    _, coding = coded("Two people were killed in Kani, Myanmar, on Monday.")
    place = coding.mentions[0].where.value
    assert (place.name, place.country) == ("Kani", "MMR")


@pytest.mark.parametrize(
    ("text", "country", "admin1"),
    [
        ("At least nine people were killed in Gaza, the health ministry said.", "PSE", "Gaza Strip"),
        ("Israeli strikes killed at least 23 people across Gaza on Tuesday.", "PSE", "Gaza Strip"),
        ("Bandits killed five farmers in Shiroro local government area of Niger state.", "NGA", "Niger"),
        ("Rebels killed nine soldiers in Niger on Sunday.", "NER", None),
    ],
)
def test_a_name_that_two_lands_have(coded: Coded, text: str, country: str, admin1: str | None) -> None:
    _, coding = coded(text)
    places = [one.where.value for one in coding.mentions if one.where is not None]
    assert [(place.country, place.admin1) for place in places] == [(country, admin1)]


@pytest.mark.parametrize(
    ("text", "place", "prec"),
    [
        ("A bomb killed two people in Kismayo. An hour later gunmen stormed a hotel in the same town.", "Kismayo", 1),
        ("Soldiers entered Manbij on Friday. On Saturday they shelled the town.", "Manbij", 1),
        ("The army shelled Goma. Kenya flew the wounded to Nairobi. Rebels shelled the whole city again.", "Goma", 1),
    ],
)
def test_the_same_town_is_the_one_named_before(coded: Coded, text: str, place: str, prec: int) -> None:
    _, coding = coded(text)
    last = [one for one in coding.mentions if one.kind.value == "ASSAULT"][-1]
    assert last.where is not None
    assert (last.where.value.name, last.where.value.where_prec) == (place, prec)


def test_a_town_of_which_more_is_said_is_another(coded: Coded) -> None:
    _, coding = coded("A bomb killed two people in Kismayo. The next day gunmen raided the next town.")
    assert all(one.where is None or one.where.method != "place.same@1" for one in coding.mentions)


def test_what_is_placed_nowhere_is_in_the_country_of_its_story(coded: Coded) -> None:
    _, coding = coded("Washington condemned the violence in Haiti. Police fired tear gas at protesters.")
    last = coding.mentions[-1]
    assert last.where is not None
    assert last.where.method == "place.story@1"
    assert (last.where.value.country, last.where.value.where_prec, last.where.value.lat) == ("HTI", 6, None)
    assert [quote.text for quote in last.where.quotes] == ["Haiti"]


def test_what_is_placed_nowhere_is_in_the_province_of_the_act_right_before_it(coded: Coded) -> None:
    text = "Thousands protested in Tel Aviv on Saturday. Police arrested 14 demonstrators."
    last = coded(text)[1].mentions[-1]
    assert last.where is not None
    assert last.where.method == "place.before@1"
    assert (last.where.value.admin1, last.where.value.where_prec) == ("Tel Aviv", 4)


def test_the_country_of_a_story_is_that_of_its_towns_and_not_of_who_attacks(coded: Coded) -> None:
    place = coded("Russian envoys spoke of Nabatieh and Tyre. Russian drones killed four people.")[1].mentions[-1].where
    assert place is not None
    assert place.value.country == "LBN"


def test_words_have_no_country_by_their_story(coded: Coded) -> None:
    _, coding = coded("Gangs attacked a prison in Port-au-Prince. Washington condemned the violence.")
    assert [one.where for one in coding.mentions if one.kind.value == "ACCUSE"] == [None]


def test_an_airport_is_not_where_the_one_is_after_whom_it_is_called(coded: Coded) -> None:
    _, coding = coded("Gunmen attacked the Aden Adde airport in Mogadishu.")
    place = coding.mentions[0].where
    assert place is not None
    assert (place.value.country, place.value.admin1, place.value.where_prec) == ("SOM", "Banadir", 2)


def test_hills_above_a_town_are_near_it(coded: Coded) -> None:
    _, coding = coded("Fighting between M23 and the army resumed in the hills above Sake on Tuesday.")
    place = coding.mentions[0].where
    assert place is not None
    assert place.value.where_prec == 2


@pytest.mark.parametrize(
    "text",
    [
        "Russian shells hit a bus stop in Kherson on Saturday.",
        "A drone hit Antonivka in the Kherson region on Friday. Shells hit a bus stop in Kherson on Saturday.",
    ],
)
def test_what_stands_in_streets_is_in_the_city_and_not_somewhere_in_its_province(coded: Coded, text: str) -> None:
    _, coding = coded(text)
    place = coding.mentions[-1].where
    assert place is not None
    assert (place.value.name, place.value.where_prec) == ("Kherson", 1)
