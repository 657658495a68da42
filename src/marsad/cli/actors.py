"""``marsad actors``: the registry of actors, and the user's own in it."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from marsad.cli import inputs, missing, tables

if TYPE_CHECKING:
    from marsad.actors import ActorEntry, Registry
    from marsad.actors.entry import Years
    from marsad.config import Config


@click.group("actors")
def command() -> None:
    """The registry of actors: whom a name means, and the actors you add."""


_ADD = """\b
Examples:
  marsad actors add groups.csv
  marsad actors add groups.toml --dry-run
\b
CSV columns: id and name, and if wanted aliases, exact, local, former, sector, inter, country, active, also,
parents, phases, ged, source, checked_on; lists are parted by semicolons. For instance:
  id,name,aliases,sector,country,active
  highland-front,Highland Freedom Front,HFF; Highlanders,REB,PNG,1999-
TOML: one table [COUNTRY.id] an actor with the same fields. A row without a name gives the actor of its id more
aliases. A file of the same name replaces the one added before.
"""


@command.command("add", epilog=_ADD)
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE…")
@click.option("--dry-run", is_flag=True, help="Check the files and keep nothing.")
@click.pass_context
def add(ctx: click.Context, /, files: tuple[Path, ...], *, dry_run: bool) -> None:
    """Add actors from files: all rows of a file, or none of it if one is wrong."""
    from marsad.actors import add_user_actors
    from marsad.store import shown

    config = inputs.settings(ctx)
    for path in files:
        added = add_user_actors(path, config, is_dry=dry_run)
        click.echo(f"{path.name}: {len(added):,} actors {'would be added' if dry_run else 'added'}", err=True)
    if not dry_run:
        click.echo(f"Documents coded before keep their actors until: marsad recode --db {shown(config.db)}", err=True)


class _Age(click.ParamType[int]):
    """A number of years, months or days: 2y, 18m, 90d; in days."""

    name = "age"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        found = re.fullmatch(r"(\d{1,4})([ymd])", str(value))
        if not found:
            self.fail(f"{value!r} is no age; write it as 2y, 18m or 90d", param, ctx)
        return round(int(found[1]) * {"y": 365.25, "m": 30.44, "d": 1.0}[found[2]])


@command.command("list", epilog="\b\nExamples:\n  marsad actors list\n  marsad actors list --older-than 2y")
@click.option("--older-than", type=_Age(), metavar="2y", help="Actors, yours and Marsad's, not checked since.")
@tables.format_option
@click.pass_context
def list_(ctx: click.Context, older_than: int | None, form: str | None) -> None:
    """List the files of actors that were added; or the actors whose facts were last checked long ago."""
    config = inputs.settings(ctx)
    found = _files(config) if older_than is None else _old(_registry(config), older_than)
    if tables.chosen_format(form) == "jsonl":
        tables.print_jsonl(found)
    elif found:
        tables.print_cells(tuple(found[0]), (list(one.values()) for one in found))
    if not found:
        said = (
            "none were added; see marsad actors add --help" if older_than is None else "every actor was checked since"
        )
        click.echo(said, err=True)
        raise click.exceptions.Exit(1)


def _files(config: Config) -> list[dict[str, Any]]:
    from marsad.actors import user_actor_files
    from marsad.actors.rows import read_text, rows_of

    return [
        {"name": file.name, "rows": sum(1 for _ in rows_of(file.name, read_text(file)))}
        for file in user_actor_files(config)
    ]


def _old(registry: Registry, days: int) -> list[dict[str, Any]]:
    today = inputs.now_utc().date()
    old = [entry for entry in registry.entries.values() if (today - (entry.checked_on or date.min)).days > days]
    told = ("id", "name", "country", "checked_on", "source")
    records = map(_record, sorted(old, key=lambda entry: (entry.checked_on or date.min, entry.id)))
    return [{name: one[name] for name in told} for one in records]


@command.command("remove", epilog="\b\nExample:\n  marsad actors remove groups.csv")
@click.argument("name", metavar="NAME")
@click.pass_context
def remove(ctx: click.Context, name: str) -> None:
    """Take out the actors that were added in the file NAME."""
    from marsad.actors import remove_user_actors

    click.echo(f"{remove_user_actors(name, inputs.settings(ctx)).name}: taken out", err=True)


def _registry(config: Config) -> Registry:
    from marsad.actors import load_actors, user_actor_files

    return load_actors(user_files=user_actor_files(config))


@command.command("find", epilog="\b\nExamples:\n  marsad actors find ISIS\n  marsad actors find 'Turkish army' --json")
@click.argument("name", metavar="NAME")
@click.option("--limit", type=click.IntRange(min=1), default=10, show_default=True, help="At most so many.")
@click.option("--json", "is_json", is_flag=True, help="One actor a line, as JSON.")
@click.pass_context
def find(ctx: click.Context, /, name: str, *, limit: int, is_json: bool) -> None:
    """Show whom NAME can mean, surest first, and why."""
    found = _registry(inputs.settings(ctx)).find(name, most=limit)
    for one in found:
        if is_json:
            print(json.dumps({**_record(one.entry), "matched": one.name, "reason": one.reason}, ensure_ascii=False))
        else:
            _print_actor(one.entry, f"{one.reason}: {one.name}")
    if not found:
        click.echo(f"no actor is called {name!r}; add it with marsad actors add", err=True)
        raise click.exceptions.Exit(1)


def _record(entry: ActorEntry) -> dict[str, Any]:
    return {
        "id": entry.id, "name": entry.name, "aliases": [alias.text for alias in entry.aliases], "sector": entry.sector,
        "inter": entry.inter, "country": entry.country, "also": list(entry.also), "active": _years(entry.active),
        "parents": list(entry.parents), "ged": entry.ged, "source": entry.source,
        "checked_on": entry.checked_on.isoformat() if entry.checked_on else None,
    }  # fmt: skip


def _print_actor(entry: ActorEntry, reason: str) -> None:
    record = _record(entry)
    told = (record["sector"], record["country"], record["active"], f"part of {'; '.join(entry.parents)}")
    click.secho(f"{entry.id}  {tables.plain(entry.name)}", bold=True)
    click.echo(f"     {', '.join(part for part in told[: 4 if entry.parents else 3] if part)}")
    aliases = "; ".join(alias for alias in record["aliases"] if alias != entry.name)
    if aliases:
        click.echo(f"     also {tables.plain(aliases)}")
    checked = f"; {entry.source or 'no source'}, checked on {record['checked_on'] or 'no day'}"
    click.secho(f"     {tables.plain(reason)}{checked}", dim=True)


def _years(years: Years) -> str | None:
    return f"{years.first or ''}-{years.last or ''}" if years.first or years.last else None


_MISSING = """\b
Examples:
  marsad actors missing --db week.duckdb
  marsad actors missing --db week.duckdb --choose "Jungle Column=farc"
A choice is kept as an alias in the actors named "chosen.csv". Documents of the database in which the name was not found
are coded again at once; see --no-recode. A group that the registry lacks is added with marsad actors add.
"""


@command.command("missing", epilog=_MISSING)
@click.option("--choose", "choices", multiple=True, metavar="NAME=ID", help="The actor that this name means.")
@missing.options
@click.pass_context
def missing_(ctx: click.Context, /, choices: tuple[str, ...], *, no_recode: bool, **given: Any) -> None:
    """List names of groups that no actor has, by number of documents, with their sentences; choose for them."""
    config = inputs.settings(ctx, db=given["db"])
    if not choices:
        missing.show(config, "actors missing", "actor-not-found", given)
        return
    from marsad.actors import add_aliases

    chosen = [missing.parted(choice, "Write NAME=ID; marsad actors find shows ids.") for choice in choices]
    add_aliases(chosen, config)
    missing.apply(config, "actor-not-found", [name for name, _ in chosen], is_told_only=no_recode)
