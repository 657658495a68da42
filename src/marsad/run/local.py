"""The local engine: the driver reads, worker processes of this machine code."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

from marsad.run.engine import Engine, Piece, Work
from marsad.run.shards import Label, Raw, Shard, undone
from marsad.run.workers import Crew


def by_processes(workers: int) -> Engine:
    """The engine with so many processes."""

    def work(given: Work) -> Iterator[Piece]:
        crew: Crew[tuple[Label, int]] = Crew(given.job, workers)
        try:
            finished = given.begin(crew.version())
            yield from _coded(chain.from_iterable(undone(unit, given.job, finished) for unit in given.units), crew)
        finally:
            crew.end()

    return work


def _coded(shards: Iterable[Shard], crew: Crew[tuple[Label, int]]) -> Iterator[Piece]:
    """One piece for each document; shards are read as workers ask for them."""
    empty: list[Label] = []

    def tasks() -> Iterator[tuple[tuple[Label, int], Raw]]:
        for shard in shards:
            if not shard.raws:
                empty.append(shard.label)
            yield from (((shard.label, index), raw) for index, raw in enumerate(shard.raws))

    for (label, index), rows in crew.coded(tasks()):
        yield Piece(label=label, start=index, rows=(rows,))
    yield from (Piece(label=label, start=0, rows=()) for label in empty)
