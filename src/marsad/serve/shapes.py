"""The shapes of answers that are no records of :mod:`marsad.schema`, for the description that machines read.

``docs/api.md`` shows an example of each.
"""

from __future__ import annotations

from typing import Any

from typing_extensions import TypedDict

from marsad.schema import (
    AssessmentRecord,
    DocumentRecord,
    EventRecord,
    MentionRecord,
    PlaceRecord,
    ProblemRecord,
    QuoteRecord,
)  # fmt: skip

Whole = int | None
Real = float | None
Word = str | None


class ErrorTold(TypedDict):
    code: str
    message: str
    next_step: str


class Failed(TypedDict):
    error: ErrorTold


class Health(TypedDict):
    status: str


class Me(TypedDict):
    name: str
    role: str
    level: str
    levels: list[str]
    may: list[str]
    version: str
    db: Word
    languages: list[str]
    formats: list[str]
    office: Word
    kinds: list[str]
    modes: dict[str, list[str]]
    statuses: list[str]
    grades: list[str]
    review_states: list[str]
    roles: list[str]
    measures: list[str]
    needs: list[str]
    policy: str
    stamp: str


class Stats(TypedDict):
    documents: int
    mentions: int
    events: int
    problems: int
    events_by_kind: list[list[Any]]
    documents_by_source: list[list[Any]]
    coders: list[list[Any]]
    first_day: Word
    last_day: Word
    file_bytes: int
    problems_by_reason: list[list[Any]]


class Events(TypedDict):
    items: list[EventRecord]
    next: Word


class Mentions(TypedDict):
    items: list[MentionRecord]
    next: Word


class Problems(TypedDict):
    items: list[ProblemRecord]
    next: Word


class Assessments(TypedDict):
    items: list[AssessmentRecord]
    next: Word


class Report(TypedDict):
    document: Word
    source: Word
    url: Word
    title: Word
    published: Word
    language: Word
    length: Whole


class Piece(TypedDict):
    text: str
    labels: list[str]


class Sentence(TypedDict):
    document: str
    sentence: int
    start: int
    end: int
    pieces: list[Piece]


class Value(TypedDict):
    field: str
    label: str
    text: str
    note: str
    method: str
    confidence: Real
    quotes: list[QuoteRecord]


class ActTold(TypedDict):
    id: str
    verb: str
    by: Word
    at: str
    target: str
    field: Word
    value: Any
    reason: Word
    is_blind: bool
    is_undone: bool


class EventTold(EventRecord):
    reports: list[Report]
    sentences: list[Sentence]
    values: list[Value]
    history: list[ActTold]
    assigned_to: Word


class Columns(TypedDict):
    stamp: str
    count: int
    dictionaries: dict[str, list[str]]
    names: dict[str, list[str]]
    columns: dict[str, list[Any]]


class StepTold(TypedDict):
    start: str
    events: int
    killed: int


class Days(TypedDict):
    step: str
    items: list[StepTold]
    undated: int


class FacetItem(TypedDict):
    value: str
    label: str
    count: int


class Facet(TypedDict):
    items: list[FacetItem]
    missing: int
    distinct: int


class Facets(TypedDict):
    count: int
    reports: int
    killed: int
    killing: int
    facets: dict[str, Facet]


class PlaceFound(TypedDict):
    id: str
    name: str
    country: Word
    admin1: Word
    lat: Real
    lon: Real
    kind: Word
    events: int


class ActorFound(TypedDict):
    id: str
    name: str
    events: int


class TextFound(TypedDict):
    events: Whole


class Found(TypedDict):
    places: list[PlaceFound]
    actors: list[ActorFound]
    text: TextFound


class DocumentLine(TypedDict):
    id: str
    source: Word
    url: Word
    title: Word
    published: Word
    language: Word
    length: int
    mentions: int
    problems: int


class Documents(TypedDict):
    items: list[DocumentLine]
    next: Word


class Mark(TypedDict):
    start: int
    end: int
    field: str
    role: Word
    label: str
    mention: str
    event: Word


class DocumentTold(DocumentRecord):
    found: list[Any]
    marks: list[Mark]


class Named(TypedDict):
    record: str
    name: str
    times: int
    documents: list[str]
    sentences: list[Any]


class Names(TypedDict):
    items: list[Named]
    next: Word


class JudgementTold(TypedDict):
    left: str
    right: str
    verdict: str
    score: float
    by: str
    at: Word
    reasons: list[list[Any]]


class Judgements(TypedDict):
    items: list[JudgementTold]
    next: Word


