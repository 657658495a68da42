"""Words that tell an event: the codebook's triggers, found in a parsed sentence.

A verb with its particle or object ("carry out", "open fire"), a noun with its compound ("air strike"), a light verb
that carries a noun ("launched an attack"). Where several triggers share a head word the longest wins.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from marsad.codebook import Codebook, PartOfSpeech, Trigger
from marsad.extract.names import Name
from marsad.extract.parse import Parse, Token
from marsad.extract.quantities import Quantity, ordinals, quantities
from marsad.extract.times import TimePhrase, times
from marsad.types import Document, Quote

#: Kinds whose acts are done, not declared: "announced the suspension of flights" is the suspension itself.
_DEEDS = ("ASSAULT", "COERCE")
#: Words that stand for people who are taken.
_SOMEBODY = frozenset(("others", "he", "she", "him", "her", "who", "whom"))
#: Particles that the parser takes for prepositions.
_AWAY = ("off", "back", "out")
#: Kinds of acts that are struck: "struck a deal"; not "struck a meeting".
_BARGAINS = ("AGREE", "RETREAT", "COOPERATE", "CONCEDE")
#: What an object can be that leaves no doubt of the sense.
_SURE = ("goods", "people", "attackers", "labour", "occupiers", "forces", "armour", "craft")
#: Lists of nouns of which the object is one, which is then part of what tells it.
_LISTED = ("forces", "armour", "craft")
#: Nouns that an act stands before without being another: "aid deliveries", "mediation efforts".
_EFFORTS = frozenset(
    (
        "program",
        "programme",
        "effort",
        "mission",
        "delivery",
        "process",
        "campaign",
        "activity",
        "operation",
        "shipment",
        "package",
        "supply",
        "project",
        "initiative",
        "session",
        "payment",
        "work",
    )
)
#: Nouns that only count the acts after their "of".
_AMOUNTS = frozenset(
    (
        "series", "round", "wave", "number", "part", "string", "spate", "package", "worth", "tranche", "rest", "share",
        "tonne", "ton", "load", "haul", "quantity", "amount",
        "dozen", "score", "hundred", "hour", "day", "night", "week", "fortnight", "month", "year",
    )
)  # fmt: skip

#: Clauses beside a trigger, whose words say nothing of its sense: "refused to come, saying that".
_ASIDE = ("advcl", "parataxis")
#: What an "-ing" word is that stands as a noun: "fighting between A and B continues".
_GERUNDS = ("csubj", "csubjpass", "nsubj", "nsubjpass")


@dataclass(frozen=True, kw_only=True, eq=False)
class Scene:
    """One sentence with all that is known of it before roles are read; equal to no other, so that it can be a key."""

    document: Document
    parse: Parse
    names: tuple[Name, ...]
    codebook: Codebook
    #: by first and last character, kept by :func:`marsad.extract.status.quote_of`
    quotes: dict[tuple[int, int], Quote] = field(default_factory=dict, repr=False)
    #: senses of those who fight for whom a pronoun stands, by its index (:func:`marsad.extract.coref.look_back`)
    meant: dict[int, tuple[str, ...]] = field(default_factory=dict, repr=False)

    @cached_property
    def _name_of(self) -> Mapping[int, Name]:
        return {index: name for name in self.names for index in range(name.start, name.end)}

    @cached_property
    def times(self) -> tuple[TimePhrase, ...]:
        return times(self.parse)

    @cached_property
    def quantities(self) -> tuple[Quantity, ...]:
        return quantities(self.parse, self.times)

    @cached_property
    def ordinals(self) -> tuple[Quantity, ...]:
        return ordinals(self.parse, self.times)

    def name_at(self, token: Token) -> Name | None:
        return self._name_of.get(token.index)

    def is_land(self, token: Token) -> bool:
        """Whether it names a place or a country."""
        name = self.name_at(token)
        return name is not None and name.sort in ("place", "nation")


@dataclass(frozen=True, slots=True, kw_only=True)
class Light:
    """The verb that carries a noun: "launched" an attack. ``role`` as in light_verbs.toml."""

    verb: Token
    role: str
    outcome: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A trigger found at ``token``; ``words`` are all its tokens, in text order."""

    triggers: tuple[Trigger, ...]  #: same words, other patterns or kinds: the arguments decide
    token: Token
    words: tuple[Token, ...]
    light: Light | None
    #: what its slots hold, kept by :func:`marsad.extract.roles.slot_tokens`
    fillers: dict[tuple[str, str, bool], tuple[Token, ...]] = field(default_factory=dict, compare=False, repr=False)

    @property
    def act(self) -> Token:
        """The word that does the telling: the light verb of a noun, else the trigger itself."""
        return self.light.verb if self.light is not None else self.token

    def read_as(self, trigger: Trigger) -> Hit:
        """The hit with this one of its triggers."""
        return self if len(self.triggers) == 1 else replace(self, triggers=(trigger,))


