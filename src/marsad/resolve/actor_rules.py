"""The rules by which a phrase gets its actor, in order; the first that applies answers.

1. ``alias``, ``acronym``: the head is a name of the registry ("Isis", "HTS" where the text says what that is).
2. ``leader``: it is a public leader, who stands for a government or group ("Erdogan", "Haftar's troops").
3. ``member``: the head belongs to a name ("Daesh militiamen", "members of the FMLN", "IS shelling").
4. ``backed``: it belongs to nobody but a foreign state backs it ("pro-Iranian militias").
5. ``group``: a proper name that ends like that of an organisation; a new actor without id.
6. ``force``, ``generic``: a noun with its nation ("Turkish drones"), or the story's country ("the army", "villagers").
   ``period``: "the rebels" of a country and time in which one movement was meant.
7. ``government``: a country, capital or palace by itself ("Ankara"). Whether it fights is for the kind of event to say.
8. ``office``: a person by office ("Colonel …", "…, the mayor of …"): officials, judiciary, army; never the name.
9. ``unresolved``: an actor without id or name; what the text says stays in ``Party.text``.

Things and acts without an owner ("the blast", "an airstrike") are no actor. Confidence falls from rule to rule; the
numbers put the rules in order and are not calibrated.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from marsad.actors.patterns import Pattern, pattern_id, proxy_id
from marsad.actors.phrases import Noun, PhraseWords, after_link, noun_ending, read_phrase, run_end
from marsad.actors.registry import Spotted, Use
from marsad.resolve.group_rules import by_group, by_new_member
from marsad.resolve.look import (
    CONFIDENCE,
    FIGHTING,
    LOCAL,
    OWNED,
    SHARED,
    STATE_FORCES,
    ActorContext,
    Answer,
    Look,
    is_backer,
    is_minority,
    own_nations,
    say,
)
from marsad.types import Actor

__all__ = ["ActorContext", "Answer", "Look", "answer_words"]

#: Name runs before which an office stands: "Colonel Juan Carlos Perez Lopez".
_LONGEST_PERSON = 5


def answer_words(words: Sequence[str], head: tuple[int, int] | None, look: Look) -> Answer | None:
    phrase = read_phrase(words, head, look.reader)
    return None if phrase is None else _answer(phrase, look)


def _answer(phrase: PhraseWords, look: Look) -> Answer | None:
    for rule in _RULES:
        answer = rule(phrase, look)
        if answer is not None:
            return answer
    noun = phrase.noun
    if noun is not None and (look.is_in("things", noun.words) or look.is_in("acts", noun.words)):
        return None
    return say("unresolved", Actor(id=None, name=None))


# --- rules: names -------------------------------------------------------------------------------


def _by_name(phrase: PhraseWords, look: Look) -> Answer | None:
    name = phrase.head_name
    if name is None:
        return None
    leader = name.uses[0].alias.leader
    spelled = "".join(piece.raw for piece in phrase.pieces[name.start : name.end])
    method = "leader" if leader else "acronym" if spelled.isupper() and name.end - name.start == 1 else "alias"
    return _named(name, method, look)


def _named(name: Spotted, method: str, look: Look) -> Answer:
    """The actor of a name. Local names go first, then actors of the story's country; the others are rivals."""
    uses = sorted(name.uses, key=lambda use: _rank(use, look))
    ids = list(dict.fromkeys(use.actor for use in uses))
    actors = [look.actor(look.registry.entries[actor]) for actor in ids]
    best = uses[0]
    tie = [use.actor for use in uses if _rank(use, look)[:-1] == _rank(best, look)[:-1] and use.actor != best.actor]
    share = SHARED if tie else LOCAL if best.alias.local else 1.0
    return say(method, actors[0], share, tuple(actors[1:]))


def _rank(use: Use, look: Look) -> tuple[bool, bool, bool, str]:
    is_here = look.context.country in look.registry.entries[use.actor].countries
    return not use.alias.local, not is_here, use.alias.leader, use.actor


