"""What is named on the command line → raw documents.

Files, folders (with all below them, in order of name), patterns, web addresses, lists of addresses, and ``-`` for the
standard input; files also in other stores. Formats are told by suffix, then by the first bytes; ``.gz`` around any of
them is unpacked.
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast
from urllib.parse import urlsplit

from marsad.config import Config
from marsad.errors import ReadError
from marsad.read import remote
from marsad.read.containers import Found, json_lines, mail, problem, web_archive
from marsad.read.identity import host_of, is_web
from marsad.read.listing import ADDRESSES, ARCHIVE, JSON_LINES, MAIL, PARQUET, SUFFIXES, Item, Listed, listed, media_of
from marsad.read.stream import Counted, WebFile
from marsad.read.tables import MAGIC, parquet
from marsad.read.unzip import Unzipped
from marsad.types import Problem, RawDocument

if TYPE_CHECKING:
    from marsad.read.fetch import Answer

_CONTAINERS: dict[str, Callable[[BinaryIO, RawDocument, Config], Iterator[Found]]] = {
    JSON_LINES: json_lines,
    MAIL: mail,
    ARCHIVE: web_archive,
    PARQUET: parquet,
}
#: Addresses of these formats are read as files are, in one pass: archives are larger than memory.
_LARGE = frozenset((JSON_LINES, ARCHIVE, PARQUET))
_SERVED = {  # as servers name them
    "application/x-ndjson": JSON_LINES,
    "application/ndjson": JSON_LINES,
    "application/json-lines": JSON_LINES,
    "application/jsonlines": JSON_LINES,
    **{media: media for media in (*SUFFIXES.values(), "application/xhtml+xml")},
}
_GZIP = b"\x1f\x8b"
_BUFFER = 128 * 1024  # bytes: what a store hands over at a time costs a request
_HEAD = 4096  # bytes; the telling ones stand in the first line or two
_PAGE = re.compile(rb"\s*(?:<\?xml[^>]{0,200}>\s*)?<(?:!doctype html|html|head|body)\b", re.IGNORECASE)
_FRAGMENT = re.compile(rb"\s*<(?:article|main|section|div|p|h[1-6]|meta|title|script|!--)\b", re.IGNORECASE)
MAIL_HEAD = re.compile(
    rb"(?:[A-Za-z-]{2,40}:[^\n]{0,998}\n|[ \t][^\n]{0,998}\n){0,60}?(?:From|Subject|Date|Message-ID):[ \t]",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What the caller knows about all documents of a run. ``published`` outranks what they say, the rest fills gaps."""

    source: str | None = None
    published: date | None = None
    language: str | None = None
    title: str | None = None


def sources(
    args: Iterable[str],
    *,
    given: Given,
    config: Config,
    stdin: BinaryIO | None = None,
    now: datetime | None = None,
    public_only: bool = False,
) -> Iterator[Found]:
    """The raw documents behind ``args``, in their order, with a Problem for each that could not be had.

    ``now`` becomes ``fetched_at`` of what comes over the network, of which with ``public_only`` only public addresses
    of the web are asked. Raises ReadError before anything is read where an argument names nothing that exists or a
    store that nobody knows, and later for a named file that cannot be opened; MissingResource where a store's library
    is missing.
    """
    like = _like(given, config)
    run = _Run(like=like, config=config, stdin=stdin, now=now, public_only=public_only)
    return (found for item in listed(args, like, public_only=public_only) for found in _found(run, item))


def listing(args: Iterable[str], *, given: Given, config: Config) -> Iterator[Listed]:
    """What :func:`sources` would open, one after the other, without opening it."""
    return listed(args, _like(given, config))


def opening(
    items: Iterable[Listed],
    *,
    given: Given,
    config: Config,
    stdin: BinaryIO | None = None,
    count: Callable[[int], None],
) -> Iterator[Found]:
    """What :func:`sources` would find in these items; ``count`` is told of bytes as they are read."""
    run = _Run(like=_like(given, config), config=config, stdin=stdin, count=count)
    return (found for item in items for found in _found(run, item))


def _like(given: Given, config: Config) -> RawDocument:
    """What all documents of a run have in common."""
    return RawDocument(
        source=given.source or config.source,
        url=None,
        body=b"",
        media_type="",
        title=given.title,
        published=given.published,
        language=given.language,
    )


