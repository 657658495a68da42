"""All that reads the database. Records come back with their words, filled in from the texts of the documents."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import islice
from string import Template
from typing import Any, Literal, NamedTuple

import orjson

from marsad import record
from marsad.errors import StoreError
from marsad.store import restrictions, rows
from marsad.store.engine import Connection
from marsad.store.filters import Filters, Table, conditions, inside
from marsad.store.rows import Row
from marsad.types import BY_HAND, Document, Fingerprints, Judgement, Mention

#: Records fetched at once. DuckDB reads a whole column for a handful of ids, so few large steps cost less than many
#: small ones; 4,000 records with their texts are some 30 MB.
STEP = 4000
#: What a batch tells of the reports beyond outlet, day, language and length.
Told = Literal["titles", "links", "texts"]
#: The ids of its documents in the stored record of an event. They hold no quotes and no brackets.
_DOCUMENTS = re.compile(r'"documents":\s*(\[[^\]]*\])')
#: How many ids a message names.
_SHOWN = 5
#: Up to so many ids are looked up one by one in an index; more are hashed, and compared with every row once.
_FEW = 64

_READ_FROM = {"events": "events", "mentions": "told_mentions"}


def fetch(connection: Connection, sql: str, values: Sequence[object] = ()) -> list[Row]:
    found = connection.execute(sql, list(values))
    names = [column[0] for column in found.description or ()]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def one_of(ids: Collection[str]) -> tuple[str, list[Any]]:
    """What follows IN, and its values: a list that an index serves for a few ids, a table for many."""
    wanted = sorted(set(ids))
    if 0 < len(wanted) <= _FEW:
        return f"({', '.join('?' * len(wanted))})", [*wanted]
    return "(SELECT unnest(?::VARCHAR[]))", [wanted]


# --- records with their words ------------------------------------------------------------------


def texts(connection: Connection, documents: Collection[str]) -> dict[str, str | None]:
    if not documents:
        return {}
    among, values = one_of(documents)
    told = Template("SELECT id, min(CASE WHEN forgotten_at IS NULL THEN text END) FROM documents WHERE id IN $among")
    return dict(connection.execute(told.substitute(among=among) + " GROUP BY id", values).fetchall())


def _worded(connection: Connection, stored: Sequence[str]) -> list[dict[str, Any]]:
    """Stored JSON → records, their words restored."""
    bare = [orjson.loads(text) for text in stored]
    homes = {document for one in bare for document in one.get("documents") or [one["document"]] if document}
    known = texts(connection, homes)
    return [record.filled(one, known) for one in bare]


def mentions_by_id(connection: Connection, ids: Collection[str]) -> dict[str, Mention]:
    """Present mentions, with their words. Ids that are not there are left out."""
    if not ids:
        return {}
    found = connection.execute(
        "SELECT record::VARCHAR FROM present_mentions WHERE id = ANY(?::VARCHAR[])", [sorted(ids)]
    ).fetchall()
    worded = _worded(connection, [text for (text,) in found])
    return {one["id"]: record.mention_from_record(one) for one in worded}


# --- by filters --------------------------------------------------------------------------------


def filtered(
    connection: Connection, table: Table, filters: Filters, *, limit: int | None, after: str | None
) -> list[str]:
    """Ids of events or mentions, by first day (of publication where none is told; without either: last), then id."""
    where, values = conditions(filters, table)
    if after is not None:
        later, bound = _later(connection, table, after)
        where, values = f"{where} AND {later}", values + bound
    page = Template("SELECT id, lat, lon FROM $table WHERE $where ORDER BY from_day NULLS LAST, id").substitute(
        table=_READ_FROM[table], where=where
    )
    if filters.within is None and limit is not None:
        page, values = page + " LIMIT ?", [*values, limit]
    found = connection.execute(page, values).fetchall()
    if filters.within is None:
        return [key for key, _, _ in found]
    holds = inside(filters.within)
    return list(islice((key for key, lat, lon in found if holds(lat, lon)), limit))


def serial(connection: Connection, filters: Filters) -> list[str]:
    """Ids of events with an ordinal or a campaign, in the order of :func:`filtered`."""
    wanted = set(filtered(connection, "events", filters, limit=None, after=None)) if filters.within else None
    where, values = conditions(filters, "events")
    page = Template(
        "SELECT id FROM events WHERE $where AND (ordinal IS NOT NULL OR (record->>'campaign') IS NOT NULL)"
        " ORDER BY from_day NULLS LAST, id"
    )
    found = connection.execute(page.substitute(where=where), values).fetchall()
    return [key for (key,) in found if wanted is None or key in wanted]


def _later(connection: Connection, table: Table, after: str) -> tuple[str, list[Any]]:
    """The condition for what comes after this id in the order of :func:`filtered`."""
    where_is = Template("SELECT from_day FROM $table WHERE id = ?").substitute(table=_READ_FROM[table])
    found = connection.execute(where_is, [after]).fetchone()
    if found is None:
        raise StoreError(f"no {table[:-1]} {after} to go on after", next_step="Begin again without it.", id=after)
    (day,) = found
    if day is None:
        return "from_day IS NULL AND id > ?", [after]
    return "(from_day > ? OR (from_day = ? AND id > ?) OR from_day IS NULL)", [day, day, after]


def records(connection: Connection, table: Table, ids: Sequence[str], *, words: bool) -> Iterator[dict[str, Any]]:
    """The records of these ids in their order. One that has gone in the meantime is left out."""
    stored = _stored(connection, table, ids)
    found = _worded(connection, [text for text, _ in stored]) if words else [orjson.loads(text) for text, _ in stored]
    for one, (_, beside) in zip(found, stored, strict=True):
        yield {**one, **beside}


def _stored(connection: Connection, table: Table, ids: Sequence[str]) -> list[tuple[str, dict[str, Any]]]:
    """(JSON, what stands beside it) of these ids in their order."""
    among, values = one_of(ids)
    fetch = Template("SELECT id, record::VARCHAR FROM $table WHERE id IN $among")
    stored = dict(connection.execute(fetch.substitute(table=_READ_FROM[table], among=among), values).fetchall())
    aliases = _aliases(connection, ids) if table == "events" else {}
    held = restrictions.held(connection, table, ids)
    beside = {key: {"aliases": aliases.get(key, [])} if table == "events" else {} for key in stored}
    return [(stored[key], beside[key] | held.get(key, {})) for key in ids if key in stored]


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Some events as they are stored, with all that their records are filled in from: for another process, too."""

    stored: Sequence[tuple[str, Mapping[str, Any]]]  #: JSON, what stands beside it
    texts: Mapping[str, str | None]  #: by document
    reports: Mapping[str, Mapping[str, Any]]  #: by document
    present: Mapping[str, str]  #: by event of a past moment, how it stands now (JSON), where it stands otherwise
    upto: int  #: events in this batch and those before it
    total: int  #: events in all

    def records(self) -> Iterator[dict[str, Any]]:
        """The records in their order, each made anew, with its ``reports``."""
        for text, beside in self.stored:
            one = record.filled(orjson.loads(text), self.texts)
            one.update(beside)
            one["reports"] = [dict(self.reports[key]) for key in one["documents"] if key in self.reports]
            if one["id"] in self.present:
                one["present"] = record.filled(orjson.loads(self.present[one["id"]]), self.texts)
            yield one

    def cut(self, sizes: Iterable[int]) -> Iterator[Batch]:
        """Batches of so many of these events, in their order, each with what its own records are filled in from."""
        rest = iter(self.stored)
        for size in sizes:
            stored = list(islice(rest, size))
            homes = {home for text, _ in stored for home in _documents_in(text)}
            texts = self.texts if self.present else {key: self.texts[key] for key in homes & self.texts.keys()}
            reports = {key: self.reports[key] for key in homes & self.reports.keys()}
            yield replace(self, stored=stored, texts=texts, reports=reports)


