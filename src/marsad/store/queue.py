"""What is worth a person's time, the most urgent first."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal, get_args

from marsad.errors import ConfigError
from marsad.store import acts
from marsad.store.acts import values_of
from marsad.store.engine import Connection
from marsad.store.query import fetch
from marsad.types import Act

#: Why something waits for a person, the most urgent first. ``unanchored``: an act whose place in the text is coded
#: otherwise now; ``flagged`` by somebody; ``changed`` since it was accepted; ``proposed-merge`` of two events;
#: ``conflict`` between sources; ``low-confidence`` of a value.
Need = Literal["unanchored", "flagged", "changed", "proposed-merge", "conflict", "low-confidence"]
NEEDS: tuple[Need, ...] = get_args(Need)

#: Confidence below which a value is worth a look: rather wrong than right.
_LOW = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueItem:
    """One thing to decide. ``event`` is None only for an act that no event holds; ``other``: one to merge with."""

    need: Need
    event: str | None
    other: str | None = None
    score: float | None = None  #: of a proposed merge; the least confidence of a low one
    detail: str = ""
    act: Act | None = None  #: the flag, or the act that lost its place
    pair: tuple[str, str] | None = None  #: the mentions behind a proposed merge
    assigned_to: str | None = None


def queue(connection: Connection, needs: Collection[Need], *, review_at: float, limit: int | None) -> list[QueueItem]:
    """At most ``limit`` items; proposed merges from this score on. Raises ConfigError for a need that is none."""
    for need in needs:
        if need not in NEEDS:
            raise ConfigError(f"no need is called {need!r}", next_step=f"Known: {', '.join(NEEDS)}.")
    listed: dict[Need, Callable[[int | None], Iterator[QueueItem]]] = {
        "unanchored": lambda _: _unanchored(connection),
        "flagged": lambda _: _flagged(connection),
        "changed": lambda some: _changed(connection, some),
        "proposed-merge": lambda some: _proposed(connection, review_at, some),
        "conflict": lambda some: _conflicts(connection, some),
        "low-confidence": lambda some: _unsure(connection, some),
    }
    found: list[QueueItem] = []
    for need in NEEDS:
        left = None if limit is None else limit - len(found)
        if need in needs and (left is None or left > 0):
            found += list(listed[need](left))[:left]
    return list(_assigned(connection, found))


def _unanchored(connection: Connection) -> Iterator[QueueItem]:
    """Acts of which a side, or what they correct, is not told at its place any more."""
    for act, resolved in acts.displaced(connection):
        lost = {anchor.part for anchor in act.anchors} - {anchor.part for anchor in resolved.anchors}
        if lost:
            held = [anchor.mention for anchor in resolved.anchors]
            event = _event_of(connection, held[0]) if held else None
            what = f"{act.verb} by {act.by}: the words it was about are coded otherwise now"
            yield QueueItem(need="unanchored", event=event, detail=what, act=act)


def _event_of(connection: Connection, mention: str) -> str | None:
    found = connection.execute("SELECT event FROM event_mentions WHERE mention = ?", [mention]).fetchone()
    return str(found[0]) if found else None


def _flagged(connection: Connection) -> Iterator[QueueItem]:
    """Events somebody flagged and nobody accepted or rejected since."""
    found = fetch(
        connection,
        "SELECT DISTINCT held.event, held.mention FROM anchors JOIN standing_acts AS done ON done.id = anchors.act"
        " JOIN event_mentions AS held ON held.mention = anchors.mention"
        " WHERE verb = 'flagged' ORDER BY held.event, held.mention",
    )
    homes = {row["mention"]: row["event"] for row in found}
    open_flags: dict[str, Act] = {}
    for act in acts.standing(connection, homes) if homes else ():
        for event in {homes[anchor.mention] for anchor in act.anchors if anchor.mention in homes}:
            if act.verb == "flagged":
                open_flags[event] = act
            elif act.verb in ("accepted", "rejected"):
                open_flags.pop(event, None)
    for event, act in sorted(open_flags.items(), key=lambda item: (item[1].at, item[0])):
        yield QueueItem(
            need="flagged", event=event, detail=f"flagged by {act.by}: {act.reason or 'no reason'}", act=act
        )


def _changed(connection: Connection, limit: int | None) -> Iterator[QueueItem]:
    found = connection.execute(
        "SELECT DISTINCT events.id, events.from_day FROM events JOIN event_mentions AS held ON held.event = events.id"
        " JOIN anchors ON anchors.mention = held.mention JOIN standing_acts AS done ON done.id = anchors.act"
        " WHERE verb = 'accepted' AND review_state = 'machine'"
        " ORDER BY events.from_day NULLS LAST, events.id LIMIT ?",
        [limit],
    ).fetchall()
    for event, _ in found:
        yield QueueItem(need="changed", event=event, detail="another report joined it since it was accepted")


def _proposed(connection: Connection, review_at: float, limit: int | None) -> Iterator[QueueItem]:
    """Pairs of events that a rule is unsure about and no person has judged, by the best pair of their mentions."""
    found = connection.execute(
        "WITH standing AS (SELECT *, row_number() OVER"
        " (PARTITION BY left_mention, right_mention, judge ORDER BY number DESC) AS latest"
        " FROM standing_judgements),"
        " between AS (SELECT least(one.event, other.event) AS event, greatest(one.event, other.event) AS other,"
        " left_mention, right_mention, verdict, score, judge FROM standing"
        " JOIN event_mentions AS one ON one.mention = left_mention"
        " JOIN event_mentions AS other ON other.mention = right_mention"
        " WHERE latest = 1 AND one.event <> other.event),"
        " ranked AS (SELECT *, row_number() OVER (PARTITION BY event, other"
        " ORDER BY score DESC, left_mention, right_mention) AS place FROM between"
        " WHERE verdict = 'unsure' AND judge LIKE 'rule:%' AND score >= ?)"
        " SELECT event, other, score, left_mention, right_mention FROM ranked WHERE place = 1"
        " AND NOT EXISTS (SELECT 1 FROM between AS told WHERE told.event = ranked.event AND told.other = ranked.other"
        " AND told.judge LIKE 'person:%')"
        " ORDER BY score DESC, event, other LIMIT ?",
        [review_at, limit],
    ).fetchall()
    for event, other, score, left, right in found:
        what = f"may be one event ({score:.2f})"
        yield QueueItem(need="proposed-merge", event=event, other=other, score=score, detail=what, pair=(left, right))


def _conflicts(connection: Connection, limit: int | None) -> Iterator[QueueItem]:
    found = connection.execute(
        "SELECT id, grade, conflicts FROM events WHERE review_state = 'machine'"
        " AND (conflicts > 0 OR grade IN ('contested', 'discounted'))"
        " ORDER BY conflicts DESC, killed DESC NULLS LAST, id LIMIT ?",
        [limit],
    ).fetchall()
    for event, grade, fields in found:
        differ = f"sources differ on {fields} field{'s' * (fields > 1)}; " if fields else ""
        yield QueueItem(need="conflict", event=event, detail=f"{differ}{grade}")


def _unsure(connection: Connection, limit: int | None) -> Iterator[QueueItem]:
    found = connection.execute(
        "SELECT id, confidence FROM events WHERE review_state = 'machine' AND confidence < ?"
        " ORDER BY confidence, id LIMIT ?",
        [_LOW, limit],
    ).fetchall()
    for event, confidence in found:
        what = f"its least sure value has {confidence:.2f}"
        yield QueueItem(need="low-confidence", event=event, score=confidence, detail=what)


def _assigned(connection: Connection, items: Iterable[QueueItem]) -> Iterator[QueueItem]:
    listed = list(items)
    held = fetch(
        connection,
        "SELECT event, mention FROM event_mentions WHERE event = ANY(?::VARCHAR[])",
        [sorted({item.event for item in listed if item.event})],
    )
    done = acts.standing(connection, [row["mention"] for row in held]) if held else []
    given = values_of(done, "assigned")
    to = {row["event"]: given[row["mention"]] for row in held if row["mention"] in given}
    return (replace(item, assigned_to=to.get(item.event or "")) for item in listed)
