"""Which times of a sentence are those of the act: its own clause's first, then those above that hold for it too.

The time of saying is not that of what is said ("said today that"), nor the time of a word that only speaks of the act
("condemned the murder on Friday"), nor that of a clause the act came before or after.
"""

from __future__ import annotations

from marsad.extract.parse import Token
from marsad.extract.status import anchor, quote_of
from marsad.extract.times import TimePhrase
from marsad.extract.triggers import Hit, Scene
from marsad.types import Claim, Phrase

_CLAUSE = frozenset(("VERB", "AUX"))
#: Prepositions by which an act's noun shares the time of the verb above: "five were killed in the attack on Monday".
_WITHIN = frozenset(("in", "during", "by", "with", "from", "under", "amid", "at"))
#: Words that put the clause they begin at another time than the one above.
_ELSEWHEN = frozenset(("after", "before", "since", "until", "once"))
#: Verbs whose time is that of the act they follow: "fighting that began on Tuesday".
_PHASES = frozenset(("begin", "start", "erupt", "break", "flare", "resume", "continue", "last", "end"))
_REACH = 12


def times_of(scene: Scene, hit: Hit) -> tuple[Claim[str] | None, tuple[Phrase, ...]]:
    """The duration and the time phrases that belong to the trigger."""
    if not scene.times:
        return None, ()
    above = _clauses_above(scene, hit)
    own = {anchor(hit).index, hit.token.index}
    direct = [time for time in scene.times if _hangs_on(scene, time, own)]
    shared = [time for time in scene.times if time not in direct and _hangs_on(scene, time, above)]
    dated = any(time.label not in ("duration", "vague") for time in direct)
    phrases = [time for time in (*direct, *(() if dated else shared)) if time.label != "duration"]
    if not phrases:
        phrases = [time for time in scene.times if time.label == "on" and _is_lent(scene, time, own)][:1]
    lasting = next((time for time in (*direct, *shared) if _lasts(scene, time, own)), None)
    found = [_phrase(scene, time) for time in sorted(phrases, key=lambda time: time.start)]
    return None if lasting is None else _duration(scene, lasting), tuple(found)


def _phrase(scene: Scene, time: TimePhrase) -> Phrase:
    quote = quote_of(scene, list(scene.parse.tokens[time.start : time.end]))
    return Phrase(label=time.label, quote=quote, head=quote)


def _duration(scene: Scene, time: TimePhrase) -> Claim[str]:
    quote = quote_of(scene, list(scene.parse.tokens[time.start : time.end]))
    return Claim(value=str(quote.text), quotes=(quote,), method="duration.words@1", confidence=0.8)


def _lasts(scene: Scene, time: TimePhrase, own: set[int]) -> bool:
    """Whether the time is how long the act went on: "a two-week siege" says so of the siege alone."""
    last = scene.parse.tokens[time.end - 1]
    is_of_noun = last.dep in ("amod", "compound", "nmod") and last.head not in range(time.start, time.end)
    return time.label == "duration" and (not is_of_noun or last.head in own)


def _hangs_on(scene: Scene, time: TimePhrase, words: set[int]) -> bool:
    """Whether the first clause word above the time is one of these, or one of these stands on the way."""
    token = scene.parse.tokens[time.start]
    for _ in range(_REACH):
        if token.index in words:
            return True
        if token.pos in _CLAUSE and not time.start <= token.index < time.end:
            if token.dep in ("relcl", "acl") and token.lemma in _PHASES:
                return token.head in words
            told = _told_before(scene, token, time)
            return told is not None and told.index in words
        head = scene.parse.head(token)
        if head.index == token.index:
            return False
        token = head
    return False


def _told_before(scene: Scene, saying: Token, time: TimePhrase) -> Token | None:
    """The clause that this time ends, before its speaker: "killed six in Konduga, on Monday, police said"."""
    parse = scene.parse
    speakers = list(parse.below(saying, "nsubj"))
    told = [clause for clause in parse.below(saying, "ccomp") if clause.index < time.start]
    is_last = bool(speakers) and time.end <= speakers[0].index
    return told[-1] if told and is_last and _is_saying(scene, told[-1], saying) else None


def _is_lent(scene: Scene, time: TimePhrase, own: set[int]) -> bool:
    """Whether the time stands in words that only say what people were doing when it happened to them: "ambushed a
    convoy fleeing the town on Friday", "outside a hall where people watched football on Friday".
    """
    parse, token = scene.parse, scene.parse.tokens[time.start]
    for _ in range(_REACH):
        head = parse.head(token)
        if token.index in own or head.index == token.index:
            return token.index in own
        if token.pos == "ADP" and token.lemma in _ELSEWHEN:
            return False
        if token.pos in _CLAUSE and not _is_meanwhile(scene, token):
            return False
        token = head
    return False


def _is_meanwhile(scene: Scene, clause: Token) -> bool:
    if clause.dep == "relcl":
        return any(word.lemma == "where" for word in scene.parse.below(clause, "advmod"))
    if clause.dep == "xcomp":
        return clause.tag in ("VB", "VBG")
    return clause.dep in ("acl", "advcl") and clause.tag == "VBG" and _is_unmarked(scene, clause)


def _is_unmarked(scene: Scene, clause: Token) -> bool:
    return not any(mark.text.lower() in _ELSEWHEN for mark in scene.parse.below(clause, "mark", "advmod"))


def _clauses_above(scene: Scene, hit: Hit) -> set[int]:
    """The words above the act whose time is its time as well."""
    parse, child = scene.parse, anchor(hit)
    found: set[int] = set()
    for _ in range(_REACH):
        head = parse.head(child)
        if head.index == child.index:
            break
        if child.dep == "relcl" or not _shares_time(scene, child, head):
            # "the morning on which aircraft dropped bombs": the noun itself is the time
            return found | ({head.index} if child.dep == "relcl" and head.ent in ("DATE", "TIME") else set())
        found.add(head.index)
        child = head
    return found


def _shares_time(scene: Scene, child: Token, head: Token) -> bool:
    if child.dep in ("ccomp", "xcomp", "dobj", "pcomp") and head.pos in _CLAUSE and _is_saying(scene, child, head):
        return False
    if child.dep == "prep":
        return child.lemma in _WITHIN or head.pos in _CLAUSE
    if child.dep == "advcl":
        return _is_unmarked(scene, child)
    if child.dep == "dobj":
        return child.pos in _CLAUSE
    if child.dep == "pobj":
        return head.lemma in _WITHIN
    return child.dep != "poss"


def _is_saying(scene: Scene, child: Token, head: Token) -> bool:
    sayings = scene.codebook.sayings
    if child.dep == "xcomp" and head.lemma in sayings["claims"]:
        return False
    return any(head.lemma in sayings[stance] for stance in ("asserts", "claims", "denies"))
