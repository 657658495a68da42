"""Cases: the sentences of an event that people accepted or corrected, with what must come out of them.

TOML in the shape of ``tests/cases``; see the README there.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from marsad.export.form import Form, Piece
from marsad.export.gold import told_by
from marsad.export.notes import stamp

Record = Mapping[str, Any]
#: (Day of publication, sentences, stamp), and what they tell.
Told = tuple[tuple[str, str, str], dict[str, Any]]

_DECIDED = ("reviewed", "corrected")


def _made(records: Iterable[Record]) -> list[Told]:
    return [told for record in records if record["review_state"] in _DECIDED for told in _events(record)]


def _joined(made: Iterable[list[Told]]) -> Iterator[Piece]:
    """One case for each run of sentences that tells something people decided on, with all its events."""
    told: dict[tuple[str, str, str], list[dict[str, Any]]] = {}
    for case, event in (pair for some in made for pair in some):
        told.setdefault(case, []).append(event)
    for (published, text, internal), events in sorted(told.items()):
        yield _written(text, published, internal, events).encode(), 1


def _events(record: Record) -> Iterator[Told]:
    """What each report whose text is there tells."""
    for report in record.get("reports", ()):
        event = told_by(record, report["document"])
        if report.get("text") and "kind" in event:
            yield (report["published"] or "", _sentences(record, report), stamp(record)), _expected(event)


def _sentences(record: Record, report: Record) -> str:
    """The sentences that the event is quoted from, in their order, blanks folded."""
    quotes = [quote for told in record["quotes"].values() for quote in told]
    numbers = sorted({quote["sentence"] for quote in quotes if quote["document"] == report["document"]})
    spans = [report["sentences"][number] for number in numbers]
    return " ".join(" ".join(report["text"][start:end].split()) for start, end, *_ in spans)


def _expected(event: Mapping[str, Any]) -> dict[str, Any]:
    """The event in a case's words: parties by role, days, and bare counts."""
    plain = ("kind", "mode", "status", "means", "targets", "outcome", "escort", "campaign", "ordinal")
    expected = {name: event[name] for name in plain if name in event}
    for party in event.get("parties", ()):
        named = "|".join(dict.fromkeys(name for name in (party.get("name"), party.get("text")) if name))
        if named:
            expected.setdefault(party["role"], []).append(named)
    where, when = event.get("where"), event.get("when")
    if where:
        expected |= {key: value for key, value in (("where", where["name"]), ("country", where["country"])) if value}
    if when:
        expected |= {"first": when["first"], "last": when["last"]}
    for measure, bounds in event.get("counts", {}).items():
        expected[measure] = {bound: number for bound, number in bounds.items() if number is not None}
    return expected


def _written(text: str, published: str, internal: str, events: Iterable[Mapping[str, Any]]) -> str:
    lines = [f"# {internal}"] if internal else []
    lines += ["[[case]]", f"text = {_toml(text)}"]
    lines += [f"published = {_toml(published)}"] if published else []
    lines += ['grade = "strong"']
    for event in events:
        lines += ["", "[[case.event]]", *(f"{name} = {_toml(value)}" for name, value in event.items())]
    return "\n".join(lines) + "\n\n"


def _toml(value: Any) -> str:
    """JSON is TOML for strings, numbers and lists of them; tables have equal signs."""
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{name} = {_toml(one)}" for name, one in value.items()) + " }"
    return json.dumps(value, ensure_ascii=False)


#: TOML.
cases = Form(make=_made, join=_joined)
