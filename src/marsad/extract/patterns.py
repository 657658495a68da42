"""Grammars kept as data: patterns over the words of one sentence, and the way from characters back to tokens."""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
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


def sentence_text(parse: Parse) -> str:
    """The sentence as one string in which every token stands at its offset from the first."""
    pieces: list[str] = []
    length = 0
    for token in parse:
        gap = token.span.start - parse.tokens[0].span.start - length
        pieces.append(" " * gap + token.text)
        length += gap + len(token.text)
    return "".join(pieces)


def token_range(parse: Parse, start: int, end: int) -> tuple[int, int]:
    """The tokens (half-open indices) that the characters ``start`` to ``end`` of :func:`sentence_text` touch."""
    base = parse.tokens[0].span.start
    first = bisect_right(parse.tokens, base + start, key=lambda token: token.span.end)
    return first, max(bisect_left(parse.tokens, base + end, key=lambda token: token.span.start), first + 1)
