"""Print how fast the house is here: start-up, then documents a second by step, medians of several rounds, peak memory.

Reading, parsing and coding are measured in processor time, start-up and adding in time that passes.

Figures depend on the machine; compare those of one run with each other.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import Any
from zlib import crc32

from marsad import pipeline
from marsad.config import load_config
from marsad.extract import extract, texts_of
from marsad.extract.parse import Parse, Parser, Words
from marsad.extract.standins import words_of
from marsad.places import open_gazetteer
from marsad.places.entries import admin_entries, installed_packages, place_entries
from marsad.read import Given, prepare, sources
from marsad.resolve import resolve
from marsad.store import Store
from marsad.types import Document, RawDocument

_NAMES = 100_000
EXAMPLES = Path(__file__).parents[2] / "examples"
ROUNDS = 5


def _timed(work: Callable[[], Any]) -> float:
    started = perf_counter()
    work()
    return perf_counter() - started


def _median(work: Callable[[], Any]) -> float:
    return median(_timed(work) for _ in range(ROUNDS))


def _cost(work: Callable[[], Any]) -> float:
    """Seconds of processor time, the median of the rounds: others may use the machine at the same time."""

    def once() -> float:
        started = process_time()
        work()
        return process_time() - started

    return median(once() for _ in range(ROUNDS))


def _process(*arguments: str) -> float:
    return _median(lambda: subprocess.run([sys.executable, *arguments], check=True, capture_output=True))


def start_up() -> dict[str, float]:
    """Seconds of whole processes; the bare interpreter is taken off the first two."""
    bare = _process("-c", "pass")
    return {
        "import_marsad_s": _process("-c", "import marsad") - bare,
        "help_s": _process("-m", "marsad", "--help"),
    }


def _raws() -> list[RawDocument]:
    config = load_config()
    found = sources([str(EXAMPLES)], given=Given(), config=config)
    return [raw for raw in found if isinstance(raw, RawDocument)]


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenParses(Parser):
    """A parser that has done its work: what is left is the coding."""

    parses: Mapping[str, tuple[Parse, ...]]  #: document id → all its sentences

    def parse(self, document: Document, sentences: Sequence[int], texts: Sequence[Words]) -> tuple[Parse, ...]:
        """Fresh copies, because a parse remembers what was once asked of it."""
        given = self.parses[document.id]
        return tuple(replace(given[index]) for index, _ in zip(sentences, texts, strict=True))


def steps(documents: Sequence[Document], coder: pipeline.Coder) -> dict[str, float]:
    """Documents a second of each step by itself, every sentence parsed; and what coding costs beside parsing."""
    size, sentences, parser = len(documents), sum(len(one.sentences) for one in documents), coder.parser
    texts = {one.id: [words_of(text, coder.known) for text in texts_of(one, coder.known)] for one in documents}
    parses = {one.id: parser.parse(one, range(len(texts[one.id])), texts[one.id]) for one in documents}
    given = GivenParses(model=parser.model, parses=parses)
    extracted = [extract(one, given, coder.codebook, coder.known, is_whole=True) for one in documents]

    def parse() -> None:
        for one in documents:
            parser.parse(one, range(len(texts[one.id])), texts[one.id])

    def extract_all() -> None:
        for one in documents:
            extract(one, parser, coder.codebook, coder.known, is_whole=True)

    def code_given() -> None:
        for one in documents:
            found = extract(one, given, coder.codebook, coder.known, is_whole=True)
            resolve(one, found.frames, found.names, coder.world)

    def resolve_all() -> None:
        for one, found in zip(documents, extracted, strict=True):
            resolve(one, found.frames, found.names, coder.world)

    parsing, coding = _cost(parse), _cost(code_given)
    return {
        "parse_per_s": size / parsing,
        "coding_given_parses_sentences_per_s": sentences / coding,
        "coding_share_of_time": coding / (parsing + coding),
        "extract_with_parse_per_s": size / _cost(extract_all),
        "resolve_per_s": size / _cost(resolve_all),
    }


def whole(raws: Sequence[RawDocument], documents: Sequence[Document], coder: pipeline.Coder) -> dict[str, float]:
    """Documents a second of reading, of coding, and of everything into a new database."""
    config, now = load_config(), datetime.now(tz=UTC)

    def read() -> None:
        for raw in raws:
            prepare(raw, config=config, now=now)

    def code() -> None:
        for one in documents:
            pipeline.code(one, coder)

    def add() -> None:
        with tempfile.TemporaryDirectory() as folder, Store(Path(folder) / "perf.duckdb") as store:
            list(pipeline.add(raws, store, coder, config=config, now=now))

    size = len(documents)
    return {"read_per_s": size / _cost(read), "code_per_s": size / _cost(code), "add_per_s": size / _median(add)}


def lookups() -> dict[str, float]:
    """Look-ups a second of processor time: 100,000 spellings of the gazetteer and as many that are none, in no order,
    none twice; with the index in memory and the caches of words warm from another 200,000.
    """
    names = sorted(_spellings(), key=_scattered)[: 4 * _NAMES]
    asked = sorted({*names[::2], *map(_misspelt, names[1::2])}, key=_scattered)
    half = len(asked) // 2
    with closing(open_gazetteer(load_config())) as gazetteer:
        found = {}
        for name, look in (("find", gazetteer.find), ("knows", gazetteer.knows)):
            for one in asked[:half]:
                look(one)
            started = process_time()
            for one in asked[half:]:
                look(one)
            found[f"places_{name}_per_s"] = (len(asked) - half) / (process_time() - started)
    return {**found, "places_open_s": _median(lambda: open_gazetteer(load_config()).close())}


def _spellings() -> set[str]:
    packages = installed_packages()
    admins = dict(admin_entries(packages))
    entries = chain(admins.values(), place_entries(packages, admins))
    return {name for entry in entries for name in entry.names}


def _scattered(name: str) -> int:
    return crc32(name.encode())


def _misspelt(name: str) -> str:
    """Two letters more make it a name of nothing, in all but one of two hundred."""
    for letters in ("bdfgklmnprst", "ckmnrtvz"):
        at = _scattered(name)
        cut = at % (len(name) + 1)
        name = name[:cut] + letters[at % len(letters)] + name[cut:]
    return name


def peak_mb() -> float | None:
    """The most memory this process has held, where the system tells (not on Windows)."""
    try:
        import resource
    except ImportError:
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1e6 if sys.platform == "darwin" else 1e3)


def main() -> None:
    """Measure and print, the last line as JSON."""
    figures: dict[str, float | None] = dict(start_up())
    loaded: list[pipeline.Coder] = []
    figures["load_coder_s"] = _timed(lambda: loaded.append(pipeline.load_coder(load_config())))
    raws, now = _raws(), datetime.now(tz=UTC)
    read = (prepare(raw, config=load_config(), now=now)[0] for raw in raws)
    documents = [document for document in read if document is not None]
    figures.update(steps(documents, loaded[0]))
    figures.update(whole(raws, documents, loaded[0]))
    figures.update(lookups())
    figures["documents"] = float(len(documents))
    figures["sentences"] = float(sum(len(document.sentences) for document in documents))
    figures["peak_mb"] = peak_mb()
    for name, value in figures.items():
        print(f"{name:38}{value if value is None else round(value, 3):>12}")
    print(json.dumps({name: None if value is None else round(value, 4) for name, value in figures.items()}))


if __name__ == "__main__":
    main()
