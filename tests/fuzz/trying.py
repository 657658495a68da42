"""Trying a target: so many mutations from one seed of chance, up to the first that fails."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, seed, settings

from tests.fuzz.bounds import OverBound, bounded
from tests.fuzz.mutation import mutated
from tests.fuzz.targets import CORPUS, Target


@dataclass(slots=True)
class Tried:
    """What came of it. ``outcomes``: how each input came out, with the shortest that did."""

    examples: int = 0
    outcomes: dict[frozenset[str], bytes] = field(default_factory=dict)
    failed: bytes | None = None
    error: BaseException | None = None


def one(target: Target, body: bytes) -> frozenset[str]:
    """What one input comes to, within its bounds. Raises what must not be."""
    with bounded():
        return frozenset(target.check(body))


def tries(target: Target, *, examples: int, chance: int) -> Tried:
    """Try so many mutations of the corpus; the same ``chance``, the same mutations. Stops at the first that fails."""
    told = Tried()

    def check(body: bytes) -> None:
        told.examples += 1
        try:
            outcome = one(target, body)
        except (Exception, OverBound) as error:
            told.failed, told.error = body, error
            raise AssertionError from error  # whatever it is, Hypothesis stops here
        told.outcomes[outcome] = min(body, told.outcomes.get(outcome, body), key=len)

    _run(target, check, examples, chance)
    return told


def _run(target: Target, check: Callable[[bytes], None], examples: int, chance: int) -> None:
    calm = settings(
        print_blob=False,
        max_examples=examples,
        deadline=None,
        database=None,
        phases=(Phase.generate,),  # one fault is made small below: Hypothesis takes minutes over long bytes
        suppress_health_check=list(HealthCheck),
    )
    run = seed(chance)(calm(given(mutated(target.seeds(), target.words))(check)))
    with suppress(Exception):  # what failed was noted
        run()


def reduced(target: Target, body: bytes, *, tries_left: int = 400) -> bytes:
    """The failing input with as much cut out of it as it takes to fail still."""
    size = max(1, len(body) // 2)
    while tries_left > 0:
        start = 0
        while start < len(body) and tries_left > 0:
            tries_left -= 1
            shorter = body[:start] + body[start + size :]
            if _fails(target, shorter):
                body = shorter
            else:
                start += size
        if size == 1:
            break
        size = max(1, size // 2)
    return body


def _fails(target: Target, body: bytes) -> bool:
    try:
        one(target, body)
    except (Exception, OverBound):
        return True
    return False


def keep(target: Target, body: bytes, why: str) -> Path:
    """Put an input into the corpus."""
    path = CORPUS / target.name / f"{why}-{hashlib.sha256(body).hexdigest()[:10]}"
    path.write_bytes(body)
    return path
