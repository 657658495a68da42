"""The folder of a run, here or in another store: whole files, written at once, read and listed."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from marsad.errors import ConfigError, ExportError, ReadError
from marsad.read import is_remote, is_web, local_name, located

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem

_STEP = "Make room, or get the right to write there, and run the same command again: what is done stays."


class Folder(Protocol):
    """Names in it are relative, with ``/`` between their parts."""

    name: str

    def write(self, name: str, content: bytes) -> None:
        """Write a file whole or not at all. Raises ExportError where that cannot be."""

    def read(self, name: str) -> bytes | None:
        """What a file holds; None where there is none. Raises ReadError where it cannot be read."""

    def names(self, under: str) -> list[str]:
        """The files in a folder of it, sorted."""


def folder(name: str | Path) -> Folder:
    """A folder by its path, or by its address in a store that fsspec knows.

    Raises ConfigError for an address that cannot be written to, MissingResource where the store's library is missing.
    """
    told = str(name)
    if is_web(told):
        step = "Name a folder of this machine or of a store, such as s3://bucket/parts."
        raise ConfigError(f"{told}: a folder of the web can neither be listed nor written to", next_step=step)
    if is_remote(told):
        return _Distant(told, *located(told))
    return _Here(Path(local_name(told)))


class _Here:
    """A folder of this machine."""

    def __init__(self, path: Path) -> None:
        self.name = str(path)
        self._path = path

    def write(self, name: str, content: bytes) -> None:
        path = self._path / name
        fresh = path.with_name(f".{path.name}.{os.getpid()}.tmp")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with fresh.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(path)
        except OSError as error:
            _forgotten(fresh)
            raise _unwritten(str(path), error) from error

    def read(self, name: str) -> bytes | None:
        try:
            return (self._path / name).read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise _unread(str(self._path / name), error) from error

    def names(self, under: str) -> list[str]:
        found = sorted(path.name for path in (self._path / under).glob("*") if not path.name.startswith("."))
        return [f"{under}/{name}" for name in found]


def _forgotten(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError:  # a folder where a file should be on the way there: nothing was written
        return


class _Distant:
    """A folder of another store. Its files appear when they are whole, as those of object stores do."""

    def __init__(self, name: str, store: AbstractFileSystem, path: str) -> None:
        self.name = name
        self._store = store
        self._path = path.rstrip("/")

    def write(self, name: str, content: bytes) -> None:
        path = f"{self._path}/{name}"
        try:
            self._store.makedirs(path.rpartition("/")[0], exist_ok=True)
            self._store.pipe_file(path, content)
        except OSError as error:
            raise _unwritten(f"{self.name}/{name}", error) from error

    def read(self, name: str) -> bytes | None:
        try:
            return bytes(self._store.cat_file(f"{self._path}/{name}"))
        except FileNotFoundError:
            return None
        except OSError as error:
            raise _unread(f"{self.name}/{name}", error) from error

    def names(self, under: str) -> list[str]:
        self._store.invalidate_cache(self._path)
        try:
            found = self._store.ls(f"{self._path}/{under}", detail=False)
        except FileNotFoundError:
            return []
        except OSError as error:
            raise _unread(f"{self.name}/{under}", error) from error
        return [f"{under}/{name.rpartition('/')[2]}" for name in sorted(found)]


def _unwritten(path: str, error: OSError) -> ExportError:
    return ExportError(f"{path} cannot be written: {error.strerror or error}", next_step=_STEP, path=path)


def _unread(path: str, error: OSError) -> ReadError:
    step = "Check that you may read it."
    return ReadError(f"{path} cannot be read: {error.strerror or error}", next_step=step, path=path)
