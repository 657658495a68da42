"""What ``marsad places missing`` and ``marsad actors missing`` share: names that could not be resolved, and choices."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import click

from marsad.cli import inputs, recode, tables
from marsad.cli.leaving import as_stored, internal_option
from marsad.config import Config
from marsad.errors import ConfigError

_SENTENCES = 3


def options(verb: Callable[..., Any]) -> Callable[..., Any]:
    """``--db``, ``--limit``, ``--no-recode``, ``--format``, ``--as-of`` and ``--internal``."""
    made = (
        click.option("--db", metavar="DB", help="Database: a file or a postgresql:// URL. Default: marsad.duckdb"),
        click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True, help="At most so many."),
        click.option("--no-recode", is_flag=True, help="With --choose: leave the stored documents as they are coded."),
        tables.format_option,
        inputs.as_of_option,
        internal_option,
    )
    for option in reversed(made):
        verb = option(verb)
    return verb


def show(config: Config, verb: str, code: str, given: Mapping[str, Any]) -> None:
    """List the names with this problem, those of most documents first, with some of their sentences."""
    from marsad.store import Store

    shape = tables.chosen_format(given["form"])
    with as_stored(config.db, verb, shape, internal=given["internal"]) as stamp:
        with Store(config.db, read_only=True, as_of=given["as_of"]) as store:
            found = store.unresolved(code, limit=given["limit"], sentences=_SENTENCES)
        if shape == "jsonl":
            tables.print_jsonl(stamp(found))
        else:
            for one in found:
                _print(one)
    if not found:
        click.echo("every name was resolved", err=True)
        raise click.exceptions.Exit(1)


def _print(one: Mapping[str, Any]) -> None:
    click.secho(f"{one['times']:6,}  {tables.plain(one['name'])}", bold=True)
    for sentence in one["sentences"]:
        click.echo(f"        {tables.plain(sentence['text'])}" + click.style(f"  {sentence['document'][:8]}", dim=True))


def parted(choice: str, step: str) -> tuple[str, str]:
    """NAME=VALUE as name and value. Raises ConfigError for anything else."""
    name, _, value = (part.strip() for part in choice.rpartition("="))
    if not name or not value:
        raise ConfigError(f"{choice!r} chooses nothing", next_step=step)
    return name, value


def apply(config: Config, code: str, names: Sequence[str], *, is_told_only: bool) -> None:
    """Code again the stored documents in which these names were not resolved, or say how that is done."""
    from marsad.store import Store, is_there

    click.echo(f"chosen: {', '.join(names)}; it holds for every document coded from now on", err=True)
    if not is_there(config.db):
        return
    wanted = {" ".join(name.split()).casefold() for name in names}
    with Store(config.db, read_only=True) as store:
        found = [one for one in store.unresolved(code, sentences=0) if one["name"].casefold() in wanted]
    documents = sorted({document for one in found for document in one["documents"]})
    if is_told_only and documents:
        click.echo(
            f"{len(documents)} stored documents hold it; code them again: marsad recode --db {store.name}", err=True
        )
    elif documents:
        recode.again(config, documents)
