"""Is it so: the status of an event from the words around and above its trigger.

A governing word reaches the triggers in its complements, not in its own subject: "the attack failed to stop the
protest" says nothing against the attack. What is only spoken of on the way ("the crisis caused by the assassination")
is presupposed, and so happened. The nearest word decides; negation turns what happened into what is denied.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from marsad.extract.parse import Parse, Token
from marsad.extract.triggers import Hit, Scene
from marsad.types import Claim, Quote, Span, Status

#: A status and the words that give it.
Sign = tuple[Status, list[Token]]

#: Dependencies by which a clause or noun hangs on the word above it as its complement or its circumstance.
_UPWARD = frozenset(
    (
        "ccomp",
        "xcomp",
        "dobj",
        "pobj",
        "pcomp",
        "acl",
        "nsubj",
        "nsubjpass",
        "attr",
        "oprd",
        "conj",
        "relcl",
        "advcl",
        "prep",
        "dative",
        "csubj",
        "csubjpass",
        "acomp",
        "compound",
    )
)
#: Statuses that an adjective can give, in order.
_ADJECTIVES: tuple[Status, ...] = ("attempted", "planned", "hypothetical", "historical", "ongoing")
_GOVERNED: tuple[Status, ...] = ("denied", "attempted", "planned", "hypothetical", "historical", "ongoing")
_PREDICATES: tuple[Status, ...] = ("attempted", "planned", "hypothetical", "ongoing")
_CLAUSE = frozenset(("VERB", "AUX"))
_FINITE = frozenset(("VBD", "VBN", "VBZ", "VBP"))
_PRESENT = frozenset(("VBZ", "VBP"))
#: How far up a governing word is looked for.
_REACH = 8
_DEMANDING = frozenset(("demand", "request", "urge", "ask", "propose", "require", "recommend", "order"))


def quote_of(scene: Scene, tokens: Sequence[Token]) -> Quote:
    """The words from the first to the last of the tokens."""
    start, end = tokens[0].span.start, tokens[-1].span.end
    quote = scene.quotes.get((start, end))
    if quote is None:
        quote = scene.document.quote(scene.parse.sentence, Span(start=start, end=end))
        scene.quotes[start, end] = quote
    return quote


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
        return Claim(value=status, quotes=quotes, method=f"status.{status}@2", confidence=0.85)
    aim = _aim(scene, _start(hit))
    if aim is not None:
        return Claim(value="planned", quotes=(quote_of(scene, [aim]), own), method="status.aim@1", confidence=0.7)
    return Claim(value="happened", quotes=(own, *_condition(scene, hit)), method="status.plain@1", confidence=0.9)


def _start(hit: Hit) -> Token:
    """Where signs are looked for: who claims nothing undoes no attack, nor does who calls to claim one plan it."""
    return hit.token if hit.light is not None and hit.light.role == "claimed" else anchor(hit)


def _signs(scene: Scene, hit: Hit) -> Iterator[Sign]:
    """Signs of a status, strongest first."""
    start = _start(hit)
    if hit.light is not None and hit.light.role == "planned":
        yield "planned", [hit.light.verb]
    elif hit.light is not None and hit.light.outcome == "foiled":
        yield _thwarted(scene, hit.light.verb)
    for token in {hit.token.index: hit.token, start.index: start}.values():
        yield from _marks(scene, token)
    if hit.token.lemma == "attempt" and len(hit.words) > 1:
        yield "attempted", [hit.token]  # "an assassination attempt"
    yield from _upward(scene, start)
    yield from _era(scene)
    yield from _asked(scene, start)


# --- words of the act itself -------------------------------------------------------------------


def _marks(scene: Scene, token: Token) -> Iterator[Sign]:
    """Auxiliaries, markers, negation and adjectives of a word."""
    children = scene.parse.children[token.index]
    if any(is_nobody(scene, child) for child in children if child.dep in ("nsubj", "nsubjpass", "dobj")):
        yield "denied", [next(c for c in children if c.dep in ("nsubj", "nsubjpass", "dobj") and is_nobody(scene, c))]
    if token.pos in _CLAUSE and (inverted := _inverted(scene, token)) is not None:
        yield "hypothetical", [inverted]
    for child in children:
        status = _mark(scene, token, child)
        if status is not None:
            yield status, [child]
    if token.pos in _CLAUSE:
        yield from _headline_future(scene.parse, token)
        yield from _lasting(scene, token)


def _mark(scene: Scene, token: Token, child: Token) -> Status | None:
    """The status that one child gives its head."""
    table, word = scene.codebook.status, child.text.lower()
    if child.dep == "neg" or (child.dep in ("det", "preconj") and word in table["denied"]["negators"]):
        following = scene.parse.tokens[child.index + 1 : child.index + 2]
        return None if following and following[0].text.lower() in ("only", "just") else "denied"
    if child.dep == "mark" and word in table["hypothetical"]["markers"]:
        return None if word == "until" and _is_past(scene.parse, token) else "hypothetical"
    if child.dep in ("aux", "auxpass"):
        return _modal(scene, token, word)
    if child.dep in ("amod", "advmod", "compound"):
        return next((status for status in _ADJECTIVES if {child.lemma, word} & table[status]["adjectives"]), None)
    return None


def _is_past(parse: Parse, verb: Token) -> bool:
    """ "they drove around until they intercepted it", "until he was killed": it came to that."""
    finite = [aux for aux in parse.below(verb, "aux", "auxpass") if aux.tag != "VBN"]
    return finite[0].tag == "VBD" if finite else verb.tag == "VBD"


def _modal(scene: Scene, token: Token, word: str) -> Status | None:
    table = scene.codebook.status
    if word in table["planned"]["auxiliaries"]:
        return "planned"
    if word not in table["hypothetical"]["auxiliaries"]:
        return None
    if any(child.lemma == "have" and child.dep == "aux" for child in scene.parse.children[token.index]):
        # "may have killed" reports a killing with doubt; "would have killed" says that none was killed
        return "hypothetical" if word in table["hypothetical"]["counterfactual"] else None
    head = scene.parse.head(token)
    if word == "would" and token.dep == "ccomp" and head.lemma not in table["hypothetical"]["verbs"]:
        return "planned"  # "the army said it would attack": the future, told afterwards
    return "hypothetical"


def is_nobody(scene: Scene, token: Token) -> bool:
    """ "nobody", "no one", "none of the hostages", "neither side"."""
    denied = scene.codebook.status["denied"]
    if token.text.lower() in denied["nobody"]:
        return True
    return any(child.text.lower() in denied["negators"] for child in scene.parse.below(token, "det", "preconj"))


def _inverted(scene: Scene, verb: Token) -> Token | None:
    """ "Should the truce collapse", "Had they fired", "Were the army to storm": a condition without "if"."""
    if verb.dep not in ("advcl", "xcomp"):
        return None
    words = scene.codebook.status["hypothetical"]["inverted"]
    first = scene.parse.subtree(verb)[0]
    if verb.dep == "xcomp":
        first = scene.parse.head(verb)
        return first if first.text.lower() in words and first.dep == "advcl" and _opens(scene.parse, first) else None
    is_aux = first.dep in ("aux", "auxpass") or first.index == verb.index
    return (
        first if is_aux and first.text.lower() in words and any(scene.parse.below(verb, "nsubj", "nsubjpass")) else None
    )


def _opens(parse: Parse, verb: Token) -> bool:
    return parse.subtree(verb)[0].index == verb.index


def _headline_future(parse: Parse, verb: Token) -> Iterator[Sign]:
    """ "Kenya to deploy 200 officers": a headline's future."""
    joint = next((child for child in parse.below(verb, "aux") if child.text.lower() == "to"), None)
    if joint is not None and verb.dep == "ROOT" and any(parse.below(verb, "nsubj", "nsubjpass")):
        yield "planned", [joint]


