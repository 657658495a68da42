"""Every event as it may leave to a circle of readers, made once and kept until the store changes.

The records stand compressed in a file of this launch; the table holds their columns, and which words they tell.
"""

from __future__ import annotations

import hashlib
import json
import os
import pickle  # nosec B403 - of our own files alone
import zlib
from array import array
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from marsad.config import Config
from marsad.leaving import circle, leaving, words_of
from marsad.protect import LevelName
from marsad.record import canonical_json
from marsad.serve.table import Table, made
from marsad.store import EventRow, Filters, Store, row_of

Record = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """For whom, from which store, into which folder."""

    config: Config
    level: LevelName
    policy: Path | None
    folder: Path


@dataclass(frozen=True, kw_only=True)
class Shelf:
    """The records of a table, by id, in a file."""

    file: Path
    places: Mapping[str, tuple[int, int]]  #: id → where its record begins, and how long it is

    def get(self, event: str) -> Record | None:
        found = self.places.get(event)
        if found is None:
            return None
        with self.file.open("rb") as file:
            file.seek(found[0])
            record: Record = json.loads(zlib.decompress(file.read(found[1])))
        return record

    def clear(self) -> None:
        """Take the file away."""
        with suppress(OSError):
            self.file.unlink()


@dataclass(frozen=True, kw_only=True)
class Protected:
    """What these readers may see."""

    table: Table
    shelf: Shelf
    names: Mapping[str, str]  #: alias or mention → event
    policy: str  #: name and digest
    held_back: Mapping[str, int]


def protect_to_file(job: Job) -> Path:
    """As :func:`protect_all`, for another process: the result stands pickled in a file of the folder."""
    file = job.folder / f"{job.level}-{os.urandom(8).hex()}.pickle"
    with file.open("wb") as out:
        pickle.dump(protect_all(job), out, protocol=pickle.HIGHEST_PROTOCOL)
    return file


def protected_in(file: Path) -> Protected:
    """What :func:`protect_to_file` wrote into a folder that nobody else may write to."""
    try:
        with file.open("rb") as held:
            found: Protected = pickle.load(held)  # noqa: S301  # nosec B301 - ours, in a folder of this user
    finally:
        file.unlink()
    return found


def protect_all(job: Job) -> Protected:
    """Pass every event through protection. Raises StoreError where the store cannot be read."""
    readers = circle(job.level, job.policy)
    rows: list[EventRow] = []
    words: dict[str, set[str]] = {}
    names: dict[str, str] = {}
    places: dict[str, tuple[int, int]] = {}
    digest = hashlib.sha256()
    file = job.folder / f"{job.level}-{os.urandom(8).hex()}.records"
    with Store(job.config.db, read_only=True) as store, file.open("wb") as out:
        for record in leaving(store, Filters(), job.config, readers):
            event = record["id"]
            told = canonical_json(record).encode()
            digest.update(told)
            places[event] = (out.tell(), out.write(zlib.compress(told, 1)))
            rows.append(row_of(record))
            words[event] = words_of(record)
            names.update(dict.fromkeys((*record["aliases"], *record["mentions"]), event))
    table = made(rows)
    return Protected(
        table=replace(table, words=_posted(table, words), stamp=digest.hexdigest()[:16]),
        shelf=Shelf(file=file, places=places),
        names=names,
        policy=f"{readers.policy.name} {readers.policy.digest}",
        held_back=dict(readers.tally.held_back),
    )


def _posted(table: Table, words: Mapping[str, set[str]]) -> dict[str, array[int]]:
    """Word → rows that tell it."""
    posted: dict[str, array[int]] = {}
    for row, event in enumerate(table.ids_of(slice(None))):
        for word in words[event]:
            posted.setdefault(word, array("i")).append(row)
    return posted
