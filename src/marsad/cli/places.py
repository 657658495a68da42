"""``marsad places``: the gazetteer, and the user's own places in it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from marsad.cli import inputs, missing, tables
from marsad.errors import ConfigError

if TYPE_CHECKING:
    from marsad.config import Config
    from marsad.places import Gazetteer, Imported
    from marsad.places.choice import Ranked

_CHOICE = "Write NAME=LAT,LON,COUNTRY (decimal degrees), or NAME=ID with an id, ISO code or P-code of a place."


@click.group("places")
def command() -> None:
    """The gazetteer: what a name can mean, and the places you add."""


# --- add, list, remove -------------------------------------------------------------------------

_ADD = """\b
Examples:
  marsad places add villages.csv
  marsad places add SY.zip --source GeoNames --licence "CC BY 4.0"
  marsad places add syr_admgz.csv --source "OCHA COD" --dry-run
  marsad places add ged.csv --country Syria --source "UCDP GED"
\b
Formats, told apart by the first line:
  own       CSV with the columns name, lat, lon, country and, if wanted, id, admin1, admin2, kind,
            alternative names (parted by |), population, iso, pcode. An id such as gn:169577 adds
            names and codes to the place that has it.
  geonames  a country dump as published (19 columns by tabs, .txt or .zip): settlements, units,
            and the features that reports name
  cod       OCHA's table of units with P-codes and points (ADM1_EN, ADM1_PCODE, …, lat, lon)
  ged       UCDP's events: the settlements in which they happened
A file of the same name replaces the one added before. Files may also be .gz.
"""


@command.command("add", epilog=_ADD)
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE…")
@click.option("--format", "form", type=click.Choice(("own", "geonames", "cod", "ged")), help="Default: by first line.")
@click.option("--country", metavar="NAME", help="Only this country; and that of rows that name none.")
@click.option("--source", metavar="WORDS", help="Where the rows come from, for marsad places list.")
@click.option("--licence", metavar="WORDS", help="Their licence.")
@click.option("--dry-run", is_flag=True, help="Check the files and keep nothing.")
@click.pass_context
def add(ctx: click.Context, /, files: tuple[Path, ...], *, dry_run: bool, **given: Any) -> None:
    """Add places from files: all rows of a file, or none of it if one is wrong."""
    from marsad.places import Origin, add_user_places
    from marsad.store import shown

    config = inputs.settings(ctx)
    given["country"] = _country(given["country"])
    origin = Origin(at=inputs.now_utc(), **given)
    gazetteer = _gazetteer(config)
    for path in files:
        with inputs.measured(path.name) as advance:
            imported = add_user_places(
                path, config, origin=origin, gazetteer=gazetteer, is_dry=dry_run, advance=advance
            )
        _say_imported(imported, is_dry=dry_run)
    if not dry_run:
        _gazetteer(config).close()
        click.echo(f"Documents coded before keep their places until: marsad recode --db {shown(config.db)}", err=True)


def _say_imported(imported: Imported, *, is_dry: bool) -> None:
    done = "would be added" if is_dry else "added"
    click.echo(f"{imported.name}: {imported.rows:,} places {done}, read as {imported.form}", err=True)
    for reason, times in sorted(imported.passed.items(), key=lambda item: (-item[1], item[0])):
        click.echo(f"  passed over: {times:,} {reason}", err=True)


def _country(name: str | None) -> str | None:
    from marsad.places.formats import country_code

    if name is None:
        return None
    code = country_code(name)
    if code is None:
        raise ConfigError(f"no country is called {name!r}", next_step="Write its name or ISO 3166-1 code: SYR.")
    return code


def _gazetteer(config: Config) -> Gazetteer:
    from marsad.places import open_gazetteer

    with inputs.stepped() as progress:
        return open_gazetteer(config, progress=progress)


@command.command("list", epilog="\b\nExample:\n  marsad places list")
@tables.format_option
@click.pass_context
def list_(ctx: click.Context, form: str | None) -> None:
    """List the files of places that were added: when, how many rows, from where, under which licence."""
    from marsad.places import user_files

    files = user_files(inputs.settings(ctx))
    if tables.chosen_format(form) == "jsonl":
        told = ("name", "added_at", "form", "rows", "source", "licence")
        tables.print_jsonl({name: getattr(file, name) for name in told} for file in files)
    else:
        cells = ([file.name, file.added_at, file.form, file.rows, file.source, file.licence] for file in files)
        tables.print_cells(("name", "added", "format", "rows", "source", "licence"), cells)
    if not files:
        click.echo("none were added; see marsad places add --help", err=True)
        raise click.exceptions.Exit(1)


@command.command("remove", epilog="\b\nExample:\n  marsad places remove villages")
@click.argument("name", metavar="NAME")
@click.pass_context
def remove(ctx: click.Context, name: str) -> None:
    """Take out the places that were added under NAME."""
    from marsad.places import remove_user_places

    gone = remove_user_places(name, inputs.settings(ctx))
    click.echo(f"{gone.name}: {gone.rows or 'all'} places taken out", err=True)


# --- find --------------------------------------------------------------------------------------


@command.command(
    "find",
    epilog="\b\nExamples:\n  marsad places find Nayrab --country Syria\n  marsad places find Amara --near Basra --json",
)
@click.argument("name", metavar="NAME")
@click.option("--country", metavar="NAME", help="As if a text were about this country.")
@click.option("--near", metavar="PLACE", help="As if it named this place too; or LAT,LON.")
@click.option("--limit", type=click.IntRange(min=1), default=10, show_default=True, help="At most so many.")
@click.option("--json", "is_json", is_flag=True, help="One candidate a line, as JSON.")
@click.pass_context
def find(ctx: click.Context, /, name: str, *, limit: int, is_json: bool, **given: str | None) -> None:
    """Show what NAME can mean, best first, and why: the reasons are weights (log-odds) that add up."""
    from marsad import asking
    from marsad.places.choice import Evidence, rank

    config = inputs.settings(ctx)
    country = _country(given["country"])
    points = (asking.point(given["near"], config),) if given["near"] else ()
    gazetteer = _gazetteer(config)
    evidence = Evidence(countries={country: 1.0} if country else {}, points=points)
    ranked = rank(gazetteer.find(name), evidence)[:limit]
    for number, one in enumerate(ranked, 1):
        if is_json:
            print(json.dumps(_record(one), ensure_ascii=False))
        else:
            _print_candidate(number, one)
    if not ranked:
        click.echo(f"no place is called {name!r}; add it with marsad places add", err=True)
        raise click.exceptions.Exit(1)


def _record(one: Ranked) -> dict[str, Any]:
    return {**one.place._asdict(), "share": round(one.share, 4), "reasons": dict(one.reasons)}


def _print_candidate(number: int, one: Ranked) -> None:
    place = one.place
    chain = ", ".join(part for part in (place.admin2, place.admin1, place.country) if part)
    point = "no point" if place.lat is None else f"{place.lat:.4f}, {place.lon:.4f}"
    people = f", {place.population:,} people" if place.population else ""
    codes = ", ".join(part for part in (place.id, place.iso, place.pcode) if part)
    click.secho(f"{number:>3}  {tables.plain(place.name)}  ({place.kind})  {tables.plain(chain)}", bold=True)
    click.echo(f"     {place.tier}; {point}{people}; {codes}; {tables.plain(place.source)}")
    reasons = ", ".join(f"{reason} {weight:+.2f}" for reason, weight in one.reasons)
    total = sum(weight for _, weight in one.reasons)
    click.secho(f"     {total:+.2f} = {reasons}; {one.share:.0%} of the probability", dim=True)


# --- missing -----------------------------------------------------------------------------------

_MISSING = """\b
Examples:
  marsad places missing --db week.duckdb
  marsad places missing --db week.duckdb --choose "Khirbat Nuwwar=35.71,36.62,SYR"
  marsad places missing --db week.duckdb --choose "Nuwwar Ruins=gn:164816" --choose "Tell Aswad=SY070203"
