"""``marsad why``: the sentence behind every value of an event."""

from __future__ import annotations

from datetime import datetime

import click

from marsad.cli import evidence, inputs, tables
from marsad.cli.leaving import as_stored, internal_option

EPILOG = """\b
Examples:
  marsad why 3f9a1c20 --db week.duckdb        the first digits of an id are enough
  marsad why 3f9a1c20 --format jsonl          the record with every quote
"""


@click.command("why", epilog=EPILOG)
@click.argument("event", metavar="EVENT")
@click.option("--db", metavar="DB", help="Database: a file or a postgresql:// URL. Default: marsad.duckdb")
@click.option("--format", "form", type=click.Choice(("text", "jsonl")), default="text", show_default=True)
@inputs.as_of_option
@internal_option
@click.pass_context
def command(
    ctx: click.Context, /, event: str, db: str | None, as_of: datetime | None, form: str, *, internal: bool
) -> None:
    """Show the sentence behind every value of an event, the claims that lost, and the judgements that merged it."""
    from marsad.store import Store

    named = inputs.settings(ctx, db=db).db
    with (
        as_stored(named, "why", form, internal=internal) as stamp,
        Store(named, read_only=True, as_of=as_of) as store,
    ):
        record = store.event(event)
        if form == "jsonl":
            tables.print_jsonl(stamp([record]))
            return
        evidence.print_event(store, record)
