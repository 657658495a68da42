"""What the verbs that write for others (export, report) share: the circle of readers, and what may go to it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from marsad.cli.inputs import now_utc
from marsad.config import Config

if TYPE_CHECKING:
    from marsad.places import Gazetteer
    from marsad.protect import Known, LevelName, Policy, Tally
    from marsad.store import Filters, Store

#: Reasons for holding back, as they are told.
REASONS = {
    "status": "planned or only imagined",
    "undated": "without any date, so that no delay can be shown to be over (give --published when adding)",
    "delay": "younger than the publication delay",
    "movement-delay": "on movement, younger than its delay",
    "finer-filter": "chosen by a place finer than may be told of them",
}
#: Changes by which a place became an area.
_COARSENED = ("sensitive-", "movement-to-area", "place-not-known")


def level_options(verb: Callable[..., Any]) -> Callable[..., Any]:
    """``--public`` (the default), ``--partners``, ``--internal``, and ``--policy FILE``."""
    options = (
        click.option("--public", "level", flag_value="public", default="public", help="For everybody. The default."),
        click.option("--partners", "level", flag_value="partners", help="For partners: shorter delay, plans included."),
        click.option("--internal", "level", flag_value="internal", help="Words and places as coded; stamped INTERNAL."),
        click.option(
            "--policy", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="Own policy (TOML)."
        ),
    )
    for option in reversed(options):
        verb = option(verb)
    return verb


@dataclass(frozen=True, slots=True, kw_only=True)
class Circle:
    """The readers of one file: which policy holds for them, from when on, and what was held back from them."""

    policy: Policy
    level: LevelName
    now: datetime
    tally: Tally


def circle(level: LevelName, policy: Path | None) -> Circle:
    """The circle that the options name, at this moment."""
    from marsad.protect import Tally, load_policy

    return Circle(policy=load_policy(policy), level=level, now=now_utc(), tally=Tally())


def leaving(store: Store, filters: Filters, config: Config, readers: Circle) -> Iterator[dict[str, Any]]:
    """The events of the store that fit the filters and may leave, as they may; the others are counted in the tally."""
    from marsad.protect import cleared

    for record in cleared(
        store.events(filters),
        policy=readers.policy,
        level=readers.level,
        now=readers.now,
        tally=readers.tally,
        known=_known_to(config),
    ):
        if readers.level == "internal" or _tells_no_more(record, filters):
            yield record
        else:
            readers.tally.held_back["finer-filter"] += 1


def _tells_no_more(record: Mapping[str, Any], filters: Filters) -> bool:
    """Whether the filters tell no more of the event's place than its record still does."""
    changes = record["protection"]["changes"]
    if not any(change.startswith(_COARSENED) for change in changes):
        return True
    if filters.place or filters.bbox or filters.within or filters.near or filters.precision:
        return False
    return filters.admin is None or filters.admin.casefold() in _told_areas(record["where"] or {})


def _told_areas(where: Mapping[str, Any]) -> set[str]:
    from marsad.places.countries import load_countries

    names = [where.get(name) for name in ("name", "admin1", "admin2", "country")]
    for country in load_countries():
        if country.alpha3 == where.get("country"):
            names += [country.name, *country.names]
    return {name.casefold() for name in names if name}


def _known_to(config: Config) -> Known:
    """What registry and gazetteer know."""
    from marsad.actors import user_actor_files
    from marsad.places import open_gazetteer
    from marsad.protect import Known

    @lru_cache(maxsize=1)
    def gazetteer() -> Gazetteer:
        return open_gazetteer(config, progress=lambda step: click.echo(f"marsad: {step}", err=True))

    @lru_cache(maxsize=8192)
    def is_place(place: str, words: str) -> bool:
        return any(found.id == place for found in gazetteer().find(words))

    return Known(is_called=_known_by(user_actor_files(config)), is_place=is_place)


@lru_cache(maxsize=1)
def _known_by(user_files: tuple[Path, ...]) -> Callable[[str, str], bool]:
    """Whether the registry knows an actor by these words, or a state's by a word for its country ("Ankara")."""
    from marsad.actors import load_actors

    registry = load_actors(user_files=user_files)

    @lru_cache(maxsize=8192)
    def is_called(actor: str, words: str) -> bool:
        entry, nation = registry.get(actor), registry.nation(words)
        if entry is not None and nation is not None and entry.country == nation.country:
            return True
        return any(found.entry.id == actor for found in registry.find(words))

    return is_called


def country_name(alpha3: str) -> str | None:
    """The name of a country given by its code."""
    from marsad.places.countries import load_countries

    return next((country.name for country in load_countries() if country.alpha3 == alpha3.upper()), None)


def told_filters(filters: Filters, level: LevelName) -> dict[str, Any]:
    """The filters in force, for a manifest. Words searched for may be a name: they are told internally only."""
    held = {field.name: getattr(filters, field.name) for field in dataclasses.fields(filters)}
    told = {name: value for name, value in held.items() if value not in (None, ())}
    if "text" in told and level != "internal":
        told["text"] = "(withheld)"
    return {name: str(value) if name in ("since", "until") else value for name, value in told.items()}


def say_held_back(tally: Tally) -> None:
    """On stderr: how many events stayed behind, and why."""
    for reason, number in sorted(tally.held_back.items()):
        click.echo(f"held back: {number} {REASONS[reason]}", err=True)