def batch(
    connection: Connection, ids: Sequence[str], steps: range, *, told: Collection[Told], is_past: bool = False
) -> Batch:
    """The events of the ids in these ``steps`` in their order, with what their records are filled in from; those of a
    past moment (``is_past``) with how they stand now.
    """
    wanted, upto = ids[steps.start : steps.stop], min(steps.stop, len(ids))
    stored = _stored(connection, "events", wanted)
    present = _present(connection, stored, wanted) if is_past else {}
    homes = {home for text, _ in stored for home in _documents_in(text)}
    return Batch(
        stored=stored,
        texts=texts(connection, homes.union(*map(_documents_in, present.values()))),
        reports=reports(connection, homes, told=told),
        present=present,
        upto=upto,
        total=len(ids),
    )


_NOW = """
    SELECT wanted.id, now.record::VARCHAR FROM (SELECT unnest(?::VARCHAR[]) AS id) AS wanted
    LEFT JOIN alias_versions AS called ON called.alias = wanted.id AND called.gone_at IS NULL
    JOIN event_versions AS now ON now.id = coalesce(called.event, wanted.id) AND now.gone_at IS NULL
"""


def _present(
    connection: Connection, stored: Sequence[tuple[str, Mapping[str, Any]]], ids: Sequence[str]
) -> dict[str, str]:
    """How these events stand now, under whatever id: JSON, for those that stand otherwise."""
    then = {text for text, _ in stored}
    return {key: text for key, text in connection.execute(_NOW, [list(ids)]).fetchall() if text not in then}


