"""Who may ask: the holder of the token, at a name of this machine, and not through another site's page.

Other sites' pages run in the same browser and can reach loopback addresses, so being local is no proof of identity.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode, urlsplit

from marsad.serve.failures import Failure, response
from marsad.serve.headers import HEADERS

if TYPE_CHECKING:
    from fastapi import FastAPI, Request, Response

LOOPBACK = frozenset(("127.0.0.1", "localhost", "::1"))


def protect(app: FastAPI, *, token: str, hosts: frozenset[str]) -> None:
    """Let only those through who may ask; put the safety headers on every answer."""

    async def guarded(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
        answer = _refused(request, token, hosts) or _cookie_given(request, token) or await call_next(request)
        for name, value in HEADERS.items():
            answer.headers.setdefault(name, value)
        return answer

    app.middleware("http")(guarded)


def _refused(request: Request, token: str, hosts: frozenset[str]) -> Response | None:
    origin = request.headers.get("origin")
    if _name_in(f"//{request.headers.get('host', '')}") not in hosts or (origin and _name_in(origin) not in hosts):
        step = f"Use one of these names: {', '.join(sorted(hosts))}."
        return response(request, Failure(status=403, message="asked under a foreign name", next_step=step))
    if request.url.path == "/healthz" or _holds(request, token):
        return None
    step = "Open the address that marsad serve printed; programs send it as Authorization: Bearer TOKEN."
    return response(request, Failure(status=401, message="the token is missing or old", next_step=step))


def _name_in(address: str) -> str | None:
    try:
        return urlsplit(address).hostname
    except ValueError:
        return None


def _holds(request: Request, token: str) -> bool:
    scheme, _, bearer = request.headers.get("authorization", "").partition(" ")
    given = (
        request.query_params.get("token"),
        request.cookies.get(cookie_name(token)),
        bearer if scheme.lower() == "bearer" else None,
    )
    return any(hmac.compare_digest(one.encode(), token.encode()) for one in given if one)


def cookie_name(token: str) -> str:
    """Cookies know no ports: a name of its own keeps two launches on one machine apart."""
    return f"marsad-{hashlib.sha256(token.encode()).hexdigest()[:8]}"


def _cookie_given(request: Request, token: str) -> Response | None:
    """The token moves from the address, which histories keep, into a cookie."""
    if "token" not in request.query_params or not _holds(request, token):
        return None
    from fastapi.responses import RedirectResponse

    rest = urlencode([pair for pair in request.query_params.multi_items() if pair[0] != "token"])
    path = "/" + quote(str(request.scope["path"]).lstrip("/\\"))  # two slashes would name another site
    answer = RedirectResponse(f"{path}?{rest}" if rest else path, 303)
    answer.set_cookie(cookie_name(token), token, httponly=True, samesite="strict")
    return answer