class SourceTold(TypedDict):
    source: Word
    documents: int
    events: int
    first: Word
    last: Word
    languages: dict[str, int]
    lag_days: Real
    problems: dict[str, int]
    days: list[list[Any]]
    about: dict[str, Any]


class Sources(TypedDict):
    items: list[SourceTold]


class ActorLine(TypedDict):
    id: str
    name: str
    country: Word
    sector: Word
    events: int
    killed: int
    first: Word
    last: Word


class Actors(TypedDict):
    items: list[ActorLine]
    next: Word


class Years(TypedDict):
    first: Whole
    last: Whole


class KindTold(TypedDict):
    value: str
    count: int


class PlaceTold(TypedDict):
    id: str
    name: str
    country: Word
    admin1: Word
    lat: Real
    lon: Real
    events: int


class DyadTold(TypedDict):
    other: str
    name: str
    events: int
    conflict: int
    cooperation: int
    killed: int


class ActorTold(TypedDict):
    id: str
    name: str
    country: Word
    sector: Word
    aliases: list[str]
    inter: Whole
    active: Years | None
    parents: list[str]
    events: int
    killed: int
    months: list[StepTold]
    kinds: list[KindTold]
    places: list[PlaceTold]
    dyads: list[DyadTold]


class Node(TypedDict):
    id: str
    name: str
    sector: Word
    country: Word
    events: int


class Link(TypedDict):
    left: str
    right: str
    events: int
    conflict: int
    cooperation: int
    sign: float
    forward: int
    backward: int
    killed: int
    first: Word
    last: Word


class Network(TypedDict):
    nodes: list[Node]
    links: list[Link]


class Places(TypedDict):
    items: list[PlaceRecord]


class PartyNamed(TypedDict):
    actor: Word
    name: Word
    sector: Word
    country: Word
    inter: Whole


class PartiesNamed(TypedDict):
    items: list[PartyNamed]


class Line(TypedDict):
    key: Word
    label: Word
    events: list[int]
    killed: list[int]
    total: int


class Lines(TypedDict):
    step: str
    starts: list[str]
    looked_days: list[int]
    items: list[Line]
    undated: int


class Period(TypedDict):
    since: str
    until: str


class Trend(TypedDict):
    key: Word
    label: Word
    measure: str
    recent: int
    expected: float
    ratio: Real
    change: Real
    chance: Real
    verdict: str
    reason: str


class Trends(TypedDict):
    step: str
    recent: Period | None
    baseline: Period | None
    items: list[Trend]


class Waiting(TypedDict):
    need: str
    event: Word
    other: Word
    score: Real
    detail: str
    assigned_to: Word
    act: ActTold | None
    pair: list[str] | None
    reasons: list[list[Any]]


class Queue(TypedDict):
    items: list[Waiting]
    counts: dict[str, int]
    next: Word


class Compared(TypedDict):
    field: str
    left: str
    right: str
    is_same: bool


class Beside(TypedDict):
    left: EventTold
    right: EventTold
    fields: list[Compared]
    judgements: list[JudgementTold]


class Acted(TypedDict):
    act: ActTold
    events: list[EventRecord]


class ActsTold(TypedDict):
    items: list[ActTold]
    next: Word


class CoderTold(TypedDict):
    name: str
    events: int


class Coders(TypedDict):
    items: list[CoderTold]


class Open(TypedDict):
    items: list[str]
    done: int
    total: int


class FieldAgreed(TypedDict):
    field: str
    level: str
    n: int
    raw: Real
    alpha: Real
    verdict: Word


class Differing(TypedDict):
    event: str
    field: str
    said: list[Any]


class Agreed(TypedDict):
    coders: list[str]
    events: int
    fields: list[FieldAgreed]
    disagreements: list[Differing]


class Coded(TypedDict):
    document: DocumentRecord | None
    mentions: list[MentionRecord]
    assessments: list[AssessmentRecord]
    problems: list[ProblemRecord]
    marks: list[Mark]
    seconds: float


class AddedTold(TypedDict):
    document: Word
    source: Word
    is_new: bool
    mentions: int
    problems: int
    events: list[str]
    problem: Word


class AddedAll(TypedDict):
    items: list[AddedTold]
    seconds: float


class Kept(TypedDict):
    changed: list[str]


class Settled(TypedDict):
    id: str
    name: str


class OddRow(TypedDict):
    detail: str


class Imported(TypedDict):
    standard: str
    events: int
    problems: list[OddRow]
    overlap: dict[str, Any]


class Example(TypedDict):
    name: str
    title: str


class Examples(TypedDict):
    items: list[Example]


class HeldBack(TypedDict):
    count: int
    held_back: dict[str, int]
