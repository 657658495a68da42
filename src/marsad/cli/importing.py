"""``marsad import``: the past that others counted, as counts by month and unit, to forecast from."""

from __future__ import annotations

import re
from pathlib import Path

import click

from marsad.cli import inputs, tables
from marsad.errors import ReadError

EPILOG = """\b
Examples:
  marsad import ged GEDEvent_v26_1.csv --db week.duckdb
  marsad forecast --db week.duckdb
Only counts by month and unit are kept; no row of the file enters the store, and nothing of it is merged or exported.
A second file takes the place of the first.
"""

_SHOWN = 5


@click.command("import", epilog=EPILOG)
@click.argument("standard", type=click.Choice(("ged",)), metavar="ged")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE")
@click.option(
    "--db",
    metavar="DB",
    help="Database: a file, made where there is none, or a postgresql:// URL. Default: marsad.duckdb",
)
@click.option("--version", metavar="WORD", help="Its version, to be cited. Default: as the name of the file has it.")
@click.pass_context
def command(ctx: click.Context, /, standard: str, file: Path, db: str | None, version: str | None) -> None:
    """Count a UCDP GED or Candidate file of your own by month, country, unit and PRIO-GRID cell, to forecast from."""
    from marsad.export.imported import read_imported
    from marsad.leaving.borrowing import Counting
    from marsad.store import Store

    config, imported, counting = inputs.settings(ctx, db=db), read_imported(file), Counting()
    if imported.standard != standard:
        raise ReadError(
            f"{file} is {imported.standard.upper()}'s table, not GED's",
            next_step="Its licence forbids to keep it; marsad compare --with FILE sets it beside your events.",
            path=str(file),
        )
    with inputs.watched("counting") as follow:
        for record in follow(imported.events):
            counting.add(record)
    counts = counting.counts()
    if not counts:
        click.echo(f"{file}: no row could be counted", err=True)
        raise click.exceptions.Exit(1)
    with Store(config.db) as store:
        about = {"version": version or version_of(file), "licence": imported.licence, "events": counting.counted}
        store.set_borrowed(standard, counts, at=inputs.now_utc(), about=about)
    for problem in imported.problems[:_SHOWN]:
        click.echo(f"marsad: {problem.detail}", err=True)
    if len(imported.problems) > _SHOWN:
        click.echo(f"marsad: and {len(imported.problems) - _SHOWN} more odd rows", err=True)
    first, last = counts[0].month, counts[-1].month
    click.echo(
        f"{tables.many(counting.counted, 'event')} from {first:%Y-%m} to {last:%Y-%m} counted; "
        f"{counting.vague} left out that are told more vaguely than a month; {imported.licence}, "
        "cite Sundberg and Melander (2013)",
        err=True,
    )


def version_of(file: Path) -> str | None:
    """The version in the name that UCDP gives its files: ``GEDEvent_v26_0_8.csv`` is 26.0.8."""
    found = re.search(r"v(\d+(?:_\d+)+)", file.name, re.IGNORECASE)
    return found[1].replace("_", ".") if found else None
