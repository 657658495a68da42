"""Who "they", "it" and "the group" are: the nearest fitting party told before, within one story."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from operator import is_

from marsad.extract.attribution import speaks_as
from marsad.extract.parse import Token
from marsad.extract.phrasing import phrase_of
from marsad.extract.roles import is_agent, is_person_name
from marsad.extract.signs import senses_at
from marsad.extract.status import quote_of
from marsad.extract.triggers import Scene
from marsad.types import Attribution, Claim, Document, Frame, Phrase, Quote, Span, Speaker

_PLURAL = frozenset(("they", "them", "these", "those"))
_PERSON = frozenset(("he", "she", "him", "her"))
_THING = frozenset(("it",))
_PRONOUNS = _PLURAL | _PERSON | _THING
_OTHER = frozenset(("who", "which", "that", "this", "we", "us", "i", "me", "you", "one", "whom", "nobody", "none"))
#: Words by which whoever speaks means himself.
_OWN = frozenset(("we", "us", "i", "me"))
_OURS = ("our ", "my ")
#: Phrases that begin so name nobody: "no group", "neither side".
_NEGATIVE = ("no ", "neither ", "none ")
_GROUPS = frozenset(("group", "organisation", "organization", "movement", "faction", "outfit"))
#: Words of a definite phrase that can point back: "the Liberal senator".
_LONGEST_TITLE = 3
_POSSESSIVES = frozenset(("its", "their"))
_DEFINITE = frozenset(("the", "these", "those"))
#: Nouns for fighters that point back to a group named before when they are definite and short.
_FORCES = frozenset(
    (
        "militants", "jihadists", "jihadis", "rebels", "insurgents", "guerrillas", "fighters", "gunmen", "attackers",
        "assailants", "terrorists", "extremists", "islamists", "separatists", "militiamen", "militia", "kidnappers",
        "captors", "bandits", "raiders", "soldiers", "troops", "subversives", "paramilitaries", "mutineers",
    )
)  # fmt: skip
#: Longest phrase, in words, that only points back: "the masked gunmen".
_SHORT = 3
_SOME = frozenset(("one", "two", "three", "four", "five", "some", "several", "dozens", "members"))
#: Senses of those of whom a pronoun is told: that it stands for anybody else says no more than that it is one.
_FIGHTING = frozenset(("armed", "police", "actor"))
#: Sentences back that a pronoun reaches.
_REACH = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Antecedent:
    """Somebody who was told of: the words, and what kind of pronoun can stand for them."""

    quote: Quote
    head: Quote
    is_plural: bool
    is_person: bool
    is_group: bool  #: a named group, a state, a body
    is_subject: bool
    is_named: bool  #: called by a name of a group or a state
    speaks_as: Speaker
    token: Token
    called: frozenset[str] = frozenset()  #: of a person's name: the nouns that the sentence calls him by


@lru_cache(maxsize=64)
def antecedents(scene: Scene) -> tuple[Antecedent, ...]:
    """All who are told of in a sentence, in text order; then the names that only stand in others' phrases."""
    told = tuple(_antecedents(scene))
    return (*told, *_within(scene, {one.head.span for one in told}))


def _within(scene: Scene, known: set[Span]) -> Iterator[Antecedent]:
    """Groups named before a noun, "Boko Haram fighters"; states whose body acts: "Ukraine's General Staff"."""
    for name in scene.names:
        last = scene.parse.tokens[name.end - 1]
        quote = quote_of(scene, list(scene.parse.tokens[name.start : name.end]))
        acts = scene.parse.head(last).dep in ("nsubj", "nsubjpass")
        is_owner = name.sort == "nation" and last.dep == "poss" and acts
        if not (name.sort == "actor" or is_owner) or quote.span in known or last.ent == "PERSON":
            continue
        yield Antecedent(
            quote=quote,
            head=quote,
            is_plural=False,
            is_person=False,
            is_group=False,
            is_subject=acts,
            is_named=True,
            speaks_as="party",
            token=last,
        )


def _antecedents(scene: Scene) -> Iterator[Antecedent]:
    for token in scene.parse:
        if token.dep not in ("nsubj", "nsubjpass", "dobj", "pobj", "conj", "appos", "poss", "attr", "ROOT"):
            continue
        if token.pos not in ("NOUN", "PROPN") or not is_agent(scene, token):
            continue
        name = scene.name_at(token)
        if name is not None and (name.sort == "place" or _is_spot(scene, token)):
            continue
        words = phrase_of(scene, token)
        head = list(scene.parse.tokens[name.start : name.end]) if name else [token]
        is_person = _is_person(scene, token)
        yield Antecedent(
            quote=quote_of(scene, words),
            head=quote_of(scene, head),
            is_plural=token.tag in ("NNS", "NNPS") or not is_person,
            is_person=is_person,
            is_group=name.sort in ("actor", "nation", "unknown") if name else _is_collective(scene, token),
            is_subject=token.dep in ("nsubj", "nsubjpass") or _subject_conj(scene, token),
            is_named=name is not None and name.sort in ("actor", "nation") and not is_person,
            speaks_as=speaks_as(scene, token),
            token=token,
            called=_called(scene, token, words) if is_person and name is not None else frozenset(),
        )


