import tomllib
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marsad.extract.parse import Parse
from marsad.extract.quantities import Quantity, acled_number, ordinals, quantities
from tests.extract.factory import parse_of

TABLE: dict[str, Any] = tomllib.loads((Path(__file__).parent / "data" / "quantities.toml").read_text("utf-8"))


def told(text: str, found: tuple[Quantity, ...], *fields: str) -> list[str]:
    tokens = parse_of(text).tokens
    lines: list[str] = []
    for one in found:
        words = text[tokens[one.start].span.start : tokens[one.end - 1].span.end]
        noun = "" if one.noun is None else tokens[one.noun].text
        numbers = ["" if (value := getattr(one, field)) is None else str(value) for field in fields]
        lines.append("|".join([words, *numbers, noun]))
    return lines


@pytest.mark.parametrize("case", TABLE["case"], ids=lambda case: case["text"])
def test_counts_of_a_sentence(case: dict[str, Any]) -> None:
    assert told(case["text"], quantities(parse_of(case["text"])), "low", "best", "high") == case["want"]


@pytest.mark.parametrize("case", TABLE["ordinal"], ids=lambda case: case["text"])
def test_ordinals_of_a_sentence(case: dict[str, Any]) -> None:
    assert told(case["text"], ordinals(parse_of(case["text"])), "best") == case["want"]


@pytest.mark.parametrize(
    ("text", "hedge", "exact"),
    [
        ("Five soldiers died.", None, True),
        ("At least five soldiers died.", "at least", False),
        ("Five or more soldiers died.", "at least", False),
        ("Up to five soldiers died.", "up to", False),
        ("Five to ten soldiers died.", "range", False),
        ("Dozens of soldiers died.", None, False),
        ("More than a dozen soldiers died.", "more than", False),
    ],
)
def test_hedges_are_named(text: str, hedge: str | None, exact: bool) -> None:
    (quantity,) = quantities(parse_of(text))
    assert (quantity.hedge, quantity.exact) == (hedge, exact)


def test_an_article_is_told_from_a_number() -> None:
    assert [one.article for one in quantities(parse_of("A soldier and one civilian died."))] == [True, False]
    assert not any(one.ordinal for one in quantities(parse_of("A soldier died.")))
    assert all(one.ordinal for one in ordinals(parse_of("The third patrol left.")))


def test_a_vague_word_with_an_upper_bound_sets_no_bound() -> None:
    (quantity,) = quantities(parse_of("Up to several dozen rebels died."))
    assert (quantity.low, quantity.best, quantity.high) == (None, None, None)


def tagged(text: str, tags: list[tuple[str, str, int]]) -> Parse:
    """The parse of the factory with (part of speech, dependency, head) for each token."""
    parse = parse_of(text)
    tokens = [
        replace(token, pos=pos, tag="NN" if pos == "NOUN" else pos, dep=dep, head=head)
        for token, (pos, dep, head) in zip(parse.tokens, tags, strict=True)
    ]
    return Parse(sentence=0, tokens=tuple(tokens))


def test_the_tree_says_what_is_counted() -> None:
    tags = [("NUM", "nummod", 2), ("PROPN", "compound", 2), ("PROPN", "nsubj", 3), ("VERB", "ROOT", 3)]
    (quantity,) = quantities(tagged("Twelve Quds fedayeen died", tags))
    assert quantity.noun == 2


def test_a_person_that_only_describes_the_next_noun_is_none() -> None:
    tags = [("DET", "det", 2), ("NOUN", "compound", 2), ("NOUN", "nsubj", 3), ("VERB", "ROOT", 3)]
    assert quantities(tagged("A civilian convoy left", tags)) == ()


def test_with_a_tree_any_singular_noun_may_come_in_series() -> None:
    tags = [("DET", "det", 2), ("ADJ", "amod", 2), ("NOUN", "nsubj", 3), ("VERB", "ROOT", 3)]
    assert [one.noun for one in ordinals(tagged("The ninth sortie left", tags))] == [2]
    assert ordinals(parse_of("The ninth sortie left")) == ()


@pytest.mark.parametrize(
    ("words", "number", "heavy"),
    [
        ("several soldiers", 3, 10),
        ("many", 3, 10),
        ("tens of fighters", 10, 10),
        ("dozens", 12, 12),
        ("several dozen rebels", 12, 12),
        ("hundreds of people", 100, 100),
        ("tens of thousands", 10000, 10000),
        ("a couple of men", 2, 2),
        ("fatalities", 3, 10),
        ("soldiers", 3, 10),
        ("a soldier", 1, 1),
        ("at least five soldiers", 5, 5),
        ("30 to 40 rebels", 30, 30),
        ("up to 60 fighters", 60, 60),
        ("fewer than ten", 10, 10),
        ("no casualties", 0, 0),
        ("nobody was hurt", 0, 0),
        ("the bridge", None, None),
        ("", None, None),
    ],
)
def test_the_number_that_acled_writes(words: str, number: int | None, heavy: int | None) -> None:
    assert (acled_number(words), acled_number(words, heavy=True)) == (number, heavy)


WORDS = [
    "at", "least", "between", "more", "than", "up", "to", "5", "12", "1,200", "2.5", "million", "one", "two",
    "twenty", "three", "hundred", "dozen", "dozens", "several", "a", "an", "and", "or", "of", "soldiers", "people",
    "soldier", "no", "casualties", "30-40", "aged", "killed", "years", "the", "third", "patrol",
]  # fmt: skip


@given(st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join) | st.text(max_size=60))
def test_bounds_are_in_order_and_counts_do_not_overlap(text: str) -> None:
    parse = parse_of(text)
    found = quantities(parse)
    for one in (*found, *ordinals(parse)):
        bounds = [bound for bound in (one.low, one.best, one.high) if bound is not None]
        assert bounds == sorted(bounds)
        assert 0 <= one.start < one.end <= len(parse)
        assert one.noun is None or 0 <= one.noun < len(parse)
    assert all(left.end <= right.start for left, right in pairwise(found))
