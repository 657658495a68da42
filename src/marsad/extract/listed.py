"""Acts that the parser hangs on a word of the act before them, put beside it.

"Shelling hit Kherson and clashes broke out near Robotyne": the parser joins the clashes to Kherson, as if both had been
hit, and gives "broke out" the shelling for its subject. What is an act and not a place, a person or a thing is joined
to no such word: it is told beside the act before, or is the subject of the verb right after it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from marsad.codebook import Codebook
from marsad.extract.names import Name
from marsad.extract.parse import Changes, Parse, Token

_FINITE = ("VBZ", "VBD", "VBP")
#: Prepositions that say where an act of this name was: "shelling in Omdurman".
_PLACING = frozenset(("in", "at", "near", "on", "inside", "around", "outside", "across", "along", "between", "of"))


def act_for_participle(parse: Parse, _names: Sequence[Name], codebook: Codebook) -> Changes:
    """ "Clashes in Hama and shelling in Homs", "Shelling in Omdurman killed 12": a participle without an object that
    only says where is the act's name. "Airstrikes on Kafr Zita" are no verb.
    """
    if len(parse) > 1 and _is_bare_verb(parse, codebook):
        return {0: {"pos": "NOUN", "tag": "NNS"}}
    for word in parse.tokens[:-1]:
        if word.tag != "VBG" or word.pos == "NOUN" or not codebook.is_attack_noun(word.text.lower()):
            continue
        below = parse.children[word.index]
        if any(child.dep not in ("prep", "advmod", "amod", "cc", "conj", "punct", "agent") for child in below):
            continue
        if parse.tokens[word.index + 1].lemma not in _PLACING:
            continue
        above = parse.head(word)
        is_listed = word.dep == "conj" and above.tag in _FINITE and parse.tokens[word.index - 1].lemma in ("and", ",")
        is_first = word.index == 0 and word.dep in ("advcl", "csubj") and not any(parse.below(above, "nsubj"))
        if is_listed or is_first:
            noun = {"pos": "NOUN", "tag": "NN", "lemma": word.text.lower()}
            return {word.index: noun if is_listed else {**noun, "dep": "nsubj"}}
    return {}


def _is_bare_verb(parse: Parse, codebook: Codebook) -> bool:
    """Whether the sentence begins with an act's name in the plural that the tagger took for its verb."""
    first, after = parse.tokens[:2]
    is_act = (
        first.tag == "VBZ"
        and first.dep in ("ROOT", "nsubj", "nsubjpass", "csubj")
        and codebook.is_attack_noun(first.lemma)
    )
    return is_act and after.pos == "ADP" and not any(parse.below(first, "nsubj", "dobj", "aux", "auxpass"))


def subject_beside(parse: Parse, _names: Sequence[Name], _codebook: Codebook) -> Changes:
    """ "bombed a village in A and infantry burned houses": who stands right before a verb without a subject is its
    own, not joined to A.
    """
    for word in parse:
        if word.dep != "conj" or word.pos != "NOUN" or parse.head(word).pos in ("VERB", "AUX"):
            continue
        verb = _verb_of(parse, word)
        if verb is None or any(parse.below(verb, "mark")):
            continue
        passive = any(parse.below(verb, "auxpass"))
        changes: Changes = {word.index: {"head": verb.index, "dep": "nsubjpass" if passive else "nsubj"}}
        return {**changes, verb.index: {"dep": "conj"}} if verb.dep == "advcl" else changes
    return {}


def act_beside(parse: Parse, names: Sequence[Name], codebook: Codebook) -> Changes:
    """ "Bombardment at A and clashes in B": the clashes are no part of what A is."""
    for word in parse:
        above = parse.head(word)
        is_after_comma = word.dep == "appos" and _is_act_name(above, names, codebook)
        if not (word.dep == "conj" or is_after_comma) or not _is_act_name(word, names, codebook):
            continue
        if is_after_comma:
            return {word.index: {"dep": "conj"}}
        if above.pos == "VERB" or codebook.is_attack_noun(above.lemma):
            continue
        act = _act_above(parse, above, codebook)
        if act is not None and _says_more(parse, word):
            return {word.index: {"head": act.index, "dep": "conj"}}
    return {}


def doer_beside(parse: Parse, names: Sequence[Name], codebook: Codebook) -> Changes:
    """ "Fighting in A and the coalition targets B": fighting does nothing together with an army."""
    for word in parse:
        first = parse.head(word)
        if word.dep != "conj" or first.dep != "nsubj" or not _is_act_name(first, names, codebook):
            continue
        if any(parse.below(first, "acl")):
            continue  # "clashes renewed in A": with that verb the act is told
        verb = parse.head(first)
        is_doer = any(name.sort == "actor" and word in name for name in names) or word.lemma in codebook.nouns["armed"]
        if is_doer and verb.tag in _FINITE and first.index < word.index < verb.index and verb.dep == "ROOT":
            between = parse.tokens[word.index + 1 : verb.index]
            if not any(token.pos in ("NOUN", "PROPN") and token.dep in ("conj", "nsubj") for token in between):
                return {word.index: {"head": verb.index, "dep": "nsubj"}, first.index: {"dep": "parataxis"}}
    return {}


def _is_act_name(word: Token, names: Sequence[Name], codebook: Codebook) -> bool:
    """Whether the word names an act of violence and no more: "clashes", not "Strike Force"."""
    is_act = word.pos == "NOUN" and codebook.is_attack_noun(word.lemma) and word.lemma not in codebook.nouns["armed"]
    return is_act and not any(word in name for name in names)


def _verb_of(parse: Parse, word: Token) -> Token | None:
    """The verb right after the word that has no subject of its own: "clashes broke out", "mortars were fired"."""
    after = next((token for token in parse.tokens[word.index + 1 :] if token.pos not in ("AUX", "ADV")), None)
    if after is None or after.dep not in ("conj", "advcl", "ccomp") or parse.head(after).index > word.index:
        return None
    is_finite = after.tag in _FINITE or (after.tag == "VBN" and any(parse.below(after, "auxpass")))
    return after if is_finite and not any(parse.below(after, "nsubj", "nsubjpass", "csubj", "expl")) else None


def _act_above(parse: Parse, token: Token, codebook: Codebook) -> Token | None:
    """The act whose place, target or harm the token is."""
    for above in parse.upward(token)[1:]:
        kind: Literal["verb", "noun"] = "verb" if above.pos == "VERB" else "noun"
        if any(act.kind == "ASSAULT" for act in codebook.by_head.get((kind, above.lemma), ())):
            return above
        if above.pos == "VERB" and above.dep != "conj":
            return None
    return None


def _says_more(parse: Parse, word: Token) -> bool:
    """Whether where it was or who did it is told of the act itself."""
    return any(prep.lemma in _PLACING or prep.lemma in ("by", "against") for prep in parse.below(word, "prep", "agent"))
