"""The JSON routes under ``/api/v1``, and ``/healthz``.

No ``from __future__ import annotations`` here: FastAPI reads the annotations, and some name what is only imported
inside :func:`routes`.
"""

import dataclasses
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Annotated, Any

from marsad.config import Config
from marsad.errors import ConfigError
from marsad.record import canonical_json, document_record
from marsad.serve.query import EventQuery, ProblemQuery, filters_of, page_of
from marsad.store import Store

if TYPE_CHECKING:
    from fastapi import APIRouter

Opened = Callable[..., Iterator[Store]]


def routes(opened: Opened, config: Config) -> "APIRouter":
    """All of them; ``opened`` gives a store for the time of one request."""
    from fastapi import APIRouter, Depends, Query, Response

    router = APIRouter()
    listed = Query()
    store_of = Depends(opened)

    def told(content: Any) -> Response:
        return Response(canonical_json(content), media_type="application/json")

    @router.get("/healthz")
    def healthz() -> Response:
        """Whether the server answers. Needs no token and tells nothing else."""
        return told({"status": "ok"})

    @router.get("/api/v1/events")
    def events(query: Annotated[EventQuery, listed], store: Annotated[Store, store_of]) -> Response:
        """Records of events in order of time."""
        found = store.events(filters_of(query, config), limit=query.limit + 1, after=query.after)
        return told(page_of(found, query.limit))

    @router.get("/api/v1/events/{event}")
    def event(event: str, store: Annotated[Store, store_of]) -> Response:
        """The record of an event, by its id, an alias, or the first digits of it."""
        return told(store.event(event))

    @router.get("/api/v1/mentions")
    def mentions(query: Annotated[EventQuery, listed], store: Annotated[Store, store_of]) -> Response:
        """Records of mentions in order of time."""
        found = store.mentions(filters_of(query, config), limit=query.limit + 1, after=query.after)
        return told(page_of(found, query.limit))

    @router.get("/api/v1/documents/{document}")
    def document(document: str, store: Annotated[Store, store_of]) -> Response:
        """The record of a document, and under ``found`` the records of all that was found in it."""
        return told({**document_record(store.document(document)), "found": store.coding_of(document)})

    @router.get("/api/v1/problems")
    def problems(query: Annotated[ProblemQuery, listed], store: Annotated[Store, store_of]) -> Response:
        """Records of what could not be done. They have no ids: the cursor counts them."""
        start = _counted(query.after)
        items = store.problems(code=query.code, limit=query.limit + 1, skip=start)
        more = str(start + query.limit) if len(items) > query.limit else None
        return told({"items": items[: query.limit], "next": more})

    @router.get("/api/v1/stats")
    def stats(store: Annotated[Store, store_of]) -> Response:
        """What the store holds, in numbers; problems by stage and code."""
        numbers = dataclasses.asdict(store.stats())
        days = {name: str(numbers[name]) if numbers[name] else None for name in ("first_day", "last_day")}
        return told({**numbers, **days, "problems_by_reason": store.problem_counts()})

    return router


def _counted(after: str | None) -> int:
    if after is None:
        return 0
    if not after.isascii() or not after.isdigit():
        raise ConfigError(f"{after!r} is no cursor of this list", next_step="Begin again without after.")
    return int(after)
