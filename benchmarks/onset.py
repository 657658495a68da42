"""Onsets of escalation found in time: the count model beside the rule of HDX Signals, by governorate and day.

What an onset is stands in :mod:`marsad.analyse.backtest`: the first day of a window of 28 days with at least 25 deaths
and at least three times the median of the six windows before. A detector sees the days up to the one it speaks on. Its
thresholds are tuned on every second governorate, to the least delay at no more than one false alarm per governorate and
year, and measured on the others; then the other way round, so that every figure is of governorates that the thresholds
have not seen. A missed onset counts as 28 days late.

``python -m benchmarks.onset --data DIR --write src/marsad/analyse/data/backtest.toml`` writes how the shipped rules do,
which alerts then carry.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, replace
from datetime import date
from functools import partial
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.figures import Figure, Options, Result
from benchmarks.ged.rows import GedRow, ged_rows
from marsad.analyse.alert import AlertMeasure, BackTest
from marsad.analyse.backtest import Episode, Outcome, episodes, outcome, probabilities, told_as
from marsad.analyse.escalation import Sums, signal, sums
from marsad.analyse.rules import CountRule, Rules, SignalsRule, load_rules

#: False alarms that an area may have in a year.
ALLOWED = 1.0
_PROBABILITIES = [number / 200 for number in range(20, 200)]
_LEAST = (5, 10, 25, 50, 75, 100, 150, 200, 300)
_SHARES = (1.0, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3)

#: For these lines, on each day, whether the detector holds.
Holds = Callable[[list[int]], Any]


def run(options: Options) -> Result:
    """UCDP GED by governorate and day: onsets found, days late and false alarms, count model beside HDX Signals."""
    folder = options.data if options.data.is_dir() else options.data.with_name("ged")
    counts, areas = daily_deaths(ged_rows(Path(folder), options.limit))
    rules = load_rules()
    rule = rules.counts["deaths"]
    found = episodes(counts, rule)
    told = {
        "": crossed(_by_probability(probabilities(counts, rule)), found, rules),
        "hdx_tuned_": crossed(_by_sums(counts, rules), found, rules),
        "hdx_": outcome(_shipped(counts, rules), found, rule, quiet_days=rules.quiet_days),
        "line_": outcome(_full(counts, rule), found, rule, quiet_days=rules.quiet_days),
    }
    figures = [figure for name, one in told.items() for figure in _figures(name, one, rule)]
    return Result(figures=tuple(figures), n=len(areas), misses=_misses(areas, found, told[""]))


def daily_deaths(rows: Sequence[GedRow], *, events: bool = False) -> tuple[Any, list[str]]:
    """Deaths (or events) by governorate and day. A row stands on its last day; one over more than a window nowhere."""
    dated = [
        row for row in rows if row.adm_1 and (row.last - row.first).days < load_rules().counts["deaths"].window_days
    ]
    areas = sorted({row.adm_1 for row in dated})
    begin = date(min(row.first.year for row in dated), 1, 1)
    end = date(max(row.last.year for row in dated), 12, 31)
    counts = np.zeros((len(areas), (end - begin).days + 1))
    number = {area: place for place, area in enumerate(areas)}
    for row in dated:
        counts[number[row.adm_1], (row.last - begin).days] += 1 if events else row.best
    return counts, areas


# --- detectors with thresholds to tune ---------------------------------------------------------


def _by_probability(scores: Any) -> list[Holds]:
    return [partial(_reaches, scores, least) for least in _PROBABILITIES]


def _reaches(scores: Any, least: float, lines: list[int]) -> Any:
    return scores[lines] >= least


def _by_sums(counts: Any, rules: Rules) -> list[Holds]:
    days = _sums(counts, rules)
    tuned = (replace(rules.signals, least=least, share=share) for least, share in product(_LEAST, _SHARES))
    return [partial(_signals, days, rule) for rule in tuned]


def _signals(days: Sequence[Sums], rule: SignalsRule, lines: list[int]) -> Any:
    return np.stack([signal(day, rule) for day in days], axis=1)[lines] > 0


def _sums(counts: Any, rules: Rules) -> list[Sums]:
    return [sums(counts, rules.signals, day) for day in range(counts.shape[1])]


def _shipped(counts: Any, rules: Rules) -> Any:
    return _signals(_sums(counts, rules), rules.signals, list(range(len(counts))))


def _full(counts: Any, rule: CountRule) -> Any:
    """The rule's own line and no model: the window is already full."""
    return probabilities(counts, rule) >= 1.0


