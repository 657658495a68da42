"""Routes on actors, places and time: lists, profiles, the network, names for corrections, series and trends."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Response
from pydantic import Field

from marsad import asking
from marsad.analyse.alerts import Asked, alerts
from marsad.analyse.network import networks
from marsad.errors import ConfigError, StoreError
from marsad.pipeline import codebook
from marsad.places.keys import fold
from marsad.serve import actors as people
from marsad.serve import alerts as alerting
from marsad.serve import shapes, told, trends, warned
from marsad.serve.foretold import Wanted, foretell
from marsad.serve.on_evidence import counted
from marsad.serve.on_request import Here, Seen, quickly
from marsad.serve.on_request import told as answered
from marsad.serve.query import AskedQuery, PageQuery, SieveQuery
from marsad.serve.table import NONE, Step
from marsad.warning import alert_record, refuse_spots, rules_of
from marsad.warning.forecasts import Outlook
from marsad.warning.names import namer

Record = dict[str, Any]
Axis = Literal["country", "admin1", "admin2", "cell", "dyad", "kind"]
By = Literal["kind", "acled", "country", "admin1", "actor", "source"]
router = APIRouter(prefix="/api/v1", tags=["actors, places, time"])
#: Events above which forecasts are made by the other process.
_MANY = 2000


class ActorsQuery(SieveQuery, PageQuery):
    """Which actors, in which events."""

    q: str | None = Field(None, max_length=200, description="The beginning of a name, or a word of it.")


class NetworkQuery(SieveQuery):
    """Which events, and how many links."""

    most: int = Field(200, ge=1, le=5000, description="The strongest links at most.")


class NameQuery(AskedQuery):
    """A name."""

    q: str = Field(min_length=1, max_length=200, description="A name.")
    limit: int = Field(9, ge=1, le=50, description="At most so many.")


class SeriesQuery(SieveQuery):
    """Which events, by which step and key."""

    by: By | None = Field(None, description="One line for each value; without it one line.")
    step: Step = Field("month", description="Length of a step.")
    top: int = Field(12, ge=1, le=200, description="Lines at most, those of most events.")


class AlertsQuery(SieveQuery):
    """Until when, and by what."""

    at: date | None = Field(None, description="The last day seen; without it the last known.")
    by: list[Axis] = Field(
        [], description="Of country, admin1, admin2, cell, dyad, kind; without any admin1, dyad, kind."
    )


class ForecastsQuery(AskedQuery):
    """For which areas."""

    by: Literal["country", "admin1"] = Field("country", description="Unit of area.")
    target: Literal["deaths", "events"] = Field("deaths", description="What is counted.")
    months: int = Field(6, ge=1, le=36, description="How many ahead.")
    country: str | None = Field(None, pattern="^[A-Z]{3}$", description="ISO 3166-1 alpha-3: only its areas.")


class PeriodsQuery(SieveQuery):
    """By which step."""

    step: Step = Field("year", description="Length of a step.")


class TrendsQuery(SeriesQuery):
    """Which stretch is compared with which."""

    step: Step = Field("week", description="Length of a step.")
    recent: int = Field(1, ge=1, le=120, description="The last steps.")
    baseline: int = Field(4, ge=1, le=520, description="The steps before them.")
    measure: Literal["events", "killed"] = Field("events", description="What is counted.")


@router.get("/actors", response_model=shapes.Actors, summary="Actors of the events that fit")
def actors(query: Annotated[ActorsQuery, Query()], here: Here) -> Response:
    """Actors with their events and deaths, most events first."""
    start, wanted = counted(query.after), fold(query.q or "")
    known = here.served.people
    found = people.listed(here.table, here.rows(query))
    if wanted:
        found = [one for one in found if _is_called(here, one["id"], wanted)]
    items = [{**one, **known.plain(one["id"])} for one in found[start : start + query.limit]]
    more = str(start + query.limit) if len(found) > start + query.limit else None
    return quickly({"items": items, "next": more})


def _is_called(here: Seen, actor: str, wanted: str) -> bool:
    entry = here.served.people.entry(actor)
    names = [here.served.people.name(actor), *((one.text for one in entry.aliases) if entry else ())]
    return any(fold(name).startswith(wanted) or f" {wanted}" in fold(name) for name in names)


@router.get("/actors/named", response_model=shapes.PartiesNamed, summary="Whom a name can mean")
def named(query: Annotated[NameQuery, Query()], here: Here) -> Response:
    """Registered actors with this name, as parties of a record."""
    registry = here.served.people.registry
    entries = [found.entry for found in registry.find(query.q, most=query.limit)]
    entries += [entry for entry in (registry.get(query.q),) if entry is not None and entry not in entries]
    items = [
        {"actor": one.id, "name": one.name, "sector": one.sector, "country": one.country, "inter": one.inter}
        for one in entries
    ]
    return quickly({"items": items[: query.limit]})


@router.get("/actors/{actor}", response_model=shapes.ActorTold, summary="One actor")
def actor(actor: str, query: Annotated[SieveQuery, Query()], here: Here) -> Response:
    """Names, activity by month, kinds, places, and those it meets."""
    if here.table.dictionaries["actor"].get(actor) is None and here.served.people.entry(actor) is None:
        raise StoreError(f"no actor {actor!r}", next_step="Take an id from /api/v1/actors.", id=actor)
    return quickly(people.profile(here.table, here.rows(query), actor, here.served.people))


@router.get("/network", response_model=shapes.Network, summary="Who fights and who cooperates with whom")
def network(query: Annotated[NetworkQuery, Query()], here: Here) -> Response:
    """The strongest links between registered actors, and the actors they join."""
    return quickly(people.network(here.table, here.rows(query), here.served.people, query.most))


@router.get("/places", response_model=shapes.Places, summary="What a name can mean on the map")
def places(query: Annotated[NameQuery, Query()], here: Here) -> Response:
    """Places with this name, as ``where`` of a record, the likeliest first. "Goma, COD" looks in one country."""
    try:
        found = asking.places(query.q, here.served.config, limit=query.limit)
    except ConfigError:
        found = []
    return quickly({"items": found})


@router.get("/series", response_model=warned.LinesRead, summary="Counts over time")
def series(query: Annotated[SeriesQuery, Query()], here: Here) -> Response:
    """Events and deaths by step, one line for each value of a key; days not looked at are told apart from zeros."""
    found = trends.series(here.table, here.rows(query), looked(here), _asked(query, here))
    published = here.served.views.looked() if here.is_internal else None
    return quickly(found | {"documents": alerting.documents(found["starts"], published)})


@router.get("/trends", response_model=shapes.Trends, summary="What changed lately")
def changes(query: Annotated[TrendsQuery, Query()], here: Here) -> Response:
    """The last steps against those before, with a guard against small counts; the surest change first."""
    stretch = trends.Stretch(recent=query.recent, baseline=query.baseline, measure=query.measure)
    return quickly(trends.trends(here.table, here.rows(query), looked(here), _asked(query, here), stretch))


@router.get("/alerts", response_model=warned.Alerts, summary="Where something has become more")
def standing(query: Annotated[AlertsQuery, Query()], here: Here) -> Response:
    """Escalations on the last day known, or on a day of the past: by the rules that are shipped (docs/alerts.md)."""
    sieve = here.sieve(query)
    refuse_spots(sieve.filters)
    rows, today = here.sifted(sieve), datetime.now(tz=UTC).date()
    told = alerting.material(here.table, rows, here.served.views.coverage() if here.is_internal else ())
    asked = Asked(
        at=query.at or alerting.last_day(here.table, rows, today),
        axes=tuple(query.by),
        name=namer(here.served.config),
    )
    items = [alert_record(one) for one in alerts(told, rules_of(here.served.config), asked)]
    return answered({"at": asked.at.isoformat(), "items": items})


@router.get("/forecasts", response_model=warned.Forecasts, summary="What the next months may bring, by area")
def forecasts(query: Annotated[ForecastsQuery, Query()], here: Here) -> Response:
    """Distributions over deaths or events by area and month, none finer than a district; docs/forecasts.md says how."""
    asked = Outlook(unit=query.by, target=query.target, months=query.months, country=query.country)
    served = here.served
    wanted = Wanted(config=served.config, level=here.level, policy=served.policy, outlook=asked)
    is_long = len(here.table) > _MANY
    return quickly({"items": served.views.apart(foretell, wanted) if is_long else foretell(wanted)})


@router.get("/networks", response_model=warned.Networks, summary="Who meets whom, period by period")
def periods(query: Annotated[PeriodsQuery, Query()], here: Here) -> Response:
    """Measures of the networks of conflict and of cooperation in each step."""
    told = alerting.material(here.table, here.rows(query), ())
    scores = codebook().scores
    cooperative = [kind for (kind, mode), score in scores.items() if mode is None and score > 0]
    items = [{**asdict(one), "start": one.start.isoformat()} for one in networks(told, query.step, cooperative)]
    return quickly({"step": query.step, "items": items})


def _asked(query: SeriesQuery, here: Seen) -> trends.Asked:
    def label(key: str) -> str:
        if query.by == "actor":
            return here.served.people.name(key)
        if query.by == "country":
            return told.country_name(key)
        country, _, unit = key.partition("/")
        return f"{unit}, {told.country_name(country)}" if query.by == "admin1" else key

    return trends.Asked(step=query.step, by=query.by, top=query.top, label=label)


def looked(here: Seen) -> Collection[date]:
    """Days on which some source was looked at; below internal every day from the first event to the last."""
    if here.is_internal:
        return here.served.views.looked()
    first = here.table.columns["first"]
    known = first[first != NONE]
    if not len(known):
        return ()
    begin, end = int(known.min()), int(known.max())
    return [date(1970, 1, 1) + timedelta(days=day) for day in range(begin, end + 1)]
