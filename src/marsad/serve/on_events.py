"""Routes on events: lists, one event with everything behind it, columns, cards, bins, days, facets, search."""

from __future__ import annotations

from functools import lru_cache
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Response
from pydantic import Field

from marsad import asking
from marsad.errors import ConfigError, StoreError
from marsad.places.keys import fold
from marsad.serve import binned, evidence, shapes, told
from marsad.serve.actors import place_told
from marsad.serve.cards import CardsTold
from marsad.serve.on_request import Here, Seen, quickly
from marsad.serve.on_request import told as answered
from marsad.serve.query import AskedQuery, AtQuery, EventQuery, SieveQuery, Sort, page_of, sieve_of
from marsad.serve.sift import Sieve
from marsad.serve.table import NONE, Step, Table
from marsad.store import Filters

Record = dict[str, Any]
router = APIRouter(prefix="/api/v1", tags=["events"])
#: Cards asked for at a time.
_CARDS = 100
#: Events up to which all texts are read while somebody types.
_READ_THROUGH = 10_000


class ColumnsQuery(SieveQuery):
    """Which events, and which columns of them."""

    columns: str | None = Field(None, description="Names parted by commas; without it all.")
    most: int | None = Field(None, ge=0, description="Of more events than these only the number is told.")


class CardsQuery(SieveQuery):
    """Which cards: of these events, or a page of those that fit."""

    id: list[str] = Field([], max_length=_CARDS, description="Ids of events; filters and order are not asked then.")
    sort: Sort = Field("first", description="By first day, deaths or number of reports; - turns it round.")
    limit: int = Field(20, ge=1, le=_CARDS, description="Cards on a page.")
    after: str | None = Field(None, max_length=200, description="The value of next on the page before.")


class BinsQuery(SieveQuery):
    """Which events, at which zoom."""

    zoom: int = Field(ge=0, le=12, description="Zoom of the map.")
    view: str | None = Field(None, description="W,S,E,N: what the map shows; squares beyond it are left out.")


class DaysQuery(SieveQuery):
    """Which events, by which step."""

    step: Step | Literal["fit"] = Field("day", description="Length of a step; fit: the shortest that makes few enough.")
    most: int = Field(160, ge=1, le=5000, description="Steps at most, where they are to fit.")


class FacetsQuery(SieveQuery):
    """Which events, counted by what."""

    facet: list[str] = Field([], description=f"Of {', '.join(told.FACETS)}; without any all.")
    top: int = Field(50, ge=1, le=5000, description="Values told of each.")


class SearchQuery(AskedQuery):
    """Words."""

    q: str = Field(min_length=1, max_length=200, description="The beginning of a name, or words of a text.")
    limit: int = Field(8, ge=1, le=50, description="Places and actors at most.")


@router.get("/events", response_model=shapes.Events, summary="Full records of events")
def events(query: Annotated[EventQuery, Query()], here: Here) -> Response:
    """Records of events that fit, in pages."""
    if query.as_of is not None:
        with here.store(query.as_of) as store:
            filters = sieve_of(query, here.served.config, lambda _: False).filters
            return answered(page_of(store.events(filters, limit=query.limit + 1, after=query.after), query.limit))
    ids, later = _page(query, here)
    return answered({"items": here.served.views.records(here.level, ids), "next": later})


def _page(query: EventQuery | CardsQuery, here: Seen) -> tuple[list[str], str | None]:
    """Ids on this page, and the cursor of the next."""
    rows = _sorted(here.table, here.rows(query), query.sort)
    start = _place_after(here.table, rows, query.after)
    ids = here.table.ids_of(rows[start : start + query.limit + 1])
    return ids[: query.limit], ids[query.limit - 1] if len(ids) > query.limit else None


def _sorted(table: Table, rows: Any, sort: Sort) -> Any:
    """The rows in this order; equals in the order of the table, what is not known last."""
    import numpy as np

    if sort == "first":
        return rows
    values = table.columns[{"deaths": "killed", "reports": "reports"}.get(sort.removeprefix("-"), "first")][rows]
    keys = values.astype(np.int64) * (-1 if sort.startswith("-") else 1)
    return rows[np.argsort(np.where(values == NONE, 2**40, keys), kind="stable")]


def _place_after(table: Table, rows: Any, after: str | None) -> int:
    """Where the page after this event begins. Raises StoreError where it is not in the list."""
    import numpy as np

    if after is None:
        return 0
    row = table.row_of(after)
    place = np.flatnonzero(rows == (-1 if row is None else row))
    if not len(place):
        raise StoreError(f"no event {after} to go on after", next_step="Begin again without it.", id=after)
    return int(place[0]) + 1


@router.get("/events/columns", response_model=shapes.Columns, summary="All events that fit, as columns")
def columns(query: Annotated[ColumnsQuery, Query()], here: Here) -> Response:
    """Numbers and dictionaries for map, timeline and facets; no text."""
    names = query.columns.split(",") if query.columns else told.COLUMNS
    if unknown := sorted(set(names) - set(told.COLUMNS)):
        raise ConfigError(f"no column is called {unknown[0]!r}", next_step=f"Known: {', '.join(told.COLUMNS)}.")
    rows = here.rows(query)
    if query.most is not None and len(rows) > query.most:
        nothing: Record = {"dictionaries": {}, "names": {}, "columns": {}}
        return quickly({"stamp": here.table.stamp, "count": len(rows), **nothing})
    found = told.columns(here.table, rows, names)
    people, dictionaries = here.served.people, found["dictionaries"]
    labels = {
        "actor": [people.name(one) for one in dictionaries.get("actor", ())],
        "country": [told.country_name(one) for one in dictionaries.get("country", ())],
    }
    return quickly({"stamp": here.table.stamp, "names": labels, **found})


