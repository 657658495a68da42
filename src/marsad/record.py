"""The flat record: how nouns look outside the process, and back again.

The only module that knows the serialised form of documents, mentions, events, assessments and problems; the command
line, the store, exports, the HTTP API and evaluation all speak it. Fields may be added; those there keep name and
meaning.

Records are canonical: NFC, keys sorted, decimals fixed, one line. Words of the text stand only in ``text`` (quotes,
parties), in ``attribution[].name`` of an unregistered source and in assessments; :func:`withhold` takes them out before
anything is stored and :func:`restore` fills them in from the document.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from datetime import date
from typing import Any, cast

from marsad.schema import (
    AssessmentRecord,
    ClaimRecord,
    DocumentRecord,
    EventRecord,
    MentionRecord,
    ProblemRecord,
    QuoteRecord,
    RivalRecord,
)
from marsad.types import (
    CODED_FIELDS,
    Account,
    AcledType,
    Actor,
    Assessment,
    Attribution,
    Claim,
    Count,
    DateRange,
    Document,
    Event,
    Mention,
    OriginRun,
    Party,
    Place,
    Problem,
    Quote,
    Section,
    Sentence,
    Span,
)


def canonical_json(value: object) -> str:
    """One line of JSON that is the same wherever it is made: NFC, keys sorted, no spaces, no NaN."""
    text = _dumped(value)
    # Strings are composed before they are written: an accent after "\n" would else compose with the n of the escape.
    return text if unicodedata.is_normalized("NFC", text) else _dumped(_composed(value))


def _dumped(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def _composed(value: Any) -> Any:
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, Mapping):
        return {_composed(key): _composed(held) for key, held in value.items()}
    return [_composed(held) for held in value] if isinstance(value, (list, tuple)) else value


def content_id(*parts: object) -> str:
    """Id from content: the first 80 bits of SHA-256 over a canonical JSON list, as 20 hexadecimal digits.

    Parts are strings, numbers or None. 80 bits keep the chance of one collision in a billion documents below 1e-6.
    """
    return hashlib.sha256(canonical_json(list(parts)).encode()).hexdigest()[:20]


# --- values, out and in ------------------------------------------------------------------------


def _day(value: date | None) -> str | None:
    return value.isoformat() if value else None


def _from_day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


def _plain(value: Any) -> dict[str, Any]:
    """A flat value as a dict of its fields."""
    return {field.name: getattr(value, field.name) for field in fields(value)}


def _party_out(party: Party) -> dict[str, Any]:
    actor = party.actor
    return {
        "role": party.role,
        "actor": actor.id,
        "name": actor.name,
        "sector": actor.sector,
        "country": actor.country,
        "inter": actor.inter,
        "text": party.text,
    }


def _party_in(record: Mapping[str, Any]) -> Party:
    actor = Actor(
        id=record["actor"],
        name=record["name"],
        sector=record["sector"],
        country=record["country"],
        inter=record["inter"],
    )
    return Party(role=record["role"], actor=actor, text=record["text"])


def _place_out(place: Place) -> dict[str, Any]:
    out = _plain(place)
    for axis in ("lat", "lon"):
        out[axis] = None if out[axis] is None else round(out[axis], 5)
    return out


def _when_in(record: Mapping[str, Any]) -> DateRange:
    return DateRange(
        first=date.fromisoformat(record["first"]),
        last=date.fromisoformat(record["last"]),
        date_prec=record["date_prec"],
    )


def _when_out(when: DateRange) -> dict[str, Any]:
    return {"first": when.first.isoformat(), "last": when.last.isoformat(), "date_prec": when.date_prec}


def _count_out(count: Count) -> dict[str, Any]:
    return {"low": count.low, "best": count.best, "high": count.high, "by_party": dict(count.by_party)}


def _same(value: Any) -> Any:
    return value


#: How the value of each field leaves; a field that is not named here leaves as it is.
_OUT: dict[str, Callable[[Any], Any]] = {
    "attribution": _plain,
    "parties": _party_out,
    "where": _place_out,
    "when": _when_out,
    "duration": lambda text: {"text": text},
    "counts": _count_out,
    "acled": _plain,
    "ged": lambda number: {"type_of_violence": number},
}

#: How it comes back in. Counts come back in :func:`_count_in`, which needs the measure.
_IN: dict[str, Callable[[Any], Any]] = {
    "attribution": lambda record: Attribution(**record),
    "parties": _party_in,
    "where": lambda record: Place(**record),
    "when": _when_in,
    "duration": lambda record: record["text"],
    "acled": lambda record: AcledType(**record),
    "ged": lambda record: record["type_of_violence"],
}

#: How a record says that nothing is known of a field, and an account.
_NOTHING: tuple[Any, ...] = (None, [], {})
_LISTS = frozenset(("attribution", "parties", "counts", "means", "escort", "targets", "outcome", "contexts", "tags"))


_UNTOLD: dict[str, Any] = {name: () if name in _LISTS else None for name in CODED_FIELDS}


def _count_in(measure: str, record: Mapping[str, Any]) -> Count:
    by_party = tuple(sorted(record["by_party"].items()))
    return Count(
        measure=cast("Any", measure),
        low=record["low"],
        best=record["best"],
        high=record["high"],
        by_party=by_party,
    )


def _quote_out(quote: Quote, *, item: int | str | None = None, home: str | None) -> QuoteRecord:
    record: QuoteRecord = {
        "start": quote.span.start,
        "end": quote.span.end,
        "sentence": quote.sentence,
        "text": quote.text,
    }
    if quote.document != home:
        record["document"] = quote.document
    if item is not None:
        record["item"] = item
    return record


def _quote_in(record: Mapping[str, Any], home: str | None) -> Quote:
    return Quote(
        document=record.get("document", home),
        sentence=record["sentence"],
        span=Span(start=record["start"], end=record["end"]),
        text=record["text"],
    )


def _claim_out(name: str, claim: Claim[Any], item: int | str | None) -> ClaimRecord:
    confidence = None if claim.confidence is None else round(claim.confidence, 3)
    record: ClaimRecord = {"method": claim.method, "confidence": confidence}
    if item is not None:
        record["item"] = item
    if claim.rivals:
        leave = _OUT.get(name, _same)
        record["rivals"] = [
            {"measure": rival.measure, **leave(rival)} if name == "counts" else leave(rival) for rival in claim.rivals
        ]
    return record


def _account_out(account: Account, home: str | None) -> dict[str, Any]:
    out: dict[str, Any] = {}
    claims: dict[str, Any] = {}
    quotes: dict[str, list[QuoteRecord]] = {}
    for name in CODED_FIELDS:
        held = getattr(account, name)
        leave = _OUT.get(name, _same)
        if name not in _LISTS:
            out[name] = None if held is None else leave(held.value)
            if held is not None:
                claims[name] = _claim_out(name, held, None)
                quotes[name] = [_quote_out(quote, home=home) for quote in held.quotes]
            continue
        keys = [claim.value.measure if name == "counts" else index for index, claim in enumerate(held)]
        values = [leave(claim.value) for claim in held]
        out[name] = dict(zip(keys, values, strict=True)) if name == "counts" else values
        if held:
            pairs = list(zip(keys, held, strict=True))
            claims[name] = [_claim_out(name, claim, key) for key, claim in pairs]
            quotes[name] = [_quote_out(quote, item=key, home=home) for key, claim in pairs for quote in claim.quotes]
    return {**out, "claims": claims, "quotes": quotes}


def _claim_in(name: str, value: Any, reason: Mapping[str, Any], quotes: Iterable[Quote]) -> Claim[Any]:
    enter = _IN.get(name, _same)
    if name == "counts":
        rivals = tuple(
            _count_in(rival["measure"], {k: v for k, v in rival.items() if k != "measure"})
            for rival in reason.get("rivals", ())
        )
    else:
        rivals = tuple(enter(rival) for rival in reason.get("rivals", ()))
    return Claim(
        value=value,
        quotes=tuple(quotes),
        method=reason["method"],
        confidence=reason["confidence"],
        rivals=rivals,
    )


def _field_in(name: str, record: Mapping[str, Any], home: str | None) -> Any:
    held, quotes = record[name], record["quotes"][name]
    enter = _IN.get(name, _same)
    if name not in _LISTS:
        found = [_quote_in(quote, home) for quote in quotes]
        return _claim_in(name, enter(held), record["claims"][name], found)
    claims = []
    for reason in record["claims"][name]:
        key = reason["item"]
        value = _count_in(key, held[key]) if name == "counts" else enter(held[key])
        found = [_quote_in(quote, home) for quote in quotes if quote["item"] == key]
        claims.append(_claim_in(name, value, reason, found))
    return tuple(claims)


def field_from_value(name: str, value: Any, *, method: str, quotes: Iterable[Quote] = ()) -> Any:
    """A coded field whose value stands as in a record, claimed by one method: what an Account holds under ``name``.

    None, and an empty list, say that nothing is known.
    """
    if not value and name in _LISTS:
        return ()
    if value is None:
        return None
    enter, told = _IN.get(name, _same), tuple(quotes)
    if name == "counts":
        values = [_count_in(measure, one) for measure, one in value.items()]
    else:
        values = [enter(one) for one in value] if name in _LISTS else [enter(value)]
    claims = tuple(Claim(value=one, quotes=told, method=method) for one in values)
    return claims if name in _LISTS else claims[0]


# --- records -----------------------------------------------------------------------------------


def mention_record(mention: Mention) -> MentionRecord:
    """The flat record of one mention, words included."""
    return cast(
        "MentionRecord",
        {
            "record": "mention",
            "id": mention.id,
            "document": mention.document,
            "source": mention.source,
            "published": _day(mention.published),
            "published_from": mention.published_from,
            "reported_on": _day(mention.published),
            "review_state": "machine",
            "coder": mention.coder,
            **_account_out(mention, mention.document),
        },
    )


def mention_from_record(record: Mapping[str, Any]) -> Mention:
    """The inverse of :func:`mention_record`."""
    told = (name for name in CODED_FIELDS if record[name] not in _NOTHING)
    coded = {**_UNTOLD, **{name: _field_in(name, record, record["document"]) for name in told}}
    return Mention(
        id=record["id"],
        document=record["document"],
        source=record["source"],
        published=_from_day(record["published"]),
        published_from=record["published_from"],
        coder=record["coder"],
        **coded,
    )


def _rival_out(name: str, claim: Claim[Any]) -> RivalRecord:
    value = _OUT.get(name, _same)(claim.value)
    if name == "counts":
        value = {"measure": claim.value.measure, **value}
    return {
        "field": name,
        "value": value,
        "method": claim.method,
        "confidence": claim.confidence,
        "quotes": [_quote_out(quote, home=None) for quote in claim.quotes],
    }


def event_record(event: Event) -> EventRecord:
    """The flat record of one event; every quote names its document."""
    corroboration = event.corroboration
    return cast(
        "EventRecord",
        {
            "record": "event",
            "id": event.id,
            "mentions": list(event.mentions),
            "documents": list(event.documents),
            "aliases": list(event.aliases),
            "published": _day(event.published),
            "reported_on": _day(event.published),
            "review_state": event.review_state,
            "rivals": [_rival_out(name, claim) for name, claim in event.rivals],
            "grade": corroboration.grade,
            "grade_rule": corroboration.rule,
            "sources": list(corroboration.sources),
            "independent_sources": corroboration.independent_sources,
            "coder": event.coder,
            **_account_out(event, None),
        },
    )


def assessment_record(assessment: Assessment) -> AssessmentRecord:
    record: dict[str, Any] = {"record": "assessment", "id": assessment.id, "document": assessment.document}
    claims: dict[str, ClaimRecord] = {}
    quotes: dict[str, list[QuoteRecord]] = {}
    for name in ("subject", "direction", "area"):
        claim = getattr(assessment, name)
        record[name] = None if claim is None else claim.value
        if claim is not None:
            claims[name] = _claim_out(name, claim, None)
            quotes[name] = [_quote_out(quote, home=assessment.document) for quote in claim.quotes]
    return cast("AssessmentRecord", {**record, "claims": claims, "quotes": quotes})


def assessment_from_record(record: Mapping[str, Any]) -> Assessment:
    """The inverse of :func:`assessment_record`."""
    home = record["document"]
    held = {
        name: _claim_in(name, record[name], reason, (_quote_in(quote, home) for quote in record["quotes"][name]))
        for name, reason in record["claims"].items()
    }
    return Assessment(
        id=record["id"],
        document=home,
        direction=held["direction"],
        subject=held.get("subject"),
        area=held.get("area"),
    )


def problem_record(problem: Problem) -> ProblemRecord:
    quote = None if problem.quote is None else _quote_out(problem.quote, home=problem.document)
    return {
        "record": "problem",
        "stage": problem.stage,
        "code": problem.code,
        "detail": problem.detail,
        "document": problem.document,
        "source": problem.source,
        "quote": quote,
    }


def problem_from_record(record: Mapping[str, Any]) -> Problem:
    """The inverse of :func:`problem_record`."""
    told = {name: record[name] for name in ("stage", "code", "detail", "document", "source")}
    return Problem(**told, quote=_quote_in(record["quote"], record["document"]) if record["quote"] else None)


_DOCUMENT_FIELDS = ("id", "source", "url", "title", "published_from", "language", "text")


def document_record(document: Document) -> DocumentRecord:
    """The flat record of one document: its whole text, with the offsets of its sections and sentences."""
    sections = [
        {"kind": section.kind, "start": section.span.start, "end": section.span.end, "story": section.story}
        for section in document.sections
    ]
    sentences = [
        {"start": sentence.span.start, "end": sentence.span.end, "section": sentence.section}
        for sentence in document.sentences
    ]
    return cast(
        "DocumentRecord",
        {
            "record": "document",
            **{name: getattr(document, name) for name in _DOCUMENT_FIELDS},
            "published": _day(document.published),
            "sections": sections,
            "sentences": sentences,
            "origin": [_plain(run) for run in document.origin],
        },
    )


def document_from_record(record: Mapping[str, Any]) -> Document:
    """The inverse of :func:`document_record`."""
    return Document(
        **{name: record[name] for name in _DOCUMENT_FIELDS},
        published=_from_day(record["published"]),
        sections=tuple(
            Section(kind=one["kind"], span=Span(start=one["start"], end=one["end"]), story=one["story"])
            for one in record["sections"]
        ),
        sentences=tuple(
            Sentence(index=index, span=Span(start=one["start"], end=one["end"]), section=one["section"])
            for index, one in enumerate(record["sentences"])
        ),
        origin=tuple(OriginRun(**run) for run in record["origin"]),
    )


# --- words out, words in -----------------------------------------------------------------------


def quotes_of(record: Mapping[str, Any]) -> Iterable[dict[str, Any]]:
    """Every quote in a record, those of claims that lost too."""
    for quotes in record.get("quotes", {}).values():
        yield from quotes
    for rival in record.get("rivals", ()):
        yield from rival["quotes"]
    if record.get("quote"):
        yield record["quote"]


def _copy(record: Mapping[str, Any]) -> dict[str, Any]:
    return cast("dict[str, Any]", json.loads(json.dumps(record)))


def _worded(record: Mapping[str, Any]) -> Iterable[tuple[dict[str, Any], str, list[dict[str, Any]]]]:
    """(holder, key, quotes) for each value that is nothing but words of the text."""
    for name, value, quotes in _valued(record):
        if name == "parties":
            # An actor no registry knows may be called by the words of the text.
            unknown = value["actor"] is None and value["name"] == value["text"]
            yield value, "text", quotes
            if unknown:
                yield value, "name", quotes
        elif value["by"] == "source":
            yield value, "name", quotes
    if record.get("record") == "assessment":
        for key in ("subject", "area"):
            if key in record["quotes"]:
                yield cast("dict[str, Any]", record), key, record["quotes"][key]


def _valued(record: Mapping[str, Any]) -> Iterable[tuple[str, dict[str, Any], list[dict[str, Any]]]]:
    """(field, value, its quotes) for each party and attribution, those that lost included."""
    for name in ("parties", "attribution"):
        by_item: dict[int, list[dict[str, Any]]] = {}
        for quote in record["quotes"].get(name, ()) if record.get(name) else ():
            by_item.setdefault(quote["item"], []).append(quote)
        for index, value in enumerate(record.get(name, ())):
            quotes = by_item.get(index, [])
            yield name, value, quotes
            for lost in record["claims"][name][index].get("rivals", ()):
                yield name, lost, quotes
    for rival in record.get("rivals", ()):
        if rival["field"] in ("parties", "attribution"):
            yield rival["field"], rival["value"], rival["quotes"]


def withhold(record: Mapping[str, Any]) -> dict[str, Any]:
    """The record with offsets only: what may stand in a table of the store."""
    return withheld(_copy(record))


def withheld(record: dict[str, Any]) -> dict[str, Any]:
    """:func:`withhold` for a record that nobody else holds: it is changed and returned."""
    for holder, key, quotes in _worded(record):
        if quotes:  # what a person says of an event without quoting it is no word of the text
            holder[key] = None if holder[key] is None else ""
    for quote in quotes_of(record):
        quote["text"] = None
    return record


def restore(record: Mapping[str, Any], texts: Mapping[str, str | None]) -> dict[str, Any]:
    """Fill the words in again from the texts of the documents, by id; where a text is gone the words stay None."""
    return filled(_copy(record), texts)


def filled(record: dict[str, Any], texts: Mapping[str, str | None]) -> dict[str, Any]:
    """:func:`restore` for a record that nobody else holds: it is changed and returned."""
    home = record.get("document")
    for quote in quotes_of(record):
        text = texts.get(quote.get("document") or home or "")
        quote["text"] = None if text is None else text[quote["start"] : quote["end"]]
    for holder, key, quotes in _worded(record):
        if holder[key] is not None and quotes:
            holder[key] = quotes[0]["text"]
    return record
