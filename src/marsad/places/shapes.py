"""Shapes of first-level units and borders, out of the basemap that the package carries (Natural Earth, public domain).

The basemap is one file of vector tiles (PMTiles, version 3, with Mapbox vector tiles 2), made for the web app. Of its
zooms one is read that shows a country on a page; pieces of a unit on several tiles are joined.
"""

from __future__ import annotations

import gzip
import json
import math
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from marsad.places.keys import fold, translit_key
from marsad.places.terms import load_terms, without_admin_words

Box = tuple[float, float, float, float]
Ring = tuple[tuple[float, float], ...]

_BASEMAP, _KEYS = Path("basemap/basemap.pmtiles"), Path("basemap/admin1")
_HEADER_BYTES, _MAGIC = 127, b"PMTiles\x03"
#: The finest zoom of the basemap; one from which a country lies on some nine tiles looks the same on a page.
_FINEST, _TILES = 6, 9
#: Of a country's extent: how much of its neighbours is shown, and how far a line may move.
_AROUND, _TOLERANCE = 0.06, 0.002
#: Width over height of a picture.
_WIDE = 1.35
#: Borders that are drawn over the units.
_BORDERS = ("country", "disputed")


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitShape:
    """One first-level unit, by the keys of its names (:func:`unit_key`); none where it is of another country."""

    name: str
    names: frozenset[str]
    rings: tuple[Ring, ...]  #: longitude, latitude in degrees


@dataclass(frozen=True, slots=True, kw_only=True)
class CountryShapes:
    """A country's units, those of its neighbours that are in the picture, and the borders."""

    units: tuple[UnitShape, ...]
    borders: tuple[tuple[str, Ring], ...]  #: "country" or "disputed", line


@lru_cache(maxsize=4)
def country_shapes(folder: Path, country: str) -> CountryShapes | None:
    """The shapes for a country (alpha-3) out of the built app's folder; None where that holds none."""
    keys = folder / _KEYS / f"{country}.json"
    if not keys.is_file() or not (folder / _BASEMAP).is_file():
        return None
    known: dict[int, dict[str, Any]] = {one["id"]: one for one in json.loads(keys.read_text(encoding="utf-8"))}
    with (folder / _BASEMAP).open("rb") as file:
        archive = _Archive(file.read())
    box = _extent(archive, known)
    if box is None:
        return None
    units, borders = _drawn(archive, _around(box))
    return CountryShapes(
        units=tuple(_unit(known.get(key), rings) for key, rings in sorted(units.items())), borders=tuple(borders)
    )


def _unit(known: dict[str, Any] | None, rings: tuple[Ring, ...]) -> UnitShape:
    called = known["called"] if known else []
    # A shape without a name of GeoNames is no unit that reports speak of: a buffer zone, a base.
    is_named = bool(known and known["geonames"] and called)
    return UnitShape(name=called[0] if is_named else "", names=frozenset(map(unit_key, called)), rings=rings)


def unit_key(name: str) -> str:
    """What spellings of a unit have in common: "Dar`a" and "Daraa Governorate"."""
    bare = fold(without_admin_words(name, load_terms()))
    return translit_key(bare) or bare


