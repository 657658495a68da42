"""``marsad hold``: keep an event, a document or a source from others, for ever or until a day."""

from __future__ import annotations

import getpass
from datetime import date
from typing import Any

import click

from marsad.cli import inputs
from marsad.cli.leaving import as_stored, internal_option
from marsad.cli.withdraw import full_id, print_acts, say_restricted

EPILOG = """\b
Examples:
  marsad hold 3f9a1c20 --until 2026-12-01 --reason "talks go on"
  marsad hold "Northern Wire" --reason "shared in confidence"
  marsad hold --list
  marsad hold --undo ACT
What is held stays in the database and in what is --internal, marked do_not_publish or embargo_until. To hold back a
source by rule, name it in the policy file.
"""


@click.command("hold", epilog=EPILOG)
@click.argument("target", required=False, metavar="EVENT|DOCUMENT|SOURCE")
@click.option("--until", type=inputs.Day(), metavar="DATE", help="First day on which it may leave. Default: never.")
@click.option("--reason", metavar="TEXT", help="Why; kept here, not published.")
@click.option("--undo", "undone", metavar="ACT", help="Take a hold (its id) back.")
@click.option("--list", "is_list", is_flag=True, help="List what is held.")
@click.option("--by", metavar="NAME", help="Who does it. Default: the name you are logged in with.")
@click.option("--db", metavar="DB", help="Database: a file or a postgresql:// URL. Default: marsad.duckdb")
@internal_option
@click.pass_context
def command(
    ctx: click.Context,
    /,
    *,
    target: str | None,
    until: date | None,
    reason: str | None,
    undone: str | None,
    is_list: bool,
    **given: Any,
) -> None:
    """Hold an event, a document or all of a source back from everybody but yourselves."""
    from marsad.review import Desk
    from marsad.store import Store

    config = inputs.settings(ctx, db=given["db"])
    if is_list:
        with (
            as_stored(config.db, "hold --list", "text", internal=given["internal"]),
            Store(config.db, read_only=True) as store,
        ):
            print_acts(store, "held")
        return
    if (target is None) == (undone is None):
        raise click.UsageError("name what to hold back, or --undo ACT.")
    with Store(config.db) as store:
        desk = Desk(store, by=given["by"] or getpass.getuser(), config=config)
        if undone is not None:
            desk.undo(full_id(store, undone), reason=reason)
            click.echo(f"{undone} is undone; what it held back may leave", err=True)
            return
        say_restricted(store, desk.hold(str(target), until=until, reason=reason), "held")
