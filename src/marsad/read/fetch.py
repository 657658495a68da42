"""One address → its bytes, over HTTP only."""

from __future__ import annotations

import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any
from urllib.parse import quote

from marsad.read.public import NotPublic, public_handlers

_TIMEOUT_S = 30  # slow servers answer within 10; a hanging one must not hold up a list of addresses
_SAFE = "%/:=&?~#+!$,;'@()*[]"  # what stays as it is in an address; letters beyond ASCII are escaped
_ACCEPT = "text/html, text/*, */*;q=0.5"
_AGENT = "Marsad/0.1 (reads published reports)"


class FetchFailed(Exception):
    """The address gave no document; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a server sent: the address after redirects, headers with lower-case names, and the body as far as it came.

    ``trouble`` is the code and detail of a Problem where that is not all of it.
    """

    url: str
    body: bytes
    headers: tuple[tuple[str, str], ...]
    trouble: tuple[str, str] | None


def fetch(url: str, *, max_bytes: int, public_only: bool = False) -> Answer:
    """The document at ``url``, redirects followed, at most ``max_bytes`` of it.

    ``public_only``: nothing of this machine or its network is asked, wherever a name or a redirect leads. Raises
    FetchFailed: no answer in time, a status other than 2xx, an address or redirect that is not HTTP.
    """
    with connect(url, {}, public_only=public_only) as answer:
        try:
            return _answer(answer, max_bytes)
        except (OSError, HTTPException) as error:
            raise FetchFailed(f"no answer ({type(error).__name__})") from error


def connect(url: str, headers: Mapping[str, str], *, public_only: bool = False) -> Any:
    """The server's answer, its headers read and its body not, to be closed by the caller. Raises FetchFailed."""
    opener = urllib.request.OpenerDirector()
    for part in (  # by hand: the usual opener also speaks ftp:, file: and data:, where a redirect could lead
        *(
            public_handlers()
            if public_only
            else (urllib.request.ProxyHandler(), urllib.request.HTTPHandler(), urllib.request.HTTPSHandler())
        ),
        urllib.request.HTTPRedirectHandler(),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPErrorProcessor(),
    ):
        opener.add_handler(part)
    asked = {"User-Agent": _AGENT, "Accept": _ACCEPT, **headers}
    request = urllib.request.Request(quote(url, safe=_SAFE), headers=asked)  # noqa: S310 - the opener knows only HTTP
    try:
        answer = opener.open(request, timeout=_TIMEOUT_S)
    except urllib.error.HTTPError as error:
        raise FetchFailed(f"the server answers {error.code}") from error
    except NotPublic as error:
        raise FetchFailed(str(error)) from error
    except (OSError, HTTPException, ValueError) as error:
        if isinstance(reason := getattr(error, "reason", None), NotPublic):
            raise FetchFailed(str(reason)) from error
        raise FetchFailed(f"no answer ({type(error).__name__})") from error
    if answer is None:
        raise FetchFailed("it leads to an address that is not HTTP")
    return answer


def _answer(answer: Any, max_bytes: int) -> Answer:
    body = answer.read(max_bytes + 1)
    headers = tuple((name.lower(), value) for name, value in answer.headers.items())
    promised = answer.headers.get("content-length", "")
    trouble = None
    if len(body) > max_bytes:
        trouble = ("too-large", f"more than {max_bytes} bytes, of which so many were read")
    elif promised.isdecimal() and int(promised) > len(body):
        trouble = ("truncated", f"{len(body)} of {promised} bytes came")
    return Answer(url=answer.url, body=body[:max_bytes], headers=headers, trouble=trouble)
