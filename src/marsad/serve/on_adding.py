"""Routes that bring something in: texts, files, addresses, examples, files of others to compare with."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from marsad.errors import ConfigError
from marsad.export.imported import read_imported
from marsad.leaving.beside import actor_finder, told_by
from marsad.read import Given, sources
from marsad.serve import shapes
from marsad.serve.adding import examples, fetched, pasted, uploaded
from marsad.serve.on_request import Here, Seen
from marsad.serve.on_request import told as answered
from marsad.serve.query import AskedQuery
from marsad.serve.settling import settle_actor, settle_alias, settle_place
from marsad.store import Filters
from marsad.types import RawDocument

Record = dict[str, Any]
router = APIRouter(prefix="/api/v1", tags=["adding"])
#: Code points of a text that is pasted.
_LONGEST = 500_000
_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {"anyOf": [{"$ref": f"#/components/schemas/{name}"} for name in ("TextGiven", "UrlGiven")]},
                "example": {"text": "Gunmen attacked a checkpoint near Goma on Monday, killing four soldiers.",
                            "source": "Example Wire", "published": "2024-03-05"},
            },
            "application/octet-stream": {"schema": {"type": "string", "format": "binary"}},
        },
    }
}  # fmt: skip


class About(BaseModel):
    """What is known about a document from outside."""

    model_config = ConfigDict(extra="forbid")

    source: str | None = Field(None, max_length=200, description="Who published it.")
    published: date | None = Field(None, description="Day of publication.")
    title: str | None = Field(None, max_length=1000, description="Its headline.")
    language: str | None = Field(None, pattern="^[a-z]{2}$", description="ISO 639-1; else found by a model.")

    def given(self) -> Given:
        return Given(source=self.source, published=self.published, language=self.language, title=self.title)


class TextGiven(About):
    """A text, pasted."""

    text: str = Field(min_length=1, max_length=_LONGEST)


class UrlGiven(About):
    """An address to read."""

    url: str = Field(max_length=2000)


class FileQuery(AskedQuery, About):
    """About a file that is sent as the body."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str | None = Field(None, max_length=255, description="Its name, which tells its format.")
    address: str | None = Field(None, max_length=2000, description="Where it was read.")


@router.post("/code", response_model=shapes.Coded, summary="Code a text without storing it")
def coded(given: TextGiven, here: Here) -> Response:
    """Everything the coder finds in a text; nothing is kept."""
    here.must("code")
    raw = pasted(given.text, source=given.source, published=given.published, title=given.title, language=given.language)
    return answered(here.served.adding.preview(raw))


@router.post(
    "/documents", response_model=shapes.AddedAll, status_code=201, openapi_extra=_BODY, summary="Add documents"
)
async def added(request: Request, query: Annotated[FileQuery, Query()], here: Here) -> Response:
    """A pasted text or an address as JSON, or the bytes of a file. What became of each document in it."""
    here.must("add")
    body = await request.body()
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    return await run_in_threadpool(_added, here, body, media, query)


def _added(here: Seen, body: bytes, media: str, query: FileQuery) -> Response:
    if media == "application/json" and query.name is None:
        given = _parsed(body)
        if isinstance(given, UrlGiven):
            raws = list(fetched(given.url, given.given(), here.served.config))
        else:
            raws = [pasted(given.text, source=given.source, published=given.published, title=given.title,
                           language=given.language)]  # fmt: skip
    else:
        found = uploaded(body, query.name or "", query.given(), here.served.config)
        raws = [
            replace(one, url=query.address) if isinstance(one, RawDocument) and query.address else one for one in found
        ]
    return _stored(here, raws)


def _stored(here: Seen, raws: list[Any]) -> Response:
    found = here.served.adding.add(raws)
    here.served.views.renew()
    return answered(found, 201)


def _parsed(body: bytes) -> TextGiven | UrlGiven:
    """Raises ConfigError for a body that is neither."""
    from pydantic import TypeAdapter

    try:
        given: TextGiven | UrlGiven = TypeAdapter(TextGiven | UrlGiven).validate_json(body)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"][1:]))
        raise ConfigError(f"{where}: {first['msg']}", next_step="Send text or url, source, published.") from error
    return given


@router.post("/import", response_model=shapes.Imported, summary="Compare a file of others")
async def compared(request: Request, query: Annotated[FileQuery, Query()], here: Here) -> Response:
    """A workbook or CSV of ACLED or GED beside the store's events. Nothing of it is stored."""
    here.must("code")
    body = await request.body()
    return await run_in_threadpool(_compared, here, body, query.name or "table.csv")


