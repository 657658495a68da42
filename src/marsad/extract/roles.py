"""Who does what to whom, by syntax: the slots of a trigger's pattern filled from the tree.

Voice is undone here (the subject of a passive is the object), subjects are found across coordination, control,
participles and relative clauses, and every filler is taken with all that is coordinated with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from marsad.extract.nations import nation_beside, nations_before
from marsad.extract.parse import Parse, Token
from marsad.extract.triggers import Hit, Scene

#: Slots that hold whom an act is about only where no other slot holds somebody.
LATE_SLOTS = frozenset(("content", "aimed", "purpose", "condition"))
#: Slots that are no prepositions; "to" is the dative's as well.
_SYNTACTIC = frozenset(
    (
        "subject", "object", "iobject", "complement", "content", "purpose", "condition", "poss", "modifier", "carrier",
        "bearer", "targeting", "aimed", "to",
    )
)  # fmt: skip
_SUBJECTS = ("nsubj", "csubj")
_PASSIVE_SUBJECTS = ("nsubjpass", "csubjpass")
_SURFACE = (*_SUBJECTS, *_PASSIVE_SUBJECTS)
#: Pronouns by which a speaker speaks of itself: "Ethiopia warned that it would".
_SPEAKERS = frozenset(("it", "he", "she", "we", "i"))
_RELATIVES = frozenset(("who", "which", "that", "whom", "whose"))
#: Prepositions whose act is that of the object: "accused X of killing", "kept X from attacking".
_OBJECT_DOES = ("of", "from", "with", "for")
#: Verbs whose object is held to have done what stands after "of".
_CHARGING = ("accuse", "suspect")
#: Dependencies whose clause borrows the subject of the verb above it.
_CONTROLLED = ("xcomp", "advcl", "conj", "ccomp", "pcomp")
#: Words of a trigger with an object and a preposition of its own: "set fire to".
_WITH_OBJECT = 3
# --- verbs -------------------------------------------------------------------------------------


def is_passive(parse: Parse, verb: Token) -> bool:
    """Whether the surface subject is the object of the act."""
    if any(parse.below(verb, "auxpass", "nsubjpass", "agent")):
        return not _is_twin_of_active(parse, verb)
    if verb.tag == "VBD" and verb.dep == "conj" and not any(parse.below(verb, "dobj", "aux", "prt", *_SUBJECTS)):
        head = parse.head(verb)  # "were ambushed, allegedly by bandits, and attacked with axes"
        return any(parse.below(verb, "prep")) and any(parse.below(head, "auxpass"))
    if verb.tag != "VBN" or any(parse.below(verb, "aux")):
        return False
    if verb.dep in ("acl", "advcl", "amod", "ccomp", "oprd"):
        return True
    head = parse.head(verb)
    if verb.dep == "xcomp":  # "was found shot"
        return head.tag == "VBN" and is_passive(parse, head)
    return verb.dep == "conj" and head.index != verb.index and head.pos in ("VERB", "AUX") and is_passive(parse, head)


def _is_twin_of_active(parse: Parse, verb: Token) -> bool:
    """ "Soldiers shot and killed six men": two verbs with one object; the parser takes the first for passive."""
    if any(parse.below(verb, "auxpass", "agent")):
        return False
    twins = (one for one in parse.below(verb, "conj") if one.tag in ("VBD", "VBN") and one.index == verb.index + 2)
    return any(any(parse.below(one, "dobj")) for one in twins)


#: Who tells of an act that others did: "a caller claimed the attack".
_CALLERS = frozenset(("man", "woman", "caller", "person", "individual", "voice"))
#: Verbs whose gerund is what others do: "fled fighting".
_FLEEING = ("flee", "escape")


def surface_subjects(parse: Parse, verb: Token, depth: int = 0) -> list[Token]:
    """The words that stand as the verb's subject, borrowed from above where it has none of its own."""
    own = list(parse.below(verb, *_SUBJECTS, *_PASSIVE_SUBJECTS))
    if own:
        return [antecedent(parse, verb, token) for token in own[-1:]]
    head = parse.head(verb)
    if head.index == verb.index or depth > 4 or (verb.dep == "xcomp" and head.lemma in _FLEEING):
        return []
    if verb.dep == "acl" or (verb.dep == "relcl" and verb.tag in ("VBN", "VBG")):
        return [head] if head.pos in ("NOUN", "PROPN", "PRON", "NUM") else []
    if verb.dep == "pcomp":
        if head.dep == "agent":
            return []  # "displaced by fighting"
        preposition, head = head, parse.head(head)
        if head.dep == "dobj" and preposition.lemma == "of" and parse.head(head).lemma in _CHARGING:
            return [head]  # "accuse [the police of executing]"
        objects = list(parse.below(head, "dobj")) if preposition.lemma in _OBJECT_DOES else []
        if objects and not is_passive(parse, head):
            return objects[:1]
    if verb.dep in _CONTROLLED:
        if head.pos in ("VERB", "AUX"):
            return _controller(parse, verb, head, depth)
        if verb.dep == "xcomp" and head.pos == "ADJ":  # "Oslo is willing to send", "they seem ready to leave"
            return _controller(parse, verb, parse.head(head) if head.dep in ("acomp", "oprd") else head, depth)
        if verb.dep in ("conj", "pcomp") and head.pos in ("NOUN", "PROPN", "ADJ"):
            return _controller(parse, verb, parse.head(head), depth)
        if verb.dep == "xcomp" and head.dep == "acomp":  # "are able to hit", "are about to storm"
            return surface_subjects(parse, parse.head(head), depth + 1)
    return []


