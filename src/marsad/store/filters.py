"""Which events (or mentions): one value that the command line, exports and the HTTP API share, and its SQL.

Values are only ever bound, never written into the SQL. Names of actors and places are looked up by the caller.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from string import Template
from typing import Any, Literal, get_args

from marsad.errors import ConfigError
from marsad.types import KINDS, Grade, ReviewState, Status

Table = Literal["events", "mentions"]
Bounds = tuple[float, float, float, float]
Condition = tuple[str, list[Any]]

_REVIEW_STATES = get_args(ReviewState)
#: Mean radius of the Earth in kilometres (IUGG).
_EARTH_KM = 6371.0088
#: Kilometres of one degree of latitude, rounded down so that the box is never too small.
_DEGREE_KM = 111.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """All that is named must hold; of several values in one field any may. Nothing named: everything.

    Raises ConfigError for a value that cannot mean anything.
    """

    #: First and last day. An event counts where its range of days overlaps; one without a date stands at the day of its
    #: publication, and one without either is left out.
    since: date | None = None
    until: date | None = None
    kinds: tuple[str, ...] = ()  #: ``"ASSAULT"`` or ``"ASSAULT/abduct"``
    actors: tuple[str, ...] = ()  #: actor ids, in any role
    dyad: tuple[str, str] | None = None  #: two actor ids on opposite sides, whichever began
    place: str | None = None  #: id or name, whatever its case and accents
    admin: str | None = None  #: name of a first or second division, or name or ISO alpha-3 of a country
    bbox: Bounds | None = None  #: west, south, east, north in degrees; west > east crosses the antimeridian
    within: Mapping[str, Any] | None = None  #: GeoJSON geometry, feature or collection of features
    near: tuple[float, float, float] | None = None  #: latitude, longitude in degrees, kilometres
    sources: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    precision: int | None = None  #: UCDP's where_prec, 1 to 7: this or finer
    grades: tuple[str, ...] = ()
    min_deaths: int | None = None  #: best count of killed, else the lowest
    text: str | None = None  #: words that all stand in the text or the title of one document
    review_state: str | None = None  #: None: any but rejected

    def __post_init__(self) -> None:
        _known("kind", (kind.partition("/")[0] for kind in self.kinds), KINDS)
        _known("status", self.statuses, get_args(Status))
        _known("grade", self.grades, get_args(Grade))
        _known("review state", (self.review_state,) if self.review_state else (), _REVIEW_STATES)
        if self.since and self.until and self.since > self.until:
            raise ConfigError(f"{self.since} is after {self.until}", next_step="Turn --since and --until round.")
        if self.bbox and not (
            _on_earth(*self.bbox[1::-1]) and _on_earth(*self.bbox[:1:-1]) and self.bbox[1] <= self.bbox[3]
        ):
            raise ConfigError(
                f"{self.bbox} is no box on the Earth", next_step="Give --bbox as west,south,east,north in degrees."
            )
        if self.near and not (_on_earth(*self.near[:2]) and self.near[2] > 0):
            raise ConfigError(
                f"{self.near} is no circle on the Earth", next_step="Give a latitude, a longitude and a number of --km."
            )
        if self.precision is not None and self.precision not in range(1, 8):
            raise ConfigError(f"precision {self.precision} is none", next_step="Give 1 (exact) to 7 (sea or air).")
        if self.within is not None:
            area_of(self.within)


def _known(what: str, given: Iterable[str], known: tuple[str, ...]) -> None:
    for value in given:
        if value not in known:
            raise ConfigError(f"no {what} is called {value!r}", next_step=f"Known: {', '.join(known)}.")


def _on_earth(lat: float, lon: float) -> bool:
    return -90 <= lat <= 90 and -180 <= lon <= 180


def area_of(within: Mapping[str, Any]) -> Any:
    """The shapely geometry of a GeoJSON geometry, feature or collection of features.

    Raises ConfigError where it is none.
    """
    import shapely
    from shapely.geometry import shape

    try:
        if within["type"] == "FeatureCollection":
            return shapely.union_all([shape(feature["geometry"]) for feature in within["features"]])
        return shape(within["geometry"] if within["type"] == "Feature" else within)
    except (KeyError, TypeError, ValueError, AttributeError, shapely.errors.ShapelyError) as error:
        raise ConfigError(
            f"not a GeoJSON area: {error}", next_step="Give --within a file with a Polygon or MultiPolygon."
        ) from error


def inside(within: Mapping[str, Any]) -> Callable[[float | None, float | None], bool]:
    """A test for latitude and longitude; the border belongs to the area."""
    import shapely

    area = area_of(within)
    shapely.prepare(area)
    return lambda lat, lon: lat is not None and lon is not None and bool(shapely.intersects_xy(area, lon, lat))


# --- SQL ---------------------------------------------------------------------------------------


def conditions(filters: Filters, table: Table) -> Condition:
    """The SQL after WHERE for ``events`` or ``present_mentions``, and the values to bind, in order.

    ``within`` is answered here by the box around it; :func:`inside` does the rest.
    """
    parts = [*_when(filters), *_what(filters), *_who(filters), *_where(filters), *_told(filters, table)]
    return " AND ".join(sql for sql, _ in parts) or "TRUE", [value for _, values in parts for value in values]


def _when(filters: Filters) -> Iterator[Condition]:
    if filters.since:
        yield "to_day >= ?", [filters.since]
    if filters.until:
        yield "from_day <= ?", [filters.until]


def _what(filters: Filters) -> Iterator[Condition]:
    if filters.kinds:
        pairs = [kind.partition("/")[::2] for kind in filters.kinds]
        any_of = " OR ".join("(kind = ? AND mode = ?)" if mode else "kind = ?" for _, mode in pairs)
        yield f"({any_of})", [value for pair in pairs for value in pair if value]
    if filters.statuses:
        yield "status = ANY(?::VARCHAR[])", [list(filters.statuses)]
    if filters.min_deaths is not None:
        yield "killed >= ?", [filters.min_deaths]
    yield ("review_state = ?", [filters.review_state]) if filters.review_state else ("review_state <> 'rejected'", [])


def _who(filters: Filters) -> Iterator[Condition]:
    if filters.actors:
        yield "actors && ?::VARCHAR[]", [list(filters.actors)]
    if filters.dyad:
        one, other = ([actor] for actor in filters.dyad)
        opposed = "(initiators && ?::VARCHAR[] AND recipients && ?::VARCHAR[])"
        yield f"({opposed} OR {opposed})", [one, other, other, one]


def _where(filters: Filters) -> Iterator[Condition]:
    if filters.place:
        yield "(place = ? OR folded(place_name) = folded(?))", [filters.place] * 2
    if filters.admin:
        named = "folded(admin{0}) = folded(?)"
        division = f"{named.format(1)} OR {named.format(2)}"
        yield f"({division} OR country = ANY(?::VARCHAR[]))", [filters.admin] * 2 + [_countries_called(filters.admin)]
    if filters.precision is not None:
        yield "where_prec <= ?", [filters.precision]
    if filters.bbox:
        yield _box(filters.bbox)
    if filters.within is not None:
        yield _box(area_of(filters.within).bounds)
    if filters.near:
        lat, lon, km = filters.near
        yield "abs(lat - ?) <= ?", [lat, km / _DEGREE_KM]
        half_chord = (
            "pow(sin(radians(lat - ?) / 2), 2)"
            " + cos(radians(?)) * cos(radians(lat)) * pow(sin(radians(lon - ?) / 2), 2)"
        )
        yield f"2 * ? * asin(sqrt(least(1, {half_chord}))) <= ?", [_EARTH_KM, lat, lat, lon, km]


def _countries_called(name: str) -> list[str]:
    """ISO 3166-1 alpha-3 of the countries with this code or name."""
    from marsad.places.countries import load_countries

    called = name.casefold()
    return [
        country.alpha3
        for country in load_countries()
        if called in {known.casefold() for known in (country.alpha3, country.name, *country.names)}
    ]


def _box(bounds: Bounds) -> Condition:
    west, south, east, north = bounds
    across = "lon BETWEEN ? AND ?" if west <= east else "(lon >= ? OR lon <= ?)"
    return f"(lat BETWEEN ? AND ? AND {across})", [south, north, west, east]


def _told(filters: Filters, table: Table) -> Iterator[Condition]:
    if filters.sources:
        yield "sources && ?::VARCHAR[]", [list(filters.sources)]
    if filters.grades:
        graded = {
            "events": "grade = ANY(?::VARCHAR[])",
            "mentions": "id IN (SELECT mention FROM event_mentions JOIN events ON events.id = event"
            " WHERE grade = ANY(?::VARCHAR[]))",
        }
        yield graded[table], [list(filters.grades)]
    words = (filters.text or "").split()
    if words:
        documents = Template(_DOCUMENTS[table])
        yield documents.substitute(words=" AND ".join([_WORD] * len(words))), words


_WORD = "has_word(folded(coalesce(title, '') || ' ' || text), folded(?))"

_DOCUMENTS = {
    "events": "id IN (SELECT event FROM event_mentions JOIN present_mentions ON present_mentions.id = mention"
    " WHERE document IN (SELECT id FROM present_documents WHERE $words))",
    "mentions": "document IN (SELECT id FROM present_documents WHERE $words)",
}


def tells(text: str) -> Condition:
    """The condition that a document's title or text holds each of these words."""
    words = text.split()
    return " AND ".join([_WORD] * len(words)) or "TRUE", list(words)