def _by_member(phrase: PhraseWords, look: Look) -> Answer | None:
    if not look.is_owned(phrase.noun) or phrase.noun is None:
        return None
    owner = _owner(phrase, phrase.noun, look)
    if owner is None:
        return None
    country = _led_country(owner, look)
    if country is not None:
        return say("leader", look.of_pattern(_state_body(phrase.noun, look), country))
    return _named(owner, "member", look)


def _owner(phrase: PhraseWords, noun: Noun, look: Look) -> Spotted | None:
    """The name beside the head: before it, right after it ("the group Boko Haram"), or after a link ("of the FMLN")."""
    before = [name for name in phrase.names if name.end <= noun.start and _describes(phrase, name, noun, look)]
    if before:
        return before[-1]
    here = next((name for name in phrase.names if name.start == phrase.head_end), None)
    if here is not None:
        return here
    start = after_link(phrase, look.reader)
    while start is not None and start < len(phrase.pieces):
        end = run_end(phrase.pieces, start, phrase.names, look.reader)
        owner = next((name for name in phrase.names if start <= name.start < end), None)
        if owner is not None:
            return owner
        goes_on = end < len(phrase.pieces) and phrase.pieces[end].folded == "of"
        start = end + 1 if goes_on else None
    return None


def _describes(phrase: PhraseWords, name: Spotted, noun: Noun, look: Look) -> bool:
    """Not "Taliban-linked", not over a comma."""
    between = phrase.pieces[name.end : noun.start]
    if between and look.is_in("backed", between[0].folded):
        return False
    return all(piece.folded[0].isalnum() for piece in between)


def _led_country(name: Spotted, look: Look) -> str | None:
    """The country of a leader who stands for a government."""
    use = name.uses[0]
    entry = look.registry.entries[use.actor]
    return entry.country if use.alias.leader and use.actor == pattern_id("gov", entry.country) else None


def _state_body(noun: Noun, look: Look) -> str:
    """The organ of the state that a noun beside a nation means: "Syrian forces" the army, "leaders" the government."""
    pattern = look.pattern(noun)
    if pattern is not None and pattern.is_state:
        return pattern.id
    if any(look.is_in(name, noun.words) for name in FIGHTING):
        return STATE_FORCES
    if pattern is not None:
        return "pro-government-militias" if pattern.is_armed else pattern.id
    return "gov"


# --- rules: backed, grouped ---------------------------------------------------------------------


def _by_backer(phrase: PhraseWords, look: Look) -> Answer | None:
    noun, pattern = phrase.noun, look.pattern(phrase.noun)
    if noun is None or not (look.is_in("armed_members", noun.words) or (pattern and pattern.is_armed)):
        return None
    backers = [nation for nation in phrase.nations if nation.end <= noun.start and is_backer(phrase, nation, look)]
    if not backers or _has_own_state(phrase, backers[-1].end, noun, look):
        return None
    entry = look.registry.get(proxy_id(backers[-1].country, look.registry.nations))
    return None if entry is None else say("backed", look.actor(entry))


def _has_own_state(phrase: PhraseWords, start: int, noun: Noun, look: Look) -> bool:
    """ "Saudi-backed government forces": those of a state, whoever backs it."""
    nouns = look.registry.vocabulary.nouns
    between = phrase.pieces[start : noun.start]
    words = [piece.folded for piece in between]
    return any(look.registry.patterns[nouns[word]].is_state for word in words if word in nouns) or (
        noun.words.startswith(("government", "regime"))
    )


# --- rules: nouns, nations, offices -------------------------------------------------------------


def _by_noun(phrase: PhraseWords, look: Look) -> Answer | None:
    noun = phrase.noun
    if noun is None or look.is_in("things", noun.words):
        return None
    country = _said_country(phrase, noun, look)
    pattern = _meant(phrase, noun, country, look)
    if _is_unnamed_side(phrase, noun, pattern, look):
        return _side(phrase, noun, pattern)
    if pattern is None:
        return _of_those_after(phrase, noun, look) or _of_nobody_known(noun, look)
    if _is_former(phrase, noun, pattern, look):
        pattern = look.registry.patterns["former-officials"]
    known = _known_rebels(phrase, noun, country, look)
    if known is not None:
        return known
    method = "force" if pattern.is_state else "generic"
    if country is None:
        method, country = f"context-{method}", look.context.country
    return say(method, look.of_pattern(pattern.id, country))


