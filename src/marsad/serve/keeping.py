"""A watch beside a server: while one is at work on the database file it writes, else the watch does so itself."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import datetime
from typing import TypeVar

from marsad.errors import StoreError
from marsad.pipeline import Added
from marsad.serve.presence import Presence, server_of
from marsad.store import Store, Watched
from marsad.types import Look, Problem, RawDocument, Seen, Source

Done = TypeVar("Done")
Raws = Sequence[RawDocument | Problem]


class Keeping:
    """What :func:`marsad.run.watch` keeps its findings in; each time it is asked anew who writes.

    ``own`` opens the store and ``add`` codes into it; neither is called while a server is at work. A server that ends
    in the middle is noticed and the store itself taken up: what it had done changes nothing when it is done again.
    """

    def __init__(self, db: str, own: Callable[[], Store], add: Callable[[Raws, Store], Iterable[Added]]) -> None:
        self.db = db
        self._own, self._add = own, add
        self._store: Store | None = None

    @staticmethod
    def add(raws: Iterable[RawDocument | Problem], into: Keeping) -> Iterator[Added]:
        """Code, store and merge these; one value for each, in order."""
        every = list(raws)
        yield from into._by(lambda server: list(server.add(every)), lambda store: into._add(every, store))

    def set_sources(self, told: Sequence[Source], *, at: datetime) -> list[str]:
        return self._by(lambda server: server.keep(sources=told), lambda store: store.set_sources(told, at=at))

    def add_looks(self, looks: Sequence[Look], seen: Sequence[Seen] = ()) -> None:
        self._by(lambda server: server.keep(looks=looks, seen=seen), lambda store: store.add_looks(looks, seen))

    def add_problems(self, problems: Sequence[Problem], *, at: datetime) -> None:
        self._by(lambda server: server.keep(problems=problems), lambda store: store.add_problems(problems, at=at))

    def watched(self) -> dict[str, Watched]:
        return self._by(lambda _: self._read(Store.watched), Store.watched)

    def seen(self, source: str, urls: Collection[str]) -> dict[str, Seen]:
        def asked(store: Store) -> dict[str, Seen]:
            return store.seen(source, urls)

        return self._by(lambda _: self._read(asked), asked)

    def rest(self) -> None:
        """Let others write, until something is to be kept again."""
        if self._store is not None:
            self._store.rest()

    def close(self) -> None:
        if self._store is not None:
            self._store.close()

    def _by(self, through: Callable[[Presence], Done], own: Callable[[Store], Done]) -> Done:
        server = server_of(self.db)
        if server is not None:
            self.rest()
            try:
                return through(server)
            except StoreError:
                if server_of(self.db) is not None:
                    raise
        if self._store is None:
            self._store = self._own()
        return own(self._store)

    def _read(self, ask: Callable[[Store], Done]) -> Done:
        """Ask what the server published last."""
        with Store(self.db, read_only=True) as store:
            return ask(store)
