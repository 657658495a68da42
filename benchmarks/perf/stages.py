"""What each stage costs: reading, parsing, extracting, resolving, storing, merging, exporting, and all of it."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from statistics import median
from typing import Any

from benchmarks.perf.keeping import NOW, keep
from benchmarks.perf.timing import Stage, median_s
from marsad import pipeline
from marsad.config import load_config
from marsad.extract import extract, texts_of
from marsad.extract.model import BATCH, folder_of
from marsad.extract.parse import Parse, Parser, Words
from marsad.extract.standins import words_of
from marsad.resolve import resolve
from marsad.types import Document, Problem, RawDocument

#: What the others are compared with.
YARDSTICK = "spaCy by itself"


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenParses(Parser):
    """A parser that has done its work: what is left is the coding."""

    parses: Mapping[str, tuple[Parse, ...]]  #: document id → all its sentences

    def parse(self, document: Document, sentences: Sequence[int], texts: Sequence[Words]) -> tuple[Parse, ...]:
        """Fresh copies, because a parse remembers what was once asked of it."""
        given = self.parses[document.id]
        return tuple(replace(given[index]) for index, _ in zip(sentences, texts, strict=True))


def stages(raws: Sequence[RawDocument], coder: pipeline.Coder, rounds: int) -> list[Stage]:
    """Every stage over these articles; what comes before it is done and not counted."""
    documents = [document for document, _ in _read(raws) if document is not None]
    sentences = sum(len(one.sentences) for one in documents)
    seconds = {"read": median_s(lambda: _read(raws), rounds)}
    for name, work in _coding(documents, coder).items():
        seconds[name] = median_s(work, rounds)
    codings = [pipeline.code(one, coder) for one in documents]
    kept = [keep(zip(documents, codings, strict=True)) for _ in range(rounds)]
    seconds |= {name: median(one[name] for one in kept) for name in kept[0]}
    seconds["all, from text to event"] = sum(seconds[name] for name in ("read", "code", "store", "merge"))
    return [Stage(name=name, seconds=s, documents=len(documents), sentences=sentences) for name, s in seconds.items()]


def _read(raws: Sequence[RawDocument]) -> list[tuple[Document | None, tuple[Problem, ...]]]:
    return list(pipeline.read_sources(raws, config=load_config(), now=NOW))


def _coding(documents: Sequence[Document], coder: pipeline.Coder) -> dict[str, Callable[[], Any]]:
    texts = {one.id: [words_of(text, coder.known) for text in texts_of(one, coder.known)] for one in documents}
    parses = {one.id: coder.parser.parse(one, range(len(texts[one.id])), texts[one.id]) for one in documents}
    given = GivenParses(model=coder.parser.model, parses=parses)
    extracted = [extract(one, given, coder.codebook, coder.known, is_whole=True) for one in documents]

    def resolved() -> None:
        for one, found in zip(documents, extracted, strict=True):
            resolve(one, found.frames, found.names, coder.world)

    whole = replace(coder, is_whole=True)
    return {
        YARDSTICK: lambda: _by_spacy([words.shown for one in texts.values() for words in one]),
        "parse": lambda: [coder.parser.parse(one, range(len(texts[one.id])), texts[one.id]) for one in documents],
        "extract, parses given": lambda: [
            extract(one, given, coder.codebook, coder.known, is_whole=True) for one in documents
        ],
        "resolve": resolved,
        "code, every sentence": lambda: [pipeline.code(one, whole) for one in documents],
        "code": lambda: [pipeline.code(one, coder) for one in documents],
    }


@cache
def _plain() -> Any:
    """The pipeline as spaCy runs it."""
    import spacy

    name = load_config().pipeline
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return spacy.load(folder_of(name) or name)


def _by_spacy(texts: Sequence[str]) -> None:
    for _ in _plain().pipe(texts, batch_size=BATCH):
        pass
