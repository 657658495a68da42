"""A run: what the sources hold, coded by an engine into a folder of parts."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from marsad import record
from marsad.errors import ConfigError
from marsad.run.engine import Engine, Piece, Work
from marsad.run.folder import Folder
from marsad.run.parts import Part, Rows, finished_parts, write_part
from marsad.run.shards import Finished, Job, Key, Unit, foreign

PLAN = "done/run.json"
_NOTICE = "INTERNAL.txt"
_INTERNAL = b"""INTERNAL. These parts hold texts of reports and names as read, for marsad load on your own machines.
They are not to be passed on: what may leave is written by marsad export from the store that they are loaded into.
"""
#: A run of several drivers has one for each.
PACE = "done/pace-{}.json"


def _now() -> datetime:
    return datetime.now(tz=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """The part of a run that one driver does: every ``of``-th unit, from number ``index`` on."""

    index: int = 0
    of: int = 1


_ALL = Share()


def run(
    units: Sequence[Unit],
    out: Folder,
    *,
    job: Job,
    engine: Engine,
    share: Share = _ALL,
    clock: Callable[[], datetime] = _now,
) -> Iterator[Part]:
    """Code everything into parts in the folder ``out``; each part as it is finished.

    Finished shards are passed over, so the same call goes on after any stop. The bytes of a part depend neither on the
    engine, nor on the number of workers, nor on deaths. Raises ConfigError where ``out`` holds parts of other inputs
    or of another coder, ExportError where it cannot be written, MissingResource where the coder lacks something,
    ReadError where a named source or a store cannot be read on.
    """
    plan = {"units": len(units), "bytes": sum(unit.size for unit in units)}
    if (held := out.read(PLAN)) is not None and json.loads(held) != plan:
        raise foreign()
    out.write(PLAN, record.canonical_json(plan).encode())
    out.write(_NOTICE, _INTERNAL)
    gathering = _Gathering(out=out, units=len(units))
    pace = _Pace(out=out, name=PACE.format(share.index), clock=clock, began=clock())
    mine = units[share.index :: share.of]
    for piece in engine(Work(units=mine, job=job, begin=gathering.begin)):
        part = gathering.take(piece)
        if part is not None:
            pace.tell(part)
            yield part


@dataclass(slots=True)
class _Gathering:
    """Pieces, until their shard is whole."""

    out: Folder
    units: int
    coder: str = ""
    open: dict[Key, dict[int, Rows]] = field(default_factory=dict)
    closed: set[Key] = field(default_factory=set)

    def begin(self, coder: str) -> Finished:
        """The finished shards. Raises ConfigError where they are not of this run."""
        self.coder = coder
        parts = finished_parts(self.out)
        if any(part.coder != coder or part.label.unit >= self.units for part in parts):
            raise foreign()
        self.closed = {part.label.key for part in parts}
        return {part.label.key: part.label.inputs for part in parts}

    def take(self, piece: Piece) -> Part | None:
        """The part, where this was the last piece of it. Whoever lost sight of a piece may have made it twice."""
        label = piece.label
        if label.key in self.closed:
            return None
        held = self.open.setdefault(label.key, {})
        held.update(enumerate(piece.rows, piece.start))
        if len(held) < label.of:
            return None
        self.closed.add(label.key)
        del self.open[label.key]
        return write_part(self.out, label, _in_order(held), coder=self.coder)


def _in_order(held: dict[int, Rows]) -> Iterable[Rows]:
    return (rows for _, rows in sorted(held.items(), key=lambda one: one[0]))


@dataclass(slots=True)
class _Pace:
    """How fast this driver gets on, for whoever asks the folder."""

    out: Folder
    name: str
    clock: Callable[[], datetime]
    began: datetime
    documents: int = 0
    read: int = 0

    def tell(self, part: Part) -> None:
        self.documents += part.documents
        self.read += part.label.read
        at = self.clock()
        told = {
            "at": at.isoformat(),
            "seconds": round((at - self.began).total_seconds(), 1),
            "documents": self.documents,
            "read": self.read,
        }
        self.out.write(self.name, record.canonical_json(told).encode())


def share(written: str) -> Share:
    """``2/8``: the third of eight drivers. Raises ConfigError for what says nothing like it."""
    index, _, of = written.partition("/")
    if index.isdecimal() and of.isdecimal() and int(index) < int(of):
        return Share(index=int(index), of=int(of))
    raise ConfigError(f"{written!r} is no share of a run", next_step="Write it as 0/8, 1/8 … 7/8.")
