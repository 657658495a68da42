"""Triggers that tell of nothing done: by things that cannot act, as orders to the reader, papers that are only spoken
of, talk that concerns nobody, deeds in general.

A rule looks at one trigger with the parties found for it; :data:`RULES` are asked in order. Acts of force are told by
weapons and things as well, so most rules are for other kinds.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from marsad.codebook import Trigger
from marsad.extract.details import weapon_at
from marsad.extract.parse import Parse, Token
from marsad.extract.roles import is_agent, is_passive, prepositional, surface_subjects
from marsad.extract.signs import is_gunfire, senses_at
from marsad.extract.status import is_nobody
from marsad.extract.triggers import Hit, Scene
from marsad.types import Phrase

#: Subjects that stand for nobody: "this allows".
_EMPTY = frozenset(("this", "that"))
#: What a whole sentence ends with.
_ENDS = frozenset((".", "?", "!", '."', '"', "\u201d", "''"))
#: Kinds of acts that are not done by words.
_DEEDS = ("ASSAULT", "COERCE", "MOBILIZE", "RETREAT", "CONSULT", "PROTEST", "CONCEDE", "AID", "COOPERATE")
#: Senses of those who stand for office, and of those who fight.
_CANDIDATES = frozenset(("person", "name", "titled"))
_ARMED = frozenset(("armed", "vague_armed", "police"))
#: Two sides of a paper at least.
_BOTH = 2
#: What a text can bid its reader do with words that need not be true. "Note that", "recall that" tell what is so.
_DICTATING = frozenset(
    ("write", "say", "report", "state", "claim", "print", "repeat", "answer", "reply", "output", "imagine", "suppose")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A trigger as it was read in a sentence, with the parties found for it."""

    scene: Scene
    hit: Hit
    trigger: Trigger
    parties: tuple[Phrase, ...]

    @property
    def is_bare_noun(self) -> bool:
        return self.trigger.pos == "noun" and self.hit.light is None


def tells_nothing(one: Reading) -> bool:
    """Whether a rule holds the trigger for hollow."""
    return any(rule(one) for rule in RULES)


def done_by_a_thing(one: Reading) -> bool:
    """ "the law allows", "the dialogue will prevent", "the danger that threatened the continent"; what is written or
    broadcast speaks for somebody ("the leaflet urges").
    """
    parse, verb = one.scene.parse, one.hit.token
    if one.trigger.kind == "ASSAULT" or one.trigger.pos != "verb" or verb.pos != "VERB" or is_passive(parse, verb):
        return False
    has_own = any(parse.below(verb, "nsubj")) or verb.dep == "relcl"
    doers = surface_subjects(parse, verb) if has_own else []
    return bool(doers) and all(_is_thing(one.scene, doer) for doer in doers)


def done_by_nature(one: Reading) -> bool:
    """ "The fire destroyed ten houses", "floods killed forty": forces that nobody sends; not "sniper fire"."""
    parse, verb = one.scene.parse, one.hit.act
    if one.trigger.kind != "ASSAULT" or verb.pos != "VERB":
        return False
    passive = is_passive(parse, verb)
    doers = prepositional(parse, [verb], "by") if passive else surface_subjects(parse, verb)
    return bool(doers) and all(_is_natural(one.scene, doer) for doer in doers)


def _is_natural(scene: Scene, doer: Token) -> bool:
    return doer.lemma in scene.codebook.words["natural"] and not is_gunfire(scene, doer)


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


def bidden(one: Reading) -> bool:
    """An order to whoever reads or listens: "Release all prisoners!", "Stop the bombing"."""
    return _is_order(one.scene.parse, one.hit.act)


def dictated(one: Reading) -> bool:
    """What the reader is bidden to say or to suppose: "write that the army fled", "suppose a rebel shot him"."""
    parse = one.scene.parse
    clause = _clause(parse, one.hit.act)
    above = parse.head(clause)
    return clause.dep == "ccomp" and above.lemma in _DICTATING and _is_order(parse, above)


def _is_order(parse: Parse, verb: Token) -> bool:
    if verb.tag != "VB" or verb.dep not in ("ROOT", "conj"):
        return False
    while verb.dep == "conj" and parse.head(verb).tag == "VB":
        verb = parse.head(verb)
    return verb.dep == "ROOT" and not any(parse.below(verb, "nsubj", "nsubjpass", "csubj", "aux", "expl"))


def only_spoken_of(one: Reading) -> bool:
    """A treaty that stands there, with nobody to make it in this sentence and no two sides: "denounced the treaty"."""
    noun = one.hit.token
    is_paper = one.is_bare_noun and noun.lemma in one.scene.codebook.words["papers"]
    is_joined = any(prep.lemma in ("between", "among", "with") for prep in one.scene.parse.below(noun, "prep"))
    return is_paper and (not is_joined or len({phrase.head.span for phrase in one.parties}) < _BOTH)


