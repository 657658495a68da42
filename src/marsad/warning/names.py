"""What areas and dyads are called, for people."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from marsad.config import Config

_CELL, _IN_ROW = 0.5, 720


def namer(config: Config) -> Callable[[str, str], str]:
    """A function from an axis and a key to a name."""
    from marsad.actors import load_actors, user_actor_files
    from marsad.places.countries import load_countries

    countries = {country.alpha3: country.name for country in load_countries()}

    @lru_cache(maxsize=1)
    def actors() -> dict[str, str]:
        registry = load_actors(user_files=user_actor_files(config))
        return {key: entry.name or key for key, entry in registry.entries.items()}

    def name(axis: str, key: str) -> str:
        if axis == "actor":
            return actors().get(key, key)
        if axis == "dyad":
            return " – ".join(actors().get(one, one) for one in key.split(" – "))
        if axis in ("country", "admin1", "admin2"):
            country, *units = key.split("/")
            return ", ".join([*reversed(units), countries.get(country, country)])
        return cell_name(int(key)) if axis == "cell" else key

    return name


def cell_name(gid: int) -> str:
    """A PRIO-GRID cell by the middle of its half degree."""
    row, column = divmod(gid - 1, _IN_ROW)
    lat, lon = row * _CELL - 90 + _CELL / 2, column * _CELL - 180 + _CELL / 2
    return f"PRIO-GRID {gid} ({abs(lat):.2f}°{'N' if lat >= 0 else 'S'} {abs(lon):.2f}°{'E' if lon >= 0 else 'W'})"
