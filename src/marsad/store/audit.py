"""The audit log: what was done to the store, in a chain of hashes, and what it proves about the rows.

Each line holds the hash of the one before. ``added`` holds a digest of every coding and of every text, ``acted`` of an
act: so a row that was changed, taken out or slipped in behind Marsad's back is found by :func:`verify`. No word of a
text stands in the log.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from string import Template
from typing import Any

from marsad.record import canonical_json, quotes_of
from marsad.store import rows
from marsad.store.engine import Connection
from marsad.store.query import fetch
from marsad.store.rows import Row

#: The hash before the first line.
_NOTHING = "0" * 64
#: Rows checked at a time.
_STEP = 2000
#: Tables of what a coding found.
FOUND = ("mentions", "assessments", "problems")
#: Lines that only :func:`verify` reads.
UNREAD = ("exported",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Something that is not as the log says. ``what`` is a stable word, ``detail`` for people."""

    what: str
    detail: str


@dataclass(slots=True, kw_only=True)
class Verified:
    """How much was checked; filled while :func:`verify` runs."""

    lines: int = 0
    codings: int = 0
    acts: int = 0
    quotes: int = 0
    forgotten: int = 0  #: texts and notes that cannot be checked: they were forgotten
    last: str = _NOTHING  #: hash of the last line of the log


# --- writing -----------------------------------------------------------------------------------


def append(connection: Connection, what: str, detail: Mapping[str, Any], *, at: datetime) -> None:
    """One more line, in the caller's transaction."""
    last = connection.execute("SELECT number, hash FROM audit ORDER BY number DESC LIMIT 1").fetchone()
    number, before = (last[0] + 1, last[1]) if last else (1, _NOTHING)
    told = canonical_json(detail)
    done_at = rows.utc(at)
    line = [number, done_at, what, told, before, _line_hash(number, done_at, what, told, before)]
    connection.execute("INSERT INTO audit VALUES (?, ?, ?, ?, ?, ?)", line)


_RELEASING = "releasing"


def begin_release(connection: Connection, name: str, *, at: datetime) -> datetime:
    """The moment of a release that is about to be written: from now on no write is of it, or before it.

    In the caller's transaction.
    """
    moment = after_releases(connection, at)
    append(connection, _RELEASING, {"name": name}, at=moment)
    return moment


def after_releases(connection: Connection, at: datetime) -> datetime:
    """The moment to write at: a little later than given where a release was begun since.

    So what the release is made of stays what it was. To be asked in the transaction that writes: those come one after
    another.
    """
    found = connection.execute("SELECT max(done_at) FROM audit WHERE what = ?", [_RELEASING]).fetchone()
    last = found[0] if found else None
    return at if last is None or at > rows.from_utc(last) else rows.from_utc(last) + timedelta(microseconds=1)


def logged(connection: Connection, what: str) -> list[dict[str, Any]]:
    """What the lines on this hold, oldest first, with their number and time."""
    sql = "SELECT number, done_at, detail::VARCHAR AS detail FROM audit WHERE what = ? ORDER BY number"
    return [
        {"number": row["number"], "done_at": rows.from_utc(row["done_at"]), **json.loads(row["detail"])}
        for row in fetch(connection, sql, [what])
    ]


def _line_hash(number: int, done_at: datetime, what: str, detail: str, before: str) -> str:
    return _sha(canonical_json([number, done_at.isoformat(), what, detail, before]))


def _sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def coding_digest(coding: Row, records: Sequence[str]) -> str:
    """Digest of a coding and of the records of all it found, in any order."""
    head = [coding[name] for name in ("id", "document", "reading", "coder")]
    return _sha(canonical_json([*head, sorted(records)]))


def text_digest(document: Row) -> str:
    return _sha(canonical_json([document["source"], document["url"], document["text"]]))


