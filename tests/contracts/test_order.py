"""The events do not depend on the order in which documents come, nor on the pauses between them."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.merging_load import NOW, Happening, load
from marsad import pipeline, record
from marsad.config import Config
from marsad.store import Store
from marsad.types import Coding, Document

pytestmark = pytest.mark.slow

MENTIONS = 30


@cache
def war() -> tuple[tuple[Document, Coding], ...]:
    """Reports of a war so small and dense that attacks of one place and day are told side by side."""
    events = [
        Happening(
            first=date(2016, 1, 1) + timedelta(days=number % 3), date_prec=1, place=f"Place {number % 4}", where_prec=1,
            lat=35 + number % 4 / 3, lon=37.0, admin1="Province", admin2=f"District {number % 2}",
            sides=("Side a", "Side b"), deaths=(3, 14, 15)[number % 3],
        )
        for number in range(20)
    ]  # fmt: skip
    return tuple((document, coding) for _, document, coding in load(MENTIONS, events))


def events_of(batches: Sequence[Sequence[tuple[Document, Coding]]], *, workers: int = 1) -> list[str]:
    """The events after adding and merging batch by batch, as canonical lines."""
    with tempfile.TemporaryDirectory() as folder, Store(str(Path(folder) / "order.duckdb")) as store:
        for batch in batches:
            for document, coding in batch:
                store.add(document, coding, (), at=NOW)
            store.flush()
            pipeline.merge(store, config=Config(), now=NOW, workers=workers)
        return sorted(record.canonical_json(event) for event in store.events(words=False))


@cache
def at_once() -> list[str]:
    return events_of([war()])


def test_the_war_is_one_in_which_order_could_matter() -> None:
    assert len(at_once()) < MENTIONS - 5, "reports are merged"
    assert len(at_once()) > 12, "and attacks are kept apart"


@pytest.mark.parametrize("some", [1, 4, 11])
def test_what_waits_is_merged_in_steps_of_any_size(some: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two mentions that others draw into events before their turn comes are judged all the same."""
    monkeypatch.setattr("marsad.merging._AT_ONCE", some)
    assert events_of([war()]) == at_once()


def test_several_processes_give_the_same_events(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, number in (("_MANY", 2), ("_PAIRS", 7), ("_GROUPS", 3)):
        monkeypatch.setattr(f"marsad.merging.{name}", number)
    assert events_of([war()], workers=2) == at_once()


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(order=st.permutations(range(MENTIONS)), pauses=st.sets(st.integers(1, MENTIONS - 1), max_size=3))
def test_any_order_and_any_pauses_give_the_same_events(order: list[int], pauses: set[int]) -> None:
    cuts = [0, *sorted(pauses), MENTIONS]
    batches = [[war()[one] for one in order[start:end]] for start, end in pairwise(cuts)]
    assert events_of(batches) == at_once()
