"""The parser's tree of a headline, put right.

The parser learnt on sentences, so it takes a headline's verbs for nouns ("regime forces advance", "warplanes bomb
areas") and its passives without "were" for actives ("4 killed in Idlib"). Each rule here looks for what no sentence
has: a noun with a subject, a verb for killing that has neither object nor auxiliary, a plural that describes a noun.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from marsad.codebook import Codebook
from marsad.extract import listed
from marsad.extract.names import Name
from marsad.extract.parse import Changes, Parse, Token, changed
from marsad.extract.quantities import is_one_person

_NOUNS = ("NOUN", "PROPN")
_NUMBER_ROLES = ("nsubj", "meta", "nummod", "dep", "advmod", "quantmod", "npadvmod")
#: What does not follow a passive without "were": what was done, with or to.
_AFTER_ACTIVE = frozenset(("to", "at", "with", "that", "for", "his", "her", "their", "its", "up", "down", "off", "out"))
_HELPERS = ("aux", "auxpass", "nsubjpass")


def mended(parse: Parse, names: Sequence[Name], codebook: Codebook) -> Parse:
    """The parse with its headline's verbs and passives put right; the same parse where there is nothing to mend."""
    of_acts = (
        listed.act_for_participle,
        _forces_for_verb,
        _name_for_verb,
        _noun_with_subject,
        _plural_at_root,
        _verb_of_names,
        _plural_before_noun,
        _plural_before_act,
        _noun_for_verb,
        _clause_after_and,
        _owner_of_verb,
        _dead_beside_object,
        listed.subject_beside,
        listed.act_beside,
        listed.doer_beside,
    )
    rules = () if parse.lemmas.isdisjoint(codebook.verbs) else of_acts
    for rule in (*rules, _passive, _held_as):
        changes = rule(parse, names, codebook)
        if changes:
            parse = changed(parse, changes)
    return parse


def with_plain_first(parse: Parse, codebook: Codebook) -> Parse:
    """The parse whose first word is a noun where it is one for a person, a weapon or an act that the tagger took for a
    name: "Governor killed in Kandahar", "Missile hits Odesa", "Curfew imposed in Kano".
    """
    if len(parse) < 2:
        return parse
    first, after = parse.tokens[:2]
    if first.pos != "PROPN" or after.pos == "PROPN" or first.text.isupper():
        return parse
    word = first.text.lower()
    if not (is_one_person(word) or word in codebook.weapons or ("noun", word) in codebook.by_head):
        return parse
    return changed(parse, {0: {"pos": "NOUN", "tag": "NN", "lemma": word, "ent": ""}})


def _as_verb(token: Token, head: int, dep: str) -> dict[str, Any]:
    tag = "VBZ" if token.text.lower() != token.lemma else "VBP"
    return {"pos": "VERB", "tag": tag, "head": head, "dep": dep}


def _is_act(codebook: Codebook, token: Token) -> bool:
    return token.lemma in codebook.verbs


def _acts(parse: Parse, codebook: Codebook) -> list[Token]:
    """The words that a trigger's verb can be, first and last one left out."""
    return [token for token in parse.tokens[1:-1] if token.lemma in codebook.verbs]


# --- verbs taken for nouns ---------------------------------------------------------------------


def _owner_of_verb(parse: Parse, _names: Sequence[Name], _codebook: Codebook) -> Changes:
    """ "Regime's helicopters target Daraya": nobody owns a verb, but its subject."""
    changes: Changes = {}
    for owner in parse:
        above = parse.head(owner)
        if owner.dep == "poss" and above.pos == "VERB":
            owned = [one for one in parse.below(above, "nsubj") if owner.index < one.index < above.index]
            if owned:
                changes[owner.index] = {"head": owned[0].index}
    return changes


def _dead_beside_object(parse: Parse, _names: Sequence[Name], _codebook: Codebook) -> Changes:
    """ "Shot a reporter dead": how she was shot, not what she was."""
    changes: Changes = {}
    for word in parse if "dead" in parse.lemmas else ():
        noun = parse.head(word)
        is_after = word.lemma == "dead" and word.dep in ("amod", "acomp", "advmod") and word.index > noun.index
        if is_after and noun.dep == "dobj" and parse.head(noun).lemma == "shoot":
            changes[word.index] = {"head": noun.head, "dep": "oprd"}
    return changes


