"""Only public addresses are asked, wherever a name or a redirect leads."""

import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from marsad.read import public
from marsad.read.fetch import FetchFailed, Manner, fetch

GUARDED = Manner(max_bytes=100, is_public_only=True)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "192.168.0.1", "172.16.5.5", "169.254.169.254", "100.64.0.1", "0.0.0.0",
        "255.255.255.255",
        "224.0.0.1", "240.0.0.1", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12:3456::1", "ff02::1",
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a00:1", "2002:7f00:1::", "2002:a00:1::",
        "192.0.2.1", "2001:db8::1", "nonsense", "",
    ],
)  # fmt: skip
def test_what_is_not_public(address: str) -> None:
    assert not public.is_public(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1::1", "64:ff9b::5db8:d822", "::ffff:8.8.8.8"])
def test_what_is_public(address: str) -> None:
    assert public.is_public(address)


class _Page(BaseHTTPRequestHandler):
    """A page, and a redirect to another name of the same machine."""

    def do_GET(self) -> None:
        if self.path == "/elsewhere":
            self.send_response(302)
            self.send_header("Location", f"http://inside.example:{self.server.server_address[1]}/secret")
            self.end_headers()
            return
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"a page")

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def port() -> Iterator[int]:
    server = HTTPServer(("127.0.0.1", 0), _Page)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()


#: Names of the tests' own, as a name server would answer; 203.0.113.x stands for public addresses.
NAMES = {
    "outside.example": ["203.0.113.7"],
    "inside.example": ["10.0.0.8"],
    "both.example": ["203.0.113.7", "127.0.0.1"],
}


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names lead where the table says; what is taken for public is reached on this machine. Tells who was looked up."""
    asked: list[str] = []

    def reached(to: tuple[str, int], *_: object) -> socket.socket:
        found = socket.socket()
        found.connect(("127.0.0.1", to[1]))
        return found

    def looked_up(host: str, port: int, **_: object) -> list[tuple[object, ...]]:
        asked.append(host)
        return [(0, 0, 0, "", (address, port)) for address in NAMES.get(host, [host])]

    monkeypatch.setattr(public.socket, "getaddrinfo", looked_up)
    monkeypatch.setattr(public, "is_public", lambda address: address.startswith("203.0.113."))
    monkeypatch.setattr(public.socket, "create_connection", reached)
    return asked


def test_a_public_page_is_read_and_its_name_looked_up_once(port: int, names: list[str]) -> None:
    assert fetch(f"http://outside.example:{port}/", GUARDED).body == b"a page"
    assert names == ["outside.example"]  # a second look could be answered otherwise


@pytest.mark.parametrize("host", ["inside.example", "both.example", "127.0.0.1", "169.254.169.254", "[::1]"])
def test_nothing_of_this_network_is_asked(host: str, port: int, names: list[str]) -> None:
    assert names == []
    with pytest.raises(FetchFailed, match="no public address"):
        fetch(f"http://{host}:{port}/", GUARDED)


def test_a_redirect_leads_nowhere_inside(port: int, names: list[str]) -> None:
    with pytest.raises(FetchFailed, match=r"inside\.example is no public address"):
        fetch(f"http://outside.example:{port}/elsewhere", GUARDED)
    assert names == ["outside.example", "inside.example"]


def test_without_the_guard_this_machine_may_be_read(port: int) -> None:
    assert fetch(f"http://127.0.0.1:{port}/", Manner(max_bytes=100)).body == b"a page"


def test_what_its_owner_names_may_be_inside(port: int) -> None:
    own = Manner(max_bytes=100, is_public_only=True, own=frozenset({f"127.0.0.1:{port}"}))
    assert fetch(f"http://127.0.0.1:{port}/", own).body == b"a page"
    with pytest.raises(FetchFailed, match="no public address"):
        fetch(f"http://localhost:{port}/", own)
