"""The gazetteer: a name → candidate places, each with country and units, in three tiers of spelling.

Opened read-only and immutable, so processes share its pages; names looked up are kept in small caches that change no
answer.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, get_args

from marsad.config import Config
from marsad.errors import ConfigError
from marsad.places.build import Progress, build_index
from marsad.places.countries import load_countries
from marsad.places.entries import Packages
from marsad.places.keys import fold, is_acronym, nfc, translit_key
from marsad.places.terms import inner_name, load_terms
from marsad.types import Shape

Tier = Literal["exact", "folded", "transliterated"]
TIERS: tuple[Tier, ...] = get_args(Tier)

_KEPT = 8192
#: A shorter transliterated key meets too many English words to say by itself that words of a text are a place.
_SOUND_LETTERS = 5

_SELECT = """
select p.id, p.name, p.kind, p.shape, p.country, a.name, a.id, b.name, b.id, p.lat, p.lon,
    p.population, p.within, {name}
from {keys} join place p on p.n = k.place left join place a on a.n = p.admin1 left join place b on b.n = p.admin2
"""
_SPELT = _SELECT.format(keys="spelling k", name="k.name") + "where k.key = ?"
_SOUNDING = _SELECT.format(keys="sound k", name="''") + "where k.key = ?"
_BY_ID = _SELECT.format(keys="(select n as place from place where id = ?) k", name="''")


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A place that a name could mean. ``country`` and ``admin1`` are None for a thing that lies in several.

    ``within`` holds all its countries (alpha-3) and, where known, the ids of its first-level units. Coordinates of a
    unit are the mean of its settlements by population; countries and most roads have none.
    """

    id: str
    name: str
    kind: str
    shape: Shape
    country: str | None
    admin1: str | None
    admin1_id: str | None
    admin2: str | None
    admin2_id: str | None
    lat: float | None
    lon: float | None
    population: int
    within: tuple[str, ...]
    tier: Tier


class Gazetteer:
    """Names → places. Not to be made directly: see :func:`open_gazetteer`."""

    def __init__(self, path: Path, *, digest: str) -> None:
        """Open an index that :func:`marsad.places.build.build_index` wrote. ``digest`` names its content."""
        self.digest = digest
        uri = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
        try:
            self._file = sqlite3.connect(uri, uri=True, check_same_thread=False, isolation_level=None)
            self._file.execute("pragma mmap_size = 268435456")
            self._file.execute("select n from place limit 1").fetchone()
        except sqlite3.Error as error:
            raise ConfigError(
                f"The gazetteer {path} cannot be read: {error}",
                next_step="Delete the file; it is built again.",
                path=str(path),
            ) from error
        self._found: Callable[[str], tuple[Candidate, ...]] = lru_cache(maxsize=_KEPT)(self._look_up)
        self.knows: Callable[[str], bool] = lru_cache(maxsize=_KEPT)(self._knows)
        self._terms = load_terms()
        self._countries = {nfc(n): c.alpha3 for c in load_countries() for n in (c.name, *c.names)}
        self._demonyms = {nfc(n): c.alpha3 for c in reversed(load_countries()) for n in c.demonyms}
        self._governments = {nfc(n): c.alpha3 for c in load_countries() for n in (*c.capitals, *c.metonyms)}

    def close(self) -> None:
        """Give the file back. Nothing can be found any more."""
        self._file.close()

    def find(self, name: str, *, country: str | None = None) -> tuple[Candidate, ...]:
        """Places that ``name`` could mean, in that country if one is given: best tier first, then by population.

        A place met in several tiers stands in its best.
        """
        found = self._found(nfc(name))
        return found if country is None else tuple(place for place in found if country in place.within)

    def _knows(self, name: str) -> bool:
        """Is any place spelt like this, case, diacritics and (for longer names) transliteration aside?

        Also a known name within land and unit words: ``"Badia al-Ashara"``, ``"Idlib Province"``.
        """
        key = fold(name)
        if key in self._terms.common:
            return nfc(name) in self._countries
        spellings = [row[0] or key for row in self._file.execute("select name from spelling where key = ?", (key,))]
        if spellings:
            plain = nfc(name)
            return any(spelt == plain or not is_acronym(spelt) for spelt in spellings)
        if inner := inner_name(name, self._terms):
            return self.knows(inner)
        sound = translit_key(key)
        if len(sound) < _SOUND_LETTERS:
            return False
        return self._file.execute("select 1 from sound where key = ? limit 1", (sound,)).fetchone() is not None

    def get(self, identifier: str) -> Candidate | None:
        """The place with this id."""
        row = self._file.execute(_BY_ID, (identifier,)).fetchone()
        return _candidate(row, "exact") if row else None

    def country(self, name: str) -> str | None:
        """ISO 3166-1 alpha-3 of a country's name, variant or former name."""
        return self._countries.get(nfc(name).removeprefix("the ").removeprefix("The "))

    def demonym(self, word: str) -> str | None:
        """Alpha-3 for ``"Syrian"``, ``"Syrians"``; of those that share one (Congolese, Dominican) the first by code."""
        return self._demonyms.get(nfc(word))

    def government(self, name: str) -> str | None:
        """Alpha-3 for a capital or another word that stands for a government: ``"Ankara"``, ``"Kremlin"``."""
        return self._governments.get(nfc(name).removeprefix("the ").removeprefix("The "))

    def _look_up(self, name: str) -> tuple[Candidate, ...]:
        key = fold(name)
        best: dict[str, Candidate] = {}
        for row in self._file.execute(_SPELT, (key,)):
            spelt = row[-1] or key
            tier: Tier = "exact" if spelt == name else "folded"
            if tier == "exact" or (row[0] not in best and not is_acronym(spelt)):
                best[row[0]] = _candidate(row, tier)
        if sound := translit_key(key):
            for row in self._file.execute(_SOUNDING, (sound,)):
                if row[0] not in best:
                    best[row[0]] = _candidate(row, "transliterated")
        return tuple(sorted(best.values(), key=lambda place: (TIERS.index(place.tier), -place.population, place.id)))


def _candidate(row: tuple[Any, ...], tier: Tier) -> Candidate:
    *values, population, within, _ = row
    names = ("id", "name", "kind", "shape", "country", "admin1", "admin1_id", "admin2", "admin2_id", "lat", "lon")
    return Candidate(
        **dict(zip(names, values, strict=True)),
        population=population,
        within=tuple(filter(None, within.split("|"))),
        tier=tier,
    )


def open_gazetteer(config: Config, *, packages: Packages | None = None, progress: Progress | None = None) -> Gazetteer:
    """The gazetteer over packages, the project's lists and the user's files; its index is built where it is not there.

    ``progress`` is told how far a build is (half a minute, once).
    Raises MissingResource, ConfigError.
    """
    path = build_index(config, packages=packages, progress=progress)
    return Gazetteer(path, digest=path.stem.removeprefix("places-"))
