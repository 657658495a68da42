"""Triggers of one sentence that tell one event: "an attack killed five", "attacked …, killing five"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import reduce

from marsad.extract.details import weapon_at
from marsad.extract.parse import Token
from marsad.extract.roles import is_agent
from marsad.extract.spots import is_act_listed
from marsad.extract.triggers import Hit, Scene
from marsad.types import Claim, Frame


def joined(scene: Scene, found: list[tuple[Hit, Frame]]) -> Iterator[Frame]:
    """Frames of triggers that the sentence joins into one event: "an attack killed five", "attacked …, killing
    five".
    """
    groups: list[list[tuple[Hit, Frame]]] = []
    for one in found:
        mine = _together(scene, [group for group in groups if any(_tell_one(scene, other, one) for other in group)])
        groups = [group for group in groups if group not in mine]
        groups.append([*(other for group in mine for other in group), one])
    for group in sorted(groups, key=lambda group: group[0][0].token.index):
        yield reduce(join, (frame for _, frame in group))


def _together(scene: Scene, groups: list[list[tuple[Hit, Frame]]]) -> list[list[tuple[Hit, Frame]]]:
    """Those that one trigger may join; of acts that are told apart ("clashes near X and a blast in Y killed five") the
    last one.
    """
    kept: list[list[tuple[Hit, Frame]]] = []
    for group in reversed(groups):
        members = [one for other in kept for one in other]
        if not any(_are_two(scene, left, right) for left in group for right in members):
            kept.append(group)
    return kept[::-1]


def _are_two(scene: Scene, left: tuple[Hit, Frame], right: tuple[Hit, Frame]) -> bool:
    first, second = left[0].token, right[0].token
    if any(is_act_listed(scene, one[0].token) and one[1].places for one in (left, right)):
        return _are_listed(scene, first, second)
    return _are_listed(scene, first, second) and _are_apart(left[1], right[1])


def _tell_one(scene: Scene, left: tuple[Hit, Frame], right: tuple[Hit, Frame]) -> bool:
    if left[1].kind.value == right[1].kind.value == "CONSULT":
        return _is_journey_for(scene, left[0], right[0])
    first, second = left[0].token, right[0].token
    if left[1].kind.value != right[1].kind.value:
        return False
    if left[1].status.value != right[1].status.value:
        real = {left[1].status.value, right[1].status.value} <= {"happened", "ongoing"}
        return real and _is_told_there(scene, first, second)
    does = _does(scene, first, second)
    agree = does or _modes_agree(left[1], right[1]) or _is_ruin_of(scene, left, second)
    if left[1].kind.value != "ASSAULT" or not agree:
        return False
    if _are_two(scene, left, right) or _is_after(scene, left, right):
        return False
    if _other_day(scene, first) != _other_day(scene, second):
        return False
    if _is_told_there(scene, first, second):
        return True
    return does or _linked(scene, first, second) or _linked(scene, second, first) or _is_toll_of(right, left)


def _is_after(scene: Scene, left: tuple[Hit, Frame], right: tuple[Hit, Frame]) -> bool:
    """ "Following Russian airstrikes, rebels stormed": what others did before is another act."""
    doers = [
        {phrase.head.span for phrase in frame.parties if phrase.label == "initiator"} for _, frame in (left, right)
    ]
    if not all(doers) or not doers[0].isdisjoint(doers[1]):
        return False
    for token, other in ((left[0].token, right[0].token), (right[0].token, left[0].token)):
        above = scene.parse.head(token)
        is_time = above.dep == "prep" and above.lemma in _SEQUELS
        if is_time and scene.parse.head(above).index == other.index:
            return True
    return False


#: Prepositions after which another act stands that was before or is to come.
_SEQUELS = ("after", "following", "follow", "before", "since", "despite")
#: Labels of phrases that say where an act was.
_PLACING = ("at", "town", "near", "outside")


def _are_apart(left: Frame, right: Frame) -> bool:
    """Whether each says where it was, and no name is said of both: "shelling on X and a fighter killed in Y"."""
    names = [
        {str(phrase.head.text).lower() for phrase in frame.places if phrase.label in _PLACING}
        for frame in (left, right)
    ]
    return all(names) and names[0].isdisjoint(names[1])


def _are_listed(scene: Scene, left: Token, right: Token) -> bool:
    """Whether the way between the two words, through what is above both, passes from one part of a list to another."""
    upward = [scene.parse.upward(token) for token in (left, right)]
    shared = {token.index for token in upward[0]} & {token.index for token in upward[1]}
    way = [token for chain in upward for token in chain if token.index not in shared]
    return any(token.dep in ("conj", "parataxis") or _is_beside(scene, token) for token in way)


def _is_beside(scene: Scene, clause: Token) -> bool:
    """ "four died in X while another three were killed in Y": a clause that sets something beside."""
    marks = {mark.lemma for mark in scene.parse.below(clause, "mark")}
    return clause.dep == "advcl" and not marks.isdisjoint(("while", "whereas"))


def _other_day(scene: Scene, token: Token) -> int | None:
    """The verb of the clause around the word that tells of another day: "a day after a blast wounded three"."""
    parse = scene.parse
    while parse.head(token).index != token.index:
        if token.dep == "advcl" and any(parse.below(token, "npadvmod")) and any(parse.below(token, "mark")):
            return token.index
        token = parse.head(token)
    return None


def _is_journey_for(scene: Scene, journey: Hit, talks: Hit) -> bool:
    """ "will travel to Ankara for talks with": the talks are what the journey is for."""
    preposition = scene.parse.head(talks.token)
    above = scene.parse.head(preposition)
    return preposition.lemma == "for" and preposition.dep == "prep" and above.index == journey.token.index


def _is_toll_of(toll: tuple[Hit, Frame], act: tuple[Hit, Frame]) -> bool:
    """ "… and sixteen traders perished": a count of dead or hurt without an act or a doer of its own."""
    hit, frame = toll
    if hit.triggers[0].pattern.name not in ("dying", "killing") or not frame.counts or frame.means or frame.mode:
        return False
    is_somebody = all(claim.method.endswith(".singular@1") for claim in frame.counts)
    return not (is_somebody or any(phrase.label == "initiator" for phrase in frame.parties) or act[1].counts)


#: Modes that are told of one act by its weapon and by who carries it: "a missile launched by warplanes".
_FROM_AFAR = frozenset(("aerial", "drone", "heavy-weapons"))


def _modes_agree(left: Frame, right: Frame) -> bool:
    if left.mode is not None and right.mode is not None and {left.mode.value, right.mode.value} <= _FROM_AFAR:
        return True
    if left.mode is None or right.mode is None:
        return (left.mode or right.mode) is None or "destroy" not in {m.value for m in (left.mode, right.mode) if m}
    return left.mode.value == right.mode.value


def _is_ruin_of(scene: Scene, ruin: tuple[Hit, Frame], act: Token) -> bool:
    """ "Tents were set ablaze in an air strike": what was destroyed in the act."""
    preposition, mode = scene.parse.head(act), ruin[1].mode
    is_below = act.dep == "pobj" and preposition.lemma in ("in", "by", "during")
    return is_below and preposition.head == ruin[0].token.index and mode is not None and mode.value == "destroy"


def _is_told_there(scene: Scene, act: Token, lower: Token) -> bool:
    """ "Fighting went on around X, where 17 lost their lives": what befell people where the act was."""
    if lower.dep != "relcl" or not any(mark.lemma == "where" for mark in scene.parse.below(lower, "advmod")):
        return False
    verb = next((above for above in scene.parse.upward(lower)[1:] if above.pos == "VERB"), None)
    return verb is not None and any(one.index == act.index for one in scene.parse.below(verb, "nsubj", "nsubjpass"))


def _does(scene: Scene, act: Token, verb: Token) -> bool:
    """ "An explosion destroyed three shops", "shelling by the army targets Homs": the one act does the other."""
    if any(subject.index == act.index for subject in scene.parse.below(verb, "nsubj")):
        return not _is_done_by_another(scene, act)
    if (
        act.pos != "NOUN"
        or verb.tag not in ("VBZ", "VBD", "VBP")
        or verb.lemma not in scene.codebook.words["reaching_targets"]
    ):
        return False
    between = scene.parse.tokens[act.index + 1 : verb.index]
    return not between or (between[0].lemma == "by" and all(_is_of_phrase(word) for word in between[1:]))


def is_trailing(scene: Scene, verb: Token) -> bool:
    """ "struck a queue where officials drew their pay, killing eight": the sentence's end tells of the main act, though
    the parser hangs it on the clause before it.
    """
    head = scene.parse.head(verb)
    is_act = any(act.kind == "ASSAULT" for act in scene.codebook.by_head.get(("verb", head.lemma), ()))
    after_comma = verb.index > 0 and scene.parse.tokens[verb.index - 1].text == ","
    return verb.tag == "VBG" and verb.dep == "advcl" and after_comma and head.dep == "relcl" and not is_act


def _is_of_phrase(word: Token) -> bool:
    return word.pos in ("DET", "ADJ", "NOUN", "PROPN", "ADP", "PART", "PRON", "NUM") or word.lemma == "and"


def _is_done_by_another(scene: Scene, act: Token) -> bool:
    """ "an attack by rebels and army helicopters bombed": whoever stands with the act does what follows."""
    return any(is_agent(scene, one) or weapon_at(scene, one) is not None for one in scene.parse.below(act, "conj"))


def _linked(scene: Scene, upper: Token, lower: Token) -> bool:
    """Whether the lower trigger hangs on the upper as its argument, its consequence or its circumstance."""
    parse, token = scene.parse, lower
    path: list[str] = []
    while token.index != upper.index:
        head = parse.head(token)
        if head.index == token.index:
            return False
        path.append(token.dep)
        token = head
    if any(dep in ("ccomp", "relcl") for dep in path) and path != ["relcl"]:
        return is_trailing(scene, lower)
    if path == ["nsubj"] and _is_done_by_another(scene, lower):
        return False
    # "two were killed and five wounded": a bare number is no subject of its own
    subjects = parse.below(lower, "nsubj", "nsubjpass")
    own_subject = lower.pos == "VERB" and any(subject.pos != "NUM" for subject in subjects)
    return not (own_subject and "conj" in path)


def join(first: Frame, second: Frame) -> Frame:
    """One frame from two that tell one event; the first leads."""
    roles = {(phrase.label, phrase.head.span) for phrase in first.parties}
    heads = {phrase.head.span for phrase in first.parties}
    more = [p for p in second.parties if (p.label, p.head.span) not in roles and (p.head.span not in heads)]
    measures = {claim.value.measure for claim in first.counts}
    return replace(
        first,
        kind=replace(first.kind, quotes=(*first.kind.quotes, *second.kind.quotes)),
        mode=_finer(first.mode, second.mode),
        parties=(*first.parties, *more),
        places=first.places or second.places,
        times=first.times or second.times,
        duration=first.duration or second.duration,
        counts=(*first.counts, *(claim for claim in second.counts if claim.value.measure not in measures)),
        means=_union(first.means, second.means),
        escort=_union(first.escort, second.escort),
        targets=_union(first.targets, second.targets),
        outcome=_union(first.outcome, second.outcome),
        campaign=first.campaign or second.campaign,
        ordinal=first.ordinal or second.ordinal,
        contexts=_union(first.contexts, second.contexts),
        back=first.back or second.back,
        is_other=first.is_other or second.is_other,
    )


def _finer(first: Claim[str] | None, second: Claim[str] | None) -> Claim[str] | None:
    """ "A missile launched by warplanes": what flew says more than what it let fall; what was ruined says least."""
    told = [mode for mode in (first, second) if mode is not None]
    return min(told, key=lambda mode: (mode.value not in ("aerial", "drone"), mode.value == "destroy"), default=None)


def _union(first: tuple[Claim[str], ...], second: tuple[Claim[str], ...]) -> tuple[Claim[str], ...]:
    values = {claim.value for claim in first}
    return (*first, *(claim for claim in second if claim.value not in values))
