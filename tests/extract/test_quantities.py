import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
