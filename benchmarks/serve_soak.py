"""A soak of ``marsad serve``: readers and reviewers at once, for minutes; nothing may grow, be lost or come twice.

::

    python -m benchmarks.serve_soak --minutes 20 --readers 50 --reviewers 5 --events 3000 --examples

A real server on loopback over a store of synthetic events (with ``--examples`` of the bulletins, too). Readers ask as
in :mod:`benchmarks.serve_load`; reviewers correct, accept, comment, merge, split, undo and code by hand. Then
``marsad verify``, and a count: every mention in one event, every act that was accepted in the store once, and in its
log. Prints memory as it goes, milliseconds by route, and one JSON object. Exit status 1: something failed.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import secrets
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Coroutine, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import chain, count
from pathlib import Path
from random import Random
from statistics import median
from typing import Any

from benchmarks.export_load import fill
from benchmarks.figures import one_line
from benchmarks.serve_load import Connection, known_in, percentile, serving, step
from marsad.store import Filters, Store, Verified

_SEED = 20_240_102
#: The last third may hold so much more than the second: memory of the process, whose libraries never give all back.
_GROWTH = 1.05
#: Tries of a request that is answered "busy", and seconds between them: the app's own.
_TRIES, _AGAIN_S = 20, 0.4
_SAMPLED_S = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Soak:
    """How many ask, for how long or how often; ``turns`` None: until the seconds are over."""

    readers: int = 50
    reviewers: int = 5
    seconds: float = 1200.0
    turns: int | None = None
    pause_s: float = 1.0


@dataclass(slots=True)
class Seen:
    """What came of it: (route, seconds, status) of each request, ids of accepted acts, megabytes."""

    requests: list[tuple[str, float, int]] = field(default_factory=list)
    acts: list[str] = field(default_factory=list)
    refused: Counter[str] = field(default_factory=Counter)
    memory: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


class Asking(Connection):
    """A connection that notes what it sees."""

    async def ask(self, seen: Seen, route: str, path: str, told: Any = None) -> tuple[int, Any]:
        """Status and JSON of a request; a busy server is asked again."""
        for _ in range(_TRIES):
            begun = time.perf_counter()
            status, body = await (self.get(path) if told is None else self.post(path, told))
            seen.requests.append((route, time.perf_counter() - begun, status))
            if status != 503:
                break
            await asyncio.sleep(_AGAIN_S)
        return status, _json(body)


def _json(body: bytes) -> Any:
    import gzip

    return json.loads(gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body)


# --- who asks ----------------------------------------------------------------------------------


async def _reader(asking: Asking, soak: Soak, seen: Seen, known: dict[str, list[str]], chance: Random) -> None:
    for _ in _turns(soak):
        for route, path in step(chance, known):
            status, _ = await asking.ask(seen, route, path)
            if status not in (200, 404):  # an event that was split or undone since may be gone
                seen.wrong.append(f"{route}: {status}")
        await asyncio.sleep(soak.pause_s * (0.5 + chance.random()))


async def _reviewer(asking: Asking, soak: Soak, seen: Seen, known: dict[str, list[str]], chance: Random) -> None:
    for _ in _turns(soak):
        _, event = await asking.ask(seen, "events/id", f"/api/v1/events/{chance.choice(known['id'])}")
        route, path, told = _act(event, known, chance)
        status, answer = await asking.ask(seen, route, path, told)
        if status in (200, 201):
            seen.acts.append(answer["act"]["id"])
        elif status in (400, 404, 409):
            seen.refused[f"{told.get('verb', 'code')}: {answer['error']['code']}"] += 1
        else:
            seen.wrong.append(f"{route}: {status} {answer}")
        await asyncio.sleep(soak.pause_s * (0.5 + chance.random()))


def _turns(soak: Soak) -> Iterator[int]:
    """As many turns as are asked for, or as there is time for."""
    end = time.monotonic() + soak.seconds
    for turn in count():
        if turn == soak.turns or (soak.turns is None and time.monotonic() > end):
            return
        yield turn


def _act(event: dict[str, Any], known: dict[str, list[str]], chance: Random) -> tuple[str, str, dict[str, Any]]:
    """(route, address, body) of what a reviewer does next."""
    this, mentions = event.get("id"), event.get("mentions", [])
    verb = chance.choices(
        ("correct", "accept", "comment", "flag", "merge", "split", "undo", "code", "reject"),
        (6, 3, 2, 1, 3, 2, 3, 2, 1),
    )[0]
    if verb == "code" and event.get("documents"):
        told = {"kind": "ASSAULT", "start": 0, "end": chance.randrange(4, 12), "reason": "seen by hand"}
        return "documents/id/events", f"/api/v1/documents/{chance.choice(event['documents'])}/events", told
    known_more: dict[str, dict[str, Any]] = {
        "correct": {"event": this, "field": "counts.killed", "value": chance.randrange(40)},
        "merge": {"events": [this, chance.choice(known["id"])]},
        "split": {"event": this, "mentions": mentions[:1]},
        "undo": {},
    }
    more = known_more.get(verb, {"event": this})
    if verb == "code":
        verb = "comment"
    return "acts", "/api/v1/acts", {"verb": verb, **more, "reason": f"note {chance.randrange(10**9)}"}


# --- the run -----------------------------------------------------------------------------------


async def _watch(process: int, seen: Seen, began: float) -> None:
    """Megabytes, every few seconds."""
    while True:
        seen.memory.append(_megabytes(process))
        if len(seen.memory) % 12 == 1:
            done = f"{len(seen.requests)} requests, {len(seen.acts)} acts"
            print(f"{(time.monotonic() - began) / 60:5.1f} min  {seen.memory[-1]:6.0f} MB  {done}", flush=True)
        await asyncio.sleep(_SAMPLED_S)


def _megabytes(process: int) -> float:
    with suppress(OSError, IndexError):
        pages = int(Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 1024**2
    return 0.0


async def _all(port: int, process: int, tokens: Sequence[str], soak: Soak) -> Seen:
    seen, began = Seen(), time.monotonic()
    people = [Asking(port, token) for token in tokens]
    _, known = await known_in(people[0])
    _, told = await people[0].ask(seen, "events/columns", "/api/v1/events/columns?columns=id")
    known["id"] = told["columns"]["id"]
    chances = [Random(f"{_SEED}/{number}") for number in range(len(people))]  # noqa: S311 - a load is no secret
    watching = asyncio.create_task(_watch(process, seen, began))
    doing = [_reviewer] * soak.reviewers + [_reader] * soak.readers
    await asyncio.gather(
        *(do(one, soak, seen, known, chance) for do, one, chance in zip(doing, people, chances, strict=True))
    )
    watching.cancel()
    return seen


def _apart(work: Coroutine[Any, Any, Seen]) -> Seen:
    """Run it in a thread of its own: whoever calls may have a loop already."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


