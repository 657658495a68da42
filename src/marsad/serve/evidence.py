"""An event with everything behind it, as its page shows it: reports, sentences with marks, values, history."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from marsad import wording
from marsad.record import filled
from marsad.serve import marks
from marsad.store import Store
from marsad.types import Act, Document, Sentence, Span

Record = dict[str, Any]
#: UCDP's precision up to which a place is known.
_PLACED = 3
_PLAIN_REPORT = ("document", "source", "url", "title", "published", "language", "length")


def worded(store: Store, ids: Sequence[str]) -> tuple[list[Record], dict[str, Document]]:
    """Records of these events with their words, and the documents behind them, read in two looks at the store."""
    bare_ones = store.events_by_id(ids, words=False)
    told = store.sentences({document for one in bare_ones for document in one["documents"]})
    documents = {key: _document(key, text, spans) for key, (text, spans) in told.items()}
    texts = {key: document.text for key, document in documents.items()}
    return [filled(one, texts) for one in bare_ones], documents


def _document(key: str, text: str, spans: Sequence[tuple[int, int]]) -> Document:
    """A text as a document of sentences."""
    sentences = tuple(
        Sentence(index=index, span=Span(start=start, end=end), section=0) for index, (start, end) in enumerate(spans)
    )
    return Document(
        id=key,
        source=None,
        url=None,
        title=None,
        published=None,
        published_from=None,
        language=None,
        text=text,
        sections=(),
        sentences=sentences,
    )


def whole(
    store: Store, record: Mapping[str, Any], acts: Sequence[Act], read: Mapping[str, Document] | None = None
) -> Record:
    """The event's record with reports, sentences, values and what people did to it.

    ``acts``: everything that people did; ``read``: the documents of the event, where they are at hand.
    """
    known = store.reports(record["documents"])
    if read is None:
        read = {key: _document(key, text, spans) for key, (text, spans) in store.sentences(record["documents"]).items()}
    documents = {one: read[one] for one in record["documents"] if one in read}
    return {
        **record,
        "reports": [plain_report(known[one]) for one in record["documents"] if one in known],
        "sentences": [sentence(one) for one in marks.cited(labelled(record), documents)],
        "values": values(record),
        **history(acts, record),
    }


def bare(record: Mapping[str, Any]) -> Record:
    """The same of a protected record: what it tells itself, and nothing that the store knows beside."""
    reports = [plain_report(one) for one in record.get("reports", ())]
    kept = {name: value for name, value in record.items() if name != "reports"}
    return {**kept, "reports": reports, "sentences": [], "values": values(record), "history": [], "assigned_to": None}


def plain_report(report: Mapping[str, Any]) -> Record:
    return {name: report.get(name) for name in _PLAIN_REPORT}


def labelled(record: Mapping[str, Any]) -> Iterator[marks.Labelled]:
    """Every quote of the coded fields with its label: the field, and the role or measure it stands for."""
    for field, quotes in record["quotes"].items():
        if field in wording.DERIVED:
            continue
        for quote in quotes:
            yield label_of(record, field, quote), quote.get("document") or record["document"], quote


def label_of(record: Mapping[str, Any], field: str, quote: Mapping[str, Any]) -> str:
    """``"parties.victim"``, ``"counts.killed"``, ``"where"``."""
    item = quote.get("item")
    if field == "parties" and isinstance(item, int) and item < len(record["parties"]):
        return f"parties.{record['parties'][item]['role']}"
    return f"{field}.{item}" if field == "counts" and item is not None else field


def sentence(cited: marks.Cited) -> Record:
    """A sentence in pieces, each with what its words say."""
    whole_span = cited.document.sentences[cited.index].span
    return {
        "document": cited.document.id,
        "sentence": cited.index,
        "start": whole_span.start,
        "end": whole_span.end,
        "pieces": [{"text": piece.text, "labels": list(piece.labels)} for piece in cited.pieces],
    }


def values(record: Mapping[str, Any]) -> list[Record]:
    """Everything coded, in words."""
    return [
        {
            "field": value.field,
            "label": value.label,
            "text": value.text,
            "note": value.note,
            "method": value.method,
            "confidence": value.confidence,
            "quotes": [dict(quote) for quote in value.quotes],
        }
        for value in wording.values(record)
    ]


# --- what people did -----------------------------------------------------------------------------


def history(every: Sequence[Act], record: Mapping[str, Any]) -> Record:
    """What people did to the event or a mention of it, oldest first, and to whom it is given."""
    held = set(record["mentions"])
    undone = {act.target for act in every if act.verb == "undone"}
    about = {act.id for act in every if not act.is_blind and any(one.mention in held for one in act.anchors)}
    told = [act for act in every if act.id in about or (act.verb == "undone" and act.target in about)]
    given = [act for act in told if act.verb == "assigned" and act.id not in undone]
    return {
        "history": [act_told(act, undone) for act in told],
        "assigned_to": given[-1].value if given else None,
    }


def act_told(act: Act, undone: Collection[str]) -> Record:
    """An act as the routes tell it; ``undone`` holds the ids of those taken back."""
    return {
        "id": act.id,
        "verb": act.verb,
        "by": act.by,
        "at": act.at.isoformat().replace("+00:00", "Z"),
        "target": act.target,
        "field": act.field,
        "value": act.value,
        "reason": act.reason,
        "is_blind": act.is_blind,
        "is_undone": act.id in undone,
    }


# --- cards and documents -------------------------------------------------------------------------


def card(record: Mapping[str, Any], documents: Mapping[str, Document]) -> Record:
    """What a line of the feed shows, with the sentence that tells what happened where the text may be told."""
    counts = record["counts"]
    told = marks.first_cited("kind", (one for one in labelled(record) if one[1] in documents), documents)
    return {
        "id": record["id"],
        "kind": record["kind"],
        "mode": record["mode"],
        "status": record["status"],
        "acled": record["acled"],
        "who": wording.who(record, "initiator"),
        "whom": wording.who(record, "recipient", "victim"),
        "where": wording.where(record),
        "when": wording.when(record),
        "days": [record["when"]["first"], record["when"]["last"]] if record["when"] else None,
        "reported_on": record["reported_on"],
        "spot": _spot(record),
        "toll": wording.count_text(counts.get("killed")),
        "grade": record["grade"],
        "review_state": record["review_state"],
        "reports": len(record["documents"]),
        "independent": record["independent_sources"],
        "sources": list(record["sources"]),
        "sentence": sentence(told) if told else None,
    }


def _spot(record: Mapping[str, Any]) -> Record | None:
    """Where the map shows it: a point where a place is known, else its province."""
    where = record["where"]
    if not where or not where["where_prec"]:
        return None
    is_point = where["where_prec"] <= _PLACED and where["lat"] is not None
    unit = f"{where['country'] or ''}/{where['admin1']}" if where["admin1"] else None
    return (
        {"lat": where["lat"], "lon": where["lon"], "admin1": None}
        if is_point
        else {"lat": None, "lon": None, "admin1": unit}
    )


def marks_of(found: Iterable[Mapping[str, Any]], homes: Mapping[str, str]) -> list[Record]:
    """Every quote in a document's mentions, by where it begins. ``homes``: mention → event."""
    told = [
        {
            "start": quote["start"],
            "end": quote["end"],
            "field": field,
            "role": _role(mention, field, quote),
            "label": label_of(mention, field, quote),
            "mention": mention["id"],
            "event": homes.get(mention["id"]),
        }
        for mention in found
        if mention["record"] == "mention"
        for field, quotes in mention["quotes"].items()
        if field not in wording.DERIVED
        for quote in quotes
    ]
    return sorted(told, key=lambda one: (one["start"], one["end"], one["field"], one["mention"]))


def _role(mention: Mapping[str, Any], field: str, quote: Mapping[str, Any]) -> str | None:
    item = quote.get("item")
    if field != "parties" or not isinstance(item, int) or item >= len(mention["parties"]):
        return None
    role: str = mention["parties"][item]["role"]
    return role


def homes_of(store: Store, found: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Mention → the event that holds it."""
    mentions = [one["id"] for one in found if one["record"] == "mention"]
    return {one: event for event, held in store.held_with(mentions).items() for one in held}
