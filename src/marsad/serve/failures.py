"""One shape for everything that goes wrong: what happened, and the next step.

As JSON ``{"error": {"code", "message", "next_step"}}``, and as a page for a browser outside ``/api``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from marsad.errors import ConfigError, ExportError, MarsadError, MissingResource, ReadError, StoreError
from marsad.record import canonical_json
from marsad.serve.headers import HEADERS

if TYPE_CHECKING:
    from fastapi import FastAPI, Request, Response

#: Error → status. A StoreError that names an id says that the store has no such thing: 404.
_STATUS: dict[type[MarsadError], int] = {
    ConfigError: 400,
    ReadError: 400,
    ExportError: 500,
    MissingResource: 501,
    StoreError: 503,
}

_CODES = {
    400: "bad-request",
    401: "no-token",
    403: "not-allowed",
    404: "not-found",
    405: "method-not-allowed",
    408: "too-slow",
    409: "conflict",
    413: "too-large",
    415: "wrong-type",
    422: "bad-request",
    429: "too-many-requests",
    500: "crash",
    501: "not-installed",
    503: "store-not-available",
    504: "too-slow",
}

_STEPS = {
    404: "Begin at / or at /api/v1/events.",
    405: "docs/api.md and /api/v1/openapi.json say what each address takes.",
    413: "Send less at a time.",
}


class NotAllowed(MarsadError):
    """The one who asks may not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """What the one who asked is told."""

    status: int
    message: str
    next_step: str

    @property
    def code(self) -> str:
        return _CODES.get(self.status, "refused")


def response(request: Request, failure: Failure, headers: Mapping[str, str] | None = None) -> Response:
    """The failure as JSON, or as a page for a browser.

    A crash is answered outside the guard: that is why the safety headers are set here too.
    """
    from fastapi.responses import HTMLResponse
    from fastapi.responses import Response as JsonResponse

    if _wants_page(request):
        return HTMLResponse(_page(failure), failure.status, {**HEADERS, **(headers or {})})
    told = {"code": failure.code, "message": failure.message, "next_step": failure.next_step}
    return JsonResponse(
        canonical_json({"error": told}), failure.status, {**HEADERS, **(headers or {})}, "application/json"
    )


def _page(failure: Failure) -> str:
    """For a browser that has no app to show it in."""
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark">'
        f"<title>{escape(failure.message)} · Marsad</title></head>"
        f"<body><main><h1>{escape(failure.message)}</h1><p>{escape(failure.next_step)}</p></main></body></html>"
    )


def _wants_page(request: Request) -> bool:
    return not request.url.path.startswith("/api/") and "text/html" in request.headers.get("accept", "")


def failure_of(error: MarsadError) -> Failure:
    if isinstance(error, NotAllowed):
        return Failure(status=403, message=error.message, next_step=error.next_step)
    status = 404 if isinstance(error, StoreError) and "id" in error.ids else _STATUS[type(error)]
    return Failure(status=status, message=error.message, next_step=error.next_step)


def handle(app: FastAPI) -> None:
    """Answer every error of the application in the one shape."""
    from fastapi.exceptions import RequestValidationError
    from starlette.exceptions import HTTPException as RoutingException

    def ours(request: Request, error: Exception) -> Response:
        assert isinstance(error, MarsadError)
        failure = failure_of(error)
        return response(request, failure, {"Retry-After": "5"} if failure.status == 503 else None)

    def wrong_value(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"][1:])
        step = "The parameters are named as the options of marsad events; /api/v1/openapi.json lists them."
        return response(request, Failure(status=400, message=f"{name}: {first['msg']}", next_step=step))

    def no_route(request: Request, error: Exception) -> Response:
        assert isinstance(error, RoutingException)
        step = _STEPS.get(error.status_code, "Begin at /.")
        failure = Failure(status=error.status_code, message=f"{request.url.path}: {error.detail}", next_step=step)
        return response(request, failure, error.headers)

    def crash(request: Request, error: Exception) -> Response:
        step = "The terminal of marsad serve shows where; report it."
        return response(request, Failure(status=500, message=f"{type(error).__name__} in Marsad", next_step=step))

    for kind, handler in (
        (MarsadError, ours),
        (RequestValidationError, wrong_value),
        (RoutingException, no_route),
        (Exception, crash),
    ):
        app.add_exception_handler(kind, handler)
