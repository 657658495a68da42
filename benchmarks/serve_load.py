"""How long the server takes to answer many readers: ``python -m benchmarks.serve_load [--events N] [--readers N]``.

::

    python -m benchmarks.serve_store big.duckdb --events 100000
    python -m benchmarks.serve_load --db big.duckdb --readers 50 --requests 40 [--pause 1.0]

A real server on loopback, and readers with a connection and a token each, who ask as the app does: lists, facets and
counts under changing filters, cards, events, actors, series. ``--pause`` is the time between a reader's answer and next
request, in seconds (0: no human being asks so). Prints milliseconds by route; the last line is one JSON object.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import urlencode

from benchmarks.figures import one_line

_SEED = 20_240_101
#: Seconds the server gets to start and to read the store.
_PATIENCE_S = 300.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """So many readers, so many requests each, so long a pause between them."""

    readers: int
    requests: int
    pause_s: float


@dataclass(slots=True)
class Connection:
    """One kept open to the server."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    token: str

    async def get(self, path: str) -> tuple[int, bytes]:
        """Status and body."""
        head = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {self.token}\r\n"
        head += "Accept-Encoding: gzip\r\n\r\n"
        self.writer.write(head.encode())
        await self.writer.drain()
        told = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        lines = told.split("\r\n")
        length = next(int(line.partition(":")[2]) for line in lines if line.lower().startswith("content-length:"))
        return int(lines[0].split()[1]), await self.reader.readexactly(length)


def asked(chance: Random, known: dict[str, list[str]]) -> tuple[str, str]:
    """(route, address) of one request, as the app asks in the course of a session."""
    year = chance.randrange(2016, 2019)
    filters = chance.choice((
        {},
        {"since": f"{year}-01-01", "until": f"{year}-12-31"},
        {"country": chance.choice(known["country"])},
        {"admin1": chance.choice(known["admin1"]), "min-deaths": chance.choice((1, 5, 10))},
        {"actor": chance.choice(known["actor"]), "since": f"{year}-0{chance.randrange(1, 10)}-01"},
        {"bbox": f"{chance.randrange(-20, 40)},{chance.randrange(-10, 20)},60,40"},
    ))  # fmt: skip
    route = chance.choices(
        ("events", "facets", "events/cards", "events/id", "events/days", "events/bins", "search", "actors", "actors/id",
         "network", "series", "events/columns"),
        (8, 20, 25, 20, 8, 4, 4, 3, 3, 1, 3, 1),
    )[0]  # fmt: skip
    query: dict[str, Any] = dict(filters)
    if route == "events":
        query |= {"limit": 20}
    if route == "events/cards":
        query = {"id": chance.sample(known["id"], 12)}
    if route == "events/id":
        return route, f"/api/v1/events/{chance.choice(known['id'])}"
    if route == "actors/id":
        return route, f"/api/v1/actors/{chance.choice(known['actor'])}?{urlencode(filters)}"
    if route == "events/bins":
        query |= {"zoom": chance.randrange(2, 7)}
    if route == "search":
        query = {"q": chance.choice(("place 1", "side 2", "place 34"))}
    if route == "series":
        query |= {"by": chance.choice(("country", "admin1", "kind"))}
    return route, f"/api/v1/{route}?{urlencode(query, doseq=True)}"


async def _read(
    port: int, token: str, load: Load, seed: int, known: dict[str, list[str]]
) -> list[tuple[str, float, int]]:
    """What one reader sees: route, seconds, status of each request."""
    chance = Random(f"{_SEED}/{seed}")  # noqa: S311 - a load is no secret
    connection = Connection(*await asyncio.open_connection("127.0.0.1", port), token)
    seen = []
    await asyncio.sleep(chance.random() * load.pause_s)
    for _ in range(load.requests):
        route, path = asked(chance, known)
        begun = time.perf_counter()
        status, _ = await connection.get(path)
        seen.append((route, time.perf_counter() - begun, status))
        await asyncio.sleep(load.pause_s * (0.5 + chance.random()))
    connection.writer.close()
    return seen


