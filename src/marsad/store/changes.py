"""What changed between two moments, and why: states of events compared, causes read off documents, codings and acts."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from marsad.store import restrictions, rows
from marsad.store.engine import Connection
from marsad.store.query import fetch

Record = Mapping[str, Any]

#: Field of the record → what it is called when it changed.
_CHANGES = {
    "where": "relocated",
    "counts": "numbers revised",
    "when": "dated anew",
    "kind": "of another kind",
    "mode": "of another kind",
    "status": "of another status",
    "parties": "other parties",
    "grade": "graded anew",
    "review_state": "reviewed",
}
#: What of a value is told of a change.
_TOLD = {
    "where": ("id", "name", "admin1", "country", "lat", "lon", "where_prec"),
    "when": ("first", "last", "date_prec"),
}

_STATES = """
    SELECT id, record::VARCHAR AS record FROM event_versions
    WHERE folded_at <= ? AND (gone_at IS NULL OR gone_at > ?) AND {other}
    AND NOT EXISTS (SELECT 1 FROM restrictions AS taken WHERE taken.verb = 'withdrew' AND taken.what = 'event'
        AND taken.id = event_versions.id AND taken.folded_at = event_versions.folded_at)
"""
_WAS = _STATES.format(other="gone_at <= ?")
_IS = _STATES.format(other="folded_at > ?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """How one event differs from what it was. ``now`` is None where it is gone, ``before`` is empty where it is new."""

    event: str
    what: tuple[
        str, ...
    ]  #: ``"new"``, ``"merged"``, ``"split"``, ``"relocated"``, ``"deaths revised"``, ``"retracted"`` …
    why: tuple[str, ...]
    before: tuple[str, ...]  #: ids of the events it was
    values: tuple[tuple[str, Any, Any], ...] = ()  #: (field, was, is)
    now: Record | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Causes:
    """What came between the two moments."""

    documents: Mapping[str, str]  #: new document → its source
    superseded: Collection[str]  #: documents coded anew
    acts: Mapping[str, Sequence[str]]  #: mention → what people did, in words


def changes(connection: Connection, since: datetime, until: datetime) -> Iterator[Change]:
    """Every event that is not at ``until`` as it was at ``since``, by id."""
    first, last = rows.utc(since), rows.utc(until)
    was = _states(connection, _WAS, [first, first, last])
    now = _states(connection, _IS, [last, last, first])
    causes = _causes(connection, first, last)
    home = {mention: event for event, record in was.items() for mention in record["mentions"]}
    called = _called(connection, was, last)
    came = {event: _from(record, home, called, event) for event, record in now.items()}
    went: dict[str, set[str]] = {event: set() for event in was}
    for event, earlier in came.items():
        for before in earlier:
            went[before].add(event)
    found = [_change(now[event], [was[one] for one in sorted(came[event])], went, causes) for event in now]
    found += [_retracted(was[event], causes) for event in was if not went[event]]
    found += _withdrawn(connection, first, last)
    return iter(sorted((one for one in found if one is not None), key=lambda change: change.event))


def _states(connection: Connection, sql: str, values: Sequence[object]) -> dict[str, Record]:
    return {row["id"]: json.loads(row["record"]) for row in fetch(connection, sql, values)}


def _called(connection: Connection, was: Collection[str], last: datetime) -> dict[str, set[str]]:
    """New event → old ids that are called so now: where a coder gave a mention another id, only the alias tells."""
    called: dict[str, set[str]] = {}
    found = fetch(
        connection,
        "SELECT alias, event FROM alias_versions WHERE alias = ANY(?::VARCHAR[])"
        " AND added_at <= ? AND (gone_at IS NULL OR gone_at > ?)",
        [sorted(was), last, last],
    )
    for row in found:
        called.setdefault(row["event"], set()).add(row["alias"])
    return called


def _from(record: Record, home: Mapping[str, str], called: Mapping[str, set[str]], event: str) -> set[str]:
    return {home[mention] for mention in record["mentions"] if mention in home} | called.get(event, set())


# --- what --------------------------------------------------------------------------------------


def _change(
    now: Record, earlier: Sequence[Record], went: Mapping[str, Collection[str]], causes: _Causes
) -> Change | None:
    what, values = list(_shape(now, earlier, went)), _values(now, earlier)
    for field, was, is_ in values:
        what += _named(field, was, is_)
    told = {document for before in earlier for document in before["documents"]}
    joined = sorted(set(now["documents"]) - told)
    if joined and earlier:
        what.append("reported again")
    if not what:
        return None
    return Change(
        event=now["id"],
        what=tuple(dict.fromkeys(what)),
        why=tuple(_why(now, earlier, joined, causes)),
        before=tuple(before["id"] for before in earlier),
        values=values,
        now=now,
    )


def _shape(now: Record, earlier: Sequence[Record], went: Mapping[str, Collection[str]]) -> Iterator[str]:
    if not earlier:
        yield "new"
    if len(earlier) > 1:
        yield "merged"
    if any(len(went[before["id"]]) > 1 for before in earlier):
        yield "split"
    if now["review_state"] == "rejected" and any(before["review_state"] != "rejected" for before in earlier):
        yield "rejected"


def _values(now: Record, earlier: Sequence[Record]) -> tuple[tuple[str, Any, Any], ...]:
    """(field, was, is) of a single predecessor, or of the one with the same id."""
    if not earlier:
        return ()
    before = next((one for one in earlier if one["id"] == now["id"]), earlier[0])
    pairs = ((field, _shown(field, before[field]), _shown(field, now[field])) for field in _CHANGES)
    return tuple((field, was, is_) for field, was, is_ in pairs if was != is_)


def _shown(field: str, value: Any) -> Any:
    if field == "parties":
        return sorted(
            [party["role"], party["actor"] or party["name"]] for party in value if party["actor"] or party["name"]
        )
    if field in _TOLD and value is not None:
        return {key: value[key] for key in _TOLD[field]}
    return value


def _named(field: str, was: Any, is_: Any) -> list[str]:
    if field == "counts":
        deaths = was.get("killed") != is_.get("killed")
        others = {**was, "killed": 0} != {**is_, "killed": 0}
        return ["deaths revised"] * deaths + ["numbers revised"] * others
    return [] if is_ == "rejected" else [_CHANGES[field]]


def _retracted(was: Record, causes: _Causes) -> Change:
    recoded = bool(set(was["documents"]) & set(causes.superseded))
    why = ("coder changed: no report tells of it any more",) if recoded else ("no report tells of it any more",)
    return Change(event=was["id"], what=("retracted",), why=why, before=(was["id"],))


def _withdrawn(connection: Connection, first: datetime, last: datetime) -> Iterator[Change]:
    """What people withdrew on these days: that, and nothing of what it was."""
    for one in restrictions.tombstones(connection):
        if one.what == "event" and first.date() <= one.withdrawn_on <= last.date():
            yield Change(event=one.id, what=("withdrawn",), why=(one.reason_class,), before=(one.id,))


# --- why ---------------------------------------------------------------------------------------


def _why(now: Record, earlier: Sequence[Record], joined: Sequence[str], causes: _Causes) -> Iterator[str]:
    sources = {causes.documents[one] for one in joined if one in causes.documents}
    yield from (f"new report: {source}" for source in sorted(sources))
    mentions = {*now["mentions"], *(mention for before in earlier for mention in before["mentions"])}
    people = [said for mention in sorted(mentions) for said in causes.acts.get(mention, ())]
    yield from dict.fromkeys(people)
    coders = {before["coder"] for before in earlier}
    if coders and coders != {now["coder"]} and set(now["documents"]) & set(causes.superseded):
        yield f"coder changed: {' and '.join(sorted(coders))} to {now['coder']}"
    elif not sources and not people:
        yield "judged anew by the rules"


def _causes(connection: Connection, first: datetime, last: datetime) -> _Causes:
    documents = fetch(
        connection,
        "SELECT id, min(source) AS source FROM documents GROUP BY id HAVING min(added_at) > ? AND min(added_at) <= ?",
        [first, last],
    )
    superseded = fetch(
        connection,
        "SELECT DISTINCT document FROM codings WHERE superseded_at > ? AND superseded_at <= ?",
        [first, last],
    )
    acts = fetch(
        connection,
        "SELECT anchors.mention, acts.verb, acts.acted_by, acts.field, acts.reason FROM acts"
        " JOIN anchors ON anchors.act = acts.id OR (acts.verb = 'undone' AND anchors.act = acts.target)"
        " WHERE acts.acted_at > ? AND acts.acted_at <= ? AND NOT acts.is_blind ORDER BY acts.number",
        [first, last],
    )
    return _Causes(
        documents={row["id"]: row["source"] or "unnamed source" for row in documents},
        superseded={row["document"] for row in superseded},
        acts=_said(acts),
    )


#: Acts that change no event.
_QUIET = ("commented", "flagged", "assigned")


def _said(acts: Iterable[Mapping[str, Any]]) -> dict[str, list[str]]:
    said: dict[str, list[str]] = {}
    for act in acts:
        if act["verb"] not in _QUIET:
            what = f"{act['verb']} {act['field']}" if act["field"] else act["verb"]
            reason = f": {act['reason']}" if act["reason"] else ""
            said.setdefault(act["mention"], []).append(f"{what} by {act['acted_by']}{reason}")
    return said
