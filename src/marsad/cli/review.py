"""``marsad review``: one event at a time, one key decides and goes on."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Collection
from typing import TYPE_CHECKING, Any

import click

from marsad.cli import inputs, tables
from marsad.cli.filters import chosen_filters, filter_options
from marsad.cli.leaving import Stamp, as_stored, internal_option
from marsad.errors import ConfigError

if TYPE_CHECKING:
    from marsad.review import Desk
    from marsad.serve.through import DeskThrough
    from marsad.store import Filters, Need, QueueItem

EPILOG = """\b
Examples:
  marsad review --db week.duckdb              what is worth a person's time, the most urgent first
  marsad review --need conflict --admin SDN   only where sources differ, only in Sudan
  marsad review --list                        the queue as a table
  marsad review --coder A --sample 50         double coding: blind, the same 50 events for every coder
  marsad agreement                            and how far the coders agree
While marsad serve is at work on the same file, acts go through it and its readers see them at once.
Keys are shown under each event. What was done is kept at once; u takes it back, in this session or a later one.
"""


@click.command("review", epilog=EPILOG)
@click.option("--db", metavar="DB", help="Database: a file or a postgresql:// URL. Default: marsad.duckdb")
@click.option("--by", metavar="NAME", help="Who reviews. Default: the name you are logged in with.")
@click.option("--coder", metavar="NAME", help="Code blind, as this coder: kept apart, no event changes.")
@click.option("--sample", type=click.IntRange(min=1), metavar="N", help="With --coder: a sample of so many events.")
@click.option("--need", "needs", multiple=True, metavar="WORD", help="conflict, low-confidence, proposed-merge, …")
@click.option("--mine", is_flag=True, help="Only what is assigned to you.")
@click.option("--list", "is_list", is_flag=True, help="Print the queue and stop.")
@filter_options
@tables.format_option
@inputs.as_of_option
@internal_option
@click.pass_context
def command(ctx: click.Context, /, is_list: bool, form: str | None, **given: Any) -> None:
    """Review events: accept, reject, correct, merge, split, comment, flag, assign; every act can be undone.

    The queue holds acts that lost their place, what somebody flagged, what changed since it was accepted, proposed
    merges, conflicts between sources and values of low confidence, in this order.
    """
    from marsad.cli.screens import Screens, Task
    from marsad.coders import open_events
    from marsad.review import Desk
    from marsad.serve.presence import server_of
    from marsad.serve.through import DeskThrough
    from marsad.store import Store

    db, by, coder, sample = (given.pop(name) for name in ("db", "by", "coder", "sample"))
    needs, is_mine, as_of, internal = (given.pop(name) for name in ("needs", "mine", "as_of", "internal"))
    config = inputs.settings(ctx, db=db)
    filters = chosen_filters(config, given) if any(value for name, value in given.items() if name != "km") else None
    if sample and not coder:
        raise ConfigError("--sample is for double coding", next_step="Name the coder: --coder NAME --sample N.")
    if as_of is not None and not is_list:
        raise ConfigError("what was is not reviewed any more", next_step="Look at the queue of then: --list --as-of.")
    if not is_list and not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise ConfigError(
            "marsad review asks for keys, and this is no terminal",
            next_step="Print the queue with --list, or review from Python: marsad.review.Desk.",
        )
    name = coder or by or getpass.getuser()
    if is_list:
        shape = tables.chosen_format(form)
        with as_stored(config.db, "review --list", shape, internal=internal) as stamp:
            with Store(config.db, read_only=True, as_of=as_of) as store:
                items = _queue(Desk(store, by=name, config=config), needs, is_mine, filters)
            _print_queue(items, shape, stamp)
        return
    server = server_of(config.db)
    with Store(config.db, read_only=server is not None) as store:
        desk: Desk | DeskThrough = Desk(store, by=name, config=config, is_blind=bool(coder))
        if server is not None:
            desk = DeskThrough(server, store, by=name, config=config, is_blind=bool(coder))
        if coder:
            events = open_events(store, coder, filters=filters, sample=sample)
            tasks = [Task(event=event, why=f"coded blind by {coder}") for event in events]
        else:
            tasks = [task for item in _queue(desk, needs, is_mine, filters) if (task := Task.of(item))]
        if tasks:
            Screens(store, desk, config, tasks).show()
        else:
            click.echo("nothing waits for review; marsad events lists all events", err=True)


def _queue(
    desk: Desk | DeskThrough, needs: Collection[Need], is_mine: bool, filters: Filters | None
) -> list[QueueItem]:
    items = desk.queue(*needs, assigned_to=desk.by if is_mine else None)
    if filters is None:
        return items
    wanted = {record["id"] for record in desk.store.events(filters, words=False)}
    return [item for item in items if item.event in wanted or item.other in wanted]


def _print_queue(items: list[QueueItem], shape: str, stamp: Stamp) -> None:
    if shape == "jsonl":
        records = (
            {
                "need": item.need,
                "event": item.event,
                "other": item.other,
                "score": item.score,
                "detail": item.detail,
                "assigned_to": item.assigned_to,
                "act": item.act and item.act.id,
            }
            for item in items
        )
        tables.print_jsonl(stamp(records))
        return
    rows = [
        (item.need, (item.event or "")[:8], (item.other or "")[:8], item.detail, item.assigned_to) for item in items
    ]
    tables.print_cells(("need", "event", "other", "why", "assigned to"), rows)
    click.echo(f"{len(items)} wait for review", err=True)