def act_digest(act: Row, anchors: Sequence[Row]) -> str:
    """Digest of an act with its anchors."""
    said = ("id", "verb", "acted_by", "target", "field", "value", "reason", "quote", "is_blind")
    places = ("number", "part", "document", "trigger_start", "trigger_end", "mention")
    held = sorted(([anchor[name] for name in places] for anchor in anchors), key=str)
    return _sha(canonical_json([*(act[name] for name in said), act["acted_at"].isoformat(), held]))


# --- checking ----------------------------------------------------------------------------------


def verify(connection: Connection, done: Verified) -> Iterator[Fault]:
    """Everything that is not as the log says: chain, codings, texts, acts, and quotes that do not lie in their text."""
    logged: dict[str, dict[str, str]] = {name: {} for name in ("codings", "texts", "acts", "forgotten", "notes")}
    yield from _chain(connection, logged, done)
    yield from _texts(connection, logged, done)
    yield from _codings(connection, logged["codings"], done)
    yield from _acts(connection, logged, done)


def _chain(connection: Connection, logged: dict[str, dict[str, str]], done: Verified) -> Iterator[Fault]:
    before = _NOTHING
    found = fetch(
        connection, "SELECT number, done_at, what, detail::VARCHAR AS detail, before, hash FROM audit ORDER BY number"
    )
    for expected, row in enumerate(found, 1):
        done.lines += 1
        told = _line_hash(row["number"], row["done_at"], row["what"], row["detail"], row["before"])
        if row["number"] != expected or row["before"] != before or row["hash"] != told:
            yield Fault(
                what="chain", detail=f"line {row['number']} of the audit log was changed, or one before it is gone"
            )
            return  # everything after it would only repeat this
        before = done.last = row["hash"]
        for name, digests in json.loads(row["detail"]).items():
            if name in logged:
                logged[name] |= digests


def _texts(connection: Connection, logged: Mapping[str, Mapping[str, str]], done: Verified) -> Iterator[Fault]:
    for row in _stepped(connection, "documents", "id"):
        said = logged["texts"].get(row["id"])
        if said is None:
            yield Fault(what="unlogged", detail=f"document {row['id']} is not in the audit log")
        elif row["forgotten_at"] is not None and row["id"] in logged["forgotten"]:
            done.forgotten += 1
            if json.loads(row["kept"])["text"] != logged["forgotten"][row["id"]]:
                yield Fault(what="text", detail=f"the keyed hash of forgotten document {row['id']} was changed")
        elif said != text_digest(row):
            yield Fault(what="text", detail=f"text, source or address of document {row['id']} was changed")


def _codings(connection: Connection, logged: Mapping[str, str], done: Verified) -> Iterator[Fault]:
    found: set[str] = set()
    for steps in _chunks(connection, "codings", "id"):
        codings = {row["id"]: row for row in steps}
        records = records_of(connection, list(codings))
        lengths = _lengths(connection, [row["document"] for row in steps])
        for key, row in codings.items():
            done.codings += 1
            found.add(key)
            if key not in logged:
                yield Fault(
                    what="unlogged", detail=f"coding {key} of document {row['document']} is not in the audit log"
                )
            elif logged[key] != coding_digest(row, records.get(key, ())):
                yield Fault(what="coding", detail=f"what coding {key} found in document {row['document']} was changed")
            yield from _quotes(records.get(key, ()), lengths, done)
    yield from (Fault(what="missing", detail=f"coding {key} is gone") for key in sorted(logged.keys() - found))


def _quotes(records: Sequence[str], lengths: Mapping[str, int], done: Verified) -> Iterator[Fault]:
    """Quotes hold offsets; the words come from the text, so a quote is good where its offsets lie in it."""
    for text in records:
        record = json.loads(text)
        for quote in quotes_of(record):
            done.quotes += 1
            document = quote.get("document", record["document"])
            if not 0 <= quote["start"] < quote["end"] <= lengths.get(document, 0):
                where = f"{quote['start']}–{quote['end']} of document {document}"
                yield Fault(
                    what="quote", detail=f"a quote of {record.get('id', 'a problem')} is not in its text: {where}"
                )


