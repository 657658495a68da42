"""What every database behind the Store keeps to: words in one table, canonical records, evidence only appended."""

import itertools
import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from marsad import record
from marsad.store import Store
from marsad.types import Actor, Claim, Coding, Document, Judgement, Problem
from tests.store import reports
from tests.store.homes import Folder, Home
from tests.store.reports import AT, LATER, PERSON

EVIDENCE = ("documents", "codings", "mentions", "assessments", "problems", "judgements", "acts", "looks")
#: Set once, on what is no longer present.
CLOSING = ("superseded_at", "retracted_at")


@pytest.fixture
def store(home: Home) -> Iterator[Store]:
    db = home.empty()
    with Store(db) as store:
        yield store
    home.drop(db)


def rows_of(store: Store, table: str) -> list[dict[str, Any]]:
    store.flush()
    found = store._connection.execute(f"SELECT * FROM {table}")
    names = [column[0] for column in found.description or ()]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def tables(store: Store) -> list[str]:
    store.flush()
    listed = (
        "SELECT table_name FROM information_schema.tables"
        " WHERE table_type = 'BASE TABLE' AND table_schema = current_schema()"
    )
    return [name for (name,) in store._connection.execute(listed).fetchall()]


def naming_a_person() -> tuple[Document, Coding]:
    """A report with a private person's name in every place where words of the text may stand."""
    document, coding = reports.kunduz_paper()
    (mention,) = coding.mentions
    by_name = Actor(id=None, name=PERSON, sector="CVL", country=None, inter=7)
    first, victim = mention.parties
    lost = replace(victim.value, role="recipient", actor=by_name)
    named = replace(victim, value=replace(victim.value, actor=by_name), rivals=(lost,))
    said = reports.coded(document, reports.Attribution(by="source", name=PERSON, stance="asserts"), PERSON)
    said = replace(said, rivals=(replace(said.value, stance="claims"),))
    about: Claim[str] = reports.coded(document, PERSON, PERSON)
    assessment = reports.Assessment(
        id="a1", document=document.id, direction=reports.coded(document, "up", "raided"), subject=about, area=about
    )
    problem = Problem(
        stage="resolve", code="actor-unknown", detail="no registry", document=document.id, quote=about.quotes[0]
    )
    told = replace(mention, parties=(first, named), attribution=(said,))
    return document, reports.code(document, told, assessments=(assessment,), problems=(problem,))


def test_words_of_documents_stand_in_documents_only(store: Store) -> None:
    document, coding = naming_a_person()
    wire, wire_coding = reports.kunduz_wire()
    for one in ((document, coding), (wire, wire_coding)):
        store.add(*one, at=AT)
    event = reports.fold(wire_coding.mentions[0], *coding.mentions)
    store.replace_events((), [event], at=AT)
    words = {
        PERSON,
        *PERSON.split(),
        *(quote.text for quote in coding.mentions[0].counts[0].quotes),
        "Taliban fighters",
    }
    found = {
        (table, column, word)
        for table in tables(store)
        if table != "documents"
        for row in rows_of(store, table)
        for column, value in row.items()
        for word in words
        if word and word.casefold() in str(value).casefold()
    }
    assert found == set()
    assert any(PERSON in row["text"] for row in rows_of(store, "documents"))
    assert store.coding_of(document.id) == [
        record.mention_record(coding.mentions[0]),
        record.assessment_record(coding.assessments[0]),
        record.problem_record(coding.problems[0]),
    ]
    assert store.event(event.id) == record.event_record(event), "and come back from there"


def test_every_quote_is_in_its_text(store: Store) -> None:
    reports.fill(store)
    texts = {row["id"]: row["text"] for row in rows_of(store, "documents")}
    quotes = [
        (texts[quote.get("document") or one.get("document")], quote)
        for one in (*store.events(), *store.mentions())
        for quote in itertools.chain(*one["quotes"].values(), *(rival["quotes"] for rival in one.get("rivals", ())))
    ]
    assert len(quotes) > 50
    assert all(text[quote["start"] : quote["end"]] == quote["text"] for text, quote in quotes)


def test_records_are_canonical(store: Store) -> None:
    reports.fill(store)
    stored = [
        row["record"] for table in ("mentions", "events", "assessments", "problems") for row in rows_of(store, table)
    ]
    assert len(stored) == 11
    assert all(record.canonical_json(json.loads(one)) == one for one in stored)


def everything_that_changes(store: Store) -> Iterator[str]:
    """All that can be done to a store, step by step."""
    document, coding = naming_a_person()
    wire, wire_coding = reports.kunduz_wire()
    store.add(document, coding, at=AT)
    store.add(wire, wire_coding, at=AT)
    yield "added"
    left, right = sorted((coding.mentions[0].id, wire_coding.mentions[0].id))
    judgement = Judgement(left=left, right=right, verdict="same", score=0.9, by="person:reviewer", at=AT)
    store.add_judgements([judgement], at=AT)
    store.replace_events((), [reports.fold(*coding.mentions), reports.fold(*wire_coding.mentions)], at=AT)
    yield "folded"
    store.replace_events([left, right], [reports.fold(wire_coding.mentions[0], *coding.mentions)], at=LATER)
    yield "merged"
    store.add(wire, reports.code(wire, coder="hand@2"), at=LATER)
    yield "coded anew"
    store.retract_judgements(left, right, by="person:reviewer", at=LATER)
    store.add_problems([Problem(stage="read", code="bad-line", detail="line 3 is no JSON")], at=LATER)
    yield "taken back"


def test_evidence_is_only_appended(store: Store) -> None:
    before: dict[str, list[dict[str, Any]]] = {table: [] for table in EVIDENCE}
    for step in everything_that_changes(store):
        after = {table: rows_of(store, table) for table in EVIDENCE}
        for table in EVIDENCE:
            kept = [without_closing(row) for row in after[table]]
            assert all(without_closing(row) in kept for row in before[table]), (step, table)
        before = after
    closed = [row for table in ("codings", "judgements") for row in before[table] if closing(row)]
    assert len(closed) == 2, "the superseded coding and the retracted judgement"


def without_closing(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in CLOSING}


def closing(row: dict[str, Any]) -> list[Any]:
    return [row[name] for name in CLOSING if row.get(name)]


def test_the_order_of_adding_and_the_pauses_between_make_no_difference(home: Home) -> None:
    told = [report() for report in reports.ALL]
    answers = []
    for number, order in enumerate((told, told[::-1], told[2:] + told[:2])):
        with Store(home.empty()) as store:
            for document, coding in order:
                store.add(document, coding, at=AT)
                if number:
                    store.flush()
            due = store.unfolded()[None]
            mentions = sorted(store.clusters_of(due)[None], key=lambda mention: due.index(mention.id))
            store.replace_events((), [reports.fold(mention) for mention in mentions], at=AT)
            answers.append((mentions, list(store.events()), list(store.mentions()), store.problems()))
    assert answers[0] == answers[1] == answers[2]


def test_the_sql_needs_no_extension_that_would_have_to_be_fetched(folder: Folder) -> None:
    with Store(folder.empty()) as store:
        reports.fill(store)
        settings = "SELECT name, value FROM duckdb_settings() WHERE name LIKE 'auto%_known_extensions' ORDER BY name"
        assert store._connection.execute(settings).fetchall() == [
            ("autoinstall_known_extensions", "false"),
            ("autoload_known_extensions", "false"),
        ]
        loaded = "SELECT DISTINCT install_mode FROM duckdb_extensions() WHERE loaded"
        assert store._connection.execute(loaded).fetchall() == [("STATICALLY_LINKED",)]
