"""PLOVER gold standard records of 2016: one sentence, its event, source and target (CC BY-SA 4.0).

Kinds: the set's events as the manual of 2024 has them (:data:`KIND_OF`). Scored is the mention whose trigger stands in
the first words that the set marks as the event and that any trigger stands in, of several the one that covers most;
else the first of the sentence. An actor is right when country and sector are: a gold actor without sector is its
country's government, or the country at large, which the name of its people is too ("Palestinians"); ``***`` is any
sector; of compounds ("CVLalb") the first three letters count.

The set codes as it reads a sentence, Marsad what is told of the world; these rules lead from one to the other:

- *intent* (:func:`plover_kind`): what somebody will do is coded by its announcement, AGREE where it helps, THREATEN
  where it hurts; an agreement that was not reached is REJECT.
- *mediator* (:func:`_said`): who mediates is the source, those between whom are the targets.
- *scene* (:func:`_said`): an act that is done to nobody named has the country where it happens, or its people, as its
  target.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from benchmarks.figures import Options, Result, share
from benchmarks.sets import find, opened
from benchmarks.system import Row, code_texts
from marsad.types import Actor, Claim, Mention, Party, Span

#: Events of 2016 that the manual of 2024 merged into others; with the mode where that decides.
KIND_OF = {
    "FIGHT": "ASSAULT",
    "FIGHT/deport": "COERCE",
    "COERCE/destroy": "ASSAULT",
    "DEMAND": "REQUEST",
    "DISAPPROVE": "ACCUSE",
    "INVESTIGATE": "ACCUSE",
}
#: Kinds whose announcement is AGREE, and kinds whose announcement is THREATEN.
_HELPING = frozenset(("CONSULT", "SUPPORT", "COOPERATE", "AID", "CONCEDE", "RETREAT"))
_HURTING = frozenset(("COERCE", "SANCTION", "PROTEST", "ASSAULT"))
#: What stands for a country where an actor has none: organisations of states, others, militants and movements.
_INTERNATIONAL = frozenset(("IGO", "NGO", "IMG", "ISM"))
#: Country codes of the set that are not ISO 3166-1 alpha-3.
_ISO = {"JAP": "JPN", "ITL": "ITA", "VTN": "VNM"}


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldActor:
    """``country`` is alpha-3, or IGO, NGO and the like; ``sector`` None where the set gives none, ``*`` where any will
    do.
    """

    country: str
    sector: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldRecord:
    id: str
    text: str
    kind: str
    event_words: tuple[Span, ...]
    sources: tuple[GoldActor, ...]
    targets: tuple[GoldActor, ...]


def _actors(value: Any) -> tuple[GoldActor, ...]:
    """Some records hold a stray string where actors belong; it names nobody."""
    actors = []
    for item in value if isinstance(value, list) else ():
        sector = item.get("sector")
        short = None if not sector else "*" if sector == "***" else sector[:3]
        actors.append(GoldActor(country=_ISO.get(item["code"], item["code"]), sector=short))
    return tuple(actors)


def _marked(markup: str, text: str) -> Iterator[Span]:
    """Where the words marked as event stand in the text, found in their order."""
    position = 0
    for words in re.findall(r"\(EVT[^:()]*: ?([^()]*)\)", markup):
        start = text.find(words.strip(), position)
        if start >= 0:
            yield Span(start=start, end=start + len(words.strip()))
            position = start


def _record(number: int, row: Mapping[str, Any]) -> GoldRecord:
    """The set gives one id to two records, so the place in the file is part of ours."""
    kind: str = row["event"]
    info = row["textInfo"]
    markup = info.get("markup", "") if isinstance(info, dict) else ""
    return GoldRecord(
        id=f"{number}:{row['id']}",
        text=row["text"],
        kind=KIND_OF.get(f"{kind}/{row.get('mode')}", KIND_OF.get(kind, kind)),
        event_words=tuple(_marked(markup, row["text"])),
        sources=_actors(row.get("source")),
        targets=_actors(row.get("target")),
    )


def gold_records(options: Options) -> list[GoldRecord]:
    """The set's records; the one that documents the file is none."""
    with opened(find(options.data, "PLOVER_GSR_CAMEO.json")) as file:
        rows = [row for row in json.load(file) if row["event"] != "DOCUMENT"]
    return [_record(number, row) for number, row in enumerate(islice(rows, options.limit))]


def mention_of(record: GoldRecord, mentions: Sequence[Mention]) -> Mention | None:
    """The mention at the first marked words that a trigger stands in, of several the widest; else the first."""

    def covered(mention: Mention) -> tuple[int, int]:
        quotes = [quote.span for quote in mention.kind.quotes]
        places = [at for at, words in enumerate(record.event_words) if any(quote.overlaps(words) for quote in quotes)]
        return (-min(places, default=len(record.event_words)), len(places))

    return max(mentions, key=covered, default=None)


