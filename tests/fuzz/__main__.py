"""Try every target for as long as is asked: ``python -m tests.fuzz --seconds 3600 [--only page --only days]``.

Round after round, each with chance of its own, until the time is up. An input that fails is kept in the corpus as
``fault-…``, made small, and is tried first in every test from then on; with ``--keep`` so are the shortest ones that
came out as no other did. Exit status 1: something failed.
"""

from __future__ import annotations

import argparse
import sys
import time
import traceback
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from tests.fuzz.targets import TARGETS, Target
from tests.fuzz.trying import Tried, keep, one, reduced, tries

#: The longest input with an outcome of its own that is kept for later.
_KEPT_BYTES = 2_000
#: Of a target; every one of them is tried at every test.
_MOST_KEPT = 8
#: Inputs of a target in one round.
_ROUND = 200


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seconds", type=float, default=120, metavar="N", help="how long (120)")
    parser.add_argument("--only", action="append", choices=sorted(TARGETS), help="these targets; all without it")
    parser.add_argument("--chance", type=int, default=0, metavar="N", help="number of the first round (0)")
    parser.add_argument("--keep", action="store_true", help="keep inputs with an outcome of their own")
    asked = parser.parse_args(argv)
    targets = [TARGETS[name] for name in asked.only or TARGETS]
    faults = _tried(targets, asked.seconds, asked.chance, keeps=asked.keep)
    return 1 if faults else 0


def _tried(targets: list[Target], seconds: float, chance: int, *, keeps: bool) -> set[str]:
    """The faults that were found, each named once by target, error and line; prints what was done."""
    began, spent = time.monotonic(), time.process_time()
    examples, faults, rounds = Counter[str](), set[str](), chance
    known = {target.name: {one(target, body) for body in target.seeds()} for target in targets}
    while time.monotonic() - began < seconds:
        for target in targets:
            if time.monotonic() - began >= seconds:
                break
            told = tries(target, examples=max(1, _ROUND // target.every), chance=rounds)
            examples[target.name] += told.examples
            if told.error is not None and told.failed is not None:
                _say_fault(target, told.failed, told.error, faults)
            elif keeps:
                _keep_new(target, told, known[target.name])
        rounds += 1
    for name, number in sorted(examples.items()):
        print(f"{name:12} {number:9,} examples")
    took, cpu = time.monotonic() - began, time.process_time() - spent
    done = f"{examples.total():,} examples in {took:,.0f} s ({cpu:,.0f} s of processor time)"
    print(f"{done}, rounds {chance}–{rounds - 1}; {len(faults)} failed")
    return faults


def _say_fault(target: Target, failed: bytes, error: BaseException, faults: set[str]) -> None:
    """Keep and print a fault that is not known yet."""
    where = traceback.extract_tb(error.__traceback__)[-1]
    name = f"{target.name}: {type(error).__name__} at {Path(where.filename).name}:{where.lineno}"
    if name in faults:
        return
    faults.add(name)
    least = reduced(target, failed)
    print(f"{name}: {error}\n  {keep(target, least, 'fault')}\n  {least[:300]!r}", flush=True)


def _keep_new(target: Target, told: Tried, known: set[frozenset[str]]) -> None:
    room = _MOST_KEPT - sum(path.name.startswith("found-") for path in target.files())
    for outcome, body in list(told.outcomes.items())[: max(0, room)]:
        if outcome not in known and len(body) <= _KEPT_BYTES:
            known.add(outcome)
            keep(target, body, "found")


if __name__ == "__main__":
    sys.exit(main())
