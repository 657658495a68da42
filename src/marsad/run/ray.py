"""The distributed engine: Ray Data reads units and codes pieces of shards on the nodes of a cluster.

::

    units ─read→ pieces of shards that are not finished ─code→ coded pieces ─→ the driver, which writes the parts

Both steps are stateless tasks, which Ray Data repeats as often as it takes: what a node took with it is done again
elsewhere, and a piece that comes twice counts once. Each process of Ray that codes keeps one worker of its own
(:mod:`marsad.run.workers`), so a document that kills costs that worker and not the process of Ray, and is set
aside as it would be here.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from marsad.errors import ConfigError, MarsadError, MissingResource
from marsad.read import Item
from marsad.run.engine import Engine, Piece, Work
from marsad.run.shards import Finished, Job, Shard, undone
from marsad.run.workers import Crew
from marsad.types import RawDocument

if TYPE_CHECKING:
    from ray.data import Dataset

#: A piece closes at so many documents or bytes: a lost node costs its processes no more than that each.
PIECE_DOCUMENTS = 32
PIECE_BYTES = 2 * 1024 * 1024
#: Units read at a time, for each process that codes: to read costs a hundredth of what coding costs.
_READERS = 0.25
#: And at least: a cluster that grows has few processors, or none, when the run begins.
_FEWEST_READERS = 2
#: Shared memory of a cluster started here; a cluster that is there has its own.
_STORE_BYTES = 256 * 1024 * 1024

Batch = dict[str, Any]


def by_ray(workers: int | None, address: str | None) -> Engine:
    """The engine on the cluster at ``address`` (``auto``: the one of this machine), or on one that is started here.

    ``workers``: tasks that code at a time; None: as many as the cluster has processors, also those that join later.
    """

    def work(given: Work) -> Iterator[Piece]:
        if any(isinstance(item, Item) and item.name == "-" for unit in given.units for item in unit.items):
            step = "Write it to a file that every node can read, or use --engine local."
            raise ConfigError("a cluster cannot read the standard input", next_step=step)
        with _cluster(workers, address):
            import ray

            asked = ray.remote(_version).options(num_cpus=1, max_retries=2).remote(given.job)
            coder = _told(ray.get(asked))
            yield from _pieces(given, given.begin(coder), coder, workers)

    return work


@contextmanager
def _cluster(workers: int | None, address: str | None) -> Iterator[None]:
    """A connection to a cluster."""
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # otherwise Ray reports its use over the network
    try:
        import ray
    except ImportError as error:
        step = 'Install it with: pip install "marsad[ray]".'
        raise MissingResource("Ray is not installed", next_step=step) from error
    is_ours = not ray.is_initialized()
    try:
        if is_ours:
            _begin(workers, address)
        yield
    finally:
        if is_ours:
            ray.shutdown()


def _begin(workers: int | None, address: str | None) -> None:
    """Join the cluster, or start one here. Raises ConfigError where that cannot be."""
    import ray

    here: dict[str, Any] = {"include_dashboard": False, "num_cpus": workers, "object_store_memory": _STORE_BYTES}
    quiet: dict[str, Any] = {"log_to_driver": False, "logging_level": logging.ERROR}
    try:
        ray.init(**({"address": address} if address else {"address": "local", **here}), **quiet)
    except ConnectionError as error:
        step = "Check --address, or leave it out to start a cluster on this machine."
        raise ConfigError(f"no Ray cluster answers at {address}", next_step=step) from error
    except Exception as error:  # Ray itself raises no more than this for what does not start in half a minute
        said = str(error).strip().partition("\n")[0].rstrip(".") or type(error).__name__
        step = "On a busy machine, or one short of memory, try again when it is idle, or code with --engine local."
        raise ConfigError(f"Ray did not start on this machine: {said}", next_step=step) from error


def _pieces(given: Work, finished: Finished, coder: str, workers: int | None) -> Iterator[Piece]:
    """The coded pieces, as they come."""
    import ray
    from ray.data import DataContext, TaskPoolStrategy

    if not given.units:
        return
    _settle(DataContext.get_current())
    shared = ray.put((given.job, finished))
    processors = workers or int(ray.cluster_resources().get("CPU", 0))
    readers = max(_FEWEST_READERS, round(processors * _READERS))
    way: dict[str, Any] = {"batch_size": 1, "batch_format": "numpy"}
    rows = [{"unit": unit, "given": shared} for unit in given.units]
    made: Dataset = (
        ray.data.from_items(rows, override_num_blocks=len(rows))
        # A reader holds no processor: waiting for its pieces to be taken, it would keep it from who takes them.
        .map_batches(_read, compute=TaskPoolStrategy(size=readers), num_cpus=0, **way)
        # Without a number it is Ray that counts: a node that joins is given pieces, and pieces that wait call for one.
        .map_batches(_code, compute=TaskPoolStrategy(size=workers), num_cpus=1, fn_kwargs={"job": given.job}, **way)
    )
    for row in made.iter_rows():
        version, piece = _told(row["coded"])
        if version != coder:
            step = "Install the same version of Marsad, its data and its model on every node."
            raise ConfigError("the nodes of the cluster code differently", next_step=step)
        yield piece


def _settle(context: Any) -> None:
    """Each piece goes its way as it is made, and Ray keeps its progress to itself."""
    context.enable_progress_bars = False
    context.print_on_execution_start = False
    context.target_max_block_size = 1
    context.target_min_block_size = 0
    logging.getLogger("ray.data").setLevel(logging.ERROR)


def _told(answer: Any) -> Any:
    """Errors travel as values: Ray would do again what fails again."""
    if isinstance(answer, MarsadError):
        raise answer
    return answer


# --- in the cluster ----------------------------------------------------------------------------


def _version(job: Job) -> str | MarsadError:
    try:
        return _crew(job).version()
    except MarsadError as error:
        return error


def _read(batch: Batch) -> Iterator[Batch]:
    """The pieces of the shards of some units."""
    import ray

    for unit, given in zip(batch["unit"], batch["given"], strict=True):
        job, finished = ray.get(given)
        try:
            for shard in undone(unit, job, finished):
                yield from ({"piece": _column(piece)} for piece in _cut(shard))
        except MarsadError as error:
            yield {"piece": _column(error)}


def _cut(shard: Shard) -> Iterator[tuple[int, Shard]]:
    """Where each piece begins in its shard, and what it holds; of an empty shard an empty one."""
    start = size = 0
    for end, raw in enumerate(shard.raws):
        if end - start >= PIECE_DOCUMENTS or size >= PIECE_BYTES:
            yield start, Shard(label=shard.label, raws=shard.raws[start:end])
            start, size = end, 0
        size += len(raw.body) if isinstance(raw, RawDocument) else 0
    yield start, Shard(label=shard.label, raws=shard.raws[start:])


def _code(batch: Batch, job: Job) -> Iterator[Batch]:
    """The pieces, coded by the worker of this process; with the version of its coder."""
    for given in batch["piece"]:
        yield {"coded": _column(given if isinstance(given, MarsadError) else _coded(given, job))}


def _coded(given: tuple[int, Shard], job: Job) -> tuple[str, Piece] | MarsadError:
    start, shard = given
    try:
        crew = _crew(job)
        rows = dict(crew.coded(enumerate(shard.raws)))
        piece = Piece(label=shard.label, start=start, rows=tuple(rows[index] for index in range(len(shard.raws))))
        return crew.version(), piece
    except MarsadError as error:
        return error


@lru_cache(maxsize=1)
def _crew(job: Job) -> Crew[int]:
    """The worker of this process of Ray; it ends with it."""
    return Crew(job, 1)


def _column(value: object) -> Any:
    """A column of one row that holds any object."""
    import numpy as np

    column = np.empty(1, dtype=object)
    column[0] = value
    return column
