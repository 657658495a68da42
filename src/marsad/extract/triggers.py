"""Words that tell an event: the codebook's triggers, found in a parsed sentence.

A verb with its particle or object ("carry out", "open fire"), a noun with its compound ("air strike"), a light verb
that carries a noun ("launched an attack"). Where several triggers share a head word the longest wins.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from marsad.codebook import Codebook, Trigger
from marsad.extract.names import Name
from marsad.extract.parse import Parse, Token
from marsad.extract.quantities import Quantity, quantities
from marsad.extract.times import TimePhrase, times
from marsad.types import Document


@dataclass(frozen=True, kw_only=True)
class Scene:
    """One sentence with all that is known of it before roles are read."""

    document: Document
    parse: Parse
    names: tuple[Name, ...]
    codebook: Codebook

    @cached_property
    def _name_of(self) -> Mapping[int, Name]:
        return {index: name for name in self.names for index in range(name.start, name.end)}

    @cached_property
    def times(self) -> tuple[TimePhrase, ...]:
        return times(self.parse)

    @cached_property
    def quantities(self) -> tuple[Quantity, ...]:
        return quantities(self.parse, self.times)

    def name_at(self, token: Token) -> Name | None:
        return self._name_of.get(token.index)


@dataclass(frozen=True, slots=True, kw_only=True)
class Light:
    """The verb that carries a noun: "launched" an attack. ``role`` as in light_verbs.toml."""

    verb: Token
    role: str
    outcome: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A trigger found at ``token``; ``words`` are all its tokens, in text order."""

    triggers: tuple[Trigger, ...]  #: same words, other patterns or kinds: the arguments decide
    token: Token
    words: tuple[Token, ...]
    light: Light | None


def find_hits(scene: Scene) -> tuple[Hit, ...]:
    """All triggers of the sentence, in text order."""
    hits: list[Hit] = []
    heads = scene.codebook.heads
    for token in scene.parse:
        found = _at(scene, token) if token.lemma in heads else None
        if found is not None:
            hits.append(found)
    inside = {word.index for hit in hits for word in hit.words if word.index != hit.token.index}
    outer = [hit for hit in hits if hit.token.index not in inside]
    carried = {hit.light.verb.index for hit in outer if hit.light is not None}
    return tuple(hit for hit in outer if hit.token.index not in carried)


def _at(scene: Scene, token: Token) -> Hit | None:
    name = scene.name_at(token)
    if name is not None and name.sort in ("actor", "place", "nation", "person"):
        return None
    if token.pos in ("VERB", "AUX") or (token.tag.startswith("VB") and token.dep != "aux"):
        return _verb_hit(scene, token)
    if token.pos in ("NOUN", "PROPN") or _stands_as_noun(scene, token):
        return _noun_hit(scene, token)
    return None


def _stands_as_noun(scene: Scene, token: Token) -> bool:
    """ "Isis offensive against": the tagger says adjective, but no noun follows that it could belong to."""
    following = scene.parse.tokens[token.index + 1 : token.index + 2]
    return token.pos == "ADJ" and not (following and following[0].pos in ("NOUN", "PROPN", "ADJ"))


def _verb_hit(scene: Scene, token: Token) -> Hit | None:
    best: tuple[Token, ...] = ()
    triggers: list[Trigger] = []
    for trigger in scene.codebook.by_head.get(("verb", token.lemma), ()):
        words = _verb_words(scene.parse, token, trigger.words)
        if words is None or len(words) < len(best):
            continue
        best = words
        triggers.append(trigger)
    if not triggers:
        return None
    ordered = tuple(sorted(best, key=lambda word: word.index))
    return Hit(triggers=tuple(triggers), token=token, words=ordered, light=None)


def _verb_words(parse: Parse, token: Token, lemmas: tuple[str, ...]) -> tuple[Token, ...] | None:
    """The tokens of a verb trigger: each further word below the one before it, or below the verb."""
    words = [token]
    for lemma in lemmas[1:]:
        below = (child for head in (words[-1], token) for child in parse.children[head.index])
        match = next((child for child in below if lemma in (child.lemma, child.text.lower())), None)
        if match is None:
            return None
        words.append(match)
    return tuple(words)


def _noun_hit(scene: Scene, token: Token) -> Hit | None:
    best = 0
    triggers: list[Trigger] = []
    for trigger in scene.codebook.by_head.get(("noun", token.lemma), ()):
        start = token.index - len(trigger.words) + 1
        if start < 0 or len(trigger.words) < best:
            continue
        before = scene.parse.tokens[start : token.index]
        if all(lemma in (word.lemma, word.text.lower()) for lemma, word in zip(trigger.words, before, strict=False)):
            best = len(trigger.words)
            triggers.append(trigger)
    if not triggers:
        return None
    words = scene.parse.tokens[token.index - best + 1 : token.index + 1]
    return Hit(triggers=tuple(triggers), token=token, words=words, light=find_light(scene, token))


def find_light(scene: Scene, noun: Token) -> Light | None:
    """The light verb that carries this noun, above it or in a participle below it ("an attack launched by")."""
    for verb in (*_above(scene.parse, noun), *scene.parse.below(noun, "acl", "relcl")):
        if verb.pos not in ("VERB", "AUX"):
            continue
        for phrase in _verb_phrases(scene.parse, verb):
            if phrase in scene.codebook.light:
                role, outcome = scene.codebook.light[phrase]
                return Light(verb=verb, role=role, outcome=outcome)
    return None


def _above(parse: Parse, noun: Token) -> Iterator[Token]:
    head = parse.head(noun)
    if noun.dep == "conj":
        yield from _above(parse, head)
    elif noun.dep in ("dobj", "nsubjpass", "oprd") and head.pos in ("VERB", "AUX"):
        yield head
    elif noun.dep == "pobj" and parse.head(head).pos in ("VERB", "AUX"):
        yield parse.head(head)


def _verb_phrases(parse: Parse, verb: Token) -> Iterator[str]:
    """ "carry out", "come under", "take part in": the verb with what may belong to it, longest first."""
    for child in parse.children[verb.index]:
        if child.dep in ("prt", "prep"):
            yield f"{verb.lemma} {child.lemma}"
        if child.dep == "dobj":
            for below in parse.below(child, "prep"):
                yield f"{verb.lemma} {child.lemma} {below.lemma}"
    yield verb.lemma
