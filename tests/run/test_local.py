"""Shards and processes: the same bytes however many work, stop or die."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from marsad.config import Config
from marsad.errors import ConfigError, MarsadError, MissingResource
from marsad.run import Part, local, run, status
from marsad.run.parts import read_part
from marsad.types import Problem
from tests.run import coders

NOW = datetime(2024, 5, 1, tzinfo=UTC)
BAD = Problem(stage="read", code="bad-line", detail="line 3 is no JSON")


@pytest.fixture(autouse=True)
def small_shards(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(local, "SHARD_DOCUMENTS", 4)
    monkeypatch.setenv("MARSAD_TEST_MARKS", str(tmp_path))


def ran(raws: Iterable[local.Raw], out: Path, *, load: local.Load = coders.plain, workers: int = 1) -> list[Part]:
    config = Config(language="en")
    return list(run(raws, out, config=config, workers=workers, now=NOW, load=load))


def held(out: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in out.iterdir()}


def problems(out: Path, parts: Iterable[Part]) -> list[Problem]:
    return [problem for part in parts for _, _, found in read_part(out, part) for problem in found]


@pytest.mark.slow
def test_one_worker_and_two_make_the_same_bytes(tmp_path: Path) -> None:
    raws = [*coders.bulletins(6), BAD]
    ran(raws, tmp_path / "one")
    ran(raws, tmp_path / "two", workers=2)
    assert held(tmp_path / "one") == held(tmp_path / "two")
    assert sorted(held(tmp_path / "one")) == [
        "part-00000.done", "part-00000.jsonl", "part-00001.done", "part-00001.jsonl", "run.json",
    ]  # fmt: skip
    told = status(tmp_path / "one")
    assert (told.finished, told.shards, told.documents, told.mentions, told.problems) == (2, 2, 6, 6, 1 + 6)


@pytest.mark.slow
def test_a_run_that_was_stopped_goes_on_where_it_was(tmp_path: Path) -> None:
    raws = coders.bulletins(9)
    ran(raws, tmp_path / "whole")
    started = run(iter(raws), tmp_path / "out", config=Config(language="en"), workers=1, now=NOW, load=coders.plain)
    first = next(started)
    started.close()  # type: ignore[attr-defined]
    told = status(tmp_path / "out")
    assert (told.finished, told.shards) == (1, None)
    rest = ran(raws, tmp_path / "out")
    assert (first.number, [part.number for part in rest]) == (0, [1, 2])
    assert held(tmp_path / "out") == held(tmp_path / "whole")
    assert ran(raws, tmp_path / "out") == []


@pytest.mark.slow
def test_a_document_that_kills_is_set_aside_and_no_other(tmp_path: Path) -> None:
    raws = coders.bulletins(6)
    raws[2] = coders.raw("This poison is drunk by nobody who attacked.", source="Daily Paper")
    parts = ran(raws, tmp_path / "out", load=coders.deadly, workers=2)
    assert sum(part.documents for part in parts) == 5
    (problem,) = [one for one in problems(tmp_path / "out", parts) if one.stage == "run"]
    assert (problem.code, problem.source) == ("worker-died", "Daily Paper")
    assert "poison" not in problem.detail


@pytest.mark.slow
def test_a_death_that_does_not_come_again_leaves_no_trace(tmp_path: Path) -> None:
    raws = [*coders.bulletins(2), coders.raw("Gunmen attacked the fragile bridge in the valley.")]
    ran(raws, tmp_path / "calm")
    ran(raws, tmp_path / "out", load=coders.deadly)
    assert held(tmp_path / "out") == held(tmp_path / "calm")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("load", "error", "message"),
    [(coders.lacking, MissingResource, "no model"), (coders.stillborn, ConfigError, "died while loading")],
)
def test_a_coder_that_cannot_be_loaded_is_an_error(
    load: local.Load, error: type[MarsadError], message: str, tmp_path: Path
) -> None:
    with pytest.raises(error, match=message):
        ran(coders.bulletins(1), tmp_path, load=load)


@pytest.mark.slow
def test_a_folder_belongs_to_one_run(tmp_path: Path) -> None:
    raws = coders.bulletins(5)
    ran(raws, tmp_path)
    for others in (list(reversed(raws)), raws[:4]):
        with pytest.raises(ConfigError, match="other inputs") as caught:
            ran(others, tmp_path)
        assert "--out" in caught.value.next_step


def test_a_folder_that_cannot_be_made_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ConfigError, match="cannot be made"):
        ran([], tmp_path / "file" / "out")


def test_shards_close_at_their_bytes_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local, "SHARD_BYTES", 100)
    raws: Iterator[local.Raw] = iter([coders.raw("a" * 60), coders.raw("b" * 60), BAD, coders.raw("c")])
    assert [len(shard) for shard in local._shards(raws)] == [2, 2]


def test_the_digest_of_a_shard_knows_what_matters(tmp_path: Path) -> None:
    one = coders.raw("x")
    moved = type(one)(**{name: getattr(one, name) for name in one.__slots__ if name != "path"}, path=str(tmp_path))
    assert local._digest([one]) == local._digest([moved])
    assert len({local._digest(raws) for raws in ([one], [coders.raw("y")], [coders.raw("x", "z")], [BAD])}) == 4
