"""Who did it, said around the act: who set its weapon, who is held responsible for it."""

from __future__ import annotations

from collections.abc import Iterator

from marsad.extract.details import planted
from marsad.extract.parse import Token
from marsad.extract.roles import coordinated, is_agent, is_passive, prepositional, surface_subjects
from marsad.extract.triggers import Hit, Scene

#: Prepositions that join an act to the word that holds somebody to have done it.
_JOINING = ("for", "of", "in", "to", "with", "over")
_STANDING = ("at", "in", "inside", "outside", "under", "beneath", "on", "near", "against", "beside")


def planters(scene: Scene, hit: Hit) -> tuple[Token, ...]:
    """Those who set the weapon of the act: "killed by a bomb that guerrillas had placed"."""
    found: list[Token] = []
    for verb in planted(scene, hit):
        if is_passive(scene.parse, verb):
            found.extend(prepositional(scene.parse, [verb], "by"))
        else:
            found.extend(token for token in scene.parse.below(verb, "nsubj") if token.pos != "PRON")
    return tuple(token for head in found for token in coordinated(scene, head) if is_agent(scene, token))


def standing(scene: Scene, verb: Token) -> Iterator[Token]:
    """What stands where something was set: "under the bridge"."""
    for preposition in _STANDING:
        for head in prepositional(scene.parse, [verb], preposition):
            yield from coordinated(scene, head)


def held_guilty(scene: Scene, hit: Hit) -> tuple[Token, ...]:
    """Those whom the sentence holds to have done the act: "accused of the murder", "the attack was blamed on".

    The chain is short: the act, its preposition, the word of guilt.
    """
    act = hit.token
    parse, words = scene.parse, scene.codebook.words
    above = parse.head(act)
    found: list[Token] = []
    if act.dep in ("dobj", "nsubjpass") and above.lemma in words["blamed"]:
        found = [*prepositional(parse, [above], "to"), *prepositional(parse, [above], "on")]
    elif act.dep in ("pobj", "pcomp") and above.lemma in _JOINING:
        word = parse.head(above)
        found = _guilty(scene, word) if word.lemma in words["guilty"] else []
    for verb in parse.below(act, "acl"):
        if verb.lemma in words["blamed"]:
            found = [*found, *prepositional(parse, [verb], "to"), *prepositional(parse, [verb], "on")]
    return tuple(token for head in found for token in coordinated(scene, head) if is_agent(scene, token))


def _guilty(scene: Scene, word: Token) -> list[Token]:
    parse = scene.parse
    if word.pos in ("VERB", "AUX"):
        objects = list(parse.below(word, "dobj"))
        return objects if objects and not is_passive(parse, word) else surface_subjects(parse, word)
    above = parse.head(word)
    if word.dep == "amod" or (word.dep in ("acl", "relcl") and above.pos in ("NOUN", "PROPN")):
        return [above]
    return surface_subjects(parse, above) if above.pos in ("VERB", "AUX") else []
