"""Which words of a sentence are names, and of what.

A name's kind is decided by look-up (registry of actors, gazetteer), never by the parser's label alone: that label is
right for 75 % of conflict names at best. What no list knows stays a name of unknown kind, and syntax decides later.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, Protocol

from marsad.extract.parse import Parse, Token

NameSort = Literal["actor", "nation", "place", "person", "unknown"]

#: Small words inside names: "Deir ez-Zor", "Jaish al-Adl", "Abdul bin Said", "San Salvador de Jujuy".
_LINKS = frozenset(
    (
        "al",
        "el",
        "ez",
        "as",
        "ash",
        "an",
        "ar",
        "at",
        "ad",
        "de",
        "del",
        "la",
        "las",
        "los",
        "of",
        "bin",
        "ben",
        "ibn",
        "-",
        "'",
        "’",
    )
)


class Registry(Protocol):
    """What extraction asks of the registry of actors."""

    def spot(self, words: tuple[str, ...]) -> tuple[Spotted, ...]: ...
    def nation(self, word: str) -> object | None: ...
    def is_acronym(self, word: str) -> bool: ...


class Spotted(Protocol):
    """A run of words that is an alias of an actor."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


class Gazetteer(Protocol):
    """What extraction asks of the gazetteer."""

    def knows(self, name: str) -> bool: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownNames:
    """The two look-ups that tell names apart."""

    registry: Registry
    gazetteer: Gazetteer


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """Tokens ``start`` to ``end`` (half-open) of a sentence are one name."""

    start: int
    end: int
    sort: NameSort

    def __contains__(self, token: Token) -> bool:
        return self.start <= token.index < self.end


def find_names(parse: Parse, known: KnownNames) -> tuple[Name, ...]:
    """All names of the sentence, in order, not overlapping; actors' aliases first, then nations, places, persons."""
    words = tuple(token.text for token in parse)
    taken = [False] * len(parse)
    found: list[Name] = []
    aliases = (s for s in known.registry.spot(words) if _is_name_like(parse.tokens[s.start : s.end]))
    found.extend(_take(taken, alias.start, alias.end, "actor") for alias in aliases)
    for start, end in _runs(parse, taken):
        found.extend(_split(parse, start, end, known))
    return tuple(sorted(found, key=lambda name: name.start))


def _take(taken: list[bool], start: int, end: int, sort: NameSort) -> Name:
    taken[start:end] = [True] * (end - start)
    return Name(start=start, end=end, sort=sort)


def _is_name_like(tokens: tuple[Token, ...]) -> bool:
    """Aliases that are common nouns ("gunmen", "the army") are nouns to syntax, not names."""
    return any(token.text[:1].isupper() for token in tokens)


def _is_proper(token: Token) -> bool:
    if token.index == 0 and token.pos == "NOUN":
        return False  # every first word has a capital; the parser's label is no look-up
    if token.ent in ("DATE", "TIME", "ORDINAL", "CARDINAL", "MONEY", "PERCENT"):
        return False
    if token.pos == "PROPN" or token.ent in ("GPE", "LOC", "FAC", "PERSON", "ORG", "NORP"):
        return token.text[:1].isupper() or token.text[:1].isdigit()
    return False


def _runs(parse: Parse, taken: list[bool]) -> Iterator[tuple[int, int]]:
    """Runs of proper nouns, small linking words inside them included."""
    index = 0
    while index < len(parse):
        if taken[index] or not _is_proper(parse.tokens[index]):
            index += 1
            continue
        end = _run_end(parse, taken, index)
        yield index, end
        index = end


def _run_end(parse: Parse, taken: list[bool], start: int) -> int:
    end = start + 1
    while end < len(parse) and not taken[end]:
        if _is_proper(parse.tokens[end]):
            end += 1
            continue
        ahead = end
        while (
            ahead < len(parse) and not taken[ahead] and parse.tokens[ahead].text.lower() in _LINKS and ahead - end < 3
        ):
            ahead += 1
        if ahead == end or ahead >= len(parse) or taken[ahead] or not _is_proper(parse.tokens[ahead]):
            return end
        end = ahead + 1
    return end


def _text(parse: Parse, start: int, end: int) -> str:
    """The words as they stand: a hyphen joins, a space parts."""
    parts = [parse.tokens[start].text]
    for before, token in zip(parse.tokens[start : end - 1], parse.tokens[start + 1 : end], strict=True):
        parts.append(("" if token.span.start == before.span.end else " ") + token.text)
    return "".join(parts)


def _split(parse: Parse, start: int, end: int, known: KnownNames) -> Iterator[Name]:
    """Cut a run into the names it holds: "Idlib Russia" is two, "Khan Shaykhun" one."""
    index = start
    while index < end:
        for stop in range(end, index, -1):
            sort = _sort(parse, index, stop, known)
            if sort is not None:
                break
        else:
            stop, sort = _unknown_end(parse, index, end, known), _guess(parse, index)
        yield Name(start=index, end=stop, sort=sort)
        index = stop
        while index < end and not _is_proper(parse.tokens[index]):
            index += 1


def _sort(parse: Parse, start: int, end: int, known: KnownNames) -> NameSort | None:
    if not _is_proper(parse.tokens[end - 1]):
        return None
    text = _text(parse, start, end)
    if known.registry.nation(text) is not None:
        return "nation"
    # Inside a longer person's name a town's name is no town: "Kidal" in "Moussa Kidal Traore".
    labels = {token.ent for token in parse.tokens[start:end]}
    if labels != {"PERSON"} and known.gazetteer.knows(text):
        return "place"
    return None


def _unknown_end(parse: Parse, start: int, end: int, known: KnownNames) -> int:
    """Where a name that no list has ends: before the next word that a list has, else at the end of the run."""
    label = parse.tokens[start].ent
    for index in range(start + 1, end):
        if parse.tokens[index].ent != label and _sort(parse, index, index + 1, known) == "nation":
            return index
    return end


def _guess(parse: Parse, start: int) -> NameSort:
    label = parse.tokens[start].ent
    return {"PERSON": "person", "GPE": "place", "LOC": "place", "FAC": "place"}.get(label, "unknown")  # type: ignore[return-value]
