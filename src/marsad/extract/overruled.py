"""Triggers that another act of their sentence overrules: what is only said, allowed, threatened, refused.

A rule looks at all triggers of a sentence with their frames and names those that tell nothing of their own.
:data:`RULES` are applied in order, each to what the one before it left.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from marsad.extract.details import ENDING
from marsad.extract.parse import Token
from marsad.extract.roles import is_passive
from marsad.extract.status import anchor
from marsad.extract.triggers import Hit, Scene
from marsad.types import Frame, Phrase

Told = tuple[Hit, Frame]

#: Kinds of acts that one can refuse.
_OFFERED = frozenset(("REQUEST", "CONSULT", "AID", "COOPERATE", "AGREE", "SUPPORT"))
_ASKED = frozenset(("THREATEN", "REQUEST", "AGREE"))
#: Kinds of acts that are done by words, or come to nothing by themselves.
_TALK = frozenset(("CONSULT", "SUPPORT", "ACCUSE", "REQUEST", "AGREE", "COOPERATE", "AID", "CONCEDE", "REJECT"))
#: Words by which somebody is told what to say or think: "we must show our solidarity with the mothers".
_URGING = frozenset(("must", "should", "ought", "let"))
#: Kinds of acts at which people come together, so that they can be hit.
_HELD = frozenset(("CONSULT", "MOBILIZE", "COOPERATE", "AID", "AGREE"))
_HITTING = frozenset(("on", "at", "against", "upon"))
_THIRD = frozenset(("they", "he", "she", "them", "him", "her", "who"))
_UNSURE = frozenset(("denied", "planned", "hypothetical"))


def own_acts(scene: Scene, told: list[Told]) -> list[Told]:
    """The triggers that no rule takes away."""
    for rule in RULES:
        gone = {hit.token.index for hit in rule(scene, told)}
        told = [one for one in told if one[0].token.index not in gone] if gone else told
    return told


def sayings(scene: Scene, told: Sequence[Told]) -> Iterator[Hit]:
    """ "asked whether", "insisted that they had" (no requests) and "warned that rebels might" (no threat)."""
    acts = {hit.token.index for hit, _ in told}
    for hit, frame in told:
        if frame.kind.value in ("REQUEST", "THREATEN") and hit.token.pos == "VERB":
            clauses = scene.parse.below(hit.token, "ccomp")
            if any(_only_says(scene, hit.token, frame.kind.value, clause, acts) for clause in clauses):
                yield hit


def _only_says(scene: Scene, verb: Token, kind: str, clause: Token, acts: set[int]) -> bool:
    parse, words = scene.parse, scene.codebook.words
    marks = {mark.text.lower() for mark in parse.below(clause, "mark")}
    is_told = clause.tag in ("VBD", "VBZ", "VBP", "VBN") and any(parse.below(clause, "nsubj", "nsubjpass"))
    if verb.lemma in words["asking"] and (marks & {"whether", "if"} or is_told):
        return True
    if kind != "THREATEN" or clause.index not in acts or verb.lemma not in words["warning"]:
        return False
    others = [subject for subject in parse.below(clause, "nsubj") if subject.pos in ("NOUN", "PROPN")]
    speakers = parse.below(verb, "nsubj")  # "Iran could …, its envoy warned": Iran's own threat
    is_own = any(any(parse.below(one, "poss")) for one in (*others, *speakers))
    return bool(others) and not is_own


def enabled(scene: Scene, told: Sequence[Told]) -> Iterator[Hit]:
    """ "centres which allow them to coordinate": a thing concedes nothing, and what it allows is no act."""
    enabling = [
        hit.token
        for hit, frame in told
        if hit.token.lemma in scene.codebook.words["enabling"]
        and not any(phrase.label == "initiator" for phrase in frame.parties)
        and not is_passive(scene.parse, hit.token)
    ]
    for hit, frame in told if enabling else ():
        is_allowed = frame.status.value == "hypothetical" and _is_below(scene, hit.token, enabling)
        if hit.token in enabling or is_allowed:
            yield hit


def forbidden(scene: Scene, told: Sequence[Told]) -> Iterator[Hit]:
    """ "barred from meeting envoys", "forbade them to march": what somebody may not do."""
    words = scene.codebook.words["forbidding"]
    if scene.parse.lemmas.isdisjoint(words):
        return
    for hit, _ in told:
        if any(_is_kept_from(scene, one, words) for one in scene.parse.upward(hit.token)):
            yield hit


def _is_kept_from(scene: Scene, clause: Token, forbidding: frozenset[str]) -> bool:
    above = scene.parse.head(clause)
    if clause.dep == "pcomp" and above.lemma == "from":
        above = scene.parse.head(above)
    elif clause.dep not in ("xcomp", "ccomp"):
        return False
    return above.lemma in forbidding


def purposes(scene: Scene, told: Sequence[Told]) -> Iterator[Hit]:
    """ "denied sending troops to support": what an act that did not happen was to serve, no more happened."""
    unsure = [hit.token for hit, frame in told if frame.status.value in _UNSURE]
    for hit, _ in told if unsure else ():
        token = hit.token
        serves = token.tag == "VB" and token.dep in ("advcl", "xcomp", "acl") and scene.parse.head(token) in unsure
        if serves and any(mark.lemma == "to" for mark in scene.parse.below(token, "aux")):
            yield hit


def threatened(scene: Scene, told: Sequence[Told]) -> Iterator[Hit]:
    """The acts that a threat, demand or promise only speaks of: the threat is what happened."""
    threats = [hit.token for hit, frame in told if frame.kind.value in _ASKED]
    for hit, frame in told if threats else ():
        if frame.status.value != "happened" and _is_below(scene, hit.token, threats):
            yield hit


def refused(scene: Scene, told: Sequence[Told]) -> Iterator[Hit]:
    """What is refused: the refusal is what happened."""
    refusals = [hit.token for hit, frame in told if frame.kind.value == "REJECT"]
    for hit, frame in told if refusals else ():
        if frame.kind.value in _OFFERED and _is_below(scene, hit.token, refusals):
            yield hit


def discussed(scene: Scene, told: Sequence[Told]) -> Iterator[Hit]:
    """ "met to discuss": the talk of a meeting is no second one."""
    talks = [anchor(hit) for hit, frame in told if frame.kind.value == "CONSULT"]
    for hit, _ in told if talks else ():
        if hit.token.lemma in scene.codebook.words["discussing"] and _is_below(scene, hit.token, talks):
            yield hit


def endings(_scene: Scene, told: Sequence[Told]) -> Iterator[Hit]:
    """Triggers that tell how another act of the sentence ended: "targeted …, before being driven out"; not what was
    taken by a move ("advanced, seizing two hills").
    """
    ended = {
        quote.span: frame
        for _, frame in told
        for claim in frame.outcome
        if claim.method == ENDING
        for quote in claim.quotes
    }
    for hit, frame in told if ended else ():
        other = ended.get(frame.trigger.span, frame)
        is_taken = frame.kind.value == "ASSAULT" and other.kind.value == "MOBILIZE"
        if other.trigger.span != frame.trigger.span and not is_taken:
            yield hit


def searches(scene: Scene, told: Sequence[Told]) -> Iterator[Hit]:
    """The raids by which somebody was arrested or something seized: "detained 110 people in dawn raids"."""
    taking = {hit.token.index for hit, frame in told if frame.kind.value == "COERCE"}
    parse = scene.parse
    for hit, frame in told if taking else ():
        above = parse.head(hit.token)
        if above.dep == "prep":
            above = parse.head(above)
        beside = {above.index, *(one.index for one in parse.below(hit.token, "conj"))}
        is_search = hit.token.lemma in scene.codebook.words["searching"] and not frame.counts
        if is_search and not beside.isdisjoint(taking):
            yield hit


def struck(scene: Scene, told: Sequence[Told]) -> Iterator[Hit]:
    """Gatherings and patrols that an attack hits: "bombed a meeting of commanders", "an ambush on a patrol"."""
    attacks = {hit.token.index for hit, frame in told if frame.kind.value == "ASSAULT"}
    for hit, frame in told if attacks else ():
        if frame.kind.value not in _HELD or hit.token.pos != "NOUN":
            continue
        above = scene.parse.head(hit.token)
        is_object = hit.token.dep in ("dobj", "nsubjpass") or (hit.token.dep == "pobj" and above.lemma in _HITTING)
        if is_object and (above if above.dep != "prep" else scene.parse.head(above)).index in attacks:
            yield hit


def charges(scene: Scene, told: Sequence[Told]) -> Iterator[Hit]:
    """What somebody is punished for: "executed a man on charges of spying and killing a commander"."""
    nouns = (token for token in scene.parse if token.pos == "NOUN" and token.lemma in scene.codebook.words["grounds"])
    grounds = [noun for noun in nouns if noun.dep == "pobj" and scene.parse.head(noun).lemma in ("on", "over", "under")]
    for hit, _ in told if len(told) > 1 and grounds else ():
        if _is_below(scene, hit.token, grounds):
            yield hit


def wishes(scene: Scene, told: Sequence[Told]) -> Iterator[Hit]:
    """What is only asked or called for ("we must condemn them"), and what is hoped or willed where nobody but a pronoun
    has part in it: "do you speak with him?", "we are willing to discuss it".
    """
    last = scene.parse.tokens[-1].text
    for hit, frame in told:
        kind, status = frame.kind.value, frame.status.value
        is_asked = kind != "ASSAULT" and last == "?" and status in ("hypothetical", "planned")
        is_willed = (kind != "ASSAULT" and status == "hypothetical") or (kind in _TALK and status == "planned")
        is_urged = (
            kind in _TALK
            and status == "hypothetical"
            and not _URGING.isdisjoint(str(quote.text).lower() for quote in frame.status.quotes)
        )
        if (
            is_asked
            or is_urged
            or (is_willed and not any(_is_told_of(scene, phrase, status) for phrase in frame.parties))
        ):
            yield hit


def _is_told_of(scene: Scene, phrase: Phrase, status: str) -> bool:
    """Whether the party is more than a pronoun; "they" who will do something are somebody told of before."""
    span = phrase.quote.span
    words = [token for token in scene.parse if span.start <= token.span.start < span.end]
    is_bound = status == "planned" and any(token.lemma in _THIRD for token in words)
    return is_bound or any(token.pos in ("NOUN", "PROPN", "ADJ", "NUM") for token in words)


def _is_below(scene: Scene, token: Token, uppers: Sequence[Token]) -> bool:
    """Whether the word hangs on one of these."""
    above = {upper.index for upper in uppers}
    return any(one.index in above for one in scene.parse.upward(token)[1:])


Rule = Callable[[Scene, Sequence[Told]], Iterator[Hit]]
RULES: tuple[Rule, ...] = (
    sayings,
    enabled,
    forbidden,
    purposes,
    threatened,
    refused,
    discussed,
    endings,
    struck,
    charges,
    searches,
    wishes,
)
