"""Sentences with one event verb and the place(s) where THAT verb happened, or none (Halterman 2019).

Scored over tokens: precision, recall and F1 of place tokens for the marked verb, sentences without a place included.
The marked verb is placed by the rules that place events, also where it tells none of the codebook's ("said",
"arrived"): what is measured is linking, and ``trigger_share`` says how many of the verbs are triggers. Published:
precision and recall above .83 (supervised); the place name nearest to the verb: F1 .23.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from benchmarks.figures import Figure, Options, Result, f1_of, share, with_interval
from benchmarks.sets import find, json_lines
from benchmarks.system import Row, place_verbs
from marsad.evaluate.compare import Tally
from marsad.types import Span


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


def _marked(row: Mapping[str, Any], tokens: Sequence[Span]) -> Span:
    """Where the words of a label stand. The set counts tokens, and a tenth of its labels have the token numbers in the
    place of the offsets ("Algiers", the 15th token, from 15 to 15); so the numbers are read, not the offsets.
    """
    first, last = row.get("token_start"), row.get("token_end")
    if first is None or last is None or not first < len(tokens):
        return _span(row)
    return Span(start=tokens[first].start, end=tokens[min(last, len(tokens) - 1)].end)


def _sentence(number: int, row: Mapping[str, Any]) -> MarkedSentence:
    tokens = tuple(_span(token) for token in row["tokens"])
    spans: dict[str, list[Span]] = {"VERB": [], "LOCATION": []}
    for span in row["spans"]:
        spans.setdefault(span["label"], []).append(_marked(span, tokens))
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
    sentences = marked_sentences(options)
    by_id = {sentence.id: sentence for sentence in sentences}
    tasks = ((Row(id=sentence.id, text=sentence.text), sentence.verbs) for sentence in sentences)
    placed = list(place_verbs(tasks, jobs=options.jobs))
    result = score(sentences, {one.row: _within(by_id[one.row].tokens, one.places) for one in placed})
    known = share("trigger_share", sum(one.is_trigger for one in placed), len(placed))
    return replace(result, figures=(*result.figures, known))
