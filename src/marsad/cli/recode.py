"""``marsad recode``: code stored documents again with what is known now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import click

from marsad.cli import inputs, tables
from marsad.config import Config

EPILOG = """\b
Examples:
  marsad recode --db week.duckdb
  marsad recode --since 2024-01-01               only what was published since
"""


@click.command("recode", epilog=EPILOG)
@click.option("--db", metavar="DB", help="Database: a file or a postgresql:// URL. Default: marsad.duckdb")
@click.option("--since", type=inputs.Day(), metavar="DATE", help="Only documents published (undated: added) since.")
@click.option(
    "--only-stale", is_flag=True, expose_value=False, help="Only what another version has coded: so it is in any case."
)
@click.pass_context
def command(ctx: click.Context, db: str | None, since: date | None) -> None:
    """Code again the documents that another version of the coder, or of its places and actors, has coded.

    Their texts stand in the database. What was coded before stays there too, superseded, and what people decided holds
    for the new coding; where their words are coded otherwise now, it waits in the review queue. Ctrl-C keeps what is
    done; the same command goes on from there.
    """
    again(inputs.settings(ctx, db=db), since=since)


def again(config: Config, documents: Sequence[str] | None = None, *, since: date | None = None) -> None:
    """Code these documents again, or all that need it (published since), and say how many."""
    from marsad.pipeline import recode
    from marsad.store import Store

    with Store(config.db, read_only=True) as store:  # a database that is not there is no new one
        store.stats()
    coder = inputs.loaded_coder(config)
    with Store(config.db) as store, inputs.watched("coding again") as follow:
        chosen = store.coded_otherwise(coder.version, since=since) if documents is None else documents
        changed = [one.is_new for one in follow(recode(chosen, store, coder, config=config, now=inputs.now_utc()))]
        events, waiting = store.stats().events, len(store.queue(["unanchored"]))
    click.echo(
        f"{tables.many(sum(changed), 'document')} coded again; {store.name} now holds {tables.many(events, 'event')}",
        err=True,
    )
    if waiting:
        click.echo(f"{waiting} acts of people wait in the review queue: their words are coded otherwise now", err=True)
