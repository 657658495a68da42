"""The project's own lists hold together, whatever an expert edits."""

from __future__ import annotations

import csv
import re
from collections import Counter
from importlib import resources

import pytest

from marsad.places import Gazetteer
from marsad.places.countries import load_countries
from marsad.places.entries import SHAPES, own_entries


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
