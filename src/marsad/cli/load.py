"""``marsad load``: store what ``marsad run`` has coded."""

from __future__ import annotations

from pathlib import Path

import click

from marsad.cli import inputs


@click.command("load", epilog="\b\nExample:\n  marsad load parts/ --db archive.duckdb")
@click.argument("folder", type=click.Path(exists=True, file_okay=False), metavar="DIR")
@click.option(
    "--db",
    metavar="DB",
    help="Database: a file, made where there is none, or a postgresql:// URL. Default: marsad.duckdb",
)
@click.pass_context
def command(ctx: click.Context, /, folder: str, db: str | None) -> None:
    """Store what marsad run has coded into DIR, and merge it. Loading twice changes nothing."""
    from marsad.run import load, status
    from marsad.store import Store

    config = inputs.settings(ctx, db=db)
    told = status(Path(folder))
    if told.finished != told.shards:
        click.echo(f"marsad: the run is not finished; {told.finished} shards are loaded", err=True)
    with Store(config.db) as store, inputs.watched("loading") as follow:
        added = [one.is_new for one in follow(load(Path(folder), store, config=config, now=inputs.now_utc()))]
        events = store.stats().events
    click.echo(f"{sum(added)} new documents of {told.documents}; {store.name} now holds {events} events", err=True)