def _documents_in(text: str) -> list[str]:
    """The ids of the documents of a stored event."""
    found = _DOCUMENTS.search(text)
    return orjson.loads(found[1]) if found else []


def _aliases(connection: Connection, events: Sequence[str]) -> dict[str, list[str]]:
    among, values = one_of(events)
    told = Template("SELECT event, array_agg(alias ORDER BY alias) FROM aliases WHERE event IN $among GROUP BY event")
    return dict(connection.execute(told.substitute(among=among), values).fetchall())


def reports(connection: Connection, documents: Collection[str], *, told: Collection[Told]) -> dict[str, dict[str, Any]]:
    """Where these documents come from, by id; what is not asked for is None, text and sentences are left out."""
    titles, links = ("title" if "titles" in told else "NULL"), ("url" if "links" in told else "NULL")
    wanted = f"id AS document, reading, source, {links} AS url, {titles} AS title, published::VARCHAR AS published,"
    wanted += " language, coalesce(CAST(kept->>'length' AS INTEGER), length(text)) AS length"
    wanted += ", text, sentences::VARCHAR AS sentences" if "texts" in told else ""
    among, values = one_of(documents)
    read = Template("SELECT $wanted FROM documents WHERE id IN $among").substitute(wanted=wanted, among=among)
    persons = _persons(connection, among, values)
    found: dict[str, dict[str, Any]] = {}
    for row in fetch(connection, read, values):
        reading = (row["document"], row.pop("reading"))
        if reading in persons:
            row["persons"] = orjson.loads(persons[reading] or "[]")
            if "texts" in told:
                row["sentences"] = orjson.loads(row["sentences"] or "[]")
            found[row["document"]] = row
    return found


def _persons(connection: Connection, among: str, values: list[Any]) -> dict[tuple[str, str], str | None]:
    """By document and reading that is present: the persons named there. A join of both tables would use no index."""
    told = Template(
        "SELECT document, reading, persons::VARCHAR FROM present_codings WHERE document IN $among AND coder <> 'hand'"
    )
    coded = connection.execute(told.substitute(among=among), values).fetchall()
    return {(document, reading): persons for document, reading, persons in coded}


# --- by id -------------------------------------------------------------------------------------

