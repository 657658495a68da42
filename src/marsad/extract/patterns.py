"""Grammars kept as data: patterns over the words of one sentence, and the way from characters back to tokens."""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from marsad.extract.parse import Parse


@cache
def grammar_table(name: str) -> Mapping[str, Any]:
    """The grammar ``data/<name>`` as TOML reads it."""
    table: dict[str, Any] = tomllib.loads(files("marsad").joinpath(f"extract/data/{name}").read_text("utf-8"))
    return table


def alternatives(words: Iterable[str]) -> str:
    """A pattern for any of the words, the longest first."""
    return "|".join(re.escape(word).replace(r"\ ", " ") for word in sorted(words, key=lambda word: (-len(word), word)))


def expand(pattern: str, parts: Mapping[str, str]) -> str:
    """Put named parts for ``{name}``; a blank becomes any white space, ``blank?`` none or any."""
    named = re.sub(r"\{([a-z_]+)\}", lambda name: f"(?:{parts[name[1]]})", pattern)
    return named.replace(" ?", r"\s*").replace(" ", r"\s+")


def named_parts(words: Mapping[str, Iterable[str]], patterns: Mapping[str, str]) -> dict[str, str]:
    """The parts of a grammar, ready to be put into its rules; each pattern may use those before it."""
    parts = {name: alternatives(listed) for name, listed in words.items()}
    for name, pattern in patterns.items():
        parts[name] = expand(pattern, parts)
    return parts


#: Words of which a sentence must hold one for each set: what a pattern cannot do without, so that it need not be tried.
Guard = tuple[frozenset[str], ...]


def guard_of(needed: Iterable[str], words: Mapping[str, Iterable[str]]) -> Guard:
    """One set of words for each string of ``needed``; {name} in it stands for a list, its entries for their first
    words.
    """
    return tuple(
        frozenset(
            first_word(entry)
            for word in alternatives.split()
            for entry in (words[word.strip("{}")] if word[0] == "{" else (word,))
        )
        for alternatives in needed
    )


def first_word(entry: str) -> str:
    """The first word of a phrase as :attr:`Parse.words` has it."""
    found = re.search(r"[^\W\d_]+|\d+", entry.lower())
    return found[0] if found else entry


def is_possible(parse: Parse, guard: Guard) -> bool:
    """Whether the sentence holds a word of each set."""
    return not any(map(parse.vocabulary.isdisjoint, guard))


def matches_at(pattern: re.Pattern[str], parse: Parse, firsts: Iterable[str]) -> Iterator[re.Match[str]]:
    """The matches that begin with one of these words, as ``finditer`` would give them."""
    end = 0
    for start in sorted(start for word in parse.words.keys() & firsts for start in parse.words[word]):
        match = pattern.match(parse.text, start) if start >= end else None
        if match is not None:
            yield match
            end = match.end()


def token_range(parse: Parse, start: int, end: int) -> tuple[int, int]:
    """The tokens (half-open indices) that the characters ``start`` to ``end`` of :attr:`Parse.text` touch."""
    base = parse.tokens[0].span.start
    first = bisect_right(parse.tokens, base + start, key=lambda token: token.span.end)
    return first, max(bisect_left(parse.tokens, base + end, key=lambda token: token.span.start), first + 1)
