"""``marsad recode``: code stored documents again with what is known now."""

from __future__ import annotations

from collections.abc import Sequence

import click

from marsad.cli import inputs
from marsad.config import Config


@click.command("recode", epilog="\b\nExample:\n  marsad recode --db week.duckdb")
@click.option("--db", metavar="FILE", help="Database. Default: marsad.duckdb")
@click.pass_context
def command(ctx: click.Context, db: str | None) -> None:
    """Code again the documents that another version of the coder, or of its places and actors, has coded.

    Their texts stand in the database. What was coded before stays there too, superseded. Ctrl-C keeps what is done; the
    same command goes on from there.
    """
    again(inputs.settings(ctx, db=db))


def again(config: Config, documents: Sequence[str] | None = None) -> None:
    """Code these documents again, or all that need it, and say how many."""
    from marsad.pipeline import recode
    from marsad.store import Store

    with Store(config.db, read_only=True) as store:  # a database that is not there is no new one
        store.stats()
    coder = inputs.loaded_coder(config)
    with Store(config.db) as store, inputs.watched("coding again") as follow:
        chosen = store.coded_otherwise(coder.version) if documents is None else documents
        changed = [one.is_new for one in follow(recode(chosen, store, coder, config=config, now=inputs.now_utc()))]
        events = store.stats().events
    click.echo(f"{sum(changed)} documents coded again; {config.db} now holds {events} events", err=True)
