"""The shape of every public record, as types; its JSON Schema is generated from them.

``docs/schemas`` holds the published schemas. Fields may be added; those there keep name and meaning.
"""

from __future__ import annotations

from typing import Any, Literal, NotRequired

from typing_extensions import TypedDict

#: Version of the records' JSON Schema; raised whenever a field is added.
RECORD_VERSION = 1


class QuoteRecord(TypedDict):
    document: NotRequired[str]  #: only in events, whose quotes come from several documents
    start: int
    end: int
    sentence: int
    text: str | None
    item: NotRequired[int | str]  #: which item of a list field (or which count) it supports


class ClaimRecord(TypedDict):
    method: str
    confidence: float | None
    item: NotRequired[int | str]
    rivals: NotRequired[list[Any]]


class AttributionRecord(TypedDict):
    by: Literal["outlet", "source", "party"]
    name: str | None
    stance: Literal["asserts", "claims", "denies"]


class PartyRecord(TypedDict):
    role: Literal["initiator", "recipient", "initiator_supporter", "recipient_supporter", "victim", "mediator"]
    actor: str | None
    name: str | None
    sector: str | None
    country: str | None
    inter: int | None
    text: str | None


class PlaceRecord(TypedDict):
    id: str | None
    shape: Literal["point", "line", "area"]
    name: str
    country: str | None
    admin1: str | None
    admin2: str | None
    lat: float | None
    lon: float | None
    where_prec: int | None
    geo_precision: int | None


class WhenRecord(TypedDict):
    first: str
    last: str
    date_prec: int


class DurationRecord(TypedDict):
    text: str


class CountRecord(TypedDict):
    low: int | None
    best: int | None
    high: int | None
    by_party: dict[str, int]


class AcledRecord(TypedDict):
    event_type: str
    sub_event_type: str


class GedRecord(TypedDict):
    type_of_violence: int


class AccountRecord(TypedDict):
    """What mentions and events share."""

    id: str
    published: str | None
    reported_on: str | None
    kind: str
    mode: str | None
    status: Literal["happened", "ongoing", "attempted", "planned", "denied", "hypothetical", "historical"]
    attribution: list[AttributionRecord]
    parties: list[PartyRecord]
    where: PlaceRecord | None
    when: WhenRecord | None
    duration: DurationRecord | None
    counts: dict[str, CountRecord]
    means: list[str]
    escort: list[str]
    targets: list[str]
    outcome: list[str]
    campaign: str | None
    ordinal: int | None
    contexts: list[str]
    tags: list[str]
    acled: AcledRecord | None
    ged: GedRecord | None
    cameo: str | None
    goldstein: float | None
    review_state: Literal["machine", "reviewed", "corrected", "rejected"]
    claims: dict[str, ClaimRecord | list[ClaimRecord]]
    quotes: dict[str, list[QuoteRecord]]
    coder: str


class MentionRecord(AccountRecord):
    record: Literal["mention"]
    document: str
    source: str | None
    published_from: Literal["given", "metadata", "header", "byline"] | None


class RivalRecord(TypedDict):
    field: str
    value: Any
    method: str
    confidence: float | None
    quotes: list[QuoteRecord]


class EventRecord(AccountRecord):
    record: Literal["event"]
    mentions: list[str]
    documents: list[str]
    aliases: list[str]
    rivals: list[RivalRecord]
    grade: Literal["confirmed", "fair", "weak", "contested", "discounted"]
    grade_rule: str
    sources: list[str]
    independent_sources: int


class AssessmentRecord(TypedDict):
    record: Literal["assessment"]
    id: str
    document: str
    subject: str | None
    direction: Literal["up", "down", "tension_up", "tension_down"]
    area: str | None
    claims: dict[str, ClaimRecord]
    quotes: dict[str, list[QuoteRecord]]


class ProblemRecord(TypedDict):
    record: Literal["problem"]
    stage: str
    code: str
    detail: str
    document: str | None
    source: str | None
    quote: QuoteRecord | None


class SectionRecord(TypedDict):
    kind: Literal["headline", "lede", "body", "caption", "boilerplate"]
    start: int
    end: int
    story: int


class SentenceRecord(TypedDict):
    start: int
    end: int
    section: int


class OriginRecord(TypedDict):
    start: int
    origin: int
    length: int


class DocumentRecord(TypedDict):
    record: Literal["document"]
    id: str
    source: str | None
    url: str | None
    title: str | None
    published: str | None
    published_from: Literal["given", "metadata", "header", "byline"] | None
    language: str | None
    text: str
    sections: list[SectionRecord]
    sentences: list[SentenceRecord]
    origin: list[OriginRecord]


Record = DocumentRecord | MentionRecord | EventRecord | AssessmentRecord | ProblemRecord
RECORDS: dict[str, type] = {
    "document": DocumentRecord,
    "mention": MentionRecord,
    "event": EventRecord,
    "assessment": AssessmentRecord,
    "problem": ProblemRecord,
}


def json_schema(record: str) -> dict[str, Any]:
    """The JSON Schema (2020-12) of a public record: document, mention, event, assessment or problem."""
    from pydantic import TypeAdapter

    schema = TypeAdapter(RECORDS[record]).json_schema()
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"Marsad {record} record, version {RECORD_VERSION}",
        **{key: value for key, value in schema.items() if key != "title"},
    }
