"""The table of contents: introduces the rooms to each other and holds no rule.

::

    bytes ─read→ Document ─extract→ Frame ─resolve→ Mention ─merge→ Event

    sources(args)          files, folders, web pages, archives      → RawDocument | Problem
      | prepare(raw)       clean, cut into sections and sentences   → Document
      | code(document)     extract, resolve, fingerprint            → Coding
      | add(store, …)      store, and merge (marsad.merging)        → Event

``code`` holds the only ``except Exception`` around documents: a crash of the coder on one document is a Problem of that
document, never the end of a run.
"""

from __future__ import annotations

import atexit
import gc
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from marsad.config import Config
from marsad.merging import as_seen, codebook, fold_policy, merge, refold
from marsad.record import problem_from_record
from marsad.types import Coding, Document, Mention, Phrase, Problem, Quote, RawDocument, Span

if TYPE_CHECKING:
    from collections.abc import Callable

    from marsad.codebook import Codebook
    from marsad.extract import Extraction, KnownNames, Parser
    from marsad.resolve import World
    from marsad.store import Store

__all__ = [
    "Added", "Coder", "add", "as_seen", "code", "code_sources", "codebook", "coded_by_hand", "fold_policy",
    "load_coder", "merge", "names", "read_sources", "recode", "refold",
]  # fmt: skip

#: Documents between two merges: few enough that a stop loses little, many enough that candidates are found in bulk.
MERGE_EVERY = 500
#: Objects after which the collector looks at the young ones, and rounds after which at older ones. What coding makes is
#: many small values that never refer to each other in a circle: looking after 700 of them, as by default, takes a tenth
#: of the time and finds nothing.
_COLLECTED_AFTER = (20_000, 20, 20)
#: Rooms whose code decides what is coded; their digest is part of the coder version.
_CODING_ROOMS = ("read", "codebook", "actors", "places", "extract", "resolve")


@dataclass(frozen=True, slots=True, kw_only=True)
class Coder:
    """Everything loaded that coding needs; ``version`` names code, lexicon, registry, gazetteer and model together."""

    parser: Parser
    codebook: Codebook
    known: KnownNames
    world: World
    version: str
    is_whole: bool = False  #: no sentence is left unparsed


def load_coder(config: Config, *, progress: Callable[[str], None] | None = None) -> Coder:
    """Load the language model, the codebook, the registry and the gazetteer (built on first use, about half a minute).

    Raises MissingResource when the language model is not installed.
    """
    from marsad.actors import load_actors, user_actor_files
    from marsad.codebook import load_codebook
    from marsad.extract import KnownNames, load_parser
    from marsad.places import open_gazetteer
    from marsad.resolve import World

    book = load_codebook()
    registry = load_actors(user_files=user_actor_files(config))
    gazetteer = open_gazetteer(config, progress=progress)
    parser = load_parser(config.pipeline)
    atexit.register(gc.unfreeze)  # else what it keeps is told as leaked when the program ends
    gc.freeze()  # what is loaded stays: the collector need not go through it again with every million objects
    gc.set_threshold(*_COLLECTED_AFTER)
    version = _version(parser.name, config.parse, book.digest, registry.digest, gazetteer.digest)
    return Coder(
        parser=parser,
        codebook=book,
        known=KnownNames(registry=registry, gazetteer=gazetteer),
        world=World(registry=registry, gazetteer=gazetteer, codebook=book, coder=version),
        version=version,
        is_whole=config.parse == "all",
    )


def _version(*parts: str) -> str:
    digest = hashlib.sha256("\0".join((_code_digest(), *parts)).encode())
    return digest.hexdigest()[:12]


def _code_digest() -> str:
    """Digest of the source of the rooms that decide what is coded."""
    digest = hashlib.sha256()
    for room in _CODING_ROOMS:
        folder = files("marsad") / room
        for item in sorted(folder.iterdir(), key=lambda item: item.name):
            if item.name.endswith(".py"):
                digest.update(item.name.encode() + b"\0" + item.read_bytes())
    return digest.hexdigest()


def code(document: Document, coder: Coder) -> Coding:
    """Code one document. A crash becomes a Problem of the document."""
    from marsad.merge import fingerprints
    from marsad.resolve import resolve

    nothing = Coding(
        document=document.id, mentions=(), assessments=(), problems=(), fingerprints=None, coder=coder.version
    )
    if document.language not in (None, "en"):
        return replace(nothing, fingerprints=fingerprints(document.text))
    try:
        found = _extract(document, coder, is_whole=coder.is_whole)
        mentions, problems = resolve(document, found.frames, found.names, coder.world)
    except Exception as error:  # noqa: BLE001  (the one place: see the module docstring)
        crash = Problem(
            stage="code",
            code="crash",
            detail=f"{type(error).__name__} while coding; report it with the document's id",
            document=document.id,
            source=document.source,
        )
        return replace(nothing, problems=(crash,))
    return replace(
        nothing,
        mentions=mentions,
        assessments=found.assessments,
        problems=problems,
        fingerprints=fingerprints(document.text),
        persons=tuple(sorted({name.quote.span for name in found.names if name.label == "person"}, key=_place_of)),
    )


