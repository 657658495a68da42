"""Lists of what stands behind events: documents, assessments, judgements, and which sources were looked at when."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from string import Template
from typing import Any, NamedTuple

import orjson

from marsad.errors import StoreError
from marsad.record import restore
from marsad.store import rows
from marsad.store.engine import Connection
from marsad.store.filters import tells
from marsad.store.query import fetch, one_of, texts

Row = dict[str, Any]
_PAGE = Template(
    "SELECT id, source, url, title, published, language, length(text) AS length FROM present_documents"
    " WHERE $where ORDER BY published DESC NULLS LAST, id LIMIT ?"
)
_COUNTS = Template("SELECT document, count(*) FROM $table WHERE document = ANY(?::VARCHAR[]) GROUP BY document")


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentFilters:
    """All that is named must hold; of several sources any may."""

    sources: tuple[str, ...] = ()
    since: date | None = None  #: first day of publication
    until: date | None = None
    language: str | None = None
    text: str | None = None  #: words that all stand in text or title


def documents(connection: Connection, filters: DocumentFilters, *, limit: int, after: str | None) -> list[Row]:
    """Where documents come from and how much was found in them, the latest published first, undated ones last."""
    where, values = _where(filters)
    if after is not None:
        later, bound = _later(connection, after)
        where, values = f"{where} AND {later}", values + bound
    found = fetch(
        connection,
        _PAGE.substitute(where=where),
        [*values, limit],
    )
    ids = [row["id"] for row in found]
    counts = {what: _counts(connection, f"present_{what}", ids) for what in ("mentions", "problems")}
    return [
        {**row, "published": row["published"] and row["published"].isoformat()}
        | {what: counts[what].get(row["id"], 0) for what in counts}
        for row in found
    ]


def _where(filters: DocumentFilters) -> tuple[str, list[Any]]:
    told, words = tells(filters.text or "")
    parts: list[tuple[str, list[Any]]] = [(told, words)]
    if filters.sources:
        parts.append(("source = ANY(?::VARCHAR[])", [list(filters.sources)]))
    if filters.since:
        parts.append(("published >= ?", [filters.since]))
    if filters.until:
        parts.append(("published <= ?", [filters.until]))
    if filters.language:
        parts.append(("language = ?", [filters.language]))
    return " AND ".join(f"({sql})" for sql, _ in parts), [value for _, values in parts for value in values]


def _later(connection: Connection, after: str) -> tuple[str, list[Any]]:
    found = connection.execute("SELECT published FROM present_documents WHERE id = ?", [after]).fetchone()
    if found is None:
        raise StoreError(f"no document {after} to go on after", next_step="Begin again without it.", id=after)
    if found[0] is None:
        return "(published IS NULL AND id > ?)", [after]
    return "(published < ? OR (published = ? AND id > ?) OR published IS NULL)", [found[0], found[0], after]


def _counts(connection: Connection, table: str, ids: Collection[str]) -> dict[str, int]:
    return dict(connection.execute(_COUNTS.substitute(table=table), [list(ids)]).fetchall())


def assessments(
    connection: Connection, among: tuple[str | None, Collection[str] | None], *, limit: int, skip: int
) -> list[Row]:
    """Records of present assessments of a direction, in certain documents, the latest published first."""
    direction, documents = among
    wanted = None if documents is None else sorted(set(documents))
    found = connection.execute(
        "SELECT assessments.record::VARCHAR FROM assessments"
        " JOIN present_codings AS coded ON coded.id = assessments.coding"
        " WHERE (?::VARCHAR IS NULL OR direction = ?)"
        " AND (?::VARCHAR[] IS NULL OR coded.document IN (SELECT unnest(?::VARCHAR[])))"
        " ORDER BY coded.published DESC NULLS LAST, assessments.id LIMIT ? OFFSET ?",
        [direction, direction, wanted, wanted, limit, skip],
    ).fetchall()
    bare = [json.loads(text) for (text,) in found]
    known = texts(connection, {one["document"] for one in bare})
    return [restore(one, known) for one in bare]


class Leaning(NamedTuple):
    """What one document says of the direction of things, and the country and province that all its mentions share."""

    document: str
    day: date
    country: str | None
    admin1: str | None
    is_more: bool  #: more violence or tension; False: less


_LEANINGS = """
    SELECT coded.document, coded.published,
        CASE WHEN count(DISTINCT told.country) = 1 THEN min(told.country) END,
        CASE WHEN count(DISTINCT told.admin1) = 1 THEN min(told.admin1) END,
        assessments.direction IN ('up', 'tension_up')
    FROM assessments JOIN present_codings AS coded ON coded.id = assessments.coding
    LEFT JOIN told_mentions AS told ON told.coding = coded.id
    WHERE coded.published BETWEEN ? AND ?
    GROUP BY coded.document, coded.published, assessments.direction IN ('up', 'tension_up')
    ORDER BY coded.published, coded.document
