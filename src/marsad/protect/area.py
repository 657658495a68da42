"""Where: never finer than coded, and no finer than a district or province where somebody could be found or hurt."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from marsad.places.countries import load_countries
from marsad.places.keys import fold, translit_key
from marsad.protect.cuts import WORD_LISTS, blank, drop_losers, each_quote, keep_items
from marsad.protect.policy import Area, Movement, Policy, Sensitive
from marsad.protect.words import Known, is_name_like, may_leave

Row = dict[str, Any]

#: UCDP where_prec of a second-level unit, a first-level unit, a country.
_PREC = {"admin2": 3, "admin1": 4, "country": 6}
#: ACLED geo_precision of the same; ACLED codes no event by country alone.
#: UCDP where_prec of places that go by the gazetteer's name: a point, a unit, a country.
_NAMED_PRECS = frozenset((1, 3, 4, 6))
_GEO = {"admin2": 2, "admin1": 3, "country": None}


def rounded(where: Row, policy: Policy) -> bool:
    """Round coordinates to the decimals that the coded precision supports. Whether that changed them."""
    before = where["lat"], where["lon"]
    places = policy.decimals.get(where["where_prec"] or 0)
    for axis in ("lat", "lon"):
        where[axis] = None if where[axis] is None or places is None else round(where[axis], places)
    return before != (where["lat"], where["lon"])


def coarsened(where: Mapping[str, Any], area: Area) -> Row | None:
    """The unit that holds this place, without coordinates; the place itself where it is no finer.

    None where not even the country is known: what is left would be a name out of the text.
    """
    if _is_no_finer(where, area):
        return dict(where)
    country = country_name(where["country"])
    chain = [("admin2", where["admin2"]), ("admin1", where["admin1"]), ("country", country)]
    levels = chain if area == "admin2" else chain[1:]
    for level, name in levels:
        if name:
            return _unit(where, level, str(name))
    return None


def _is_no_finer(where: Mapping[str, Any], area: Area) -> bool:
    if where["where_prec"] == _PREC["country"] and where["id"] is not None:
        return True
    levels: tuple[Area, ...] = ("admin2", "admin1") if area == "admin2" else ("admin1",)
    return any(
        where["where_prec"] == _PREC[level] and where[level] and fold(where[level]) == fold(where["name"])
        for level in levels
    )


def _unit(where: Mapping[str, Any], level: str, name: str) -> Row:
    return {
        "id": None,
        "shape": "area",
        "name": name,
        "country": where["country"],
        "admin1": None if level == "country" else where["admin1"],
        "admin2": where["admin2"] if level == "admin2" else None,
        "lat": None,
        "lon": None,
        "where_prec": _PREC[level],
        "geo_precision": _GEO[level],
    }


def is_of_place(where: Mapping[str, Any], words: str, known: Known) -> bool:
    """Whether these words name the coded place: by its record, or by the gazetteer."""
    return is_named(where, words) or (where["id"] is not None and known.is_place(where["id"], words))


def is_words(where: Mapping[str, Any], policy: Policy, known: Known) -> bool:
    """Whether the name of a place may hold other words of the text than a place's ("near the farm of Fulan")."""
    if where["id"] is None:
        return True
    is_plain = all(is_name_like(word) or word in policy.particles for word in where["name"].split())
    if is_plain and where["where_prec"] in _NAMED_PRECS:
        return False
    units = {**where, "name": where["admin2"] or where["admin1"] or ""}
    return not may_leave(where["name"], policy, lambda words: is_of_place(units, words, known))


def is_named(where: Mapping[str, Any], words: str) -> bool:
    """Whether these words are a spelling of the coded place or of a unit that holds it."""
    names = (where["name"], where["admin1"], where["admin2"], country_name(where["country"]))
    return any(_is_spelt(name, words) for name in names if name)


@lru_cache(maxsize=65536)
def _is_spelt(name: str, words: str) -> bool:
    """Whether words are a spelling of a name."""
    spelt = {key for key in (fold(words), translit_key(fold(words))) if key}
    return not spelt.isdisjoint((fold(name), translit_key(fold(name))))


@lru_cache(maxsize=512)
def country_name(alpha3: str | None) -> str | None:
    return next((country.name for country in load_countries() if country.alpha3 == alpha3), None)


# --- a place that no longer stands in the record -----------------------------------------------


def forget_place(record: Row, was: Mapping[str, Any], policy: Policy) -> None:
    """Take out all words that tell the place as it was before it became an area: names, quotes, losing values."""
    now = record["where"] or {}
    told = {fold(name) for name in (now.get("name"), now.get("admin1"), now.get("admin2")) if name}
    gone = {fold(name) for name in (was["name"], was["admin2"], was["admin1"]) if name} - told - {""}

    def is_silent(words: str | None) -> bool:
        padded = f" {fold(words or '')} "
        return not any(f" {name} " in padded for name in gone)

    drop_losers(record, lambda field: field == "where")
    for field, quote in each_quote(record):
        if field == "where" or not is_silent(quote["text"]):
            quote["text"] = None
    for field in WORD_LISTS:
        keep_items(record, field, is_silent)
    for field, words in (("duration", (record["duration"] or {}).get("text")), ("campaign", record["campaign"])):
        if not is_silent(words):
            blank(record, field)
    for party in _unregistered(record):
        if not is_silent(party["text"]) or not is_silent(party["name"]):
            party["name"], party["text"] = policy.roles.get(party["sector"] or "", policy.roles[""]), None


def _unregistered(record: Row) -> Iterator[Row]:
    return (party for party in record["parties"] if party["actor"] is None)


# --- what is sensitive -------------------------------------------------------------------------


def all_words(record: Mapping[str, Any]) -> str:
    """Every word of a record that may tell what it is about, in lower case."""
    quotes = {quote["text"]: None for held in record["quotes"].values() for quote in held}
    parties = (party[key] for party in record["parties"] for key in ("name", "text"))
    sides = (side for count in record["counts"].values() for side in count["by_party"])
    place = (record["where"]["name"],) if record["where"] else ()
    parts = (*record["targets"], *record["tags"], *record["escort"], *sides, *place, *parties, *quotes)
    return " · ".join(part for part in parts if part).casefold()


def is_of_mode(record: Mapping[str, Any], modes: frozenset[str]) -> bool:
    return not modes.isdisjoint((record["kind"], f"{record['kind']}/{record['mode']}"))


def falls_under(record: Mapping[str, Any], heading: Sensitive, words: str) -> bool:
    """Whether an event is sensitive under this heading; ``words`` are :func:`all_words` of it, if any is alarming."""
    return (
        is_of_mode(record, heading.modes)
        or not heading.measures.isdisjoint(record["counts"])
        or not heading.contexts.isdisjoint(record["contexts"])
        or (words != "" and any(match["wanted"] for match in heading.words.finditer(words)))
    )


def is_movement(record: Mapping[str, Any], policy: Policy, words: str) -> bool:
    """Whether the event tells of forces, a patrol or a convoy on the way."""
    movement = policy.movement
    if is_of_mode(record, movement.modes) or (record["kind"] in movement.joint and _is_of_forces(record, movement)):
        return True
    return record["kind"] not in movement.except_kinds and movement.words.search(words) is not None


def _is_of_forces(record: Mapping[str, Any], movement: Movement) -> bool:
    """Whether something beside the words speaks for a patrol: a number in a series, an escort, who takes part."""
    sectors = {party["sector"] for party in record["parties"]}
    return bool(record["ordinal"] or record["escort"] or "military" in record["contexts"] or sectors & movement.sectors)
