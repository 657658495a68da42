"""Who says so: the speakers of an event, from the verbs and nouns of saying above its trigger.

The stance is the verb's: it asserts, claims or denies. Whoever denies answers somebody: a denial comes with a claim of
nobody in particular. Words of doubt ("allegedly", "suspected rebels") leave it to others to say so. Nobody named: it is
the outlet that tells.
"""

from __future__ import annotations

from collections.abc import Iterator

from marsad.extract.parse import Token
from marsad.extract.phrasing import phrase_of
from marsad.extract.roles import is_agent, is_passive, surface_subjects
from marsad.extract.status import is_nobody, quote_of, verb_of_object
from marsad.extract.triggers import Hit, Scene
from marsad.types import Attribution, Claim, Speaker, Stance

#: A speaker (None: not told), the word of saying, and the stance.
_Said = tuple[Token | None, Token, Stance]

_STANCES: tuple[Stance, ...] = ("denies", "claims", "asserts")
_CLAUSE = frozenset(("VERB", "AUX"))
#: How far up a verb of saying is looked for, and how many speakers are kept.
_REACH = 10
_MOST = 3
#: How nouns end that are made of verbs and adjectives.
_OF_THOUGHT = ("ure", "tion", "sion", "ment", "ance", "ence", "ness", "ity", "ism")
_NOBODY_SAYS = frozenset(("it", "there", "this", "that", "which", "what"))


def attribution_of(scene: Scene, hit: Hit) -> tuple[Claim[Attribution], ...]:
    """Who says that it is so; the outlet where nobody else is named. The first quote names the speaker."""
    said: dict[tuple[int | None, Stance], Claim[Attribution]] = {}
    for speaker, word, stance in _said(scene, hit):
        key = (None if speaker is None else speaker.index, stance)
        if speaker is None and stance == "asserts" and said:
            continue
        said.setdefault(key, _attributed(scene, speaker, word, stance))
    found = [*list(said.values())[:_MOST], *_implied(list(said.values()))]
    if found:
        return tuple(found)
    own = quote_of(scene, list(hit.words))
    value = Attribution(by="outlet", name=None, stance="asserts")
    return (Claim(value=value, quotes=(own,), method="said.outlet@1", confidence=0.9),)


def _implied(said: list[Claim[Attribution]]) -> Iterator[Claim[Attribution]]:
    """The claim that a denial answers, where the sentence does not say whose it is."""
    denials = [claim for claim in said if claim.value.stance == "denies"]
    if denials and len(denials) == len(said):
        value = Attribution(by="source", name=None, stance="claims")
        yield Claim(value=value, quotes=denials[0].quotes[-1:], method="said.denied@1", confidence=0.6)


def _attributed(scene: Scene, speaker: Token | None, word: Token, stance: Stance) -> Claim[Attribution]:
    verb = quote_of(scene, [word])
    if speaker is None:
        value = Attribution(by="source", name=None, stance=stance)
        return Claim(value=value, quotes=(verb,), method="said.hearsay@2", confidence=0.7)
    words = quote_of(scene, phrase_of(scene, speaker))
    value = Attribution(by=speaks_as(scene, speaker), name=words.text, stance=stance)
    return Claim(value=value, quotes=(words, verb), method=f"said.{word.lemma}@2", confidence=0.8)


def speaks_as(scene: Scene, speaker: Token) -> Speaker:
    """ "party" for the name of an armed actor or a nation and for a noun for forces that is no mere source."""
    sayings = scene.codebook.sayings
    names = [scene.name_at(word) for word in phrase_of(scene, speaker)]
    if any(name is not None and name.sort in ("actor", "nation") for name in names):
        return "party" if speaker.lemma not in sayings["sources"] or speaker.lemma in sayings["voices"] else "source"
    is_armed = speaker.lemma in scene.codebook.nouns["armed"] and speaker.lemma not in sayings["sources"]
    return "party" if is_armed else "source"


# --- speakers ----------------------------------------------------------------------------------


def _said(scene: Scene, hit: Hit) -> Iterator[_Said]:
    """Each word of saying that reaches the trigger, nearest first."""
    child, is_aside = hit.token, False
    for _ in range(_REACH):
        head = scene.parse.head(child)
        if head.index == child.index:
            break
        is_aside = is_aside or child.dep == "relcl"
        if not (is_aside and child.dep == "nsubjpass" and head.lemma in scene.codebook.sayings["charging"]):
            yield from _saying(scene, child, head)  # "men who were under arrest were accused": not of the arrest
        if child.dep == "prep" and (verb := verb_of_object(scene.parse, head)) is not None:
            yield from _saying(scene, child, verb)  # "blamed the army for the raid"
        child = head
    yield from _beside(scene, child)
    yield from _according(scene, hit)
    yield from _doubted(scene, hit)