def _extent(archive: _Archive, known: dict[int, dict[str, Any]]) -> Box | None:
    """What the units span, as the coarsest zoom that has them shows; islands far away are left out."""
    points: list[tuple[float, float]] = []
    for tile in _tiles(3, (-180, -85, 180, 85)):
        for feature in archive.features(tile, "admin1", among=known):
            points += [point for ring in feature.rings for point in ring]
    if not points:
        return None
    middles = [one["point"] for one in known.values()]
    home = (_median([x for x, _ in middles]), _median([y for _, y in middles]))
    near = [point for point in points if abs(point[0] - home[0]) < 60 and abs(point[1] - home[1]) < 40] or points
    xs, ys = zip(*near, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def _median(numbers: Sequence[float]) -> float:
    return sorted(numbers)[len(numbers) // 2]


def _around(box: Box) -> Box:
    """The box with some of its neighbours, and more to the sides of a tall country, so that a page is filled."""
    west, south, east, north = box
    more = _AROUND * max(east - west, north - south)
    shrunk = math.cos(math.radians((south + north) / 2))
    spare = max(0.0, (north - south) / shrunk * _WIDE - (east - west)) / 2 + more
    west, east = west - spare + more, east + spare - more
    return max(-180.0, west - more), max(-85.0, south - more), min(180.0, east + more), min(85.0, north + more)


def _drawn(archive: _Archive, box: Box) -> tuple[dict[int, tuple[Ring, ...]], list[tuple[str, Ring]]]:
    """Units by their number, and borders, cut to the box."""
    import shapely

    zoom = max(z for z in range(3, _FINEST + 1) if z == 3 or len(list(_tiles(z, box))) <= _TILES)
    window, tolerance = shapely.box(*box), _TOLERANCE * max(box[2] - box[0], box[3] - box[1])
    pieces: dict[int, list[Any]] = defaultdict(list)
    lines: dict[str, list[Any]] = defaultdict(list)
    for tile in _tiles(zoom, box):
        for feature in archive.features(tile, "admin1"):
            pieces[feature.id] += [shapely.make_valid(piece) for piece in _polygons(feature.rings)]
        for feature in archive.features(tile, "borders"):
            if feature.tags.get("kind") in _BORDERS:
                lines[str(feature.tags["kind"])] += [
                    shapely.LineString(ring) for ring in feature.rings if len(ring) > 1
                ]
    whole = {key: shapely.union_all(held).intersection(window) for key, held in pieces.items()}
    order = [key for key, shape in whole.items() if not shape.is_empty]
    simple = shapely.coverage_simplify([_areal(whole[key]) for key in order], tolerance) if order else []
    units = {key: rings for key, shape in zip(order, simple, strict=True) if (rings := tuple(_rings(shape)))}
    borders = []
    for kind, held in sorted(lines.items()):
        cut = shapely.line_merge(shapely.union_all(held).intersection(window)).simplify(tolerance)
        borders += [(kind, tuple(part.coords)) for part in shapely.get_parts(cut) if part.geom_type == "LineString"]
    return units, borders


def _areal(shape: Any) -> Any:
    import shapely

    parts = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon"]
    return shapely.MultiPolygon(parts)


def _rings(shape: Any) -> Iterator[Ring]:
    import shapely

    for part in shapely.get_parts(shape):
        for ring in (part.exterior, *part.interiors):
            yield tuple(ring.coords)[:-1]


def _polygons(rings: Sequence[Ring]) -> Iterator[Any]:
    """Outer rings turn one way and holes, which follow theirs, the other (Mapbox vector tiles 2.1, 4.3.4.4)."""
    import shapely

    outer: Ring | None = None
    holes: list[Ring] = []
    for ring in rings:
        if len(ring) < 4:
            continue
        if outer is None or shapely.LinearRing(ring).is_ccw == shapely.LinearRing(outer).is_ccw:
            if outer is not None:
                yield shapely.Polygon(outer, holes)
            outer, holes = ring, []
        else:
            holes.append(ring)
    if outer is not None:
        yield shapely.Polygon(outer, holes)


# --- tiles -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tile:
    z: int
    x: int
    y: int

    @property
    def number(self) -> int:
        """Its place on the Hilbert curve over all zooms, as PMTiles orders tiles."""
        base = ((1 << 2 * self.z) - 1) // 3
        x, y, found, step = self.x, self.y, 0, (1 << self.z) // 2
        while step:
            right, low = int(bool(x & step)), int(bool(y & step))
            found += step * step * ((3 * right) ^ low)
            if not low:
                if right:
                    x, y = (1 << self.z) - 1 - x, (1 << self.z) - 1 - y
                x, y = y, x
            step //= 2
        return base + found

    def degrees(self, x: float, y: float) -> tuple[float, float]:
        """Longitude and latitude of a point in shares of the tile."""
        size = 1 << self.z
        lat = math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * (self.y + y) / size))))
        return round(360 * (self.x + x) / size - 180, 5), round(lat, 5)


