"""Filters asked of protected records: what is told of an event decides whether it is found, not what is stored."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from math import asin, cos, radians, sin, sqrt
from typing import Any

from marsad.places.countries import load_countries
from marsad.places.keys import fold
from marsad.store import Filters, inside

#: Mean radius of the Earth in kilometres (IUGG).
_EARTH_KM = 6371.0088


def asked_of_the_store(filters: Filters, *, narrowed: bool = False) -> Filters:
    """The filters on fields that leave as they are stored; the others are left to :func:`fits`.

    ``narrowed``: the area too. An event is told in no unit that is not stored, so none is missed; but how many were
    held back is then counted of that area alone, and must not be told.
    """
    return replace(
        filters,
        place=None,
        admin=filters.admin if narrowed else None,
        bbox=None,
        within=None,
        near=None,
        precision=None,
        text=None,
    )


def fits(record: Mapping[str, Any], filters: Filters) -> bool:
    """Whether a protected record fits the filters on place and words."""
    where = record["where"]
    is_local = any((filters.place, filters.admin, filters.bbox, filters.within, filters.near, filters.precision))
    if is_local and where is None:
        return False
    return (not is_local or all(_local(where, filters))) and (not filters.text or _tells(record, filters.text))


def fits_coded(record: Mapping[str, Any], filters: Filters) -> bool:
    """Whether an event that stands in no store fits the filters on days, kinds, deaths and places."""
    when, killed = record["when"] or {}, record["counts"].get("killed") or {}
    first, last = (when.get(end) or record["published"] for end in ("first", "last"))
    kinds = {record["kind"], f"{record['kind']}/{record['mode']}"}
    deaths = next((killed[bound] for bound in ("best", "low") if killed.get(bound) is not None), None)
    return (
        (filters.since is None or (last is not None and last >= filters.since.isoformat()))
        and (filters.until is None or (first is not None and first <= filters.until.isoformat()))
        and (not filters.kinds or bool(kinds & set(filters.kinds)))
        and (filters.min_deaths is None or (deaths is not None and deaths >= filters.min_deaths))
        and fits(record, filters)
    )


#: Filters that can be asked of a row of counts by unit and month.
_OF_COUNTS = ("since", "until", "admin")


def fits_counts(filters: Filters) -> Callable[[Mapping[str, Any]], bool] | None:
    """Which rows of counts by unit and month fit: of months that reach into the days, of units and countries so called.

    None where a filter is given that no such row can answer.
    """
    if filters != Filters(**{name: getattr(filters, name) for name in _OF_COUNTS}):
        return None
    first, last = (day.isoformat() if day else "" for day in (filters.since, filters.until))

    def fits_row(row: Mapping[str, Any]) -> bool:
        units = {"admin1": row["provider_admin1_name"], "admin2": row["provider_admin2_name"]}
        names = told_areas({**units, "country": row["location_code"], "name": "", "where_prec": None})
        return (
            (not first or row["reference_period_end"][:10] >= first)
            and (not last or row["reference_period_start"][:10] <= last)
            and (not filters.admin or fold(filters.admin) in {fold(name) for name in names})
        )

    return fits_row


def _local(where: Mapping[str, Any], filters: Filters) -> Iterator[bool]:
    lat, lon = where["lat"], where["lon"]
    if filters.place:
        yield where["id"] == filters.place or fold(where["name"]) == fold(filters.place)
    if filters.admin:
        yield fold(filters.admin) in {fold(name) for name in told_areas(where)}
    if filters.precision is not None:
        yield where["where_prec"] is not None and where["where_prec"] <= filters.precision
    if filters.bbox or filters.within or filters.near:
        yield lat is not None and lon is not None and all(_at(lat, lon, filters))


def _at(lat: float, lon: float, filters: Filters) -> Iterator[bool]:
    if filters.bbox:
        west, south, east, north = filters.bbox
        across = west <= lon <= east if west <= east else lon >= west or lon <= east
        yield across and south <= lat <= north
    if filters.within is not None:
        yield inside(filters.within)(lat, lon)
    if filters.near:
        to_lat, to_lon, km = filters.near
        yield _km(lat, lon, to_lat, to_lon) <= km


def _km(lat: float, lon: float, to_lat: float, to_lon: float) -> float:
    half = (
        sin(radians(to_lat - lat) / 2) ** 2
        + cos(radians(lat)) * cos(radians(to_lat)) * sin(radians(to_lon - lon) / 2) ** 2
    )
    return 2 * _EARTH_KM * asin(sqrt(min(1.0, half)))


def told_areas(where: Mapping[str, Any]) -> set[str]:
    """Every name of the units and the country that a place still tells."""
    names = [where.get(name) for name in ("admin1", "admin2", "country")]
    if where["where_prec"] in (3, 4, 6):  # the place is itself a unit or a country
        names.append(where["name"])
    for country in load_countries():
        if country.alpha3 == where["country"]:
            names += [country.name, *country.names]
    return {name for name in names if name}


def _tells(record: Mapping[str, Any], text: str) -> bool:
    """Whether each word stands, whole, among the words that leave with the record."""
    told = words_of(record)
    return all(word in told for word in fold(text).split())


def words_of(record: Mapping[str, Any]) -> set[str]:
    """Every word of a record, folded: what a reader to whom it leaves may search for."""
    return {word for told in _strings(record) for word in fold(told).split()}


def _strings(value: Any) -> Iterator[str]:
    """Every string in a record, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for held in value.values():
            yield from _strings(held)
    elif isinstance(value, (list, tuple)):
        for held in value:
            yield from _strings(held)
