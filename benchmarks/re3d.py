"""Spans of actors, places, weapons and platforms in official reports on Syria and Iraq (Dstl's re3d, six sources).

``span_f1`` is the micro F1 of exact spans with their type, a leading article apart: "the Army" and "Army" are one span.
The types: Organisation against Marsad's actors, named ("ISIL"), described ("ISIL tactical units") or a country where it
acts; Location against its places, named or described ("fighting positions"); Weapon and MilitaryPlatform against the
weapons of its codebook. Of two spans one inside the other the longer is said, and people and buildings without their
number. Left aside are entities that the set itself doubts (confidence below one half), pronouns, and what it has as a
Person or a Nationality: saying one of these is neither right nor wrong.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

from benchmarks.figures import Figure, MissingSetError, Options, Result, f1_of, with_interval
from benchmarks.sets import json_lines
from benchmarks.system import Row, name_texts
from marsad.evaluate.compare import Tally
from marsad.places.countries import load_countries
from marsad.types import Span

TYPES = ("Organisation", "Location", "Weapon", "MilitaryPlatform")
#: Names of people and peoples, which Marsad may give as actors.
_ASIDE = ("Person", "Nationality")
_OF_LABEL = {
    "actor": "Organisation",
    "government": "Organisation",
    "group": "Organisation",
    "place": "Location",
    "nation": "Location",
    "site": "Location",
    "weapon": "Weapon",
}
#: Weapons that are what weapons are mounted on, by their last word without its plural.
_PLATFORMS = frozenset((
    "aircraft", "airplane", "armor", "armour", "boat", "bomber", "destroyer", "drone", "fighter", "frigate", "gunship",
    "helicopter", "jet", "plane", "ship", "submarine", "tank", "uav", "vehicle", "warplane", "warship",
))  # fmt: skip
#: What stands for an entity told before, which a list of names does not hold.
_PRONOUNS = frozenset((
    "we", "us", "our", "ours", "they", "them", "their", "it", "its", "you", "your", "he", "him", "his", "she",
    "her", "i", "my", "who", "which", "that", "this", "these", "those", "here", "there", "others", "both",
    "all",
))  # fmt: skip
#: The set counts people apart from their number, and says nothing of "each" and "all".
_NUMBER = re.compile(
    r"(?:(?:more than|at least|about|some|each|both|such|all|this|these|those|\d[\d,]*|one|two|three|four|five|six"
    r"|seven|eight|nine|ten|several|many|dozens of|a|an|the)\s+)*",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"(?:the|a|an)\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Entity:
    type: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """``aside`` holds the spans on which nothing is counted, whatever their type."""

    id: str
    text: str
    entities: frozenset[Entity]
    aside: frozenset[tuple[int, int]]


def without_article(text: str, start: int, end: int) -> tuple[int, int]:
    article = _ARTICLE.match(text, start, end)
    return (article.end() if article and article.end() < end else start), end


def _report(document: Mapping[str, Any], rows: Iterable[Mapping[str, Any]]) -> Report:
    text, entities, aside = document["text"], set(), set()
    for row in rows:
        start, end = without_article(text, row["begin"], row["end"])
        is_said = row["confidence"] >= 0.5 and text[start:end].lower() not in _PRONOUNS
        if row["type"] in TYPES and is_said:
            entities.add(Entity(type=row["type"], start=start, end=end))
        elif row["type"] in (*TYPES, *_ASIDE):
            aside.add((start, end))
    return Report(
        id=document["_id"],
        text=text,
        entities=frozenset(entities),
        aside=frozenset(aside - {(entity.start, entity.end) for entity in entities}),
    )


def _folder(folder: Path) -> Iterator[Report]:
    rows = defaultdict(list)
    for row in json_lines(folder / "entities.json"):
        rows[row["documentId"]].append(row)
    for document in json_lines(folder / "documents.json"):
        yield _report(document, rows[document["_id"]])


def reports(options: Options) -> list[Report]:
    folders = sorted(path.parent for path in options.data.glob("*/entities.json"))
    if not folders:
        raise MissingSetError(f"no folder with entities.json in {options.data}")
    return list(islice((report for folder in folders for report in _folder(folder)), options.limit))


def named_entities(text: str, names: Iterable[tuple[str, Span]]) -> set[Entity]:
    """(label, span) as entities, none inside another. A nation is its country, or its government where it acts, unless
    the word is its adjective or its people.
    """
    found = set()
    for label, span in names:
        words = text[span.start : span.end]
        if label not in _OF_LABEL or (label in ("nation", "government") and words in _demonyms()):
            continue
        is_platform = label == "weapon" and words.split()[-1].lower().removesuffix("s") in _PLATFORMS
        start, end = without_article(text, span.start, span.end)
        if label in ("group", "site") and (number := _NUMBER.match(text, start, end)) and number.end() < end:
            start = number.end()
        found.add(Entity(type="MilitaryPlatform" if is_platform else _OF_LABEL[label], start=start, end=end))
    return {one for one in found if not any(_is_inside(one, other) for other in found)}


def _is_inside(one: Entity, other: Entity) -> bool:
    return other.start <= one.start and one.end <= other.end and one.end - one.start < other.end - other.start


@cache
def _demonyms() -> frozenset[str]:
    return frozenset(demonym for country in load_countries() for demonym in country.demonyms)


def _counted(report: Report, predicted: Iterable[Entity]) -> frozenset[Entity]:
    return frozenset(entity for entity in predicted if (entity.start, entity.end) not in report.aside)


def _tally(gold: frozenset[Entity], said: frozenset[Entity]) -> Tally:
    return Tally(right=len(gold & said), predicted=len(said), gold=len(gold))


def _of(type_: str, entities: frozenset[Entity]) -> frozenset[Entity]:
    return frozenset(entity for entity in entities if entity.type == type_)


def score(reports: Sequence[Report], predictions: Mapping[str, Iterable[Entity]]) -> Result:
    pairs = [(report, _counted(report, predictions.get(report.id, ()))) for report in reports]
    tallies = [_tally(report.entities, said) for report, said in pairs]
    figures = [with_interval("span_f1", tallies, f1_of, n=sum(tally.gold for tally in tallies))]
    for type_ in TYPES:
        total = sum((_tally(_of(type_, report.entities), _of(type_, said)) for report, said in pairs), Tally())
        figures.append(Figure(name=f"{type_.lower()}_f1", value=total.f1, n=total.gold))
    misses = tuple(
        {
            "document": report.id,
            "error": "missed" if entity in report.entities else "spurious",
            "type": entity.type,
            "text": report.text[entity.start : entity.end],
            "start": entity.start,
        }
        for report, said in pairs
        for entity in sorted(report.entities ^ said)
    )
    return Result(figures=tuple(figures), n=len(reports), misses=misses)


def run(options: Options) -> Result:
    """Spans of actors, places, weapons and platforms in official reports: F1."""
    found = reports(options)
    texts = {report.id: report.text for report in found}
    rows = [Row(id=report.id, text=report.text) for report in found]
    predictions = {
        row: named_entities(texts[row], ((name.label, name.span) for name in names))
        for row, names in name_texts(rows, jobs=options.jobs)
    }
    return score(found, predictions)
