"""The reports behind an event: outlet and day leave, headlines without names, links only where they name nobody."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit, urlunsplit

from marsad.codebook import english_words
from marsad.places.countries import load_countries
from marsad.places.keys import fold
from marsad.protect.people import known_in
from marsad.protect.policy import Policy
from marsad.protect.redact import ADDRESS, NAME, NUMBER, Names, redacted
from marsad.protect.words import IsKnown, Known, nothing

Row = dict[str, Any]

_WORD = re.compile(r"[^\W_]+")
#: Parts of addresses that are no words.
_TECHNICAL = frozenset(("html", "htm", "php", "aspx", "asp", "jsp", "www", "amp", "utm", "id", "en", "fr", "es", "ar"))


def protect_reports(record: Row, policy: Policy, known: Known, *, names: bool, place: bool) -> set[str]:
    """Take names out of headlines, withhold texts, and shorten links that could name a person (``names``); where the
    place became an area (``place``) all three go. The rules that changed something; without either everything stays.
    """
    changes: set[str] = set()
    if not (names or place):
        return changes
    telling = [report for report in record.get("reports", ()) if any(map(report.get, ("text", "title", "url")))]
    plain, is_known = (_known_words(record), known_in(record, known)) if telling else (frozenset[str](), nothing)
    for report in telling:
        if report.pop("text", None):
            changes.add("text-withheld")
        if report.get("title"):
            title = None if place else _headline(report["title"], policy, is_known, known)
            changes |= {"headline-redacted"} if title != report["title"] else set()
            report["title"] = title
        if report.get("url") and (place or not _is_plain(report["url"], plain)):
            report["url"] = _front(report["url"])
            changes.add("link-shortened")
    if record.pop("imported", None):
        changes.add("codes-dropped")
    return changes


def _headline(title: str, policy: Policy, is_known: IsKnown, known: Known) -> str | None:
    """The headline without names. None where what is left could still name somebody, or says nothing."""
    if title in (title.upper(), title.lower()):
        return None  # where all letters are capitals, or none is, no names are told apart

    def stays(run: str) -> bool:
        return is_known(run) or (run.casefold() not in policy.also_people and known.is_public(run))

    told = redacted(title, policy, Names(is_known=stays, is_town=known.is_town))
    bare = told.replace(NAME, "").replace(NUMBER, "").replace(ADDRESS, "")
    # Letters without case (Arabic, Chinese) tell no names apart from other words.
    has_case = all(letter.islower() or letter.isupper() for letter in bare if letter.isalpha())
    return told if has_case and any(map(str.isalpha, bare)) else None


def _known_words(record: Mapping[str, Any]) -> frozenset[str]:
    """Words in names that leave with the record anyway: of registered actors and the place as it leaves."""
    where = record["where"] or {}
    names = [party["name"] for party in record["parties"] if party["actor"] is not None]
    names += [where.get(name) for name in ("name", "admin1", "admin2")]
    return frozenset(word for name in names if name for word in fold(name).split())


@cache
def _country_words() -> frozenset[str]:
    names = (name for country in load_countries() for name in (country.name, *country.names, *country.demonyms))
    return frozenset(word for name in names for word in fold(name).split())


def _is_plain(url: str, known: frozenset[str]) -> bool:
    """Whether every word of path, query and fragment is a plain English one or known; numbers say nothing."""
    parts = _split(url)
    if parts is None or "@" in url:
        return False
    return all(word in known or word in english_words() or word in _country_words() for word in _words(parts))


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
