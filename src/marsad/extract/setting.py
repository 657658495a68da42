"""Where and when: the place and time phrases that belong to one trigger.

A sentence names more places than events have: origins, destinations, residences, speakers' cities. A phrase is taken
for the trigger by how the tree joins the two, best tie first, and dropped where its preposition or its head says
that it is something else.
"""

from __future__ import annotations

from dataclasses import dataclass

from marsad.extract.names import Name
from marsad.extract.parse import Parse, Token
from marsad.extract.roles import phrase_of
from marsad.extract.status import anchor, quote_of
from marsad.extract.triggers import Hit, Scene
from marsad.types import Phrase, Quote

#: Ties up to this one are those of the trigger's own clause, whose place phrases tell one spot together.
_CLAUSE = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """A place name in its phrase; ``tie`` orders how close it stands to the trigger, 0 closest."""

    phrase: Phrase
    tie: int
    index: int
    is_bearing: bool = False  #: "40 km north of X": X only helps to find another place


def places_of(scene: Scene, hit: Hit) -> tuple[Phrase, ...]:
    """The place phrases of this event, the main one first, then what narrows or contains it."""
    found = [setting for name in scene.names if (setting := _setting(scene, hit, name)) is not None]
    placing = [setting for setting in found if setting.phrase.label not in ("origin", "destination", "stop")]
    if not placing:
        return tuple(setting.phrase for setting in found)
    best = max(_CLAUSE, min(setting.tie for setting in placing))
    chosen = sorted((s for s in placing if s.tie <= best), key=lambda s: (s.phrase.label == "part", s.index))
    named = [s for s in chosen if not s.is_bearing]
    chosen = named or chosen
    others = [s for s in placing if s.tie > best and s.tie == 6 and _holds(s, chosen)]
    away = [s for s in found if s not in placing]
    return tuple(s.phrase for s in (*chosen, *others, *away))


def _holds(setting: Setting, chosen: list[Setting]) -> bool:
    """A phrase at the head of the sentence ("In Idlib province, …") contains the nearer one."""
    return all(setting.index < other.index for other in chosen)


def _setting(scene: Scene, hit: Hit, name: Name) -> Setting | None:
    """The phrase of a name that can be a place, with its tie to the trigger; None where it is none of this event."""
    token = scene.parse.tokens[name.end - 1]
    head = _top(scene, token, name)
    preposition = _container(scene, token, name)
    if preposition is None and head.dep == "pobj":
        preposition = scene.parse.head(head)
    if preposition is None:
        return _bare(scene, hit, name, head)
    if name.sort == "actor" or _is_adjective(scene, name, head):
        return None
    if name.sort == "person" and not _can_place(scene, hit, preposition):
        return None
    label = _label(scene, hit, preposition, head, token)
    if label is None:
        return None
    tie = _tie(scene, hit, preposition)
    if tie is None:
        return None
    whole = quote_of(scene, _words(scene, preposition, head, name))
    named = quote_of(scene, list(scene.parse.tokens[name.start : name.end]))
    bearing = scene.parse.head(preposition).lemma in scene.codebook.words["compass"]
    return Setting(phrase=Phrase(label=label, quote=whole, head=named), tie=tie, index=name.start, is_bearing=bearing)


def _can_place(scene: Scene, hit: Hit, preposition: Token) -> bool:
    """Whether what the parser takes for a person is a place by its preposition: nobody is attacked "in" somebody."""
    label = scene.codebook.placing.get(preposition.lemma)
    if label == "origin":
        return bool({hit.token.lemma, anchor(hit).lemma} & scene.codebook.words["leaving"])
    slots = {slot for trigger in hit.triggers for slot in trigger.pattern.recipient}
    aimed = preposition.lemma in slots and preposition.head == hit.token.index
    return (
        label in ("at", "near", "outside", "between")
        and preposition.lemma not in ("for", "against", "by")
        and not aimed
    )


def _top(scene: Scene, token: Token, name: Name) -> Token:
    """Up from the name to the head of its noun phrase: "the village of X", "X province", "X and Y"."""
    parse = scene.parse
    while True:
        head = parse.head(token)
        if head.index == token.index:
            return token
        if token.dep in ("compound", "nmod", "amod", "conj", "poss") and head.pos in ("NOUN", "PROPN"):
            if token.dep == "poss" and head.lemma not in scene.codebook.nouns["lands"]:
                return token
            if token.dep in ("compound", "nmod", "amod") and head not in name and not _is_land(scene, head):
                return token
            token = head
            continue
        if token.dep == "appos" and head.pos in ("NOUN", "PROPN") and (_is_land(scene, head) or scene.name_at(head)):
            token = head
            continue
        if token.dep == "pobj" and head.lemma in ("of", "between") and _is_land(scene, parse.head(head)):
            token = parse.head(head)
            continue
        return token


def _container(scene: Scene, token: Token, name: Name) -> Token | None:
    """ "Douma, Damascus": a place after a place and a comma shares its preposition."""
    if token.dep not in ("appos", "npadvmod", "conj", "dep"):
        return None
    before = scene.parse.tokens[max(0, name.start - 2) : name.start]
    if len(before) == 2 and before[1].text == "," and (other := scene.name_at(before[0])) is not None:
        top = _top(scene, scene.parse.tokens[other.end - 1], other)
        return scene.parse.head(top) if top.dep == "pobj" else None
    return None


