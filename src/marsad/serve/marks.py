"""Sentences with the words marked that say so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from marsad.types import Document, Span

#: What the words say, the document they stand in, and the quote's record.
Labelled = tuple[str, str, Mapping[str, Any]]
Mark = tuple[str, Span]
#: Of several labels on the same words the first gives the colour.
#: A label is a field's name, perhaps with the part of it: ``"counts.killed"``.
_FIRST = {label: rank for rank, label in enumerate(("kind", "where", "when", "parties", "counts"))}


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A run of a sentence. ``labels`` name what its words say, the most telling first; none: not marked."""

    text: str
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """One sentence of a report, cut where marks begin and end."""

    document: Document
    index: int
    pieces: tuple[Piece, ...]


def cited(quotes: Iterable[Labelled], documents: Mapping[str, Document]) -> list[Cited]:
    """The sentences in which these quotes stand, each once, in the order of reports and text."""
    found = _by_sentence(quotes)
    order = {document: place for place, document in enumerate(documents)}
    return [
        _cut(documents[document], index, found[document, index])
        for document, index in sorted(found, key=lambda one: (order[one[0]], one[1]))
    ]


def first_cited(label: str, quotes: Iterable[Labelled], documents: Mapping[str, Document]) -> Cited | None:
    """The first of these sentences in which words with this label stand."""
    found = _by_sentence(quotes)
    order = {document: place for place, document in enumerate(documents)}
    telling = [key for key, told in found.items() if any(one == label for one, _ in told)]
    if not telling:
        return None
    document, index = min(telling, key=lambda one: (order[one[0]], one[1]))
    return _cut(documents[document], index, found[document, index])


def read_through(document: Document, quotes: Iterable[Labelled]) -> list[Cited]:
    """Every sentence of a report, marked where these quotes stand."""
    found = _by_sentence(quotes)
    return [
        _cut(document, sentence.index, found.get((document.id, sentence.index), ())) for sentence in document.sentences
    ]


def _by_sentence(quotes: Iterable[Labelled]) -> dict[tuple[str, int], list[Mark]]:
    found: dict[tuple[str, int], list[Mark]] = {}
    for label, document, quote in quotes:
        span = Span(start=quote["start"], end=quote["end"])
        found.setdefault((document, quote["sentence"]), []).append((label, span))
    return found


def _cut(document: Document, index: int, marks: Sequence[Mark]) -> Cited:
    whole = document.sentences[index].span
    edges = {whole.start, whole.end}
    edges |= {edge for _, span in marks for edge in (span.start, span.end) if whole.start <= edge <= whole.end}
    pieces = tuple(
        Piece(text=document.text[start:end], labels=_labels(Span(start=start, end=end), marks))
        for start, end in pairwise(sorted(edges))
    )
    return Cited(document=document, index=index, pieces=pieces)


def _labels(run: Span, marks: Sequence[Mark]) -> tuple[str, ...]:
    over = (
        (_FIRST.get(label.partition(".")[0], len(_FIRST)), len(span), label) for label, span in marks if run in span
    )
    return tuple(dict.fromkeys(label for _, _, label in sorted(over)))