def _controller(parse: Parse, verb: Token, head: Token, depth: int) -> list[Token]:
    """The subject above, or the object of a verb that makes somebody do something ("ordered troops to fire")."""
    objects = list(parse.below(head, "dobj"))
    if verb.dep == "xcomp" and objects and objects[0].index < verb.index and verb.tag == "VB" and head.lemma != "use":
        return objects[:1]
    if head.pos not in ("VERB", "AUX"):
        return []
    return surface_subjects(parse, head, depth + 1)


def antecedent(parse: Parse, verb: Token, token: Token) -> Token:
    """What a relative pronoun stands for; any other word is itself."""
    if token.lemma not in _RELATIVES or token.tag not in ("WP", "WDT", "WP$", "IN"):
        return token
    if verb.dep == "relcl":
        return parse.head(verb)
    if verb.dep == "conj" and parse.head(verb).dep == "relcl":
        return parse.head(parse.head(verb))
    above = parse.head(verb)
    found = surface_subjects(parse, above, 3) if above.index != verb.index else []
    return found[0] if found else token


def _agents(parse: Parse, verb: Token) -> list[Token]:
    """Who stands after "by"; of "was robbed and given shocks by guards" the guards did both."""
    own = [pobj for agent in parse.below(verb, "agent") for pobj in parse.below(agent, "pobj")]
    if own:
        return own
    shared = [one for one in parse.below(verb, "conj") if one.tag == "VBN" and not any(parse.below(one, *_SURFACE))]
    later = (agent for one in shared for agent in parse.below(one, "agent", "prep") if agent.lemma == "by")
    return [pobj for agent in later for pobj in parse.below(agent, "pobj") if _is_definite(parse, pobj)]


def _doers_after(parse: Parse, verb: Token) -> list[Token]:
    """Who stands after the "by" of an act named by its -ing form: "casualties in shelling by the army"."""
    if any(parse.below(verb, "aux", *_SURFACE)):
        return []
    return [pobj for pobj in prepositional(parse, [verb], "by") if _is_definite(parse, pobj)]


def _is_definite(parse: Parse, noun: Token) -> bool:
    """Whether it can be somebody after "by": "by guards", "by the guard"; not "by boat", "by noon"."""
    is_many = noun.tag in ("NNS", "NNP", "NNPS") or any(parse.below(noun, "det", "poss"))
    return is_many and noun.ent not in ("DATE", "TIME")


def _objects(parse: Parse, verb: Token) -> list[Token]:
    objects = [antecedent(parse, verb, token) for token in parse.below(verb, "dobj")]
    if objects or verb.dep != "relcl":
        return objects
    own = [token for token in parse.below(verb, *_SUBJECTS) if token.lemma not in _RELATIVES]
    return [parse.head(verb)] if own else []


