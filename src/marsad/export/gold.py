"""The gold format of ``marsad evaluate``: one document a line with the events that it tells, as far as it tells them.

Corrected by hand, such a file is what Marsad is scored against; see :mod:`marsad.evaluate.gold`.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import orjson

from marsad.export.form import Form, Piece, dumped
from marsad.export.knowledge import standard
from marsad.export.notes import stamp

Record = Mapping[str, Any]

#: Files among which the events are dealt by their document: those of one are together, and few are held at a time.
_PARTS = 64
_OF_A_REPORT = ("text", "url", "title", "published", "language", "source", "stamp")
#: How the methods of people's claims begin.
_BY_A_PERSON = "person."
_LISTS = frozenset(("parties", "means", "escort", "targets", "outcome"))


def _made(records: Iterable[Record]) -> list[tuple[int, bytes]]:
    """(number of the part, line) for each report with what it tells of each event, if anything that can be scored."""
    return [
        (int(report["document"][:2], 16) % _PARTS, dumped({"report": report | told, "event": event | state}) + b"\n")
        for record in records
        for state, told in [({"review_state": record["review_state"]}, {"stamp": stamp(record)})]
        for report in record.get("reports", ())
        if (event := told_by(record, report["document"]))
    ]


def _joined(made: Iterable[list[tuple[int, bytes]]]) -> Iterator[Piece]:
    """One line for each report whose text or address is given, in the order of their ids within 64 parts."""
    with tempfile.TemporaryDirectory(prefix="marsad-") as folder:
        parts = [Path(folder) / f"{number}.jsonl" for number in range(_PARTS)]
        with ExitStack() as stack:
            files = [stack.enter_context(part.open("wb")) for part in parts]
            for number, line in (pair for lines in made for pair in lines):
                files[number].write(line)
        yield from map(_gathered, parts)


def _gathered(part: Path) -> Piece:
    """The documents of one part, each with its events."""
    reports: dict[str, dict[str, Any]] = {}
    events: dict[str, list[Any]] = {}
    with part.open("rb") as lines:
        for one in map(orjson.loads, lines):
            report = one["report"]
            if report.get("text") or report.get("url"):
                reports[report["document"]] = report
                events.setdefault(report["document"], []).append(one["event"])
    told = (_line(reports[document], events[document]) for document in sorted(reports))
    return b"".join(dumped(line) + b"\n" for line in told), len(reports)


def _line(report: Record, events: list[Any]) -> dict[str, Any]:
    known = {name: report.get(name) for name in _OF_A_REPORT}
    return {"document": report["document"], "events": events, **{k: value for k, value in known.items() if value}}


def told_by(record: Record, document: str) -> dict[str, Any]:
    """The partial record: the fields that this document tells, by their quotes; of the event's first document also what
    a person corrected without one.
    """
    return {name: value for name in standard("gold")["fields"] if (value := _told(record, name, document)) is not None}


def _told(record: Record, name: str, document: str) -> Any:
    quotes = [quote for quote in record["quotes"].get(name, ()) if quote.get("document") == document]
    items = {quote.get("item") for quote in quotes}
    if document == record["documents"][0]:
        items |= _unquoted(record, name)
    if not items or record[name] is None:
        return None
    if name == "counts":
        bounds = ("low", "best", "high")
        return {
            key: {bound: record[name][key][bound] for bound in bounds} for key in sorted(items & record[name].keys())
        }
    if name in _LISTS:
        return list(_plain(name, (value for index, value in enumerate(record[name]) if index in items)))
    return record[name]


def _unquoted(record: Record, name: str) -> set[Any]:
    """Items (None: the whole field) that a person set without quoting the report."""
    claims = record["claims"].get(name, ())
    quoted = {quote.get("item") for quote in record["quotes"].get(name, ())}
    listed = claims if isinstance(claims, list) else [claims] if claims else []
    return {one.get("item") for one in listed if one["method"].startswith(_BY_A_PERSON)} - quoted


def _plain(name: str, values: Iterable[Any]) -> Iterator[Any]:
    """Parties without what is not scored; those that only a withheld word named are left out."""
    for value in values:
        if name != "parties":
            yield value
        elif value["actor"] or value["name"] or value["text"]:
            yield {key: value[key] for key in ("role", "actor", "name", "text") if value[key]}


#: JSON Lines, one report each.
gold = Form(make=_made, join=_joined)
