"""What people did, in SQL: appended, taken back, and found again by their anchors when a document is coded anew."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from string import Template
from typing import Any

from marsad.errors import StoreError
from marsad.record import canonical_json, content_id
from marsad.store import audit, query, restrictions, rows
from marsad.store.engine import Connection, whole
from marsad.store.rows import Row
from marsad.types import BY_HAND, Act, Anchor, Judgement, Mention, Quote, Span

#: A way from where an anchor was set to a present mention: (how far its trigger overlaps, its id).
_Way = tuple[int, str]


# --- values ↔ rows -----------------------------------------------------------------------------


def _act_row(act: Act, number: int) -> Row:
    quote = act.quote
    return {
        "id": act.id,
        "number": number,
        "verb": act.verb,
        "acted_by": act.by,
        "acted_at": rows.utc(act.at),
        "target": act.target,
        "field": act.field,
        "value": None if act.value is None else canonical_json(act.value),
        "reason": act.reason,
        "quote": quote and canonical_json([quote.document, quote.sentence, quote.span.start, quote.span.end]),
        "is_blind": act.is_blind,
    }


def _anchor_rows(act: Act) -> list[Row]:
    return [
        {
            "act": act.id,
            "number": number,
            "part": anchor.part,
            "document": anchor.document,
            "trigger_start": anchor.span.start,
            "trigger_end": anchor.span.end,
            "mention": anchor.mention,
        }
        for number, anchor in enumerate(act.anchors)
    ]


def _anchor(row: Row) -> Anchor:
    return Anchor(
        document=row["document"],
        span=Span(start=row["trigger_start"], end=row["trigger_end"]),
        mention=row["mention"],
        part=row["part"],
    )


def _act(row: Row, anchors: Iterable[Anchor], texts: Mapping[str, str | None]) -> Act:
    quote = None
    if row["quote"] is not None:
        document, sentence, start, end = json.loads(row["quote"])
        text = texts.get(document)
        words = None if text is None else text[start:end]
        quote = Quote(document=document, sentence=sentence, span=Span(start=start, end=end), text=words)
    return Act(
        **{name: row[name] for name in ("id", "verb", "target", "field", "reason", "is_blind")},
        by=row["acted_by"],
        at=rows.from_utc(row["acted_at"]),
        value=None if row["value"] is None else json.loads(row["value"]),
        anchors=tuple(anchors),
        quote=quote,
    )


# --- reading -----------------------------------------------------------------------------------


_ACTS = Template(
    "SELECT id, verb, acted_by, acted_at, target, field, value, reason, quote::VARCHAR AS quote, is_blind"
    " FROM $table WHERE $where ORDER BY number, acted_at, id"
)
_ALL = "TRUE"
_BY_ID = "id = ?"
_ON = """
    id IN (SELECT id FROM acts WHERE target = ? UNION SELECT act FROM on_target)
    OR target IN (SELECT act FROM on_target)
"""
_IN_DOCUMENTS_OF = """
    id IN (SELECT act FROM anchors WHERE document IN
        (SELECT document FROM present_mentions WHERE id = ANY(?::VARCHAR[])))
"""
_DISPLACED = """
    id IN (SELECT act FROM anchors WHERE NOT EXISTS
        (SELECT 1 FROM present_mentions WHERE present_mentions.id = anchors.mention)
        AND NOT EXISTS (SELECT 1 FROM restrictions AS taken
            WHERE taken.verb = 'withdrew' AND taken.what = 'document' AND taken.id = anchors.document))