@router.get("/events/cards", response_model=CardsTold, summary="What visible cards show")
def cards(query: Annotated[CardsQuery, Query()], here: Here) -> Response:
    """Who did what to whom, where and when, and the sentence that says so, in the order asked for."""
    ids, later = (query.id, None) if query.id else _page(query, here)
    if not here.is_internal:
        records = here.served.views.records(here.level, ids)
        return answered({"items": [evidence.card(one, {}) for one in records], "next": later})
    return answered({"items": here.served.cards.of(ids, here.table.stamp, here.served.views), "next": later})


@router.get("/events/bins", response_model=binned.Bins, summary="Counts in squares of the map")
def bins(query: Annotated[BinsQuery, Query()], here: Here) -> Response:
    """Counts in squares of Web Mercator, for maps of very many events."""
    view = binned.View(*asking.box(query.view)) if query.view else None
    return quickly(binned.bins(here.table, here.rows(query), query.zoom, view))


@router.get("/events/days", response_model=shapes.Days, summary="Counts by step of time")
def days(query: Annotated[DaysQuery, Query()], here: Here) -> Response:
    """Events and deaths by the step in which they begin."""
    rows = here.rows(query)
    step = told.fitting(here.table, rows, query.most) if query.step == "fit" else query.step
    return quickly(told.steps(here.table, rows, step))


@router.get("/events/{event}", response_model=shapes.EventTold, summary="One event with everything behind it")
def event(event: str, query: Annotated[AtQuery, Query()], here: Here) -> Response:
    """The event with this id, alias or mention id, or whose id begins so."""
    return answered(event_told(here, event, query.as_of))


def event_told(here: Seen, given: str, as_of: str | None = None) -> Record:
    """The record with reports, sentences, values and history, as far as this reader may see them."""
    if not here.is_internal and as_of is None:
        return evidence.bare(here.served.views.found(here.level, given))
    is_whole_id = as_of is None and here.table.row_of(given) is not None
    acts = here.served.views.acts() if as_of is None else None
    with here.store(as_of) as store:
        if acts is not None and is_whole_id:
            records, documents = evidence.worded(store, [given])
            return evidence.whole(store, records[0], acts, documents)
        return evidence.whole(store, store.event(given), store.acts() if acts is None else acts)


@router.get("/facets", response_model=shapes.Facets, summary="Counts by value")
def facets(query: Annotated[FacetsQuery, Query()], here: Here) -> Response:
    """How many of the events that fit have which value; each facet leaves its own filter out."""
    names = query.facet or list(told.FACETS)
    if unknown := sorted(set(names) - set(told.FACETS)):
        raise ConfigError(f"no facet is called {unknown[0]!r}", next_step=f"Known: {', '.join(told.FACETS)}.")
    found = told.facets(here.table, here.conditions(query), names, query.top)
    for name, facet in found["facets"].items():
        for item in facet["items"]:
            item["label"] = _label(here, name, item["value"])
        if name == "place":
            facet["items"] = [item for item in facet["items"] if item["label"]]
    return quickly(found)


def _label(here: Seen, facet: str, value: str) -> str:
    if facet == "actor":
        return here.served.people.name(value)
    if facet == "country":
        return told.country_name(value)
    if facet == "admin1":
        country, _, unit = value.partition("/")
        return f"{unit}, {told.country_name(country)}" if country else unit
    return here.table.place_names.get(value, value) if facet == "place" else value


@router.get("/search", response_model=shapes.Found, summary="Places, actors and texts")
def search(query: Annotated[SearchQuery, Query()], here: Here) -> Response:
    """Places and actors of the present events whose name begins so (a word of it), and events that tell the words."""
    import numpy as np

    table, wanted = here.table, fold(query.q)
    rows = here.sifted(Sieve())
    rows_placed = rows[table.columns["place"][rows] != NONE]
    places, words = table.columns["place"][rows_placed], table.dictionaries["place"].words
    counts = np.bincount(places, minlength=len(words))
    last = np.zeros(len(words), dtype=np.int64)
    last[places] = rows_placed
    found = [
        {**place_told(table, int(last[number]), number, int(counts[number])), "kind": None}
        for number, key in enumerate(words)
        if counts[number] and _begins(table.place_names.get(key, key), wanted)
    ]
    found.sort(key=lambda one: (-one["events"], one["name"]))
    is_counted = len(table) <= _READ_THROUGH or table.words is not None
    by_text = len(here.sifted(Sieve(filters=Filters(text=query.q)))) if is_counted else None
    return quickly(
        {"places": found[: query.limit], "actors": _actors_called(here, rows, wanted)[: query.limit],
         "text": {"events": by_text}}
    )  # fmt: skip


def _actors_called(here: Seen, rows: Any, wanted: str) -> list[Record]:
    people = here.served.people
    counted = told.facets_of(here.table, rows, ("actor",), 100_000)["actor"]["items"]
    found = []
    for item in counted:
        entry = people.entry(item["value"])
        names = [people.name(item["value"]), *((one.text for one in entry.aliases) if entry else ())]
        if any(_begins(name, wanted) for name in names):
            found.append({"id": item["value"], "name": names[0], "events": item["count"]})
    return found


def _begins(name: str, wanted: str) -> bool:
    """Whether the name, or a word of it, begins so."""
    folded = _folded(name)
    return folded.startswith(wanted) or f" {wanted}" in folded


#: Names are asked for again with every letter that is typed.
_folded = lru_cache(maxsize=200_000)(fold)