def _lasting(scene: Scene, verb: Token) -> Iterator[Sign]:
    """ "are shelling", "have been holding", "have held since March"."""
    auxiliaries = list(scene.parse.below(verb, "aux", "auxpass"))
    present = [aux for aux in auxiliaries if aux.tag in _PRESENT and aux.lemma in ("be", "have")]
    if not present:
        return
    if verb.tag == "VBG":
        yield "ongoing", [present[0]]
    elif present[0].lemma == "have" and verb.lemma in scene.codebook.status["ongoing"]["lasting"]:
        since = [prep for prep in scene.parse.below(verb, "prep") if prep.lemma in ("since", "for")]
        if since:
            yield "ongoing", [present[0]]


def _aim(scene: Scene, verb: Token) -> Token | None:
    """The "to" of an infinitive that tells what an act is for ("an operation to retake", "hired to storm the bank"),
    not what came of it ("managed to leave", "was forced to withdraw", "the first to denounce").
    """
    parse, child = scene.parse, verb
    while child.dep == "conj" and child.tag == "VB" and parse.head(child).index != child.index:
        if any(aux.text.lower() == "to" for aux in parse.below(child, "aux")):
            break
        child = parse.head(child)
    joint = next((aux for aux in parse.below(child, "aux") if aux.text.lower() == "to"), None)
    if verb.tag != "VB" or joint is None or child.dep not in ("acl", "relcl", "advcl", "xcomp", "conj"):
        return None
    above, happened = parse.head(child), scene.codebook.status["happened"]
    if above.lemma in happened["moving"] and any(
        above.index < one.index < joint.index for one in parse.below(above, "prep", "advmod", "dobj", "npadvmod")
    ):
        return joint  # "came to the country to kill him"
    return None if {above.lemma, above.text.lower()} & happened["realising"] else joint


