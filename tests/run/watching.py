"""A stage for watching: a server that does as it is told, a clock that does not wait, a coder without a model."""

from __future__ import annotations

import io
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from random import Random
from typing import Any

from marsad.config import Config
from marsad.pipeline import Added, read_sources
from marsad.run import Clock, Looked, Setting, load_watchlist, watch
from marsad.store import Store
from marsad.types import Problem, RawDocument
from tests.run.coders import coded

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
#: What a path answers: a body, or whatever it does with the connection.
Answer = bytes | Callable[["Asking"], None]


class Asking(BaseHTTPRequestHandler):
    """One question to the server."""

    site: Site

    def do_GET(self) -> None:
        self.site.asked.append(self.path)
        self.site.headers.append(dict(self.headers.items()))
        answer = self.site.answers.get(self.path)
        if answer is None:
            self.send_error(404)
        elif callable(answer):
            answer(self)
        else:
            self.give(answer)

    def give(self, body: bytes, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        told = {name.replace("_", "-"): value for name, value in headers.items()}
        for name, value in {"Content-Length": str(len(body)), **told}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Quiet."""


class Site:
    """A server on this machine: what it answers by path, and what it was asked, in order."""

    def __init__(self, port: int) -> None:
        self.at = f"http://127.0.0.1:{port}"
        self.answers: dict[str, Answer] = {}
        self.asked: list[str] = []
        self.headers: list[dict[str, str]] = []

    def times(self, path: str) -> int:
        return Counter(self.asked)[path]

    def feed(self, *paths: str) -> bytes:
        """An RSS feed that leads to these pages."""
        items = "".join(f"<item><title>About {one}</title><link>{self.at}{one}</link></item>" for one in paths)
        return f"<?xml version='1.0'?><rss version='2.0'><channel><title>F</title>{items}</channel></rss>".encode()


@contextmanager
def serving() -> Iterator[Site]:
    handler = type("Here", (Asking,), {})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    site = handler.site = Site(server.server_port)  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class Time:
    """A clock on which waiting takes no time. It stops everything at its ``end``."""

    def __init__(self, now: datetime = START, hours: float = 1000) -> None:
        self._now, self._end = now, now + timedelta(hours=hours)
        self._lock = threading.Lock()
        self.waited: list[float] = []

    def now(self) -> datetime:
        with self._lock:
            return self._now

    def wait(self, seconds: float) -> bool:
        with self._lock:
            self._now += timedelta(seconds=seconds)
            if seconds:
                self.waited.append(seconds)
            return self._now >= self._end

    @property
    def clock(self) -> Clock:
        return Clock(now=self.now, wait=self.wait)


def page(text: str) -> bytes:
    """A page with one report."""
    return f"<html><body><article><h1>Report</h1><p>{text}</p></article></body></html>".encode()


def report(number: int) -> bytes:
    return page(f"Gunmen attacked the post on hill {number}. Nobody said why it was so, and the hill was quiet again.")


def add(raws: Iterable[RawDocument | Problem], store: Store) -> Iterator[Added]:
    """As pipeline.add, without a model and without merging."""
    try:
        for document, problems in read_sources(raws, config=Config(), now=START):
            if document is None:
                store.add_problems(problems, at=START)
                yield Added(document=None, source=None, is_new=False, mentions=0, problems=len(problems))
                continue
            coding = coded(document)
            is_new = store.add(document, coding, problems, at=START)
            told = len(coding.mentions)
            yield Added(document=document.id, source=document.source, is_new=is_new, mentions=told, problems=0)
    finally:
        store.flush()


def run(
    store: Store,
    listed: str,
    folder: Path,
    *,
    time: Time | None = None,
    once: bool = True,
    stdin: bytes = b"",
    **more: Any,
) -> list[Looked]:
    """Watch the sources of this list until there is nothing left to do, or the time is over."""
    path = folder / "sources.toml"
    path.write_text(listed, encoding="utf-8")
    setting = Setting(
        config=Config(),
        clock=(time or Time()).clock,
        dice=Random(1),
        stdin=io.BytesIO(stdin),
        at_once=more.pop("at_once", 2),
        **{"silence_s": 60.0, "total_s": 60.0, **more},
    )
    return list(watch(load_watchlist(path), store, add, setting, once=once))


def source(address: str, kind: str = "feed", name: str = "Northern Wire", **more: str) -> str:
    keys = "".join(f"{key.replace('_', '-')} = {value}\n" for key, value in more.items())
    return f'[[source]]\nname = "{name}"\ntype = "{kind}"\naddress = "{address}"\n{keys}'


def texts(store: Store) -> list[str]:
    """Of all documents, in order."""
    from marsad.store import DocumentFilters

    return sorted(store.document(one["id"]).text for one in store.documents(DocumentFilters(), limit=1000))


def details(store: Store) -> list[tuple[str, str]]:
    """What could not be done, but for reports that do not say when they were published."""
    return sorted((one["code"], one["detail"]) for one in store.problems() if one["code"] != "no-publication-date")
