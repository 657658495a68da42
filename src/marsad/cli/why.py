"""``marsad why``: the sentence behind every value of an event."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from marsad.cli import inputs, tables
from marsad.cli.marks import print_marked
from marsad.record import canonical_json

if TYPE_CHECKING:
    from marsad.store import Store
    from marsad.types import Document

Record = dict[str, Any]

EPILOG = """\b
Examples:
  marsad why 3f9a1c20 --db week.duckdb        the first digits of an id are enough
  marsad why 3f9a1c20 --format jsonl          the record with every quote
"""


@click.command("why", epilog=EPILOG)
@click.argument("event", metavar="EVENT")
@click.option("--db", metavar="FILE", help="Database. Default: marsad.duckdb")
@click.option("--format", "form", type=click.Choice(("text", "jsonl")), default="text", show_default=True)
@click.pass_context
def command(ctx: click.Context, /, event: str, db: str | None, form: str) -> None:
    """Show the sentence behind every value of an event, the claims that lost, and the judgements that merged it."""
    from marsad.store import Store

    with Store(inputs.settings(ctx, db=db).db, read_only=True) as store:
        record = store.event(event)
        if form == "jsonl":
            print(canonical_json(record))
            return
        documents = {one: store.document(one) for one in record["documents"]}
        _print_head(record)
        for field, item, label, value in _values(record):
            _print_value(label, value, _reason(record, field, item), _quotes(record, field, item), documents)
        _print_rivals(record, documents)
        _print_judgements(store, record)


def _print_head(record: Record) -> None:
    click.secho(f"{record['id']}  {tables.event_cells(record)[1]}  {record['status']}", bold=True)
    print(f"  {record['grade']} ({record['grade_rule']}): {record['independent_sources']} independent of "
          f"{len(record['documents'])} reports; {record['review_state']}")  # fmt: skip


def _values(record: Record) -> list[tuple[str, Any, str, str]]:
    """(field, item, label, value) of everything coded, in the order of the record."""
    found: list[tuple[str, Any, str, str]] = [
        (field, None, field, record[field] or "") for field in ("kind", "mode", "status")
    ]
    for item, said in enumerate(record["attribution"]):
        found.append(
            ("attribution", item, "said by", " ".join(str(said[k]) for k in ("by", "name", "stance") if said[k]))
        )
    for item, party in enumerate(record["parties"]):
        found.append(("parties", item, party["role"].replace("_", " "), _party(party)))
    found.append(("where", None, "where", _place(record)))
    found.append(("when", None, "when", tables.when(record) if record["when"] else ""))
    found.append(("duration", None, "duration", (record["duration"] or {}).get("text", "")))
    found.extend(("counts", m, m, tables.count_text(count)) for m, count in record["counts"].items())
    for field in ("means", "escort", "targets", "outcome"):
        found.extend((field, item, field, str(value)) for item, value in enumerate(record[field]))
    found.extend((field, None, field, str(record[field] or "")) for field in ("campaign", "ordinal"))
    found.append(("acled", None, "ACLED type", " / ".join((record["acled"] or {}).values())))
    return [one for one in found if one[0] in record["quotes"]]


def _party(party: Record) -> str:
    known = f"{party['name']} ({party['actor']}, {party['sector']})" if party["actor"] else "not in the registry"
    return f"{tables.plain(party['text'])} → {known}"


def _place(record: Record) -> str:
    place = record["where"]
    if place is None:
        return ""
    precision = f"where_prec {place['where_prec']}, geo_precision {place['geo_precision']}"
    return f"{tables.where(record)} ({place['shape']}, {precision})"


def _reason(record: Record, field: str, item: Any) -> Record:
    reason = record["claims"][field]
    if isinstance(reason, list):
        return next(one for one in reason if one["item"] == item)
    return dict(reason)


def _quotes(record: Record, field: str, item: Any) -> list[Record]:
    return [quote for quote in record["quotes"][field] if item is None or quote.get("item") == item]


def _print_value(label: str, value: str, reason: Record, quotes: list[Record], documents: dict[str, Document]) -> None:
    sure = "" if reason["confidence"] is None else f", {reason['confidence']:.2f}"
    print()
    click.echo(
        click.style(f"{label}: {tables.plain(value)}", bold=True)
        + click.style(f"  [{reason['method']}{sure}]", dim=True)
    )
    for document, sentence in dict.fromkeys((quote["document"], quote["sentence"]) for quote in quotes):
        _print_sentence(
            documents[document],
            sentence,
            [q for q in quotes if (q["document"], q["sentence"]) == (document, sentence)],
            label,
        )


def _print_sentence(document: Document, sentence: int, quotes: list[Record], label: str) -> None:
    span = document.sentences[sentence].span
    field = {"said by": "attribution", "ACLED type": "acled"}.get(label, label)
    colour = (
        field
        if field in ("kind", "mode", "status", "where", "when", "means", "targets", "outcome", "campaign")
        else "parties"
    )
    marks = [(quote["start"] - span.start, quote["end"] - span.start, colour) for quote in quotes]
    print_marked(document.text[span.start : span.end], marks, indent="    ")
    origin = ", ".join(str(part) for part in (document.source, document.published, document.url) if part)
    click.secho(
        f"      {document.id[:8]} sentence {sentence + 1}{', ' + tables.plain(origin) if origin else ''}", dim=True
    )


def _print_rivals(record: Record, documents: dict[str, Document]) -> None:
    if record["rivals"]:
        click.secho("\nclaims that lost", bold=True)
    for rival in record["rivals"]:
        _print_value(rival["field"], _short(rival["value"]), rival, rival["quotes"], documents)


def _short(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {held}" for key, held in value.items() if held not in (None, {}, []))
    return str(value)


def _print_judgements(store: Store, record: Record) -> None:
    judged = [one for one in store.judgements_for(record["mentions"]) if one.verdict == "same"]
    if judged:
        click.secho("\njudgements that merged it", bold=True)
    for one in judged:
        reasons = ", ".join(f"{name} {weight:+.1f}" for name, weight in one.reasons)
        print(f"  {one.left[:8]} = {one.right[:8]}  {one.score:.2f} by {one.by}: {reasons}")
