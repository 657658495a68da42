"""Routes on what stands behind events: documents, mentions, problems, assessments, judgements, sources.

All of them are internal only.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Response
from pydantic import Field

from marsad.errors import ConfigError
from marsad.record import document_record
from marsad.serve import evidence, shapes, told
from marsad.serve.on_request import Here, quickly
from marsad.serve.on_request import told as answered
from marsad.serve.query import (
    AskedQuery,
    AtQuery,
    MentionQuery,
    PageQuery,
    ProblemQuery,
    page_of,
    sieve_of,
)  # fmt: skip
from marsad.serve.settling import unsettled
from marsad.serve.sift import Sieve
from marsad.store import Covered, DocumentFilters, Watched
from marsad.types import Judgement, Source

Record = dict[str, Any]
router = APIRouter(prefix="/api/v1", tags=["evidence"])


class DocumentsQuery(PageQuery):
    """Which documents."""

    source: list[str] = Field([], description="Source of the report.")
    since: date | None = Field(None, description="First day of publication.")
    until: date | None = Field(None, description="Last day of publication.")
    language: str | None = Field(None, description="ISO 639-1.")
    text: str | None = Field(None, description="Words that all stand in text or title.")


class NamesQuery(PageQuery):
    """Which names."""

    code: Literal["place-not-found", "actor-not-found"] = Field("place-not-found", description="What was not found.")


class AssessmentQuery(PageQuery):
    """Which assessments."""

    direction: Literal["up", "down", "tension_up", "tension_down"] | None = Field(None, description="Only these.")


class JudgementQuery(AskedQuery):
    """On the mentions of which event."""

    event: str = Field(description="Id of an event.")


class CoverageQuery(AskedQuery):
    """Which days."""

    since: date | None = Field(None, description="First day.")
    until: date | None = Field(None, description="Last day.")


@router.get("/documents", response_model=shapes.Documents, summary="Documents, the latest first")
def documents(query: Annotated[DocumentsQuery, Query()], here: Here) -> Response:
    """Where documents come from, and how much was found in them."""
    here.only_internal("documents")
    filters = DocumentFilters(
        sources=tuple(query.source),
        since=query.since,
        until=query.until,
        language=query.language,
        text=query.text,
    )
    with here.store() as store:
        return answered(page_of(iter(store.documents(filters, limit=query.limit + 1, after=query.after)), query.limit))


@router.get("/documents/{document}", response_model=shapes.DocumentTold, summary="One document with all marks")
def document(document: str, query: Annotated[AtQuery, Query()], here: Here) -> Response:
    """Text, everything found in it, and where it stands."""
    here.only_internal("documents")
    with here.store(query.as_of) as store:
        found = store.coding_of(document)
        marks = evidence.marks_of(found, evidence.homes_of(store, found))
        return answered({**document_record(store.document(document)), "found": found, "marks": marks})


@router.get("/mentions", response_model=shapes.Mentions, summary="Records of mentions")
def mentions(query: Annotated[MentionQuery, Query()], here: Here) -> Response:
    """Records of mentions in order of time."""
    here.only_internal("mentions")
    sieve = sieve_of(query, here.served.config, lambda _: False)
    if sieve.is_more:
        step = "Use kind, admin and precision, one place and one review state; or /events."
        raise ConfigError("mentions take only the filters of the command line", next_step=step)
    with here.store(query.as_of) as store:
        filters = sieve.filters
        return answered(page_of(store.mentions(filters, limit=query.limit + 1, after=query.after), query.limit))


@router.get("/problems", response_model=shapes.Problems, summary="What could not be done")
def problems(query: Annotated[ProblemQuery, Query()], here: Here) -> Response:
    """Records of problems. They have no ids: the cursor counts them."""
    here.only_internal("problems")
    start = counted(query.after)
    with here.store(query.as_of) as store:
        items = store.problems(code=query.code, limit=query.limit + 1, skip=start)
    return answered(_page(items, query.limit, start))


@router.get("/problems/names", response_model=shapes.Names, summary="Names not found")
def names(query: Annotated[NamesQuery, Query()], here: Here) -> Response:
    """Names of places or actors that were not found, those of most documents first, with some of their sentences.

    Those settled since are left out, though what was coded before still lacks them.
    """
    here.only_internal("problems")
    start = counted(query.after)
    wanted = start + query.limit + 1
    is_open = unsettled(query.code, here.served.config)
    with here.store() as store:
        items = _open_names(lambda many: store.unresolved(query.code, limit=many), is_open, wanted)
    return answered(_page(items[start:], query.limit, start))


def _open_names(ask: Callable[[int], list[Record]], is_open: Callable[[str], bool], wanted: int) -> list[Record]:
    """The first so many that are open; asked for ever more, until there are enough or no more."""
    limit = wanted
    while True:
        told = ask(limit)
        items = [one for one in told if is_open(one["name"])]
        if len(items) >= wanted or len(told) < limit:
            return items[:wanted]
        limit *= 2


@router.get("/assessments", response_model=shapes.Assessments, summary="What reports say of the direction of things")
def assessments(query: Annotated[AssessmentQuery, Query()], here: Here) -> Response:
    """Records of assessments, the latest published first."""
    here.only_internal("assessments")
    start = counted(query.after)
    with here.store() as store:
        items = store.assessments(direction=query.direction, limit=query.limit + 1, skip=start)
    return answered(_page(items, query.limit, start))


@router.get("/judgements", response_model=shapes.Judgements, summary="Why mentions are one event, or not")
def judgements(query: Annotated[JudgementQuery, Query()], here: Here) -> Response:
    """What rules and people said on pairs with a mention of this event."""
    here.only_internal("judgements")
    with here.store() as store:
        found = store.judgements_among(store.event(query.event)["mentions"])
    return answered({"items": [judgement_told(one) for one in found], "next": None})


@router.get("/sources", response_model=shapes.Sources, summary="Coverage by source and day")
def sources(query: Annotated[CoverageQuery, Query()], here: Here) -> Response:
    """What each source brought, on which days it published, and on which it was looked at in vain."""
    here.only_internal("sources")
    with here.store() as store:
        outlets, covered, registry, watched = store.outlets(), store.coverage(), store.sources(), store.watched()
    days: dict[str | None, list[Covered]] = {}
    for one in covered:
        if (query.since is None or one.day >= query.since) and (query.until is None or one.day <= query.until):
            days.setdefault(one.source, []).append(one)
    facet = told.facets_of(here.table, here.sifted(Sieve()), ("source",), 100_000)["source"]
    events = {None: facet["missing"]} | {item["value"]: item["count"] for item in facet["items"]}
    looked = [one for one in days if one not in {outlet.source for outlet in outlets}]
    items = [_source(dataclasses.asdict(one), events, days.get(one.source, [])) for one in outlets]
    nothing = {"documents": 0, "languages": {}, "problems": {}, "lag_days": None}
    items += [_source({"source": one, **nothing}, events, days[one]) for one in sorted(looked, key=str)]
    about = {
        one["source"]: _about(registry.get(one["source"] or ""), watched.get(one["source"] or "")) for one in items
    }
    return quickly({"items": [{**one, "about": about[one["source"]]} for one in items]})


def _about(source: Source | None, look: Watched | None) -> Record:
    """What the registry says of a source, and how looking at it goes."""
    moments = ("last_at", "answered_at", "found_at", "failing_since")
    return {
        **({**dataclasses.asdict(source), "regions": list(source.regions)} if source else {}),
        **{at: _moment(getattr(look, at)) if look else None for at in moments},
        **({"looks": look.looks, "failed": look.failed, "why": look.detail} if look else {"looks": 0, "failed": 0}),
    }


def _moment(at: datetime | None) -> str | None:
    return at.isoformat().replace("+00:00", "Z") if at else None


def _source(outlet: Record, events: dict[str | None, int], every: list[Covered]) -> Record:
    covered = [one for one in every if one.documents or one.looks]
    days = sorted(one.day for one in covered)
    return {
        **outlet,
        "events": events.get(outlet["source"], 0),
        "first": days[0].isoformat() if days else None,
        "last": days[-1].isoformat() if days else None,
        "days": [[one.day.isoformat(), one.documents, one.looks] for one in covered],
    }


@router.get("/stats", response_model=shapes.Stats, summary="What the store holds, in numbers")
def stats(query: Annotated[AtQuery, Query()], here: Here) -> Response:
    """What the store holds; problems by stage and code."""
    here.only_internal("numbers of the store")
    with here.store(query.as_of) as store:
        numbers = dataclasses.asdict(store.stats())
        days = {name: str(numbers[name]) if numbers[name] else None for name in ("first_day", "last_day")}
        return answered({**numbers, **days, "problems_by_reason": store.problem_counts()})


def judgement_told(one: Judgement) -> Record:
    """A judgement as the routes tell it."""
    return {
        "left": one.left,
        "right": one.right,
        "verdict": one.verdict,
        "score": round(one.score, 4),
        "by": one.by,
        "at": _moment(one.at),
        "reasons": [[feature, round(weight, 3)] for feature, weight in one.reasons],
    }


def counted(after: str | None) -> int:
    """A cursor that counts. Raises ConfigError for one that does not."""
    if after is None:
        return 0
    if not after.isascii() or not after.isdigit() or len(after) > 9:
        raise ConfigError(f"{after!r} is no cursor of this list", next_step="Begin again without after.")
    return int(after)


def _page(items: list[Record], limit: int, start: int) -> Record:
    return {"items": items[:limit], "next": str(start + limit) if len(items) > limit else None}
