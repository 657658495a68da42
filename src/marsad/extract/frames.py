"""One sentence → its frames: triggers with the roles, setting and details that the sentence gives them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from marsad.codebook import Trigger
from marsad.extract import details, gate, hollow
from marsad.extract.anaphora import is_other, points_back
from marsad.extract.attribution import attribution_of
from marsad.extract.blame import held_guilty, planters, standing
from marsad.extract.counts import counts_for, counts_of, is_evidence
from marsad.extract.joining import is_trailing, joined
from marsad.extract.modes import is_bombed_by_state, is_strike_by_state, mode_of_content, refused
from marsad.extract.overruled import own_acts
from marsad.extract.parse import Parse, Token
from marsad.extract.phrasing import phrase_of
from marsad.extract.roles import (
    LATE_SLOTS,
    coordinated,
    is_agent,
    is_passive,
    prepositional,
    set_beside,
    slot_tokens,
    surface_subjects,
)
from marsad.extract.setting import is_placed, places_of
from marsad.extract.signs import Evidence, Topic
from marsad.extract.spots import is_act_listed
from marsad.extract.status import is_nobody, quote_of, status_of
from marsad.extract.timing import times_of
from marsad.extract.triggers import Hit, Scene, find_hits
from marsad.types import Claim, Count, Frame, Phrase, Role

#: Kinds that need no actor where something was hit, somebody was hurt or a weapon went off.
_SELF_EVIDENT = ("ASSAULT",)
#: Kinds of acts that no thing is the target of: an institute that is visited.
_UNHURT = frozenset(("AID", "CONSULT", "AGREE", "SUPPORT"))
#: Kinds of acts that are an AGREE where they are only pledged.
_PROMISED = frozenset(("AID", "SUPPORT", "COOPERATE", "RETREAT"))
#: Nouns for those whom an act has hurt, who did none.
_HARMED = ("casualty", "victim", "fatality", "body", "corpse", "martyr")
#: Verbs of what begins by itself, and what agreements take or come into.
_BEGINNING, _EFFECT = frozenset(("begin", "start")), frozenset(("effect", "force"))
_PRONOUNS = frozenset(
    (
        "he",
        "she",
        "they",
        "it",
        "we",
        "i",
        "you",
        "them",
        "him",
        "her",
        "who",
        "which",
        "that",
        "this",
        "these",
        "those",
        "one",
        "us",
        "me",
        "nobody",
        "none",
    )
)


def frames_of(scene: Scene, about: tuple[Topic, Topic]) -> tuple[Frame, ...]:
    """All frames of a sentence, in text order; triggers that tell one event are one frame.

    ``about`` is what the sentence and its story speak of.
    """
    hits = find_hits(scene)
    if not hits:
        return ()
    found = _told(scene, hits, about)
    if not found:
        return ()
    escort, campaign, contexts = escort_of(scene), details.campaign_of(scene), details.contexts_of(scene)
    frames = joined(scene, own_acts(scene, found))
    if not (escort or campaign or contexts):
        return tuple(frames)
    return tuple(replace(frame, escort=escort, campaign=campaign, contexts=contexts) for frame in frames)


def _told(scene: Scene, hits: tuple[Hit, ...], about: tuple[Topic, Topic]) -> list[tuple[Hit, Frame]]:
    """The triggers that tell an event; a count nearest to one that tells nothing goes to the next."""
    counts = counts_of(scene)
    while True:
        frames = ((hit, _frame(scene, hit, counts_for(scene, hit, hits, counts), about)) for hit in hits)
        found = [(hit, frame) for hit, frame in frames if frame is not None]
        if not counts or len(found) in (0, len(hits)):
            return found
        hits = tuple(hit for hit, _ in found)


# --- one trigger -------------------------------------------------------------------------------


def _frame(scene: Scene, hit: Hit, counts: tuple[Claim[Count], ...], about: tuple[Topic, Topic]) -> Frame | None:
    trigger, parties, targets = max(
        (_filled(scene, hit, trigger) for trigger in hit.triggers), key=lambda filled: len(filled[1]) + len(filled[2])
    )
    means = tuple(details.means_of(scene, hit))
    if _is_done_by_nobody(scene, hit):
        return None
    if not _is_event(scene, hit, trigger, (parties, targets, counts, means), about):
        return None
    own = quote_of(scene, list(hit.words))
    refusal = refused(scene, hit, trigger)
    kind, mode = refusal.reading if refusal is not None else _kind(scene, hit, trigger, means)
    duration, when = times_of(scene, hit)
    if kind == "THREATEN" and not any(phrase.label == "recipient" for phrase in parties):
        parties = (*parties, *_threatened(scene, hit))
    if kind == "ASSAULT" and is_trailing(scene, hit.token):
        parties = tuple(phrase for phrase in parties if phrase.label != "initiator")
    if kind == "ASSAULT":
        parties = (*parties, *_aboard(scene, targets))
        parties = (*parties, *_counted(scene, counts, parties))
    if trigger.pattern.name == "deploying":  # "MONUSCO sent 60 peacekeepers": those sent do not send
        sent = {token.span for token in slot_tokens(scene, hit, "object")}
        parties = tuple(one for one in parties if one.head.span not in sent) or parties
    supported = (*parties, *_supporters(scene, hit, parties))
    return Frame(
        kind=Claim(value=kind, quotes=(own,), method=trigger.method, confidence=_confidence(hit, parties)),
        mode=mode,
        status=status_of(scene, hit) if refusal is None else refusal.status,
        attribution=attribution_of(scene, hit),
        parties=supported,
        places=places_of(scene, hit),
        times=when,
        duration=duration,
        counts=counts,
        means=tuple(claim for claim, _ in means),
        targets=targets,
        outcome=_outcomes(scene, hit, trigger),
        ordinal=details.ordinal_of(scene, hit),
        back=points_back(scene, hit),
        is_other=is_other(scene, hit),
        is_listed=is_act_listed(scene, hit.token),
    )


def _is_done_by_nobody(scene: Scene, hit: Hit) -> bool:
    """ "no one had shot it down" tells of nothing; "nobody was arrested" is a denial."""
    if hit.token.pos != "VERB" or is_passive(scene.parse, hit.token):
        return False
    return any(is_nobody(scene, subject) for subject in surface_subjects(scene.parse, hit.token))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fillers:
    """What has been found for one reading of a trigger: parties by token and role, targets by token."""

    parties: dict[tuple[int, str], Phrase] = field(default_factory=dict)
    targets: dict[int, Claim[str]] = field(default_factory=dict)
    taken: set[int] = field(default_factory=set)
    late: set[int] = field(default_factory=set)


def _filled(scene: Scene, hit: Hit, trigger: Trigger) -> tuple[Trigger, tuple[Phrase, ...], tuple[Claim[str], ...]]:
    """Parties and targets under one reading of the trigger."""
    only, found = hit.read_as(trigger), _Fillers()
    guilty = held_guilty(scene, hit.token) if trigger.kind == "ASSAULT" else ()
    captives = scene.codebook.words["captives"]
    found.taken.update(word.index for word in hit.words if word.lemma in captives)  # "taken hostage"
    found.taken.update(token.index for token in guilty)  # "blamed the attack on the rebels" is none on them
    for role, slots in _roles(scene, only, trigger):
        for slot, token in ((name, token) for name in slots for token in slot_tokens(scene, only, name)):
            _take(scene, trigger, found, (role, slot), token)
    for token in (token for slot in trigger.pattern.target for token in slot_tokens(scene, only, slot)):
        goods = details.goods_claim(scene, token) if trigger.takes == "goods" or trigger.mode == "seize" else None
        claim = goods or details.target_claim(scene, token)
        if claim is not None:
            found.targets[token.index] = claim
        elif is_agent(scene, token) and token.index not in found.taken and _is_somebody(scene, token):
            found.parties[token.index, "recipient"] = party_phrase(scene, "recipient", token)
            found.taken.add(token.index)
    spots: dict[int, Claim[str]] = {}
    if trigger.kind == "ASSAULT":
        found.targets.update((token.index, claim) for token, claim in details.downed(scene, only))
        spots = {token.index: claim for token, claim in _on_the_spot(scene, only)}
        for token in _told_beside(scene, only, found, guilty):
            found.parties[token.index, "initiator"] = party_phrase(scene, "initiator", token)
    return trigger, tuple(found.parties.values()), tuple({**spots, **found.targets}.values())


def _roles(scene: Scene, hit: Hit, trigger: Trigger) -> tuple[tuple[Role, tuple[str, ...]], ...]:
    """The slots in which each role is looked for, in the order in which they are filled."""
    pattern = trigger.pattern
    if _met_a_weapon(scene, hit):
        return (("recipient", pattern.initiator),)
    recipient = (*pattern.recipient, "targeting") if trigger.pos == "noun" else pattern.recipient
    return (
        ("mediator", pattern.mediator),
        ("initiator", pattern.initiator),
        ("victim", pattern.victim),
        ("recipient", recipient),
    )


def _take(scene: Scene, trigger: Trigger, found: _Fillers, place: tuple[Role, str], token: Token) -> None:
    """Put a filler of a slot where it belongs: a thing to the targets, somebody to the parties."""
    role, slot = place
    is_late = slot in LATE_SLOTS and any(held == role and at not in found.late for at, held in found.parties)
    if token.index in found.taken or is_late or (role == "initiator" and token.lemma in _HARMED):
        return
    if slot in LATE_SLOTS:
        found.late.add(token.index)
    claim = _thing(scene, token) if role != "initiator" and trigger.kind not in _UNHURT else None
    if claim is not None:
        found.targets[token.index] = claim
        found.taken.add(token.index)
        for owner in _held_by(scene, token) if trigger.kind == "ASSAULT" else ():
            found.parties.setdefault((owner.index, role), party_phrase(scene, role, owner))
    elif _is_party(scene, token) or _stands_for_somebody(scene, trigger, role, token):
        for one in (token, *_of_others(scene, token)):
            found.parties[one.index, role] = party_phrase(scene, role, one)
            found.taken.add(one.index)
    elif trigger.kind == "ASSAULT" and role != "initiator" and token.lemma in scene.codebook.words["gatherings"]:
        for member in (one for of in prepositional(scene.parse, [token], "of") for one in coordinated(scene, of)):
            if is_agent(scene, member):
                found.parties[member.index, role] = party_phrase(scene, role, member)


def _thing(scene: Scene, token: Token) -> Claim[str] | None:
    """The thing that is hit, by its own noun or by what it is so many of: "dozens of houses"."""
    counted = prepositional(scene.parse, [token], "of") if token.lemma in scene.codebook.words["members"] else []
    return details.target_claim(scene, counted[0] if counted else token)


def _of_others(scene: Scene, token: Token) -> tuple[Token, ...]:
    """The other nations of "the foreign ministers of Armenia and Azerbaijan"."""
    if token.tag != "NNS" or "political" not in scene.codebook.senses.get(token.lemma, ()):
        return ()
    nations = (one for of in prepositional(scene.parse, [token], "of") for one in scene.parse.below(of, "conj"))
    return tuple(one for one in nations if (name := scene.name_at(one)) is not None and name.sort == "nation")


def _told_beside(scene: Scene, hit: Hit, found: _Fillers, guilty: tuple[Token, ...]) -> Iterator[Token]:
    """Who set the weapon, or where no initiator stands, who is held guilty."""
    is_told = any(role == "initiator" for _, role in found.parties)
    planting = tuple(token for token in planters(scene, hit) if token.index not in found.taken)
    return (token for token in planting or (() if is_told else guilty) if _is_party(scene, token))


def _on_the_spot(scene: Scene, hit: Hit) -> Iterator[tuple[Token, Claim[str]]]:
    """Things where the act was or its weapon was set: "a bomb went off at a factory", "placed under a bus"."""
    lands, slots = scene.codebook.nouns["lands"], hit.triggers[0].pattern.spot
    tokens = [
        *(token for slot in slots for token in slot_tokens(scene, hit, slot)),
        *(token for verb in details.planted(scene, hit) for token in standing(scene, verb)),
    ]
    for token in tokens:
        claim = details.target_claim(scene, token) if token.lemma not in lands else None
        if claim is not None:
            yield token, claim


def _met_a_weapon(scene: Scene, hit: Hit) -> bool:
    """ "their convoy hit a landmine": who meets a weapon suffers the act."""
    if hit.token.pos != "VERB" or hit.token.lemma not in scene.codebook.words["meeting_weapons"]:
        return False
    return any(details.weapon_at(scene, token) is not None for token in scene.parse.below(hit.token, "dobj"))


def _is_party(scene: Scene, token: Token) -> bool:
    """People, names and pronouns; a weapon that nobody is named with ("a drone", "the tanks") is means, not party."""
    if token.lemma in _PRONOUNS:
        return True
    owners = tuple(scene.parse.below(token, "amod", "compound", "poss", "nmod"))
    bare = not any(_owns(scene, child) or child.pos == "PRON" for child in owners)  # "its jets" are somebody's
    is_thing = details.weapon_at(scene, token) is not None and bare and not _is_suicidal(scene, token)
    return is_agent(scene, token) and not (is_thing and scene.name_at(token) is None)


def _is_suicidal(scene: Scene, token: Token) -> bool:
    """A bomber who is no plane: "a suicide bomber", "foiled a suicide attack when they shot the bomber"."""
    return token.lemma == "bomber" and "suicide" in scene.parse.lemmas


def _stands_for_somebody(scene: Scene, trigger: Trigger, role: Role, token: Token) -> bool:
    """Weapons of somebody who acts by them, houses that are helped ("supplies to two hospitals"), and whoever is
    killed: "beheaded a vet".
    """
    if trigger.kind == "AID" and role == "recipient":
        return details.target_claim(scene, token) is not None
    if trigger.pattern.name == "killing" and role == "victim":
        return _is_anyone(scene, token)
    return (role == "initiator" or trigger.kind == "ACCUSE") and _is_manned(scene, token)


def _is_anyone(scene: Scene, token: Token) -> bool:
    """A noun that no list has for a thing, a beast or a thought."""
    if token.pos != "NOUN" or scene.name_at(token) is not None or details.weapon_at(scene, token) is not None:
        return False
    nouns = scene.codebook.nouns
    things = (scene.codebook.words["animals"], nouns["targets"], nouns["lands"])
    return not any(token.lemma in held for held in things) and not scene.codebook.senses.get(token.lemma)


def _is_manned(scene: Scene, token: Token) -> bool:
    """A weapon or vessel that somebody is named with, who acts by it: "a Russian missile", "boats of the Tigers"."""
    if details.weapon_at(scene, token) is None and token.lemma not in scene.codebook.words["vessels"]:
        return False
    beside = (*scene.parse.below(token, "amod", "compound", "poss", "nmod"), *prepositional(scene.parse, [token], "of"))
    return any(_owns(scene, one) or one.tag == "PRP$" for one in beside)


def _owns(scene: Scene, token: Token) -> bool:
    """Whether a weapon can be this word's: "Houthi drones", "Turkish jets", "the regime's helicopters"."""
    name = scene.name_at(token)
    if name is None:
        return token.lemma == "government" or token.lemma in scene.codebook.nouns["armed"]
    return name.sort in ("actor", "nation", "unknown")


