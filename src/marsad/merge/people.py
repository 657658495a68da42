"""What people decided, laid over what the machine folded: their word outranks its, and it stays as a rival."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from marsad.record import field_from_value
from marsad.types import (
    BY_HAND,
    Act,
    Claim,
    Document,
    Event,
    Judgement,
    Mention,
    Quote,
    ReviewState,
    Verdict,
)

#: Method of a claim by a person; who it was, when and why is told by the act.
METHOD = "person.corrected@1"
#: Method of the claims of a mention that a person coded.
CODED = "person.coded@1"
#: Fields that a rule derives from others.
DERIVED = ("acled", "ged", "cameo", "goldstein")
#: Fields from which those are derived.
_DECIDING = ("kind", "mode", "status", "parties", "counts", "means", "targets")
#: Lists of which one part can be corrected alone, ``"counts.killed"``, and what a claim says it is a part of.
PARTS: dict[str, Callable[[Any], str]] = {
    "counts": lambda count: str(count.measure),
    "parties": lambda party: str(party.role),
}
_SCORES: dict[Verdict, float] = {"same": 1.0, "different": 0.0, "unsure": 0.5}


def rejected(acts: Iterable[Act]) -> frozenset[str]:
    """Mentions that a person rejected and nobody accepted since. ``acts`` in the order in which they were done."""
    out: set[str] = set()
    for act in acts:
        held = {anchor.mention for anchor in act.anchors}
        if act.verb == "rejected":
            out |= held
        elif act.verb == "accepted":
            out -= held
    return frozenset(out)


def regard(event: Event, acts: Sequence[Act], *, rederive: Callable[[Event], Event]) -> Event:
    """The event as people see it.

    ``acts`` are those that stand, in the order in which they were done, each anchored to present mentions. A correction
    holds for the event that has its first anchor; of two on one field the later stands. ``rederive`` gives an event its
    derived fields anew; it is asked where something was corrected that decides them.
    """
    corrections = [act for act in acts if act.verb == "corrected" and _leads(act, event)]
    told = event
    for act in corrections:
        if act.field not in DERIVED:
            told = _overruled(told, act)
    if any(str(act.field).partition(".")[0] in _DECIDING for act in corrections):
        told = rederive(told)
    for act in corrections:
        if act.field in DERIVED:
            told = _overruled(told, act)
    return replace(told, review_state=_review_state(event, acts, is_corrected=bool(corrections)))


def coded_mention(document: Document, quote: Quote, fields: Mapping[str, Any], *, key: str) -> Mention:
    """A mention as a person codes it, its words the evidence of every field; nothing is derived yet.

    ``fields``: coded fields as in the flat record, or one part of one (``"counts.killed"``); ``kind`` is among them.
    """
    whole: dict[str, Any] = {"status": "happened", "attribution": [{"by": "outlet", "name": None, "stance": "asserts"}]}
    for field, value in fields.items():
        name, _, part = field.partition(".")
        if not part:
            whole[name] = value
        elif value is not None:
            told = _whole(name, part, value)
            whole[name] = {**whole.get(name, {}), **told} if name == "counts" else [*whole.get(name, []), *told]
    claims = {name: field_from_value(name, value, method=CODED, quotes=(quote,)) for name, value in whole.items()}
    return Mention(
        id=key,
        document=document.id,
        source=document.source,
        published=document.published,
        published_from=document.published_from,
        coder=BY_HAND,
        **claims,
    )


def _leads(act: Act, event: Event) -> bool:
    return bool(act.anchors) and act.anchors[0].mention in event.mentions


def _review_state(event: Event, acts: Sequence[Act], *, is_corrected: bool) -> ReviewState:
    """Rejected: every mention is. Reviewed: somebody accepted an event that held all of its mentions, or coded them."""
    mentions = set(event.mentions)
    if mentions <= rejected(acts):
        return "rejected"
    if is_corrected:
        return "corrected"
    by_hand = {anchor.mention for act in acts if act.verb == "coded" for anchor in act.anchors}
    seen = ({anchor.mention for anchor in act.anchors} for act in acts if act.verb == "accepted")
    return "reviewed" if any(mentions <= told for told in (by_hand, *seen)) else "machine"


def _overruled(event: Event, act: Act) -> Event:
    """The event with one field as the person says; what stood there becomes a rival."""
    field, _, part = str(act.field).partition(".")
    quotes = (act.quote,) if act.quote else ()
    stood = getattr(event, field)
    claims = stood if isinstance(stood, tuple) else () if stood is None else (stood,)
    if part:
        beaten = tuple(claim for claim in claims if PARTS[field](claim.value) == part)
        kept = tuple(claim for claim in claims if claim not in beaten)
        value = field_from_value(field, _whole(field, part, act.value), method=METHOD, quotes=quotes)
        new: Any = (*kept, *value)
    else:
        beaten, new = claims, field_from_value(field, act.value, method=METHOD, quotes=quotes)
    told = _with(event, field, new, _lost(field, beaten, new))
    if field != "kind" or told.kind.value == event.kind.value or told.mode is None:
        return told
    return _with(told, "mode", None, [("mode", told.mode)])  # a mode belongs to its kind


def _whole(field: str, part: str, value: Any) -> Any:
    """One part of a list as the whole field would stand in a record."""
    if value is None:
        return None
    return {part: value} if field == "counts" else [{**party, "role": part} for party in value]


def _lost(field: str, beaten: Iterable[Claim[Any]], new: Any) -> list[tuple[str, Claim[object]]]:
    said = {claim.value for claim in (new if isinstance(new, tuple) else (new,)) if claim is not None}
    return [(field, claim) for claim in beaten if claim.value not in said and claim.method != METHOD]


def _with(event: Event, field: str, new: Any, lost: list[tuple[str, Claim[object]]]) -> Event:
    changed: dict[str, Any] = {field: new, "rivals": (*lost, *event.rivals)}
    return replace(event, **changed)


# --- merges, splits and judgements as judgements -----------------------------------------------


def judgements_of(act: Act) -> tuple[Judgement, ...]:
    """What an act says of pairs of mentions.

    ``judged``: the first mention of the left and of the right. ``merged``: the first mentions of one event and the
    next are the same. ``split``: each mention that stays differs from each that goes; those that go are one event.
    """
    sides = _sides(act)
    if act.verb == "judged" and len(sides) == 2:
        return (_judgement(act, sides[0][0], sides[1][0], act.value),)
    if act.verb == "merged":
        return _chain(act, [side[0] for side in sides])
    if act.verb == "split" and len(sides) == 2:
        apart = tuple(_judgement(act, one, other, "different") for one in sides[0] for other in sides[1])
        return (*apart, *_chain(act, sides[1]))
    return ()


def _sides(act: Act) -> list[list[str]]:
    """Mentions by side; of one that two anchors lead to only the first counts, so that no pair is a mention twice."""
    sides: dict[int, list[str]] = {}
    seen: set[str] = set()
    for anchor in act.anchors:
        if anchor.mention not in seen:
            seen.add(anchor.mention)
            sides.setdefault(anchor.part, []).append(anchor.mention)
    return [sides[part] for part in sorted(sides)]


def _chain(act: Act, mentions: Sequence[str]) -> tuple[Judgement, ...]:
    return tuple(_judgement(act, one, other, "same") for one, other in pairwise(mentions))


def _judgement(act: Act, one: str, other: str, verdict: Verdict) -> Judgement:
    left, right = sorted((one, other))
    return Judgement(left=left, right=right, verdict=verdict, score=_SCORES[verdict], by=f"person:{act.by}", at=act.at)
