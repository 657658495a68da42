"""Sentences are left unparsed only where no trigger, count or assessment fits their words."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from marsad.codebook import Codebook, load_codebook
from marsad.extract import parse_document
from marsad.extract.prefilter import can_tell

if TYPE_CHECKING:
    from marsad.pipeline import Coder

CASES = Path(__file__).parents[1] / "cases"


@pytest.fixture(scope="module")
def codebook() -> Codebook:
    return load_codebook()


def singular(word: str) -> frozenset[str]:
    return frozenset((word, word.removesuffix("s"), word.removesuffix("ed")))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Rebels attacked the barracks.", True),
        ("Tensions grow along the border.", True),
        ("The patrol reached Awasse at noon.", True),
        ("Mango trees line both banks of the river.", False),
        ("He carried a basket of figs.", False),
        ("The men carried out their orders, then an attack.", True),
    ],
)
def test_what_can_tell(text: str, wanted: bool, codebook: Codebook) -> None:
    assert can_tell(text, singular, codebook) is wanted


def texts() -> list[str]:
    return [
        case["text"] for path in sorted(CASES.glob("*.toml")) for case in tomllib.loads(path.read_text("utf-8"))["case"]
    ]


@pytest.mark.slow
def test_the_parser_gives_no_lemma_that_was_not_reckoned_with(coder: Coder, coded: Callable[..., Any]) -> None:
    document, _ = coded("\n\n".join(texts()[:300]))
    tokens = [token for parse in parse_document(document, coder.parser, coder.known) for token in parse]
    missed = {
        (token.text, token.lemma)
        for token in tokens
        if token.text.isalpha()
        and token.pos in ("VERB", "AUX", "NOUN", "PROPN", "ADJ")
        and token.lemma not in coder.parser.lemmas(token.text.lower())
    }
    assert missed == set()


@pytest.mark.slow
def test_nothing_that_was_told_is_lost(coder: Coder, coded: Callable[..., Any]) -> None:
    from marsad.pipeline import code

    whole = replace(coder, is_whole=True)
    for text in texts()[::7]:
        document, coding = coded(text)
        found = [(one.kind.value, one.kind.quotes[0].span) for one in coding.mentions]
        assert found == [(one.kind.value, one.kind.quotes[0].span) for one in code(document, whole).mentions], text
