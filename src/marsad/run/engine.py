"""What an engine is: it codes what is not finished yet, and gives it back in pieces, in any order.

A piece is one document or a few of a shard. The pieces of one shard are coded by whoever is free, and nobody waits for
a shard's end before going on to the next: one heavy shard, or one slow document, keeps no other worker from its work.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from marsad.run.parts import Rows
from marsad.run.shards import Finished, Job, Label, Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Documents of one shard, from number ``start`` there on, coded."""

    label: Label
    start: int
    rows: tuple[Rows, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What an engine has to do: ``begin`` is called with the coder's version and says which shards are finished."""

    units: Sequence[Unit]
    job: Job
    begin: Callable[[str], Finished]


#: Work → coded pieces; every piece of every shard that is not finished, some perhaps twice.
Engine = Callable[[Work], Iterator[Piece]]
