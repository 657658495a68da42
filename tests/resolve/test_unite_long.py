"""A book takes as long as its parts: what is told a thousand sentences later tells on of nothing."""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module

import pytest

from marsad.resolve.unite import FARTHEST, Ties, unite
from marsad.types import Document, Mention, Section, Sentence, Span
from tests.merge.factory import mention


def document(sentences: int, *, stories: int = 1) -> Document:
    return Document(
        id="d1",
        source=None,
        url=None,
        title=None,
        published=None,
        published_from=None,
        language="en",
        text=" " * 10 * sentences,
        sections=tuple(Section(kind="body", span=Span(start=0, end=0), story=story) for story in range(stories)),
        sentences=tuple(
            Sentence(index=n, span=Span(start=10 * n, end=10 * n + 9), section=n * stories // sentences)
            for n in range(sentences)
        ),
    )


def told_at(sentence: int, targets: tuple[str, ...] = ()) -> Mention:
    """An attack by the same group on the same village, in this sentence."""
    bare = mention(at=10 * sentence, by=("jnim/REB/MLI",), targets=targets)
    return replace(bare, kind=replace(bare.kind, quotes=(replace(bare.kind.quotes[0], sentence=sentence),)))


@pytest.mark.parametrize(("later", "events"), [(FARTHEST, 1), (FARTHEST + 1, 2)])
def test_what_is_told_long_after_is_another_event(later: int, events: int) -> None:
    mentions = [told_at(0, targets=("post",)), told_at(later, targets=("post",))]
    assert len(unite(document(later + 1), mentions, Ties())) == events


def test_an_event_that_is_told_on_of_stays_at_hand() -> None:
    steps = range(0, 5 * FARTHEST, FARTHEST // 2)
    mentions = [told_at(sentence, targets=("post",)) for sentence in steps]
    (one,) = unite(document(5 * FARTHEST), mentions, Ties())
    assert [quote.sentence for quote in one.kind.quotes] == list(steps)


def test_stories_are_never_united() -> None:
    assert len(unite(document(10, stories=2), [told_at(1), told_at(8)], Ties())) == 2


def test_comparisons_grow_with_the_text(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def compared(*_told: Mention, **_how: bool) -> bool:
        asked.append(1)
        return True

    monkeypatch.setattr(import_module("marsad.resolve.unite"), "contradict", compared)
    counts = []
    for sentences in (4 * FARTHEST, 8 * FARTHEST):
        asked.clear()
        unite(document(sentences), [told_at(n) for n in range(0, sentences, 20)], Ties())
        counts.append(len(asked))
    assert counts[1] < 2.5 * counts[0]
