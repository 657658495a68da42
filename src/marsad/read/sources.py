"""What is named on the command line → raw documents.

Files, folders (with all below them, in order of name), patterns, web addresses, lists of addresses, and ``-`` for the
standard input. Formats are told by suffix, then by the first bytes; ``.gz`` around any of them is unpacked.
"""

from __future__ import annotations

import glob
import io
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import BinaryIO, cast
from urllib.parse import urlsplit

from marsad.config import Config
from marsad.errors import ReadError
from marsad.read.containers import Found, json_lines, mail, problem, web_archive
from marsad.read.identity import host_of, is_web
from marsad.read.unzip import Unzipped
from marsad.types import RawDocument

_JSON_LINES, _MAIL, _ARCHIVE, _ADDRESSES = "application/jsonl", "message/rfc822", "application/warc", "text/uri-list"
_SUFFIXES = {
    ".html": "text/html",
    ".htm": "text/html",
    ".txt": "text/plain",
    ".md": "text/markdown",
    ".jsonl": _JSON_LINES,
    ".ndjson": _JSON_LINES,
    ".eml": _MAIL,
    ".warc": _ARCHIVE,
    ".urls": _ADDRESSES,
}
_CONTAINERS: dict[str, Callable[[BinaryIO, RawDocument, Config], Iterator[Found]]] = {
    _JSON_LINES: json_lines,
    _MAIL: mail,
    _ARCHIVE: web_archive,
}
_SERVED = {  # as servers name them
    "application/x-ndjson": _JSON_LINES,
    "application/ndjson": _JSON_LINES,
    "application/json-lines": _JSON_LINES,
    "application/jsonlines": _JSON_LINES,
    **{media: media for media in (*_SUFFIXES.values(), "application/xhtml+xml")},
}
_GZIP = b"\x1f\x8b"
_HEAD = 4096  # bytes; the telling ones stand in the first line or two
_PAGE = re.compile(rb"\s*(?:<\?xml[^>]{0,200}>\s*)?<(?:!doctype html|html|head|body)\b", re.IGNORECASE)
_FRAGMENT = re.compile(rb"\s*<(?:article|main|section|div|p|h[1-6]|meta|title|script|!--)\b", re.IGNORECASE)
_MAIL_HEAD = re.compile(
    rb"(?:[A-Za-z-]{2,40}:[^\n]{0,998}\n|[ \t][^\n]{0,998}\n){0,60}?(?:From|Subject|Date|Message-ID):[ \t]",
    re.IGNORECASE,
)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{1,20}://")


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
    are asked. Raises ReadError before anything is read where an
    argument names nothing that exists or a scheme other than http and https, and later for a named file that cannot be
    opened.
    """
    like = RawDocument(
        source=given.source or config.source,
        url=None,
        body=b"",
        media_type="",
        fetched_at=None,
        title=given.title,
        published=given.published,
        language=given.language,
    )
    run = _Run(like=like, config=config, stdin=stdin, now=now, public_only=public_only)
    readers = [_reader(run, arg) for arg in args]
    return (found for reader in readers for found in reader())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    """What every source of one run shares."""

    like: RawDocument
    config: Config
    stdin: BinaryIO | None
    now: datetime | None
    public_only: bool


def _reader(run: _Run, arg: str) -> Callable[[], Iterator[Found]]:
    """How to read what one argument names."""
    if arg == "-":
        return lambda: _read(run, cast("BinaryIO", run.stdin or sys.stdin.buffer), "", run.like)
    if is_web(arg):
        return lambda: _fetched(run, arg)
    if _SCHEME.match(arg):
        raise ReadError(f"{arg} is no web address", next_step="Give an http:// or https:// address.", source=arg)
    path = Path(arg)
    if path.is_dir():
        return lambda: _folder(run, path)
    if path.exists():
        return lambda: _named_file(run, path)
    # Path.glob takes no absolute patterns.
    matches = sorted(glob.glob(arg, recursive=True)) if glob.has_magic(arg) else []  # noqa: PTH207
    if not matches:
        raise ReadError(
            f"{arg} does not exist", next_step="Check the spelling of the file, folder or pattern.", path=arg
        )
    return lambda: (found for match in matches for found in _member(run, Path(match)))


# --- files --------------------------------------------------------------------------------------


def _named_file(run: _Run, path: Path) -> Iterator[Found]:
    try:
        with path.open("rb") as file:
            yield from _read(run, file, path.name, replace(run.like, path=str(path)))
    except OSError as error:
        raise ReadError(
            f"{path} cannot be opened: {error.strerror or error}",
            next_step="Check that you may read it.",
            path=str(path),
        ) from error


def _member(run: _Run, path: Path) -> Iterator[Found]:
    """A file or folder that a pattern or folder led to: what cannot be opened is a Problem."""
    if path.is_dir():
        yield from _folder(run, path)
        return
    try:
        yield from _named_file(run, path)
    except ReadError as error:
        yield problem(replace(run.like, path=str(path)), "unreadable", str(error.__cause__))


def _folder(run: _Run, folder: Path) -> Iterator[Found]:
    """The files below, sorted by path; hidden ones are left out, those of other formats counted."""
    below = sorted(path for path in folder.rglob("*") if not _is_hidden(path.relative_to(folder)) and path.is_file())
    known = [path for path in below if _media_of(path.name)]
    for path in known:
        yield from _member(run, path)
    here = replace(run.like, path=str(folder))
    if len(known) < len(below):
        suffixes = ", ".join(sorted({path.suffix or "none" for path in below if not _media_of(path.name)})[:9])
        yield problem(
            here, "unknown-format", f"{len(below) - len(known)} files were passed over (suffixes: {suffixes})"
        )
    elif not below:
        yield problem(here, "empty", "the folder holds no files")


def _is_hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


def _media_of(name: str) -> str | None:
    """The media type that a file's suffix tells, ``.gz`` taken off."""
    return _SUFFIXES.get(Path(name.lower().removesuffix(".gz")).suffix)


