"""Models: what is told of the months ahead. The mixture is what is told; the others are what it is measured against."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from marsad.analyse.forecasting.baselines import BASELINES, DRAWS, levels, own
from marsad.analyse.forecasting.forest import Learner, forest
from marsad.analyse.forecasting.state import level

#: The best of them by the back-test, and what is told.
BEST = "mixture"
#: All by name, the baselines first.
MODELS = (*BASELINES, "forest", BEST)

#: Two memories of an area's own past: how many months, and how many until one weighs half.
_MEMORIES = {"short": (36, 2.0), "long": (60, 12.0)}
_FORESTS: tuple[Learner, ...] = ("active", "all")
#: The pools of draws that are mixed.
POOLS = (*_MEMORIES, *_FORESTS)


class Issue:
    """All models at one moment, each pool of draws made once.

    ``counts`` (months by areas) end with the last month known; ``ahead`` are the months told, 1 for the next. Draws are
    whole numbers (areas, months ahead, :data:`DRAWS`), ascending.
    """

    def __init__(self, counts: Any, ahead: Sequence[int], *, seed: int) -> None:
        self.counts = counts
        self.ahead = tuple(ahead)
        self.seed = seed
        self._pools: dict[str, Any] = {}

    def draws(self, model: str) -> Any:
        """What a model of :data:`MODELS` says. Without enough to learn from the forest says what the own past does."""
        if model in BASELINES:
            return self._alike(BASELINES[model](self.counts))
        return self._mixed(_weights()[model])

    def pool(self, name: str) -> Any:
        """One of :data:`POOLS`; None where there is too little to learn from."""
        if name not in self._pools:
            self._pools[name] = self._made(name)
        return self._pools[name]

    def _made(self, name: str) -> Any:
        if name in _MEMORIES:
            months, half_life = _MEMORIES[name]
            return self._alike(own(self.counts, months=months, half_life=half_life))
        learner: Learner = "active" if name == "active" else "all"
        return forest(self.counts, self.ahead, learner, seed=self.seed)

    def classes(self) -> Any:
        """Which class of :func:`bounds` each area is in, from the quietest on."""
        import numpy as np

        return np.searchsorted(bounds(), level(self.counts.astype(float)))

    def _alike(self, draws: Any) -> Any:
        """The same for all months ahead."""
        import numpy as np

        return np.repeat(draws[:, None], len(self.ahead), axis=1)

    def _mixed(self, weights: Sequence[Mapping[str, float]]) -> Any:
        import numpy as np

        found = np.zeros((self.counts.shape[1], len(self.ahead), DRAWS), dtype=np.int64)
        for number, told in enumerate(weights):
            rows = np.flatnonzero(self.classes() == number)
            if len(rows):
                pools = [
                    (draws[rows], weight) for name, weight in told.items() if (draws := self.pool(name)) is not None
                ]
                found[rows] = mixed(pools or [(self.pool("long")[rows], 1.0)])
        return found


def mixed(pools: Sequence[tuple[Any, float]]) -> Any:
    """Draws from several pools, from each as many as it weighs: evenly spaced quantiles of each, put together."""
    import numpy as np

    total = sum(weight for _, weight in pools)
    ends = np.rint(np.cumsum([weight / total for _, weight in pools]) * DRAWS).astype(int)
    numbers = np.diff(ends, prepend=0)
    parts = [
        draws[..., (levels(number) * draws.shape[-1]).astype(int)]
        for (draws, _), number in zip(pools, numbers, strict=True)
    ]
    return np.sort(np.concatenate(parts, axis=-1), axis=-1)


def bounds() -> tuple[float, ...]:
    """Decayed means, a month, that part the classes of areas."""
    return tuple(_table()["bounds"])


@cache
def _table() -> Mapping[str, Any]:
    return tomllib.loads(files("marsad.analyse").joinpath("data/forecasting.toml").read_text(encoding="utf-8"))


def _weights() -> Mapping[str, Sequence[Mapping[str, float]]]:
    """By model and class, how much each pool weighs."""
    held = _table()
    return {model: [held[model][name] for name in held["classes"]] for model in ("forest", BEST)}
