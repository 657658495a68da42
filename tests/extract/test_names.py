"""Whose name a word is: a town's or that of somebody named in full before."""

from __future__ import annotations

import pytest

from marsad.actors import load_actors
from marsad.extract.names import KnownNames, PlaceWords, find_names, surnames
from marsad.extract.parse import Parse
from tests.extract.factory import parse_of

_WORDS = PlaceWords(
    sites=frozenset(),
    crossed=frozenset(),
    struck=frozenset(),
    striking=frozenset(),
    spoken=frozenset(),
    dedicated=frozenset(),
    bodies=frozenset(),
)


class _Towns:
    """A gazetteer of a few towns."""

    def knows(self, name: str) -> bool:
        return name in ("Bolton", "Kafr Nabl", "Nabl")


@pytest.fixture(scope="module")
def known() -> KnownNames:
    return KnownNames(registry=load_actors(), gazetteer=_Towns())


def test_who_is_named_in_full_is_known_by_the_last_name(known: KnownNames) -> None:
    assert surnames([parse_of("Jane Bolton", entity="PERSON")], known) == {"Bolton"}


@pytest.mark.parametrize(
    "parses",
    [
        [parse_of("Bolton", entity="PERSON")],
        [parse_of("Kafr Nabl", entity="PERSON")],
        [parse_of("Jane Bolton", entity="PERSON"), parse_of("Bolton", entity="GPE")],
    ],
)
def test_a_lone_name_a_town_and_what_is_a_place_elsewhere_are_no_last_names(
    parses: list[Parse], known: KnownNames
) -> None:
    assert surnames(parses, known) == frozenset()


def test_a_last_name_is_no_town(known: KnownNames) -> None:
    parse = parse_of("Bolton", entity="ORG")
    assert [name.sort for name in find_names(parse, known, _WORDS)] == ["place"]
    assert [name.sort for name in find_names(parse, known, _WORDS, frozenset({"Bolton"}))] == ["person"]
