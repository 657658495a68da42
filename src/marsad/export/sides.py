"""Who stands on which side of an event, for the standards that know two sides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from marsad.export.knowledge import countries, table

#: ACLED's inter digits.
STATE, MILITIA, RIOTERS, PROTESTERS, CIVILIANS, EXTERNAL = 1, 3, 5, 6, 7, 8

#: UCDP's type of violence against civilians.
_ONE_SIDED = 3
_ROLES = ("initiator", "recipient", "initiator_supporter", "recipient_supporter", "victim")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sided:
    """One actor as two-sided standards name it. ``inter`` is ACLED's digit."""

    name: str
    inter: int | None
    country: str | None


#: Those who act, and those acted upon.
Sides = tuple[list[Sided], list[Sided]]


def sides(record: Mapping[str, Any]) -> Sides:
    """Those who act, and those acted upon; supporters after the parties they support. Mutual acts fill both sides, also
    where they hurt those who took no part.
    """
    by_role: dict[str, list[Sided]] = {}
    country = (record["where"] or {}).get("country")
    for party in record["parties"]:
        usual = _doer(record) if party["role"].startswith("initiator") else CIVILIANS
        by_role.setdefault(party["role"], []).append(_sided(party, usual, country))
    doers, done_to, ones, twos, hurt = (by_role.get(role, []) for role in _ROLES)
    done_to = done_to + hurt
    is_mutual = _is_fight(record) and all(actor.inter in (CIVILIANS, PROTESTERS) for actor in done_to)
    if len(doers) > 1 and (is_mutual or not done_to):
        doers, done_to = doers[:1], doers[1:] + done_to
    return doers + ones, done_to + twos


def _doer(record: Mapping[str, Any]) -> int:
    """What one is whose kind is not known, but who acts: one of the crowd that marches or riots, else armed."""
    event_type = str(record["acled"]["event_type"]) if record["acled"] else ""
    return {"Protests": PROTESTERS, "Riots": RIOTERS}.get(event_type, MILITIA)


def _is_fight(record: Mapping[str, Any]) -> bool:
    """Whether it is coded as one of two armed sides."""
    acled, ged = record["acled"], record["ged"]
    return bool((acled and acled["event_type"] == "Battles") or (ged and ged["type_of_violence"] != _ONE_SIDED))


def _sided(party: Mapping[str, Any], usual: int, country: str | None) -> Sided:
    inter = party["inter"] or table("wording")["inter"].get(party["sector"])
    name = party["name"] or party["text"]
    # A name in small letters is a role ("a civilian"), for which ACLED has its own word.
    if not name or (party["actor"] is None and name == name.lower()):
        return unnamed(inter or usual, party["country"] or country)
    return Sided(name=name, inter=inter, country=party["country"])


def unnamed(inter: int, country: str | None) -> Sided:
    """ "Civilians (Syria)", "Unidentified Armed Group (Mali)"."""
    word = table("wording")["unnamed"][str(inter)]
    known = countries().get(country or "")
    return Sided(name=f"{word} ({known['acled_name']})" if known else word, inter=inter, country=country)
