"""RSS and Atom: what a feed lists."""

from __future__ import annotations

import html
import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from threading import Lock
from typing import Any

from marsad.read.dates import written_day
from marsad.read.identity import joined

_XML = "application/xml"
#: What is no XML is read leniently only where it is no longer: that takes time by the square of its length.
_LENIENT_BYTES = 512 * 1024
#: What feedparser raises over characters and dates that there are none of ("&#x110000;").
_STUMBLES = (ValueError, OverflowError, TypeError, LookupError, AttributeError, AssertionError, RecursionError)
#: feedparser keeps its settings in its module while it reads.
_ONE_AT_A_TIME = Lock()


class NotAFeed(Exception):
    """The bytes are no RSS or Atom; the message says what was wrong with them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One item of a feed. ``text`` is what the feed itself holds of it, as HTML; often no more than an opening."""

    url: str | None
    title: str | None
    published: date | None
    text: str | None


def entries(body: bytes, *, url: str, headers: Mapping[str, str]) -> list[Entry]:
    """What the feed lists, in its order.

    Charset, dates and mark-up are read as leniently as feed readers do; entities of its own are not expanded. Raises
    NotAFeed.
    """
    if len(body) > _LENIENT_BYTES and not _is_xml(body):
        raise NotAFeed(f"more than {_LENIENT_BYTES} bytes, and not well-formed")
    # Some servers name a charset that it is not: then what the bytes say of themselves.
    told = _parsed(body, url, headers.get("content-type", _XML)) or _parsed(body, url, _XML)
    if told is None:
        raise NotAFeed("no RSS or Atom")
    return [_entry(one, url) for one in told.entries]


def _is_xml(body: bytes) -> bool:
    from xml.parsers import expat

    parser = expat.ParserCreate()  # itself refuses entities that grow (libexpat 2.4 on)
    try:
        parser.Parse(body, True)
    except (expat.ExpatError, ValueError):
        return False
    return True


def _parsed(body: bytes, url: str, content_type: str) -> Any:
    """What feedparser makes of it; None where that is no feed."""
    import feedparser

    known = {"content-type": content_type, "content-location": url}
    # A stream: of bytes feedparser would first ask whether they name a file of ours.
    try:
        with _ONE_AT_A_TIME:
            told = feedparser.parse(io.BytesIO(body), response_headers=known, sanitize_html=False)
    except _STUMBLES as error:
        raise NotAFeed(f"it cannot be parsed ({type(error).__name__})") from error
    return told if told.get("version") or told.entries else None


def _entry(one: Any, base: str) -> Entry:
    parts = [part.get("value") for part in one.get("content", ())] + [one.get("summary")]
    return Entry(
        url=joined(base, one["link"]) if one.get("link") else None,
        title=" ".join(html.unescape(one.get("title") or "").split()) or None,
        published=_day(one, "published") or _day(one, "updated"),
        text=max((part for part in parts if part), key=len, default=None),
    )


def _day(one: Any, name: str) -> date | None:
    """The day as it is written, which is the publisher's own; else as it is in UTC."""
    if (written := one.get(name)) and (day := written_day(written)):
        return day
    parsed = one.get(f"{name}_parsed")
    return date(*parsed[:3]) if parsed else None
