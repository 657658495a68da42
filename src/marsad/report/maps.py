"""The map: units of a country by how many events they saw, or second-level units by discs. Never a point finer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log, pi, radians, sqrt, tan

from marsad.places.shapes import unit_key
from marsad.places.terms import load_terms, without_admin_words
from marsad.report.drawing import Area, Disc, Drawing, Label, Line, Point, Shape
from marsad.report.evidence import Ring, Shapes, Unit
from marsad.report.figures import unit_of
from marsad.report.language import calm
from marsad.report.model import Part, Picture, Record, Row
from marsad.report.pen import Pen, grouped

_WIDTH, _MOST_HEIGHT, _MARGIN = 640.0, 520.0, 14.0
#: From few to many.
_SHADES = ("#d6e6f4", "#abcfe6", "#6aaed6", "#3787c0", "#0b559f")
_LAND, _ASKED, _SEA, _EDGE = "#ededed", "#fbf7ef", "#f7fafc", "#9a9a9a"
_DISC = "#c2410c"
_LARGEST = 26.0
#: Degrees of land around discs that lie in a corner of it, and what share of either side a corner is at most.
_AROUND, _CORNER = 1.5, 0.6
#: Names written on the map, and rows of the table.
_NAMED, _ROWS = 12, 20


def where(pen: Pen) -> Part:
    """The map, and beside it the table that it is drawn from."""
    units = grouped((calm(name), record) for record in pen.told if (name := unit_of(pen, record)))
    rows = [_row(pen, name, held) for name, held in list(units.items())[:_ROWS]]
    placed = {record["id"] for held in units.values() for record in held}
    outside = [record for record in pen.told if record["id"] not in placed]
    statements = [pen.say(pen.cite(outside, ""), "map.outside", len(outside))] if outside and rows else []
    tables = (pen.table("units", ("unit", "events", "killed", "before"), rows, (1, 2, 3)),) if rows else ()
    return Part(
        name="map",
        heading=pen.words("headings.map"),
        statements=tuple(statements),
        pictures=tuple(_picture(pen, units)),
        tables=tables,
    )


def _row(pen: Pen, name: str, held: Sequence[Record]) -> Row:
    windows, then = pen.evidence.windows, None
    if windows and windows[0].is_known:
        then = sum(calm(unit_of(pen, record) or "") == name for record in windows[0].records)
    cites = pen.cite(held, name) if then is None else pen.cite(held, name, then)
    return pen.row(cites, name, len(held), pen.killed(held), then)


def _picture(pen: Pen, units: Mapping[str, Sequence[Record]]) -> Iterator[Picture]:
    shapes = pen.evidence.shapes
    if shapes is None or not units or not any(unit.is_asked for unit in shapes.units):
        return
    counts = {name: len(held) for name, held in units.items()}
    drawing = drawn(shapes, counts, by_discs=pen.is_within_unit)
    records = [record for held in units.values() for record in held]
    told = pen.say(pen.cite(records, pen.area), "map.told_discs" if pen.is_within_unit else "map.told")
    yield Picture(drawing=drawing, title=pen.words("map.title", area=pen.area, span=pen.span), told=told)


# --- drawing -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class _Frame:
    """From degrees to the drawing, by Mercator's projection."""

    left: float
    top: float
    scale: float
    height: float

    def at(self, point: Point) -> Point:
        x, y = _mercator(point)
        return (_MARGIN + (x - self.left) * self.scale, _MARGIN + (self.top - y) * self.scale)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    """How much was seen in a unit that is drawn, and how the report calls it."""

    unit: Unit
    name: str
    number: int


def _seen(units: Iterable[Unit], counts: Mapping[str, int]) -> list[_Seen]:
    """The units of the report by the shapes that have their names, their first names before all others."""
    owners: dict[str, Unit] = {}
    held = [unit for unit in units if unit.is_asked]
    for unit in held:
        for key in unit.names:
            owners.setdefault(key, unit)
    owners |= {unit_key(unit.name): unit for unit in held if unit.name}
    found: dict[int, _Seen] = {}
    for name, number in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        owner = owners.get(unit_key(name))
        if owner is not None:
            before = found.get(id(owner))
            told = before.name if before else name
            found[id(owner)] = _Seen(unit=owner, name=told, number=number + (before.number if before else 0))
    return list(found.values())


def drawn(shapes: Shapes, counts: Mapping[str, int], *, by_discs: bool) -> Drawing:
    """Units shaded by ``counts`` (by name), or discs on second-level units."""
    asked = [unit for unit in shapes.units if unit.is_asked]
    seen = [] if by_discs else _seen(shapes.units, counts)
    shades = {id(one.unit): _shade(one.number, max(counts.values())) for one in seen}
    whole = [point for unit in asked for ring in unit.rings for point in ring]
    spots = [at for name in counts if by_discs and (at := shapes.discs.get(unit_key(name))) is not None]
    frame = _frame(_close_up(spots, whole))
    found: list[Shape] = [
        Area(
            rings=tuple(tuple(map(frame.at, ring)) for ring in unit.rings),
            fill=shades.get(id(unit), _ASKED if unit.is_asked else _LAND),
            stroke=_EDGE,
        )
        for unit in shapes.units
    ]
    found += [
        Line(
            points=tuple(map(frame.at, line)),
            stroke="#555555",
            width=1.3,
            is_dashed=kind == "disputed",
        )
        for kind, line in shapes.borders
    ]
    labels = _discs(shapes, counts, frame) if by_discs else _names(seen, frame)
    kept = _clipped([*found, *labels], frame.height)
    return Drawing(width=_WIDTH, height=frame.height, shapes=tuple(kept))


