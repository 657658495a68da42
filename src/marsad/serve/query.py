"""Parameters of an address → filters. They are named as the options of ``marsad events``."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from marsad import asking
from marsad.config import Config
from marsad.errors import ConfigError
from marsad.protect import LevelName
from marsad.serve.sift import Sieve
from marsad.store import Filters

Record = dict[str, Any]
DeathsStep = Literal["0", "1", "5", "10", "25", "100"]
Sort = Literal["first", "-first", "deaths", "-deaths", "-reports"]
#: Items on a page, unless another number is asked for, and at most.
PAGE, MOST = 50, 500


def _filled(value: Any) -> Any:
    return [one for one in value if one] if isinstance(value, list) else value


class AskedQuery(BaseModel):
    """What every route takes."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    level: LevelName | None = Field(None, description="Look as a wider circle of readers does.")

    @model_validator(mode="before")
    @staticmethod
    def _without_empty(given: Any) -> Any:
        """A form sends every field; an empty one was not filled in."""
        if not isinstance(given, dict):
            return given
        return {name: filled for name, value in given.items() if (filled := _filled(value))}


class PageQuery(AskedQuery):
    """Which page of a list."""

    limit: int = Field(PAGE, ge=1, le=MOST, description="Items on a page.")
    after: str | None = Field(None, max_length=200, description="The value of next on the page before.")


class PastQuery(PageQuery):
    """Which page, of the present or as it was known at a day."""

    as_of: str | None = Field(None, alias="as-of", description="As the database knew it at the end of this day.")


class AtQuery(AskedQuery):
    """Of the present, or as it was known at a day."""

    as_of: str | None = Field(None, alias="as-of", description="As the database knew it at the end of this day.")


class ProblemQuery(PastQuery):
    """Which problems."""

    code: str | None = Field(None, description="Only these.")


class SieveQuery(AskedQuery):
    """Which events: all that is named must hold; of one named twice, either may."""

    since: date | None = Field(None, description="First day; an undated event stands at its publication.")
    until: date | None = Field(None, description="Last day.")
    kind: list[str] = Field([], description="PLOVER event, such as ASSAULT or ASSAULT/aerial.")
    actor: list[str] = Field([], description="Id or name of an actor, in any role.")
    dyad: list[str] = Field([], description="Two actors on opposite sides: named twice.")
    place: list[str] = Field([], description="Id or name of the place.")
    admin: str | None = Field(None, description="Admin unit, or country (name or ISO alpha-3).")
    bbox: str | None = Field(None, description="W,S,E,N: a box in degrees.")
    within: str | None = Field(None, description="An area as GeoJSON.")
    near: str | None = Field(None, description="Around this place or LAT,LON; with km.")
    km: float = Field(25.0, description="Kilometres around near.")
    source: list[str] = Field([], description="Source of a report.")
    status: list[str] = Field([], description="happened, ongoing, planned, denied, …")
    precision: int | None = Field(None, description="UCDP where_prec: this or finer.")
    grade: list[str] = Field([], description="confirmed, fair, weak, contested, discounted.")
    min_deaths: int | None = Field(None, alias="min-deaths", description="At least so many reported killed.")
    text: str | None = Field(None, description="Words that all stand in one report.")
    review_state: list[str] = Field([], alias="review-state", description="machine, reviewed, corrected, rejected.")
    where_prec: list[int] = Field([], alias="where-prec", description="UCDP where_prec: exactly this.")
    deaths: list[DeathsStep] = Field([], description="Reported killed: at least so many, below the next step.")
    acled: list[str] = Field([], description="ACLED event type, sub-event type, or TYPE: SUB-TYPE.")
    country: list[str] = Field([], description="ISO 3166-1 alpha-3.")
    admin1: list[str] = Field([], description="COUNTRY/UNIT, such as MOZ/Cabo Delgado.")


class EventQuery(SieveQuery, PastQuery):
    """Which events, in which order."""

    sort: Sort = Field("first", description="By first day, deaths or number of reports; - turns it round.")


class MentionQuery(SieveQuery, PastQuery):
    """Which mentions."""


Known = Callable[[str], bool]


def sieve_of(query: SieveQuery, config: Config, is_known: Known) -> Sieve:
    """All that is asked for; names become ids, unless they are ids of the events themselves.

    Raises ConfigError for a name nobody has.
    """
    return Sieve(
        filters=filters_of(query, config, is_known),
        acled=tuple(query.acled),
        countries=tuple(query.country),
        admin1s=tuple(query.admin1),
        places=tuple(query.place) if len(query.place) > 1 else (),
        review_states=tuple(query.review_state) if len(query.review_state) > 1 else (),
        precisions=tuple(query.where_prec),
        deaths=tuple(map(int, query.deaths)),
    )


def filters_of(query: SieveQuery, config: Config, is_known: Known) -> Filters:
    """The filters asked for; names become ids by registry and gazetteer. Raises ConfigError for a name nobody has."""
    return Filters(
        since=query.since,
        until=query.until,
        kinds=tuple(query.kind),
        actors=tuple(_actor(name, config, is_known) for name in query.actor),
        dyad=_dyad(query.dyad, config, is_known),
        place=query.place[0] if len(query.place) == 1 else None,
        admin=query.admin,
        bbox=asking.box(query.bbox) if query.bbox else None,
        within=_area(query.within),
        near=(*asking.point(query.near, config), query.km) if query.near else None,
        sources=tuple(query.source),
        statuses=tuple(query.status),
        precision=query.precision,
        grades=tuple(query.grade),
        min_deaths=query.min_deaths,
        text=query.text,
        review_state=query.review_state[0] if len(query.review_state) == 1 else None,
    )


def page_of(records: Iterator[Record], limit: int) -> Record:
    """``items`` and, where there are more, the cursor ``next``; ``records`` reach one beyond the page."""
    items = list(records)
    return {"items": items[:limit], "next": items[limit - 1]["id"] if len(items) > limit else None}


# --- names → ids -------------------------------------------------------------------------------


def _actor(name: str, config: Config, is_known: Known) -> str:
    return name if is_known(name) else asking.actor_id(name, config)


def _dyad(names: list[str], config: Config, is_known: Known) -> tuple[str, str] | None:
    if not names:
        return None
    if len(names) != 2:
        raise ConfigError(f"a dyad has two actors, not {len(names)}", next_step="Name dyad twice: dyad=A&dyad=B.")
    return _actor(names[0], config, is_known), _actor(names[1], config, is_known)


def _area(text: str | None) -> Record | None:
    if text is None:
        return None
    try:
        area: Record = json.loads(text)
    except ValueError as error:
        raise ConfigError(f"within: {error}", next_step="Give within as GeoJSON.") from error
    return area
