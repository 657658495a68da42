"""Words in the form in which they are compared: case, accents, apostrophes, dots, hyphens and spellings folded."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

_APOSTROPHES = "'\u2018\u2019\u02bb\u02bc\u02be\u02bf`\u00b4"
_NO_APOSTROPHE = dict.fromkeys(map(ord, _APOSTROPHES + "."))
_POSSESSIVE = re.compile(f"[{_APOSTROPHES}][sS]?$")
_HYPHENS = "/\u2010\u2011-"
_HYPHEN = re.compile(f"[{_HYPHENS}]")
_WORD = re.compile(rf"\w(?:[\w.{_APOSTROPHES}&{_HYPHENS}]*\w)?[.{_APOSTROPHES}]?|\S")
#: Arabic article as transliterated before a hyphen; compared as "al", so that ash-Sham is al-Sham.
_ARTICLES = frozenset(("el", "ul", "il", "ash", "as", "ar", "an", "ad", "az", "at", "ath", "adh", "aal"))
#: Letters that no decomposition takes apart.
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe"})

#: Marks within a name: ``Communist Party of India (Maoist)``, the "Islamic State".
_TRANSPARENT = frozenset('()[]"\u201c\u201d\u00ab\u00bb')

NO_SPELLINGS: Mapping[str, str] = {}


class Piece(NamedTuple):
    """A word as it is compared (``folded``), as it is written (``raw``), and which word of the sentence it is of."""

    folded: str
    raw: str
    word: int


def fold(text: str) -> str:
    """Lower case without accents: ``Médecins`` → ``medecins``."""
    if text.isascii():
        return text.lower()
    bare = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    return "".join(letter for letter in bare if not unicodedata.combining(letter))


def cut(text: str) -> list[tuple[str, int, int]]:
    """Words and marks of a phrase with their offsets in it; hyphenated words stay whole."""
    return [(found.group(), found.start(), found.end()) for found in _WORD.finditer(text)]


def pieces(words: Iterable[str], spellings: Mapping[str, str] = NO_SPELLINGS) -> list[Piece]:
    """The words cut at hyphens and folded. A possessive ``'s``, brackets and quotation marks vanish; other marks stay
    and match nothing.

    ``["Hayat", "Tahrir", "al", "-", "Sham"]`` and ``["Hayat", "Tahrir", "al-Sham"]`` give the same pieces.
    """
    found: list[Piece] = []
    for index, word in enumerate(words):
        if word.isalnum():
            folded = fold(word)
            found.append(Piece(spellings.get(folded, folded), word, index))
            continue
        if _HYPHEN.search(word) is None:
            _add(found, word, index, spellings)
            continue
        parts = _HYPHEN.split(word)
        for number, part in enumerate(parts):
            if number:
                _join_article(found)
            if part:
                _add(found, part, index, spellings)
    return found


def _join_article(found: list[Piece]) -> None:
    if found and found[-1].folded in _ARTICLES:
        found[-1] = found[-1]._replace(folded="al")


def _add(found: list[Piece], word: str, index: int, spellings: Mapping[str, str]) -> None:
    whole = _POSSESSIVE.sub("", word)
    bare = whole.translate(_NO_APOSTROPHE)
    if bare and any(letter.isalnum() for letter in bare):
        folded = fold(bare)
        found.append(Piece(spellings.get(folded, folded), whole, index))
    elif whole and whole not in _TRANSPARENT:
        found.append(Piece(word, word, index))


def key(text: str, spellings: Mapping[str, str] = NO_SPELLINGS) -> str:
    """What a name is looked up by: its folded pieces joined by spaces, marks left out."""
    if text.isascii() and text.replace(" ", "").isalnum():
        return " ".join(spellings.get(word, word) for word in text.lower().split())
    words = [word for word, _, _ in cut(text)]
    return joined(piece for piece in pieces(words, spellings) if piece.folded[0].isalnum())


def joined(found: Iterable[Piece]) -> str:
    return " ".join(piece.folded for piece in found)


def singular_and_plural(noun: str) -> tuple[str, ...]:
    """A noun phrase with its plural by rule, unless it ends in ``s``: ``tribesman`` needs its plural listed."""
    last = noun.rsplit(" ", 1)[-1]
    if last.endswith(("s", "men", "people")):
        return (noun,)
    if last.endswith("y") and last[-2:-1] not in "aeiou":
        return (noun, f"{noun[:-1]}ies")
    return (noun, f"{noun}es" if last.endswith(("ch", "sh", "x", "z")) else f"{noun}s")


def listed(text: str) -> tuple[str, ...]:
    """The parts of a semicolon list, stripped; empty ones left out."""
    return tuple(part for part in (part.strip() for part in text.split(";")) if part)


def longest_at(
    found: Sequence[Piece], start: int, reach: Mapping[str, int], names: Mapping[str, object]
) -> tuple[int, str] | None:
    """End and key of the longest name that starts at this piece. ``reach``: first piece → most pieces it opens."""
    most = reach.get(found[start].folded)
    if most is None:
        return None
    for end in range(min(start + most, len(found)), start, -1):
        name = " ".join(piece.folded for piece in found[start:end])
        if name in names:
            return end, name
    return None


def reach_of(names: Iterable[str]) -> dict[str, int]:
    """For the first piece of each name, how many pieces its longest name has."""
    reach: dict[str, int] = {}
    for name in names:
        first = name.partition(" ")[0]
        size = name.count(" ") + 1
        if size > reach.get(first, 0):
            reach[first] = size
    return reach
