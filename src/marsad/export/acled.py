"""Marsad's coding in the layout of ACLED's files: one row per event and day.

Source: ACLED codebook, its export columns since 2023 and those before. Ids begin with MRS-: these are not ACLED's data.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

from marsad.export.fatalities import fatalities, shares
from marsad.export.form import Form
from marsad.export.knowledge import countries, disorder_types, interactions, standard
from marsad.export.notes import notes, number_range
from marsad.export.sheet import csv_form
from marsad.export.sides import CIVILIANS, MILITIA, PROTESTERS, RIOTERS, Sided, Sides, sides, unnamed

Record = Mapping[str, Any]
Row = dict[str, Any]

#: UCDP's date_prec → ACLED's time_precision; what is vaguer than a month ACLED does not code.
_TIME_PRECISION = {1: 1, 2: 2, 3: 2, 4: 3}
#: "three-day", "for several weeks": an event that lasted, so that its days are days of fighting and not of doubt.
_LASTED = re.compile(r"\b(?:days|nights|weeks|week|weekend)\b|-(?:day|week)\b", re.IGNORECASE)
#: "from 3 to 7 May": days told as the time of one event, where "between 3 and 7 May" leaves them in doubt.
_THROUGHOUT = re.compile(r"\bfrom\b.+\b(?:to|until|till|through)\b", re.IGNORECASE)
#: An event id as a whole number that a spreadsheet and a float still hold exactly: 13 hexadecimal digits, 52 bits.
_ID_DIGITS = 13
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_ON_CIVILIANS = "Violence against civilians"
#: Types of event in which civilians can be the only target.
_CAN_TARGET = ("Explosions/Remote violence", "Riots")
_CROWDS = {"Protests": PROTESTERS, "Riots": RIOTERS}
_FORCE = "Excessive force against protesters"


def _layout(name: str) -> Form:
    """CSV of a layout. An event of several days is a row for each; what ACLED would not code has none."""
    return csv_form(
        lambda records: (row for record in records for row in acled_rows(record, name)),
        lambda: list(standard(name)["columns"]),
    )


def acled_rows(record: Record, layout: str = "acled") -> Iterator[Row]:
    """The rows of one event, by day. ``layout``: ``acled``, ``acled-codes`` or ``acled-2022``."""
    where, when = record["where"], record["when"]
    is_coded = record["acled"] and record["status"] in ("happened", "ongoing")
    if not (is_coded and where and where["geo_precision"] and when and when["date_prec"] in _TIME_PRECISION):
        return
    days, rules = _days(record), standard(layout)
    row = _row(record, in_words=rules["inter"] == "words")
    told = fatalities(record, lasted=len(days) > 1)
    for number, (day, deaths) in enumerate(zip(days, shares(told, len(days)), strict=True), start=1):
        row |= {
            "event_id_cnty": _id(record, str(number) if len(days) > 1 else None),
            "event_id_no_cnty": _id(record, str(number) if len(days) > 1 else None, country=False),
            "data_id": int(record["id"][:_ID_DIGITS], 16) + number - 1,
            "event_date": _written_day(day, rules["day"]),
            "year": day.year,
            "time_precision": 1 if len(days) > 1 else _TIME_PRECISION[when["date_prec"]],
            "fatalities": deaths,
        }
        yield {name: row.get(name) for name in rules["columns"]}


def _id(record: Record, day: str | None, *, country: bool = True) -> str:
    parts = ("MRS", record["where"]["country"] if country else None, record["id"], day)
    return "-".join(part for part in parts if part)


def _written_day(day: date, form: str) -> str:
    """The day as the layout writes it: "2022-05-16" (iso) or "16 May 2022" (words)."""
    return day.isoformat() if form == "iso" else f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


# --- when and how many -------------------------------------------------------------------------


def _days(record: Record) -> list[date]:
    """Each day of an event that lasted; else one day, the middle of the days in doubt."""
    first, last = (date.fromisoformat(record["when"][end]) for end in ("first", "last"))
    if first == last:  # most events: their quotes, the largest part of a record, need not be looked at
        return [first]
    told = " ".join(quote["text"] or "" for quote in record["quotes"].get("when", ()))
    if _LASTED.search((record["duration"] or {}).get("text") or "") or _THROUGHOUT.search(told):
        return [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return [first + (last - first) // 2]


# --- who ---------------------------------------------------------------------------------------


def _row(record: Record, *, in_words: bool) -> Row:
    """Everything that is the same on each day."""
    where, coded = record["where"], record["acled"]
    country = countries().get(where["country"] or "", {})
    sided = sides(record)
    one, ones, two, twos = _actors(record, sided)
    met = _interaction(one, two)
    return {
        "disorder_type": disorder_types().get(coded["sub_event_type"]),
        "event_type": coded["event_type"],
        "sub_event_type": coded["sub_event_type"],
        "actor1": one and one.name,
        "assoc_actor_1": "; ".join(actor.name for actor in ones),
        "inter1": _inter(one, in_words=in_words),
        "actor2": two and two.name,
        "assoc_actor_2": "; ".join(actor.name for actor in twos),
        "inter2": _inter(two, in_words=in_words),
        "interaction": interactions().get(met or "") if in_words else met,
        "civilian_targeting": _targeting(coded, two),
        "iso": country.get("numeric"),
        "iso3": where["country"],
        "region": country.get("acled_region"),
        "country": country.get("acled_name"),
        "admin1": where["admin1"],
        "admin2": where["admin2"],
        "location": where["name"],
        "latitude": _degrees(where["lat"]),
        "longitude": _degrees(where["lon"]),
        "geo_precision": where["geo_precision"],
        "source": "; ".join(record.get("sources", ())),
        "source_scale": _scale(record.get("sources", ())),
        "notes": notes(record, sided),
        "tags": _tags(record),
    }


def _degrees(value: float | None) -> Decimal | None:
    """Four decimals, as ACLED writes them; a number, so that one below zero is no formula."""
    return None if value is None else Decimal(f"{value:.4f}")


def _actors(record: Record, sided: Sides) -> tuple[Sided | None, list[Sided], Sided | None, list[Sided]]:
    """Actor 1 with its associates, actor 2 with its own, by the rules for each type of event."""
    event_type, country = record["acled"]["event_type"], record["where"]["country"]
    doers, done_to = sided
    if event_type == "Battles":
        # Civilians hurt in a battle are no actor of it; their deaths are counted in it.
        done_to = [actor for actor in done_to if actor.inter != CIVILIANS]
    elif event_type == _ON_CIVILIANS:
        done_to = sorted(done_to, key=lambda actor: actor.inter not in (CIVILIANS, PROTESTERS))
        done_to = done_to or [unnamed(CIVILIANS, country)]
    elif event_type in _CROWDS and not any(actor.inter == _CROWDS[event_type] for actor in doers):
        # Those who march are protesters first; who they are is said of them as an associate.
        doers = [unnamed(_CROWDS[event_type], country), *(actor for actor in doers if actor.inter != CIVILIANS)]
    doers = doers or [unnamed(inter, country) for inter in _usual_doers(event_type)]
    if event_type == "Battles" and not done_to:
        done_to = [unnamed(MILITIA, country)]
    return (doers[0] if doers else None), doers[1:], (done_to[0] if done_to else None), done_to[1:]


def _usual_doers(event_type: str) -> list[int]:
    """The inter digit of actor 1 where nobody is named."""
    return [] if event_type == "Strategic developments" else [MILITIA]


def _inter(actor: Sided | None, *, in_words: bool) -> str | None:
    if actor is None or actor.inter is None:
        return None
    return interactions()[f"{actor.inter}0"].removesuffix(" only") if in_words else str(actor.inter)


def _interaction(one: Sided | None, two: Sided | None) -> str | None:
    """Who met whom: two digits, the lower first; 0 where there is one actor."""
    digits = sorted(actor.inter for actor in (one, two) if actor is not None and actor.inter is not None)
    return f"{digits[0]}{digits[1] if len(digits) > 1 else 0}" if digits else None


def _targeting(coded: Mapping[str, str], two: Sided | None) -> str:
    is_civilian = two is not None and two.inter in (CIVILIANS, PROTESTERS)
    can = coded["event_type"] in _CAN_TARGET or coded["sub_event_type"] == _FORCE
    return "Civilians targeted" if coded["event_type"] == _ON_CIVILIANS or (can and is_civilian) else ""


# --- sources and tags --------------------------------------------------------------------------


def _scale(sources: Iterable[str]) -> str | None:
    """How far the reports of these outlets reach, as far as the table knows them: "National-International"."""
    known = {_outlets().get(name.casefold()) for name in sources}
    return "-".join(scale for scale in standard("acled")["source_scale"]["order"] if scale in known) or None


@lru_cache(maxsize=1)
def _outlets() -> dict[str, str]:
    """Name of an outlet in small letters → its scale."""
    listed: Mapping[str, list[str]] = standard("acled")["source_scale"]["outlets"]
    return {name.casefold(): scale for scale, names in listed.items() for name in names}


def _tags(record: Record) -> str:
    """Marsad's tags; demonstrations say how large the crowd was, units what OCHA's code for them is, if known."""
    tags = [tag for tag in record["tags"] if not tag.startswith("crowd size=")]
    if record["acled"]["event_type"] in ("Protests", "Riots"):
        crowd = record["counts"].get("participants")
        tags.append(f"crowd size={number_range(crowd) if crowd else 'no report'}")
    tags += [f"{unit} pcode={code}" for unit, code in record.get("pcodes", {}).items() if code]
    return "; ".join(tags)


#: The 31 current columns.
acled = _layout("acled")
#: The current columns with inter and interaction as digits.
acled_codes = _layout("acled-codes")
#: The 31 columns to early 2023: inter and interaction as digits, days as "16 May 2022".
acled_2022 = _layout("acled-2022")
