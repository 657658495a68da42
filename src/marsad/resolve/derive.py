"""ACLED type, UCDP type of violence, CAMEO code and intensity, derived from a coded account. Each decision names its
rule.

Source: ACLED codebook (event hierarchy), UCDP GED codebook, PLOVER manual of 2024. The ACLED type is a function of
mode, actor kinds, territory and demonstration, not a look-up of the kind.
"""

from __future__ import annotations

from collections.abc import Sequence

from marsad.codebook import Codebook
from marsad.types import AcledType, Actor, Claim, Mention, Quote

#: ACLED inter codes of organised armed actors: state forces, rebels, militias, external forces.
_ARMED = frozenset((1, 2, 3, 4, 8))
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
_Derived = tuple[str, str]


def derive(mention: Mention, codebook: Codebook) -> dict[str, Claim[object]]:
    """The derived fields of a mention: acled, ged, cameo, goldstein; those that do not apply are left out."""
    kind, mode = mention.kind.value, mention.mode.value if mention.mode else None
    quotes = (*mention.kind.quotes, *(mention.mode.quotes if mention.mode else ()))
    derived: dict[str, Claim[object]] = {
        "cameo": Claim(value=codebook.cameo[kind, mode], quotes=quotes, method="cameo.table@1"),
        "goldstein": Claim(value=codebook.scores[kind, mode], quotes=quotes, method="plover.score@1"),
    }
    if mention.status.value not in ("happened", "ongoing"):
        return derived
    found = acled_type(mention)
    if found is not None:
        sub, rule = found
        value = AcledType(event_type=codebook.acled[sub], sub_event_type=sub)
        derived["acled"] = Claim(value=value, quotes=_with_parties(mention, quotes), method=f"acled.{rule}@1")
    violence = ged_type(mention)
    if violence is not None:
        kills = next(claim for claim in mention.counts if claim.value.measure == "killed")
        derived["ged"] = Claim(value=violence, quotes=(*quotes, *kills.quotes), method="ged.sides@1")
    return derived


def _with_parties(mention: Mention, quotes: Sequence[Quote]) -> tuple[Quote, ...]:
    return (*quotes, *(quote for claim in mention.parties[:2] for quote in claim.quotes[:1]))


def acled_type(mention: Mention) -> _Derived | None:
    """(sub-event type, name of the rule), None where ACLED would not code the event."""
    kind, mode = mention.kind.value, mention.mode.value if mention.mode else None
    if kind == "ASSAULT":
        return _assault(mention, mode)
    if kind == "PROTEST":
        return _protest(mode)
    if kind == "COERCE":
        return _coerce(mention, mode)
    if kind == "MOBILIZE":
        return "Change to group/activity", "mobilize"
    if kind == "RETREAT" and mode in _RETREATS:
        return _RETREATS[mode], f"retreat-{mode}"
    if kind == "AGREE" and any(_is_armed(actor) for actor in mention.actors("initiator", "recipient")):
        return "Agreement", "agreement-of-parties"
    return None


def _assault(mention: Mention, mode: str | None) -> _Derived | None:
    doers = mention.actors("initiator")
    done_to = mention.actors("recipient", "victim")
    armed, unarmed = any(_is_armed(a) for a in done_to), any(_is_unarmed(a) for a in done_to)
    if mode in _AGAINST_PEOPLE:
        return _AGAINST_PEOPLE[mode], f"assault-{mode}"
    if mode == "destroy" and not done_to and mention.count("killed") is None:
        return "Looting/property destruction", "assault-destroy"
    if any(outcome.value == "captured" for outcome in mention.outcome) and armed:
        state = any(actor.inter == 1 for actor in doers)
        return ("Government regains territory" if state else "Non-state actor overtakes territory"), "territory-taken"
    if mode == "crowd-control":
        return "Protest with intervention", "crowd-control"
    if any(actor.inter == 5 for actor in doers):
        return "Mob violence", "rioters"
    if mode in _REMOTE and not _is_exchange(mention):
        return _REMOTE[mode], f"remote-{mode}"
    if armed:
        return "Armed clash", "both-armed"
    if unarmed:
        return (
            ("Excessive force against protesters", "protesters")
            if any(a.inter == 6 for a in done_to)
            else ("Attack", "unarmed")
        )
    if mention.targets and doers and not mention.counts:
        return "Looting/property destruction" if mode == "destroy" else "Attack", "targets-only"
    return ("Armed clash", "armed-side-only") if any(_is_armed(a) for a in doers) and not mention.counts else None


def _is_exchange(mention: Mention) -> bool:
    """Both sides fire: initiators on both sides of a mutual act."""
    return len(mention.actors("initiator")) > 1 and not mention.actors("recipient", "victim")


def _protest(mode: str | None) -> _Derived | None:
    if mode in ("strike", "hunger", "boycott"):
        return None
    if mode in ("riot", "vandalize"):
        return "Violent demonstration", "riot"
    return ("Violent demonstration", "barricades") if mode == "obstruct" else ("Peaceful protest", "demonstration")


def _coerce(mention: Mention, mode: str | None) -> _Derived | None:
    if mode in ("cyber", "misinformation"):
        return None
    if mode == "seize":
        return "Looting/property destruction", "seizure"
    if mode != "arrest":
        return "Other", "coercion"
    if any(actor.inter in (2, 3, 4) for actor in mention.actors("initiator")):
        return "Abduction/forced disappearance", "arrest-by-non-state"
    return "Arrests", "arrest-by-state"


def ged_type(mention: Mention) -> int | None:
    """UCDP's type of violence: 1 state-based, 2 non-state, 3 one-sided; None without a reported death or organised
    actors.
    """
    killed = mention.count("killed")
    if mention.kind.value != "ASSAULT" or killed is None or not (killed.best or killed.low):
        return None
    doers, done_to = mention.actors("initiator"), mention.actors("recipient", "victim")
    if not any(_is_armed(actor) for actor in doers):
        return None
    if any(_is_unarmed(actor) for actor in done_to) and not any(_is_armed(actor) for actor in done_to):
        return 3
    if not any(_is_armed(actor) for actor in done_to):
        return None
    return 1 if any(actor.inter in (1, 8) for actor in (*doers, *done_to)) else 2


def _is_armed(actor: Actor) -> bool:
    return actor.inter in _ARMED


def _is_unarmed(actor: Actor) -> bool:
    return actor.inter in (6, 7)
