"""``marsad forecast``: how many deaths or events the months to come may bring, by area, as chances."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from marsad.cli import inputs, tables
from marsad.cli.leaving import audited, circle_of, level_options_by_place, say_held_back, stamped
from marsad.errors import ConfigError, ExportError

if TYPE_CHECKING:
    from marsad.analyse import Forecast
    from marsad.warning.forecasts import Outlook

EPILOG = """\b
Examples:
  marsad import ged GEDEvent.csv --db week.duckdb       a past to learn from
  marsad forecast --db week.duckdb                      deaths by country, six months ahead
  marsad forecast --by admin1 --country SDN --months 3
  marsad forecast --target events --counts own          from the store's own events
  marsad forecast --format parquet -o draws.parquet     1,000 draws a month, in the layout of VIEWS
docs/forecasts.md says how forecasts are made and how good they were.
"""

_MODELS = ("mixture", "forest", "own", "conflictology", "bootstrap", "last", "zero")
_UNITS = ("country", "admin1", "admin2", "cell")
_LONGEST = 36


@click.command("forecast", epilog=EPILOG)
@click.option("--db", metavar="DB", help="Database: a file or a postgresql:// URL. Default: marsad.duckdb")
@click.option("--by", "unit", type=click.Choice(_UNITS), default="country", show_default=True, help="Unit of area.")
@click.option("--target", type=click.Choice(("deaths", "events")), default="deaths", show_default=True)
@click.option("--months", type=click.IntRange(1, _LONGEST), default=6, show_default=True, help="How many ahead.")
@click.option(
    "--issued", type=inputs.Day(), metavar="DATE", help="A day of the last month seen. Default: the last known."
)
@click.option("--country", metavar="NAME", help="Only its areas: name or ISO alpha-3.")
@click.option("--counts", type=click.Choice(("ged", "own")), help="Default: GED's where they were imported.")
@click.option("--model", type=click.Choice(_MODELS), default="mixture", show_default=True)
@click.option("--seed", type=int, default=0, show_default=True, help="The same seed gives the same draws.")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="File to write; for csv, parquet."
)
@click.option(
    "--format",
    "form",
    type=click.Choice(("table", "jsonl", "csv", "parquet")),
    help="csv, parquet: all draws. Default: a table on a terminal, JSON Lines in a pipe.",
)
@inputs.as_of_option
@level_options_by_place
@click.pass_context
def command(ctx: click.Context, /, db: str | None, form: str | None, output: Path | None, **given: Any) -> None:
    """Forecast deaths or events by area and month: distributions, never points on a map."""
    from marsad.store import Store
    from marsad.warning.forecasts import forecast_record, outlook

    form = form or _form_of(output) or tables.chosen_format(None)
    if (form == "parquet") != (output is not None) and form in ("parquet", "table"):
        raise click.UsageError("a table is shown, parquet is written to a file (-o); jsonl and csv may be either.")
    if output is not None and given["level"] is None:
        given["level"] = "public"
    config, readers, as_of = inputs.settings(ctx, db=db), circle_of(given), given.pop("as_of")
    asked = _asked(given)
    with Store(config.db, read_only=True, as_of=as_of) as store:
        source = asked.counts or ("ged" if store.borrowed("ged") else "own")
        with inputs.paced("counting") as pace:
            found = outlook(store, config, readers, replace(asked, pace=pace))
    say_held_back(readers.tally)
    if not found:
        click.echo(
            "no area has a past of 12 months to forecast from: add reports, or marsad import ged FILE.csv", err=True
        )
        raise click.exceptions.Exit(1)
    click.echo(_said(found), err=True)
    with audited(config.db, readers, "forecast", sent=output, words=form == "table"):
        records = stamped((forecast_record(one, source) for one in found), readers)
        _write(found, list(records), form, output)


def _form_of(output: Path | None) -> str | None:
    suffix = output.suffix.lstrip(".").lower() if output else ""
    return suffix if suffix in ("csv", "parquet", "jsonl") else None


def _asked(given: dict[str, Any]) -> Outlook:
    from marsad.warning.forecasts import Outlook

    named: str | None = given.pop("country")
    return Outlook(**given, country=_country(named) if named else None)


def _country(named: str) -> str:
    from marsad.places.countries import load_countries

    called = named.casefold()
    for country in load_countries():
        if called in {one.casefold() for one in (country.alpha3, country.name, *country.names)}:
            return country.alpha3
    raise ConfigError(f"no country is called {named!r}", next_step="Give its name or ISO alpha-3 code.")


def _said(found: Sequence[Forecast]) -> str:
    whose = found[0].counts or "the store's own events"
    areas = len({one.area.id for one in found})
    return f"{areas} areas, counts of {whose} to {found[0].issued:%Y-%m}, model {found[0].model}"


# --- writing -----------------------------------------------------------------------------------


def _write(found: Sequence[Forecast], records: Sequence[dict[str, Any]], form: str, output: Path | None) -> None:
    """The forecasts in this format; ``records`` are those of JSON Lines."""
    if form == "table":
        tables.print_cells(_HEADINGS, [_cells(one) for one in sorted(found, key=_worst_first)])
    elif form == "jsonl" and output is None:
        tables.print_jsonl(records)
    else:
        _to_file(found, records, form, output)


def _to_file(found: Sequence[Forecast], records: Sequence[dict[str, Any]], form: str, output: Path | None) -> None:
    from marsad.export import replacing
    from marsad.record import canonical_json
    from marsad.warning.views_layout import write_csv, write_parquet

    if output is None:
        write_csv(found, sys.stdout.buffer)
        return
    try:
        with replacing(output) as out:
            if form == "jsonl":
                out.writelines(f"{canonical_json(record)}\n".encode() for record in records)
            elif form == "parquet":
                write_parquet(found, out)
            else:
                write_csv(found, out)
    except OSError as error:
        raise ExportError(
            f"{output}: {error}", next_step="Name a file that can be written.", path=str(output)
        ) from error


_HEADINGS = ("area", "month", "any", "25+", "100+", "half", "90 of 100", "mean", "last time")


def _worst_first(told: Forecast) -> tuple[float, str, date]:
    return (-told.mean, told.area.id, told.month)


def _cells(told: Forecast) -> tuple[object, ...]:
    error = told.past_error
    return (
        told.area.name,
        f"{told.month:%Y-%m}",
        *(_chance(told.chance(least)) for least in (1, 25, 100)),
        f"{told.quantile(0.25)} to {told.quantile(0.75)}",
        f"{told.quantile(0.05)} to {told.quantile(0.95)}",
        f"{told.mean:.1f}",
        "" if error is None else f"{error.low} to {error.high}, came {error.observed} ({error.month:%Y-%m})",
    )


def _chance(share: float) -> str:
    """No forecast is certain: 1,000 draws tell nothing finer than a tenth of a percent."""
    return "< 1%" if share < 0.01 else "> 99%" if share > 0.99 else f"{share:.0%}"
