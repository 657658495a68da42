"""What people ask for, in words → the ids and numbers that the store's filters take. Shared by the command line and
the server.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from marsad.config import Config
from marsad.errors import ConfigError

if TYPE_CHECKING:
    from marsad.actors import Registry

Box = tuple[float, float, float, float]


@lru_cache(maxsize=1)
def _registry(user_files: tuple[Path, ...]) -> Registry:
    from marsad.actors import load_actors

    return load_actors(user_files=user_files)


def actor_id(name: str, config: Config) -> str:
    """The id of an actor named by id, name or alias. Raises ConfigError where nobody has the name."""
    from marsad.actors import user_actor_files

    registry = _registry(tuple(user_actor_files(config)))
    if registry.get(name) is not None:
        return name
    found = registry.find(name)
    if not found:
        raise ConfigError(f"no actor is called {name!r}", next_step="Use a name or id as in marsad events.", actor=name)
    return found[0].entry.id


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
