"""Which of several places does a name mean? Ranked by evidence, each reason a number one can show.

The score is a log-odds sum. The weights were set by hand on development data (headlines of UCDP GED, given the name;
news of TR-News and GeoWebNews, given the span), and say what a reader would: spelling, the country that the text is
about, units it names, size, nearness to its other places.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from operator import itemgetter

from marsad.places.countries import load_countries
from marsad.places.entries import AS_IT_IS, own_names
from marsad.places.gazetteer import Candidate, Tier
from marsad.places.keys import fold

#: Log-odds of a spelling against an exact one: right in 93, 65 and 37 of 100.
_TIER: dict[Tier, float] = {"exact": 0.0, "folded": -0.5, "transliterated": -2.0}
#: People for whom features, roads and regions stand in the comparison of sizes: what a report names is well known.
_FEATURE_POPULATION = 50_000
_UNCOUNTED = 2_000  #: packages keep places under 500 people, and those whose people nobody counted, as seats of units
_PER_DECADE = 0.9  #: for ten times the people
_COUNTRY = 9.0  #: a country stands above all that shares its name, but for a province where the story plays
_SETTLED = ("populated place", "admin1", "admin2")
_FIRST_NAME = 0.5  #: for the name that a place goes by before one that it has as well: Mocha before Oeiras
_TOLD_OF = 1.0  #: for a place on the project's own lists, which hold those of wars: Beni in Kivu before that in Bolivia
_COUNTRY_FLOOR = 0.01  #: weight of a country without evidence; a hundredth of the one all evidence is for
_OPEN_SEA = 0.3  #: weight for what lies in no country
_FAR_KM = 300.0
_FARTHEST = 4.0  #: in units of _FAR_KM; beyond that, far is far
_SAME_KM = 25.0  #: UCDP's "near": two candidates this close are one answer
_SAME_DEGREES = _SAME_KM / 111.0  #: of latitude; further apart than that needs no measuring
_COMPARED = 12  #: candidates that share the probability; those after them have next to none, and there may be hundreds


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What a story says about where it plays. Weights of countries (alpha-3) sum to 1; empty where nothing is known."""

    countries: Mapping[str, float] = field(default_factory=dict)
    admins: frozenset[str] = frozenset()  #: ids of units the story names
    points: tuple[tuple[float, float], ...] = ()  #: latitude and longitude of its other places


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """A candidate with its reasons, whose sum ranks it."""

    place: Candidate
    share: float  #: of the probability, by softmax over candidates that are not the same spot
    reasons: tuple[tuple[str, float], ...]


def rank(candidates: Sequence[Candidate], evidence: Evidence, name: str = "") -> tuple[Ranked, ...]:
    """Candidates for ``name`` by score, best first; equal scores by id, so that the order never depends on the input's.

    Without ``name`` a place's first name counts no more than its others.
    """
    key = fold(name)
    points = [_in_radians(*point) for point in evidence.points]
    scored: list[tuple[float, str, Candidate, tuple[tuple[str, float], ...]]] = []
    for place in candidates:
        reasons = _reasons(place, evidence, key, points)
        scored.append((-sum([weight for _, weight in reasons]), place.id, place, reasons))
    scored.sort(key=_by_score)
    shares = _shares([one[2] for one in scored[:_COMPARED]], [-one[0] for one in scored])
    return tuple(
        Ranked(place=one[2], share=shares[at] if at < _COMPARED else 0.0, reasons=one[3])
        for at, one in enumerate(scored)
    )


_by_score = itemgetter(0, 1)


def _shares(places: Sequence[Candidate], totals: Sequence[float]) -> list[float]:
    """The probability of each, by softmax over those that are not the same spot."""
    against = [1.0] * len(places)
    for at, place in enumerate(places):
        for other in range(at):
            if not is_same_spot(place, places[other]):
                against[at] += math.exp(min(50.0, totals[other] - totals[at]))
                against[other] += math.exp(min(50.0, totals[at] - totals[other]))
    return [1 / rivals for rivals in against]


