"""How many people an act killed, hurt, seized or drove away: counts of a sentence, and which act each belongs to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from marsad.extract.parse import Token
from marsad.extract.quantities import Quantity
from marsad.extract.roles import is_passive, prepositional, surface_subjects
from marsad.extract.status import quote_of
from marsad.extract.triggers import Hit, Scene
from marsad.types import Claim, Count, Measure


def counts_of(scene: Scene) -> tuple[tuple[Token, Claim[Count]], ...]:
    """Every count of people in the sentence with the word that says what is counted."""
    amounts = scene.quantities
    found: list[tuple[Token, Claim[Count]]] = []
    for token in (token for token in scene.parse if token.lemma in scene.codebook.counting):
        for measure, rows in scene.codebook.measures.items():
            counted = _counted(scene, token, rows)
            if counted is not None and (claim := _count(scene, measure, token, counted, amounts)) is not None:
                found.append((token, claim))
                break
    return tuple(found)


def _counted(scene: Scene, token: Token, rows: Mapping[str, frozenset[str]]) -> list[Token] | None:
    """The tokens whose number is the count, where the token counts at all."""
    parse = scene.parse
    phrases = {
        token.lemma,
        *(f"{token.lemma} {child.lemma}" for child in parse.below(token, "prt", "dobj", "acomp", "oprd")),
        *(f"{token.lemma} to {end.lemma}" for end in prepositional(parse, [token], "to")),
    }
    if token.pos in ("VERB", "AUX"):
        passive = is_passive(parse, token)
        if phrases & rows["verbs"]:
            return surface_subjects(parse, token) if passive else [*parse.below(token, "dobj")]
        if phrases & rows["subject"]:
            return surface_subjects(parse, token)
        return None
    if token.pos == "ADJ" and token.lemma in rows["adjectives"]:
        if token.dep == "amod":
            return [parse.head(token)]
        if token.dep in ("oprd", "acomp", "ccomp", "conj"):
            head = parse.head(token)
            return [*[*parse.below(token, "nsubj"), *parse.below(head, "dobj", "nsubj")][:1], token]
        return [token]
    if token.pos in ("NOUN", "PROPN", "VERB") and (token.lemma in rows["nouns"] or token.lemma in rows["adjectives"]):
        return [token]
    return None


def _count(
    scene: Scene, measure: Measure, word: Token, counted: list[Token], amounts: Sequence[Quantity]
) -> Claim[Count] | None:
    for token in counted:
        heads = {token.index, *(other.index for other in scene.parse.below(token, "nmod", "compound", "nummod"))}
        own = [
            q
            for q in amounts
            if (q.noun in heads or q.start <= token.index < q.end)
            and not (q.article and measure in ("displaced", "participants"))
        ]
        if own:
            total = [q for q in own if q.best is not None] or own
            words = list(scene.parse.tokens[total[0].start : max(total[-1].end, token.index + 1)])
            low = _least(q.low for q in total)
            count = Count(
                measure=measure,
                low=low,
                best=total[0].best,
                high=total[0].high,
                by_party=_side(scene, token, total[0].best),
            )
            return _counted_claim(scene, count, (words, [word]), "number")
        if _is_one(scene, token) and word.pos == "VERB":
            count = Count(measure=measure, low=1, best=1, high=1, by_party=_side(scene, token, 1))
            return _counted_claim(scene, count, ([token], [word]), "singular")
    return None


def _counted_claim(scene: Scene, count: Count, words: tuple[list[Token], list[Token]], rule: str) -> Claim[Count]:
    quotes = tuple(quote_of(scene, some) for some in words)
    return Claim(value=count, quotes=quotes, method=f"{count.measure}.{rule}@1", confidence=0.85)


def _is_one(scene: Scene, token: Token) -> bool:
    """Whether the word stands for one person: "a farmer", "the mayor", a person's name; coordinated words count
    apart.
    """
    if any(scene.parse.below(token, "conj")) or token.dep == "conj":
        return False
    name = scene.name_at(token)
    if name is not None:
        return name.sort == "person"
    return token.tag == "NN" and token.lemma in scene.codebook.nouns["people"] - scene.codebook.nouns["armed"]


def _least(numbers: Iterator[int | None]) -> int | None:
    known = [number for number in numbers if number is not None]
    return min(known) if known else None


def _side(scene: Scene, token: Token, best: int | None) -> tuple[tuple[str, int], ...]:
    if best is None or token.lemma in ("people", "person"):
        return ()
    if token.lemma in scene.codebook.nouns["armed"]:
        return (("recipient", best),)
    return (("civilians", best),) if token.lemma in scene.codebook.nouns["people"] else ()


def counts_for(
    scene: Scene, hit: Hit, hits: Sequence[Hit], counts: tuple[tuple[Token, Claim[Count]], ...]
) -> tuple[Claim[Count], ...]:
    """The counts whose word stands nearest to this trigger in the tree."""
    chosen: dict[str, Claim[Count]] = {}
    for word, claim in counts:
        nearest = min(
            hits, key=lambda other: (_distance(scene, other.token, word), abs(other.token.index - word.index))
        )
        if nearest is hit:
            chosen.setdefault(claim.value.measure, claim)
    return tuple(chosen.values())


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