def plover_kind(mention: Mention) -> str:
    """The kind as the set has it (*intent*)."""
    kind, status = mention.kind.value, mention.status.value
    if status == "planned" and kind in _HELPING:
        return "AGREE"
    if status in ("planned", "hypothetical") and kind in _HURTING:
        return "THREATEN"
    if status in ("attempted", "denied") and kind == "AGREE":
        return "REJECT"
    return kind


def is_country(gold: GoldActor, actor: Actor) -> bool:
    """Marsad's registry knows international actors as actors of no country."""
    if gold.country in _INTERNATIONAL:
        return actor.id is not None and actor.country is None
    return gold.country == actor.country


def is_sector(gold: GoldActor, actor: Actor) -> bool:
    if gold.sector is None:
        return gold.country in _INTERNATIONAL or actor.sector in (None, "GOV")
    return gold.sector in ("*", actor.sector)


def _at_large(claim: Claim[Party]) -> Actor:
    """A people named as such is its country: Marsad's civilians of it without their sector."""
    actor = claim.value.actor
    return replace(actor, sector=None) if claim.method == "actor.people@1" else actor


def _said(record: GoldRecord, mention: Mention | None, *, side: str) -> tuple[Actor, ...]:
    """Who holds the side. Records without target name both parties of a mutual act as sources."""
    if mention is None:
        return ()
    mediated = any(claim.value.role == "mediator" for claim in mention.parties)
    sources, targets = {"initiator"}, {"recipient", "victim"}
    if mediated:
        sources, targets = {"mediator"}, {"initiator", *targets}
    if not record.targets:
        sources |= targets
    roles = sources if side == "source" else targets
    said = tuple(
        actor
        for claim in mention.parties
        if claim.value.role in roles
        for actor in {claim.value.actor, _at_large(claim)}
    )
    if said or side == "source" or mention.where is None:
        return said
    scene = Actor(id=None, name=None, country=mention.where.value.country)
    return (scene, replace(scene, sector="CVL"))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Side:
    right: int
    countries: int
    sectors: int
    n: int


def _side(gold: Sequence[GoldActor], said: Sequence[Actor]) -> _Side:
    return _Side(
        right=sum(any(is_country(one, actor) and is_sector(one, actor) for actor in said) for one in gold),
        countries=sum(any(is_country(one, actor) for actor in said) for one in gold),
        sectors=sum(any(is_sector(one, actor) for actor in said) for one in gold),
        n=len(gold),
    )


def score(records: Sequence[GoldRecord], predictions: Mapping[str, Sequence[Mention]]) -> Result:
    """``n`` of the kinds counts records, of the actors the gold actors."""
    chosen = [(record, mention_of(record, predictions.get(record.id, ()))) for record in records]
    right = [mention is not None and plover_kind(mention) == record.kind for record, mention in chosen]
    figures = [share("kind_accuracy", sum(right), len(records))]
    sides: dict[str, list[_Side]] = {"source": [], "target": []}
    for record, mention in chosen:
        sides["source"].append(_side(record.sources, _said(record, mention, side="source")))
        sides["target"].append(_side(record.targets, _said(record, mention, side="target")))
    for name, found in sides.items():
        n = sum(side.n for side in found)
        figures.append(share(f"{name}_accuracy", sum(side.right for side in found), n))
        figures.append(share(f"{name}_country_accuracy", sum(side.countries for side in found), n))
        figures.append(share(f"{name}_sector_accuracy", sum(side.sectors for side in found), n))
    misses = []
    for (record, mention), is_right, source, target in zip(chosen, right, *sides.values(), strict=True):
        if not (is_right and source.right == source.n and target.right == target.n):
            misses.append(_miss(record, mention))
    return Result(figures=tuple(figures), n=len(records), misses=tuple(misses))


def _miss(record: GoldRecord, mention: Mention | None) -> dict[str, Any]:
    def shown(actors: Sequence[GoldActor] | Sequence[Actor]) -> list[str]:
        return [f"{actor.country or '–'}/{actor.sector or '–'}" for actor in actors]

    said = {side: _said(record, mention, side=side) for side in ("source", "target")}
    return {
        "record": record.id,
        "text": record.text,
        "kind": {"gold": record.kind, "predicted": plover_kind(mention) if mention else None},
        "source": {"gold": shown(record.sources), "predicted": shown(said["source"])},
        "target": {"gold": shown(record.targets), "predicted": shown(said["target"])},
    }


def run(options: Options) -> Result:
    """Event kind, source and target of one-sentence records: accuracy."""
    records = gold_records(options)
    rows = (Row(id=record.id, text=record.text) for record in records)
    coded = code_texts(rows, jobs=options.jobs)
    return score(records, {one.row: one.coding.mentions for one in coded if one.coding is not None})