def private(one: Reading) -> bool:
    """Visits and talk in which nobody speaks for others: "passengers going to Cali", "her parents visit Rome"."""
    if one.trigger.kind != "CONSULT":
        return False
    guests = [phrase for phrase in one.parties if phrase.label == "initiator"]
    if one.trigger.mode == "visit" and guests and all(_is_anybody(one.scene, phrase) for phrase in guests):
        return True
    return not any(_is_public(one.scene, phrase) for phrase in one.parties)


def _is_anybody(scene: Scene, phrase: Phrase) -> bool:
    """Kin, those who flee or study, people of a nation at large: "his brother's family", "exiles", "Russians"."""
    span = phrase.head.span
    head = next(token for token in reversed(scene.parse.tokens) if token.span.end <= span.end)
    name = scene.name_at(head)
    if name is None:
        return head.lemma in scene.codebook.words["travellers"] or "kin" in scene.codebook.senses.get(head.lemma, ())
    return name.nation == "people" or (name.nation == "adjective" and head.tag in ("NNS", "NNPS"))


def public_appeal(one: Reading) -> bool:
    """What everybody is asked to do: "anyone with information is urged to call"."""
    asked = _undergoing(one) if one.trigger.kind == "REQUEST" else ()
    return bool(asked) and all(token.lemma in one.scene.codebook.words["everybody"] for token in asked)


def harmed_nobody(one: Reading) -> bool:
    """ "No one was hurt", "no casualties", "burned a house but hurt no one": what happened to nobody, where nobody
    is said to have tried it, or something else is told first.
    """
    suffering = (one.hit.token,) if one.trigger.pattern.name == "losing" else _undergoing(one)
    is_second = one.hit.token.dep == "conj" and one.hit.token.pos == "VERB"
    is_tried = any(phrase.label == "initiator" for phrase in one.parties) and not is_second
    if one.trigger.kind != "ASSAULT" or is_tried:
        return False
    return bool(suffering) and all(is_nobody(one.scene, token) for token in suffering)


def _undergoing(one: Reading) -> tuple[Token, ...]:
    """Whom the verb is done to: its object, or the subject of its passive."""
    verb = one.hit.token
    return tuple(one.scene.parse.below(verb, "dobj", "nsubjpass")) if verb.pos == "VERB" else ()


def standing(one: Reading) -> bool:
    """ "The largest party opposed to the government": what somebody is known for, and no refusal."""
    word = one.hit.token
    return one.trigger.words[0] in ("oppose", "opposed") and word.dep in ("acl", "amod") and word.tag != "VBG"


def of_aid(one: Reading) -> bool:
    """ "An aid convoy entered the town": no troops."""
    doers = surface_subjects(one.scene.parse, one.hit.act) if one.trigger.kind == "MOBILIZE" else []
    aid = one.scene.codebook.words["aid"]
    return bool(doers) and all(
        any(child.lemma in aid for child in one.scene.parse.below(doer, "compound", "amod", "nmod")) for doer in doers
    )


def elected(one: Reading) -> bool:
    """ "Lula beat Bolsonaro": one person beats another, or a sentence about a vote tells of it."""
    verb = one.hit.token
    if verb.lemma != "beat" or len(one.trigger.words) > 1 or verb.pos != "VERB":
        return False
    doers = surface_subjects(one.scene.parse, verb)
    sides = [senses_at(one.scene, token) for token in (*doers, *_undergoing(one))]
    is_vote = not one.scene.parse.lemmas.isdisjoint(one.scene.codebook.words["voting"])
    return len(sides) > len(doers) > 0 and all((is_vote and _ARMED.isdisjoint(s)) or _CANDIDATES & {*s} for s in sides)


def civil_campaign(one: Reading) -> bool:
    """ "launch a campaign to educate the public": nobody fights and nobody is fought."""
    parse, words = one.scene.parse, one.scene.codebook.words
    verb = one.hit.token
    campaigns = [token for token in parse.below(verb, "dobj") if token.lemma == "campaign"]
    if one.trigger.kind != "ASSAULT" or verb.pos != "VERB" or not campaigns:
        return False
    beside = {child.lemma for child in parse.below(campaigns[0], "amod", "compound")}
    foes = prepositional(parse, campaigns, "against")
    doers = {sense for token in surface_subjects(parse, verb) for sense in senses_at(one.scene, token)}
    is_of_war = beside & words["of_war"] or any(is_agent(one.scene, token) for token in foes)
    return not (is_of_war or "armed" in doers)


