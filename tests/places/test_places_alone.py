"""Names that stand alone, as in a headline: each means the place that reports of a war there mean."""

import csv
from pathlib import Path

import pytest

from marsad.places.choice import Evidence, rank
from marsad.places.gazetteer import Candidate, Gazetteer

pytestmark = pytest.mark.slow  # the gazetteer as it is shipped


def meant(gazetteer: Gazetteer, name: str) -> Candidate | None:
    found = gazetteer.find(name)
    close = [place for place in found if place.tier != "transliterated"]
    ranked = rank(close or found, Evidence(), name)
    return ranked[0].place if ranked else None


def lands(place: Candidate | None) -> set[str]:
    return {part for part in place.within if ":" not in part} if place is not None else set()


def test_names_by_themselves_mean_the_places_that_wars_are_told_of(whole: Gazetteer) -> None:
    with (Path(__file__).parent / "alone.csv").open(encoding="utf-8") as lines:
        told = [(row["name"], row["country"]) for row in csv.DictReader(lines)]
    wrong = [(name, land) for name, land in told if land not in lands(meant(whole, name))]
    assert len(told) > 800
    assert len(wrong) / len(told) < 0.02, wrong


@pytest.mark.parametrize(
    ("name", "shown", "land"),
    [
        ("Gaza", "Gaza Strip", "PSE"),
        ("Gaza City", "Gaza City", "PSE"),
        ("Gaza Province", "Gaza", "MOZ"),
        ("Beni", "Beni", "COD"),
        ("Salvador", "Salvador", "BRA"),
        ("Samar", "Samar", "PHL"),
    ],
)
def test_a_name_of_several_places(whole: Gazetteer, name: str, shown: str, land: str) -> None:
    place = meant(whole, name)
    assert place is not None
    assert (place.name, place.country) == (shown, land)


def test_an_abbreviation_of_a_state_does_not_speak_for_its_full_name(whole: Gazetteer) -> None:
    place = meant(whole, "Washington")
    assert place is not None
    assert place.kind == "populated place"
