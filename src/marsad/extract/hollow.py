"""Triggers that tell of nothing done: by things that cannot act, as orders to the reader, papers that are only spoken
of, talk that concerns nobody, deeds in general.

A rule looks at one trigger with the parties found for it; :data:`RULES` are asked in order. Acts of force are told by
weapons and things as well, so most rules are for other kinds.
"""

from __future__ import annotations

from collections.abc import Callable

from marsad.codebook import Trigger
from marsad.extract.details import weapon_at
from marsad.extract.parse import Parse, Token
from marsad.extract.roles import is_agent, is_passive, prepositional, surface_subjects
from marsad.extract.signs import senses_at
from marsad.extract.triggers import Hit, Scene
from marsad.types import Phrase

#: Subjects that stand for nobody: "this allows".
_EMPTY = frozenset(("this", "that"))
#: What a whole sentence ends with.
_ENDS = frozenset((".", "?", "!", '."', '"', "\u201d", "''"))
#: Kinds of acts that are not done by words.
_DEEDS = ("ASSAULT", "COERCE", "MOBILIZE", "RETREAT", "CONSULT", "PROTEST", "CONCEDE", "AID", "COOPERATE")
#: Two sides of a paper at least.
_BOTH = 2


def tells_nothing(scene: Scene, hit: Hit, trigger: Trigger, parties: tuple[Phrase, ...]) -> bool:
    """Whether a rule holds the trigger for hollow."""
    return any(rule(scene, hit, trigger, parties) for rule in RULES)


def done_by_a_thing(scene: Scene, hit: Hit, trigger: Trigger, parties: tuple[Phrase, ...]) -> bool:
    """ "the law allows", "the dialogue will prevent", "the danger that threatened the continent"; what is written or
    broadcast speaks for somebody ("the leaflet urges").
    """
    if trigger.kind == "ASSAULT" or trigger.pos != "verb" or hit.token.pos != "VERB" or is_passive(scene.parse, hit.token):
        return False
    has_own = any(scene.parse.below(hit.token, "nsubj")) or hit.token.dep == "relcl"
    doers = surface_subjects(scene.parse, hit.token) if has_own else []
    return bool(doers) and all(_is_thing(scene, doer) for doer in doers)


def _is_thing(scene: Scene, token: Token) -> bool:
    if token.tag == "DT":
        return token.lemma in _EMPTY
    if token.pos != "NOUN" or scene.name_at(token) is not None or is_agent(scene, token):
        return False
    if any(scene.name_at(child) is not None for child in scene.parse.below(token, "compound", "poss", "amod", "nmod")):
        return False
    if any(is_agent(scene, one) for one in prepositional(scene.parse, [token], "of")):
        return False  # "a detachment of carabineros"
    return weapon_at(scene, token) is None and token.lemma not in scene.codebook.words["speaking_things"]


def bidden(scene: Scene, hit: Hit, trigger: Trigger, parties: tuple[Phrase, ...]) -> bool:
    """An order to whoever reads or listens: "Release all prisoners!", "Stop the bombing"."""
    verb = hit.light.verb if hit.light is not None else hit.token
    if verb.tag != "VB" or verb.dep not in ("ROOT", "conj"):
        return False
    parse = scene.parse
    while verb.dep == "conj" and parse.head(verb).tag == "VB":
        verb = parse.head(verb)
    return verb.dep == "ROOT" and not any(parse.below(verb, "nsubj", "nsubjpass", "csubj", "aux", "expl"))


def only_spoken_of(scene: Scene, hit: Hit, trigger: Trigger, parties: tuple[Phrase, ...]) -> bool:
    """A treaty that stands there, with nobody to make it in this sentence and no two sides: "denounced the treaty"."""
    if trigger.pos != "noun" or hit.token.lemma not in scene.codebook.words["papers"] or hit.light is not None:
        return False
    return len({phrase.head.span for phrase in parties}) < _BOTH