def _is_land(scene: Scene, token: Token) -> bool:
    return token.lemma in scene.codebook.nouns["lands"] or token.lemma in scene.codebook.nouns["targets"]


def _is_adjective(scene: Scene, name: Name, head: Token) -> bool:
    """ "in the Syrian army": the nationality of somebody, no place; "in Syrian territory" is one."""
    return head not in name and name.sort == "nation" and head.lemma not in scene.codebook.words["national_land"]


def _label(scene: Scene, hit: Hit, preposition: Token, head: Token, token: Token) -> str | None:
    word, words = preposition.lemma, scene.codebook.words
    label = scene.codebook.placing.get(word)
    act = anchor(hit).lemma
    own = preposition.head in {anchor(hit).index, hit.token.index}
    if label in ("origin", "destination"):
        going = words["arriving"] if label == "destination" else words["leaving"]
        return "at" if own and {act, hit.token.lemma} & going else label
    if word in ("against", "over", "for", "by", "under", "through"):
        return (
            label
            if token.ent in ("GPE", "LOC", "FAC") and word in ("against", "over") and own and head is token
            else None
        )
    if label == "part":
        above = scene.parse.head(preposition)
        if above.lemma in scene.codebook.words["compass"]:
            return "near"
        if above.index == hit.token.index:
            return "at"
        return "part" if _is_land(scene, above) or scene.name_at(above) else None
    if word == "on" and head.lemma in ("road", "highway", "motorway"):
        return "line"
    return label


def _tie(scene: Scene, hit: Hit, preposition: Token) -> int | None:
    """How the phrase is joined to the trigger: 0 by the trigger itself … 6 at the head of the sentence; None for not
    at all.
    """
    parse = scene.parse
    above = parse.head(preposition)
    while above.lemma in scene.codebook.words["compass"] or (above.dep == "prep" and above.index != preposition.index):
        above = parse.head(above)
    act = {hit.token.index, anchor(hit).index}
    if above.index in act:
        return 0
    chain = _chain(parse, above)
    steps = next((n for n, token in enumerate(chain) if token.index in act), None)
    if steps is not None:
        crossed = [
            token
            for token in chain[:steps]
            if token.dep in ("relcl", "acl", "advcl", "ccomp", "conj") and token.pos in ("VERB", "AUX")
        ]
        if crossed:
            return 5 if preposition.index > hit.token.index else None
        return 1 if not any(t.pos in ("VERB", "AUX") for t in chain[:steps]) else 2
    upward = _chain(parse, parse.tokens[min(act)])
    for distance, token in enumerate(upward[1:], 1):
        if token.index == above.index:
            return 3 if distance <= 2 else 4
        if preposition.index < hit.token.index and above.index in {t.index for t in parse.children[token.index]}:
            return 6
    return 5 if preposition.index <= 2 else None


def _chain(parse: Parse, token: Token) -> list[Token]:
    chain = [token]
    while parse.head(token).index != token.index:
        token = parse.head(token)
        chain.append(token)
    return chain


def _bare(scene: Scene, hit: Hit, name: Name, head: Token) -> Setting | None:
    """A place that is what the act was done to ("shelled Douma", "the capture of Rubaya", "Kabul blast")."""
    if name.sort != "place":
        return None
    parse = scene.parse
    act = {hit.token.index, anchor(hit).index}
    joined = head.head in act and head.dep in ("dobj", "nsubjpass", "compound", "nmod", "appos", "attr")
    headline = name.end in (hit.words[0].index, hit.words[0].index - 1) and head.dep in ("compound", "nmod", "npadvmod")
    if not (joined or headline):
        return None
    named = quote_of(scene, list(parse.tokens[name.start : name.end]))
    return Setting(phrase=Phrase(label="at", quote=named, head=named), tie=0, index=name.start)


def _words(scene: Scene, preposition: Token, head: Token, name: Name) -> list[Token]:
    """From the preposition (with its compass word or distance) to the end of the name and its land word."""
    parse = scene.parse
    start = preposition.index
    above = parse.head(preposition)
    if above.lemma in scene.codebook.words["compass"] and above.index == start - 1:
        start = above.index
    first = min(start, name.start)
    last = max(name.end - 1, head.index if head.index <= name.end + 1 else name.end - 1)
    return list(parse.tokens[first : last + 1])


def area_of(scene: Scene) -> Quote | None:
    """The first phrase of the sentence that places it: a name or "the area" after a placing preposition."""
    for token in scene.parse:
        if token.dep == "pobj" and scene.parse.head(token).lemma in ("in", "across", "throughout", "on"):
            name = scene.name_at(token)
            if name is not None and name.sort in ("place", "nation"):
                return quote_of(scene, list(scene.parse.tokens[name.start : name.end]))
            if token.lemma in scene.codebook.nouns["lands"]:
                return quote_of(scene, phrase_of(scene, token))
    return None
