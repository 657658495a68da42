"""Forgetting texts: the words go, offsets and keyed hashes of them stay, and the events stay as they were coded.

A keyed hash (HMAC-SHA-256) shows to whoever has the key and the words that these words stood there; without the key it
gives nothing back. The key is no part of the database.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from marsad.record import canonical_json, quotes_of
from marsad.store import audit, rows
from marsad.store.engine import Connection, whole
from marsad.store.query import fetch
from marsad.store.rows import Row

#: Documents forgotten in one transaction.
_STEP = 500

_HELD = """
    SELECT document, record::VARCHAR AS record FROM mentions WHERE document = ANY(?::VARCHAR[])
    UNION ALL SELECT document, record::VARCHAR FROM assessments WHERE document = ANY(?::VARCHAR[])
    UNION ALL SELECT document, record::VARCHAR FROM problems WHERE document = ANY(?::VARCHAR[])
"""
_RELEASES = """
    SELECT DISTINCT releases.number, releases.name FROM releases JOIN event_mention_versions AS told
    ON told.folded_at <= releases.as_of AND (told.gone_at IS NULL OR told.gone_at > releases.as_of)
    JOIN mentions ON mentions.id = told.mention
    WHERE mentions.document = ANY(?::VARCHAR[]) ORDER BY releases.number
"""
_EMPTIED = "UPDATE documents SET text = '', title = NULL, forgotten_at = ?, kept = ? WHERE id = ?"
_EMPTIED_WHOLE = "UPDATE documents SET text = '', title = NULL, url = NULL, forgotten_at = ?, kept = ? WHERE id = ?"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Who wants texts forgotten, when, under which key; whether their addresses go too."""

    by: str
    at: datetime
    key: bytes
    links: bool = False


def keyed_hash(words: str, key: bytes) -> str:
    """HMAC-SHA-256 of words, as hexadecimal digits."""
    return hmac.new(key, words.encode(), hashlib.sha256).hexdigest()


def older_than(connection: Connection, moment: datetime) -> list[str]:
    """Documents that came in before this moment and whose texts are still there."""
    found = connection.execute(
        "SELECT id FROM documents GROUP BY id"
        " HAVING max(added_at) < ? AND sum(CASE WHEN forgotten_at IS NULL THEN 1 ELSE 0 END) > 0 ORDER BY id",
        [rows.utc(moment)],
    ).fetchall()
    return [key for (key,) in found]


def forget(connection: Connection, documents: Sequence[str], wish: Wish) -> list[str]:
    """Take texts, titles, fingerprints and people's notes on them out of the rows. Returns the ids of those forgotten.

    The bytes stay in the database until it is written anew (``compact``).
    """
    done: list[str] = []
    for start in range(0, len(documents), _STEP):
        done += _forget_some(connection, documents[start : start + _STEP], wish)
    return done


@whole
def _forget_some(connection: Connection, documents: Sequence[str], wish: Wish) -> list[str]:
    sql = "SELECT id, text FROM documents WHERE id = ANY(?::VARCHAR[]) AND forgotten_at IS NULL"
    texts = {row["id"]: row["text"] for row in fetch(connection, sql, [sorted(documents)])}
    if not texts:
        return []
    spans = _quoted(fetch(connection, _HELD, [sorted(texts)] * 3))
    kept = {key: _kept(text, spans.get(key, set()), wish.key) for key, text in texts.items()}
    at = rows.utc(wish.at)
    notes = _forget_notes(connection, sorted(texts), wish)
    told = {"forgotten": {key: one["text"] for key, one in kept.items()}, "notes": notes, "by": wish.by}
    audit.append(connection, "forgot", told, at=wish.at)
    for key, one in kept.items():
        connection.execute(_EMPTIED_WHOLE if wish.links else _EMPTIED, [at, canonical_json(one), key])
    connection.execute(
        "UPDATE codings SET minhash = NULL, copied = NULL, lead = NULL, forgotten_at = ?"
        " WHERE document = ANY(?::VARCHAR[])",
        [at, sorted(texts)],
    )
    return sorted(texts)


def _quoted(records: Iterable[Row]) -> dict[str, set[tuple[int, int]]]:
    """Where quotes lie, by document."""
    spans: dict[str, set[tuple[int, int]]] = {}
    for row in records:
        for quote in quotes_of(json.loads(row["record"])):
            home = quote.get("document") or str(row["document"])
            spans.setdefault(home, set()).add((quote["start"], quote["end"]))
    return spans


def _kept(text: str, spans: Iterable[tuple[int, int]], key: bytes) -> dict[str, object]:
    """What stays of a text: its length, its keyed hash and those of its quotes ([start, end, hash])."""
    quotes = [[start, end, keyed_hash(text[start:end], key)] for start, end in sorted(spans)]
    return {"length": len(text), "text": keyed_hash(text, key), "quotes": quotes}


def _forget_notes(connection: Connection, documents: Sequence[str], wish: Wish) -> dict[str, str]:
    """What people noted on these documents goes too. Keyed hashes by act."""
    sql = "SELECT id, reason FROM acts WHERE target = ANY(?::VARCHAR[]) AND reason IS NOT NULL"
    notes = {row["id"]: keyed_hash(row["reason"], wish.key) for row in fetch(connection, sql, [documents])}
    connection.execute("UPDATE acts SET reason = NULL WHERE id = ANY(?::VARCHAR[])", [sorted(notes)])
    return notes


def forgotten(connection: Connection, documents: Sequence[str]) -> dict[str, datetime]:
    """When the text of each of these documents was forgotten; those whose text is there are left out."""
    sql = "SELECT id, forgotten_at FROM documents WHERE id = ANY(?::VARCHAR[]) AND forgotten_at IS NOT NULL"
    return {row["id"]: rows.from_utc(row["forgotten_at"]) for row in fetch(connection, sql, [sorted(documents)])}


def releases_with(connection: Connection, documents: Sequence[str]) -> list[str]:
    """Names of the releases whose events rested on these documents, and may quote them."""
    return [name for _, name in connection.execute(_RELEASES, [sorted(documents)]).fetchall()]
