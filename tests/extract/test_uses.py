"""What the name of a place stands for: a place, a government, a people, a part of a body's name."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from marsad.config import Config
from marsad.extract import parse_document, scenes_of
from marsad.extract.uses import use_of
from marsad.pipeline import Coder
from marsad.read import prepare
from marsad.types import RawDocument

pytestmark = pytest.mark.slow

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def use(text: str, word: str, coder: Coder, config: Config) -> str:
    raw = RawDocument(source=None, url=None, body=text.encode(), media_type="text/plain", language="en")
    document, _ = prepare(raw, config=config, now=NOW)
    assert document is not None
    (scene,) = scenes_of(document, parse_document(document, coder.parser, coder.known), coder.codebook, coder.known)
    token = next(token for token in scene.parse if token.text == word)
    name = scene.name_at(token)
    assert name is not None
    return use_of(scene, name)


@pytest.mark.parametrize(
    ("text", "word", "expected"),
    [
        ("Lusaka condemned the arrests.", "Lusaka", "government"),
        ("Monitors urged Lusaka to free the students.", "Lusaka", "government"),
        ("Lusaka officials met the herders.", "Lusaka", "government"),
        ("A Lusaka-backed militia held the bridge.", "Lusaka", "government"),
        ("The truce between Lusaka and Harare held.", "Harare", "government"),
        ("The road between Lusaka and Harare was mined.", "Harare", "literal"),
        ("The Lusaka bombing killed four.", "Lusaka", "literal"),
        ("Shells fell on the outskirts of Lusaka.", "Lusaka", "literal"),
        ("Lusaka fell to the mutineers.", "Lusaka", "literal"),
        ("A shell hit the roof of the Kremlin.", "Kremlin", "literal"),
        ("The Kremlin called the raid a provocation.", "Kremlin", "government"),
        ("The Lusaka Farmers' Alliance called a strike.", "Lusaka", "group"),
        ("Zambian soldiers closed the bridge.", "Zambian", "adjective"),
    ],
)
def test_a_name_stands_for_what_the_grammar_says(
    text: str, word: str, expected: str, coder: Coder, config: Config
) -> None:
    assert use(text, word, coder, config) == expected
