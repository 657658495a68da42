"""Acronyms that a text introduces itself: "Hayat Tahrir al-Sham (HTS)", "ELN [Army of National Liberation]"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from marsad.actors.words import cut

_SHORT = r"[A-Z][A-Za-z0-9]*(?:[-/.][A-Za-z0-9]+)*\.?"
_AFTER = re.compile(rf"[(\[]\s*[\"'\u201c]?(?P<short>{_SHORT})[\"'\u201d]?\s*[)\]]")
_BEFORE = re.compile(
    rf"(?<![\w-])(?P<short>{_SHORT})\s*[(\[]\s*[\"'\u201c]?(?P<long>[^()\[\]]{{8,90}}?)[\"'\u201d]?\s*[)\]]"
)
_MARKS = (", ", "; ", ": ", "(", "[", ". ", "\n\n", "--", "\u2013")
#: Characters before an acronym that can hold its long form.
_LONGEST_CLAUSE = 120
#: Longest acronym; "MONUSCO" has 7, "DHKP-C" 6.
_MOST_LETTERS = 9
#: Words of a long form at most: Schwartz & Hearst 2003 take min(letters + 5, letters * 2).
_MORE_WORDS = 5
#: Words with which no long form begins.
_SMALL = frozenset(("for", "of", "the", "and", "in", "to", "a", "an", "by", "with", "from", "de", "la"))


def introductions(text: str) -> Iterator[tuple[str, str]]:
    """(acronym, the words before or after it that may be its long form), in text order, words not yet delimited."""
    for match in _AFTER.finditer(text):
        short = match["short"].rstrip(".")
        if _is_acronym(short):
            yield short, text[_clause_start(text, match.start()) : match.start()].rstrip()
    for match in _BEFORE.finditer(text):
        if _is_acronym(match["short"]) and len(match["long"].split()) > 1:
            yield match["short"], " ".join(match["long"].split())


def _is_acronym(short: str) -> bool:
    letters = [letter for letter in short if letter.isalpha()]
    capitals = sum(letter.isupper() for letter in letters)
    return 1 < len(short) <= _MOST_LETTERS and capitals > 1 and capitals * 2 > len(letters)


def _clause_start(text: str, end: int) -> int:
    """Long forms do not reach over a mark or a blank line."""
    places = ((text.rfind(mark, 0, end), len(mark)) for mark in _MARKS)
    return max(0, end - _LONGEST_CLAUSE, *(place + length for place, length in places if place >= 0))


def long_form(short: str, before: str) -> str | None:
    """The end of ``before`` whose letters the acronym takes in order, first letter first.

    The algorithm of Schwartz and Hearst (2003), "A simple algorithm for identifying abbreviation definitions in
    biomedical text".
    """
    letters = [letter.lower() for letter in short if letter.isalnum()]
    words = before.split()
    most = min(len(letters) + _MORE_WORDS, len(letters) * 2)
    text = " ".join(words[-most:])
    place = len(text)
    for number in range(len(letters) - 1, -1, -1):
        place -= 1
        while place >= 0 and not _fits(text, place, letters[number], is_first=number == 0):
            place -= 1
        if place < 0:
            return None
    found = text[place:]
    return found if len(found.split()) > 1 else None


def _fits(text: str, place: int, letter: str, *, is_first: bool) -> bool:
    if text[place].lower() != letter or not is_first:
        return text[place].lower() == letter
    starts_word = place == 0 or not text[place - 1].isalnum()
    return starts_word and text[place:].split(maxsplit=1)[0] not in _SMALL


def is_initialism(short: str, words: str) -> bool:
    """Every letter is the initial of a word, in order; small words may be skipped."""
    initials = [word[0].lower() for word, _, _ in cut(words.replace("-", " ")) if word[0].isalnum()]
    found = iter(initials)
    return all(letter.lower() in found for letter in short if letter.isalnum())


def expand(words: list[tuple[str, int, int]], long_forms: Mapping[str, str]) -> list[tuple[str, int, int]]:
    """The words with each acronym replaced by its long form, which keeps the acronym's offsets."""
    expanded: list[tuple[str, int, int]] = []
    for word, start, end in words:
        form = long_forms.get(word)
        expanded.extend([(word, start, end)] if form is None else ((part, start, end) for part, _, _ in cut(form)))
    return expanded