def private(scene: Scene, hit: Hit, trigger: Trigger, parties: tuple[Phrase, ...]) -> bool:
    """Visits and talk in which nobody speaks for others: "passengers going to Cali"."""
    return trigger.kind == "CONSULT" and not any(_is_public(scene, phrase) for phrase in parties)


def _is_public(scene: Scene, phrase: Phrase) -> bool:
    """Whether somebody is named, holds an office or is armed; a pronoun may be anybody."""
    span = phrase.quote.span
    for token in scene.parse:
        if not span.start <= token.span.start < span.end:
            continue
        if scene.name_at(token) is not None or token.pos == "PRON":
            return True
        if not scene.codebook.words["public"].isdisjoint(senses_at(scene, token)):
            return True
    return False


def in_general(scene: Scene, hit: Hit, trigger: Trigger, parties: tuple[Phrase, ...]) -> bool:
    """Deeds of many kinds as such: "controlling violence, particularly terrorist actions"."""
    if hit.token.tag != "NNS" or hit.token.lemma not in scene.codebook.words["vague_acts"] or hit.light is not None:
        return False
    if hit.token.dep not in ("pobj", "dobj", "conj", "appos") or scene.parse.head(hit.token).dep == "agent":
        return False
    if any(phrase.label != "initiator" for phrase in parties):
        return False
    below = scene.parse.children[hit.token.index]
    return not any(child.dep in ("det", "poss", "nummod", "acl", "relcl", "prep") for child in below)


def at_all_times(scene: Scene, hit: Hit, trigger: Trigger, parties: tuple[Phrase, ...]) -> bool:
    """What holds always, of nobody: a whole sentence in the present with no name, number or time in it ("an ambush is a
    surprise attack", "the police fire and the crowd throws stones"), or what may be done ("may not be attacked").
    """
    parse = scene.parse
    if parse.tokens[-1].text not in _ENDS or any(map(_is_pinned, parse)) or any(name.sort != "unknown" for name in scene.names):
        return False
    verb = hit.light.verb if hit.light is not None else hit.token
    if verb.pos not in ("VERB", "AUX"):
        return trigger.kind in _DEEDS and _is_any(scene, verb) and _is_timeless(scene, _clause(parse, verb), trigger.kind)
    return _is_timeless(scene, verb, trigger.kind)


def _is_pinned(token: Token) -> bool:
    return token.ent in ("DATE", "TIME") or token.pos == "NUM"


def _clause(parse: Parse, token: Token) -> Token:
    """The verb of the clause that the word stands in."""
    while token.pos not in ("VERB", "AUX") and parse.head(token).index != token.index:
        token = parse.head(token)
    return token


def _is_any(scene: Scene, noun: Token) -> bool:
    """ "an attack", "attacks": no one in particular."""
    return not any(one.text.lower() not in ("a", "an", "any") for one in scene.parse.below(noun, "det", "poss", "nummod"))


def _is_timeless(scene: Scene, verb: Token, kind: str) -> bool:
    """A deed in the plain present, or anything that only may be; what is said is done by saying it ("we urge")."""
    if verb.lemma in scene.codebook.sayings["asserts"] or verb.lemma in scene.codebook.status["ongoing"]["subjects"]:
        return False
    auxiliaries = list(scene.parse.below(verb, "aux", "auxpass"))
    if any(aux.tag == "MD" and aux.lemma in ("may", "can", "must", "should") for aux in auxiliaries):
        return True
    if verb.dep == "conj" and not auxiliaries and not any(scene.parse.below(verb, "nsubj", "nsubjpass")):
        return _is_timeless(scene, scene.parse.head(verb), kind)
    finite = auxiliaries[0] if auxiliaries else verb
    return kind in _DEEDS and finite.tag in ("VBZ", "VBP") and not any(aux.lemma in ("be", "have") for aux in auxiliaries)


Rule = Callable[[Scene, Hit, Trigger, tuple[Phrase, ...]], bool]
RULES: tuple[Rule, ...] = (done_by_a_thing, bidden, only_spoken_of, private, in_general, at_all_times)