_EVENT_NAMES = """
    SELECT id AS name, id AS known, 0 AS rank FROM events
    UNION ALL SELECT mention, event, 1 FROM event_mentions
    UNION ALL SELECT alias, event, 2 FROM aliases
"""
#: Where ids can be had.
_LISTED = {
    "event": "Take an id from: marsad events",
    "document": "Take an id from the documents that marsad events --format jsonl names.",
}
_DOCUMENT_NAMES = "SELECT id AS name, id AS known, 0 AS rank FROM present_documents"


def _resolve(connection: Connection, what: str, names: str, given: str) -> str:
    """The one id that ``given`` names or begins. Raises StoreError for none and for several."""
    whole = Template("SELECT known FROM ($names) AS named WHERE name = ? ORDER BY rank LIMIT 1")
    found = connection.execute(whole.substitute(names=names), [given]).fetchall()
    if not found:
        begun = Template(
            "SELECT DISTINCT known FROM ($names) AS named WHERE starts_with(name, ?) ORDER BY known LIMIT ?"
        )
        found = connection.execute(begun.substitute(names=names), [given, _SHOWN + 1]).fetchall()
    if not found:
        raise _unknown(what, given)
    if len(found) > 1:
        shown = ", ".join(key for (key,) in found[:_SHOWN]) + (", …" if len(found) > _SHOWN else "")
        raise StoreError(f"{given!r} begins several {what} ids: {shown}", next_step="Give more of the id.", id=given)
    return str(found[0][0])


def _unknown(what: str, given: str) -> StoreError:
    return StoreError(f"no {what} {given!r} in the store", next_step=_LISTED[what], id=given)


def event(connection: Connection, given: str) -> dict[str, Any]:
    """The record of the event with this id, alias, mention, or beginning of one of them."""
    try:
        known = _resolve(connection, "event", _EVENT_NAMES, given)
    except StoreError as error:
        raise _tombstone(connection, given) or error from None
    found = next(records(connection, "events", [known], words=True), None)
    if found is None:
        raise _tombstone(connection, known) or _unknown("event", given)
    return found


def _tombstone(connection: Connection, given: str) -> StoreError | None:
    """What is said of an event that was there once."""
    gone = next((one for one in restrictions.tombstones(connection) if one.id == given), None)
    if gone is not None:
        return StoreError(
            f"{gone.what} {given!r} was withdrawn on {gone.withdrawn_on} ({gone.reason_class})",
            next_step="marsad withdraw --list says by whom; who withdrew it can undo that.",
            id=given,
        )
    found = connection.execute("SELECT max(gone_at) FROM event_versions WHERE id = ?", [given]).fetchone()
    if found is None or found[0] is None:
        return None
    last = found[0].date() - timedelta(days=1)
    return StoreError(
        f"no event {given!r} in the store since {found[0].date()}: no report tells of it any more",
        next_step=f"See what it was with --as-of {last}.",
        id=given,
    )


def document(connection: Connection, given: str) -> Document:
    """The document with this id or beginning of an id, as it is read at present."""
    try:
        known = _resolve(connection, "document", _DOCUMENT_NAMES, given)
    except StoreError as error:
        raise _tombstone(connection, given) or error from None
    (row,) = fetch(connection, "SELECT * FROM present_documents WHERE id = ?", [known])
    return rows.document_from({**row, **{key: json.loads(row[key]) for key in ("sections", "sentences", "origin")}})


def coding(connection: Connection, given: str) -> list[dict[str, Any]]:
    """Records of the present coding of one document: mentions in the order of the text, assessments, problems."""
    known = _resolve(connection, "document", _DOCUMENT_NAMES, given)
    of_table = Template(
        "SELECT record::VARCHAR FROM $table JOIN present_codings AS coded ON coded.id = $table.coding"
        " WHERE coded.document = ? ORDER BY $table.id"
    )
    found = []
    for table in ("told_mentions", "assessments", "problems"):
        stored = connection.execute(of_table.substitute(table=table), [known]).fetchall()
        found += sorted(_worded(connection, [text for (text,) in stored]), key=_place_in_text)
    return found


