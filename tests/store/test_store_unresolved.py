"""Names that could not be resolved, and documents that another coder coded."""

from __future__ import annotations

from datetime import date

from marsad.store import Store
from marsad.types import Problem
from tests.store import reports
from tests.store.reports import AT, LATER


def add(store: Store, text: str, words: str, code: str = "place-not-found", coder: str = reports.CODER) -> str:
    document = reports.read(text, source="Northern Wire")
    problem = Problem(
        stage="resolve", code=code, detail="unknown", document=document.id, quote=reports.said(document, words)
    )
    store.add(document, reports.code(document, problems=(problem,), coder=coder), at=AT)
    return document.id


def test_names_come_by_number_of_documents_with_their_sentences(store: Store) -> None:
    first = add(store, "A raid\n\nArmed men raided Tell  Nowhere at dawn. They left.", "Tell  Nowhere")
    second = add(store, "A second raid\n\nMen came back to Tell Nowhere. They stayed.", "Tell Nowhere")
    add(store, "A third raid\n\nTELL NOWHERE was raided again.", "TELL NOWHERE")
    other = add(store, "A fire\n\nA depot burnt in Lower Utopia.", "Lower Utopia")
    add(store, "A group\n\nThe Seven Falcons claimed it.", "Seven Falcons", "actor-not-found")
    found = store.unresolved("place-not-found", sentences=2)
    assert [(one["name"], one["times"], len(one["documents"])) for one in found] == [
        ("Tell Nowhere", 3, 3),
        ("Lower Utopia", 1, 1),
    ]
    assert {first, second} < set(found[0]["documents"])
    assert len(found[0]["sentences"]) == 2
    assert found[1]["sentences"] == [
        {"document": other, "source": "Northern Wire", "text": "A depot burnt in Lower Utopia."}
    ]
    assert len(store.unresolved("place-not-found", limit=1)) == 1
    assert [one["name"] for one in store.unresolved("actor-not-found")] == ["Seven Falcons"]


def test_what_another_coder_coded_is_listed_until_it_is_coded_again(store: Store) -> None:
    document, coding = reports.kunduz_wire()
    store.add(document, coding, at=AT)
    assert store.coded_otherwise(reports.CODER) == []
    assert store.coded_otherwise("hand@2") == [document.id]
    assert store.coded_otherwise("hand@2", since=date(2020, 5, 3)) == [document.id]
    assert store.coded_otherwise("hand@2", since=date(2020, 5, 4)) == []
    store.add(document, reports.code(document, *coding.mentions, coder="hand@2"), at=LATER)
    assert store.coded_otherwise("hand@2") == []


def test_problems_come_in_pages(store: Store) -> None:
    for number in range(5):
        problem = Problem(stage="read", code="bad-line", detail=f"line {number} is no JSON")
        store.add_problems([problem], at=AT)
    whole = store.problems()
    assert [store.problems(limit=2, skip=start) for start in (0, 2, 4)] == [whole[:2], whole[2:4], whole[4:]]
    assert store.problems(skip=5) == []
