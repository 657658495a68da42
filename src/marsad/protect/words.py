"""Which words may leave: by default none that could be somebody's name, number or address.

A token is name-like unless all its letters are lower case, so names in scripts without case (Arabic, Chinese,
Devanagari) are held back too. A run of name-like tokens leaves only where the whole of it is known.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from marsad.places.countries import load_countries
from marsad.places.keys import fold
from marsad.protect.policy import Policy

#: Is this run of capitalised words known to be no private person?
IsKnown = Callable[[str], bool]

_TOKEN = re.compile(r"[^\W_]+(?:['’‘ʼ\-‐‑][^\W_]+)*")
#: Of mail and web, and names of accounts ("witness.roe", "roe_reports").
_ADDRESS = re.compile(r"@|://|_|[^\W\d]{2}\.[^\W\d]{2}")
#: Telephone and document numbers: seven digits, however grouped. In a quote on the time they are a date.
_NUMBER = re.compile(r"(?:\d[\s().\-/]{0,2}){7,}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the registry and the gazetteer know, as two questions; without them nothing but the record is known."""

    #: Is the actor with this id called by these words?
    is_called: Callable[[str, str], bool] = lambda _actor, _words: False
    #: Is any actor or leader called so, whoever is in the record?
    is_public: IsKnown = lambda _words: False
    #: Is any town or unit called so? Asked only where the words before it speak of a place.
    is_town: IsKnown = lambda _words: False
    #: Is the place with this id?
    is_place: Callable[[str, str], bool] = lambda _place, _words: False


def nothing(_: str) -> bool:
    """No name is known."""
    return False


def may_leave(text: str, policy: Policy, is_known: IsKnown = nothing, *, is_time: bool = False) -> bool:
    """Whether no part of the text could name or reach a private person."""
    alone = may_leave_alone(text, policy, is_time)
    if alone is not None:
        return alone
    return all(_is_harmless(run, first, policy, is_known, is_time) for run, first in _runs(text, policy))


@lru_cache(maxsize=65536)
def may_leave_alone(text: str, policy: Policy, is_time: Literal[True, False]) -> bool | None:
    """:func:`may_leave` whatever is known; None where it depends on that. Quotes are short and repeat."""
    if _ADDRESS.search(text) or (not is_time and _NUMBER.search(text)):
        return False
    if text.isascii() and text == text.lower():  # most quotes: no token can be name-like
        return True
    is_harmless = all(_is_harmless(run, first, policy, nothing, is_time) for run, first in _runs(text, policy))
    return is_harmless or None


def _is_harmless(run: list[str], first: bool, policy: Policy, is_known: IsKnown, is_time: bool) -> bool:
    words = [word.casefold() for word in run]
    if first and is_opening(words[0], policy):
        run, words = run[1:], words[1:]
    if is_time and all(word in policy.when_words for word in words):
        return True
    name = " ".join(run)
    return not run or is_nation(name) or is_known(name)


def _runs(text: str, policy: Policy) -> Iterator[tuple[list[str], bool]]:
    """(a run of name-like tokens with the particles between them, whether the text begins with it)."""
    tokens = list(_TOKEN.finditer(text))
    index = 0
    while index < len(tokens):
        if not is_name_like(tokens[index][0]):
            index += 1
            continue
        end = _run_end(text, tokens, index, policy.particles)
        yield [token[0] for token in tokens[index:end]], index == 0
        index = end


def _run_end(text: str, tokens: list[re.Match[str]], start: int, particles: frozenset[str]) -> int:
    end = start + 1
    ahead = end
    while ahead < len(tokens) and not text[tokens[ahead - 1].end() : tokens[ahead].start()].strip(" .\u00a0"):
        if is_name_like(tokens[ahead][0]):
            end = ahead + 1
        elif tokens[ahead][0] not in particles:
            break
        ahead += 1
    return end


def is_opening(word: str, policy: Policy) -> bool:
    """Whether a capitalised first word is no name: a small word, several people, a thing."""
    if word in policy.first_words:
        return True
    several = singulars(word) - {word}
    return not policy.person_nouns.isdisjoint(several) or not policy.thing_nouns.isdisjoint({word} | several)


def singulars(word: str) -> set[str]:
    """The word and what it may be the regular plural of."""
    found = {word}
    if word.endswith("s"):
        found |= {word[:-1], word[:-2], word[:-3] + "y"}
    if word.endswith("men"):
        found.add(word[:-3] + "man")
    return found


@lru_cache(maxsize=65536)
def is_description(text: str, policy: Policy) -> bool:
    """Whether all words are common ones for people and things, so that nobody is named: "two local officials"."""
    words = _TOKEN.findall(text)
    if not words or (not text.isupper() and any(is_name_like(word) for word in words[1:])):
        return False
    first = words[0].casefold()
    if is_name_like(words[0]) and not is_opening(first, policy):
        return False
    common = policy.first_words | policy.describing | policy.person_nouns | policy.thing_nouns
    return all(not singulars(word.casefold()).isdisjoint(common) or word.isdigit() for word in words)


def is_name_like(token: str) -> bool:
    """Whether any letter of the token is not lower case."""
    if token.isascii():
        return token != token.lower()
    return any(letter.isalpha() and not letter.islower() for letter in token)


@lru_cache(maxsize=65536)
def is_nation(words: str) -> bool:
    """Whether these words are a country's name or a word for its people."""
    return fold(words) in _nations()


@lru_cache(maxsize=1)
def _nations() -> frozenset[str]:
    """Names of countries and their people, folded."""
    names = (name for country in load_countries() for name in (country.name, *country.names, *country.demonyms))
    return frozenset(fold(name) for name in names)