def _asked(scene: Scene, verb: Token) -> Iterator[Sign]:
    """ "Did you agree to that?": asked, not told; "how long did the clash last?" takes it for told."""
    last = scene.parse.tokens[-1]
    is_main = verb.dep in ("ROOT", "ccomp", "xcomp") or (verb.dep == "conj" and scene.parse.head(verb).dep == "ROOT")
    if last.text != "?" or verb.pos not in _CLAUSE or not is_main:
        return
    if not any(token.tag in ("WDT", "WP", "WP$", "WRB") for token in scene.parse.tokens[: verb.index]):
        yield "hypothetical", [last]


@lru_cache(maxsize=8)
def _era(scene: Scene) -> tuple[Sign, ...]:
    return tuple(_over(scene))


def _over(scene: Scene) -> Iterator[Sign]:
    """ "during the Second World War": a time that is over, by its name."""
    tokens = scene.parse.tokens
    for lead in tokens:
        if lead.lemma not in ("during", "in", "of", "under", "throughout") or lead.index + 2 >= len(tokens):
            continue
        start = lead.index + (2 if tokens[lead.index + 1].lemma == "the" else 1)
        for size in (2, 3, 1):
            words = list(tokens[start : start + size])
            if " ".join(word.text.lower() for word in words) in scene.codebook.status["historical"]["eras"]:
                yield "historical", words
                return


# --- words above -------------------------------------------------------------------------------


def _upward(scene: Scene, start: Token) -> Iterator[Sign]:
    """Signs from the words above, nearest first, up to where what is below is only spoken of."""
    parse, child = scene.parse, start
    for _ in range(_REACH):
        head = parse.head(child)
        if head.index == child.index or child.dep not in _UPWARD:
            return
        yield from _unreal(scene, child, head)
        yield from _governor(scene, child, head)
        if child.dep == "prep" and (verb := verb_of_object(parse, head)) is not None:
            yield from _governor(scene, child, verb)  # "convicted the colonel of torturing"
        yield from _shared(scene, child, head)
        if not _goes_on(scene, start, child, head):
            return
        child = head


def _goes_on(scene: Scene, start: Token, child: Token, head: Token) -> bool:
    """Whether what governs the word above reaches this one too."""
    parse = scene.parse
    if child.dep in ("relcl", "advcl", "nsubj", "csubj", "nsubjpass", "csubjpass"):
        return False
    if child.dep == "acl":
        return False
    if child.dep in ("pobj", "pcomp"):
        return True
    if child.dep == "prep":
        return head.lemma in scene.codebook.status["happened"]["transparent"]
    if child.dep == "dobj" and start.pos not in _CLAUSE:
        return False
    return not (child.dep == "conj" and child.pos in _CLAUSE and any(parse.below(child, "nsubj", "nsubjpass")))


def verb_of_object(parse: Parse, noun: Token) -> Token | None:
    """The verb whose object this noun is part of."""
    while noun.dep in ("appos", "conj", "nmod", "compound"):
        noun = parse.head(noun)
    return parse.head(noun) if noun.dep in ("dobj", "nsubjpass") else None


def _unreal(scene: Scene, child: Token, head: Token) -> Iterator[Sign]:
    """ "without firing", "instead of attacking", "rather than attack"."""
    if child.dep not in ("pcomp", "pobj"):
        return
    near = (head, *scene.parse.below(head, "advmod"))
    for word in near:
        if word.text.lower() in scene.codebook.status["denied"]["unreal"] and child.pos == "VERB":
            yield "denied", [word]


