"""Alerts as an Atom feed (RFC 4287) in a file, for any reader of RSS and Atom."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from marsad.errors import ExportError
from marsad.export import replacing
from marsad.warning.record import Told, paragraph, summary

_ATOM = "http://www.w3.org/2005/Atom"
_NAMES: Any = {None: _ATOM}
_EVENT = "urn:marsad:event:"
#: The first digits of an event's id, at the end of its line.
_DIGITS = re.compile(r"^- .*; ([0-9a-f]{8})$", re.MULTILINE)
Still = Callable[[set[str]], set[str]]
#: Entries that a feed keeps: some months of a watchful rule.
_KEPT = 200


def write_feed(path: Path, found: Sequence[Told], *, now: datetime, still: Still = set) -> None:
    """Put the alerts at the head of the feed in this file, before those that are there. An older one stays as long as
    all events that it rests on may be told: ``still`` says of ids, or of their first digits, which may.

    Raises ExportError for a file that is no feed, or cannot be written.
    """
    from lxml import etree

    feed = etree.Element(f"{{{_ATOM}}}feed", nsmap=_NAMES)
    for name, text in (("title", "Marsad alerts"), ("id", "urn:marsad:alerts"), ("updated", now.isoformat())):
        _add(feed, name, text)
    _add(_add(feed, "author"), "name", "Marsad")
    fresh = [_entry(one, now) for one in found]
    known = {entry.findtext(f"{{{_ATOM}}}id") for entry in fresh}
    older = [entry for entry in _entries(path) if entry.findtext(f"{{{_ATOM}}}id") not in known][:_KEPT]
    named = [_events(entry) for entry in older]
    told = still(set().union(*named))
    older = [entry for entry, events in zip(older, named, strict=True) if events <= told]
    feed.extend([*fresh, *older][:_KEPT])
    with replacing(path) as out:
        out.write(etree.tostring(feed, xml_declaration=True, encoding="utf-8", pretty_print=True))


def _entry(one: Told, now: datetime) -> Any:
    from lxml import etree

    entry = etree.Element(f"{{{_ATOM}}}entry", nsmap=_NAMES)
    _add(entry, "id", f"urn:marsad:alert:{one.alert.id}")
    _add(entry, "title", summary(one.alert))
    _add(entry, "updated", now.isoformat())
    _add(entry, "category").set("term", one.alert.detector)
    for event in one.alert.events:
        link = _add(entry, "link")
        link.set("rel", "related")
        link.set("href", f"{_EVENT}{event}")
    _add(entry, "content", paragraph(one)).set("type", "text")
    return entry


def _events(entry: Any) -> set[str]:
    """The events that an entry rests on; of one without links to them, the first digits of those that it tells."""
    links = {str(link.get("href")) for link in entry.findall(f"{{{_ATOM}}}link")}
    named = {link.removeprefix(_EVENT) for link in links if link.startswith(_EVENT)}
    return named or set(_DIGITS.findall(entry.findtext(f"{{{_ATOM}}}content") or ""))


def _add(parent: Any, name: str, text: str | None = None) -> Any:
    from lxml import etree

    child = etree.SubElement(parent, f"{{{_ATOM}}}{name}")
    child.text = text and "".join(sign for sign in text if sign in "\t\n\r" or ord(sign) >= 32)
    return child


def _entries(path: Path) -> list[Any]:
    """The entries of the feed that is there."""
    from lxml import etree

    if not path.exists():
        return []
    try:
        root = etree.fromstring(path.read_bytes(), etree.XMLParser(resolve_entities=False, no_network=True))
    except (OSError, etree.XMLSyntaxError) as error:
        raise _no_feed(path, str(error)) from error
    if root.tag != f"{{{_ATOM}}}feed":
        raise _no_feed(path, "it holds something else")
    return list(root.findall(f"{{{_ATOM}}}entry"))


def _no_feed(path: Path, why: str) -> ExportError:
    return ExportError(
        f"{path} is no Atom feed: {why}",
        next_step="Name another file with --feed, or move this one away.",
        path=str(path),
    )
