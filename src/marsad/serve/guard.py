"""Who may ask: the holder of a token, at a name of this server, and not through another site's page.

Other sites' pages run in the same browser and can reach loopback addresses, so being local is no proof of identity.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import replace
from math import ceil
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote, urlencode, urlsplit

from marsad.serve.access import BY, ROLES, Access, Reader, digest, role_in
from marsad.serve.failures import Failure, response
from marsad.serve.headers import RAW_HEADERS
from marsad.serve.limits import ANONYMOUS, READING, WORKING, WRONG, Buckets, Rate

if TYPE_CHECKING:
    from fastapi import Request, Response

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Asgi = Callable[[Scope, Receive, Send], Awaitable[None]]

_FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-forwarded-user",
              "x-forwarded-email", "x-forwarded-groups", "x-real-ip")  # fmt: skip
_SAFE = ("GET", "HEAD", "OPTIONS")
_OPEN = "/healthz"
#: Characters of the name of somebody.
_LONGEST_NAME = 200


class Guard:
    """Stands before the application: refuses, or lets in with the reader under ``request.state.reader``."""

    def __init__(self, app: Asgi, *, access: Access, buckets: Buckets | None = None) -> None:
        self._app = app
        self._access = access
        self._buckets = buckets or Buckets()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            if scope["type"] == "websocket":
                await send({"type": "websocket.close", "code": 1008})
            return
        from fastapi import Request

        request = Request(scope)

        async def safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = {name.lower() for name, _ in message["headers"]}
                message["headers"] = [*message["headers"], *(one for one in RAW_HEADERS if one[0] not in given)]
            await send(message)

        refusal = self._refused(request)
        if refusal is not None:
            await refusal(scope, receive, safely)
            return
        await self._app(scope, receive, safely)

    # --- deciding ---

    def _refused(self, request: Request) -> Response | None:
        """What is answered instead; None lets the request in."""
        foreign = self._foreign(request)
        if foreign is not None or request.url.path == _OPEN:
            return foreign
        reader = self._reader(request)
        if reader is None:
            return self._unknown(request)
        moved = self._cookie_given(request)
        return moved or self._over(request, reader) or self._admitted(request, reader)

    def _foreign(self, request: Request) -> Response | None:
        hosts = self._access.hosts
        peer = request.client.host if request.client else None
        if not self._access.is_trusted(peer) and any(name in request.headers for name in _FORWARDED):
            step = "Start marsad serve with --trust-proxy and the proxy's address, or ask without a proxy."
            return _refusal(request, 403, "forwarded headers of a proxy that is not trusted", step)
        if _name_in(f"//{_host(request)}") not in hosts:
            step = f"Use one of these names: {', '.join(sorted(hosts))}."
            return _refusal(request, 403, "asked under a foreign name", step)
        origin = request.headers.get("origin")
        if origin is not None and not _is_own(origin, _host(request), hosts):
            return _refusal(request, 403, "asked through another site's page", "Open this server's own pages.")
        return None

    def _reader(self, request: Request) -> Reader | None:
        """Who asks: by a proxy's word, by a token, or, where that is allowed, nobody in particular."""
        peer = request.client.host if request.client else ""
        if self._access.is_trusted(peer) and (user := request.headers.get("x-forwarded-user")):
            role = role_in(request.headers.get("x-forwarded-groups", ""))
            if role is not None:
                return Reader(name=user, role=role, level=ROLES[role][0], key=f"user:{user}", by_cookie=True)
        for token, by_cookie in _tokens(request, self._access.cookie):
            holder = self._access.holder(token)
            if holder is not None:
                level = ROLES[holder.role][0]
                key = f"token:{digest(token)[:16]}"
                named = unquote(request.headers.get(BY, "")).strip()[:_LONGEST_NAME]
                name = named if named and holder.is_launch and not by_cookie else holder.name
                return Reader(name=name, role=holder.role, level=level, key=key, by_cookie=by_cookie)
        if self._access.is_public:
            return Reader(name="anonymous", role="anonymous", level="public", key=f"peer:{self._peer(request)}")
        return None

    def _peer(self, request: Request) -> str:
        """The address that asks; behind a trusted proxy what it says."""
        peer = request.client.host if request.client else ""
        told = request.headers.get("x-forwarded-for", "").rpartition(",")[2].strip()
        return told if told and self._access.is_trusted(peer) else peer

    def _unknown(self, request: Request) -> Response:
        wait_s = self._buckets.wait_s(f"wrong:{self._peer(request)}", WRONG)
        if wait_s:
            return _too_often(request, wait_s)
        step = "Open the address that marsad serve printed; programs send it as Authorization: Bearer TOKEN."
        return _refusal(request, 401, "the token is missing or old", step)

    def _cookie_given(self, request: Request) -> Response | None:
        """The token moves from the address, which histories keep, into a cookie."""
        token = request.query_params.get("token")
        if token is None or request.method not in _SAFE or self._access.holder(token) is None:
            return None
        from fastapi.responses import RedirectResponse

        rest = urlencode([pair for pair in request.query_params.multi_items() if pair[0] != "token"])
        path = "/" + quote(str(request.scope["path"]).lstrip("/\\"))  # two slashes would name another site
        answer = RedirectResponse(f"{path}?{rest}" if rest else path, 303)
        is_https = request.url.scheme == "https" or request.headers.get("x-forwarded-proto") == "https"
        answer.set_cookie(self._access.cookie, token, httponly=True, samesite="strict", secure=is_https)
        return answer

    def _over(self, request: Request, reader: Reader) -> Response | None:
        """Where this reader asks too often."""
        if not request.url.path.startswith("/api/"):
            return None
        rate: Rate = ANONYMOUS if reader.role == "anonymous" else READING
        if request.method not in _SAFE or request.url.path.startswith("/api/v1/export/"):
            rate = WORKING
        wait_s = self._buckets.wait_s(reader.key, rate)
        return _too_often(request, wait_s) if wait_s else None

    def _admitted(self, request: Request, reader: Reader) -> Response | None:
        """Let the reader in, at the level asked for; where they may not have it, say so."""
        if request.method not in _SAFE and reader.by_cookie and "origin" not in request.headers:
            step = "Browsers send Origin by themselves; programs use Authorization: Bearer TOKEN."
            return _refusal(request, 403, "a change that may come from another site", step)
        asked = request.query_params.get("level") or request.headers.get("marsad-level") or reader.level
        level = next((one for one in reader.levels if one == asked), None)
        if level is None:
            step = f"Levels open to you: {', '.join(reader.levels)}."
            return _refusal(request, 403, f"level {asked!r} is not open to {reader.name}", step)
        request.state.reader = replace(reader, level=level)
        return None


