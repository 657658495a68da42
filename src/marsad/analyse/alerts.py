"""Alerts: where something has become more, by each detector, with what stands behind it."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files
from math import log
from typing import Any

from marsad.analyse.alert import Alert, AlertLevel, AlertMeasure, Axis, BackTest, Detector, Line, Reporting, Stretch
from marsad.analyse.axes import Areas, members
from marsad.analyse.escalation import score, signal, sums
from marsad.analyse.material import Material, Members, bridged, day_numbers, day_of, number_of, numbered
from marsad.analyse.rules import CountRule, Rules, load_rules
from marsad.record import content_id

#: Events that an alert names.
_NAMED = 20
#: Numbers of a matrix of daily counts worked on at a time: 64 MB.
_AT_ONCE = 8_000_000
_UNKNOWN = -(2**31)


def as_told(_axis: str, key: str) -> str:
    """The key as its own name."""
    return key


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What to look through: until which day, by which axes (else those of the rules), and what keys are called."""

    at: date
    axes: tuple[Axis, ...] = ()
    areas: Areas = field(default_factory=dict)
    name: Callable[[str, str], str] = as_told


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaning:
    """One document's assessment of the direction of things in an area: more violence or tension, or less."""

    day: date
    country: str | None
    admin1: str | None
    is_more: bool


def alerts(material: Material, rules: Rules, asked: Asked, leanings: Sequence[Leaning] = ()) -> tuple[Alert, ...]:
    """Every line in which a detector holds on the day asked for: high before medium, then the most observed.

    Nothing after that day is looked at. What did not take place, is undated, or is told more vaguely than a window of
    days, is not counted.
    """
    scene = _Scene(material.occurred(), rules, asked)
    found: list[Alert] = []
    for axis in asked.axes or rules.axes:
        for part in scene.parts(axis):
            found += _by_counts(scene, part)
            found += _by_signals(scene, part)
    found += _by_assessments(scene, leanings)
    return tuple(sorted(found, key=lambda one: (one.level != "high", -one.observed, one.detector, one.line.key)))


@dataclass(frozen=True, kw_only=True, eq=False)
class _Part:
    """Some lines of an axis: their members and the daily counts of each, by measure."""

    axis: Axis
    members: Members
    counts: dict[AlertMeasure, Any]


