"""Roads and borders told by their ends: "the road from X to Y", "the highway linking X and Y", "the X to Y road".

Read from the words as they stand: the parser hangs "to Y" on the act as often as on the road. What happened there
happened somewhere along the line, so that neither end is its place.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from marsad.extract.names import Name
from marsad.extract.parse import Token
from marsad.extract.triggers import Scene

_ENDS = 2
_DASHES = frozenset("-–—/")
_BETWEEN = frozenset(("between",))
_NO_LINKS = frozenset[str]()


@dataclass(frozen=True, slots=True, kw_only=True)
class Road:
    """A line with the names of its ends, one or two. ``noun``: what it hangs by; None for land between them."""

    noun: Token | None
    ends: tuple[Name, ...]


@lru_cache(maxsize=8)
def roads_of(scene: Scene) -> tuple[Road, ...]:
    """The lines of the sentence that are told by their ends."""
    return tuple(_roads(scene))


def road_of(scene: Scene, name: Name) -> Road | None:
    """The line of which the name is an end."""
    return next((road for road in roads_of(scene) if name in road.ends), None)


def _roads(scene: Scene) -> Iterator[Road]:
    words = scene.codebook.words
    for token in scene.parse:
        noun = None if token.lemma == "between" else token
        if noun is None:
            ends = _after(scene, token, _NO_LINKS)
            if len(ends) < _ENDS or any(name.nation == "country" for name in ends):
                continue  # "the accord between Chad and Niger" is no stretch of land
        elif token.pos not in ("NOUN", "PROPN"):
            continue
        elif token.lemma in words["lines"]:
            ends = _after(scene, token, words["line_links"]) or _before(scene, token)
        elif token.lemma in words["borders"]:
            ends = _after(scene, token, _BETWEEN)
        else:
            continue
        if ends:
            yield Road(noun=noun, ends=ends)


def _after(scene: Scene, noun: Token, links: frozenset[str]) -> tuple[Name, ...]:
    """The ends that follow: links ("from", "leading to", "between"), a name, and what a pair or "to" joins to it."""
    words, tokens = scene.codebook.words, scene.parse.tokens
    ends: list[Name] = []
    at, is_linked, is_pair = noun.index + 1, noun.lemma == "between", noun.lemma == "between"
    while at < len(tokens) and len(ends) < _ENDS:
        word, name = tokens[at].text.lower(), scene.name_at(tokens[at])
        if is_linked and name is not None and _is_place(name):
            ends.append(name)
            is_linked, at = False, name.end
            continue
        joins = word in ("to", *_DASHES) or (is_pair and word in ("and", "with")) if ends else word in links
        if not joins and not (is_linked and word in words["line_fill"]):
            break
        is_linked, is_pair = True, is_pair or word in words["line_pairs"]
        at += 1
    return tuple(ends)


def _before(scene: Scene, noun: Token) -> tuple[Name, ...]:
    """Both ends where they stand before the noun: "the X–Y road", "the X to Y highway"."""
    tokens = scene.parse.tokens
    last = scene.name_at(tokens[noun.index - 1]) if noun.index else None
    if last is None or last.start < _ENDS or tokens[last.start - 1].text.lower() not in ("to", *_DASHES):
        return ()
    first = scene.name_at(tokens[last.start - 2])
    return (first, last) if first is not None and _is_place(first) and _is_place(last) else ()


def _is_place(name: Name) -> bool:
    return name.sort in ("place", "unknown", "nation") and name.nation not in ("adjective", "people")
