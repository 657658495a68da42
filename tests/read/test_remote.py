"""Files in other stores are read as those of this machine are; tried in the store that fsspec keeps in memory."""

import gzip
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Self

import fsspec
import pytest

from marsad.config import Config
from marsad.errors import MissingResource, ReadError
from marsad.read import Given, sources
from marsad.read.containers import Found
from marsad.types import Problem, RawDocument

TEXT = "Three soldiers were killed near Gao on Monday."


@pytest.fixture(autouse=True)
def store() -> Iterator[fsspec.AbstractFileSystem]:
    """An empty store with a folder of four files."""
    store = fsspec.filesystem("memory")
    store.pipe(
        {
            "/news/b.txt": TEXT.encode(),
            "/news/a/c.jsonl.gz": gzip.compress(f"{json.dumps({'text': TEXT})}\n".encode() * 2),
            "/news/d.pdf": b"%PDF",
            "/news/.hidden.txt": b"x",
        }
    )
    yield store
    store.rm("/news", recursive=True)


def found(*args: object) -> list[Found]:
    return list(sources(map(str, args), given=Given(), config=Config()))


def told(results: list[Found]) -> list[str | None]:
    return [result.code if isinstance(result, Problem) else result.path for result in results]


def test_a_folder_is_read_in_order_and_the_rest_counted() -> None:
    assert told(found("memory://news")) == [
        "memory:///news/a/c.jsonl.gz:1",
        "memory:///news/a/c.jsonl.gz:2",
        "memory:///news/b.txt",
        "unknown-format",
    ]


@pytest.mark.parametrize("address", ["memory://news/b.txt", "memory://news/*.txt"])
def test_a_file_and_a_pattern(address: str) -> None:
    [raw] = found(address)
    assert isinstance(raw, RawDocument)
    assert (raw.body, raw.media_type, raw.url) == (TEXT.encode(), "text/plain", None)


def test_the_document_is_that_of_the_file_here(tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_text(TEXT)
    bodies = [raw.body for raw in found(tmp_path / "b.txt", f"file://{tmp_path}/b.txt") if isinstance(raw, RawDocument)]
    assert bodies == [TEXT.encode()] * 2


@pytest.mark.parametrize("address", ["memory://news/absent.txt", "memory://nowhere"])
def test_what_is_not_there_is_an_error(address: str) -> None:
    with pytest.raises(ReadError, match="does not exist"):
        found(address)


def test_a_store_that_nobody_knows_is_an_error() -> None:
    with pytest.raises(ReadError, match="in no store that is known"):
        found("nostore://bucket/a.warc.gz")


@pytest.mark.parametrize(("address", "library"), [("s3://bucket/a.warc.gz", "s3fs"), ("gs://bucket/a", "gcsfs")])
def test_a_missing_library_is_named(address: str, library: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(MissingResource, match="cannot be opened") as caught:
        found(address)
    assert f"pip install {library}" in caught.value.next_step


def test_without_fsspec_its_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fsspec.core", None)
    with pytest.raises(MissingResource, match="needs fsspec") as caught:
        found("memory://news")
    assert "marsad[archives]" in caught.value.next_step


def test_a_store_that_breaks_stops_the_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken(ModuleType):
        """A file of which nothing comes."""

        def read(self, _: int) -> bytes:
            raise OSError("connection reset")

        def __enter__(self) -> Self:
            return self

        def __exit__(self, *_: object) -> None:
            """Nothing to close."""

    monkeypatch.setattr("marsad.read.remote.opened", lambda _: Broken("broken"))
    with pytest.raises(ReadError, match="cannot be read on: connection reset") as caught:
        found("memory://news/b.txt")
    assert "what is done stays" in caught.value.next_step
