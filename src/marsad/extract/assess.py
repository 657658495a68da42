"""Assessments: what a report says about the direction of things, without an act.

Escalation, tension, influence gained or lost: a word of direction that governs, or is governed by, a theme
(assess.toml).
"""

from __future__ import annotations

from collections.abc import Iterator

from marsad.codebook import Theme
from marsad.extract.parse import Token
from marsad.extract.phrasing import phrase_of
from marsad.extract.roles import coordinated, is_agent, surface_subjects
from marsad.extract.setting import area_of
from marsad.extract.status import quote_of
from marsad.extract.triggers import Scene
from marsad.record import content_id
from marsad.types import Assessment, Claim

#: Prepositions between a theme and those whose it is: "tensions between", "the influence of".
_OWNING = frozenset(("of", "by", "between", "with", "among", "for"))
#: Clauses and asides that hang on the clause of an assessment and are no part of it.
_HANGING = frozenset(("advcl", "relcl", "ccomp", "parataxis", "acl"))


def assess(scene: Scene) -> Iterator[Assessment]:
    """The assessments of one sentence, in text order, at most one for each word of direction."""
    rows = [row for row in scene.codebook.assessments if not scene.parse.lemmas.isdisjoint(row.words)]
    seen: set[int] = set()
    for word in scene.parse if rows else ():
        for row in rows:
            if word.lemma not in row.words:
                continue
            theme = next((t for t in _themes(scene, word) if t.lemma in row.themes and scene.name_at(t) is None), None)
            if theme is not None and not {theme.index, word.index} & seen:
                seen.update((theme.index, word.index))
                yield _assessment(scene, row, word, theme)


def _themes(scene: Scene, word: Token) -> Iterator[Token]:
    """Nouns the word is said of: subject, object, "escalation of violence", "growing tension", "difficulty following
    conflicts".
    """
    parse = scene.parse
    if word.pos in ("VERB", "AUX"):
        for noun in (*surface_subjects(parse, word), *parse.below(word, "dobj", "nsubjpass")):
            yield noun
            yield from (pobj for prep in parse.below(noun, "prep") for pobj in parse.below(prep, "pobj"))
        if word.dep == "amod":
            yield parse.head(word)
    elif word.pos == "NOUN":
        for prep in parse.below(word, "prep"):
            yield from parse.below(prep, "pobj")
    elif word.pos == "ADJ":
        yield parse.head(word)


def _assessment(scene: Scene, row: Theme, word: Token, theme: Token) -> Assessment:
    words = sorted({word.index: word, theme.index: theme}.items())
    whole = quote_of(scene, _clause(scene, [words[0][1], words[-1][1]], word))
    who = _subject(scene, row, word, theme)
    area = area_of(scene)
    document = scene.document.id
    return Assessment(
        id=content_id(document, "assessment", whole.span.start, whole.span.end, row.direction),
        document=document,
        direction=Claim(value=row.direction, quotes=(whole,), method=f"assess.{word.lemma}@1", confidence=0.6),
        subject=None if who is None else _words(scene, who, "assess.subject@1"),
        area=None
        if area is None
        else Claim(value=str(area.text), quotes=(area,), method="assess.area@1", confidence=0.6),
    )


def _clause(scene: Scene, words: list[Token], word: Token) -> list[Token]:
    """The clause that says so, as far as it goes without gaps from the first of the words to the last, without what
    leads into it or hangs on it.
    """
    parse, verb = scene.parse, word
    while verb.pos not in ("VERB", "AUX") or verb.dep == "xcomp":
        if parse.head(verb).index == verb.index or verb.dep == "advcl":
            break
        verb = parse.head(verb)
    beside = {token.index for other in parse.below(verb, "conj", "cc") for token in parse.subtree(other)}
    kept = {token.index for token in parse.subtree(verb, without=_HANGING)} - beside | {one.index for one in words}
    kept = {index for index in kept if parse.tokens[index].pos != "PUNCT" or parse.tokens[index].text == "-"}
    start, end = words[0].index, words[-1].index
    while start - 1 in kept:
        start -= 1
    while end + 1 in kept:
        end += 1
    while parse.tokens[start].dep == "cc":
        start += 1
    return list(parse.tokens[start : end + 1])


def _subject(scene: Scene, row: Theme, word: Token, theme: Token) -> Token | None:
    """Whom it is said of: the actor that is subject, owner or partner; else the theme itself."""
    parse = scene.parse
    if row.subject == "object":
        return theme
    subjects = surface_subjects(parse, word) if word.pos == "VERB" else []
    near = [
        *(s for s in subjects if s.index != theme.index),
        *parse.below(theme, "poss"),
        *(p for prep in parse.below(theme, "prep") if prep.lemma in _OWNING for p in parse.below(prep, "pobj")),
    ]
    owners = [
        owner for near_one in near for owner in (near_one, *parse.below(near_one, "poss")) if is_agent(scene, owner)
    ]
    if owners:
        return owners[0]
    return None if row.subject == "subject" else theme


def _words(scene: Scene, token: Token, method: str) -> Claim[str]:
    phrases = [word for one in coordinated(scene, token) for word in phrase_of(scene, one)]
    quote = quote_of(scene, sorted(phrases, key=lambda word: word.index))
    return Claim(value=str(quote.text), quotes=(quote,), method=method, confidence=0.6)