# --- streams ------------------------------------------------------------------------------------


def _read(run: _Run, stream: BinaryIO, name: str, like: RawDocument, served: str | None = None) -> Iterator[Found]:
    """The documents in a stream, whatever it holds."""
    opened = io.BufferedReader(cast("io.RawIOBase", stream))
    packed = None
    if opened.peek(2)[:2] == _GZIP:
        packed = Unzipped(cast("BinaryIO", opened), window=run.config.max_bytes)
        opened = io.BufferedReader(packed)
    media = _media_of(name) or _SERVED.get(served or "")
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
        return _ARCHIVE
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return _JSON_LINES
    if _PAGE.match(head) or _FRAGMENT.match(head):
        return "text/html"
    return _MAIL if _MAIL_HEAD.match(head) else "text/plain"


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
    if lines and (like.media_type == _ADDRESSES or all(is_web(line) for line in lines)):
        yield from _listed(run, lines, like)
    else:
        yield replace(like, body=body[:limit])


def _may_list(like: RawDocument, body: bytes) -> bool:
    """Is it a list by its suffix, or a plain file that starts with an address? What was fetched is not followed."""
    return like.media_type == _ADDRESSES or (
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
    from marsad.read.fetch import FetchFailed, fetch

    here = replace(run.like, url=url, source=run.like.source or host_of(url))
    try:
        answer = fetch(url, max_bytes=run.config.max_bytes, public_only=run.public_only)
    except FetchFailed as error:
        yield problem(here, "fetch-failed", str(error))
        return
    like = replace(
        here,
        url=answer.url,
        source=run.like.source or host_of(answer.url),
        fetched_at=run.now,
        headers=answer.headers,
    )
    served = dict(answer.headers).get("content-type", "").split(";")[0].strip().lower()
    yield from _read(run, io.BytesIO(answer.body), urlsplit(answer.url).path, like, served)
    if answer.trouble:
        yield problem(like, *answer.trouble)