def _place_in_text(one: Mapping[str, Any]) -> tuple[int, int]:
    quotes = one["quotes"]["kind"] if one["record"] == "mention" else [*one.get("quotes", {}).get("direction", ())]
    first = quotes[0] if quotes else one.get("quote") or {"start": -1, "end": -1}
    return first["start"], first["end"]


# --- problems and numbers ----------------------------------------------------------------------


def problems(connection: Connection, *, code: str | None, limit: int | None, skip: int = 0) -> list[dict[str, Any]]:
    """Records of problems (with this code), by stage, code and document."""
    found = connection.execute(
        "SELECT record::VARCHAR FROM present_problems WHERE ?::VARCHAR IS NULL OR code = ?"
        " ORDER BY stage, code, document NULLS FIRST, id LIMIT ? OFFSET ?",
        [code, code, limit, skip],
    ).fetchall()
    return _worded(connection, [text for (text,) in found])


def unresolved(connection: Connection, code: str, *, limit: int | None, sentences: int) -> list[dict[str, Any]]:
    """Names with this problem, case and spaces aside: in how many documents, which, and some of their sentences."""
    named: dict[str, list[dict[str, Any]]] = {}
    for problem in problems(connection, code=code, limit=None):
        quote = problem["quote"]
        if quote and quote["text"] and problem["document"]:
            named.setdefault(" ".join(quote["text"].split()).casefold(), []).append(problem)
    ranked = sorted(named.items(), key=lambda item: (-len(item[1]), item[0]))
    return [_unresolved(connection, found, sentences) for _, found in ranked[:limit]]


def _unresolved(connection: Connection, found: Sequence[Mapping[str, Any]], sentences: int) -> dict[str, Any]:
    shown = []
    for problem in found[:sentences]:
        home = document(connection, problem["document"])
        span = home.sentences[problem["quote"]["sentence"]].span
        shown.append({"document": home.id, "source": home.source, "text": home.text[span.start : span.end]})
    names = Counter(" ".join(problem["quote"]["text"].split()) for problem in found)
    return {
        "record": "unresolved",
        "name": min(names, key=lambda name: (-names[name], name)),
        "times": len(found),
        "documents": sorted({problem["document"] for problem in found}),
        "sentences": shown,
    }


def coded_otherwise(connection: Connection, coder: str, *, since: date | None) -> list[str]:
    """Ids of the documents (published since, or else added) whose present coding is by another coder."""
    found = connection.execute(
        "SELECT document FROM present_codings WHERE coder NOT IN (?, ?) AND forgotten_at IS NULL"
        " AND (?::DATE IS NULL OR coalesce(published, added_at::DATE) >= ?) ORDER BY document",
        [coder, BY_HAND, since, since],
    ).fetchall()
    return [key for (key,) in found]


def problem_counts(connection: Connection) -> list[tuple[str, str, int]]:
    """(stage, code, how many), the most frequent first."""
    return connection.execute(
        "SELECT stage, code, count(*) AS times FROM present_problems GROUP BY stage, code"
        " ORDER BY times DESC, stage, code"
    ).fetchall()


@dataclass(frozen=True, slots=True, kw_only=True)
class Stats:
    """What the store holds at present; superseded codings are not counted."""

    documents: int
    mentions: int
    events: int
    problems: int
    events_by_kind: tuple[tuple[str, int], ...]  #: most frequent first
    documents_by_source: tuple[tuple[str | None, int], ...]
    coders: tuple[tuple[str, int], ...]  #: coder version and documents coded by it
    first_day: date | None  #: of the events
    last_day: date | None
    file_bytes: int  #: with the log of what is not yet in the main file


