"""``marsad stats``: what the store holds, in numbers."""

from __future__ import annotations

import dataclasses
import json
from datetime import datetime

import click

from marsad.cli import inputs, tables


@click.command("stats", epilog="\b\nExample:\n  marsad stats --db week.duckdb")
@click.option("--db", metavar="DB", help="Database: a file or a postgresql:// URL. Default: marsad.duckdb")
@tables.format_option
@inputs.as_of_option
@click.pass_context
def command(ctx: click.Context, db: str | None, as_of: datetime | None, form: str | None) -> None:
    """Count what the store holds."""
    from marsad.store import Store

    with Store(inputs.settings(ctx, db=db).db, read_only=True, as_of=as_of) as store:
        stats = store.stats()
    if tables.chosen_format(form) == "jsonl":
        print(json.dumps(dataclasses.asdict(stats), default=str, sort_keys=True))
        return
    for name in ("documents", "mentions", "events", "problems"):
        print(f"{getattr(stats, name):10,}  {name}")
    print(f"{stats.file_bytes / 1e6:10,.1f}  MB on disk")
    if stats.first_day:
        print(f"\nevents from {stats.first_day} to {stats.last_day}")
    _print_ranking("events by kind", stats.events_by_kind)
    _print_ranking("documents by source", stats.documents_by_source)
    _print_ranking("documents by coder version", stats.coders)


def _print_ranking(title: str, ranking: tuple[tuple[str | None, int], ...]) -> None:
    if ranking:
        print(f"\n{title}")
    for name, times in ranking[:20]:
        print(f"{times:10,}  {name or '(none named)'}")