def _shared_object(parse: Parse, verb: Token) -> list[Token]:
    """ "attacked and burned the village": the first verb's object stands with the last."""
    if any(parse.below(verb, "xcomp", "ccomp")):
        return []
    for other in parse.below(verb, "conj"):
        if other.pos == "VERB" and not any(parse.below(other, *_SUBJECTS, *_PASSIVE_SUBJECTS)):
            return _objects(parse, other) or _shared_object(parse, other)
    return []


def verb_slot(parse: Parse, hit: Hit, slot: str) -> list[Token]:
    """Heads of the words in this slot of the verb, voice undone."""
    verb = hit.token
    passive = is_passive(parse, verb)
    if slot == "subject":
        doer = parse.head(verb) if verb.dep in ("acomp", "oprd") else verb
        if verb.tag == "VBG" and (by := _doers_after(parse, verb)):
            return by
        return _agents(parse, verb) if passive else surface_subjects(parse, doer)
    if slot == "object":
        if passive:
            return surface_subjects(parse, verb)
        within = _under_last_word(parse, hit)
        return within or _objects(parse, verb) or _shared_object(parse, verb)
    if slot == "iobject":
        return list(parse.below(verb, "dative"))
    if slot == "content":
        return list(_content(parse, verb))
    if slot == "purpose":
        return list(_purpose(parse, verb))
    if slot == "condition":
        return list(_condition(parse, verb))
    if slot == "complement":
        clauses = parse.below(verb, "ccomp", "xcomp")
        subjects = (one for clause in clauses for one in parse.below(clause, *_SUBJECTS, *_PASSIVE_SUBJECTS))
        return [subject for subject in subjects if subject.lemma not in _SPEAKERS]
    objects = list(parse.below(verb, "dobj", "prt", "prep", "acomp"))
    sums = [one for one in objects if one.ent == "MONEY"]  # "pledged $2 million in aid to Sudan"
    objects.extend(pobj for joint in ("in", "of") for pobj in prepositional(parse, sums, joint))
    return prepositional(parse, [verb, *objects], slot)


#: Prepositions by which a clause names whom its act is for or against.
_TOWARD = ("to", "with", "from", "against", "on", "for", "of", "by", "between", "over", "at")


def _content(parse: Parse, verb: Token, depth: int = 0) -> Iterator[Token]:
    """Whom the content of a promise, refusal or threat is about: "refused to lift the curfew on Palestinians"."""
    heads = [verb] if depth else []
    for clause in parse.below(verb, "xcomp", "ccomp"):
        objects = list(parse.below(clause, "dobj", "dative", "nsubjpass"))
        yield from (token for token in objects if token.pos != "ADP")
        heads.extend((clause, *objects, *prepositional(parse, objects, "of")))
        if depth < 2:
            yield from _content(parse, clause, depth + 1)
    for head in heads:
        for prep in parse.below(head, "prep", "dative", "agent"):
            if prep.lemma in _TOWARD:
                yield from parse.below(prep, "pobj")


def _condition(parse: Parse, verb: Token) -> Iterator[Token]:
    """Who can keep a threat from being carried out: "unless Baghdad accepted", "should the monks march"."""
    for clause in parse.subtree(verb):
        marks = [mark for mark in parse.below(clause, "mark", "aux") if mark.text.lower() in ("if", "unless", "should")]
        subjects = list(parse.below(clause, *_SUBJECTS))
        if clause.dep == "advcl" and marks and subjects and marks[0].index < subjects[0].index:
            yield from subjects


def _purpose(parse: Parse, head: Token) -> Iterator[Token]:
    """Whom a protest is for or against, by what it is to say: "blocked roads to demand the resignation of the king"."""
    for clause in parse.below(head, "advcl", "xcomp", "acl"):
        if clause.tag in ("VB", "VBG"):
            objects = list(parse.below(clause, "dobj"))
            yield from objects
            for one in (clause, *objects):
                yield from (
                    p for prep in parse.below(one, "prep") if prep.lemma in _TOWARD for p in parse.below(prep, "pobj")
                )
            yield from (
                subject for content in parse.below(clause, "ccomp") for subject in parse.below(content, *_SUBJECTS)
            )
    for reason in prepositional(parse, [head], "in"):
        if reason.lemma in ("protest", "defiance", "solidarity"):
            yield from (
                p for prep in parse.below(reason, "prep") if prep.lemma in _TOWARD for p in parse.below(prep, "pobj")
            )


