"""``marsad sources``: how looking at each source goes."""

from __future__ import annotations

import dataclasses
import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from marsad.cli import inputs, tables

if TYPE_CHECKING:
    from marsad.store import Outlet, Watched
    from marsad.types import Source

EPILOG = """\b
Examples:
  marsad sources --db news.duckdb
  marsad sources --failing                   those that cannot be looked at, and why
  marsad sources --format jsonl              one record a line, for programs
A source that brought nothing was looked at; one without a look was not. Who is looked at: marsad watch.
"""


@click.command("sources", epilog=EPILOG)
@click.option("--db", metavar="DB", help="Database: a file or a postgresql:// URL. Default: marsad.duckdb")
@click.option("--failing", is_flag=True, help="Only those whose last look was in vain.")
@tables.format_option
@inputs.as_of_option
@click.pass_context
def command(ctx: click.Context, /, *, db: str | None, failing: bool, form: str | None, as_of: datetime | None) -> None:
    """List every source: what the registry says of it, what it brought, and how looking at it goes."""
    from marsad.store import Store

    with Store(inputs.settings(ctx, db=db).db, read_only=True, as_of=as_of) as store:
        known, watched = store.sources(), store.watched()
        outlets = {one.source: one for one in store.outlets() if one.source}
    names = sorted({*known, *watched, *outlets})
    lines = [_line(name, known.get(name), watched.get(name), outlets.get(name)) for name in names]
    shown = [line for line in lines if not failing or line["failing_since"]]
    if tables.chosen_format(form) == "jsonl":
        for line in shown:
            print(json.dumps(line, default=_text, sort_keys=True, ensure_ascii=False))
    else:
        for line in shown:
            _print_line(line)
    if not shown:
        click.echo("no sources", err=True)
        raise click.exceptions.Exit(1)


def _line(name: str, known: Source | None, watched: Watched | None, outlet: Outlet | None) -> dict[str, Any]:
    about = dataclasses.asdict(known) if known else {}
    told = dataclasses.asdict(watched) if watched else {}
    moments = ("looks", "failed", "first_at", "last_at", "answered_at", "found_at", "failing_since", "detail")
    return {
        "source": name,
        **{key: about.get(key) for key in ("kind", "licence", "language", "party", "group")},
        "regions": list(about.get("regions", ())),
        "documents": outlet.documents if outlet else 0,
        **{key: told.get(key, 0 if key in ("looks", "failed") else None) for key in moments},
    }


def _text(value: object) -> str:
    return value.isoformat().replace("+00:00", "Z") if isinstance(value, datetime) else str(value)


def _print_line(line: dict[str, Any]) -> None:
    marks = (line["kind"], f"party: {line['party']}" if line["party"] else "", f"group: {line['group'] or ''}")
    told = ", ".join(mark for mark in marks if mark and mark != "group: ")
    print(tables.plain(f"{line['source']} ({told})" if told else line["source"]))
    print(f"    {tables.many(line['documents'], 'document')}; {_state(line)}")


def _state(line: dict[str, Any]) -> str:
    if not line["looks"]:
        return "not looked at"
    last = f"the last at {line['last_at']:%Y-%m-%d %H:%M} UTC"
    looks = f"{tables.many(line['looks'], 'look')}, {line['failed']} in vain, {last}"
    if line["failing_since"]:
        return tables.plain(f"{looks}; in vain since {line['failing_since']:%Y-%m-%d %H:%M} UTC: {line['detail']}")
    found = f"{line['found_at']:%Y-%m-%d %H:%M} UTC" if line["found_at"] else "never"
    return f"{looks}; last new: {found}"
