"""The one seam between the benchmarks and the system they score.

Every benchmark hands over rows and gets back what Marsad's own pipeline makes of them. Offsets that leave are those of
the row's text as the set has it.
"""

from __future__ import annotations

import multiprocessing
import os
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from benchmarks.parses import KeepingParser
from marsad import pipeline
from marsad.config import Config, load_config
from marsad.extract import parse_document, scenes_of
from marsad.extract.details import weapon_at
from marsad.extract.parse import Token
from marsad.extract.phrasing import phrase_of
from marsad.extract.setting import is_wide, places_of
from marsad.extract.spots import Spot, spots_of
from marsad.extract.status import quote_of
from marsad.extract.triggers import Hit, Scene, find_hits
from marsad.extract.uses import use_of
from marsad.places import open_gazetteer
from marsad.read import prepare
from marsad.resolve import read_story
from marsad.resolve.places import place_context, resolve_place
from marsad.store import Store
from marsad.types import Coding, Document, Phrase, Place, RawDocument, Span

Done = TypeVar("Done")
Work = TypeVar("Work")

#: Later than every set, and always the same.
NOW = datetime(2026, 1, 1, tzinfo=UTC)

#: What names the user's data folder in the environment.
_DATA_DIR = "MARSAD_DATA_DIR"
#: Nouns for places beside those for land: what is built or held.
_BUILT = frozenset((
    "building", "position", "facility", "house", "safehouse", "compound", "warehouse", "bunker", "route",
    "entrance", "cache", "school", "restaurant",
))  # fmt: skip

#: Nouns for many that are singular.
_COLLECTIVE = frozenset((
    "administration", "agency", "army", "authority", "cell", "coalition", "command", "community", "company",
    "council", "department", "enemy", "faction", "family", "force", "government", "group", "junta",
    "leadership", "military", "militia", "ministry", "movement", "navy", "network", "opposition",
    "organisation", "organization", "parliament", "party", "people", "police", "population", "public", "regime",
    "team", "unit",
))  # fmt: skip

#: Labels of names that can stand for a place: metonyms and adjectives of nations too.
_PLACES = frozenset(("place", "nation"))

#: Of the words of nations, those that are people and seats of government: actors to Marsad, no places to the sets.
_NO_LANDS = frozenset(("people", "palace"))

#: Labels of phrases that lead to an event or away from it and are not where it was.
_LEADING = frozenset(("origin", "destination", "stop"))

#: The label of a place that only holds a finer one ("Irbil in northern Iraq").
_HOLDING = "part"

#: Rows handed to a process at a time: enough that handing over costs nothing, few enough that none idles at the end.
_CHUNK = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One text of a set. ``id`` is unique in the set; two rows with equal words are two documents."""

    id: str
    text: str
    title: str | None = None
    published: date | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Coded:
    """``document`` and ``coding`` are None where the text could not be read."""

    row: str
    document: Document | None
    coding: Coding | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A name found in a row's text, with what it was resolved to (places only)."""

    label: str
    span: Span
    place: Place | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedVerb:
    """``places`` are the names of places in the row's text; ``is_trigger``: the codebook knows the verb."""

    row: str
    is_trigger: bool
    places: tuple[Span, ...]


@cache
def _config() -> Config:
    return load_config()


@cache
def _coder() -> pipeline.Coder:
    coder = pipeline.load_coder(_config())
    kept = os.environ.get("MARSAD_PARSES")
    if kept is None:
        return coder
    return replace(coder, parser=KeepingParser(model=coder.parser.model, path=Path(kept)))


@contextmanager
def user_data(folder: Path) -> Iterator[None]:
    """While the block runs, the user's files are those of this folder, in processes started meanwhile too."""
    before = os.environ.get(_DATA_DIR)
    os.environ[_DATA_DIR] = str(folder)
    _forget()
    try:
        yield
    finally:
        del os.environ[_DATA_DIR]
        if before is not None:
            os.environ[_DATA_DIR] = before
        _forget()


def _forget() -> None:
    _config.cache_clear()
    _coder.cache_clear()


