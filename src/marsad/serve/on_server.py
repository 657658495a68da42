"""Routes on the server itself: health, figures for Prometheus, who one is, and that something changed."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from importlib.metadata import version
from typing import Annotated, get_args

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import StreamingResponse

from marsad.errors import MarsadError
from marsad.export import EXPORTERS
from marsad.pipeline import codebook
from marsad.protect import load_policy
from marsad.serve import shapes
from marsad.serve.failures import NotAllowed
from marsad.serve.on_request import Here, Seen
from marsad.serve.on_request import told as answered
from marsad.serve.query import AskedQuery
from marsad.serve.templates import template_of
from marsad.store import NEEDS, shown
from marsad.types import KINDS, Grade, Measure, ReviewState, Role, Status

router = APIRouter()
#: Seconds between two looks for changes, and between two signs of life.
_LOOK_S, _ALIVE_S = 1.0, 15.0


@router.get("/healthz", response_model=shapes.Health, tags=["server"], summary="Does the server answer?")
def healthz() -> Response:
    """Needs no token and tells nothing else."""
    return answered({"status": "ok"})


@router.get("/metrics", tags=["server"], summary="Figures for Prometheus", response_class=Response)
def metrics(here: Here) -> Response:
    """Requests by route and status, time to the answer, what the store holds: for holders of a token."""
    if here.reader.role == "anonymous":
        raise NotAllowed("figures of the server are for holders of a token", next_step="Send a token.")
    told = {"events": len(here.table)} if here.is_internal else {}
    text = here.served.metrics.text(told)
    return Response(text, media_type="text/plain; version=0.0.4; charset=utf-8")


@router.get("/api/v1/me", response_model=shapes.Me, tags=["server"], summary="Who one is, and what there is")
def me(query: Annotated[AskedQuery, Query()], here: Here) -> Response:
    """Role, level, what one may do, and the words of the codebook."""
    reader, policy, office = here.reader, load_policy(here.served.policy), template_of(here.served.config)
    modes: dict[str, list[str]] = {kind: [] for kind in KINDS}
    for kind, mode in codebook().scores:
        if mode:
            modes[kind].append(mode)
    may = [one for one in reader.may if here.is_internal or one in ("read", "export")]
    assert query.level in (None, here.level)
    return answered(
        {
            "name": reader.name,
            "role": reader.role,
            "level": here.level,
            "levels": list(reader.levels),
            "may": may,
            "version": version("marsad"),
            "db": shown(here.served.config.db) if here.is_internal else None,
            "languages": ["en"],
            "formats": sorted(EXPORTERS),
            "office": office.name if office is not None and here.is_internal else None,
            "kinds": list(KINDS),
            "modes": {kind: sorted(told) for kind, told in modes.items()},
            "statuses": list(get_args(Status)),
            "grades": list(get_args(Grade)),
            "review_states": list(get_args(ReviewState)),
            "roles": list(get_args(Role)),
            "measures": list(get_args(Measure)),
            "needs": list(NEEDS),
            "policy": f"{policy.name} {policy.digest}",
            "stamp": _stamp(here),
        }
    )


def _stamp(here: Seen) -> str:
    """Empty while what this reader may see is being prepared."""
    try:
        return here.served.views.stamp(here.level)
    except MarsadError:
        return ""


@router.get("/api/v1/changes", tags=["server"], summary="That something changed", response_class=StreamingResponse)
async def changes(request: Request, query: Annotated[AskedQuery, Query()], here: Here) -> Response:
    """Server-sent events that say that what this reader can see has changed, never what."""
    assert query.level in (None, here.level)
    return StreamingResponse(
        _changes(request, here), media_type="text/event-stream", headers={"X-Accel-Buffering": "no"}
    )


async def _changes(request: Request, here: Seen) -> AsyncIterator[str]:
    known = await asyncio.to_thread(_stamp, here)
    yield f"event: open\ndata: {json.dumps({'stamp': known})}\n\n"
    quiet_s = 0.0
    while not await request.is_disconnected():
        await asyncio.sleep(_LOOK_S)
        quiet_s += _LOOK_S
        stamp = await asyncio.to_thread(_stamp, here)
        if stamp != known:
            known, quiet_s = stamp, 0.0
            yield f"event: changed\ndata: {json.dumps({'stamp': known})}\n\n"
        elif quiet_s >= _ALIVE_S:
            quiet_s = 0.0
            yield ": still here\n\n"