def _under_last_word(parse: Parse, hit: Hit) -> list[Token]:
    """ "set fire to the school": the object of a trigger that ends in a preposition stands below it."""
    last = hit.words[-1]
    if last.dep != "prep":
        return []
    is_particle = len(hit.words) == _WITH_OBJECT - 1 and not any(parse.below(hit.token, "dobj"))  # "drove off the men"
    is_after_object = len(hit.words) == _WITH_OBJECT and any(word.dep == "dobj" for word in hit.words)
    if not (is_particle or is_after_object):
        return []
    return list(parse.below(last, "pobj"))


def prepositional(parse: Parse, heads: Iterable[Token], preposition: str) -> list[Token]:
    """Objects of this preposition below any of the heads."""
    if preposition not in parse.forms:
        return []
    return [
        pobj
        for head in heads
        for prep in parse.below(head, "prep", "agent", "dative", "prt")
        if prep.lemma == preposition or prep.text.lower() == preposition
        for pobj in parse.below(prep, "pobj", "pcomp")
    ]


# --- nouns -------------------------------------------------------------------------------------


def noun_slot(scene: Scene, hit: Hit, slot: str) -> list[Token]:
    """Heads of the words in this slot of the noun, those of the light verb that carries it included."""
    parse, noun = scene.parse, hit.token
    if slot == "poss":
        return list(parse.below(noun, "poss"))
    if slot == "modifier":
        return _modifiers(scene, hit)
    if slot in ("carrier", "bearer"):
        return _carried(parse, hit, slot)
    if slot == "targeting":
        return [
            pobj
            for participle in parse.below(noun, "acl", "relcl")
            if participle.lemma in ("target", "hit", "strike")
            for pobj in parse.below(participle, "dobj")
        ]
    heads = [noun, *([hit.light.verb] if hit.light is not None else _happening(parse, noun))]
    if slot == "of":
        heads.extend(_dates_of(parse, noun))
    if slot == "by":
        heads.extend(verb for verb in parse.below(noun, "acl") if _carries(scene, verb))
    if noun.dep == "compound":
        heads.append(parse.head(noun))  # "military aid programme for Bosnia"
    if noun.dep == "pobj" and parse.head(noun).lemma == "of":
        heads.extend(one for one in [parse.head(parse.head(noun))] if one.lemma in scene.codebook.words["rounds"])
    if slot == "aimed":
        carriers = [noun] if hit.light is None else [noun, hit.light.verb]
        return [one for head in carriers for one in _aimed(parse, head)]
    if slot == "purpose":
        return [one for head in heads for one in _purpose(parse, head)]
    found = prepositional(parse, heads, slot) or (_between(scene, noun) if slot == "between" else [])
    given = parse.below(hit.light.verb, "dative") if hit.light is not None and slot == "to" else ()
    bare = [token for token in given if token.pos != "ADP"]  # "gave Tanzania a grant"
    return [*bare, *(token for token in found if token.index > noun.index or slot in ("by", "from"))]


def _between(scene: Scene, noun: Token) -> list[Token]:
    """Two sides whose "between" the parser hangs on a nearer noun: "clashes in the Merj area between X and Y"."""
    for token in scene.parse.tokens[noun.index + 1 :]:
        if token.lemma == "between" and token.dep == "prep":
            sides = list(scene.parse.below(token, "pobj"))
            return [side for side in sides if is_agent(scene, side) and any(scene.parse.below(side, "conj"))]
    return []


def _carries(scene: Scene, verb: Token) -> bool:
    """Whether the participle says who did the act: "an ambush laid by rebels", "a raid carried out by"."""
    phrases = (verb.lemma, *(f"{verb.lemma} {child.lemma}" for child in scene.parse.below(verb, "prt")))
    return verb.tag == "VBN" and (
        verb.lemma in scene.codebook.words["planting"]
        or any(scene.codebook.light.get(phrase, ("", None))[0] == "carrier" for phrase in phrases)
    )


