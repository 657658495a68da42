"""``marsad diff``: what changed between two moments or releases, and why."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from marsad import asking
from marsad.cli import inputs, tables
from marsad.cli.leaving import audited, circle_of, level_options_by_place, say_held_back, stamped
from marsad.errors import ConfigError

if TYPE_CHECKING:
    from marsad.config import Config
    from marsad.leaving import Circle
    from marsad.store import Change, Store

EPILOG = """\b
Examples:
  marsad diff 2024-05-01 --db week.duckdb        since the end of that day
  marsad diff 2024-05-01 2024-06-01 --format jsonl
  marsad diff may june                           between two releases
"""


@click.command("diff", epilog=EPILOG)
@click.argument("since", metavar="A")
@click.argument("until", metavar="[B]", required=False)
@click.option("--db", metavar="DB", help="Database: a file or a postgresql:// URL. Default: marsad.duckdb")
@tables.format_option
@level_options_by_place
@click.pass_context
def command(ctx: click.Context, /, since: str, until: str | None, db: str | None, **given: Any) -> None:
    """Say which events are not at B (by default: now) as they were at A, what changed and why.

    A and B are a day (its end), a time, or the name or number of a release. A terminal shows values and reasons; a file
    or a pipe gets which events changed, of those that may leave, and how, unless --internal.
    """
    from marsad.store import Store

    config, is_plain = inputs.settings(ctx, db=db), tables.chosen_format(given.pop("form")) == "jsonl"
    readers = circle_of(given)
    with audited(config.db, readers, "diff", words=not is_plain), Store(config.db, read_only=True) as store:
        first, last = moment(since, store), moment(until, store) if until else inputs.now_utc()
        if first > last:
            raise ConfigError(f"{since} is after {until or 'now'}", next_step="Turn A and B round.")
        with Store(config.db, read_only=True, as_of=last if until else None) as then:
            found = _known(store.changes(first, last), then, config, readers)
            count = tables.print_jsonl(stamped(map(_record, found), readers)) if is_plain else _print_each(found)
    say_held_back(readers.tally)
    click.echo(f"{tables.many(count, 'event')} changed" if count else "nothing changed", err=True)


def _known(found: Iterator[Change], then: Store, config: Config, readers: Circle) -> Iterator[Change]:
    """The changes that these readers may know of; on a terminal all of them."""
    from marsad.leaving import changed

    if readers.level == "internal" and sys.stdout.isatty():
        return found
    return changed(then, found, config, readers)


def moment(text: str, store: Store) -> datetime:
    """A moment, or that of a release. Raises StoreError for neither."""
    try:
        return asking.moment(text)
    except ConfigError:
        return store.moment(text)


def _record(change: Change) -> dict[str, Any]:
    told = {**dataclasses.asdict(change), "record": "change"}
    del told["now"]
    return {**told, "values": {field: {"was": was, "is": now} for field, was, now in change.values}}


def _print_each(changes: Iterator[Change]) -> int:
    count = 0
    for change in changes:
        count += 1
        head = click.style(f"{change.event}  {', '.join(change.what)}", bold=True)
        told = "  ".join(cell for cell in tables.event_cells(change.now)[1:] if cell) if change.now else ""
        click.echo(f"{head}  {told}".rstrip())
        if others := [one for one in change.before if one != change.event]:
            print(f"    was {', '.join(others)}")
        for field, was, now in change.values:
            print(f"    {field}: {_plain(field, was)} → {_plain(field, now)}")
        if change.why:
            print(f"    because: {'; '.join(change.why)}")
    return count


def _plain(field: str, value: Any) -> str:
    """A value in a line."""
    if not value:
        return "nothing"
    if field == "counts":
        return ", ".join(f"{measure} {count['best'] or count['low']}" for measure, count in value.items())
    if field == "when":
        return " to ".join(dict.fromkeys((value["first"], value["last"])))
    if field == "where":
        return ", ".join(str(value[key]) for key in ("name", "admin1", "country") if value[key])
    if field == "parties":
        return ", ".join(f"{role} {name}" for role, name in value)
    return str(value)
