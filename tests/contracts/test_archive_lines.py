"""An archive's parts and a store hold the same canonical lines, whichever way they were coded.

That the cluster's parts are the bytes of the local ones is asked in tests/run/test_ray.py.
"""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from pyarrow import dataset

from marsad import record
from marsad.config import Config
from marsad.pipeline import add, load_coder
from marsad.read import Given, sources
from marsad.run import Job, by_processes, folder, load, load_code, plan, run
from marsad.store import DocumentFilters, Store

EXAMPLES = Path(__file__).parents[2] / "examples"
NOW = datetime(2024, 5, 1, tzinfo=UTC)


def _lines_of_store(store: Store) -> set[str]:
    """Canonical lines of everything that is stored, but for the records of codings."""
    found = set()
    for one in store.documents(DocumentFilters(), limit=1000):
        found.add(record.canonical_json(record.document_record(store.document(one["id"]))))
        found |= {record.canonical_json(told) for told in store.coding_of(one["id"])}
    return found


@pytest.mark.slow
def test_the_archive_way_gives_the_lines_and_the_events_of_add(tmp_path: Path) -> None:
    """With the language model: run and load in two processes, add in one."""
    config = Config()
    names = [str(EXAMPLES / name) for name in ("kobani-patrol.txt", "cabo-delgado.html", "headlines.jsonl")]
    job = Job(config=config, given=Given(), now=NOW, load=load_code, memory_mb=2000)
    out = folder(tmp_path / "out")
    list(run(plan(names, given=job.given, config=config), out, job=job, engine=by_processes(2)))
    with Store(tmp_path / "a.duckdb") as one, Store(tmp_path / "b.duckdb") as other:
        list(load(out, one, config=config, now=NOW))
        raws = sources(names, given=Given(), config=config)
        list(add(raws, other, load_coder(config), config=config, now=NOW))
        assert list(one.events()) == list(other.events())
        assert one.stats().documents == other.stats().documents > 3
        assert one.problem_counts() == other.problem_counts()
        assert _lines_of_store(one) == _lines_of_store(other)
        in_parts = _lines_of_parts(tmp_path / "out")
        assert _lines_of_store(other) == in_parts


def _lines_of_parts(out: Path) -> set[str]:
    """The canonical lines of the documents in the parts, but for the records of codings."""
    rows = dataset.dataset(out, format="parquet", exclude_invalid_files=True).to_table(["record", "document", "line"])
    return {row["line"] for row in rows.to_pylist() if row["record"] != "coding" and row["document"] is not None}
