"""The local engine: shards of raw documents, coded one by one by worker processes.

A process that dies (memory, a crash in C, a document that takes too long) takes no other document with it: what was
unfinished is coded again, one document at a time, and one at which a process dies then is set aside with a Problem.
"""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache, partial
from pathlib import Path

from marsad import record
from marsad.config import Config
from marsad.errors import ConfigError
from marsad.pipeline import code, load_coder, read_sources
from marsad.run.load import TOTAL
from marsad.run.parts import Lines, Part, finished_parts, lines_of, replace_file, write_part
from marsad.types import Coding, Document, Problem, RawDocument

Raw = RawDocument | Problem
#: Gives the coder's version and what codes one document with it.
Load = Callable[[Config], tuple[str, Callable[[Document], Coding]]]

#: A shard closes at so many documents or bytes: a stop costs seconds of work, the wait for a shard's last document
#: is rare, and the driver holds one shard at a time.
SHARD_DOCUMENTS = 256
SHARD_BYTES = 16 * 1024 * 1024
#: Seconds for one document. A book of 2 million characters takes about two minutes.
PATIENCE_S = 600


def load_code(config: Config) -> tuple[str, Callable[[Document], Coding]]:
    """The coder of the house."""
    coder = load_coder(config)
    return coder.version, partial(code, coder=coder)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Job:
    """What every worker of a run needs to know."""

    config: Config
    now: datetime
    load: Load


def run(
    raws: Iterable[Raw], out: Path, *, config: Config, workers: int, now: datetime, load: Load = load_code
) -> Iterator[Part]:
    """Code everything into parts in the folder ``out``; each part as it is finished.

    Finished shards are passed over, so the same call goes on after any stop. The bytes of a part depend neither on the
    number of workers nor on deaths. Raises ConfigError where ``out`` holds parts of other inputs or of another coder,
    ExportError where it cannot be written, MissingResource where the coder lacks something.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        step = "Name a folder with --out."
        raise ConfigError(f"{out} cannot be made: {error.strerror or error}", next_step=step) from error
    crew = _Crew(_Job(config=config, now=now, load=load), workers)
    try:
        coder = crew.coder()
        for number, shard in _undone(raws, out, coder):
            coded = crew.coded(shard)
            yield write_part(out, number, coded, inputs=_digest(shard), coder=coder)
    finally:
        crew.end()


# --- shards ------------------------------------------------------------------------------------


def _undone(raws: Iterable[Raw], out: Path, coder: str) -> Iterator[tuple[int, list[Raw]]]:
    """The shards that have no part yet, numbered. At their end the total is written."""
    known = {part.number: part for part in finished_parts(out)}
    total = 0
    for number, shard in enumerate(_shards(raws)):
        part = known.pop(number, None)
        if part is None:
            yield number, shard
        elif (part.inputs, part.coder) != (_digest(shard), coder):
            raise _foreign(out)
        total = number + 1
    if known:
        raise _foreign(out)
    replace_file(out / TOTAL, record.canonical_json({"shards": total}).encode())


def _foreign(out: Path) -> ConfigError:
    message = f"{out} holds parts of other inputs, or of another version of the coder"
    return ConfigError(message, next_step="Name an empty folder with --out.", path=str(out))


def _shards(raws: Iterable[Raw]) -> Iterator[list[Raw]]:
    held: list[Raw] = []
    size = 0
    for raw in raws:
        held.append(raw)
        size += len(raw.body) if isinstance(raw, RawDocument) else 0
        if len(held) >= SHARD_DOCUMENTS or size >= SHARD_BYTES:
            yield held
            held, size = [], 0
    if held:
        yield held


def _digest(raws: Iterable[Raw]) -> str:
    """Of what the raw documents hold and say of themselves, not of when or where they were found."""
    digest = hashlib.sha256()
    for raw in raws:
        told: object = record.problem_record(raw) if isinstance(raw, Problem) else _told(raw)
        digest.update(record.canonical_json(told).encode(errors="surrogatepass"))
    return digest.hexdigest()


def _told(raw: RawDocument) -> list[object]:
    day = raw.published.isoformat() if raw.published else None
    body = hashlib.sha256(raw.body).hexdigest()
    return [raw.source, raw.url, raw.media_type, raw.headers, raw.title, day, raw.language, body]


# --- workers -----------------------------------------------------------------------------------


class _Crew:
    """Worker processes, replaced when one of them dies: a death breaks the whole pool."""

    def __init__(self, job: _Job, workers: int) -> None:
        self._job = job
        self._workers = workers
        self._renew()

    def _renew(self) -> None:
        context = multiprocessing.get_context("spawn")
        self._pool = ProcessPoolExecutor(self._workers, mp_context=context, initializer=_follow_driver)

    def coder(self) -> str:
        """The coder's version, once a worker has loaded it."""
        try:
            return self._pool.submit(_version, self._job).result()
        except BrokenProcessPool as error:
            step = "Free some memory: each worker takes about 900 MB."
            raise ConfigError("a worker died while loading", next_step=step) from error

    def coded(self, raws: Iterable[Raw]) -> list[Lines]:
        """Their lines, in their order."""
        pool = self._pool
        begun = [(raw, self._begin(raw)) for raw in raws]
        return [_done(future) or self._again(raw, pool) for raw, future in begun]

    def _begin(self, raw: Raw) -> Future[Lines]:
        try:
            return self._pool.submit(_code, raw, self._job)
        except BrokenProcessPool as error:
            lost: Future[Lines] = Future()
            lost.set_exception(error)
            return lost

    def _again(self, raw: Raw, broken: ProcessPoolExecutor) -> Lines:
        """A second time, with nothing else under way that a death could be blamed on."""
        if self._pool is broken:
            self._renew()
        done = _done(self._begin(raw))
        if done is None:
            self._renew()
        return done or _set_aside(raw)

    def end(self) -> None:
        self._pool.shutdown(cancel_futures=True)


def _done(future: Future[Lines]) -> Lines | None:
    """None where a process died over it."""
    try:
        return future.result()
    except BrokenProcessPool:
        return None


def _set_aside(raw: Raw) -> Lines:
    name = None if isinstance(raw, Problem) else raw.path or raw.url
    detail = f"{name or 'a document'}: set aside, because the process that coded it died twice"
    return lines_of((None, None, (Problem(stage="run", code="worker-died", detail=detail, source=raw.source),)))


def _follow_driver() -> None:
    """In a worker: leave Ctrl-C to the driver, and go when it has gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_driver, daemon=True).start()


def _end_with_driver() -> None:
    if driver := multiprocessing.parent_process():
        driver.join()
        os._exit(1)


@lru_cache(maxsize=1)
def _loaded(job: _Job) -> tuple[str, Callable[[Document], Coding]]:
    """Once in each worker."""
    return job.load(job.config)


def _version(job: _Job) -> str:
    return _loaded(job)[0]


def _code(raw: Raw, job: _Job) -> Lines:
    """In a worker: the lines of one input. Over :data:`PATIENCE_S` the alarm ends the process (not on Windows)."""
    _, code_one = _loaded(job)
    alarm = getattr(signal, "alarm", int)
    alarm(PATIENCE_S)
    ((document, problems),) = read_sources([raw], config=job.config, now=job.now)
    lines = lines_of((document, code_one(document) if document else None, problems))
    alarm(0)
    return lines
