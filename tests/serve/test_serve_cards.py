"""Cards are kept for the next reader, in bounded memory: none of a store as it was."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from marsad.config import Config
from marsad.serve import cards as kept
from marsad.serve.cards import Cards
from marsad.serve.views import Views
from marsad.store import Store


@pytest.fixture
def views(db: Path) -> Iterator[Views]:
    views = Views(Config(db=str(db)))
    yield views
    views.close()


@pytest.fixture
def ids(db: Path) -> list[str]:
    with Store(db, read_only=True) as store:
        return [event["id"] for event in store.events(words=False)]


@pytest.fixture
def looks(views: Views, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """One item for each look at the store."""
    found: list[int] = []
    look = views.store

    def noted() -> AbstractContextManager[Store]:
        found.append(1)
        return look()

    monkeypatch.setattr(views, "store", noted)
    return found


def test_what_is_kept_is_told_as_it_was_made(views: Views, ids: list[str], looks: list[int]) -> None:
    cards = Cards()
    first = cards.of(ids, "one", views)
    assert [card["id"] for card in first] == ids
    assert cards.of(ids[::-1], "one", views) == first[::-1]
    assert len(looks) == 1


def test_a_write_leaves_no_card_of_before(views: Views, ids: list[str]) -> None:
    cards = Cards()
    cards.of(ids, "one", views)
    cards.of(ids[:1], "two", views)
    assert len(cards) == 1


def test_the_card_asked_for_longest_ago_goes_first(
    views: Views, ids: list[str], looks: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "_KEPT", 2)
    cards = Cards()
    cards.of(ids[:2], "one", views)
    cards.of(ids[:1], "one", views)
    cards.of(ids[2:3], "one", views)
    assert len(cards) == 2
    assert len(looks) == 2
    cards.of([ids[0], ids[2]], "one", views)
    assert len(looks) == 2
    cards.of(ids[1:2], "one", views)
    assert len(looks) == 3
