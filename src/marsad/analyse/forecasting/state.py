"""What is seen of each area at the end of each month, from that month and those before it alone."""

from __future__ import annotations

from typing import Any

#: Half-life in months of the mean by which areas are told quiet from violent.
_HALF_LIFE = 6
#: Months over which means, greatest values and shares of months with any are taken.
_MEANS, _GREATEST, _SHARES, _HALF_LIVES = (2, 3, 6, 12, 24, 60), (12, 60), (6, 12, 36, 120), (2, 6, 24, 120)


def decayed(counts: Any, half_life: float) -> Any:
    """At each month the mean of it and those before, each weighing half as much as one ``half_life`` later."""
    import numpy as np

    keep, total, weight = 0.5 ** (1 / half_life), np.zeros(counts.shape[1]), 0.0
    found = np.zeros(counts.shape)
    for month, row in enumerate(counts):
        total, weight = total * keep + row, weight * keep + 1
        found[month] = total / weight
    return found


def level(counts: Any) -> Any:
    """The decayed mean of the last month: how violent each area is when the forecast is issued."""
    return decayed(counts, _HALF_LIFE)[-1]


def states(counts: Any) -> dict[str, Any]:
    """Name → months by areas. Counts and their means are logarithms, log(1 + x)."""
    import numpy as np

    known = counts.astype(float)
    logs, is_any = np.log1p(known), (known > 0).astype(float)
    found = {"now": logs}
    found |= {f"mean{n}": np.log1p(_mean(known, n)) for n in _MEANS}
    found |= {f"decayed{n}": np.log1p(decayed(known, n)) for n in _HALF_LIVES}
    found |= {f"log{n}": decayed(logs, n) for n in (6, 24)}
    found |= {f"greatest{n}": np.log1p(_greatest(known, n)) for n in _GREATEST}
    found |= {"least6": np.log1p(-_greatest(-known, 6))}
    found |= {f"share{n}": _mean(is_any, n) for n in _SHARES}
    found["spread12"] = np.sqrt(np.maximum(_mean(logs**2, 12) - _mean(logs, 12) ** 2, 0))
    found["peace"] = _peace(is_any)
    found["everywhere"] = np.log1p(decayed(known.mean(axis=1, keepdims=True), _HALF_LIFE)) + np.zeros_like(known)
    return {name: one.astype(np.float32) for name, one in found.items()}


def table(seen: dict[str, Any], against: str | None) -> Any:
    """The states as months by areas by columns; those of size as differences to ``against``, where it is named.

    So an area of ten deaths a month and one of a thousand that both doubled are alike.
    """
    import numpy as np

    if against is None:
        return np.stack(list(seen.values()), axis=-1)
    own = ("share", "spread", "peace", "everywhere")
    columns = [one if name.startswith(own) else one - seen[against] for name, one in seen.items()]
    return np.stack([*columns, seen[against]], axis=-1)


def _mean(values: Any, months: int) -> Any:
    """The mean of the last so many months, of fewer at the beginning."""
    import numpy as np

    sums = np.concatenate([np.zeros((1, values.shape[1])), np.cumsum(values, axis=0)])
    ends = np.arange(1, len(values) + 1)
    starts = np.maximum(ends - months, 0)
    return (sums[ends] - sums[starts]) / (ends - starts)[:, None]


def _greatest(values: Any, months: int) -> Any:
    import numpy as np

    return np.stack([values[max(0, end - months) : end].max(axis=0) for end in range(1, len(values) + 1)])


def _peace(is_any: Any) -> Any:
    """Months since the last with any, 240 at most."""
    import numpy as np

    months = np.arange(len(is_any))[:, None]
    latest = np.maximum.accumulate(np.where(is_any > 0, months, -60), axis=0)
    return np.minimum(months - latest, 240)
