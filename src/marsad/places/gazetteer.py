"""The gazetteer: a name → candidate places, each with country and units, in three tiers of spelling.

Its files are mapped, so processes share their pages; names looked up are kept in small caches that change no answer.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Literal, NamedTuple, get_args

from marsad.config import Config
from marsad.errors import ConfigError
from marsad.places.build import Progress, build_index
from marsad.places.countries import load_countries
from marsad.places.entries import Packages
from marsad.places.index import Index
from marsad.places.keys import fold_new, is_acronym, nfc, translit_key
from marsad.places.terms import inner_name, load_terms
from marsad.types import Shape

Tier = Literal["exact", "folded", "transliterated"]
TIERS: tuple[Tier, ...] = get_args(Tier)
_EXACT, _FOLDED, _SOUNDING = TIERS
_RANKS = {tier: rank for rank, tier in enumerate(TIERS)}

_SHAPES: dict[str, Shape] = {shape: shape for shape in get_args(Shape)}
_KEPT = 8192
#: Letters that the key of an acronym has at most; longer ones need not be looked at.
_ACRONYM_KEY = 8
#: A shorter transliterated key meets too many English words to say by itself that words of a text are a place.
_SOUND_LETTERS = 5


class Candidate(NamedTuple):
    """A place that a name could mean. ``country`` and ``admin1`` are None for a thing that lies in several.

    ``within`` holds all its countries (alpha-3) and, where known, the ids of its first-level units. Coordinates of a
    unit are the mean of its settlements by population; countries and most roads have none. ``iso`` (3166-2) and
    ``pcode`` (OCHA's) stand where a source gives them. A tuple, because thousands are made in a second.
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
    iso: str | None = None
    pcode: str | None = None
    source: str = ""


class Gazetteer:
    """Names → places. Not to be made directly: see :func:`open_gazetteer`."""

    def __init__(self, path: Path, own: Path | None = None, *, digest: str) -> None:
        """Open the indexes that :func:`marsad.places.build.build_index` wrote: ``own`` is of the user's rows, and what
        it says of a place goes before the other. ``digest`` names their content.
        """
        self.digest = digest
        self._over = _opened(own) if own else None
        self._indexes = (*((self._over,) if self._over else ()), _opened(path))
        self._boxes = self._indexes[-1].notes["boxes"]
        self._found: Callable[[str], tuple[Candidate, ...]] = lru_cache(maxsize=_KEPT)(self._look_up)
        self.knows: Callable[[str], bool] = lru_cache(maxsize=_KEPT)(self._knows)
        self._terms = load_terms()
        self._countries = {nfc(n): c.alpha3 for c in load_countries() for n in (c.name, *c.names)}
        self._demonyms = {nfc(n): c.alpha3 for c in reversed(load_countries()) for n in c.demonyms}
        self._lands = {c.alpha3: c.id for c in load_countries()}
        self._governments = {nfc(n): c.alpha3 for c in load_countries() for n in (*c.capitals, *c.metonyms)}

    def close(self) -> None:
        """Give the files back. Nothing can be found any more."""
        for index in self._indexes:
            index.close()

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
        key = fold_new(name)
        if key in self._terms.common:
            return nfc(name) in self._countries
        for index in self._indexes:
            if key in index.spelling:
                return len(key) > _ACRONYM_KEY or self._is_spelt(name, key)
        if inner := inner_name(name, self._terms):
            return self.knows(inner)
        sound = translit_key(key)
        if len(sound) < _SOUND_LETTERS:
            return False
        return any(sound in index.sound for index in self._indexes)

    def _is_spelt(self, name: str, key: str) -> bool:
        """Whether a spelling with this key is the name's own, or none that is met in capitals or not at all."""
        plain = nfc(name)
        spellings = [spelt or key for index in self._indexes for spelt in index.spelling.get(key)[2::2]]
        return any(spelt == plain or not is_acronym(spelt) for spelt in spellings)

    def get(self, identifier: str) -> Candidate | None:
        """The place with this id, ISO 3166 code or P-code."""
        lines = (index.by_id(identifier) for index in self._indexes)
        return next((_candidate(line, _EXACT) for line in lines if line), None)

    def looks_swapped(self, country: str, lat: float, lon: float) -> bool:
        """Does a point lie outside a country's settlements, and inside with its numbers exchanged?"""
        box = self._boxes.get(country)
        return bool(box) and not _lies_in(box, lat, lon) and _lies_in(box, lon, lat)

    def country(self, name: str) -> str | None:
        """ISO 3166-1 alpha-3 of a country's name, variant or former name."""
        return self._countries.get(nfc(name).removeprefix("the ").removeprefix("The "))

    def demonym(self, word: str) -> str | None:
        """Alpha-3 for ``"Syrian"``, ``"Syrians"``; of those that share one (Congolese, Dominican) the first by code."""
        return self._demonyms.get(nfc(word))

    def nation(self, word: str) -> Candidate | None:
        """The country of a nationality: what ``"Syrian"`` says of a place."""
        return self.land(self.demonym(word) or "")

    def land(self, country: str) -> Candidate | None:
        """The country of an alpha-3 code."""
        line = self._indexes[-1].by_id(self._lands.get(country, ""))
        return _candidate(line, _EXACT) if line else None

    def government(self, name: str) -> str | None:
        """Alpha-3 for a capital or another word that stands for a government: ``"Ankara"``, ``"Kremlin"``."""
        return self._governments.get(nfc(name).removeprefix("the ").removeprefix("The "))

    def _look_up(self, name: str) -> tuple[Candidate, ...]:
        key = fold_new(name)
        found: list[Candidate] = []
        sound = None
        for index in self._indexes:
            told = index.spelling.get(key)
            tiers: dict[str, Tier] = {}
            if told:
                sound = told[0]
                tiers = _tiers(name, key, told)
            elif sound is None:
                sound = translit_key(key)
            for at in index.sound.get(sound) if sound else ():
                if at not in tiers:
                    tiers[at] = _SOUNDING
            found += [self._place(index, at, tier) for at, tier in tiers.items()]
        if len(found) < 2:
            return tuple(found)
        found.sort(key=_order)
        if self._over is None:
            return tuple(found)
        best: dict[str, Candidate] = {}  # both indexes may hold a place
        for place in found:
            best.setdefault(place.id, place)
        return tuple(best.values())

    def _place(self, index: Index, at: str, tier: Tier) -> Candidate:
        """The place on a line of an index; of one that the user's rows say more about, what they say."""
        line = index.line(at)
        if self._over is not None and index is not self._over:
            line = self._over.by_id(line[0]) or line
        return _candidate(line, tier)


def _tiers(name: str, key: str, told: list[str]) -> dict[str, Tier]:
    """The lines that a record of spellings names, each with the best tier of its spellings."""
    if len(told) == 3 and told[2] == name:
        return {told[1]: _EXACT}
    tiers: dict[str, Tier] = {}
    for number in range(1, len(told), 2):
        spelt = told[number + 1] or key
        if spelt == name:
            tiers[told[number]] = _EXACT
        elif not is_acronym(spelt):
            tiers.setdefault(told[number], _FOLDED)
    return tiers


def _order(place: Candidate) -> tuple[int, int, str]:
    return _RANKS[place.tier], -place.population, place.id


def _lies_in(box: list[float], lat: float, lon: float) -> bool:
    south, west, north, east = box
    return south <= lat <= north and west <= lon <= east


def _opened(path: Path) -> Index:
    try:
        return Index(path)
    except (OSError, ValueError) as error:
        raise ConfigError(
            f"The gazetteer {path} cannot be read: {error}",
            next_step="Delete the file; it is built again.",
            path=str(path),
        ) from error


def _candidate(line: list[str], tier: Tier) -> Candidate:
    """The cells of :data:`marsad.places.index.COLUMNS` as a place."""
    (
        identifier, name, kind, shape, country, admin1, admin1_id, admin2, admin2_id, lat, lon, population, within, iso,
        pcode, source,
    ) = line  # fmt: skip
    # Not Candidate(…): made a hundred thousand times a second, the call around this one is a tenth of the time.
    return tuple.__new__(Candidate, (
        identifier, name, kind, _SHAPES[shape], country or None, admin1 or None, admin1_id or None, admin2 or None,
        admin2_id or None, float(lat) if lat else None, float(lon) if lon else None, int(population),
        tuple(within.split("|")) if within else (), tier, iso or None, pcode or None, source,
    ))  # fmt: skip


def open_gazetteer(config: Config, *, packages: Packages | None = None, progress: Progress | None = None) -> Gazetteer:
    """The gazetteer over packages, the project's lists and the user's files; its index is built where it is not there.

    ``progress`` is told how far a build is (half a minute, once).
    Raises MissingResource, ConfigError.
    """
    path, own = build_index(config, packages=packages, progress=progress)
    return Gazetteer(path, own, digest=(own or path).stem.rpartition("-")[2])
