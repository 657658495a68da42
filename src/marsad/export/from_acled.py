"""A row of a user's ACLED file, of whatever layout and year, as an event."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from marsad.export.borrowed import alpha3, borrowed, days, killed, listed, party, place
from marsad.export.knowledge import interactions, standard, sub_event_types
from marsad.export.loose import Order, Row, Spelling, day_of, real, whole

#: ACLED's geo_precision → UCDP's where_prec.
_WHERE_PREC = {1: 1, 2: 2, 3: 4}
#: ACLED's inter digit → PLOVER sector.
_SECTORS = {1: "MIL", 2: "REB", 3: "PRM", 4: "PRM", 5: "CVL", 6: "CVL", 7: "CVL", 8: "MIL"}
_ON_CIVILIANS = "Violence against civilians"
_IN_BRACKETS = re.compile(r"\(([^()]+)\)\s*$")
_YEARS = re.compile(r"[\d\s–-]*$")


def acled_event(row: Row, order: Order) -> tuple[dict[str, Any] | None, list[str]]:
    """The event of a row, and what is odd in it; None where the row has no day or no type."""
    day, types = day_of(row["event_date"], order), _types(row)
    if day is None or types is None:
        what = row["event_date"] if day is None else f"{row['event_type']}: {row.get('sub_event_type', '')}"
        return None, [f"{what!r} is no {'day' if day is None else 'type of event'}"]
    country = alpha3(row.get("country", ""), f"iso{row.get('iso', '').lstrip('0')}", row.get("iso3", "").casefold())
    odd = [] if country else [f"no country is called {row.get('country', '')!r}"]
    deaths = whole(row["fatalities"])
    if deaths is None:
        odd.append(f"{row['fatalities']!r} is no number of deaths")
    kind, mode = standard("acled")["import"]["kinds"][types[1]]
    told = {
        "kind": kind,
        "mode": mode or None,
        "parties": _parties(row, types[0], country),
        "where": _where(row, country),
        "when": _when(day, whole(row.get("time_precision")) or 1),
        "counts": {} if deaths is None else {"killed": killed(deaths, deaths, deaths)},
        "tags": listed(row.get("tags", "")),
        "acled": {"event_type": types[0], "sub_event_type": types[1]},
    }
    key = row.get("event_id_cnty") or row.get("data_id") or "|".join(row.values())
    return borrowed("acled", key, told, {"source_scale": row.get("source_scale")}), odd


def _types(row: Row) -> tuple[str, str] | None:
    """Type and sub-type of today, whatever the file's year calls them; the sub-type decides where there is one."""
    former, subs = standard("acled")["import"]["former"], _sub_types()
    sub = subs.find(row.get("sub_event_type", "")) or former.get(row.get("sub_event_type", "").casefold())
    if sub is None:
        told = row["event_type"].casefold()
        sub = former.get(told) or former.get((Spelling(tuple(former)).find(told) or "").casefold())
    return None if sub is None else (sub_event_types()[sub], sub)


@lru_cache(maxsize=1)
def _sub_types() -> Spelling:
    return Spelling(tuple(sub_event_types()))


def _parties(row: Row, event_type: str, country: str | None) -> list[dict[str, Any]]:
    second = "victim" if event_type == _ON_CIVILIANS else "recipient"
    sides = (("actor1", "inter1", "initiator"), ("actor2", "inter2", second))
    found = []
    for column, inter_column, role in sides:
        inter = _inter(row.get(inter_column, ""))
        if row.get(column):
            found.append(_party(role, row[column], inter, country))
    for column, role in (("assoc_actor_1", "initiator_supporter"), ("assoc_actor_2", "recipient_supporter")):
        found += [_party(role, name, None, country) for name in listed(row.get(column, ""))]
    return found


def _party(role: str, name: str, inter: int | None, country: str | None) -> dict[str, Any]:
    """The country is the one in brackets or after "of", else that of the event."""
    bracket = _IN_BRACKETS.search(name)
    named = bracket[1] if bracket else name.partition(" of ")[2]
    own = alpha3(_YEARS.sub("", named.partition("(")[0]).strip())
    return party(role, name, inter=inter, country=own or country, sector=_SECTORS.get(inter or 0))


def _inter(cell: str) -> int | None:
    """The digit of a kind of actor, given as a digit or in words."""
    digit = whole(cell)
    if digit is not None:
        return digit or None
    words = {text.removesuffix(" only"): int(code[0]) for code, text in interactions().items() if code.endswith("0")}
    found = Spelling(tuple(words)).find(cell) if cell else None
    return words[found] if found else None


def _where(row: Row, country: str | None) -> dict[str, Any]:
    precision = whole(row.get("geo_precision"))
    return place(
        row.get("location") or row.get("admin1") or "",
        country,
        admin1=row.get("admin1") or None,
        admin2=row.get("admin2") or None,
        lat=real(row.get("latitude")),
        lon=real(row.get("longitude")),
        geo_precision=precision,
        where_prec=_WHERE_PREC.get(precision or 0),
    )


def _when(day: date, precision: int) -> dict[str, Any]:
    """1: the day; 2: the week around it; 3: its month."""
    if precision == 1:
        return days(day, day, 1)
    if precision == 2:
        return days(day - timedelta(days=3), day + timedelta(days=3), 3)
    return days(day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1]), 4)
