"""Own set: incidents told by two to four reports each, beside near twins; are the reports of one put together?

The set is `tests/merge/reports`; a third of its scenes stands in `sealed/`. Every report tells of one incident. Two
reports are together where some event holds a mention of both. B³ (Bagga and Baldwin 1998) over reports, with the share
of wrong and of missed pairs; ``proposed_recall`` counts pairs put before a person too.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from datetime import date
from itertools import combinations
from pathlib import Path

from benchmarks.figures import Figure, MissingSetError, Options, Result, share
from benchmarks.system import Merged, Row, code_texts, merge_coded
from marsad.evaluate.compare import Tally

#: Report → incident, both by id.
Gold = Mapping[str, str]

Pairs = frozenset[tuple[str, str]]


def read_reports(folder: Path) -> list[tuple[Row, str]]:
    """Every report of the folder's files with the incident it tells of."""
    files = sorted(folder.glob("*.toml"))
    if not files:
        raise MissingSetError(f"no .toml in {folder}")
    told: list[tuple[Row, str]] = []
    for file in files:
        for scene in tomllib.loads(file.read_text("utf-8"))["scene"]:
            for incident in scene["incident"]:
                name = f"{file.stem}/{scene['name']}/{incident['name']}"
                told += [(_row(f"{name}/{n}", one), name) for n, one in enumerate(incident["reports"], 1)]
    return told


def _row(key: str, report: Mapping[str, object]) -> Row:
    published = report["published"]
    assert isinstance(published, date)
    return Row(id=key, text=str(report["text"]), published=published, source=str(report["source"]))


def together(groups: Iterable[Iterable[str]]) -> Pairs:
    return frozenset(pair for group in groups for pair in combinations(sorted(set(group)), 2))


def b_cubed(found: Pairs, gold: Gold) -> tuple[float, float]:
    """Precision and recall: of what a report is put with, and of what it should be with, the right share."""
    partners = {report: {report} for report in gold}
    for left, right in found:
        partners[left].add(right)
        partners[right].add(left)
    own = {report: {other for other in gold if gold[other] == gold[report]} for report in gold}
    precision = sum(len(partners[one] & own[one]) / len(partners[one]) for one in gold) / len(gold)
    recall = sum(len(partners[one] & own[one]) / len(own[one]) for one in gold) / len(gold)
    return precision, recall


def figures(merged: Merged, gold: Gold) -> list[Figure]:
    incidents: dict[str, list[str]] = {}
    for report, incident in gold.items():
        incidents.setdefault(incident, []).append(report)
    wanted, found = together(incidents.values()), together(merged.events)
    precision, recall = b_cubed(found, gold)
    tally = Tally(right=len(wanted & found), predicted=len(found), gold=len(wanted))
    return [
        Figure(name="b_cubed_f1", value=2 * precision * recall / (precision + recall), n=len(gold)),
        Figure(name="b_cubed_precision", value=precision, n=len(gold)),
        Figure(name="b_cubed_recall", value=recall, n=len(gold)),
        share("over_merge", tally.predicted - tally.right, tally.predicted),
        share("under_merge", tally.gold - tally.right, tally.gold),
        share("proposed_recall", len(wanted & (found | merged.proposed)), tally.gold),
    ]


def run(options: Options) -> Result:
    """Own reports of incidents with near twins: B³ over reports, wrong and missed pairs."""
    told = read_reports(options.data)[: options.limit]
    gold = {row.id: incident for row, incident in told}
    merged = merge_coded(list(code_texts((row for row, _ in told), jobs=options.jobs)))
    found = together(merged.events)
    misses = [
        {"left": left, "right": right, "sort": "missed" if gold[left] == gold[right] else "wrong",
         "proposed": (left, right) in merged.proposed}
        for left, right in combinations(sorted(gold), 2)
        if ((left, right) in found) != (gold[left] == gold[right])
    ]  # fmt: skip
    return Result(figures=tuple(figures(merged, gold)), n=len(gold), misses=tuple(misses))