def _held_by(scene: Scene, token: Token) -> Iterator[Token]:
    """Whose the thing is that is hit, where forces or a known actor hold it: "RSF positions", "a police jeep"; a patrol
    and a convoy are somebody themselves.
    """
    armed = scene.codebook.nouns["armed"]
    if token.lemma in armed and is_agent(scene, token) and details.weapon_at(scene, token) is None:
        yield token
        return
    beside = [
        *scene.parse.below(token, "compound", "poss", "amod", "nmod"),
        *prepositional(scene.parse, [token], "of"),
        *prepositional(scene.parse, [token], "for"),
    ]
    for one in beside:
        name = scene.name_at(one)
        is_force = one.lemma.lower() in armed and (is_agent(scene, one) or one.pos == "ADJ")  # "an Islamist base"
        if (name is not None and name.sort == "actor") or (is_force and (name is None or name.sort == "unknown")):
            yield one
            return


def _aboard(scene: Scene, targets: tuple[Claim[str], ...]) -> Iterator[Phrase]:
    """Who was in what was hit: "a bus carrying pilgrims"."""
    hit = {quote.span for claim in targets for quote in claim.quotes}
    for verb in scene.parse:
        if verb.dep != "acl" or verb.tag != "VBG" or verb.lemma not in scene.codebook.words["carrying"]:
            continue
        if quote_of(scene, phrase_of(scene, scene.parse.head(verb))).span in hit:
            heads = (head for thing in scene.parse.below(verb, "dobj") for head in coordinated(scene, thing))
            yield from (party_phrase(scene, "recipient", head) for head in heads if is_agent(scene, head))


