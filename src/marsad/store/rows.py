"""Values → rows and back: what stands in typed columns, and what in the record beside them.

Pure; knows names of columns, but no SQL.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from marsad import record
from marsad.types import (
    Assessment,
    Document,
    Event,
    Fingerprints,
    Judgement,
    Mention,
    OriginRun,
    Problem,
    Section,
    Sentence,
    Span,
)

Row = dict[str, Any]

_SIDES = {
    "initiators": {"initiator", "initiator_supporter"},
    "recipients": {"recipient", "recipient_supporter", "victim"},
}


def utc(at: datetime) -> datetime:
    """A time stamp as it is stored: UTC, without a zone. Raises ValueError for one that names no zone."""
    if at.tzinfo is None:
        raise ValueError(f"{at!r} names no time zone")
    return at.astimezone(UTC).replace(tzinfo=None)


def from_utc(at: datetime) -> datetime:
    return at.replace(tzinfo=UTC)


# --- documents ---------------------------------------------------------------------------------


def reading_of(document: Document) -> str:
    """Digest of how a text was read, beyond what the id holds: its date, language, sections and sentences."""
    return record.content_id(
        document.published.isoformat() if document.published else None,
        document.published_from,
        document.language,
        record.canonical_json(_sections(document)),
        record.canonical_json(_sentences(document)),
    )


def _sections(document: Document) -> list[list[object]]:
    return [[section.kind, section.span.start, section.span.end, section.story] for section in document.sections]


def _sentences(document: Document) -> list[list[int]]:
    return [[sentence.span.start, sentence.span.end, sentence.section] for sentence in document.sentences]


def document_row(document: Document, at: datetime) -> Row:
    """A document as a row of its table: the one place where words are kept."""
    return {
        "id": document.id,
        "reading": reading_of(document),
        "source": document.source,
        "url": document.url,
        "title": document.title,
        "published": document.published,
        "published_from": document.published_from,
        "language": document.language,
        "text": document.text,
        "sections": record.canonical_json(_sections(document)),
        "sentences": record.canonical_json(_sentences(document)),
        "origin": record.canonical_json([[run.start, run.origin, run.length] for run in document.origin]),
        "added_at": utc(at),
    }


def document_from(row: Row) -> Document:
    """The inverse of :func:`document_row`."""
    return Document(
        **{
            name: row[name]
            for name in ("id", "source", "url", "title", "published", "published_from", "language", "text")
        },
        sections=tuple(
            Section(kind=kind, span=Span(start=start, end=end), story=story)
            for kind, start, end, story in row["sections"]
        ),
        sentences=tuple(
            Sentence(index=index, span=Span(start=start, end=end), section=section)
            for index, (start, end, section) in enumerate(row["sentences"])
        ),
        origin=tuple(OriginRun(start=start, origin=origin, length=length) for start, origin, length in row["origin"]),
    )


# --- what they tell ----------------------------------------------------------------------------


def _actors(full: Mapping[str, Any], roles: set[str] | None = None) -> list[str]:
    """Ids of the registered parties (in these roles), each once, sorted."""
    found = {party["actor"] for party in full["parties"] if roles is None or party["role"] in roles}
    return sorted(found - {None})


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


def account_columns(full: Mapping[str, Any]) -> Row:
    """What mentions and events tell in columns of their own."""
    where, when, killed = full["where"] or {}, full["when"] or {}, full["counts"].get("killed") or {}
    return {
        "id": full["id"],
        "kind": full["kind"],
        "mode": full["mode"],
        "status": full["status"],
        "published": _day(full["published"]),
        "from_day": _day(when.get("first") or full["published"]),
        "to_day": _day(when.get("last") or full["published"]),
        "date_prec": when.get("date_prec"),
        "place": where.get("id"),
        "place_name": where.get("name"),
        **{name: where.get(name) for name in ("country", "admin1", "admin2", "lat", "lon", "where_prec")},
        "killed": killed.get("low") if killed.get("best") is None else killed["best"],
        "ordinal": full["ordinal"],
        **sides_of(full),
        "review_state": full["review_state"],
    }


def sides_of(full: Mapping[str, Any]) -> dict[str, list[str]]:
    """Ids of the actors of a record: of all, and of those who did something and to whom it was done."""
    return {"actors": _actors(full), **{side: _actors(full, roles) for side, roles in _SIDES.items()}}


def account_row(full: dict[str, Any], sources: Sequence[str]) -> Row:
    """The columns that mentions and events share, of a record that is given away: it goes in without its words."""
    columns = account_columns(full)
    return {**columns, "sources": list(sources), "record": record.canonical_json(record.withheld(full))}


def mention_row(mention: Mention, coding: str) -> Row:
    sources = [] if mention.source is None else [mention.source]
    full = dict(record.mention_record(mention))
    trigger = mention.kind.quotes[0].span
    place_in_text = {"trigger_start": trigger.start, "trigger_end": trigger.end}
    return {"coding": coding, "document": mention.document, **place_in_text, **account_row(full, sources)}


#: Fields whose doubt is worth a person's time.
_WEIGHTY = ("kind", "status", "parties", "where", "when", "counts")


def doubt_columns(event: Event) -> Row:
    """How sure the least sure of an event's weighty values is, and on how many of them sources differ."""
    sure = [claim.confidence for field, claim in event.claims() if field in _WEIGHTY and claim.confidence is not None]
    return {
        "confidence": min(sure, default=None),
        "conflicts": len({field for field, _ in event.rivals if field in _WEIGHTY}),
    }