def stats(connection: Connection, *, file_bytes: int) -> Stats:
    """Count what the store holds at present."""

    def number(sql: str) -> Any:
        (found,) = connection.execute(sql).fetchall()
        return found[0] if len(found) == 1 else found

    def table(sql: str) -> tuple[tuple[Any, int], ...]:
        return tuple(connection.execute(sql).fetchall())

    first, last = number("SELECT min(from_day), max(to_day) FROM events")
    return Stats(
        documents=number("SELECT count(*) FROM present_documents"),
        mentions=number("SELECT count(*) FROM told_mentions"),
        events=number("SELECT count(*) FROM events WHERE review_state <> 'rejected'"),
        problems=number("SELECT count(*) FROM present_problems"),
        events_by_kind=table("SELECT kind, count(*) AS times FROM events GROUP BY kind ORDER BY times DESC, kind"),
        documents_by_source=table(
            "SELECT source, count(*) AS times FROM present_documents GROUP BY source ORDER BY times DESC, source"
        ),
        coders=table("SELECT coder, count(*) AS times FROM present_codings GROUP BY coder ORDER BY times DESC, coder"),
        first_day=first,
        last_day=last,
        file_bytes=file_bytes,
    )


# --- for merging -------------------------------------------------------------------------------


def fingerprints(connection: Connection, documents: Collection[str]) -> dict[str, Fingerprints]:
    """By document id, for those that have them."""
    found = connection.execute(
        "SELECT document, minhash, lead FROM present_codings"
        " WHERE document = ANY(?::VARCHAR[]) AND minhash IS NOT NULL",
        [sorted(documents)],
    ).fetchall()
    return {key: Fingerprints.unpacked(minhash, lead) for key, minhash, lead in found}


class Stored(NamedTuple):
    """A mention as it is stored, for whoever works with very many: its record without words, its document's
    MinHash and lead.
    """

    document: str
    day: str  #: of publication, "" where it is not known
    record: str  #: JSON
    minhash: bytes | None
    lead: bytes | None


def stored(connection: Connection, mentions: Collection[str]) -> dict[str, Stored]:
    """These present mentions by id. Those that have gone are left out."""
    found = connection.execute(
        "SELECT told.id, told.document, coalesce(told.published::VARCHAR, ''), told.record::VARCHAR, minhash, lead"
        " FROM present_mentions AS told"
        " JOIN codings ON codings.id = told.coding WHERE told.id IN (SELECT unnest(?::VARCHAR[]))",
        [sorted(mentions)],
    ).fetchall()
    return {key: Stored(*rest) for key, *rest in found}


def judgements_for(connection: Connection, mentions: Collection[str]) -> list[Judgement]:
    """What stands between these mentions: per pair and judge the latest that was not retracted."""
    found = fetch(
        connection,
        "SELECT * FROM (SELECT *, row_number() OVER"
        " (PARTITION BY left_mention, right_mention, judge ORDER BY number DESC) AS latest"
        " FROM standing_judgements"
        " WHERE left_mention = ANY(?::VARCHAR[]) AND right_mention = ANY(?::VARCHAR[])) AS said"
        " WHERE latest = 1 ORDER BY left_mention, right_mention, judge",
        [sorted(mentions)] * 2,
    )
    return [rows.judgement_from({**row, "reasons": orjson.loads(row["reasons"])}) for row in found]


def judgements_on(connection: Connection, pairs: Collection[tuple[str, str]]) -> list[Judgement]:
    """What stands on these pairs (left, right): per judge the latest that was not retracted."""
    lefts, rights = zip(*sorted(set(pairs)), strict=True) if pairs else ((), ())
    found = fetch(
        connection,
        "SELECT * FROM (SELECT said.*, row_number() OVER"
        " (PARTITION BY left_mention, right_mention, judge ORDER BY number DESC) AS latest"
        " FROM standing_judgements AS said JOIN"
        " (SELECT unnest(?::VARCHAR[]) AS one, unnest(?::VARCHAR[]) AS other) AS asked"
        " ON one = left_mention AND other = right_mention) AS said WHERE latest = 1",
        [list(lefts), list(rights)],
    )
    return [rows.judgement_from({**row, "reasons": orjson.loads(row["reasons"])}) for row in found]


