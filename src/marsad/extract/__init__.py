"""Extract: what the text says, still in its own words.

``extract(document, …)`` parses the sentences that can hold an event, finds triggers, reads roles, setting and
details from the tree, binds pronouns within the story and returns frames and assessments whose every part is a quote.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from marsad.codebook import Codebook
from marsad.extract.assess import assess
from marsad.extract.coref import bind
from marsad.extract.elaborate import elaborate
from marsad.extract.frames import frames_of
from marsad.extract.headlines import mended
from marsad.extract.names import KnownNames, find_names
from marsad.extract.parse import Parse, Parser, load_parser
from marsad.extract.recase import is_capitals, recase
from marsad.extract.status import quote_of
from marsad.extract.triggers import Scene
from marsad.types import Assessment, Document, Frame, Phrase

__all__ = ["Extraction", "KnownNames", "Parser", "extract", "load_parser", "parse_document", "scenes_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Extraction:
    """What one document tells: frames in text order, assessments, and the names in the text.

    Names are labelled actor, nation, place, person or unknown.
    """

    frames: tuple[Frame, ...]
    assessments: tuple[Assessment, ...]
    names: tuple[Phrase, ...]


def extract(document: Document, parser: Parser, codebook: Codebook, known: KnownNames) -> Extraction:
    """Frames and assessments of a document, in text order."""
    scenes = scenes_of(document, parse_document(document, parser, known), codebook, known)
    frames: list[Frame] = []
    for story in sorted({document.story_of(scene.parse.sentence) for scene in scenes}):
        frames.extend(_story([scene for scene in scenes if document.story_of(scene.parse.sentence) == story]))
    assessments = tuple(found for scene in scenes for found in assess(scene))
    names = tuple(phrase for scene in scenes for phrase in _named(scene))
    return Extraction(frames=tuple(frames), assessments=assessments, names=names)


def parse_document(document: Document, parser: Parser, known: KnownNames) -> tuple[Parse, ...]:
    """All sentences parsed; text in capitals is recased for the parser, offsets unharmed."""
    spans = [sentence.span for sentence in document.sentences]
    text = document.text
    if is_capitals(text):
        text = recase(text, known.gazetteer.knows, is_acronym=known.registry.is_acronym)
    flat = [text[span.start : span.end].replace("\n", " ") for span in spans]
    return parser.parse(document, range(len(flat)), flat)


def scenes_of(document: Document, parses: Sequence[Parse], codebook: Codebook, known: KnownNames) -> tuple[Scene, ...]:
    named = ((parse, find_names(parse, known)) for parse in parses)
    return tuple(
        Scene(document=document, parse=mended(parse, names, codebook), names=names, codebook=codebook)
        for parse, names in named
    )


def _named(scene: Scene) -> Iterator[Phrase]:
    for name in scene.names:
        quote = quote_of(scene, list(scene.parse.tokens[name.start : name.end]))
        yield Phrase(label=name.sort, quote=quote, head=quote)


def _story(scenes: Sequence[Scene]) -> list[Frame]:
    frames: list[Frame] = []
    for number, scene in enumerate(scenes, start=1):
        found = [bind(frame, scenes[:number]) for frame in frames_of(scene)]
        if found:
            frames.extend(found)
        elif frames:
            frames[-1] = elaborate(frames[-1], scene)
    return frames
