"""What the threat model says: that each threat has tests which are there, and those that no other room has."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Coded = Callable[..., tuple[Any, Any]]
ROOT = Path(__file__).parents[2]
MODEL = (ROOT / "docs" / "threat-model.md").read_text(encoding="utf-8")
NAMED = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", MODEL)


@pytest.mark.parametrize(("file", "test"), NAMED, ids=[test for _, test in NAMED])
def test_every_test_it_names_is_there(file: str, test: str) -> None:
    assert f"def {test}(" in (ROOT / file).read_text(encoding="utf-8")


def test_every_threat_names_a_test() -> None:
    rows = [line for line in MODEL.splitlines() if line.startswith("| ") and not line.startswith(("| threat", "| ---"))]
    assert len(rows) > 20
    assert [row for row in rows if "`tests/" not in row and "no test" not in row] == []


@pytest.mark.slow
def test_a_name_in_letters_of_another_script_is_no_known_actor(coded: Coded) -> None:
    """ "Taliban" with two Cyrillic letters that look like Latin ones."""
    _, coding = coded("The T\u0430lib\u0430n attacked a police post in Kunduz on Monday, killing four policemen.")
    (mention,) = coding.mentions
    (doer,) = [claim.value for claim in mention.parties if claim.value.role == "initiator"]
    assert doer.actor.id is None
    assert doer.text == "The T\u0430lib\u0430n"


@pytest.mark.slow
def test_characters_without_width_hide_no_word(coded: Coded) -> None:
    text = "The Tal\u200biban att\u200backed a police post in Kun\u00adduz on Mon\u2060day, killing four policemen."
    _, coding = coded(text)
    (mention,) = coding.mentions
    assert mention.where.value.name == "Kunduz"
    assert "taliban" in [claim.value.actor.id for claim in mention.parties]
    assert all(quote.text and "\u200b" not in quote.text for _, claim in mention.claims() for quote in claim.quotes)


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        "Gunmen attacked a clinic at 36.7281, 68.8681 in Kunduz province on Monday, killing four nurses.",
        "Gunmen attacked a clinic in Kunduz province (N 36 43.7 E 068 52.1) on Monday, killing four nurses.",
    ],
)
def test_coordinates_in_a_text_place_nothing(coded: Coded, text: str) -> None:
    _, coding = coded(text)
    (mention,) = coding.mentions
    assert mention.where.value.where_prec >= 4
    assert abs(mention.where.value.lat - 36.7281) > 0.01


@pytest.mark.slow
def test_a_line_that_says_who_wrote_it_makes_no_source(coded: Coded) -> None:
    document, coding = coded("By John Doe, Reuters\n\nKUNDUZ (Reuters) - Gunmen attacked a post in Kunduz on Monday.")
    assert document.source is None
    assert [mention.source for mention in coding.mentions] == [None]