def _called(scene: Scene, token: Token, words: list[Token]) -> frozenset[str]:
    """ "Judge Ana Pardo", "Ana Pardo, mayor of Cali", "the mayor, Ana Pardo": judge, mayor."""
    beside = [*words, *scene.parse.below(token, "appos")]
    if token.dep == "appos":
        beside.append(scene.parse.head(token))
    people = scene.codebook.nouns["people"]
    return frozenset(word.lemma for word in beside if word.lemma in people)


def _is_person(scene: Scene, token: Token) -> bool:
    if scene.name_at(token) is None:
        return token.tag == "NN" and not _is_collective(scene, token) and scene.codebook.is_person_noun(token.lemma)
    return is_person_name(scene, token) or token.ent == "PERSON"


def _is_spot(scene: Scene, token: Token) -> bool:
    """ "talks in Havana": a capital or country that only says where."""
    return token.dep == "pobj" and scene.parse.head(token).lemma in ("in", "at", "near", "from", "to", "into")


def _is_collective(scene: Scene, token: Token) -> bool:
    return token.lemma in scene.codebook.nouns["armed"] or token.lemma in (
        "government",
        "group",
        "party",
        "union",
        "council",
        "court",
        "ministry",
    )


def _subject_conj(scene: Scene, token: Token) -> bool:
    return token.dep == "conj" and scene.parse.head(token).dep in ("nsubj", "nsubjpass")


def meant_before(document: Document, sentence: int, frames: Sequence[Frame]) -> range:
    """The sentences before this one in which a party of the frames can have been named; none where all are named."""
    if not any(_looks_back(frame) for frame in frames):
        return range(0)
    return within_reach(document, sentence)


def within_reach(document: Document, sentence: int) -> range:
    """The sentences of its story before this one to which a pronoun reaches back."""
    story = document.story_of(sentence)
    first = next((n for n in range(max(0, sentence - _REACH), sentence) if document.story_of(n) == story), sentence)
    return range(first, sentence)


def _looks_back(frame: Frame) -> bool:
    is_said = any(str(claim.value.name or "").lower() in _PRONOUNS for claim in frame.attribution)
    return is_said or any(_wanted(phrase) or _points_back(phrase) for phrase in frame.parties)


def _wanted(phrase: Phrase) -> str | None:
    """The pronoun that the phrase is or could be replaced by."""
    word = str(phrase.head.text).lower()
    return word if word in _PRONOUNS else "it" if _is_the_group(phrase) else None


def look_back(memory: Sequence[Scene]) -> None:
    """Note of the last of these sentences of one story which pronouns stand for those who fight, so that "they burned
    the houses" can be told from what anybody burns.
    """
    scene = memory[-1]
    if scene.parse.vocabulary.isdisjoint(_PRONOUNS):
        return
    told = {one.parse.sentence: one for one in memory}
    for token in scene.parse:
        word = token.text.lower()
        found = _find(word, quote_of(scene, [token]), memory, set()) if word in _PRONOUNS else None
        if found is not None:
            senses = senses_at(told[found.quote.sentence], found.token)
            if not _FIGHTING.isdisjoint(senses):
                scene.meant[token.index] = senses


def bind(frame: Frame, memory: Sequence[Scene]) -> Frame:
    """The frame with its pronouns replaced by whom they stand for; one that cannot be told is left out.

    ``memory`` holds the story's sentences so far, this one last. Definite nouns ("the militants") and possessives ("its
    fighters") keep their words, with those whom they may point back to.
    """
    speakers = tuple(_spoken(claim, memory) for claim in frame.attribution)
    told = [_of_speaker(phrase, speakers, memory[-1]) for phrase in frame.parties]
    taken = {phrase.quote.span for phrase in told}
    bound = (_bound(phrase, memory, taken) for phrase in told)
    parties = tuple(phrase for phrase in bound if phrase is not None)
    is_kept = len(parties) == len(frame.parties) and all(map(is_, parties, frame.parties))
    if is_kept and all(map(is_, speakers, frame.attribution)):
        return frame
    return replace(frame, parties=parties, attribution=speakers)


def _of_speaker(phrase: Phrase, speakers: Sequence[Claim[Attribution]], scene: Scene) -> Phrase:
    """ "we" with the words for whoever is speaking; "our troops" with them to point back to."""
    named = next((claim.quotes[0] for claim in speakers if claim.value.name and claim.value.stance != "denies"), None)
    if named is None:
        return phrase
    words = str(phrase.quote.text).lower()
    if words in _OWN and not _is_state(phrase, scene):
        return Phrase(label=phrase.label, quote=named, head=named)
    return replace(phrase, refers=(named,)) if words.startswith(_OURS) and len(words.split()) <= _SHORT else phrase