def _counted(scene: Scene, counts: tuple[Claim[Count], ...], parties: tuple[Phrase, ...]) -> Iterator[Phrase]:
    """Who was killed or hurt, where only a count tells of them: "stormed the post, and seven soldiers died"."""
    if any(phrase.label == "victim" for phrase in parties):
        return
    hurt = {claim.quotes[0].span.start for claim in counts if claim.value.measure in ("killed", "injured")}
    known = {phrase.head.span for phrase in parties}
    for quantity in scene.quantities if hurt else ():
        noun = scene.parse.tokens[quantity.noun] if quantity.noun is not None else None
        is_hurt = noun is not None and scene.parse.tokens[quantity.start].span.start in hurt
        if noun is not None and is_hurt and (is_agent(scene, noun) or _is_anyone(scene, noun)):
            phrase = party_phrase(scene, "victim", noun)
            if phrase.head.span not in known:
                yield phrase


def _is_somebody(scene: Scene, token: Token) -> bool:
    name = scene.name_at(token)
    return name is None or name.sort in ("actor", "person", "unknown")


def party_phrase(scene: Scene, role: str, token: Token) -> Phrase:
    """Somebody in a role, with the name that stands beside the noun."""
    name = scene.name_at(token)
    head = list(scene.parse.tokens[name.start : name.end]) if name is not None else [token]
    also = tuple(quote_of(scene, phrase_of(scene, other)) for other in set_beside(scene, token))
    return Phrase(label=role, quote=quote_of(scene, phrase_of(scene, token)), head=quote_of(scene, head), also=also)