def _tokens(request: Request, cookie: str) -> list[tuple[str, bool]]:
    """Every token that came along, and whether the browser sent it by itself."""
    scheme, _, bearer = request.headers.get("authorization", "").partition(" ")
    given = (
        (bearer.strip() if scheme.lower() == "bearer" else None, False),
        (request.query_params.get("token"), True),
        (request.cookies.get(cookie), True),
    )
    return [(token, by_cookie) for token, by_cookie in given if token]


def _host(request: Request) -> str:
    """The name asked for; forwarded ones are there only from a trusted proxy."""
    return request.headers.get("x-forwarded-host") or request.headers.get("host", "")


def _name_in(address: str) -> str | None:
    try:
        return urlsplit(address).hostname
    except ValueError:
        return None


def _is_own(origin: str, host: str, hosts: frozenset[str]) -> bool:
    """Whether this origin is a name of this server, at the port that was asked."""
    try:
        page, asked = urlsplit(origin), urlsplit(f"//{host}")
        default = {"http": 80, "https": 443}.get(page.scheme)
        same_port = (page.port or default) == (asked.port or default)
    except ValueError:
        return False
    return page.hostname in hosts and default is not None and same_port


def _refusal(request: Request, status: int, message: str, next_step: str) -> Response:
    return response(request, Failure(status=status, message=message, next_step=next_step))


def _too_often(request: Request, wait_s: float) -> Response:
    failure = Failure(status=429, message="asked too often", next_step=f"Ask again in {ceil(wait_s)} s.")
    return response(request, failure, {"Retry-After": str(ceil(wait_s))})
