"""A second view on mentions, which weighs what the first decides by rule: logistic models over what Marsad coded.

The task's keys leave out much that is violence (plain combat, old news, what a comment mentions) and fill a slot from
anywhere in the document. Two questions are asked of Marsad's own codings, with weights fitted on the training part
(:mod:`benchmarks.muc4.fit`) and kept in ``weights.json``:

:func:`of_incident`: does this group of mentions become a template?

:func:`of_filler`: does this string, which some mention of the document holds for this slot, or which names a group of
the registry, belong into that template?

Every feature is a word of what is coded and why; of the text only the words of its head that name its genre are read
beyond that, and how much it speaks of itself. What is below its threshold is left out.
"""

from __future__ import annotations

import json
import math
import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from benchmarks.muc4.fillers import GROUPS, Names, base_phrase, called, is_nation, names_of, registry, words
from benchmarks.muc4.keys import ROLES
from benchmarks.muc4.score import Template
from benchmarks.muc4.view import (
    HARMED,
    fillers_of,
    grouped,
    hits_nobody,
    is_incident,
    is_of_violence,
    is_plain_combat,
    is_summary,
    template_of,
    type_of,
)
from marsad.evaluate.compare import folded
from marsad.types import Measure, Mention

#: Least probability of a document's likeliest template, without which it has none, of each template, and of a filler
#: of each slot: where template F1 and the slots' were best in cross-validation on the training part.
DOCUMENT_FROM = 0.36
INCIDENT_FROM = 0.25
FILLER_FROM = {"PerpInd": 0.19, "PerpOrg": 0.16, "Target": 0.21, "Victim": 0.24, "Weapon": 0.2}
_RULES = {"untold": is_incident, "combat": is_plain_combat, "nobody": hits_nobody, "summary": is_summary}
_MEASURES: tuple[Measure, ...] = ("killed", "injured", "abducted")
_DAYS_AGO = (0, 1, 3, 8, 31, 62, 180)
_SENTENCES = (2, 4, 7, 11, 16, 25)
_CHARACTERS = (800, 1500, 2500, 4000, 7000)
_CONFIDENCES = (0.3, 0.5, 0.6, 0.7, 0.8, 0.9)
_SHARES = (0.001, 0.004, 0.01, 0.02, 0.04)
_HEAD = 300  #: characters
_CHANCES = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7)

