"""An event for people to check: every value with its sentence, the claims that lost, the judgements behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from marsad import wording
from marsad.cli import tables
from marsad.cli.marks import print_marked

if TYPE_CHECKING:
    from marsad.store import Store
    from marsad.types import Document
    from marsad.wording import Value

Record = dict[str, Any]

#: Codes of other standards that only repeat the quotes of the kind; the full record has them.
_UNSHOWN = ("ged", "cameo", "goldstein", "contexts", "tags")


def print_event(store: Store, record: Record) -> None:
    """The event on stdout: coloured on a terminal, the words that matter in brackets elsewhere."""
    documents = {one: store.document(one) for one in record["documents"]}
    _print_head(record)
    for value in wording.values(record):
        if value.field not in _UNSHOWN:
            _print_value(value, documents)
    _print_rivals(record, documents)
    _print_judgements(store, record)


def print_by_sentence(store: Store, record: Record) -> None:
    """The event on stdout as it is read: each sentence once, and under it what was coded from it, with its words."""
    documents = {one: store.document(one) for one in record["documents"]}
    _print_head(record)
    told: dict[_Where, list[Value]] = {}
    for value in wording.values(record):
        if value.field not in _UNSHOWN:
            told.setdefault(_first_place(value), []).append(value)
    for (document, sentence), values in sorted(told.items(), key=lambda item: _reading_order(item[0], documents)):
        print()
        if document:
            quotes = [(quote, value.field) for value in values for quote in value.quotes]
            _print_sentence(
                documents[document], sentence, [one for one in quotes if _place_of(one[0]) == (document, sentence)]
            )
        for value in values:
            _print_line(value)
    _print_rivals(record, documents)
    _print_judgements(store, record)


#: Id of a document and number of a sentence in it; ("", 0) of what a person said without a quote.
_Where = tuple[str, int]


def _first_place(value: Value) -> _Where:
    return _place_of(value.quotes[0]) if value.quotes else ("", 0)


def _place_of(quote: Mapping[str, Any]) -> _Where:
    return quote["document"], quote["sentence"]


def _reading_order(place: _Where, documents: Mapping[str, Document]) -> tuple[int, int]:
    document, sentence = place
    return (list(documents).index(document) if document else len(documents)), sentence


def _print_line(value: Value) -> None:
    words = " … ".join(dict.fromkeys(tables.plain(quote["text"]) for quote in value.quotes if quote["text"]))
    note = f" ({tables.plain(value.note)})" if value.note else ""
    sure = "" if value.confidence is None else f"  {value.confidence:.2f}"
    click.echo(
        f"    {value.label}: "
        + click.style(f"{tables.plain(value.text)}{note}", bold=True)
        + (f"  “{words}”" if words else f"  [{value.method}]")
        + click.style(sure, dim=True)
    )


def _print_head(record: Record) -> None:
    click.secho(f"{record['id']}  {tables.event_cells(record)[1]}  {record['status']}", bold=True)
    print(f"  {record['grade']} ({record['grade_rule']}): {record['independent_sources']} independent of "
          f"{len(record['documents'])} reports; {record['review_state']}")  # fmt: skip


def _print_value(value: Value, documents: dict[str, Document]) -> None:
    sure = "" if value.confidence is None else f", {value.confidence:.2f}"
    note = f" ({tables.plain(value.note)})" if value.note else ""
    print()
    click.echo(
        click.style(f"{value.label}: {tables.plain(value.text)}{note}", bold=True)
        + click.style(f"  [{value.method}{sure}]", dim=True)
    )
    for document, sentence in dict.fromkeys((quote["document"], quote["sentence"]) for quote in value.quotes):
        here = [quote for quote in value.quotes if (quote["document"], quote["sentence"]) == (document, sentence)]
        _print_sentence(documents[document], sentence, [(quote, value.field) for quote in here])


def _print_sentence(document: Document, sentence: int, quotes: Sequence[tuple[Mapping[str, Any], str]]) -> None:
    if not document.text:
        click.secho("    [the text is forgotten]", dim=True)
        return
    span = document.sentences[sentence].span
    marks = [(quote["start"] - span.start, quote["end"] - span.start, field) for quote, field in quotes]
    print_marked(document.text[span.start : span.end], marks, indent="    ")
    origin = ", ".join(str(part) for part in (document.source, document.published, document.url) if part)
    click.secho(
        f"      {document.id[:8]} sentence {sentence + 1}{', ' + tables.plain(origin) if origin else ''}", dim=True
    )


def _print_rivals(record: Record, documents: dict[str, Document]) -> None:
    rivals = wording.rivals(record)
    if rivals:
        click.secho("\nclaims that lost", bold=True)
    for rival in rivals:
        _print_value(rival, documents)


def _print_judgements(store: Store, record: Record) -> None:
    judged = [one for one in store.judgements_for(record["mentions"]) if one.verdict == "same"]
    if judged:
        click.secho("\njudgements that merged it", bold=True)
    for one in judged:
        reasons = ", ".join(f"{name} {weight:+.1f}" for name, weight in one.reasons)
        print(f"  {one.left[:8]} = {one.right[:8]}  {one.score:.2f} by {one.by}: {reasons}")