"""


def leanings(connection: Connection, since: date, until: date) -> list[Leaning]:
    """What documents published in these days say of the direction of things, once for each document and direction."""
    return [Leaning(*row) for row in connection.execute(_LEANINGS, [since, until]).fetchall()]


def sentences(connection: Connection, documents: Collection[str]) -> dict[str, tuple[str, list[tuple[int, int]]]]:
    """Text and spans of sentences. Of a text that was read twice, as it is read at present or was at last."""
    among, values = one_of(documents)
    told = Template(
        "SELECT id, text, sentences::VARCHAR FROM documents WHERE id IN $among AND forgotten_at IS NULL"
        " ORDER BY added_at"
    )
    found = connection.execute(told.substitute(among=among), values).fetchall()
    return {key: (text, [(start, end) for start, end, _ in orjson.loads(spans)]) for key, text, spans in found}


@dataclass(frozen=True, slots=True, kw_only=True)
class Covered:
    """One source on one day: documents published, how often it was looked at, and how often that failed."""

    source: str | None
    day: date
    documents: int
    looks: int
    failed: int


_COVERAGE = """
    SELECT source, day, sum(documents) AS documents, sum(looks) AS looks, sum(failed) AS failed FROM (
        SELECT source, published AS day, count(*) AS documents, 0 AS looks, 0 AS failed FROM present_documents
        WHERE published IS NOT NULL GROUP BY source, published
        UNION ALL SELECT source, CAST(looked_at AS DATE), 0, count(*) FILTER (WHERE outcome <> 'failed'),
            count(*) FILTER (WHERE outcome = 'failed') FROM known_looks GROUP BY source, CAST(looked_at AS DATE)
    ) AS told WHERE day BETWEEN coalesce(?::DATE, day) AND coalesce(?::DATE, day)
    GROUP BY source, day
"""


def coverage(connection: Connection, since: date | None = None, until: date | None = None) -> list[Covered]:
    """Every source and day of which something is known, on these days if any are named."""
    found = connection.execute(f"{_COVERAGE} ORDER BY source, day", [since, until]).fetchall()
    return [
        Covered(source=one, day=day, documents=int(many), looks=int(looks), failed=int(failed))
        for one, day, many, looks, failed in found
    ]


def coverage_table(connection: Connection, schema: Any) -> Any:
    """:func:`coverage` as an Arrow table with these columns, in no order, without what was only looked at in vain."""
    sql = Template("SELECT $wanted FROM ($told) AS covered WHERE documents + looks > 0")
    return connection.table(sql.substitute(wanted=", ".join(schema.names), told=_COVERAGE), [None, None], schema)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """What one source brought."""

    source: str | None
    documents: int
    languages: dict[str, int]
    problems: dict[str, int]  #: by ``stage/code``
    lag_days: float | None  #: median from the last day of what happened to its report


def outlets(connection: Connection) -> list[Outlet]:
    """Every source with documents, most of them first."""
    languages: dict[str | None, dict[str, int]] = {}
    for source, language, many in connection.execute(
        "SELECT source, coalesce(language, '?'), count(*) FROM present_documents GROUP BY 1, 2 ORDER BY 1, 2"
    ).fetchall():
        languages.setdefault(source, {})[language] = many
    problems: dict[str | None, dict[str, int]] = {}
    for source, stage, code, many in connection.execute(
        "SELECT source, stage, code, count(*) AS many FROM present_problems GROUP BY source, stage, code"
        " ORDER BY many DESC, stage, code"
    ).fetchall():
        problems.setdefault(source, {})[f"{stage}/{code}"] = many
    lags = dict(
        connection.execute(
            "SELECT documents.source, percentile_cont(0.5) WITHIN GROUP"
            " (ORDER BY CAST(told.published - to_day AS DOUBLE PRECISION)) FROM present_mentions AS told"
            " JOIN present_documents AS documents ON documents.id = told.document"
            " WHERE date_prec IS NOT NULL AND to_day <= told.published AND told.status IN ('happened', 'ongoing')"
            " GROUP BY documents.source"
        ).fetchall()
    )
    found = [
        Outlet(
            source=source,
            documents=sum(told.values()),
            languages=told,
            problems=problems.get(source, {}),
            lag_days=None if lags.get(source) is None else float(lags[source]),
        )
        for source, told in languages.items()
    ]
    return sorted(found, key=lambda one: (-one.documents, one.source or ""))


def judgements_among(connection: Connection, mentions: Collection[str]) -> list[Any]:
    """What stands on pairs of which one side is among these mentions: per pair and judge the latest."""
    found = fetch(
        connection,
        "SELECT * FROM standing_judgements WHERE left_mention = ANY(?::VARCHAR[]) OR right_mention = ANY(?::VARCHAR[])"
        " ORDER BY left_mention, right_mention, number",
        [sorted(mentions)] * 2,
    )
    latest = {(row["left_mention"], row["right_mention"], row["judge"]): row for row in found}
    return [rows.judgement_from({**row, "reasons": json.loads(row["reasons"])}) for row in latest.values()]
