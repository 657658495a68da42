"""What came of months like this one: a quantile regression forest over the past of all areas.

Each tree sends a month into a leaf; the past months in the same leaf are those like it, and what followed them are the
draws (Meinshausen 2006, with extremely randomised trees). So draws are numbers, or ratios, that were seen: tails are as
heavy as those of the past. ``"all"`` learns numbers from all areas; ``"active"`` learns from violent ones how many
times the present level the later number was, and so can go beyond what was ever seen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from marsad.analyse.forecasting.baselines import DRAWS
from marsad.analyse.forecasting.state import states, table

Learner = Literal["all", "active"]

_TREES = 100
#: Months of the past that a leaf holds at least.
_LEAF: dict[Learner, int] = {"all": 15, "active": 40}
#: Share of the columns that a split may choose from.
_COLUMNS = 0.4
#: What the active forest's numbers are told against, and log(1 + decayed mean) from which an area is an example for it.
_AGAINST, _ACTIVE = "decayed2", 1.6
#: Months at the beginning of a panel that are no examples: too little is seen of what was before.
_WARM_UP = 36
#: Examples taken at most, so that training is a matter of seconds, and months ahead that they are made for.
_MOST, _AHEADS = 60_000, 4
#: Fewer examples teach nothing.
_FEWEST = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    """All that was seen at each month: ``columns`` (months, areas, columns), ``base`` and ``size`` (months, areas)."""

    counts: Any
    columns: Any
    base: Any  #: logarithm of what numbers are told against
    size: Any  #: logarithm of the level


def forest(counts: Any, ahead: Sequence[int], learner: Learner, *, seed: int) -> Any | None:
    """Draws (areas, months ahead, :data:`DRAWS`), ascending; None where there is too little to learn from."""
    import numpy as np
    from sklearn.ensemble import ExtraTreesRegressor

    seen = _seen(counts, learner)
    known, later = _examples(seen, ahead, learner)
    if len(later) < _FEWEST:
        return None
    # Each tree has a seed of its own: what they say does not depend on how many threads grow them.
    trees = ExtraTreesRegressor(
        n_estimators=_TREES, min_samples_leaf=_LEAF[learner], max_features=_COLUMNS, random_state=seed, n_jobs=-1
    ).fit(known, later)
    asked = np.concatenate([_with_ahead(seen.columns[-1], months) for months in ahead])
    logs = _followed(trees, known, later, asked) + np.tile(seen.base[-1], len(ahead))[:, None]
    found = np.rint(np.expm1(np.maximum(logs, 0))).astype(np.int64)
    return found.reshape(len(ahead), counts.shape[1], DRAWS).transpose(1, 0, 2)


def _seen(counts: Any, learner: Learner) -> _Seen:
    import numpy as np

    held = states(counts)
    against = _AGAINST if learner == "active" else None
    base = held[against] if against else np.zeros(counts.shape, dtype=np.float32)
    return _Seen(counts=counts, columns=table(held, against), base=base, size=held["decayed6"])


def _examples(seen: _Seen, ahead: Sequence[int], learner: Learner) -> tuple[Any, Any]:
    """What was known at past months, and the logarithm of what came so many months later, less its base."""
    import numpy as np

    months, areas = seen.counts.shape
    chosen = sorted({ahead[round(place)] for place in np.linspace(0, len(ahead) - 1, _AHEADS)})
    every = max(1, -(-(months * areas * len(chosen)) // _MOST))
    known, later = [np.zeros((0, seen.columns.shape[2] + 1), dtype=np.float32)], [np.zeros(0)]
    for start in range(_WARM_UP, months, every):
        wanted = seen.size[start] > (_ACTIVE if learner == "active" else -1)
        for some in (some for some in chosen if start + some < months):
            known.append(_with_ahead(seen.columns[start, wanted], some))
            later.append(np.log1p(seen.counts[start + some, wanted]) - seen.base[start, wanted])
    return np.concatenate(known), np.concatenate(later)


def _with_ahead(columns: Any, months: int) -> Any:
    import numpy as np

    return np.column_stack([columns, np.full(len(columns), months)]).astype(np.float32)


def _followed(trees: Any, known: Any, later: Any, asked: Any) -> Any:
    """For each row asked, quantiles of what followed the examples in its leaf, as many from every tree."""
    import numpy as np

    each = DRAWS // _TREES
    homes, wanted = trees.apply(known), trees.apply(asked)
    # Every tree takes other quantiles, so that all of them together are spread evenly.
    shares = (np.arange(each)[None, :] + (np.arange(_TREES)[:, None] + 0.5) / _TREES) / each
    found = np.empty((len(asked), DRAWS), dtype=np.float32)
    for tree in range(_TREES):
        order = np.lexsort((later, homes[:, tree]))
        leaves = homes[order, tree]
        start = np.searchsorted(leaves, wanted[:, tree])
        size = np.searchsorted(leaves, wanted[:, tree], side="right") - start
        place = start[:, None] + (shares[tree] * size[:, None]).astype(int)
        found[:, tree * each : (tree + 1) * each] = later[order][place]
    return np.sort(found, axis=1)