"""
_ON_TARGET = (
    "WITH on_target AS (SELECT act FROM anchors WHERE mention = ?"
    " OR mention IN (SELECT mention FROM event_mentions WHERE event = ?)) "
)


def acts(connection: Connection, target: str | None) -> list[Act]:
    """All acts, those undone too, in their order; with a target: on it, on a mention of it, or on those acts."""
    if target is None:
        return _fetched(connection, _ACTS.substitute(table="known_acts", where=_ALL), [])
    return _fetched(connection, _ON_TARGET + _ACTS.substitute(table="known_acts", where=_ON), [target] * 3)


def _fetched(connection: Connection, sql: str, values: Sequence[object]) -> list[Act]:
    found = query.fetch(connection, sql, values)
    if not found:
        return []
    anchored = query.fetch(
        connection,
        "SELECT * FROM anchors WHERE act = ANY(?::VARCHAR[]) ORDER BY act, number",
        [[r["id"] for r in found]],
    )
    anchors: dict[str, list[Anchor]] = {}
    for row in anchored:
        anchors.setdefault(row["act"], []).append(_anchor(row))
    quoted = {json.loads(row["quote"])[0] for row in found if row["quote"] is not None}
    texts = query.texts(connection, quoted)
    return [_act(row, anchors.get(row["id"], ()), texts) for row in found]


def standing(connection: Connection, mentions: Collection[str]) -> list[Act]:
    """The acts that stand and hold for any of these present mentions, anchored to present mentions, in their order."""
    near = _ACTS.substitute(table="standing_acts", where=_IN_DOCUMENTS_OF)
    held = set(mentions)
    found = _resolved(connection, _fetched(connection, near, [sorted(held)]))
    return [act for act in found if any(anchor.mention in held for anchor in act.anchors)]


def displaced(connection: Connection) -> list[tuple[Act, Act]]:
    """Standing acts of which an anchor is no present mention any more: (as it was done, anchored to present ones)."""
    found = _fetched(connection, _ACTS.substitute(table="standing_acts", where=_DISPLACED), [])
    return list(zip(found, _resolved(connection, found), strict=True))


def _resolved(connection: Connection, found: Sequence[Act]) -> list[Act]:
    """The acts with each anchor on the present mention it leads to; an anchor that leads nowhere is left out."""
    if not found:
        return []
    ways: dict[tuple[str, int], list[_Way]] = {}
    leading = query.fetch(
        connection,
        "SELECT act, number, anchors.mention = told.id AS is_same, told.id AS mention,"
        " least(told.trigger_end, anchors.trigger_end) - greatest(told.trigger_start, anchors.trigger_start) AS overlap"
        " FROM anchors JOIN present_mentions AS told ON told.document = anchors.document"
        " WHERE act = ANY(?::VARCHAR[]) AND (anchors.mention = told.id"
        " OR (told.trigger_start < anchors.trigger_end AND anchors.trigger_start < told.trigger_end))",
        [[act.id for act in found]],
    )
    for row in leading:
        overlap = row["overlap"] if not row["is_same"] else 1_000_000_000
        ways.setdefault((row["act"], row["number"]), []).append((-overlap, row["mention"]))
    return [
        replace(
            act,
            anchors=tuple(
                replace(anchor, mention=min(ways[act.id, number])[1])
                for number, anchor in enumerate(act.anchors)
                if (act.id, number) in ways
            ),
        )
        for act in found
    ]


def due(connection: Connection) -> list[str]:
    """Present mentions whose events are to be folded again because of an act."""
    found = connection.execute(
        "SELECT DISTINCT mention FROM due WHERE mention IN (SELECT id FROM present_mentions) ORDER BY mention"
    ).fetchall()
    return [mention for (mention,) in found]


# --- writing -----------------------------------------------------------------------------------


@whole
def add(connection: Connection, act: Act, judgements: Sequence[Judgement], coded: Mention | None = None) -> bool:
    """Append an act, what it says of pairs of mentions, and the mention it coded. False where it is there already.

    Raises StoreError for an undoing of what is not there, is undone already or is an undoing itself.
    """
    if connection.execute("SELECT 1 FROM acts WHERE id = ?", [act.id]).fetchone():
        return False
    act = replace(act, at=audit.after_releases(connection, act.at))
    touched = [anchor.mention for anchor in act.anchors]
    if act.verb == "undone":
        touched = _undo(connection, act)
    (last,) = connection.execute("SELECT coalesce(max(number), 0) FROM acts").fetchone() or (0,)
    row, anchors = _act_row(act, last + 1), _anchor_rows(act)
    told: dict[str, Mapping[str, str]] = {"acts": {act.id: audit.act_digest(row, anchors)}}
    if coded is not None:
        told["codings"] = _add_by_hand(connection, act, coded)
    audit.append(connection, "acted", told, at=act.at)
    connection.insert("acts", [row])
    connection.insert("anchors", anchors)
    _say(connection, act.id, judgements, at=act.at)
    if not act.is_blind:
        connection.insert("due", [{"mention": mention} for mention in dict.fromkeys(touched)])
    if act.verb in (*restrictions.VERBS, "undone"):
        restrictions.settle(connection)
    return True


def _add_by_hand(connection: Connection, act: Act, mention: Mention) -> dict[str, str]:
    """A coding of its own beside the machine's, which no machine supersedes. Returns its digest by its id."""
    (reading,) = connection.execute(
        "SELECT reading FROM present_documents WHERE id = ?", [mention.document]
    ).fetchone() or (None,)
    coding = {
        "id": _by_hand(act.id),
        "document": mention.document,
        "reading": reading,
        "coder": BY_HAND,
        "published": mention.published,
        "published_from": mention.published_from,
        "added_at": rows.utc(act.at),
    }
    row = rows.mention_row(mention, coding["id"])
    connection.insert("codings", [coding])
    connection.insert("mentions", [row])
    restrictions.settle(connection)
    return {coding["id"]: audit.coding_digest(coding, [row["record"]])}


