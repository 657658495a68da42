"""From features to a verdict: a sum of weights one can read, vetoes, and what only a person may decide."""

from __future__ import annotations

from collections.abc import Iterator
from math import exp

from marsad.merge.compare import Comparison
from marsad.merge.tables import table
from marsad.types import Judgement, Verdict

#: Name and version of the rule that judges; raise the version with the weights.
RULE = "rule:weights@2"

#: From this weight on a finding speaks against one event; a toll that rose or a denial does not.
_AGAINST = -1.0

#: Features that are weighed, in the order in which reasons are shown.
_FEATURES = (
    "copy", "kind", "mode", "status", "time", "reported", "place", "initiators", "recipients",
    "deaths", "others", "means", "targets", "campaign", "ordinal",
)  # fmt: skip


def judge(comparison: Comparison, *, merge_at: float, review_at: float) -> Judgement:
    """Are the two mentions one event?

    ``score`` is the logistic of the sum of ``reasons``, each a ``feature.level`` with its natural log-odds from
    ``data/weights.toml``. ``same`` from ``merge_at`` on, unless an ``ask`` stands among the reasons; ``different`` by
    any veto, or below ``review_at`` where something speaks against; else ``unsure``. An unsure pair is worth a
    person's time from ``review_at`` on; below it too little is known.
    """
    reasons = tuple(_reasons(comparison))
    score = 1 / (1 + exp(-sum(weight for _, weight in reasons)))
    return Judgement(
        left=comparison.left,
        right=comparison.right,
        verdict=_verdict(reasons, score, merge_at=merge_at, review_at=review_at),
        score=round(score, 6),
        by=RULE,
        at=None,
        reasons=reasons,
    )


def _verdict(reasons: tuple[tuple[str, float], ...], score: float, *, merge_at: float, review_at: float) -> Verdict:
    if any(name.startswith("veto.") for name, _ in reasons):
        return "different"
    if score >= merge_at:
        return "unsure" if any(name.startswith("ask.") for name, _ in reasons) else "same"
    against = any(weight <= _AGAINST for name, weight in reasons if name != "prior")
    return "different" if score < review_at and against else "unsure"


def _reasons(comparison: Comparison) -> Iterator[tuple[str, float]]:
    weights = table("weights")
    yield "prior", weights["prior"]["weight"]
    for feature in _FEATURES:
        level = getattr(comparison, feature)
        if level is not None and level in weights[feature]:
            yield f"{feature}.{level}", weights[feature][level]["weight"]
    if comparison.lowers_deaths:
        yield "flag.lowers_deaths", weights["flag"]["lowers_deaths"]["weight"]
    yield from ((f"veto.{name}", weights["veto"][name]["weight"]) for name in _vetoes(comparison))
    yield from ((f"ask.{name}", weights["ask"][name]["weight"]) for name in _asks(comparison))


def _vetoes(comparison: Comparison) -> Iterator[str]:
    found = {
        "same_document": comparison.same_document,
        "ordinal": comparison.ordinal == "apart",
        "time": comparison.time == "apart" and comparison.copy != "same_spot",
        "reported_before": comparison.reported_before,
        "place": comparison.place == "apart",
        "kind": comparison.kind == "apart",
        "status": comparison.status == "apart",
        "swapped": comparison.swapped and not comparison.battle,
        "parties": _contradicted(comparison),
    }
    return (name for name, holds in found.items() if holds)


def _asks(comparison: Comparison) -> Iterator[str]:
    certain = comparison.copy == "same_spot" or comparison.ordinal == "equal"
    found = {
        "undated": comparison.time is None and not certain,
        "round_up": comparison.round_up and not certain,
        "disputed": "apart" in (comparison.initiators, comparison.recipients),
        "swapped": comparison.swapped,
        "dates_conflict": comparison.time == "apart",
    }
    return (name for name, holds in found.items() if holds)


def _contradicted(comparison: Comparison) -> bool:
    """Named actors that are not one on a side, while the other side does not agree either."""
    if comparison.swapped:
        return False  # judged as swapped, which a battle survives
    pair = comparison.initiators, comparison.recipients
    return any(side == "apart" and other not in ("same", "alike") for side, other in (pair, pair[::-1]))