_Evidence = tuple[
    tuple[Phrase, ...], tuple[Claim[str], ...], tuple[Claim[Count], ...], tuple[tuple[Claim[str], str | None], ...]
]


def _is_event(scene: Scene, hit: Hit, trigger: Trigger, evidence: _Evidence, about: tuple[Topic, Topic]) -> bool:
    parties, targets, counts, means = evidence
    counts = tuple(claim for claim in counts if claim.value.high != 0)
    outside = [claim for claim, _ in means if claim.quotes[0].span.start not in {word.span.start for word in hit.words}]
    if not (parties or targets or counts or outside):
        told = len(means) > len(outside) or _is_said_by_noun(scene, hit)
        is_evident = trigger.kind in _SELF_EVIDENT and told and is_placed(scene, hit)
        if not (is_evident or _needs_nobody(scene, hit, trigger)):
            return False
    needs_actor = trigger.kind in scene.codebook.gate["needs_actor"] and not parties
    if needs_actor and not _needs_nobody(scene, hit, trigger):
        return False
    if trigger.pattern.name == "losing" and not parties and not _is_told_for_itself(hit.token):
        return False
    if trigger.kind in scene.codebook.gate["needs_recipient"] and not _is_done_to_somebody(scene, hit, parties):
        return False
    if not gate.is_armed_enough(scene, trigger.kind, trigger.mode, parties):
        return False
    if hollow.tells_nothing(hollow.Reading(scene=scene, hit=hit, trigger=trigger, parties=parties)):
        return False
    told_of = tuple(claim for claim in counts if is_evidence(claim))
    known = Evidence(parties=parties, counts=told_of, is_armed=bool(outside))
    return gate.tells_event(scene, hit, trigger, known, about)


