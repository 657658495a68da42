"""All that changes the database. Each function is one transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from string import Template

from marsad import record
from marsad.errors import StoreError
from marsad.store import audit, query, restrictions, rows
from marsad.store.engine import Connection, whole
from marsad.store.rows import Row
from marsad.types import Coding, Document, Event, Judgement, Problem

# --- documents and codings ---------------------------------------------------------------------


#: A document, its coding, and the problems of reading it.
Told = tuple[Document, Coding, Sequence[Problem]]


@dataclass(frozen=True, slots=True, kw_only=True)
class PastCoding:
    """One coding a document already has, with the date it was read with."""

    coder: str
    reading: str
    present: bool
    published: date | None
    published_from: str | None
    is_forgotten: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Addition:
    """One document, ready to be written: its rows by table, as they follow from the codings it had."""

    document: Document
    coding: Coding
    problems: tuple[Problem, ...]
    at: datetime
    history: Sequence[PastCoding]
    rows: Mapping[str, Sequence[Row]]


_HISTORY = Template(
    "SELECT document, coder, reading, superseded_at IS NULL, published, published_from, forgotten_at IS NOT NULL"
    " FROM codings WHERE document = $document AND coder <> 'hand' ORDER BY document, id"
)


def history_of(connection: Connection, documents: Collection[str]) -> dict[str, list[PastCoding]]:
    """The machine's codings of each of these documents; one without any has an empty list."""
    of_one = len(documents) == 1  # DuckDB uses its index for one, and reads the whole column for a list
    found = connection.execute(
        _HISTORY.substitute(document="?" if of_one else "ANY(?::VARCHAR[])"),
        list(documents) if of_one else [list(documents)],
    ).fetchall()
    names = ("coder", "reading", "present", "published", "published_from", "is_forgotten")
    history: dict[str, list[PastCoding]] = {document: [] for document in documents}
    for document, *past in found:
        history[document].append(PastCoding(**dict(zip(names, past, strict=True))))
    return history


def is_settled(document: Document, coder: str, history: Sequence[PastCoding]) -> bool:
    """Whether adding this document would change nothing.

    Another coder supersedes. So does a date of publication by the same coder, where there was none or a person gives
    it; but no reading comes in twice, so that two dates for one text in one input do not take turns for ever. A text
    that was forgotten does not come back.
    """
    if any(past.is_forgotten for past in history):
        return True
    present = next((past for past in history if past.present), None)
    if present is None or present.coder != coder:
        return False
    reading = rows.reading_of(document)
    if any(past.coder == coder and past.reading == reading for past in history):
        return True
    dated = (document.published, document.published_from)
    better = present.published is None or document.published_from == "given"
    return document.published is None or dated == (present.published, present.published_from) or not better


def addition(
    document: Document, coding: Coding, problems: Sequence[Problem], *, history: Sequence[PastCoding], at: datetime
) -> Addition:
    """The rows to write for a document that is not settled. Raises StoreError for text that cannot be kept."""
    row = rows.document_row(document, at)
    key = record.content_id(document.id, row["reading"], coding.coder, len(history))
    tables: dict[str, list[Row]] = {
        "documents": [] if any(past.reading == row["reading"] for past in history) else [row],
        "codings": [
            {
                "id": key,
                "document": document.id,
                "reading": row["reading"],
                "coder": coding.coder,
                "published": document.published,
                "published_from": document.published_from,
                **rows.fingerprint_columns(coding.fingerprints),
                "persons": record.canonical_json([[span.start, span.end] for span in coding.persons]),
                "added_at": rows.utc(at),
            }
        ],
        "mentions": [rows.mention_row(mention, key) for mention in coding.mentions],
        "assessments": [rows.assessment_row(assessment, key) for assessment in coding.assessments],
        "problems": [rows.problem_row(problem, coding=key, at=at) for problem in (*problems, *coding.problems)],
    }
    _check_characters(document, tables)
    return Addition(
        document=document, coding=coding, problems=tuple(problems), at=at, history=tuple(history), rows=tables
    )