def held(one: Reading) -> bool:
    """ "Rebels control the town.": how things stand. What was taken is told by it in a headline, or with "now"."""
    if one.trigger.words != ("control",) or one.hit.token.pos != "VERB":
        return False
    parse = one.scene.parse
    is_new = any(word.lemma == "now" for word in parse.below(one.hit.token, "advmod"))
    is_news = is_new or parse.tokens[-1].text not in _ENDS
    doers = surface_subjects(parse, one.hit.token)
    is_present = one.hit.token.tag in ("VB", "VBP", "VBZ")
    return not (is_news and is_present) or not any(
        {"armed", "actor"} & {*senses_at(one.scene, token)} for token in doers
    )


def opinion(one: Reading) -> bool:
    """ "Support for the coalition has dwindled": what many think, given by nobody named."""
    noun = one.hit.token
    is_felt = one.trigger.kind == "SUPPORT" and one.is_bare_noun and any(prepositional(one.scene.parse, [noun], "for"))
    return is_felt and not any(phrase.label == "initiator" for phrase in one.parties)


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


def in_general(one: Reading) -> bool:
    """Deeds of many kinds as such: "controlling violence, particularly terrorist actions"."""
    parse, noun = one.scene.parse, one.hit.token
    is_vague = one.is_bare_noun and noun.tag == "NNS" and noun.lemma in one.scene.codebook.words["vague_acts"]
    is_aside = noun.dep in ("pobj", "dobj", "conj", "appos") and parse.head(noun).dep != "agent"
    if not (is_vague and is_aside) or any(phrase.label != "initiator" for phrase in one.parties):
        return False
    return not any(parse.below(noun, "det", "poss", "nummod", "acl", "relcl", "prep"))


def at_all_times(one: Reading) -> bool:
    """What holds always, of nobody: a whole sentence in the present with no name, number or time in it ("an ambush is a
    surprise attack", "the police fire and the crowd throws stones"), or what may be done ("may not be attacked").
    """
    parse, kind = one.scene.parse, one.trigger.kind
    is_named = any(name.sort != "unknown" for name in one.scene.names)
    if parse.tokens[-1].text not in _ENDS or is_named or any(map(_is_pinned, parse)):
        return False
    if one.hit.act.pos in ("VERB", "AUX"):
        return _is_timeless(one.scene, one.hit.act, kind)
    return (
        kind in _DEEDS
        and _is_any(one.scene, one.hit.act)
        and _is_timeless(one.scene, _clause(parse, one.hit.act), kind)
    )


def _is_pinned(token: Token) -> bool:
    return token.ent in ("DATE", "TIME") or (token.pos == "NUM" and token.lemma != "one")


def _clause(parse: Parse, token: Token) -> Token:
    """The verb of the clause that the word stands in."""
    while token.pos not in ("VERB", "AUX") and parse.head(token).index != token.index:
        token = parse.head(token)
    return token


def _is_any(scene: Scene, noun: Token) -> bool:
    """ "an attack", "attacks": no one in particular."""
    return not any(
        one.text.lower() not in ("a", "an", "any") for one in scene.parse.below(noun, "det", "poss", "nummod")
    )


def _is_timeless(scene: Scene, verb: Token, kind: str) -> bool:
    """A deed in the plain present, or anything that only may be; what is said is done by saying it ("we urge")."""
    if verb.lemma in scene.codebook.sayings["asserts"] or verb.lemma in scene.codebook.status["ongoing"]["subjects"]:
        return False
    if any(scene.parse.below(verb, "mark")):
        return False  # "if the rebels attack": a condition, not a rule
    auxiliaries = list(scene.parse.below(verb, "aux", "auxpass"))
    if any(aux.tag == "MD" and aux.lemma in ("may", "can", "must", "should") for aux in auxiliaries):
        return True
    if verb.dep == "conj" and not auxiliaries and not any(scene.parse.below(verb, "nsubj", "nsubjpass")):
        return _is_timeless(scene, scene.parse.head(verb), kind)
    finite = auxiliaries[0] if auxiliaries else verb
    return (
        kind in _DEEDS and finite.tag in ("VBZ", "VBP") and not any(aux.lemma in ("be", "have") for aux in auxiliaries)
    )


Rule = Callable[[Reading], bool]
RULES: tuple[Rule, ...] = (
    done_by_a_thing,
    done_by_nature,
    bidden,
    dictated,
    only_spoken_of,
    private,
    public_appeal,
    harmed_nobody,
    standing,
    of_aid,
    elected,
    civil_campaign,
    held,
    opinion,
    in_general,
    at_all_times,
)
