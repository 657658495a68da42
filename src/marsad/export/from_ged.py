"""A row of a UCDP GED or Candidate file, of whatever release, as an event."""

from __future__ import annotations

from typing import Any

from marsad.export.borrowed import alpha3, borrowed, days, killed, party, place
from marsad.export.knowledge import standard
from marsad.export.loose import Order, Row, day_of, real, whole

_STATE_BASED, _ONE_SIDED = 1, 3
_STATE, _REBELS, _CIVILIANS = 1, 2, 7
#: UCDP's where_prec → ACLED's geo_precision; ACLED codes nothing by country or sea alone.
_GEO = {1: 1, 2: 2, 3: 2, 4: 3, 5: 3}
_SECTORS = {_STATE: "GOV", _REBELS: "REB", _CIVILIANS: "CVL"}
_GOVERNMENT = "Government of "


def ged_event(row: Row, order: Order) -> tuple[dict[str, Any] | None, list[str]]:
    """The event of a row, and what is odd in it; None where the row has no day or no type of violence."""
    violence = whole(row["type_of_violence"])
    first, last = day_of(row["date_start"], order), day_of(row.get("date_end") or row["date_start"], order)
    if first is None or last is None or violence not in (1, 2, 3):
        return None, [f"{row['date_start']!r} or type of violence {row['type_of_violence']!r} cannot be read"]
    odd: list[str] = []
    country = alpha3(row.get("country", ""), f"gw{whole(row.get('country_id'))}")
    if country is None:
        odd.append(f"no country is called {row.get('country', '')!r}")
    told = {
        "kind": "ASSAULT",
        "parties": _parties(row, violence, country),
        "where": _where(row, country),
        "when": days(first, last, whole(row.get("date_prec")) or 1),
        "counts": {"killed": _deaths(row, odd)},
        "ged": {"type_of_violence": violence},
    }
    codes = {name: _code(row[name]) for name in standard("ged")["codes"] if row.get(name)}
    if not _in_order(whole(row.get("low")), whole(row["best"]) or 0, whole(row.get("high"))):
        codes |= {bound: _code(row[bound]) for bound in ("low", "high") if row.get(bound)}
    record = borrowed("ged", str(codes.get("id") or "|".join(row.values())), told, codes)
    return record | {"reports": _reports(row)}, odd


def _code(cell: str) -> int | str:
    """Ids that a spreadsheet wrote as "118.0" are whole numbers."""
    number = whole(cell)
    return cell if number is None else number


def _parties(row: Row, violence: int, country: str | None) -> list[dict[str, Any]]:
    """Side A acts, side B is acted upon; in state-based violence A is a state, and B too where it is a government."""
    second = row["side_b"]
    inters = [
        _STATE if violence == _STATE_BASED or row["side_a"].startswith(_GOVERNMENT) else _REBELS,
        _CIVILIANS if violence == _ONE_SIDED else _STATE if second.startswith(_GOVERNMENT) else _REBELS,
    ]
    role = "victim" if violence == _ONE_SIDED else "recipient"
    return [
        party(role, name, inter=inter, country=_country(name, row.get(code), country), sector=_SECTORS[inter])
        for role, name, code, inter in (
            ("initiator", row["side_a"], "gwnoa", inters[0]),
            (role, second, "gwnob", inters[1]),
        )
    ]


def _country(name: str, code: str | None, country: str | None) -> str | None:
    """A government's own country; anybody else's is that of the event."""
    own = name.removeprefix(_GOVERNMENT) if name.startswith(_GOVERNMENT) else ""
    return alpha3(own, f"gw{whole(code)}") or country


def _where(row: Row, country: str | None) -> dict[str, Any]:
    precision = whole(row.get("where_prec"))
    return place(
        row.get("where_coordinates") or "",
        country,
        admin1=row.get("adm_1") or None,
        admin2=row.get("adm_2") or None,
        lat=real(row.get("latitude")),
        lon=real(row.get("longitude")),
        where_prec=precision,
        geo_precision=_GEO.get(precision or 0),
    )


def _deaths(row: Row, odd: list[str]) -> dict[str, Any]:
    """Deaths by side; what is of no known side is the rest of best. A bound beyond best gives way to it."""
    best = whole(row["best"]) or 0
    low, high = (whole(row.get(bound)) for bound in ("low", "high"))
    if not _in_order(low, best, high):
        odd.append(f"low {low}, best {best}, high {high} are in no order")
    columns = {"initiator": "deaths_a", "recipient": "deaths_b", "civilians": "deaths_civilians"}
    by_party = {side: number for side, column in columns.items() if (number := whole(row.get(column)))}
    return killed(min(best if low is None else low, best), best, max(best if high is None else high, best), by_party)


def _in_order(low: int | None, best: int, high: int | None) -> bool:
    return (low is None or low <= best) and (high is None or best <= high)


def _reports(row: Row) -> list[dict[str, Any]]:
    """Outlets and days; a headline where there is one report, as several cannot be told apart for certain."""
    names = [name.strip() for name in row.get("source_office", "").split(";")] if row.get("source_office") else []
    dates = row.get("source_date", "").split(";")
    title = row.get("source_headline") if len(names) == 1 else None
    return [
        {
            "document": None, "source": name, "url": None, "title": title,
            "published": dates[index].strip() or None if index < len(dates) else None, "language": None, "length": None,
        }
        for index, name in enumerate(names)
    ]  # fmt: skip
