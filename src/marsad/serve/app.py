"""The application: every route, and who may call it, put together in one place."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from marsad import asking
from marsad.config import Config
from marsad.errors import MissingResource
from marsad.serve import api, failures, guard, pages, render
from marsad.store import Store

if TYPE_CHECKING:
    from fastapi import FastAPI, Request


def create_app(config: Config, *, token: str, hosts: frozenset[str] = guard.LOOPBACK) -> FastAPI:
    """An ASGI application over the store ``config.db``, which answers those who hold the token.

    The store is opened for reading by each request, so that ``marsad add`` can write in between; while it does, the
    answer is 503. Raises MissingResource where the extra ``serve`` is not installed.
    """
    try:
        from fastapi import FastAPI, Request
        from fastapi.staticfiles import StaticFiles

        render.templates()
    except ImportError as error:
        raise MissingResource(
            "the web server is not installed", next_step='Install it with: pip install "marsad[serve]".'
        ) from error

    def opened(request: Request) -> Iterator[Store]:
        given = request.query_params.get("as-of")
        with Store(config.db, read_only=True, as_of=asking.moment(given) if given else None) as store:
            yield store

    # FastAPI reads the annotation, and the name is only imported here.
    opened.__annotations__["request"] = Request

    # The usual pages of documentation would load scripts from elsewhere.
    app = FastAPI(title="Marsad", docs_url=None, redoc_url=None, openapi_url="/api/v1/openapi.json")
    app.include_router(api.routes(opened, config))
    app.include_router(pages.routes(opened, config))
    app.mount("/static", StaticFiles(packages=[("marsad.serve", "static")]))
    failures.handle(app)
    guard.protect(app, token=token, hosts=hosts)
    return app
