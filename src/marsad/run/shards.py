"""Shards: how what the sources hold is cut, the same way wherever it is read.

Sources stand for items (files, addresses); items are read in *units*, a large file or a stretch of small ones, each by
one reader; what a unit holds is cut into *shards*, numbered within it. A shard is what is finished or not.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from marsad import record
from marsad.config import Config
from marsad.errors import ConfigError
from marsad.pipeline import code, load_coder
from marsad.read import Given, Item, Listed, listing, opening
from marsad.types import Coding, Document, Problem, RawDocument

Raw = RawDocument | Problem
#: Gives the coder's version and what codes one document with it.
Load = Callable[[Config], tuple[str, Callable[[Document], Coding]]]
#: (unit, number of the shard there)
Key = tuple[int, int]
#: Of the finished shards: the digest of their inputs.
Finished = Mapping[Key, str]

#: A shard closes at so many documents or bytes: a stop costs seconds of work, and whoever gathers a shard holds little.
SHARD_DOCUMENTS = 256
SHARD_BYTES = 16 * 1024 * 1024
#: A unit of small files closes at so many bytes or files: enough work for a reader, few enough for many readers.
UNIT_BYTES = 64 * 1024 * 1024
UNIT_ITEMS = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What everybody who works on a run needs to know."""

    config: Config
    given: Given
    now: datetime
    load: Load
    memory_mb: int  #: what one worker may hold
    term: int = 20_000  #: documents after which a worker is replaced: what libraries leak stays small


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """What one reader reads."""

    number: int
    items: tuple[Listed, ...]
    size: int  #: bytes, as far as known


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """What is known of a shard without its documents."""

    unit: int
    block: int  #: its number in the unit
    of: int  #: raw documents in it
    is_last: bool  #: of its unit
    read: int  #: bytes of the unit that were read for it
    inputs: str  #: digest of its raw documents

    @property
    def key(self) -> Key:
        return self.unit, self.block

    @property
    def name(self) -> str:
        return f"{self.unit:05d}-{self.block:05d}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shard:
    """Some of what a unit holds, in its order."""

    label: Label
    raws: tuple[Raw, ...]


def plan(sources: Iterable[str], *, given: Given, config: Config) -> list[Unit]:
    """What the sources stand for, in units. Raises ReadError where one names nothing that exists."""
    return list(units(listing(sources, given=given, config=config)))


def load_code(config: Config) -> tuple[str, Callable[[Document], Coding]]:
    """The coder of the house."""
    coder = load_coder(config)
    return coder.version, partial(code, coder=coder)


def units(items: Iterable[Listed]) -> Iterator[Unit]:
    """The items in units, in their order."""
    held: list[Listed] = []
    size = number = 0
    for item in items:
        more = item.size if isinstance(item, Item) else 0
        if held and (size + more > UNIT_BYTES or len(held) >= UNIT_ITEMS):
            yield Unit(number=number, items=tuple(held), size=size)
            held, size, number = [], 0, number + 1
        held.append(item)
        size += more
    if held:
        yield Unit(number=number, items=tuple(held), size=size)


def undone(unit: Unit, job: Job, finished: Finished) -> Iterator[Shard]:
    """The shards of a unit that are not finished. Raises ConfigError where finished ones had other inputs."""
    last = -1
    for shard in shards(unit, job):
        last = shard.label.block
        known = finished.get(shard.label.key)
        if known is None:
            yield shard
        elif known != shard.label.inputs:
            raise foreign()
    if any(number == unit.number and block > last for number, block in finished):
        raise foreign()


def foreign() -> ConfigError:
    """What is said where a folder of parts belongs to another run."""
    message = "the folder holds parts of other inputs, or of another version of the coder"
    return ConfigError(message, next_step="Name an empty folder with --out.")


def shards(unit: Unit, job: Job) -> Iterator[Shard]:
    """All shards of a unit: one at least, where nothing is found an empty one."""
    read = told = size = block = 0

    def count(more: int) -> None:
        nonlocal read
        read += more

    def closed(*, is_last: bool) -> Shard:
        inputs, of = digest(held), len(held)
        label = Label(unit=unit.number, block=block, of=of, is_last=is_last, read=read - told, inputs=inputs)
        return Shard(label=label, raws=tuple(held))

    held: list[Raw] = []
    for raw in opening(unit.items, given=job.given, config=job.config, count=count):
        if len(held) >= SHARD_DOCUMENTS or size >= SHARD_BYTES:
            yield closed(is_last=False)
            held, size, told, block = [], 0, read, block + 1
        held.append(raw)
        size += len(raw.body) if isinstance(raw, RawDocument) else 0
    yield closed(is_last=True)


def digest(raws: Iterable[Raw]) -> str:
    """Of what the raw documents hold and say of themselves, not of when or where they were found."""
    made = hashlib.sha256()
    for raw in raws:
        told: object = record.problem_record(raw) if isinstance(raw, Problem) else _told(raw)
        made.update(record.canonical_json(told).encode(errors="surrogatepass"))
    return made.hexdigest()


def _told(raw: RawDocument) -> list[object]:
    day = raw.published.isoformat() if raw.published else None
    body = hashlib.sha256(raw.body).hexdigest()
    return [raw.source, raw.url, raw.media_type, raw.headers, raw.title, day, raw.language, body]
