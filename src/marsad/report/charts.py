"""Bars over time, with a band of what was usual behind them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil, log10

from marsad.report.drawing import Drawing, Label, Line, Shape, box

#: Told apart by light and dark too, for print without colour and for eyes that see few.
DARK, LIGHT, BAND, HATCH, AXIS = "#0b3c6f", "#7ba6d0", "#e4e4e4", "#b0b0b0", "#555555"
_WIDTH, _HEIGHT = 640.0, 210.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 44.0, 10.0, 14.0, 26.0
#: Labels below the bars: as many as do not touch.
_LABELS = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """``number`` is None where nobody looked."""

    label: str
    number: int | None


def bars(drawn: Sequence[Bar], usual: tuple[int, int] | None) -> Drawing:
    """The bars in their order, the last one dark."""
    highest = max([bar.number or 0 for bar in drawn] + [usual[1] if usual else 0, 1])
    top = _round_up(highest)
    shapes = [*_band(usual, top), *_grid(top), *_columns(drawn, top), *_labels(drawn)]
    return Drawing(width=_WIDTH, height=_HEIGHT, shapes=tuple(shapes))


def _y(number: float, top: int) -> float:
    return _HEIGHT - _BOTTOM - (_HEIGHT - _BOTTOM - _TOP) * number / top


def _band(usual: tuple[int, int] | None, top: int) -> Iterator[Shape]:
    if usual is not None:
        low, high = (_y(number, top) for number in usual)
        yield box(_LEFT, high, _WIDTH - _RIGHT - _LEFT, max(low - high, 1.5), BAND)


def _grid(top: int) -> Iterator[Shape]:
    for number in sorted({0, top // 2, top} if top % 2 == 0 else {0, top}):
        y = _y(number, top)
        yield Line(points=((_LEFT, y), (_WIDTH - _RIGHT, y)), stroke=AXIS if number == 0 else "#c8c8c8", width=0.8)
        yield Label(at=(_LEFT - 6, y + 4), text=f"{number:,}", anchor="end", fill=AXIS)


def _columns(drawn: Sequence[Bar], top: int) -> Iterator[Shape]:
    step = _step(drawn)
    for place, bar in enumerate(drawn):
        left, width = _LEFT + place * step + step * 0.12, step * 0.76
        if bar.number is None:
            yield from _hatched(left, width)
            continue
        y, floor = _y(bar.number, top), _y(0, top)
        is_last = place == len(drawn) - 1
        if bar.number:
            yield box(left, y, width, floor - y, DARK if is_last else LIGHT)
        if is_last:
            at = (left + width / 2, y - 3)
            yield Label(at=at, text=f"{bar.number:,}", anchor="middle", fill=DARK, is_bold=True, has_halo=True)


def _hatched(left: float, width: float) -> Iterator[Shape]:
    """Nobody looked: a low column of strokes."""
    floor = _HEIGHT - _BOTTOM
    for number in range(4):
        y = floor - 3 - number * 5
        yield Line(points=((left, y), (left + width, y - 4)), stroke=HATCH)


def _labels(drawn: Sequence[Bar]) -> Iterator[Shape]:
    step, every = _step(drawn), max(1, ceil(len(drawn) / _LABELS))
    for place in range(len(drawn) - 1, -1, -every):
        x = _LEFT + (place + 0.5) * step
        yield Label(
            at=(min(x, _WIDTH - _RIGHT - 28), _HEIGHT - 8),
            text=drawn[place].label,
            anchor="middle",
            fill=AXIS,
            size=10.5,
        )


def _step(drawn: Sequence[Bar]) -> float:
    return (_WIDTH - _LEFT - _RIGHT) / len(drawn)


def _round_up(number: int) -> int:
    """The next number that an axis ends at: 2, 4, 6, 8, 10, 20, 40 …"""
    size = 10 ** int(log10(number))
    return next(
        (int(size * factor) for factor in (1, 2, 4, 6, 8, 10) if size * factor >= number and size * factor >= 2), 2
    )
