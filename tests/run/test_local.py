"""Processes of this machine: the same bytes however many work, stop or die."""

from dataclasses import replace
from pathlib import Path

import pytest

from marsad.errors import ConfigError, MarsadError, MissingResource
from marsad.run import by_processes, folder, plan, run, shards, status
from marsad.run.shards import Load
from tests.run import coders
from tests.run.archive import NOW, bulletins, held, job, problems, ran, started, written


@pytest.fixture(autouse=True)
def small_shards(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(shards, "SHARD_DOCUMENTS", 4)
    (tmp_path / "marks").mkdir()
    monkeypatch.setenv("MARSAD_TEST_MARKS", str(tmp_path / "marks"))


@pytest.mark.slow
def test_one_worker_and_two_make_the_same_bytes(tmp_path: Path) -> None:
    source = written(tmp_path / "a.jsonl", bulletins(6))
    (tmp_path / "a.jsonl").open("a", encoding="utf-8").write("no JSON\n")
    ran([source], tmp_path / "one")
    ran([source], tmp_path / "two", engine=by_processes(2))
    assert held(tmp_path / "one") == held(tmp_path / "two")
    assert sorted(held(tmp_path / "one")) == [
        "INTERNAL.txt",
        "done/part-00000-00000.json",
        "done/part-00000-00001.json",
        "done/run.json",
        "month=2024-03/part-00000-00000.parquet",
        "month=2024-03/part-00000-00001.parquet",
        "month=2024-04/part-00000-00000.parquet",
        "month=2024-04/part-00000-00001.parquet",
        "month=__HIVE_DEFAULT_PARTITION__/part-00000-00001.parquet",
    ]
    told = status(folder(tmp_path / "one"), now=NOW)
    assert (told.finished, told.shards, told.documents, told.mentions, told.problems) == (2, 2, 6, 6, 1)
    assert told.share == 1.0


@pytest.mark.slow
def test_a_run_that_was_stopped_goes_on_where_it_was(tmp_path: Path) -> None:
    source = written(tmp_path / "a.jsonl", bulletins(9))
    ran([source], tmp_path / "whole")
    begun = started([source], tmp_path / "out")
    first = next(begun)
    begun.close()  # type: ignore[attr-defined]
    told = status(folder(tmp_path / "out"), now=NOW)
    assert (told.finished, told.shards) == (1, None)
    assert 0 < told.share < 1
    rest = ran([source], tmp_path / "out")
    assert (first.label.block, [part.label.block for part in rest]) == (0, [1, 2])
    assert held(tmp_path / "out") == held(tmp_path / "whole")
    assert ran([source], tmp_path / "out") == []


@pytest.mark.slow
def test_a_document_that_kills_is_set_aside_and_no_other(tmp_path: Path) -> None:
    texts = bulletins(6)
    texts[2] = "This poison is drunk by nobody who attacked."
    texts[4] = "An endless story of one who attacked."
    texts[5] = "The greedy attacked again."
    parts = ran([written(tmp_path / "a.jsonl", texts)], tmp_path / "out", load=coders.deadly, engine=by_processes(2))
    assert sum(part.documents for part in parts) == 3
    found = problems(tmp_path / "out")
    assert [(one.stage, one.code) for one in found] == [
        ("run", "worker-died"),
        ("run", "out-of-time"),
        ("run", "out-of-memory"),
    ]
    assert all(f"a.jsonl:{line}: set aside" in one.detail for line, one in zip((3, 5, 6), found, strict=True))
    assert not any("attacked" in one.detail for one in found)


@pytest.mark.slow
def test_a_death_that_does_not_come_again_leaves_no_trace(tmp_path: Path) -> None:
    source = written(tmp_path / "a.jsonl", [*bulletins(2), "Gunmen attacked the fragile bridge in the valley."])
    ran([source], tmp_path / "calm")
    ran([source], tmp_path / "out", load=coders.deadly)
    assert held(tmp_path / "out") == held(tmp_path / "calm")


@pytest.mark.slow
def test_nobody_waits_for_a_slow_document(tmp_path: Path) -> None:
    """It ends only when documents of the next shard are coded: were shards waited for, it would never."""
    texts = [*bulletins(2), "Gunmen attacked the slow train.", *bulletins(4, start=2)]
    source = written(tmp_path / "a.jsonl", texts)
    parts = ran([source], tmp_path / "out", load=coders.straggling, engine=by_processes(2))
    assert sum(part.documents for part in parts) == 7
    assert problems(tmp_path / "out") == []


@pytest.mark.slow
def test_a_worker_that_has_served_its_term_is_replaced(tmp_path: Path) -> None:
    source = written(tmp_path / "a.jsonl", bulletins(5))
    for term, workers in ((2, 3), (9, 1)):
        given = replace(job(coders.signing), term=term)
        units = plan([source], given=given.given, config=given.config)
        parts = list(run(units, folder(tmp_path / str(term)), job=given, engine=by_processes(1)))
        assert sum(part.documents for part in parts) == 5
        signed = list((tmp_path / "marks").iterdir())
        assert len(signed) == workers
        for one in signed:
            one.unlink()
    assert held(tmp_path / "2") == held(tmp_path / "9")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("load", "error", "message"),
    [(coders.lacking, MissingResource, "no model"), (coders.stillborn, ConfigError, "die while loading")],
)
def test_a_coder_that_cannot_be_loaded_is_an_error(
    load: Load, error: type[MarsadError], message: str, tmp_path: Path
) -> None:
    with pytest.raises(error, match=message):
        ran([written(tmp_path / "a.jsonl", bulletins(1))], tmp_path / "out", load=load)


@pytest.mark.slow
def test_a_folder_belongs_to_one_run(tmp_path: Path) -> None:
    texts = bulletins(5)
    ran([written(tmp_path / "a.jsonl", texts)], tmp_path / "out")
    for others in (list(reversed(texts)), texts[:4]):
        with pytest.raises(ConfigError, match="other inputs") as caught:
            ran([written(tmp_path / "b.jsonl", others)], tmp_path / "out")
        assert "--out" in caught.value.next_step
