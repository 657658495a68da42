"""The places a sentence names, each in its noun phrase: "the village of X", "X district", "Y's X".

Of two names in one phrase the finer is the place and the other holds it: "the West Bank town of Ramallah", "Yala's
Betong district", "Irbil in northern Iraq", "Douma, Damascus".
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from marsad.extract.names import Name
from marsad.extract.parse import Parse, Token
from marsad.extract.roads import road_of
from marsad.extract.triggers import Scene
from marsad.extract.uses import use_of

#: How a name is joined to the land word it names, surest first: "town of X", "the capital, X", "X district".
_NAMING = ("of", "appos", "compound", "nmod", "poss", "amod")
_NOUNS = ("NOUN", "PROPN")
#: What follows these holds nothing: "Turkey on the M4".
_ALONG = ("on", "along")


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A name that can be a place. ``head``: the word its phrase hangs by, "village" in "the village of X"."""

    name: Name
    head: Token
    naming: str  #: how the name is joined to ``head``, empty where it is its own; "end": of a road, "stretch": of land
    is_inner: bool = False  #: joined by way of another land word: "the town of Y province"
    holds: bool = False  #: said of a finer place beside it


@lru_cache(maxsize=8)
def spots_of(scene: Scene) -> tuple[Spot, ...]:
    """All spots of the sentence, in text order."""
    found = [spot for name in scene.names if (spot := _spot(scene, name)) is not None]
    return tuple(replace(_after_comma(scene, spot, found), holds=_holds(scene, spot, found)) for spot in found)


def is_site(scene: Scene, token: Token) -> bool:
    """Whether the noun is a part of the land or stands on it."""
    words = scene.codebook.words
    return (
        any(token.lemma in words[kind] for kind in ("sites", "premises", "wide"))
        or token.text.lower() in words["sites"]
    )


def is_act_listed(scene: Scene, token: Token) -> bool:
    """ "shelling at X and clashes in Y", "shells hit X and clashes in Y": whether an act is told beside one that has
    said where it was, as headlines tell the next event. "Clashes and shelling in X" are at one place.
    """
    if token.dep not in ("conj", "parataxis") or token.pos != "NOUN":
        return False
    if scene.name_at(token) is not None or is_site(scene, token) or token.lemma in scene.codebook.nouns["armed"]:
        return False
    if not scene.codebook.is_attack_noun(token.lemma):
        return False
    head = scene.parse.head(token)
    is_apart = token.dep == "parataxis" or _is_land(scene, head)
    return is_apart or any(_is_land(scene, word) for word in _between(scene.parse, head, token))


def _is_land(scene: Scene, token: Token) -> bool:
    name = scene.name_at(token)
    if name is None or name.sort in ("place", "nation"):
        return name is not None or is_site(scene, token)
    is_placed = token.dep == "pobj" and scene.parse.head(token).lemma in scene.codebook.words["locative"]
    return is_placed and name.sort != "actor"


def _between(parse: Parse, act: Token, listed: Token) -> Iterator[Token]:
    """What is told of the act between it and the one listed after it: what it was done to, where it was."""
    for child in parse.below(act, "prep", "dobj"):
        if act.index < child.index < listed.index:
            yield from (token for token in parse.subtree(child) if token.index < listed.index)


def _spot(scene: Scene, name: Name) -> Spot | None:
    if (name.sort == "actor" and name.nation is None) or name.nation == "people":
        return None
    token = scene.parse.tokens[name.end - 1]
    is_territory = name.nation == "adjective" and _is_territory(scene, token)
    if not is_territory and name.sort in ("place", "nation") and use_of(scene, name) != "literal":
        return None
    road = road_of(scene, name)
    if road is not None and road.noun is not None:
        return Spot(name=name, head=road.noun, naming="end")
    if road is not None:
        first = scene.parse.tokens[road.ends[0].end - 1]
        land, _ = _head(scene, road.ends[0], first)  # "in the desert between X and Y"; not "a mine between X and Y"
        return Spot(name=name, head=land if land.dep == "pobj" else first, naming="stretch")
    head, steps = _head(scene, name, token)
    return Spot(name=name, head=head, naming=steps[-1] if steps else "", is_inner=len(steps) > 1)


def _is_territory(scene: Scene, token: Token) -> bool:
    """ "in Syrian territory": the nationality of land is a place."""
    head = scene.parse.head(token)
    return head.lemma in scene.codebook.words["national_land"]


def _head(scene: Scene, name: Name, token: Token) -> tuple[Token, list[str]]:
    """Up from the name to the head of its noun phrase, and the steps from word to word."""
    parse, steps = scene.parse, list[str]()
    while (head := parse.head(token)).index != token.index:
        step, above = token.dep, head
        if step == "pobj" and (head.lemma in ("of", "between") or _is_border(parse, head)):
            step, above = "of", parse.head(head)
        if above not in name:
            if not _is_joined(scene, step, above):
                break
            if step != "conj":
                steps.append(step)
        token = above
    return token, steps


