"""The options that choose events, the same for every verb that lists or exports them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from marsad import asking
from marsad.cli.inputs import Day
from marsad.config import Config
from marsad.errors import ConfigError

if TYPE_CHECKING:
    from marsad.store import Filters

_OPTIONS = (
    click.option("--since", type=Day(), metavar="DATE", help="First day; an undated event stands at its publication."),
    click.option("--until", type=Day(), metavar="DATE", help="Last day."),
    click.option("--kind", "kinds", multiple=True, metavar="KIND[/MODE]", help="PLOVER event, such as ASSAULT/aerial."),
    click.option("--actor", "actors", multiple=True, metavar="NAME", help="Id or name of an actor, in any role."),
    click.option("--dyad", nargs=2, metavar="A B", help="Two actors on opposite sides."),
    click.option("--place", metavar="NAME", help="Id or name of the place."),
    click.option("--admin", metavar="NAME", help="Admin unit, or country (name or ISO alpha-3)."),
    click.option("--bbox", metavar="W,S,E,N", help="Box in degrees."),
    click.option("--within", type=click.Path(exists=True, dir_okay=False), metavar="FILE", help="GeoJSON area."),
    click.option("--near", metavar="PLACE", help="Around this place or LAT,LON; with --km."),
    click.option("--km", type=float, default=25.0, show_default=True, help="Kilometres around --near."),
    click.option("--source", "sources", multiple=True, metavar="NAME", help="Source of a report."),
    click.option("--status", "statuses", multiple=True, metavar="WORD", help="happened, ongoing, planned, denied, …"),
    click.option("--precision", type=int, metavar="1-7", help="UCDP where_prec: this or finer."),
    click.option(
        "--grade", "grades", multiple=True, metavar="WORD", help="confirmed, fair, weak, contested, discounted."
    ),
    click.option("--min-deaths", type=int, metavar="N", help="At least so many reported killed."),
    click.option("--text", metavar="WORDS", help="Words that all stand in one report."),
    click.option("--review-state", metavar="WORD", help="machine, reviewed, corrected."),
)


#: Options whose value is the filter's value as it stands.
_SAME_NAME = (
    "since",
    "until",
    "kinds",
    "place",
    "admin",
    "sources",
    "statuses",
    "precision",
    "grades",
    "min_deaths",
    "text",
    "review_state",
)


def filter_options(verb: Callable[..., Any]) -> Callable[..., Any]:
    """All filters of :class:`marsad.store.Filters` as options."""
    for option in reversed(_OPTIONS):
        verb = option(verb)
    return verb


def chosen_filters(config: Config, given: dict[str, Any]) -> Filters:
    """The filters of a call. Takes its own options out of ``given``; names become ids by registry and gazetteer.

    Raises ConfigError for a name nobody has.
    """
    from marsad.store import Filters

    own: dict[str, Any] = {name: given.pop(name) for name in _SAME_NAME}
    actors, dyad = given.pop("actors"), given.pop("dyad")
    bbox, within = given.pop("bbox"), given.pop("within")
    near, km = given.pop("near"), given.pop("km")
    return Filters(
        **own,
        actors=tuple(asking.actor_id(name, config) for name in actors),
        dyad=(asking.actor_id(dyad[0], config), asking.actor_id(dyad[1], config)) if dyad else None,
        bbox=asking.box(bbox) if bbox else None,
        within=_area(within) if within else None,
        near=(*asking.point(near, config), km) if near else None,
    )


def _area(path: str) -> dict[str, Any]:
    try:
        area: dict[str, Any] = json.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ConfigError(f"{path}: {error}", next_step="Give --within a GeoJSON file.", path=path) from error
    return area
