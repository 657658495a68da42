"""Who has the floor: the speaker of a speech, communiqué or interview, of a turn in a transcript, of a long quotation.

What stands in a heading or between quotation marks is told by whoever speaks there, not by the outlet. Headings, turns
and quotations are found in the words; who speaks a quotation is read from the verbs of saying beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from marsad.codebook import Codebook
from marsad.extract.attribution import speaks_as, subject_of_saying
from marsad.extract.names import Registry
from marsad.extract.parse import Token
from marsad.extract.phrasing import phrase_of
from marsad.extract.roles import is_agent, surface_subjects
from marsad.extract.standins import is_remark
from marsad.extract.status import quote_of
from marsad.extract.triggers import Scene
from marsad.types import Attribution, Claim, Document, Frame, Quote, Span

#: Characters of a story in which its heading stands.
_HEADING = 800
#: Words of a quotation at least; fewer are a word that the outlet keeps at a distance.
_LONG = 4
#: Words of a speaker's name in a turn at most.
_NAME = 6
#: Words of the first person that a text must hold for its first line to be the heading of a speech.
_OWN_WORDS = 2
#: The outlet of a dateline, and the characters in which it stands.
_FILED = re.compile(r"[^()\n]*(?:\([^()]*\)[^()\n]*)?\(([^()]+)\)\s*[-–—]")
_DATELINE = 160
_BRACKET = re.compile(r"\[([^\[\]]{2,300})\]")
_TURN = re.compile(r"\s*\[([^\[\]]{2,60})\]")
_LABEL = re.compile(r"\s*(?:Q|A|(?:[A-Z][A-Z.'’-]+ ?){1,4}|Question|Answer):\s")
_FIRST_PERSON = re.compile(r"\b(?:we|our|us|i|my)\b", re.IGNORECASE)
_WE = frozenset(("we", "our", "us"))
_MARK = re.compile(r"[“”\"«»]|\n\s*\n")
_END_OF_RECORDING = re.compile(r"\[end recording\]", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Floor:
    """Who speaks in a sentence: the words that name the speaker, the clearest first; none where nobody is named."""

    quotes: tuple[Quote, ...]


# --- headings and turns ------------------------------------------------------------------------


def floors(document: Document, codebook: Codebook, registry: Registry) -> dict[int, Floor]:
    """The speaker of each sentence that stands in somebody's speech; the others are the outlet's own."""
    found: dict[int, Floor] = {}
    for sentences in _stories(document):
        heading = _heading(document, sentences, codebook) or _mouthpiece(document, sentences, registry)
        held, labels = heading, _has_labels(document, sentences)
        for index in sentences:
            turn = _turn(document, index, codebook, is_labelled=labels)
            held = held if turn is None else _named(turn, heading)
            if held is not None and held.quotes and held.quotes[-1].span.start < document.sentences[index].span.end:
                found[index] = held
            if _END_OF_RECORDING.search(_words(document, index)):
                held = heading
    return found


def _stories(document: Document) -> Iterator[list[int]]:
    held: list[int] = []
    for sentence in document.sentences:
        if held and document.story_of(sentence.index) != document.story_of(held[0]):
            yield held
            held = []
        held.append(sentence.index)
    if held:
        yield held


def _words(document: Document, sentence: int) -> str:
    span = document.sentences[sentence].span
    return document.text[span.start : span.end]


def _heading(document: Document, sentences: Sequence[int], codebook: Codebook) -> Floor | None:
    """ "[SPEECH] [PRESIDENT ROJAS]", "[INTERVIEW WITH COMMANDER ROJAS BY LUZ GIL]", "Statement by the Red Crescent"."""
    start = document.sentences[sentences[0]].span.start
    kinds = "|".join(sorted(map(re.escape, codebook.sayings["speeches"]), key=len, reverse=True))
    joined = re.compile(rf"(?:{kinds})\s+(?:by|with|from|of)\s+(?P<who>.+)", re.IGNORECASE | re.DOTALL)
    is_speech = False
    for bracket in _BRACKET.finditer(document.text, start, start + _HEADING):
        words = bracket[1].strip()
        told = joined.fullmatch(words)
        if told is not None:
            return _floor(document, bracket.start(1) + told.start("who"), bracket.end(1))
        if is_speech and not is_remark(bracket[0]):
            return _floor(document, *bracket.span(1))
        is_speech = is_speech or words.lower() in codebook.sayings["speeches"]
    first = document.sentences[sentences[0]].span
    line = document.text[first.start : first.end].partition("\n")[0]
    opening = re.match(rf"(?:[\w-]+ ){{0,3}}?(?:{kinds}) (?:by|from|of) (?P<who>(?:the )?[A-Z].+)", line, re.IGNORECASE)
    if opening is None or not _is_first_person(document, sentences):
        return None
    return _floor(document, first.start + opening.start("who"), first.start + len(line))


def _mouthpiece(document: Document, sentences: Sequence[int], registry: Registry) -> Floor | None:
    """The outlet of the dateline where a side runs it: "CLANDESTINE, 3 May (Radio Venceremos) -"."""
    start = document.sentences[sentences[0]].span.start
    filed = _FILED.match(document.text, start, start + _DATELINE)
    if filed is None:
        return None
    return _floor(document, *filed.span(1)) if registry.is_mouthpiece(filed[1]) else None


def _is_first_person(document: Document, sentences: Sequence[int]) -> bool:
    span = Span(start=document.sentences[sentences[0]].span.start, end=document.sentences[sentences[-1]].span.end)
    outside = document.text[span.start : span.end]
    for quoted in reversed(quotations(document, span)):
        outside = outside[: quoted.start - span.start] + outside[quoted.end - span.start :]
    return len(_FIRST_PERSON.findall(outside)) >= _OWN_WORDS


def _floor(document: Document, start: int, end: int) -> Floor | None:
    """The name between these offsets, up to what follows it: "President Rojas, in progress", "X by Y"."""
    name = re.match(r"(?:the\s+)?[^,;:()]+?(?=\s+(?:by|on|at|in|about|regarding|following|after)\s|\s*[,;:()]|\s*$)",
                    document.text[start:end], re.IGNORECASE)  # fmt: skip
    if name is None:
        return None
    span = Span(start=start, end=start + len(name[0].rstrip()))
    sentence = next((one.index for one in document.sentences if one.span.start <= start < one.span.end), None)
    return None if sentence is None else Floor(quotes=(document.quote(sentence, span),))


def _turn(document: Document, sentence: int, codebook: Codebook, *, is_labelled: bool) -> Floor | None:
    """Who takes the floor with this sentence: "[ROJAS] We did not.", "ROJAS: We did not."; an empty one for whoever
    asks the questions; None where nobody does.
    """
    span = document.sentences[sentence].span
    at, found = span.start, None
    while (bracket := _TURN.match(document.text, at, span.end)) is not None:
        is_name = not is_remark(bracket[0]) and 0 < len(bracket[1].split()) <= _NAME
        found = _floor(document, *bracket.span(1)) if is_name else found
        at = bracket.end()
    label = _LABEL.match(document.text, span.start, span.end) if is_labelled and found is None else None
    if label is not None and label[0].strip(": ").lower() not in codebook.sayings["calls"]:
        found = _floor(document, label.start(), label.end())
    asks = codebook.sayings["askers"]
    if found is not None and any(word in asks for word in str(found.quotes[0].text).lower().split()):
        return Floor(quotes=())
    return found


def _has_labels(document: Document, sentences: Sequence[int]) -> bool:
    """Whether the story is a dialogue whose turns begin with a label, one of which comes back."""
    labels = [found[0].strip() for index in sentences if (found := _LABEL.match(_words(document, index)))]
    return len(labels) > max(2, len(set(labels)))


def _named(turn: Floor, heading: Floor | None) -> Floor:
    """The turn of one whom the heading names in full: "[ROJAS]" of "Interview with President Ana Rojas"."""
    if heading is None or not turn.quotes:
        return turn
    own, full = (str(floor.quotes[0].text).lower().split() for floor in (turn, heading))
    is_answer = own in (["a"], ["answer"])
    return Floor(quotes=(heading.quotes[0], *turn.quotes)) if is_answer or set(own) <= set(full) else turn


# --- quotations --------------------------------------------------------------------------------


def quotations(document: Document, within: Span) -> tuple[Span, ...]:
    """What stands between quotation marks; one that a new paragraph takes up again is as many as its paragraphs."""
    return _quotations(document.text, within.start, within.end)


@lru_cache(maxsize=8)
def _quotations(text: str, start: int, end: int) -> tuple[Span, ...]:
    opened, found = None, []
    for mark in _MARK.finditer(text, start, end):
        at, char = mark.start(), mark[0]
        if char.isspace():
            following = text[mark.end() :].lstrip()[:1]
            if opened is not None and following in ("“", '"', "«"):
                found.append(Span(start=opened, end=at))
            opened = None
        elif opened is None and char in '“«"' and (at == 0 or not text[at - 1].isalnum()):
            opened = at
        elif opened is not None and char in '”»"':
            found.append(Span(start=opened, end=mark.end()))
            opened = None
    return tuple(span for span in found if len(text[span.start : span.end].split()) >= _LONG)


def quoted_in(document: Document, frame: Frame) -> Span | None:
    """The quotation in which the trigger stands, where nobody but the outlet has been found to say it."""
    if any(claim.value.by != "outlet" for claim in frame.attribution):
        return None
    story, at = document.story_of(frame.trigger.sentence), frame.trigger.span
    own = [section.span for section in document.sections if section.story == story]
    within = Span(start=own[0].start, end=own[-1].end)
    held = (one for one in quotations(document, within) if one.start < at.start and at.end < one.end)
    return next(held, None)


def heard_near(document: Document, frames: Sequence[Frame]) -> set[int]:
    """The sentences beside quotations of the frames, in which their speakers can be named."""
    spans = [span for frame in frames if (span := quoted_in(document, frame)) is not None]
    return {index for span in spans for index in _beside(document, span)}


def _beside(document: Document, span: Span) -> list[int]:
    """The sentences that the quotation stands in, then the one before and the one after, of the same story."""
    own = [one.index for one in document.sentences if one.span.start < span.end and span.start < one.span.end]
    story = document.story_of(own[0])
    near = (own[0] - 1, own[-1] + 1)
    return own + [n for n in near if 0 <= n < len(document.sentences) and document.story_of(n) == story]


# --- frames ------------------------------------------------------------------------------------


def heard(frame: Frame, floor: Floor | None, scenes: Mapping[int, Scene]) -> Frame:
    """The frame as told by whoever has the floor or speaks the quotation, where the sentence itself names nobody."""
    if any(claim.value.by != "outlet" for claim in frame.attribution):
        return frame
    own = frame.kind.quotes[0]
    scene = scenes[frame.trigger.sentence]
    quoted = quoted_in(scene.document, frame)
    if quoted is not None:
        claim = _quoted(quoted, own, scenes)
        if claim is None and floor is None:
            value = Attribution(by="source", name=None, stance="asserts")
            claim = Claim(value=value, quotes=(own,), method="said.quoted@1", confidence=0.6)
        if claim is not None:
            return replace(frame, attribution=(claim,))
    if floor is None:
        claim = _introduced(frame, scenes) if quoted is None else None
        return frame if claim is None else replace(frame, attribution=(claim,))
    value = Attribution(by="party", name=floor.quotes[0].text, stance="asserts")
    claim = Claim(value=value, quotes=(*floor.quotes, own), method="said.floor@1", confidence=0.8)
    return replace(frame, attribution=(claim,))


def _quoted(quoted: Span, own: Quote, scenes: Mapping[int, Scene]) -> Claim[Attribution] | None:
    """Who speaks the quotation: the subject of the nearest verb of saying outside of it."""
    document = scenes[own.sentence].document
    for index in _beside(document, quoted):
        scene = scenes.get(index)
        told = list(_speakers(scene, quoted)) if scene is not None else []
        if told and scene is not None:
            speaker, verb = told[-1]
            words = quote_of(scene, phrase_of(scene, speaker))
            value = Attribution(by=speaks_as(scene, speaker), name=words.text, stance="asserts")
            quotes = (words, quote_of(scene, [verb]), own)
            return Claim(value=value, quotes=quotes, method="said.quoted@1", confidence=0.7)
    return None


def _speakers(scene: Scene, quoted: Span) -> Iterator[tuple[Token, Token]]:
    for verb in scene.parse:
        if quoted.start <= verb.span.start < quoted.end:
            continue
        speaker = subject_of_saying(scene, verb)
        if speaker is not None and not quoted.start <= speaker.span.start < quoted.end:
            yield speaker, verb


def _introduced(frame: Frame, scenes: Mapping[int, Scene]) -> Claim[Attribution] | None:
    """Who says "we" where no heading tells: whoever the story said before to have issued a statement or to have spoken,
    nearest first.
    """
    own = frame.kind.quotes[0]
    here = scenes[own.sentence]
    if not any(token.tag in ("PRP", "PRP$") and token.text.lower() in _WE for token in here.parse):
        return None
    story = here.document.story_of(own.sentence)
    for index in range(own.sentence - 1, -1, -1):
        if index not in scenes or here.document.story_of(index) != story:
            continue
        told = list(_issuers(scenes[index]))
        if told:
            words = quote_of(scenes[index], phrase_of(scenes[index], told[0][0]))
            value = Attribution(by=speaks_as(scenes[index], told[0][0]), name=words.text, stance="asserts")
            quotes = (words, quote_of(scenes[index], [told[0][1]]), own)
            return Claim(value=value, quotes=quotes, method="said.we@1", confidence=0.6)
    return None


def _issuers(scene: Scene) -> Iterator[tuple[Token, Token]]:
    """ "the front issued a communique", "the statement reads": who, and the verb."""
    speeches = scene.codebook.sayings["speeches"]
    for verb in scene.parse:
        issued = [one for one in scene.parse.below(verb, "dobj") if one.lemma in speeches]
        doers = surface_subjects(scene.parse, verb) if issued and verb.pos == "VERB" else []
        speaker = doers[0] if doers and is_agent(scene, doers[0]) else None
        if speaker is not None:
            yield speaker, verb
