"""``marsad forget``: take the texts of reports out of the database for good."""

from __future__ import annotations

import getpass
import re
import sys
from datetime import timedelta
from pathlib import Path

import click

from marsad.cli import inputs, tables
from marsad.errors import ConfigError

EPILOG = """\b
Examples:
  marsad forget 8c41d2 --db week.duckdb
  marsad forget --texts-older-than 90d
  marsad forget --texts-older-than 90d --delete-copies --yes      for a nightly job
The words of the report, its title, its fingerprints and notes on it go; offsets and keyed hashes stay, and so do the
events as they were coded. The database file is written anew without them. It cannot be undone.
"""

#: Files for internal use that are named.
_SHOWN = 20
_AGE = re.compile(r"(\d+)\s*([dwy])")
_DAYS = {"d": 1, "w": 7, "y": 365}


class Age(click.ParamType[timedelta]):
    """A number of days, weeks or years: 90d, 12w, 1y."""

    name = "age"

    def convert(self, value: str | timedelta, param: click.Parameter | None, ctx: click.Context | None) -> timedelta:
        if isinstance(value, timedelta):
            return value
        found = _AGE.fullmatch(value.strip())
        if found is None:
            self.fail(f"{value!r} is no age; write it as 90d, 12w or 1y", param, ctx)
        return timedelta(days=int(found[1]) * _DAYS[found[2]])


@click.command("forget", epilog=EPILOG)
@click.argument("documents", nargs=-1, metavar="[DOCUMENT]...")
@click.option("--texts-older-than", "age", type=Age(), metavar="AGE", help="All that came in so long ago: 90d, 12w.")
@click.option("--links", is_flag=True, help="Their addresses too, whose words may tell a headline.")
@click.option("--delete-copies", is_flag=True, help="Delete the copies beside the database that still hold them.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--by", metavar="NAME", help="Who does it. Default: the name you are logged in with.")
@click.option("--db", metavar="DB", help="Database: a file or a postgresql:// URL. Default: marsad.duckdb")
@click.pass_context
def command(
    ctx: click.Context,
    /,
    *,
    documents: tuple[str, ...],
    age: timedelta | None,
    by: str | None,
    db: str | None,
    **told: bool,
) -> None:
    """Forget the texts of documents. DOCUMENT is an id, or the first digits of it."""
    from marsad.forgetting import forget
    from marsad.store import Store

    if bool(documents) == (age is not None):
        raise click.UsageError("name documents, or give --texts-older-than AGE.")
    config = inputs.settings(ctx, db=db)
    with Store(config.db) as store:
        named = list(documents) if age is None else store.texts_older_than(inputs.now_utc() - age)
        if not named:
            click.echo("no text is as old as that", err=True)
            return
        if not told["yes"] and sys.stdin.isatty():
            click.confirm(f"forget the texts of {tables.many(len(named), 'document')} for good?", abort=True, err=True)
        done = forget(store, named, by=by or getpass.getuser(), links=told["links"], config=config)
    click.echo(
        f"{store.name}: {tables.many(len(done.documents), 'text')} forgotten; the database was written anew", err=True
    )
    _say_copies(done.copies, is_deleted=told["delete_copies"])
    for name in done.releases:
        print(f"release {name} rests on them and may quote them")
    for file in done.exports[:_SHOWN]:
        print(f"{file} was written for internal use and may quote them")
    if len(done.exports) > _SHOWN:
        print(f"and {len(done.exports) - _SHOWN} older files for internal use, by the audit log")
    if done.beyond:
        print(f"{done.beyond} may hold them: ask whoever runs it")


def _say_copies(copies: tuple[Path, ...], *, is_deleted: bool) -> None:
    for copy in copies:
        if not is_deleted:
            print(f"{copy} still holds them; --delete-copies deletes it")
            continue
        try:
            copy.unlink()
        except OSError as error:
            raise ConfigError(f"{copy} cannot be deleted: {error}", next_step="Delete it by hand.") from error
        print(f"{copy} deleted")
