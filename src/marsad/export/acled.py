"""Marsad's coding in the layout of ACLED's files: one row per event and day.

Source: ACLED codebook and export columns since 2023. The ids begin with MRS-: these are not ACLED's data.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, BinaryIO

from marsad.export.knowledge import countries, disorder_types, interactions, table
from marsad.export.sheet import write_csv
from marsad.export.sides import CIVILIANS, MILITIA, PROTESTERS, RIOTERS, Sided, sides, unnamed

Record = Mapping[str, Any]
Row = dict[str, Any]

#: UCDP's date_prec → ACLED's time_precision; what is vaguer than a month ACLED does not code.
_TIME_PRECISION = {1: 1, 2: 2, 3: 2, 4: 3}
#: "three-day", "for several weeks": an event that lasted, so that its days are days of fighting and not of doubt.
_LASTED = re.compile(r"\b(?:days|nights|weeks|week|weekend)\b|-(?:day|week)\b", re.IGNORECASE)
#: "several", "many", deaths without a number: ACLED's lower conventional number.
_SOME = 3
_ON_CIVILIANS = "Violence against civilians"
#: Types of event in which civilians can be the only target.
_CAN_TARGET = ("Explosions/Remote violence", "Riots")
_CROWDS = {"Protests": PROTESTERS, "Riots": RIOTERS}
_FORCE = "Excessive force against protesters"


def acled(records: Iterable[Record], out: BinaryIO) -> int:
    """CSV of the 31 current columns. An event of several days is a row for each; what ACLED would not code has none."""
    return write_csv((row for record in records for row in acled_rows(record)), table("columns")["acled"], out)


def acled_rows(record: Record) -> Iterator[Row]:
    """The rows of one event, by day."""
    where, when = record["where"], record["when"]
    is_coded = record["acled"] and record["status"] in ("happened", "ongoing")
    if not (is_coded and where and where["geo_precision"] and when and when["date_prec"] in _TIME_PRECISION):
        return
    days = _days(record)
    row = _row(record)
    for number, (day, deaths) in enumerate(zip(days, _shares(fatalities(record), len(days)), strict=True), start=1):
        yield {
            **row,
            "event_id_cnty": _id(record, str(number) if len(days) > 1 else None),
            "event_date": day.isoformat(),
            "year": day.year,
            "time_precision": 1 if len(days) > 1 else _TIME_PRECISION[when["date_prec"]],
            "fatalities": deaths,
        }


def _id(record: Record, day: str | None) -> str:
    return "-".join(part for part in ("MRS", record["where"]["country"], record["id"], day) if part)


# --- when and how many -------------------------------------------------------------------------


def _days(record: Record) -> list[date]:
    """Each day of an event that lasted; else one day, the middle of the days in doubt."""
    first, last = (date.fromisoformat(record["when"][end]) for end in ("first", "last"))
    if _LASTED.search((record["duration"] or {}).get("text", "")):
        return [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return [first + (last - first) // 2]


def fatalities(record: Record) -> int:
    """ACLED's rule: the lowest reported number; none where no death is reported; 3 where deaths have no number."""
    killed = record["counts"].get("killed")
    if killed is None:
        return 0
    known = [number for number in (killed["low"], killed["best"], killed["high"]) if number is not None]
    return min(known) if known else _SOME


def _shares(total: int, days: int) -> list[int]:
    """A total over several days, split evenly; what is left goes to the first day."""
    each, left = divmod(total, days)
    return [each + left, *[each] * (days - 1)]


# --- who ---------------------------------------------------------------------------------------


