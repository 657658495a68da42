"""Routes on what leaves: files of exactly the current filter, and how many events stay behind."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import FileResponse
from pydantic import Field
from starlette.background import BackgroundTask

from marsad.errors import StoreError
from marsad.export import EXPORTERS, media_type, suffix
from marsad.serve import shapes, templates
from marsad.serve.failures import NotAllowed
from marsad.serve.on_request import Here, Seen
from marsad.serve.on_request import told as answered
from marsad.serve.query import AskedQuery, SieveQuery
from marsad.serve.sending import Parcel, send

router = APIRouter(prefix="/api/v1", tags=["export"])
#: Events above which a file is written by the other process.
_MANY = 2000
_WORKBOOK = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}


@router.get("/export/{form}", response_class=FileResponse, summary="The events that fit, as a file")
def exported(form: str, query: Annotated[SieveQuery, Query()], here: Here) -> Response:
    """Exactly the current filter, in a format of ``GET /me``."""
    folder = tempfile.TemporaryDirectory(prefix="marsad-export-")
    try:
        file, _ = _written(here, form, query, Path(folder.name))
    except BaseException:
        folder.cleanup()
        raise
    day = datetime.now(tz=UTC).date().isoformat()
    name = f"marsad-{form}-{here.level}-{day}.{suffix(_form(form))}"
    media = media_type(_form(form))
    return FileResponse(file, media_type=media, filename=name, background=BackgroundTask(folder.cleanup))


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


def _written(here: Seen, form: str, query: SieveQuery, folder: Path) -> tuple[Path, dict[str, int]]:
    office = templates.template_of(here.served.config) if form == templates.OFFICE else None
    if form not in EXPORTERS and office is None:
        step = f"Known: {', '.join(EXPORTERS)}; office, where a workbook is kept."
        raise StoreError(f"no format is called {form!r}", next_step=step, id=form)
    sieve, rows = here.sieve(query), here.rows(query)
    parcel = Parcel(
        config=here.served.config,
        level=here.level,
        policy=here.served.policy,
        filters=sieve.filters,
        only=frozenset(here.table.ids_of(rows)) if sieve.is_more else None,
        form=_form(form),
        template=office,
        file=folder / f"events.{suffix(_form(form))}",
        by=here.reader.name,
    )
    reasons: dict[str, Any] = here.served.views.apart(send, parcel) if len(rows) > _MANY else send(parcel)
    return parcel.file, reasons


def _form(name: str) -> str:
    """The format that is written under this name."""
    return templates.FORM if name == templates.OFFICE else name
