"""The words of the phrase that a head stands for: "the mayor of the town", "IS jihadists", "two of the FARC"."""

from __future__ import annotations

from marsad.extract.nations import nation_beside, nations_before
from marsad.extract.parse import Parse, Token, index_of
from marsad.extract.triggers import Scene

_NO_GAPS = frozenset((*"-'\"“”’`", "'s", "’s"))
#: Tags of a nationality that stands for one person.
_SINGULAR = ("NN", "NNP", "JJ")
#: Endings of nationalities that stand for the whole nation with "the".
_OF_MANY = ("sh", "ch", "ese", "ss")
#: How a nationality that describes a noun hangs on it.
_DESCRIBING = ("amod", "compound", "nmod", "poss")
#: Clauses and phrases below a noun that are not part of how it is called.
_ASIDES = frozenset(
    (
        "relcl",
        "acl",
        "appos",
        "conj",
        "cc",
        "punct",
        "prep",
        "advcl",
        "parataxis",
        "advmod",
        "preconj",
        "dep",
        "meta",
        "intj",
        "case",
        "agent",
    )
)


def _one_of_nation(scene: Scene, token: Token) -> Token | None:
    """The article of "a 16-year-old Palestinian", who is one person and no state; "the British" are many."""
    name = scene.name_at(token)
    if name is None or name.nation != "adjective" or token.tag not in _SINGULAR or token.dep in _DESCRIBING:
        return None
    articles = ("a", "an", "another") if token.lemma.lower().endswith(_OF_MANY) else ("a", "an", "another", "the")
    return next((det for det in scene.parse.below(token, "det") if det.lemma in articles), None)


def phrase_of(scene: Scene, token: Token) -> list[Token]:
    """The words of the phrase a head stands for, in text order and without gaps: determiner to head, and an "of"
    that names whom.

    A name is taken alone where it is a name's own head ("Idlib Russia" is not the name of anybody).
    """
    name = scene.name_at(token)
    one = _one_of_nation(scene, token)
    if one is not None:
        return list(scene.parse.tokens[one.index : token.index + 1])
    if name is not None and token.index == name.end - 1 and name.sort in ("nation", "actor"):
        is_minority = (
            scene.parse.tokens[name.start - 1 : name.start] and scene.parse.tokens[name.start - 1].lemma == "ethnic"
        )
        return list(scene.parse.tokens[name.start - bool(is_minority) : name.end])
    words = scene.parse.subtree(token, without=_ASIDES)
    words.extend(nations_before(scene, token)[-1:] or nation_beside(scene, token))
    words.sort(key=index_of)
    if name is not None:
        words = sorted(
            {t.index: t for t in (*words, *scene.parse.tokens[name.start : name.end])}.values(), key=index_of
        )
    words = _with_group_before(scene, _run_around(scene.parse, words, token))
    for prep in scene.parse.below(token, "prep"):
        if _says_whose(scene, token, prep) and prep.index == words[-1].index + 1:
            below = [t for pobj in scene.parse.below(prep, "pobj") for t in phrase_of(scene, pobj)]
            if below and below[0].index <= prep.index + 3:  # "of FARC", "of the FARC", "of the “Islamic State”"
                return list(scene.parse.tokens[words[0].index : below[-1].index + 1])
    return words


def _says_whose(scene: Scene, token: Token, prep: Token) -> bool:
    """Whether the preposition joins a noun to those whom it belongs to: "of", of fighters and their leaders "in" or
    "from" a side, of a state's forces "from" the state.
    """
    if prep.lemma == "of":
        return True
    words = scene.codebook.words
    sides = list(scene.parse.below(prep, "pobj")) if prep.lemma in ("from", "in") else []
    if prep.lemma == "from" and token.lemma in words["national_forces"]:
        return any((name := scene.name_at(side)) is not None and name.nation == "country" for side in sides)
    is_ranked = token.pos == "NUM" or token.lemma in words["ranked"]
    return is_ranked and any(_is_side(scene, side) for side in sides)


def _is_side(scene: Scene, token: Token) -> bool:
    """Forces, or a known actor."""
    name = scene.name_at(token)
    return token.lemma in scene.codebook.nouns["armed"] if name is None else name.sort == "actor"


def _with_group_before(scene: Scene, words: list[Token]) -> list[Token]:
    """ "IS jihadists": a group's name right before the noun belongs to it, whatever the tree says."""
    if words[0].index == 0:
        return words
    name = scene.name_at(scene.parse.tokens[words[0].index - 1])
    if name is None or name.sort != "actor" or name.end != words[0].index:
        return words
    return [*scene.parse.tokens[name.start : name.end], *words]


def _joins(token: Token) -> bool:
    return token.text in _NO_GAPS or (token.lemma == "of" and token.head == token.index - 1)


def _run_around(parse: Parse, words: list[Token], head: Token) -> list[Token]:
    """The stretch without gaps around the head; a quotation mark, hyphen or possessive 's does not make a gap, nor an
    "of" within a title before a name ("Secretary of State").
    """
    kept = {word.index for word in words}
    start = end = head.index
    while start - 1 in kept or (start - 2 in kept and _joins(parse.tokens[start - 1])):
        start -= 1
    while end + 1 in kept or (end + 2 in kept and parse.tokens[end + 1].text in _NO_GAPS):
        end += 1
    return list(parse.tokens[start : end + 1])
