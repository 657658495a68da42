"""The words that shape a place phrase ("village of", "Rif", "east of", "province"), from ``data/terms.toml``.

:func:`read_phrase` takes a phrase such as ``"in the eastern countryside of Idlib"`` apart into the names that could be
looked up, and what the words around each say. Words are compared folded (:func:`marsad.places.keys.fold`).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib import resources

from marsad.places.keys import fold

_LONGEST_GROUP = 5  #: words in the longest group of the terms


@dataclass(frozen=True, kw_only=True, eq=False)
class Terms:
    """Folded words and word groups, by what they say about the name beside them."""

    settlement: frozenset[str]
    near: frozenset[str]
    countryside: frozenset[str]
    direction: frozenset[str]
    admin1: frozenset[str]
    admin2: frozenset[str]
    line: frozenset[str]
    filler: frozenset[str]
    foreign: frozenset[str]  #: first words of unit names in the languages of the packages' aliases
    of: frozenset[str]  #: what follows them
    common: frozenset[str]  #: words that by themselves are no place of a report, though a village is called so
    features: Mapping[str, frozenset[str]]  #: kind of place → words

    @cached_property
    def admin(self) -> frozenset[str]:
        return self.admin1 | self.admin2

    @cached_property
    def opening(self) -> frozenset[str]:
        """Land words before a name."""
        return self.countryside | self.features["natural feature"]

    @cached_property
    def shaping(self) -> frozenset[str]:
        """Every group that says something about a name."""
        said = (self.settlement, self.near, self.countryside, self.direction, self.admin, self.line)
        return frozenset().union(*said, *self.features.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One way to read a phrase: a name to look up, and what the words that are no part of it say."""

    name: str
    near: bool = False  #: about 25 km of the named point, not the point
    countryside: bool = False
    direction: bool = False
    settlement: bool = False
    line: bool = False
    level: int | None = None  #: 1 or 2, where a word such as "province" or "district" stands by the name
    kinds: frozenset[str] = frozenset()  #: kinds of features named ("dam", "camp")


@lru_cache(maxsize=1)
def load_terms() -> Terms:
    """The terms of the package."""
    table = tomllib.loads(resources.files("marsad.places").joinpath("data/terms.toml").read_text("utf-8"))
    plain = ("settlement", "near", "countryside", "direction", "admin1", "admin2", "line")
    return Terms(
        **{key: frozenset(table[key]) for key in plain},
        filler=frozenset(table["filler"]["words"]),
        foreign=frozenset(table["foreign"]["first"]),
        of=frozenset(table["foreign"]["of"]),
        common=frozenset(table["common"]["words"]),
        features={kind: frozenset(words) for kind, words in table["feature"].items()},
    )


@lru_cache(maxsize=4096)
def read_phrase(text: str, head: str, terms: Terms) -> tuple[Reading, ...]:
    """Readings of a place phrase, the one with the longest name first; ``head`` are the name words within ``text``.

    >>> for reading in read_phrase("in the eastern countryside of Idlib", "Idlib", load_terms()):
    ...     print(reading.name, reading.countryside, reading.direction)
    eastern countryside of Idlib False False
    Idlib True True
    """
    before, _, after = text.partition(head) if head in text else ("", "", "")
    around = [fold(_own(before, terms)), fold(after)]
    whole = _without_filler(text, terms) if head in text else head
    core, shaping = _core(head, terms)
    readings = [_reading(whole, [], terms), _reading(head, around, terms), _reading(core, [*around, *shaping], terms)]
    names = [reading.name for reading in readings]
    return tuple(reading for at, reading in enumerate(readings) if reading.name not in names[:at])


def _own(before: str, terms: Terms) -> str:
    """The words before a name that are about it: none where they are a district's before it ("Yola LGA of")."""
    words, known = before.split(), terms.shaping | terms.filler
    named = [at for at, word in enumerate(words) if word[:1].isupper() and fold(word) not in known]
    between = [fold(word) for word in words[named[-1] + 1 :]] if named else []
    return "" if between[-1:] == ["of"] and " ".join(between[:-1]) in terms.admin else before


def groups(words: Sequence[str], known: frozenset[str]) -> Iterator[str]:
    """The known word groups in ``words``, longest first, none inside another."""
    start = 0
    while start < len(words):
        for end in range(min(len(words), start + _LONGEST_GROUP), start, -1):
            if (group := " ".join(words[start:end])) in known:
                yield group
                start = end
                break
        else:
            start += 1


def without_admin_words(name: str, terms: Terms) -> str:
    """``"Idlib Governorate"`` → ``"Idlib"``, ``"Provincia de Loja"`` → ``"Loja"``: how reports name the unit.

    A name that is nothing but such words stays.
    """
    words = name.split()
    while len(words) > 1 and fold(words[-1]) in terms.admin:
        words = words[:-1]
    if len(words) > 1 and fold(words[0]) in terms.admin | terms.foreign:
        of = len(words) > 2 and fold(words[1]) in terms.of
        words = words[2:] if of else words[1:] if fold(words[0]) in terms.foreign else words
    return re.sub(r"^(?:d|l)['’]", "", " ".join(words))


def inner_name(name: str, terms: Terms) -> str | None:
    """The name inside one that a land word opens or a unit word closes: "Badia al-Ashara", "Idlib Province"."""
    words = name.split()
    if len(words) < 2:
        return None
    if fold(words[0]) in terms.opening:
        return " ".join(words[1:])
    return " ".join(words[:-1]) if fold(words[-1]) in terms.admin else None


def _reading(name: str, said: Sequence[str], terms: Terms) -> Reading:
    found = [group for part in said for group in groups(part.split(), terms.shaping)]
    second = any(group in terms.admin2 for group in found)
    first = any(group in terms.admin1 for group in found)
    return Reading(
        name=name,
        near=any(group in terms.near for group in found),
        countryside=any(group in terms.countryside for group in found),
        direction=any(group in terms.direction for group in found),
        settlement=any(group in terms.settlement for group in found),
        line=any(group in terms.line for group in found),
        level=2 if second else 1 if first else None,
        kinds=frozenset(kind for kind, words in terms.features.items() if not words.isdisjoint(found)),
    )


def _without_filler(text: str, terms: Terms) -> str:
    words = text.split()
    while len(words) > 1 and fold(words[0]) in terms.filler:
        words = words[1:]
    return " ".join(words)


def _core(head: str, terms: Terms) -> tuple[str, list[str]]:
    """The head without shaping words at its ends ("Badia al-Ashara" → "al-Ashara"), and those words."""
    words, shaping = head.split(), []
    known = terms.shaping | terms.filler
    while len(words) > 1:
        front, back = _edge(words, known), _edge(words[::-1], _reversed(known))
        if front:
            shaping.append(fold(" ".join(words[:front])))
            words = words[front:]
        elif back:
            shaping.append(fold(" ".join(words[-back:])))
            words = words[:-back]
        else:
            break
    return " ".join(words), shaping


def _edge(words: Sequence[str], known: frozenset[str]) -> int:
    """How many words at the front are a known group; at least one word is left."""
    for length in range(min(_LONGEST_GROUP, len(words) - 1), 0, -1):
        if fold(" ".join(words[:length])) in known:
            return length
    return 0


@lru_cache(maxsize=2)
def _reversed(known: frozenset[str]) -> frozenset[str]:
    return frozenset(" ".join(reversed(group.split())) for group in known)
