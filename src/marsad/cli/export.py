"""``marsad export``: write events in a format that others read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from marsad.cli import inputs, leaving
from marsad.cli.filters import chosen_filters, filter_options

if TYPE_CHECKING:
    from marsad.protect import LevelName

EPILOG = """\b
Examples:
  marsad export csv -o events.csv --since 2024-01-01
  marsad export acled -o sudan.csv --admin Sudan
  marsad export geojson -o map.geojson --min-deaths 1
  marsad export mypackage.sheets:weekly -o week.xlsx
FORMAT is jsonl, csv, geojson, parquet, acled, ged, or your own exporter as module:function. Private persons, exact
places where somebody could be hurt, and what is younger than three days stay behind unless the level says otherwise.
"""


@click.command("export", epilog=EPILOG)
@click.argument("form", metavar="FORMAT")
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), metavar="FILE", help="File to write.")
@click.option("--db", metavar="FILE", help="Database. Default: marsad.duckdb")
@leaving.level_options
@filter_options
@click.pass_context
def command(
    ctx: click.Context,
    /,
    *,
    form: str,
    output: Path,
    db: str | None,
    level: LevelName,
    policy: Path | None,
    **given: Any,
) -> None:
    """Write the events that fit to a file, and beside it a manifest that says what was done to them."""
    from marsad.export import Manifest, exporter, write
    from marsad.store import Store

    config = inputs.settings(ctx, db=db)
    filters, readers = chosen_filters(config, given), leaving.circle(level, policy)
    exporter(form)  # an unknown format is said before the database is opened
    manifest = Manifest(
        level=level,
        policy=f"{readers.policy.name} {readers.policy.digest}",
        made_at=readers.now,
        filters=leaving.told_filters(filters, level),
        held_back=readers.tally.held_back,
        changes=readers.tally.changes,
    )
    with Store(config.db, read_only=True) as store, inputs.watched("exporting") as follow:
        records = leaving.leaving(store, filters, config, readers)
        written = write(follow(records), form, output, manifest=manifest)
    leaving.say_held_back(readers.tally)
    click.echo(
        f"{written.path}: {written.events} events in {written.rows} rows, {level}; see {written.manifest}", err=True
    )
    if not written.events:
        raise click.exceptions.Exit(1)