def _shade(number: int, most: int) -> str:
    """By the square root: most units see few events, and one many."""
    return _SHADES[min(len(_SHADES) - 1, int(sqrt(number / most) * len(_SHADES)))]


def _names(seen: Sequence[_Seen], frame: _Frame) -> list[Shape]:
    found: list[Shape] = []
    for one in seen[:_NAMED]:
        found += _named(frame.at(_middle(one.unit.rings)), one.name, one.number)
    return _apart(found)


def _named(at: Point, name: str, number: int) -> list[Shape]:
    x, y = at
    bare = without_admin_words(name, load_terms())
    return [
        Label(at=(x, y), text=bare, anchor="middle", has_halo=True, fill="#111111"),
        Label(at=(x, y + 13), text=f"{number:,}", anchor="middle", has_halo=True, is_bold=True, fill="#111111"),
    ]


def _apart(labels: Sequence[Shape]) -> list[Shape]:
    """Those that do not lie over an earlier one; a name and its number stay together."""
    kept: list[Shape] = []
    taken: list[tuple[float, float, float]] = []
    for name, number in zip(labels[::2], labels[1::2], strict=True):
        assert isinstance(name, Label)
        (x, y), half = name.at, len(name.text) * 3.2
        if all(abs(y - other_y) > 27 or abs(x - other_x) > half + other for other_x, other_y, other in taken):
            taken.append((x, y, half))
            kept += [name, number]
    return kept


def _discs(shapes: Shapes, counts: Mapping[str, int], frame: _Frame) -> list[Shape]:
    middles = {name: shapes.discs.get(unit_key(name)) for name in counts}
    placed = [(counts[name], name, frame.at(at)) for name, at in sorted(middles.items()) if at is not None]
    placed.sort(key=lambda one: -one[0])
    most = max(counts.values())
    found: list[Shape] = [
        Disc(at=at, radius=max(5.0, _LARGEST * sqrt(number / most)), fill=_DISC) for number, _, at in placed
    ]
    labels = [label for number, name, at in placed[:_NAMED] for label in _named(at, name, number)]
    return found + _apart(labels)


def _close_up(spots: Sequence[Point], whole: Sequence[Point]) -> Sequence[Point]:
    """The corner of the land where the discs lie, where they lie in a corner of it; else all of it."""
    if not spots:
        return whole
    sides = []
    for near, far in zip(zip(*spots, strict=True), zip(*whole, strict=True), strict=True):
        low, high = min(near) - _AROUND, max(near) + _AROUND
        sides.append((low, high, (high - low) / (max(far) - min(far))))
    (left, right, width), (bottom, top, height) = sides
    return [(left, bottom), (right, top)] if max(width, height) < _CORNER else whole


def _frame(points: Iterable[Point]) -> _Frame:
    """As wide as the page, unless it would be too high."""
    flat = [_mercator(point) for point in points]
    (left, right), (low, top) = ((min(axis), max(axis)) for axis in zip(*flat, strict=True))
    width, height = max(right - left, 1e-6), max(top - low, 1e-6)
    scale = min((_WIDTH - 2 * _MARGIN) / width, (_MOST_HEIGHT - 2 * _MARGIN) / height)
    spare = ((_WIDTH - 2 * _MARGIN) / scale - width) / 2
    return _Frame(left=left - spare, top=top, scale=scale, height=round(height * scale + 2 * _MARGIN, 1))


def _mercator(point: Point) -> Point:
    lon, lat = point
    lat = max(-85.0, min(85.0, lat))
    return lon, log(tan(pi / 4 + radians(lat) / 2)) * 180 / pi


def _middle(rings: Sequence[Ring]) -> Point:
    """The centroid of the largest ring."""
    ring = max(rings, key=lambda one: abs(_twice_area(one)))
    area = _twice_area(ring)
    if not area:
        return ring[0]
    x = y = 0.0
    for (x1, y1), (x2, y2) in zip(ring, (*ring[1:], ring[0]), strict=True):
        cross = x1 * y2 - x2 * y1
        x, y = x + (x1 + x2) * cross, y + (y1 + y2) * cross
    return x / (3 * area), y / (3 * area)


def _twice_area(ring: Ring) -> float:
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in zip(ring, (*ring[1:], ring[0]), strict=True))


def _clipped(shapes: Iterable[Shape], height: float) -> list[Shape]:
    """What lies at least in part within the drawing, on a sheet of sea."""
    sheet: list[Shape] = [Area(rings=(((0, 0), (_WIDTH, 0), (_WIDTH, height), (0, height)),), fill=_SEA)]
    return sheet + [shape for shape in shapes if _is_seen(shape, height)]


def _is_seen(shape: Shape, height: float) -> bool:
    match shape:
        case Area():
            points: Sequence[Point] = [point for ring in shape.rings for point in ring]
        case Line():
            points = shape.points
        case _:
            points = (shape.at,)
    xs, ys = zip(*points, strict=True)
    return bool(max(xs) >= 0 and min(xs) <= _WIDTH and max(ys) >= 0 and min(ys) <= height)