A choice is kept as a row of the places named "chosen". Documents of the database in which the name was not found are
coded again at once; see --no-recode.
"""


@command.command("missing", epilog=_MISSING)
@click.option("--choose", "choices", multiple=True, metavar="NAME=PLACE", help="LAT,LON,COUNTRY or an id or P-code.")
@missing.options
@click.pass_context
def missing_(ctx: click.Context, /, choices: tuple[str, ...], *, no_recode: bool, **given: Any) -> None:
    """List names of places that were not found, by number of documents, with their sentences; choose for them."""
    config = inputs.settings(ctx, db=given["db"])
    if not choices:
        missing.show(config, "places missing", "place-not-found", given)
        return
    from marsad.places import add_choices

    gazetteer = _gazetteer(config)
    rows = [_chosen(choice, gazetteer) for choice in choices]
    add_choices(rows, config, at=inputs.now_utc())
    missing.apply(config, "place-not-found", [row["name"] for row in rows], is_told_only=no_recode)


def _chosen(choice: str, gazetteer: Gazetteer) -> dict[str, str]:
    name, value = missing.parted(choice, _CHOICE)
    parts = [part.strip() for part in value.split(",")]
    if len(parts) == 3:
        return {"name": name, "lat": parts[0], "lon": parts[1], "country": parts[2]}
    place = gazetteer.get(value) or gazetteer.get(f"user:{value}")
    if place is None or not place.within:
        raise ConfigError(f"no place has the id or code {value!r}", next_step=_CHOICE)
    point = {"lat": "", "lon": ""} if place.lat is None else {"lat": str(place.lat), "lon": str(place.lon)}
    return {
        "id": place.id.removeprefix("user:"), "name": name, "country": place.within[0], "kind": place.kind, **point,
    }  # fmt: skip
