"""What a benchmark says: figures with the number of rows behind each, and the misses for reading."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any, TypeVar

from marsad.evaluate import bootstrap
from marsad.evaluate.compare import Tally

Unit = TypeVar("Unit")

#: Seeds every interval, so that two runs print the same.
SEED = 20_160_101


class MissingSetError(Exception):
    """The data of a set are not in the folder. The message says what was looked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """``data`` is the folder of the set; at most ``limit`` of its rows or documents are scored, None for all."""

    data: Path
    limit: int | None = None
    jobs: int = 1
    part: str = "dev"  #: of a set that comes in parts
    gazetteer_before: int | None = None  #: ged: rows before this year are a gazetteer, those from it on are scored


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """``value`` is None where nothing could be measured; ``low`` and ``high`` bound it in 95 of 100 resamplings."""

    name: str
    value: float | None
    n: int
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """``n`` rows were scored. ``groups`` holds the figures of each file of a set that has several."""

    figures: tuple[Figure, ...]
    n: int
    misses: tuple[Mapping[str, Any], ...] = ()
    groups: tuple[tuple[str, tuple[Figure, ...]], ...] = ()


def share(name: str, right: int, n: int) -> Figure:
    return Figure(name=name, value=right / n if n else None, n=n)


def with_interval(
    name: str, units: Sequence[Unit], figure: Callable[[Sequence[Unit]], float | None], *, n: int
) -> Figure:
    """A figure over documents, with its bootstrap interval."""
    low, high = bootstrap(units, figure, rng=Random(SEED)) or (None, None)  # noqa: S311 - resampling is no secret
    return Figure(name=name, value=figure(units), n=n, low=low, high=high)


def f1_of(tallies: Iterable[Tally]) -> float | None:
    return sum(tallies, Tally()).f1


def _cell(value: float | None) -> str:
    return "–" if value is None else f"{value:.4f}"


def _lines(figures: Sequence[Figure], width: int) -> list[str]:
    lines = []
    for figure in figures:
        interval = "" if figure.low is None else f"  [{_cell(figure.low)}, {_cell(figure.high)}]"
        lines.append(f"{figure.name:<{width}}  {_cell(figure.value):>6}  {figure.n:>6}{interval}")
    return lines


def table(name: str, result: Result) -> str:
    """The figures for people: name, value, rows behind it, interval."""
    every = [figure for _, figures in (("", result.figures), *result.groups) for figure in figures]
    width = max(len(figure.name) for figure in every)
    blocks = [(name, result.figures), *((f"{name}: {group}", figures) for group, figures in result.groups)]
    return "\n\n".join(
        "\n".join([f"{title:<{width}}   value       n", *_lines(figures, width)]) for title, figures in blocks
    )


def _flat(figures: Sequence[Figure]) -> dict[str, float | int | None]:
    flat: dict[str, float | int | None] = {}
    for figure in figures:
        flat[figure.name] = None if figure.value is None else round(figure.value, 4)
        flat[f"{figure.name}_n"] = figure.n
        for end in ("low", "high"):
            bound = getattr(figure, end)
            if bound is not None:
                flat[f"{figure.name}_{end}"] = round(bound, 4)
    return flat


def summary(name: str, result: Result) -> dict[str, Any]:
    """Every figure and the rows behind it, as one JSON object: ``{"benchmark": …, "f1": …, "f1_n": …, "n": …}``."""
    groups = {group: _flat(figures) for group, figures in result.groups}
    return {"benchmark": name, **_flat(result.figures), "n": result.n, **groups}


def one_line(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=False)
