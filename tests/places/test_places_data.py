"""The project's own lists hold together, whatever an expert edits."""

from __future__ import annotations

import csv
import re
from collections import Counter
from importlib import resources

import pytest

from marsad.places import Gazetteer
from marsad.places.choice import kilometres
from marsad.places.countries import load_countries
from marsad.places.entries import SHAPES, admin_entries, installed_packages, own_entries, place_entries
from marsad.places.gazetteer import Candidate


def table(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader((resources.files("marsad.places") / "data" / name).read_text("utf-8").splitlines()))


@pytest.mark.parametrize("name", ["places.csv", "names.csv"])
def test_every_row_has_an_id_of_its_own_and_a_source(name: str) -> None:
    rows = table(name)
    assert [row for row in rows if not row["source"]] == []
    assert [key for key, count in Counter(row["id"] for row in rows).items() if count > 1] == []


def test_places_are_many_and_wide() -> None:
    rows = table("places.csv")
    countries = {country for row in rows for country in row["country"].split("|") if country}
    assert len(rows) >= 350
    assert len(countries) >= 60
    assert countries <= {country.alpha3 for country in load_countries()}


def test_kinds_coordinates_and_ids_are_sound() -> None:
    for row in table("places.csv"):
        assert row["kind"] in SHAPES, row["id"]
        assert re.fullmatch(r"[a-z0-9-]+", row["id"]), row["id"]
        assert bool(row["lat"]) == bool(row["lon"]), row["id"]
        if row["lat"]:
            assert -60 <= float(row["lat"]) <= 72, row["id"]
            assert -180 <= float(row["lon"]) <= 180, row["id"]
        else:
            assert SHAPES[row["kind"]] == "line" or row["id"].endswith("-world"), row["id"]


def test_countries_are_all_there() -> None:
    countries = load_countries()
    assert len(countries) >= 195
    assert len({country.alpha2 for country in countries}) == len(countries)
    assert sum(bool(country.demonyms) for country in countries) >= 195
    assert {"USA", "SYR", "PSE", "XKX", "TWN", "ESH"} <= {country.alpha3 for country in countries}


def test_entries_have_names_that_can_be_looked_up() -> None:
    assert all(entry.name and entry.name in entry.names for entry in own_entries())


@pytest.mark.slow
def test_units_of_own_places_exist(whole: Gazetteer) -> None:
    unknown = [
        (row["id"], unit)
        for row in table("places.csv")
        for unit in filter(None, row["admin1"].split("|"))
        if not any(
            place.kind == "admin1" and place.tier != "transliterated"
            for country in row["country"].split("|")
            for place in whole.find(unit, country=country)
        )
    ]
    assert unknown == []


@pytest.mark.slow
def test_names_are_given_to_things_that_exist(whole: Gazetteer) -> None:
    assert [row["id"] for row in table("names.csv") if whole.get(row["id"]) is None] == []


#: Places that truly lie by another unit's settlements, those of their own being far.
_APART = {"dimma-eth", "erer-eth", "mingkaman-ssd"}
#: Farther than that from its unit's other places than from another unit's, and one of the two is wrong.
_APART_KM = 95.0
_LONELY_KM = 330.0  #: farther from every other place of its country, it lies in another one (the Sahara aside)


@pytest.mark.slow
def test_own_places_lie_in_their_country_and_unit(whole: Gazetteer) -> None:
    """Each place of the list by its neighbours: the settlements of the packages and the other places of the list."""
    neighbours: dict[str, list[tuple[str, str | None, float, float]]] = {}
    for entry in place_entries(installed_packages(), dict(admin_entries(installed_packages()))):
        if entry.lat is not None and entry.lon is not None:
            unit = entry.admin1[0] if entry.admin1 else None
            neighbours.setdefault(entry.countries[0], []).append((entry.id, unit, entry.lat, entry.lon))
    listed = [place for row in table("places.csv") if (place := whole.get(f"mx:{row['id']}")) and place.country]
    points = [place for place in listed if SHAPES[place.kind] == "point" and place.lat is not None]
    for place in points:
        neighbours.setdefault(str(place.country), []).append(
            (place.id, place.admin1_id, place.lat or 0, place.lon or 0)
        )
    wrong = [why for place in points if (why := astray(place, neighbours[str(place.country)]))]
    assert not wrong, "; ".join(wrong)


def astray(place: Candidate, neighbours: list[tuple[str, str | None, float, float]]) -> str | None:
    """What is wrong with a place's point, by the nearest places of its own unit and of others."""
    own = other = 1e9
    for identifier, unit, lat, lon in neighbours:
        # Kilometres are not asked of what is a thousand away.
        if identifier == place.id or abs(lat - (place.lat or 0)) > 9 or abs(lon - (place.lon or 0)) > 12:
            continue
        distance = kilometres((place.lat or 0, place.lon or 0), (lat, lon))
        if unit == place.admin1_id:
            own = min(own, distance)
        else:
            other = min(other, distance)
    if min(own, other) > _LONELY_KM:
        return f"{place.id}: {min(own, other):.0f} km from any other place of {place.country}"
    if place.admin1_id and own - other > _APART_KM and place.id.removeprefix("mx:") not in _APART:
        return f"{place.id}: {own:.0f} km from others of {place.admin1}, {other:.0f} km from those of another unit"
    return None