def _aimed(parse: Parse, noun: Token) -> Iterator[Token]:
    """Whom the content of a nominal act is about: "a call on Mali to leave", "the demand that Mali ease the curbs"."""
    for clause in parse.below(noun, "acl", "ccomp", "relcl"):
        yield from parse.below(clause, "nsubj")
        yield from _content(parse, clause, 1)


def _dates_of(parse: Parse, noun: Token) -> list[Token]:
    """ "the murder in May of the mayor": the parser joins the mayor to May."""
    return [pobj for prep in parse.below(noun, "prep") for pobj in parse.below(prep, "pobj") if pobj.ent == "DATE"]


def _happening(parse: Parse, noun: Token) -> list[Token]:
    """ "clashes broke out between A and B": the parser may hang the parties on the verb that only says that it
    happened.
    """
    verb = parse.head(noun)
    is_bare = noun.dep == "nsubj" and verb.pos == "VERB" and not any(parse.below(verb, "dobj", "ccomp", "xcomp"))
    return [verb] if is_bare else []


def _carried(parse: Parse, hit: Hit, slot: str) -> list[Token]:
    if hit.light is None:
        return _gone_for(parse, hit.token) if slot == "carrier" else []
    verb, role = hit.light.verb, hit.light.role
    if role == "claimed" and any(parse.below(verb, "neg")):
        return []  # "has not claimed the attack"
    below = parse.head(verb).index == hit.token.index
    objects = [token for token in parse.below(verb, "dobj") if token.lemma not in _RELATIVES]
    if below and verb.dep == "relcl" and not objects and not is_passive(parse, verb):
        actors = [t for t in parse.below(verb, *_SUBJECTS) if t.lemma not in _RELATIVES]
    elif is_passive(parse, verb) or below:
        actors = _agents(parse, verb)
    else:
        actors = surface_subjects(parse, verb)
    if role == "claimed":
        actors = [token for token in actors if token.lemma not in _CALLERS]
    wanted = {"carrier": ("carrier", "claimed", "planned", "announced", "ending"), "bearer": ("bearer", "ended")}[slot]
    return actors if role in wanted else []


def _gone_for(parse: Parse, noun: Token) -> list[Token]:
    """The envoy of the headline "Envoy in Doha for talks"."""
    preposition = parse.head(noun)
    above = parse.head(preposition)
    is_headline = noun.dep == "pobj" and preposition.lemma == "for" and above.dep == "ROOT"
    return [above] if is_headline and above.pos in ("NOUN", "PROPN") else []


def _modifiers(scene: Scene, hit: Hit) -> list[Token]:
    """Names and nouns before the act: "Isis offensive", "Turkish air strikes", "rebel attack", "Russia-Turkey
    patrol".
    """
    parse, noun = scene.parse, hit.token
    first = hit.words[0].index
    own = [token for token in parse.below(noun, "compound", "amod", "nmod", "appos") if token not in hit.words]
    just_before = [token for token in parse.tokens[max(0, first - 1) : first] if scene.name_at(token) is not None]
    just_after = [
        token
        for token in parse.tokens[noun.index + 1 : noun.index + 2]
        if scene.name_at(token) is not None and noun.tag.startswith("NN")
    ]
    found = {token.index: token for token in (*own, *just_before, *just_after) if _can_act(scene, token)}
    found = {index: token for index, token in found.items() if not _is_quality(scene, token)}
    whose = {nation.index for token in found.values() for nation in nation_beside(scene, token)}
    return [found[index] for index in sorted(found) if index not in whose]


def _is_quality(scene: Scene, token: Token) -> bool:
    """ "criminal attack", "terrorist actions", "military operation": what sort of act, not whose."""
    is_listed = token.lemma in scene.codebook.words["qualities"] and scene.name_at(token) is None
    return is_listed and not nation_beside(scene, token)  # "Honduran military attacks" are the military's


def _can_act(scene: Scene, token: Token) -> bool:
    name = scene.name_at(token)
    if name is not None:
        return name.sort in ("actor", "nation", "unknown")
    return token.lemma in scene.codebook.nouns["armed"]


