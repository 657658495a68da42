"""PLOVER's JSON record, one event a line, and the 40 columns of POLECAT.

Source: PLOVER manual of 2024 (tables of the JSON record and of its objects), columns of the POLECAT files.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from importlib.metadata import version
from typing import Any

from marsad.export.flat import joined
from marsad.export.form import Piece, dumped, text_form
from marsad.export.knowledge import countries, quads, standard
from marsad.export.notes import notes, stamp
from marsad.export.sheet import tsv_form

Record = Mapping[str, Any]
Row = dict[str, Any]

_ACTORS, _RECIPIENTS = ("initiator",), ("recipient", "victim")
_GEONAMES = "gn:"


def _lines(records: Iterable[Record]) -> Piece:
    lines = [dumped(plover_record(record)) + b"\n" for record in records if record["when"]]
    return b"".join(lines), len(lines)


# --- the JSON record ---------------------------------------------------------------------------


def plover_record(record: Record) -> Row:
    """One event as PLOVER writes it; fields that are not known are left out, but for the lists that PLOVER asks for."""
    rules = standard("plover")
    modes = [record["mode"], rules["auxiliary"].get(record["status"])]
    optional = {
        "enddate": record["when"]["last"] if record["when"]["last"] != record["when"]["first"] else None,
        "recipient": [entity(party) for party in _with_role(record, _RECIPIENTS)],
        "mode": [mode for mode in modes if mode],
        "context": list(record["contexts"]),
        "event_scale": record["goldstein"],
        "event_loc": location(record),
        "event_text": [quote["text"] for quote in record["quotes"].get("kind", ()) if quote["text"]],
        "size": _size(record),
        "text_info": [_text_info(quote) for quote in record["quotes"].get("kind", ())],
        "cite_info": [_citation(record, report) for report in _reports(record)],
    }
    return {
        "id": f"MRS-{record['id']}",
        "has_event": True,
        "date": record["when"]["first"],
        "actor": [entity(party) for party in _with_role(record, _ACTORS)],
        "event": [record["kind"]],
        "quad_code": quads()[record["kind"]],
        "coder": f"marsad {record['coder']}",
        "comment": notes(record),
        **{name: value for name, value in optional.items() if value not in (None, [], {})},
    }


def _with_role(record: Record, roles: tuple[str, ...]) -> Iterator[Mapping[str, Any]]:
    return (party for role in roles for party in record["parties"] if party["role"] == role)


def entity(party: Mapping[str, Any]) -> Row:
    """An actor object."""
    held = {
        "code": party["country"],
        "sector": party["sector"] or "UNK",
        "entity_text": party["text"],
        "identifier_id": party["actor"],
        "identifier_text": party["name"],
    }
    return {name: value for name, value in held.items() if value is not None}


def location(record: Record) -> Row | None:
    """A location object; without coordinates where the place has none."""
    where = record["where"]
    if where is None:
        return None
    resolution = standard("plover")["resolution"].get(str(where["where_prec"]))
    held = {
        "extracted_place": next((quote["text"] for quote in record["quotes"].get("where", ()) if quote["text"]), None),
        "resolved_place": where["name"],
        "geonameid": _geonames_id(where),
        "lat": where["lat"],
        "lon": where["lon"],
        "city": where["name"] if resolution == 4 else None,
        "district": where["admin2"],
        "province": where["admin1"],
        "country": countries().get(where["country"] or "", {}).get("name"),
        "country_code": where["country"],
        "resolution": resolution,
    }
    return {name: value for name, value in held.items() if value is not None}


def _geonames_id(where: Mapping[str, Any]) -> int | None:
    key = where["id"] or ""
    return int(key.removeprefix(_GEONAMES)) if key.startswith(_GEONAMES) else None


def _size(record: Record) -> dict[str, int]:
    names = {"dead": "killed", "injured": "injured", "arrested": "detained"}
    counts = {name: record["counts"].get(measure) for name, measure in names.items()}
    told = {name: _number(count) for name, count in counts.items() if count is not None}
    return {name: number for name, number in told.items() if number is not None}


def _number(count: Mapping[str, Any]) -> int | None:
    return next((count[bound] for bound in ("best", "low", "high") if count[bound] is not None), None)


def _text_info(quote: Mapping[str, Any]) -> Row:
    return {"sequence": quote["sentence"], "start": quote["start"], "end": quote["end"]}


def _reports(record: Record) -> list[Mapping[str, Any]]:
    return record.get("reports") or [{"source": name} for name in record["sources"]]


def _citation(record: Record, report: Mapping[str, Any]) -> Row:
    held = {
        "publication": report.get("source"),
        "url": report.get("url"),
        "title": report.get("title"),
        "language": report.get("language"),
        "citation": report.get("document"),
        "coder": f"marsad {record['coder']}",
        "codebook": standard("plover")["codebook"],
    }
    return {name: value for name, value in held.items() if value is not None}


# --- POLECAT -----------------------------------------------------------------------------------


def polecat_row(record: Record) -> Row:
    """One event in POLECAT's columns."""
    rules, place = standard("plover-polecat"), location(record) or {}
    row: Row = dict.fromkeys(rules["columns"])
    reports = _reports(record)
    return row | {
        "Event ID": f"MRS-{record['id']}",
        "Event Date": record["when"]["first"],
        "Event Type": record["kind"],
        "Event Mode": record["mode"],
        "Intensity": record["goldstein"],
        "Quad Code": quads()[record["kind"]],
        "Contexts": ";".join(record["contexts"]),
        **_side(record, "Actor", _ACTORS),
        **_side(record, "Recipient", _RECIPIENTS),
        "Placename": place.get("resolved_place"),
        "City": place.get("city"),
        "District": place.get("district"),
        "Province": place.get("province"),
        "Country": place.get("country_code"),
        "Latitude": place.get("lat"),
        "Longitude": place.get("lon"),
        "GeoNames ID": place.get("geonameid"),
        "Raw Placename": place.get("extracted_place"),
        "Source": joined(record["sources"]),
        "Publication Date": record["published"],
        "Language": joined(dict.fromkeys(report.get("language") for report in reports)),
        "Version": f"marsad-{version('marsad')} {record['review_state']} {stamp(record)}".rstrip(),
    }


def _side(record: Record, side: str, roles: tuple[str, ...]) -> Row:
    """The columns of one side; several actors are separated by semicolons."""
    parties = list(_with_role(record, roles))
    cow = standard("plover")["cow"]
    held = [party["country"] or "" for party in parties]

    def listed(values: Iterable[str | None]) -> str | None:
        told = [value or "" for value in values]
        return ";".join(told) if any(told) else None

    return {
        f"{side} Name": listed(party["name"] for party in parties),
        f"{side} Country": listed(held),
        f"{side} COW": listed(cow.get(country) or countries().get(country, {}).get("gw") for country in held),
        f"Primary {side} Sector": (parties[0]["sector"] or "UNK") if parties else None,
        f"{side} Sectors": listed(party["sector"] for party in parties),
        f"{side} Name Raw": listed(party["text"] for party in parties),
    }


#: JSON Lines: one PLOVER record for each event that has a day.
plover = text_form(_lines)
#: POLECAT's columns between tabs, with a line of their names.
polecat = tsv_form(
    lambda records: (
        polecat_row(record)
        for record in records
        if record["when"] and record["status"] in standard("plover-polecat")["statuses"]
    ),
    lambda: list(standard("plover-polecat")["columns"]),
    header=True,
)
