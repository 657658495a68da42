"""What stands in for one number: coordinated people, each with its own amount, and the groups and sides among them.

"Four gendarmes and eleven attackers" is 15; "a woman and her two children" is 3; "six people, three of them children"
is 6, three of whom are children.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from marsad.extract.parse import Token
from marsad.extract.quantities import Quantity, is_one_person, is_people
from marsad.extract.roles import prepositional
from marsad.extract.triggers import Scene

_OTHERS = frozenset(("other", "another", "more"))
_THEM = frozenset(("them", "whom", "these", "those"))
#: Nouns that count themselves: "one casualty and several injuries" is not four of either.
_OTHER_HARM = frozenset(("injury", "wounded", "injured", "death", "fatality", "casualty", "arrest", "loss"))
_JOINED = ("conj", "appos")
#: Bodies of people that a number may stand in: "a family of seven".
_BODIES = frozenset(("family", "group", "crew", "team", "party", "band", "gang", "patrol", "number", "total", "convoy"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """One coordinated part: bounds as in a quantity, all ``None`` where the part is not counted ("and soldiers").

    ``start`` and ``end`` are the tokens (half-open) that say so, ``token`` the noun.
    """

    token: Token
    start: int
    end: int
    low: int | None
    best: int | None
    high: int | None
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """All shares together. ``by_party``: sides and victim groups with their numbers."""

    start: int
    end: int
    low: int | None
    best: int | None
    high: int | None
    by_party: tuple[tuple[str, int], ...]
    rule: str


def sum_at(scene: Scene, token: Token, *, alone: bool) -> Sum | None:
    """How many the noun (or number) and all coordinated with it are; ``None`` where nothing counts them.

    ``alone``: a single person without a number ("the mayor") is one.
    """
    shares = [share for part in _parts(scene, _first(scene, token)) if (share := _share(scene, part, alone=alone))]
    shares = _covered(_repeated(scene, shares))
    if not any(share.low is not None or share.high is not None for share in shares):
        return None
    best = [share.best for share in shares]
    high = [share.high for share in shares]
    low = [share.low for share in shares if share.low is not None]
    return Sum(
        start=min(share.start for share in shares),
        end=max(share.end for share in shares),
        low=sum(low) if low else None,
        best=sum(number for number in best if number is not None) if None not in best else None,
        high=sum(number for number in high if number is not None) if None not in high else None,
        by_party=_by_party(scene, shares),
        rule=shares[0].rule if len(shares) == 1 else "sum",
    )


# --- the parts ---------------------------------------------------------------------------------


def _first(scene: Scene, token: Token) -> Token:
    """The first of the coordinated nouns, or the counted body that the noun belongs to ("9 members of the forces")."""
    parse = scene.parse
    while True:
        head = parse.head(token)
        if token.dep in _JOINED and is_counted_noun(scene, head) and own_quantity(scene, head):
            token = head
        elif token.dep == "pobj" and head.lemma in ("of", "from"):
            body = parse.head(head)
            if own_quantity(scene, token) and token.lemma not in _BODIES:
                return token
            if not (is_counted_noun(scene, body) and own_quantity(scene, body)):
                return token
            token = body
        else:
            return token


def _parts(scene: Scene, token: Token, depth: int = 0) -> Iterator[Token]:
    """The noun and what is coordinated with it; "three of them children" is no further part."""
    yield token
    if depth > 6:
        return
    for other in scene.parse.below(token, *_JOINED):
        is_more = other.dep == "conj" or (other.tag in ("NNS", "NNPS") and own_quantity(scene, other) is not None)
        is_more = is_more and other.lemma not in _OTHER_HARM
        if is_more and is_counted_noun(scene, other) and not _is_of_them(scene, other):
            yield from _parts(scene, other, depth + 1)


def _is_of_them(scene: Scene, token: Token) -> bool:
    """ "two of them", "16 of them rebels": a part of those already counted."""
    following = scene.parse.tokens[token.index + 1 : token.index + 4]
    own = own_quantity(scene, token)
    if own is not None:
        following = (*following, *scene.parse.tokens[own.end : own.end + 3])
    words = [word.text.lower() for word in following]
    return any(word in _THEM and "of" in words[:at] for at, word in enumerate(words))


def is_counted_noun(scene: Scene, token: Token) -> bool:
    """A number by itself, "others", people, a person's name, or a group's or nation's with a number ("25 IS")."""
    if token.pos == "NUM" or token.lemma in _OTHERS or (token.pos == "PRON" and own_quantity(scene, token)):
        return True
    if _is_him(token):
        return True
    name = scene.name_at(token)
    if name is not None and name.sort != "place":
        is_one = token.tag == "NN" and is_one_person(token.lemma)  # "a UN peacekeeper"
        return name.sort == "person" or is_one or own_quantity(scene, token) is not None
    return scene.codebook.is_person_noun(token.lemma) or is_people(token.text)