def doubt_told(full: Mapping[str, Any]) -> Row:
    """As :func:`doubt_columns`, of an event's record."""
    reasons = [claim for field in _WEIGHTY for claim in _listed(full["claims"].get(field))]
    return {
        "confidence": min((one["confidence"] for one in reasons if one["confidence"] is not None), default=None),
        "conflicts": len({rival["field"] for rival in full["rivals"] if rival["field"] in _WEIGHTY}),
    }


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def event_row(event: Event) -> Row:
    """An event's row, but for when it was folded."""
    full: dict[str, Any] = {**record.event_record(event), "aliases": []}
    sources = event.corroboration.sources
    return {**account_row(full, sources), "grade": event.corroboration.grade, **doubt_columns(event)}


def assessment_row(assessment: Assessment, coding: str) -> Row:
    return {
        "coding": coding,
        "document": assessment.document,
        "id": assessment.id,
        "direction": assessment.direction.value,
        "record": record.canonical_json(record.withheld(dict(record.assessment_record(assessment)))),
    }


def problem_row(problem: Problem, *, coding: str | None, at: datetime) -> Row:
    """A problem as a row, its quote as offsets."""
    bare = record.canonical_json(record.withheld(dict(record.problem_record(problem))))
    return {
        "id": record.content_id(bare),
        "coding": coding,
        "document": problem.document,
        "source": problem.source,
        "stage": problem.stage,
        "code": problem.code,
        "record": bare,
        "added_at": utc(at),
    }


# --- fingerprints and judgements ---------------------------------------------------------------


#: Bytes of a MinHash that copies of one text share, as a rule: two values.
COPY_BYTES = 16


def fingerprint_columns(fingerprints: Fingerprints | None) -> Row:
    if fingerprints is None:
        return {"minhash": None, "copied": None, "lead": None}
    packed = fingerprints.packed
    copied = packed[:COPY_BYTES] if len(packed) >= COPY_BYTES else None
    return {"minhash": packed, "copied": copied, "lead": fingerprints.lead}


def judge_of(judged_by: str) -> str:
    """``"rule:<name>@<version>"`` without its version: a rule's newer word replaces its older one."""
    return judged_by.partition("@")[0] if judged_by.startswith("rule:") else judged_by


def judgement_row(judgement: Judgement, *, number: int, at: datetime) -> Row:
    """A judgement as a row; ``at`` is the time of one that names none."""
    return {
        "number": number,
        "left_mention": judgement.left,
        "right_mention": judgement.right,
        "verdict": judgement.verdict,
        "score": judgement.score,
        "judge": judge_of(judgement.by),
        "judged_by": judgement.by,
        "judged_at": utc(judgement.at or at),
        "reasons": record.canonical_json([list(reason) for reason in judgement.reasons]),
    }


def judgement_from(row: Row) -> Judgement:
    return Judgement(
        left=row["left_mention"],
        right=row["right_mention"],
        verdict=row["verdict"],
        score=row["score"],
        by=row["judged_by"],
        at=from_utc(row["judged_at"]),
        reasons=tuple((feature, weight) for feature, weight in row["reasons"]),
    )
