"""Of which nations or groups forces are: the names before them."""

from __future__ import annotations

from marsad.extract.parse import Token
from marsad.extract.triggers import Scene

#: What fighters are called after the people or group that they are of.
_BANDS = frozenset(("militia", "militiaman", "fighter", "rebel", "warrior", "gunman", "herder", "tribesman"))


def nations_before(scene: Scene, token: Token) -> list[Token]:
    """The nations of "French and Egyptian warships", which are the ships of two; empty for those of one."""
    for first in scene.parse.below(token, "amod", "compound", "nmod"):
        chain = [first]
        while following := [one for one in scene.parse.below(chain[-1], "conj") if one.index < token.index]:
            chain.append(following[0])
        names = [scene.name_at(one) for one in chain]
        if len(chain) > 1 and all(name is not None and name.sort == "nation" for name in names):
            return chain
        if len(chain) > 1 and token.lemma in _BANDS and all(names):
            return chain  # "Hema and Lendu militias"
    return []


def nation_beside(scene: Scene, token: Token) -> list[Token]:
    """The "Honduran" of "Honduran military attacks", which the parser hangs on the attacks."""
    before = scene.parse.tokens[token.index - 1 : token.index] if token.index else ()
    if token.lemma not in scene.codebook.nouns["armed"] or token.dep not in ("amod", "compound", "nmod"):
        return []
    name = scene.name_at(before[0]) if before else None
    is_beside = name is not None and name.sort == "nation" and before[0].head == token.head
    return list(before) if is_beside and before[0].tag == "JJ" else []
