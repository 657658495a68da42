"""One address → its bytes, over HTTP only."""

from __future__ import annotations

import io
import socket
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from http.client import HTTPException
from typing import Any, BinaryIO, cast
from urllib.parse import quote

from typing_extensions import override

from marsad.read.deadline import Deadline
from marsad.read.public import NotPublic, connected, handlers
from marsad.read.unzip import Unzipped

_SAFE = "%/:=&?~#+!$,;'@()*[]"  # what stays as it is in an address; letters beyond ASCII are escaped
_ACCEPT = "text/html, text/*, */*;q=0.5"
_NOT_MODIFIED = 304


class FetchFailed(Exception):
    """The address gave no document; the message says why, ``status`` what the server answered, if it did.

    What ``is_lasting`` will fail again however often it is tried.
    """

    def __init__(
        self, why: str, *, status: int | None = None, retry_after: str | None = None, is_lasting: bool = False
    ) -> None:
        super().__init__(why)
        self.status = status
        self.retry_after = retry_after
        self.is_lasting = is_lasting


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How servers are asked, and what of them may be.

    ``is_public_only``: nothing of this machine or its network is asked, wherever a name or a redirect leads, but for
    what ``own`` names as ``host:port``.
    """

    max_bytes: int
    agent: str = "Marsad/0.1 (reads published reports)"
    silence_s: float = 30  #: slow servers answer within 10; a hanging one must not hold up a list of addresses
    total_s: float = 300  #: 64 MiB over a line of 2 Mbit/s
    is_public_only: bool = False
    own: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a server sent: the address after redirects, headers with lower-case names, and the body as far as it came.

    ``trouble`` is the code and detail of a Problem where that is not all of it. ``is_new`` is False where the server
    says that nothing has changed since, which it does only if it was asked so.
    """

    url: str
    body: bytes
    headers: tuple[tuple[str, str], ...]
    trouble: tuple[str, str] | None = None
    is_new: bool = True

    def header(self, name: str) -> str | None:
        return dict(self.headers).get(name)


def fetch(
    url: str,
    manner: Manner,
    *,
    since: Mapping[str, str] | None = None,
    permit: Callable[[str], None] | None = None,
) -> Answer:
    """The document at ``url``, redirects followed, at most ``manner.max_bytes`` of it, unpacked.

    ``since``: headers that ask for it only if it has changed. ``permit`` is asked before a redirect is followed, and
    raises FetchFailed where it may not be. Raises FetchFailed: no answer in time, a status other than 2xx, an address
    or redirect that is not HTTP.
    """
    asked = {"Accept-Encoding": "gzip", **(since or {})}
    with Deadline(manner.total_s) as deadline:
        try:
            with connect(url, asked, manner, permit=permit, hold=deadline.hold) as answer:
                return _answer(answer, manner, deadline)
        except FetchFailed as error:
            if error.status == _NOT_MODIFIED and since:
                return Answer(url=url, body=b"", headers=(), is_new=False)
            if deadline.is_over and error.status is None:
                raise FetchFailed(f"no whole answer within {manner.total_s:g} seconds") from error
            raise
        except (OSError, HTTPException, ValueError) as error:
            if deadline.is_over:
                raise FetchFailed(f"no whole answer within {manner.total_s:g} seconds") from error
            raise _unanswered(error, manner) from error


def connect(
    url: str,
    headers: Mapping[str, str],
    manner: Manner,
    *,
    permit: Callable[[str], None] | None = None,
    hold: Callable[[socket.socket], socket.socket] = lambda line: line,
) -> Any:
    """The server's answer, its headers read and its body not, to be closed by the caller. Raises FetchFailed.

    ``hold`` is given each connection that is made.
    """
    asked = {"User-Agent": manner.agent, "Accept": _ACCEPT, **headers}
    request = urllib.request.Request(quote(url, safe=_SAFE), headers=asked)  # noqa: S310 - the opener knows only HTTP
    try:
        answer = _opener(manner, permit, hold).open(request, timeout=manner.silence_s)
    except urllib.error.HTTPError as error:
        error.close()
        retry = error.headers.get("retry-after")
        raise FetchFailed(f"the server answers {error.code}", status=error.code, retry_after=retry) from error
    except (OSError, HTTPException, ValueError) as error:
        raise _unanswered(error, manner) from error
    if answer is None:
        raise FetchFailed("it leads to an address that is not HTTP", is_lasting=True)
    return answer


def _unanswered(error: Exception, manner: Manner) -> FetchFailed:
    reason = getattr(error, "reason", None) or error
    if isinstance(reason, NotPublic):
        return FetchFailed(str(reason), is_lasting=True)
    if isinstance(reason, TimeoutError):
        return FetchFailed(f"no answer within {manner.silence_s:g} seconds")
    return FetchFailed(f"no answer ({type(reason if isinstance(reason, Exception) else error).__name__})")


def _opener(
    manner: Manner, permit: Callable[[str], None] | None, hold: Callable[[socket.socket], socket.socket]
) -> urllib.request.OpenerDirector:
    """By hand: the usual opener also speaks ftp:, file: and data:, where a redirect could lead."""
    connect_to = partial(connected, own=manner.own) if manner.is_public_only else socket.create_connection
    opener = urllib.request.OpenerDirector()
    for part in (
        urllib.request.ProxyHandler({} if manner.is_public_only else None),
        *handlers(lambda *given, **named: hold(connect_to(*given, **named))),
        _Redirects(permit),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPErrorProcessor(),
    ):
        opener.add_handler(part)
    return opener


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Ten at most, and to one address four times (urllib's own bounds); each must be permitted."""

    def __init__(self, permit: Callable[[str], None] | None) -> None:
        self._permit = permit

    @override
    def redirect_request(self, req: Any, fp: Any, code: int, msg: str, headers: Any, newurl: str) -> Any:
        if self._permit:
            self._permit(newurl)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _headers(answer: Any) -> tuple[tuple[str, str], ...]:
    return tuple((name.lower(), value) for name, value in answer.headers.items())


def _answer(answer: Any, manner: Manner, deadline: Deadline) -> Answer:
    is_cut_off = deadline.is_over  # in its headers, which then look like those of a short answer
    if is_cut_off:
        raise TimeoutError
    body = answer.read(manner.max_bytes + 1)
    promised = answer.headers.get("content-length", "")
    trouble = None
    if len(body) > manner.max_bytes:
        trouble = ("too-large", f"more than {manner.max_bytes} bytes, of which so many were read")
    elif deadline.is_over:
        trouble = ("truncated", f"{len(body)} bytes came within {manner.total_s:g} seconds")
    elif promised.isdecimal() and int(promised) > len(body):
        trouble = ("truncated", f"{len(body)} of {promised} bytes came")
    if answer.headers.get("content-encoding", "").strip().lower() in ("gzip", "x-gzip"):
        body, trouble = _unzipped(body, manner.max_bytes, trouble)
    return Answer(url=answer.url, body=body[: manner.max_bytes], headers=_headers(answer), trouble=trouble)


def _unzipped(body: bytes, limit: int, trouble: tuple[str, str] | None) -> tuple[bytes, tuple[str, str] | None]:
    packed = Unzipped(cast("BinaryIO", io.BytesIO(body)), window=limit)
    unpacked = io.BufferedReader(packed).read(limit + 1)
    if len(unpacked) > limit:
        trouble = ("too-large", f"more than {limit} bytes unpacked, of which so many were read")
    return unpacked, trouble or packed.trouble
