"""Routes for other programs of this user, which leave the writing to the server: what they read, and how looking went.

``marsad add`` and ``marsad watch`` read files and sources themselves and send what they found as they found it, so
that the store is the one they would have written.
"""

from __future__ import annotations

from base64 import b64decode
from datetime import UTC, date, datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Response
from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field

from marsad.serve import shapes
from marsad.serve.on_request import Here
from marsad.serve.on_request import told as answered
from marsad.types import Look, Problem, RawDocument, Seen, Source

router = APIRouter(prefix="/api/v1", tags=["adding"])
#: Raw documents, looks, addresses and sources at a time.
_MOST, _MOST_TOLD = 200, 100_000
#: Characters of a name, and of an address.
_NAME, _ADDRESS = 500, 4000


class _Given(BaseModel):
    model_config = ConfigDict(extra="forbid")


def _decoded(told: str) -> bytes:
    return b64decode(told, validate=True)


class RawGiven(_Given):
    """What was fetched, untouched; ``headers`` are those of the transport."""

    body: Annotated[bytes, BeforeValidator(_decoded)] = Field(description="Its bytes, in base 64.")
    media_type: str = Field(max_length=_NAME)
    source: str | None = Field(None, max_length=_NAME)
    url: str | None = Field(None, max_length=_ADDRESS)
    fetched_at: datetime | None = None
    headers: tuple[tuple[str, str], ...] = ()
    title: str | None = None
    published: date | None = None
    language: str | None = Field(None, pattern="^[a-z]{2}$")

    def read(self) -> RawDocument:
        return RawDocument(**dict(self))


class ProblemGiven(_Given):
    """What could not be read, or not be looked at."""

    stage: str = Field(max_length=_NAME)
    code: str = Field(max_length=_NAME)
    detail: str
    source: str | None = Field(None, max_length=_NAME)

    def read(self) -> Problem:
        return Problem(**dict(self))


class RawsGiven(_Given):
    """Documents as another program read them, and what it could not read."""

    items: list[RawGiven | ProblemGiven] = Field(max_length=_MOST)


class LookGiven(_Given):
    """One attempt to look at a source."""

    source: str = Field(max_length=_NAME)
    at: AwareDatetime
    outcome: Literal["read", "empty", "failed"]
    found: int = Field(0, ge=0)
    detail: str | None = None


class SeenGiven(_Given):
    """An address as it was when it was asked last."""

    source: str = Field(max_length=_NAME)
    url: str = Field(max_length=_ADDRESS)
    at: AwareDatetime
    etag: str | None = None
    modified: str | None = None
    failures: int = Field(0, ge=0)


class SourceGiven(_Given):
    """What is said of a source (docs/watch.md)."""

    name: str = Field(max_length=_NAME)
    kind: str | None = None
    licence: str | None = None
    language: str | None = None
    party: str | None = None
    group: str | None = None
    regions: tuple[str, ...] = ()


class LooksGiven(_Given):
    """How looking at sources went, and what is said of them from now on."""

    looks: list[LookGiven] = Field([], max_length=_MOST_TOLD)
    seen: list[SeenGiven] = Field([], max_length=_MOST_TOLD)
    problems: list[ProblemGiven] = Field([], max_length=_MOST_TOLD)
    sources: list[SourceGiven] = Field([], max_length=_MOST_TOLD)


@router.post("/raws", response_model=shapes.AddedAll, status_code=201, summary="Add documents as they were read")
def added(given: RawsGiven, here: Here) -> Response:
    """For programs that read files and sources themselves: `marsad add`, `marsad watch`."""
    here.must("add")
    return _stored(here, here.served.adding.add([one.read() for one in given.items]))


@router.post("/looks", response_model=shapes.Kept, status_code=201, summary="Keep how looking at sources went")
def kept(given: LooksGiven, here: Here) -> Response:
    """For a watch: looks, addresses and problems; and what is said of sources, by which events are graded anew."""
    here.must("add")
    changed = here.served.adding.keep(
        [Look(**dict(one)) for one in given.looks],
        [Seen(**dict(one)) for one in given.seen],
        [one.read() for one in given.problems],
        [Source(**dict(one)) for one in given.sources],
        at=datetime.now(tz=UTC),
    )
    return _stored(here, {"changed": changed})


def _stored(here: Here, told: dict[str, Any]) -> Response:
    here.served.views.refresh(at_once=True)
    return answered(told, 201)
