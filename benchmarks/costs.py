"""What an archive costs: documents per core-hour, memory, and money per million articles.

::

    python -m benchmarks.costs --data DIR --core-hour 0.04 --gb-hour 0.005 --gb-month 0.02 [--limit 118]
    python -m benchmarks.costs SOURCE… --core-hour 0.04 --gb-hour 0.005 --gb-month 0.02

Rates are measured here, in processor time of one worker, on the mixed news of the set ``geo`` and the conflict news of
``muc4`` in the folder DIR, or on the sources; prices are yours, in any currency: of one core and of one GB of memory
for an hour, and of one GB kept for a month. Loading the coder is not counted: a worker does it once in its 20,000
documents. The last line is one JSON object.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time

from benchmarks.figures import one_line
from benchmarks.perf.news import of_sets
from benchmarks.perf.timing import peak_mb
from marsad import pipeline
from marsad.config import load_config
from marsad.read import Given, sources
from marsad.run import folder, load_code
from marsad.run.parts import Rows, rows_of, write_part
from marsad.run.shards import SHARD_DOCUMENTS, Label
from marsad.types import RawDocument

_MILLION = 1_000_000
_HOUR_S = 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class Prices:
    """List prices, in one currency."""

    core_hour: float
    gb_hour: float
    gb_month: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """What one worker does."""

    documents: int
    sentences: int
    cpu_s: float
    worker_mb: float
    part_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What a million documents of a kind take."""

    documents_per_core_hour: int
    sentences_per_document: float
    worker_mb: int
    core_hours_per_million: float
    parts_gb_per_million: float
    money_per_million: float
    keeping_per_million_month: float


def cost(rate: Rate, prices: Prices) -> Cost:
    """A million documents at this rate and these prices, each core with a worker's memory."""
    seconds = rate.cpu_s / rate.documents
    hours = seconds * _MILLION / _HOUR_S
    kept_gb = rate.part_bytes / rate.documents * _MILLION / 1e9
    money = hours * (prices.core_hour + prices.gb_hour * rate.worker_mb / 1000)
    return Cost(
        documents_per_core_hour=round(_HOUR_S / seconds),
        sentences_per_document=round(rate.sentences / rate.documents, 1),
        worker_mb=round(rate.worker_mb),
        core_hours_per_million=round(hours, 1),
        parts_gb_per_million=round(kept_gb, 2),
        money_per_million=round(money, 2),
        keeping_per_million_month=round(kept_gb * prices.gb_month, 2),
    )


def measured(raws: Sequence[RawDocument]) -> Rate:
    """Read, code and write these, as a worker and its driver do, without the time that loading takes."""
    config, now = load_config(), datetime.now(tz=UTC)
    _, code_one = load_code(config)
    coded: list[Rows] = []
    sentences = 0
    started = process_time()
    for document, problems in pipeline.read_sources(raws, config=config, now=now):
        coding = code_one(document) if document else None
        sentences += len(document.sentences) if document else 0
        coded.append(rows_of((document, coding, problems)))
    with TemporaryDirectory() as place:
        for block, start in enumerate(range(0, len(coded), SHARD_DOCUMENTS)):
            some = coded[start : start + SHARD_DOCUMENTS]
            label = Label(unit=0, block=block, of=len(some), is_last=False, read=0, inputs="")
            write_part(folder(place), label, some, coder="")
        spent = process_time() - started
        size = sum(path.stat().st_size for path in Path(place).rglob("*.parquet"))
    return Rate(documents=len(raws), sentences=sentences, cpu_s=spent, worker_mb=peak_mb() or 0.0, part_bytes=size)


def _alone(raws: Sequence[RawDocument]) -> Rate:
    """In a process of its own, whose memory is that of one worker."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(measured, raws).result()


def _of_sources(names: Sequence[str]) -> list[RawDocument]:
    return [raw for raw in sources(names, given=Given(), config=load_config()) if isinstance(raw, RawDocument)]


def _table(costs: dict[str, Cost]) -> Iterator[str]:
    yield "| |" + "".join(f" {name} |" for name in costs)
    yield "|---|" + "---|" * len(costs)
    for field in Cost.__slots__:
        yield f"| {field.replace('_', ' ')} |" + "".join(f" {getattr(one, field):,} |" for one in costs.values())


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.costs", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("sources", nargs="*", metavar="SOURCE", help="reports to measure with, as in marsad code")
    parser.add_argument("--data", type=Path, metavar="DIR", help="folder of the sets geo and muc4, to measure with")
    parser.add_argument("--limit", type=int, metavar="N", help="documents of each set")
    for name, what in (("core-hour", "a core"), ("gb-hour", "a GB of memory"), ("gb-month", "a GB kept")):
        unit = "month" if name.endswith("month") else "hour"
        parser.add_argument(f"--{name}", type=float, required=True, metavar="PRICE", help=f"{what} for a {unit}")
    given = parser.parse_args(argv)
    prices = Prices(core_hour=given.core_hour, gb_hour=given.gb_hour, gb_month=given.gb_month)
    kinds = list(of_sets(given.data, given.limit)) if given.data else [("sources", _of_sources(given.sources))]
    if not all(raws for _, raws in kinds):
        parser.error("there is nothing to measure with: name sources, or a folder of sets with --data")
    costs = {name: cost(_alone(raws), prices) for name, raws in kinds}
    for line in _table(costs):
        print(line)
    print(one_line({"benchmark": "costs", **{name: asdict(one) for name, one in costs.items()}}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
