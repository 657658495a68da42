"""The shapes of alerts and networks in answers, as :mod:`marsad.serve.shapes` has those of the others."""

from __future__ import annotations

from typing_extensions import TypedDict

from marsad.serve.shapes import Lines, Real


class LinesRead(Lines):
    documents: list[int] | None


class Tested(TypedDict):
    detector: str
    measure: str
    on: str
    alarms: int
    false_alarms: int
    onsets: int
    missed: int
    area_years: float
    delay_days: Real
    wrong: Real


class ReportingTold(TypedDict):
    documents_per_day: float
    documents_per_day_before: float
    looked_days: int
    share: Real


class Before(TypedDict):
    first: str
    last: str


class AlertTold(TypedDict):
    record: str
    id: str
    detector: str
    level: str
    axis: str
    key: str
    name: str
    measure: str
    since: str
    until: str
    observed: int
    before: Before
    expected: float
    ratio: Real
    probability: Real
    events: list[str]
    events_in_all: int
    reporting: ReportingTold | None
    back_test: Tested | None
    reason: str


class Alerts(TypedDict):
    at: str
    items: list[AlertTold]


class StandingTold(TypedDict):
    actor: str
    degree: int
    events: int
    betweenness: float


class NetworkTold(TypedDict):
    start: str
    tie: str
    actors: int
    pairs: int
    events: int
    density: Real
    reciprocity: Real
    groups: int
    standings: list[StandingTold]
    new_pairs: list[list[str]]


class Networks(TypedDict):
    step: str
    items: list[NetworkTold]


class PastErrorTold(TypedDict):
    month: str
    observed: int
    low: int
    median: int
    high: int
    crps: float


class ForecastTold(TypedDict):
    record: str
    unit: str
    area: str
    name: str
    country: str | None
    target: str
    issued: str
    month: str
    model: str
    counts: str
    mean: float
    low: int
    median: int
    high: int
    chances: dict[str, float]
    past_error: PastErrorTold | None


class Forecasts(TypedDict):
    items: list[ForecastTold]
