"""``marsad events``: list events, by any filter."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import Any

import click

from marsad.cli import inputs, tables
from marsad.cli.filters import chosen_filters, filter_options
from marsad.cli.leaving import audited, circle_of, level_options_by_place, say_held_back

EPILOG = """\b
Examples:
  marsad events --since 2024-01-01 --kind ASSAULT --admin "North Kivu"
  marsad events --dyad "Islamic State" "Syrian Army" --min-deaths 5
  marsad events --near Goma --km 50 --format jsonl | jq .where.name
  marsad events --internal --format jsonl > ours.jsonl
A terminal shows what is stored; a file or a pipe gets what everybody may see, unless --internal (docs/protection.md).
A file for internal use stands in the audit log.
"""


@click.command("events", epilog=EPILOG)
@click.option("--db", metavar="DB", help="Database: a file or a postgresql:// URL. Default: marsad.duckdb")
@filter_options
@click.option(
    "--limit", type=click.IntRange(min=1), metavar="N", help="At most so many. Default: 50 in a table, else all."
)
@click.option("--format", "form", type=click.Choice(("table", "jsonl", "csv")), help="Default: a table on a terminal.")
@inputs.as_of_option
@level_options_by_place
@click.pass_context
def command(
    ctx: click.Context, /, db: str | None, limit: int | None, form: str | None, as_of: datetime | None, **given: Any
) -> None:
    """List events in order of time. All filters given must hold; of one given twice, either may."""
    from marsad.leaving import leaving
    from marsad.store import Store

    config = inputs.settings(ctx, db=db)
    readers = circle_of(given)
    filters = chosen_filters(config, given)
    shape = tables.chosen_format(form)
    most = limit or (51 if shape == "table" else None)
    with (
        audited(config.db, readers, "events", words=shape == "table"),
        Store(config.db, read_only=True, as_of=as_of) as store,
    ):
        if readers.level == "internal" and not readers.reviewed_only and sys.stdout.isatty():
            records = store.events(filters, limit=most)
        else:
            records = islice(leaving(store, filters, config, readers), most)
        found = {"table": _print_table, "jsonl": tables.print_jsonl, "csv": _print_csv}[shape](records)
    say_held_back(readers.tally)
    if readers.tally.held_back and readers.level != "internal":
        click.echo("marsad events --internal shows them too", err=True)
    if not found:
        click.echo("no event fits; marsad stats says what the database holds", err=True)
        raise click.exceptions.Exit(1)


def _print_table(records: Iterator[dict[str, Any]]) -> int:
    rows = list(records)
    tables.print_table(rows[:50] if len(rows) == 51 else rows)
    if len(rows) == 51:
        click.echo("… and more: see them with --limit N or --format jsonl", err=True)
    elif rows:
        click.echo(
            f"{tables.many(len(rows), 'event')}; marsad why {rows[0]['id'][:8]} shows the sentences behind the first",
            err=True,
        )
    return len(rows)


def _print_csv(records: Iterator[dict[str, Any]]) -> int:
    """The table's columns; the full record leaves by ``marsad export csv``."""
    from marsad.export.sheet import harmless

    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("id", *tables.HEADINGS[1:], "grade", "sources", "where_prec", "date_prec", "level"))
    count = 0
    for record in records:
        place, span = record["where"] or {}, record["when"] or {}
        cells = [record["id"], *tables.event_cells(record)[1:], record["grade"], "; ".join(record["sources"])]
        passed = record.get("protection") or {}
        level = passed.get("stamp") or passed.get("level")
        told = (*cells, place.get("where_prec"), span.get("date_prec"), level)
        writer.writerow([harmless(cell) for cell in told])
        count += 1
    print(out.getvalue(), end="")
    return count
