"""Actors that every country has, and the words with which phrases about actors are read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from marsad.actors.entry import INTER_BY_SECTOR, ActorEntry
from marsad.actors.nations import Nation, Nations, adjective_slug
from marsad.actors.words import Piece, joined, key, listed, singular_and_plural

_FAVOURING = "pro-"
_MILITIAS = "-militias"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """One sort of actor that exists in every country; see patterns.toml for what the fields mean."""

    id: str
    name: str
    sector: str
    inter: int | None
    is_state: bool
    is_armed: bool
    is_soft: bool
    is_apart: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """Words of phrases. Nouns and qualifiers map to the id of their pattern; the other lists are sets of keys."""

    nouns: Mapping[str, str]
    qualifiers: Mapping[str, str]
    lists: Mapping[str, frozenset[str]]
    group_sectors: Mapping[str, str]
    known: frozenset[str]  #: everything that can end a noun phrase
    most_pieces: int  #: of the longest of them

    def is_in(self, name: str, word: str) -> bool:
        return word in self.lists[name]

    def longest_ending(self, found: Sequence[Piece], end: int, *, start: int = 0) -> tuple[int, str] | None:
        """Start and key of the longest known words that end before piece ``end``."""
        for first in range(max(start, end - self.most_pieces), end):
            words = joined(found[first:end])
            if words in self.known:
                return first, words
        return None


#: Lists of words.toml whose entries are nouns and get their plurals.
_NOUN_LISTS = frozenset(("members", "armed_members", "materiel", "acts", "things", "groups", "units", "collectives"))


def read_patterns(table: Mapping[str, Mapping[str, Any]]) -> dict[str, Pattern]:
    """The patterns of patterns.toml by id."""
    return {
        name: Pattern(
            id=name,
            name=row["name"],
            sector=row["sector"],
            inter=row.get("inter", INTER_BY_SECTOR[row["sector"]]),
            is_state=row.get("state", False),
            is_armed=row.get("armed", False),
            is_soft=row.get("soft", False),
            is_apart=row.get("apart", False),
        )
        for name, row in table.items()
    }


def read_vocabulary(
    patterns: Mapping[str, Mapping[str, Any]], words: Mapping[str, Any], spellings: Mapping[str, str]
) -> Vocabulary:
    """Nouns and qualifiers of patterns.toml, lists of words.toml; the first pattern that lists a noun keeps it."""
    nouns: dict[str, str] = {}
    qualifiers: dict[str, str] = {}
    for name, row in patterns.items():
        for noun in listed(row["nouns"]):
            for form in singular_and_plural(noun):
                nouns.setdefault(key(form, spellings), name)
        for word in listed(row.get("qualifiers", "")):
            qualifiers.setdefault(key(word, spellings), name)
    lists = {
        name: frozenset(_forms(text, spellings, plural=name in _NOUN_LISTS))
        for name, text in words.items()
        if isinstance(text, str)
    }
    known = frozenset((*nouns, *qualifiers)).union(*(lists[name] for name in _NOUN_LISTS))
    sectors = {
        key(form, spellings): sector
        for sector, text in words["group_sectors"].items()
        for noun in listed(text)
        for form in singular_and_plural(noun)
    }
    return Vocabulary(
        nouns=nouns,
        qualifiers=qualifiers,
        lists=lists,
        group_sectors=sectors,
        known=known,
        most_pieces=max(name.count(" ") for name in known) + 1,
    )


def _forms(text: str, spellings: Mapping[str, str], *, plural: bool) -> Iterable[str]:
    for word in listed(text):
        for form in singular_and_plural(word) if plural else (word,):
            yield key(form, spellings)


def read_spellings(words: Mapping[str, Any]) -> dict[str, str]:
    """Variant → the spelling under which words are compared."""
    return {variant: word for word, variants in words["spellings"].items() for variant in listed(variants)}


def pattern_entry(actor: str, patterns: Mapping[str, Pattern], nations: Nations) -> ActorEntry | None:
    """The actor of a pattern id: ``mil-syr``, ``civilians``, ``pro-iranian-militias``; None where it is none."""
    if actor in patterns and not patterns[actor].is_state:
        return _entry(actor, patterns[actor], None)
    name, _, code = actor.rpartition("-")
    nation = nations.by_country.get(code.upper())
    if name in patterns and nation and code.islower():
        return _entry(actor, patterns[name], nation)
    if actor.startswith(_FAVOURING) and actor.endswith(_MILITIAS):
        return _proxy(actor, nations)
    return None


def pattern_id(pattern: str, country: str | None) -> str:
    return f"{pattern}-{country.lower()}" if country else pattern


def proxy_id(country: str, nations: Nations) -> str:
    """Of the militias that a foreign state backs, wherever they are: ``pro-iranian-militias``."""
    return f"{_FAVOURING}{adjective_slug(nations.by_country[country])}{_MILITIAS}"


def _entry(actor: str, pattern: Pattern, nation: Nation | None) -> ActorEntry:
    name, ged = pattern.name, None
    parents: tuple[str, ...] = ()
    if nation and pattern.is_state:
        name, ged = f"{pattern.name} of {nation.name}", nation.ged
        parents = () if pattern.id == "gov" else (pattern_id("gov", nation.country),)
    elif nation:
        name = f"{pattern.name} ({nation.name})"
    country = nation.country if nation else None
    return ActorEntry(
        id=actor,
        name=name,
        sector=pattern.sector,
        inter=pattern.inter,
        country=country,
        parents=parents,
        ged=ged if pattern.is_state else _GED_SIDES.get(pattern.id),
        source="pattern",
    )


#: UCDP's name for people at large as a side of one-sided violence.
_GED_SIDES = {"civilians": "Civilians"}


def _proxy(actor: str, nations: Nations) -> ActorEntry | None:
    slug = actor.removeprefix(_FAVOURING).removesuffix(_MILITIAS)
    country = nations.by_adjective.get(slug)
    if country is None:
        return None
    nation = nations.by_country[country]
    return ActorEntry(
        id=actor,
        name=f"Pro-{nation.adjective or nation.name} militias",
        sector="PRM",
        inter=INTER_BY_SECTOR["PRM"],
        source="pattern",
    )
