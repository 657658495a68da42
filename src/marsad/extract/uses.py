"""What the name of a place stands for in its sentence: the place itself, those who rule from it, or a part of a name.

"Kabul accused Islamabad" names two governments, "a Kabul hospital" a town. A name is literal until the grammar says
otherwise: whoever speaks or is spoken to is somebody, and so are the two sides of a quarrel, a treaty or a threat.
"""

from __future__ import annotations

from typing import Literal

from marsad.extract.names import Name
from marsad.extract.parse import Token
from marsad.extract.triggers import Scene

Use = Literal["literal", "government", "adjective", "group"]

#: What a name of a nation can be that rules, without being an office by itself.
_RULED = ("country", "capital")
#: Dependencies of a word that stands before another in its phrase.
_BEFORE = ("compound", "nmod", "amod")
#: Small words and marks inside the name of a body.
_INSIDE = frozenset(("of", "and", "for", "&", "'", "’", "'s", "’s", "-"))
#: Prepositions that say where somebody or something is, whatever the name.
_WHERE = frozenset(("in", "at", "near", "inside", "outside", "within", "around", "over", "above", "across", "into"))


def use_of(scene: Scene, name: Name) -> Use:
    """What the name stands for; names of actors and of what no list knows are groups."""
    token = scene.parse.tokens[name.end - 1]
    is_one_word = name.end - name.start == 1
    if name.nation in ("adjective", "people") or (is_one_word and _is_peoples(scene, token)):
        return "adjective"
    if _is_part_of_name(scene, name) or (name.sort in ("actor", "unknown") and name.nation is None):
        return "group"
    is_ruling = _is_ruling(scene, name, token)
    if name.nation == "palace":
        return "government" if is_ruling or not _is_premises(scene, token) else "literal"
    return "government" if is_ruling else "literal"


def _is_peoples(scene: Scene, token: Token) -> bool:
    return token.text.lower() in scene.codebook.words["peoples"]


def _is_part_of_name(scene: Scene, name: Name) -> bool:
    """Whether capitals go on after the name up to the noun that ends a body's: "Kivu Security Tracker"."""
    bodies = scene.codebook.words["named_bodies"]
    for token in scene.parse.tokens[name.end :]:
        word = token.text.lower()
        if word in _INSIDE:
            continue
        if not token.text[:1].isupper() or word in scene.codebook.words["sites"]:
            return False
        if word in bodies or token.lemma in bodies:
            return True
    return False


def _is_ruling(scene: Scene, name: Name, token: Token) -> bool:
    """Whether the name acts, is acted towards, or owns what only a government has."""
    parse, first = scene.parse, _first_of_list(scene, token)
    head = parse.head(first)
    if first.dep == "nsubj":
        return _acts(scene, name, head)
    if first.dep in ("nsubjpass", "dobj", "dative", "iobj"):
        return head.lemma in scene.codebook.words["addressing"] or _is_minded(scene, head) or _is_listed(scene, head)
    if first.dep == "npadvmod":
        return name.nation in _RULED and head.text.lower() in scene.codebook.words["ruling"]
    if first.dep in _BEFORE or first.dep == "poss":
        return name.nation in _RULED and _is_of_state(scene, first, head)
    return first.dep == "pobj" and _is_party(scene, name, head)


def _first_of_list(scene: Scene, token: Token) -> Token:
    """Of names joined by "and" the first, by which all of them hang."""
    while token.dep == "conj" and scene.name_at(scene.parse.head(token)) is not None:
        token = scene.parse.head(token)
    return token


def _acts(scene: Scene, name: Name, verb: Token) -> bool:
    """A capital or country does what its government does, unless the verb tells what befalls a place; of other places
    only speaking and ordering tells that they are somebody.
    """
    words = scene.codebook.words
    if name.nation in (*_RULED, "palace"):
        acts = verb.pos == "VERB" and verb.lemma not in words["befalling_places"]
        return acts or any(_is_minded(scene, one) for one in scene.parse.below(verb, "acomp", "oprd"))
    return verb.lemma in words["addressing"] or verb.lemma in words["stating"]


def _is_minded(scene: Scene, token: Token) -> bool:
    return token.text.lower() in scene.codebook.words["minded"]


def _is_listed(scene: Scene, verb: Token) -> bool:
    """ "Countries that sent troops include Chad": the list of those who did it."""
    return verb.lemma == "include" and any(
        subject.lemma in scene.codebook.words["listing"] for subject in scene.parse.below(verb, "nsubj")
    )


def _is_of_state(scene: Scene, token: Token, noun: Token) -> bool:
    """ "Damascus troops", "Moscow's threat"; not "the Paris attacks", "Tehran's Evin prison"."""
    words = scene.codebook.words
    owned = words["of_state"] | words["willed"]
    return noun.lemma in (owned if token.dep in _BEFORE else owned | words["relations"])


def _is_party(scene: Scene, name: Name, preposition: Token) -> bool:
    """Whether the preposition joins the name to a word for what is between those who rule: "a truce between X and Y",
    "ultimatum to X", "loyal to X".
    """
    words, above = scene.codebook.words, scene.parse.head(preposition)
    if preposition.lemma in _WHERE:
        return False
    if preposition.lemma == "between":
        return above.lemma in words["relations"] or above.lemma in words["agreeing"]
    if preposition.dep == "agent" or preposition.lemma == "by":
        return name.nation is not None or above.lemma in words["addressing"]
    if name.nation == "capital" and preposition.lemma == "on" and scene.codebook.is_attack_noun(above.lemma):
        return False  # "strikes on Sanaa" hit the city
    told = words["relations"] | words["addressing"] | words["agreeing"] | words["loyal"]
    return name.nation is not None and preposition.lemma in words["toward"] and above.lemma in told


def _is_premises(scene: Scene, token: Token) -> bool:
    """Whether an office is meant as a building: "the gates of Downing Street", "two blocks from the White House"."""
    parse, head = scene.parse, scene.parse.head(token)
    if token.dep in _BEFORE:
        return head.lemma in scene.codebook.words["sites"] or head.lemma in scene.codebook.words["premises"]
    if token.dep != "pobj":
        return False
    above = parse.head(head)
    is_part = above.lemma in scene.codebook.words["building_parts"] or above.lemma in scene.codebook.words["land_parts"]
    return head.lemma in _WHERE or is_part
