"""Watching sources, for hours or for ever: who is due is looked at, what is new is added, and how it went is kept.

Threads look (:mod:`marsad.run.crew`); this one alone codes and writes, a batch at a time: first the documents, then, in
one transaction, the addresses at which they were found and how the looks went. A stop anywhere, of whatever kind,
therefore loses nothing: what was not kept is asked again, and documents that are there already change nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random
from typing import BinaryIO, Literal, Protocol, TypeVar

from marsad.config import Config
from marsad.pipeline import Added
from marsad.read.fetch import Manner
from marsad.run.courtesy import Clock, Courtesy, Stopped
from marsad.run.crew import Asked, Crew, Ended, Found
from marsad.run.looking import Here, own_hosts
from marsad.run.registry import Post, Watchlist
from marsad.store import Watched
from marsad.types import Look, Problem, RawDocument, Seen, Source

#: Documents, bytes of them, and time until what was found is added and kept.
_BATCH, _BATCH_BYTES, _BATCH_FOR = 50, 64 * 1024 * 1024, timedelta(seconds=30)
#: How often, in seconds, a stop is noticed while others work; how long nothing is done where nothing is due.
_BEAT_S, _NAP_S = 0.5, 60.0
#: The largest body that is fetched. The longest pages, with pictures written into them, have 10 MB.
_MOST_BYTES = 16 * 1024 * 1024


class Keeper(Protocol):
    """What keeps findings: a :class:`marsad.store.Store`, or whoever writes to one for the watch."""

    def set_sources(self, told: Sequence[Source], *, at: datetime) -> list[str]: ...

    def watched(self) -> dict[str, Watched]: ...

    def seen(self, source: str, urls: Collection[str]) -> dict[str, Seen]: ...

    def add_looks(self, looks: Sequence[Look], seen: Sequence[Seen]) -> None: ...

    def add_problems(self, problems: Sequence[Problem], *, at: datetime) -> None: ...

    def rest(self) -> None: ...


Kept = TypeVar("Kept", bound=Keeper)
Raws = Iterable[RawDocument | Problem]
#: Codes, stores and merges: :func:`marsad.pipeline.add` with its coder.
Add = Callable[[Raws, Kept], Iterator[Added]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What watching takes from outside: settings, time, chance, the standard input; and ``at_once``, threads that look.

    ``silence_s`` is the longest wait for a sign of a server; with ``total_s`` all of an answer is waited for so long,
    whatever the list says.
    """

    config: Config
    clock: Clock
    dice: Random
    stdin: BinaryIO
    at_once: int = 8
    silence_s: float = 30.0
    total_s: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """How one look went, and what became of what it brought. ``silent_since``: nothing new since then, for too long."""

    look: Look
    documents: int
    mentions: int
    problems: int
    silent_since: datetime | None


def watch(watchlist: Watchlist, store: Kept, add: Add[Kept], setting: Setting, *, once: bool) -> Iterator[Looked]:
    """Look at every source whenever it is due, or ``once`` at each now; each look as it is kept.

    Ends when the clock says that somebody asked for it, or when nothing is left to look at.
    """

    def take(raws: Raws) -> Iterator[Added]:
        return add(raws, store)

    if store.set_sources(watchlist.known, at=setting.clock.now()):
        list(take([]))  # the events that rest on them
    book = _Book(store, take, setting.clock)
    store.rest()
    crew = Crew(_here(watchlist, setting), setting.at_once)
    due = {post.name: book.first_due(post, once=once) for post in watchlist.posts}
    posts = {post.name: post for post in watchlist.posts}
    under_way: set[str] = set()
    with suppress(Stopped):
        while due or under_way:
            now = setting.clock.now()
            begun = [name for name, at in due.items() if at <= now]
            for name in begun:
                crew.begin(posts[name])
            under_way.update(begun)
            due = {name: at for name, at in due.items() if name not in under_way}
            wait_s = min([(at - now).total_seconds() for at in due.values()] + [_NAP_S])
            if not under_way:
                setting.clock.sleep(wait_s)
                continue
            over = book.keep(_batch(crew, store, setting.clock, under_way, wait_s))
            yield from over
            again = [one for one in over if not once and posts[one.look.source].source.kind != "stdin"]
            due |= {one.look.source: _next(one.look.at, posts[one.look.source], setting.dice) for one in again}


def _next(at: datetime, post: Post, dice: Random) -> datetime:
    """When to look again: not all at the same moment for ever."""
    return at + timedelta(seconds=post.every_s * dice.uniform(0.95, 1.05))


def _here(watchlist: Watchlist, setting: Setting) -> Here:
    manner = Manner(
        max_bytes=min(setting.config.max_bytes, _MOST_BYTES),
        agent=watchlist.agent,
        silence_s=setting.silence_s,
        total_s=setting.total_s or watchlist.patience_s,
        is_public_only=not watchlist.is_proxied,
        own=own_hosts(watchlist.posts),
    )
    return Here(
        config=replace(setting.config, source=None),
        courtesy=Courtesy(manner, clock=setting.clock, dice=setting.dice, pause_s=watchlist.pause_s),
        clock=setting.clock,
        seen=lambda *_: {},
        stdin=setting.stdin,
        silence_s=setting.silence_s,
        total_s=manner.total_s,
    )


