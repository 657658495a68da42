"""What holds several documents, or one in wrappings: JSON Lines, mail, web archives."""

from __future__ import annotations

import email
import json
import logging
import re
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from typing import Any, BinaryIO

from marsad.config import Config
from marsad.read.identity import host_of
from marsad.types import Problem, RawDocument

Found = RawDocument | Problem

# Keys of a JSON Lines record, the first one that is there.
_TEXT = ("text", "body", "content")
_TITLE = ("title", "headline")
_PUBLISHED = ("published", "date", "source_date")
_SOURCE = ("source", "outlet", "publisher")
_URL = ("url", "link")
#: All of them: the columns of a table that are read.
KEYS = frozenset((*_TEXT, *_TITLE, *_PUBLISHED, *_SOURCE, *_URL, "language"))

_ANSWERED = re.compile(r"(Re|Fwd?|AW|WG|TR|RV)\s?:\s?", re.IGNORECASE)
_PLAIN_ENOUGH = 25  # words: the plain part of many newsletters only says "open in your browser"


def problem(like: RawDocument, code: str, detail: str) -> Problem:
    """A Problem with what ``like`` came from."""
    name = like.path or like.url
    return Problem(stage="read", code=code, detail=f"{name}: {detail}" if name else detail, source=like.source)


# --- JSON Lines ---------------------------------------------------------------------------------


def json_lines(stream: BinaryIO, like: RawDocument, config: Config) -> Iterator[Found]:
    """A document for every line; a line that holds none is a Problem, and the rest goes on."""
    for number, line in enumerate(_limited_lines(stream, config.max_bytes), 1):
        if line is None:
            yield problem(like, "too-large", f"line {number} is longer than {config.max_bytes} bytes")
        elif line.strip():
            yield _record(line, number, like)


def _limited_lines(stream: BinaryIO, limit: int) -> Iterator[bytes | None]:
    """The lines; None for one over the limit, which is passed over without being held in memory."""
    while line := stream.readline(limit + 1):
        if len(line) <= limit:
            yield line
            continue
        while line and not line.endswith(b"\n"):
            line = stream.readline(limit)
        yield None


def _record(line: bytes, number: int, like: RawDocument) -> Found:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        return problem(like, "bad-line", f"line {number} is not JSON")
    if not isinstance(record, dict):
        return problem(like, "bad-line", f"line {number} is not an object")
    return said_in(record, f"line {number}", number, like)


def said_in(record: dict[str, Any], name: str, number: int, like: RawDocument) -> Found:
    """The document that a record of JSON Lines or of a table holds; ``name`` is for messages."""
    text, title = _said(record, _TEXT) or "", _said(record, _TITLE)
    if not text and not title:
        return problem(like, "bad-line", f"{name} has neither text nor title")
    published = _said(record, _PUBLISHED)
    whole = f"{title}\n\n{text}" if title and not text.startswith(title) else text
    url = _said(record, _URL) or like.url
    return replace(
        like,
        source=_said(record, _SOURCE) or like.source,
        url=url,
        body=whole.strip().encode("utf-8", "replace"),
        media_type="text/plain",
        headers=(("published", published),) if published else (),
        title=title or like.title,
        language=_said(record, ("language",)) or like.language,
        path=f"{like.path}:{number}" if like.path else None,
    )


def _said(record: dict[str, Any], keys: tuple[str, ...]) -> str | None:
    """The first of the keys with words (or a number) in it."""
    values = (record.get(key) for key in keys)
    found = (str(value).strip() for value in values if isinstance(value, str | int) and not isinstance(value, bool))
    return next((words for words in found if words), None)


# --- mail ---------------------------------------------------------------------------------------


def mail(stream: BinaryIO, like: RawDocument, config: Config) -> Iterator[Found]:
    """The text of one message; its Date and Subject go along. Attached files are not read."""
    message = email.message_from_bytes(stream.read(config.max_bytes))
    part = _readable(message)
    if part is None:
        yield problem(like, "empty", "the message has no text")
        return
    headers = [("date", str(message["date"]))] if message["date"] else []
    headers.append(("content-type", f"text/plain; charset={part.get_content_charset() or ''}"))
    yield replace(
        like,
        body=_bytes(part),
        media_type=part.get_content_type(),
        headers=tuple(headers),
        title=_subject(message) or like.title,
    )


def _readable(message: Message) -> Message | None:
    """The plain part, or the HTML one where the plain one says next to nothing."""
    parts = [
        part for part in message.walk() if not part.is_multipart() and part.get_content_disposition() != "attachment"
    ]
    plain = next((part for part in parts if part.get_content_type() == "text/plain"), None)
    page = next((part for part in parts if part.get_content_type() == "text/html"), None)
    if page is None or (plain is not None and len(_bytes(plain).split()) >= _PLAIN_ENOUGH):
        return plain
    return page


def _bytes(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _subject(message: Message) -> str | None:
    written = str(message["subject"] or "")
    with suppress(HeaderParseError, LookupError, ValueError):  # an unknown charset or broken base64: as it stands
        written = str(make_header(decode_header(written)))
    return " ".join(_ANSWERED.sub("", written, count=3).split()) or None


# --- web archives -------------------------------------------------------------------------------


def web_archive(stream: BinaryIO, like: RawDocument, config: Config) -> Iterator[Found]:
    """Every page of a WARC file (ISO 28500) that was answered with 200: responses, resources, conversions (WET)."""
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    logging.getLogger("warcio").setLevel(logging.ERROR)  # it would print what stands in the archive
    records, torn = ArchiveIterator(stream), 0
    records.INC_RECORD = ""  # what warcio would write to our standard error is a Problem here
    while True:
        try:
            record = next(records, None)
            if records.err_count > torn:
                torn = records.err_count
                yield problem(like, "damaged", "a record of the archive is longer or shorter than it says")
            if record is None:
                return
            if _is_page(record):
                yield _archived(record, like, config)
        # The last two: warcio trusts records to have an address and numbers where the standard wants them.
        except (ArchiveLoadFailed, OSError, EOFError, ValueError, zlib.error, AttributeError, TypeError) as error:
            yield problem(like, "damaged", f"the archive cannot be read on ({type(error).__name__})")
            return


def _is_page(record: Any) -> bool:
    if record.rec_type == "response":
        headers = record.http_headers
        return headers is not None and headers.get_statuscode() == "200" and _media_type(record) is not None
    return record.rec_type in ("resource", "conversion") and _media_type(record) is not None


def _media_type(record: Any) -> str | None:
    """The type of what the record holds, where it is one that we read."""
    headers = record.http_headers or record.rec_headers
    named = (headers.get_header("Content-Type") or "").split(";")[0].strip().lower()
    return named if named in ("text/html", "application/xhtml+xml", "text/plain", "text/markdown") else None


def _archived(record: Any, like: RawDocument, config: Config) -> Found:
    url = record.rec_headers.get_header("WARC-Target-URI") or like.url
    here = replace(like, url=url, source=like.source or (host_of(url) if url else None))
    body = record.content_stream().read(config.max_bytes + 1)
    if len(body) > config.max_bytes:
        return problem(here, "too-large", f"{url} is longer than {config.max_bytes} bytes unpacked")
    headers = record.http_headers.headers if record.http_headers else ()
    return replace(
        here,
        body=body,
        media_type=_media_type(record) or "text/plain",
        fetched_at=_instant(record.rec_headers.get_header("WARC-Date")),
        headers=tuple((name.lower(), value) for name, value in headers),
    )


def _instant(written: str | None) -> datetime | None:
    try:
        return datetime.fromisoformat(written) if written else None
    except ValueError:
        return None