def _uncounted(_: int) -> None:
    """Nobody asks how many bytes were read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    """What every source of one run shares."""

    like: RawDocument
    config: Config
    stdin: BinaryIO | None = None
    now: datetime | None = None
    public_only: bool = False
    count: Callable[[int], None] = _uncounted


# --- files --------------------------------------------------------------------------------------


def _found(run: _Run, item: Listed) -> Iterator[Found]:
    """The documents in what one item names."""
    if isinstance(item, Problem):
        return iter((item,))
    if item.name == "-":
        return _read(run, cast("BinaryIO", run.stdin or sys.stdin.buffer), "", run.like)
    if is_web(item.name):
        return _fetched(run, item.name)
    # What another store does not give now it may give later: a run stops there, to be taken up again.
    return _file(run, item.name) if item.is_named or remote.is_remote(item.name) else _member(run, item)


def _file(run: _Run, name: str) -> Iterator[Found]:
    with _opened(name) as file:
        yield from _read(run, file, name, replace(run.like, path=name))


def _opened(name: str) -> BinaryIO:
    if remote.is_remote(name):
        return remote.opened(name)
    try:
        return Path(name).open("rb")
    except OSError as error:
        raise remote.unreadable(name, error) from error


def _member(run: _Run, item: Item) -> Iterator[Found]:
    """A file that a pattern or folder led to: what cannot be opened is a Problem."""
    try:
        yield from _file(run, item.name)
    except ReadError as error:
        yield problem(replace(run.like, path=item.name), "unreadable", str(error.__cause__))


# --- streams ------------------------------------------------------------------------------------


def _read(run: _Run, stream: BinaryIO, name: str, like: RawDocument, served: str | None = None) -> Iterator[Found]:
    """The documents in a stream, whatever it holds."""
    counted: io.RawIOBase = Counted(stream, like.path or like.url or "the standard input", run.count)
    opened = io.BufferedReader(counted, _BUFFER)
    packed = None
    if opened.peek(2)[:2] == _GZIP:
        packed = Unzipped(cast("BinaryIO", opened), window=run.config.max_bytes)
        opened = io.BufferedReader(packed)
    media = media_of(name) or _SERVED.get(served or "")
    head = opened.peek(_HEAD)[:_HEAD]
    if media is None or (media == "text/plain" and _PAGE.match(head)):
        media = _sniffed(head)
    if media in _CONTAINERS:
        yield from _CONTAINERS[media](opened, like, run.config)
    else:
        yield from _whole(run, opened, replace(like, media_type=media), packed)
    if packed and packed.trouble:
        yield problem(like, *packed.trouble)


def _sniffed(head: bytes) -> str:
    """The media type that the first bytes tell; plain text where they tell nothing."""
    if head.startswith(b"WARC/"):
        return ARCHIVE
    if head.startswith(MAGIC):
        return PARQUET
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return JSON_LINES
    if _PAGE.match(head) or _FRAGMENT.match(head):
        return "text/html"
    return MAIL if MAIL_HEAD.match(head) else "text/plain"


def _whole(run: _Run, stream: BinaryIO, like: RawDocument, packed: Unzipped | None) -> Iterator[Found]:
    """The stream as one document, or as the addresses that it lists."""
    limit = run.config.max_bytes
    body = stream.read(limit + 1)
    if packed and packed.trouble and packed.trouble[0] == "too-large":
        return
    if len(body) > limit:
        yield problem(like, "too-large", f"more than {limit} bytes, of which so many were read")
    lines = (
        [line.strip() for line in body[:limit].decode("utf-8", "replace").splitlines() if line.strip()]
        if _may_list(like, body)
        else []
    )
    if lines and (like.media_type == ADDRESSES or all(is_web(line) for line in lines)):
        yield from _listed(run, lines, like)
    else:
        yield replace(like, body=body[:limit])


def _may_list(like: RawDocument, body: bytes) -> bool:
    """Is it a list by its suffix, or a plain file that starts with an address? What was fetched is not followed."""
    return like.media_type == ADDRESSES or (
        like.media_type == "text/plain" and like.url is None and body.lstrip()[:8].startswith((b"http://", b"https://"))
    )


# --- the web ------------------------------------------------------------------------------------


def _listed(run: _Run, lines: list[str], like: RawDocument) -> Iterator[Found]:
    for number, line in enumerate(lines, 1):
        if is_web(line):
            yield from _fetched(run, line)
        else:
            yield problem(like, "bad-url", f"entry {number} is no http or https address")


def _fetched(run: _Run, url: str) -> Iterator[Found]:
    from marsad.read.fetch import FetchFailed, Manner, fetch

    here = replace(run.like, url=url, source=run.like.source or host_of(url))
    try:
        if media_of(urlsplit(url).path) in _LARGE and not run.public_only:
            yield from _served(run, WebFile(url))
            return
        answer = fetch(url, Manner(max_bytes=run.config.max_bytes, is_public_only=run.public_only))
    except FetchFailed as error:
        yield problem(here, "fetch-failed", str(error))
        return
    yield from _answered(run, io.BytesIO(answer.body), answer.url, answer.headers)
    if answer.trouble:
        yield problem(replace(here, url=answer.url), *answer.trouble)


def in_answer(answer: Answer, *, given: Given, config: Config, now: datetime) -> Iterator[Found]:
    """The raw documents in what a server sent at ``now``, with a Problem for each that could not be had."""
    run = _Run(like=_like(given, config), config=config, now=now, public_only=True)
    yield from _answered(run, io.BytesIO(answer.body), answer.url, answer.headers)


def _answered(run: _Run, stream: BinaryIO, url: str, headers: tuple[tuple[str, str], ...]) -> Iterator[Found]:
    """The documents in what a server sent from an address."""
    source = run.like.source or host_of(url)
    like = replace(run.like, url=url, source=source, fetched_at=run.now, headers=headers)
    served = dict(headers).get("content-type", "").split(";")[0].strip().lower()
    yield from _read(run, stream, urlsplit(url).path, like, served)


def _served(run: _Run, file: WebFile) -> Iterator[Found]:
    """The documents in a file of a web server."""
    with file:
        yield from _answered(run, cast("BinaryIO", file), file.url, tuple(file.headers.items()))
