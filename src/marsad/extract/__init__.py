"""Extract: what the text says, still in its own words.

``extract(document, …)`` parses the sentences that can hold an event, finds triggers, reads roles, setting and
details from the tree, binds pronouns within the story and returns frames and assessments whose every part is a quote.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from marsad.codebook import Codebook
from marsad.extract.assess import assess
from marsad.extract.clauses import straightened
from marsad.extract.coref import bind, look_back, meant_before, within_reach
from marsad.extract.elaborate import accused, elaborate, toll_told
from marsad.extract.frames import frames_of
from marsad.extract.headlines import mended, with_plain_first
from marsad.extract.names import KnownNames, PlaceWords, find_names, surnames
from marsad.extract.parse import Parse, Parser, load_parser
from marsad.extract.prefilter import worth_parsing
from marsad.extract.recase import is_capitals, recase
from marsad.extract.signs import Topic, story_of, topic_of
from marsad.extract.speech import Floor, floors, heard, heard_near
from marsad.extract.standins import without_remarks, words_of
from marsad.extract.status import quote_of
from marsad.extract.triggers import Scene
from marsad.types import Assessment, Document, Frame, Phrase

__all__ = ["Extraction", "KnownNames", "Parser", "extract", "load_parser", "parse_document", "scenes_of"]


#: Sentences that are held in memory at a time: 100,000 characters, ten times a long report. What "they" or "the attack"
#: means is looked for in the same stretch only.
STRETCH = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Extraction:
    """What one document tells: frames in text order, assessments, and the names in the text.

    Names are labelled actor, nation, place, person or unknown.
    """

    frames: tuple[Frame, ...]
    assessments: tuple[Assessment, ...]
    names: tuple[Phrase, ...]


def extract(
    document: Document, parser: Parser, codebook: Codebook, known: KnownNames, *, is_whole: bool = False
) -> Extraction:
    """Frames and assessments of a document, in text order; ``is_whole``: no sentence is left unparsed.

    A text longer than any report is read in stretches, so that memory is bounded and time grows with its length.
    """
    texts = texts_of(document, known)

    def read(wanted: Sequence[int]) -> dict[int, Scene]:
        parses = parser.parse(document, wanted, [words_of(texts[index], known) for index in wanted])
        return {scene.parse.sentence: scene for scene in scenes_of(document, parses, codebook, known)}

    wanted = range(len(texts)) if is_whole else worth_parsing(document, texts, parser.lemmas, codebook)
    speaking = floors(document, codebook, known.registry)
    found = [_stretch(document, part, read, speaking) for part in _parts(wanted)]
    return Extraction(
        frames=tuple(frame for one in found for frame in one.frames),
        assessments=tuple(assessment for one in found for assessment in one.assessments),
        names=tuple(name for one in found for name in one.names),
    )


def _parts(wanted: Sequence[int]) -> Iterator[tuple[range, Sequence[int]]]:
    """Stretches of sentences, each with those of it that are to be read."""
    for start in range(0, wanted[-1] + 1 if wanted else 0, STRETCH):
        stretch = range(start, start + STRETCH)
        yield stretch, wanted[bisect_left(wanted, start) : bisect_left(wanted, stretch.stop)]


def _stretch(
    document: Document,
    part: tuple[range, Sequence[int]],
    read: Callable[[Sequence[int]], dict[int, Scene]],
    speaking: Mapping[int, Floor],
) -> Extraction:
    """What a stretch of sentences tells."""
    stretch, wanted = part
    scenes = read(wanted)
    told = _told(document, scenes)
    meant = {before for index, found in told.items() if found for before in meant_before(document, index, found)}
    meant |= {near for found in told.values() for near in heard_near(document, found)}
    scenes.update(read(sorted(index for index in meant - scenes.keys() if index in stretch)))
    told = {index: tuple(heard(frame, speaking.get(index), scenes) for frame in found) for index, found in told.items()}
    frames: list[Frame] = []
    ordered = [scenes[index] for index in sorted(scenes)]
    for story in sorted({document.story_of(scene.parse.sentence) for scene in ordered}):
        frames.extend(_story([s for s in ordered if document.story_of(s.parse.sentence) == story], told))
    assessments = tuple(found for scene in ordered for found in assess(scene))
    names = tuple(phrase for scene in ordered for phrase in _named(scene))
    return Extraction(frames=tuple(frames), assessments=assessments, names=names)


def _told(document: Document, scenes: Mapping[int, Scene]) -> dict[int, tuple[Frame, ...]]:
    """The frames of each sentence, read in the light of what its story speaks of."""
    for index, scene in scenes.items():
        look_back([*(scenes[near] for near in within_reach(document, index) if near in scenes), scene])
    topics = {index: topic_of(scene) for index, scene in scenes.items()}
    stories: dict[int, list[Topic]] = {}
    for index, topic in topics.items():
        stories.setdefault(document.story_of(index), []).append(topic)
    about = {story: story_of(held) for story, held in stories.items()}
    return {
        index: frames_of(scene, (topics[index], about[document.story_of(index)])) for index, scene in scenes.items()
    }


def parse_document(document: Document, parser: Parser, known: KnownNames) -> tuple[Parse, ...]:
    """All sentences parsed."""
    texts = texts_of(document, known)
    return parser.parse(document, range(len(texts)), [words_of(text, known) for text in texts])


def texts_of(document: Document, known: KnownNames) -> list[str]:
    """The words of each sentence as the parser should see them: text in capitals is recased and remarks are blank,
    offsets unharmed.
    """
    text = document.text
    if is_capitals(text):
        text = recase(text, known.gazetteer.knows, is_acronym=known.registry.is_acronym)
    text = without_remarks(text)
    return [text[one.span.start : one.span.end].replace("\n", " ") for one in document.sentences]


def scenes_of(document: Document, parses: Sequence[Parse], codebook: Codebook, known: KnownNames) -> tuple[Scene, ...]:
    """The parsed sentences with their names; the parser's mistakes in headlines are mended."""
    words = PlaceWords(
        sites=codebook.words["sites"],
        dedicated=codebook.words["dedicated"],
        crossed=codebook.words["crossed"],
        struck=codebook.words["reaching_targets"],
        striking=codebook.words["striking"],
        spoken=codebook.words["spoken"],
        bodies=codebook.words["named_bodies"],
    )
    parses = tuple(straightened(with_plain_first(parse, codebook)) for parse in parses)
    persons = surnames(parses, known)
    named = ((parse, find_names(parse, known, words, persons)) for parse in parses)
    return tuple(
        Scene(document=document, parse=mended(parse, names, codebook), names=names, codebook=codebook)
        for parse, names in named
    )


def _named(scene: Scene) -> Iterator[Phrase]:
    for name in scene.names:
        quote = quote_of(scene, list(scene.parse.tokens[name.start : name.end]))
        yield Phrase(label=name.sort, quote=quote, head=quote)


def _story(scenes: Sequence[Scene], told: Mapping[int, tuple[Frame, ...]]) -> list[Frame]:
    frames: list[Frame] = []
    for number, scene in enumerate(scenes, start=1):
        found = [bind(frame, scenes[:number]) for frame in told.get(scene.parse.sentence, ())]
        if found:
            frames.extend(found)
        elif frames:
            frames[-1] = elaborate(frames[-1], scene)
            toll = toll_told(frames, scene)
            frames.extend([toll] if toll is not None else [])
        frames = accused(frames, scenes[:number]) if frames else frames
    return frames
