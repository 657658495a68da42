"""From the text back to the page it was taken from."""

from __future__ import annotations

import html
import re
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator

from marsad.read.normal import Mapped, joined, unmapped
from marsad.types import Document, OriginRun, Span

#: What stands between two paragraphs of a page.
BETWEEN = "\n\n"
# How far ahead in the page the next words are looked for, in visible characters. Menus and comment threads between two
# paragraphs are shorter; a wider window lets a common phrase pull the map out of step.
_WINDOW = 20_000
_WORDS = re.compile(r"\S+")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});?")
_BODY = re.compile(r"<body\b", re.IGNORECASE)
_TAG = re.compile(r"<(?=[A-Za-z/!?])")
_UNSEEN = re.compile(r"<(!--|script\b|style\b)", re.IGNORECASE)
_CLOSINGS = {
    "!--": re.compile(r"-->"),
    "script": re.compile(r"</script\s{0,9}>", re.IGNORECASE),
    "style": re.compile(r"</style\s{0,9}>", re.IGNORECASE),
}


def origin_of(document: Document, span: Span) -> Span | None:
    """Where the words of ``span`` stand in the decoded original; None where none of them do.

    Ends that have no origin (an entity, a composed letter) are left out; markup in between is part of the answer.
    """
    runs = document.origin
    starts = [run.start for run in runs]
    first = max(bisect_right(starts, span.start) - 1, 0)
    met: list[tuple[int, int]] = []
    for run in runs[first : bisect_right(starts, span.end - 1)]:
        left, right = max(run.start, span.start), min(run.start + run.length, span.end)
        if left < right:
            met.append((run.origin + left - run.start, run.origin + right - run.start))
    return Span(start=min(met)[0], end=max(right for _, right in met)) if met else None


# --- what a page shows --------------------------------------------------------------------------


def visible(source: str) -> Mapped:
    """The characters between the tags of a page's body, entities resolved; scripts, styles and comments left out.

    What never ends is left in: parsers differ there, and only the text is looked for in what is shown.
    One pass with ``str.find``: a regular expression for whole tags is quadratic on a page of opening brackets.
    """
    pieces: list[Mapped] = []
    endless: set[str] = set()
    body = _BODY.search(source)
    at = body.start() if body else 0
    while at < len(source):
        tag = _TAG.search(source, at)
        upto = tag.start() if tag else len(source)
        pieces += _shown(source, at, upto)
        at = _past_tag(source, upto, endless)
    return joined(pieces)


def _past_tag(source: str, opening: int, endless: set[str]) -> int:
    """Where the tag, comment, script or style at ``opening`` ends. ``endless`` keeps what is not found further on."""
    unseen = _UNSEEN.match(source, opening)
    name = unseen[1].lower() if unseen else ">"
    if unseen and name not in endless:
        end = _CLOSINGS[name].search(source, unseen.end())
        if end:
            return end.end()
        endless.add(name)
    if ">" not in endless:
        end_at = source.find(">", opening)
        if end_at >= 0:
            return end_at + 1
        endless.add(">")
    return opening + 1


def _shown(source: str, start: int, end: int) -> Iterator[Mapped]:
    for match in _ENTITY.finditer(source, start, end):
        yield _mapped(source, start, match.start())
        yield unmapped(html.unescape(match[0]))
        start = match.end()
    yield _mapped(source, start, end)


def _mapped(source: str, start: int, end: int) -> Mapped:
    runs = (OriginRun(start=0, origin=start, length=end - start),) if start < end else ()
    return Mapped(text=source[start:end], runs=runs)


# --- the text laid over it ----------------------------------------------------------------------


def aligned(blocks: list[str], page: Mapped, source: str) -> Mapped:
    """The blocks joined by blank lines, each mapped to where the page shows the same words, in the same order.

    White space is not compared. A block that the page shows in other words (or not in one run) is looked for in pieces
    of a few words; pieces not found have no origin.
    """
    text = BETWEEN.join(blocks)
    text_at, page_at = _solid(text), _solid(page.text)
    shown, origins = "".join(page.text.split()), _origins(page)
    pairs: list[tuple[int, int, int]] = []
    mine = theirs = 0
    for block in blocks:
        for piece in _pieces(block, shown, theirs):
            found = shown.find(piece, theirs, theirs + _WINDOW + len(piece))
            if found >= 0:
                pairs.append((mine, found, len(piece)))
                theirs = found + len(piece)
            mine += len(piece)
    same = (
        (text_at[mine + step], origins[page_at[theirs + step]])
        for mine, theirs, length in pairs
        for step in range(length)
    )
    return Mapped(text=text, runs=_runs(same, text, source))


def _pieces(block: str, shown: str, cursor: int) -> list[str]:
    """The block without white space, whole if the page shows it so, else five words at a time."""
    words = block.split()
    whole = "".join(words)
    if shown.find(whole, cursor, cursor + _WINDOW + len(whole)) >= 0:
        return [whole]
    return ["".join(words[start : start + 5]) for start in range(0, len(words), 5)]


def _solid(text: str) -> array[int]:
    """Offsets of the characters that are no white space."""
    offsets = array("l")
    for match in _WORDS.finditer(text):
        offsets.extend(range(*match.span()))
    return offsets


def _origins(page: Mapped) -> array[int]:
    """The origin of every character, -1 for none."""
    origins = array("l", [-1]) * len(page.text)
    for run in page.runs:
        origins[run.start : run.start + run.length] = array("l", range(run.origin, run.origin + run.length))
    return origins


def _runs(pairs: Iterable[tuple[int, int]], text: str, source: str) -> tuple[OriginRun, ...]:
    """Pairs of offsets as runs; white space that both sides have between two characters belongs to the run."""
    found: list[list[int]] = []
    for at, origin in pairs:
        if origin < 0:
            continue
        if found:
            start, from_, length = found[-1]
            if at - start == origin - from_ and text[start + length : at] == source[from_ + length : origin]:
                found[-1][2] = at - start + 1
                continue
        found.append([at, origin, 1])
    return tuple(OriginRun(start=start, origin=from_, length=length) for start, from_, length in found)