def _saying(scene: Scene, child: Token, head: Token) -> Iterator[_Said]:
    """What the word above says of its complement."""
    parse, sayings = scene.parse, scene.codebook.sayings
    if head.pos == "NOUN" and child.dep in ("acl", "ccomp", "prep", "relcl"):
        yield from _reported(scene, child, head)
    if head.pos == "NOUN" and head.lemma in sayings["shares"] and child.dep == "prep":
        above = parse.head(head)
        if head.dep in ("dobj", "nsubjpass") and (stance := _stance(scene, above)):
            yield from _by(scene, above, stance)
        return
    stance = _stance(scene, head)
    if stance is None:
        return
    is_clause = child.dep in ("ccomp", "parataxis", "xcomp", "oprd") and child.pos not in ("NOUN", "PROPN")
    told = sayings["objects"] | scene.codebook.words["blamed"]
    is_object = child.dep in ("dobj", "nsubjpass", "ccomp") and head.lemma in told
    joints = ("of", "for", "with", "on", "to")
    is_charge = head.lemma in sayings["charging"] and child.dep == "prep" and child.lemma in joints
    is_charged = child.dep == "nsubjpass" and head.lemma in sayings["charging"]
    shared = child.dep == "prep" and any(one.lemma in sayings["shares"] for one in parse.below(head, "dobj"))
    if is_clause or is_object or is_charge or is_charged or (shared and head.lemma not in sayings["charging"]):
        yield from _by(scene, head, stance)


def _by(scene: Scene, verb: Token, stance: Stance) -> Iterator[_Said]:
    """Who is the subject of this verb of saying, voice undone."""
    parse = scene.parse
    if any(parse.below(verb, "neg")):
        return
    if is_passive(parse, verb) and not any(parse.below(verb, "nsubj")):
        agents = [
            pobj
            for agent in parse.below(verb, "agent", "prep")
            if agent.lemma == "by"
            for pobj in parse.below(agent, "pobj")
        ]
        speakers: list[Token] = agents
        if not agents:
            yield None, verb, stance
    else:
        speakers = surface_subjects(parse, verb)
    for speaker in speakers[:1]:
        if is_nobody(scene, speaker):
            return
        if speaker.text.lower() in _NOBODY_SAYS:
            yield None, verb, stance
        elif _can_speak(scene, speaker, verb):
            yield speaker, verb, stance


def subject_of_saying(scene: Scene, verb: Token) -> Token | None:
    """Who says, where this is a verb of saying with somebody as its subject."""
    stance = _stance(scene, verb)
    if stance is None or stance == "denies":
        return None
    return next((speaker for speaker, _, _ in _by(scene, verb, stance) if speaker is not None), None)


def charged_by(scene: Scene, verb: Token) -> Claim[Attribution] | None:
    """The claim of whoever is the subject of this verb of charging; None where nobody can be."""
    found = next(iter(_by(scene, verb, "claims")), None)
    return None if found is None else _attributed(scene, *found)


def _can_speak(scene: Scene, speaker: Token, verb: Token) -> bool:
    """Anybody is who says or reports; what merely shows something must be able to speak."""
    if is_agent(scene, speaker) or speaker.lemma in scene.codebook.sayings["sources"] or speaker.pos == "PRON":
        return True
    if verb.lemma in scene.codebook.sayings["showing"] or speaker.pos not in ("NOUN", "PROPN"):
        return False
    return scene.name_at(speaker) is not None or not _is_thought(scene, speaker)


def _is_thought(scene: Scene, noun: Token) -> bool:
    """Whether the noun is for what is thought or happens, and speaks for nobody: "the departure", "the idea"."""
    if noun.lemma in scene.codebook.words["speaking_things"] or any(
        scene.name_at(child) is not None for child in scene.parse.below(noun, "compound", "amod")
    ):
        return False
    return "abstract" in scene.codebook.senses.get(noun.lemma, ()) or noun.lemma.endswith(_OF_THOUGHT)


def _reported(scene: Scene, child: Token, noun: Token) -> Iterator[_Said]:
    """ "the army's claim that", "reports by the police of": a noun of saying and whose it is."""
    sayings = scene.codebook.sayings
    stance: Stance | None = "claims" if noun.lemma in sayings["rumours"] else None
    stance = "asserts" if noun.lemma in sayings["reports"] else stance
    if stance is None or (child.dep == "prep" and child.lemma != "of"):
        return
    parse = scene.parse
    if stance == "claims" and noun.dep == "pobj" and parse.head(noun).lemma == "on":
        return  # "executed on charges of", "held on suspicion of": why, not who says so
    owners = [*parse.below(noun, "poss")]
    owners += [
        p for prep in parse.below(noun, "prep") if prep.lemma in ("by", "from") for p in parse.below(prep, "pobj")
    ]
    speakers = [owner for owner in owners if is_agent(scene, owner) or owner.lemma in sayings["sources"]]
    yield (speakers[0] if speakers else None), noun, stance


