"""The flat record of an event that came from another data set: values without quotes, said to be imported."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from marsad.export.knowledge import countries
from marsad.record import content_id

Record = dict[str, Any]

SOURCE = "imported"
_LISTS = ("attribution", "parties", "means", "escort", "targets", "outcome", "contexts", "tags")
_SINGLE = ("mode", "where", "when", "duration", "campaign", "ordinal", "acled", "ged", "cameo", "goldstein")


def borrowed(standard: str, key: str, told: Mapping[str, Any], codes: Mapping[str, Any]) -> Record:
    """A whole record out of the fields that are told. ``key`` is the event's id in its own data set."""
    day = (told.get("when") or {}).get("first")
    record: Record = {
        "record": "event",
        "id": content_id(standard, key),
        "mentions": [],
        "documents": [],
        "aliases": [],
        "published": day,
        "reported_on": day,
        "review_state": "machine",
        "status": "happened",
        "rivals": [],
        "grade": "weak",
        "grade_rule": "imported",
        "sources": [SOURCE],
        "independent_sources": 1,
        "coder": f"imported.{standard}@1",
        "counts": {},
        "quotes": {},
        **{name: [] for name in _LISTS},
        **dict.fromkeys(_SINGLE),
        **told,
        "imported": {"standard": standard, "id": key, "codes": {n: v for n, v in codes.items() if v is not None}},
    }
    return record | {"claims": _claims(record, standard)}


def _claims(record: Record, standard: str) -> Record:
    """Who says so: the data set, for every field that is told."""
    reason = {"method": f"imported.{standard}@1", "confidence": None}
    claims: Record = {name: dict(reason) for name in ("kind", "status", *_SINGLE) if record[name] is not None}
    claims |= {
        name: [{**reason, "item": item} for item, _ in enumerate(record[name])] for name in _LISTS if record[name]
    }
    if record["counts"]:
        claims["counts"] = [{**reason, "item": measure} for measure in record["counts"]]
    return claims


def party(role: str, name: str, *, inter: int | None, country: str | None, sector: str | None) -> Record:
    """A party by its name alone: which actor of the registry it is, is looked up by those who compare."""
    return {
        "role": role, "actor": None, "name": name, "sector": sector, "country": country, "inter": inter, "text": None,
    }  # fmt: skip


def place(name: str, country: str | None, **more: Any) -> Record:
    """A place of a file of others; half a point, and one beyond the globe, is none."""
    blank = dict.fromkeys(("id", "admin1", "admin2", "lat", "lon", "where_prec", "geo_precision"))
    lat, lon = more.get("lat"), more.get("lon")
    if lat is None or lon is None or not (-90 <= lat <= 90 and -180 <= lon <= 180):
        more |= {"lat": None, "lon": None}
    return {**blank, "shape": "point", "name": name, "country": country, **more}


def days(first: date, last: date, date_prec: int) -> Record:
    return {"first": first.isoformat(), "last": last.isoformat(), "date_prec": date_prec}


def killed(low: int, best: int, high: int, by_party: Mapping[str, int] | None = None) -> Record:
    return {"low": low, "best": best, "high": high, "by_party": dict(by_party or {})}


def alpha3(name: str, *codes: str | None) -> str | None:
    """ISO 3166-1 alpha-3 of a country by ACLED's or UCDP's name for it or by a code (numeric, Gleditsch–Ward)."""
    known = _names()
    return next((known[key] for key in (*codes, name.casefold()) if key and key in known), None)


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    from marsad.places.countries import load_countries

    found: dict[str, str] = {}
    for country in load_countries():
        found |= {name.casefold(): country.alpha3 for name in (*country.names, country.name, country.alpha3)}
    for code, row in countries().items():
        found |= {row[key].casefold(): code for key in ("acled_name", "ged_name", "name") if row[key]}
        found |= {f"gw{row['gw']}": code} if row["gw"] else {}
        found |= {f"iso{row['numeric']}": code} if row["numeric"] else {}
    return found


def listed(cell: str) -> Sequence[str]:
    """The parts of a cell that are separated by semicolons."""
    return [part.strip() for part in cell.split(";") if part.strip()]
