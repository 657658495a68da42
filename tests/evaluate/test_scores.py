import json
import random
from collections.abc import Sequence
from typing import Any

import pytest

from marsad.evaluate import GoldDocument, bootstrap, evaluate, parse_gold
from marsad.evaluate.compare import Tally


def gold_of(*documents: tuple[str, list[dict[str, Any]]]) -> tuple[GoldDocument, ...]:
    return parse_gold(json.dumps({"document": key, "events": events}) for key, events in documents)


def test_gold_as_prediction_scores_one_on_every_field() -> None:
    events = [
        {
            "kind": "ASSAULT",
            "status": "happened",
            "where": {"name": "P", "admin1": "A", "country": "SYR"},
            "when": "2020-05-01",
        },
        {"kind": "PROTEST", "status": "planned", "counts": {"participants": 40}, "means": ["drum"], "outcome": []},
    ]
    gold = gold_of(("d1", events), ("d2", events[:1]), ("d3", []))
    report = evaluate(gold, {"d1": events, "d2": events[:1]}, rng=random.Random(1))
    assert report.documents == 3
    assert report.events.tally == Tally(right=3, predicted=3, gold=3)
    assert report.events.n == report.events.exact == 3
    assert {score.field: (score.tally.f1, score.exact == score.n) for score in report.fields} == {
        **dict.fromkeys(
            ("kind", "status", "where", "admin1", "country", "when", "counts", "counts_in_range", "means"), (1.0, True)
        ),
        "outcome": (None, True),
    }
    assert report.missed == report.spurious == ()
    assert all(pair.wrong == () for pair in report.pairs)


def test_each_mistake_is_counted_once() -> None:
    gold = gold_of(
        ("d1", [{"kind": "ASSAULT", "mode": "firearms", "where": {"name": "P"}}, {"kind": "AID", "mode": None}])
    )
    found = [
        {"kind": "ASSAULT", "mode": "aerial", "where": {"name": "P"}, "status": "happened"},
        {"kind": "PROTEST", "status": "happened"},
    ]
    report = evaluate(gold, {"d1": found}, rng=random.Random(1))
    assert report.events.tally == Tally(right=1, predicted=2, gold=2)
    by_field = {score.field: score for score in report.fields}
    assert by_field["kind"].tally.f1 == 1.0
    assert by_field["mode"].tally == Tally(right=0, predicted=1, gold=1)
    assert by_field["mode"].n == 1
    assert report.missed == (("d1", 1),)
    assert report.spurious == (("d1", 1),)
    assert report.pairs[0].wrong == ("mode",)


def test_what_did_not_take_place_counts_only_where_coders_gave_a_status() -> None:
    planned = [{"kind": "ASSAULT", "status": "planned"}]
    without = evaluate(gold_of(("d1", [])), {"d1": planned}, rng=random.Random(1))
    assert without.events.tally.predicted == 0
    with_status = gold_of(("d1", []), ("d2", [{"kind": "AID", "status": "happened"}]))
    assert evaluate(with_status, {"d1": planned}, rng=random.Random(1)).events.tally.predicted == 1


def test_indices_of_predictions_are_those_of_the_caller() -> None:
    gold = gold_of(("d1", [{"kind": "AID"}]))
    found = [{"kind": "AID", "status": "denied"}, {"kind": "AID", "status": "happened"}]
    report = evaluate(gold, {"d1": found}, rng=random.Random(1))
    assert [(pair.gold, pair.predicted) for pair in report.pairs] == [(0, 1)]


def test_a_document_without_predictions_is_all_missed() -> None:
    report = evaluate(gold_of(("d1", [{"kind": "AID"}])), {}, rng=random.Random(1))
    assert report.events.tally == Tally(gold=1)
    assert report.events.tally.precision is None
    assert report.events.tally.recall == 0.0
    assert report.fields == ()


def test_intervals_hold_the_figure_and_come_out_the_same_from_the_same_seed() -> None:
    tallies = [Tally(right=1, predicted=1, gold=1)] * 6 + [Tally(right=0, predicted=1, gold=1)] * 4

    def f1(units: Sequence[Tally]) -> float | None:
        return sum(units, Tally()).f1

    low, high = bootstrap(tallies, f1, rng=random.Random(7), draws=400)
    assert low < 0.6 < high
    assert (low, high) == bootstrap(tallies, f1, rng=random.Random(7), draws=400)


def test_nothing_can_be_resampled_from_one_document_or_from_no_figure() -> None:
    assert bootstrap([Tally(right=1, predicted=1, gold=1)], lambda _: 1.0, rng=random.Random(1)) is None
    assert bootstrap([1, 2], lambda _: None, rng=random.Random(1), draws=5) is None


def test_f1_is_none_where_nothing_is_held() -> None:
    assert Tally().f1 is None
    assert Tally().recall is None
    assert Tally(predicted=2).f1 == pytest.approx(0.0)
