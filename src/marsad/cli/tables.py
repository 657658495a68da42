"""Events and mentions as a table for people, and as JSON Lines for programs."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TextIO

import click

from marsad import wording
from marsad.record import canonical_json

Row = Mapping[str, Any]

#: Control characters that a hostile report could send to a terminal.
_CONTROLS = dict.fromkeys((*range(32), *range(127, 160)))


def many(number: int, word: str) -> str:
    """``1 document``, ``1,200 documents``."""
    return f"{number:,} {word}{'s' * (number != 1)}"


def format_option(verb: Callable[..., Any], *names: str) -> Callable[..., Any]:
    choices = names or ("table", "jsonl")
    return click.option(
        "--format",
        "form",
        type=click.Choice(choices),
        help="Default: a table on a terminal, JSON Lines in a pipe.",
    )(verb)


def chosen_format(form: str | None) -> str:
    return form or ("table" if sys.stdout.isatty() else "jsonl")


def print_jsonl(records: Iterable[Row], out: TextIO | None = None) -> int:
    """One canonical record a line; how many there were."""
    count = 0
    for record in records:
        (out or sys.stdout).write(canonical_json(record) + "\n")
        count += 1
    return count


def plain(text: str | None) -> str:
    """Words of a report made safe for a terminal: one line, no control characters."""
    return " ".join((text or "").split()).translate(_CONTROLS)


def event_cells(record: Row) -> list[str]:
    """The cells of one row, in the order of :data:`HEADINGS`."""
    mode = f"/{record['mode']}" if record["mode"] else ""
    return [
        record["id"][:8],
        record["kind"] + mode,
        record["status"],
        plain(wording.who(record, "initiator")),
        plain(wording.who(record, "recipient", "victim") or ", ".join(record["targets"])),
        plain(wording.where(record)),
        wording.when(record),
        wording.count_text(record["counts"].get("killed")),
    ]


HEADINGS = ("id", "kind", "status", "who", "to whom", "where", "when", "killed")


def print_table(records: Sequence[Row], *, title: str | None = None) -> None:
    """A table of events or mentions on stdout."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(title=title, title_justify="left", header_style="bold", box=None, pad_edge=False)
    for heading in HEADINGS:
        table.add_column(
            heading, overflow="fold", no_wrap=heading == "id", justify="right" if heading == "killed" else "left"
        )
    for record in records:
        table.add_row(*(Text(cell) for cell in event_cells(record)))
    Console(width=None if sys.stdout.isatty() else 140, highlight=False).print(table)


def print_cells(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A table of whatever cells on stdout."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(header_style="bold", box=None, pad_edge=False)
    for heading in headings:
        table.add_column(heading, overflow="fold")
    for row in rows:
        table.add_row(*(Text("" if cell is None else plain(str(cell))) for cell in row))
    Console(width=None if sys.stdout.isatty() else 140, highlight=False).print(table)
