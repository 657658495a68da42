"""Paragraphs → headline, lede, body, caption and boilerplate of each story of a page, with their sentences.

A *display* paragraph is one that stops without a full stop, or that the page marks as a heading. Display paragraphs
before running ones open a story: the first sentence is its headline, the rest its lede.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Literal, cast

from marsad.read.boilerplate import is_boilerplate, is_caption, menus
from marsad.read.dates import dateline
from marsad.read.layout import Paragraph
from marsad.read.sentences import sentence_spans
from marsad.types import Section, SectionKind, Sentence, Span

_HEADLINE_WORDS = 30  # half of all headlines have under 20; sentences of a body average 25 but are seldom left open
_LEDE_WORDS = 80  # a longer paragraph is body that lost its last full stop
_NEW_STORY_WORDS = 6  # fewer are a heading inside a story: "Background", "What we know so far"
_KICKER_WORDS = 3  # "SYRIA" above the headline belongs to it
_BODY_WORDS = 20  # the body under a headline is more than one short sentence
_HEADLINE_AT_LEAST = 4  # "Clashes in northern Idlib": where a lede under it shows that it is one
_NEW_NAMES = 0.5  # of the names under a heading inside a story, most have been named above it
_SIGNATURE = 8  # paragraphs after the line "-- " that ends a mail; more are no signature
_LEDES = 2  # more display paragraphs in a row are a text without full stops


_Looks = Literal["boilerplate", "caption", "display", "running"]
_Role = Literal["opens", "headline", "lede", "body", "caption", "boilerplate"]
_OWN: dict[_Looks, _Role] = {"boilerplate": "boilerplate", "caption": "caption"}

_STOPPED = re.compile(r"[.!?…:;,؟۔।。！？–—-]$")
_CLOSING = "\"'”’»*_ \n"
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][\w’'-]{2,40}")  # inside a sentence, where a capital means something
_BRACKETED = re.compile(r"\s*[(\[][^()\[\]]{0,200}[)\]]$")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Unit:
    """A paragraph with its sentences and what it looks like by itself."""

    paragraph: Paragraph
    sentences: tuple[Span, ...]
    looks: _Looks
    printed: str
    is_title: bool

    @property
    def span(self) -> Span:
        return self.paragraph.span

    @property
    def words(self) -> int:
        return len(self.printed.split())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """A piece of a section to be: adjacent ones of one kind and story become one."""

    kind: SectionKind
    story: int
    span: Span
    sentences: tuple[Span, ...]


def sections(
    text: str, paragraphs: Sequence[Paragraph], title: int | None = None
) -> tuple[tuple[Section, ...], tuple[Sentence, ...]]:
    """Sections and sentences in the order of the text. ``title`` is the index of the paragraph that is the title."""
    found: list[Section] = []
    sentences: list[Sentence] = []
    for part in _parts(_units(text, paragraphs, title)):
        if found and (found[-1].kind, found[-1].story) == (part.kind, part.story):
            found[-1] = Section(
                kind=part.kind, story=part.story, span=Span(start=found[-1].span.start, end=part.span.end)
            )
        else:
            found.append(Section(kind=part.kind, story=part.story, span=part.span))
        section = len(found) - 1
        sentences += (
            Sentence(index=index, span=span, section=section)
            for index, span in enumerate(part.sentences, len(sentences))
        )
    return tuple(found), tuple(sentences)


# --- each paragraph by itself -------------------------------------------------------------------


def _units(text: str, paragraphs: Sequence[Paragraph], title: int | None) -> list[_Unit]:
    printed = [text[paragraph.span.start : paragraph.span.end] for paragraph in paragraphs]
    in_menu = menus(printed)
    signature = next((index for index, words in enumerate(printed) if words == "--"), len(printed))
    signed = range(signature, len(printed)) if len(printed) - signature <= _SIGNATURE else range(0)
    units: list[_Unit] = []
    for index, (paragraph, words) in enumerate(zip(paragraphs, printed, strict=True)):
        spans = sentence_spans(text, paragraph.span.start, paragraph.span.end)
        sentences = tuple(Span(start=start, end=end) for start, end in spans)
        is_title = index == title
        looks = "display" if is_title else _looks(paragraph, words, sentences)
        listed = index in in_menu and not (is_title or paragraph.level)
        if not sentences or listed or index in signed:
            looks = "boilerplate"
        units.append(
            _Unit(
                paragraph=paragraph,
                sentences=() if looks == "boilerplate" else sentences,
                looks=looks,
                printed=words,
                is_title=is_title,
            )
        )
    return units


def _looks(paragraph: Paragraph, words: str, sentences: Sequence[Span]) -> _Looks:
    if is_boilerplate(words):
        return "boilerplate"
    if paragraph.kind == "caption" or is_caption(words):
        return "caption"
    length = len(words.split())
    if paragraph.level and length <= _HEADLINE_WORDS:
        return "display"
    start = paragraph.span.start
    first = words[sentences[0].start - start : sentences[0].end - start] if sentences else ""
    runs_on = (
        paragraph.kind == "item"
        or words[0] in "[("
        or words[0].islower()
        or is_ended(words)
        or length > _LEDE_WORDS
        or len(first.split()) > _HEADLINE_WORDS
        or dateline(words) is not None
        or ("\n" in words and len(sentences) > 1)  # a wrapped paragraph that lost its last line
    )
    return "running" if runs_on else "display"


def is_ended(words: str) -> bool:
    """Does the paragraph stop with a full stop or the like? Closing quotes and a last remark in brackets are passed."""
    bare = words[-300:].rstrip(_CLOSING)
    return bool(_STOPPED.search(bare) or _STOPPED.search(_BRACKETED.sub("", bare).rstrip(_CLOSING)))


# --- stories ------------------------------------------------------------------------------------


def _parts(units: Sequence[_Unit]) -> Iterator[_Part]:
    story, started = 0, False
    for unit, role in zip(units, _roles(units), strict=True):
        if started and (role == "opens" or unit.paragraph.opens):
            story += 1
        started = started or role not in ("boilerplate", "caption")
        if role in ("opens", "headline"):
            yield from _headline(unit, story)
        else:
            yield _Part(kind=cast("SectionKind", role), story=story, span=unit.span, sentences=unit.sentences)


def _headline(unit: _Unit, story: int) -> Iterator[_Part]:
    """A title is headline as a whole; of another display paragraph the first sentence is, and the rest is lede."""
    whole = unit.is_title or unit.paragraph.level or len(unit.sentences) == 1
    cut = unit.span.end if whole else unit.sentences[0].end
    head = tuple(span for span in unit.sentences if span.end <= cut)
    yield _Part(kind="headline", story=story, span=Span(start=unit.span.start, end=cut), sentences=head)
    if not whole:
        rest = unit.sentences[1:]
        yield _Part(kind="lede", story=story, span=Span(start=rest[0].start, end=unit.span.end), sentences=rest)


def _roles(units: Sequence[_Unit]) -> list[_Role]:
    """What each paragraph is to the page. ``opens`` is a headline that starts a story."""
    roles = [_OWN.get(unit.looks, "body") for unit in units]
    prose = [index for index, unit in enumerate(units) if unit.looks not in _OWN]
    listed = _headlines_at_end([units[index] for index in prose])
    for index in prose[len(prose) - listed :]:
        roles[index] = "opens"
    prose = prose[: len(prose) - listed]
    level = next((units[index].paragraph.level for index in prose if units[index].paragraph.level), 0)
    following = _bodies([units[index] for index in prose])
    at = 0
    names: set[str] | None = None
    while at < len(prose):
        ahead = [units[index] for index in prose[at : at + 2 + _LEDES]]
        group = ahead[:1] if _is_display(ahead[0]) else []
        group += takewhile(_continues, ahead[1:] if group else ())
        opens = _opens_first(group) if at == 0 else _opens_later(group, following[at], level, names)
        opening: list[_Role] = _opening(group) if opens else ["body"]
        for index, role in zip(prose[at : at + len(opening)], opening, strict=True):
            roles[index] = role
        if opens or names is not None:
            names = (set() if opens or names is None else names) | _names(units[prose[at]].printed)
        at += len(opening)
    return roles


def _opening(group: Sequence[_Unit]) -> list[_Role]:
    """Headline, with the next line where the first is a mere kicker, then ledes of more than a word or two."""
    kicker = len(group) > 1 and group[0].words <= _KICKER_WORDS < group[1].words and not group[0].is_title
    heads: list[_Role] = ["opens", "headline"] if kicker else ["opens"]
    ledes = takewhile(lambda unit: unit.words >= _HEADLINE_AT_LEAST, group[len(heads) : len(heads) + _LEDES])
    return heads + ["lede" for _ in ledes]


def _opens_first(group: Sequence[_Unit]) -> bool:
    """Is this group, the first of a page, a headline? "SYRIA" or "Washington (CNN)" alone is none, unless so marked."""
    marked = bool(group) and (group[0].is_title or group[0].paragraph.level > 0)
    return marked or any(unit.words > _KICKER_WORDS for unit in group[:2])


def _opens_later(group: Sequence[_Unit], body: str, level: int, names: set[str] | None) -> bool:
    """Does this display group start another story of a page that began with a headline?

    ``level`` is that of the page's first heading, 0 where it marks none; ``names`` are those of the story so far, None
    where the page did not begin with a headline.
    Without marks, a headline that has no lede is told from a heading inside the story by the new names in its body.
    """
    if not group:
        return False
    first = group[0]
    if first.is_title or first.paragraph.opens:
        return True
    if names is None or len(body.split()) < _BODY_WORDS:
        return False
    if level:
        return first.paragraph.level == level and first.words >= _NEW_STORY_WORDS
    if len(group) > 1 or len(first.sentences) > 1:
        return first.words >= _HEADLINE_AT_LEAST
    new = _names(body)
    return first.words >= _NEW_STORY_WORDS and len(new - names) > _NEW_NAMES * len(new)


def _names(printed: str) -> set[str]:
    return set(_NAME.findall(printed))


def _headlines_at_end(prose: Sequence[_Unit]) -> int:
    """How many display paragraphs that no body follows are headlines of stories told elsewhere.

    One alone is a last line without its full stop; up to three with nothing before them are a headline and its lede.
    """
    count = sum(1 for _ in takewhile(_is_display, reversed(prose)))
    whole = count == len(prose)
    at_least = _HEADLINE_AT_LEAST if whole else _NEW_STORY_WORDS
    if count < (2 + _LEDES if whole else 2) or any(unit.words < at_least for unit in prose[len(prose) - count :]):
        return 0
    return count


def _bodies(prose: Sequence[_Unit]) -> list[str]:
    """For each unit the first running paragraph from there on, "" if none comes."""
    bodies: list[str] = []
    for unit in reversed(prose):
        bodies.append(unit.printed if unit.looks == "running" else (bodies[-1] if bodies else ""))
    return bodies[::-1]


def _is_display(unit: _Unit) -> bool:
    return unit.looks == "display"


def _continues(unit: _Unit) -> bool:
    return unit.looks == "display" and not unit.paragraph.opens
