"""Words of a mention as strings that a MUC-4 key would hold.

A key's string is mostly the base noun phrase: on the training part it is a right one for nine entities in ten. Where
the text calls somebody in several ways the fullest one is taken: a person by the longest name in the document, a
registered group by the name that stands there.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import takewhile
from pathlib import Path
from typing import Any

from benchmarks.muc4.keys import normalised
from marsad.actors import Registry, load_actors
from marsad.codebook import Codebook, load_codebook
from marsad.evaluate.compare import folded
from marsad.extract.recase import is_capitals, recase
from marsad.types import Actor, Claim, Mention, Party

#: Sectors of armed groups that are no state's.
GROUPS = frozenset(("REB", "PRM", "CRM"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The lists of words.toml."""

    types: tuple[tuple[str, frozenset[str], tuple[str, ...]], ...]  #: name, modes, beginnings of words
    organisations: frozenset[str]
    members: frozenset[str]
    modifiers: frozenset[str]
    pronouns: frozenset[str]
    vague: frozenset[str]
    titles: frozenset[str]
    ends: frozenset[str]
    keeps_of: frozenset[str]
    quantities: frozenset[str]
    general_weapons: frozenset[str]
    authorities: tuple[str, ...]
    genres: frozenset[str]
    first_person: frozenset[str]


@cache
def words() -> Words:
    table: dict[str, Any] = tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))
    return Words(
        types=tuple((row["name"], frozenset(row["modes"]), tuple(row["words"])) for row in table["type"]),
        organisations=frozenset(table["actors"]["organisations"]),
        members=frozenset(table["actors"]["members"]),
        modifiers=frozenset(table["actors"]["modifiers"]),
        vague=frozenset(table["triggers"]["vague"]),
        pronouns=frozenset(table["actors"]["pronouns"]),
        titles=frozenset(table["titles"]["words"]),
        ends=frozenset(table["phrases"]["ends"]),
        keeps_of=frozenset(table["phrases"]["keeps_of"]),
        quantities=frozenset(table["phrases"]["quantities"]),
        general_weapons=frozenset(table["weapons"]["general"]),
        authorities=tuple(table["authorities"]["words"]),
        genres=frozenset(table["genres"]["head"]),
        first_person=frozenset(table["genres"]["first_person"]),
    )


@cache
def _codebook() -> Codebook:
    return load_codebook()


@cache
def registry() -> Registry:
    return load_actors()


# --- phrases -----------------------------------------------------------------------------------


def base_phrase(text: str) -> str:
    """The noun phrase without articles, numbers and whatever follows its noun, as the keys write fillers."""
    told = [word for word in re.split(r"[\[(,]", text, maxsplit=1)[0].split() if _plain(word) not in ("a", "an", "the")]
    while told and _is_quantity(told[0]) and [_plain(word) for word in told[1:2]] != ["of"]:
        told = told[1:]
    kept: list[str] = []
    for word in told:
        if kept and _plain(word) in words().ends and not _goes_on(_plain(kept[-1]), _plain(word)):
            break
        kept.append(word)
    return normalised(" ".join(kept))


def _goes_on(before: str, word: str) -> bool:
    """Whether the phrase holds what comes: "members of the army", "of armed men"."""
    return before == "of" or (word == "of" and before in words().keeps_of)


def _plain(word: str) -> str:
    return word.lower().strip("\"'`")


def _is_quantity(word: str) -> bool:
    return word.lower() in words().quantities or word[0].isdigit()


def is_thing(phrase: str) -> bool:
    last = phrase.rsplit(maxsplit=1)[-1] if phrase else ""
    return any(form in _codebook().nouns["targets"] for form in _forms(last))


def _forms(word: str) -> tuple[str, ...]:
    """The word and what may be its singular."""
    return word, word.removesuffix("s"), re.sub("men$", "man", word), {"children": "child"}.get(word, word)


def is_nation(phrase: str) -> bool:
    """Whether the words are a country, its people or its adjective and nothing more."""
    return registry().nation(phrase.title()) is not None


