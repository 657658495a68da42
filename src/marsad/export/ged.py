"""Marsad's coding in the layout of UCDP GED (49 columns): events with a reported death between organised actors.

Source: UCDP GED codebook 25.1. What only UCDP gives (ids of conflicts, dyads and sides) stays empty, unless the
event came from a file of UCDP's, whose codes it then carries. Headlines leave at the internal level only.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from marsad.export.knowledge import countries, standard
from marsad.export.notes import stamp
from marsad.export.sheet import csv_form
from marsad.export.sides import CIVILIANS, EXTERNAL, MILITIA, STATE, Sided, sides, unnamed

Record = Mapping[str, Any]
Row = dict[str, Any]

_STATE_BASED, _ONE_SIDED = 1, 3
#: An event id as a whole number that a spreadsheet and a float still hold exactly: 13 hexadecimal digits, 52 bits.
_ID_DIGITS = 13
#: date_prec up to which the days are those of one event (a week); vaguer ones are summaries.
_CLEAR_PREC = 3


def ged_row(record: Record) -> Row | None:
    """The row of one event; None where GED would not code it."""
    is_coded = record["ged"] and "killed" in record["counts"] and record["status"] in ("happened", "ongoing")
    if not (is_coded and record["when"] and record["where"]):
        return None
    (first, deaths_first), (second, deaths_second) = _two_sides(record)
    violence = record["ged"]["type_of_violence"]
    row = dict.fromkeys(standard("ged")["columns"])
    year = int(record["when"]["first"][:4])
    codes = record.get("imported", {}).get("codes", {})
    row |= {
        "id": int(record["id"][:_ID_DIGITS], 16),
        "relid": f"MRS-{year}-{violence}-{record['id']}",
        "year": year,
        "code_status": "Check" if record["review_state"] == "machine" else "Clear",
        "type_of_violence": violence,
        "dyad_name": f"{first.name} - {second.name}",
        "side_a": first.name,
        "side_b": second.name,
        "event_clarity": 1 if record["when"]["date_prec"] <= _CLEAR_PREC else 2,
        "date_prec": record["when"]["date_prec"],
        "date_start": record["when"]["first"],
        "date_end": record["when"]["last"],
        "gwnoa": _state_code(first),
        "gwnob": _state_code(second),
        **_sources(record),
        **_place(record["where"]),
        **deaths(record, deaths_first, deaths_second),
    }
    row |= {name: codes[name] for name in (*standard("ged")["codes"], "low", "high") if name in codes}
    told = stamp(record)
    return row | ({"source_original": "; ".join(filter(None, (told, row["source_original"])))} if told else {})


def _two_sides(record: Record) -> tuple[tuple[Sided, str], tuple[Sided, str]]:
    """Side A and side B, each with the side of the count that holds its dead. A state is side A; civilians are B."""
    doers, done_to = sides(record)
    country = record["where"]["country"]
    nobody = unnamed(MILITIA, country)
    one, two = (doers or [nobody])[0], (done_to or [nobody])[0]
    violence = record["ged"]["type_of_violence"]
    if violence == _ONE_SIDED:
        return (one, "initiator"), (Sided(name="Civilians", inter=CIVILIANS, country=country), "civilians")
    if violence == _STATE_BASED and one.inter not in (STATE, EXTERNAL) and two.inter in (STATE, EXTERNAL):
        return (two, "recipient"), (one, "initiator")
    return (one, "initiator"), (two, "recipient")


def _state_code(side: Sided) -> str | None:
    """Gleditsch–Ward code of a government."""
    if side.inter not in (STATE, EXTERNAL):
        return None
    return countries().get(side.country or "", {}).get("gw")


def deaths(record: Record, first: str, second: str) -> Row:
    """Deaths by side; best is their sum, between low and high. ``first`` and ``second`` are keys of ``by_party``."""
    killed = record["counts"]["killed"]
    known = [number for number in (killed["best"], killed["low"], killed["high"]) if number is not None]
    by_party = killed["by_party"]
    told = {
        "deaths_a": by_party.get(first, 0) if first != "civilians" else 0,
        "deaths_b": by_party.get(second, 0) if second != "civilians" else 0,
        "deaths_civilians": by_party.get("civilians", 0),
    }
    unknown = max(0, (known[0] if known else 0) - sum(told.values()))
    best = sum(told.values()) + unknown
    if second == "civilians" and "civilians" not in by_party:  # whom one-sided violence kills are civilians
        told["deaths_civilians"], unknown = unknown, 0
    low = killed["low"] if killed["low"] is not None else best
    high = killed["high"] if killed["high"] is not None else best
    return {**told, "deaths_unknown": unknown, "best": best, "low": min(low, best), "high": max(high, best)}


def _sources(record: Record) -> Row:
    """Outlets with the days and headlines of their reports, as far as these are told; else the day of the first."""
    reports = record.get("reports") or [
        {"source": name, "published": record["published"]} for name in record["sources"]
    ]
    names, days, titles = (
        [str(report.get(key) or "") for report in reports] for key in ("source", "published", "title")
    )
    return {
        "number_of_sources": record["independent_sources"],
        "source_article": ";".join(f'"{",".join(told)}"' for told in zip(names, days, titles, strict=True)),
        "source_office": ";".join(names),
        "source_date": ";".join(days),
        "source_headline": ";".join(titles) if any(titles) else None,
    }


def _place(where: Mapping[str, Any]) -> Row:
    lat, lon = where["lat"], where["lon"]
    has_point = lat is not None and lon is not None
    country = countries().get(where["country"] or "", {})
    return {
        "where_prec": where["where_prec"],
        "where_coordinates": where["name"],
        "where_description": ", ".join(
            dict.fromkeys(n for n in (where["name"], where["admin2"], where["admin1"]) if n)
        ),
        "adm_1": where["admin1"],
        "adm_2": where["admin2"],
        "latitude": lat,
        "longitude": lon,
        "geom_wkt": f"POINT ({_degrees(lon)} {_degrees(lat)})" if has_point else None,
        "priogrid_gid": priogrid_gid(lat, lon) if has_point else None,
        "country": country.get("ged_name"),
        "country_id": country.get("gw"),
        "region": country.get("ged_region"),
    }


def _degrees(value: float) -> str:
    """At most six decimals, without zeros at the end."""
    return f"{value:.6f}".rstrip("0").rstrip(".")


def priogrid_gid(lat: float, lon: float) -> int:
    """The PRIO-GRID cell (0.5 degrees): rows from the south pole, 720 cells each, from 1."""
    return math.floor((lat + 90) * 2) * 720 + math.floor((lon + 180) * 2) + 1


#: CSV of the 49 columns; events that GED would not code have no row.
ged = csv_form(
    lambda records: (row for record in records if (row := ged_row(record))), lambda: list(standard("ged")["columns"])
)
