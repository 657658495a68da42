"""Markdown → text: the marks go, the words and their offsets stay."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from marsad.read.normal import Mapped, edited

_FRONT = re.compile(r"---\n(?P<fields>(?:[^\n]{0,2000}\n){1,60}?)---(?:\n|$)")
_FIELD = re.compile(r"^(\w{1,30}): {0,9}[\"']?(.{1,500}?)[\"']?$", re.MULTILINE)
# Every repetition is bounded or ends at a newline, so a line of opening brackets is read in linear time.
_MARK = re.compile(
    r"^(?P<heading>\#{1,6})[ ]{1,9}"
    r"|!\[[^\]\n]{0,300}\]\([^)\n]{0,2000}\)"
    r"|\[(?P<words>[^\[\]\n]{1,300})\]\([^)\n]{0,2000}\)"
    r"|(?<![\w*_])[*_]{1,3}(?=[^\s*_])|(?<=[^\s*_])[*_]{1,3}(?![\w*_])|`{1,3}",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmarked:
    """A text without its marks, where its headings start and of which level they are, and its front matter."""

    mapped: Mapped
    headings: Mapping[int, int]
    fields: Mapping[str, str]


def unmarked(mapped: Mapped) -> Unmarked:
    """Marks of headings, emphasis and links, pictures and front matter (``key: value`` lines) taken out of the text."""
    front = _FRONT.match(mapped.text)
    fields = dict(_FIELD.findall(front["fields"])) if front else {}
    start = front.end() if front else 0
    edits: list[tuple[int, int, str]] = [(0, start, "")]
    headings: dict[int, int] = {}
    removed = start
    for match in _MARK.finditer(mapped.text, start):
        for left, right in _removed(match):
            edits.append((left, right, ""))
            removed += right - left
        if match["heading"]:
            headings[match.end() - removed] = len(match["heading"])
    return Unmarked(mapped=edited(mapped, edits), headings=headings, fields=fields)


def _removed(match: re.Match[str]) -> Iterator[tuple[int, int]]:
    """What goes of a mark: all of it, but the words of a link stay."""
    if match["words"]:
        yield match.start(), match.start("words")
        yield match.end("words"), match.end()
    else:
        yield match.span()
