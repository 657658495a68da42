"""How long the server takes to answer many readers: ``python -m benchmarks.serve_load [--events N] [--readers N]``.

::

    python -m benchmarks.serve_store big.duckdb --events 100000
    python -m benchmarks.serve_load --db big.duckdb --readers 50 --requests 40 [--pause 1.0]

A real server on loopback, and readers with a connection and a token each, who explore a store of this size as the app
does: a reader opens it, narrows it down by a period, country, province, actor or part of the map, and each time the app
asks at once for the choices with their counts, the map's squares, the bars of the timeline and the first page of cards;
between two such steps the reader scrolls, opens an event or two, looks for a name, and sometimes goes to actors or
trends. What is asked for is drawn anew for each reader, so that few answers come from memory. ``--pause`` is the time
between a reader's steps, in seconds (0: no human being asks so). Prints milliseconds by route; the last line is one
JSON object.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import json
import os
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import urlencode

from benchmarks.figures import one_line

_SEED = 20_240_101
#: That a browser keeps open to one server.
_CONNECTIONS = 6
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
    """One to the server, kept open until the server closes it."""

    port: int
    token: str
    streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def get(self, path: str) -> tuple[int, bytes]:
        """Status and body."""
        while True:
            if self.streams is None:
                self.streams = await asyncio.open_connection("127.0.0.1", self.port)
            try:
                return await self._asked("GET", path)
            except (asyncio.IncompleteReadError, ConnectionError):
                self.close()

    def close(self) -> None:
        if self.streams is not None:
            self.streams[1].close()
            self.streams = None

    async def post(self, path: str, told: object) -> tuple[int, bytes]:
        """Status and body of what is answered to an object. Asked once: what was done shall not be done again."""
        if self.streams is None:
            self.streams = await asyncio.open_connection("127.0.0.1", self.port)
        return await self._asked("POST", path, json.dumps(told).encode())

    async def _asked(self, method: str, path: str, body: bytes = b"") -> tuple[int, bytes]:
        assert self.streams is not None
        reader, writer = self.streams
        head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {self.token}\r\n"
        head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n" if body else ""
        writer.write(f"{head}Accept-Encoding: gzip\r\n\r\n".encode() + body)
        await writer.drain()
        told = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        lines = told.split("\r\n")
        length = next(int(line.partition(":")[2]) for line in lines if line.lower().startswith("content-length:"))
        return int(lines[0].split()[1]), await reader.readexactly(length)


def step(chance: Random, known: dict[str, list[str]]) -> list[tuple[str, str]]:
    """(route, address) of each request that one step of a reader makes."""
    kind = chance.choices(
        ("narrow", "scroll", "open", "search", "actors", "actor", "trends"), (30, 20, 30, 8, 4, 4, 4)
    )[0]
    filters = _filters(chance, known)
    if kind == "open":
        return [_address("events/id", f"events/{chance.choice(known['id'])}")]
    if kind == "scroll":
        return [_address("events/cards", "events/cards", {"id": chance.sample(known["id"], 20)})]
    if kind == "search":
        return [_address("search", "search", {"q": chance.choice(known["place"])[: chance.randrange(2, 6)]})]
    if kind == "actors":
        return [_address("actors", "actors", filters), _address("network", "network", filters)]
    if kind == "actor":
        return [_address("actors/id", f"actors/{chance.choice(known['actor'])}", filters)]
    if kind == "trends":
        by = {"by": chance.choice(("country", "admin1", "kind")), "step": "month"}
        return [_address("trends", "trends", filters | by), _address("series", "series", filters | by)]
    anytime = {name: value for name, value in filters.items() if name not in ("since", "until")}
    return [
        _address("facets", "facets", filters | {"top": 100}),
        _address("events/bins", "events/bins", filters | {"zoom": chance.randrange(2, 8)}),
        _address("events/days", "events/days", anytime | {"step": "fit"}),
        _address("events/cards", "events/cards", filters | {"sort": "-first", "limit": 20}),
    ]


def _filters(chance: Random, known: dict[str, list[str]]) -> dict[str, Any]:
    """A choice as a reader makes one; its period is hardly ever that of another reader."""
    first = date(2019, 1, 1) + timedelta(days=chance.randrange(1700))
    period = {"since": first, "until": first + timedelta(days=chance.randrange(7, 700))}
    west, south = chance.uniform(-20, 60), chance.uniform(-20, 40)
    return chance.choice((
        {},
        period,
        period,
        period | {"country": chance.choice(known["country"])},
        {"admin1": chance.choice(known["admin1"]), "min-deaths": chance.choice((1, 5, 10))},
        period | {"actor": chance.choice(known["actor"])},
        {"bbox": f"{west:.3f},{south:.3f},{west + 20:.3f},{south + 12:.3f}"},
        period | {"kind": chance.choice(known["kind"])},
    ))  # fmt: skip


def _address(route: str, path: str, query: Mapping[str, Any] | None = None) -> tuple[str, str]:
    told = urlencode(query or {}, doseq=True)
    return route, f"/api/v1/{path}{'?' if told else ''}{told}"


async def _read(
    port: int, token: str, load: Load, seed: int, known: dict[str, list[str]]
) -> list[tuple[str, float, int]]:
    """What one reader sees: route, seconds, status of each request. A browser keeps several connections open."""
    chance = Random(f"{_SEED}/{seed}")  # noqa: S311 - a load is no secret
    lines = [Connection(port, token) for _ in range(_CONNECTIONS)]
    seen: list[tuple[str, float, int]] = []

    async def ask(line: Connection, route: str, path: str) -> None:
        begun = time.perf_counter()
        status, _ = await line.get(path)
        seen.append((route, time.perf_counter() - begun, status))

    await asyncio.sleep(chance.random() * load.pause_s)
    while len(seen) < load.requests:
        asked = step(chance, known)
        await asyncio.gather(*(ask(line, *one) for line, one in zip(lines, asked, strict=False)))
        await asyncio.sleep(load.pause_s * (0.5 + chance.random()))
    for line in lines:
        line.close()
    return seen


async def known_in(first: Connection) -> tuple[float, dict[str, list[str]]]:
    """Seconds until the server has read the store, and what can be asked for in it."""
    begun = time.perf_counter()
    names = ("country", "admin1", "actor", "kind", "place")
    told = await _told(first, f"/api/v1/facets?top=200&{urlencode({'facet': names}, doseq=True)}")
    ready_s = time.perf_counter() - begun
    known = {name: [item["value"] for item in told["facets"][name]["items"]] for name in names}
    known["place"] = [item["label"] for item in told["facets"]["place"]["items"]]
    known["id"] = []
    for year in range(2010, 2030):
        columns = await _told(first, f"/api/v1/events/columns?columns=id&since={year}-03-01&until={year}-03-31")
        known["id"] += columns["columns"]["id"]
    return ready_s, known


async def _told(line: Connection, path: str) -> Any:
    status, packed = await line.get(path)
    assert status == 200, packed
    return json.loads(gzip.decompress(packed) if packed[:2] == b"\x1f\x8b" else packed)


async def _all(port: int, pid: int, tokens: Sequence[str], load: Load) -> dict[str, Any]:
    first = Connection(port, tokens[0])
    ready_s, known = await known_in(first)
    cpu_begun_s = _cpu_s(pid)
    begun = time.perf_counter()
    every = await asyncio.gather(*(_read(port, token, load, number, known) for number, token in enumerate(tokens)))
    seconds = time.perf_counter() - begun
    return {
        "ready_s": ready_s,
        "cpu_begun_s": cpu_begun_s,
        "seconds": seconds,
        "seen": [one for seen in every for one in seen],
    }


def measure(db: Path, load: Load) -> dict[str, Any]:
    """Start a server on the store and let everybody read."""
    tokens = [secrets.token_urlsafe(24) for _ in range(load.readers)]
    people = [f"analyst reader-{number} {token}" for number, token in enumerate(tokens)]
    with serving(db, people) as (port, server):
        found = asyncio.run(asyncio.wait_for(_all(port, server, tokens, load), _PATIENCE_S))
        return found | {"cpu_s": _cpu_s(server) - found["cpu_begun_s"]}


@contextmanager
def serving(db: Path, people: Sequence[str]) -> Iterator[tuple[int, int]]:
    """A server on the store for these lines of a token file: its port and its process; ended afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "tokens"
        file.touch(0o600)
        file.write_text("".join(f"{line}\n" for line in people))
        program = [sys.executable, "-m", "marsad", "serve", "--db", str(db), "--port", "0", "--no-browser",
                   "--token-file", str(file)]  # fmt: skip
        with subprocess.Popen(program, stdout=subprocess.PIPE, text=True) as server:
            try:
                assert server.stdout is not None
                yield int(server.stdout.readline().split(":")[2].partition("/")[0]), server.pid
            finally:
                server.terminate()


def _cpu_s(pid: int) -> float:
    """Processor seconds of a process so far, where the system tells."""
    told = Path(f"/proc/{pid}/stat")
    return sum(map(int, told.read_text().split()[13:15])) / os.sysconf("SC_CLK_TCK") if told.exists() else 0.0


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
        "per_s": round(len(seen) / found["seconds"], 1), "ready_s": round(found["ready_s"], 2),
        "server_ms_a_request": round(1000 * found["cpu_s"] / len(seen), 1), "load": round(os.getloadavg()[0], 1),
    }))  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
