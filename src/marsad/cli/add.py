"""``marsad add``: read, code, store and merge reports."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import click

from marsad.cli import inputs, tables
from marsad.config import Config
from marsad.types import Problem, RawDocument

if TYPE_CHECKING:
    from marsad.serve.presence import Presence

EPILOG = """\b
Examples:
  marsad add reports/ --db week.duckdb
  marsad add headlines.jsonl archive.warc.gz --source "Example Agency"
The same input twice changes nothing. Ctrl-C keeps what is done; the same command goes on from there.
"""


@click.command("add", epilog=EPILOG)
@inputs.source_options
@click.option(
    "--db",
    metavar="DB",
    help="Database: a file, made where there is none, or a postgresql:// URL. Default: marsad.duckdb",
)
@click.pass_context
def command(ctx: click.Context, /, sources: tuple[str, ...], db: str | None, **given: Any) -> None:
    """Read, code, store and merge reports. SOURCE as in marsad code."""
    from marsad.pipeline import add
    from marsad.serve.presence import server_of
    from marsad.store import Store

    config = inputs.settings(ctx, db=db, language=given["language"], source=given["outlet"], pipeline=given["pipeline"])
    server = server_of(config.db)
    if server is not None and given["pipeline"] is None:
        _add_through(server, inputs.opened(sources, published=given["published"], config=config), config)
        return
    totals = {"documents": 0, "new": 0, "mentions": 0, "problems": 0}
    with Store(config.db) as store:
        store.rest()  # what cannot be opened is said at once; while the coder loads, others may write
        coder = inputs.loaded_coder(config)
        raws = inputs.opened(sources, published=given["published"], config=config)
        with inputs.watched("adding") as follow:
            for added in follow(add(raws, store, coder, config=config, now=inputs.now_utc())):
                totals["documents"] += added.document is not None
                totals["new"] += added.is_new
                totals["mentions"] += added.mentions
                totals["problems"] += added.problems
        events = store.stats().events
    click.echo(
        f"{tables.many(totals['documents'], 'document')} read, {totals['new']} of them new, with "
        f"{tables.many(totals['mentions'], 'mention')} and {tables.many(totals['problems'], 'problem')}; {store.name} "
        f"now holds {tables.many(events, 'event')}",
        err=True,
    )
    if totals["problems"]:
        click.echo(f"What could not be done: marsad problems --db {store.name}", err=True)
    if not totals["documents"]:
        raise click.exceptions.Exit(1)


def _add_through(server: Presence, raws: Iterable[RawDocument | Problem], config: Config) -> None:
    """Let the server that is at work on the database add everything: its readers see it at once."""
    click.echo(f"marsad serve is at work on {config.db}: it adds them ({server.address})", err=True)
    totals: Counter[str] = Counter()
    with inputs.watched("adding") as follow:
        for one in follow(server.add(_told(raws))):
            totals["documents"] += one.document is not None
            totals["new"] += one.is_new
            totals["mentions"] += one.mentions
            totals["problems"] += one.problems
    click.echo(
        f"{tables.many(totals['documents'], 'document')} read, {totals['new']} of them new, with "
        f"{tables.many(totals['mentions'], 'mention')} and "
        f"{tables.many(totals['problems'], 'problem')}",
        err=True,
    )
    if not totals["documents"]:
        raise click.exceptions.Exit(1)


def _told(raws: Iterable[RawDocument | Problem]) -> Iterator[RawDocument | Problem]:
    """Tell what cannot be read: the server's list of problems is elsewhere."""
    for raw in raws:
        if isinstance(raw, Problem):
            click.echo(f"{raw.source or 'input'}: {raw.detail}", err=True)
        yield raw
