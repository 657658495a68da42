"""A text longer than any report is read a stretch at a time: all of it, with the same findings, in bounded memory."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import marsad.extract as room
from marsad.types import Coding, Document

pytestmark = pytest.mark.slow
Coded = Callable[..., tuple[Document, Coding]]
TOWNS = ("Goma", "Bunia", "Gao", "Kidal", "Nyala", "Kunduz")


def book(sentences: int) -> str:
    told = (
        f"Gunmen killed {number % 30 + 2} farmers near {TOWNS[number % 6]} on Monday." for number in range(sentences)
    )
    return "\n\n".join(told)


def test_no_more_than_a_stretch_is_held_and_the_end_is_read_too(coded: Coded, monkeypatch: pytest.MonkeyPatch) -> None:
    held: list[int] = []
    scenes_of = room.scenes_of

    def counted(document: Document, parses: Any, *more: Any) -> Any:
        held.append(len(parses))
        return scenes_of(document, parses, *more)

    monkeypatch.setattr(room, "STRETCH", 20)
    monkeypatch.setattr(room, "scenes_of", counted)
    document, coding = coded(book(70))
    assert len(document.sentences) == 70
    assert max(held) == 20
    assert sum(held) == 70
    told = {quote.sentence for one in coding.mentions for quote in one.kind.quotes}
    assert {0, 19, 20, 69} <= told
    assert all(document.text[quote.span.start : quote.span.end] == quote.text
               for one in coding.mentions for _, claim in one.claims() for quote in claim.quotes)  # fmt: skip


def test_stretches_tell_what_the_whole_tells(coded: Coded, monkeypatch: pytest.MonkeyPatch) -> None:
    _, whole = coded(book(30))
    monkeypatch.setattr(room, "STRETCH", 7)
    _, parted = coded(book(30))
    assert parted.mentions == whole.mentions


def test_what_a_sentence_leans_on_is_not_read_beyond_its_stretch(coded: Coded, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "The rebels met in Goma on Sunday.\n\nThey killed five farmers near Bunia on Monday."
    monkeypatch.setattr(room, "STRETCH", 1)
    document, coding = coded(text)
    assert len(document.sentences) == 2
    assert [one for one in coding.mentions if one.kind.value == "ASSAULT"]
    assert not [problem for problem in coding.problems if problem.code == "crash"]