def _prepare(row: Row) -> Document | None:
    raw = RawDocument(
        source=row.source,
        url=f"https://benchmark.invalid/{row.id}",
        body=row.text.encode(),
        media_type="text/plain; charset=utf-8",
        title=row.title,
        published=row.published,
        language="en",
    )
    document, _ = prepare(raw, config=_config(), now=NOW)
    return document


def in_row(document: Document, span: Span) -> Span | None:
    """The span's place in the text that was handed over; None where the document added the words."""
    if not document.origin:
        return span
    ends = []
    for offset in (span.start, max(span.start, span.end - 1)):
        index = bisect_right(document.origin, offset, key=lambda run: run.start) - 1
        run = document.origin[index]
        if index < 0 or offset >= run.start + run.length:
            return None
        ends.append(run.origin + offset - run.start)
    return Span(start=ends[0], end=ends[1] + 1)


def in_document(document: Document, span: Span) -> Span | None:
    """The inverse of :func:`in_row`."""
    if not document.origin:
        return span
    ends = []
    for offset in (span.start, max(span.start, span.end - 1)):
        run = next((run for run in document.origin if run.origin <= offset < run.origin + run.length), None)
        if run is None:
            return None
        ends.append(run.start + offset - run.origin)
    return Span(start=ends[0], end=ends[1] + 1)


def _each(work: Callable[[Work], Done], items: Iterable[Work], jobs: int) -> Iterator[Done]:
    """Results in the order of the items, from this process or from ``jobs`` of their own."""
    if jobs <= 1:
        yield from map(work, items)
        return
    open_gazetteer(_config())  # built here, where it is missing, and not by every process at once
    with multiprocessing.get_context("spawn").Pool(jobs) as pool:
        yield from pool.imap(work, items, chunksize=_CHUNK)


def _code(row: Row) -> Coded:
    document = _prepare(row)
    coding = None if document is None else pipeline.code(document, _coder())
    return Coded(row=row.id, document=document, coding=coding)


def code_texts(rows: Iterable[Row], *, jobs: int = 1) -> Iterator[Coded]:
    """Code every row, in order."""
    return _each(_code, rows, jobs)


def _scenes(document: Document) -> tuple[Scene, ...]:
    coder = _coder()
    return scenes_of(document, parse_document(document, coder.parser, coder.known), coder.codebook, coder.known)


def _labelled(scene: Scene) -> Iterator[tuple[str, Sequence[Token]]]:
    """Names with their sort, and weapons, each as its words."""
    for name in scene.names:
        is_government = name.sort == "nation" and use_of(scene, name) == "government"
        yield "government" if is_government else name.sort, scene.parse.tokens[name.start : name.end]
    end = len(scene.parse)
    for token in reversed(scene.parse.tokens):  # the last word of a weapon is asked first, so the longest is found
        found = weapon_at(scene, token) if token.index < end and token.pos in ("NOUN", "PROPN") else None
        if found is not None:
            end = found[0][0].index
            is_act = token.lemma in _coder().world.registry.vocabulary.lists["acts"]
            yield "act" if is_act else "weapon", found[0]


def _described(scene: Scene) -> Iterator[tuple[str, Sequence[Token]]]:
    """What the text describes instead of naming it: actors by a noun of the registry's patterns ("Iraqi forces",
    "members of the council"), places by a noun for land or buildings ("the city of X", "a hospital").
    """
    vocabulary = _coder().world.registry.vocabulary
    for token in scene.parse:
        name = scene.name_at(token)
        if token.pos not in ("NOUN", "PROPN") or (name is not None and name.sort != "unknown"):
            continue
        is_actor = token.lemma in vocabulary.nouns or token.lemma in vocabulary.lists["armed_members"]
        is_actor = is_actor and token.lemma not in scene.codebook.nouns["targets"]
        if token.pos == "NOUN" and token.lemma in _BUILT | scene.codebook.words["sites"]:
            yield "site", phrase_of(scene, token)
        elif is_actor and (token.tag in ("NNS", "NNPS") or token.lemma in _COLLECTIVE):
            yield "group", phrase_of(scene, token)


