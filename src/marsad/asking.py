"""What people ask for or enter, in words → the ids and numbers that filters take and the values that corrections set.
Shared by the command line and the server.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, date, datetime, time
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from marsad.config import Config
from marsad.errors import ConfigError

if TYPE_CHECKING:
    from marsad.actors import Registry

Box = tuple[float, float, float, float]


@lru_cache(maxsize=1)
def _registry(user_files: tuple[Path, ...]) -> Registry:
    from marsad.actors import load_actors

    return load_actors(user_files=user_files)


def registry_of(config: Config) -> Registry:
    """The registry with the user's own actors, loaded once."""
    from marsad.actors import user_actor_files

    return _registry(tuple(user_actor_files(config)))


def forget_names() -> None:
    """Load the registry anew when it is next asked: the user's own actors changed."""
    _registry.cache_clear()


def actor_id(name: str, config: Config) -> str:
    """The id of an actor named by id, name or alias. Raises ConfigError where nobody has the name."""
    registry = registry_of(config)
    if registry.get(name) is not None:
        return name
    found = registry.find(name)
    if not found:
        raise ConfigError(f"no actor is called {name!r}", next_step="Use a name or id as in marsad events.", actor=name)
    return found[0].entry.id


def is_actor(name: str, config: Config) -> bool:
    """Whether an actor has this id, name or alias."""
    try:
        actor_id(name, config)
    except ConfigError:
        return False
    return True


def numbers(text: str, count: int, name: str) -> tuple[float, ...]:
    """So many numbers parted by commas. Raises ConfigError for anything else."""
    try:
        found = tuple(float(part) for part in text.split(","))
    except ValueError:
        found = ()
    if len(found) != count:
        raise ConfigError(f"{name}: {text!r} is not {count} numbers", next_step="Part them by commas, without spaces.")
    return found


def box(text: str) -> Box:
    """West, south, east, north in degrees."""
    west, south, east, north = numbers(text, 4, "bbox")
    return west, south, east, north


def point(name: str, config: Config) -> tuple[float, float]:
    """Latitude and longitude of a place, or of LAT,LON as it stands. Raises ConfigError where no place has the name."""
    if name.count(",") == 1 and not any(letter.isalpha() for letter in name):
        lat, lon = numbers(name, 2, "near")
        return lat, lon
    from marsad.places import open_gazetteer

    for place in open_gazetteer(config).find(name):
        if place.lat is not None and place.lon is not None:
            return place.lat, place.lon
    raise ConfigError(f"no place is called {name!r}", next_step="Give --near as LAT,LON instead.", place=name)


# --- values that a person enters ---------------------------------------------------------------


def places(name: str, config: Config, *, limit: int = 9) -> list[dict[str, Any]]:
    """What a name can mean, as ``where`` of a record, the likeliest first. ``"Goma, COD"`` looks in one country only.

    Raises ConfigError where no place has the name.
    """
    from marsad.places import open_gazetteer
    from marsad.resolve import place_alone

    gazetteer = open_gazetteer(config)
    bare, _, land = (part.strip() for part in name.rpartition(",")) if "," in name else (name.strip(), "", "")
    country = land if len(land) == 3 and land.isupper() else gazetteer.country(land) if land else None
    found = gazetteer.find(bare, country=country) if country or not land else gazetteer.find(name)
    if not found:
        raise ConfigError(f"no place is called {name!r}", next_step="Add it: marsad places add FILE.", place=name)
    return [asdict(place_alone(one)) for one in found[:limit]]


def party(name: str, config: Config) -> dict[str, Any]:
    """A party as in a record, without its role: the registry's by id, name or alias, else the name as it stands."""
    try:
        known = actor_id(name, config)
    except ConfigError:
        return {"name": name}
    entry = registry_of(config).get(known)
    if entry is None:
        return {"name": name}
    return {
        "actor": entry.id,
        "name": entry.name,
        "sector": entry.sector,
        "country": entry.country,
        "inter": entry.inter,
    }


def days(text: str) -> dict[str, Any]:
    """``"2024-03-04"`` or ``"2024-03-04..2024-03-09"`` as ``when`` of a record. Raises ConfigError for other words."""
    from marsad.resolve import ranged

    first, _, last = (part.strip() for part in text.partition(".."))
    try:
        when = ranged((date.fromisoformat(first), date.fromisoformat(last or first)))
    except ValueError as error:
        raise ConfigError(
            f"{text!r} is no day", next_step="Write 2024-03-04, or 2024-03-04..2024-03-09 for a range."
        ) from error
    return {"first": when.first.isoformat(), "last": when.last.isoformat(), "date_prec": when.date_prec}


def moment(text: str) -> datetime:
    """A day (its end) or a time in ISO form; UTC where no zone is named. Raises ConfigError for anything else."""
    try:
        if "T" not in text and " " not in text:
            return datetime.combine(date.fromisoformat(text), time.max, tzinfo=UTC)
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise ConfigError(f"{text!r} is no moment", next_step="Write it as 2024-03-31 or 2024-03-31T18:00.") from error
    return found if found.tzinfo else found.replace(tzinfo=UTC)
