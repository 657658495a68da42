"""Events as they may leave, kept beside the database: what did not change since is read, not protected anew.

One folder holds the leaves (:mod:`marsad.leaving.leaf`) of one level under one policy, in the order of exports. A store
says of every event in which state it stands; a leaf whose events stand as they stood is used as it is, of any other the
rows that changed are made anew. What is no longer in the store is in no row that leaves, whatever a leaf still holds.
"""

from __future__ import annotations

import bisect
import hashlib
import json
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from marsad.config import Config
from marsad.errors import ExportError
from marsad.export import replacing
from marsad.leaving import leaf
from marsad.protect import LevelName, Policy
from marsad.store import Filters, Store
from marsad.store.holding import lock, unlock

if TYPE_CHECKING:
    import pyarrow as pa

#: Events of a new leaf: as many as are read from the store at a time. One of twice as many is cut.
LEAF = 4000
#: Leaves written between two notes of what is there: what a crash may cost.
_NOTED_EVERY = 25
#: Seconds after which a leaf that was replaced is taken away: longer than anybody reads a file.
_READ_S = 3600.0
#: Events from which on it is quicker to look what is kept than to protect each of them anew; and where it is noted how
#: all events stand, which takes longest to find out.
KEPT_FROM, KEPT_FROM_NOTED = 12_000, 1_000
#: How the events of a store stood when it was as this says.
_STANDING, _PULSE = "standing.arrow", b"pulse"
#: Rooms whose code decides what a row says.
_ROOMS = ("protect", "leaving", "export", "codebook", "places", "actors", "record.py")
#: Column of a state that stands in no leaf.
_NEW = None


def kept(store: Store, filters: Filters, config: Config, policy: Policy, level: LevelName) -> Kept | None:
    """What is kept of a store for these readers.

    None where nothing can be kept, another process renews it, or it is quicker to protect the few events asked for.
    """
    asked, home = store.fitting(filters), folder_of(store, config)
    pulse = f"{store.pulse()} {store.restraints()}"
    standing = _noted(home, pulse)
    if len(asked) <= (KEPT_FROM if standing is None else KEPT_FROM_NOTED):
        return None
    if standing is None:
        standing = store.standing()
        _note(home, pulse, standing)
    folder, standing = home / f"{level}-{policy.digest}-{_version(config)}", _with_asked(standing, asked)
    found = Kept(folder, standing)
    if not found.fresh_events:
        return found
    try:
        _make(folder)
        is_held = lock(folder / _NAME, wait_s=0)
    except OSError:
        return None
    return Kept(folder, standing, is_held=True) if is_held else None


def _noted(home: Path, pulse: str) -> pa.Table | None:
    """How the events stand, where that was noted and nothing was written to the store since."""
    import pyarrow as pa

    with suppress(OSError, pa.ArrowException), pa.OSFile(str(home / _STANDING)) as held:
        told = pa.ipc.open_file(held)
        if (told.schema.metadata or {}).get(_PULSE) == pulse.encode():
            return told.read_all()
    return None


def _note(home: Path, pulse: str, standing: pa.Table) -> None:
    import pyarrow as pa

    told = standing.replace_schema_metadata({_PULSE: pulse})
    with suppress(OSError, ExportError):
        _private(home)
        with replacing(home / _STANDING) as out, pa.ipc.new_file(out, told.schema) as file:
            file.write_table(told)


def _with_asked(standing: pa.Table, asked: pa.ChunkedArray) -> pa.Table:
    import pyarrow.compute as pc

    return standing.append_column("is_asked", pc.is_in(standing["id"], value_set=asked))


def folder_of(store: Store, config: Config) -> Path:
    """Where what is kept of a store stands: beside its file; of a database server in the cache folder."""
    file = Path(store.db)
    if file.is_file():
        return file.with_name(f"{file.name}.kept")
    return config.cache_dir / "kept" / hashlib.sha256(store.db.encode()).hexdigest()[:16]