# --- fillers -----------------------------------------------------------------------------------


def slot_tokens(scene: Scene, hit: Hit, slot: str) -> tuple[Token, ...]:
    """All fillers of a slot: coordinated words each on their own, abstract nouns replaced by who stands in them."""
    if slot not in _SYNTACTIC and slot not in scene.parse.forms:
        return ()
    trigger = hit.triggers[0]
    key = (slot, trigger.pos, trigger.kind == "ASSAULT")
    found = hit.fillers.get(key)
    if found is None:
        found = hit.fillers[key] = _fillers(scene, hit, slot)
    return found


def _fillers(scene: Scene, hit: Hit, slot: str) -> tuple[Token, ...]:
    if hit.token.pos == "NOUN" or hit.triggers[0].pos == "noun":
        heads = noun_slot(scene, hit, slot)
    else:
        heads = verb_slot(scene.parse, hit, slot)
    if slot in ("on", "against") and heads and hit.triggers[0].pos == "noun":
        # "an attack on the army and allied militias": the parser joins the militias to the attack.
        heads = [*heads, *(token for token in scene.parse.below(hit.token, "conj") if is_agent(scene, token))]
    speaks = hit.triggers[0].kind != "ASSAULT" and slot != "subject"
    if not heads:
        return ()
    told = (token for head in heads for token in coordinated(scene, head))
    actors = (actor for token in told for actor in (_owners(scene, token) if speaks else _who(scene, token)))
    return tuple({actor.index: actor for actor in actors}.values())


def coordinated(scene: Scene, token: Token) -> Iterator[Token]:
    """The word and all that is coordinated with it."""
    yield token
    if not scene.parse.children[token.index]:
        return
    yield from _hyphenated(scene, token)
    yield from (nation for nation in nations_before(scene, token)[:-1])
    yield from _set_before(scene, token)
    yield from _listed(scene, token)
    yield from _of_others(scene, token)
    for other in scene.parse.below(token, "conj"):
        if other.pos in ("NOUN", "PROPN", "PRON", "NUM", "ADJ"):
            yield from coordinated(scene, other)


def _of_others(scene: Scene, token: Token) -> Iterator[Token]:
    """ "Delegations of Hamas, Egypt and Qatar": Egypt and Qatar, whose delegations they are as well."""
    for side in prepositional(scene.parse, [token], "of"):
        for other in coordinated(scene, side):
            if other.index != side.index and _is_known_side(scene, side) and _is_known_side(scene, other):
                yield other


def _is_known_side(scene: Scene, token: Token) -> bool:
    name = scene.name_at(token)
    return name is not None and (name.sort == "actor" or name.nation == "country")


def _set_before(scene: Scene, token: Token) -> Iterator[Token]:
    """ "The army and JNIM fighters": the army, which the parser takes for a part of what the fighters are called."""
    for first in scene.parse.below(token, "nmod", "compound"):
        is_joined = any(one.index < token.index for one in scene.parse.below(first, "conj"))
        is_side = any(scene.parse.below(first, "det")) or _is_known_side(scene, first)
        if is_joined and is_side and is_agent(scene, first):
            yield first


def _listed(scene: Scene, token: Token) -> Iterator[Token]:
    """ "killed Ana Pardo, 42; Luz Pardo, 19, and a guard", "the priests Juan Rey, Luis Gil and Jose Paz": names of a
    list that the parser takes for names of the first.
    """
    if is_person_name(scene, token) or (token.tag == "NNS" and token.lemma in scene.codebook.nouns["people"]):
        for other in scene.parse.below(token, "appos"):
            if is_person_name(scene, other):
                yield from coordinated(scene, other)


def is_person_name(scene: Scene, token: Token) -> bool:
    """Whether the word ends a person's name."""
    name = scene.name_at(token)
    return name is not None and (name.sort == "person" or (name.sort == "unknown" and token.ent == "PERSON"))