def find_hits(scene: Scene) -> tuple[Hit, ...]:
    """All triggers of the sentence, in text order."""
    hits: list[Hit] = []
    heads = scene.codebook.heads
    for token in scene.parse:
        found = _at(scene, token) if token.lemma in heads else None
        if found is not None and not _is_barred(scene, found):
            hits.append(found)
    phrases = [hit for hit in hits if hit.triggers[0].pos == "verb"]
    objects = {word.index for hit in phrases for word in hit.words if word.index != hit.token.index}
    outer = [hit for hit in hits if hit.token.index not in objects]
    inside = {word.index for hit in outer for word in hit.words if word.index != hit.token.index}
    outer = [hit for hit in outer if hit.token.index not in inside]
    carried = {hit.light.verb.index for hit in outer if hit.light is not None}
    return tuple(hit for hit in outer if hit.token.index not in carried)


def _is_barred(scene: Scene, hit: Hit) -> bool:
    """Whether a word beside makes it another matter: "was sworn in", "dropped leaflets", "a statement signed
    by", "reached the summit"; or one is missing without which it is ("treated the wounded").
    """
    barred = scene.codebook.barred.get(hit.token.lemma)
    head = scene.parse.head(hit.token)
    needed = scene.codebook.needed.get(hit.token.lemma)
    if needed is not None and scene.parse.lemmas.isdisjoint(needed):
        return True
    if hit.token.dep in ("compound", "nmod") and hit.token.pos != "VERB":
        is_house = head.lemma in scene.codebook.nouns["targets"] and hit.triggers[0].kind != "ASSAULT"
        if is_house or head.lemma in scene.codebook.gate["offices"]:
            return True  # "an army recruitment centre"
    if barred is None:
        return False
    own = {word.index for word in hit.words}
    if hit.token.dep == "compound" and f"<{head.lemma}" in barred:
        return True
    if f"^{head.lemma}" in barred or (hit.token.dep in ("acl", "relcl") and head.lemma in barred):
        return True
    beside = {
        child.index: child for word in hit.words for child in scene.parse.children[word.index] if child.index not in own
    }
    if ":told" in barred and any(_is_told(scene.parse, child) for child in beside.values()):
        return True
    return any(
        (child.lemma in barred and child.dep not in _ASIDE) or f":{child.dep}" in barred for child in beside.values()
    )


def _is_told(parse: Parse, clause: Token) -> bool:
    """Whether it is a content clause of what is or was, not of what will, may or must be."""
    if clause.dep != "ccomp" or clause.tag not in ("VBZ", "VBP", "VBD"):
        return False
    return not any(child.tag == "MD" for child in parse.children[clause.index])


