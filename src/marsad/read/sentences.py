"""Sentences by rules: the parser keeps what is found here.

A sentence ends at a full stop, question or exclamation mark that white space follows, unless an abbreviation, an
initial or a list number stands before it or a small letter after it. A newline inside a paragraph is a wrapped line and
ends nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from marsad.read.dates import dateline
from marsad.read.knowledge import knowledge

# Nobody writes a sentence of 1,000 characters, and a parser's time and memory grow with length: a longer one is a list
# or a table without stops and is cut at white space.
LONGEST = 1_000

_OPENING = "\"'“‘«([{¿¡*–—-•·"
_CLOSING = "\"'”’»)]}*_"
_END = re.compile(
    rf"(?P<mark>[.!?…‽]{{1,9}}|[؟۔।]{{1,9}})(?P<close>[{re.escape(_CLOSING)}]{{0,9}})(?=\s)"
    r"|(?P<wide>[。！？])[”’」』）]{0,9}"
    r"|(?<=[a-z]{3})\.(?=(?P<glued>[A-Z][a-z]{1,20})\b)"
)
_SEPARATOR = re.compile(r"[\s()\[\]{}\"“”‘«»/—–]")
_NEXT_WORD = re.compile(rf"\s{{1,99}}[{re.escape(_OPENING)}\s]{{0,20}}(?P<word>[^\W_][\w.’'-]{{0,40}})?")
_LIST_NUMBER = re.compile(r"\s*[(\[]?(?:\d{1,3}|[ivxIVX]{1,5}|[a-zA-Z])$")
_INITIALS = re.compile(r"(?:[^\W\d_]\.)*[^\W\d_]$")
_SPEAKABLE = re.compile(r"[^\W_]")
_BULLET = re.compile(r"\s*[-–—*•·▪●○◦■►▶>»#]{1,3}\s+")
_NUMBER = re.compile(r"\s*\(?(?:\d{1,2}[.)]|[a-z]\))\s+(?=\S)")


@cache
def _words(key: str) -> frozenset[str]:
    return frozenset(knowledge("sentences")[key])


def sentence_spans(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The sentences of the paragraph ``text[start:end]``: sorted, disjoint, trimmed, none without a letter or digit."""
    filed = dateline(text[start : min(end, start + 600)])
    number = _NUMBER.match(text, start, end)
    left = number.end() if number else start
    if filed and start + filed.end < end:
        yield from _trimmed(text, left, start + filed.end)
        left = start + filed.end
    for match in _END.finditer(text, left, end):
        if match.end() < end and match.start() > left and _ends(text, left, match):
            yield from _trimmed(text, left, match.end())
            left = match.end()
    yield from _trimmed(text, left, end)


def _ends(text: str, left: int, match: re.Match[str]) -> bool:
    """Is this the end of the sentence that started at ``left``?"""
    if match["wide"]:
        return True
    if match["glued"]:  # "…agenda.Meanwhile": a lost space, not a name like "Amaq.News"
        return match["glued"].casefold() in _words("openers")
    following = _NEXT_WORD.match(text, match.end())
    word = (following["word"] if following else None) or "."
    at = match.start()
    before = _SEPARATOR.split(text[max(left, at - 40) : at])[-1].casefold().rpartition("-")[2]
    if word[0].islower():
        return word.startswith(tuple(knowledge("sentences")["lower_openers"])) and before not in _words("never")
    if match["mark"] != ".":
        return True
    if at - left < 10 and _LIST_NUMBER.match(text[left:at]):
        return False
    return _stop_ends(before, word)


def _stop_ends(before: str, word: str) -> bool:
    """Does a full stop between these two words end a sentence?"""
    if before in _words("never") or (word[0].isdigit() and before in _words("before_number")):
        return False
    if before in _words("perhaps") or _INITIALS.match(before):
        return word.casefold().rstrip(".’'") in _words("openers")
    return True


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Without bullets and white space at the ends; in pieces where it is longer than any sentence."""
    bullet = _BULLET.match(text, start, end)
    start = bullet.end() if bullet else start
    while end - start > LONGEST:
        cut = max(text.rfind(" ", start, start + LONGEST), text.rfind("\n", start, start + LONGEST))
        cut = cut if cut > start else start + LONGEST
        yield from _bare(text, start, cut)
        start = cut
    yield from _bare(text, start, end)


def _bare(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    words = text[start:end]
    if _SPEAKABLE.search(words):
        yield start + len(words) - len(words.lstrip()), start + len(words.rstrip())
