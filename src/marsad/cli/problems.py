"""``marsad problems``: what could not be done, by reason."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import click

from marsad.cli import inputs, tables
from marsad.cli.leaving import as_stored, internal_option


@click.command(
    "problems", epilog="\b\nExamples:\n  marsad problems --db week.duckdb\n  marsad problems --code place-not-found"
)
@click.option("--db", metavar="DB", help="Database: a file or a postgresql:// URL. Default: marsad.duckdb")
@click.option("--code", metavar="WORD", help="Only these, one by one, with their words.")
@click.option("--limit", type=int, default=None, metavar="N", help="At most so many.")
@tables.format_option
@inputs.as_of_option
@internal_option
@click.pass_context
def command(
    ctx: click.Context,
    /,
    *,
    code: str | None,
    limit: int | None,
    form: str | None,
    as_of: datetime | None,
    **given: Any,
) -> None:
    """List what could not be done: counted by reason, or one by one with --code."""
    from marsad.store import Store

    named, shape = inputs.settings(ctx, db=given["db"]).db, tables.chosen_format(form)
    with (
        as_stored(named, "problems", shape, internal=given["internal"]) as stamp,
        Store(named, read_only=True, as_of=as_of) as store,
    ):
        if shape == "jsonl":
            found = tables.print_jsonl(stamp(store.problems(code=code, limit=limit)))
        elif code is None:
            found = _print_counts(store.problem_counts())
        else:
            found = _print_each(store.problems(code=code, limit=limit))
    if not found:
        click.echo("no problems", err=True)
        raise click.exceptions.Exit(1)


def _print_counts(counts: list[tuple[str, str, int]]) -> int:
    for stage, code, times in counts:
        print(f"{times:8,}  {stage}: {code}")
    return len(counts)


def _print_each(problems: list[dict[str, object]]) -> int:
    for problem in problems:
        quote = problem["quote"]
        words = f"  “{tables.plain(quote['text'])}”" if isinstance(quote, dict) and quote["text"] else ""
        print(f"{problem['document'] or '-':20}  {problem['source'] or '-'}  {problem['detail']}{words}")
    return len(problems)
