"""The full record as one row of plain values: what CSV, Parquet and GeoJSON properties hold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from marsad.export.knowledge import table
from marsad.record import canonical_json

Row = dict[str, Any]

_ROLES = ("initiator", "recipient", "initiator_supporter", "recipient_supporter", "victim", "mediator")
_MEASURES = ("killed", "injured", "detained", "abducted", "displaced", "participants")
_SAME = (
    "id", "record", "published", "reported_on", "kind", "mode", "status", "campaign", "ordinal", "cameo", "goldstein",
    "grade", "grade_rule", "independent_sources", "review_state", "coder",
)  # fmt: skip
_LISTS = ("means", "escort", "targets", "outcome", "contexts", "tags", "sources", "mentions", "documents", "aliases")
_NESTED = ("parties", "attribution", "counts", "claims", "quotes", "rivals")
_PLACE = ("shape", "country", "admin1", "admin2", "lat", "lon", "where_prec", "geo_precision")


def columns() -> dict[str, str]:
    """Name → DuckDB type, in order."""
    found: dict[str, str] = table("own")["record"]
    return found


def joined(values: Iterable[Any]) -> str | None:
    """Words of a list; None where there are none."""
    return "; ".join(str(value) for value in values if value) or None


def flat_row(record: Mapping[str, Any]) -> Row:
    """The columns of :func:`columns`; a value that is not known is None."""
    place, span = record["where"] or {}, record["when"] or {}
    protection = record.get("protection", {})
    row: Row = {name: record.get(name) for name in _SAME}
    row |= {name: joined(record.get(name, ())) for name in _LISTS}
    row |= {f"{name}_json": canonical_json(record.get(name, [])) for name in _NESTED}
    row |= {name: place.get(name) for name in _PLACE}
    for role in _ROLES:
        held = [party for party in record["parties"] if party["role"] == role]
        row[role] = joined(party["name"] or party["text"] for party in held)
        row[f"{role}_id"] = joined(party["actor"] for party in held)
    for measure in _MEASURES:
        count = record["counts"].get(measure, {})
        row |= {f"{measure}_{bound}": count.get(bound) for bound in ("low", "best", "high")}
    row |= {
        "place_id": place.get("id"),
        "place": place.get("name"),
        "first_day": span.get("first"),
        "last_day": span.get("last"),
        "date_prec": span.get("date_prec"),
        "duration": (record["duration"] or {}).get("text"),
        "acled_event_type": (record["acled"] or {}).get("event_type"),
        "acled_sub_event_type": (record["acled"] or {}).get("sub_event_type"),
        "ged_type_of_violence": (record["ged"] or {}).get("type_of_violence"),
        "links": joined(report.get("url") for report in record.get("reports", ())),
        "protection_level": protection.get("level"),
        "protection_changes": joined(protection.get("changes", ())),
    }
    return {name: row[name] for name in columns()}
