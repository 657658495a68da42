"""Events of very many as squares of the map: counted by place, never drawn finer than they were coded.

What is known exactly stands in squares of some two kilometres at least, what is "near" a place or in its district in
squares as large as that may mean, and what is known by its province alone is told by province.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from typing_extensions import TypedDict

from marsad.serve.table import NONE, Table

if TYPE_CHECKING:
    from marsad.serve.table import Ints

Record = dict[str, Any]
#: Squares in a tile's side at the zoom asked for.
_SIDE = 64
#: Web Mercator ends here, in degrees.
_MOST_NORTHERN = 85.05112878
#: UCDP's precision → the zoom whose squares are the finest: 2.4 km at the equator where the place is exact, 39 km
#: where it is within 25 km of one, 78 km where only the district is known.
_FINEST = {1: 8, 2: 4, 3: 3}
#: UCDP's precision up to which a province is known.
_PROVINCE = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Sites:
    """Every place, as finely as events are known there."""

    of: Ints  #: row → site; -1: none
    lat: Any
    lon: Any
    place: Ints  #: number of its name
    precision: Ints
    types: Ints  #: row → event type; one after the last: none
    type_names: list[str]
    is_province: Any  #: row → whether its province is all that is known


class View(NamedTuple):
    """What a map shows, in degrees."""

    west: float
    south: float
    east: float
    north: float


class ProvinceTold(TypedDict):
    """Events of which the province alone is known."""

    key: str
    events: int
    killed: int


class Bins(TypedDict):
    """What :func:`bins` tells."""

    zoom: int
    count: int
    unplaced: int
    columns: dict[str, list[Any]]
    dictionaries: dict[str, list[str]]
    provinces: list[ProvinceTold]


def sites(table: Table) -> Sites:
    """The places of a table: found once for it."""
    import numpy as np

    columns = table.columns
    lat, lon, precision = columns["lat"], columns["lon"], columns["where_prec"]
    placed = np.flatnonzero(np.isin(precision, list(_FINEST)) & ~np.isnan(lat))
    spot = np.round(lat[placed] * 1e5).astype(np.int64) * 10**8 + np.round(lon[placed] * 1e5).astype(np.int64)
    _, spot = np.unique(spot, return_inverse=True)
    named = (spot * (len(table.dictionaries["place"].words) + 1) + columns["place"][placed].clip(-1) + 1) * 4
    _, firsts, which = np.unique(named + precision[placed], return_index=True, return_inverse=True)
    of = np.full(len(table), -1, dtype=np.int32)
    of[placed] = which
    first = placed[firsts]
    words = [word.partition(": ")[0] for word in table.dictionaries["acled"].words]
    names = sorted(set(words))
    number = np.array([names.index(word) for word in words] + [len(names)], dtype=np.int32)
    is_province = (of < 0) & (precision >= 1) & (precision <= _PROVINCE) & (columns["admin1"] != NONE)
    return Sites(of=of, lat=lat[first], lon=lon[first], place=columns["place"][first], precision=precision[first],
                 types=number[np.where(columns["acled"] == NONE, len(words), columns["acled"])], type_names=names,
                 is_province=is_province)  # fmt: skip


def bins(table: Table, rows: Any, zoom: int, view: View | None = None) -> Record:
    """Counts in squares of Web Mercator, for maps of very many events; each stands where its main place is."""
    import numpy as np

    known: Sites = table.sites
    site = known.of[rows]
    placed = rows[site >= 0]
    site = site[site >= 0]
    size = len(known.lat)
    counts = np.bincount(site, minlength=size)
    killed = np.bincount(site, np.maximum(table.columns["killed"][placed], 0), minlength=size)
    kinds = len(known.type_names) + 1
    types = np.bincount(site * kinds + known.types[placed], minlength=size * kinds).reshape(size, kinds)
    met = np.flatnonzero((counts > 0) & _seen(known, view))
    which, main = _squares(known, met, counts[met], zoom)
    provinces = rows[known.is_province[rows]]
    place, places = _named(table, known.place[met[main]])
    return {
        "zoom": zoom,
        "count": len(rows),
        "unplaced": len(rows) - len(placed) - len(provinces),
        "columns": {
            "lat": np.round(known.lat[met[main]], 5).tolist(),
            "lon": np.round(known.lon[met[main]], 5).tolist(),
            "place": place,
            "events": _summed(which, counts[met]),
            "killed": _summed(which, killed[met]),
            "exact": _summed(which, np.where(known.precision[met] == 1, counts[met], 0)),
            "types": np.stack([_sums(which, types[met, one]) for one in range(kinds)], axis=1).tolist(),
        },
        "dictionaries": {"place": places, "type": known.type_names},
        "provinces": _provinces(table, provinces),
    }


def _seen(known: Sites, view: View | None) -> Any:
    import numpy as np

    if view is None:
        return np.ones(len(known.lat), dtype=bool)
    return (known.lon >= view.west) & (known.lon <= view.east) & (known.lat >= view.south) & (known.lat <= view.north)


def _squares(known: Sites, met: Any, counts: Any, zoom: int) -> tuple[Any, Any]:
    """For each of these sites its square, and for each square the site with most events."""
    import numpy as np

    level = np.minimum(zoom, np.array([0, *_FINEST.values()])[known.precision[met]])
    side = _SIDE * 2**level
    sine = np.sin(np.radians(np.clip(known.lat[met], -_MOST_NORTHERN, _MOST_NORTHERN)))
    across = np.clip(((known.lon[met] + 180) / 360 * side).astype(np.int64), 0, side - 1)
    down = np.clip(((0.5 - np.log((1 + sine) / (1 - sine)) / (4 * np.pi)) * side).astype(np.int64), 0, side - 1)
    _, which = np.unique((level * 2**24 + across) * 2**24 + down, return_inverse=True)
    order = np.lexsort((met, -counts, which))
    _, firsts = np.unique(which[order], return_index=True)
    return which, order[firsts]


def _sums(which: Any, values: Any) -> Any:
    import numpy as np

    return np.bincount(which, values).astype(np.int64)


def _summed(which: Any, values: Any) -> list[int]:
    found: list[int] = _sums(which, values).tolist()
    return found


def _named(table: Table, places: Ints) -> tuple[list[int | None], list[str]]:
    """Each place's number among the names, and the names; None where it has none."""
    import numpy as np

    met, which = np.unique(places, return_inverse=True)
    words = table.dictionaries["place"].words
    names = ["" if one == NONE else table.place_names.get(words[one], words[one]) for one in met.tolist()]
    unknown = names.index("") if "" in names else -1
    return [None if one == unknown else one for one in which.tolist()], names


def _provinces(table: Table, rows: Any) -> list[Record]:
    import numpy as np

    unit, words = table.columns["admin1"][rows], table.dictionaries["admin1"].words
    counts = np.bincount(unit, minlength=len(words))
    killed = np.bincount(unit, np.maximum(table.columns["killed"][rows], 0), minlength=len(words)).astype(np.int64)
    return [
        {"key": words[one], "events": int(counts[one]), "killed": int(killed[one])}
        for one in np.flatnonzero(counts).tolist()
    ]