def _by_hand(act: str) -> str:
    """The id of the coding that came with an act."""
    return content_id(BY_HAND, act)


def _undo(connection: Connection, act: Act) -> list[str]:
    """Close the act that is taken back; the mentions that it touched."""
    found = connection.execute("SELECT verb, undone_at FROM acts WHERE id = ?", [act.target]).fetchone()
    if found is None:
        raise StoreError(f"no act {act.target!r} in the store", next_step="Store.acts lists them.", act=act.target)
    if found[0] == "undone" or found[1] is not None:
        said = "is an undoing itself" if found[0] == "undone" else "is undone already"
        raise StoreError(f"act {act.target} {said}", next_step="Do again what was undone.", act=act.target)
    at = rows.utc(act.at)
    connection.execute("UPDATE acts SET undone_at = ? WHERE id = ?", [at, act.target])
    connection.execute(
        "UPDATE judgements SET retracted_at = ? WHERE act = ? AND retracted_at IS NULL", [at, act.target]
    )
    connection.execute("UPDATE codings SET superseded_at = ? WHERE id = ?", [at, _by_hand(act.target)])
    (undone,) = _resolved(connection, _fetched(connection, _ACTS.substitute(table="acts", where=_BY_ID), [act.target]))
    return [anchor.mention for anchor in undone.anchors]


@whole
def say_again(connection: Connection, act: str, judgements: Sequence[Judgement], *, at: datetime) -> int:
    """Append what an act says of the mentions that its anchors lead to now. Returns how many judgements were new."""
    return _say(connection, act, judgements, at=audit.after_releases(connection, at))


def _say(connection: Connection, act: str, judgements: Sequence[Judgement], *, at: datetime) -> int:
    said = set(
        connection.execute(
            "SELECT left_mention, right_mention, verdict FROM judgements WHERE act = ?", [act]
        ).fetchall()
    )
    fresh = [one for one in judgements if (one.left, one.right, one.verdict) not in said]
    (last,) = connection.execute("SELECT coalesce(max(number), 0) FROM judgements").fetchone() or (0,)
    new = [{**rows.judgement_row(one, number=last + n, at=at), "act": act} for n, one in enumerate(fresh, 1)]
    connection.insert("judgements", new)
    return len(fresh)


def values_of(acts_done: Iterable[Act], verb: str) -> dict[str, Any]:
    """Per mention the value of the last standing act with this verb."""
    return {anchor.mention: act.value for act in acts_done if act.verb == verb for anchor in act.anchors}
