"""Lines of plain text → paragraphs.

A blank line ends a paragraph. A single newline is either the end of a paragraph or a wrapped line; which of the two is
told by the whole text: wrapped prose goes on in small letters on the next line or, all in capitals, fills its lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType
from typing import Literal

from marsad.read.boilerplate import glue, is_boilerplate
from marsad.read.knowledge import knowledge
from marsad.types import Span

# Wire copy is wrapped at 65 to 80 columns, mail at 72 to 78, reports saved from a viewer at 100 to 130.
_WIDEST = 160
# Of the lines that prose goes on from, about 70 % are followed by a small letter; of headlines one to a line, none.
_SMALL_SHARE = 0.3
# A line that leaves this part of the width free although the next word would have fitted was ended on purpose.
_FILLED = 0.75
_BULLET = re.compile(r"(?:[-–—*•·▪●○◦■►▶]|\(?\d{1,2}[.)]|[a-z]\))\s")
_NONE: Mapping[int, int] = MappingProxyType({})
_ENDED = re.compile(r"[.!?…:][\"'”’)\]]{0,3}$")


Kind = Literal["prose", "item", "caption"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """A run of the text between two breaks. ``level`` is 1 to 6 where the page marks it as a heading, else 0."""

    span: Span
    level: int = 0
    opens: bool = False  #: the page says that a story starts here
    kind: Kind = "prose"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """One printed line without the white space around it."""

    start: int
    end: int
    indent: int
    words: str
    after_blank: bool

    @property
    def first_word(self) -> str:
        return self.words.split(maxsplit=1)[0]

    @property
    def last_word(self) -> str:
        return self.words.rsplit(maxsplit=1)[-1]


def paragraphs(text: str, headings: Mapping[int, int] = _NONE) -> tuple[Paragraph, ...]:
    """The paragraphs of a plain text, in its order. ``headings`` maps where a heading starts to its level."""
    lines = list(_lines(text))
    width = _wrap_width(lines)
    found: list[list[_Line]] = []
    for line in lines:
        alone = line.after_blank or line.start in headings or (found and found[-1][-1].start in headings)
        if found and not alone and _goes_on(found[-1][-1], line, width):
            found[-1].append(line)
        else:
            found.append([line])
    return tuple(
        Paragraph(
            span=Span(start=run[0].start, end=run[-1].end),
            level=headings.get(run[0].start, 0),
            kind="item" if _BULLET.match(run[0].words) else "prose",
        )
        for run in found
    )


def _lines(text: str) -> Iterator[_Line]:
    """Lines with words; a button glued to the first or last of them is a line of its own."""
    report_start, report_end = glue(text)
    after_blank = True
    for start, end in pairwise((0, report_start, report_end, len(text))):
        at = start
        for printed in text[start:end].split("\n") if start < end else ():
            words = printed.strip()
            if words:
                indent = len(printed) - len(printed.lstrip())
                left = at + indent
                yield _Line(start=left, end=left + len(words), indent=indent, words=words, after_blank=after_blank)
            after_blank = not words
            at += len(printed) + 1
        after_blank = True


def _wrap_width(lines: Sequence[_Line]) -> int | None:
    """The column at which the text is wrapped; None where every newline ends a paragraph."""
    pairs = [
        (line, following)
        for line, following in pairwise(lines)
        if not following.after_blank and not _BULLET.match(following.words)
    ]
    if not pairs:
        return None
    # One line in ten may be longer than the rest: a heading, an address.
    width = sorted(len(line.words) for line, _ in pairs)[len(pairs) * 9 // 10]
    if width > _WIDEST:
        return None
    if all(line.words.isupper() for line, _ in pairs):
        wrapped = (
            sum(_fills(line, following, width) for line, following in pairs) > _FILLED * len(pairs) and width >= 40
        )
    else:
        wrapped = sum(following.words[0].islower() for _, following in pairs) > _SMALL_SHARE * len(pairs)
    return width if wrapped else None


def _fills(line: _Line, following: _Line, width: int) -> bool:
    return len(line.words) + 1 + len(following.first_word) >= _FILLED * width


def _goes_on(line: _Line, following: _Line, width: int | None) -> bool:
    """Is the newline between these two lines a wrapped one?"""
    if _BULLET.match(following.words):
        return False
    ended = bool(_ENDED.search(line.words))
    goes_on = following.words[0].islower() or line.last_word.lower() in knowledge("sentences")["hanging"]
    if goes_on and not ended:
        return not is_boilerplate(line.words)
    if width is None or len(line.words) > _WIDEST or not _fills(line, following, width):
        return False
    if following.indent >= line.indent + 2 and not _BULLET.match(line.words):
        return False
    return not (ended and is_boilerplate(following.words))