Weights = Mapping[str, Mapping[str, float]]
Filler = tuple[str, str]  #: role, string


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A document as Marsad coded it. ``incidents`` are groups of its mentions that may become a template each."""

    text: str
    mentions: tuple[Mention, ...]
    names: Names
    incidents: tuple[tuple[Mention, ...], ...]
    held: Mapping[str, Mapping[str, Sequence[str]]]  #: by mention id, what it would fill into the slots


def told_of(mentions: Sequence[Mention], text: str) -> Told:
    names = names_of(text, mentions)
    return Told(
        text=text,
        mentions=tuple(mentions),
        names=names,
        incidents=tuple(map(tuple, _gathered(mentions))),
        held={mention.id: fillers_of(mention, names) for mention in mentions},
    )


def _gathered(mentions: Sequence[Mention]) -> list[list[Mention]]:
    """Violent mentions in groups of one type that do not contradict each other; those that pass all rules first."""
    violent = [mention for mention in mentions if is_of_violence(mention)]
    return grouped(sorted(violent, key=lambda one: bool(against(one))))


def against(mention: Mention) -> list[str]:
    """The rules of the first view that would leave the mention out."""
    return [name for name, rule in _RULES.items() if rule(mention) is (name != "untold")]


# --- features ----------------------------------------------------------------------------------


def of_incident(told: Told, group: Sequence[Mention]) -> list[str]:
    """What may speak for or against a template, as words."""
    first = group[0]
    found = {
        "bias",
        f"type {type_of(first)}",
        f"mentions {min(3, len(group))}",
        f"kind {first.kind.value}",
        f"mode {first.mode.value if first.mode else '-'}",
        f"status {first.status.value}",
        f"trigger {_last_word(first)}",
        f"incidents {min(4, len(told.incidents))}",
        f"of type {min(3, sum(type_of(other[0]) == type_of(first) for other in told.incidents))}",
        f"is first {told.incidents[0] is group}",
        f"length {bisect_right(_CHARACTERS, len(told.text))}",
        f"begins {bisect_right(_SENTENCES, min(min(_sentences(mention)) for mention in group))}",
        *(f"said by {claim.value.by} {claim.value.stance}" for claim in first.attribution),
        *(f"first against {rule}" for rule in against(first)),
        *(f"against {rule}" for mention in group for rule in against(mention)),
        *(f"{claim.value.role} {claim.value.actor.sector}" for mention in group for claim in mention.parties),
        *_setting(group),
        *_sizes(told, group),
        *_rules_of(first),
        *_nouns(group),
        *_genre(told.text),
    }
    if all(against(mention) for mention in group):
        found.add("all against")
    return sorted(found)


def _last_word(mention: Mention) -> str:
    return folded(mention.kind.quotes[0].text or "").rsplit(" ", maxsplit=1)[-1]


def _rules_of(mention: Mention) -> Iterator[str]:
    """By which rules it was coded, and how sure they are."""
    yield f"by {mention.kind.method}"
    if mention.kind.confidence is not None:
        yield f"sure {bisect_right(_CONFIDENCES, mention.kind.confidence)}"
    if mention.when is not None:
        yield f"when by {mention.when.method}"


def _nouns(group: Sequence[Mention]) -> Iterator[str]:
    """What those who take part are called, what was hit and what with."""
    for mention in group:
        for claim in mention.parties:
            told = next((_last_noun(phrase) for phrase in called(claim)), "-")
            yield f"{'harmed' if claim.value.role in HARMED else claim.value.role} called {told}"
        yield from (f"target {_last_noun(claim.quotes[0].text or '')}" for claim in mention.targets)
        yield from (f"means {_last_noun(claim.quotes[0].text or '')}" for claim in mention.means)


def _last_noun(text: str) -> str:
    return base_phrase(text).rpartition(" ")[2] or "-"


def _genre(text: str) -> Iterator[str]:
    """What sort of text it is: words of a transcript's head, and how much it speaks of "we" and "I"."""
    head = re.findall(r"[a-z]+", text[:_HEAD].partition("[TEXT]")[0].lower())
    yield from (f"head {word}" for word in words().genres.intersection(head))
    told = re.findall(r"[a-z]+", text.lower())
    own = sum(word in words().first_person for word in told)
    yield f"speaks of itself {bisect_right(_SHARES, own / max(1, len(told)))}"


def _sentences(mention: Mention) -> set[int]:
    return {quote.sentence for quote in mention.kind.quotes}


def _setting(group: Sequence[Mention]) -> Iterator[str]:
    first = group[0]
    place = next((mention.where.value for mention in group if mention.where), None)
    yield f"country {place.country}" if place else "no place"
    if place:
        yield f"precision {place.where_prec}"
    if first.when is None:
        yield "no time"
        return
    if first.published is not None:
        yield f"days ago {bisect_right(_DAYS_AGO, (first.published - first.when.value.last).days)}"
    if (first.when.value.last - first.when.value.first).days > 7:
        yield "long"


def _sizes(told: Told, group: Sequence[Mention]) -> Iterator[str]:
    for measure in _MEASURES:
        counts = [count for mention in group if (count := mention.count(measure)) is not None]
        if counts:
            yield f"{measure} {'none' if counts[0].best == 0 else 'one' if counts[0].best == 1 else 'more'}"
    held = [told.held[mention.id] for mention in group]
    for role in ROLES:
        yield f"{role} {min(2, len({filler for one in held for filler in one[role]}))}"


