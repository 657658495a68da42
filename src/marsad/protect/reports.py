"""The reports behind an event: outlet and day leave, headlines and texts do not, links only where they name nobody."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit, urlunsplit

from marsad.codebook import english_words
from marsad.places.countries import load_countries
from marsad.places.keys import fold

Row = dict[str, Any]

_WORD = re.compile(r"[^\W_]+")
#: Parts of addresses that are no words.
_TECHNICAL = frozenset(("html", "htm", "php", "aspx", "asp", "jsp", "www", "amp", "utm", "id", "en", "fr", "es", "ar"))


def protect_reports(record: Row, *, names: bool, place: bool) -> set[str]:
    """Withhold headlines and texts and shorten links that could name a person (``names``) or a place that became an
    area (``place``). The rules that changed something. Without either everything stays.
    """
    changes: set[str] = set()
    if not (names or place):
        return changes
    known = _known_words(record)
    for report in record.get("reports", ()):
        for field in ("title", "text"):
            if report.pop(field, None):
                changes.add("headline-withheld")
        if report.get("url") and not (_is_plain(report["url"], known) and not place):
            report["url"] = _front(report["url"])
            changes.add("link-shortened")
    if record.pop("imported", None):
        changes.add("codes-dropped")
    return changes


def _known_words(record: Mapping[str, Any]) -> frozenset[str]:
    """Words in names that leave with the record anyway: of registered actors, the place as it leaves, and countries."""
    where = record["where"] or {}
    names = [party["name"] for party in record["parties"] if party["actor"] is not None]
    names += [where.get(name) for name in ("name", "admin1", "admin2")]
    return frozenset(word for name in names if name for word in fold(name).split()) | _COUNTRY_WORDS


_COUNTRY_WORDS = frozenset(
    word
    for country in load_countries()
    for name in (country.name, *country.names, *country.demonyms)
    for word in fold(name).split()
)


def _is_plain(url: str, known: frozenset[str]) -> bool:
    """Whether every word of path, query and fragment is a plain English one or known; numbers say nothing."""
    parts = _split(url)
    if parts is None or "@" in url:
        return False
    return all(word in known or word in english_words() for word in _words(parts))


def _words(parts: SplitResult) -> Iterator[str]:
    told = unquote(f"{parts.path} {parts.query} {parts.fragment}")
    for word in _WORD.findall(told):
        small = fold(word)
        if not (small.isdigit() or small in _TECHNICAL):
            yield small


def _front(url: str) -> str | None:
    """The outlet's own address."""
    parts = _split(url)
    return urlunsplit((parts.scheme, parts.hostname, "/", "", "")) if parts is not None and parts.hostname else None


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return parts if parts.scheme in ("http", "https") and parts.hostname else None