def is_same_spot(one: Candidate, other: Candidate) -> bool:
    """Are two candidates one answer: close by, or one a unit that holds the other (a city and its province)."""
    if one.id in (other.admin1_id, other.admin2_id) or other.id in (one.admin1_id, one.admin2_id):
        return True
    if one.lat is None or other.lat is None or abs(one.lat - other.lat) > _SAME_DEGREES:
        return False
    distance = distance_km(one, other)
    return distance is not None and distance <= _SAME_KM


def distance_km(one: Candidate, other: Candidate) -> float | None:
    """Kilometres between two places, None where one has no coordinates."""
    if one.lat is None or one.lon is None or other.lat is None or other.lon is None:
        return None
    return kilometres((one.lat, one.lon), (other.lat, other.lon))


def kilometres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Great-circle distance of two (latitude, longitude) points on a sphere of 6,371 km."""
    return _arc(_chord(_in_radians(*one), _in_radians(*other)))


_InRadians = tuple[float, float, float]  #: latitude, longitude, cosine of the latitude


def _in_radians(lat: float, lon: float) -> _InRadians:
    lat = math.radians(lat)
    return lat, math.radians(lon), math.cos(lat)


def _chord(one: _InRadians, other: _InRadians) -> float:
    """The square of half the chord between two points on a sphere of radius 1, which orders distances."""
    lat, lon, cosine = one
    return math.sin((other[0] - lat) / 2) ** 2 + cosine * other[2] * math.sin((other[1] - lon) / 2) ** 2


def _arc(chord: float) -> float:
    """Kilometres on the Earth's surface."""
    return 2 * 6371.0 * math.asin(math.sqrt(chord))


def _reasons(
    place: Candidate, evidence: Evidence, key: str, points: Sequence[_InRadians]
) -> tuple[tuple[str, float], ...]:
    reasons = [
        (f"spelling {place.tier}", _TIER[place.tier]),
        ("size", _size(place.id, place.kind, place.population, place.country, place.name)),
    ]
    if key and fold(place.name) == key:
        reasons.append(("first name", _FIRST_NAME))
    if place.kind in _SETTLED and _is_told_of(place.id, key):
        reasons.append(("told of", _TOLD_OF))
    if evidence.countries:
        told = [evidence.countries[country] for country in place.within if country in evidence.countries]
        weight = max(told, default=0.0 if place.within else _OPEN_SEA)
        reasons.append(("country", math.log(_COUNTRY_FLOOR + weight)))
    if place.admin2_id in evidence.admins or place.id in evidence.admins:
        reasons.append(("unit named", 1.5))
    elif evidence.admins and evidence.admins.intersection((place.admin1_id or "", *place.within)):
        reasons.append(("unit named", 1.0))
    if points and place.lat is not None and place.lon is not None:
        here = _in_radians(place.lat, place.lon)
        near = sorted([_chord(here, point) for point in points])
        reasons.append(("distance", -min(_arc(near[len(near) // 2]) / _FAR_KM, _FARTHEST)))
    return tuple([(reason, round(weight, 4)) for reason, weight in reasons])


@lru_cache(maxsize=65_536)
def _is_told_of(own_id: str, key: str) -> bool:
    """Whether the project's own lists have the place by this name; "Wash." there says nothing of "Washington"."""
    name, more, _ = own_names().get(own_id, AS_IT_IS)
    return own_id.startswith("mx:") or key in map(fold, filter(None, (name, *more)))


@lru_cache(maxsize=65_536)
def _size(own_id: str, kind: str, population: int, country: str | None, name: str) -> float:
    """Countries stand above all that shares their name; the rest by the logarithm of its people, capitals first."""
    if kind == "country":
        return _COUNTRY
    people = max(population, _UNCOUNTED) if kind in _SETTLED else _FEATURE_POPULATION
    size = _PER_DECADE * math.log10(people + 100)
    if own_id.startswith("user:"):
        return size + 2.0  # a user adds a place because it is the one meant
    if kind == "populated place" and (country, fold(name)) in _capitals():
        return size + 1.5
    return size + (0.5 if kind == "admin1" else -0.5 if kind == "admin2" else 0.0)


@lru_cache(maxsize=1)
def _capitals() -> frozenset[tuple[str, str]]:
    return frozenset((country.alpha3, fold(capital)) for country in load_countries() for capital in country.capitals)
