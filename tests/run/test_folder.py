"""The folder of a run, here and in another store."""

import os
import uuid
from collections.abc import Iterator
from pathlib import Path

import fsspec
import pytest

from marsad.errors import ConfigError, ExportError, MissingResource, ReadError
from marsad.run import Folder, folder


@pytest.fixture(params=["path", "file", "memory"])
def home(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Folder]:
    name = {"path": str(tmp_path), "file": f"file://{tmp_path}", "memory": f"memory://{uuid.uuid4()}"}[request.param]
    yield folder(name)
    if request.param == "memory":
        fsspec.filesystem("memory").store.clear()


def test_what_is_written_is_read_and_listed(home: Folder) -> None:
    assert home.names("done") == []
    home.write("done/b", b"2")
    home.write("done/a", b"1")
    home.write("done/a", b"3")
    home.write("month=2024-05/c", b"4")
    assert home.names("done") == ["done/a", "done/b"]
    assert (home.read("done/a"), home.read("done/absent")) == (b"3", None)


def test_a_failed_write_leaves_the_old_file_and_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = folder(tmp_path)
    home.write("part", b"old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ExportError, match="No space left") as caught:
        home.write("part", b"new")
    assert "what is done stays" in caught.value.next_step
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("part", b"old")]


def test_where_a_file_is_in_the_way_nothing_can_be_written_or_read(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    home = folder(tmp_path / "file")
    with pytest.raises(ExportError, match="cannot be written"):
        home.write("part", b"")
    with pytest.raises(ReadError, match="cannot be read"):
        home.read("part")


def test_the_web_is_no_place_for_parts() -> None:
    with pytest.raises(ConfigError, match="neither be listed nor written"):
        folder("https://example.org/parts")


def test_a_store_whose_library_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "s3fs", None)
    with pytest.raises(MissingResource, match="s3://bucket/parts") as caught:
        folder("s3://bucket/parts")
    assert "pip install s3fs" in caught.value.next_step