def _tiles(z: int, box: Box) -> Iterator[_Tile]:
    """The tiles of a zoom that a box touches."""
    west, south, east, north = box
    size = 1 << z

    def column(lon: float) -> int:
        return max(0, min(size - 1, int((lon + 180) / 360 * size)))

    def row(lat: float) -> int:
        return max(0, min(size - 1, int((1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2 * size)))

    for x in range(column(west), column(east) + 1):
        for y in range(row(north), row(south) + 1):
            yield _Tile(z=z, x=x, y=y)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Feature:
    id: int
    tags: dict[str, str | int]
    rings: tuple[Ring, ...]


class _Archive:
    """A PMTiles archive in memory."""

    def __init__(self, body: bytes) -> None:
        if not body.startswith(_MAGIC) or len(body) < _HEADER_BYTES:
            raise ValueError("no PMTiles archive of version 3")
        self._body = body
        numbers = [int.from_bytes(body[8 + 8 * at : 16 + 8 * at], "little") for at in range(8)]
        self._leaves, self._tiles = numbers[4], numbers[6]
        self._root = _directory(self._cut(numbers[0], numbers[1]))

    def _cut(self, start: int, length: int) -> bytes:
        return gzip.decompress(self._body[start : start + length])

    def _tile(self, number: int) -> bytes | None:
        entries = self._root
        for _ in range(4):  # levels of directories at most
            entry = next((one for one in reversed(entries) if one[0] <= number), None)
            if entry is None:
                return None
            first, run, length, offset = entry
            if run:
                return self._cut(self._tiles + offset, length) if number < first + run else None
            entries = _directory(self._cut(self._leaves + offset, length))
        return None

    def features(self, tile: _Tile, layer: str, *, among: Collection[int] | None = None) -> Iterator[_Feature]:
        """What a layer of a tile holds, or those of it with one of these numbers."""
        body = self._tile(tile.number)
        for field, told in _fields(body or b""):
            if field == 3 and isinstance(told, bytes) and _text(told, 1) == layer:
                yield from _layer(told, tile, among)


def _directory(body: bytes) -> list[tuple[int, int, int, int]]:
    """(first tile, run, length, offset) of each entry; a run of none leads to a further directory."""
    numbers = _varints(body)
    many = next(numbers)
    ids, total = [], 0
    for _ in range(many):
        total += next(numbers)
        ids.append(total)
    runs = [next(numbers) for _ in range(many)]
    lengths = [next(numbers) for _ in range(many)]
    offsets: list[int] = []
    for at in range(many):
        told = next(numbers)
        offsets.append(told - 1 if told else offsets[at - 1] + lengths[at - 1])
    return list(zip(ids, runs, lengths, offsets, strict=True))


# --- protocol buffers --------------------------------------------------------------------------


def _varints(body: bytes) -> Iterator[int]:
    value = shift = 0
    for byte in body:
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            yield value
            value = shift = 0


def _fields(body: bytes) -> Iterator[tuple[int, int | bytes]]:
    """(number, value) of a message's fields; fixed numbers are left out, as nothing here reads them."""
    at = 0
    while at < len(body):
        key, at = _varint(body, at)
        field, wire = key >> 3, key & 7
        if wire == 0:
            value, at = _varint(body, at)
            yield field, value
        elif wire == 2:
            length, at = _varint(body, at)
            yield field, body[at : at + length]
            at += length
        else:
            at += 8 if wire == 1 else 4


def _varint(body: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = body[at]
        at += 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            return value, at


def _text(body: bytes, wanted: int) -> str | None:
    found = (told for field, told in _fields(body) if field == wanted)
    return next((told.decode("utf-8") for told in found if isinstance(told, bytes)), None)


def _layer(body: bytes, tile: _Tile, among: Collection[int] | None) -> Iterator[_Feature]:
    keys: list[str] = []
    values: list[str | int] = []
    features: list[bytes] = []
    extent = 4096
    for field, told in _fields(body):
        match field, told:
            case 2, bytes():
                features.append(told)
            case 3, bytes():
                keys.append(told.decode("utf-8"))
            case 4, bytes():
                values.append(next((one.decode() if isinstance(one, bytes) else one for _, one in _fields(told)), ""))
            case 5, int():
                extent = told
    for feature in features:
        if among is None or _number(feature) in among:
            yield _feature(feature, keys, values, (tile, extent))


def _number(feature: bytes) -> int:
    return next((told for field, told in _fields(feature) if field == 1 and isinstance(told, int)), 0)


def _feature(body: bytes, keys: Sequence[str], values: Sequence[str | int], frame: tuple[_Tile, int]) -> _Feature:
    number, tags, rings = 0, dict[str, str | int](), tuple[Ring, ...]()
    for field, told in _fields(body):
        match field, told:
            case 1, int():
                number = told
            case 2, bytes():
                pairs = list(_varints(told))
                tags = {keys[key]: values[value] for key, value in zip(pairs[::2], pairs[1::2], strict=True)}
            case 4, bytes():
                rings = tuple(_geometry(told, *frame))
    return _Feature(id=number, tags=tags, rings=rings)


def _geometry(body: bytes, tile: _Tile, extent: int) -> Iterator[Ring]:
    """Move to, line to and close path, in steps (Mapbox vector tiles 2.1, 4.3)."""
    numbers = _varints(body)
    x = y = 0
    ring: list[tuple[float, float]] = []
    for command in numbers:
        what, times = command & 7, command >> 3
        if what == 7:
            ring.append(ring[0])
            continue
        if what == 1 and ring:
            yield tuple(ring)
            ring = []
        for _ in range(times):
            x, y = x + _signed(next(numbers)), y + _signed(next(numbers))
            ring.append(tile.degrees(x / extent, y / extent))
    if ring:
        yield tuple(ring)


def _signed(number: int) -> int:
    return (number >> 1) ^ -(number & 1)
