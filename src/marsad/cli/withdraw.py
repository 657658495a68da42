"""``marsad withdraw``: take an event, a document or a source out of every output, at once."""

from __future__ import annotations

import getpass
from typing import TYPE_CHECKING, Any

import click

from marsad.cli import inputs, tables
from marsad.cli.leaving import as_stored, internal_option

if TYPE_CHECKING:
    from marsad.store import Store
    from marsad.types import Act

EPILOG = """\b
Examples:
  marsad withdraw 3f9a1c20 --reason "a witness could be found" --class safety
  marsad withdraw 8c41d2 --reason "the paper took it back" --class error     a document
  marsad withdraw "Northern Wire" --reason "asked by the outlet"             all of a source
  marsad withdraw --list
  marsad withdraw --undo ACT --reason "they agreed"
Gone from every list, export, page and report, those --as-of a day before too. What is published instead is a tombstone:
id, day and the class of the reason. The reason itself stays in the database, and the act in its audit log.
"""


@click.command("withdraw", epilog=EPILOG)
@click.argument("target", required=False, metavar="EVENT|DOCUMENT|SOURCE")
@click.option("--reason", metavar="TEXT", help="Why; kept here, not published.")
@click.option(
    "--class", "reason_class", default="other", show_default=True, metavar="WORD",
    help="What is published of why: safety, consent, error, legal, licence, other.",
)  # fmt: skip
@click.option("--undo", "undone", metavar="ACT", help="Take a withdrawal (its id) back.")
@click.option("--list", "is_list", is_flag=True, help="List what is withdrawn.")
@click.option("--by", metavar="NAME", help="Who does it. Default: the name you are logged in with.")
@click.option("--db", metavar="DB", help="Database: a file or a postgresql:// URL. Default: marsad.duckdb")
@internal_option
@click.pass_context
def command(
    ctx: click.Context,
    /,
    *,
    target: str | None,
    reason: str | None,
    reason_class: str,
    undone: str | None,
    is_list: bool,
    **given: Any,
) -> None:
    """Withdraw an event, a document or all of a source (also of reports that come in later)."""
    from marsad.review import Desk
    from marsad.store import Store

    config = inputs.settings(ctx, db=given["db"])
    if is_list:
        with (
            as_stored(config.db, "withdraw --list", "text", internal=given["internal"]),
            Store(config.db, read_only=True) as store,
        ):
            print_acts(store, "withdrew")
        return
    if (target is None) == (undone is None) or not reason:
        raise click.UsageError("name what to withdraw (or --undo ACT), and give a --reason.")
    with Store(config.db) as store:
        desk = Desk(store, by=given["by"] or getpass.getuser(), config=config)
        if undone is not None:
            desk.undo(full_id(store, undone), reason=reason)
            click.echo(f"{undone} is undone; what it withdrew is back", err=True)
            return
        act = desk.withdraw(str(target), reason=reason, reason_class=reason_class)
        say_restricted(store, act, "withdrawn")


def say_restricted(store: Store, act: Act, done: str) -> None:
    """On stderr what an act withdrew or holds back; on stdout the releases that are to be recalled."""
    told = store.restricted_by(act.id)
    held = f", {tables.many(told.documents, 'document')}" if told.documents else ""
    click.echo(f"{done}: {act.field} {act.target}{held}, {tables.many(told.events, 'event')}", err=True)
    for name, events in told.releases.items():
        print(f"recall release {name}: it holds {events} of these events")
    click.echo(f"undo it with: marsad {'withdraw' if act.verb == 'withdrew' else 'hold'} --undo {act.id[:8]}", err=True)


def full_id(store: Store, given: str) -> str:
    """The id of the act that is meant by its first digits; as given where none or several begin so."""
    found = [act.id for act in store.acts() if act.id.startswith(given)]
    return found[0] if len(found) == 1 else given


def print_acts(store: Store, verb: str) -> None:
    """The acts with this verb that stand, one line each."""
    acts = store.acts()
    undone = {act.target for act in acts if act.verb == "undone"}
    for act in acts:
        if act.verb == verb and act.id not in undone:
            told = f"until {act.value}" if verb == "held" and act.value else act.value or "for ever"
            print(
                f"{act.id[:8]}  {act.at:%Y-%m-%d}  {act.field} {act.target}  {told}  by {act.by}: {act.reason or '-'}"
            )
