"""The full record as one row of plain values: what CSV, Parquet and GeoJSON properties hold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from marsad.export.form import dumped
from marsad.export.knowledge import table

Row = dict[str, Any]

_ROLES = ("initiator", "recipient", "initiator_supporter", "recipient_supporter", "victim", "mediator")
_MEASURES = ("killed", "injured", "detained", "abducted", "displaced", "participants")
_BOUNDS = ("low", "best", "high")
_NOBODY: dict[str, str | None] = dict.fromkeys(column for role in _ROLES for column in (role, f"{role}_id"))
_UNCOUNTED: dict[str, int | None] = dict.fromkeys(f"{measure}_{bound}" for measure in _MEASURES for bound in _BOUNDS)
_SAME = (
    "id", "record", "published", "reported_on", "kind", "mode", "status", "campaign", "ordinal", "cameo", "goldstein",
    "grade", "grade_rule", "independent_sources", "review_state", "coder",
)  # fmt: skip
_LISTS = ("means", "escort", "targets", "outcome", "contexts", "tags", "sources", "mentions", "documents", "aliases")
#: Parts of a record that are nested → the columns that hold them as JSON.
NESTED = {name: f"{name}_json" for name in ("parties", "attribution", "counts", "claims", "quotes", "rivals")}
_PLACE = ("shape", "country", "admin1", "admin2", "lat", "lon", "where_prec", "geo_precision")


def columns() -> dict[str, str]:
    """Name → DuckDB type, in order."""
    found: dict[str, str] = table("own")["record"]
    return found


def joined(values: Iterable[Any]) -> str | None:
    """Words of a list; None where there are none."""
    return "; ".join([value if isinstance(value, str) else str(value) for value in values if value]) or None


def flat_row(record: Mapping[str, Any], *, nested: bool = True) -> Row:
    """The columns of :func:`columns`; a value that is not known is None. Without ``nested`` those of JSON are."""
    place, span = record["where"] or {}, record["when"] or {}
    protection = record.get("protection", {})
    acled, ged, duration = record["acled"], record["ged"], record["duration"]
    row: Row = {name: record.get(name) for name in _SAME}
    for name in _LISTS:
        row[name] = joined(record.get(name) or ())
    for name, column in NESTED.items():
        row[column] = dumped(record.get(name, [])).decode() if nested else None
    for name in _PLACE:
        row[name] = place.get(name)
    row |= _parties(record["parties"])
    row |= _counts(record["counts"])
    row["place_id"], row["place"] = place.get("id"), place.get("name")
    row["first_day"], row["last_day"], row["date_prec"] = span.get("first"), span.get("last"), span.get("date_prec")
    row["duration"] = duration and duration["text"]
    row["acled_event_type"] = acled and acled["event_type"]
    row["acled_sub_event_type"] = acled and acled["sub_event_type"]
    row["ged_type_of_violence"] = ged and ged["type_of_violence"]
    row["links"] = joined([report.get("url") for report in record.get("reports", ())])
    row["protection_level"] = protection.get("stamp") or protection.get("level")
    row["protection_changes"] = joined(protection.get("changes", ()))
    return row


def _parties(parties: Iterable[Mapping[str, Any]]) -> Row:
    """Names and ids by role."""
    row = dict(_NOBODY)
    for party in parties:
        role = party["role"]
        for column, told in ((role, party["name"] or party["text"]), (f"{role}_id", party["actor"])):
            if told:
                row[column] = f"{row[column]}; {told}" if row[column] else told
    return row


def _counts(counts: Mapping[str, Mapping[str, Any]]) -> Row:
    row = dict(_UNCOUNTED)
    for measure in counts.keys() & _MEASURES:
        for bound in _BOUNDS:
            row[f"{measure}_{bound}"] = counts[measure].get(bound)
    return row
