"""Is it so, and who says so: status and attribution of an event from the words above its trigger.

A governing word reaches the triggers in its complements, not in its own subject: "the attack failed to stop the
protest" says nothing against the attack. The nearest governing word decides; negation turns what happened into what
is denied.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from marsad.extract.parse import Token
from marsad.extract.roles import is_agent, phrase_of, surface_subjects
from marsad.extract.triggers import Hit, Scene
from marsad.types import Attribution, Claim, Quote, Span, Stance, Status

#: Dependencies by which a clause or noun is a complement of the word above it.
_COMPLEMENTS = frozenset(
    (
        "ccomp",
        "xcomp",
        "dobj",
        "pobj",
        "pcomp",
        "acl",
        "nsubjpass",
        "attr",
        "oprd",
        "conj",
        "relcl",
        "advcl",
        "prep",
        "agent",
        "dative",
        "csubjpass",
        "acomp",
        "compound",
    )
)
_SUBORDINATE = frozenset(("ccomp", "xcomp", "pcomp", "acl", "dobj", "pobj", "prep", "nsubjpass", "oprd", "acomp"))
#: Statuses that an adjective can give, in order.
_ADJECTIVES: tuple[Status, ...] = ("attempted", "planned", "hypothetical", "historical", "ongoing")
_CLAUSE = frozenset(("VERB", "AUX"))


def quote_of(scene: Scene, tokens: list[Token]) -> Quote:
    """The words from the first to the last of the tokens."""
    span = Span(start=tokens[0].span.start, end=tokens[-1].span.end)
    return scene.document.quote(scene.parse.sentence, span)


def anchor(hit: Hit) -> Token:
    """The word whose place in the sentence decides on the status: the light verb where there is one above the noun."""
    if hit.light is not None and hit.light.verb.index != hit.token.index and hit.light.verb.dep not in ("acl", "relcl"):
        return hit.light.verb
    return hit.token


def status_of(scene: Scene, hit: Hit) -> Claim[Status]:
    """The status with the words that say so; plain happening is quoted by the trigger itself."""
    own = quote_of(scene, list(hit.words))
    for status, words in _signs(scene, hit):
        quotes = (quote_of(scene, words), own, *_condition(scene, hit))
        return Claim(value=status, quotes=quotes, method=f"status.{status}@1", confidence=0.85)
    return Claim(value="happened", quotes=(own, *_condition(scene, hit)), method="status.plain@1", confidence=0.9)


def _signs(scene: Scene, hit: Hit) -> Iterator[tuple[Status, list[Token]]]:
    """Signs of a status other than "happened", strongest first."""
    table, parse, start = scene.codebook.status, scene.parse, anchor(hit)
    if hit.light is not None and hit.light.role == "planned":
        yield "planned", [hit.light.verb]
    if hit.light is not None and hit.light.outcome == "foiled":
        yield "attempted", [hit.light.verb]
    for token in (hit.token, start):
        yield from _below(scene, token)
    child, head = start, parse.head(start)
    steps = 0
    while head.index != child.index and steps < 8:
        if child.dep not in _COMPLEMENTS:
            return
        if child.dep in _SUBORDINATE:
            yield from _governor(scene, child, head)
        if head.pos in _CLAUSE and child.dep in ("xcomp", "ccomp", "dobj", "conj", "prep", "pobj"):
            same_clause = child.dep in ("xcomp", "conj", "dobj")
            yield from ((s, w) for s, w in _below(scene, head) if same_clause and s != "denied")
        if child.dep == "conj" and child.pos in _CLAUSE and any(parse.below(child, "nsubj", "nsubjpass")):
            return
        if child.dep in ("advcl", "relcl"):
            return
        child, head = head, parse.head(head)
        steps += 1
    for word in parse.tokens:
        if word.lemma in table["historical"]["words"] and word.index not in [t.index for t in hit.words]:
            yield "historical", [word]


def _below(scene: Scene, token: Token) -> Iterator[tuple[Status, list[Token]]]:
    """Auxiliaries, markers, negation and adjectives of the word itself."""
    for child in scene.parse.children[token.index]:
        status = _sign(scene, token, child)
        if status is not None:
            yield status, [child]


def _sign(scene: Scene, token: Token, child: Token) -> Status | None:
    """The status that one child gives its head."""
    table, word = scene.codebook.status, child.text.lower()
    if child.dep == "neg" or (child.dep in ("det", "preconj") and word in ("no", "neither")):
        return "denied"
    if child.dep == "mark" and word in table["hypothetical"]["markers"]:
        return "hypothetical"
    if child.dep in ("aux", "auxpass") and word in table["planned"]["auxiliaries"]:
        return "planned"
    if child.dep == "aux" and word == "would" and token.dep == "ccomp":
        return "planned"  # "the army said it would attack": the future, told afterwards
    if child.dep in ("aux", "auxpass") and word in table["hypothetical"]["auxiliaries"] and not _perfect(scene, token):
        return "hypothetical"
    if child.dep in ("amod", "advmod", "compound"):
        return next((status for status in _ADJECTIVES if {child.lemma, word} & table[status]["adjectives"]), None)
    return None


def _perfect(scene: Scene, verb: Token) -> bool:
    """ "may have killed" reports a killing with doubt; it is not a mere possibility."""
    return any(child.lemma == "have" and child.dep == "aux" for child in scene.parse.children[verb.index])


def _governor(scene: Scene, child: Token, head: Token) -> Iterator[tuple[Status, list[Token]]]:
    """A verb, noun or adjective above that makes its complement planned, attempted, denied, hypothetical or ongoing."""
    table = scene.codebook.status
    order: tuple[Status, ...] = ("denied", "attempted", "planned", "hypothetical", "ongoing")
    for status in order:
        rows = table[status]
        if head.pos in _CLAUSE and head.lemma in rows.get("verbs", ()) and _takes(rows, child, head, status):
            yield status, [head]
        of_it = child.dep in ("acl", "relcl", "ccomp") or (child.dep == "prep" and child.lemma in ("of", "to", "for"))
        if head.pos in ("NOUN", "PROPN") and head.lemma in rows.get("nouns", ()) and of_it:
            yield status, [head]
        if head.pos == "ADJ" and head.lemma in rows.get("adjectives", ()) and child.dep in ("xcomp", "prep", "ccomp"):
            yield status, [head]


def _takes(rows: Mapping[str, frozenset[str]], child: Token, head: Token, status: Status) -> bool:
    """Whether the verb governs this complement in that sense: infinitives and "that" clauses, objects for some."""
    if child.dep == "dobj":
        return head.lemma in rows.get("objects", ())
    if child.dep == "nsubjpass":
        return head.lemma in rows.get("passives", ())
    if child.dep == "prep":
        return child.lemma in ("from", "to", "for") and head.lemma in rows.get("prepositions", ())
    if child.dep == "ccomp" and child.tag in ("VBD", "VBN", "VBZ", "VBP") and status in ("planned", "ongoing"):
        return False
    infinitive = child.tag == "VB" or child.dep in ("ccomp", "pcomp", "acomp", "oprd")
    return infinitive or (child.dep == "xcomp" and status != "denied")


def _condition(scene: Scene, hit: Hit) -> tuple[Quote, ...]:
    """The "if" clause of a threat, kept as words."""
    if hit.triggers[0].kind != "THREATEN":
        return ()
    for mark in scene.parse:
        if mark.dep == "mark" and mark.lemma in ("if", "unless") and mark.index > hit.token.index:
            verb = scene.parse.head(mark)
            while verb.dep in ("aux", "auxpass"):
                verb = scene.parse.head(verb)
            clause = scene.parse.subtree(verb)
            words = [token for token in clause if token.index >= mark.index and token.pos != "PUNCT"]
            return (quote_of(scene, words),) if words else ()
    return ()


# --- attribution -------------------------------------------------------------------------------


def attribution_of(scene: Scene, hit: Hit) -> tuple[Claim[Attribution], ...]:
    """Who says that it is so; the outlet where nobody else is named. The first quote names the speaker."""
    said = list(_speakers(scene, hit))
    if hit.light is not None and hit.light.role == "claimed":
        subjects = surface_subjects(scene.parse, hit.light.verb)
        said = [(subjects[0], hit.light.verb, "claims")] if subjects else said
    if said:
        return tuple(_attributed(scene, *one) for one in said[:2])
    for word in scene.parse:
        if word.text.lower() in scene.codebook.sayings["hearsay"] and word.pos in ("ADV", "VERB"):
            value = Attribution(by="source", name=None, stance="claims")
            return (Claim(value=value, quotes=(quote_of(scene, [word]),), method="said.hearsay@1", confidence=0.7),)
    own = quote_of(scene, list(hit.words))
    value = Attribution(by="outlet", name=None, stance="asserts")
    return (Claim(value=value, quotes=(own,), method="said.outlet@1", confidence=0.9),)


def _attributed(scene: Scene, speaker: Token, verb: Token, stance: Stance) -> Claim[Attribution]:
    words = quote_of(scene, phrase_of(scene, speaker))
    by = "party" if _is_party(scene, speaker) else "source"
    value = Attribution(by=by, name=words.text, stance=stance)  # type: ignore[arg-type]
    quotes = (words, quote_of(scene, [verb]))
    return Claim(value=value, quotes=quotes, method=f"said.{verb.lemma}@1", confidence=0.8)


def _is_party(scene: Scene, speaker: Token) -> bool:
    """A name of an armed actor, a nation, or a noun for forces that is not a mere source."""
    words = phrase_of(scene, speaker)
    names = [scene.name_at(word) for word in words]
    if any(name is not None and name.sort in ("actor", "nation") for name in names):
        return speaker.lemma not in scene.codebook.sayings["sources"] or speaker.lemma in (
            "spokesman",
            "spokeswoman",
            "spokesperson",
            "ministry",
            "commander",
            "statement",
        )
    return speaker.lemma in scene.codebook.nouns["armed"] and speaker.lemma not in scene.codebook.sayings["sources"]


def _speakers(scene: Scene, hit: Hit) -> Iterator[tuple[Token, Token, Stance]]:
    """(speaker, verb of saying, stance) for each clause of saying above the trigger, and "according to"."""
    parse, child = scene.parse, anchor(hit)
    for _ in range(8):
        head = parse.head(child)
        if child.dep in ("ccomp", "parataxis", "xcomp", "dobj", "pcomp") and head.index != child.index:
            stance = _stance(scene, head)
            speakers = surface_subjects(parse, head) if stance else []
            if stance and speakers and speakers[0].index != child.index and _can_speak(scene, speakers[0]):
                yield speakers[0], head, stance
        if head.index == child.index:
            break
        child = head
    for speech in parse.below(child, "parataxis", "ccomp", "advcl"):
        stance = _stance(scene, speech)
        speakers = [token for token in parse.below(speech, "nsubj") if _can_speak(scene, token)]
        if stance and speakers and speech.dep != "ccomp":
            yield speakers[0], speech, stance
    for token in parse:
        if token.lemma == "accord" and token.dep in ("prep", "pcomp", "advcl", "acl"):
            for pobj in (p for prep in parse.below(token, "prep") for p in parse.below(prep, "pobj")):
                yield pobj, token, "asserts"


def _can_speak(scene: Scene, token: Token) -> bool:
    return is_agent(scene, token) or token.lemma in scene.codebook.sayings["sources"] or token.pos == "PRON"


def _stance(scene: Scene, verb: Token) -> Stance | None:
    if verb.pos not in _CLAUSE:
        return None
    for stance in ("denies", "claims", "asserts"):
        if verb.lemma in scene.codebook.sayings[stance]:
            return stance
    return None
