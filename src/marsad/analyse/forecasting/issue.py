"""From a panel to forecasts, each with what the last one of its kind missed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from marsad.analyse.forecasting.models import BEST, Issue
from marsad.analyse.forecasting.panel import Panel, month_after
from marsad.analyse.forecasting.scores import scores
from marsad.analyse.forecasting.types import Area, Forecast, PastError

#: Months of a past that a look back needs before the earlier forecast.
_FEWEST_MONTHS = 12


def issued(
    panel: Panel, months: int, *, model: str = BEST, seed: int = 0, wanted: Sequence[Area] | None = None
) -> tuple[Forecast, ...]:
    """Forecasts of the next so many months for the areas wanted (all), in the order of the panel and of the months.

    What the last one missed is that of a forecast issued ``months`` earlier, from what was known then.
    """
    ahead = range(1, months + 1)
    draws = Issue(panel.counts, ahead, seed=seed).draws(model)
    errors = _errors(panel, months, model, seed)
    chosen = None if wanted is None else {area.id for area in wanted}
    return tuple(
        Forecast(
            area=area,
            target=panel.target,
            issued=panel.last,
            month=month_after(panel.last, step),
            draws=tuple(draws[place, step - 1].tolist()),
            model=model,
            past_error=errors.get((place, step)),
        )
        for place, area in enumerate(panel.areas)
        if chosen is None or area.id in chosen
        for step in ahead
    )


def _errors(panel: Panel, months: int, model: str, seed: int) -> dict[tuple[int, int], PastError]:
    """By place of the area and months ahead."""
    earlier = panel.until(month_after(panel.last, -months))
    if len(earlier.counts) < _FEWEST_MONTHS:
        return {}
    ahead = range(1, months + 1)
    draws = Issue(earlier.counts, ahead, seed=seed).draws(model)
    came = panel.counts[-months:].T
    crps = scores(draws, came).crps
    return {
        (place, step): _error(draws[place, step - 1], came[place, step - 1], crps[place, step - 1], earlier, step)
        for place in range(len(panel.areas))
        for step in ahead
    }


def _error(draws: Any, came: Any, crps: Any, earlier: Panel, step: int) -> PastError:
    low, median, high = (int(draws[round(share * (len(draws) - 1))]) for share in (0.05, 0.5, 0.95))
    month = month_after(earlier.last, step)
    return PastError(month=month, observed=int(came), low=low, median=median, high=high, crps=float(crps))
