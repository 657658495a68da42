"""Connections to public addresses only, for whoever fetches what others name.

A name is looked up once, all it leads to is checked, and the connection goes to one of the addresses that were checked:
a name server that answers otherwise a moment later (DNS rebinding) leads nowhere. Redirects open new connections, which
are checked alike. No proxy is to be used with it: that would look the name up by itself.
"""

from __future__ import annotations

import socket
import urllib.request
from collections.abc import Callable, Collection
from functools import partial
from http.client import HTTPConnection, HTTPResponse, HTTPSConnection
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Any

Connect = Callable[..., socket.socket]
#: IPv4 addresses within IPv6 ones, as translators write them (RFC 6052).
_TRANSLATED = IPv6Network("64:ff9b::/96")


class NotPublic(OSError):
    """The name leads into this machine or its network."""


def handlers(connect: Connect) -> tuple[urllib.request.BaseHandler, ...]:
    """Handlers of HTTP and HTTPS for an opener, whose connections ``connect`` makes: (host, port), timeout, address."""
    return _Http(connect), _Https(connect)


def is_public(address: str) -> bool:
    """Whether anybody on the Internet can reach it: no private, loopback, link-local, reserved or multicast address,
    nor one of these within an IPv6 address.
    """
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    inner = _inner(found) if isinstance(found, IPv6Address) else None
    if inner is not None:
        return is_public(str(inner))
    return found.is_global and not found.is_multicast and not found.is_reserved


def _inner(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that an IPv6 one stands for."""
    if address in _TRANSLATED:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    if address.teredo is not None:
        return address.teredo[1]
    return address.ipv4_mapped or address.sixtofour


def connected(
    to: tuple[str, int], timeout: Any = None, source_address: Any = None, *, own: Collection[str] = ()
) -> socket.socket:
    """A connection to a public address of this name. Raises NotPublic where one of its addresses is none.

    ``own`` names what may be anywhere, as ``host:port``.
    """
    host, port = to
    if f"{host}:{port}" in own:
        return socket.create_connection(to, timeout, source_address)
    found = list(dict.fromkeys(one[4][0] for one in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)))
    if not found or not all(is_public(str(one)) for one in found):
        raise NotPublic(f"{host} is no public address")
    refused: OSError | None = None
    for address in found:
        try:
            return socket.create_connection((str(address), port), timeout, source_address)
        except OSError as error:
            refused = error
    assert refused is not None
    raise refused


class _Http(urllib.request.HTTPHandler):
    def __init__(self, connect: Connect) -> None:
        super().__init__()
        self._connect = connect

    def http_open(self, req: urllib.request.Request) -> HTTPResponse:
        return self.do_open(partial(_through, HTTPConnection, self._connect), req)


class _Https(urllib.request.HTTPSHandler):
    def __init__(self, connect: Connect) -> None:
        super().__init__()
        self._connect = connect

    def https_open(self, req: urllib.request.Request) -> HTTPResponse:
        return self.do_open(partial(_through, HTTPSConnection, self._connect), req)


def _through(made: Callable[..., HTTPConnection], connect: Connect, *given: Any, **named: Any) -> Any:
    """A connection of this kind that is made by ``connect``."""
    connection: Any = made(*given, **named)
    connection._create_connection = connect  # noqa: SLF001 - what http.client calls in connect(), in all Pythons since 3.5
    return connection
