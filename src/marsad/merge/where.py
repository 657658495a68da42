"""Can two places be one, at the precision they were told with?

Points (UCDP where_prec 1, 2, 5, 7) are compared by distance, districts, provinces and countries (3, 4, 6) by the
admin chain.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from math import asin, cos, radians, sin, sqrt
from typing import Literal

from marsad.merge.tables import table
from marsad.types import Place

PlaceLevel = Literal[
    "same", "same_area", "same_name", "close", "near", "inside_admin2", "inside_admin1", "inside_country", "apart"
]  # fmt: skip

_EARTH_KM = 6371.0
_EXACT, _DISTRICT, _PROVINCE, _LINE, _COUNTRY = 1, 3, 4, 5, 6  # UCDP where_prec


def radius_km() -> dict[int, float]:
    """UCDP where_prec → the radius in km within which the event may lie; the others go by the admin chain."""
    return {int(prec): radius for prec, radius in table("nearness")["place"]["radius_km"].items()}


_radius_km = cache(radius_km)


def km_apart(left: Place, right: Place) -> float | None:
    """Great-circle distance of the two points in km; None where one has no coordinates."""
    if left.lat is None or left.lon is None or right.lat is None or right.lon is None:
        return None
    north, south = radians(left.lat), radians(right.lat)
    half = sin((north - south) / 2) ** 2 + cos(north) * cos(south) * sin(radians(left.lon - right.lon) / 2) ** 2
    return 2 * _EARTH_KM * asin(sqrt(min(1.0, half)))


def place_level(left: Place, right: Place, distance: float | None) -> PlaceLevel | None:
    """How two places ``distance`` km apart agree; None where too little is known of one of them to say."""
    radius = _radius_km()
    if distance is None or left.where_prec not in radius or right.where_prec not in radius:
        return _by_chain(left, right)
    if distance > radius[left.where_prec] + radius[right.where_prec]:
        return "apart"
    if left.where_prec == right.where_prec == _EXACT:
        same_km = table("nearness")["place"]["same_km"]
        return "same" if _one_point(left, right, distance, same_km) else "close"
    is_one_area = bool(left.id) and left.id == right.id
    return "same_area" if is_one_area or distance <= table("nearness")["place"]["same_area_km"] else "near"


def _one_point(left: Place, right: Place, distance: float, same_km: float) -> bool:
    """Equal ids, or two gazetteers' points of one town. Two ids of one gazetteer are two places, however close."""
    if left.id and right.id and left.id.partition(":")[0] == right.id.partition(":")[0]:
        return left.id == right.id
    return distance <= same_km


def _by_chain(left: Place, right: Place) -> PlaceLevel | None:
    """Walk down country, province and district as far as both are told."""
    reached: PlaceLevel | None = None
    steps: tuple[tuple[str | None, str | None, PlaceLevel], ...] = (
        (left.country, right.country, "inside_country"),
        (left.admin1, right.admin1, "inside_admin1"),
        (left.admin2, right.admin2, "inside_admin2"),
    )
    for one, other, level in steps:
        if one is None or other is None:
            break
        if one.casefold() != other.casefold():
            return "apart"
        reached = level
    if left.id and left.id == right.id and _EXACT in (left.where_prec, right.where_prec):
        return "same"
    if left.id and left.id == right.id and _LINE in (left.where_prec, right.where_prec):
        return "same_area"
    return "same_name" if reached and _one_name(left, right) else reached


def _one_name(left: Place, right: Place) -> bool:
    """A village that the gazetteer does not know, or knows no more of than its district, called alike by both."""
    if _COUNTRY in (left.where_prec, right.where_prec) or (left.id and right.id):
        return False
    name = _bare(left.name)
    return bool(name) and name == _bare(right.name)


@lru_cache(maxsize=1 << 14)
def _bare(name: str) -> str:
    """The name itself, without accents: "near Tal Rimah", "the Yazidi village of Tal Rimah"."""
    plain = "".join(one for one in unicodedata.normalize("NFKD", name) if not unicodedata.combining(one))
    words = re.sub(r".*\b(?:of|near|outside) ", "", plain)
    return re.sub(r"[\W_]+", " ", words).strip().casefold() if any(one.isupper() for one in words) else ""


def coarse(place: Place) -> bool:
    """Told no finer than a province."""
    return place.where_prec in (_PROVINCE, _COUNTRY)
