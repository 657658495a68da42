import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marsad.extract.times import sentence_text, times, token_range
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