def _is_told_for_itself(loss: Token) -> bool:
    """ "Casualties in the shelling", "Nine dead in a blast"; not "one casualty, his wrist", "feared dead"."""
    return loss.dep == "ROOT" or loss.text.lower() != loss.lemma


def _bound_for(scene: Scene, hit: Hit) -> tuple[Token, ...]:
    """Where help goes: "delivered food to Gaza"."""
    acts = [hit.act, hit.token]
    return (*prepositional(scene.parse, acts, "to"), *prepositional(scene.parse, acts, "into"))


def _is_done_to_somebody(scene: Scene, hit: Hit, parties: tuple[Phrase, ...]) -> bool:
    """A recipient, or two who do it to one another ("Prague and Tirana restored their ties"); a phrase of several words
    says enough with whoever does it, and so does a place that help goes to.
    """
    if hit.triggers[0].kind == "AID" and any(scene.is_land(token) for token in _bound_for(scene, hit)):
        return True
    labels = [phrase.label for phrase in parties]
    return "recipient" in labels or labels.count("initiator") > (0 if len(hit.words) > 1 else 1)


def _is_said_by_noun(scene: Scene, hit: Hit) -> bool:
    """ "Clashes near Homs", "bombardment targets Homs": the act is a noun, which needs nobody named."""
    if hit.token.pos != "VERB" or _is_bare_gerund(scene.parse, hit.token):
        return True
    by_head = scene.codebook.by_head
    nouns = (by_head.get(("noun", subject.lemma), ()) for subject in surface_subjects(scene.parse, hit.token))
    return any(trigger.kind in _SELF_EVIDENT for triggers in nouns for trigger in triggers)


