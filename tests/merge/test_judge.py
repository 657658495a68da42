from __future__ import annotations

import tomllib
from importlib.resources import files
from math import exp
from typing import Any, Literal, get_args, get_type_hints

import pytest

from marsad.merge import Comparison, judge
from marsad.types import Fingerprints, Judgement
from tests.merge.factory import compared, mention, place

WEIGHTS = tomllib.loads(files("marsad.merge").joinpath("data", "weights.toml").read_text("utf-8"))
TOWN = place(id="gn:1", country="SYR", admin1="Idlib", lat=35.8, lon=36.6)
TOLD: dict[str, Any] = {
    "published": "2024-03-02",
    "when": "2024-03-01",
    "where": TOWN,
    "mode": "aerial",
    "by": ["russia/MIL/RUS"],
    "on": ["/CVL/SYR"],
    "killed": 7,
}
COPIES = {document: Fingerprints(minhash=(1, 2, 3, 4)) for document in ("d1", "d2")}


def verdict(left: dict[str, Any], right: dict[str, Any], **prints: Fingerprints) -> Judgement:
    pair = compared(mention("d1", **left), mention("d2", **right), prints)
    return judge(pair, merge_at=0.9, review_at=0.6)


def without(*fields: str) -> dict[str, Any]:
    return {field: value for field, value in TOLD.items() if field not in fields}


def reasons(judgement: Judgement) -> set[str]:
    return {name for name, _ in judgement.reasons}


def test_judge_adds_up_its_reasons() -> None:
    judgement = verdict(TOLD, TOLD)
    assert judgement.verdict == "same"
    assert judgement.score == pytest.approx(1 / (1 + exp(-sum(weight for _, weight in judgement.reasons))), abs=1e-6)
    assert {"prior", "time.same_day", "place.same", "deaths.equal", "flag.lowers_deaths"} <= reasons(judgement)
    assert judgement.by == "rule:weights@3"


def test_judge_flags_only_merges_that_lower_the_sum_of_deaths() -> None:
    assert "flag.lowers_deaths" not in reasons(verdict(TOLD, without("killed")))
    assert "flag.lowers_deaths" not in reasons(verdict(TOLD | {"killed": 0}, TOLD | {"killed": 0}))


@pytest.mark.parametrize(
    ("veto", "left", "right"),
    [
        ("time", TOLD, TOLD | {"when": "2024-03-02"}),
        ("place", TOLD, TOLD | {"where": place(id="gn:2", country="SYR", admin1="Aleppo", lat=36.2, lon=37.1)}),
        ("kind", TOLD, TOLD | {"kind": "CONSULT"}),
        ("status", TOLD, TOLD | {"status": "historical"}),
        ("swapped", TOLD | {"on": ["a/REB"]}, TOLD | {"by": ["a/REB"], "on": ["russia/MIL/RUS"]}),
        ("parties", TOLD | {"on": ["a/REB"]}, TOLD | {"by": ["b/REB"], "on": ["c/REB"]}),
        ("parties", TOLD, TOLD | {"by": ["b/REB"], "on": []}),
        ("ordinal", TOLD | {"ordinal": 8}, TOLD | {"ordinal": 9}),
        ("reported_before", TOLD, without("when") | {"published": "2024-02-20"}),
    ],
)
def test_judge_vetoes(veto: str, left: dict[str, Any], right: dict[str, Any]) -> None:
    judgement = verdict(left, right)
    assert judgement.verdict == "different"
    assert judgement.score < 0.001
    assert [name for name in reasons(judgement) if name.startswith("veto.")] == [f"veto.{veto}"]


def test_judge_two_mentions_of_one_document_stay_two() -> None:
    judgement = judge(compared(mention("d1", **TOLD), mention("d1", at=80, **TOLD)), merge_at=0.9, review_at=0.6)
    assert judgement.verdict == "different"
    assert "veto.same_document" in reasons(judgement)


@pytest.mark.parametrize(
    ("ask", "left", "right"),
    [
        ("undated", TOLD, without("when")),
        ("disputed", TOLD | {"mode": "firearms"}, TOLD | {"mode": "firearms", "by": ["syria/MIL/SYR"]}),
        (
            "swapped",
            TOLD | {"on": ["a/REB"], "acled": "Battles", "targets": ["post"]},
            TOLD | {"by": ["a/REB"], "on": ["russia/MIL/RUS"], "acled": "Battles", "targets": ["post"]},
        ),
        (
            "round_up",
            TOLD | {"when": "2024-02-26..2024-03-03", "where": place(country="SYR", admin1="Idlib", where_prec=4)},
            TOLD | {"targets": ["market"]},
        ),
    ],
)
def test_judge_never_unasked(ask: str, left: dict[str, Any], right: dict[str, Any]) -> None:
    judgement = judge(compared(mention("d1", **left), mention("d2", **right)), merge_at=0.3, review_at=0.2)
    assert judgement.verdict == "unsure"
    assert f"ask.{ask}" in reasons(judgement)