def forget_kept(store: Store, config: Config) -> None:
    """Take away what is kept of a store, at all levels: it may quote what must be forgotten. It is made anew."""
    shutil.rmtree(folder_of(store, config), ignore_errors=True)


def _make(folder: Path) -> None:
    """The folder, for nobody else to read; those of the same readers by older rules go."""
    _private(folder.parent)
    folder.mkdir(mode=0o700, exist_ok=True)
    alike = folder.name.rpartition("-")[0]
    for other in folder.parent.glob(f"{alike}-*"):
        if other != folder:
            shutil.rmtree(other, ignore_errors=True)


def _private(home: Path) -> None:
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    home.chmod(0o700)


def _version(config: Config) -> str:
    """Changes with all that decides what a row says, but for policy and level: rules, registry, gazetteer."""
    from marsad.actors import load_actors, user_actor_files
    from marsad.places import open_gazetteer

    registry = load_actors(user_files=user_actor_files(config)).digest
    told = (_code_digest(), registry, open_gazetteer(config).digest)
    return hashlib.sha256("\0".join(told).encode()).hexdigest()[:12]


@lru_cache(maxsize=1)
def _code_digest() -> str:
    digest = hashlib.sha256()
    for room in _ROOMS:
        for item in _sources(files("marsad") / room):
            digest.update(item.name.encode() + b"\0" + item.read_bytes())
    return digest.hexdigest()


def _sources(item: Traversable) -> Iterator[Traversable]:
    """A file, or every file of rules and data in a folder."""
    if item.is_file():
        yield item
        return
    for inner in sorted(item.iterdir(), key=lambda one: one.name):
        if inner.is_dir() or inner.name.endswith((".py", ".toml", ".csv", ".txt")):
            yield from _sources(inner)


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """Events of the store, from ``start`` to ``stop`` in the order of exports, and the leaf they stand in."""

    start: int
    stop: int
    file: str | None
    is_new: bool  #: some stand in it otherwise, or not at all


