"""What is named on the command line → the files and addresses to open, in their order.

A folder stands for all files below it, in order of name, a pattern for what it matches; both also in other stores
(:mod:`marsad.read.remote`). Formats are known by suffix, ``.gz`` taken off.
"""

from __future__ import annotations

import glob
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from marsad.errors import ReadError
from marsad.read import remote
from marsad.read.containers import problem
from marsad.read.identity import is_web
from marsad.types import Problem, RawDocument

JSON_LINES, MAIL, ARCHIVE, ADDRESSES = "application/jsonl", "message/rfc822", "application/warc", "text/uri-list"
PARQUET = "application/vnd.apache.parquet"
SUFFIXES = {
    ".html": "text/html",
    ".htm": "text/html",
    ".txt": "text/plain",
    ".md": "text/markdown",
    ".jsonl": JSON_LINES,
    ".ndjson": JSON_LINES,
    ".eml": MAIL,
    ".warc": ARCHIVE,
    ".parquet": PARQUET,
    ".urls": ADDRESSES,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing to open: a file, an address, or ``-``, the standard input."""

    name: str
    size: int = 0  #: bytes as it is stored; 0 where nobody says
    is_named: bool = True  #: otherwise a folder or a pattern led to it, and it is a Problem where it cannot be opened


Listed = Item | Problem


def listed(args: Iterable[str], like: RawDocument, *, public_only: bool = False) -> Iterator[Listed]:
    """What the arguments stand for. Raises ReadError at once where one names nothing that exists.

    ``public_only``: addresses are those of the web. Raises MissingResource where the library of another store is not
    installed.
    """
    args = tuple(args)
    for arg in args if public_only else ():
        if "://" in arg and not is_web(arg):
            raise ReadError(f"{arg} is no web address", next_step="Give an http:// or https:// address.", source=arg)
    ways = [_way(arg, like) for arg in args]
    return (item for way in ways for item in way())


def media_of(name: str) -> str | None:
    """The media type that a file's suffix tells, ``.gz`` taken off."""
    return SUFFIXES.get(PurePosixPath(name.lower().removesuffix(".gz")).suffix)


def _way(arg: str, like: RawDocument) -> Callable[[], Iterator[Listed]]:
    """How to list what one argument stands for."""
    if arg == "-" or is_web(arg):
        return lambda: iter((Item(name=arg),))
    if remote.is_remote(arg):
        return _remote_way(arg, like)
    path = Path(remote.local_name(arg))
    if path.is_dir():
        return lambda: _folder(path, like)
    if path.exists():
        return lambda: iter((_file(path),))
    # Path.glob takes no absolute patterns.
    matches = sorted(glob.glob(str(path), recursive=True)) if glob.has_magic(arg) else []  # noqa: PTH207
    if not matches:
        raise _absent(arg)
    return lambda: (item for match in matches for item in _member(Path(match), like))


def _absent(arg: str) -> ReadError:
    step = "Check the spelling of the file, folder or pattern."
    return ReadError(f"{arg} does not exist", next_step=step, path=arg)


def _file(path: Path, *, is_named: bool = True) -> Item:
    try:
        size = path.stat().st_size
    except OSError:  # said when it is opened
        size = 0
    return Item(name=str(path), size=size, is_named=is_named)


def _member(path: Path, like: RawDocument) -> Iterator[Listed]:
    """A file or folder that a pattern led to."""
    return _folder(path, like) if path.is_dir() else iter((_file(path, is_named=False),))


def _folder(folder: Path, like: RawDocument) -> Iterator[Listed]:
    below = sorted(path for path in folder.rglob("*") if not _is_hidden(path.relative_to(folder)) and path.is_file())
    return _known([_file(path, is_named=False) for path in below], replace(like, path=str(folder)))


def _is_hidden(path: Path | PurePosixPath) -> bool:
    return any(part.startswith(".") for part in path.parts)


def _remote_way(arg: str, like: RawDocument) -> Callable[[], Iterator[Listed]]:
    found = remote.listed(arg)
    if not found:
        raise _absent(arg)
    items = [
        Item(name=name, size=size, is_named=name == arg)
        for name, size in found
        if name == arg or not _is_hidden(PurePosixPath(name.removeprefix(arg)))
    ]
    return lambda: iter(items) if glob.has_magic(arg) or items[0].is_named else _known(items, replace(like, path=arg))


def _known(items: list[Item], like: RawDocument) -> Iterator[Listed]:
    """The files of a folder; those of other formats are counted."""
    known = [item for item in items if media_of(item.name)]
    yield from known
    if len(known) < len(items):
        strange = (PurePosixPath(item.name).suffix or "none" for item in items if not media_of(item.name))
        suffixes = ", ".join(sorted(set(strange))[:9])
        detail = f"{len(items) - len(known)} files were passed over (suffixes: {suffixes})"
        yield problem(like, "unknown-format", detail)
    elif not items:
        yield problem(like, "empty", "the folder holds no files")
