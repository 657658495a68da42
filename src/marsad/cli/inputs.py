"""Options and arguments of the verbs that read reports (code, add), and the progress bar they share."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from marsad import asking
from marsad.config import Config, load_config
from marsad.errors import ConfigError

if TYPE_CHECKING:
    from marsad.pipeline import Coder
    from marsad.types import Problem, RawDocument

T = TypeVar("T")
Verb = Callable[..., Any]

#: Seconds after which work is long enough for a progress bar.
PATIENCE_S = 1.0


def source_options(verb: Verb) -> Verb:
    """``SOURCE…`` and what the user knows better than the files."""
    options = (
        click.argument("sources", nargs=-1, required=True, metavar="SOURCE…"),
        click.option("--published", type=Day(), metavar="DATE", help="Day of publication, YYYY-MM-DD, of all of them."),
        click.option("--language", metavar="CODE", help="Their language, as in ISO 639-1; otherwise found by a model."),
        click.option("--source", "outlet", metavar="NAME", help="Name of the source, where they do not say so."),
        click.option(
            "--pipeline", metavar="NAME", help="spaCy pipeline that parses: an installed package or a folder."
        ),
    )
    for option in reversed(options):
        verb = option(verb)
    return verb


class Day(click.ParamType[date]):
    """A calendar day in ISO form."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value!r} is no day; write it as 2024-03-31", param, ctx)


def settings(ctx: click.Context, **flags: Any) -> Config:
    """The settings in force for this call."""
    return load_config(Path(ctx.obj) if ctx.obj else None, flags=flags)


class Moment(click.ParamType[datetime]):
    """A day, meaning its end, or a time in ISO form; UTC where no zone is named."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        if isinstance(value, datetime):
            return value
        try:
            return asking.moment(value)
        except ConfigError as error:
            self.fail(str(error), param, ctx)


def as_of_option(verb: Verb) -> Verb:
    """``--as-of DATE``: the answer as the store knew it then."""
    option = click.option(
        "--as-of",
        type=Moment(),
        metavar="DATE",
        help="As the database knew it at the end of this day (or at this time).",
    )
    return option(verb)


def opened(sources: Iterable[str], *, published: date | None, config: Config) -> Iterator[RawDocument | Problem]:
    """Everything the sources hold, ready to be prepared."""
    from marsad.read import Given
    from marsad.read import sources as read_sources

    given = Given(source=config.source, published=published, language=config.language, title=None)
    return read_sources(sources, given=given, config=config, stdin=sys.stdin.buffer)


def loaded_coder(config: Config) -> Coder:
    """The coder; says on stderr what it builds on its first run."""
    from marsad.pipeline import load_coder

    return load_coder(config, progress=lambda step: click.echo(f"marsad: {step}", err=True))


def now_utc() -> datetime:
    return datetime.now(tz=UTC)


@contextmanager
def watched(label: str) -> Iterator[Callable[[Iterable[T]], Iterator[T]]]:
    """A progress line on stderr for work over :data:`PATIENCE_S`; nothing where stderr is no terminal."""
    if not sys.stderr.isatty():
        yield iter
        return
    from rich.console import Console
    from rich.progress import MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), MofNCompleteColumn(), TimeElapsedColumn())
    bar = Progress(*columns, console=Console(stderr=True), transient=True)
    task = bar.add_task(label, total=None)
    started = datetime.now(tz=UTC)

    def follow(items: Iterable[T]) -> Iterator[T]:
        for item in items:
            if not bar.live.is_started and (datetime.now(tz=UTC) - started).total_seconds() > PATIENCE_S:
                bar.start()
            bar.advance(task)
            yield item

    try:
        yield follow
    finally:
        bar.stop()


#: Processes at most that share what leaves: beyond, reading the database sets the pace.
_MOST_WORKERS = 4


def cores() -> int:
    """The processors that this process may use, up to four."""
    from marsad.processes import usable

    return min(usable(), _MOST_WORKERS)


@contextmanager
def paced(label: str) -> Iterator[dict[str, Any]]:
    """``workers`` and ``progress`` for what reads all events of a store, with a bar on a terminal."""
    with counted(label) as progress:
        yield {"workers": cores(), "progress": progress}


@contextmanager
def counted(label: str) -> Iterator[Callable[[int, int], None] | None]:
    """A bar on stderr, to be told how many of how many are done. None where stderr is no terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(label, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


@contextmanager
def measured(label: str) -> Iterator[Callable[[int, int | None], None] | None]:
    """A bar on stderr for a file that is read: to be told how many bytes of how many. None where it is no terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(label, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


@contextmanager
def stepped() -> Iterator[Callable[[str], None] | None]:
    """A line on stderr that says what is being done, each step over the last. None where it is no terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console

    with Console(stderr=True).status("") as line:
        yield line.update
