"""A view on mentions: which of them the keys of MUC-4 would call incidents, and what goes into their slots.

What is coded stays coded; this only reads it the way the task was set. The rules, by the names of the functions below:

:func:`is_incident`: violence, or the threat of it, that took place, was tried, threatened or contested: ASSAULT, and
THREATEN with violence. Not what the text itself has as history or supposes, nor what ended more than two months before.

:func:`is_plain_combat`: fighting among soldiers and guerrillas is none, unless civilians, officials, or public or
economic things are hit.

:func:`hits_nobody`: an act of state forces, or one told by a vague word ("actions", "the offensive"), is none unless
somebody or something is hit.

:func:`is_summary`: "200 attacks this year": several acts told as one number over more than a week are none.

:func:`type_of`: by mode and the mention's own words: kidnapping, arson, robbery, bombing, else attack.

:func:`is_one_incident`: mentions of one type whose days and places do not contradict each other are one template.

:func:`perpetrators`: initiators. A registered group, or one whose noun names an organisation, is PerpOrg; people are
PerpInd; people called by their organisation ("guerrillas of the front") give both, and so do rebels without a name in
a document that names one armed group.

:func:`victims`: only persons called by name, and the name without titles: the key's victims are names.

:func:`targets`: things: what ``targets`` was coded from, and recipients or victims that are things.

:func:`weapons`: what ``means`` was coded from, where that is a thing.

:func:`stage` and :func:`confidence`: from status and attribution.

How words become fillers is said in :mod:`benchmarks.muc4.fillers`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import timedelta

from benchmarks.muc4.fillers import (
    Names,
    base_phrase,
    called,
    is_nation,
    is_registered,
    is_thing,
    names_of,
    once,
    person_name,
    words,
)
from benchmarks.muc4.keys import ROLES, Days, normalised
from benchmarks.muc4.score import Template
from marsad.evaluate.compare import distance_km, folded
from marsad.resolve import FROM_STORY
from marsad.types import Actor, Attribution, Mention, Stance

TWO_MONTHS = timedelta(days=62)
#: Two points this far apart are two places; within it a town and its suburb, or two gazetteers' points for one.
APART_KM = 30.0
_FIGHTERS = frozenset(("MIL", "REB", "UAF", "PRM"))
_STATE = frozenset(("MIL", "COP", "GOV"))
HARMED = ("recipient", "victim")
#: Beginnings of the ids of a state's own.
_OF_STATE = ("gov-", "mil-", "pol-")
_INCIDENTS = frozenset(("happened", "ongoing", "attempted", "planned"))


# --- which mentions ----------------------------------------------------------------------------


def is_of_violence(mention: Mention) -> bool:
    mode = mention.mode and mention.mode.value
    return mention.kind.value == "ASSAULT" or (mention.kind.value == "THREATEN" and mode in (None, "violence"))


def is_incident(mention: Mention) -> bool:
    if not is_of_violence(mention):
        return False
    contested = mention.status.value == "denied" and any(c.value.stance == "denies" for c in mention.attribution)
    if mention.status.value not in _INCIDENTS and not contested:
        return False
    ended = mention.when.value.last if mention.when else None
    return ended is None or mention.published is None or mention.published - ended <= TWO_MONTHS


def is_plain_combat(mention: Mention) -> bool:
    harmed = [claim.value for claim in mention.parties if claim.value.role in HARMED]
    if not harmed or mention.targets or any(is_thing(base_phrase(party.text or "")) for party in harmed):
        return False
    civilians = mention.count("killed") or mention.count("injured")
    if civilians is not None and any(name not in ("initiator", "recipient") for name, _ in civilians.by_party):
        return False
    return all(party.actor.sector in _FIGHTERS for party in harmed)


def is_summary(mention: Mention) -> bool:
    if mention.when is None:
        return False
    span, trigger = mention.when.value, (mention.kind.quotes[0].text or "").lower()
    return span.last - span.first > timedelta(days=7) and trigger.endswith("s")


def hits_nobody(mention: Mention) -> bool:
    if mention.targets or any(claim.value.role in HARMED for claim in mention.parties):
        return False
    is_vague = folded(mention.kind.quotes[0].text or "") in words().vague
    return is_vague or any(actor.sector in _STATE for actor in mention.actors("initiator"))


def type_of(mention: Mention) -> str:
    mode = mention.mode.value if mention.mode else None
    told = [quote.text or "" for claim in (mention.kind, *mention.means) for quote in claim.quotes]
    text = f" {' '.join(map(folded, told))}"
    for name, modes, beginnings in words().types:
        if mode in modes or any(f" {word}" in text for word in beginnings):
            return name
    return "attack"


def is_one_incident(one: Mention, other: Mention) -> bool:
    if one.when and other.when:
        left, right = one.when.value, other.when.value
        if left.last < right.first or right.last < left.first:
            return False
    if one.where and other.where and FROM_STORY.isdisjoint((one.where.method, other.where.method)):
        here, there = one.where.value, other.where.value
        if here.country and there.country and here.country != there.country:
            return False
        points = (here.lat, here.lon, there.lat, there.lon)
        if here.shape == there.shape == "point" and None not in points:
            return distance_km(*(point or 0.0 for point in points)) <= APART_KM
    return True


# --- what goes into the slots ------------------------------------------------------------------


def perpetrators(mention: Mention, names: Names) -> tuple[list[str], list[str]]:
    """(people, organisations)"""
    people: list[str] = []
    organisations: list[str] = []
    for claim in mention.parties:
        told = next((told for told in called(claim) if base_phrase(told)), None)
        if claim.value.role != "initiator" or told is None:
            continue
        phrase = base_phrase(told)
        within = _organisation_in(told, claim.value.actor, names)
        if within is not None:
            organisations.append(within)
        names_nobody = phrase in words().modifiers or is_nation(phrase)
        if within != phrase and not names_nobody and not _is_organisation(phrase):
            bare = phrase.removeprefix(f"{within} ") if within is not None else phrase
            people.append(names.person(person_name(phrase) or bare))
    return once(people), once(organisations)


def _is_organisation(phrase: str) -> bool:
    """By its last noun, unless its first says that members are meant."""
    told = phrase.split()
    return told[-1] in words().organisations and told[0] not in words().members


def _organisation_in(told: str, actor: Actor, names: Names) -> str | None:
    """What the keys would write for the organisation behind "eln guerrillas" or "members of the front"."""
    phrase = normalised(told)
    if is_registered(actor) and names.groups.get(actor.id or ""):
        own = names.groups[actor.id or ""]
        return next((name for name in own if f" {name} " in f" {phrase} "), own[0])
    if actor.sector == "REB" and names.only_rebels() is not None:
        return names.only_rebels()
    before, _, after = phrase.partition(" of ")
    if after and before.split()[-1:] and before.rsplit(maxsplit=1)[-1] in words().members:
        kept = base_phrase(after)
    else:
        kept = " ".join(word for word in base_phrase(told).split() if word not in words().members)
    return kept if any(word in words().organisations for word in kept.split()) else None


def victims(mention: Mention, names: Names) -> list[str]:
    found: list[str] = []
    for claim in mention.parties:
        if claim.value.role in HARMED and not is_registered(claim.value.actor):
            own = [name for told in called(claim) if (name := person_name(told))]
            found.extend(names.person(name) for name in own[:1])
    return once(found)


def targets(mention: Mention) -> list[str]:
    things = [base_phrase(quote.text or "") for claim in mention.targets for quote in claim.quotes[:1]]
    for claim in mention.parties:
        if claim.value.role in HARMED:
            things.extend([phrase for told in called(claim) if is_thing(phrase := base_phrase(told))][:1])
    return once(things)


def weapons(mention: Mention) -> list[str]:
    quotes = [claim.quotes[0] for claim in mention.means]
    things = [quote for quote in quotes if folded(quote.text or "") not in words().general_weapons]
    return once(base_phrase(quote.text or "") for quote in things)


def stage(mentions: Sequence[Mention]) -> str:
    """As far as any of the mentions says that it got."""
    acts = [mention.status.value for mention in mentions if mention.kind.value != "THREATEN"]
    if all(status == "planned" for status in acts):
        return "THREATENED"
    return "ATTEMPTED" if all(status in ("planned", "attempted") for status in acts) else "ACCOMPLISHED"


def confidence(mentions: Sequence[Mention], perpetrators: Collection[str]) -> str:
    """Who holds the perpetrators for it: they themselves, authorities, others, or the outlet as a fact.

    ``perpetrators`` are their names as filled in. Who merely reports accuses nobody; who reports an act of its own
    claims it.
    """
    done = [mention for mention in mentions if mention.status.value != "planned" and mention.kind.value != "THREATEN"]
    if any(_is_own(mention, one, perpetrators, "claims") for mention in done for one in _sayers(mention)):
        return "CLAIMED OR ADMITTED"
    accusing = [one for mention in mentions for one in _sayers(mention) if one.stance == "claims"]
    if accusing:
        by_authorities = any(_is_authority(one) for one in accusing)
        return "SUSPECTED OR ACCUSED BY AUTHORITIES" if by_authorities else "SUSPECTED OR ACCUSED"
    is_told = any(_is_own(mention, one, perpetrators, "asserts") for mention in done for one in _sayers(mention))
    return "CLAIMED OR ADMITTED" if is_told else "REPORTED AS FACT"


def _sayers(mention: Mention) -> list[Attribution]:
    return [claim.value for claim in mention.attribution if claim.value.stance != "denies"]


def _is_own(mention: Mention, speaker: Attribution, perpetrators: Collection[str], stance: Stance) -> bool:
    """Whether the speaker, one of the perpetrators, says with this stance that it did what the mention tells."""
    own, name = {actor.id for actor in mention.actors("initiator") if actor.id}, speaker.name or ""
    is_filled_in = bool({normalised(name), normalised(name.replace("-", " "))} & set(perpetrators))
    if speaker.stance != stance or not name:
        return False
    return is_filled_in or (name in own and not name.startswith(_OF_STATE))


def _is_authority(speaker: Attribution) -> bool:
    name = speaker.name or ""
    is_state = speaker.by == "party" and name.startswith(_OF_STATE)
    return is_state or any(f" {word}" in f" {folded(name)}" for word in words().authorities)


def _when(mention: Mention) -> Days | None:
    """Without a word of time the incident was on or before the day of the report, as the keys have it."""
    if mention.when is not None:
        return Days(first=mention.when.value.first, last=mention.when.value.last)
    return Days(first=None, last=mention.published) if mention.published else None


def _where(mention: Mention) -> tuple[str, ...]:
    if mention.where is None:
        return ()
    place = mention.where.value
    return tuple(folded(name) for name in (place.admin1, place.admin2, place.name) if name)


# --- templates ---------------------------------------------------------------------------------


def fillers_of(mention: Mention, names: Names) -> dict[str, list[str]]:
    people, organisations = perpetrators(mention, names)
    return {
        "PerpInd": people,
        "PerpOrg": organisations,
        "Target": targets(mention),
        "Victim": victims(mention, names),
        "Weapon": weapons(mention),
    }


def united(group: Sequence[Mention], names: Names) -> dict[str, tuple[str, ...]]:
    """All fillers of several mentions."""
    held = [fillers_of(mention, names) for mention in group]
    return {role: tuple(once(filler for one in held for filler in one[role])) for role in ROLES}


def template_of(group: Sequence[Mention], fillers: Mapping[str, tuple[str, ...]]) -> Template:
    """One template of several mentions: these fillers, and of the rest what the first that says it says."""
    dated = next((mention for mention in group if mention.when is not None), group[0])
    return Template(
        type=type_of(group[0]),
        fillers=fillers,
        stage=stage(group),
        confidence=confidence(group, {*fillers["PerpOrg"], *fillers["PerpInd"]}) if fillers["PerpOrg"] else None,
        when=_when(dated),
        where=next((where for mention in group if (where := _where(mention))), ()),
    )


def grouped(mentions: Iterable[Mention]) -> list[list[Mention]]:
    """Mentions of one type that do not contradict each other together, in the order in which they are given."""
    groups: list[list[Mention]] = []
    for mention in mentions:
        same = (g for g in groups if type_of(g[0]) == type_of(mention) and all(is_one_incident(mention, m) for m in g))
        group = next(same, None)
        if group is None:
            groups.append([mention])
        else:
            group.append(mention)
    return groups


def templates(mentions: Sequence[Mention], text: str) -> list[Template]:
    """The incidents of a document with this text, as the keys would have them."""
    names = names_of(text, mentions)
    told = [
        mention
        for mention in mentions
        if is_incident(mention) and not (is_plain_combat(mention) or hits_nobody(mention) or is_summary(mention))
    ]
    return [template_of(group, united(group, names)) for group in grouped(told)]