async def _all(port: int, tokens: Sequence[str], load: Load) -> dict[str, Any]:
    import gzip

    first = Connection(*await asyncio.open_connection("127.0.0.1", port), tokens[0])
    begun = time.perf_counter()
    status, packed = await first.get("/api/v1/events/columns")
    ready_s = time.perf_counter() - begun
    assert status == 200, packed
    told = json.loads(gzip.decompress(packed))
    known = {name: told["dictionaries"][name] for name in ("country", "admin1", "actor")} | {
        "id": told["columns"]["id"]
    }
    begun = time.perf_counter()
    every = await asyncio.gather(*(_read(port, token, load, number, known) for number, token in enumerate(tokens)))
    seconds = time.perf_counter() - begun
    return {
        "ready_s": ready_s,
        "columns_bytes": len(packed),
        "seconds": seconds,
        "seen": [one for seen in every for one in seen],
    }


def measure(db: Path, load: Load) -> dict[str, Any]:
    """Start a server on the store and let everybody read."""
    tokens = [secrets.token_urlsafe(24) for _ in range(load.readers)]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "tokens"
        file.touch(0o600)
        file.write_text("".join(f"analyst reader-{number} {token}\n" for number, token in enumerate(tokens)))
        program = [sys.executable, "-m", "marsad", "serve", "--db", str(db), "--port", "0", "--no-browser",
                   "--token-file", str(file)]  # fmt: skip
        with subprocess.Popen(program, stdout=subprocess.PIPE, text=True) as server:
            try:
                assert server.stdout is not None
                port = int(server.stdout.readline().split(":")[2].partition("/")[0])
                return asyncio.run(asyncio.wait_for(_all(port, tokens, load), _PATIENCE_S))
            finally:
                server.terminate()


def percentile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.serve_load", description=(__doc__ or "").splitlines()[0]
    )
    parser.add_argument("--db", type=Path, metavar="FILE", help="a store; without it one is made")
    parser.add_argument(
        "--events", type=int, default=100_000, metavar="N", help="events of a store that is made (100,000)"
    )
    parser.add_argument("--readers", type=int, default=50, metavar="N")
    parser.add_argument("--requests", type=int, default=40, metavar="N", help="of each reader")
    parser.add_argument("--pause", type=float, default=1.0, metavar="S", help="seconds between a reader's requests (1)")
    chosen = parser.parse_args(argv)
    load = Load(readers=chosen.readers, requests=chosen.requests, pause_s=chosen.pause)
    with tempfile.TemporaryDirectory() as folder:
        db = chosen.db or Path(folder) / "load.duckdb"
        if chosen.db is None:
            from benchmarks.serve_store import main as made

            made([str(db), "--events", str(chosen.events)])
        found = measure(db, load)
    _print(found, load)
    return 0


def _print(found: dict[str, Any], load: Load) -> None:
    seen = found["seen"]
    for route in sorted({one for one, _, _ in seen}):
        times = [1000 * seconds for one, seconds, _ in seen if one == route]
        shares = "  ".join(f"p{int(100 * share)} {percentile(times, share):7.1f}" for share in (0.5, 0.95, 0.99))
        print(f"{route:16}{len(times):6}  {shares} ms")
    times = [1000 * seconds for _, seconds, _ in seen]
    print(one_line({
        "benchmark": "serve_load", "readers": load.readers, "pause_s": load.pause_s, "requests": len(seen),
        "failed": sum(status != 200 for _, _, status in seen), "p50_ms": round(percentile(times, 0.5), 1),
        "p95_ms": round(percentile(times, 0.95), 1), "p99_ms": round(percentile(times, 0.99), 1),
        "per_s": round(len(seen) / found["seconds"], 1), "columns_ready_s": round(found["ready_s"], 2),
        "columns_kb": found["columns_bytes"] // 1024,
    }))  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
