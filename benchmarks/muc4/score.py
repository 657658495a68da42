"""Template F1 as recent papers score MUC-4 (Du et al. 2021), and the further slots on the templates it matched.

A predicted filler is right when it equals one of the strings of one gold entity of its role; a gold entity is found
when some predicted filler equals one of its strings. Templates of a document are matched one to one, only with an equal
type, in the way that gives that document the highest micro F1; unmatched predicted templates are wrong with all they
hold, unmatched gold ones missed. A type right on a matched template counts as one filler.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from benchmarks.figures import Figure, Result, f1_of, share, with_interval
from benchmarks.muc4.keys import ROLES, Days, Key, KeyedDocument, is_same_day
from marsad.evaluate.compare import Tally

TYPE = "incident_type"
_NAMES = {
    TYPE: "incident_type",
    "PerpInd": "perp_ind",
    "PerpOrg": "perp_org",
    "Target": "target",
    "Victim": "victim",
    "Weapon": "weapon",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """One predicted incident. ``fillers`` are normalised, one string an entity; ``where`` names the place and what it
    lies in.
    """

    type: str
    fillers: Mapping[str, tuple[str, ...]]
    stage: str = "ACCOMPLISHED"
    confidence: str | None = None
    when: Days | None = None
    where: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """Right predictions of all predictions, found gold of all gold."""

    right: int = 0
    predicted: int = 0
    found: int = 0
    gold: int = 0

    def __add__(self, other: Marks) -> Marks:
        return Marks(
            right=self.right + other.right,
            predicted=self.predicted + other.predicted,
            found=self.found + other.found,
            gold=self.gold + other.gold,
        )

    @property
    def precision(self) -> float:
        return self.right / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        return self.found / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """A document scored: pairs of (index of template, index of key), and the marks by slot."""

    pairs: tuple[tuple[int, int], ...]
    marks: Mapping[str, Marks] = field(default_factory=dict)


def _slot(predicted: Sequence[str], gold: Sequence[frozenset[str]]) -> Marks:
    return Marks(
        right=sum(any(filler in entity for entity in gold) for filler in predicted),
        predicted=len(predicted),
        found=sum(any(filler in entity for filler in predicted) for entity in gold),
        gold=len(gold),
    )


def _slots(template: Template, key: Key) -> dict[str, Marks]:
    both = {role: _slot(template.fillers.get(role, ()), key.fillers[role]) for role in ROLES}
    return {TYPE: Marks(right=1, predicted=1, found=1, gold=1), **both}


def _fronts(gains: Sequence[Mapping[int, Marks]]) -> list[tuple[Marks, tuple[tuple[int, int], ...]]]:
    """All ways of matching that no other way beats both in right predictions and in found gold.

    ``gains[i][j]`` are the marks of template ``i`` on key ``j``. Dynamic programming over the sets of used keys, so
    that the best matching is found exactly without trying each.
    """
    states: dict[int, list[tuple[Marks, tuple[tuple[int, int], ...]]]] = {0: [(Marks(), ())]}
    for index, row in enumerate(gains):
        following = {used: list(ways) for used, ways in states.items()}
        steps = ((used, key) for used in states for key in row if not used & 1 << key)
        for used, key in steps:
            more = [(marks + row[key], (*pairs, (index, key))) for marks, pairs in states[used]]
            following[used | 1 << key] = _unbeaten([*following.get(used | 1 << key, ()), *more])
        states = following
    return _unbeaten([way for ways in states.values() for way in ways])


def _unbeaten(ways: Sequence[tuple[Marks, Any]]) -> list[tuple[Marks, Any]]:
    kept: list[tuple[Marks, Any]] = []
    for marks, pairs in sorted(ways, key=lambda way: (-way[0].right, -way[0].found)):
        if not kept or marks.found > kept[-1][0].found:
            kept.append((marks, pairs))
    return kept


def match(templates: Sequence[Template], keys: Sequence[Key]) -> Matched:
    """The matching with the highest micro F1 of this document, and what each slot gets from it."""
    gains = [
        {j: sum(_slots(template, key).values(), Marks()) for j, key in enumerate(keys) if template.type in key.types}
        for template in templates
    ]
    predicted = len(templates) + sum(len(fillers) for template in templates for fillers in template.fillers.values())
    gold = len(keys) + sum(len(key.fillers[role]) for key in keys for role in ROLES)

    def f1(way: tuple[Marks, Any]) -> float:
        return Marks(right=way[0].right, predicted=predicted, found=way[0].found, gold=gold).f1

    pairs = max(_fronts(gains), key=f1)[1]
    of_pairs = [_slots(templates[i], keys[j]) for i, j in pairs]
    marks = {
        TYPE: Marks(right=len(pairs), predicted=len(templates), found=len(pairs), gold=len(keys)),
        **{
            role: Marks(
                right=sum(slots[role].right for slots in of_pairs),
                predicted=sum(len(template.fillers.get(role, ())) for template in templates),
                found=sum(slots[role].found for slots in of_pairs),
                gold=sum(len(key.fillers[role]) for key in keys),
            )
            for role in ROLES
        },
    }
    return Matched(pairs=pairs, marks=marks)


def _micro(documents: Sequence[Marks]) -> float:
    return Marks(
        right=sum(marks.right for marks in documents),
        predicted=sum(marks.predicted for marks in documents),
        found=sum(marks.found for marks in documents),
        gold=sum(marks.gold for marks in documents),
    ).f1


def _stage(template: Template, key: Key) -> bool:
    return template.stage in key.stages


def _confidence(template: Template, key: Key) -> bool | None:
    """None where one side names no organisation. Right: a value keyed for an organisation named, else for any."""
    named = [right for names, right in key.confidences if names & set(template.fillers.get("PerpOrg", ()))]
    keyed = named or [right for _, right in key.confidences]
    if not keyed or template.confidence is None:
        return None
    return any(template.confidence in right for right in keyed)


def _date(template: Template, key: Key) -> bool | None:
    if not key.days:
        return None
    return template.when is not None and any(is_same_day(template.when, days) for days in key.days)


def _location(template: Template, key: Key) -> bool | None:
    """Right: a keyed name stands in the finest predicted one; the country's, only where the key goes no further."""
    if not key.places:
        return None
    finest = f" {template.where[-1]} " if template.where else ""
    return any(f" {name} " in finest for place in key.places for name in (place[1:] or place))


