"""UCDP's deaths by country and month: forecasts of a year's twelve months from data that end in October before it.

Windows, gap and scores are those of the VIEWS prediction challenge 2023/24 (arXiv 2407.11045). Each window is issued
from the months before it alone; the weights of the mixture are older than any window scored here.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.figures import Figure, MissingSetError, Options, Result
from marsad.analyse.forecasting.models import BEST, MODELS, Issue
from marsad.analyse.forecasting.scores import Scores, brier, is_at_peace, scores

#: The first year scored: weights and settings were chosen on windows before it.
_FIRST = 2018
#: Years that must stand before the first one scored.
_FEWEST_YEARS = 3
#: Months ahead of the last month with data, October.
AHEAD = tuple(range(3, 15))
SEED = 20_171_031
_FILES = "deaths_by_country_month*.csv"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Table:
    """Deaths by month and country; ``first`` is the month of the first row, in months since the year 0."""

    countries: Sequence[str]
    first: int
    counts: Any

    def row(self, year: int, month: int) -> int:
        """Where a month stands."""
        return year * 12 + month - 1 - self.first

    def window(self, year: int) -> tuple[Any, Any]:
        """What was known in October of the year before, and what came (countries, twelve months)."""
        start = self.row(year, 1)
        return self.counts[: self.row(year - 1, 10) + 1], self.counts[start : start + 12].T

    @property
    def last_year(self) -> int:
        """The last year that is there to its end."""
        return (self.first + len(self.counts)) // 12 - 1


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Window:
    """The scores of a year, by model; ``at_peace`` marks countries that had been for five years."""

    year: int
    at_peace: Any
    scores: Mapping[str, Scores]
    brier: Mapping[str, Any]


def load(folder: Path) -> Table:
    """The table of the folder. Raises MissingSetError where there is none."""
    found = sorted(folder.glob(_FILES)) or sorted(folder.glob("*.csv"))
    if not found:
        raise MissingSetError(f"no {_FILES} in {folder}")
    with found[-1].open(encoding="utf-8", newline="") as file:
        names, *rows = list(csv.reader(file))
    year, month = map(int, rows[0][0].split("-")[:2])
    counts = np.array([[int(float(cell or 0)) for cell in row[1:]] for row in rows], dtype=np.int64)
    return Table(countries=names[1:], first=year * 12 + month - 1, counts=counts)


def windows(table: Table, years: Sequence[int], models: Sequence[str] = MODELS) -> Iterator[Window]:
    """Every model scored on every year."""
    for year in years:
        known, came = table.window(year)
        issue = Issue(known, AHEAD, seed=SEED)
        draws = {model: issue.draws(model) for model in models}
        yield Window(
            year=year,
            at_peace=is_at_peace(known),
            scores={model: scores(told, came) for model, told in draws.items()},
            brier={model: brier(told, came) for model, told in draws.items()},
        )


def run(options: Options) -> Result:
    """UCDP's deaths by country and month: CRPS, IGN and MIS90 of forecasts for each test year, beside baselines."""
    table = load(options.data)
    years = range(max(_FIRST, table.first // 12 + _FEWEST_YEARS), table.last_year + 1)
    if not years:
        raise MissingSetError(f"the table ends before {_FIRST}, or is shorter than {_FEWEST_YEARS} years")
    scored = list(windows(table, years))
    figures = [_figure(name, measure, scored, model) for model, name in _named() for measure in _MEASURES]
    figures += [*_gains(scored), *_onsets(scored)]
    per_year = [(str(one.year), _year(one)) for one in scored]
    return Result(figures=tuple(figures), n=figures[0].n, groups=tuple(per_year))


_MEASURES = ("crps", "ign", "mis90", "coverage90")


def _named() -> list[tuple[str, str]]:
    """Model and what stands before its figures: nothing before those of the best."""
    return [(BEST, ""), *((model, f"{model}_") for model in MODELS if model != BEST)]


def _figure(name: str, measure: str, scored: Sequence[Window], model: str) -> Figure:
    """A mean over years, each weighing as much."""
    values = [_of(one.scores[model], measure) for one in scored]
    return Figure(
        name=f"{name}{measure}", value=float(np.mean([one.mean() for one in values])), n=sum(map(np.size, values))
    )


def _of(told: Scores, measure: str) -> Any:
    return told.is_covered if measure == "coverage90" else getattr(told, measure)


def _year(one: Window) -> tuple[Figure, ...]:
    return tuple(
        _figure(name, measure, [one], model) for model, name in _named() for measure in ("crps", "ign", "mis90")
    )


def _onsets(scored: Sequence[Window]) -> list[Figure]:
    """Countries at peace for five years when the forecast was issued: most stay so, and a few see a hard onset."""
    found = []
    for model, name in _named():
        told = {
            measure: [_of(one.scores[model], measure)[one.at_peace] for one in scored] for measure in ("crps", "ign")
        }
        told["brier"] = [one.brier[model][one.at_peace] for one in scored]
        for measure, values in told.items():
            every = np.concatenate([value.ravel() for value in values])
            mean = float(every.mean()) if every.size else None
            found.append(Figure(name=f"{name}onset_{measure}", value=mean, n=every.size))
    return found


def _gains(scored: Sequence[Window]) -> list[Figure]:
    """By which share ours is below the best baseline's: by the means of all years, and in the worst year."""
    found = []
    for measure in ("crps", "ign"):
        means = {model: np.array([_of(one.scores[model], measure).mean() for one in scored]) for model in MODELS}
        ours, rivals = means[BEST], [means[model] for model in MODELS if model not in (BEST, "forest")]
        best = min(rivals, key=lambda values: float(values.mean()))
        found.append(Figure(name=f"{measure}_less", value=_less(ours.mean(), best.mean()), n=len(scored)))
        yearly = [_less(one, other) for one, other in zip(ours, np.min(rivals, axis=0), strict=True)]
        worst = min((one for one in yearly if one is not None), default=None)
        found.append(Figure(name=f"{measure}_less_worst_year", value=worst, n=len(scored)))
    return found


def _less(ours: float, other: float) -> float | None:
    return float(1 - ours / other) if other else None
