"""Whether a sentence tells on of an act told before ("the blast killed twelve") or of another ("a second bomb")."""

from __future__ import annotations

from collections.abc import Iterator

from marsad.extract.parse import Token
from marsad.extract.status import anchor, quote_of
from marsad.extract.triggers import Hit, Scene
from marsad.types import Quote

#: Prepositions by which an act is part of another: "were killed in the explosion", "during the raid".
_PART_OF = frozenset(("in", "during", "by", "from", "with", "after", "of", "over", "following"))
_DEFINITE = frozenset(("the", "this", "that", "these", "those"))


def points_back(scene: Scene, hit: Hit) -> Quote | None:
    """The definite noun for an act that is the trigger, its subject or what it is part of."""
    if scene.parse.vocabulary.isdisjoint(_DEFINITE):
        return None
    for noun in _acts_near(scene, hit):
        determiners = list(scene.parse.below(noun, "det"))
        if any(word.text.lower() in _DEFINITE for word in determiners) and not is_marked_other(scene, noun):
            return quote_of(scene, [*determiners, noun])
    return None


def is_other(scene: Scene, hit: Hit) -> bool:
    """Whether the sentence sets the act apart from those before: "another bomb", "in a separate attack"."""
    words = scene.codebook.words
    if scene.parse.vocabulary.isdisjoint(words["other"] | words["elsewhere"]):
        return False
    if any(token.text.lower() in words["elsewhere"] and token.index < 2 for token in scene.parse.tokens[:2]):
        return True
    heads = (hit.token, anchor(hit))
    nouns = [hit.token, *(noun for head in heads for noun in scene.parse.below(head, "nsubj", "nsubjpass", "agent"))]
    return any(is_marked_other(scene, noun) for noun in (*nouns, *_acts_near(scene, hit)))


def is_marked_other(scene: Scene, noun: Token) -> bool:
    """ "another attack", "a second bomb"."""
    beside = scene.parse.below(noun, "amod", "det", "nummod")
    return any(word.text.lower() in scene.codebook.words["other"] for word in beside)


def _acts_near(scene: Scene, hit: Hit) -> Iterator[Token]:
    """The trigger where it is a noun, then nouns for acts that its verb has as subject or stands within."""
    if hit.token.pos in ("NOUN", "PROPN"):
        yield hit.token
    for verb in {hit.token.index: hit.token, anchor(hit).index: anchor(hit)}.values():
        for child in scene.parse.below(verb, "nsubj", "nsubjpass", "prep", "agent"):
            heads = scene.parse.below(child, "pobj") if child.dep in ("prep", "agent") else (child,)
            if child.dep == "prep" and child.lemma not in _PART_OF:
                continue
            yield from (noun for noun in heads if _is_act(scene, noun))


def _is_act(scene: Scene, noun: Token) -> bool:
    if noun.pos != "NOUN" or scene.name_at(noun) is not None:
        return False
    return noun.lemma in scene.codebook.words["acts"] or ("noun", noun.lemma) in scene.codebook.by_head