#: Nouns that a country's news uses for the one movement that has risen against it.
_BARE_REBELS = frozenset(
    ("rebel", "rebels", "insurgent", "insurgents", "guerrilla", "guerrillas", "rebel fighters", "rebel forces")
)


def _known_rebels(phrase: PhraseWords, noun: Noun, country: str | None, look: Look) -> Answer | None:
    """ "The rebels" of Angola in 1993, with nothing beside that makes them others: the UNITA."""
    home, year = country or look.context.country, look.context.year
    if noun.words not in _BARE_REBELS or home is None or year is None:
        return None
    of_nation = {index for spot in phrase.nations for index in range(spot.start, spot.end)}
    words = [piece.folded for index, piece in enumerate(phrase.pieces[: noun.start]) if index not in of_nation]
    if not all(look.is_in("determiners", word) or word.isdigit() for word in words):
        return None
    entry = look.registry.rebels_of(home, year)
    rival = look.of_pattern("rebels", home)
    return None if entry is None else say("period", look.actor(entry), 1.0, (rival,))


def _meant(phrase: PhraseWords, noun: Noun, country: str | None, look: Look) -> Pattern | None:
    """The pattern of the head, or of the word that says what it is: "rebel fighters", "government helicopters"."""
    patterns = look.registry.patterns
    own = look.pattern(noun)
    said = _qualifier(phrase, noun, look)
    if (
        own is not None
        and look.is_in("materiel", noun.words)
        and country is not None
        and _said_before(phrase, noun, look)
    ):
        return own if own.is_state else patterns[STATE_FORCES]  # "Sudanese bombers" fly
    if own is not None:
        wins = said is not None and (own.is_soft or (own.is_state and own.is_armed)) and not said.is_state
        if wins and said is not None and said.is_armed:
            return said
        return own
    is_fighting = any(look.is_in(name, noun.words) for name in FIGHTING)
    if said is not None:
        return patterns[STATE_FORCES] if is_fighting and said.id == "gov" else said
    if country is not None and _said_before(phrase, noun, look):
        return patterns[_state_body(noun, look)] if not look.is_in("groups", noun.words) or is_fighting else None
    return None


def _qualifier(phrase: PhraseWords, noun: Noun, look: Look) -> Pattern | None:
    """The nearest word before the head that says whose it is."""
    vocabulary = look.registry.vocabulary
    end = noun.start
    while end > 0 and phrase.pieces[end - 1].folded[0].isalnum():
        hit = vocabulary.longest_ending(phrase.pieces, end)
        if hit is not None:
            words = hit[1]
            pattern = vocabulary.qualifiers.get(words) or vocabulary.nouns.get(words)
            if pattern is not None:
                return look.registry.patterns[pattern]
        end = hit[0] if hit is not None else end - 1
    return None


def _said_before(phrase: PhraseWords, noun: Noun, look: Look) -> bool:
    led = any(name.end <= noun.start and _led_country(name, look) for name in phrase.names)
    return led or any(nation.end <= noun.start for nation in own_nations(phrase, look))


def _said_country(phrase: PhraseWords, noun: Noun, look: Look) -> str | None:
    """The nation before the head ("Syrian"), else the one it belongs to ("of Syria")."""
    nations = own_nations(phrase, look)
    before = [nation.country for nation in nations if nation.end <= noun.start]
    if before:
        return before[-1]
    start = after_link(phrase, look.reader)
    if start is None:
        return None
    end = run_end(phrase.pieces, start, phrase.names, look.reader)
    return next((nation.country for nation in nations if start <= nation.start < end), None)


def _is_former(phrase: PhraseWords, noun: Noun, pattern: Pattern, look: Look) -> bool:
    before = [piece.folded for piece in phrase.pieces[: noun.start]]
    return (pattern.is_state or pattern.is_armed) and any(look.is_in("former", word) for word in before)


def _is_unnamed_side(phrase: PhraseWords, noun: Noun, pattern: Pattern | None, look: Look) -> bool:
    """ "allied militias", "rival groups": somebody, but the phrase does not say who."""
    if not noun.start or not look.is_in("unnamed", phrase.pieces[noun.start - 1].folded):
        return False
    return pattern.is_armed if pattern else look.is_in("groups", noun.words)