def _lengths(connection: Connection, documents: Sequence[str]) -> dict[str, int]:
    found = connection.execute(
        "SELECT id, max(coalesce(CAST(kept->>'length' AS INTEGER), length(text))) FROM documents"
        " WHERE id = ANY(?::VARCHAR[]) GROUP BY id",
        [sorted(set(documents))],
    )
    return dict(found.fetchall())


def _acts(connection: Connection, logged: Mapping[str, Mapping[str, str]], done: Verified) -> Iterator[Fault]:
    anchors: dict[str, list[Row]] = {}
    for row in fetch(connection, "SELECT * FROM anchors"):
        anchors.setdefault(row["act"], []).append(row)
    found: set[str] = set()
    for row in fetch(connection, _ACTS):
        done.acts += 1
        found.add(row["id"])
        if row["id"] in logged["notes"] and row["reason"] is None:
            done.forgotten += 1
        elif row["id"] not in logged["acts"]:
            yield Fault(what="unlogged", detail=f"act {row['id']} is not in the audit log")
        elif logged["acts"][row["id"]] != act_digest(row, anchors.get(row["id"], ())):
            yield Fault(what="act", detail=f"act {row['id']} was changed")
    yield from (Fault(what="missing", detail=f"act {key} is gone") for key in sorted(logged["acts"].keys() - found))


# --- what is there -----------------------------------------------------------------------------

_ACTS = (
    "SELECT id, verb, acted_by, acted_at, target, field, value, reason, quote::VARCHAR AS quote, is_blind FROM acts"
    " ORDER BY number, id"
)


def begin(connection: Connection) -> None:
    """The first line of a store that is older than its log: everything it holds."""
    if connection.execute("SELECT 1 FROM audit LIMIT 1").fetchone():
        return
    (last,) = connection.execute("SELECT max(added_at) FROM codings").fetchone() or (None,)
    if last is None:
        return
    codings: dict[str, str] = {}
    for steps in _chunks(connection, "codings", "id"):
        records = records_of(connection, [row["id"] for row in steps])
        codings |= {row["id"]: coding_digest(row, records.get(row["id"], ())) for row in steps}
    texts = {row["id"]: text_digest(row) for row in _stepped(connection, "documents", "id")}
    anchors: dict[str, list[Row]] = {}
    for row in fetch(connection, "SELECT * FROM anchors"):
        anchors.setdefault(row["act"], []).append(row)
    acts = {row["id"]: act_digest(row, anchors.get(row["id"], ())) for row in fetch(connection, _ACTS)}
    append(connection, "began", {"codings": codings, "texts": texts, "acts": acts}, at=rows.from_utc(last))


def records_of(connection: Connection, codings: Sequence[str]) -> dict[str, list[str]]:
    """The records that each coding found, as they are stored."""
    found: dict[str, list[str]] = {}
    stored = Template("SELECT coding, record::VARCHAR FROM $table WHERE coding = ANY(?::VARCHAR[])")
    for table in FOUND:
        for coding, record in connection.execute(stored.substitute(table=table), [list(codings)]).fetchall():
            found.setdefault(coding, []).append(record)
    return found


def _stepped(connection: Connection, table: str, key: str) -> Iterator[Row]:
    for some in _chunks(connection, table, key):
        yield from some


def _chunks(connection: Connection, table: str, key: str) -> Iterator[list[Row]]:
    """All rows of a table, some at a time, in the order of their key."""
    listed = Template("SELECT DISTINCT $key FROM $table ORDER BY $key").substitute(table=table, key=key)
    taken = Template("SELECT * FROM $table WHERE $key = ANY(?::VARCHAR[]) ORDER BY $key").substitute(
        table=table, key=key
    )
    ids = [value for (value,) in connection.execute(listed).fetchall()]
    for start in range(0, len(ids), _STEP):
        yield fetch(connection, taken, [ids[start : start + _STEP]])
