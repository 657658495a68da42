"""The pages: a list of events, one event with the sentence behind every value, one report.

No ``from __future__ import annotations`` here, as in :mod:`marsad.serve.api`.
"""

from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlencode

from marsad import wording
from marsad.config import Config
from marsad.serve import marks
from marsad.serve.api import Opened
from marsad.serve.query import EventQuery, Record, filters_of, page_of
from marsad.serve.render import rendered
from marsad.store import Store
from marsad.types import KINDS, Document

if TYPE_CHECKING:
    from fastapi import APIRouter


def routes(opened: Opened, config: Config) -> "APIRouter":
    """All of them; they need no script to be read."""
    from fastapi import APIRouter, Depends, Query
    from fastapi.responses import HTMLResponse

    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
    listed = Query()
    store_of = Depends(opened)

    @router.get("/")
    def events(query: Annotated[EventQuery, listed], store: Annotated[Store, store_of]) -> str:
        found = store.events(filters_of(query, config), limit=query.limit + 1, after=query.after)
        page = page_of(found, query.limit)
        asked = query.model_dump(by_alias=True, exclude_unset=True, mode="json")
        return rendered(
            "events.html",
            events=page["items"],
            asked=asked,
            next_page=_address({**asked, "after": page["next"]}) if page["next"] else None,
            first_page=_address({**asked, "after": None}) if query.after else None,
            is_filtered=bool(asked.keys() - {"after", "limit"}),
            kinds=KINDS,
        )

    @router.get("/events/{event}")
    def event(event: str, store: Annotated[Store, store_of]) -> str:
        record = store.event(event)
        documents = {one: store.document(one) for one in record["documents"]}
        return rendered("event.html", event=record, reports=list(documents.values()), **_evidence(record, documents))

    @router.get("/documents/{document}")
    def document(document: str, store: Annotated[Store, store_of]) -> str:
        report = store.document(document)
        found = [one for one in store.coding_of(report.id) if one["record"] == "mention"]
        return rendered("document.html", report=report, sentences=_marked(report, found), found=found)

    return router


def _address(asked: Record) -> str:
    return "/?" + urlencode({name: value for name, value in asked.items() if value is not None}, doseq=True)


def _evidence(record: Record, documents: dict[str, Document]) -> Record:
    """What an event's page shows beside its head: the sentences, and every value with its own."""
    told, lost = wording.values(record), wording.rivals(record)
    coded = [value for value in told if value.field not in wording.DERIVED]
    return {
        "sentences": _sentences(coded, documents),
        "coded": _with_sentences(coded, documents),
        "derived": _with_sentences([value for value in told if value.field in wording.DERIVED], documents),
        "lost": _with_sentences(lost, documents),
    }


def _with_sentences(
    values: list[wording.Value], documents: dict[str, Document]
) -> list[tuple[wording.Value, list[marks.Cited]]]:
    return [(value, _sentences([value], documents)) for value in values]


def _sentences(values: list[wording.Value], documents: dict[str, Document]) -> list[marks.Cited]:
    quotes = ((value.field, quote["document"], quote) for value in values for quote in value.quotes)
    return marks.cited(quotes, documents)


def _marked(report: Document, found: list[Record]) -> list[marks.Cited]:
    return marks.read_through(
        report,
        (
            (field, report.id, quote)
            for mention in found
            for field, quotes in mention["quotes"].items()
            if field not in wording.DERIVED
            for quote in quotes
        ),
    )