def test_judge_merges_undated_copies() -> None:
    told = without("when")
    assert verdict(told, told).verdict == "unsure"
    assert verdict(told, told, **COPIES).verdict == "same"


def test_judge_asks_about_one_outlets_form_that_is_filled_in_anew() -> None:
    """An outlet does not copy itself: the same words with another place, day or number may be another event."""
    told = without("when") | {"source": "Monitor", "published": "2024-03-02"}
    assert verdict(told, told, **COPIES).verdict == "same"
    nowhere = {key: value for key, value in told.items() if key != "where"}
    for other in (told | {"published": "2024-03-05"}, told | {"killed": told["killed"] + 1}, nowhere):
        judgement = verdict(told, other, **COPIES)
        assert (judgement.verdict, "ask.undated" in reasons(judgement)) == ("unsure", True)
        assert verdict(told, other | {"source": "Paper"}, **COPIES).verdict == "same", "another outlet's copy"


def test_judge_merges_undated_ones_of_equal_number_in_a_series() -> None:
    patrol = {"kind": "COOPERATE", "by": ["russia/MIL", "turkey/MIL"], "published": "2020-05-06", "ordinal": 8}
    assert verdict(patrol, patrol).verdict == "same"
    assert verdict(patrol, patrol | {"ordinal": 9}).verdict == "different"


def test_judge_asks_about_a_reprint_with_another_date() -> None:
    judgement = verdict(TOLD, TOLD | {"when": "2024-03-02"}, **COPIES)
    assert judgement.verdict == "unsure"
    assert "ask.dates_conflict" in reasons(judgement)


def test_judge_other_spots_of_a_copy_are_other_events() -> None:
    pair = compared(mention("d1", at=10, **without("where")), mention("d2", at=900, **without("where")), COPIES)
    assert judge(pair, merge_at=0.9, review_at=0.6).verdict == "different"


def test_judge_a_denial_may_be_of_the_same_event() -> None:
    assert verdict(TOLD, TOLD | {"status": "denied"}).verdict == "same"


def test_judge_is_unsure_where_nothing_is_known_and_does_not_ask() -> None:
    judgement = verdict({}, {})
    assert judgement.verdict == "unsure"
    assert judgement.score < 0.6


def test_judge_is_different_where_something_speaks_against() -> None:
    vague = {"when": "2024-03-01", "targets": ["market"]}
    assert verdict(vague, vague | {"targets": ["depot"]}).verdict == "different"


def test_judge_obeys_the_thresholds() -> None:
    pair = compared(mention("d1", **TOLD), mention("d2", **without("killed", "mode", "on")))
    score = judge(pair, merge_at=1, review_at=0).score
    assert judge(pair, merge_at=score - 0.001, review_at=0.1).verdict == "same"
    assert judge(pair, merge_at=score + 0.001, review_at=0.1).verdict == "unsure"


def test_weights_give_a_reason_and_belong_to_a_level_that_exists() -> None:
    hints = get_type_hints(Comparison)
    for feature, entries in WEIGHTS.items():
        if feature == "prior":
            assert entries["reason"]
            continue
        for level, entry in entries.items():
            assert entry["reason"].endswith("."), (feature, level)
            if feature not in ("veto", "ask", "flag"):
                assert level in levels(hints[feature]), (feature, level)


def test_weights_cover_every_level_but_those_that_are_vetoes() -> None:
    vetoed = {("kind", "apart"), ("status", "apart"), ("place", "apart"), ("ordinal", "apart")}
    hints = get_type_hints(Comparison)
    missing = {
        (feature, level)
        for feature in WEIGHTS
        if feature in hints
        for level in levels(hints[feature])
        if level not in WEIGHTS[feature]
    }
    assert missing == vetoed


def levels(hint: Any) -> set[str]:
    if getattr(hint, "__origin__", None) is Literal:
        return set(get_args(hint))
    return {level for part in get_args(hint) for level in levels(part)}
