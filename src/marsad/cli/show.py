"""``marsad show``: a document with everything found in it marked."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from marsad.cli import inputs, tables
from marsad.cli.leaving import as_stored, internal_option
from marsad.cli.marks import Marked, print_marked

if TYPE_CHECKING:
    from marsad.types import Document


@click.command("show", epilog="\b\nExample:\n  marsad show 8c41d2 --db week.duckdb")
@click.argument("document", metavar="DOCUMENT")
@click.option("--db", metavar="DB", help="Database: a file or a postgresql:// URL. Default: marsad.duckdb")
@click.option("--format", "form", type=click.Choice(("text", "jsonl")), default="text", show_default=True)
@inputs.as_of_option
@internal_option
@click.pass_context
def command(
    ctx: click.Context, /, document: str, db: str | None, as_of: datetime | None, form: str, *, internal: bool
) -> None:
    """Show the text of a document, sentence by sentence, with everything found in it marked.

    DOCUMENT is its id, or the first digits of it.
    """
    from marsad.store import Store

    named = inputs.settings(ctx, db=db).db
    with as_stored(named, "show", form, internal=internal) as stamp:
        with Store(named, read_only=True, as_of=as_of) as store:
            found = store.document(document)
            records = store.coding_of(document)
            forgotten = store.forgotten([found.id]).get(found.id)
        if form == "jsonl":
            tables.print_jsonl(stamp(records))
        else:
            _print_document(found, records, forgotten)


def _print_document(found: Document, records: list[dict[str, Any]], forgotten: datetime | None) -> None:
    origin = ", ".join(str(part) for part in (found.source, found.published, found.url) if part)
    click.secho(f"{found.id}  {tables.plain(found.title)}  {tables.plain(origin)}".rstrip(), bold=True)
    if forgotten is not None:
        click.echo(f"the text was forgotten on {forgotten:%Y-%m-%d}; what was found in it stays:")
        _print_found(records)
        return
    marks = _marks(records)
    for sentence in found.sentences:
        section = found.sections[sentence.section]
        here = [
            (start - sentence.span.start, end - sentence.span.start, field)
            for start, end, field in marks.get(sentence.index, ())
        ]
        click.secho(f"\n{sentence.index + 1:>4} {section.kind}, story {section.story + 1}", dim=True)
        print_marked(found.text[sentence.span.start : sentence.span.end], here, indent="     ")
        for line in _told(records, sentence.index):
            click.secho(f"     → {line}", dim=True)
    problems = sum(record["record"] == "problem" for record in records)
    click.echo(f"\n{tables.many(len(records) - problems, 'finding')}, {tables.many(problems, 'problem')}", err=True)


def _print_found(records: list[dict[str, Any]]) -> None:
    for sentence in sorted({_sentence_of(record) for record in records if record["record"] != "problem"}):
        for line in _told(records, sentence):
            print(f"{sentence + 1:>4} {line}")


def _sentence_of(record: dict[str, Any]) -> int:
    quotes = record["quotes"]["kind" if record["record"] == "mention" else "direction"]
    return int(quotes[0]["sentence"])


def _marks(records: list[dict[str, Any]]) -> dict[int, list[Marked]]:
    """By sentence, what is to be marked in it; derived fields and contexts would only repeat other marks."""
    marks: dict[int, list[Marked]] = {}
    shown = (
        (field, quote)
        for record in records
        for field, quotes in record.get("quotes", {}).items()
        for quote in quotes
        if field not in ("acled", "ged", "cameo", "goldstein", "contexts")
    )
    for field, quote in shown:
        marks.setdefault(quote["sentence"], []).append((quote["start"], quote["end"], field))
    return marks


def _told(records: list[dict[str, Any]], sentence: int) -> list[str]:
    """What begins in this sentence, one line each."""
    lines = []
    for record in records:
        if record["record"] == "mention" and record["quotes"]["kind"][0]["sentence"] == sentence:
            lines.append("  ".join(cell for cell in tables.event_cells(record) if cell))
        if record["record"] == "assessment" and record["quotes"]["direction"][0]["sentence"] == sentence:
            lines.append(f"assessment: {tables.plain(record['subject'])} {record['direction']}")
    return lines