def _at(scene: Scene, token: Token) -> Hit | None:
    name = scene.name_at(token)
    if token.ent == "DATE" or (name is not None and name.sort in ("actor", "place", "nation", "person")):
        return None
    is_noun = token.dep in _GERUNDS or _is_one_of(scene, token)
    if token.tag == "VBG" and is_noun and not any(scene.parse.below(token, "dobj")):
        return _noun_hit(scene, token) or _verb_hit(scene, token, "verb")  # "Fighting between A and B continues"
    if token.pos in ("VERB", "AUX") or (token.tag.startswith("VB") and token.dep != "aux"):
        return _verb_hit(scene, token, "verb")
    if token.dep in ("acomp", "oprd") and ("adjective", token.lemma) in scene.codebook.by_head:
        return _verb_hit(scene, token, "adjective")
    if token.pos in ("NOUN", "PROPN") or _stands_as_noun(scene, token):
        return _noun_hit(scene, token)
    return None


def _is_one_of(scene: Scene, gerund: Token) -> bool:
    """ "An exchange of shelling": the gerund after a noun for so many acts."""
    of = scene.parse.head(gerund)
    return gerund.dep == "pcomp" and of.lemma == "of" and scene.parse.head(of).lemma in scene.codebook.words["rounds"]


def _stands_as_noun(scene: Scene, token: Token) -> bool:
    """ "Isis offensive against": the tagger says adjective, but no noun follows that it could belong to."""
    following = scene.parse.tokens[token.index + 1 : token.index + 2]
    return token.pos == "ADJ" and not (following and following[0].pos in ("NOUN", "PROPN", "ADJ"))


def _verb_hit(scene: Scene, token: Token, pos: PartOfSpeech) -> Hit | None:
    found: list[tuple[Trigger, tuple[Token, ...]]] = []
    for trigger in _possible(scene, pos, token.lemma):
        words = _verb_words(scene.parse, token, trigger.words)
        if words is not None and _takes(scene, token, trigger):
            found.append((trigger, (*words, *_listed_object(scene, token, trigger))))
    if not found:
        return None
    longest = max(len(trigger.words) for trigger, _ in found)
    best = [(trigger, words) for trigger, words in found if len(trigger.words) == longest]
    best = [one for one in best if one[0].takes in _SURE] or best  # "seized rifles", "captured soldiers": no ground
    ordered = tuple(sorted(best[0][1], key=lambda word: word.index))
    return Hit(triggers=tuple(trigger for trigger, _ in best), token=token, words=ordered, light=None)


def _possible(scene: Scene, pos: PartOfSpeech, head: str) -> list[Trigger]:
    """The triggers of a head all whose other words the sentence holds."""
    triggers, forms = scene.codebook.by_head.get((pos, head), ()), scene.parse.forms
    return [trigger for trigger in triggers if not trigger.beside or trigger.beside <= forms]


def _verb_words(parse: Parse, token: Token, lemmas: tuple[str, ...]) -> tuple[Token, ...] | None:
    """The tokens of a verb trigger: each further word below the one before it, or below the verb. The verb that stands
    for ``*`` is not among them.
    """
    rest = _further(parse, token, token, lemmas[1:])
    return None if rest is None else (token, *rest)


def _further(parse: Parse, verb: Token, last: Token, lemmas: tuple[str, ...]) -> tuple[Token, ...] | None:
    """Tokens for the words still to be found; where two fit ("on the border on alert"), the one that leads on."""
    if not lemmas:
        return ()
    for head in (last,) if last is verb or last.dep == "ccomp" else (last, verb):
        for child in _near(parse, head):
            rest = _further(parse, verb, child, lemmas[1:]) if _is_word(parse, child, lemmas[0]) else None
            if rest is not None:
                return rest if lemmas[0] in ("*", "**") else (child, *rest)
    return None


def _is_word(parse: Parse, token: Token, lemma: str) -> bool:
    """Whether the token is this word of a verb trigger."""
    if lemma in ("*", "**"):
        return _is_content(parse, token, bare=lemma == "**")
    if lemma.endswith("+"):
        return token.lemma == lemma[:-1] and _is_particle(parse, token)
    if lemma not in (token.lemma, token.text.lower()) or token.dep in ("nsubj", "csubj"):
        return False
    if token.dep == "aux" and lemma == "to":
        return False
    return not _is_of_time(parse, token)