def _bound(phrase: Phrase, memory: Sequence[Scene], taken: set[Span]) -> Phrase | None:
    word = str(phrase.head.text).lower()
    is_state = _is_state(phrase, memory[-1])
    if word in _OTHER and not is_state and len(phrase.quote.span) == len(phrase.head.span):
        return None
    if str(phrase.quote.text).lower().startswith(_NEGATIVE):
        return None
    wanted = _wanted(phrase)
    if wanted is None and phrase.refers:
        return phrase
    if wanted is None:
        named, refers = _named(phrase, memory), tuple(_referred(phrase, memory, taken))
        return replace(named, refers=refers) if refers else named
    found = _find(wanted, phrase.quote, memory, taken)
    if found is not None:
        return Phrase(label=phrase.label, quote=found.quote, head=found.head)
    return phrase if wanted == "it" and word not in _THING else None


def _named(phrase: Phrase, memory: Sequence[Scene]) -> Phrase:
    """ "the mayor" with the name of the mayor whom the story has named before."""
    words = str(phrase.quote.text).lower().split()
    if phrase.also or not 2 <= len(words) <= _LONGEST_TITLE or words[0] not in ("the", "this"):
        return phrase
    noun = str(phrase.head.text).lower()
    for scene in reversed(memory):
        if noun not in scene.parse.lemmas:
            continue
        told = (one for one in antecedents(scene) if noun in one.called)
        fitting = [one for one in told if one.quote.span.end <= phrase.quote.span.start]
        if fitting:
            return replace(phrase, also=(fitting[-1].quote,))
    return phrase


def _is_state(phrase: Phrase, scene: Scene) -> bool:
    """ "US" is no pronoun, but in a text in capitals, which the parser has seen in small letters."""
    if str(phrase.head.text).upper() != "US":
        return False
    return any(token.span == phrase.head.span and token.text == "US" for token in scene.parse)


def _is_the_group(phrase: Phrase) -> bool:
    words = str(phrase.quote.text).lower().split()
    return len(words) == 2 and words[0] in ("the", "this") and words[1] in _GROUPS


def _points_back(phrase: Phrase) -> bool:
    """ "its fighters", "the masked gunmen": short, and possessive or definite."""
    words = str(phrase.quote.text).lower().split()
    if len(words) > _SHORT and words[0] in _SOME and words[1] == "of" and words[2] in _POSSESSIVES:
        words = words[2:]  # "one of its snipers"
    is_forces = words[0] in _DEFINITE and words[-1] in _FORCES
    return len(words) <= _SHORT and (words[0] in _POSSESSIVES or is_forces)


def _referred(phrase: Phrase, memory: Sequence[Scene], taken: set[Span]) -> Iterator[Quote]:
    """Named groups and states told before, nearest first, of which the phrase may speak."""
    if not _points_back(phrase):
        return
    is_own = not _POSSESSIVES.isdisjoint(str(phrase.quote.text).lower().split()[:3])  # "one of its snipers"
    for before in _told_before(phrase.quote, memory):
        named = [one for one in before if one.is_named and (is_own or one.quote.span not in taken)]
        yield from (one.head for one in sorted(named, key=lambda one: (not one.is_subject, -one.quote.span.start)))


def _spoken(claim: Claim[Attribution], memory: Sequence[Scene]) -> Claim[Attribution]:
    """The speaker's name where the sentence has only a pronoun; nobody's where that cannot be told."""
    word = str(claim.value.name or "").lower()
    if word in _OTHER:
        return replace(claim, value=replace(claim.value, name=None))
    if word not in _PRONOUNS:
        return claim
    found = _find(word, claim.quotes[0], memory, set())
    if found is None:
        return replace(claim, value=replace(claim.value, name=None))
    value = replace(claim.value, by=found.speaks_as, name=found.quote.text)
    return replace(claim, value=value, quotes=(found.quote, *claim.quotes))


def _told_before(at: Quote, memory: Sequence[Scene]) -> Iterator[list[Antecedent]]:
    """Who is told of before these words, a sentence at a time, the nearest first."""
    last = memory[-1].parse.sentence
    near = [scene for scene in memory[-1 - _REACH :] if last - scene.parse.sentence <= _REACH]
    for back, scene in enumerate(reversed(near)):
        yield [one for one in antecedents(scene) if back or one.quote.span.end <= at.span.start]


def _find(word: str, at: Quote, memory: Sequence[Scene], taken: set[Span]) -> Antecedent | None:
    for before in _told_before(at, memory):
        fitting = [a for a in before if _fits(word, a) and a.quote.span not in taken]
        subjects = [a for a in fitting if a.is_subject]
        if fitting:
            return (subjects or fitting)[-1]
    return None


def _fits(word: str, antecedent: Antecedent) -> bool:
    if word in _PERSON:
        return antecedent.is_person
    if word in _THING:
        return antecedent.is_group
    return antecedent.is_plural