def _forces_for_verb(parse: Parse, _names: Sequence[Name], codebook: Codebook) -> Changes:
    """ "The regime forces control points": forces are no verb where another one follows."""
    for root in parse.tokens[1:-2]:
        before, verb = parse.tokens[root.index - 1], parse.tokens[root.index + 1]
        is_forces = root.text.lower() == "forces" and root.dep == "ROOT"
        if not is_forces or before.dep != "nsubj" or before.head != root.index or not _is_act(codebook, verb):
            continue
        if verb.dep not in ("compound", "nmod") or parse.head(verb).head != root.index:
            return {}
        changes: Changes = {child.index: {"head": verb.index} for child in parse.children[root.index]}
        changes[verb.index] = _as_verb(verb, verb.index, "ROOT")
        changes[root.index] = {"pos": "NOUN", "tag": "NNS", "dep": "nsubj", "head": verb.index}
        changes[before.index] = {"dep": "compound", "head": root.index}
        changes[verb.head] = {"head": verb.index, "dep": "dobj"}
        return changes
    return {}


def _noun_with_subject(parse: Parse, _names: Sequence[Name], codebook: Codebook) -> Changes:
    """ "Regime forces advance in Aleppo": a noun has no subject."""
    return {
        token.index: _as_verb(token, token.head, token.dep)
        for token in parse.tokens
        if token.dep == "ROOT"
        and token.pos in _NOUNS
        and _is_act(codebook, token)
        and any(parse.below(token, "nsubj", "csubj"))
        and not any(parse.below(token, "cop", "det", "amod", "acl", "relcl", "aux"))
    }


def _plural_at_root(parse: Parse, names: Sequence[Name], codebook: Codebook) -> Changes:
    """ "Arakan Army storms police post": a plural at the root after an actor's name, with a noun set beside it."""
    for verb in _acts(parse, codebook):
        before = parse.tokens[verb.index - 1]
        if verb.dep != "ROOT" or verb.tag != "NNS" or before.head != verb.index:
            continue
        if not any(name.sort == "actor" and name.end == verb.index for name in names):
            continue
        things = [one for one in parse.below(verb, "appos", "npadvmod") if one.index > verb.index]
        if things and not any(word.pos == "PUNCT" for word in parse.tokens[verb.index : things[0].index]):
            return {
                verb.index: _as_verb(verb, verb.index, "ROOT"),
                before.index: {"dep": "nsubj"},
                things[0].index: {"dep": "dobj"},
            }
    return {}


def _name_for_verb(parse: Parse, names: Sequence[Name], codebook: Codebook) -> Changes:
    """ "IS targets the army", "10 airstrikes target Homs": what the parser has for the verb is the subject."""
    roots = [token for token in parse.tokens[:2] if token.dep == "ROOT" and token.tag in ("VBZ", "VBP")]
    for root in roots:
        verb = parse.tokens[root.index + 1] if root.index + 1 < len(parse) else None
        named = any(name.start == root.index and name.sort == "actor" for name in names)
        if verb is None or not (named or ("noun", root.lemma) in codebook.by_head) or not _is_act(codebook, verb):
            continue
        if verb.pos not in _NOUNS or not all(token.pos == "NUM" for token in parse.tokens[: root.index]):
            continue
        changes: Changes = {verb.index: _as_verb(verb, verb.index, "ROOT")}
        changes[root.index] = {"pos": "NOUN", "tag": "NNS", "dep": "nsubj", "head": verb.index}
        for child in parse.children[root.index]:
            if child.index > verb.index:
                changes[child.index] = {"head": verb.index}
            elif child.index < root.index:
                changes[child.index] = {"dep": "nummod"}
        objects = [token for token in parse.children[root.index] if token.dep == "dobj" and token.index > verb.index]
        if not objects and verb.head != root.index:
            changes[verb.head] = {"head": verb.index, "dep": "dobj"}
        return changes
    return {}


