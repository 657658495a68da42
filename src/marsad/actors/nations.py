"""Nations by what the news calls them: countries, adjectives, peoples, and capitals and palaces that stand for them."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from marsad.actors.words import Piece, Tree, key, listed, names_at, tree_of

NationSort = Literal["country", "adjective", "people", "capital", "palace"]

#: Column of nations.csv → what a word from it is.
_SORTS: tuple[tuple[str, NationSort], ...] = (
    ("name", "country"),
    ("names", "country"),
    ("adjectives", "adjective"),
    ("people", "people"),
    ("capitals", "capital"),
    ("palaces", "palace"),
)
#: Row of regions whose names hold those of nations: "Latin American" is of no nation.
NO_NATION = "XXX"
_ACRONYM_LETTERS = 3
#: Acronyms of nations that are words.
_WORDS = frozenset(("us", "car"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Nation:
    """A country: ISO 3166-1 alpha-3 (XKX for Kosovo), name, first adjective, UCDP's name of its government's side."""

    country: str
    name: str
    adjective: str | None
    ged: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NationWord:
    """What a word says of a nation. ``exact``: an acronym, told apart from a word by its capitals (US)."""

    country: str
    sort: NationSort
    exact: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NationSpot:
    """Pieces ``start`` to ``end`` name a nation."""

    start: int
    end: int
    country: str
    sort: NationSort


@dataclass(frozen=True, slots=True, kw_only=True)
class Nations:
    by_country: Mapping[str, Nation]
    words: Mapping[str, NationWord]
    tree: Tree
    by_adjective: Mapping[str, str]  #: "iranian" → "IRN"


def read_nations(lines: Iterable[str], spellings: Mapping[str, str]) -> Nations:
    """The table of nations.csv. Where two nations share a word (Guinea, Congo) the first row keeps it."""
    by_country: dict[str, Nation] = {}
    words: dict[str, NationWord] = {}
    by_adjective: dict[str, str] = {}
    for row in csv.DictReader(lines):
        country = row["country"]
        adjectives = listed(row["adjectives"])
        if country != NO_NATION:
            ged = f"Government of {row['ged'] or row['name']}"
            adjective = adjectives[0] if adjectives else None
            by_country[country] = Nation(country=country, name=row["name"], adjective=adjective, ged=ged)
            by_adjective.setdefault(_slug(adjective or row["name"]), country)
        for sort, text in ((sort, text) for column, sort in _SORTS for text in listed(row[column])):
            short = text.replace(".", "")
            exact = short if short.isupper() and len(short) <= _ACRONYM_LETTERS else None
            words.setdefault(key(text, spellings), NationWord(country=country, sort=sort, exact=exact))
            if sort == "people" and text.endswith("s"):
                words.setdefault(key(text[:-1], spellings), NationWord(country=country, sort=sort))
    return Nations(by_country=by_country, words=words, tree=tree_of(words), by_adjective=by_adjective)


def _slug(text: str) -> str:
    return key(text).replace(" ", "-")


def adjective_slug(nation: Nation) -> str:
    """``iranian``, or the name where the nation has no adjective: ``singapore``."""
    return _slug(nation.adjective or nation.name)


def nation_at(found: Sequence[Piece], start: int, nations: Nations, *, in_capitals: bool = False) -> NationSpot | None:
    """The longest nation that starts at this piece, NO_NATION's regions among them. It must be capitalised: turkey is a
    bird, and us is not the US.
    """
    piece = found[start]
    if piece.folded not in nations.tree or not (piece.raw[0].isupper() or piece.raw[0].isdigit()):
        return None
    named = names_at(found, start, nations.tree)
    if not named:
        return None
    end, name = named[0]
    word = nations.words[name]
    if word.exact and not _is_acronym(found[start], word.exact, in_capitals):
        return None
    return NationSpot(start=start, end=end, country=word.country, sort=word.sort)


def _is_acronym(piece: Piece, exact: str, in_capitals: bool) -> bool:
    """US, U.S.; in a text all in capitals only what is dotted or no word besides: a CAR bomb is of no country."""
    if in_capitals and exact.lower() in _WORDS:
        return "." in piece.raw
    return piece.raw.replace(".", "") == exact
