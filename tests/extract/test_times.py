import tomllib
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marsad.extract.patterns import token_range
from marsad.extract.times import times
from tests.extract.factory import parse_of

CASES: list[dict[str, Any]] = tomllib.loads((Path(__file__).parent / "data" / "times.toml").read_text("utf-8"))["case"]


def found(text: str, entity: str = "") -> list[str]:
    parse = parse_of(text, entity=entity)
    spans = [
        (phrase.label, parse.tokens[phrase.start].span.start, parse.tokens[phrase.end - 1].span.end)
        for phrase in times(parse)
    ]
    return [f"{label}|{text[start:end]}" for label, start, end in spans]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"])
def test_times_of_a_sentence(case: dict[str, Any]) -> None:
    assert found(case["text"]) == case["want"]


def test_kind_tells_the_shape_of_the_phrase() -> None:
    parse = parse_of("On Monday, in 1994, last week and two days ago they fought for three hours at dawn.")
    assert [phrase.kind for phrase in times(parse)] == ["day", "year", "week", "ago", "duration", "part"]


def test_a_bare_month_or_year_needs_the_entity() -> None:
    assert found("March was quiet, and the 2016 offensive failed.") == []
    assert found("March was quiet, and the 2016 offensive failed.", entity="DATE") == ["during|March", "during|2016"]
    assert found("march was quiet.", entity="DATE") == []


def test_tokens_and_characters_find_each_other() -> None:
    parse = parse_of("  Two   soldiers, dead.")
    text = parse.text
    assert text == "Two   soldiers, dead."
    assert token_range(parse, 6, 14) == (1, 2)
    assert token_range(parse, 7, 9) == (1, 2)
    assert token_range(parse, 0, len(text)) == (0, 5)


def test_a_sentence_of_nothing_holds_no_time() -> None:
    assert times(parse_of("")) == ()


WORDS = [
    "on", "Friday", "night", "5", "May", "2016", "the", "early", "hours", "of", "last", "week", "two", "days", "ago",
    "since", "may", "march", "10:30", "p.m.", "for", "three-day",
]  # fmt: skip


@given(st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join) | st.text(max_size=60))
def test_phrases_are_ordered_and_do_not_overlap(text: str) -> None:
    parse = parse_of(text)
    phrases = times(parse)
    assert all(0 <= phrase.start < phrase.end <= len(parse) for phrase in phrases)
    assert all(left.end <= right.start for left, right in pairwise(phrases))
