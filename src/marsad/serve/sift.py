"""Which rows of a table fit: the filters of the command line, and a few more, asked of columns in memory.

Each filter is a condition by itself, so that a facet can leave its own out.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from functools import reduce
from math import cos, radians
from operator import and_
from typing import TYPE_CHECKING, Any

from marsad.places.countries import load_countries
from marsad.places.keys import fold
from marsad.serve.table import NONE, Dictionary, Table, number_of
from marsad.store import Filters
from marsad.store.filters import area_of

if TYPE_CHECKING:
    from marsad.serve.table import Mask

#: Mean radius of the Earth in kilometres (IUGG).
_EARTH_KM = 6371.0088
#: UCDP's precisions at which a place is itself a unit or a country.
_UNITS = (3, 4, 6)
#: Least deaths of each step of the facet.
DEATHS = (0, 1, 5, 10, 25, 100)
Condition = tuple[str, "Mask"]
#: Ids of the events of which a report holds these words.
Told = Callable[[str], Collection[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sieve:
    """All that is named must hold; of several values in one field any may."""

    filters: Filters = field(default_factory=Filters)
    acled: tuple[str, ...] = ()  #: event types, sub-event types, or ``TYPE: SUB-TYPE``
    countries: tuple[str, ...] = ()  #: alpha-3
    admin1s: tuple[str, ...] = ()  #: ``MOZ/Cabo Delgado``
    places: tuple[str, ...] = ()  #: several ids or names
    review_states: tuple[str, ...] = ()  #: several
    precisions: tuple[int, ...] = ()  #: UCDP's where_prec, exactly
    deaths: tuple[int, ...] = ()  #: the least of a step of :data:`DEATHS`

    @property
    def is_more(self) -> bool:
        """Whether something is asked that the filters of the command line do not know."""
        return any((self.acled, self.countries, self.admin1s, self.places, self.review_states, self.precisions,
                    self.deaths))  # fmt: skip


def sift(table: Table, sieve: Sieve, told: Told) -> Any:
    """The numbers of the rows that fit, in order."""
    import numpy as np

    return np.flatnonzero(together(table, [mask for _, mask in conditions(table, sieve, told)]))


def together(table: Table, masks: Collection[Mask]) -> Mask:
    """Where all of them hold."""
    import numpy as np

    found: Mask = reduce(and_, masks, np.ones(len(table), dtype=bool))
    return found


def conditions(table: Table, sieve: Sieve, told: Told) -> list[Condition]:
    """Each filter that is set, under the name of its facet (or its own), with the rows that it lets through."""
    filters = sieve.filters
    return [
        *_when(table, filters),
        *_what(table, sieve),
        *_who(table, filters),
        *_where(table, sieve),
        *_text(table, filters, told),
    ]


def _when(table: Table, filters: Filters) -> Iterator[Condition]:
    first, last = table.columns["first"], table.columns["last"]
    if filters.since:
        yield "since", last >= number_of(filters.since)
    if filters.until:
        yield "until", (first != NONE) & (first <= number_of(filters.until))


def _what(table: Table, sieve: Sieve) -> Iterator[Condition]:
    filters = sieve.filters
    if filters.kinds:
        pairs = [kind.partition("/")[::2] for kind in filters.kinds]
        yield "kind", reduce(lambda one, other: one | other, [_kind(table, *pair) for pair in pairs])
    for name, column, values in (("status", "status", filters.statuses), ("grade", "grade", filters.grades)):
        if values:
            yield name, _among(table, column, values)
    if filters.min_deaths is not None:
        killed = table.columns["killed"]
        yield "deaths", (killed != NONE) & (killed >= filters.min_deaths)
    if sieve.deaths:
        yield "deaths", _stepped(table, sieve.deaths)
    states = sieve.review_states or ((filters.review_state,) if filters.review_state else ())
    is_rejected = _among(table, "review_state", ("rejected",))
    yield "review-state", _among(table, "review_state", states) if states else ~is_rejected
    if sieve.acled:
        known = table.dictionaries["acled"].words
        fit = [word for word in known if word in sieve.acled or set(word.split(": ", 1)) & set(sieve.acled)]
        yield "acled", _among(table, "acled", fit)
    if filters.sources:
        yield "source", _holding(table, "sources", filters.sources)


def _stepped(table: Table, steps: Collection[int]) -> Mask:
    """Of how many were reported killed, in one of these steps."""
    import numpy as np

    killed = table.columns["killed"]
    found: Mask = (killed != NONE) & np.isin(np.digitize(killed, DEATHS) - 1, [DEATHS.index(one) for one in steps])
    return found


def _kind(table: Table, kind: str, mode: str) -> Mask:
    found = _among(table, "kind", (kind,))
    return found & _among(table, "mode", (mode,)) if mode else found


def _among(table: Table, column: str, words: Collection[str]) -> Mask:
    import numpy as np

    found: Mask = np.isin(table.columns[column], _numbers(table.dictionaries[column], words))
    return found


def _numbers(known: Dictionary, words: Collection[str]) -> list[int]:
    return [number for word in words if (number := known.get(word)) is not None]


def _holding(table: Table, column: str, words: Collection[str]) -> Mask:
    dictionary = table.dictionaries["source" if column == "sources" else "actor"]
    return table.lists[column].any_of(_numbers(dictionary, words))


def _who(table: Table, filters: Filters) -> Iterator[Condition]:
    if filters.actors:
        yield "actor", _holding(table, "actors", filters.actors)
    if filters.dyad:
        began, other = (
            [_holding(table, side, (one,)) for one in filters.dyad] for side in ("initiators", "recipients")
        )
        yield "dyad", (began[0] & other[1]) | (began[1] & other[0])


def _where(table: Table, sieve: Sieve) -> Iterator[Condition]:
    filters, columns = sieve.filters, table.columns
    if places := sieve.places or ((filters.place,) if filters.place else ()):
        wanted = {fold(place) for place in places}
        called = [key for key, name in table.place_names.items() if fold(name) in wanted]
        yield "place", _among(table, "place", (*places, *called))
    if sieve.precisions:
        import numpy as np

        yield "precision", np.isin(columns["where_prec"], sieve.precisions)
    if filters.admin:
        yield "admin", _within_unit(table, filters.admin)
    if sieve.countries:
        yield "country", _among(table, "country", sieve.countries)
    if sieve.admin1s:
        yield "admin1", _among(table, "admin1", sieve.admin1s)
    if filters.precision is not None:
        yield "precision", (columns["where_prec"] != NONE) & (columns["where_prec"] <= filters.precision)
    if filters.bbox:
        west, south, east, north = filters.bbox
        lat, lon = columns["lat"], columns["lon"]
        across = (lon >= west) & (lon <= east) if west <= east else (lon >= west) | (lon <= east)
        yield "bbox", across & (lat >= south) & (lat <= north)
    if filters.within is not None:
        yield "within", _inside(table, area_of(filters.within))
    if filters.near:
        yield "near", _near(table, *filters.near)


def _within_unit(table: Table, admin: str) -> Mask:
    """In a unit or country of this name; below internal also where the place itself is called so."""
    wanted = fold(admin)
    units = {
        column: [word for word in table.dictionaries[column].words if fold(word.partition("/")[2]) == wanted]
        for column in ("admin1", "admin2")
    }
    found = reduce(lambda one, other: one | other, [_among(table, column, words) for column, words in units.items()])
    found = found | _among(table, "country", _countries_called(admin))
    if table.words is not None:
        import numpy as np

        called = [key for key, name in table.place_names.items() if fold(name) == wanted]
        found = found | (_among(table, "place", called) & np.isin(table.columns["where_prec"], _UNITS))
    return found


def _countries_called(name: str) -> list[str]:
    called = fold(name)
    return [
        country.alpha3
        for country in load_countries()
        if called in {fold(known) for known in (country.alpha3, country.name, *country.names)}
    ]


def _inside(table: Table, area: Any) -> Mask:
    import numpy as np
    import shapely

    lat, lon = table.columns["lat"], table.columns["lon"]
    found = np.zeros(len(table), dtype=bool)
    placed = np.flatnonzero(~np.isnan(lat))
    shapely.prepare(area)
    found[placed] = shapely.intersects_xy(area, lon[placed], lat[placed])
    return found


def _near(table: Table, lat: float, lon: float, km: float) -> Mask:
    import numpy as np

    to_lat, to_lon = np.radians(table.columns["lat"]), np.radians(table.columns["lon"])
    half = np.sin((to_lat - radians(lat)) / 2) ** 2
    half = half + cos(radians(lat)) * np.cos(to_lat) * np.sin((to_lon - radians(lon)) / 2) ** 2
    found: Mask = 2 * _EARTH_KM * np.arcsin(np.sqrt(np.minimum(1, half))) <= km
    return found


def _text(table: Table, filters: Filters, told: Told) -> Iterator[Condition]:
    import numpy as np

    if not (filters.text or "").split():
        return
    found = np.zeros(len(table), dtype=bool)
    text = filters.text or ""
    if table.words is None:
        rows = [row for one in told(text) if (row := table.row_of(one)) is not None]
        found[rows] = True
    else:
        posted = [set(table.words.get(word, ())) for word in fold(text).split()]
        found[sorted(set.intersection(*posted) if posted else ())] = True
    yield "text", found
