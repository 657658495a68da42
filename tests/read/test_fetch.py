import gzip
import json
import socket
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread

import pytest

from marsad.config import Config
from marsad.read import Given, sources
from marsad.read.containers import Found
from marsad.types import Problem, RawDocument
from tests.read.reading import NOW

TEXT = "Three soldiers were killed near Gao on Monday."
PAGES: dict[str, tuple[int, dict[str, str], bytes]] = {
    "/a": (200, {"Content-Type": "text/html; charset=utf-8"}, f"<p>{TEXT}</p>".encode()),
    "/café": (200, {"Content-Type": "text/plain"}, TEXT.encode()),
    "/b.jsonl": (200, {"Content-Type": "application/octet-stream"}, json.dumps({"text": TEXT}).encode()),
    "/feed": (200, {"Content-Type": "application/x-ndjson"}, json.dumps({"text": TEXT}).encode()),
    "/c.txt.gz": (200, {"Content-Type": "application/gzip"}, gzip.compress(TEXT.encode())),
    "/list": (200, {"Content-Type": "text/plain"}, b"http://127.0.0.1:9/never\n"),
    "/moved": (302, {"Location": "/a"}, b""),
    "/round": (302, {"Location": "/round"}, b""),
    "/out": (302, {"Location": "ftp://127.0.0.1/a"}, b""),
    "/inside": (302, {"Location": "file:///etc/hostname"}, b""),
    "/gone": (404, {}, b"gone"),
    "/torn": (200, {"Content-Type": "text/plain", "Content-Length": "500"}, TEXT.encode()),
}


class Site(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        name = self.path.replace("/caf%C3%A9", "/café")
        status, headers, body = PAGES[name]
        self.send_response(status)
        for key, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(key, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Quiet."""


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def found(*args: str, config: Config | None = None) -> list[Found]:
    return list(sources(args, given=Given(), config=config or Config(), now=NOW))


def one(*args: str) -> RawDocument:
    [raw] = found(*args)
    assert isinstance(raw, RawDocument), raw
    return raw


def test_a_page(site: str) -> None:
    raw = one(f"{site}/a")
    assert (raw.url, raw.source, raw.media_type, raw.fetched_at) == (f"{site}/a", "127.0.0.1", "text/html", NOW)
    assert dict(raw.headers)["content-type"] == "text/html; charset=utf-8"
    assert TEXT in raw.body.decode()


def test_redirects_are_followed(site: str) -> None:
    assert one(f"{site}/moved").url == f"{site}/a"


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/gone", "the server answers 404"),
        ("/round", "the server answers 302"),
        ("/out", ""),
        ("/inside", ""),
    ],
)
def test_what_cannot_be_had(site: str, path: str, reason: str) -> None:
    [problem] = found(f"{site}{path}")
    assert isinstance(problem, Problem)
    assert (problem.code, problem.source) == ("fetch-failed", "127.0.0.1")
    assert reason in problem.detail


def test_no_server() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    [problem] = found(f"http://127.0.0.1:{port}/a")
    assert isinstance(problem, Problem)
    assert problem.code == "fetch-failed"


@pytest.mark.parametrize("path", ["/b.jsonl", "/feed", "/c.txt.gz", "/café"])
def test_formats_by_suffix_and_by_what_the_server_says(site: str, path: str) -> None:
    raw = one(f"{site}{path}")
    assert (raw.media_type, raw.body) == ("text/plain", TEXT.encode())


def test_a_list_of_addresses(site: str, tmp_path: Path) -> None:
    (tmp_path / "list.txt").write_text(f"{site}/a\n\n{site}/gone\n{site}/moved\n")
    results = found(str(tmp_path / "list.txt"))
    assert [result.url if isinstance(result, RawDocument) else result.code for result in results] == [
        f"{site}/a",
        "fetch-failed",
        f"{site}/a",
    ]


def test_a_fetched_list_is_not_followed(site: str) -> None:
    assert one(f"{site}/list").body == b"http://127.0.0.1:9/never\n"


def test_a_body_over_the_limit_is_cut_and_told(site: str) -> None:
    raw, problem = found(f"{site}/a", config=Config(max_bytes=20))
    assert isinstance(raw, RawDocument)
    assert isinstance(problem, Problem)
    assert (len(raw.body), problem.code) == (20, "too-large")


def test_a_body_that_ends_too_soon_is_told(site: str) -> None:
    raw, problem = found(f"{site}/torn")
    assert isinstance(raw, RawDocument)
    assert isinstance(problem, Problem)
    assert (raw.body, problem.code) == (TEXT.encode(), "truncated")


def test_a_byte_at_a_time_comes_to_an_end() -> None:
    """The time between two bytes never runs out; the time for all of them does."""
    from marsad.read.fetch import FetchFailed, Manner, fetch

    never = Event()

    def drip(line: socket.socket) -> None:
        with line, suppress(OSError):
            line.sendall(b"HTTP/1.1 200 OK\r\nX-Long: ")
            while True:
                line.sendall(b"x")
                never.wait(0.01)

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = Thread(target=lambda: drip(server.accept()[0]), daemon=True)
        thread.start()
        port = server.getsockname()[1]
        with pytest.raises(FetchFailed, match=r"within 0\.2 seconds"):
            fetch(f"http://127.0.0.1:{port}/", Manner(max_bytes=1000, silence_s=30, total_s=0.2))
        thread.join(timeout=30)
        assert not thread.is_alive(), "its line was ended"


def test_gzip_in_transit_is_unpacked(site: str) -> None:
    from marsad.read.fetch import Manner, fetch

    PAGES["/packed"] = (200, {"Content-Encoding": "gzip"}, gzip.compress(TEXT.encode()))
    assert fetch(f"{site}/packed", Manner(max_bytes=1000)).body == TEXT.encode()
