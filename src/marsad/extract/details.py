"""What else a sentence tells of an event: means, mode, targets, outcome, campaign, ordinal, contexts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from marsad.extract.parse import Parse, Token
from marsad.extract.phrasing import phrase_of
from marsad.extract.roles import is_passive, prepositional, slot_tokens, surface_subjects
from marsad.extract.status import anchor, quote_of
from marsad.extract.triggers import Hit, Scene, goods_of, is_people
from marsad.types import Claim

#: Method of outcomes told of the one who acted, as against those told of the act.
ENDING = "outcome.ending@1"
#: Kinds whose own words are no weapons.
_UNARMED = ("RETREAT", "ACCUSE", "REJECT", "SUPPORT", "AGREE", "REQUEST")
_OPERATIONS = frozenset(("operation", "operations", "campaign", "offensive"))
#: Words around a quoted name among which one says that it is an operation's.
_NEAR = 6
_QUOTED = re.compile(r"[“\"„«]([^”\"“«»]{3,60})[”\"»]")


# --- means, mode, targets ----------------------------------------------------------------------


def weapon_at(scene: Scene, token: Token) -> tuple[list[Token], str | None] | None:
    """The weapon whose last word this is, with its mode."""
    if scene.codebook.weapon_ends.isdisjoint((token.lemma, token.text.lower())):
        return None
    if token.lemma == "bomber" and token.dep in ("dobj", "nsubjpass") and "suicide" in scene.parse.lemmas:
        return None  # "shot the bomber at the gate": no plane
    is_of_court = token.lemma == "charge" and scene.parse.lemmas.isdisjoint(scene.codebook.words["blasting"])
    for length in (3, 2) if is_of_court else (3, 2, 1):
        start = token.index - length + 1
        if start < 0:
            continue
        words = scene.parse.tokens[start : token.index + 1]
        texts = (" ".join(w.lemma for w in words), " ".join(w.text.lower() for w in words))
        joined = "".join(
            f"{' ' if i and w.span.start > words[i - 1].span.end else ''}{w.lemma}" for i, w in enumerate(words)
        )
        for key in (*texts, joined):
            if key in scene.codebook.weapons:
                return list(words), scene.codebook.weapons[key]
    return None


def means_of(scene: Scene, hit: Hit) -> Iterator[tuple[Claim[str], str | None]]:
    """(weapon, mode it gives) for each means the sentence joins to the act."""
    parse, seen = scene.parse, set[int]()
    is_downed = hit.token.lemma in _DOWNING
    taken = {thing.index for thing in parse.below(hit.token, "dobj", "nsubjpass")} if _takes_things(hit) else set()
    for token in _means_tokens(scene, hit):
        if token.index in taken:
            continue
        for candidate in (token, *parse.below(token, "conj")):
            found = weapon_at(scene, candidate)
            is_other_act = candidate is not token and candidate.pos == "VERB" and any(parse.below(candidate, "nsubj"))
            if (
                found is None
                or is_other_act
                or found[0][-1].index in seen
                or (is_downed and candidate.lemma in _BROUGHT_DOWN)
            ):
                continue
            seen.add(found[0][-1].index)
            words = " ".join(word.lemma for word in found[0])
            claim = Claim(
                value=words.replace(" - ", "-"),
                quotes=(quote_of(scene, found[0]),),
                method="means.word@1",
                confidence=0.85,
            )
            yield claim, found[1]


def _takes_things(hit: Hit) -> bool:
    """ "seized a rifle": what is taken is no means of taking it."""
    return hit.triggers[0].mode == "seize"


#: Verbs of bringing something down in flight.
_DOWNING = frozenset(("shoot", "down", "bring", "intercept"))
#: Aircraft that an act can be done in.
_AIRCRAFT = frozenset(
    ("plane", "airplane", "aircraft", "helicopter", "jet", "chopper", "drone", "uav", "warplane", "bomber", "gunship")
)
#: What is brought down in flight, and is then no means.
_BROUGHT_DOWN = _AIRCRAFT | {"missile", "rocket", "projectile"}


def planted(scene: Scene, hit: Hit) -> Iterator[Token]:
    """The verbs by which somebody set the weapon of the act: "a bomb placed by guerrillas under the bus"."""
    words = scene.codebook.words["planting"]
    for token in _means_tokens(scene, hit):
        for verb in scene.parse.below(token, "acl", "relcl"):
            if verb.lemma in words and weapon_at(scene, token) is not None:
                yield verb


def _means_tokens(scene: Scene, hit: Hit) -> Iterator[Token]:
    """Words that can be the means of the act: in the trigger, in its slots, its subject, before it, or after "with"
    and "using".
    """
    parse, act = scene.parse, anchor(hit)
    if hit.triggers[0].kind not in _UNARMED:  # the "fire" of "cease-fire", the "charge" of "was charged with"
        yield from hit.words
    for slot in sorted({slot for trigger in hit.triggers for slot in trigger.pattern.means}):
        yield from slot_tokens(scene, hit, slot)
    if act.pos == "VERB" and not is_passive(parse, act):
        yield from surface_subjects(parse, act)
    for head in {hit.token.index: hit.token, act.index: act}.values():
        yield from parse.below(head, "compound", "amod", "nmod", "dobj")
        yield from _after(parse, head, ("with", "by", "use", "from", "of", "in"))
        for noun in parse.below(head, "dobj", "nsubjpass"):
            yield from _after(parse, noun, ("with", "use", "from"))


def _after(parse: Parse, head: Token, words: tuple[str, ...]) -> Iterator[Token]:
    for joint in parse.below(head, "prep", "agent", "advcl", "acl"):
        if joint.lemma in words:
            yield from (noun for noun in parse.below(joint, "pobj", "dobj") if not _is_bare_in(parse, joint, noun))


def _is_bare_in(parse: Parse, joint: Token, noun: Token) -> bool:
    """ "in charge of", "in fire": one thing without an article is no thing that an act is done with; nor is what it is
    done in ("threw a grenade in a plane").
    """
    if joint.lemma == "in" and noun.lemma in _AIRCRAFT:
        return True
    return joint.lemma == "in" and noun.tag == "NN" and not any(parse.below(noun, "det", "amod", "compound", "nummod"))


def plain_words(scene: Scene, tokens: Sequence[Token]) -> str:
    """A phrase in lemmas without determiners, numbers and proper names: what may stand in a table."""
    kept = [
        token.lemma
        for token in tokens
        if token.pos in ("NOUN", "ADJ")
        and scene.name_at(token) is None
        and token.ent not in ("PERSON", "CARDINAL", "ORDINAL")
        and token.lemma not in ("several", "many", "few", "other", "more", "various", "numerous")
    ]
    return " ".join(kept)


def target_claim(scene: Scene, token: Token) -> Claim[str] | None:
    """What was hit, where the filler of a slot is a thing: by its noun, or by a name that ends in one ("Central
    Market").
    """
    things, before = scene.codebook.nouns["targets"], scene.parse.tokens[max(0, token.index - 1) : token.index]
    if token.lemma not in things and f"{before[0].lemma if before else ''} {token.lemma}" not in things:
        return None
    name = scene.name_at(token)
    if name is not None and (name.sort not in ("place", "unknown") or token.lemma in scene.codebook.nouns["lands"]):
        return None
    words = phrase_of(scene, token)
    value = plain_words(scene, words) or token.lemma.lower() if name is None else token.lemma
    if not value:
        return None
    return Claim(value=value, quotes=(quote_of(scene, words),), method="target.noun@1", confidence=0.8)


def downed(scene: Scene, hit: Hit) -> Iterator[tuple[Token, Claim[str]]]:
    """What was brought down in flight: "shot down two drones", "a missile was intercepted"."""
    parse = scene.parse
    for head in parse.below(hit.token, "dobj", "nsubjpass") if hit.token.lemma in _DOWNING else ():
        of = prepositional(parse, [head], "of")
        for thing in (one for one in (head, *of) if one.lemma in _BROUGHT_DOWN):
            words = phrase_of(scene, thing)
            value = plain_words(scene, words) or thing.lemma
            yield thing, Claim(value=value, quotes=(quote_of(scene, words),), method="target.noun@1", confidence=0.8)


def goods_claim(scene: Scene, token: Token) -> Claim[str] | None:
    """What was seized or carried off: "forty rifles", of "two tonnes of drugs" the drugs."""
    goods = goods_of(scene, token)
    if goods is None:
        return None
    words = phrase_of(scene, goods)
    value = plain_words(scene, words) or goods.lemma.lower()
    return Claim(value=value, quotes=(quote_of(scene, words),), method="target.goods@1", confidence=0.8)


# --- outcome, campaign, ordinal, contexts ------------------------------------------------------


def outcome_of(scene: Scene, hit: Hit) -> tuple[Claim[str], ...]:
    """How the act ended, said in the same sentence of the act or of the one who acted."""
    table, parse = scene.codebook.outcomes, scene.parse
    found: dict[str, Claim[str]] = {}
    if hit.light is not None and hit.light.outcome not in (None, "foiled"):
        quote = quote_of(scene, [hit.light.verb])
        found[str(hit.light.outcome)] = Claim(
            value=str(hit.light.outcome), quotes=(quote,), method="outcome.light-verb@1", confidence=0.8
        )
    for verb in _clauses_below(scene, hit):
        phrases = {verb.lemma, *(f"{verb.lemma} {child.lemma}" for child in parse.below(verb, "prt"))}
        passive = is_passive(parse, verb)
        for outcome, verbs in (table["acted"] if passive else table["own"]).items():
            if phrases & verbs and not _takes_people(scene, verb, outcome):
                words = [verb, *(child for child in parse.below(verb, "prt"))]
                claim = Claim(value=outcome, quotes=(quote_of(scene, words),), method=ENDING, confidence=0.8)
                found[outcome] = (
                    replace(found[outcome], quotes=(*found[outcome].quotes, *claim.quotes))
                    if outcome in found
                    else claim
                )
    return tuple(found.values())


def _takes_people(scene: Scene, verb: Token, outcome: str) -> bool:
    """ "killed ten and captured dozens of others": no ground is taken."""
    return outcome == "captured" and any(is_people(scene, one) for one in scene.parse.below(verb, "dobj"))


def _clauses_below(scene: Scene, hit: Hit) -> Iterator[Token]:
    """Verbs after the trigger in clauses that belong to it and share its subject ("…, before being driven out by")."""
    act = anchor(hit)
    for token in scene.parse.subtree(act):
        if token.pos != "VERB" or token.index <= act.index or token.dep not in ("pcomp", "conj", "advcl", "xcomp"):
            continue
        if not any(scene.parse.below(token, "nsubj", "nsubjpass")):
            yield token


def unopposed_of(scene: Scene) -> tuple[Claim[str], ...]:
    """ "took the airport without a fight"."""
    runs = scene.codebook.unopposed.within(scene.parse.lowers)
    if not runs:
        return ()
    start, end = runs[min(runs)]
    quote = quote_of(scene, list(scene.parse.tokens[start:end]))
    return (Claim(value="unopposed", quotes=(quote,), method="outcome.unopposed@1", confidence=0.85),)


def campaign_of(scene: Scene) -> Claim[str] | None:
    """The name of an operation: in quotation marks beside the word operation, offensive or campaign, or "Operation
    X".
    """
    if scene.parse.lemmas.isdisjoint(_OPERATIONS):
        return None
    sentence = scene.document.sentences[scene.parse.sentence].span
    text = scene.document.text[sentence.start : sentence.end]
    quoted = next((one for one in _QUOTED.finditer(text) if _is_of_operation(text, one)), None)
    if quoted is not None and quoted.group(1)[:1].isupper():
        start = sentence.start + quoted.start(1)
        tokens = [t for t in scene.parse if start <= t.span.start < sentence.start + quoted.end(1)]
        while tokens and tokens[-1].pos == "PUNCT":
            tokens.pop()
        return _campaign(scene, tokens) if tokens and not any(t.pos == "VERB" for t in tokens) else None
    for token in scene.parse:
        if token.text == "Operation":
            after = scene.parse.tokens[token.index + 1 :]
            size = next((n for n, t in enumerate(after) if not (t.text[:1].isupper() or t.text in "-’'")), len(after))
            if 0 < size <= 5:
                return _campaign(scene, [token, *after[:size]])
    return None


def _is_of_operation(text: str, quoted: re.Match[str]) -> bool:
    """Whether a word for an operation stands near the quoted name; not 'alias "The Mexican", … offensive actions'."""
    near = [*text[: quoted.start()].split()[-_NEAR:], *text[quoted.end() :].split()[:_NEAR]]
    return not _OPERATIONS.isdisjoint(word.strip(".,;:!?()'’").lower() for word in near)


def _campaign(scene: Scene, tokens: list[Token]) -> Claim[str]:
    quote = quote_of(scene, tokens)
    return Claim(value=str(quote.text), quotes=(quote,), method="campaign.name@1", confidence=0.85)


def ordinal_of(scene: Scene, hit: Hit) -> Claim[int] | None:
    """ "the eighth joint patrol": its number in the series."""
    for ordinal in scene.ordinals:
        if ordinal.noun == hit.token.index and ordinal.best is not None:
            words = list(scene.parse.tokens[ordinal.start : ordinal.end])
            return Claim(value=ordinal.best, quotes=(quote_of(scene, words),), method="ordinal.word@1", confidence=0.95)
    return None


def contexts_of(scene: Scene) -> tuple[Claim[str], ...]:
    """PLOVER's contexts whose words stand in the sentence."""
    found: dict[str, Claim[str]] = {}
    runs = scene.codebook.contexts.within(scene.parse.lowers)
    for start, end, run in sorted((*where, run) for run, where in runs.items()):
        quote = quote_of(scene, list(scene.parse.tokens[start:end]))
        for context in scene.codebook.contexts[run]:
            claim = Claim(value=context, quotes=(quote,), method="context.word@1", confidence=0.6)
            found.setdefault(context, claim)
    return tuple(found.values())
