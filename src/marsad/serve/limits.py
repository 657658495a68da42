"""How often one may ask: a bucket of requests for each reader, refilled with time."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """So many a second over time, so many at once."""

    per_s: float
    burst: int


#: A page asks some 30 times; an analyst who moves a brush ten times a second.
READING = Rate(per_s=100, burst=1000)
#: Of everybody behind one address together, where nobody had to say who they are.
ANONYMOUS = Rate(per_s=20, burst=300)
#: Coding, adding, exporting: work of seconds. A reviewer decides twice a second at most.
WORKING = Rate(per_s=5, burst=60)
#: Wrong tokens from one address.
WRONG = Rate(per_s=0.5, burst=60)
#: Readers remembered; the one who asked longest ago is forgotten first.
_KEPT = 10_000


class Buckets:
    """What is left to each reader."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._left: OrderedDict[tuple[str, Rate], tuple[float, float]] = OrderedDict()

    def wait_s(self, key: str, rate: Rate) -> float:
        """0 where the request may pass, which counts it; else seconds until one may."""
        now = self._clock()
        left, at = self._left.pop((key, rate), (float(rate.burst), now))
        left = min(float(rate.burst), left + (now - at) * rate.per_s)
        passes = left >= 1
        self._left[key, rate] = (left - 1 if passes else left, now)
        if len(self._left) > _KEPT:
            self._left.popitem(last=False)
        return 0.0 if passes else (1 - left) / rate.per_s