class _Scene:
    """The days looked through, as numbers from 0, and what is known of them."""

    def __init__(self, material: Material, rules: Rules, asked: Asked) -> None:
        import numpy as np

        self.material, self.rules, self.asked = material, rules, asked
        self.days = rules.history_days + 1
        self.today = self.days - 1
        self._zero = number_of(asked.at) - self.today
        events = material.events
        first, last = (_days(events[name]) for name in ("from_day", "to_day"))
        longest = min(rule.window_days for rule in rules.counts.values())
        is_dated = (events["date_prec"].fill_null(_UNKNOWN).to_numpy() != _UNKNOWN) & (last - first < longest)
        self.day = np.where(is_dated, last - self._zero, _UNKNOWN)
        self.is_told = (self.day >= 0) & (self.day < self.days)
        # One chunk each: some rows are taken from them for every alert.
        self._ids, self._told_by = (events[name].combine_chunks() for name in ("id", "sources"))
        self.killed = np.maximum(events["killed"].fill_null(0).to_numpy(), 0)
        self.sources, self.published = self._published()
        known: Any = self.seen.any(axis=0)
        known[self.day[self.is_told]] = True
        self.looked = bridged(known)

    def _published(self) -> tuple[list[str], Any]:
        """Sources, and the documents of each on each day."""
        import numpy as np

        coverage = self.material.coverage
        codes, words = numbered(coverage["source"].fill_null(""))
        day = _days(coverage["day"]) - self._zero
        held = (day >= 0) & (day < self.days)
        documents = np.zeros((len(words), self.days))
        np.add.at(documents, (codes[held], day[held]), coverage["documents"].to_numpy()[held])
        self.seen = np.zeros((len(words), self.days), dtype=bool)
        self.seen[codes[held], day[held]] = True
        return words, documents

    def date(self, day: int) -> date:
        return day_of(self._zero + day)

    def stretch(self, first: int, last: int) -> Stretch:
        return Stretch(first=self.date(first), last=self.date(last))

    def line(self, axis: Axis, key: str) -> Line:
        return Line(axis=axis, key=key, name=self.asked.name(axis, key))

    def parts(self, axis: Axis) -> Iterator[_Part]:
        """The lines of an axis in which anything was told lately, some at a time."""
        import numpy as np

        told = members(self.material.events, axis, self.asked.areas)
        held = self.is_told[told.rows]
        told = Members(rows=told.rows[held], lines=told.lines[held], keys=told.keys)
        lately = self.day[told.rows] > self.today - self.rules.signals.window_days
        active = np.unique(told.lines[lately])
        at_once = max(1, _AT_ONCE // self.days)
        for start in range(0, len(active), at_once):
            some = told.among(active[start : start + at_once])
            flat, size = some.lines * self.days + self.day[some.rows], len(some.keys) * self.days
            counts: dict[AlertMeasure, Any] = {
                "events": np.bincount(flat, minlength=size).reshape(-1, self.days).astype(float),
                "deaths": np.bincount(flat, self.killed[some.rows], minlength=size).reshape(-1, self.days),
            }
            yield _Part(axis=axis, members=some, counts=counts)

    def events(self, part: _Part, line: int, first: int, measure: AlertMeasure) -> list[str]:
        """Ids of the events of a line since a day: most deaths first, then the latest."""
        rows = part.members.rows[part.members.lines == line]
        rows = rows[self.day[rows] >= first]
        if measure == "deaths":
            rows = rows[self.killed[rows] > 0]
        ids = self._ids.take(rows).to_pylist()
        told = zip((-self.killed[rows]).tolist(), (-self.day[rows]).tolist(), ids, strict=True)
        return [one for _, _, one in sorted(told)]

    def reporting(self, part: _Part, line: int, since: int, before: int, ratio: float | None) -> Reporting | None:
        """How much the sources that tell of a line wrote since a day, and from ``before`` until then."""
        rows = part.members.rows[part.members.lines == line]
        rows = rows[self.day[rows] >= before]
        named = {source for told in self._told_by.take(rows).to_pylist() for source in told or ()}
        own = [number for number, source in enumerate(self.sources) if source in named]
        if not own:
            return None
        written = self.published[own].sum(axis=0)
        now, then = written[since:].mean(), written[before:since].mean() if before < since else 0.0
        return Reporting(
            documents_per_day=round(float(now), 3),
            documents_per_day_before=round(float(then), 3),
            looked_days=int(self.seen[own][:, since:].any(axis=0).sum()),
            share=_share(now, then, ratio),
        )


def _days(column: Any) -> Any:
    """Days as numbers, none as a number far before them all."""
    import numpy as np

    return np.maximum(day_numbers(column), _UNKNOWN // 2)


def _share(now: float, then: float, ratio: float | None) -> float | None:
    if not now or not then or not ratio or ratio <= 1:
        return None
    return round(min(1.0, max(0.0, log(now / then) / log(ratio))), 3)


# --- detectors ---------------------------------------------------------------------------------


def _by_counts(scene: _Scene, part: _Part) -> Iterator[Alert]:
    measures: tuple[AlertMeasure, ...] = ("deaths", "events")
    for measure in measures:
        yield from _scored(scene, part, measure)


def _scored(scene: _Scene, part: _Part, measure: AlertMeasure) -> Iterator[Alert]:
    """Alerts of the count model on one measure."""
    rule, counts = scene.rules.counts[measure], part.counts[measure]
    reach = rule.history_days + rule.window_days
    begun = scene.days - reach
    found = score(counts[:, begun:], rule, reach - 1, scene.looked[begun:])
    for line in (found.probability >= rule.probability).nonzero()[0].tolist():
        start, median = begun + int(found.start[line]), float(found.median[line])
        observed = int(counts[line, start:].sum())
        if not observed:  # only fear of what may come
            continue
        yield _alert(
            scene,
            part,
            line,
            _Case(
                detector="assessments" if measure == "assessments" else "count-model",
                level="high" if observed >= found.wanted[line] else "medium",
                measure=measure,
                since=start,
                before=start - rule.history_days,
                observed=observed,
                expected=median * (scene.today - start + 1) / rule.window_days,
                probability=float(found.probability[line]),
                why=_why(rule, float(found.wanted[line]), median),
            ),
        )


def _why(rule: CountRule, wanted: float, median: float) -> str:
    return (
        f"an escalation is {wanted:g} in {rule.window_days} days; the median of the {rule.windows_before} times"
        f" {rule.window_days} days before is {median:g}"
    )


def _by_signals(scene: _Scene, part: _Part) -> Iterator[Alert]:
    """Alerts by the rule of HDX Signals. Days before anything was known are no history."""
    rule, begun = scene.rules.signals, int(scene.looked.argmax())
    found = sums(part.counts["deaths"][:, begun:], rule, scene.today - begun)
    levels = signal(found, rule)
    for line in levels.nonzero()[0].tolist():
        since = scene.today - rule.window_days + 1
        before = max(begun, since - rule.medium_days)
        past = part.counts["deaths"][line, before:since]
        high = levels[line] > 1
        yield _alert(
            scene,
            part,
            line,
            _Case(
                detector="hdx-signals",
                level="high" if high else "medium",
                measure="deaths",
                since=since,
                before=before,
                observed=int(found.now[line]),
                expected=float(past.mean()) * rule.window_days,
                probability=None,
                why=f"the greatest sum over {rule.window_days} days in the past"
                f" {rule.high_days if high else rule.medium_days} days was"
                f" {(found.long_past if high else found.past)[line]:g}",
            ),
        )


def _by_assessments(scene: _Scene, leanings: Sequence[Leaning]) -> Iterator[Alert]:
    """Alerts on what reports say of the direction of things; only where more say so than say the opposite."""
    import numpy as np

    axes: tuple[Axis, ...] = ("country", "admin1")
    for axis in axes:
        told = [(key, one) for one in leanings if (key := _area_key(one, axis)) is not None]
        keys = sorted({key for key, _ in told})
        more, less = (np.zeros((len(keys), scene.days)) for _ in range(2))
        for key, one in told:
            day = number_of(one.day) - number_of(scene.date(0))
            if 0 <= day < scene.days:
                (more if one.is_more else less)[keys.index(key), day] += 1
        none = np.array([], dtype=np.int64)
        nobody = Members(rows=none, lines=none, keys=keys)
        part = _Part(axis=axis, members=nobody, counts={"assessments": np.maximum(more - less, 0)})
        yield from _scored(scene, part, "assessments")


def _area_key(one: Leaning, axis: Axis) -> str | None:
    if axis == "country" or one.country is None:
        return one.country
    return f"{one.country}/{one.admin1}" if one.admin1 else None


# --- what an alert says ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class _Case:
    """What a detector found in one line; days as numbers."""

    detector: Detector
    level: AlertLevel
    measure: AlertMeasure
    since: int
    before: int
    observed: int
    expected: float
    probability: float | None
    why: str


def _alert(scene: _Scene, part: _Part, number: int, case: _Case) -> Alert:
    line = scene.line(part.axis, part.members.keys[number])
    stretch = scene.stretch(case.since, scene.today)
    events = scene.events(part, number, case.since, case.measure)
    ratio = case.observed / case.expected if case.expected else None
    return Alert(
        id=content_id(case.detector, line.axis, line.key, case.measure, stretch.first.isoformat()),
        detector=case.detector,
        level=case.level,
        line=line,
        measure=case.measure,
        stretch=stretch,
        observed=case.observed,
        before=scene.stretch(max(0, case.before), case.since - 1),
        expected=round(case.expected, 2),
        probability=None if case.probability is None else round(case.probability, 3),
        events=tuple(events[:_NAMED]),
        events_in_all=len(events),
        reporting=scene.reporting(part, number, case.since, max(0, case.before), ratio),
        back_test=back_test(case.detector, case.measure, scene.rules),
        reason=_reason(line, stretch, case),
    )


def _reason(line: Line, stretch: Stretch, case: _Case) -> str:
    sure = "" if case.probability is None else f" The count model gives {case.probability:.2f} that this is one."
    return (
        f"{line.name}: {case.observed} {case.measure} from {stretch.first} to {stretch.last},"
        f" where {case.expected:.1f} were expected; {case.why}.{sure}"
    )


@cache
def _back_tests() -> tuple[BackTest, ...]:
    text = files("marsad.analyse").joinpath("data/backtest.toml").read_text(encoding="utf-8")
    return tuple(BackTest(**row) for row in tomllib.loads(text)["back-test"])


def back_test(detector: Detector, measure: AlertMeasure, rules: Rules) -> BackTest | None:
    """How these rules did on public data; None for what was never tested, other thresholds among it."""
    shipped = load_rules()
    if (rules.counts[measure], rules.signals) != (shipped.counts[measure], shipped.signals):
        return None
    return next((one for one in _back_tests() if (one.detector, one.measure) == (detector, measure)), None)
