from __future__ import annotations

import pytest

from marsad.places.terms import Reading, inner_name, load_terms, read_phrase, without_admin_words

TERMS = load_terms()


def last(text: str, head: str) -> Reading:
    return read_phrase(text, head, TERMS)[-1]


@pytest.mark.parametrize(
    ("text", "head", "flags"),
    [
        ("near Saraqib", "Saraqib", {"near"}),
        ("on the outskirts of Goma", "Goma", {"near"}),
        ("in the countryside of Idlib", "Idlib", {"countryside"}),
        ("in Badia al-Ashara", "Badia al-Ashara", {"countryside"}),
        ("Rif Homs", "Rif Homs", {"countryside"}),
        ("12 km north of Aleppo", "Aleppo", {"direction"}),
        ("in the village of Kafr Nabl", "Kafr Nabl", {"settlement"}),
        ("on the Homs–Palmyra road", "Homs–Palmyra", {"line"}),
        ("in Aleppo", "Aleppo", set()),
    ],
)
def test_words_around_a_name_say_how_near(text: str, head: str, flags: set[str]) -> None:
    reading = last(text, head)
    said = {name for name in ("near", "countryside", "direction", "settlement", "line") if getattr(reading, name)}
    assert said == flags


@pytest.mark.parametrize(
    ("text", "head", "level"),
    [
        ("in Idlib province", "Idlib", 1),
        ("in Masisi territory", "Masisi", 2),
        ("Kherson oblast", "Kherson", 1),
        ("in Bama Local Government Area", "Bama", 2),
        ("in Bama", "Bama", None),
    ],
)
def test_unit_words_say_which_level(text: str, head: str, level: int | None) -> None:
    assert last(text, head).level == level


def test_feature_words_say_which_kind() -> None:
    assert last("the Tabqa dam", "Tabqa").kinds == {"dam"}
    assert "base" in last("Kuweires air base", "Kuweires").kinds


def test_the_longest_name_comes_first_and_its_own_words_say_nothing() -> None:
    whole, head = read_phrase("in the eastern countryside of Idlib", "Idlib", TERMS)
    assert whole.name == "eastern countryside of Idlib"
    assert not whole.countryside
    assert (head.name, head.countryside, head.direction) == ("Idlib", True, True)


def test_a_head_that_is_not_in_the_phrase_is_read_alone() -> None:
    assert [reading.name for reading in read_phrase("there", "Idlib", TERMS)] == ["Idlib"]


def test_a_head_of_shaping_words_only_keeps_one() -> None:
    assert read_phrase("near the river", "river", TERMS)[-1].name == "river"


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Idlib Governorate", "Idlib"),
        ("Provincia de Loja", "Loja"),
        ("Département de l'Ain", "Ain"),
        ("Wilaya Bechar", "Bechar"),
        ("State of Palestine", "Palestine"),
        ("Province", "Province"),
    ],
)
def test_unit_words_are_cut_from_names(name: str, short: str) -> None:
    assert without_admin_words(name, TERMS) == short


def test_the_name_inside_a_name() -> None:
    assert inner_name("Badia al-Ashara", TERMS) == "al-Ashara"
    assert inner_name("Idlib Province", TERMS) == "Idlib"
    assert inner_name("National Front", TERMS) is None
    assert inner_name("Badia", TERMS) is None
