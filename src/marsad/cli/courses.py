"""``marsad courses``: numbered series and campaigns: their members, what is missing, how they went."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from marsad.cli import inputs, tables
from marsad.cli.filters import chosen_filters, filter_options
from marsad.cli.leaving import audited, circle_of, level_options_by_place, say_held_back, stamped

if TYPE_CHECKING:
    from datetime import datetime

    from marsad.analyse import Course

EPILOG = """\b
Examples:
  marsad courses --db week.duckdb                   what do reports count, and what belongs to a campaign?
  marsad courses --actor "Russian forces" --members each member with its day, province and outcome
They look back: nothing is said of a next member. What tells of patrols and convoys leaves two weeks late and by
province, here as everywhere (docs/protection.md).
"""


@click.command("courses", epilog=EPILOG)
@click.option("--db", metavar="DB", help="Database: a file or a postgresql:// URL. Default: marsad.duckdb")
@click.option("--least", type=click.IntRange(1), default=2, show_default=True, help="Members at least.")
@click.option("--members", is_flag=True, help="Each member on a line, in the table.")
@filter_options
@tables.format_option
@inputs.as_of_option
@level_options_by_place
@click.pass_context
def command(ctx: click.Context, /, db: str | None, least: int, members: bool, form: str | None, **given: Any) -> None:
    """List numbered series ("the eighth joint patrol") and campaigns: members, gaps, outcomes."""
    from marsad.analyse.courses import courses
    from marsad.leaving import serial
    from marsad.store import Store

    config = inputs.settings(ctx, db=db)
    as_of: datetime | None = given.pop("as_of")
    readers = circle_of(given)
    filters = chosen_filters(config, given)
    with Store(config.db, read_only=True, as_of=as_of) as store:
        found = courses(serial(store, filters, config, readers), least=least)
    say_held_back(readers.tally)
    shape = tables.chosen_format(form)
    with audited(config.db, readers, "courses", words=shape == "table"):
        if shape == "jsonl":
            tables.print_jsonl(stamped(map(_record, found), readers))
        else:
            _print(found, members=members)
    if not found:
        click.echo(f"no series and no campaign of {least} events or more", err=True)
        raise click.exceptions.Exit(1)


def _record(course: Course) -> dict[str, Any]:
    members = [
        {**asdict(one), "first": one.first and one.first.isoformat(), "last": one.last and one.last.isoformat()}
        for one in course.members
    ]
    return {"record": "course", **asdict(course), "members": members, "outcomes": dict(course.outcomes)}


_HEADINGS = ("sort", "name", "members", "from", "to", "missing", "told twice", "longest gap", "outcomes", "killed")
_OF_MEMBERS = ("", "no.", "day", "province", "outcome", "killed", "event")


def _print(found: Sequence[Course], *, members: bool) -> None:
    if not members:
        tables.print_cells(_HEADINGS, map(_cells, found))
        return
    for course in found:
        click.echo(f"\n{course.name} ({course.sort}, {tables.many(len(course.members), 'event')})")
        rows = (
            ("", one.ordinal, one.first, one.admin1, ", ".join(one.outcome), one.killed, one.event[:8])
            for one in course.members
        )
        tables.print_cells(_OF_MEMBERS, rows)


def _cells(course: Course) -> tuple[object, ...]:
    days = [one.first for one in course.members if one.first]
    gap = "" if course.longest_gap_days is None else f"{course.longest_gap_days} days"
    return (
        course.sort,
        course.name,
        len(course.members),
        min(days, default=None),
        max(days, default=None),
        ", ".join(map(str, course.missing)),
        ", ".join(map(str, course.told_twice)),
        gap,
        ", ".join(f"{name} {times}" for name, times in course.outcomes),
        course.killed or "",
    )