def _needs_nobody(scene: Scene, hit: Hit, trigger: Trigger) -> bool:
    """Whether it tells an act by itself, though nobody is named: a protest in its place, a truce that begins."""
    return _is_told_protest(scene, hit, trigger) or _takes_effect(scene, hit, trigger)


def _is_told_protest(scene: Scene, hit: Hit, trigger: Trigger) -> bool:
    """ "Protests in Dakar turned violent", "Riots broke out in Maputo": what the sentence is about, with its place,
    though nobody is named; not "at a roadblock", "a demonstration of the tractor".
    """
    noun = hit.token
    if trigger.kind != "PROTEST" or noun.pos != "NOUN" or noun.dep not in ("nsubj", "nsubjpass", "ROOT"):
        return False
    return not any(prepositional(scene.parse, [noun], "of")) and is_placed(scene, hit)


def _takes_effect(scene: Scene, hit: Hit, trigger: Trigger) -> bool:
    """ "A local truce took effect at dawn", "the ceasefire came into force": it begins, whoever made it."""
    if trigger.mode != "ceasefire" or hit.token.dep != "nsubj":
        return False
    verb = scene.parse.head(hit.token)
    what = (*scene.parse.below(verb, "dobj"), *prepositional(scene.parse, [verb], "into"))
    return verb.lemma in _BEGINNING or any(word.lemma in _EFFECT for word in what)


def _is_bare_gerund(parse: Parse, verb: Token) -> bool:
    """ "Fled fighting in Sake": a verb that names an act and says neither whose nor on whom."""
    return verb.tag == "VBG" and not any(parse.below(verb, "dobj", "aux")) and not surface_subjects(parse, verb)


def _confidence(hit: Hit, parties: tuple[Phrase, ...]) -> float:
    """Longer triggers and filled roles make a reading surer; the numbers order, they are not calibrated."""
    return round(min(0.95, 0.6 + 0.1 * len(hit.words) + 0.1 * min(2, len(parties))), 2)


def _kind(
    scene: Scene, hit: Hit, trigger: Trigger, means: tuple[tuple[Claim[str], str | None], ...]
) -> tuple[str, Claim[str] | None]:
    """Kind and mode; an announced attack is a threat, help that is pledged a promise, and a weapon gives a plain attack
    its mode.
    """
    own = quote_of(scene, list(hit.words))
    if trigger.words == ("bomb",) and is_bombed_by_state(scene, hit):
        return trigger.kind, Claim(value="aerial", quotes=(own,), method="mode.bomber@1", confidence=0.7)
    is_announced = hit.light is not None and hit.light.role == "announced"
    if is_announced and trigger.kind in _PROMISED and hit.act.lemma not in scene.codebook.sayings["asserts"]:
        return "AGREE", None
    if is_announced and trigger.kind == "ASSAULT":
        quotes = (quote_of(scene, [hit.act]), own)
        return "THREATEN", Claim(value="violence", quotes=quotes, method="mode.announced@1", confidence=0.7)
    ranks = {mode: rank for rank, mode in enumerate(scene.codebook.weapon_modes)}
    armed = [(ranks[mode], claim) for claim, mode in means if mode is not None and trigger.kind == "ASSAULT"]
    best = min(armed, key=lambda one: one[0], default=None)
    is_plain = trigger.mode is None or (trigger.mode == "destroy" and _is_by_weapon(scene, hit))
    if best is not None and (is_plain or best[0] < ranks.get(trigger.mode or "", -1)):
        mode = scene.codebook.weapon_modes[best[0]]
        return trigger.kind, Claim(value=mode, quotes=best[1].quotes, method="mode.means@1", confidence=0.75)
    if trigger.words == ("strike",) and trigger.mode is None and is_strike_by_state(scene, hit):
        return trigger.kind, Claim(value="aerial", quotes=(own,), method="mode.bomber@1", confidence=0.6)
    if trigger.mode is None:
        return trigger.kind, mode_of_content(scene, hit, trigger.kind)
    return trigger.kind, Claim(value=trigger.mode, quotes=(own,), method=trigger.method, confidence=0.85)


