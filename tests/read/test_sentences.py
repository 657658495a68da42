import tomllib
from pathlib import Path
from typing import Any

import pytest

from marsad.read.sentences import LONGEST, sentence_spans

CASES = tomllib.loads(Path(__file__).with_name("sentences.toml").read_text(encoding="utf-8"))["case"]


def split(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text, 0, len(text))]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["sentences"][0][:40])
def test_case(case: dict[str, Any]) -> None:
    assert split(case["text"]) == case["sentences"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["sentences"][0][:40])
def test_case_inside_a_longer_text(case: dict[str, Any]) -> None:
    before, text = "Not this. ", case["text"]
    spans = sentence_spans(f"{before}{text}\nNor this.", len(before), len(before) + len(text))
    whole = f"{before}{text}\nNor this."
    assert [whole[start:end] for start, end in spans] == case["sentences"]


def test_a_sentence_longer_than_any_is_cut_at_white_space() -> None:
    words = "name " * 900
    pieces = split(words)
    assert "".join(pieces).replace(" ", "") == words.replace(" ", "")
    assert all(len(piece) <= LONGEST and piece.endswith("name") for piece in pieces)


def test_without_white_space_it_is_cut_all_the_same() -> None:
    assert [len(piece) for piece in split("x" * 2_500)] == [1_000, 1_000, 500]


@pytest.mark.parametrize("nothing", ["", "   ", "***", "...", "- - -", "!!! ??? …"])
def test_no_words_no_sentence(nothing: str) -> None:
    assert split(nothing) == []
