"""What watching needs to know: the registry of sources, the coverage log, and how addresses were when asked last."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from marsad.store import rows
from marsad.store.engine import Connection, whole
from marsad.store.query import fetch
from marsad.store.rows import Row
from marsad.types import Look, Seen, Source

# --- the registry ------------------------------------------------------------------------------


def sources(connection: Connection) -> dict[str, Source]:
    """What is said of each source, by name."""
    found = fetch(
        connection,
        'SELECT name, kind, licence, language, party, source_group AS "group", regions FROM sources ORDER BY name',
    )
    return {row["name"]: Source(**{**row, "regions": tuple(row["regions"])}) for row in found}


@whole
def set_sources(connection: Connection, told: Sequence[Source], *, at: datetime) -> list[str]:
    """Say this of these sources from now on. Returns the names of those of which something else was said before.

    Where whom a source belongs to changes, the events that rest on it are due to be folded again.
    """
    before = sources(connection)
    changed = [one for one in told if before.get(one.name) != one]
    names = [one.name for one in changed]
    now = rows.utc(at)
    connection.execute("DELETE FROM source_versions WHERE name = ANY(?::VARCHAR[]) AND since_at = ?", [names, now])
    connection.execute(
        "UPDATE source_versions SET gone_at = ? WHERE name = ANY(?::VARCHAR[]) AND gone_at IS NULL", [now, names]
    )
    connection.insert("source_versions", [_source_row(one, now) for one in changed])
    moved = [one.name for one in changed if _standing(before.get(one.name)) != _standing(one)]
    mentions = connection.execute("SELECT id FROM present_mentions WHERE sources && ?::VARCHAR[]", [moved]).fetchall()
    connection.insert("due", [{"mention": mention} for (mention,) in mentions])
    return names


def _standing(source: Source | None) -> tuple[str | None, str | None]:
    """What decides on how much its word counts for."""
    return (source.party, source.group) if source else (None, None)


def _source_row(source: Source, since: datetime) -> Row:
    told = asdict(source)
    return {
        **{name: told[name] for name in ("name", "kind", "licence", "language", "party")},
        "source_group": source.group,
        "regions": list(source.regions),
        "since_at": since,
        "gone_at": None,
    }


# --- the coverage log --------------------------------------------------------------------------


@whole
def add_looks(connection: Connection, looks: Sequence[Look], seen: Sequence[Seen] = ()) -> None:
    """Append to the coverage log, and keep how the addresses were; of one address the last."""
    new = [
        {
            "source": look.source,
            "looked_at": rows.utc(look.at),
            "outcome": look.outcome,
            "found": look.found,
            "detail": look.detail,
        }
        for look in looks
    ]
    connection.insert("looks", new)
    last = {(one.source, one.url): one for one in seen}
    connection.execute(
        "DELETE FROM seen USING (SELECT unnest(?::VARCHAR[]) AS source, unnest(?::VARCHAR[]) AS url) AS again"
        " WHERE seen.source = again.source AND seen.url = again.url",
        [[source for source, _ in last], [url for _, url in last]],
    )
    connection.insert("seen", [_seen_row(one) for one in last.values()])


def _seen_row(one: Seen) -> Row:
    told = asdict(one)
    return {**{name: told[name] for name in told if name != "at"}, "seen_at": rows.utc(one.at)}


def looks(connection: Connection, source: str | None) -> list[Look]:
    found = fetch(
        connection,
        "SELECT source, looked_at AS at, outcome, found, detail FROM known_looks"
        " WHERE ?::VARCHAR IS NULL OR source = ? ORDER BY looked_at, source",
        [source, source],
    )
    return [Look(**{**row, "at": rows.from_utc(row["at"])}) for row in found]


def seen(connection: Connection, source: str, urls: Collection[str]) -> dict[str, Seen]:
    """How these addresses of a source were when they were asked last; those never asked are left out."""
    found = fetch(
        connection,
        "SELECT source, url, seen_at AS at, etag, modified, failures FROM seen"
        " WHERE source = ? AND url = ANY(?::VARCHAR[])",
        [source, sorted(urls)],
    )
    return {row["url"]: Seen(**{**row, "at": rows.from_utc(row["at"])}) for row in found}


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """How looking at one source went: looks in all and in vain, the last one, the last that was not in vain, the last
    that found something new, and since when it fails without a break.
    """

    source: str
    looks: int
    failed: int
    first_at: datetime
    last_at: datetime
    answered_at: datetime | None
    found_at: datetime | None
    failing_since: datetime | None
    detail: str | None  #: why the last one failed


def watched(connection: Connection) -> dict[str, Watched]:
    """How looking at each source went, by name."""
    found = fetch(
        connection,
        "WITH told AS (SELECT source, count(*) AS looks, count(*) FILTER (WHERE outcome = 'failed') AS failed,"
        " min(looked_at) AS first_at, max(looked_at) AS last_at,"
        " max(looked_at) FILTER (WHERE outcome <> 'failed') AS answered_at,"
        " max(looked_at) FILTER (WHERE outcome = 'read') AS found_at FROM known_looks GROUP BY source)"
        " SELECT told.*, min(one.looked_at) AS failing_since,"
        " max(CASE WHEN one.looked_at = told.last_at THEN one.detail END) AS detail FROM told"
        " LEFT JOIN known_looks AS one ON one.source = told.source AND one.outcome = 'failed'"
        " AND (told.answered_at IS NULL OR one.looked_at > told.answered_at)"
        " GROUP BY told.source, looks, failed, first_at, last_at, answered_at, found_at ORDER BY told.source",
    )
    return {row["source"]: Watched(**{name: _zoned(value) for name, value in row.items()}) for row in found}


def _zoned(value: Any) -> Any:
    return rows.from_utc(value) if isinstance(value, datetime) else value
