"""Who did it, said around the act: who set its weapon, who is held responsible for it, here or in a later sentence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from marsad.extract.anaphora import is_marked_other
from marsad.extract.attribution import charged_by
from marsad.extract.details import planted
from marsad.extract.parse import Token
from marsad.extract.roles import coordinated, is_agent, is_passive, prepositional, surface_subjects
from marsad.extract.status import is_nobody
from marsad.extract.triggers import Hit, Scene, find_light

#: Prepositions that join an act to the word that holds somebody to have done it.
_JOINING = ("for", "of", "in", "to", "with", "over", "behind")
_STANDING = ("at", "in", "inside", "outside", "under", "beneath", "on", "near", "against", "beside")
_POINTING = frozenset(("the", "this", "that", "these", "those", "both", "such"))

#: Verbs by which somebody says that he did it.
_OWNING_UP = frozenset(("claim", "take", "assume", "admit", "accept"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Charge:
    """``culprits`` are held to have done the act; ``act`` is None where only somebody is suspected or blamed."""

    act: Token | None
    word: Token
    culprits: tuple[Token, ...]


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


def held_guilty(scene: Scene, act: Token) -> tuple[Token, ...]:
    """Those whom the sentence holds to have done the act: "accused of the murder", "the attack was blamed on".

    The chain is short: the act, its preposition, the word of guilt.
    """
    parse, words = scene.parse, scene.codebook.words
    above = parse.head(act)
    found: list[Token] = []
    if act.dep in ("dobj", "nsubjpass") and above.lemma in words["blamed"]:
        found = [*prepositional(parse, [above], "to"), *prepositional(parse, [above, act], "on")]
    elif act.dep in ("nsubj", "nsubjpass") and above.lemma == "be":  # "the attack was the work of the ELN"
        works = [attr for attr in parse.below(above, "attr") if attr.lemma in words["works"]]
        found = prepositional(parse, works, "of")
    elif act.dep in ("pobj", "pcomp") and above.lemma in _JOINING:
        word = parse.head(above)
        is_behind = above.lemma == "behind" and word.lemma in ("be", "stand")
        found = _guilty(scene, word) if is_behind or word.lemma in words["guilty"] else []
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
    own = list(parse.below(word, "nsubj"))  # "hold the army responsible"
    if own:
        return own
    if word.dep == "amod" or (word.dep in ("acl", "relcl") and above.pos in ("NOUN", "PROPN")):
        return [above]
    return surface_subjects(parse, above) if above.pos in ("VERB", "AUX") else []


# --- of an act told before ---------------------------------------------------------------------


def charges(scene: Scene) -> Iterator[Charge]:
    """Who is held to have done an act that was told before: "claimed responsibility for the attack", "police suspect
    the ELN", "the attackers were members of Boko Haram".
    """
    if scene.parse.lemmas.isdisjoint(scene.codebook.words["charging"]):
        return
    for token in scene.parse:
        if token.pos == "NOUN" and _is_act(scene, token) and _points_back(scene, token):
            culprits = (*held_guilty(scene, token), *_claimants(scene, token))
            if culprits:
                yield Charge(act=token, word=token, culprits=culprits)
        elif token.lemma == "responsibility" and token.dep == "dobj":
            yield from _owned_up(scene, token)
        elif token.lemma in scene.codebook.words["suspecting"] and token.pos == "VERB":
            yield from _suspected(scene, token)
        elif token.lemma == "be":
            yield from _identified(scene, token)


def _is_act(scene: Scene, noun: Token) -> bool:
    words = scene.codebook.words
    return noun.lemma in words["acts"] or noun.lemma in words["deeds"] or scene.codebook.is_attack_noun(noun.lemma)


def _points_back(scene: Scene, noun: Token) -> bool:
    determiners = {word.text.lower() for word in scene.parse.below(noun, "det")}
    return bool(determiners & _POINTING) and not is_marked_other(scene, noun)


def _claimants(scene: Scene, act: Token) -> tuple[Token, ...]:
    """ "claimed responsibility for the blast", "it had carried out the attack"."""
    light = find_light(scene, act)
    if light is None or light.role not in ("claimed", "carrier") or any(scene.parse.below(light.verb, "neg")):
        return ()
    doers = [doer for doer in surface_subjects(scene.parse, light.verb) if not is_nobody(scene, doer)]
    if is_passive(scene.parse, light.verb):
        doers = prepositional(scene.parse, [light.verb], "by")
    told = (token for head in doers for token in coordinated(scene, head))
    takes_any = light.role == "claimed"  # nobody but an actor claims an attack
    return tuple(token for token in told if token.pos == "PRON" or takes_any or is_agent(scene, token))


def _owned_up(scene: Scene, responsibility: Token) -> Iterator[Charge]:
    """ "Al-Shabaab claimed responsibility": for what was told, where nothing else is said."""
    parse, verb = scene.parse, scene.parse.head(responsibility)
    says_what = any(prep.lemma == "for" for head in (verb, responsibility) for prep in parse.below(head, "prep"))
    if verb.lemma not in _OWNING_UP or says_what or is_passive(parse, verb) or any(parse.below(verb, "neg", "aux")):
        return
    doers = (doer for doer in surface_subjects(parse, verb) if not is_nobody(scene, doer))
    culprits = tuple(token for doer in doers for token in coordinated(scene, doer))
    if culprits:
        yield Charge(act=None, word=responsibility, culprits=culprits)


def _suspected(scene: Scene, verb: Token) -> Iterator[Charge]:
    """ "police suspect the ELN": of nothing else than what was told."""
    parse = scene.parse
    if any(parse.below(verb, "prep", "ccomp", "xcomp", "neg")) or charged_by(scene, verb) is None:
        return
    told = (token for head in parse.below(verb, "dobj") for token in coordinated(scene, head))
    culprits = tuple(token for token in told if is_agent(scene, token))
    if culprits:
        yield Charge(act=None, word=verb, culprits=culprits)


def _identified(scene: Scene, verb: Token) -> Iterator[Charge]:
    """ "the attackers were members of Boko Haram"."""
    culprits = scene.codebook.words["culprits"]
    who = [one for one in scene.parse.below(verb, "nsubj") if one.lemma in culprits and _points_back(scene, one)]
    named = [one for one in scene.parse.below(verb, "attr") if who and is_agent(scene, one)]
    if named and not any(scene.parse.below(verb, "neg")):
        yield Charge(act=None, word=who[0], culprits=tuple(named))