def soaked(db: Path, soak: Soak) -> Seen:
    """Start a server on the store, let everybody ask, stop it, and count."""
    before = _held(db)
    names = [f"reviewer-{number}" for number in range(soak.reviewers)]
    names += [f"reader-{number}" for number in range(soak.readers)]
    tokens = [secrets.token_urlsafe(24) for _ in names]
    roles = ("editor" if name.startswith("reviewer") else "analyst" for name in names)
    people = [f"{role} {name} {token}" for role, name, token in zip(roles, names, tokens, strict=True)]
    with serving(db, people) as (port, server):
        seen = _apart(_all(port, server, tokens, soak))
    seen.wrong += faults(db, before, seen.acts)
    return seen


# --- afterwards --------------------------------------------------------------------------------


def _held(db: Path) -> set[str]:
    """Ids of all mentions."""
    with Store(db, read_only=True) as store:
        return {mention["id"] for mention in store.mentions(words=False)}


def faults(db: Path, before: set[str], accepted: Sequence[str]) -> list[str]:
    """What is not as it must be after a soak; empty where all is well."""
    present = _held(db)
    with Store(db, read_only=True) as store:
        every = chain(store.events(words=False), store.events(Filters(review_state="rejected"), words=False))
        homes = Counter(mention for event in every for mention in event["mentions"])
        acts = Counter(act.id for act in store.acts())
        logged = Counter(act for line in store.logged("acted") for act in line["acts"])
        broken = [f"verify: {fault.what} {fault.detail}" for fault in store.verify(Verified())]
    return [
        *broken,
        *(f"lost: mention {one}" for one in sorted(before - present)),
        *(f"mention {one} is in {homes[one]} events" for one in sorted(present) if homes[one] != 1),
        *(f"no mention is {one}" for one in sorted(homes.keys() - present)),
        *(f"act {one} was accepted {number} times" for one, number in Counter(accepted).items() if number != 1),
        *(f"act {one} is {acts[one]} times in the store" for one in accepted if acts[one] != 1),
        *(f"act {one} is {logged[one]} times in the log" for one in acts if logged[one] != 1),
        *(f"nobody was told of act {one}" for one in sorted(acts.keys() - set(accepted))),
    ]


