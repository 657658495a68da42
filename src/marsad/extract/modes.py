"""Modes that lie in what is asked for, refused or threatened, or in who strikes; acts refused: "will not go"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from marsad.codebook import Trigger
from marsad.extract.parse import Parse, Token
from marsad.extract.roles import slot_tokens
from marsad.extract.status import quote_of
from marsad.extract.triggers import Hit, Scene
from marsad.types import Claim, Status

_WILL = frozenset(("will", "wo", "'ll", "would", "shall", "'d"))
_OBJECTS = ("dobj", "nsubjpass", "attr", "oprd", "acomp")
_PHRASES = ("for", "to", "of", "on", "into", "against", "with", "in", "from")


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """An act that somebody says will not be: REJECT with its mode, and that the refusal happened."""

    reading: tuple[str, Claim[str] | None]
    status: Claim[Status]


def mode_of_content(scene: Scene, hit: Hit, kind: str) -> Claim[str] | None:
    """The mode of a REQUEST, REJECT or THREATEN by the nearest word of its content that tables know."""
    if kind not in ("REQUEST", "REJECT", "THREATEN"):
        return None
    modes = scene.codebook.threatened if kind == "THREATEN" else scene.codebook.asked
    own = {word.index for word in hit.words}
    for token in _content(scene.parse, hit.token):
        for words in _phrases(scene.parse, token):
            key = " ".join(word.lemma for word in words)
            if key in modes and token.index not in own:
                quote = quote_of(scene, sorted(words, key=lambda word: word.index))
                return Claim(value=modes[key], quotes=(quote,), method="mode.content@1", confidence=0.7)
    return None


def _content(parse: Parse, head: Token) -> Iterator[Token]:
    """Words of the content, nearest first: the clause below the trigger, then its objects, then what hangs on them."""
    below = parse.below(head, "xcomp", "ccomp", "acl", "relcl")
    clauses = [clause for clause in below if clause.pos in ("VERB", "AUX")]
    for clause in clauses:
        yield clause
        yield from parse.below(clause, *_OBJECTS)
    objects = list(parse.below(head, *_OBJECTS))
    heads = [head, *objects]
    phrases = [
        pobj
        for one in heads
        for prep in parse.below(one, "prep")
        if prep.lemma in _PHRASES
        for pobj in parse.below(prep, "pobj", "pcomp")
    ]
    for token in (*objects, *phrases):
        yield token
        yield from parse.below(token, "acl", "conj")
    for clause in clauses:
        yield from parse.below(clause, "xcomp", "ccomp", "conj")


def _phrases(parse: Parse, token: Token) -> Iterator[list[Token]]:
    """ "hand over", "peace talks", then the word alone."""
    for child in parse.below(token, "prt", "compound", "amod"):
        yield [token, child] if child.dep == "prt" else [child, token]
    yield [token]


def refused(scene: Scene, hit: Hit, trigger: Trigger) -> Refusal | None:
    """ "will not step down", "would not take in": what somebody might do for others is refused."""
    table, kind = scene.codebook.refused, trigger.kind
    mode = table.get(f"{kind} {trigger.mode}", table.get(kind))
    verb = hit.token if hit.light is None else hit.light.verb
    if mode is None or verb.pos not in ("VERB", "AUX"):
        return None
    will = [child for child in scene.parse.below(verb, "aux") if child.lemma in _WILL or child.text.lower() in _WILL]
    negation = list(scene.parse.below(verb, "neg"))
    if not will or not negation or _is_conditional(scene, verb):
        return None
    quote = quote_of(scene, sorted((will[0], negation[0]), key=lambda word: word.index))
    own = quote_of(scene, list(hit.words))
    claim = Claim(value=mode, quotes=(quote, own), method="mode.refused@1", confidence=0.7) if mode else None
    status: Claim[Status] = Claim(value="happened", quotes=(quote, own), method="status.refused@1", confidence=0.75)
    return Refusal(reading=("REJECT", claim), status=status)


def _is_conditional(scene: Scene, verb: Token) -> bool:
    markers = scene.codebook.status["hypothetical"]["markers"]
    return any(child.text.lower() in markers for child in scene.parse.below(verb, "mark"))


def is_bombed_by_state(scene: Scene, hit: Hit) -> bool:
    """ "Israel bombed a depot": from the air, where nothing else is said."""
    names = [scene.name_at(doer) for doer in slot_tokens(scene, hit, "subject")] if hit.token.pos == "VERB" else []
    return bool(names) and all(name is not None and name.nation in ("country", "capital") for name in names)


def is_strike_by_state(scene: Scene, hit: Hit) -> bool:
    """ "An Israeli strike hit a house", "US strikes on Sanaa": from the air, where nothing else is said."""
    if hit.token.pos != "NOUN" or hit.triggers[0].kind != "ASSAULT":
        return False
    doers = (token for slot in ("poss", "modifier", "by", "carrier") for token in slot_tokens(scene, hit, slot))
    names = [scene.name_at(doer) for doer in doers]
    return any(name is not None and name.nation in ("country", "adjective", "capital") for name in names)