def of_filler(told: Told, group: Sequence[Mention], chance: float) -> dict[Filler, list[str]]:
    """For each string that may go into a slot of the template what speaks for or against it; ``chance`` is the
    template's own probability.
    """
    found: defaultdict[Filler, set[str]] = defaultdict(set)
    here = [number for mention in group for number in _sentences(mention)]
    own = [told.held[mention.id] for mention in group]
    for mention in told.mentions:
        source, held = _source(mention, group), told.held[mention.id]
        away = min(abs(one - other) for one in _sentences(mention) for other in here)
        for key in ((role, filler) for role in ROLES for filler in held[role]):
            found[key] |= {
                f"from {source}",
                f"from {source} {bisect_right((1, 2, 4, 8), away)} away",
                f"status {mention.status.value}",
            }
    for filler, words_of_it in _named_groups(told):
        found["PerpOrg", filler] |= words_of_it
    for (role, filler), features in found.items():
        features |= {"bias", f"type {type_of(group[0])}", f"chance {bisect_right(_CHANCES, chance)}"}
        features.update(_wording(role, filler))
        times = sum(filler in held[role] for held in own)
        features.add(f"own {min(3, times)}")
        features.add(f"rivals {min(4, sum(len(held[role]) for held in own))}")
    return {key: sorted(features) for key, features in found.items()}


def _source(mention: Mention, group: Sequence[Mention]) -> str:
    if mention.id in {one.id for one in group}:
        return "own against rules" if against(mention) else "own"
    if not is_of_violence(mention):
        return mention.kind.value
    return "same type" if type_of(mention) == type_of(group[0]) else "other type"


def _named_groups(told: Told) -> Iterator[tuple[str, set[str]]]:
    """Groups of the registry, wherever the document names them."""
    sectors = {actor: registry().entries[actor].sector for actor in told.names.groups}
    rebels = sum(sector in GROUPS for sector in sectors.values())
    for actor, strings in told.names.groups.items():
        times = min(4, told.text.lower().count(strings[0]))
        yield strings[0], {f"sector {sectors[actor]}", f"named {times} times", f"groups {rebels}"}


def _wording(role: str, filler: str) -> Iterator[str]:
    told = filler.split()
    yield f"words {min(4, len(told))}"
    if role == "Victim":
        if is_nation(filler):
            yield "a nation"
        return
    yield f"last {told[-1]}"
    if role != "Weapon":
        yield f"begins {told[0]}"
    if told[-1] in words().members:
        yield "members"


# --- weighing ----------------------------------------------------------------------------------


@cache
def fitted() -> Weights:
    weights: Weights = json.loads(Path(__file__).with_name("weights.json").read_text(encoding="utf-8"))
    return weights


def probability(weights: Mapping[str, float], features: Sequence[str]) -> float:
    total = sum(weights.get(feature, 0.0) for feature in features)
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total))))


def weighed_templates(mentions: Sequence[Mention], text: str, weights: Weights) -> list[Template]:
    """The incidents of a document with this text, as the keys would have them, by the weights."""
    told = told_of(mentions, text)
    chances = [probability(weights["incident"], of_incident(told, group)) for group in told.incidents]
    if max(chances, default=0.0) < DOCUMENT_FROM:
        return []
    return [
        template_of(group, _likely_fillers(told, group, chance, weights))
        for group, chance in zip(told.incidents, chances, strict=True)
        if chance >= INCIDENT_FROM
    ]


def _likely_fillers(
    told: Told, group: Sequence[Mention], chance: float, weights: Weights
) -> dict[str, tuple[str, ...]]:
    likely = [
        (probability(weights[role], features), role, filler)
        for (role, filler), features in of_filler(told, group, chance).items()
    ]
    chosen = sorted((one for one in likely if one[0] >= FILLER_FROM[one[1]]), key=lambda one: (-one[0], one[2]))
    return {role: tuple(filler for _, of_role, filler in chosen if of_role == role) for role in ROLES}
