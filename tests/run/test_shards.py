"""How what the sources hold is cut."""

from dataclasses import replace
from pathlib import Path

import pytest

from marsad.errors import ConfigError, ReadError
from marsad.read import Item
from marsad.run import plan, shards, share
from marsad.run.shards import Unit
from marsad.types import Problem, RawDocument
from tests.run.archive import CONFIG, bulletins, job, written

BAD = Problem(stage="read", code="bad-line", detail="line 3 is no JSON")


def raw(text: str, source: str = "Northern Wire") -> RawDocument:
    return RawDocument(source=source, url=None, body=text.encode(), media_type="text/plain")


def only(*sources: str) -> Unit:
    (unit,) = plan(sources, given=job().given, config=CONFIG)
    return unit


def test_small_files_share_a_unit_and_large_ones_have_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shards, "UNIT_BYTES", 100)
    monkeypatch.setattr(shards, "UNIT_ITEMS", 3)
    sizes = [60, 30, 200, 10, 0, 0, 0]
    found = list(shards.units([*(Item(name=str(size), size=size) for size in sizes), BAD]))
    assert [unit.number for unit in found] == [0, 1, 2, 3]
    assert [unit.size for unit in found] == [90, 200, 10, 0]
    assert [len(unit.items) for unit in found] == [2, 1, 3, 2]


def test_a_plan_is_made_before_anything_is_read(tmp_path: Path) -> None:
    source = written(tmp_path / "a.jsonl", bulletins(3))
    assert only(source).size == (tmp_path / "a.jsonl").stat().st_size
    with pytest.raises(ReadError, match="does not exist"):
        plan([source, str(tmp_path / "absent")], given=job().given, config=CONFIG)


def test_shards_close_at_their_documents_and_at_their_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    unit = only(written(tmp_path / "a.jsonl", [*bulletins(5), "long " * 100, *bulletins(1, start=9)]))
    monkeypatch.setattr(shards, "SHARD_DOCUMENTS", 4)
    found = list(shards.shards(unit, job()))
    assert [(shard.label.of, shard.label.is_last) for shard in found] == [(4, False), (3, True)]
    monkeypatch.setattr(shards, "SHARD_BYTES", 300)
    assert [len(shard.raws) for shard in shards.shards(unit, job())] == [4, 2, 1]
    assert sum(shard.label.read for shard in found) == unit.size


def test_a_unit_without_documents_has_an_empty_shard(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").touch()
    (shard,) = shards.shards(only(str(tmp_path / "a.jsonl")), job())
    assert (shard.label.key, shard.raws, shard.label.is_last) == ((0, 0), (), True)


def test_finished_shards_are_passed_over_and_foreign_ones_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shards, "SHARD_DOCUMENTS", 2)
    unit = only(written(tmp_path / "a.jsonl", bulletins(3)))
    first, second = shards.shards(unit, job())
    finished = {first.label.key: first.label.inputs}
    assert list(shards.undone(unit, job(), finished)) == [second]
    for other in ({(0, 0): "of others"}, {(0, 2): "beyond the end"}):
        with pytest.raises(ConfigError, match="other inputs"):
            list(shards.undone(unit, job(), other))


def test_the_digest_of_a_shard_knows_what_matters(tmp_path: Path) -> None:
    one = raw("x")
    assert shards.digest([one]) == shards.digest([replace(one, path=str(tmp_path))])
    assert len({shards.digest(raws) for raws in ([one], [raw("y")], [raw("x", "z")], [BAD])}) == 4


def test_shares_of_a_run() -> None:
    third = share("2/3")
    assert list(range(8))[third.index :: third.of] == [2, 5]
    for wrong in ("3/3", "1", "a/b", "-1/3", ""):
        with pytest.raises(ConfigError, match="no share"):
            share(wrong)
