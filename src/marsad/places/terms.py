"""The words that shape a place phrase ("village of", "Rif", "east of", "province"), from ``data/terms.toml``.

``read_phrase`` takes a phrase such as ``"the eastern countryside of Idlib"`` apart into its names and what the words
around them say. Words are compared folded (:func:`marsad.places.keys.fold`).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from marsad.places.keys import fold


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Folded words and word groups, by what they say about the name beside them."""

    settlement: frozenset[str]
    near: frozenset[str]
    direction: frozenset[str]
    admin1: frozenset[str]
    admin2: frozenset[str]
    line: frozenset[str]
    filler: frozenset[str]
    foreign: frozenset[str]  #: first words of unit names in the languages of the packages' aliases
    of: frozenset[str]  #: what follows them
    features: Mapping[str, frozenset[str]]  #: kind of place → words

    @property
    def admin(self) -> frozenset[str]:
        return self.admin1 | self.admin2


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacePhrase:
    """What a phrase says. ``name`` is the head, ``core`` the head without words that only shape it (or the same)."""

    name: str
    core: str
    near: bool = False
    direction: bool = False
    settlement: bool = False
    line: bool = False
    level: int | None = None  #: 1 or 2, where a word such as "province" or "district" stands by the name
    kinds: frozenset[str] = frozenset()  #: kinds of features named ("dam", "camp")
    core_is_area: bool = False  #: a shaping word was part of the head, so that ``core`` is only near the place


@lru_cache(maxsize=1)
def load_terms() -> Terms:
    """The terms of the package."""
    table = tomllib.loads(resources.files("marsad.places").joinpath("data/terms.toml").read_text("utf-8"))
    return Terms(
        **{key: frozenset(table[key]) for key in ("settlement", "near", "direction", "admin1", "admin2", "line")},
        filler=frozenset(table["filler"]["words"]),
        foreign=frozenset(table["foreign"]["first"]),
        of=frozenset(table["foreign"]["of"]),
        features={kind: frozenset(words) for kind, words in table["feature"].items()},
    )


def groups(words: list[str], known: frozenset[str], longest: int = 5) -> Iterator[str]:
    """The known word groups in ``words``, longest first, none inside another."""
    start = 0
    while start < len(words):
        for end in range(min(len(words), start + longest), start, -1):
            if (group := " ".join(words[start:end])) in known:
                yield group
                start = end
                break
        else:
            start += 1


def read_phrase(text: str, head: str, terms: Terms) -> PlacePhrase:
    """Take a place phrase apart. ``head`` are the name words, standing somewhere in ``text``.

    >>> read_phrase("the eastern countryside of Idlib", "Idlib", load_terms()).near
    True
    """
    core, shaping = _strip(head, terms)
    around = fold(text).replace(fold(head), "|", 1).replace("|", " | ").split() if head in text else []
    words = [*around, "|", *shaping]
    everything = list(groups(words, _known(terms)))
    return PlacePhrase(
        name=head,
        core=core,
        near=any(group in terms.near for group in everything),
        direction=any(group in terms.direction for group in everything),
        settlement=any(group in terms.settlement for group in everything),
        line=any(group in terms.line for group in everything),
        level=_level(everything, terms),
        kinds=frozenset(
            kind for kind, known in terms.features.items() if any(group in known for group in everything)
        ),
        core_is_area=core != head and any(group in terms.near or group in terms.direction for group in shaping),
    )


@lru_cache(maxsize=4)
def _known(terms: Terms) -> frozenset[str]:
    return frozenset().union(
        terms.settlement, terms.near, terms.direction, terms.admin, terms.line, *terms.features.values()
    )


def _level(found: list[str], terms: Terms) -> int | None:
    if any(group in terms.admin2 for group in found):
        return 2
    return 1 if any(group in terms.admin1 for group in found) else None


def _strip(head: str, terms: Terms) -> tuple[str, list[str]]:
    """The head without shaping words at its ends, and those words, folded."""
    words = head.split()
    shaping: list[str] = []
    known = _known(terms) | terms.filler
    while len(words) > 1:
        first, last = _edge(words, known, front=True), _edge(words, known, front=False)
        if first:
            shaping.append(fold(" ".join(words[:first])))
            words = words[first:]
        elif last:
            shaping.append(fold(" ".join(words[-last:])))
            words = words[:-last]
        else:
            break
    return " ".join(words), [word for word in shaping if word not in terms.filler]


def _edge(words: list[str], known: frozenset[str], *, front: bool) -> int:
    """How many words at one end are a known group; at least one word is left."""
    for length in range(min(4, len(words) - 1), 0, -1):
        part = words[:length] if front else words[-length:]
        if fold(" ".join(part)) in known:
            return length
    return 0


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