def _name(row: Row) -> tuple[str, tuple[Named, ...]]:
    document = _prepare(row)
    if document is None:
        return row.id, ()
    named = []
    for label, tokens in (one for scene in _scenes(document) for one in (*_labelled(scene), *_described(scene))):
        span = in_row(document, Span(start=tokens[0].span.start, end=tokens[-1].span.end))
        if span is not None:
            named.append(Named(label=label, span=span))
    return row.id, tuple(named)


def name_texts(rows: Iterable[Row], *, jobs: int = 1) -> Iterator[tuple[str, tuple[Named, ...]]]:
    """The names in every row, labelled actor, nation, place, person or unknown, and the weapons, in order."""
    return _each(_name, rows, jobs)


def _sentence_of(document: Document, span: Span) -> int | None:
    return next((one.index for one in document.sentences if span in one.span), None)


def _is_land(name: Phrase) -> bool:
    word = _coder().known.registry.nation(str(name.quote.text))
    return name.label in _PLACES and (word is None or word.sort not in _NO_LANDS)


def _place(task: tuple[Row, Sequence[Span] | None]) -> tuple[str, tuple[Named, ...]]:
    row, spans = task
    document, gazetteer = _prepare(row), _coder().world.gazetteer
    if document is None:
        return row.id, ()
    if spans is None:
        quotes = [name.quote for name in pipeline.names(document, _coder()) if _is_land(name)]
    else:
        given = [(found, _sentence_of(document, found)) for span in spans if (found := in_document(document, span))]
        quotes = [document.quote(sentence, span) for span, sentence in given if sentence is not None]
    named = []
    for story in sorted({document.story_of(quote.sentence) for quote in quotes}):
        of_story = [quote for quote in quotes if document.story_of(quote.sentence) == story]
        context = place_context(document, story, of_story, gazetteer)
        for quote in of_story:
            claim, problems = resolve_place((Phrase(label="at", quote=quote, head=quote),), context, gazetteer)
            back = in_row(document, quote.span)
            is_answer = claim is not None and (spans is not None or not problems)
            if back is not None:
                named.append(Named(label="place", span=back, place=claim.value if claim and is_answer else None))
    return row.id, tuple(named)


def place_texts(
    tasks: Iterable[tuple[Row, Sequence[Span] | None]], *, jobs: int = 1
) -> Iterator[tuple[str, tuple[Named, ...]]]:
    """The place names of every row, resolved. With spans given, those and no others.

    A name found in the text that is reported as not found in the gazetteer has no place; of a given span the fallback
    counts, since the set says that it is one.
    """
    return _each(_place, tasks, jobs)


def _setting(row: Row) -> tuple[str, Place | None]:
    document, coder = _prepare(row), _coder()
    if document is None:
        return row.id, None
    phrases = [_naming(scene, spot) for scene in _scenes(document) for spot in spots_of(scene) if _is_place(spot)]
    story = read_story(document, document.story_of(0), pipeline.names(document, coder), coder.world)
    claim, _ = resolve_place(phrases, story.places, coder.world.gazetteer)
    return row.id, None if claim is None else claim.value


def _is_place(spot: Spot) -> bool:
    return spot.name.sort != "person"


def _naming(scene: Scene, spot: Spot) -> Phrase:
    """A place name in its phrase ("Hatla village", "western Raqqa countryside"), as a place of an event."""
    name = quote_of(scene, scene.parse.tokens[spot.name.start : spot.name.end])
    whole = quote_of(scene, phrase_of(scene, spot.head))
    holds = spot.holds or is_wide(scene, spot)
    return Phrase(label=_HOLDING if holds else "at", quote=whole if name.span in whole.span else name, head=name)


def place_settings(rows: Iterable[Row], *, jobs: int = 1) -> Iterator[tuple[str, Place | None]]:
    """Where each row's text is set, whether it tells an event or not: its names taken together, as those of one event
    are; the finest is the place, and what holds it says which is meant.
    """
    return _each(_setting, rows, jobs)


