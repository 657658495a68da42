"""Baselines: what a forecast must beat to be worth anything. Each gives draws from an area's own past, or from all.

As in the VIEWS prediction challenge 2023/24 (Hegre and others, arXiv 2407.11045): zero, last historical, conflictology,
global bootstrap; and the own past with weights that halve every six months.
"""

from __future__ import annotations

from typing import Any

#: Draws of a forecast.
DRAWS = 1000


def levels(number: int = DRAWS) -> Any:
    """The middles of so many equal parts of 0 to 1: the quantiles that stand for a distribution."""
    import numpy as np

    return (np.arange(number) + 0.5) / number


def drawn(values: Any, weights: Any, number: int = DRAWS) -> Any:
    """Row by row the quantiles of values that weigh differently: draws without chance, ascending."""
    import numpy as np

    order = np.argsort(values, axis=1, kind="stable")
    ranked = np.take_along_axis(values, order, axis=1)
    shares = np.cumsum(weights[order], axis=1)
    shares /= shares[..., -1:]
    wanted = levels(number)
    picked = [
        row[np.minimum(np.searchsorted(ends, wanted), len(row) - 1)] for row, ends in zip(ranked, shares, strict=True)
    ]
    return np.array(picked)


def zero(counts: Any) -> Any:
    """Nothing happens."""
    import numpy as np

    return np.zeros((counts.shape[1], DRAWS), dtype=np.int64)


def last(counts: Any) -> Any:
    """Poisson with the rate of the last month."""
    import numpy as np
    from scipy.stats import poisson

    return poisson.ppf(levels(), counts[-1][:, None]).astype(np.int64)


def conflictology(counts: Any) -> Any:
    """One of the area's own last twelve months, each as likely."""
    return own(counts, months=12, half_life=None)


def bootstrap(counts: Any) -> Any:
    """One of the last twelve months of any area."""
    import numpy as np

    pool = counts[-12:].ravel()
    return np.repeat(drawn(pool[None], np.ones(len(pool))), counts.shape[1], axis=0)


def own(counts: Any, *, months: int = 36, half_life: float | None = 6) -> Any:
    """One of the area's own last months, the later the likelier."""
    import numpy as np

    held = counts[-months:]
    age = np.arange(len(held))[::-1]
    weights = np.ones(len(held)) if half_life is None else 0.5 ** (age / half_life)
    return drawn(held.T, weights)


#: Name → draws (areas by :data:`DRAWS`), the same for all months ahead.
BASELINES = {
    "zero": zero,
    "last": last,
    "conflictology": conflictology,
    "bootstrap": bootstrap,
    "own": own,
}