# --- tuned on one half, measured on the other --------------------------------------------------


def crossed(choices: Iterable[Holds], found: Sequence[Sequence[Episode]], rules: Rules) -> Outcome:
    """Each half of the lines with the threshold that did best on the other."""
    several = list(choices)
    halves = [list(range(0, len(found), 2)), list(range(1, len(found), 2))]
    parts = []
    for learned, judged in (halves, halves[::-1]):
        best = min(several, key=lambda holds: _loss(_outcome(holds, learned, found, rules), rules))
        parts.append(_outcome(best, judged, found, rules))
    return Outcome(
        alarms=sum(part.alarms for part in parts),
        false_alarms=sum(part.false_alarms for part in parts),
        delays=tuple(delay for part in parts for delay in part.delays),
        area_years=sum(part.area_years for part in parts),
    )


def _outcome(holds: Holds, lines: list[int], found: Sequence[Sequence[Episode]], rules: Rules) -> Outcome:
    rule = rules.counts["deaths"]
    return outcome(holds(lines), [found[line] for line in lines], rule, quiet_days=rules.quiet_days)


def _loss(told: Outcome, rules: Rules) -> float:
    if told.false_per_area_year > ALLOWED:
        return float("inf")
    return told.mean_delay(rules.counts["deaths"].window_days) or 0.0


# --- what is told ------------------------------------------------------------------------------


def _figures(name: str, told: Outcome, rule: CountRule) -> list[Figure]:
    onsets = len(told.delays)
    found = onsets - told.missed
    return [
        Figure(name=f"{name}found", value=found / onsets if onsets else None, n=onsets),
        Figure(name=f"{name}days_late", value=told.mean_delay(rule.window_days), n=onsets),
        Figure(name=f"{name}median_days_late", value=told.median_delay, n=found),
        Figure(name=f"{name}right", value=1 - told.false_alarms / told.alarms if told.alarms else None, n=told.alarms),
        Figure(name=f"{name}false_per_area_year", value=told.false_per_area_year, n=told.false_alarms),
    ]


def _misses(areas: Sequence[str], found: Sequence[Sequence[Episode]], told: Outcome) -> tuple[dict[str, Any], ...]:
    """Each onset with the days that the count model was late, in the order of the halves."""
    order = [*range(1, len(areas), 2), *range(0, len(areas), 2)]
    onsets = [(areas[line], episode.onset) for line in order for episode in found[line]]
    return tuple(
        {"area": area, "onset_day": onset, "days_late": delay}
        for (area, onset), delay in zip(onsets, told.delays, strict=True)
    )


# --- what alerts carry -------------------------------------------------------------------------

_ON = "UCDP GED Syria 2016–2018 by governorate and day"


def back_tests(rows: Sequence[GedRow], rules: Rules) -> list[BackTest]:
    """How the shipped rules did, detector by detector."""
    told = []
    measures: tuple[AlertMeasure, ...] = ("deaths", "events")
    for measure in measures:
        counts, _ = daily_deaths(rows, events=measure == "events")
        rule = rules.counts[measure]
        holds = probabilities(counts, rule) >= rule.probability
        found = episodes(counts, rule)
        told.append(told_as(outcome(holds, found, rule, quiet_days=rules.quiet_days), "count-model", measure, _ON))
        if measure == "deaths":
            by_signals = outcome(_shipped(counts, rules), found, rule, quiet_days=rules.quiet_days)
            told.append(told_as(by_signals, "hdx-signals", measure, _ON))
    return told


def _as_toml(told: Sequence[BackTest]) -> str:
    head = "# How the shipped rules did on days long over: python -m benchmarks.onset --data DIR --write FILE\n"
    named = ([(name, value) for name, value in asdict(one).items() if value is not None] for one in told)
    rows = ("\n".join(f"{name} = {_value(value)}" for name, value in row) for row in named)
    return head + "".join(f"\n[[back-test]]\n{row}\n" for row in rows)


def _value(value: object) -> str:
    return f'"{value}"' if isinstance(value, str) else str(value)


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.onset", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="folder of the set")
    parser.add_argument("--write", type=Path, required=True, metavar="FILE", help="the file that alerts read")
    chosen = parser.parse_args(argv)
    text = _as_toml(back_tests(ged_rows(chosen.data, None), load_rules()))
    chosen.write.write_text(text, encoding="utf-8")
    print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
