"""A server at work on a database says so to the other programs of its user."""

import json
import os
import threading
from base64 import b64decode
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from click.testing import CliRunner

from marsad.cli.add import command
from marsad.errors import ReadError
from marsad.serve.presence import Presence, present, server_of
from marsad.types import RawDocument

ADDED = {"document": "d1", "source": None, "is_new": True, "mentions": 2, "problems": 1, "events": [], "problem": None}


class _Server(BaseHTTPRequestHandler):
    """Answers as Marsad does, and keeps what it was sent."""

    seen: list[tuple[str, str, bytes]]

    def do_GET(self) -> None:
        self._answer(200, {"status": "ok"})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        self.seen.append((self.path, self.headers["authorization"], body))
        if b"often" in body and len(self.seen) < 3:
            self._answer(503 if len(self.seen) == 1 else 429, {"error": {"message": "busy", "next_step": "Wait."}}, 0)
        elif b"refused" in body:
            self._answer(400, {"error": {"code": "bad-request", "message": "no text", "next_step": "Send one."}})
        else:
            self._answer(201, {"items": [ADDED] * len(json.loads(body)["items"]), "seconds": 0.1})

    def _answer(self, status: int, told: object, retry_after_s: int = 3600) -> None:
        self.send_response(status)
        self.send_header("Retry-After", str(retry_after_s))
        self.end_headers()
        self.wfile.write(json.dumps(told).encode())

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def address() -> Iterator[str]:
    _Server.seen = []
    server = HTTPServer(("127.0.0.1", 0), _Server)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/"
    server.shutdown()
    server.server_close()


def test_a_server_is_found_while_it_is_at_work(address: str, tmp_path: Path) -> None:
    db = str(tmp_path / "week.duckdb")
    assert server_of(db) is None
    with present(db, address, "secret"):
        assert server_of(db) == Presence(address=address, token="secret")
        if os.name == "posix":
            assert (tmp_path / "week.duckdb.serving").stat().st_mode & 0o077 == 0
    assert server_of(db) is None
    assert list(tmp_path.iterdir()) == []


def test_one_that_went_without_a_word_is_none(tmp_path: Path) -> None:
    db = tmp_path / "week.duckdb"
    for told in ('{"address": "http://127.0.0.1:9/", "token": "x"}', "no json", "{}"):
        (tmp_path / "week.duckdb.serving").write_text(told)
        assert server_of(str(db)) is None
    assert server_of("postgresql://host/db") is None


def test_add_goes_through_the_server(address: str, tmp_path: Path) -> None:
    (tmp_path / "report.html").write_text("<html><body><p>Gunmen attacked a village.</p></body></html>")
    db = tmp_path / "week.duckdb"
    with present(str(db), address, "secret"):
        done = CliRunner().invoke(command, [str(tmp_path / "report.html"), "--db", str(db), "--source", "Own Wire"])
    assert done.exit_code == 0, done.output
    assert "it adds them" in done.stderr
    assert "1 document read, 1 of them new, with 2 mentions and 1 problem" in done.stderr
    ((path, proof, body),) = _Server.seen
    assert (path, proof) == ("/api/v1/raws", "Bearer secret")
    (sent,) = json.loads(body)["items"]
    assert (sent["source"], sent["media_type"]) == ("Own Wire", "text/html")
    assert b"Gunmen" in b64decode(sent["body"])
    assert not db.exists()


def test_many_documents_are_sent_at_once_and_large_ones_alone(address: str) -> None:
    small = [RawDocument(source="W", url=None, body=b"small", media_type="text/plain")] * 120
    large = [RawDocument(source="W", url=None, body=b"x" * 3_000_000, media_type="text/plain")] * 2
    assert len(list(Presence(address=address, token="x").add([*small, *large]))) == 122
    assert [len(json.loads(body)["items"]) for _, _, body in _Server.seen] == [50, 50, 21, 1]


def test_a_server_that_is_busy_is_asked_again(address: str) -> None:
    raw = RawDocument(source="often", url=None, body=b"", media_type="text/plain")
    assert len(list(Presence(address=address, token="x").add([raw]))) == 1
    assert len(_Server.seen) == 3


def test_what_the_server_refuses_is_said(address: str) -> None:
    raw = RawDocument(source="refused", url=None, body=b"", media_type="text/plain")
    with pytest.raises(ReadError, match="no text"):
        list(Presence(address=address, token="x").add([raw]))
