"""The map: units of a country by how many events they saw, or second-level units by discs. Never a point finer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log, pi, radians, sqrt, tan

from marsad.places.keys import fold
from marsad.report.drawing import Area, Disc, Drawing, Label, Line, Point, Shape
from marsad.report.evidence import Ring, Shapes, Unit
from marsad.report.figures import unit_of
from marsad.report.language import calm
from marsad.report.model import Part, Picture, Record, Row
from marsad.report.pen import Pen, grouped

_WIDTH, _MOST_HEIGHT, _MARGIN = 640.0, 520.0, 14.0
#: From few to many; all but the first two bear white letters.
_SHADES = ("#d6e6f4", "#abcfe6", "#6aaed6", "#3787c0", "#0b559f")
_LAND, _ASKED, _SEA, _EDGE = "#ededed", "#fbf7ef", "#f7fafc", "#9a9a9a"
_DISC = "#c2410c"
_LARGEST = 26.0
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
    counts = {fold(name): len(held) for name, held in units.items()}
    names = {fold(name): name for name in units}
    drawing = drawn(shapes, counts, names, by_discs=pen.is_within_unit)
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


def drawn(shapes: Shapes, counts: Mapping[str, int], names: Mapping[str, str], *, by_discs: bool) -> Drawing:
    """Units shaded by ``counts`` (by folded name), or discs on second-level units."""
    asked = [unit for unit in shapes.units if unit.is_asked]
    frame = _frame(point for unit in asked for ring in unit.rings for point in ring)
    most = max(counts.values())
    found: list[Shape] = [
        Area(
            rings=tuple(tuple(map(frame.at, ring)) for ring in unit.rings),
            fill=_fill(unit, counts, most, by_discs=by_discs),
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
    labels = _discs(shapes, counts, names, frame) if by_discs else _names(asked, counts, frame)
    kept = _clipped([*found, *labels], frame.height)
    return Drawing(width=_WIDTH, height=frame.height, shapes=tuple(kept))


def _fill(unit: Unit, counts: Mapping[str, int], most: int, *, by_discs: bool) -> str:
    number = max((counts.get(name, 0) for name in unit.names), default=0)
    if not unit.is_asked:
        return _LAND
    if by_discs or not number:
        return _ASKED
    # By the square root: most units see few events, and one many.
    return _SHADES[min(len(_SHADES) - 1, int(sqrt(number / most) * len(_SHADES)))]


def _names(asked: Iterable[Unit], counts: Mapping[str, int], frame: _Frame) -> list[Shape]:
    seen = [(max(counts.get(name, 0) for name in unit.names), unit) for unit in asked if unit.names]
    largest = sorted((pair for pair in seen if pair[0]), key=lambda pair: (-pair[0], pair[1].name))[:_NAMED]
    found: list[Shape] = []
    for number, unit in largest:
        x, y = frame.at(_middle(unit.rings))
        found.append(Label(at=(x, y), text=unit.name, anchor="middle", has_halo=True, fill="#111111"))
        found.append(Label(at=(x, y + 13), text=f"{number:,}", anchor="middle", has_halo=True, is_bold=True, fill="#111111"))
    return _apart(found)


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


def _discs(shapes: Shapes, counts: Mapping[str, int], names: Mapping[str, str], frame: _Frame) -> list[Shape]:
    most = max(counts.values())
    placed = sorted(
        ((counts[key], key, frame.at(point)) for key, point in shapes.discs.items() if key in counts), reverse=True
    )
    found: list[Shape] = [
        Disc(at=at, radius=max(5.0, _LARGEST * sqrt(number / most)), fill=_DISC) for number, _, at in placed
    ]
    labels: list[Shape] = []
    for number, key, (x, y) in placed[:_NAMED]:
        labels.append(Label(at=(x, y), text=names[key], anchor="middle", has_halo=True, fill="#111111"))
        labels.append(Label(at=(x, y + 13), text=f"{number:,}", anchor="middle", has_halo=True, is_bold=True, fill="#111111"))
    return found + _apart(labels)


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