def grown(memory: Sequence[float]) -> tuple[float, float]:
    """Median megabytes in the second third and in the last."""
    second, last = (memory[len(memory) * part // 3 : len(memory) * (part + 1) // 3] or [0.0] for part in (1, 2))
    return median(second), median(last)


def _print(seen: Seen, soak: Soak) -> bool:
    """Figures by route, then all of it as JSON; whether all was well."""
    for route in sorted({one for one, _, _ in seen.requests}):
        times = [1000 * seconds for one, seconds, _ in seen.requests if one == route]
        told = "  ".join(f"p{int(100 * share)} {percentile(times, share):8.1f}" for share in (0.5, 0.95, 0.99))
        print(f"{route:20}{len(times):6}  {told} ms")
    second, last = grown(seen.memory)
    statuses = Counter(str(status) for _, _, status in seen.requests)
    print(*seen.wrong[:20], sep="\n")
    print(one_line({
        "benchmark": "serve_soak", "readers": soak.readers, "reviewers": soak.reviewers, "seconds": soak.seconds,
        "requests": len(seen.requests), "statuses": dict(statuses), "acts": len(seen.acts),
        "refused": dict(seen.refused), "wrong": len(seen.wrong), "memory_second_third_mb": round(second),
        "memory_last_third_mb": round(last), "load": os.getloadavg()[0],
    }))  # fmt: skip
    return not seen.wrong and (soak.turns is not None or last <= second * _GROWTH)


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.serve_soak", description=(__doc__ or "").splitlines()[0]
    )
    parser.add_argument("--events", type=int, default=3000, metavar="N", help="synthetic events of the store (3,000)")
    parser.add_argument("--examples", action="store_true", help="add the bulletins of examples/, coded")
    parser.add_argument("--readers", type=int, default=50, metavar="N")
    parser.add_argument("--reviewers", type=int, default=5, metavar="N")
    parser.add_argument("--minutes", type=float, default=20, metavar="N")
    parser.add_argument("--pause", type=float, default=1.0, metavar="S", help="seconds between one's requests (1)")
    chosen = parser.parse_args(argv)
    soak = Soak(readers=chosen.readers, reviewers=chosen.reviewers, seconds=chosen.minutes * 60, pause_s=chosen.pause)
    with tempfile.TemporaryDirectory() as folder:
        db = Path(folder) / "soak.duckdb"
        fill(db, chosen.events)
        if chosen.examples:
            subprocess.run([sys.executable, "-m", "marsad", "add", "examples", "--db", str(db)], check=True)
        return 0 if _print(soaked(db, soak), soak) else 1


if __name__ == "__main__":
    sys.exit(main())
