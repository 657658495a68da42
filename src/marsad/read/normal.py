"""One immutable text from what was decoded, with the map back.

NFC; CR LF, CR and the other line separators become LF, every other space becomes U+0020; control characters, zero-width
characters, directional marks and lone surrogates go; the ends are stripped. Nothing else changes length or words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from marsad.types import OriginRun

_SPACES = "\t\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_NEWLINES = "\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"
_ONE_TO_ONE = {**dict.fromkeys(map(ord, _SPACES), " "), **dict.fromkeys(map(ord, _NEWLINES), "\n")}
_DROPPED = re.compile(
    "\r(?=\n)|[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069"
    "\ufe00-\ufe0f\ufeff\ud800-\udfff]+"
)
# No canonical composition ends in an ASCII character, so a run that starts with one can be composed by itself.
_COMPOSABLE = re.compile("[\x00-\x7f]?[^\x00-\x7f]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapped:
    """A text and where its characters stand in the original."""

    text: str
    runs: tuple[OriginRun, ...]


def unmapped(text: str) -> Mapped:
    return Mapped(text=text, runs=())


def as_it_stands(text: str) -> Mapped:
    return Mapped(text=text, runs=(OriginRun(start=0, origin=0, length=len(text)),) if text else ())


def edited(mapped: Mapped, edits: Iterable[tuple[int, int, str]]) -> Mapped:
    """``text[start:end]`` replaced for each sorted, disjoint edit; what is written anew has no origin."""
    pieces: list[str] = []
    runs: list[OriginRun] = []
    waiting = list(reversed(mapped.runs))
    kept_from = shift = 0
    for start, end, written in (*edits, (len(mapped.text), len(mapped.text), "")):
        pieces += (mapped.text[kept_from:start], written)
        runs += _clipped(waiting, kept_from, start, shift)
        shift += len(written) - (end - start)
        kept_from = end
    return Mapped(text="".join(pieces), runs=tuple(runs))


def _clipped(waiting: list[OriginRun], start: int, end: int, shift: int) -> Iterator[OriginRun]:
    """The parts of the runs that lie in ``start:end``, moved by ``shift``; used-up runs leave the stack."""
    while waiting and waiting[-1].start < end:
        run = waiting[-1]
        left, right = max(run.start, start), min(run.start + run.length, end)
        if left < right:
            yield OriginRun(start=left + shift, origin=run.origin + left - run.start, length=right - left)
        if run.start + run.length > end:
            return
        waiting.pop()


def joined(parts: Iterable[Mapped]) -> Mapped:
    """The texts one after the other."""
    pieces: list[str] = []
    runs: list[OriginRun] = []
    at = 0
    for part in parts:
        pieces.append(part.text)
        runs += (OriginRun(start=run.start + at, origin=run.origin, length=run.length) for run in part.runs)
        at += len(part.text)
    return Mapped(text="".join(pieces), runs=tuple(runs))


def normalised(mapped: Mapped) -> Mapped:
    """The text as the module says, still mapped."""
    plain = edited(mapped, ((*match.span(), "") for match in _DROPPED.finditer(mapped.text)))
    plain = Mapped(text=plain.text.translate(_ONE_TO_ONE), runs=plain.runs)
    if not unicodedata.is_normalized("NFC", plain.text):
        plain = edited(plain, _compositions(plain.text))
    bare = plain.text.strip()
    first = plain.text.find(bare) if bare else len(plain.text)
    return edited(plain, ((0, first, ""), (first + len(bare), len(plain.text), "")))


def _compositions(text: str) -> Iterator[tuple[int, int, str]]:
    for match in _COMPOSABLE.finditer(text):
        composed = unicodedata.normalize("NFC", match[0])
        if composed != match[0]:
            yield (*match.span(), composed)
