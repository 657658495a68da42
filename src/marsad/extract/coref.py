"""Who "they", "it" and "the group" are: the nearest fitting party told before, within one story."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from marsad.extract.parse import Token
from marsad.extract.roles import is_agent, is_person_name, phrase_of
from marsad.extract.status import quote_of
from marsad.extract.triggers import Scene
from marsad.types import Document, Frame, Phrase, Quote

_PLURAL = frozenset(("they", "them", "these", "those"))
_PERSON = frozenset(("he", "she", "him", "her"))
_THING = frozenset(("it",))
_OTHER = frozenset(("who", "which", "that", "this", "we", "us", "i", "me", "you", "one", "whom"))
_GROUPS = frozenset(("group", "organisation", "organization", "movement", "faction", "outfit"))
#: Words of a definite phrase that can point back: "the Liberal senator".
_LONGEST_TITLE = 3
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
    called: frozenset[str] = frozenset()  #: of a person's name: the nouns that the sentence calls him by


def antecedents(scene: Scene) -> tuple[Antecedent, ...]:
    """All who are told of in a sentence, in text order."""
    return tuple(_antecedents(scene))


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
        is_person = is_person_name(scene, token) if name else token.tag == "NN" and not _is_collective(scene, token)
        yield Antecedent(
            quote=quote_of(scene, words),
            head=quote_of(scene, head),
            is_plural=token.tag in ("NNS", "NNPS") or not is_person,
            is_person=is_person,
            is_group=name.sort in ("actor", "nation", "unknown") if name else _is_collective(scene, token),
            is_subject=token.dep in ("nsubj", "nsubjpass") or _subject_conj(scene, token),
            called=_called(scene, token, words) if is_person and name is not None else frozenset(),
        )


def _called(scene: Scene, token: Token, words: list[Token]) -> frozenset[str]:
    """ "Judge Ana Pardo", "Ana Pardo, mayor of Cali", "the mayor, Ana Pardo": judge, mayor."""
    beside = [*words, *scene.parse.below(token, "appos")]
    if token.dep == "appos":
        beside.append(scene.parse.head(token))
    people = scene.codebook.nouns["people"]
    return frozenset(word.lemma for word in beside if word.lemma in people)


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
    if not any(_wanted(phrase) for frame in frames for phrase in frame.parties):
        return range(0)
    story = document.story_of(sentence)
    first = next((n for n in range(max(0, sentence - _REACH), sentence) if document.story_of(n) == story), sentence)
    return range(first, sentence)


def _wanted(phrase: Phrase) -> str | None:
    """The pronoun that the phrase is or could be replaced by."""
    word = str(phrase.head.text).lower()
    return word if word in _PLURAL | _PERSON | _THING else "it" if _is_the_group(phrase) else None


def bind(frame: Frame, memory: Sequence[Scene]) -> Frame:
    """The frame with its pronouns replaced by whom they stand for; one that cannot be told is left out.

    ``memory`` holds the story's sentences so far, this one last.
    """
    bound: list[Phrase] = []
    for phrase in frame.parties:
        word = str(phrase.head.text).lower()
        if word in _OTHER and len(phrase.quote.span) == len(phrase.head.span):
            continue
        wanted = _wanted(phrase)
        if wanted is None:
            bound.append(_named(phrase, memory))
            continue
        found = _find(wanted, phrase, memory, {other.quote.span for other in frame.parties})
        if found is not None:
            bound.append(Phrase(label=phrase.label, quote=found.quote, head=found.head))
        elif wanted == "it" and word not in _THING:
            bound.append(phrase)
    return replace(frame, parties=tuple(bound))


def _named(phrase: Phrase, memory: Sequence[Scene]) -> Phrase:
    """ "the mayor" with the name of the mayor whom the story has named before."""
    words = str(phrase.quote.text).lower().split()
    if phrase.also or not 2 <= len(words) <= _LONGEST_TITLE or words[0] not in ("the", "this"):
        return phrase
    noun = str(phrase.head.text).lower()
    for scene in reversed(memory):
        if not any(token.lemma == noun for token in scene.parse):
            continue
        told = (one for one in antecedents(scene) if noun in one.called)
        fitting = [one for one in told if one.quote.span.end <= phrase.quote.span.start]
        if fitting:
            return replace(phrase, also=(fitting[-1].quote,))
    return phrase


def _is_the_group(phrase: Phrase) -> bool:
    words = str(phrase.quote.text).lower().split()
    return len(words) == 2 and words[0] in ("the", "this") and words[1] in _GROUPS


def _find(word: str, phrase: Phrase, memory: Sequence[Scene], taken: set[object]) -> Antecedent | None:
    last = memory[-1].parse.sentence
    near = [scene for scene in memory[-1 - _REACH :] if last - scene.parse.sentence <= _REACH]
    for back, scene in enumerate(reversed(near)):
        before = [a for a in antecedents(scene) if back or a.quote.span.end <= phrase.quote.span.start]
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
