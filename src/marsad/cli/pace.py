"""How fast a run gets on, and how long it will take: a bar on a terminal, a line a minute elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import click

from marsad.cli import inputs, tables

if TYPE_CHECKING:
    from marsad.run import Folder, Part, Share, Unit

#: Between two lines where stderr is no terminal.
_EVERY = timedelta(minutes=1)
_SPEED_OVER_S = 600  # a shard takes a quarter of a minute: over less the speed would jump


def spoken(span: timedelta) -> str:
    """``2 h 10 min``, to two figures."""
    seconds = round(span.total_seconds())
    steps = (("d", 86400), ("h", 3600), ("min", 60), ("s", 1))
    first = next((index for index, (_, length) in enumerate(steps) if seconds >= length), len(steps) - 1)
    told = [f"{seconds // steps[first][1]} {steps[first][0]}"]
    if first + 1 < len(steps):
        rest = seconds % steps[first][1] // steps[first + 1][1]
        told += [f"{rest} {steps[first + 1][0]}"] if rest else []
    return " ".join(told)


@contextmanager
def shown(units: Sequence[Unit], out: Folder, mine: Share) -> Iterator[Callable[[Part], None]]:
    """To be told of every part as it is finished."""
    from marsad.run import finished_parts

    own = {unit.number for unit in units[mine.index :: mine.of]}
    total = sum(unit.size for unit in units if unit.number in own)
    done = sum(part.label.read for part in finished_parts(out) if part.label.unit in own)
    if sys.stderr.isatty():
        with _bar(total, done) as show:
            yield show
    else:
        yield lines(total - done, clock=inputs.now_utc, say=lambda line: click.echo(f"marsad: {line}", err=True))


@contextmanager
def _bar(total: int, done: int) -> Iterator[Callable[[Part], None]]:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    began, documents = inputs.now_utc(), 0
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(
        *columns, console=Console(stderr=True), transient=True, speed_estimate_period=_SPEED_OVER_S
    ) as progress:
        task = progress.add_task("coding", total=total or None, completed=done)

        def show(part: Part) -> None:
            nonlocal documents
            documents += part.documents
            speed = documents / max((inputs.now_utc() - began).total_seconds(), 0.1)
            progress.update(
                task, advance=part.label.read, description=f"{tables.many(documents, 'document')}, {speed:.1f}/s"
            )

        yield show


def lines(left: int, *, clock: Callable[[], datetime], say: Callable[[str], None]) -> Callable[[Part], None]:
    """Says how it goes, at most once a minute. ``left``: bytes to read."""
    began = told_at = clock()
    documents = read = 0

    def show(part: Part) -> None:
        nonlocal documents, read, told_at
        documents += part.documents
        read += part.label.read
        now = clock()
        if now - told_at < _EVERY:
            return
        told_at = now
        speed = documents / (now - began).total_seconds()
        rest = (now - began) * (max(left - read, 0) / read) if read else None
        ending = f", about {spoken(rest)} left" if rest is not None else ""
        say(f"{tables.many(documents, 'document')}, {speed:.1f}/s{ending}")

    return show
