"""The judge of merging beside Splink (Linacre et al. 2022), the record linkage library most used in public statistics.

::

    python -m benchmarks.splink_beside --data DIR [--mentions 3000]

Both see the same pairs: of the synthetic load of ``merging_load`` (``DIR`` is the folder of the set ``ged``) and of the
open own reports. Splink learns by expectation maximisation, on these very pairs and told how many are of one event,
what it is worth to agree on day, place, sides, number of dead, kind and mode; Marsad's weights are as they stand.
Splink is no dependency: ``pip install splink`` beside Marsad. The last line is one JSON object.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import combinations
from pathlib import Path
from typing import Any

from benchmarks.figures import one_line
from benchmarks.merging_load import happenings, load
from benchmarks.reports import read_reports
from benchmarks.system import code_texts
from marsad.config import Config
from marsad.merge import compare, judge, sketch
from marsad.types import Fingerprints, Mention

REPORTS = Path(__file__).parents[1] / "tests" / "merge" / "reports"
#: Days between two publications within which a pair is compared; the same in Splink's words.
_DAYS = 3
_BLOCK = (
    "coalesce(l.country, '') = coalesce(r.country, '') and coalesce(l.admin1, '') = coalesce(r.admin1, '')"
    f" and abs(l.published - r.published) <= {_DAYS} and l.document <> r.document"
)
_MERGE_AT = Config().merge_at
#: Pairs of mentions' ids, the lesser first; and what they score.
Pairs = set[tuple[str, str]]
Scores = dict[tuple[str, str], float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A mention, the event it tells, and the print of its document."""

    event: str
    mention: Mention
    print: Fingerprints | None


def simulated(folder: Path, wanted: int) -> list[Told]:
    every = load(wanted, happenings(folder))
    return [Told(event=event, mention=coding.mentions[0], print=coding.fingerprints) for event, _, coding in every]


def own() -> list[Told]:
    """The dated mention, else the first, of each own report."""
    rows = read_reports(REPORTS)
    incident = {row.id: name for row, name in rows}
    told = []
    for done in code_texts(row for row, _ in rows):
        if done.coding and done.coding.mentions:
            main = next((one for one in done.coding.mentions if one.when), done.coding.mentions[0])
            told.append(Told(event=incident[done.row], mention=main, print=done.coding.fingerprints))
    return told


def row(told: Told) -> dict[str, Any]:
    """A mention in the columns that Splink compares. A side is its named actor, else its sector."""
    mention = told.mention
    place, when = mention.where.value if mention.where else None, mention.when.value if mention.when else None
    killed = mention.count("killed")
    sides = {
        role: next((one.id or one.sector for one in mention.actors(role)), None) for role in ("initiator", "recipient")
    }
    return {
        "unique_id": mention.id, "document": mention.document,
        "kind": mention.kind.value, "mode": mention.mode.value if mention.mode else None,
        "first": str(when.first) if when else None,
        "place": place.id if place else None, "lat": place.lat if place else None, "lon": place.lon if place else None,
        "country": place.country if place else None, "admin1": place.admin1 if place else None,
        "killed": killed.best if killed else None, **sides,
        "published": mention.published.toordinal() if mention.published else None,
    }  # fmt: skip


def by_splink(told: Sequence[Told], pairs: Pairs, share_same: float) -> Scores:
    """Pair → how likely Splink holds it to be one event."""
    import pandas as pd
    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator

    exact = ("place", "initiator", "recipient", "mode", "kind", "killed")
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=[
            cl.AbsoluteDateDifferenceAtThresholds(
                "first", input_is_string=True, metrics=["day", "day"], thresholds=[1, 3]
            ),
            cl.DistanceInKMAtThresholds("lat", "lon", [1, 5, 25]),
            *map(cl.ExactMatch, exact),
        ],
        blocking_rules_to_generate_predictions=[_BLOCK],
        probability_two_random_records_match=share_same,
    )
    linker = Linker(DuckDBAPI().register(pd.DataFrame([row(one) for one in told])), settings, log_level="ERROR")
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    linker.training.estimate_parameters_using_expectation_maximisation(
        _BLOCK, fix_probability_two_random_records_match=True
    )
    found = linker.inference.predict().as_pandas_dataframe()
    scores = zip(found["unique_id_l"], found["unique_id_r"], found["match_probability"], strict=True)
    known = {(min(pair), max(pair)): float(score) for *pair, score in scores}
    return {pair: known.get(pair, 0.0) for pair in pairs}


def by_marsad(told: Sequence[Told], pairs: Pairs) -> Scores:
    """Pair → the judge's score; 0 where a veto holds."""
    sketches = {one.mention.id: sketch(one.mention, one.print) for one in told}
    judged = {
        pair: judge(compare(sketches[pair[0]], sketches[pair[1]]), merge_at=_MERGE_AT, review_at=0) for pair in pairs
    }
    return {pair: 0.0 if judgement.verdict == "different" else judgement.score for pair, judgement in judged.items()}


def near_pairs(told: Iterable[Told]) -> Pairs:
    """Pairs of one province (or none told) published within days of each other."""
    groups: dict[Any, list[Told]] = {}
    for one in told:
        place = one.mention.where.value if one.mention.where else None
        groups.setdefault((place.country, place.admin1) if place else None, []).append(one)
    return {
        (min(left.mention.id, right.mention.id), max(left.mention.id, right.mention.id))
        for group in groups.values()
        for left, right in combinations(group, 2)
        if _is_near(left.mention, right.mention)
    }


def _is_near(left: Mention, right: Mention) -> bool:
    if left.document == right.document or left.published is None or right.published is None:
        return False
    return abs((left.published - right.published).days) <= _DAYS


def scored(scores: Scores, same: Pairs) -> dict[str, float]:
    """Precision and recall from the score on at which Marsad merges unasked, and the best F1 of any score."""
    merged = {pair for pair, score in scores.items() if score >= _MERGE_AT}
    right, best = 0, 0.0
    for rank, pair in enumerate(sorted(scores, key=lambda pair: (-scores[pair], pair)), 1):
        right += pair in same
        best = max(best, 2 * right / (rank + len(same)))
    return {
        "precision": round(len(merged & same) / max(1, len(merged)), 3),
        "recall": round(len(merged & same) / max(1, len(same)), 3),
        "best_f1": round(best, 3),
    }


def measure(told: Sequence[Told]) -> dict[str, Any]:
    event = {one.mention.id: one.event for one in told}
    pairs = near_pairs(told)
    same = {pair for pair in pairs if event[pair[0]] == event[pair[1]]}
    every = len(told) * (len(told) - 1) / 2
    return {
        "pairs": len(pairs),
        "of_one_event": len(same),
        "marsad": scored(by_marsad(told, pairs), same),
        "splink": scored(by_splink(told, pairs, len(same) / every), same),
    }


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.splink_beside", description=(__doc__ or "").splitlines()[0]
    )
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="folder of the set ged")
    parser.add_argument("--mentions", type=int, default=3000, metavar="N", help="simulated mentions (3,000)")
    chosen = parser.parse_args(argv)
    if find_spec("splink") is None:
        print("Splink is not installed: pip install splink", file=sys.stderr)
        return 2
    print(
        one_line(
            {
                "benchmark": "splink_beside",
                "ged": measure(simulated(chosen.data, chosen.mentions)),
                "own": measure(own()),
            }
        )
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
