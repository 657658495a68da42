"""``marsad export``: write events in a format that others read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from marsad.cli import inputs, tables
from marsad.cli.filters import chosen_filters, filter_options
from marsad.cli.leaving import level_options, say_held_back

if TYPE_CHECKING:
    from marsad.protect import LevelName


EPILOG = """\b
Formats:
  jsonl csv parquet xlsx geojson geoparquet   Marsad's full record
  acled [--layout 2022|codes]                 rows by event and day
  ged                                         UCDP GED, 49 columns
  plover [--layout polecat]                   JSON Lines; POLECAT's 40 columns
  gdelt [--layout mentions]                   GDELT 2.0 events; mentions
  hapi                                        HDX HAPI: counts by unit and month
  ftm                                         FollowTheMoney entities
  gold                                        what marsad evaluate reads
  cases                                       sentences with what people say must come out of them
  module:function                             your own exporter

\b
Examples:
  marsad export csv -o events.csv --since 2024-01-01
  marsad export acled -o sudan.csv --admin Sudan
  marsad export acled --layout 2022 -o old.csv
  marsad export geojson -o map.geojson --min-deaths 1
  marsad export xlsx --template office.xlsx -o week.xlsx
  marsad export mypackage.sheets:weekly -o week.txt
Private persons, exact places where somebody could be hurt, and what is younger than three days stay behind unless the
level says otherwise. A manifest beside the file says what was done, and what the format cannot hold.
"""


@click.command("export", epilog=EPILOG)
@click.argument("form", metavar="FORMAT")
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), metavar="FILE", help="File to write.")
@click.option("--layout", metavar="NAME", help="Another layout of the format.")
@click.option(
    "--template",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Workbook with a row of placeholders such as {first_day}; for xlsx.",
)
@click.option("--workers", type=click.IntRange(min=1), metavar="N", help="Processes that share the work.")
@click.option("--db", metavar="DB", help="Database: a file or a postgresql:// URL. Default: marsad.duckdb")
@inputs.as_of_option
@level_options
@filter_options
@click.pass_context
def command(
    ctx: click.Context, /, *, form: str, output: Path, level: LevelName, workers: int | None, **given: Any
) -> None:
    """Write the events that fit to a file, and beside it a manifest that says what was done to them."""
    from marsad.export import exporter
    from marsad.leaving import circle, export
    from marsad.store import Store

    form = f"{form}-{given.pop('layout')}" if given["layout"] else form
    exporter(form)  # an unknown format is said before the database is opened
    config = inputs.settings(ctx, db=given.pop("db"))
    readers = circle(level, given.pop("policy"), reviewed_only=given.pop("reviewed_only"))
    template = given.pop("template")
    given.pop("layout", None)
    as_of = given.pop("as_of")
    filters = chosen_filters(config, given)
    more = {"template": template, "config": config, "workers": workers or inputs.cores()}
    with Store(config.db, read_only=True, as_of=as_of) as store, inputs.counted("exporting") as progress:
        written = export(form, output, store=store, filters=filters, readers=readers, progress=progress, **more)
    say_held_back(readers.tally)
    click.echo(
        f"{written.path}: {tables.many(written.events, 'event')} in {tables.many(written.rows, 'row')}, {level}; "
        f"see {written.manifest}",
        err=True,
    )
    if not written.events:
        raise click.exceptions.Exit(1)