def _beside(scene: Scene, root: Token) -> Iterator[_Said]:
    """A clause of saying beside the main one: "…, the governor said"."""
    for speech in scene.parse.below(root, "parataxis", "advcl"):
        stance = _stance(scene, speech)
        for speaker in scene.parse.below(speech, "nsubj"):
            if stance and speech.tag != "VBG" and _can_speak(scene, speaker, speech) and not is_nobody(scene, speaker):
                yield speaker, speech, stance


def _according(scene: Scene, hit: Hit) -> Iterator[_Said]:
    for token in scene.parse if "accord" in scene.parse.lemmas else ():
        if token.lemma == "accord" and token.dep in ("prep", "pcomp", "advcl", "acl"):
            if _is_aside(scene, token, hit):
                continue
            for pobj in (p for prep in scene.parse.below(token, "prep") for p in scene.parse.below(prep, "pobj")):
                yield pobj, token, "asserts"


def _is_aside(scene: Scene, word: Token, hit: Hit) -> bool:
    """Whether the word stands in a relative clause that does not tell the act."""
    parse = scene.parse
    while parse.head(word).index != word.index:
        if word.dep == "relcl":
            return hit.token.index not in {token.index for token in parse.subtree(word)}
        word = parse.head(word)
    return False


# --- doubt -------------------------------------------------------------------------------------


def _doubted(scene: Scene, hit: Hit) -> Iterator[_Said]:
    """Words that leave it to others: "reportedly", "suspected rebels", "may have killed"."""
    sayings, parse = scene.codebook.sayings, scene.parse
    near = {hit.token.index} | ({hit.light.verb.index} if hit.light is not None else set())
    for word, text in zip(parse.tokens, parse.lowers, strict=True):
        if text in sayings["hearsay"] and word.dep in ("advmod", "amod", "npadvmod") and _is_over(scene, word, hit):
            yield None, word, "claims"
        elif text in sayings["doubts"] and word.dep in ("amod", "compound", "nmod"):
            if _belongs(scene, parse.head(word), near):
                yield None, word, "claims"
        elif word.dep == "acl" and word.tag == "VBN" and word.lemma in sayings["claims"]:
            if any(parse.below(word, "xcomp", "oprd", "ccomp")) and _belongs(scene, parse.head(word), near):
                yield None, word, "claims"  # "men believed to be members of"
        elif text in ("may", "might") and word.head in near and _is_perfect(scene, parse.head(word)):
            yield None, word, "claims"


def _is_over(scene: Scene, word: Token, hit: Hit) -> bool:
    """Whether the doubt is of the act: at a word above or below it, not in a clause beside it ("was wounded, and his
    arm will probably be lost").
    """
    parse, doubted, child = scene.parse, scene.parse.head(word), hit.token
    if doubted.index in {token.index for token in parse.subtree(child)}:
        while doubted.index != child.index:
            if doubted.dep == "conj" and any(parse.below(doubted, "nsubj", "nsubjpass")):
                return False
            doubted = parse.head(doubted)
        return True
    while parse.head(child).index != child.index:
        child = parse.head(child)
        if child.index == doubted.index:
            return True
    return False


def _is_perfect(scene: Scene, verb: Token) -> bool:
    return any(child.lemma == "have" and child.dep == "aux" for child in scene.parse.children[verb.index])


def _belongs(scene: Scene, noun: Token, near: set[int]) -> bool:
    """Whether the noun is the act or one of those who do it."""
    for _ in range(4):
        if noun.index in near:
            return True
        if noun.dep not in ("nsubj", "nsubjpass", "pobj", "agent", "prep", "conj", "poss", "compound", "nmod", "appos"):
            return False
        if noun.dep == "prep" and noun.lemma in ("against", "on", "at"):
            return False  # "an attack on suspected rebels": in doubt is who they are, not that they were attacked
        noun = scene.parse.head(noun)
    return noun.index in near


def _charges(scene: Scene, verb: Token) -> bool:
    """Whether what is said is that somebody is guilty."""
    guilty = scene.codebook.words["guilty"]
    clauses = scene.parse.below(verb, "ccomp")
    return any(word.lemma in guilty for clause in clauses for word in scene.parse.below(clause, "acomp", "attr"))


def _stance(scene: Scene, verb: Token) -> Stance | None:
    if verb.pos not in _CLAUSE:
        return None
    if verb.lemma == "hold" and any(
        child.lemma in scene.codebook.words["guilty"]
        for child in scene.parse.below(verb, "ccomp", "xcomp", "oprd", "acomp")
    ):
        return "claims"  # "hold the army responsible"
    if verb.lemma in scene.codebook.sayings["asserts"] and _charges(scene, verb):
        return "claims"  # "said that the front is responsible for the attack"
    return next((stance for stance in _STANCES if verb.lemma in scene.codebook.sayings[stance]), None)