def _verb_of_names(parse: Parse, names: Sequence[Name], codebook: Codebook) -> Changes:
    """ "Shelling targets Bamenda": the verb is seen, but its subject described it and its object stood beside it."""
    changes: Changes = {}
    for verb in parse:
        if verb.tag not in ("VBZ", "VBP") or not _is_act(codebook, verb) or any(parse.below(verb, "nsubj")):
            continue
        before = [token for token in parse.below(verb, "compound") if token.index == verb.index - 1]
        if not before:
            continue
        changes[before[0].index] = {"dep": "nsubj"}
        for after in parse.below(verb, "appos", "npadvmod"):
            if any(name.start <= after.index < name.end for name in names):
                changes[after.index] = {"dep": "dobj"}
    return changes


def _noun_for_verb(parse: Parse, names: Sequence[Name], codebook: Codebook) -> Changes:
    """ "Al-Shabaab targets troops near Merca": an actor's name, then a plural that would describe the next noun; and
    "Opposition factions target regime forces", where the word has a subject and describes a noun all the same; and
    "Jabhat al-Nusra target positions of", where there is no other verb.
    """
    for verb in _acts(parse, codebook):
        if verb.dep != "compound":
            continue
        thing = parse.head(verb)
        is_verbless = thing.dep == "ROOT" and thing.tag == "NNS" and any(parse.below(thing, "prep"))
        if verb.tag not in ("NNS", "VBZ") and not is_verbless and not any(parse.below(verb, "nsubj")):
            continue
        subject = _subject_before(parse, verb, names, codebook)
        if subject is not None:
            return _clause(parse, subject, verb)
    return {}


def _subject_before(parse: Parse, verb: Token, names: Sequence[Name], codebook: Codebook) -> Token | None:
    own = [token for token in parse.below(verb, "nsubj") if token.index < verb.index]
    if own:
        return own[0]
    ends = {name.end for name in names if name.sort == "actor"}
    before = parse.tokens[verb.index - 1]
    is_crowd = verb.tag == "NNS" and before.lemma.lower() in codebook.nouns["armed"]  # "Mob lynches man"
    is_doer = before.index + 1 in ends or is_crowd
    return before if is_doer and before.head in (verb.index, verb.head) else None


def _plural_before_noun(parse: Parse, _names: Sequence[Name], codebook: Codebook) -> Changes:
    """ "Helicopters bomb areas": a plural describes no noun, so the word after it is the verb."""
    for subject in parse.tokens[:-2]:
        if subject.tag not in ("NNS", "NNPS"):
            continue
        verb = parse.tokens[subject.index + 1]
        if verb.tag not in ("NN", "NNP") or verb.dep != "compound":
            continue
        thing = parse.head(verb)
        beside = subject.dep == "compound" and thing.index == subject.head
        below = subject.dep == "ROOT" and thing.head == subject.index and thing.dep in ("appos", "npadvmod", "dobj")
        is_base = verb.text.lower() == verb.lemma and thing.index > verb.index
        if (beside or below) and is_base and _is_act(codebook, verb):
            return _clause(parse, subject, verb)
    return {}


def _plural_before_act(parse: Parse, _names: Sequence[Name], codebook: Codebook) -> Changes:
    """ "Rockets land near an embassy": a plural describes no noun, so what it stands before is the verb."""
    for verb in _acts(parse, codebook):
        before, after = parse.tokens[verb.index - 1], parse.tokens[verb.index + 1]
        is_base = verb.tag == "NN" and verb.text.lower() == verb.lemma
        if not is_base or after.pos != "ADP" or before.tag != "NNS" or before.dep != "compound":
            continue
        if before.head == verb.index:
            dep = "ROOT" if verb.dep == "ROOT" else "parataxis"
            return {before.index: {"dep": "nsubj"}, verb.index: _as_verb(verb, verb.head, dep)}
    return {}


