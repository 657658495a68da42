"""Sentences with one event verb and the place(s) where THAT verb happened, or none (Halterman 2019).

Scored over tokens: precision, recall and F1 of place tokens for the marked verb, sentences without a place included.
Published: precision and recall above .83 (supervised); the place name nearest to the verb: F1 .23.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from benchmarks.figures import Figure, Options, Result, f1_of, with_interval
from benchmarks.sets import find, json_lines
from marsad.evaluate.compare import Tally
from marsad.types import Mention, Span


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedSentence:
    id: str
    text: str
    tokens: tuple[Span, ...]
    verbs: tuple[Span, ...]
    places: frozenset[int]  #: indices of the tokens that say where


def _span(row: Mapping[str, Any]) -> Span:
    return Span(start=row["start"], end=row["end"])


def _within(tokens: Sequence[Span], spans: Iterable[Span]) -> frozenset[int]:
    wanted = list(spans)
    return frozenset(index for index, token in enumerate(tokens) if any(token.overlaps(span) for span in wanted))


def _sentence(number: int, row: Mapping[str, Any]) -> MarkedSentence:
    tokens = tuple(_span(token) for token in row["tokens"])
    spans: dict[str, list[Span]] = {"VERB": [], "LOCATION": []}
    for span in row["spans"]:
        spans.setdefault(span["label"], []).append(_span(span))
    return MarkedSentence(
        id=str(number),
        text=row["text"],
        tokens=tokens,
        verbs=tuple(spans["VERB"]),
        places=_within(tokens, spans["LOCATION"]),
    )


def marked_sentences(options: Options) -> list[MarkedSentence]:
    rows = json_lines(find(options.data, f"{options.part}.jsonl"))
    return [_sentence(number, row) for number, row in enumerate(islice(rows, options.limit))]


def mention_of(verbs: Sequence[Span], mentions: Sequence[Mention]) -> Mention | None:
    """The mention that the marked verb tells: its trigger, else any word that it was coded from."""
    for names in (("kind",), ("mode", "counts", "outcome", "status")):
        for mention in mentions:
            for name, claim in mention.claims():
                if name in names and any(quote.span.overlaps(verb) for quote in claim.quotes for verb in verbs):
                    return mention
    return None


def name_in(text: str, span: Span) -> Span | None:
    """The name in a phrase of place: from its first to its last word in capitals ("in western Basra city" → "Basra").

    None where no word is written as a name.
    """
    words = [word for word in _words(text, span) if text[word.start].isupper() or text[word.start].isdigit()]
    return Span(start=words[0].start, end=words[-1].end) if words else None


def _words(text: str, span: Span) -> Iterable[Span]:
    start = None
    for offset in range(span.start, span.end + 1):
        inside = offset < span.end and text[offset].isalnum()
        if inside and start is None:
            start = offset
        elif not inside and start is not None:
            yield Span(start=start, end=offset)
            start = None


def places_of(sentence: MarkedSentence, where: Iterable[Span]) -> frozenset[int]:
    """Token indices of the names in the quotes of a ``where``, given as spans of the sentence."""
    names = (name_in(sentence.text, span) for span in where)
    return _within(sentence.tokens, (name for name in names if name is not None))


def score(sentences: Sequence[MarkedSentence], predictions: Mapping[str, frozenset[int]]) -> Result:
    """``predictions``: indices of place tokens by sentence id."""
    tallies, misses = [], []
    for sentence in sentences:
        said = predictions.get(sentence.id, frozenset())
        tallies.append(Tally(right=len(said & sentence.places), predicted=len(said), gold=len(sentence.places)))
        if said != sentence.places:
            words = [sentence.text[token.start : token.end] for token in sentence.tokens]
            misses.append(
                {
                    "row": sentence.id,
                    "text": sentence.text,
                    "verb": [sentence.text[verb.start : verb.end] for verb in sentence.verbs],
                    "gold": [words[index] for index in sorted(sentence.places)],
                    "predicted": [words[index] for index in sorted(said)],
                }
            )
    total = sum(tallies, Tally())
    figures = (
        Figure(name="precision", value=total.precision, n=total.predicted),
        Figure(name="recall", value=total.recall, n=total.gold),
        with_interval("f1", tallies, f1_of, n=len(sentences)),
    )
    return Result(figures=figures, n=len(sentences), misses=tuple(misses))


def run(options: Options) -> Result:
    """Where the marked verb happened: precision, recall, F1 over place tokens."""
    from benchmarks.system import Row, code_texts, in_document, in_row

    sentences = marked_sentences(options)
    by_id = {sentence.id: sentence for sentence in sentences}
    predictions = {}
    rows = (Row(id=sentence.id, text=sentence.text) for sentence in sentences)
    for coded in code_texts(rows, jobs=options.jobs):
        if coded.document is None or coded.coding is None:
            continue
        sentence = by_id[coded.row]
        verbs = [span for verb in sentence.verbs if (span := in_document(coded.document, verb))]
        mention = mention_of(verbs, coded.coding.mentions)
        if mention is not None and mention.where is not None:
            spans = (in_row(coded.document, quote.span) for quote in mention.where.quotes)
            predictions[sentence.id] = places_of(sentence, (span for span in spans if span is not None))
    return score(sentences, predictions)
