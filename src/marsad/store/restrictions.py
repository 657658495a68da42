"""What people withdrew from every output or hold back, settled from their acts into one table.

``withdrew`` takes an event, a document or all of a source out of every answer, those of past moments too: the views
leave it out. ``held`` only says so beside a record; :mod:`marsad.protect` then keeps it from others. Both name in
``field`` what their target is; ``value`` is the class of the reason of the one, the first day on which it may leave of
the other.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from marsad.store.engine import Connection
from marsad.store.filters import Table

#: Verbs of acts that are settled here.
VERBS = ("withdrew", "held")

_DOCUMENTS = """
    INSERT INTO restrictions (act, verb, until_day, what, id)
    SELECT DISTINCT done.id, verb, until_day, 'document', documents.id
    FROM restricting_acts AS done JOIN documents ON documents.id = target WHERE field = 'document'
    UNION SELECT DISTINCT done.id, verb, until_day, 'document', documents.id
    FROM restricting_acts AS done JOIN documents ON source = target WHERE field = 'source'
"""
#: An anchor leads to every mention, of any coding, that has its id or shares words of its trigger.
_MENTIONS = """
    INSERT INTO restrictions (act, verb, until_day, what, id)
    SELECT DISTINCT done.id, verb, until_day, 'mention', mentions.id
    FROM restricting_acts AS done JOIN anchors ON anchors.act = done.id
    JOIN mentions ON mentions.document = anchors.document AND (mentions.id = anchors.mention
        OR (mentions.trigger_start < anchors.trigger_end AND anchors.trigger_start < mentions.trigger_end))
    WHERE field = 'event'
    UNION SELECT DISTINCT taken.act, verb, until_day, 'mention', mentions.id
    FROM restrictions AS taken JOIN mentions ON mentions.document = taken.id WHERE what = 'document'
"""
_EVENTS = """
    INSERT INTO restrictions (act, verb, until_day, what, id, folded_at)
    SELECT DISTINCT taken.act, verb, until_day, 'event', told.event, told.folded_at
    FROM restrictions AS taken JOIN event_mention_versions AS told ON told.mention = taken.id WHERE what = 'mention'
"""


def settle(connection: Connection) -> None:
    """Work out anew what the acts that stand take out or hold back; in the caller's transaction."""
    (acts,) = connection.execute("SELECT count(*) FROM restricting_acts").fetchone() or (0,)
    if not acts and not connection.execute("SELECT 1 FROM restrictions LIMIT 1").fetchone():
        return
    connection.execute("DELETE FROM restrictions")
    for step in (_DOCUMENTS, _MENTIONS, _EVENTS):
        connection.execute(step)


def held(connection: Connection, table: Table, ids: Collection[str]) -> dict[str, dict[str, Any]]:
    """By event or mention that people hold back: ``do_not_publish``, and the first day on which it may leave."""
    if not connection.execute("SELECT 1 FROM restrictions WHERE verb = 'held' LIMIT 1").fetchone():
        return {}
    found = connection.execute(
        "SELECT DISTINCT id, until_day FROM restrictions"
        " WHERE verb = 'held' AND what = ? AND id = ANY(?::VARCHAR[]) ORDER BY id, until_day",
        [table.removesuffix("s"), sorted(ids)],
    ).fetchall()
    told: dict[str, dict[str, Any]] = {}
    for key, day in found:  # the latest day comes last
        told.setdefault(key, {}).update({"do_not_publish": True} if day is None else {"embargo_until": day})
    return told


# --- what is told of what was withdrawn --------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Tombstone:
    """What is published of an event or document that was withdrawn: that it was, when, and why in a word."""

    what: str  #: event, document
    id: str
    withdrawn_on: date
    reason_class: str


_TOMBSTONES = """
    SELECT taken.what, taken.id, acts.acted_at, acts.value FROM restrictions AS taken JOIN acts ON acts.id = taken.act
    WHERE taken.verb = 'withdrew' AND (
        (taken.what = 'event' AND NOT EXISTS (SELECT 1 FROM events WHERE events.id = taken.id))
        OR (taken.what = 'document' AND acts.field = 'document'))
    ORDER BY taken.what, taken.id, acts.acted_at
"""


def tombstones(connection: Connection) -> list[Tombstone]:
    """Of every event that is gone because it, its documents or their sources were withdrawn, and of such documents."""
    first: dict[tuple[str, str], Tombstone] = {}
    for what, key, at, value in connection.execute(_TOMBSTONES).fetchall():
        stone = Tombstone(what=what, id=key, withdrawn_on=at.date(), reason_class=json.loads(value or '"other"'))
        first.setdefault((what, key), stone)
    return list(first.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Restricted:
    """How much an act takes out or holds back, and in which releases it stands: name → how many events of it.

    A release that lists no events counts those that stood in the store at its moment, whatever its filters were.
    """

    documents: int
    events: int
    releases: Mapping[str, int]


_RELEASED = """
    SELECT releases.number, releases.name, count(DISTINCT released.event) FROM releases
    JOIN released ON released.release = releases.number
    JOIN restrictions AS taken ON taken.what = 'event' AND taken.id = released.event
    WHERE taken.act = ? GROUP BY releases.number, releases.name
    UNION ALL SELECT releases.number, releases.name, count(DISTINCT taken.id) FROM releases
    JOIN event_versions AS told ON told.folded_at <= releases.as_of
    AND (told.gone_at IS NULL OR told.gone_at > releases.as_of)
    JOIN restrictions AS taken
    ON taken.what = 'event' AND taken.id = told.id AND taken.folded_at = told.folded_at
    WHERE taken.act = ? AND NOT EXISTS (SELECT 1 FROM released WHERE released.release = releases.number)
    GROUP BY releases.number, releases.name ORDER BY 1
"""


def restricted_by(connection: Connection, act: str) -> Restricted:
    """What this act takes out or holds back, and which releases hold it."""
    found = dict(
        connection.execute(
            "SELECT what, count(DISTINCT id) FROM restrictions WHERE act = ? GROUP BY what", [act]
        ).fetchall()
    )
    released = connection.execute(_RELEASED, [act, act]).fetchall()
    return Restricted(
        documents=found.get("document", 0),
        events=found.get("event", 0),
        releases={name: number for _, name, number in released},
    )


def has_source(connection: Connection, source: str) -> bool:
    """Whether any document, withdrawn or not, is of this source."""
    return connection.execute("SELECT 1 FROM documents WHERE source = ? LIMIT 1", [source]).fetchone() is not None
