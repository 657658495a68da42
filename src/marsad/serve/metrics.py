"""What a Prometheus server asks: requests by route, status and time, and how much the store holds."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fastapi import Request

#: Upper bounds of seconds, as Prometheus' clients have them.
_BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


@dataclass(slots=True)
class Told:
    """What came of one request."""

    status: int = 0


class Metrics:
    """Counts since the start."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._requests: Counter[tuple[str, str, int]] = Counter()
        self._buckets: Counter[tuple[str, float]] = Counter()
        self._seconds: dict[str, float] = {}

    @contextmanager
    def timed(self, request: Request) -> Iterator[Told]:
        """Count one request under its route's path."""
        begun, told = time.perf_counter(), Told()
        try:
            yield told
        finally:
            seconds = time.perf_counter() - begun
            route = getattr(request.scope.get("route"), "path", None) or _front(request.url.path)
            with self._lock:
                self._requests[request.method, route, told.status] += 1
                self._seconds[route] = self._seconds.get(route, 0.0) + seconds
                for bound in (*(one for one in _BOUNDS if seconds <= one), float("inf")):
                    self._buckets[route, bound] += 1

    def text(self, store: Mapping[str, int]) -> str:
        """All of it in Prometheus' text format."""
        with self._lock:
            lines = ["# HELP marsad_requests_total Requests answered.", "# TYPE marsad_requests_total counter"]
            lines += [
                f'marsad_requests_total{{method="{method}",route="{route}",status="{status}"}} {number}'
                for (method, route, status), number in sorted(self._requests.items())
            ]
            lines += [
                "# HELP marsad_request_seconds Time to the end of the answer.",
                "# TYPE marsad_request_seconds histogram",
            ]
            for (route, bound), number in sorted(self._buckets.items()):
                told = "+Inf" if bound == float("inf") else f"{bound:g}"
                lines.append(f'marsad_request_seconds_bucket{{route="{route}",le="{told}"}} {number}')
            for route, seconds in sorted(self._seconds.items()):
                lines.append(f'marsad_request_seconds_sum{{route="{route}"}} {seconds:.6f}')
                lines.append(f'marsad_request_seconds_count{{route="{route}"}} {self._buckets[route, float("inf")]}')
        lines += ["# HELP marsad_store What the store holds.", "# TYPE marsad_store gauge"]
        lines += [f'marsad_store{{what="{what}"}} {number}' for what, number in sorted(store.items())]
        return "\n".join(lines) + "\n"


def _front(path: str) -> str:
    """Where no route is known (an answer from memory, a wrong address): no ids, so that the series stay few."""
    parts = path.split("/")
    return "/".join(parts[:4]) if path.startswith("/api/") else "/"