def _is_him(token: Token) -> bool:
    """ "opened fire on an elder and killed him"."""
    return token.dep == "dobj" and token.text.lower() in ("him", "her")


def is_hurt(scene: Scene, token: Token) -> bool:
    """Whether the word can stand for dead or hurt people: any noun with a number but for animals and things."""
    if is_counted_noun(scene, token):
        return True
    things = scene.codebook.nouns["targets"] | scene.codebook.words["animals"]
    is_named = token.pos in ("NOUN", "PROPN") and token.lemma not in things and scene.name_at(token) is None
    return is_named and own_quantity(scene, token) is not None


def is_mixed(scene: Scene, token: Token) -> bool:
    """ "15 casualties and injuries": one number for the dead and the hurt together."""
    others = (other for other in scene.parse.below(token, "conj") if other.lemma in _OTHER_HARM)
    return any(own_quantity(scene, other) is None for other in others) or _is_either(scene, token)


def _is_either(scene: Scene, verb: Token) -> bool:
    """ "more than 20 were killed and wounded": the two verbs share their number."""
    parse = scene.parse
    pair = [verb, *parse.below(verb, "conj")] if verb.dep != "conj" else [parse.head(verb), verb]
    if verb.lemma not in ("kill", "wound", "injure") or len(pair) != 2 or pair[0].dep in ("amod", "compound"):
        return False
    is_pair = {one.lemma for one in pair} in ({"kill", "wound"}, {"kill", "injure"}) and pair[1].pos == "VERB"
    beside = ("dobj", "nsubj", "nsubjpass")
    return is_pair and not any(parse.below(pair[1], *beside)) and bool(list(parse.below(pair[0], *beside)))


# --- one part ----------------------------------------------------------------------------------


def own_quantity(scene: Scene, token: Token) -> Quantity | None:
    """The number that counts this word, the one with a best guess before others."""
    heads = {token.index, *(child.index for child in scene.parse.below(token, "nmod", "compound", "nummod"))}
    own = [
        q
        for q in scene.quantities
        if q.noun in heads or q.start <= token.index < q.end or (q.noun is None and q.end == token.index)
    ]
    return next((q for q in own if q.best is not None), own[0] if own else None)


def _share(scene: Scene, token: Token, *, alone: bool) -> Share | None:
    own = own_quantity(scene, token)
    body = _members(scene, token) if own is None or own.best == 1 else None
    if body is not None:
        own, token = body
    if own is not None and (alone or not own.article):
        end = max(own.end, token.index + 1)
        return Share(token=token, start=own.start, end=end, low=own.low, best=own.best, high=own.high, rule="number")
    if alone and _is_one(scene, token):
        index = token.index
        return Share(token=token, start=index, end=index + 1, low=1, best=1, high=1, rule="singular")
    return Share(token=token, start=token.index, end=token.index + 1, low=None, best=None, high=None, rule="number")


