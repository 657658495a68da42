"""A soak of ``marsad watch``: a server on this machine that misbehaves in every way, for minutes; memory must not grow.

``python -m benchmarks.watch_soak --minutes 8`` starts the server, ``marsad watch`` as its own process with a list of a
dozen sources that are due every few seconds, and prints once in a while what that process takes and has done. The last
line says whether memory grew after the first third, in which libraries and caches fill. Exit status 1: it did.
"""

from __future__ import annotations

import argparse
import gzip
import itertools
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from statistics import median

from marsad.store import Store

#: How much more memory the last third may take than the second one: what one more heap arena takes of 800 MB.
_GROWTH = 1.03
_ARTICLES = 5  # a feed's items; each look finds the next so many

#: Many, or every report would be compared with all others.
_TOWNS = (
    *("Goma", "Bunia", "Beni", "Gao", "Mopti", "Kidal", "Djibo", "Kaya", "Dori", "Diffa", "Nyala", "Kutum", "Kadugli"),
    *("Malakal", "Bor", "Wau", "Baidoa", "Kismayo", "Marib", "Taiz", "Idlib", "Kherson", "Sumy", "Pemba", "Kunduz"),
)
_NUMBERS = itertools.count()
_BOMB = "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in itertools.pairwise("abcdefghij"))
_NEVER = threading.Event()


class _Bad(BaseHTTPRequestHandler):
    """Every path misbehaves in its own way; /good and /a/N behave."""

    def do_GET(self) -> None:
        name = self.path.strip("/").partition("/")[0]
        try:
            _WAYS.get(name, _lost)(self)
        except OSError:  # the other side hung up, as it should
            self.close_connection = True

    def give(self, body: bytes, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        told = {name.replace("_", "-"): value for name, value in headers.items()}
        for name, value in {"Content-Length": str(len(body)), **told}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Quiet."""


def _feed(asked: _Bad, head: str = "<?xml version='1.0'?>", title: str = "News") -> bytes:
    links = (f"http://{asked.headers['Host']}/a/{next(_NUMBERS)}" for _ in range(_ARTICLES))
    items = "".join(f"<item><title>{title}</title><link>{link}</link></item>" for link in links)
    return f"{head}<rss version='2.0'><channel>{items}</channel></rss>".encode()


def _article(asked: _Bad) -> None:
    number = asked.path.rpartition("/")[2]
    town = _TOWNS[int(number) % len(_TOWNS)] if number.isdecimal() else _TOWNS[0]
    told = (
        f"Gunmen killed {len(number) + 1} farmers near {town} on Monday. Residents of hill {number} fled to the town."
    )
    asked.give(f"<html><body><article><h1>Report {number}</h1><p>{told}</p></article></body></html>".encode())


def _lost(asked: _Bad) -> None:
    asked.give(b"", 404)


def _drip(asked: _Bad) -> None:
    asked.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n<rss>")
    while True:
        asked.wfile.write(b" ")
        _NEVER.wait(0.1)


def _endless(asked: _Bad) -> None:
    asked.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n<rss>")
    while True:
        asked.wfile.write(b"x" * 65_536)


def _cut(asked: _Bad) -> None:
    asked.give(_feed(asked)[:80], Content_Length="5000")
    asked.close_connection = True


_WAYS: dict[str, Callable[[_Bad], None]] = {
    "a": _article,
    "good": lambda asked: asked.give(_feed(asked)),
    "error": lambda asked: asked.give(b"", 500),
    "busy": lambda asked: asked.give(b"", 429, Retry_After="1"),
    "loop": lambda asked: asked.give(b"", 302, Location="/loop"),
    "file": lambda asked: asked.give(b"", 302, Location="file:///etc/passwd"),
    "cut": _cut,
    "drip": _drip,
    "endless": _endless,
    "entities": lambda asked: asked.give(_feed(asked, f"<!DOCTYPE r [<!ENTITY a 'ha'>{_BOMB}]>", "&j;")),
    "charset": lambda asked: asked.give(_feed(asked, title="Обстріл"), Content_Type="text/xml; charset=utf-16"),
    "bomb": lambda asked: asked.give(gzip.compress(b"\0" * 50_000_000, 1), Content_Encoding="gzip"),
    "garbage": lambda asked: asked.give(os.urandom(20_000)),
}


def _serving() -> int:
    """The port of one more server: pauses are kept by server."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Bad)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_port


def _list(folder: Path) -> Path:
    at = {name: f"http://127.0.0.1:{_serving()}/{name}" for name in _WAYS if name != "a"}
    posts = (f'[[source]]\nname = "{name}"\ntype = "feed"\naddress = "{url}"\n' for name, url in at.items())
    path = folder / "sources.toml"
    path.write_text('every = "5s"\npause = "1s"\npatience = "3s"\n' + "\n".join(posts), encoding="utf-8")
    return path


def _taken(process: int) -> tuple[float, int, int]:
    """Megabytes in memory, threads, open files."""
    told = dict(
        line.split(":", 1)
        for line in Path(f"/proc/{process}/status").read_text(encoding="utf-8").splitlines()
        if ":" in line
    )
    return int(told["VmRSS"].split()[0]) / 1024, int(told["Threads"]), len(os.listdir(f"/proc/{process}/fd"))  # noqa: PTH208


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=8)
    minutes = parser.parse_args().minutes
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        db = folder / "soak.duckdb"
        command = [sys.executable, "-m", "marsad", "watch", str(_list(folder)), "--db", str(db)]
        with (folder / "log").open("w", encoding="utf-8") as log:
            own = {**os.environ, "MALLOC_ARENA_MAX": "2"}  # as the unit and the container have it
            watching = subprocess.Popen(command, stderr=log, env=own)
            samples = _samples(watching, folder / "log", minutes * 60)
            watching.send_signal(signal.SIGTERM)
            status = watching.wait(timeout=120)
        with Store(db, read_only=True) as store:
            looks, watched, stats = store.looks(), store.watched(), store.stats()
    outcomes = {what: sum(one.outcome == what for one in looks) for what in ("read", "empty", "failed")}
    print(f"{len(looks)} looks {outcomes}, {stats.documents} documents, {stats.events} events; exit status {status}")
    print("failing:", ", ".join(sorted(name for name, one in watched.items() if one.failing_since)))
    second, last = (median(samples[len(samples) * part // 3 : len(samples) * (part + 1) // 3]) for part in (1, 2))
    print(f"memory: median {second:.0f} MB in the second third, {last:.0f} MB in the last ({last / second - 1:+.1%})")
    return int(last > second * _GROWTH or status != 0)


def _samples(watching: subprocess.Popen[bytes], log: Path, seconds: float) -> list[float]:
    """Megabytes, every five seconds from the first look on."""
    while not log.read_text(encoding="utf-8") and watching.poll() is None:
        time.sleep(1)
    began, samples = time.monotonic(), list[float]()
    while time.monotonic() - began < seconds and watching.poll() is None:
        memory, threads, files = _taken(watching.pid)
        if len(samples) % 12 == 0:
            looks = len(log.read_text(encoding="utf-8").splitlines())
            passed = (time.monotonic() - began) / 60
            told = f"{passed:5.1f} min  {memory:6.0f} MB  {threads} threads  {files} files  {looks} lines"
            print(told, flush=True)
        samples.append(memory)
        time.sleep(5)
    return samples


if __name__ == "__main__":
    sys.exit(main())
