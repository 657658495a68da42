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
    """UCDP's deaths by country and month: CRPS, IGN and MIS90 of draws for the test years, beside those of baselines."""
    table = load(options.data)
    years = range(_FIRST, table.last_year + 1)
    if not years:
        raise MissingSetError(f"the table ends before {_FIRST}")
    scored = list(windows(table, years))
    figures = [_figure(name, measure, scored, model) for model, name in _named() for measure in _MEASURES]
    figures += _onsets(scored)
    per_year = [(str(one.year), _year(one)) for one in scored]
    return Result(figures=tuple(figures), n=figures[0].n, groups=(*per_year, ("gain", _gains(scored))))


_MEASURES = ("crps", "ign", "mis90", "coverage90")


def _named() -> list[tuple[str, str]]:
    """Model and what stands before its figures: nothing before those of the best."""
    return [(BEST, ""), *((model, f"{model}_") for model in MODELS if model != BEST)]


def _figure(name: str, measure: str, scored: Sequence[Window], model: str) -> Figure:
    """A mean over years, each weighing as much."""
    values = [_of(one.scores[model], measure) for one in scored]
    return Figure(name=f"{name}{measure}", value=float(np.mean([one.mean() for one in values])), n=sum(map(np.size, values)))


def _of(told: Scores, measure: str) -> Any:
    return told.is_covered if measure == "coverage90" else getattr(told, measure)


def _year(one: Window) -> tuple[Figure, ...]:
    return tuple(_figure(name, measure, [one], model) for model, name in _named() for measure in ("crps", "ign", "mis90"))


def _onsets(scored: Sequence[Window]) -> list[Figure]:
    """Countries at peace for five years when the forecast was issued: how well the few that did not stay so were told."""
    found = []
    for model, name in _named():
        for measure in ("crps", "ign"):
            values = np.concatenate([_of(one.scores[model], measure)[one.at_peace].ravel() for one in scored])
            found.append(Figure(name=f"{name}onset_{measure}", value=float(values.mean()), n=values.size))
        values = np.concatenate([one.brier[model][one.at_peace].ravel() for one in scored])
        found.append(Figure(name=f"{name}onset_brier", value=float(values.mean()), n=values.size))
    return found


def _gains(scored: Sequence[Window]) -> tuple[Figure, ...]:
    """How much less than the best baseline's score (of those scored, by their mean), over all years and in the worst."""
    found = []
    for measure in ("crps", "ign"):
        means = {model: np.array([_of(one.scores[model], measure).mean() for one in scored]) for model in MODELS}
        ours, rivals = means[BEST], [means[model] for model in MODELS if model not in (BEST, "forest")]
        best = min(rivals, key=lambda values: float(values.mean()))
        found.append(Figure(name=f"{measure}_less", value=float(1 - ours.mean() / best.mean()), n=len(scored)))
        worst = float((1 - ours / np.min(rivals, axis=0)).min())
        found.append(Figure(name=f"{measure}_less_worst_year", value=worst, n=len(scored)))
    return tuple(found)