class Kept:
    """The leaves in a folder, and how they stand to the events of a store."""

    def __init__(self, folder: Path, standing: pa.Table, *, is_held: bool = False) -> None:
        self.folder = folder
        self._standing = standing
        self._is_held = is_held
        self._index = _Index(folder)
        self.ranges = list(self._ranges())

    @property
    def fresh_events(self) -> int:
        """How many events, at most, are to be protected anew."""
        return sum(one.stop - one.start for one in self.ranges if one.is_new)

    def _ranges(self) -> Iterator[Range]:
        starts = [self._place(first) for first in self._index.firsts()[1:]]
        ends = pairwise([0, *starts, self._standing.num_rows])
        there: list[str | None] = [*self._index.files()] or [None]
        for (start, stop), file in zip(ends, there, strict=True):
            is_new = not self._stands(start, stop, file)
            parts = max(1, (stop - start) // LEAF) if is_new and stop - start > 2 * LEAF else 1
            cuts = [start + (stop - start) * part // parts for part in range(parts + 1)]
            for begin, end in pairwise(cuts):
                yield Range(start=begin, stop=end, file=file, is_new=is_new)

    def _place(self, first: tuple[str | None, str]) -> int:
        """Where an event stands, or would stand, among those of the store: by day (none: last) and id."""
        days, ids = self._standing["day"], self._standing["id"]

        def key(row: int) -> tuple[bool, str, str]:
            day = days[row].as_py()
            return day is None, "" if day is None else day.isoformat(), ids[row].as_py()

        return bisect.bisect_left(range(len(ids)), (first[0] is None, first[0] or "", first[1]), key=key)

    def _stands(self, start: int, stop: int, file: str | None) -> bool:
        """Whether a leaf holds these events, just so and no others."""
        if file is None:
            return start == stop
        told = self._held(file)
        wanted = self._standing.slice(start, stop - start)
        return told is not None and all(
            told[f"_{name}"].combine_chunks() == wanted[name].combine_chunks() for name in ("id", "state")
        )

    def _held(self, file: str) -> pa.Table | None:
        """Ids and states of a leaf; None where it cannot be read."""
        import pyarrow as pa

        try:
            return leaf.read(self.folder / file, ("_id", "_state"))
        except (OSError, pa.ArrowException):
            return None

    @property
    def asked(self) -> int:
        """How many events were asked for."""
        import pyarrow.compute as pc

        return pc.sum(self._standing["is_asked"]).as_py() or 0

    def wanted(self, one: Range) -> tuple[list[str], list[str]]:
        """The ids of these events, and their states."""
        some = self._standing.slice(one.start, one.stop - one.start)
        return some["id"].to_pylist(), some["state"].to_pylist()

    def is_asked(self, one: Range) -> list[bool]:
        """Of each of these events whether it was asked for."""
        told: list[bool] = self._standing["is_asked"].slice(one.start, one.stop - one.start).to_pylist()
        return told

    def readable(self, one: Range) -> str | None:
        """The leaf of these events; None where there is none that can be read."""
        return one.file if one.file and (not one.is_new or self._held(one.file) is not None) else None

    def fresh(self, one: Range) -> list[str]:
        """The ids of these events that stand in no leaf as they are."""
        held = self._held(one.file) if one.file else None
        known = {} if held is None else dict(zip(held["_id"].to_pylist(), held["_state"].to_pylist(), strict=True))
        return [key for key, state in zip(*self.wanted(one), strict=True) if known.get(key, _NEW) != state]

    def put(self, one: Range, file: str | None) -> None:
        """Say which leaf holds these events now; None: none does."""
        first = None
        if file is not None:
            day = self._standing["day"][one.start].as_py()
            first = (None if day is None else day.isoformat(), self._standing["id"][one.start].as_py())
        self._index.put(one.file, file, first)

    def close(self) -> None:
        """Note which leaves there are now, and let others renew them."""
        if self._is_held:
            self._index.note()
            unlock(self.folder / _NAME)
            self._is_held = False


_NAME = "leaves.json"


@dataclass
class _Index:
    """Which leaves there are, in order, each with the day and id of its first event."""

    folder: Path
    _before: list[tuple[str, tuple[str | None, str]]] = field(default_factory=list)
    _after: list[tuple[str, tuple[str | None, str]]] = field(default_factory=list)
    _changed: int = 0  #: leaves put since the last note

    def __post_init__(self) -> None:
        with suppress(OSError, ValueError, TypeError, KeyError):
            told = json.loads((self.folder / _NAME).read_text("utf-8"))
            self._after = [(one["file"], (one["day"], one["id"])) for one in told]

    def files(self) -> list[str]:
        return [file for file, _ in self._after]

    def firsts(self) -> list[tuple[str | None, str]]:
        return [first for _, first in self._after]

    def put(self, old: str | None, new: str | None, first: tuple[str | None, str] | None) -> None:
        """The leaf after those that were put: ``new`` in the place of ``old``, of which it may be a part."""
        if self._after and self._after[0][0] == old:
            self._after.pop(0)
            if old != new:
                with suppress(OSError):
                    os.utime(self.folder / str(old))  # from now on it is only there for who reads it
        if new is not None and first is not None:
            self._before.append((new, first))
        self._changed += old != new
        if self._changed >= _NOTED_EVERY:
            self.note()

    def note(self) -> None:
        """Write down what is there, and take away what has not been there for a while."""
        self._changed, there = 0, self._before + self._after
        told = [{"file": file, "day": day, "id": key} for file, (day, key) in there]
        with suppress(ExportError), replacing(self.folder / _NAME) as out:
            out.write(json.dumps(told).encode())
        _sweep(self.folder, {file for file, _ in there})


def _sweep(folder: Path, there: set[str]) -> None:
    """Take leaves away that stand in no index; one that did a moment ago may still be read."""
    now = time.time()
    for file in folder.glob("*.arrow"):
        with suppress(OSError):
            if file.name not in there and file.stat().st_mtime < now - _READ_S:
                file.unlink()
