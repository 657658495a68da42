"""What registry and gazetteer know, as the questions that :mod:`marsad.protect` asks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from marsad.config import Config
from marsad.protect import Known

if TYPE_CHECKING:
    from marsad.actors import Registry
    from marsad.places import Gazetteer

Record = dict[str, Any]

#: Inhabitants of a place that is known by name alone.
_TOWN = 20_000


def with_pcodes(records: Iterable[Record], code: Callable[[str, str, str], str | None]) -> Iterator[Record]:
    """Each record with OCHA's codes of its units, where the gazetteer has them. ``code``: of :func:`pcode_finder`."""
    for record in records:
        where = record["where"] or {}
        country = where.get("country")
        units = {kind: where.get(kind) for kind in ("admin1", "admin2")}
        known = {kind: code(kind, name, country) if name and country else None for kind, name in units.items()}
        record["pcodes"] = known
        yield record


def pcode_finder(config: Config) -> Callable[[str, str, str], str | None]:
    """OCHA's code of a unit by its kind (``admin1``, ``admin2``), name and country; remembers what it was asked."""
    from marsad.places import open_gazetteer

    gazetteer = open_gazetteer(config)

    @lru_cache(maxsize=65536)
    def code(kind: str, name: str, country: str) -> str | None:
        found = gazetteer.find(name, country=country)
        return next((one.pcode for one in found if one.kind == kind and one.pcode), None)

    return code


def known_to(config: Config) -> Known:
    """What registry and gazetteer know; of places by name alone only towns, as villages are called as people are."""
    from marsad.actors import load_actors, user_actor_files
    from marsad.places import open_gazetteer

    registry = load_actors(user_files=user_actor_files(config))

    @lru_cache(maxsize=1)
    def gazetteer() -> Gazetteer:
        return open_gazetteer(config)

    @lru_cache(maxsize=8192)
    def is_place(place: str, words: str) -> bool:
        return any(found.id == place for found in gazetteer().find(words))

    @lru_cache(maxsize=8192)
    def is_town(words: str) -> bool:
        return any(one.kind != "populated place" or one.population >= _TOWN for one in gazetteer().find(words))

    return Known(
        is_called=_known_by(registry),
        is_place=is_place,
        is_public=lambda words: bool(registry.index.get(registry.key(words))),
        is_town=is_town,
    )


def _known_by(registry: Registry) -> Callable[[str, str], bool]:
    """Whether the registry knows an actor by these words, or a state's by a word for its country ("Ankara")."""

    @lru_cache(maxsize=8192)
    def is_called(actor: str, words: str) -> bool:
        entry, nation = registry.get(actor), registry.nation(words)
        if entry is not None and nation is not None and entry.country == nation.country:
            return True
        return any(use.actor == actor for use in registry.index.get(registry.key(words), ()))

    return is_called