def set_beside(scene: Scene, token: Token) -> Iterator[Token]:
    """The person's name that one noun is given: "another citizen, Ana Pardo, was …", "a foreigner named Ana Pardo"."""
    if token.tag != "NN" or is_person_name(scene, token):
        return
    parse = scene.parse
    given = [*parse.below(token, "appos")]
    for verb in parse.below(token, "acl"):
        if verb.lemma in scene.codebook.words["naming"]:
            given.extend([*parse.below(verb, "oprd", "attr", "dobj"), *prepositional(parse, [verb], "as")])
    yield from (other for other in given if is_person_name(scene, other))


def _hyphenated(scene: Scene, token: Token) -> Iterator[Token]:
    """ "Russia-Turkey" is two parties."""
    for other in scene.parse.below(token, "compound", "nmod"):
        name, own = scene.name_at(other), scene.name_at(token)
        joined = scene.parse.tokens[other.index + 1 : other.index + 2]
        if name and own and name != own and name.sort == own.sort == "nation" and joined and joined[0].text in "-–—/":
            yield other


def _who(scene: Scene, token: Token) -> tuple[Token, ...]:
    """Who or what a filler is: the owner of an abstract noun ("Moscow's nervousness … threatened"), both a thing that
    can be hit and its owner ("the mayor's house"), what a part belongs to ("the front of the bank"); else itself.
    """
    if token.lemma in scene.codebook.words["parts"]:
        wholes = prepositional(scene.parse, [token], "of")
        token = wholes[0] if wholes else token
    head = scene.parse.head(token)
    if token.dep == "appos" and scene.name_at(token) is None and is_person_name(scene, head):
        token = head  # "Ana Pardo, a woman accused of the murder"
    if is_agent(scene, token) or token.pos == "PRON":
        return (token,)
    owners = [owner for owner in scene.parse.below(token, "poss") if is_agent(scene, owner)]
    if any(one.kind == "PROTEST" for one in scene.codebook.by_head.get(("noun", token.lemma), ())):
        held = [*prepositional(scene.parse, [token], "of"), *prepositional(scene.parse, [token], "by")]
        owners.extend(one for one in (*held, *scene.parse.below(token, "compound")) if is_agent(scene, one))
    if owners and token.lemma in scene.codebook.nouns["targets"]:
        return (token, owners[0])
    return tuple(owners[:1]) or (token,)


def _owners(scene: Scene, token: Token) -> Iterator[Token]:
    """Whose the words, deeds and things are that an act of speech is about: "rejected a U.S. request", "calls by
    Belarus's rulers", "Turkey's efforts"; else the word itself.
    """
    if is_agent(scene, token) or token.pos == "PRON":
        yield token
        return
    parse = scene.parse
    doers = [
        pobj
        for act in parse.below(token, "acl")
        for by in parse.below(act, "agent")
        for pobj in parse.below(by, "pobj")
    ]
    joints = [*prepositional(parse, [token], "by"), *prepositional(parse, [token], "from")]
    beside = [*parse.below(token, "poss"), *joints, *doers]
    before = [one for one in parse.below(token, "amod", "compound", "nmod") if scene.name_at(one) is not None]
    after = [pobj for word in ("of", "with", "to", "on") for pobj in prepositional(parse, [token], word)]
    for group in (beside, before, after):
        found = [one for head in group for one in coordinated(scene, head) if is_agent(scene, one)]
        if found:
            yield from found
            return
    yield token


def is_agent(scene: Scene, token: Token) -> bool:
    """Whether the word can act or be acted on as somebody: a name of an actor, a nation or a person, or a noun for
    people.
    """
    name = scene.name_at(token)
    if name is not None:
        return name.sort != "place" or token.ent == "ORG"
    if token.lemma in scene.codebook.words["members"]:
        return True
    if token.lemma == "state" and any(scene.parse.below(token, "prep")):
        return False  # "a state of emergency"
    if token.pos == "NUM":  # "two of the kidnappers", "26 from the regime's forces"
        of = (*prepositional(scene.parse, [token], "of"), *prepositional(scene.parse, [token], "from"))
        flying = scene.codebook.words["craft"]  # "74 of the drones" are nobody
        return any(is_agent(scene, other) and other.lemma not in flying for other in of)
    return token.pos != "VERB" and scene.codebook.is_person_noun(token.lemma)
