"""How many people an act killed, hurt, seized or drove away: counts of a sentence, and which act each belongs to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from marsad.extract.parse import Token
from marsad.extract.roles import is_passive, prepositional, surface_subjects
from marsad.extract.shares import Sum, is_counted_noun, is_hurt, is_mixed, own_quantity, sum_at
from marsad.extract.status import quote_of
from marsad.extract.triggers import Hit, Scene
from marsad.types import Claim, Count, Measure

#: How sure a count is, by what says it: the act itself, or a word that does not tell dead from hurt.
_TOLL, _SURE, _NUMBER, _UNSURE = 0.9, 0.85, 0.8, 0.5
#: With one of these a toll is that of a longer time.
_PERIOD = frozenset(("since", "within", "days", "weeks", "months", "years"))
#: Crowds, of whom one person alone is none.
_CROWDS = ("displaced", "participants")
_Told = tuple[Token, Claim[Count]]


def counts_of(scene: Scene) -> tuple[_Told, ...]:
    """Every count of people in the sentence with the word that says what is counted, the surest of a measure first."""
    found: list[_Told] = []
    for token in scene.parse:
        if token.lemma in scene.codebook.counting:
            found.extend(_told(scene, token))
    return tuple(sorted(found, key=lambda told: -(told[1].confidence or 0)))


def _told(scene: Scene, token: Token) -> Iterator[_Told]:
    """What one word counts: a toll, those it kills or hurts, losses that may be either."""
    for measure in scene.codebook.counting[token.lemma]:
        rows = scene.codebook.measures[measure]
        if token.pos != "VERB" and _is_toll(scene, token, rows):
            toll = _toll(scene, token)
            if toll is not None:
                yield token, _claim(scene, measure, token, toll, _TOLL if token.lemma != "number" else _NUMBER)
            continue
        is_act = token.lemma in rows["acts"] and token.lemma != "massacre"
        alone = measure not in _CROWDS and (token.pos == "VERB" or is_act)
        sums = (sum_at(scene, head, alone=alone) for head in _counted(scene, token, rows))
        found = next((one for one in sums if one is not None), None)
        if found is not None and is_mixed(scene, token) and found.high is None:
            continue  # "more than 20 killed and wounded" bounds neither
        if found is not None:
            yield token, _claim(scene, measure, token, found, _SURE)
        elif token.lemma in rows["losses"] and token.pos in ("NOUN", "PROPN"):
            yield from _losses(scene, measure, token)


def _claim(scene: Scene, measure: Measure, word: Token, found: Sum, confidence: float) -> Claim[Count]:
    low, best = (None, None) if is_mixed(scene, word) else (found.low, found.best)
    count = Count(measure=measure, low=low, best=best, high=found.high, by_party=found.by_party)
    words = list(scene.parse.tokens[found.start : found.end])
    return Claim(
        value=count,
        quotes=(quote_of(scene, words), quote_of(scene, [word])),
        method=f"{measure}.{found.rule}@2",
        confidence=confidence,
    )


# --- which words are counted -------------------------------------------------------------------


def _counted(scene: Scene, token: Token, rows: Mapping[str, frozenset[str]]) -> list[Token]:
    """The words whose number is the count."""
    if token.pos in ("VERB", "AUX"):
        return _of_verb(scene, token, rows)
    if token.lemma in rows["adjectives"] and token.pos in ("ADJ", "VERB", "NOUN"):
        return _of_adjective(scene, token)
    if token.pos not in ("NOUN", "PROPN"):
        return []
    if token.lemma in rows["acts"] and (of := _of_act(scene, token)):
        return of
    return [token] if token.lemma in rows["nouns"] and own_quantity(scene, token) is not None else []


def _of_verb(scene: Scene, verb: Token, rows: Mapping[str, frozenset[str]]) -> list[Token]:
    parse = scene.parse
    phrases = set(_phrases(scene, verb))
    passive = is_passive(parse, verb)
    if any(" " in phrase for phrase in phrases & rows["subject"]):
        return surface_subjects(parse, verb)  # "lost their lives"; not "lost ten soldiers"
    if phrases & rows["verbs"]:
        own = [subject for subject in parse.below(verb, "nsubjpass") if subject.pos != "PRON"]
        found = (
            (own or surface_subjects(parse, verb)) if passive else list(parse.below(verb, "dobj")) or _next(scene, verb)
        )
        is_fit = is_hurt if rows["tolls"] or rows["losses"] or "hurt" in rows["verbs"] else is_counted_noun
        return [token for token in found if is_fit(scene, token)]
    return surface_subjects(parse, verb) if phrases & rows["subject"] else []


def _next(scene: Scene, verb: Token) -> list[Token]:
    """ "… on Hajin kills at least 12 members": the counted noun right after a verb whose object the parser missed."""
    if verb.tag not in ("VBZ", "VBP", "VBG") or any(scene.parse.below(verb, "conj")):
        return []
    after = (q for q in scene.quantities if q.start == verb.index + 1 and q.noun is not None)
    return [scene.parse.tokens[q.noun] for q in after if q.noun is not None]


def _phrases(scene: Scene, verb: Token) -> Iterator[str]:
    """ "kill", "gun down", "shoot dead", "stab to death", "lose life"."""
    yield verb.lemma
    for child in scene.parse.below(verb, "prt", "dobj", "acomp", "oprd", "prep", "ccomp", "advmod"):
        yield f"{verb.lemma} {child.lemma}"
    for end in scene.parse.below(verb, "advcl", "amod"):  # "shot an elder dead outside his house"
        if end.tag == "JJ":
            yield f"{verb.lemma} {end.lemma}"
    for end in prepositional(scene.parse, [verb], "to"):
        yield f"{verb.lemma} to {end.lemma}"


def _of_adjective(scene: Scene, token: Token) -> list[Token]:
    parse, head = scene.parse, scene.parse.head(token)
    if token.dep == "amod":
        return [head]
    before = parse.tokens[token.index - 1] if token.index else token
    if token.dep == "advcl" and own_quantity(scene, before) is not None and is_counted_noun(scene, before):
        return [before]  # "…, twenty militants dead"
    if token.dep in ("oprd", "acomp", "ccomp", "conj"):
        said_of = [*parse.below(token, "nsubj"), *parse.below(head, "dobj"), *parse.below(head, "nsubj", "nsubjpass")]
        return [*said_of[:1], token]
    return [token]


def _of_act(scene: Scene, noun: Token) -> list[Token]:
    """Those that "the killing of" names; lives only where they are taken or lost."""
    if noun.lemma in ("life", "loss", "throat") and not _is_taken(scene, noun):
        return []
    heads = [token for word in ("of", "for", "against") for token in prepositional(scene.parse, [noun], word)]
    return [token for token in heads if is_counted_noun(scene, token)]


def _is_taken(scene: Scene, noun: Token) -> bool:
    verb = scene.parse.head(noun)
    return noun.lemma == "loss" or verb.lemma in ("claim", "cost", "take", "lose", "snuff", "end", "cut", "slit")


# --- tolls and losses --------------------------------------------------------------------------


def _toll(scene: Scene, token: Token) -> Sum | None:
    """The number a toll has reached: "the death toll rose from 17 to 22", "bringing to 12 the number of dead".

    One of several days or weeks is no toll of this act.
    """
    if _PERIOD & scene.parse.vocabulary:
        return None
    tokens, joints = scene.parse.tokens, scene.codebook.words["reaching"]
    after = [q for q in scene.quantities if q.start > token.index]
    joined = [q for q in after if q.hedge is not None or tokens[q.start - 1].text.lower() in joints]
    raised = [q for q in joined if tokens[q.start - 1].text.lower() == "to"]
    before = [q for q in scene.quantities if q.end <= token.index and tokens[max(0, q.start - 1)].text.lower() == "to"]
    own = next(iter((*raised, *before[-1:], *joined)), None)
    if own is None:
        return None
    low, best = (own.high, own.high) if tokens[own.start].lemma == "from" else (own.low, own.best)
    return Sum(start=own.start, end=own.end, low=low, best=best, high=own.high, by_party=(), rule="toll")


def _is_toll(scene: Scene, token: Token, rows: Mapping[str, frozenset[str]]) -> bool:
    """A toll, a number of dead, or dead that rise."""
    if token.lemma == "number":
        told = rows["verbs"] | rows["subject"] | rows["nouns"] | rows["losses"]
        return bool(rows["tolls"]) and any(other.lemma in told for other in scene.parse)
    if token.lemma in rows["tolls"]:
        return token.lemma != "toll" or not any(scene.parse.below(token, "poss"))
    if token.lemma not in rows["nouns"] and token.lemma not in rows["losses"]:
        return False
    is_rising = scene.parse.head(token).lemma in scene.codebook.words["rising"]
    return is_rising and own_quantity(scene, token) is None and not _of_act(scene, token)


def _losses(scene: Scene, measure: Measure, token: Token) -> Iterator[_Told]:
    """ "7 casualties": dead as UCDP counts them, but maybe none; "no casualties" are neither dead nor hurt."""
    own = own_quantity(scene, token)
    if own is None:
        return
    found = sum_at(scene, token, alone=False)
    if found is None:
        return
    if own.high == 0:
        for nobody in ("killed", "injured"):
            yield token, _claim(scene, nobody, token, found, _SURE)
        return
    yield token, _claim(scene, measure, token, replace(found, low=None), _UNSURE)


# --- which act a count belongs to --------------------------------------------------------------


def counts_for(scene: Scene, hit: Hit, hits: Sequence[Hit], counts: Sequence[_Told]) -> tuple[Claim[Count], ...]:
    """The counts whose word stands nearest to this trigger in the tree, of those whose kind can have such counts."""
    chosen: dict[str, Claim[Count]] = {}
    for word, claim in counts:
        kinds = scene.codebook.measures[claim.value.measure]["kinds"]
        fitting = [other for other in hits if any(trigger.kind in kinds for trigger in other.triggers)]
        nearest = min(
            fitting,
            key=lambda other: (_distance(scene, other.token, word), abs(other.token.index - word.index)),
            default=None,
        )
        if nearest is hit:
            chosen.setdefault(claim.value.measure, claim)
    return tuple(chosen.values())


def is_evidence(claim: Claim[Count]) -> bool:
    """Whether the count speaks for violence: nobody hurt does not, and a toll may be that of a storm."""
    return claim.value.high != 0 and ".toll@" not in claim.method


def _distance(scene: Scene, left: Token, right: Token) -> int:
    """Steps between two words in the tree."""
    above: dict[int, int] = {}
    token, steps = left, 0
    while token.index not in above:
        above[token.index] = steps
        token, steps = scene.parse.head(token), steps + 1
    token, steps = right, 0
    while token.index not in above:
        head = scene.parse.head(token)
        if head.index == token.index:
            return 99
        token, steps = head, steps + 1
    return above[token.index] + steps