def _check_characters(document: Document, tables: Mapping[str, Sequence[Row]]) -> None:
    """Half a surrogate pair, or NUL, which PostgreSQL cannot keep, would fail the whole batch later."""
    values = (value for new in tables.values() for row in new for value in row.values())
    try:
        has_nul = any(b"\0" in value.encode() for value in values if isinstance(value, str))
    except UnicodeEncodeError as error:
        raise _bad_character(document, "a character that is no Unicode") from error
    if has_nul:
        raise _bad_character(document, "NUL, a character that not every database keeps")


def _bad_character(document: Document, which: str) -> StoreError:
    return StoreError(
        f"document {document.id} holds {which}",
        next_step="Read it again with marsad.read, which takes such characters out.",
        document=document.id,
    )


@whole
def add(connection: Connection, additions: Sequence[Addition]) -> None:
    """Write documents with their codings, all or none; without those that somebody else added in the meantime."""
    history = history_of(connection, [new.document.id for new in additions])
    additions = [now for new in additions if (now := _as_of_now(new, history[new.document.id])) is not None]
    if not additions:
        return
    earliest = audit.after_releases(connection, min(new.at for new in additions))
    additions = [_no_earlier(new, earliest) for new in additions]
    late = [new for new in additions if new.history]
    if late:
        connection.execute(
            "UPDATE codings SET superseded_at = late.at"
            " FROM (SELECT unnest(?::VARCHAR[]) AS document, unnest(?::TIMESTAMP[]) AS at) AS late"
            " WHERE codings.document = late.document AND superseded_at IS NULL AND coder <> 'hand'",
            [[new.document.id for new in late], [rows.utc(new.at) for new in late]],
        )
    audit.append(connection, "added", _digests(additions), at=additions[-1].at)
    for table in ("documents", "codings", "mentions", "assessments", "problems"):
        connection.insert(table, [row for new in additions for row in new.rows[table]])
    restrictions.settle(connection)


def add_all(connection: Connection, told: Sequence[Told], *, at: datetime) -> list[bool]:
    """Write very many documents, each once, all or none. Returns which of them were new."""
    history = history_of(connection, {document.id for document, _, _ in told})
    new: dict[str, Addition] = {}
    is_new = []
    for document, coding, problems in told:
        past = history[document.id]
        is_new.append(document.id not in new and not is_settled(document, coding.coder, past))
        if is_new[-1]:
            new[document.id] = addition(document, coding, problems, history=past, at=at)
    if new:
        add(connection, list(new.values()))
    return is_new


def _as_of_now(new: Addition, history: Sequence[PastCoding]) -> Addition | None:
    """The addition as it follows from the codings that the document has now; None where it would change nothing."""
    if list(history) == list(new.history):
        return new
    if is_settled(new.document, new.coding.coder, history):
        return None
    return addition(new.document, new.coding, new.problems, history=history, at=new.at)


def _no_earlier(new: Addition, at: datetime) -> Addition:
    """The addition as it is written at this moment at the earliest."""
    if new.at >= at:
        return new
    return addition(new.document, new.coding, new.problems, history=new.history, at=at)


def _digests(additions: Sequence[Addition]) -> dict[str, dict[str, str]]:
    """What the audit log says of documents that are added."""
    codings = {
        coding["id"]: audit.coding_digest(coding, [row["record"] for table in audit.FOUND for row in new.rows[table]])
        for new in additions
        for coding in new.rows["codings"]
    }
    texts = {row["id"]: audit.text_digest(row) for new in additions for row in new.rows["documents"]}
    return {"codings": codings, "texts": texts}


@whole
def add_problems(connection: Connection, problems: Sequence[Problem], *, at: datetime) -> int:
    """Append the problems of inputs that became no document, each once. Returns how many were new."""
    at = audit.after_releases(connection, at)
    new = {row["id"]: row for row in (rows.problem_row(problem, coding=None, at=at) for problem in problems)}
    known = connection.execute(
        "SELECT id FROM problems WHERE coding IS NULL AND id = ANY(?::VARCHAR[])", [list(new)]
    ).fetchall()
    fresh = [new[key] for key in sorted(new.keys() - {key for (key,) in known})]
    connection.insert("problems", fresh)
    return len(fresh)


# --- judgements --------------------------------------------------------------------------------