def _clause(parse: Parse, subject: Token, verb: Token) -> Changes:
    """The verb takes the place of the noun that it was said to describe, which becomes its object."""
    thing = parse.head(verb)
    upper, dep = (thing.index, thing.dep) if thing.dep == "ROOT" else (thing.head, "parataxis")
    changes: Changes = {subject.index: {"head": verb.index, "dep": "nsubj"}}
    first = parse.head(thing)
    if thing.dep == "conj" and first.index < subject.index:
        # "helicopters and warplanes bomb areas": the object was joined to the first of the subjects
        changes[subject.index] = {"head": first.index, "dep": "conj"}
        changes[first.index] = {"head": verb.index, "dep": "nsubj"}
        upper, dep = (first.head, first.dep) if first.dep != "ROOT" else (first.index, "ROOT")
    if first.index == subject.index and subject.dep == "ROOT":
        upper, dep = subject.index, "ROOT"
        after = (child for child in parse.children[subject.index] if child.index > verb.index)
        changes.update((child.index, {"head": verb.index}) for child in after)
    changes[verb.index] = _as_verb(verb, verb.index if dep == "ROOT" else upper, dep)
    changes[thing.index] = {"head": verb.index, "dep": "dobj"}
    for child in parse.children[thing.index]:
        if child.index < subject.index:
            changes.setdefault(child.index, {"head": subject.index})
    return changes


def _clause_after_and(parse: Parse, names: Sequence[Name], codebook: Codebook) -> Changes:
    """ "Raids target Latakia and regime forces shell Hama": the parser joins the forces to Latakia."""
    for verb in _acts(parse, codebook):
        subject = parse.tokens[verb.index - 1]
        if verb.index == 1 or verb.pos == "AUX" or not _can_fight(subject, names, codebook):
            continue
        first = _start_of(parse, subject, names)
        link = parse.tokens[first - 1].text.lower() == "and"
        if first == 0 or _is_joined_subject(parse, subject, verb):
            continue
        own = [one for one in parse.below(verb, "nsubj", "aux", "auxpass") if not link or one.index >= first]
        if verb.tag in ("VBP", "VBZ", "VB") or (verb.tag == "VBD" and any(parse.below(verb, "dobj"))):
            if not own and verb.dep not in ("relcl", "acl"):
                return _with_subject(parse, (first, subject), verb)
        elif link and verb.tag in ("NN", "NNP") and verb.dep in ("conj", "compound", "nmod"):
            changes = _new_clause(parse, verb)
            return {**changes, **_with_subject(parse, (first, subject), verb)} if changes else {}
    return {}


def _with_subject(parse: Parse, phrase: tuple[int, Token], verb: Token) -> Changes:
    first, subject = phrase
    inside = range(first, subject.index)
    changes: Changes = {
        index: {"head": subject.index} for index in inside if parse.tokens[index].head not in (*inside, subject.index)
    }
    return {**changes, subject.index: {"head": verb.index, "dep": "nsubj"}}


def _can_fight(token: Token, names: Sequence[Name], codebook: Codebook) -> bool:
    is_named = any(name.sort == "actor" and name.end == token.index + 1 for name in names)
    return is_named or (token.tag == "NNS" and token.lemma in codebook.nouns["armed"])


def _start_of(parse: Parse, subject: Token, names: Sequence[Name]) -> int:
    """Where the subject begins with what stands before it to describe it."""
    index = next((name.start for name in names if name.start <= subject.index < name.end), subject.index)
    while index > 0 and parse.tokens[index - 1].tag in ("NN", "JJ", "DT", "POS", "CD", "``"):
        index -= 1
    return index


def _is_joined_subject(parse: Parse, subject: Token, verb: Token) -> bool:
    """Whether the two are subject and verb already, maybe by way of another who acts: "rebels and soldiers fled"."""
    first = subject
    while first.dep == "conj" and parse.head(first).index < first.index:
        first = parse.head(first)
    return first.dep in ("nsubj", "nsubjpass") and first.head == verb.index


def _new_clause(parse: Parse, verb: Token) -> Changes:
    """The noun that is a verb joins the root; the noun phrase after it is its object."""
    after = parse.tokens[verb.index + 1]
    if after.pos not in ("DET", "ADJ", "NOUN", "PROPN", "NUM"):
        return {}
    last = after.index
    while last + 1 < len(parse) and parse.tokens[last + 1].pos in ("ADJ", "NOUN", "PROPN", "NUM"):
        last += 1
    root = next(token.index for token in parse if token.dep == "ROOT")
    if parse.tokens[last].pos not in _NOUNS or root in (verb.index, last):
        return {}
    return {verb.index: _as_verb(verb, root, "conj"), last: {"head": verb.index, "dep": "dobj"}}