def _is_border(parse: Parse, preposition: Token) -> bool:
    """ "the border with Eritrea"."""
    return preposition.lemma == "with" and parse.head(preposition).lemma in ("border", "frontier")


def _is_joined(scene: Scene, step: str, above: Token) -> bool:
    if step == "compound" and above.ent in ("DATE", "TIME"):
        return True  # "patrolled Harare Saturday"
    if above.pos not in _NOUNS:
        return False
    if step == "conj":
        other = scene.name_at(above)
        return is_site(scene, above) if other is None else other.sort in ("place", "nation")
    if step == "poss":
        return is_site(scene, above) and scene.name_at(above) is None
    return step in _NAMING and is_site(scene, above)


def _after_comma(scene: Scene, spot: Spot, found: list[Spot]) -> Spot:
    """ "Douma, Damascus": what follows a place and a comma hangs where that place does."""
    other = _before_comma(scene, spot, found)
    return spot if other is None else replace(spot, head=other.head)


def _before_comma(scene: Scene, spot: Spot, found: list[Spot]) -> Spot | None:
    tokens, start = scene.parse.tokens, spot.name.start
    before = scene.parse.head(spot.head) if spot.head.dep == "pobj" else None
    if before is not None and before.index > 1 and tokens[before.index - 1].text == ",":
        return next((one for one in found if one.name.end == before.index - 1 and one.head.dep == "pobj"), None)
    if start < 2 or tokens[start - 1].text not in (",", "("):
        return None
    if spot.head.dep not in ("appos", "npadvmod", "conj", "dep", "nmod", "ROOT", "compound"):
        return None
    other = next((one for one in found if one.name.end == start - 1), None)
    listed = spot.head.dep == "conj" and not (spot.name.nation == "country" and not _is_listed(scene.parse, spot))
    return None if listed else other


def _is_listed(parse: Parse, spot: Spot) -> bool:
    """Whether an "and" or another link stands in the list that the name closes or goes on."""
    last = parse.tokens[spot.name.end - 1]
    return any(parse.below(parse.head(last), "cc")) or any(parse.below(last, "cc", "conj"))


def _holds(scene: Scene, spot: Spot, found: list[Spot]) -> bool:
    """Whether a finer place stands beside the name: in its phrase, or where its phrase hangs."""
    if _before_comma(scene, spot, found) is not None:
        return True
    others = [one for one in found if one is not spot]
    for one in others:
        if (
            one.head.index == spot.head.index
            and spot.naming
            and _rank(scene, one) < _rank(scene, spot)
            and not _is_listed_with(scene, spot, one)
        ):
            return True
    return _hangs_on_place(scene, spot, others)


def _rank(scene: Scene, spot: Spot) -> int:
    """The order in which names name a land word: of a district its own name, of a town what follows "of"."""
    if spot.naming not in _NAMING:
        return len(_NAMING)
    words = scene.codebook.words
    last = scene.parse.tokens[spot.name.end - 1].text.lower()
    if spot.naming == "of" and (last in words["wide"] or last in words["quarters"]):
        return len(_NAMING)  # "Jibu village of Hawul County"
    own = spot.naming == "compound" and not spot.is_inner and spot.head.lemma in words["quarters"]
    return -1 if own else _NAMING.index(spot.naming) + len(_NAMING) * spot.is_inner


def _is_listed_with(scene: Scene, spot: Spot, other: Spot) -> bool:
    """ "the towns of X and Y": joined to one another, both name the head."""
    token = scene.parse.tokens[spot.name.end - 1]
    while token.dep == "conj":
        token = scene.parse.head(token)
        if token in other.name:
            return True
    return False


def _hangs_on_place(scene: Scene, spot: Spot, others: list[Spot]) -> bool:
    """ "Irbil in northern Iraq", "a village west of Ramadi in Anbar": the phrase hangs on another place's."""
    parse, token = scene.parse, spot.head
    others = [one for one in others if one.name.sort in ("place", "nation")]
    named = {one.head.index for one in others if one.naming in ("of", "appos", "compound", "nmod")}
    preposition = parse.head(spot.head)
    if preposition.pos == "ADP" and preposition.lemma in _ALONG:
        return False
    joined = True
    while (head := parse.head(token)).index != token.index and head.pos not in ("VERB", "AUX"):
        if is_act_listed(scene, token):
            return False
        joined = joined and token.dep == "conj"
        token = head
        if joined or token.index == spot.head.index:
            continue
        if token.index in named or any(token in one.name for one in others):
            return True
    return False
