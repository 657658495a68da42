"""Parts → store, and how far a folder of parts is."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from marsad.config import Config
from marsad.errors import ReadError
from marsad.pipeline import Added, merge
from marsad.run.driver import PACE, PLAN
from marsad.run.folder import Folder
from marsad.run.parts import Coded, Part, finished_parts, read_part
from marsad.store import Store

#: Documents stored in one transaction: what is done once for each takes as long as a thousand rows.
_AT_ONCE = 1000
#: A driver that has finished no shard for so long has stopped.
_STALE = timedelta(minutes=15)


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """How far a run is. ``shards`` is None until every unit has been read to its end, ``left_s`` where nobody works."""

    finished: int
    shards: int | None
    documents: int
    mentions: int
    problems: int
    share: float  #: of the bytes of the sources, 0 to 1
    documents_per_s: float | None
    left_s: float | None


def status(folder: Folder, *, now: datetime) -> Status:
    """How far the run into this folder is. Raises ReadError for a folder without parts."""
    parts = _parts(folder)
    plan = json.loads(folder.read(PLAN) or b'{"units": null, "bytes": 0}')
    read = sum(part.label.read for part in parts)
    paces = [pace for pace in _paces(folder) if now - datetime.fromisoformat(pace["at"]) < _STALE]
    total = _total(parts, plan["units"])
    is_done = total == len(parts)
    documents_per_s = sum(pace["documents"] / max(pace["seconds"], 0.1) for pace in paces)
    bytes_per_s = sum(pace["read"] / max(pace["seconds"], 0.1) for pace in paces)
    is_working = bool(paces) and not is_done
    return Status(
        finished=len(parts),
        shards=total,
        documents=sum(part.documents for part in parts),
        mentions=sum(part.mentions for part in parts),
        problems=sum(part.problems for part in parts),
        share=1.0 if is_done else min(read / plan["bytes"], 0.999) if plan["bytes"] else 0.0,
        documents_per_s=documents_per_s if is_working else None,
        left_s=max(plan["bytes"] - read, 0) / bytes_per_s if is_working and bytes_per_s else None,
    )


def _total(parts: list[Part], units: int | None) -> int | None:
    """How many shards there are; None where not every unit has been read to its end."""
    ends = [part.label.block + 1 for part in parts if part.label.is_last]
    return sum(ends) if len(ends) == units else None


def _paces(folder: Folder) -> Iterator[dict[str, Any]]:
    for name in folder.names(PACE.partition("/")[0]):
        if name.startswith(PACE.partition("{")[0]):
            yield json.loads(folder.read(name) or b"{}")


def load(
    folder: Folder, store: Store, *, config: Config, now: datetime, months: Collection[str] = (), workers: int = 1
) -> Iterator[Added]:
    """Store what the finished parts hold, of some months (``2024-05``) or of all, and merge; one value for each input.

    ``workers`` as in :func:`marsad.pipeline.merge`. Loading twice changes nothing.
    Raises ReadError for a folder without parts and for a damaged part.
    """
    for part in _parts(folder):
        coded = read_part(folder, part, months=months)
        while some := list(islice(coded, _AT_ONCE)):
            yield from _added(some, store, now)
        store.rest()
    merge(store, config=config, now=now, workers=workers)


def _parts(folder: Folder) -> list[Part]:
    if parts := finished_parts(folder):
        return parts
    step = f"Make them with: marsad run SOURCE --out {folder.name}"
    raise ReadError(f"{folder.name} holds no finished parts", next_step=step, path=folder.name)


def _added(some: Sequence[Coded], store: Store, now: datetime) -> Iterator[Added]:
    """Store what was coded, and what became no document."""
    told = [(document, coding, ()) for document, coding, _ in some if document is not None and coding is not None]
    lost = [problems for document, _, problems in some if document is None]
    store.add_problems([problem for problems in lost for problem in problems], at=now)
    for (document, coding, _), is_new in zip(told, store.add_all(told, at=now), strict=True):
        mentions, odd = (len(coding.mentions), len(coding.problems)) if is_new else (0, 0)
        yield Added(document=document.id, source=document.source, is_new=is_new, mentions=mentions, problems=odd)
    for problems in lost:
        yield Added(document=None, source=problems[0].source, is_new=False, mentions=0, problems=len(problems))
