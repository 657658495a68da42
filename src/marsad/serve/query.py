"""Parameters of an address → filters. They are named as the options of ``marsad events``."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, Field, model_validator

from marsad import asking
from marsad.config import Config
from marsad.errors import ConfigError
from marsad.store import Filters

if TYPE_CHECKING:
    pass

Record = dict[str, Any]
#: Items on a page, unless another number is asked for, and at most.
PAGE, MOST = 50, 500


def _filled(value: Any) -> Any:
    return [one for one in value if one] if isinstance(value, list) else value


class PageQuery(BaseModel):
    """Which page of a list."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    limit: int = Field(PAGE, ge=1, le=MOST, description="Items on a page.")
    after: str | None = Field(None, description="The value of next on the page before.")
    as_of: str | None = Field(None, alias="as-of", description="As the database knew it at the end of this day.")

    @model_validator(mode="before")
    @staticmethod
    def _without_empty(given: Any) -> Any:
        """A form sends every field; an empty one was not filled in."""
        if not isinstance(given, dict):
            return given
        return {name: filled for name, value in given.items() if (filled := _filled(value))}


class ProblemQuery(PageQuery):
    """Which problems."""

    code: str | None = Field(None, description="Only these.")


class EventQuery(PageQuery):
    """Which events or mentions: all that is named must hold; of one named twice, either may."""

    since: date | None = Field(None, description="First day; an undated event stands at its publication.")
    until: date | None = Field(None, description="Last day.")
    kind: list[str] = Field([], description="PLOVER event, such as ASSAULT or ASSAULT/aerial.")
    actor: list[str] = Field([], description="Id or name of an actor, in any role.")
    dyad: list[str] = Field([], description="Two actors on opposite sides: named twice.")
    place: str | None = Field(None, description="Id or name of the place.")
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
    review_state: str | None = Field(None, alias="review-state", description="machine, reviewed, corrected.")


def filters_of(query: EventQuery, config: Config) -> Filters:
    """The filters asked for; names become ids by registry and gazetteer. Raises ConfigError for a name nobody has."""
    return Filters(
        since=query.since,
        until=query.until,
        kinds=tuple(query.kind),
        actors=tuple(asking.actor_id(name, config) for name in query.actor),
        dyad=_dyad(query.dyad, config),
        place=query.place,
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
        review_state=query.review_state,
    )


def page_of(records: Iterator[Record], limit: int) -> Record:
    """``items`` and, where there are more, the cursor ``next``; ``records`` reach one beyond the page."""
    items = list(records)
    return {"items": items[:limit], "next": items[limit - 1]["id"] if len(items) > limit else None}


# --- names → ids -------------------------------------------------------------------------------


def _dyad(names: list[str], config: Config) -> tuple[str, str] | None:
    if not names:
        return None
    if len(names) != 2:
        raise ConfigError(f"a dyad has two actors, not {len(names)}", next_step="Name dyad twice: dyad=A&dyad=B.")
    return asking.actor_id(names[0], config), asking.actor_id(names[1], config)


def _area(text: str | None) -> Record | None:
    if text is None:
        return None
    try:
        area: Record = json.loads(text)
    except ValueError as error:
        raise ConfigError(f"within: {error}", next_step="Give within as GeoJSON.") from error
    return area
