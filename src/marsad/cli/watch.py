"""``marsad watch``: look at sources again and again, and add what is new."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from functools import cache
from pathlib import Path
from random import Random
from threading import Event
from typing import TYPE_CHECKING, Any

import click

from marsad.cli import inputs, tables
from marsad.errors import ConfigError

if TYPE_CHECKING:
    from marsad.config import Config
    from marsad.pipeline import Added
    from marsad.run.registry import Watchlist
    from marsad.run.watch import Looked
    from marsad.store import Store
    from marsad.types import Problem, RawDocument

    Raws = Sequence[RawDocument | Problem]

#: Seconds that a watch waits for whoever else writes: an archive that is added holds the file for minutes.
_PATIENCE_S = 3600.0
EPILOG = """\b
Examples:
  marsad watch sources.toml --db news.duckdb
  marsad watch sources.toml --once                     every source once, for cron
  marsad watch sources.toml --check                    read the list, ask nobody
  tail -F new.jsonl | marsad watch sources.toml        with a source of type stdin
Lists for three regions: deploy/watch/sources/. What the list may say: docs/watch.md.
Ctrl-C, a crash or a power cut loses nothing; the same command goes on from there.
While marsad serve is at work on the same file, it writes what the watch finds, and its readers see it at once.
"""


class Interval(click.ParamType[float]):
    """A time such as 90s, 15m, 6h or 7d, in seconds."""

    name = "time"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        from marsad.run.registry import seconds

        try:
            return value if isinstance(value, float) else seconds(str(value))
        except ValueError:
            self.fail(f"{value!r} is no time; write it as 90s, 15m, 6h or 7d", param, ctx)


@click.command("watch", epilog=EPILOG)
@click.argument("sources", type=click.Path(path_type=Path), metavar="LIST")
@click.option("--db", metavar="DB", help="Database: a file or a postgresql:// URL. Default: marsad.duckdb")
@click.option("--once", is_flag=True, help="Look at each source once, and end.")
@click.option("--every", type=Interval(), metavar="TIME", help="Between two looks at one source. Default: 15m")
@click.option("--check", is_flag=True, help="Only say what is in the list; nobody is asked.")
@click.option("--at-once", type=click.IntRange(1, 64), default=8, metavar="N", help="Sources looked at at a time: 8")
@click.option("--pipeline", metavar="NAME", help="spaCy pipeline that parses: an installed package or a folder.")
@click.pass_context
def command(
    ctx: click.Context, /, *, sources: Path, every: float | None, check: bool, once: bool, at_once: int, **given: Any
) -> None:
    """Look at the sources of a LIST (TOML) whenever they are due, and read, code, store and merge what is new.

    Feeds, web pages, lists of links, folders, GDELT's lists, mailboxes and the standard input. One line a look goes to
    standard error; how it goes in all says marsad sources.
    """
    from marsad.run import load_watchlist

    config = inputs.settings(ctx, db=given["db"], pipeline=given["pipeline"])
    watchlist = load_watchlist(sources, every_s=every, is_actor=_is_actor(config))
    if check:
        _print_list(watchlist)
        return
    if not watchlist.posts:
        step = "Give at least one source a type: feed, page, links, folder, gdelt, mailbox, stdin."
        raise ConfigError(f"{sources} names nothing to look at", next_step=step)
    stop = Event()
    previous = signal.signal(signal.SIGTERM, lambda *_: stop.set())
    try:
        is_any_read = _watch(watchlist, config, stop, once=once, at_once=at_once)
    finally:
        signal.signal(signal.SIGTERM, previous)
    if once and not is_any_read:
        raise click.exceptions.Exit(1)


def _is_actor(config: Config) -> Any:
    """Whether the registry knows an id; it is loaded when the first one is asked for."""

    def is_actor(given: str) -> bool:
        from marsad.actors import load_actors, user_actor_files

        return load_actors(user_files=user_actor_files(config)).get(given) is not None

    return is_actor


def _watch(watchlist: Watchlist, config: Config, stop: Event, *, once: bool, at_once: int) -> bool:
    """Watch until somebody asks to stop. Returns whether any source could be looked at."""
    from marsad.run import Clock, Setting, watch
    from marsad.serve.keeping import Keeping
    from marsad.serve.presence import server_of

    if (server := server_of(config.db)) is not None:
        click.echo(f"marsad serve is at work on {config.db}: it writes what is found ({server.address})", err=True)
    setting = Setting(
        config=config,
        clock=Clock(now=inputs.now_utc, wait=stop.wait),
        dice=Random(),  # noqa: S311  # nosec B311 - only spreads questions over time
        stdin=sys.stdin.buffer,
        at_once=at_once,
    )
    is_any_read = False
    with closing(Keeping(config.db, *_by_itself(config))) as keeping:
        for looked in watch(watchlist, keeping, Keeping.add, setting, once=once):
            is_any_read |= looked.look.outcome != "failed"
            _print_look(looked)
    return is_any_read


def _by_itself(config: Config) -> tuple[Callable[[], Store], Callable[[Raws, Store], Iterable[Added]]]:
    """How the store is opened, and added to, where no server is at work on it."""
    from marsad.pipeline import add
    from marsad.store import Store

    coder = cache(lambda: inputs.loaded_coder(config))

    def opened() -> Store:
        store = Store(config.db, wait_s=_PATIENCE_S)
        store.rest()  # what cannot be opened is said at once; while the coder loads, others may write
        coder()
        return store

    def added(raws: Raws, store: Store) -> Iterable[Added]:
        return add(raws, store, coder(), config=config, now=inputs.now_utc())

    return opened, added


def _print_look(looked: Looked) -> None:
    look = looked.look
    told = f"{look.at:%Y-%m-%d %H:%M:%S}Z  {look.source}: "
    if look.outcome == "failed":
        told += f"could not be looked at: {look.detail}"
    else:
        told += f"{look.found} new of {looked.documents}, {tables.many(looked.mentions, 'mention')}, "
        told += tables.many(looked.problems, "problem")
    if looked.silent_since:
        told += f"; nothing new since {looked.silent_since:%Y-%m-%d}"
    click.echo(tables.plain(told), err=True)


def _print_list(watchlist: Watchlist) -> None:
    for post in watchlist.posts:
        about = post.source
        party = f"party: {about.party}" if about.party else f"group: {about.group}" if about.group else ""
        countries = ",".join(about.regions)
        print(
            f"{post.name:32}  {about.kind or '':8}  every {post.every_s / 60:g} min  {countries:16}  {party}".rstrip()
        )
        for address in post.addresses:
            print(f"    {address}")
    told = len(watchlist.known) - len(watchlist.posts)
    click.echo(f"{tables.many(len(watchlist.posts), 'source')} to look at, {told} only told of", err=True)