_BESIDES = {"stage": _stage, "confidence": _confidence, "date": _date, "location": _location}


def _wrong(template: Template, key: Key) -> dict[str, Any]:
    """The slots of a matched template that are not fully right."""
    wrong: dict[str, Any] = {}
    for role in ROLES:
        said, keyed = template.fillers.get(role, ()), key.fillers[role]
        marks = _slot(said, keyed)
        if (marks.right, marks.found) != (marks.predicted, marks.gold):
            wrong[role] = {"predicted": list(said), "gold": [sorted(entity) for entity in keyed]}
    for name, judge in _BESIDES.items():
        if judge(template, key) is False:
            wrong[name] = getattr(template, {"date": "when", "location": "where"}.get(name, name))
    return {name: str(value) if name == "date" else value for name, value in wrong.items()}


def _misses(document: KeyedDocument, templates: Sequence[Template], matched: Matched) -> list[dict[str, Any]]:
    """What is not right, a line a template."""
    key_of = dict(matched.pairs)
    misses: list[dict[str, Any]] = []
    for index, template in enumerate(templates):
        if index not in key_of:
            held = {role: list(fillers) for role, fillers in template.fillers.items() if fillers}
            misses.append({"document": document.id, "spurious": template.type, **held})
        elif wrong := _wrong(template, document.keys[key_of[index]]):
            misses.append({"document": document.id, "type": template.type, **wrong})
    for index in sorted(set(range(len(document.keys))) - set(key_of.values())):
        key = document.keys[index]
        keyed = {role: [sorted(entity) for entity in key.fillers[role]] for role in ROLES if key.fillers[role]}
        misses.append({"document": document.id, "missed": sorted(key.types), **keyed})
    return misses


def score(documents: Sequence[KeyedDocument], predictions: Mapping[str, Sequence[Template]]) -> Result:
    """All figures of the set. ``n`` is the number of documents; of the further slots the templates where both sides
    speak.
    """
    found = [(document, predictions.get(document.id, ())) for document in documents]
    matched = [match(templates, document.keys) for document, templates in found]
    pairs = [
        (templates[i], document.keys[j])
        for (document, templates), best in zip(found, matched, strict=True)
        for i, j in best.pairs
    ]
    present = [
        Tally(right=int(bool(keys and said)), predicted=int(bool(said)), gold=int(bool(keys)))
        for keys, said in ((document.keys, templates) for document, templates in found)
    ]
    of_documents = [sum(best.marks.values(), Marks()) for best in matched]
    figures = [with_interval("template_f1", of_documents, _micro, n=len(found))]
    for slot, name in _NAMES.items():
        marks = sum((best.marks[slot] for best in matched), Marks())
        figures.append(Figure(name=f"{name}_f1", value=marks.f1, n=marks.gold))
    figures.append(with_interval("incident_f1", present, f1_of, n=len(found)))
    for name, judge in _BESIDES.items():
        verdicts = [verdict for pair in pairs if (verdict := judge(*pair)) is not None]
        figures.append(share(f"{name}_accuracy", sum(verdicts), len(verdicts)))
    misses = [
        miss
        for (document, templates), best in zip(found, matched, strict=True)
        for miss in _misses(document, templates, best)
    ]
    return Result(figures=tuple(figures), n=len(found), misses=tuple(misses))
