"""ACLED type, UCDP type of violence, CAMEO code, intensity and tags, derived from a coded account by rules with names.

Source: ACLED codebook (event hierarchy and deciding rules), UCDP GED codebook, PLOVER manual of 2024. The ACLED type is
a function of mode, actor kinds, territory, mutual fire and demonstration, not a look-up of the kind: :data:`_RULES` are
tried in order and the first that says something decides.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from marsad.codebook import Codebook
from marsad.types import CODED_FIELDS, AcledType, Actor, Claim, Event, Mention, Quote

#: ACLED inter codes: organised armed actors, states among them, rioters, protesters, those who are unarmed.
_ARMED = frozenset((1, 2, 3, 4, 8))
_STATE = frozenset((1, 8))
_NON_STATE = frozenset((2, 3, 4))
_RIOTERS, _PROTESTERS = 5, 6
_UNARMED = frozenset((6, 7))
_REMOTE = {
    "aerial": "Air/drone strike",
    "drone": "Air/drone strike",
    "heavy-weapons": "Shelling/artillery/missile attack",
    "suicide-attack": "Suicide bomb",
    "unconventional": "Chemical weapon",
    "explosives": "Remote explosive/landmine/IED",
}
_AGAINST_PEOPLE = {"sexual": "Sexual violence", "abduct": "Abduction/forced disappearance"}
_RETREATS = {
    "ceasefire": "Agreement",
    "release": "Agreement",
    "disarm": "Agreement",
    "withdraw": "Change to group/activity",
}
_DONE = ("happened", "ongoing")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Facts:
    """What the rules look at. ``words`` are those of the triggers; ``met``: force was used on the same protest."""

    mention: Mention
    words: frozenset[str]
    done_to_words: frozenset[str]
    table: dict[str, frozenset[str]]
    met: str | None

    @property
    def kind(self) -> str:
        return self.mention.kind.value

    @property
    def mode(self) -> str | None:
        return self.mention.mode.value if self.mention.mode else None

    def inters(self, *roles: str) -> frozenset[int | None]:
        return frozenset(claim.value.actor.inter for claim in self.mention.parties if claim.value.role in roles)

    @property
    def doers(self) -> frozenset[int | None]:
        return self.inters("initiator")

    @property
    def done_to(self) -> frozenset[int | None]:
        return self.inters("recipient", "victim")

    def said(self, field: str) -> frozenset[str]:
        """The words of the values of a list field."""
        return frozenset(word for claim in getattr(self.mention, field) for word in _words(claim.value))

    def hurt(self) -> bool:
        """Whether anybody is said to be dead or hurt."""
        counts = (self.mention.count("killed"), self.mention.count("injured"))
        return any(count is not None and count.high != 0 for count in counts)


def derive(mention: Mention, codebook: Codebook, beside: Sequence[Mention] = ()) -> dict[str, object]:
    """The derived fields of a mention: acled, ged, cameo, goldstein, tags; those that do not apply are left out.

    ``beside``: the other mentions of the document, which tell whether force met a demonstration.
    """
    facts = _facts(mention, codebook, beside)
    kind, mode = facts.kind, facts.mode
    quotes = (*mention.kind.quotes, *(mention.mode.quotes if mention.mode else ()))
    code, rule = _cameo(facts, codebook)
    derived: dict[str, object] = {
        "cameo": Claim(value=code, quotes=quotes, method=f"cameo.{rule}@2"),
        "goldstein": Claim(value=codebook.scores[kind, mode], quotes=quotes, method="plover.score@1"),
        "tags": (*mention.tags, *_tags(facts)),
    }
    if mention.status.value not in (*_DONE, "attempted"):
        return derived
    found = _acled(facts)
    if found is not None and (mention.status.value in _DONE or found[0] == "Disrupted weapons use"):
        sub, rule = found
        value = AcledType(event_type=codebook.acled[sub], sub_event_type=sub)
        derived["acled"] = Claim(value=value, quotes=_with_parties(mention, quotes), method=f"acled.{rule}@2")
    violence = _ged_type(facts) if mention.status.value in _DONE else None
    if violence is not None:
        kills = next(claim for claim in mention.counts if claim.value.measure == "killed")
        derived["ged"] = Claim(value=violence[0], quotes=(*quotes, *kills.quotes), method=f"ged.{violence[1]}@2")
    return derived


def rederived(event: Event, codebook: Codebook) -> Event:
    """The event with acled, ged, cameo and goldstein derived anew from what it says now; the tags stay.

    A mode that the kind does not have derives nothing.
    """
    account = {field: getattr(event, field) for field in CODED_FIELDS}
    if event.mode and (event.kind.value, event.mode.value) not in codebook.scores:
        account["mode"] = None
    mention = Mention(
        id=event.id,
        document=event.documents[0],
        source=None,
        published=event.published,
        published_from=None,
        coder=event.coder,
        **account,
    )
    fields = dict.fromkeys(("acled", "ged", "cameo", "goldstein"))
    found: dict[str, Any] = {field: claim for field, claim in derive(mention, codebook).items() if field in fields}
    return replace(event, **{**fields, **found})


def _with_parties(mention: Mention, quotes: Sequence[Quote]) -> tuple[Quote, ...]:
    return (*quotes, *(quote for claim in mention.parties[:2] for quote in claim.quotes[:1]))


def _words(text: str) -> list[str]:
    return re.findall(r"[\w']+", text.lower())


def _facts(mention: Mention, codebook: Codebook, beside: Sequence[Mention]) -> _Facts:
    trigger = mention.kind.method.removeprefix("trigger.").rpartition("@")[0]
    said = (word for quote in mention.kind.quotes for word in _words(str(quote.text or "")))
    parties = (claim.value for claim in mention.parties if claim.value.role in ("recipient", "victim"))
    return _Facts(
        mention=mention,
        words=frozenset((*trigger.split("-"), *said)),
        done_to_words=frozenset(word for party in parties for word in _words(party.text or "")),
        table=dict(codebook.deriving),
        met=_met(mention, beside),
    )


# --- ACLED -------------------------------------------------------------------------------------


def _met(mention: Mention, beside: Sequence[Mention]) -> str | None:
    """How a demonstration was met, told by another mention of the same sentence or place."""
    if mention.kind.value != "PROTEST":
        return None
    found: set[str] = set()
    for other in beside:
        if other is mention or other.status.value not in _DONE or not _is_there(mention, other):
            continue
        done_to = {actor.inter for actor in other.actors("recipient", "victim")}
        by_state = any(actor.inter in _STATE for actor in other.actors("initiator"))
        if other.kind.value == "ASSAULT" and by_state and (done_to & {_PROTESTERS, _RIOTERS} or not done_to):
            is_mild = other.mode is not None and other.mode.value == "crowd-control"
            found.add("intervention" if is_mild and not _kills(other) else "force")
        elif other.kind.value == "COERCE" and by_state and _PROTESTERS in done_to:
            found.add("intervention")
        elif other.kind.value in ("ASSAULT", "PROTEST") and _is_destruction(other):
            found.add("violence")
    return next((how for how in ("force", "violence", "intervention") if how in found), None)


def _is_there(mention: Mention, other: Mention) -> bool:
    """In one sentence or at one place."""
    sentences = {quote.sentence for quote in mention.kind.quotes}
    if sentences & {quote.sentence for quote in other.kind.quotes}:
        return True
    return mention.where is not None and other.where is not None and mention.where.value.id == other.where.value.id


def _is_destruction(mention: Mention) -> bool:
    by_crowd = any(actor.inter in (_RIOTERS, _PROTESTERS) for actor in mention.actors("initiator"))
    return by_crowd and mention.mode is not None and mention.mode.value in ("destroy", "riot", "vandalize", "primitive")


def _kills(mention: Mention) -> bool:
    killed = mention.count("killed")
    return killed is not None and killed.high != 0


def _acled(facts: _Facts) -> tuple[str, str] | None:
    """(sub-event type, name of the rule), None where ACLED would not code the event."""
    return next(((sub, rule.__name__.strip("_").replace("_", "-")) for rule in _RULES if (sub := rule(facts))), None)


def _weapon_disrupted(facts: _Facts) -> str | None:
    """A drone or missile shot down, a bomb defused, arms seized."""
    things = facts.said("targets") | facts.said("means") | facts.done_to_words
    is_met = bool(facts.words & facts.table["intercepting"]) or "intercepted" in facts.said("outcome")
    if facts.kind == "ASSAULT" and is_met and things & facts.table["crewless"] and not facts.hurt():
        return "Disrupted weapons use"
    if _is_smuggling(facts):
        return None
    is_found = facts.kind in ("COERCE", "ASSAULT") and facts.words & facts.table["disrupting"] and not facts.hurt()
    return "Disrupted weapons use" if is_found and (things | facts.words) & facts.table["arms"] else None


def _aircraft_shot_down(facts: _Facts) -> str | None:
    """Crewed aircraft brought down from the ground."""
    things = facts.said("targets") | facts.said("means") | facts.done_to_words
    is_met = facts.kind == "ASSAULT" and facts.words & facts.table["intercepting"] and things & facts.table["crewed"]
    return "Shelling/artillery/missile attack" if is_met and "down" in " ".join(facts.words) else None


def _protest_met_by_force(facts: _Facts) -> str | None:
    met = {
        "force": "Excessive force against protesters",
        "violence": "Violent demonstration",
        "intervention": "Protest with intervention",
    }
    return met[facts.met] if facts.kind == "PROTEST" and facts.met is not None else None


def _protest(facts: _Facts) -> str | None:
    """Riots where things are broken; strikes and boycotts are no demonstrations."""
    if facts.kind != "PROTEST" or facts.mode in ("strike", "hunger", "boycott"):
        return None
    if facts.mode in ("riot", "vandalize"):
        if facts.doers & _ARMED and facts.mention.targets:
            return "Looting/property destruction"
        is_crowd = _PROTESTERS in facts.doers or not facts.done_to - {None}
        return "Violent demonstration" if is_crowd else "Mob violence"
    if facts.mode == "obstruct" and facts.doers and facts.doers <= _ARMED:
        return "Other"  # fighters who close a road demonstrate nothing
    if facts.mode == "obstruct" and (facts.words | facts.said("means")) & facts.table["barricading"]:
        return "Violent demonstration"
    return "Peaceful protest"


def _force_on_protesters(facts: _Facts) -> str | None:
    if facts.kind != "ASSAULT" or facts.doers & {_RIOTERS, _PROTESTERS}:
        return None
    if facts.mode == "crowd-control":
        return "Excessive force against protesters" if _kills(facts.mention) else "Protest with intervention"
    return "Excessive force against protesters" if _PROTESTERS in facts.done_to else None


def _sexual_or_abduction(facts: _Facts) -> str | None:
    if facts.kind == "ASSAULT" and facts.mode == "abduct" and _kills(facts.mention):
        return "Attack"
    return _AGAINST_PEOPLE.get(facts.mode or "") if facts.kind == "ASSAULT" else None


def _crowd_breaks(facts: _Facts) -> str | None:
    """Rioters, and protesters who burn or beat."""
    if facts.kind != "ASSAULT" or not facts.doers & {_RIOTERS, _PROTESTERS}:
        return None
    is_demonstration = _PROTESTERS in facts.doers or bool(facts.done_to & _STATE)
    return "Violent demonstration" if is_demonstration else "Mob violence"


def _territory_taken(facts: _Facts) -> str | None:
    """Land that changes hands: fought over, or without a fight."""
    is_taken = facts.words & facts.table["taking"] or "captured" in facts.said("outcome")
    if "power" in facts.words:
        return None  # "seized power" is a coup
    if facts.kind not in ("ASSAULT", "COERCE") or not is_taken or not facts.doers & _ARMED:
        return None
    if facts.mode not in (None, "seize", "firearms", "heavy-weapons") or facts.done_to & _UNARMED:
        return None
    if facts.kind == "COERCE" and not facts.said("targets") & facts.table["land"]:
        return None
    has_land = facts.mention.where is not None or None in facts.done_to or facts.said("targets") & facts.table["land"]
    if not has_land or (facts.said("targets") and not facts.said("targets") & facts.table["land"]):
        return None
    if facts.said("outcome") & {"unopposed"}:
        return "Non-violent transfer of territory"
    return "Government regains territory" if 1 in facts.doers else "Non-state actor overtakes territory"


def _property(facts: _Facts) -> str | None:
    is_spoiling = facts.kind == "ASSAULT" and facts.mode == "destroy"
    return "Looting/property destruction" if is_spoiling and not facts.done_to - {None} and not facts.hurt() else None


def _grenade(facts: _Facts) -> str | None:
    means = {claim.value for claim in facts.mention.means} | ({"grenade"} if "grenade" in facts.words else set())
    is_thrown = facts.kind == "ASSAULT" and facts.mode == "explosives" and means & facts.table["grenades"]
    return "Grenade" if is_thrown else None


def _remote(facts: _Facts) -> str | None:
    """One-sided fire from afar; exchanged, it is a clash. An army that bombs lays no charge at the roadside."""
    is_bombed = facts.mode == "explosives" and facts.words & {"bomb", "bombing"} and 1 in facts.doers
    if facts.kind == "ASSAULT" and is_bombed and not _is_exchange(facts):
        return "Shelling/artillery/missile attack"
    return _REMOTE.get(facts.mode or "") if facts.kind == "ASSAULT" and not _is_exchange(facts) else None


def _clash(facts: _Facts) -> str | None:
    is_told = bool(facts.words & facts.table["clashing"]) and not facts.doers | facts.done_to
    if facts.kind != "ASSAULT" or not (facts.done_to & _ARMED or _is_exchange(facts) or is_told):
        return None
    return "Armed clash"


def _attack_on_unarmed(facts: _Facts) -> str | None:
    if facts.kind != "ASSAULT":
        return None
    if facts.done_to & _UNARMED or facts.mode in ("torture", "targeted", "beat"):
        return "Attack"
    is_armed_target = bool(facts.said("targets") & facts.table["strongholds"])
    is_hit = bool(facts.mention.targets and facts.doers) and not is_armed_target
    return "Attack" if is_hit and not facts.done_to - {None} else None


def _clash_of_one(facts: _Facts) -> str | None:
    return "Armed clash" if facts.kind == "ASSAULT" and facts.doers & _ARMED and not facts.hurt() else None


def _arrest(facts: _Facts) -> str | None:
    if facts.kind != "COERCE" or facts.mode != "arrest":
        return None
    return "Abduction/forced disappearance" if facts.doers & _NON_STATE else "Arrests"


def _is_smuggling(facts: _Facts) -> bool:
    """Drugs and other contraband seized: ordinary crime is no political violence."""
    return bool((facts.said("targets") | facts.words) & facts.table["contraband"])


def _coercion(facts: _Facts) -> str | None:
    if facts.kind != "COERCE" or facts.mode in ("cyber", "misinformation"):
        return None
    if facts.mode == "seize" and _is_smuggling(facts):
        return None
    return "Looting/property destruction" if facts.mode == "seize" else "Other"


def _base_set_up(facts: _Facts) -> str | None:
    return (
        "Headquarters or base established" if facts.kind == "MOBILIZE" and facts.words & facts.table["basing"] else None
    )


def _mobilized(facts: _Facts) -> str | None:
    return "Change to group/activity" if facts.kind == "MOBILIZE" else None


def _retreat(facts: _Facts) -> str | None:
    """Forces that leave; diplomats and families who do change nothing in a conflict."""
    if facts.kind != "RETREAT" or (facts.mode == "withdraw" and not facts.doers & _ARMED):
        return None
    return _RETREATS.get(facts.mode or "")


def _agreement_of_parties(facts: _Facts) -> str | None:
    sides = facts.doers | facts.done_to
    if facts.kind == "CONSULT":
        return "Agreement" if len(facts.doers & _ARMED) > 1 and sides & _NON_STATE else None
    is_deal = facts.kind == "AGREE" or (facts.kind == "SUPPORT" and facts.words & facts.table["deals"])
    is_of_war = sides & _NON_STATE or (sides & _STATE and facts.words & facts.table["truces"])
    return "Agreement" if is_deal and is_of_war else None


_RULES: tuple[Callable[[_Facts], str | None], ...] = (
    _weapon_disrupted,
    _aircraft_shot_down,
    _protest_met_by_force,
    _protest,
    _force_on_protesters,
    _sexual_or_abduction,
    _territory_taken,
    _crowd_breaks,
    _property,
    _grenade,
    _remote,
    _clash,
    _attack_on_unarmed,
    _clash_of_one,
    _arrest,
    _coercion,
    _base_set_up,
    _mobilized,
    _retreat,
    _agreement_of_parties,
)


def _is_exchange(facts: _Facts) -> bool:
    """Both sides fire: armed initiators of a mutual act. Whoever else stands there died in it, where it is told as a
    fight: "clashes between soldiers and rebels killed 11 people"; else two joined in an attack on them.
    """
    if sum(_is_armed(actor) for actor in facts.mention.actors("initiator")) < 2:
        return False
    return not facts.mention.actors("recipient", "victim") or (
        bool(facts.words & facts.table["clashing"]) and not facts.done_to & _ARMED
    )


# --- UCDP --------------------------------------------------------------------------------------


def _ged_type(facts: _Facts) -> tuple[int, str] | None:
    """UCDP's type of violence with its rule: 1 state-based, 2 non-state, 3 one-sided; None without a reported death or
    organised actors.
    """
    mention = facts.mention
    killed = mention.count("killed")
    if facts.kind != "ASSAULT" or killed is None or not (killed.best or killed.low):
        return None
    doers, done_to = mention.actors("initiator"), mention.actors("recipient", "victim")
    if not any(_is_armed(actor) for actor in doers):
        return None
    is_exchange = _is_exchange(facts)
    if not is_exchange and facts.done_to & _UNARMED and not facts.done_to & _ARMED:
        return 3, "one-sided"
    if not (is_exchange or facts.done_to & _ARMED):
        return None
    return (1, "state-based") if any(actor.inter in _STATE for actor in (*doers, *done_to)) else (2, "non-state")


def _is_armed(actor: Actor) -> bool:
    return actor.inter in _ARMED


# --- CAMEO and tags ----------------------------------------------------------------------------


def _cameo(facts: _Facts, codebook: Codebook) -> tuple[str, str]:
    """The code of kind and mode, or a finer one where a word, context or outcome says more; and the rule."""
    told = {"word": facts.words, "outcome": facts.said("outcome")}
    told["context"] = frozenset(claim.value for claim in facts.mention.contexts)
    told["side"] = _suffering(facts)
    for finer in codebook.finer_cameo.get(facts.kind, ()):
        if finer.mode in (None, facts.mode or "-") and finer.value in told[finer.told]:
            return finer.code, finer.rule
    return codebook.cameo[facts.kind, facts.mode], "table"


def _suffering(facts: _Facts) -> frozenset[str]:
    """Whether only people without arms suffer the act, and whether it kills: no use of military force."""
    if not facts.done_to & _UNARMED or facts.done_to & _ARMED:
        return frozenset()
    return frozenset(("unarmed", "unarmed-killed") if _kills(facts.mention) else ("unarmed",))


def _tags(facts: _Facts) -> tuple[Claim[str], ...]:
    """ACLED's tags: the size of a crowd, women targeted, sexual violence, local administrators."""
    mention = facts.mention
    found: list[Claim[str]] = []
    crowd = next((claim for claim in mention.counts if claim.value.measure == "participants"), None)
    if mention.kind.value == "PROTEST":
        size = None if crowd is None else crowd.value.best or crowd.value.low
        quotes = mention.kind.quotes if crowd is None else crowd.quotes
        found.append(Claim(value=f"crowd size={size or 'no report'}", quotes=quotes, method="tag.crowd@1"))
    if mention.kind.value != "ASSAULT" or mention.status.value not in _DONE:
        return tuple(found)
    if mention.mode is not None and mention.mode.value == "sexual":
        found.append(Claim(value="sexual violence", quotes=mention.mode.quotes, method="tag.mode@1"))
    for claim in mention.counts:
        if claim.value.measure in ("killed", "injured", "abducted") and "women" in dict(claim.value.by_party):
            found.append(Claim(value="women targeted", quotes=claim.quotes, method="tag.women@1"))
            break
    for party in mention.parties:
        words = set(_words(party.value.text or ""))
        if party.value.role in ("victim", "recipient") and words & facts.table["administrators"]:
            found.append(Claim(value="local administrators", quotes=party.quotes, method="tag.office@1"))
            break
    return tuple(found)