def _hit(scene: Scene, verbs: Sequence[Span]) -> tuple[Hit, bool] | None:
    """The trigger that the marked verb is or carries; else the verb itself, as a trigger of no kind."""
    marked = [token for token in scene.parse.tokens if any(token.span.overlaps(verb) for verb in verbs)]
    if not marked:
        return None
    indices = {token.index for token in marked}
    for hit in find_hits(scene):
        carrier = {hit.light.verb.index} if hit.light is not None else set()
        if indices & ({word.index for word in hit.words} | carrier):
            return hit, True
    return Hit(triggers=(), token=marked[0], words=(marked[0],), light=None), False


def _is_adjective(phrase: Phrase) -> bool:
    """Whether the place is only an adjective's: "the Indonesian capital" holds no name that the set marks."""
    word = _coder().known.registry.nation(str(phrase.head.text))
    return word is not None and word.sort == "adjective"


def _finest(phrases: Sequence[Phrase]) -> Sequence[Phrase]:
    """The phrases that hold no other: the set marks Irbil and not Iraq in "Irbil in northern Iraq"."""
    return [phrase for phrase in phrases if phrase.label != _HOLDING] or phrases


def _place_verbs(task: tuple[Row, Sequence[Span]]) -> PlacedVerb:
    row, verbs = task
    document = _prepare(row)
    if document is None:
        return PlacedVerb(row=row.id, is_trigger=False, places=())
    inside = [span for verb in verbs if (span := in_document(document, verb)) is not None]
    places, is_trigger = [], False
    for scene in _scenes(document):
        found = _hit(scene, inside)
        if found is None:
            continue
        is_trigger = is_trigger or found[1]
        placing = _finest([phrase for phrase in places_of(scene, found[0]) if phrase.label not in (*_LEADING, "same")])
        named = (phrase for phrase in placing if not _is_adjective(phrase))
        places += [span for phrase in named if (span := in_row(document, phrase.head.span)) is not None]
    return PlacedVerb(row=row.id, is_trigger=is_trigger, places=tuple(places))


def place_verbs(tasks: Iterable[tuple[Row, Sequence[Span]]], *, jobs: int = 1) -> Iterator[PlacedVerb]:
    """Where the marked verb of every row happened, by the rules that place events, whether it tells one or not."""
    return _each(_place_verbs, tasks, jobs)


def _fire(task: tuple[Row, Sequence[str] | None]) -> tuple[str, tuple[str, ...]]:
    row, strings = task
    document = _prepare(row)
    if document is None:
        return row.id, ()
    wanted = None if strings is None else [text.lower() for text in strings]
    fired = []
    for scene in _scenes(document):
        text = " ".join(scene.parse.text.lower().split())
        if (wanted is None or any(string in text for string in wanted)) and find_hits(scene):
            fired.append(text)
    return row.id, tuple(fired)


def fired_sentences(
    tasks: Iterable[tuple[Row, Sequence[str] | None]], *, jobs: int = 1
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The sentences of every row in which a trigger of the codebook fires, in lower case; with strings given, only of
    those that hold one.
    """
    return _each(_fire, tasks, jobs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """``events``: for each event the rows that tell it; ``proposed``: pairs of rows that a person is asked about."""

    events: tuple[tuple[str, ...], ...]
    proposed: frozenset[tuple[str, str]]


def merge_coded(coded: Iterable[Coded]) -> Merged:
    """The events that the rows tell, merged as ``marsad add`` merges them, and what it would ask a person."""
    rows: dict[str, str] = {}
    with TemporaryDirectory() as folder, Store(str(Path(folder) / "merging.duckdb")) as store:
        for one in coded:
            if one.document is not None and one.coding is not None:
                rows[one.document.id] = one.row
                store.add(one.document, one.coding, (), at=NOW)
        store.flush()
        pipeline.merge(store, config=_config(), now=NOW)
        events = tuple(tuple(rows[document] for document in event["documents"]) for event in store.events(words=False))
        home = {one["id"]: rows[one["document"]] for one in store.mentions(words=False)}
        asked = [
            (home[one.left], home[one.right])
            for one in store.judgements_for(home)
            if one.verdict == "unsure" and one.score >= _config().review_at
        ]
    return Merged(events=events, proposed=frozenset((min(pair), max(pair)) for pair in asked))
