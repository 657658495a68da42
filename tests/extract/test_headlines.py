"""Headlines: acts said by nouns alone, passives without "were", verbs that look like nouns."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

pytestmark = pytest.mark.slow

Coded = Callable[..., tuple[Any, Any]]


@pytest.mark.parametrize(
    ("text", "kind", "where"),
    [
        ("Clashes in the hills around Kitshanga", "ASSAULT", "around Kitshanga"),
        ("Renewed shelling around Kostiantynivka", "ASSAULT", "around Kostiantynivka"),
        ("Bombardment targets Hama", "ASSAULT", "Hamah"),
    ],
)
def test_an_act_and_its_place_are_enough(coded: Coded, text: str, kind: str, where: str) -> None:
    _, coding = coded(text)
    mention = coding.mentions[0]
    assert mention.kind.value == kind
    assert mention.where is not None
    assert mention.where.value.name == where