def _row(record: Record) -> Row:
    """Everything that is the same on each day."""
    where, coded = record["where"], record["acled"]
    country = countries().get(where["country"] or "", {})
    one, ones, two, twos = _actors(record)
    row = dict.fromkeys(table("columns")["acled"])
    return row | {
        "disorder_type": disorder_types().get(coded["sub_event_type"]),
        "event_type": coded["event_type"],
        "sub_event_type": coded["sub_event_type"],
        "actor1": one and one.name,
        "assoc_actor_1": "; ".join(actor.name for actor in ones),
        "inter1": _inter_text(one),
        "actor2": two and two.name,
        "assoc_actor_2": "; ".join(actor.name for actor in twos),
        "inter2": _inter_text(two),
        "interaction": _interaction(one, two),
        "civilian_targeting": _targeting(coded, two),
        "iso": country.get("numeric"),
        "region": country.get("acled_region"),
        "country": country.get("acled_name"),
        "admin1": where["admin1"],
        "admin2": where["admin2"],
        "location": where["name"],
        "latitude": _degrees(where["lat"]),
        "longitude": _degrees(where["lon"]),
        "geo_precision": where["geo_precision"],
        "source": "; ".join(record.get("sources", ())),
        "notes": notes(record),
        "tags": _tags(record),
    }


def _degrees(value: float | None) -> Decimal | None:
    """Four decimals, as ACLED writes them; a number, so that one below zero is no formula."""
    return None if value is None else Decimal(f"{value:.4f}")


def _actors(record: Record) -> tuple[Sided | None, list[Sided], Sided | None, list[Sided]]:
    """Actor 1 with its associates, actor 2 with its own, by the rules for each type of event."""
    event_type, country = record["acled"]["event_type"], record["where"]["country"]
    doers, done_to = sides(record)
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


def _inter_text(actor: Sided | None) -> str | None:
    return None if actor is None or actor.inter is None else interactions()[f"{actor.inter}0"].removesuffix(" only")


def _interaction(one: Sided | None, two: Sided | None) -> str | None:
    """ACLED's text of who met whom: lower digit first, except that external forces go before civilians."""
    digits = sorted(actor.inter for actor in (one, two) if actor is not None and actor.inter is not None)
    if not digits:
        return None
    return interactions().get(f"{digits[0]}{digits[1] if len(digits) > 1 else 0}")


def _targeting(coded: Mapping[str, str], two: Sided | None) -> str:
    is_civilian = two is not None and two.inter in (CIVILIANS, PROTESTERS)
    can = coded["event_type"] in _CAN_TARGET or coded["sub_event_type"] == _FORCE
    return "Civilians targeted" if coded["event_type"] == _ON_CIVILIANS or (can and is_civilian) else ""


# --- words -------------------------------------------------------------------------------------


def notes(record: Record) -> str:
    """What is coded, as sentences composed from the codes: no word of a text."""
    who, whom = ([actor.name for actor in side] for side in sides(record))
    kind = table("wording")["kinds"][record["kind"]]
    parts = [f"{kind} ({record['mode']})" if record["mode"] else kind]
    parts += [f"by {_and(who)}"] if who else []
    parts += [f"directed at {_and(whom)}"] if whom else []
    where = record["where"]
    places = [where["name"], where["admin2"], where["admin1"]] if where else []
    counts = [f"{measure} {_range(count)}" for measure, count in record["counts"].items()]
    said = [" ".join(parts)]
    said += [f"Place: {', '.join(dict.fromkeys(name for name in places if name))}"] if places else []
    said += [f"Reported {', '.join(counts)}"] if counts else []
    said.append(f"Coded by Marsad from {record['independent_sources']} source(s); {record['grade']}")
    if record.get("protection", {}).get("level") == "internal":
        said.append("INTERNAL, not for publication")
    return ". ".join(said) + "."


def _and(names: Sequence[str]) -> str:
    return ", ".join(names[:-1]) + " and " + names[-1] if len(names) > 1 else names[0]


def _range(count: Mapping[str, Any]) -> str:
    """ "3", "3 to 5", "at least 3", "an unknown number"."""
    low, best, high = count["low"], count["best"], count["high"]
    if low is not None and high is not None:
        return str(low) if low == high else f"{low} to {high}"
    known = low if low is not None else best
    return "an unknown number" if known is None else f"at least {known}"


def _tags(record: Record) -> str:
    """Marsad's tags; all demonstrations say how large the crowd was."""
    tags = list(record["tags"])
    if record["acled"]["event_type"] in ("Protests", "Riots"):
        crowd = record["counts"].get("participants")
        tags.append(f"crowd size={_range(crowd) if crowd else 'no report'}")
    return "; ".join(tags)