def _members(scene: Scene, token: Token) -> tuple[Quantity, Token] | None:
    """ "a family of seven people": the number of those a body consists of."""
    if token.lemma not in _BODIES:
        return None
    below = prepositional(scene.parse, [token], "of")
    return next(((own, member) for member in below if (own := own_quantity(scene, member)) is not None), None)


def _is_one(scene: Scene, token: Token) -> bool:
    """Whether the word stands for one person: "the mayor", a person's name in two words or more."""
    name = scene.name_at(token)
    if name is not None and name.sort == "person":
        return name.end - name.start > 1
    if _is_him(token):
        return True
    if token.lemma in scene.codebook.words["captives"] and not any(scene.parse.below(token, "det", "amod", "poss")):
        return False  # "took hostage two nurses"
    return token.tag == "NN" and is_one_person(token.lemma)  # be it part of a name: "UN peacekeeper"


def _repeated(scene: Scene, shares: Sequence[Share]) -> list[Share]:
    """ "three soldiers and as many militants": the second part has the first one's number."""
    found: list[Share] = []
    for share in shares:
        before = [word.text.lower() for word in scene.parse.tokens[max(0, share.token.index - 4) : share.token.index]]
        if found and ("as", "many") in pairwise(before):
            last = found[-1]
            found.append(replace(share, low=last.low, best=last.best, high=last.high))
        else:
            found.append(share)
    return found


def _covered(shares: list[Share]) -> list[Share]:
    """ "10 children and women": a number above one covers the plurals without one that follow."""
    first = shares[0]
    if first.best is None or first.best == 1:
        return shares
    return [first, *(share for share in shares[1:] if share.low is not None or share.high is not None)]


# --- sides and groups --------------------------------------------------------------------------


def _by_party(scene: Scene, shares: Sequence[Share]) -> tuple[tuple[str, int], ...]:
    """Sides of what is counted, and victim groups, those of "including" and "of them" too."""
    found: dict[str, int] = {}
    for share in shares:
        if share.best:
            for party in _parties(scene, share.token):
                found[party] = found.get(party, 0) + share.best
    for token, number in _within(scene, shares):
        for party in _parties(scene, token):
            found.setdefault(party, number)
    return tuple(sorted(found.items()))


def _parties(scene: Scene, token: Token) -> Iterator[str]:
    """The side and the groups that a noun belongs to; "people" belong to none."""
    nouns, lemma = scene.codebook.nouns, token.lemma
    if lemma in scene.codebook.words["attackers"]:
        yield "initiator"
    elif lemma in nouns["armed"] or lemma in scene.codebook.words["ranks"]:
        yield "recipient"
    elif lemma in nouns["people"] and lemma not in ("people", "person", "member", "casualty", "victim", "man", "body"):
        yield "civilians"
    before = scene.parse.tokens[token.index - 1].lemma if token.index else ""
    yield from sorted({*scene.codebook.groups.get(lemma, ()), *scene.codebook.groups.get(f"{before} {lemma}", ())})


def _within(scene: Scene, shares: Sequence[Share]) -> Iterator[tuple[Token, int]]:
    """Those said to be among the counted: "including three children", "two of them women"."""
    parse, end = scene.parse, max(share.end for share in shares)
    joints = [token for token in parse.tokens[end:] if token.lemma == "include" or token.text.lower() == "among"]
    listed = (first for joint in joints for first in parse.below(joint, "pobj", "dobj"))
    for part in (part for first in listed for part in _parts(scene, first)):
        own = own_quantity(scene, part)
        if own is not None and own.best:
            yield part, own.best
        elif own is None and _is_one(scene, part):
            yield part, 1
    for quantity in scene.quantities:
        after = [word.text.lower() for word in parse.tokens[quantity.end : quantity.end + 2]]
        if quantity.start >= end and quantity.best and len(after) == 2 and after[0] == "of" and after[1] in _THEM:
            group = next((t for t in parse.tokens[quantity.end + 2 : quantity.end + 6] if t.pos == "NOUN"), None)
            if group is not None:
                yield group, quantity.best
