"""A phrase that names a party → an actor, with what its story says: acronyms it introduces, its country and date."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from marsad.actors import Registry
from marsad.actors.acronyms import expand, introductions, is_initialism, long_form
from marsad.actors.phrases import read_phrase, words_of
from marsad.actors.words import cut
from marsad.resolve.actor_rules import ActorContext, Answer, Look, answer_words
from marsad.types import Claim, Document, Party, Phrase, Quote

__all__ = ["ActorContext", "actor_context", "resolve_actor", "side_of"]

#: From this share of capitals among its letters on a text is in capitals.
_IN_CAPITALS = 0.9


def actor_context(document: Document, story: int, registry: Registry, country: str | None) -> ActorContext:
    """Read one story for the acronyms it introduces and for its case."""
    sections = [section for section in document.sections if section.story == story]
    text = "\n\n".join(document.text[section.span.start : section.span.end] for section in sections)
    context = ActorContext(country=country, published=document.published, in_capitals=_is_in_capitals(text))
    look = Look(context=context, registry=registry)
    bound: dict[str, str] = {}
    for short, near in introductions(text):
        form = _form(short, near, look)
        if form is not None:
            bound.setdefault(short, form)
    return replace(context, acronyms=bound)


def resolve_actor(phrase: Phrase, context: ActorContext, registry: Registry) -> Claim[Party] | None:
    """The party that the phrase names; None where it names a thing. ``phrase.label`` is the role."""
    text = phrase.quote.text
    if not text:
        return None
    words = expand(cut(text), context.acronyms)
    first = phrase.head.span.start - phrase.quote.span.start
    last = phrase.head.span.end - phrase.quote.span.start
    is_whole = len(phrase.head.span) == len(phrase.quote.span)
    inside = [index for index, (_, start, end) in enumerate(words) if start < last and first < end]
    head = (inside[0], inside[-1] + 1) if inside and not is_whole else None
    own = [word for word, _, _ in words]
    look = Look(context=context, registry=registry)
    answer = _answer(tuple(own), head, look)
    quotes = (phrase.quote, *phrase.also)
    for before in phrase.refers:
        told = _told_before(own, before, answer, look)
        if told is not None:
            answer, quotes = told, (*quotes, before)
            break
    if answer is None:
        return None
    party = Party(role=phrase.label, actor=answer.actor, text=text)  # type: ignore[arg-type]  # roles label parties
    return Claim(
        value=party,
        quotes=quotes,
        method=f"actor.{answer.method}@1",
        confidence=round(answer.confidence, 3),
        rivals=tuple(replace(party, actor=actor) for actor in answer.rivals),
    )


def _answer(words: tuple[str, ...], head: tuple[int, int] | None, look: Look) -> Answer | None:
    """What the words mean in this story, found out once."""
    answers = look.context.answers
    if (words, head) not in answers:
        answers[words, head] = answer_words(words, head, look)
    return answers[words, head]


def side_of(actor: str, registry: Registry) -> str:
    """Whom an outlet speaks for that a side runs: Radio Venceremos for the FMLN."""
    entry = registry.get(actor)
    return entry.parents[0] if entry is not None and entry.sector == "JRN" and entry.parents else actor


#: Sectors of those who fight without a state, and for one; "the militants" are none of an army's, "the troops" no band.
_IRREGULAR = frozenset(("REB", "UAF", "PRM", "CRM", "UNK", None))
_REGULAR = frozenset(("MIL", "COP", "GOV"))


def _told_before(own: list[str], before: Quote, answer: Answer | None, look: Look) -> Answer | None:
    """The actor of "the militants" or "its fighters" where they are those of whom the text told before; else None."""
    words = [*(word for word, _, _ in expand(cut(before.text or ""), look.context.acronyms)), *own[1:]]
    found = _answer(tuple(words), None, look)
    if found is None or found.actor.id is None:
        return None
    side = look.registry.get(side_of(found.actor.id, look.registry))
    found = replace(found, actor=look.actor(side)) if side is not None else found
    sector = answer.actor.sector if answer is not None else None
    is_state = sector in _REGULAR and found.actor.sector in _REGULAR
    is_group = sector in _IRREGULAR and found.actor.sector in _IRREGULAR and found.actor.id in look.registry.entries
    is_own = own[0].lower() in ("our", "my")  # whoever speaks says whose they are
    return replace(found, method="before") if is_state or is_group or is_own else None


def _is_in_capitals(text: str) -> bool:
    upper, lower = sum(map(str.isupper, text)), sum(map(str.islower, text))
    return upper > _IN_CAPITALS * (upper + lower)


def _form(short: str, near: str, look: Look) -> str | None:
    """The long form among the words near an acronym. One that the registry knows needs no matching letters:
    translations keep the acronym of the original ("Army of National Liberation (ELN)").
    """
    words = words_of(near)
    known = _known_end(words, look)
    by_letters = long_form(short, near)
    if known is not None:
        return known
    if by_letters is None or (_known_end([short], look) and not is_initialism(short, by_letters)):
        return None
    return by_letters


def _known_end(words: Sequence[str], look: Look) -> str | None:
    """The registered name, or the nation with its force, with which the words end."""
    phrase = read_phrase(words, (len(words) - 1, len(words)), look.reader) if words else None
    if phrase is None:
        return None
    name = phrase.head_name
    if name is not None and name.end == len(phrase.pieces):
        return " ".join(words[phrase.pieces[name.start].word :])
    noun = phrase.noun
    pattern = look.pattern(noun)
    if noun is not None and pattern is not None and pattern.is_state and phrase.nations:
        nation = phrase.nations[-1]
        if nation.end <= noun.start:
            return " ".join(words[phrase.pieces[nation.start].word :])
    return None
