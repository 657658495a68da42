"""Countries: names, demonyms, capitals and the words that stand for their governments, from ``data/countries.csv``."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources


@dataclass(frozen=True, slots=True, kw_only=True)
class Country:
    """One country. ``metonyms`` stand for its government: capitals ("Ankara said"), palaces, ministries."""

    id: str  #: GeoNames
    alpha3: str
    alpha2: str
    name: str
    names: tuple[str, ...]  #: variants and former names, without ``name``
    demonyms: tuple[str, ...]  #: adjectives and names of people
    capitals: tuple[str, ...]
    metonyms: tuple[str, ...]  #: beyond the capitals


@lru_cache(maxsize=1)
def load_countries() -> tuple[Country, ...]:
    """The countries of the package, by alpha-3."""
    text = resources.files("marsad.places").joinpath("data/countries.csv").read_text("utf-8")
    found = (
        Country(
            id=row["id"],
            alpha3=row["alpha3"],
            alpha2=row["alpha2"],
            name=row["name"],
            names=_list(row["names"]),
            demonyms=_list(row["demonyms"]),
            capitals=_list(row["capitals"]),
            metonyms=_list(row["metonyms"]),
        )
        for row in csv.DictReader(text.splitlines())
    )
    return tuple(sorted(found, key=lambda country: country.alpha3))


def _list(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split("|") if part.strip())