@whole
def add_judgements(connection: Connection, new: Sequence[Judgement], *, at: datetime) -> int:
    """Append what a judge did not already say. Returns how many were new."""
    at = audit.after_releases(connection, at)
    standing = query.judgements_on(connection, [(one.left, one.right) for one in new])
    said = {_word_of(judgement) for judgement in standing}
    (last,) = connection.execute("SELECT coalesce(max(number), 0) FROM judgements").fetchone() or (0,)
    fresh = [judgement for judgement in new if _word_of(judgement) not in said]
    appended = [rows.judgement_row(judgement, number=last + 1 + n, at=at) for n, judgement in enumerate(fresh)]
    connection.insert("judgements", appended)
    return len(fresh)


def _word_of(judgement: Judgement) -> tuple[object, ...]:
    return (judgement.left, judgement.right, judgement.by, judgement.verdict, judgement.score, judgement.reasons)


@whole
def retract_judgements(connection: Connection, left: str, right: str, *, by: str, at: datetime) -> int:
    """Take back what this judge said of two mentions. Returns how many judgements that were."""
    at = audit.after_releases(connection, at)
    found = connection.execute(
        "UPDATE judgements SET retracted_at = ? WHERE left_mention = ? AND right_mention = ? AND judge = ?"
        " AND retracted_at IS NULL RETURNING number",
        [rows.utc(at), left, right, rows.judge_of(by)],
    ).fetchall()
    return len(found)


# --- events ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Folded:
    """An event ready to be stored: its row, but for when it was folded."""

    id: str
    mentions: tuple[str, ...]
    aliases: tuple[str, ...]
    row: Row


def folded(event: Event) -> Folded:
    """An event, ready to be stored; made anywhere, so that several processes can."""
    return Folded(id=event.id, mentions=event.mentions, aliases=event.aliases, row=rows.event_row(event))


@whole
def replace_events(connection: Connection, remove: Collection[str], events: Sequence[Folded], *, at: datetime) -> None:
    """Put ``events`` in the place of those named in ``remove``; one that is as it was stays.

    What is replaced is kept as what was there until ``at``. An id that is no event any more becomes an alias of the new
    event that took over most of its mentions. Raises StoreError where a mention is not in the store, or is held by
    another event that stays.
    """
    at = audit.after_releases(connection, at)
    folded = {event.id: {**event.row, "folded_at": rows.utc(at)} for event in events}
    coding_of = _codings_of(connection, events)
    connection.execute("DELETE FROM due WHERE mention = ANY(?::VARCHAR[])", [list(coding_of)])
    named = [*{*remove, *folded}]
    held = connection.execute(
        "SELECT event, mention, coding FROM event_mentions WHERE event = ANY(?::VARCHAR[])", [named]
    ).fetchall()
    there = dict(
        connection.execute(
            "SELECT id, record::VARCHAR FROM event_versions WHERE gone_at IS NULL AND id = ANY(?::VARCHAR[])", [named]
        ).fetchall()
    )
    stays = _unchanged(there, folded, held, {event.id: event.mentions for event in events}, coding_of)
    gone = there.keys() - stays
    _close(connection, "event_mention_versions", "event", gone, at=at)
    _close(connection, "event_versions", "id", gone, at=at)
    new = [event for event in events if event.id not in stays]
    connection.insert("event_versions", [folded[event.id] for event in new])
    _hold(connection, new, coding_of, at=at)
    lost = _successors(gone - folded.keys(), [(event, mention) for event, mention, _ in held], events)
    _rename(connection, lost, new, at=at)
    restrictions.settle(connection)


#: When a state began, by table.
_BEGUN = {"event_versions": "folded_at", "event_mention_versions": "folded_at", "alias_versions": "added_at"}


def _close(connection: Connection, table: str, column: str, ids: Collection[str], *, at: datetime) -> None:
    """What is there under these ids was so until now; what began in this very moment never was."""
    if not ids:
        return
    there = Template("$column = ANY(?::VARCHAR[]) AND gone_at IS NULL").substitute(column=column)
    forget = Template("DELETE FROM $table WHERE $there AND $begun = ?")
    end = Template("UPDATE $table SET gone_at = ? WHERE $there")
    now = rows.utc(at)
    connection.execute(forget.substitute(table=table, there=there, begun=_BEGUN[table]), [sorted(ids), now])
    connection.execute(end.substitute(table=table, there=there), [now, sorted(ids)])


