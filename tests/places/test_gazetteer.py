from __future__ import annotations

from pathlib import Path

import pytest

from marsad.errors import ConfigError
from marsad.places import Gazetteer


def first(small: Gazetteer, name: str, **where: str) -> tuple[str, str]:
    found = small.find(name, **where)[0]
    return found.id, found.tier


def test_three_tiers_best_first(small: Gazetteer) -> None:
    assert first(small, "Saraqib") == ("gn:164816", "exact")
    assert first(small, "SARAQIB") == ("gn:164816", "folded")
    assert first(small, "Sarakeeb") == ("gn:164816", "transliterated")
    assert small.find("Saraqub") == ()


def test_a_spelling_is_never_guessed(small: Gazetteer) -> None:
    assert small.find("Alepp") == ()
    assert small.find("Aleppoo", country="SYR") != small.find("Aleppox", country="SYR") == ()


def test_candidates_carry_their_units(small: Gazetteer) -> None:
    town = small.find("Saraqib")[0]
    assert (town.country, town.admin1, town.admin1_id, town.kind) == ("SYR", "Idlib", "gn:169387", "populated place")
    paris = next(place for place in small.find("Paris", country="FRA") if place.kind == "populated place")
    assert (paris.admin1, paris.admin2, paris.within) == ("Île-de-France", "Paris", ("FRA", "gn:3012874"))


def test_a_country_narrows(small: Gazetteer) -> None:
    assert {place.country for place in small.find("Paris")} == {"FRA", "USA"}
    assert {place.country for place in small.find("Paris", country="USA")} == {"USA"}


def test_units_have_the_names_reports_use(small: Gazetteer) -> None:
    names = {small.get(f"gn:{number}").name for number in (170792, 169575, 170652, 706442)}  # type: ignore[union-attr]
    assert names == {"Deir ez-Zor", "Homs", "Rif Dimashq", "Kherson"}
    assert small.find("Homs Governorate")[0].kind == "admin1"


def test_groupings_of_provinces_are_no_units(small: Gazetteer) -> None:
    java = small.get("gn:1642672")
    assert java is not None
    assert (java.kind, java.name) == ("admin1", "West Java")


def test_a_unit_stands_where_its_people_live(small: Gazetteer) -> None:
    idlib = small.get("gn:169387")
    assert idlib is not None
    assert idlib.lat == pytest.approx(35.917, abs=0.01)
    assert idlib.population == 128840 + 32495
    fiji = small.get("gn:900005")  # on both sides of the date line
    assert fiji is not None
    assert abs(fiji.lon or 0) > 178
    java = small.get("gn:1642672")
    assert java is not None
    assert java.lat is None


def test_a_district_without_settlements_stands_at_the_town_of_its_name(small: Gazetteer) -> None:
    district = small.get("gn:900001")
    assert district is not None
    assert (district.kind, district.lat, district.lon) == ("admin2", 35.86447, 36.80591)


def test_codes_and_machine_romanisation_are_no_names(small: Gazetteer) -> None:
    assert small.find("HMS") == ()
    assert small.find("adlb") == ()
    assert small.find("إدلب")[0].id == "gn:169389"


def test_strict_romanisation_is_found_but_not_shown(small: Gazetteer) -> None:
    assert small.find("Al ‘Ashārah")[0].tier == "exact"
    assert "‘" not in small.find("Al ‘Ashārah")[0].name


def test_own_list_lies_where_it_says(small: Gazetteer) -> None:
    road = small.find("M4", country="SYR")[0]
    assert (road.kind, road.shape, road.country, road.admin1) == ("road", "line", "SYR", None)
    assert "gn:169387" in road.within
    sea = small.find("Red Sea")[0]
    assert (sea.country, sea.within) == (None, ())


def test_acronyms_are_met_in_capitals_only(small: Gazetteer) -> None:
    assert small.find("CAR")[0].kind == "country"
    assert [place for place in small.find("Car") if place.kind == "country"] == []
    assert {place.kind for place in small.find("us")} == {"populated place"}


def test_countries_nationalities_and_governments(small: Gazetteer) -> None:
    assert [small.country(name) for name in ("Syria", "the UK", "Zaire", "Burma", "Swaziland", "Idlib")] == [
        "SYR", "GBR", "COD", "MMR", "SWZ", None,
    ]  # fmt: skip
    assert [small.demonym(word) for word in ("Syrian", "Turks", "Congolese", "syrian")] == ["SYR", "TUR", "COD", None]
    assert [small.government(name) for name in ("Ankara", "the Kremlin", "Pentagon", "Goma")] == [
        "TUR", "RUS", "USA", None,
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["Saraqib", "saraqib", "Sarakeeb", "Badia al-Ashara", "Idlib Province", "M4", "US"])
def test_names_it_knows(small: Gazetteer, name: str) -> None:
    assert small.knows(name)


@pytest.mark.parametrize(
    "name", ["Police", "us", "Main Content", "Xyzzy", "Xyzzy Province", "Car", "Edlb", "Vice", "Commerce"]
)
def test_words_that_are_no_places(small: Gazetteer, name: str) -> None:
    assert not small.knows(name)


def test_ids_lead_back(small: Gazetteer) -> None:
    place = small.get("gn:169389")
    assert place is not None
    assert place.name == "Idlib"
    assert small.get("gn:1") is None


def test_a_spoilt_file_says_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "places-x.index"
    path.write_bytes(b"no index at all" * 100)
    with pytest.raises(ConfigError, match="Delete the file"):
        Gazetteer(path, digest="x")


def test_where_people_write_latin_letters_a_name_has_one_spelling(small: Gazetteer) -> None:
    assert small.find("Parys") == ()
    assert {place.tier for place in small.find("Saraqeeb")} == {"transliterated"}


def test_a_nationality_leads_to_its_country(small: Gazetteer) -> None:
    syria = small.nation("Syrians")
    assert syria is not None
    assert (syria.kind, syria.country) == ("country", "SYR")
    assert small.nation("Saraqib") is None
