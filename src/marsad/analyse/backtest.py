"""How detectors did on days that are long over: which escalations they missed, how late they were, how often wrong.

An onset is the first day of a window that is an escalation by the count model's rule; windows that begin within one
window's length of each other are one episode. An alert is sent where a detector holds and none was sent for
``quiet_days``. It is right where its day lies in an episode, else false. An onset is missed where no alert is sent in
its first window.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from marsad.analyse.alert import AlertMeasure, BackTest, Detector
from marsad.analyse.escalation import score
from marsad.analyse.rules import CountRule


@dataclass(frozen=True, slots=True, kw_only=True)
class Episode:
    """Index of the first day of its first window, and of the last day of its last."""

    onset: int
    last: int


def episodes(counts: Any, rule: CountRule) -> list[list[Episode]]:
    """The escalations of each line, in their order."""
    import numpy as np

    window, days = rule.window_days, counts.shape[1]
    total = np.concatenate((np.zeros((len(counts), 1)), np.cumsum(counts, axis=1)), axis=1)
    starts = np.arange(rule.history_days, days - window + 1)
    before = np.stack(
        [
            total[:, starts - window * back] - total[:, starts - window * (back + 1)]
            for back in range(rule.windows_before)
        ]
    )
    sums = total[:, starts + window] - total[:, starts]
    is_one = (sums >= rule.least) & (sums >= rule.times * np.median(before, axis=0))
    return [_joined(starts[row].tolist(), window) for row in is_one]


def _joined(starts: Sequence[int], window: int) -> list[Episode]:
    found: list[Episode] = []
    for start in starts:
        if found and start - (found[-1].last - window + 1) < window:
            found[-1] = Episode(onset=found[-1].onset, last=start + window - 1)
        else:
            found.append(Episode(onset=start, last=start + window - 1))
    return found


def probabilities(counts: Any, rule: CountRule) -> Any:
    """The count model's probability for each line on each day; 0 before there is history enough."""
    import numpy as np

    found = np.zeros(counts.shape)
    for day in range(rule.history_days, counts.shape[1]):
        found[:, day] = score(counts, rule, day).probability
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of the alerts of some lines."""

    alarms: int
    false_alarms: int
    delays: tuple[int | None, ...]  #: of each onset, in days; None: missed
    area_years: float

    @property
    def missed(self) -> int:
        return sum(delay is None for delay in self.delays)

    @property
    def false_per_area_year(self) -> float:
        return self.false_alarms / self.area_years

    @property
    def median_delay(self) -> float | None:
        """Of those found."""
        found = [delay for delay in self.delays if delay is not None]
        return float(median(found)) if found else None

    def mean_delay(self, missed_as: int) -> float | None:
        """Over all onsets, a missed one counted as so many days."""
        told = [missed_as if delay is None else delay for delay in self.delays]
        return sum(told) / len(told) if told else None


def outcome(holds: Any, found: Sequence[Sequence[Episode]], rule: CountRule, *, quiet_days: int) -> Outcome:
    """``holds``: for each line and day, whether the detector holds.

    Days without the history that the rule needs, and the last ones whose windows are not yet over, count for nothing.
    """
    first, last = rule.history_days, holds.shape[1] - rule.window_days
    alarms, false, delays = 0, 0, list[int | None]()
    for row, told in zip(holds, found, strict=True):
        sent = _sent(row.nonzero()[0].tolist(), first, quiet_days)
        judged = [day for day in sent if day <= last or _is_in(day, told)]
        alarms += len(judged)
        false += sum(not _is_in(day, told) for day in judged)
        for episode in told:
            later = (day - episode.onset for day in sent if day >= episode.onset)
            delay = next(later, None)
            delays.append(delay if delay is not None and delay < rule.window_days else None)
    years = len(holds) * max(0, last - first + 1) / 365.25
    return Outcome(alarms=alarms, false_alarms=false, delays=tuple(delays), area_years=years)


def _sent(days: Sequence[int], first: int, quiet_days: int) -> list[int]:
    sent: list[int] = []
    for day in days:
        if day >= first and (not sent or day - sent[-1] >= quiet_days):
            sent.append(day)
    return sent


def _is_in(day: int, told: Sequence[Episode]) -> bool:
    return any(episode.onset <= day <= episode.last for episode in told)


def told_as(outcome: Outcome, detector: Detector, measure: AlertMeasure, on: str) -> BackTest:
    """An outcome as alerts carry it."""
    return BackTest(
        detector=detector,
        measure=measure,
        on=on,
        alarms=outcome.alarms,
        false_alarms=outcome.false_alarms,
        onsets=len(outcome.delays),
        missed=outcome.missed,
        delay_days=outcome.median_delay,
        area_years=round(outcome.area_years, 1),
    )
