"""From features to a verdict: a sum of weights one can read, vetoes, and what only a person may decide."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from math import exp
from operator import itemgetter

from marsad.merge.compare import Comparison
from marsad.merge.tables import table
from marsad.types import Judgement, Verdict

#: Name and version of the rule that judges; raise the version with the weights.
RULE = "rule:weights@3"

_WEIGHT = itemgetter(1)
#: From this weight on a finding speaks against one event; a toll that rose or a denial does not.
_AGAINST = -1.0

#: Levels of place that one text told twice keeps.
_ONE_PLACE = ("same", "same_area", "same_name")

#: Features that are weighed, in the order in which reasons are shown.
_FEATURES = (
    "copy", "lead", "kind", "mode", "status", "time", "reported", "place", "initiators", "recipients",
    "deaths", "others", "means", "targets", "campaign", "ordinal",
)  # fmt: skip


def judge(comparison: Comparison, *, merge_at: float, review_at: float) -> Judgement:
    """Are the two mentions one event?

    ``score`` is the logistic of the sum of ``reasons``, each a ``feature.level`` with its natural log-odds from
    ``data/weights.toml``. ``same`` from ``merge_at`` on, unless an ``ask`` stands among the reasons; ``different`` by
    any veto, or below ``review_at`` where something speaks against; else ``unsure``. An unsure pair is worth a
    person's time from ``review_at`` on; below it too little is known.
    """
    weights = _weights()
    prior = ("prior", table("weights")["prior"]["weight"])
    vetoes = [weights["veto"][name] for name in _vetoes(comparison)]
    asks = [weights["ask"][name] for name in _asks(comparison)]
    reasons = (prior, *_findings(comparison, weights), *vetoes, *asks)
    score = 1 / (1 + exp(-sum(map(_WEIGHT, reasons))))
    verdict: Verdict = "unsure"
    if vetoes:
        verdict = "different"
    elif score >= merge_at:
        verdict = "unsure" if asks else "same"
    elif score < review_at and min(map(_WEIGHT, reasons[1:]), default=0) <= _AGAINST:
        verdict = "different"
    return Judgement(
        left=comparison.left,
        right=comparison.right,
        verdict=verdict,
        score=round(score, 6),
        by=RULE,
        at=None,
        reasons=reasons,
    )


#: Feature → level → its name and weight, ready to be shown.
_Weights = Mapping[str, Mapping[str, tuple[str, float]]]


@cache
def _weights() -> _Weights:
    return {
        feature: {level: (f"{feature}.{level}", row["weight"]) for level, row in levels.items()}
        for feature, levels in table("weights").items()
        if feature != "prior"
    }


def _findings(comparison: Comparison, weights: _Weights) -> Iterator[tuple[str, float]]:
    for feature in _FEATURES:
        level = getattr(comparison, feature)
        if level is not None and level in weights[feature]:
            yield weights[feature][level]
    if comparison.lowers_deaths:
        yield weights["flag"]["lowers_deaths"]


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
    certain = comparison.ordinal == "equal" or (comparison.copy == "same_spot" and not _may_be_a_form(comparison))
    found = {
        "undated": comparison.time is None and not certain,
        "round_up": comparison.round_up and not certain,
        "disputed": "apart" in (comparison.initiators, comparison.recipients),
        "swapped": comparison.swapped,
        "dates_conflict": comparison.time == "apart",
    }
    return (name for name, holds in found.items() if holds)


def _may_be_a_form(comparison: Comparison) -> bool:
    """One outlet's text told again with other days, places or numbers: it fills in a form, as monitors do every day."""
    if not comparison.one_outlet:
        return False
    retold = comparison.place in _ONE_PLACE and comparison.deaths not in ("near", "rising", "apart")
    return not retold or comparison.reported in ("week", "far")


def _contradicted(comparison: Comparison) -> bool:
    """Named actors that are not one on a side, while the other side does not agree either."""
    if comparison.swapped:
        return False  # judged as swapped, which a battle survives
    pair = comparison.initiators, comparison.recipients
    return any(side == "apart" and other not in ("same", "alike") for side, other in (pair, pair[::-1]))
