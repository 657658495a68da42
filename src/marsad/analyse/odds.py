"""How likely a count is under a rate that is itself not known: the negative binomial, in numpy alone."""

from __future__ import annotations

from math import lgamma
from typing import Any

#: Steps of the continued fraction. It converges in some ten, and in 200 for numbers of thousands.
_STEPS = 200
_TINY = 1e-300
_EXACT = 1e-12


def at_least(count: Any, shape: Any, rate: Any, exposure: Any) -> Any:
    """The probability of ``count`` or more in ``exposure`` days, the rate per day being Gamma(``shape``, ``rate``).

    Arrays of one form. The mixture of Poisson counts over a Gamma rate is negative binomial, and its upper tail the
    regularised incomplete beta function (Abramowitz and Stegun 26.5.24), which also reads counts that are no whole
    numbers: those divided by their spread.
    """
    import numpy as np

    count, shape, rate, exposure = np.broadcast_arrays(
        *(np.asarray(one, float) for one in (count, shape, rate, exposure))
    )
    chance = np.where(count <= 0, 1.0, 0.0)
    open_ = (count > 0) & (exposure > 0) & np.isfinite(count)
    if open_.any():
        share = exposure[open_] / (exposure[open_] + rate[open_])
        chance[open_] = incomplete_beta(count[open_], shape[open_], share)
    return chance


def incomplete_beta(a: Any, b: Any, x: Any) -> Any:
    """The regularised incomplete beta function I_x(a, b), for one-dimensional arrays of positive a and b."""
    import numpy as np

    turned = x > (a + 1) / (a + b + 2)  # there the fraction of the other tail converges faster
    one, other, at = np.where(turned, b, a), np.where(turned, a, b), np.where(turned, 1 - x, x)
    with np.errstate(divide="ignore"):
        front = np.exp(one * np.log(at) + other * np.log1p(-at) - _log_beta(one, other)) / one
    value = np.clip(front * _fraction(one, other, at), 0.0, 1.0)
    return np.where(turned, 1 - value, value)


def _log_beta(a: Any, b: Any) -> Any:
    import numpy as np

    logs = np.frompyfunc(lgamma, 1, 1)
    return (logs(a) + logs(b) - logs(a + b)).astype(float)


def _fraction(a: Any, b: Any, x: Any) -> Any:
    """The continued fraction of the incomplete beta function, by Lentz's method."""
    import numpy as np

    c, d = np.ones_like(x), 1 / _away(1 - (a + b) * x / (a + 1))
    value = d.copy()
    for step in range(1, _STEPS):
        even = step * (b - step) * x / ((a + 2 * step - 1) * (a + 2 * step))
        odd = -(a + step) * (a + b + step) * x / ((a + 2 * step) * (a + 2 * step + 1))
        for term in (even, odd):
            d = 1 / _away(1 + term * d)
            c = _away(1 + term / c)
            value *= c * d
        if np.all(np.abs(c * d - 1) < _EXACT):
            break
    return value


def _away(values: Any) -> Any:
    """Values kept off zero, by which is divided."""
    import numpy as np

    return np.where(np.abs(values) < _TINY, _TINY, values)
