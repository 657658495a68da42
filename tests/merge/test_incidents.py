"""Incidents told by several reports against near twins, scored as merging is scored."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Iterable
from functools import cache
from itertools import combinations
from pathlib import Path

import pytest

from marsad.merge import FoldPolicy, cluster, fold, judge
from marsad.types import Event, Fingerprints, Judgement, Mention
from tests.merge.factory import compared, mention

MERGE_AT, REVIEW_AT = 0.90, 0.60


@cache
def incidents() -> tuple[tuple[str, tuple[Mention, ...]], ...]:
    table = tomllib.loads(Path(__file__).with_name("incidents.toml").read_text("utf-8"))
    told = []
    for number, incident in enumerate(table["incident"]):
        mentions = tuple(
            mention(_document(number, index, one), at=one.pop("at", 0), places=table["places"], **one)
            for index, one in enumerate(incident["mention"])
        )
        told.append((incident["name"], mentions))
    return tuple(told)


def _document(number: int, index: int, one: dict[str, object]) -> str:
    return f"copy{one['copy']}-{one['source']}" if "copy" in one else f"d{number}-{index}"


def prints(mentions: Iterable[Mention]) -> dict[str, Fingerprints]:
    return {one.document: Fingerprints(minhash=(1,) * 8) for one in mentions if one.document.startswith("copy")}


@cache
def mentions() -> tuple[Mention, ...]:
    return tuple(one for _, told in incidents() for one in told)


def judgements(among: Iterable[Mention]) -> list[Judgement]:
    shown = prints(mentions())
    return [
        judge(compared(left, right, shown), merge_at=MERGE_AT, review_at=REVIEW_AT)
        for left, right in combinations(among, 2)
    ]


@cache
def judged_once() -> tuple[Judgement, ...]:
    return tuple(judgements(mentions()))


def gold() -> dict[str, int]:
    return {one.id: number for number, (_, told) in enumerate(incidents()) for one in told}


def groups() -> tuple[frozenset[str], ...]:
    return cluster((one.id for one in mentions()), judged_once())


def b_cubed(found: Iterable[frozenset[str]], of: dict[str, int]) -> tuple[float, float, float]:
    """Precision, recall and F1 (Bagga and Baldwin 1998)."""
    home = {one: group for group in found for one in group}
    right = {one: frozenset(other for other in of if of[other] == of[one]) for one in of}
    precision = sum(len(home[one] & right[one]) / len(home[one]) for one in of) / len(of)
    recall = sum(len(home[one] & right[one]) / len(right[one]) for one in of) / len(of)
    return precision, recall, 2 * precision * recall / (precision + recall)


def pairs(found: Iterable[frozenset[str]]) -> set[tuple[str, str]]:
    return {pair for group in found for pair in combinations(sorted(group), 2)}


def test_incidents_cover_what_they_must() -> None:
    assert len(incidents()) >= 25
    assert {len(told) for _, told in incidents()} >= {1, 2, 3, 4}
    assert len(mentions()) == len({one.id for one in mentions()})


def test_incidents_b_cubed_and_pairs() -> None:
    found = groups()
    right = pairs(frozenset(one.id for one in told) for _, told in incidents())
    precision, recall, f1 = b_cubed(found, gold())
    united = pairs(found)
    assert len(united & right) / len(united) >= 0.98, f"pairs: {len(united - right)} of {len(united)} wrong"
    assert len(united & right) / len(right) >= 0.80, f"pairs: {len(right - united)} of {len(right)} missed"
    assert f1 >= 0.95, f"B³ P {precision:.3f} R {recall:.3f} F1 {f1:.3f}"


def test_incidents_no_true_pair_is_vetoed() -> None:
    of = gold()
    vetoed = [
        (one.left, one.right, [name for name, _ in one.reasons if name.startswith("veto.")])
        for one in judged_once()
        if of[one.left] == of[one.right]
        and one.verdict == "different"
        and any("veto." in name for name, _ in one.reasons)
    ]
    assert vetoed == []


@pytest.mark.parametrize("seed", range(5))
def test_incidents_any_order_gives_the_same_events(seed: int) -> None:
    shuffled = list(mentions())
    random.Random(seed).shuffle(shuffled)
    judged = judgements(shuffled)
    random.Random(seed + 1).shuffle(judged)
    assert cluster((one.id for one in shuffled), judged) == groups()


def events(found: Iterable[frozenset[str]], order: list[Mention]) -> dict[str, Event]:
    folded = [
        fold([one for one in order if one.id in group], policy=FoldPolicy(), prints=prints(order)) for group in found
    ]
    return {event.id: event for event in folded}


def test_incidents_one_by_one_gives_the_events_of_one_go() -> None:
    """Each new mention is judged against those there; only its component is clustered and folded again."""
    order = list(mentions())
    random.Random(7).shuffle(order)
    at_once = events(groups(), order)
    there: list[Mention] = []
    known: list[Judgement] = []
    standing: set[frozenset[str]] = set()
    for new in order:
        known += [
            judge(compared(old, new, prints(mentions())), merge_at=MERGE_AT, review_at=REVIEW_AT) for old in there
        ]
        there.append(new)
        touched = component(new.id, known)
        standing = {group for group in standing if not group & touched}
        standing |= set(cluster(touched, known))
    assert standing == set(groups())
    assert events(standing, order[::-1]) == at_once


def component(start: str, known: Iterable[Judgement]) -> set[str]:
    reached = {start}
    same = [one for one in known if one.verdict == "same"]
    while more := {
        end for one in same for end in (one.left, one.right) if {one.left, one.right} & reached and end not in reached
    }:
        reached |= more
    return reached


def test_incidents_reviewers_are_asked_about_the_rest() -> None:
    of = gold()
    missed = [one for one in judged_once() if of[one.left] == of[one.right] and one.verdict != "same"]
    asked = [one for one in missed if one.verdict == "unsure" and one.score >= REVIEW_AT]
    assert len(asked) / len(missed) >= 0.6
