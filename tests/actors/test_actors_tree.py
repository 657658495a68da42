from __future__ import annotations

from marsad.actors.words import names_at, pieces, tree_of

_TREE = tree_of(("northern front", "northern front for reform", "front"))


def test_all_names_that_begin_at_a_word_are_found_longest_first() -> None:
    found = pieces(["the", "Northern", "Front", "for", "Reform"])
    assert names_at(found, 1, _TREE) == [(5, "northern front for reform"), (3, "northern front")]
    assert names_at(found, 2, _TREE) == [(3, "front")]


def test_no_name_reaches_past_the_words() -> None:
    assert names_at(pieces(["Northern"]), 0, _TREE) == []
    assert names_at(pieces(["western", "front"]), 0, _TREE) == []
