"""By what events are counted: areas, dyads, kinds and more, as members of lines."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import cos, radians
from typing import Any

from marsad.analyse.material import Members, joined, listed, pairs, plain
from marsad.errors import ConfigError

#: Degrees of a side of a PRIO-GRID cell, cells of a row, and the coarsest where_prec that a cell is told of.
_CELL, _IN_ROW, _PRECISE = 0.5, 720, 2
#: Kilometres of one degree of latitude.
_DEGREE_KM = 111.2

#: Name → GeoJSON geometry, feature or collection.
Areas = Mapping[str, Mapping[str, Any]]


def members(events: Any, axis: str, areas: Areas | None = None) -> Members:
    """Which event belongs to which line of an axis. Raises ConfigError for one that is not known."""
    if axis == "custom":
        return _within(events, areas or {})
    if axis not in AXES:
        known = ", ".join((*AXES, "custom"))
        raise ConfigError(f"Events cannot be counted by {axis!r}", next_step=f"Known: {known}.", setting="by")
    return AXES[axis](events)


def _cells(events: Any) -> Members:
    """Members by gid of the PRIO-GRID cell (Tollefsen and others 2012: rows of 720 from the south pole, from 1)."""
    import numpy as np

    lat, lon = (events[name].to_numpy() for name in ("lat", "lon"))
    precision = events["where_prec"].fill_null(99).to_numpy()
    rows = np.flatnonzero((precision <= _PRECISE) & ~np.isnan(lat) & ~np.isnan(lon))
    row = np.minimum(((lat[rows] + 90) / _CELL).astype(np.int64), 359)
    column = np.minimum(((lon[rows] + 180) / _CELL).astype(np.int64), _IN_ROW - 1)
    cells, lines = np.unique(row * _IN_ROW + column + 1, return_inverse=True)
    return Members(rows=rows, lines=lines, keys=[str(cell) for cell in cells.tolist()])


def _within(events: Any, areas: Areas) -> Members:
    """Members by areas of the user's own, of events that have coordinates."""
    import numpy as np
    import shapely

    lat, lon = (events[name].to_numpy() for name in ("lat", "lon"))
    rows, lines = [np.array([], dtype=np.int64)], [np.array([], dtype=np.int64)]
    for number, (name, area) in enumerate(areas.items()):
        shape = _shape(name, area)
        shapely.prepare(shape)
        held = np.flatnonzero(shapely.intersects_xy(shape, lon, lat))
        rows.append(held)
        lines.append(np.full(len(held), number))
    return Members(rows=np.concatenate(rows), lines=np.concatenate(lines), keys=list(areas))


def _shape(name: str, area: Mapping[str, Any]) -> Any:
    """The shape of an area. Raises ConfigError where it is none, or smaller than a PRIO-GRID cell there."""
    import shapely
    from shapely.geometry import shape

    step = "Give a GeoJSON collection of polygons, each with its name."
    try:
        found = shape(area["geometry"] if area.get("type") == "Feature" else area)
        latitude = found.centroid.y
        size = found.area * _DEGREE_KM**2 * cos(radians(latitude))
    except (KeyError, TypeError, ValueError, AttributeError, shapely.errors.ShapelyError) as error:
        raise ConfigError(f"{name}: not a GeoJSON area: {error}", next_step=step) from error
    least = (_CELL * _DEGREE_KM) ** 2 * cos(radians(latitude))
    if size < least:
        raise ConfigError(
            f"{name} has {size:,.0f} km², less than the {least:,.0f} of a PRIO-GRID cell there",
            next_step="Alerts are told of no smaller area: widen it.",
        )
    return found


#: What events can be counted by beside custom areas → members. Areas are named with what they are part of.
AXES: dict[str, Callable[[Any], Members]] = {
    "kind": lambda events: plain(events, "kind"),
    "mode": lambda events: joined(events, ("kind", "mode")),
    "grade": lambda events: plain(events, "grade"),
    "actor": lambda events: listed(events, "actors"),
    "dyad": pairs,
    "source": lambda events: listed(events, "sources"),
    "country": lambda events: plain(events, "country"),
    "admin1": lambda events: joined(events, ("country", "admin1")),
    "admin2": lambda events: joined(events, ("country", "admin1", "admin2")),
    "cell": _cells,
}