def _batch(crew: Crew, store: Keeper, clock: Clock, under_way: set[str], wait_s: float) -> list[Found | Ended]:
    """What was laid down: so much as is added at a time, or all until every look has ended, or for half a minute.

    Looks that have ended are under way no more. Raises Stopped.
    """
    batch: list[Found | Ended] = []
    room, until = _BATCH_BYTES, clock.now() + min(_BATCH_FOR, timedelta(seconds=wait_s))
    documents = 0
    while under_way and documents < _BATCH and room > 0 and (not batch or clock.now() < until):
        note = crew.note(0)
        if note is None:
            store.rest()  # others may write while we wait
            if clock.wait(0):
                raise Stopped
            note = crew.note(_BEAT_S)
        if isinstance(note, Asked):
            note.answer.put(store.seen(note.source, note.urls))
        elif note is not None:
            batch.append(note)
            if isinstance(note, Ended):
                under_way.discard(note.post.name)
            elif isinstance(note.item, RawDocument):
                documents, room = documents + 1, room - len(note.item.body)
        elif not batch and clock.now() >= until:
            break
    return batch


@dataclass(slots=True)
class _Standing:
    """How looking at a source goes: the first look, the last, the last that found something, and since when in vain."""

    first_at: datetime
    last_at: datetime
    found_at: datetime | None = None
    failing_since: datetime | None = None


class _Book:
    """Adds what was found, and keeps how it went."""

    def __init__(self, store: Keeper, add: Callable[[Raws], Iterable[Added]], clock: Clock) -> None:
        self._store = store
        self._add = add
        self._clock = clock
        self._tally: dict[str, Counter[str]] = {}
        self._standing = {
            name: _Standing(one.first_at, one.last_at, one.found_at, one.failing_since)
            for name, one in store.watched().items()
        }

    def first_due(self, post: Post, *, once: bool) -> datetime:
        """A start after a stop does not ask everybody again at once."""
        now, standing = self._clock.now(), self._standing.get(post.name)
        if once or standing is None or post.source.kind == "stdin":
            return now
        return max(now, standing.last_at + timedelta(seconds=post.every_s))

    def keep(self, batch: Sequence[Found | Ended]) -> list[Looked]:
        """Add the documents of a batch; then keep, all or nothing, where they were found and how its looks went."""
        found = [one for one in batch if isinstance(one, Found)]
        self._take([one for one in found if not isinstance(one.item, Seen)])
        over = [self._looked(one) for one in batch if isinstance(one, Ended)]
        streams = {one.post.name: one for one in found if one.post.source.kind == "stdin"}
        ended = {one.look.source for one in over}
        over += [
            self._looked(Ended(post=one.post, at=self._clock.now(), failed=None))
            for name, one in streams.items()
            if name not in ended
        ]
        seen = [one.item for one in found if isinstance(one.item, Seen)]
        if over or seen:
            self._store.add_looks([looked.look for looked in over], seen)
        self._store.rest()
        return over

    def _take(self, found: Sequence[Found]) -> None:
        raws = [one.item for one in found if not isinstance(one.item, Seen)]
        # The looks are kept after all of their documents: a stop here only makes them be looked again.
        for one, added in zip(found, self._add(raws) if raws else (), strict=True):
            tally = self._tally.setdefault(one.post.name, Counter())
            tally["documents"] += added.document is not None
            tally["new"] += added.is_new
            tally["mentions"] += added.mentions
            tally["problems"] += added.problems
            if self._clock.wait(0):
                raise Stopped

    def _looked(self, ended: Ended) -> Looked:
        """What became of a look; that it failed, or that nothing was new for too long, is a Problem."""
        post, tally = ended.post, self._tally.pop(ended.post.name, Counter())
        standing = self._standing.setdefault(post.name, _Standing(ended.at, ended.at))
        silent_since = None
        standing.last_at = ended.at
        if ended.failed is not None:
            if standing.failing_since is None:
                self._tell(post, "source-failed", f"{ended.failed} (in vain since {ended.at:%Y-%m-%d %H:%M} UTC)")
            standing.failing_since = standing.failing_since or ended.at
        else:
            standing.failing_since = None
            standing.found_at = ended.at if tally["new"] else standing.found_at
            silent_since = self._silent_since(post, standing)
        outcome: Literal["read", "empty", "failed"] = "failed" if ended.failed else "read" if tally["new"] else "empty"
        return Looked(
            look=Look(source=post.name, at=ended.at, outcome=outcome, found=tally["new"], detail=ended.failed),
            documents=tally["documents"],
            mentions=tally["mentions"],
            problems=tally["problems"] + (ended.failed is not None),
            silent_since=silent_since,
        )

    def _silent_since(self, post: Post, standing: _Standing) -> datetime | None:
        since = standing.found_at or standing.first_at
        if post.source.kind == "stdin" or (standing.last_at - since).total_seconds() < post.silent_after_s:
            return None
        self._tell(post, "source-silent", f"nothing new since {since:%Y-%m-%d %H:%M} UTC")
        return since

    def _tell(self, post: Post, code: str, detail: str) -> None:
        problem = Problem(stage="watch", code=code, detail=detail, source=post.name)
        self._store.add_problems([problem], at=self._clock.now())
