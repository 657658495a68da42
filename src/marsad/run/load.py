"""Parts → store, and how far a folder of parts is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from marsad.config import Config
from marsad.errors import ReadError
from marsad.pipeline import Added, merge
from marsad.run.parts import Coded, Part, finished_parts, read_part
from marsad.store import Store

#: Written when the inputs have been read to their end: how many shards they make.
TOTAL = "run.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """How far a run is. ``shards`` is None until its inputs have been read to their end."""

    finished: int
    shards: int | None
    documents: int
    mentions: int
    problems: int


def status(folder: Path) -> Status:
    """How far the run into this folder is. Raises ReadError for a folder without parts."""
    parts = _parts(folder)
    total = folder / TOTAL
    return Status(
        finished=len(parts),
        shards=json.loads(total.read_bytes())["shards"] if total.exists() else None,
        documents=sum(part.documents for part in parts),
        mentions=sum(part.mentions for part in parts),
        problems=sum(part.problems for part in parts),
    )


def load(folder: Path, store: Store, *, config: Config, now: datetime) -> Iterator[Added]:
    """Store what the finished parts hold, and merge; one value for each input as it is done.

    Loading twice changes nothing. Raises ReadError for a folder without parts and for a damaged part.
    """
    try:
        for part in _parts(folder):
            for coded in read_part(folder, part):
                yield _added(coded, store, now)
            store.rest()
    finally:
        store.flush()
    merge(store, config=config, now=now)


def _parts(folder: Path) -> list[Part]:
    if parts := finished_parts(folder):
        return parts
    step = f"Make them with: marsad run SOURCE --out {folder}"
    raise ReadError(f"{folder} holds no finished parts", next_step=step, path=str(folder))


def _added(coded: Coded, store: Store, now: datetime) -> Added:
    document, coding, problems = coded
    if document is None or coding is None:
        store.add_problems(problems, at=now)
        return Added(document=None, source=problems[0].source, is_new=False, mentions=0, problems=len(problems))
    is_new = store.add(document, coding, at=now)
    mentions, told = (len(coding.mentions), len(coding.problems)) if is_new else (0, 0)
    return Added(document=document.id, source=document.source, is_new=is_new, mentions=mentions, problems=told)