def _near(parse: Parse, head: Token) -> Iterator[Token]:
    """The words below, and what an amount among them is of: "handed over 700 kg of medicine"."""
    for child in parse.children[head.index]:
        yield child
        if child.dep in ("dobj", "nsubjpass") and _measures(parse, child):
            yield from (pobj for prep in parse.below(child, "prep") for pobj in parse.below(prep, "pobj"))


def _is_of_time(parse: Parse, word: Token) -> bool:
    """The "on" of "called on Sunday for"."""
    return word.dep == "prep" and any(pobj.ent in ("DATE", "TIME") for pobj in parse.below(word, "pobj"))


def _is_particle(parse: Parse, word: Token) -> bool:
    return word.dep == "prt" or not any(parse.below(word, "pobj", "pcomp"))


def _is_content(parse: Parse, clause: Token, *, bare: bool) -> bool:
    """Whether it is the verb of a content clause, in its bare form if so asked ("insisted that they leave")."""
    if clause.dep != "ccomp" or clause.pos not in ("VERB", "AUX"):
        return False
    return not bare or (clause.tag == "VB" and not any(parse.below(clause, "aux")))


def _takes(scene: Scene, verb: Token, trigger: Trigger) -> bool:
    """Whether the object is what the trigger asks for: somebody ("welcomed the minister"), something ("welcomed the
    ruling"), nothing ("dockers struck"), or that its subject or object is a weapon ("shells landed").
    """
    if trigger.takes is None:
        return True
    if trigger.takes == "weapon":
        return any(_is_weapon(scene, one) for one in scene.parse.below(verb, "nsubj", "nsubjpass", "dobj"))
    objects = list(scene.parse.below(verb, "dobj", "nsubjpass"))
    if trigger.takes in ("labour", "occupiers"):
        return any(one.lemma in scene.codebook.words[trigger.takes] for one in scene.parse.below(verb, "nsubj"))
    if trigger.takes == "attackers":
        return _came_before(scene, verb, objects)
    if trigger.takes == "goods":
        return any(goods_of(scene, one) is not None for one in (*objects, *_described(scene.parse, verb)))
    if trigger.takes == "relief":
        return any(one.lemma in scene.codebook.words["relief"] for one in objects)
    if trigger.takes in _LISTED:
        return any(_listed_object(scene, verb, trigger))
    if trigger.takes == "nothing":
        return not objects
    if trigger.takes == "ground":
        return bool(objects) and all(_is_ground(scene, one) for one in objects)  # "fled before they left" is no retreat
    if trigger.takes == "people":
        from_them = any(one.lemma == "from" for one in scene.parse.below(verb, "prep"))  # "captured X from the army"
        return not from_them and any(is_people(scene, one) for one in (*objects, *_described(scene.parse, verb)))
    is_somebody = any(scene.name_at(one) is not None or scene.codebook.is_person_noun(one.lemma) for one in objects)
    return bool(objects) and is_somebody == (trigger.takes == "somebody")


def _listed_object(scene: Scene, verb: Token, trigger: Trigger) -> Iterator[Token]:
    """The forces, arms or craft that the verb asks for, which are part of what tells it: "sent 60 peacekeepers"."""
    if trigger.takes in _LISTED:
        parse, words = scene.parse, scene.codebook.words[trigger.takes]
        objects = [*parse.below(verb, "dobj", "nsubjpass")]
        objects += [other for one in objects for other in parse.below(one, "conj")]
        yield from (one for one in objects if one.lemma in words or one.text.lower() in words)


def _came_before(scene: Scene, verb: Token, objects: list[Token]) -> bool:
    """Whether those driven away are told to have attacked: "stormed the post and were driven back", "pushed them
    back", "drove off the attackers"; not "drove the rebels out of the valley".
    """
    parse = scene.parse
    away = [one for one in parse.below(verb, "prep") if one.lemma in _AWAY]  # "drove off the attackers"
    objects = objects or [one for prep in away for one in parse.below(prep, "pobj")]
    if not objects:
        return parse.head(verb).index != verb.index
    comers = scene.codebook.words["attackers"] | scene.codebook.words["advances"]
    return any(one.pos == "PRON" or one.lemma in comers for one in objects)


