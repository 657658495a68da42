"""Charts and maps as shapes, drawn as SVG or (for formats that know no SVG) as PNG.

A drawing holds no language but numbers, days and names; what it shows is said beside it.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any, Literal

from marsad.errors import MissingResource

Point = tuple[float, float]
Anchor = Literal["start", "middle", "end"]

#: Pixels of a PNG for each unit of a drawing: sharp in print at the width of a page.
_SCALE = 3
_FONT = "'Marsad Latin', 'DejaVu Sans', Inter, Arial, sans-serif"
_PIL_ANCHORS: dict[Anchor, str] = {"start": "ls", "middle": "ms", "end": "rs"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """A filled shape of one or several rings, the outer ones and holes by the even–odd rule."""

    rings: tuple[tuple[Point, ...], ...]
    fill: str
    stroke: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    points: tuple[Point, ...]
    stroke: str
    width: float = 1.0
    is_dashed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Disc:
    at: Point
    radius: float
    fill: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """``at`` is on the base line. ``has_halo``: set off from what lies below it."""

    at: Point
    text: str
    size: float = 11.0
    anchor: Anchor = "start"
    fill: str = "#333333"
    is_bold: bool = False
    has_halo: bool = False


Shape = Area | Line | Disc | Label


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    width: float
    height: float
    shapes: tuple[Shape, ...]

    @property
    def digest(self) -> str:
        return hashlib.sha256(repr(self).encode()).hexdigest()[:20]


def box(left: float, top: float, width: float, height: float, fill: str) -> Area:
    """A rectangle."""
    right, bottom = left + width, top + height
    return Area(rings=(((left, top), (right, top), (right, bottom), (left, bottom)),), fill=fill)


# --- SVG ---------------------------------------------------------------------------------------


def svg(drawing: Drawing, *, name: str, title: str, description: str) -> str:
    """The drawing as an element for a page; ``title`` and ``description`` are for those who cannot see it."""
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_n(drawing.width)} {_n(drawing.height)}" role="img"'
        f' aria-labelledby="{name}-title {name}-desc" data-digest="{drawing.digest}" font-family="{_FONT}">'
        f'<title id="{name}-title">{escape(title)}</title><desc id="{name}-desc">{escape(description)}</desc>'
    )
    return head + "".join(map(_element, drawing.shapes)) + "</svg>"


def _element(shape: Shape) -> str:
    match shape:
        case Area():
            stroke = f' stroke="{shape.stroke}" stroke-width="0.6"' if shape.stroke else ""
            path = "".join(f"M{_points(ring)}Z" for ring in shape.rings)
            return f'<path d="{path}" fill="{shape.fill}" fill-rule="evenodd"{stroke}/>'
        case Line():
            dashes = ' stroke-dasharray="4 3"' if shape.is_dashed else ""
            return (
                f'<path d="M{_points(shape.points)}" fill="none" stroke="{shape.stroke}"'
                f' stroke-width="{_n(shape.width)}"{dashes}/>'
            )
        case Disc():
            x, y = shape.at
            return (
                f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{_n(shape.radius)}" fill="{shape.fill}" fill-opacity="0.8"'
                ' stroke="#ffffff"/>'
            )
    return _label(shape)


def _label(label: Label) -> str:
    x, y = label.at
    weight = ' font-weight="600"' if label.is_bold else ""
    told = f'font-size="{_n(label.size)}" text-anchor="{label.anchor}" direction="ltr"{weight}'
    head = f'<text x="{_n(x)}" y="{_n(y)}" {told}'
    text = escape(label.text)
    # The halo is a text of its own below: not all that draw SVG know the order of painting.
    halo = f'{head} fill="#ffffff" stroke="#ffffff" stroke-width="3" aria-hidden="true">{text}</text>'
    return f'{halo if label.has_halo else ""}{head} fill="{label.fill}">{text}</text>'


def _points(points: Iterable[Point]) -> str:
    return "L".join(f"{_n(x)} {_n(y)}" for x, y in points)


def _n(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")


# --- PNG ---------------------------------------------------------------------------------------


def png(drawing: Drawing) -> bytes:
    """The drawing as a picture of points, three for each unit. Raises MissingResource without Pillow."""
    try:
        from PIL import Image, ImageDraw
    except ImportError as error:
        raise MissingResource(
            "pictures for Word are drawn with Pillow, which is not installed",
            next_step="Install it: pip install marsad[report]",
        ) from error
    size = (round(drawing.width * _SCALE), round(drawing.height * _SCALE))
    image = Image.new("RGB", size, "white")
    pen = ImageDraw.Draw(image)
    for shape in drawing.shapes:
        _draw(pen, image, shape)
    out = io.BytesIO()
    image.save(out, "PNG", optimize=False)
    return out.getvalue()


def _draw(pen: Any, image: Any, shape: Shape) -> None:
    match shape:
        case Area():
            _fill(image, shape)
            for ring in shape.rings if shape.stroke else ():
                pen.line(_scaled((*ring, ring[0])), fill=shape.stroke, width=2)
        case Line():
            for part in _dashes(shape) if shape.is_dashed else (shape.points,):
                pen.line(_scaled(part), fill=shape.stroke, width=max(1, round(shape.width * _SCALE)), joint="curve")
        case Disc():
            (x, y), radius = shape.at, shape.radius
            pen.ellipse(_scaled(((x - radius, y - radius), (x + radius, y + radius))), fill=shape.fill, outline="white")
        case Label():
            _write(pen, shape)


def _fill(image: Any, area: Area) -> None:
    """By the even–odd rule: a ring within a ring is a hole."""
    from PIL import Image, ImageChops, ImageDraw

    mask = Image.new("1", image.size)
    for ring in area.rings:
        if len(ring) > 2:
            part = Image.new("1", image.size)
            ImageDraw.Draw(part).polygon(_scaled(ring), fill=1)
            mask = ImageChops.logical_xor(mask, part)
    image.paste(area.fill, mask=mask)


def _write(pen: Any, label: Label) -> None:
    from PIL import ImageFont

    x, y = label.at
    pen.text(
        (x * _SCALE, y * _SCALE),
        label.text,
        font=ImageFont.load_default(label.size * _SCALE),
        anchor=_PIL_ANCHORS[label.anchor],
        fill=label.fill,
        stroke_width=_SCALE if label.has_halo else 0,
        stroke_fill="white",
    )


def _scaled(points: Sequence[Point]) -> list[Point]:
    return [(x * _SCALE, y * _SCALE) for x, y in points]


def _dashes(line: Line) -> list[tuple[Point, Point]]:
    """A line cut into strokes of four units with gaps of three, begun anew at each of its points."""
    strokes = []
    for (x, y), (to_x, to_y) in zip(line.points, line.points[1:], strict=False):
        length = ((to_x - x) ** 2 + (to_y - y) ** 2) ** 0.5
        for number in range(int(length // 7) + 1 if length else 0):
            start, end = number * 7 / length, min(1.0, (number * 7 + 4) / length)
            strokes.append(
                ((x + (to_x - x) * start, y + (to_y - y) * start), (x + (to_x - x) * end, y + (to_y - y) * end))
            )
    return strokes