def _is_by_weapon(scene: Scene, hit: Hit) -> bool:
    """ "A bomb destroyed the shop", "the house was destroyed by shells"."""
    doers = slot_tokens(scene, hit, "subject") if hit.token.pos == "VERB" else ()
    return any(details.weapon_at(scene, doer) is not None for doer in doers)


def _outcomes(scene: Scene, hit: Hit, trigger: Trigger) -> tuple[Claim[str], ...]:
    if trigger.outcome is not None:
        quote = quote_of(scene, list(hit.words))
        return (Claim(value=trigger.outcome, quotes=(quote,), method=trigger.method, confidence=0.8),)
    taken = details.unopposed_of(scene) if trigger.pattern.name == "seizing" else ()
    return (*details.outcome_of(scene, hit), *taken)


# --- parties beside the act --------------------------------------------------------------------


def _supporters(scene: Scene, hit: Hit, parties: tuple[Phrase, ...]) -> Iterator[Phrase]:
    """Who helps either side: of the one who acts, unless the help made the act fail."""
    if scene.parse.lemmas.isdisjoint(scene.codebook.words["help"] | scene.codebook.words["helped"]):
        return
    parse = scene.parse
    failed = (
        any(claim.value == "repelled" for claim in details.outcome_of(scene, hit))
        or hit.triggers[0].outcome == "repelled"
    )
    role: Role = "recipient_supporter" if failed else "initiator_supporter"
    known = {phrase.head.span for phrase in parties}
    for token in parse:
        helpers: list[Token] = []
        if (
            token.pos == "NOUN"
            and token.lemma in scene.codebook.words["help"]
            and parse.head(token).dep in ("prep", "pcomp")
        ):
            helpers = [
                *prepositional(parse, [token], "of"),
                *prepositional(parse, [token], "from"),
                *parse.below(token, "poss"),
            ]
        if (
            token.lemma in scene.codebook.words["helped"]
            and token.tag == "VBN"
            and token.dep in ("acl", "advcl", "conj")
        ):
            helpers = [pobj for agent in parse.below(token, "agent") for pobj in parse.below(agent, "pobj")]
        for helper in helpers:
            phrase = party_phrase(scene, role, helper)
            if _is_party(scene, helper) and phrase.head.span not in known:
                yield phrase


def _threatened(scene: Scene, hit: Hit) -> Iterator[Phrase]:
    """Whom a threat means: the object of what is threatened ("threatened to attack the port", "aims to punish the
    troops").
    """
    parse, aiming = scene.parse, scene.codebook.words["aiming"]
    aims = (
        token
        for token in parse
        if token.dep in ("xcomp", "ccomp")
        and parse.head(token).lemma in aiming
        and parse.head(token).index >= hit.words[0].index
    )
    fillers = (filler for aim in aims for filler in parse.below(aim, "dobj"))
    return (
        party_phrase(scene, "recipient", filler)
        for filler in fillers
        if is_agent(scene, filler) and filler.lemma not in ("force", "power")  # "threatened to use force"
    )


def escort_of(scene: Scene) -> tuple[Claim[str], ...]:
    """ "escorted by drones and fighters", said of the one who acts or of the act."""
    parse, escorting = scene.parse, scene.codebook.words["escorting"]
    if parse.lemmas.isdisjoint(escorting):
        return ()
    escorts = (
        escort
        for token in parse
        if token.lemma in escorting and token.tag == "VBN"
        for agent in parse.below(token, "agent")
        for first in parse.below(agent, "pobj")
        for escort in (first, *parse.below(first, "conj"))
    )
    phrases = [phrase_of(scene, escort) for escort in escorts]
    return tuple(
        Claim(value=value, quotes=(quote_of(scene, words),), method="escort.by@1", confidence=0.8)
        for words in phrases
        if (value := details.plain_words(scene, words))
    )