def _is_ground(scene: Scene, token: Token) -> bool:
    """What fighters can hold and give up: a named place, a post, an area; not "left pamphlets"."""
    nouns = scene.codebook.nouns
    return scene.name_at(token) is not None or token.lemma in nouns["lands"] or token.lemma in nouns["targets"]


def _described(parse: Parse, verb: Token) -> tuple[Token, ...]:
    """The noun that a participle or relative clause tells of: "the rifles seized there"."""
    is_below = verb.dep == "acl" and verb.tag == "VBN"
    is_relative = verb.dep == "relcl" and any(
        one.tag in ("WDT", "IN") for one in parse.below(verb, "nsubjpass", "dobj")
    )
    return (parse.head(verb),) if is_below or is_relative else ()


def is_people(scene: Scene, token: Token) -> bool:
    """Who can be taken: "two soldiers", "twelve Russians", "their leader", a person by name; no place and no body."""
    name = scene.name_at(token)
    if _measures(scene.parse, token):  # "dozens of others"
        of = [one for one in scene.parse.below(token, "prep") if one.lemma == "of"]
        if any(is_people(scene, one) for prep in of for one in scene.parse.below(prep, "pobj")):
            return True
    if name is None:
        return scene.codebook.is_person_noun(token.lemma) or token.text.lower() in _SOMEBODY
    return name.sort == "person" or name.nation == "people"


def goods_of(scene: Scene, token: Token) -> Token | None:
    """Weapons and what else is carried off: "forty rifles", "documents", the explosives of "a tonne of explosives"."""
    if _measures(scene.parse, token):
        of = (
            pobj
            for prep in scene.parse.below(token, "prep")
            if prep.lemma == "of"
            for pobj in scene.parse.below(prep, "pobj")
        )
        found = next((goods for one in of if (goods := goods_of(scene, one)) is not None), None)
        if found is not None:
            return found
    before = scene.parse.tokens[token.index - 1].lemma if token.index else ""
    names = (f"{before} {token.lemma}", token.lemma)
    known, vehicles = scene.codebook.words["goods"], scene.codebook.nouns["targets"]
    is_goods = any(name in known or (name in scene.codebook.weapons and name not in vehicles) for name in names)
    return token if is_goods else None


def _is_weapon(scene: Scene, token: Token) -> bool:
    """Whether the word, or it with the word before it, is a weapon that flies or goes off."""
    before = scene.parse.tokens[token.index - 1].lemma if token.index else ""
    weapons = scene.codebook.weapons
    mode = weapons.get(f"{before} {token.lemma}") or weapons.get(token.lemma)
    return mode in ("unconventional", "heavy-weapons", "explosives", "crowd-control", "drone")


def _noun_hit(scene: Scene, token: Token) -> Hit | None:
    best = 0
    triggers: list[Trigger] = []
    head = token.text.lower() if token.tag == "VBG" else token.lemma
    for trigger in _possible(scene, "noun", head):
        start = token.index - len(trigger.words) + 1
        if start < 0 or len(trigger.words) < best:
            continue
        before = scene.parse.tokens[start : token.index]
        if all(lemma in (word.lemma, word.text.lower()) for lemma, word in zip(trigger.words, before, strict=False)):
            best = len(trigger.words)
            triggers.append(trigger)
    if not triggers:
        return None
    words = scene.parse.tokens[token.index - best + 1 : token.index + 1]
    triggers = [trigger for trigger in triggers if len(trigger.words) == best]
    light = _carrier(scene, token, triggers[0].kind)
    return _turned(scene, Hit(triggers=tuple(triggers), token=token, words=words, light=light))