def _shared(scene: Scene, child: Token, head: Token) -> Iterator[Sign]:
    """What is said of the verb above holds for its infinitive, its twin and its participle as well."""
    if head.pos in _CLAUSE and _results(scene, child, head):  # "might lead to the arrest of"
        yield from (sign for sign in _marks(scene, head) if sign[0] in ("hypothetical", "planned", "denied"))
    if child.dep in ("attr", "nsubj") and head.lemma == "be" and any(scene.parse.below(head, "expl")):
        yield from (sign for sign in _marks(scene, head) if sign[0] in ("hypothetical", "planned", "denied"))
        return  # "if there were an attack"
    if child.dep == "csubj" and head.pos in _CLAUSE:  # "attacking the convoy could cost them dear"
        yield from (sign for sign in _marks(scene, head) if sign[0] == "hypothetical")
        return
    if head.pos not in _CLAUSE or child.dep not in ("xcomp", "conj", "advcl", "ccomp"):
        return
    if child.dep == "ccomp":  # "if it is confirmed that"
        yield from (sign for sign in _marks(scene, head) if sign[0] == "hypothetical" and sign[1][0].dep == "mark")
        return
    if child.dep == "advcl" and (child.tag != "VBG" or any(scene.parse.below(child, "mark", "advmod"))):
        return
    thwarting = scene.codebook.status["attempted"]["thwarting"]
    for status, words in _marks(scene, head):
        if status == "denied" and not (child.dep == "xcomp" or child.tag == head.tag == "VB"):
            continue
        if status == "ongoing" and child.dep != "conj":
            continue
        if status == "denied" and (head.lemma in thwarting or head.lemma in ("fail", "cease")):
            yield "happened", words
        else:
            yield status, words


def _results(scene: Scene, child: Token, verb: Token) -> bool:
    """Whether the noun above is what the verb brings about: with the verb it happens or does not."""
    happened = scene.codebook.status["happened"]
    if child.dep == "prep":
        return child.lemma in ("to", "in", "with") and verb.lemma in happened["resulting"]
    return child.dep in ("dobj", "nsubjpass") and child.pos == "NOUN" and verb.lemma in happened["bringing"]


def _governor(scene: Scene, child: Token, head: Token) -> Iterator[Sign]:
    """A verb, noun or adjective above that says how it stands with its complement."""
    yield from _rejected(scene, child, head)
    table = scene.codebook.status
    for status in _GOVERNED:
        rows = table[status]
        if head.pos in _CLAUSE and _takes(scene, rows, child, head, status):
            is_bar = status == "attempted" and head.lemma in table["attempted"]["thwarting"]
            if status == "attempted" and not is_bar:  # "might attempt to kidnap him"
                yield from (sign for sign in _marks(scene, head) if sign[0] in ("hypothetical", "planned", "denied"))
            yield _thwarted(scene, head) if is_bar else (status, [head])
        of_it = child.dep in ("acl", "ccomp", "compound") or (
            child.dep == "prep" and child.lemma in ("of", "to", "for", "at", "on", "against")
        )
        if head.pos in ("NOUN", "PROPN") and head.lemma in rows.get("nouns", ()) and of_it:
            yield status, [head]
        if head.pos == "ADJ" and head.lemma in rows.get("adjectives", ()) and child.dep in ("xcomp", "prep", "ccomp"):
            yield status, [head]
    yield from _predicated(scene, child, head)
    yield from _supposed(scene, child, head)


def _supposed(scene: Scene, child: Token, head: Token) -> Iterator[Sign]:
    """ "an attack would trigger …", "any attack will be answered": an act without an article or with "an" or "any"."""
    if child.dep not in ("nsubj", "nsubjpass") or child.pos not in ("NOUN", "PROPN"):
        return
    definite = {word.text.lower() for word in scene.parse.below(child, "det", "poss")}
    if definite - {"a", "an", "any", "another", "such"}:
        return
    for word in scene.parse.below(head, "aux"):
        if _modal(scene, head, word.text.lower()) is not None:
            yield ("hypothetical" if word.lemma != "will" or "any" in definite else "planned"), [word]