# --- passives without "were" -------------------------------------------------------------------


def _passive(parse: Parse, _names: Sequence[Name], codebook: Codebook) -> Changes:
    """ "4 killed by shelling", "Soldier killed near Gao": who stands before such a verb without an object suffers
    it.
    """
    befalling = codebook.words["befalling"]
    if parse.lemmas.isdisjoint(befalling):
        return {}
    changes = _reported(parse, codebook)
    for verb in parse:
        if verb.tag not in ("VBD", "VBN") or verb.dep == "relcl" or verb.lemma not in befalling:
            continue
        if any(parse.below(verb, *_HELPERS)) or (_has_object(parse, verb) and not any(parse.below(verb, "agent"))):
            continue
        for subject in parse.children[verb.index]:
            if subject.index < verb.index and _suffers(parse, subject, verb, codebook):
                changes[subject.index] = {"dep": "nsubjpass"}
                changes[verb.index] = {"tag": "VBN", "pos": "VERB"}
    return changes


def _reported(parse: Parse, codebook: Codebook) -> Changes:
    """ "Five fighters reported killed": who is reported to be so suffers it."""
    changes: Changes = {}
    for verb in parse:
        above = parse.head(verb)
        is_said = verb.dep in ("xcomp", "ccomp", "oprd") and above.lemma in codebook.words["reporting_harm"]
        if not is_said or verb.lemma not in codebook.words["befalling"] or verb.index != above.index + 1:
            continue
        for subject in parse.below(above, "nsubj"):
            if not any(parse.below(above, *_HELPERS)):
                changes[subject.index] = {"head": verb.index, "dep": "nsubjpass"}
                changes[verb.index] = {"tag": "VBN", "pos": "VERB"}
    return changes


def _held_as(parse: Parse, _names: Sequence[Name], codebook: Codebook) -> Changes:
    """ "holding a mayor and her daughter hostage": the last before that word is whom they hold, not whose hostage it
    is.
    """
    changes: Changes = {}
    captives = codebook.words["captives"]
    for word in () if parse.lemmas.isdisjoint(captives) else parse.tokens[1:]:
        whom = parse.tokens[word.index - 1]
        if word.text.lower() not in captives or whom.head != word.index or whom.pos not in (*_NOUNS, "PRON"):
            continue
        verb = next((one for one in parse.upward(word)[1:] if one.pos == "VERB"), None)
        if verb is None or verb.index > whom.index or verb.lemma not in codebook.words["keeping"]:
            continue
        role = {"dep": "conj", "head": word.head} if word.dep == "conj" else {"dep": "dobj", "head": verb.index}
        for child in parse.children[word.index]:
            changes[child.index] = {"head": whom.index if child.index < whom.index else verb.index}
        changes |= {whom.index: role, word.index: {"dep": "oprd", "head": verb.index}}
    return changes


def _has_object(parse: Parse, verb: Token) -> bool:
    """Whether something after the verb is what it is done to; after a comma another clause begins."""
    after = (token for token in parse.below(verb, "dobj", "ccomp", "xcomp") if token.index > verb.index)
    return any(parse.tokens[token.index - 1].text != "," for token in after)


def _suffers(parse: Parse, subject: Token, verb: Token, codebook: Codebook) -> bool:
    if subject.pos == "NUM":
        return subject.dep in _NUMBER_ROLES
    if subject.dep != "nsubj" or subject.pos not in _NOUNS:
        return False
    if any(parse.below(subject, "nummod")):
        return True
    after = parse.tokens[verb.index + 1 :][:1]
    if after and after[0].text.lower() in _AFTER_ACTIVE and not (after[0].text == "at" and verb.lemma != "shoot"):
        return False
    return not any(parse.below(subject, "det", "poss")) and codebook.is_person_noun(subject.lemma)
