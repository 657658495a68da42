"""The parser's tree of a plain sentence, put right where it goes astray before the verb is met.

"Parents of the girls taken from Chibok marched": the parents are given to "taken", and nobody marches. "Near Istmina,
soldiers clashed": the first word is taken for part of the name. "In El Obeid, a truce took effect": the truce is taken
for what El Obeid is. "US strikes on Sanaa killed four": who kills is a verb.
"""

from __future__ import annotations

from marsad.extract.parse import Changes, Parse, Token, changed

_NOUNS = ("NOUN", "PROPN")
_FINITE = ("VBD", "VBZ", "VBP")
_SUBJECTS = ("nsubj", "nsubjpass", "expl", "csubj")
#: Prepositions of place that a sentence begins with and the tagger takes for names there.
_FRONTED = frozenset(
    ("near", "outside", "inside", "around", "across", "along", "above", "below", "off", "beyond", "behind")
)


def straightened(parse: Parse) -> Parse:
    """The parse with such mistakes put right; the same parse where there are none."""
    for rule in (_fronted, _apposed, _acting, _reduced, _adverbial):
        changes = rule(parse)
        if changes:
            parse = changed(parse, changes)
    return parse


def _fronted(parse: Parse) -> Changes:
    """ "Near Istmina, …": a preposition, though it has a capital."""
    if len(parse) < 4:
        return {}
    first = parse.tokens[0]
    name = parse.head(first)
    if first.text.lower() not in _FRONTED or first.pos != "PROPN" or first.dep != "compound" or name.pos != "PROPN":
        return {}
    after = parse.tokens[name.index + 1 : name.index + 2]
    if name.head == name.index or not after or after[0].text != ",":
        return {}
    return {
        0: {"pos": "ADP", "tag": "IN", "lemma": first.text.lower(), "dep": "prep", "head": name.head, "ent": ""},
        name.index: {"dep": "pobj", "head": 0},
    }


def _apposed(parse: Parse) -> Changes:
    """ "In El Obeid, a truce took effect": what follows the comma is no other word for the town, where the verb has no
    subject.
    """
    for verb in parse:
        if verb.tag not in _FINITE or verb.dep != "ROOT" or any(parse.below(verb, *_SUBJECTS)):
            continue
        fronted = [one for one in parse.below(verb, "prep") if one.index < verb.index]
        named = [one for prep in fronted for one in parse.below(prep, "pobj") if one.pos == "PROPN"]
        for noun in (one for name in named for one in parse.below(name, "appos")):
            if noun.pos == "NOUN" and noun.index < verb.index and any(parse.below(noun, "det", "nummod", "amod")):
                return {noun.index: {"head": verb.index, "dep": "nsubj"}}
    return {}


def _acting(parse: Parse) -> Changes:
    """ "US strikes on Sanaa killed four": what is the subject of a verb is a noun, and nobody's verb."""
    changes: Changes = {}
    for act in parse:
        verb = parse.head(act)
        if act.tag != "VBZ" or act.dep != "nsubj" or verb.tag not in _FINITE or verb.index <= act.index:
            continue
        before = [one for one in parse.below(act, "nsubj", "compound", "amod") if one.index == act.index - 1]
        if before and any(parse.below(act, "prep")) and not any(parse.below(act, "dobj", "aux")):
            changes[act.index] = {"pos": "NOUN", "tag": "NNS"}
            changes[before[0].index] = {"dep": "compound"}
    return changes


def _reduced(parse: Parse) -> Changes:
    """ "Parents of the girls taken from Chibok marched": a participle without "were" has no subject where a verb after
    it lacks one.
    """
    for participle in parse:
        verb = parse.head(participle)
        if participle.tag != "VBN" or verb.tag not in _FINITE or verb.index <= participle.index:
            continue
        subjects = list(parse.below(participle, "nsubj", "nsubjpass"))
        is_told = any(parse.below(participle, "aux", "auxpass")) or any(parse.below(verb, *_SUBJECTS))
        if len(subjects) == 1 and not is_told and subjects[0].index < participle.index:
            return _given_back(parse, subjects[0], participle, verb)
    return {}


def _adverbial(parse: Parse) -> Changes:
    """ "Rebels bombarded Kirumba": a name right after a verb without an object is no adverb."""
    for name in parse.tokens[1:]:
        verb = parse.tokens[name.index - 1]
        is_name = name.ent in ("GPE", "LOC", "PERSON", "ORG", "FAC") and name.text[:1].isupper()
        if not is_name or name.tag != "RB" or name.head != verb.index or verb.tag not in (*_FINITE, "VBG"):
            continue
        if not any(parse.below(verb, "dobj", "auxpass")):
            return {name.index: {"pos": "PROPN", "tag": "NNP", "lemma": name.text, "dep": "dobj"}}
    return {}


def _given_back(parse: Parse, subject: Token, participle: Token, verb: Token) -> Changes:
    """The subject to the verb, with what stands before it; the participle to the noun before it."""
    before = parse.tokens[participle.index - 1]
    noun = before if before.pos in _NOUNS else subject
    changes: Changes = {
        child.index: {"head": verb.index} for child in parse.children[participle.index] if child.index < subject.index
    }
    changes[subject.index] = {"head": verb.index, "dep": "nsubj"}
    changes[participle.index] = {"head": noun.index, "dep": "acl"}
    return changes
