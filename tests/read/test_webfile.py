"""Archives of a web server: read in one pass, taken up again where the connection breaks."""

import gzip
import io
import json
from collections.abc import Iterator
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pyarrow as pa
import pytest
from pyarrow import parquet as pq

from marsad.config import Config
from marsad.errors import ReadError
from marsad.read import Given, sources
from marsad.read.containers import Found
from marsad.types import Problem, RawDocument

TEXT = "Three soldiers were killed near Gao on Monday."
#: With digests among the words: lines all alike would be taken for a zip bomb.
LINES = b"".join(
    json.dumps({"text": f"{TEXT} {sha256(str(number).encode()).hexdigest()}"}).encode() + b"\n"
    for number in range(5000)
)


def table() -> bytes:
    held = io.BytesIO()
    pq.write_table(pa.table({"text": [TEXT] * 3}), held)
    return held.getvalue()


FILES = {"lines.jsonl": LINES, "lines.jsonl.gz": gzip.compress(LINES), "rows.parquet": table()}


class Site(BaseHTTPRequestHandler):
    """``/whole/NAME`` gives a file, ``/breaks/`` half of it and on request the rest, ``/refuses/`` half of it only."""

    def do_GET(self) -> None:
        _, way, name = self.path.split("/")
        body = FILES.get(name)
        if body is None:
            self.send_error(404)
            return
        asked = int((self.headers["Range"] or "bytes=0-")[6:-1])
        is_rest = way == "breaks" and asked > 0
        start = asked if is_rest else 0
        self.send_response(206 if is_rest else 200)
        self.send_header("Content-Length", str(len(body) - start))
        self.end_headers()
        self.wfile.write(body[start:] if way == "whole" or is_rest else body[: len(body) // 2])

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


def found(address: str) -> list[Found]:
    # Less than the files hold: the limit is on one document.
    return list(sources([address], given=Given(), config=Config(max_bytes=100_000)))


@pytest.mark.parametrize("way", ["whole", "breaks"])
@pytest.mark.parametrize(("name", "number"), [("lines.jsonl", 5000), ("lines.jsonl.gz", 5000), ("rows.parquet", 3)])
def test_every_document_comes_once(site: str, way: str, name: str, number: int) -> None:
    results = found(f"{site}/{way}/{name}")
    assert all(isinstance(raw, RawDocument) for raw in results)
    assert len(results) == number
    assert results[-1].source == "127.0.0.1"


def test_a_server_that_gives_no_more_stops_the_reading(site: str) -> None:
    with pytest.raises(ReadError, match="cannot be read on") as caught:
        found(f"{site}/refuses/lines.jsonl")
    assert "what is done stays" in caught.value.next_step


def test_a_file_that_is_not_there_is_a_problem(site: str) -> None:
    [problem] = found(f"{site}/whole/absent.parquet")
    assert isinstance(problem, Problem)
    assert problem.code == "fetch-failed"
