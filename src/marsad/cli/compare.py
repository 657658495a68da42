"""``marsad compare``: the store's events beside those of an ACLED or GED file of your own."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from marsad.cli import inputs, tables
from marsad.cli.filters import chosen_filters, filter_options
from marsad.cli.leaving import as_stored, internal_option

if TYPE_CHECKING:
    from datetime import datetime

    from marsad.config import Config
    from marsad.evaluate.overlap import Overlap, Told
    from marsad.store import Filters
    from marsad.types import Problem

EPILOG = """\b
Examples:
  marsad compare --with acled.csv --since 2024-01-01 --until 2024-03-31
  marsad compare --with GEDEvent_v26_0_8.csv --admin Sudan
  marsad compare --with acled.csv --list missing | head
Reads ACLED's files of any layout, UCDP GED and Candidate, as CSV (also .gz) or workbook. Only days and countries that
both hold are compared. Nothing of the file is stored, and nothing of it leaves.
"""

_LISTS = {"pairs": "events that both hold", "missing": "those only the file has", "extra": "those only Marsad has"}


@click.command("compare", epilog=EPILOG)
@click.option(
    "--with", "other", required=True, type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="The file."
)
@click.option("--list", "listed", type=click.Choice(list(_LISTS)), help="List events instead of figures.")
@click.option("--db", metavar="DB", help="Database: a file or a postgresql:// URL. Default: marsad.duckdb")
@tables.format_option
@filter_options
@inputs.as_of_option
@internal_option
@click.pass_context
def command(ctx: click.Context, /, *, other: Path, listed: str | None, form: str | None, **given: Any) -> None:
    """Compare the events of the database with a data set of your own: coverage both ways, types, places, deaths."""
    config, as_of, internal = inputs.settings(ctx, db=given.pop("db")), given.pop("as_of"), given.pop("internal")
    filters, shape = chosen_filters(config, given), tables.chosen_format(form)
    _refuse_others(filters)
    with as_stored(config.db, "compare", shape, internal=internal) as stamp:
        found, standard = _compared(other, filters, config, as_of)
        if shape == "jsonl":
            _print_lines(stamp(_listed(found, listed) if listed else [_figures(found)]))
        elif listed:
            _list(found, listed)
        else:
            _print(found, standard)
    if not found.pairs:
        raise click.exceptions.Exit(1)


def _compared(other: Path, filters: Filters, config: Config, as_of: datetime | None) -> tuple[Overlap, str]:
    """How the store's events lie beside those of the file, and whose file it is."""
    from marsad.evaluate.overlap import match
    from marsad.export.imported import read_imported
    from marsad.leaving import fits_coded
    from marsad.leaving.beside import actor_finder, told_by
    from marsad.store import Store

    imported, actor_of = read_imported(other), actor_finder(config)
    with inputs.watched("reading") as follow:
        chosen = (event for event in follow(imported.events) if fits_coded(event, filters))
        theirs = list(told_by(chosen, imported.standard, actor_of))
    with Store(config.db, read_only=True, as_of=as_of) as store, inputs.watched("comparing") as follow:
        ours = list(told_by(follow(store.events(filters, words=False)), imported.standard, actor_of))
    _say_odd(imported.problems)
    return match(*_both(ours, theirs)), imported.standard


def _refuse_others(filters: Filters) -> None:
    """Filters on what a file of others does not hold would compare unlike things."""
    others = ("actors", "dyad", "sources", "statuses", "grades", "text", "review_state")
    given = [name for name in others if getattr(filters, name)]
    if given:
        raise click.UsageError(f"compare takes filters on days, kinds, places and deaths, not on {', '.join(given)}.")


def _both(ours: list[Told], theirs: list[Told]) -> tuple[list[Told], list[Told]]:
    """Only the countries that both hold, and only the days between the first and the last that both do."""
    if not ours or not theirs:
        return ours, theirs
    first = max(min(told.first for told in side) for side in (ours, theirs))
    last = min(max(told.last for told in side) for side in (ours, theirs))
    countries = {told.country for told in ours} & {told.country for told in theirs}

    def kept(side: list[Told]) -> list[Told]:
        return [told for told in side if told.country in countries and told.first <= last and told.last >= first]

    return kept(ours), kept(theirs)


def _say_odd(problems: list[Problem]) -> None:
    for problem in problems[:5]:
        click.echo(f"marsad: {problem.detail}", err=True)
    if len(problems) > 5:
        click.echo(f"marsad: and {len(problems) - 5} more odd rows", err=True)


def _figures(found: Overlap) -> dict[str, Any]:
    names = (
        "left_covered", "right_covered", "same_type", "same_sub_type", "same_side", "same_day", "median_km",
        "same_deaths", "deaths", "deaths_of_pairs",
    )  # fmt: skip
    counts = {"pairs": len(found.pairs), "only_left": len(found.only_left), "only_right": len(found.only_right)}
    return counts | {name: getattr(found, name) for name in names}


def _print(found: Overlap, standard: str) -> None:
    ours, theirs = found.deaths
    paired_ours, paired_theirs = found.deaths_of_pairs
    rows = [
        ("events that both hold", str(len(found.pairs))),
        ("only Marsad's", str(len(found.only_left))),
        ("only the file's", str(len(found.only_right))),
        ("Marsad's that the file holds too", _share(found.left_covered)),
        ("the file's that Marsad holds too", _share(found.right_covered)),
        ("same type of event" if standard == "acled" else "same type of violence", _share(found.same_type)),
        *([("same sub-type", _share(found.same_sub_type))] if standard == "acled" else []),
        ("an actor in common", _share(found.same_side)),
        ("same day", _share(found.same_day)),
        ("median distance", "-" if found.median_km is None else f"{found.median_km:.1f} km"),
        ("same number of deaths", _share(found.same_deaths)),
        ("deaths in events that both hold", f"{paired_ours} and {paired_theirs}"),
        ("deaths in all events", f"{ours} and {theirs}"),
    ]
    for label, value in rows:
        print(f"{label:36}{value:>16}")


def _share(value: float | None) -> str:
    return "-" if value is None else f"{100 * value:.1f} %"


def _pairs(found: Overlap, listed: str) -> list[tuple[Told | None, Told | None]]:
    if listed == "missing":
        return [(None, told) for told in found.only_right]
    if listed == "extra":
        return [(told, None) for told in found.only_left]
    return [(pair.left, pair.right) for pair in found.pairs]


def _list(found: Overlap, listed: str) -> None:
    for both in _pairs(found, listed):
        print(" | ".join(_line(told) for told in both if told is not None))


def _listed(found: Overlap, listed: str) -> list[dict[str, Any]]:
    return [{"marsad": _plain(left), "file": _plain(right)} for left, right in _pairs(found, listed)]


def _print_lines(rows: Iterable[Mapping[str, Any]]) -> None:
    for row in rows:
        print(json.dumps(row, sort_keys=True))


def _plain(told: Told | None) -> dict[str, Any] | None:
    if told is None:
        return None
    names = ("id", "country", "admin1", "lat", "lon", "type", "sub_type", "deaths")
    days = {"first": told.first.isoformat(), "last": told.last.isoformat(), "sides": sorted(told.sides)}
    return {name: getattr(told, name) for name in names} | days


def _line(told: Told) -> str:
    kind = told.sub_type or told.type or "-"
    return f"{told.first} {told.country or '-'} {told.admin1 or '-'}: {kind}, {told.deaths} dead ({told.id[:12]})"