def _side(phrase: PhraseWords, noun: Noun, pattern: Pattern | None) -> Answer:
    name = " ".join(phrase.words[phrase.pieces[noun.start - 1].word : phrase.pieces[phrase.head_end - 1].word + 1])
    sector, inter = (pattern.sector, pattern.inter) if pattern else (None, None)
    return say("side", Actor(id=None, name=name.lower(), sector=sector, inter=inter))


def _of_those_after(phrase: PhraseWords, noun: Noun, look: Look) -> Answer | None:
    """ "members of the armed forces", "dozens of civilians": the phrase after the link answers."""
    is_open = any(look.is_in(name, noun.words) for name in OWNED)
    start = after_link(phrase, look.reader) if is_open else None
    if start is None or phrase.pieces[start].word == 0:
        return None
    answer = answer_words(phrase.words[phrase.pieces[start].word :], None, look)
    if answer is None or answer.method == "unresolved":
        return None
    actor = answer.actor
    is_government = actor.country is not None and actor.id == pattern_id("gov", actor.country)
    if is_government and any(look.is_in(name, noun.words) for name in FIGHTING):
        return replace(answer, actor=look.of_pattern(STATE_FORCES, actor.country))
    return answer


def _of_nobody_known(noun: Noun, look: Look) -> Answer | None:
    """Weapons without an owner: "drones circled"."""
    if not look.is_in("materiel", noun.words):
        return None
    return say("context-generic", look.of_pattern("unidentified-military", look.context.country))


#: What a phrase begins with that is one of a nation: "a Palestinian", "the young Syrian".
_ONE = frozenset(("a", "an", "another"))
#: Endings of nationalities that stand for the whole nation with "the": "the British".
_OF_MANY = ("sh", "ch", "ese", "ss")


def _by_nation(phrase: PhraseWords, look: Look) -> Answer | None:
    nation = phrase.head_nation
    if nation is not None and is_minority(phrase, nation, look):
        return say("context-generic", look.of_pattern("civilians", look.context.country))
    if nation is None or nation not in own_nations(phrase, look):
        return None
    first, last = phrase.words[0].lower(), phrase.words[-1].lower()
    is_one = first in _ONE or (first == "the" and not last.endswith(_OF_MANY))
    is_one = is_one and nation.sort == "adjective" and len(phrase.nations) == 1
    if nation.sort == "people" or is_one:
        return say("people", look.of_pattern("civilians", nation.country))
    share = 0.6 if nation.sort == "adjective" else 1.0
    return say("government", look.of_pattern("gov", nation.country), share)


def _by_office(phrase: PhraseWords, look: Look) -> Answer | None:
    if phrase.noun is not None or not (phrase.in_capitals or phrase.is_capitalised(phrase.head_end - 1)):
        return None
    for end in range(phrase.head_end - 1, max(0, phrase.head_end - 1 - _LONGEST_PERSON), -1):
        noun = noun_ending(phrase.pieces, end, phrase.names, look.reader)
        last = phrase.pieces[end - 1].word
        if noun is not None and last < phrase.pieces[phrase.head_end - 1].word:
            return _in_office(answer_words(phrase.words[: last + 1], (last, last + 1), look))
    return _in_office(_apposition(phrase, look))


def _apposition(phrase: PhraseWords, look: Look) -> Answer | None:
    """ "…, the mayor of …": what stands between the comma after the name and the next."""
    rest = phrase.pieces[phrase.head_end :]
    if not rest or rest[0].folded != ",":
        return None
    return answer_words(phrase.words[rest[0].word + 1 :], None, look)


def _in_office(answer: Answer | None) -> Answer | None:
    if answer is None or answer.actor.id is None:
        return None
    return replace(answer, method="office", confidence=min(answer.confidence, CONFIDENCE["office"]))


_Rule = Callable[[PhraseWords, Look], Answer | None]
_RULES: tuple[_Rule, ...] = (
    _by_name,
    _by_member,
    _by_backer,
    by_group,
    by_new_member,
    _by_noun,
    _by_nation,
    _by_office,
)
