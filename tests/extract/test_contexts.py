"""PLOVER's 37 contexts: each is found in sentences that are about it, and not where nothing speaks of it."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from marsad.codebook import load_codebook

pytestmark = pytest.mark.slow

Coded = Callable[..., tuple[Any, Any]]

#: Context → sentences of an event that stands in it.
_TOLD = tomllib.loads(Path(__file__).with_name("data").joinpath("contexts.toml").read_text(encoding="utf-8"))


def test_all_thirty_seven_are_told() -> None:
    assert set(_TOLD) == {context for told in load_codebook().contexts.values() for context in told}


@pytest.mark.parametrize(("context", "text"), [(context, text) for context, texts in _TOLD.items() for text in texts])
def test_context(coded: Coded, context: str, text: str) -> None:
    _, coding = coded(text)
    found = {claim.value: claim for mention in coding.mentions for claim in mention.contexts}
    assert context in found
    assert all(quote.text for quote in found[context].quotes)


@pytest.mark.parametrize(
    ("text", "contexts"),
    [
        ("Police arrested two men in Lima.", set()),
        ("Gunmen killed five farmers near Jos.", {"military"}),
        ("Russian soldiers shelled Nikopol.", {"military"}),
    ],
)
def test_nothing_more_than_is_said(coded: Coded, text: str, contexts: set[str]) -> None:
    _, coding = coded(text)
    assert {claim.value for mention in coding.mentions for claim in mention.contexts} == contexts


def test_no_phrase_is_longer_than_what_is_looked_for() -> None:
    contexts = load_codebook().contexts
    spoken = {words for words in contexts if "-" not in words.replace(" - ", "") and "'" not in words.replace(" '", "")}
    assert [words for words in spoken if len(words.split()) > 3] == []