def _unchanged(
    there: Mapping[str, str],
    folded: Mapping[str, Row],
    held: Sequence[tuple[str, str, str]],
    mentions: Mapping[str, Sequence[str]],
    coding_of: Mapping[str, str],
) -> set[str]:
    """Ids of the events that are in the store just so, folded from the same codings."""
    holds: dict[str, set[tuple[str, str]]] = {}
    for event, mention, coding in held:
        holds.setdefault(event, set()).add((mention, coding))
    return {
        event
        for event, text in there.items()
        if event in folded
        and text == folded[event]["record"]
        and holds[event] == {(one, coding_of[one]) for one in mentions[event]}
    }


def _codings_of(connection: Connection, events: Sequence[Folded]) -> dict[str, str]:
    """The present coding of every mention of the events."""
    mentions = [mention for event in events for mention in event.mentions]
    coding_of = dict(
        connection.execute(
            "SELECT id, coding FROM present_mentions WHERE id = ANY(?::VARCHAR[])", [mentions]
        ).fetchall()
    )
    if len(set(mentions)) < len(mentions):
        raise StoreError("a mention stands in two events", next_step=_TOGETHER)
    if missing := sorted(set(mentions) - coding_of.keys()):
        raise StoreError(
            f"mention {missing[0]} is not in the store, or was superseded",
            next_step="Add its document first, and fold from Store.clusters_of.",
            mention=missing[0],
        )
    return coding_of


_TOGETHER = "Replace all events that hold the mentions together: Store.clusters_of names them."


def _hold(connection: Connection, events: Sequence[Folded], coding_of: Mapping[str, str], *, at: datetime) -> None:
    pairs = [(event.id, mention) for event in events for mention in event.mentions]
    taken = connection.execute(
        "SELECT mention, event FROM event_mentions WHERE mention = ANY(?::VARCHAR[]) ORDER BY mention LIMIT 1",
        [[mention for _, mention in pairs]],
    ).fetchone()
    if taken:
        raise StoreError(f"mention {taken[0]} is held by event {taken[1]} already", next_step=_TOGETHER)
    held = [
        {"event": event, "mention": mention, "coding": coding_of[mention], "folded_at": rows.utc(at)}
        for event, mention in pairs
    ]
    connection.insert("event_mention_versions", held)


def _successors(
    lost: Collection[str], held: Sequence[tuple[str, str]], events: Sequence[Folded]
) -> dict[str, str | None]:
    """Per lost event the new one with most of its mentions, the least id of equals; None where they all went."""
    home = {mention: event.id for event in events for mention in event.mentions}
    shares: dict[str, Counter[str]] = {event: Counter() for event in lost}
    for event, mention in held:
        if event in shares and mention in home:
            shares[event][home[mention]] += 1
    ranked = {event: sorted(share.items(), key=lambda item: (-item[1], item[0])) for event, share in shares.items()}
    return {event: best[0][0] if best else None for event, best in ranked.items()}


def _rename(
    connection: Connection, successors: Mapping[str, str | None], events: Sequence[Folded], *, at: datetime
) -> None:
    """Aliases of the lost events follow them; an id that is an event again is no alias."""
    follows = dict(
        connection.execute(
            "SELECT alias, event FROM aliases WHERE event = ANY(?::VARCHAR[])", [list(successors)]
        ).fetchall()
    )
    kept = {event.id for event in events}
    named = {**successors, **{alias: successors[event] for alias, event in follows.items()}}
    named |= {alias: event.id for event in events for alias in event.aliases}
    wanted = {alias: event for alias, event in named.items() if event is not None and alias not in kept}
    there = dict(
        connection.execute(
            "SELECT alias, event FROM aliases WHERE alias = ANY(?::VARCHAR[])", [[*named, *kept]]
        ).fetchall()
    )
    _close(connection, "alias_versions", "alias", [one for one in there if wanted.get(one) != there[one]], at=at)
    new = [
        {"alias": alias, "event": event, "added_at": rows.utc(at)}
        for alias, event in sorted(wanted.items())
        if there.get(alias) != event
    ]
    connection.insert("alias_versions", new)
