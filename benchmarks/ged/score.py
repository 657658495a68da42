"""Who, where, how many and when, of rows whose headline says so; one headline, one event.

The prediction of a row is what the system codes from its headline alone. Where it tells several events the first
ASSAULT that took place is the row's, one in which somebody dies before others, since UCDP counts only such as events;
else the first of the others; for a place or a number of deaths, the first that has one. A headline that tells no place
of an event ("12 May: Hatla, Deir ez-Zor") is asked which place it names; what events alone give is a figure of its own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from benchmarks.figures import Figure, f1_of, share, with_interval
from benchmarks.ged.rows import GedRow, bare, is_beside, names_place, sides_called, tells_deaths, unit_names
from marsad.evaluate.compare import NEAR_KM, Tally, distance_km
from marsad.types import DateRange, Mention, Place

_REAL = ("happened", "ongoing", "attempted")
#: Words of an act by which it is told for its dead.
_DEATH = re.compile(
    r"\b(?:kill|dead|death|die[ds]?\b|perish|casualt|losses|murder|assassinat|execut|massacre|behead|lives\b|life\b)",
    re.IGNORECASE,
)
_FIGHTING = ("initiator", "recipient", "victim")


def ordered(mentions: Sequence[Mention]) -> list[Mention]:
    """What took place, assaults first and of them those in which somebody dies, else in the order told."""
    real = [mention for mention in mentions if mention.status.value in _REAL]
    return sorted(real, key=lambda mention: (mention.kind.value != "ASSAULT", not _is_deadly(mention)))


def _is_deadly(mention: Mention) -> bool:
    killed = mention.count("killed")
    told = (quote.text or "" for quote in mention.kind.quotes)
    return (killed is not None and killed.high != 0) or any(map(_DEATH.search, told))


def sides_said(row: GedRow, mentions: Sequence[Mention]) -> frozenset[str]:
    """The sides of the row that are coded as parties, and every other organised party by its own name.

    People and victims are left aside, since GED's sides are organised but for "Civilians"; so are those who fight
    beside a side without being one ("Russian warplanes").
    """
    said: set[str] = set()
    for mention in ordered(mentions):
        for claim in mention.parties:
            party = claim.value
            if party.role not in _FIGHTING:
                continue
            words = " / ".join(word for word in (party.text, party.actor.name) if word)
            own = sides_called(words, row.sides)
            if own:
                said |= own
            elif party.actor.id is not None and party.role != "victim" and not is_beside(words):
                others = sides_called(words)
                said.add(min(others) if others else party.actor.id)
    return frozenset(said - {"Civilians"} if "Civilians" not in row.sides else said)


def _sides(row: GedRow, mentions: Sequence[Mention]) -> Tally:
    """Gold: the sides that the headline calls; the row's other side is neither wanted nor wrong."""
    gold = sides_called(row.headlines[0].text, row.sides)
    said = sides_said(row, mentions) - (frozenset(row.sides) - gold)
    return Tally(right=len(gold & said), predicted=len(said), gold=len(gold))


def place_said(mentions: Sequence[Mention]) -> Place | None:
    return next((mention.where.value for mention in ordered(mentions) if mention.where is not None), None)


def is_near(row: GedRow, place: Place | None) -> bool:
    if place is None or place.lat is None or place.lon is None:
        return False
    return distance_km(row.lat, row.lon, place.lat, place.lon) <= NEAR_KM


def is_unit(row: GedRow, place: Place | None) -> bool:
    """The right first-level unit; a place that is the unit itself may carry it as its name."""
    if place is None:
        return False
    names = {
        " ".join(bare(name).split()) for name in (place.admin1, place.name if place.shape == "area" else None) if name
    }
    return any(name.removesuffix(" governorate") in unit_names(row.adm_1) for name in names)


def deaths_said(mentions: Sequence[Mention]) -> int | None:
    counts = (mention.count("killed") for mention in ordered(mentions))
    return next((count.best for count in counts if count is not None and count.best is not None), None)


def day_said(row: GedRow, mentions: Sequence[Mention]) -> DateRange | None:
    """When; a report that does not say tells of the day it is printed."""
    told = ordered(mentions)
    if not told:
        return None
    when = told[0].when
    printed = row.headlines[0].day
    return when.value if when is not None else DateRange(first=printed, last=printed, date_prec=1)


def _is_day(row: GedRow, when: DateRange | None) -> bool:
    return when is not None and (when.first, when.last) == (row.first, row.last)


def _place_figures(
    rows: Sequence[GedRow], said: Mapping[str, Sequence[Mention]], named: Mapping[str, Place]
) -> list[Figure]:
    of_events = [(row, place_said(said.get(row.id, ()))) for row in rows]
    places = [(row, place or named.get(row.id)) for row, place in of_events]
    near = [is_near(row, place) for row, place in places]
    answered = sum(place is not None and place.lat is not None for _, place in places)
    units = [is_unit(row, place) for row, place in places if row.adm_1]
    return [
        share("place_within_25km", sum(near), len(rows)),
        share("place_precision", sum(near), answered),
        share("adm1_accuracy", sum(units), len(units)),
        share("event_place_within_25km", sum(is_near(row, place) for row, place in of_events), len(rows)),
    ]


def _death_figures(rows: Sequence[GedRow], said: Mapping[str, Sequence[Mention]]) -> list[Figure]:
    deaths = [(row, deaths_said(said.get(row.id, ()))) for row in rows]
    exact = sum(number == row.best for row, number in deaths)
    in_range = sum(number is not None and row.low <= number <= row.high for row, number in deaths)
    return [share("deaths_exact", exact, len(rows)), share("deaths_in_range", in_range, len(rows))]


def figures(
    rows: Sequence[GedRow], said: Mapping[str, Sequence[Mention]], named: Mapping[str, Place] = MappingProxyType({})
) -> list[Figure]:
    """``rows`` have a headline of their own; each figure takes those whose headline tells its value. ``named``: by row
    the places of headlines that tell none of an event.
    """
    called = [row for row in rows if sides_called(row.headlines[0].text, row.sides)]
    sides = [_sides(row, said.get(row.id, ())) for row in called]
    dated = [row for row in rows if row.date_prec == 1]
    days = sum(_is_day(row, day_said(row, said.get(row.id, ()))) for row in dated)
    return [
        with_interval("sides_f1", sides, f1_of, n=len(called)),
        *_place_figures([row for row in rows if names_place(row)], said, named),
        *_death_figures([row for row in rows if tells_deaths(row)], said),
        share("date_exact", days, len(dated)),
    ]


def misses(
    rows: Sequence[GedRow], said: Mapping[str, Sequence[Mention]], named: Mapping[str, Place] = MappingProxyType({})
) -> list[dict[str, Any]]:
    """By row id and coded values only: headlines can name victims."""
    found = []
    for row in rows:
        mentions = said.get(row.id, ())
        wrong: dict[str, Any] = {}
        gold = sides_called(row.headlines[0].text, row.sides)
        if gold and _sides(row, mentions) != Tally(right=len(gold), predicted=len(gold), gold=len(gold)):
            wrong["sides"] = {"gold": sorted(gold), "predicted": sorted(sides_said(row, mentions))}
        place = place_said(mentions) or named.get(row.id)
        if names_place(row) and not is_near(row, place):
            wrong["place"] = {"gold": row.place, "predicted": place and place.name}
        if tells_deaths(row) and deaths_said(mentions) != row.best:
            wrong["deaths"] = {"gold": row.best, "predicted": deaths_said(mentions)}
        if wrong:
            found.append({"row": row.id, **wrong})
    return found
