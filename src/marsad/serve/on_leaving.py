"""Routes on what leaves: files of exactly the current filter, their manifests, and how many events stay behind."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import FileResponse
from pydantic import Field
from starlette.background import BackgroundTask

from marsad import asking
from marsad.errors import ConfigError, StoreError
from marsad.export import EXPORTERS, Written, media_type, suffix
from marsad.serve import shapes, templates
from marsad.serve.failures import NotAllowed
from marsad.serve.on_request import Here, Seen
from marsad.serve.on_request import told as answered
from marsad.serve.query import AskedQuery, AtQuery, SieveQuery
from marsad.serve.sending import ManifestTold, Parcel, send

router = APIRouter(prefix="/api/v1", tags=["export"])
#: Events above which a file is written by the other process.
_MANY = 2000
_WORKBOOK = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}


class ExportQuery(SieveQuery, AtQuery):
    """Which events, of the present or as they were known at a day."""


@router.get("/export/{form}", response_class=FileResponse, summary="The events that fit, as a file")
def exported(form: str, query: Annotated[ExportQuery, Query()], here: Here, request: Request) -> Response:
    """Exactly the current filter, in a format of ``GET /me``. Its manifest stands under the address in ``Link``."""
    folder = tempfile.TemporaryDirectory(prefix="marsad-export-")
    try:
        written, _ = _written(here, form, query, Path(folder.name), as_of=query.as_of)
    except BaseException:
        folder.cleanup()
        raise
    return FileResponse(
        written.path,
        media_type=media_type(_form(form)),
        filename=written.path.name,
        headers={"Link": f'<{_beside(form, request, here)}>; rel="describedby"; type="application/json"'},
        background=BackgroundTask(folder.cleanup),
    )


@router.get("/export/{form}/manifest", response_model=ManifestTold, summary="What was done to such a file")
def manifest(form: str, query: Annotated[ExportQuery, Query()], here: Here) -> Response:
    """The manifest of the file that the same query gives: its hash is that file's until something is stored or a delay
    ends in between.
    """
    with tempfile.TemporaryDirectory(prefix="marsad-export-") as folder:
        written, _ = _written(here, form, query, Path(folder), as_of=query.as_of)
        return Response(written.manifest.read_bytes(), media_type="application/json")


@router.get("/export/{form}/held-back", response_model=shapes.HeldBack, summary="How many events stay behind")
def held_back(form: str, query: Annotated[SieveQuery, Query()], here: Here) -> Response:
    """How many events of this filter leave, and how many stay, by reason: told to those who may see them all."""
    if here.reader.levels[0] != "internal":
        raise NotAllowed("what is held back is told to nobody else", next_step="Ask with an analyst's token.")
    with tempfile.TemporaryDirectory(prefix="marsad-export-") as folder:
        _, reasons = _written(here, form, query, Path(folder))
    return answered({"count": len(here.rows(query)), "held_back": reasons})


class TemplateQuery(AskedQuery):
    """Which workbook."""

    name: str = Field("office.xlsx", max_length=255, description="Its name.")


@router.put("/template", response_model=shapes.Settled, openapi_extra=_WORKBOOK, summary="Keep the office's workbook")
async def template(request: Request, query: Annotated[TemplateQuery, Query()], here: Here) -> Response:
    """From now on the format ``office`` fills it: each event a row like that of its placeholders."""
    here.must("add")
    body = await request.body()
    name = await run_in_threadpool(templates.keep, body, query.name, here.served.config)
    return answered({"id": templates.OFFICE, "name": name})


@router.delete("/template", response_model=shapes.Settled, summary="Keep no workbook of the office any more")
def without_template(here: Here) -> Response:
    """The format ``office`` is gone until another is kept."""
    here.must("add")
    templates.forget(here.served.config)
    return answered({"id": templates.OFFICE, "name": ""})


def _written(
    here: Seen, form: str, query: SieveQuery, folder: Path, *, as_of: str | None = None
) -> tuple[Written, dict[str, int]]:
    """The file with its manifest, and how many events were held back, by reason."""
    office = templates.template_of(here.served.config) if form == templates.OFFICE else None
    if form not in EXPORTERS and office is None:
        step = f"Known: {', '.join(EXPORTERS)}; office, where a workbook is kept."
        raise StoreError(f"no format is called {form!r}", next_step=step, id=form)
    sieve, rows = here.sieve(query), here.rows(query)
    if as_of is not None and sieve.is_more:
        step = "With as-of leave out acled, country, admin1, where-prec, deaths, a second place or review-state."
        raise ConfigError("these are asked of the present only", next_step=step)
    stamp = "INTERNAL" if here.is_internal else here.level
    parcel = Parcel(
        config=here.served.config,
        level=here.level,
        policy=here.served.policy,
        filters=sieve.filters,
        only=frozenset(here.table.ids_of(rows)) if sieve.is_more else None,
        as_of=None if as_of is None else asking.moment(as_of),
        form=_form(form),
        template=office,
        file=folder / f"marsad-{form}-{stamp}-{datetime.now(tz=UTC).date()}.{suffix(_form(form))}",
        by=here.reader.name,
    )
    is_long = len(rows if as_of is None else here.table) > _MANY
    return here.served.views.apart(send, parcel) if is_long else send(parcel)


def _beside(form: str, request: Request, here: Seen) -> str:
    """The address of the manifest, from that of the file; the level stands in it however it was asked for."""
    asked = [(name, value) for name, value in request.query_params.multi_items() if name != "level"]
    return f"{form}/manifest?{urlencode([*asked, ('level', here.level)])}"


def _form(name: str) -> str:
    """The format that is written under this name."""
    return templates.FORM if name == templates.OFFICE else name
