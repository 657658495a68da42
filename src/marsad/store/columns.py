"""Events as narrow rows for maps, counts and lists of very many: no words, no quotes, no record."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from string import Template
from typing import Any, NamedTuple

from marsad.store.engine import Connection
from marsad.store.filters import Filters, area_of, conditions
from marsad.store.rows import account_columns, doubt_told


class EventRow(NamedTuple):
    """One event. ``from_day`` and ``to_day`` are those of publication where the text tells none (no ``date_prec``).

    ``killed`` is the best count, else the least; ``reports`` counts documents. A tuple, because there are a million.
    """

    id: str
    from_day: date | None
    to_day: date | None
    date_prec: int | None
    kind: str
    mode: str | None
    status: str
    grade: str
    review_state: str
    place: str | None
    place_name: str | None
    country: str | None
    admin1: str | None
    admin2: str | None
    lat: float | None
    lon: float | None
    where_prec: int | None
    killed: int | None
    actors: list[str]
    initiators: list[str]
    recipients: list[str]
    sources: list[str]
    confidence: float | None
    conflicts: int | None
    event_type: str | None
    sub_event_type: str | None
    geo_precision: int | None
    shape: str | None
    killed_low: int | None
    killed_high: int | None
    independent_sources: int
    reports: int


#: The fields that stand in columns of their own; the others are read out of the record by ``narrow``, in one pass.
_PLAIN = EventRow._fields[: EventRow._fields.index("event_type")]
_TOLD = ("event_type", "sub_event_type", "geo_precision", "shape", "killed_low", "killed_high", "independent_sources")
_WHOLE = ("date_prec", "where_prec", "killed", "conflicts", *_TOLD[2:3], *_TOLD[4:], "reports")
_ROWS = Template(
    "SELECT $plain, $told, json_array_length(record->'documents') AS reports"
    " FROM (SELECT *, narrow(record) AS told FROM events WHERE $among) AS narrowed"
)


def row_schema() -> Any:
    """The Arrow schema of rows of events: the fields of :class:`EventRow`."""
    import pyarrow as pa

    types = dict.fromkeys(EventRow._fields, pa.string()) | dict.fromkeys(_WHOLE, pa.int32())
    types |= dict.fromkeys(("from_day", "to_day"), pa.date32())
    types |= dict.fromkeys(("lat", "lon", "confidence"), pa.float64())
    types |= dict.fromkeys(("actors", "initiators", "recipients", "sources"), pa.list_(pa.string()))
    return pa.schema(types.items())


def event_rows(connection: Connection, ids: Collection[str] | None) -> Any:
    """Rows of present events (with these ids), in no order: an Arrow table of :func:`row_schema`."""
    told = ", ".join(
        f"CAST(told[{place}] AS {'INTEGER' if name in _WHOLE else 'VARCHAR'}) AS {name}"
        for place, name in enumerate(_TOLD, 1)
    )
    among, values = ("TRUE", []) if ids is None else ("id = ANY(?::VARCHAR[])", [sorted(ids)])
    sql = _ROWS.substitute(plain=", ".join(_PLAIN), told=told, among=among)
    return connection.table(sql, values, row_schema())


def event_table(connection: Connection, filters: Filters, schema: Any) -> Any:
    """The events that fit as an Arrow table with these columns of :class:`EventRow`, in no order."""
    where, values = conditions(filters, "events")
    sql = Template("SELECT $wanted FROM events WHERE $where").substitute(wanted=", ".join(schema.names), where=where)
    table = connection.table(sql, values, schema)
    return table if filters.within is None else _inside(table, filters.within)


#: Everything that a record is made of, in one digest: how it is stored, which codings its reports have now and whether
#: their texts are still there, its other names, what people hold back. Ordered as exports are.
_STANDING = Template("""
    SELECT stored.id AS id, stored.from_day AS day, md5(concat_ws(' ', stored.digest, told.codings,
        'called ' || named.names, 'held ' || kept.holds)) AS state
    FROM (
        SELECT id, from_day, $digest AS digest FROM events
    ) AS stored LEFT JOIN (
        SELECT held.event, string_agg(now.id || coalesce(' forgotten ' || now.forgotten_at::VARCHAR, ''), ' '
            ORDER BY now.id) AS codings
        FROM event_mentions AS held JOIN codings AS folded ON folded.id = held.coding
        JOIN present_codings AS now ON now.document = folded.document AND now.coder <> 'hand' GROUP BY held.event
    ) AS told ON told.event = stored.id LEFT JOIN (
        SELECT event, string_agg(alias, ' ' ORDER BY alias) AS names FROM aliases GROUP BY event
    ) AS named ON named.event = stored.id LEFT JOIN (
        SELECT id, string_agg(DISTINCT coalesce(until_day, 'ever'), ' ' ORDER BY coalesce(until_day, 'ever')) AS holds
        FROM restrictions WHERE verb = 'held' AND what = 'event' GROUP BY id
    ) AS kept ON kept.id = stored.id
    ORDER BY stored.from_day NULLS LAST, stored.id