def once(phrases: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(phrase for phrase in phrases if phrase))


# --- persons -----------------------------------------------------------------------------------


def person_name(text: str) -> str | None:
    """The name of a person in a phrase, titles and trades left out; None where the phrase gives none."""
    for part in re.split(r"[(),]", text):
        told = [word.strip("\"'`") for word in part.split()]
        name = told[_last_common(told) + 1 :]
        if name and not name[0][0].isdigit():
            return normalised(" ".join(name)) or None
    return None


def _last_common(told: Sequence[str]) -> int:
    return max((index for index, word in enumerate(told) if _is_common(word)), default=-1)


def _is_common(word: str) -> bool:
    """Whether the word is a noun, title or small word and so no part of a person's name ("de" and "la" may be)."""
    bare = folded(word)
    listed, nouns = words(), _codebook().nouns
    lists = (listed.titles, listed.quantities, listed.pronouns, listed.ends, listed.members, listed.organisations)
    return (
        not bare
        or any(bare in one for one in lists)
        or any(form in nouns[sort] for form in _forms(bare) for sort in nouns)
        or is_nation(word)
    )


# --- what the document calls them --------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """``groups``: actor id → the strings by which the document names a registered group, most frequent first."""

    text: str  #: of the document, in mixed case
    groups: Mapping[str, tuple[str, ...]]
    persons: tuple[str, ...]

    def only_rebels(self) -> str | None:
        """What the document calls the one armed group that it names; None where it names none or several."""
        groups = [actor for actor in self.groups if registry().entries[actor].sector in GROUPS]
        return self.groups[groups[0]][0] if len(groups) == 1 else None

    def person(self, name: str) -> str:
        """The longest name in the document that holds this one."""
        fuller = (other for other in (*self.persons, *self._written(name)) if f" {name} " in f" {other} ")
        return max(fuller, key=lambda other: (len(other), other), default=name)

    def _written(self, name: str) -> Iterator[str]:
        """The name with the names beside it, wherever the document has it."""
        word = r"[^\s.,;:()\[\]]+"
        for found in re.finditer(
            rf"((?:{word}\s+){{0,3}})\b{re.escape(name)}\b((?:\s+{word}){{0,2}})", self.text, re.IGNORECASE
        ):
            before = list(takewhile(_is_named, reversed(found[1].split())))
            after = takewhile(_is_named, found[2].split())
            yield normalised(" ".join([*reversed(before), name, *after]))


def _is_named(word: str) -> bool:
    return word[0].isupper() and not _is_common(word)


def names_of(text: str, mentions: Sequence[Mention]) -> Names:
    told = text.replace("[", " ").replace("]", " ").split()
    groups: dict[str, dict[str, int]] = {}
    for spotted in registry().spot(told, in_capitals=text.upper() == text):
        for actor in (actor for actor in spotted.ids if actor in registry().entries):
            called = normalised(" ".join(told[spotted.start : spotted.end]).strip(".,;:()\"'"))
            counts = groups.setdefault(actor, {})
            counts[called] = counts.get(called, 0) + 1
    persons = {name for mention in mentions for claim in mention.parties for name in _names_in(claim)}
    return Names(
        text=recase(text, lambda _name: False) if is_capitals(text) else text,
        groups={actor: tuple(sorted(counts, key=lambda one: (-counts[one], one))) for actor, counts in groups.items()},
        persons=tuple(sorted(persons)),
    )


def _names_in(claim: Claim[Party]) -> Iterator[str]:
    if not is_registered(claim.value.actor):
        yield from (name for phrase in called(claim) if (name := person_name(phrase)))


def called(claim: Claim[Party]) -> Iterator[str]:
    """How the text calls the party, by its own name first; never by a pronoun."""
    for phrase in (claim.value.text, *(quote.text for quote in claim.quotes)):
        if phrase and folded(phrase) not in words().pronouns:
            yield phrase


def is_registered(actor: Actor) -> bool:
    """Whether the registry names the actor, and does not merely know its sort ("gunmen", "the army of X")."""
    return actor.id is not None and actor.id in registry().entries