def _place_of(span: Span) -> tuple[int, int]:
    return span.start, span.end


def _extract(document: Document, coder: Coder, *, is_whole: bool) -> Extraction:
    from marsad.extract import extract

    return extract(document, coder.parser, coder.codebook, coder.known, is_whole=is_whole)


def names(document: Document, coder: Coder) -> tuple[Phrase, ...]:
    """All names of the text, labelled actor, nation, place, person or unknown."""
    return _extract(document, coder, is_whole=True).names


def code_sources(
    raws: Iterable[RawDocument | Problem], coder: Coder, *, config: Config, now: datetime
) -> Iterator[tuple[Document | None, Coding | None, tuple[Problem, ...]]]:
    """(document, its coding, problems of reading) for each input, in order; what could not be read has only
    problems.
    """
    for document, problems in read_sources(raws, config=config, now=now):
        yield document, code(document, coder) if document is not None else None, problems


def read_sources(
    raws: Iterable[RawDocument | Problem], *, config: Config, now: datetime
) -> Iterator[tuple[Document | None, tuple[Problem, ...]]]:
    """(document, problems of reading it) for each input, in order."""
    from marsad.read import prepare

    for raw in raws:
        yield (None, (raw,)) if isinstance(raw, Problem) else prepare(raw, config=config, now=now)


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """What one input did to the store."""

    document: str | None
    source: str | None
    is_new: bool
    mentions: int
    problems: int


def add(
    raws: Iterable[RawDocument | Problem], store: Store, coder: Coder, *, config: Config, now: datetime
) -> Iterator[Added]:
    """Read, code, store, merge; one value for each input as it is done.

    Documents that this coder has already coded are passed over. Stopped half-way, what was done stays, and the next
    run goes on from there.
    """
    since = 0
    try:
        for document, problems in read_sources(raws, config=config, now=now):
            yield _added(document, problems, store, coder, now)
            since += 1
            if since == MERGE_EVERY:
                merge(store, config=config, now=now)
                store.rest()
                since = 0
    finally:
        store.flush()
    merge(store, config=config, now=now)


def _added(
    document: Document | None, problems: tuple[Problem, ...], store: Store, coder: Coder, now: datetime
) -> Added:
    if document is None:
        store.add_problems(problems, at=now)
        source = problems[0].source if problems else None
        return Added(document=None, source=source, is_new=False, mentions=0, problems=len(problems))
    if store.has(document, coder.version):
        return Added(document=document.id, source=document.source, is_new=False, mentions=0, problems=0)
    coding = code(document, coder)
    is_new = store.add(document, coding, problems, at=now)
    return Added(
        document=document.id,
        source=document.source,
        is_new=is_new,
        mentions=len(coding.mentions),
        problems=len(problems) + len(coding.problems),
    )


def recode(documents: Iterable[str], store: Store, coder: Coder, *, config: Config, now: datetime) -> Iterator[Added]:
    """Code stored documents (ids) again, and merge anew what changes; one value for each as it is done.

    What was coded before stays in the store, superseded, and what people did is led to its place in the new coding. A
    document that this coder has coded is passed over.
    """
    try:
        for count, given in enumerate(documents, 1):
            document = store.document(given)
            if not document.text:  # forgotten: what was coded from it stays
                continue
            kept = [problem_from_record(one) for one in store.coding_of(given) if one["record"] == "problem"]
            of_reading = tuple(problem for problem in kept if problem.stage == "read")
            yield _added(document, of_reading, store, coder, now)
            if count % MERGE_EVERY == 0:
                store.rest()
    finally:
        store.flush()
    merge(store, config=config, now=now)


def coded_by_hand(document: Document, quote: Quote, fields: Mapping[str, Any], *, key: str) -> Mention:
    """A mention as a person codes it (``fields`` as in the flat record), with what the standards derive from it."""
    from marsad.merge import coded_mention
    from marsad.resolve import derive

    mention = coded_mention(document, quote, fields, key=key)
    found: dict[str, Any] = derive(mention, codebook())
    return replace(mention, **{field: claim for field, claim in found.items() if field not in fields})
