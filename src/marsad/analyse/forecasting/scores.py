"""How good draws were: CRPS, ignorance and interval scores as in the VIEWS challenge, coverage, and hard onsets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

#: Bounds of the bins of the ignorance score (Hegre and others, arXiv 2407.11045); the last bin is open.
_BINS = (0.5, 2.5, 5.5, 10.5, 25.5, 50.5, 100.5, 250.5, 500.5, 1000.5)
#: The share outside the interval that is scored, half on either side.
_OUTSIDE = 0.1
#: Months of peace after which a month with any deaths or events is a hard onset.
PEACE_MONTHS = 60


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Scores:
    """Arrays of one shape, a score for each area and month: less is better, but for ``is_covered``."""

    crps: Any  #: in deaths or events
    ign: Any  #: bits
    mis90: Any  #: in deaths or events
    is_covered: Any  #: whether the 90 % interval holds what came


def scores(draws: Any, observed: Any) -> Scores:
    """The scores of draws (…, number of draws), ascending, by what came."""
    import numpy as np
    import scoringrules

    seen, told = observed.astype(float), draws.astype(float)
    low, high = np.quantile(told, [_OUTSIDE / 2, 1 - _OUTSIDE / 2], axis=-1)
    return Scores(
        crps=scoringrules.crps_ensemble(seen, told, estimator="qd", sorted_ensemble=True, backend="numpy"),
        ign=ignorance(draws, observed),
        mis90=scoringrules.interval_score(seen, low, high, _OUTSIDE, backend="numpy"),
        is_covered=(low <= seen) & (seen <= high),
    )


def ignorance(draws: Any, observed: Any) -> Any:
    """Minus the binary logarithm of the share of draws in the bin of what came, one more draw being put in each bin."""
    import numpy as np

    edges = np.array([-np.inf, *_BINS, np.inf])
    bins = np.searchsorted(_BINS, observed)
    inside = (draws > edges[bins][..., None]) & (draws <= edges[bins + 1][..., None])
    return -np.log2((inside.sum(axis=-1) + 1) / (draws.shape[-1] + len(_BINS) + 1))


def is_at_peace(counts: Any) -> Any:
    """Whether each area has had none for five years when the forecast is issued; False where less is known."""
    import numpy as np

    if len(counts) < PEACE_MONTHS:
        return np.zeros(counts.shape[1], dtype=bool)
    return ~counts[-PEACE_MONTHS:].any(axis=0)


def brier(draws: Any, observed: Any) -> Any:
    """The squared error of the chance of any at all."""
    return ((draws > 0).mean(axis=-1) - (observed > 0)) ** 2