def judged(connection: Connection, mentions: Collection[str]) -> list[tuple[str, str]]:
    """Pairs with one of these mentions on which a rule's word stands."""
    return connection.execute(
        "WITH asked AS (SELECT unnest(?::VARCHAR[]) AS id)"
        " SELECT DISTINCT left_mention, right_mention FROM judgements"
        " WHERE retracted_at IS NULL AND judge LIKE 'rule:%'"
        " AND (left_mention IN (SELECT id FROM asked) OR right_mention IN (SELECT id FROM asked))"
        " ORDER BY left_mention, right_mention",
        [sorted(mentions)],
    ).fetchall()


def connected(connection: Connection, mentions: Collection[str]) -> set[str]:
    """These mentions and all that standing "same" judgements connect with them, over any number of steps."""
    reached = set(mentions)
    fresh = sorted(reached)
    while fresh:
        found = connection.execute(
            "WITH asked AS (SELECT unnest(?::VARCHAR[]) AS id), same AS ("
            " SELECT left_mention, right_mention FROM judgements WHERE retracted_at IS NULL AND verdict = 'same')"
            " SELECT right_mention FROM same JOIN asked ON left_mention = id"
            " UNION SELECT left_mention FROM same JOIN asked ON right_mention = id",
            [fresh],
        ).fetchall()
        fresh = sorted({mention for (mention,) in found} - reached)
        reached |= set(fresh)
    return reached


def held_with(connection: Connection, mentions: Collection[str]) -> dict[str, list[str]]:
    """The present events that hold these mentions, each with the ids of all it holds, gone ones too."""
    held = connection.execute(
        "WITH asked AS (SELECT unnest(?::VARCHAR[]) AS id)"
        " SELECT event, mention FROM event_mentions WHERE event IN"
        " (SELECT event FROM event_mentions JOIN asked ON mention = id) ORDER BY event, mention",
        [sorted(mentions)],
    ).fetchall()
    groups: dict[str, list[str]] = {}
    for event, mention in held:
        groups.setdefault(event, []).append(mention)
    return groups


def clusters_of(connection: Connection, mentions: Collection[str]) -> dict[str | None, list[Mention]]:
    """The present events that hold these mentions, each with all its present mentions; None: in no event yet."""
    held = held_with(connection, mentions)
    present = mentions_by_id(connection, {one for told in held.values() for one in told} | set(mentions))
    groups: dict[str | None, list[Mention]] = {
        event: [present[one] for one in told if one in present] for event, told in held.items()
    }
    loose = sorted(present.keys() - {one for told in held.values() for one in told})
    if loose:
        groups[None] = [present[one] for one in loose]
    return groups


def unfolded(connection: Connection, *, limit: int | None) -> dict[str | None, list[str]]:
    """What is due to be folded: mentions in no event (at most ``limit``), and events that hold what was superseded."""
    stale = connection.execute("SELECT event FROM stale_events").fetchall()
    if stale:
        stale = connection.execute(
            "SELECT event, mention, mention IN (SELECT id FROM present_mentions) FROM event_mentions"
            " JOIN stale_events USING (event) ORDER BY event, mention"
        ).fetchall()
    fresh = connection.execute(
        "SELECT id FROM present_mentions AS told"
        " WHERE NOT EXISTS (SELECT 1 FROM event_mentions AS held WHERE held.mention = told.id)"
        " ORDER BY published NULLS LAST, document, id LIMIT ?",
        [limit],
    ).fetchall()
    groups: dict[str | None, list[str]] = {event: [] for event, _, _ in stale}
    for event, mention, is_present in stale:
        if is_present:
            groups[event].append(mention)
    if fresh:
        groups[None] = [mention for (mention,) in fresh]
    return groups