def _compared(here: Seen, body: bytes, name: str) -> Response:
    from marsad.evaluate.overlap import match

    with tempfile.TemporaryDirectory(prefix="marsad-import-") as folder:
        file = Path(folder) / (Path(name.replace("\\", "/")).name or "table.csv")
        file.write_bytes(body)
        imported, actor_of = read_imported(file), actor_finder(here.served.config)
        theirs = list(told_by(imported.events, imported.standard, actor_of))
    days = [day for one in theirs for day in (one.first, one.last)]
    filters = Filters(since=min(days, default=None), until=max(days, default=None))
    with here.store() as store:
        ours = list(told_by(store.events(filters, words=False), imported.standard, actor_of))
    countries = {one.country for one in theirs}
    found = match([one for one in ours if one.country in countries], theirs)
    figures = {
        name: getattr(found, name) for name in ("left_covered", "right_covered", "same_type", "same_day", "median_km")
    }
    overlap = {
        **figures,
        "pairs": len(found.pairs),
        "only_here": len(found.only_left),
        "only_there": len(found.only_right),
    }
    problems = [{"detail": one.detail} for one in imported.problems]
    return answered({"standard": imported.standard, "events": len(theirs), "problems": problems, "overlap": overlap})


class PlaceGiven(BaseModel):
    """A place that was not found."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(min_length=1, max_length=200)
    country: str = Field(pattern="^[A-Z]{3}$", description="ISO 3166-1 alpha-3.")
    admin1: str | None = Field(None, max_length=200)
    lat: float = Field(ge=-90, le=90)
    lon: float = Field(ge=-180, le=180)
    kind: str = Field("populated place", max_length=100)


class ActorGiven(BaseModel):
    """An actor that was not found, or one more name of a known one (``alias`` and ``actor``)."""

    model_config = ConfigDict(extra="forbid")

    name: str | None = Field(None, min_length=2, max_length=200)
    aliases: list[str] = Field([], max_length=50)
    country: str | None = Field(None, pattern="^[A-Z]{3}$", description="ISO 3166-1 alpha-3.")
    sector: str = Field("REB", pattern="^[A-Z]{3}$", description="PLOVER sector.")
    alias: str | None = Field(None, min_length=2, max_length=200)
    actor: str | None = Field(None, max_length=200)


@router.post("/places", response_model=shapes.Settled, status_code=201, summary="Let a name mean a place")
def settled_place(given: PlaceGiven, here: Here) -> Response:
    """What is coded from now on finds it; ``marsad recode`` brings what was coded before up to date."""
    here.must("add")
    row = {"name": given.name, "lat": str(given.lat), "lon": str(given.lon), "country": given.country,
           "admin1": given.admin1 or "", "kind": given.kind}  # fmt: skip
    settle_place(row, here.served.config)
    here.served.adding.forget_coder()
    return answered({"id": given.name, "name": given.name}, 201)


@router.post("/actors", response_model=shapes.Settled, status_code=201, summary="Let a name mean an actor")
def settled_actor(given: ActorGiven, here: Here) -> Response:
    """A new actor, or one more name of a known one."""
    here.must("add")
    if given.alias and given.actor:
        settle_alias(given.alias, given.actor, here.served.config)
        told = {"id": given.actor, "name": given.alias}
    elif given.name:
        actor = settle_actor(given.name, given.aliases, given.country, given.sector, here.served.config)
        told = {"id": actor, "name": given.name}
    else:
        raise ConfigError("an actor has a name", next_step="Send name, or alias and actor.")
    here.served.adding.forget_coder()
    return answered(told, 201)


@router.get("/examples", response_model=shapes.Examples, summary="Bulletins to begin with")
def example_names(query: Annotated[AskedQuery, Query()], here: Here) -> Response:
    """The bulletins written for this project."""
    here.only_internal(f"examples ({query.level or here.level})")
    items = [{"name": one.name, "title": one.stem.replace("-", " ")} for one in examples()]
    return answered({"items": items})


@router.post("/examples", response_model=shapes.AddedAll, status_code=201, summary="Add the examples")
def add_examples(here: Here) -> Response:
    """Read, code and store all of them: day one is not empty."""
    here.must("add")
    files = [str(one) for one in examples()]
    return _stored(here, list(sources(files, given=Given(), config=here.served.config)))


#: For the description of the body of a document that is added.
BODIES = (TextGiven, UrlGiven)
