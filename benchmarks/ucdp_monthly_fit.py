"""Fits how much each pool of draws weighs in the mixture, and prints the table for analyse/data/forecasting.toml.

::

    python -m benchmarks.ucdp_monthly_fit --data DIR [--first 2006] [--last 2017]

DIR is laid out as for ``python -m benchmarks ucdp_monthly``. Each year is a window, issued from data that end in the
October before it. By class of area the weights are sought that make the mean logarithm of a year's CRPS (so that no one
war decides) and the ignorance least together, both over those of the own past. No window after ``--last`` is seen.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize

from benchmarks.ucdp_monthly import AHEAD, SEED, load
from marsad.analyse.forecasting.models import POOLS, Issue, bounds
from marsad.analyse.forecasting.scores import scores

#: Quantiles that stand for a pool while weights are sought, and the step to which weights are rounded.
_QUANTILES, _STEP = 200, 0.05

#: By pool and by pair of pools, for each area and month: mean distance to what came, mean distance between draws, and
#: the share of draws in the bin of what came.
Parts = tuple[Any, Any, Any, Any]


def parts(known: Any, came: Any) -> Parts:
    """What the scores of any mixture of the pools are computed from, and the class of each area."""
    issue = Issue(known, AHEAD, seed=SEED)
    pick = ((np.arange(_QUANTILES) + 0.5) / _QUANTILES * 1000).astype(int)
    draws = [issue.pool(name)[..., pick].astype(float) for name in POOLS]
    away = np.stack([np.abs(pool - came[..., None]).mean(axis=-1) for pool in draws])
    apart = np.stack([np.stack([_apart(one, other) for other in draws]) for one in draws])
    shares = np.stack([2 ** -scores(issue.pool(name), came).ign for name in POOLS])
    return away, apart, shares, issue.classes()


def _apart(one: Any, other: Any) -> Any:
    """The mean distance between a draw of the one and a draw of the other."""
    number = one.shape[-1]

    def within(values: Any) -> Any:
        size = values.shape[-1]
        return 2 * ((2 * np.arange(1, size + 1) - size - 1) * np.sort(values, axis=-1)).sum(axis=-1)

    return (within(np.concatenate([one, other], axis=-1)) - within(one) - within(other)) / (2 * number**2)


def _told(weights: Any, part: Parts, number: int) -> tuple[float, float]:
    """Sum of CRPS, and of ignorance, of a mixture over the areas of a class."""
    away, apart, shares, classes = part
    held = classes == number
    crps = np.einsum("a,aij->ij", weights, away[:, held])
    crps = crps - np.einsum("a,b,abij->ij", weights, weights, apart[:, :, held]) / 2
    return float(crps.sum()), float(-np.log2(np.einsum("a,aij->ij", weights, shares[:, held])).sum())


def fitted(years: Sequence[Parts], number: int) -> Mapping[str, float]:
    """The weights of a class, rounded; what is left out weighs nothing."""
    even = np.eye(len(POOLS))[POOLS.index("long")]
    start = np.array([_told(even, part, number) for part in years])

    def loss(free: Any) -> float:
        told = np.array([_told(_shares(free), part, number) for part in years])
        return float(np.log(told[:, 0] / start[:, 0]).mean() + told[:, 1].sum() / start[:, 1].sum())

    found = _shares(minimize(loss, np.zeros(len(POOLS)), method="L-BFGS-B", options={"maxiter": 100}).x)
    rounded = np.rint(found / _STEP) * _STEP
    return {
        name: round(float(weight), 2) for name, weight in zip(POOLS, rounded / rounded.sum(), strict=True) if weight
    }


def _shares(free: Any) -> Any:
    raised = np.exp(free - free.max())
    return raised / raised.sum()


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, metavar="DIR")
    parser.add_argument("--first", type=int, default=2006)
    parser.add_argument("--last", type=int, default=2017)
    chosen = parser.parse_args()
    table = load(chosen.data)
    years = [parts(*table.window(year)) for year in range(chosen.first, chosen.last + 1)]
    for number in range(len(bounds()) + 1):
        told = ", ".join(f"{name} = {weight:g}" for name, weight in fitted(years, number).items())
        print(f"class {number}: {{ {told} }}")


if __name__ == "__main__":
    main()