def _turned(scene: Scene, hit: Hit) -> Hit:
    """ "halted aid", "lifted the curfew": the verb makes another act of what the noun names (modes.toml)."""
    light = hit.light
    if light is None or hit.token.dep == "pobj":
        return hit
    turned = scene.codebook.turned.get((light.outcome or light.role, hit.triggers[0].kind))
    if turned is None:
        return hit
    kind, mode, pattern = turned
    triggers = tuple(
        replace(one, kind=kind, mode=mode, words=(light.verb.lemma, *one.words), pattern=pattern or one.pattern)
        for one in hit.triggers
    )
    words = tuple(sorted((light.verb, *hit.words), key=lambda word: word.index))
    return Hit(triggers=triggers, token=hit.token, words=words, light=replace(light, role="carrier", outcome=None))


def find_light(scene: Scene, noun: Token) -> Light | None:
    """The light verb that carries this noun, above it or in a participle below it ("an attack launched by")."""
    below = ((verb, None) for verb in scene.parse.below(noun, "acl", "relcl"))
    for verb, joint in (*_above(scene.parse, noun), *below):
        is_aside = scene.parse.head(verb).index == noun.index and any(scene.parse.below(verb, "mark"))
        if verb.pos not in ("VERB", "AUX") or is_aside:
            continue
        for phrase in _verb_phrases(scene.parse, verb):
            if phrase in scene.codebook.light and (joint is None or joint in phrase.split()):
                role, outcome = scene.codebook.light[phrase]
                return Light(verb=verb, role=role, outcome=outcome)
    return None


def _carrier(scene: Scene, noun: Token, kind: str) -> Light | None:
    """The light verb of an act, unless it only tells of it."""
    light = find_light(scene, noun)
    if light is not None and light.verb.lemma in scene.codebook.words["bargaining"] and kind not in _BARGAINS:
        return None
    is_news = light is not None and light.role == "announced" and kind in _DEEDS and _is_news(scene, noun, light.verb)
    return None if is_news else light


def _is_news(scene: Scene, noun: Token, verb: Token) -> bool:
    """ "announced the killing of three": what was done is told; "announced an offensive" is what is to come."""
    is_said = verb.lemma in scene.codebook.sayings["asserts"]
    return is_said and any(prep.lemma == "of" for prep in scene.parse.below(noun, "prep"))


def _above(parse: Parse, noun: Token) -> Iterator[tuple[Token, str | None]]:
    """The verb that the noun is an object of, and the preposition by which it is one."""
    head = parse.head(noun)
    if noun.dep == "conj" or (noun.dep == "compound" and head.lemma in _EFFORTS):
        yield from _above(parse, head)
    elif noun.dep == "pobj" and head.lemma in ("of", "in") and _measures(parse, parse.head(head)):
        yield from _above(parse, parse.head(head))
    elif noun.dep in ("dobj", "nsubjpass", "oprd") and head.pos in ("VERB", "AUX"):
        yield head, None
    elif noun.dep == "pobj" and parse.head(head).pos in ("VERB", "AUX"):
        yield parse.head(head), head.lemma
    elif noun.dep == "pobj" and parse.head(head).dep in ("dobj", "nsubjpass"):
        yield parse.head(parse.head(head)), head.lemma  # "claimed responsibility for the attack"


def _measures(parse: Parse, noun: Token) -> bool:
    """ "ten million dollars of aid", "a round of talks": the noun only says how much."""
    is_money = noun.ent == "MONEY"  # "$200 million in new assistance"
    return noun.lemma in _AMOUNTS or is_money or any(parse.below(noun, "nummod"))


def _verb_phrases(parse: Parse, verb: Token) -> Iterator[str]:
    """ "carry out", "come under", "take part in": the verb with what may belong to it, longest first."""
    for child in parse.children[verb.index]:
        if child.dep in ("prt", "prep"):
            yield f"{verb.lemma} {child.lemma}"
        if child.dep in ("dobj", "nsubjpass"):
            for below in (*parse.below(child, "prep"), *parse.below(verb, "prep")):
                yield f"{verb.lemma} {child.lemma} {below.lemma}"
    yield verb.lemma