def _takes(scene: Scene, rows: Mapping[str, frozenset[str]], child: Token, head: Token, status: Status) -> bool:
    """Whether the verb governs this complement in that sense: infinitives and "that" clauses, objects for some."""
    by_dep = {"dobj": "objects", "nsubjpass": "passives", "nsubj": "subjects", "csubj": "subjects"}
    if child.dep in by_dep:
        if head.lemma == "go" and any(one.lemma != "on" for one in scene.parse.below(head, "prt")):
            return False  # "a bomb went off"
        return head.lemma in rows.get(by_dep[child.dep], ()) and child.pos != "PROPN"
    if child.dep == "prep":
        joints = ("from", "to", "for", "of", "in", "over", "against")
        return child.lemma in joints and head.lemma in rows.get("prepositions", ())
    if head.lemma not in rows.get("verbs", ()) or child.dep not in (
        "ccomp",
        "xcomp",
        "pcomp",
        "acomp",
        "oprd",
        "advcl",
    ):
        return False
    # "demanded that both sides meet": the parser takes the bare form after a plural for a present.
    is_bare = child.tag == "VBN" and any(aux.tag == "VB" for aux in scene.parse.below(child, "auxpass"))  # "be tried"
    is_told = child.tag in _FINITE and not is_bare and not (child.tag == "VBP" and head.lemma in _DEMANDING)
    if child.dep == "ccomp" and is_told and status in ("planned", "ongoing", "hypothetical"):
        return False
    if status == "hypothetical" and head.tag == "VBD" and head.lemma in ("allow", "enable", "permit"):
        return False  # "the fog allowed them to escape": they did
    if child.dep == "advcl":
        return child.tag == "VB" and status in ("planned", "hypothetical")
    return (
        child.tag == "VB"
        or child.dep in ("ccomp", "pcomp", "acomp", "oprd")
        or status in ("attempted", "ongoing", "denied")
    )


def _thwarted(scene: Scene, verb: Token) -> Sign:
    """What a verb like "prevent" leaves of an act: an attempt, or nothing yet where preventing is only an aim."""
    parse = scene.parse
    if any(parse.below(verb, "neg")) or any(child.text.lower() == "could" for child in parse.below(verb, "aux")):
        return "happened", [verb]
    if not any(child.text.lower() == "to" for child in parse.below(verb, "aux")):
        return "attempted", [verb]
    head = parse.head(verb)
    if head.lemma in ("fail", "unable", "failure", "inability", "powerless"):
        return "happened", [head, verb] if head.index < verb.index else [verb]
    return ("attempted", [verb]) if head.lemma in ("manage", "help") else ("hypothetical", [verb])


def _rejected(scene: Scene, child: Token, head: Token) -> Iterator[Sign]:
    """ "dismissed reports that", "no evidence that", "it is not true that", "a bomb planted there was defused"."""
    parse, denied = scene.parse, scene.codebook.status["denied"]
    above = parse.head(head)
    if child.dep in ("acl", "ccomp", "relcl") and head.pos == "NOUN":
        if (
            head.lemma in denied["reports"]
            and above.lemma in denied["rejecting"]
            and head.dep in ("dobj", "nsubjpass", "pobj")
        ):
            yield "denied", [above]
        if head.lemma in denied["evidence"] and (no := _negators(scene, (head, above))):
            yield "denied", no
        if head.lemma in denied["reports"] and head.dep == "nsubj" and above.lemma == "be":
            yield from (("denied", [word]) for word in parse.below(above, "acomp") if word.lemma in denied["false"])
        attempted = scene.codebook.status["attempted"]
        if child.tag in ("VBN", "VBD") and (
            (head.dep in ("dobj", "nsubjpass") and above.lemma in attempted["disarming"])
            or (head.dep == "nsubj" and above.lemma in attempted["subjects"])
        ):
            yield "attempted", [above]
    if child.dep in ("ccomp", "advcl", "csubj") and head.lemma == "be":
        for word in parse.below(head, "acomp", "attr"):
            if word.lemma in denied["false"] or (word.lemma in denied["true"] and _negators(scene, (head, word))):
                yield "denied", [word]


def _negators(scene: Scene, words: Iterable[Token]) -> list[Token]:
    """The first "no" or "not" at any of the words, as a list of one or none."""
    negators = scene.codebook.status["denied"]["negators"]
    found = (
        child
        for word in words
        for child in scene.parse.children[word.index]
        if child.dep == "neg" or (child.dep == "det" and child.text.lower() in negators)
    )
    return list(found)[:1]


def _predicated(scene: Scene, child: Token, head: Token) -> Iterator[Sign]:
    """ "the attack was unsuccessful", "an offensive is imminent", and the future: "is going to", "are to"."""
    if child.dep in ("nsubj", "nsubjpass") and head.lemma == "be" and child.pos in ("NOUN", "PROPN"):
        for word in scene.parse.below(head, "acomp"):
            told = (status for status in _PREDICATES if word.lemma in scene.codebook.status[status]["adjectives"])
            yield from ((status, [word]) for status in told)
    if (
        child.dep == "xcomp"
        and child.tag == "VB"
        and (head.lemma == "be" or (head.lemma == "go" and head.tag == "VBG"))
    ):
        yield "planned", [head]


# --- conditions --------------------------------------------------------------------------------


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
