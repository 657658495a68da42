"""``marsad load``: store what ``marsad run`` has coded."""

from __future__ import annotations

import re

import click

from marsad.cli import inputs, tables

EPILOG = """\b
Examples:
  marsad load parts/ --db archive.duckdb
  marsad load s3://bucket/parts --db postgresql://db/marsad
  marsad load parts/ --month 2024-05 --month 2024-06 --db early-summer.duckdb
"""


def _months(ctx: click.Context, param: click.Parameter, given: tuple[str, ...]) -> tuple[str, ...]:
    for month in given:
        if not re.fullmatch(r"\d{4}-(?:0[1-9]|1[0-2])", month):
            raise click.BadParameter(f"{month!r} is no month; write it as 2024-05", ctx, param)
    return given


@click.command("load", epilog=EPILOG)
@click.argument("name", metavar="DIR")
@click.option(
    "--db",
    metavar="DB",
    help="Database: a file, made where there is none, or a postgresql:// URL. Default: marsad.duckdb",
)
@click.option(
    "--month",
    "months",
    multiple=True,
    callback=_months,
    metavar="MONTH",
    help="Only what was published then, as 2024-05; may be given several times. Default: everything.",
)
@click.option(
    "--workers", type=click.IntRange(min=1), metavar="N", help="Processes that merge. Default: all there are."
)
@click.pass_context
def command(ctx: click.Context, /, name: str, db: str | None, months: tuple[str, ...], workers: int | None) -> None:
    """Store what marsad run has coded into DIR (a folder, or an address as s3://…), and merge it.

    Loading twice changes nothing.
    """
    from marsad.processes import usable
    from marsad.run import folder, load, status
    from marsad.store import Store

    config = inputs.settings(ctx, db=db)
    now, parts = inputs.now_utc(), folder(name)
    told = status(parts, now=now)
    if told.finished != told.shards:
        click.echo(
            f"marsad: the run is not finished; what {tables.many(told.finished, 'shard')} held is loaded", err=True
        )
    with Store(config.db) as store, inputs.watched("loading") as follow:
        loaded = load(parts, store, config=config, now=now, months=months, workers=workers or usable())
        added = [one.is_new for one in follow(loaded) if one.document is not None]
        events = store.stats().events
    new = f"{tables.many(sum(added), 'new document')} of {len(added):,} read"
    click.echo(f"{new}; {store.name} now holds {tables.many(events, 'event')}", err=True)