""")


def standing(connection: Connection) -> Any:
    """Every present event as an Arrow table of id, day and state.

    In the order of exports; where ``state`` is the same, so is the record with its words and its reports.
    """
    import pyarrow as pa

    fields = (("id", pa.string()), ("day", pa.date32()), ("state", pa.string()))
    sql = _STANDING.substitute(digest=connection.digest.substitute(value="record"))
    return connection.table(sql, [], pa.schema(fields))


def fitting(connection: Connection, filters: Filters) -> Any:
    """The ids of the events that fit, all but an area, as an Arrow column in no order."""
    import pyarrow as pa

    where, values = conditions(filters, "events")
    sql = Template("SELECT id FROM events WHERE $where").substitute(where=where)
    return connection.table(sql, values, pa.schema([("id", pa.string())]))["id"]


def _inside(table: Any, within: Mapping[str, Any]) -> Any:
    """The events with a point inside an area, its border included."""
    import pyarrow as pa
    import shapely

    area = area_of(within)
    shapely.prepare(area)
    return table.filter(pa.array(shapely.intersects_xy(area, table["lon"].to_numpy(), table["lat"].to_numpy())))


def event_states(connection: Connection) -> Any:
    """When each present event was folded, by id in their order: an Arrow table of ``id`` and ``folded_at``.

    What is not as it was stands there with another moment.
    """
    import pyarrow as pa

    schema = pa.schema([("id", pa.string()), ("folded_at", pa.timestamp("us"))])
    return connection.table("SELECT id, folded_at FROM events ORDER BY id", [], schema)


def restraints(connection: Connection) -> str:
    """Changes with what people withdrew, hold back or had forgotten."""
    acts = connection.execute("SELECT DISTINCT act, verb, until_day FROM restrictions ORDER BY 1, 2, 3").fetchall()
    forgotten = connection.execute("SELECT count(forgotten_at) FROM documents").fetchone()
    return f"{acts}/{forgotten}"


def row_of(record: Mapping[str, Any]) -> EventRow:
    """The row of an event's record, as it leaves: what protection took out of it is not known here either."""
    plain = account_columns(record)
    where, acled = record["where"] or {}, record["acled"] or {}
    killed = record["counts"].get("killed") or {}
    return EventRow(
        **{name: plain[name] for name in _PLAIN if name in plain},
        grade=record["grade"],
        sources=list(record["sources"]),
        **doubt_told(record),
        event_type=acled.get("event_type"),
        sub_event_type=acled.get("sub_event_type"),
        geo_precision=where.get("geo_precision"),
        shape=where.get("shape"),
        killed_low=killed.get("low"),
        killed_high=killed.get("high"),
        independent_sources=record["independent_sources"],
        reports=len(record["documents"]),
    )


def pulse(connection: Connection) -> str:
    """Last line of the log, counts and latest moments of all that is only appended to, in one line."""
    told = connection.execute(
        "SELECT (SELECT hash FROM audit ORDER BY number DESC LIMIT 1), (SELECT count(*) FROM event_versions),"
        " (SELECT count(gone_at) FROM event_versions), (SELECT max(folded_at) FROM event_versions),"
        " (SELECT count(*) FROM judgements), (SELECT count(*) FROM problems), (SELECT count(*) FROM looks)"
    ).fetchone()
    return "/".join(map(str, told or ()))
