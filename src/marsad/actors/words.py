"""Words in the form in which they are compared: case, accents, apostrophes, dots, hyphens and spellings folded."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache, partial
from typing import Any, NamedTuple

APOSTROPHES = "'\u2018\u2019\u02bb\u02bc\u02be\u02bf`\u00b4"
NO_APOSTROPHE = dict.fromkeys(map(ord, APOSTROPHES + "."))
_POSSESSIVE = re.compile(f"[{APOSTROPHES}][sS]?$")
_HYPHENS = "/\u2010\u2011-"
_HYPHEN = re.compile(f"[{_HYPHENS}]")
_WORD = re.compile(rf"\w(?:[\w.{APOSTROPHES}&{_HYPHENS}]*\w)?[.{APOSTROPHES}]?|\S")
#: Arabic article as transliterated before a hyphen; compared as "al", so that ash-Sham is al-Sham.
ARTICLES = frozenset(("el", "ul", "il", "ash", "as", "ar", "an", "ad", "az", "at", "ath", "adh", "aal"))
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


_piece = partial(tuple.__new__, Piece)  # as Piece(…), without the call around it
_NOTHING = ("", "")


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
            folded = word.lower() if word.isascii() else fold(word)
            found.append(_piece((spellings.get(folded, folded), word, index)))
            continue
        for place, (folded, raw) in enumerate(_parts(word)):
            if place:
                _join_article(found)
            if raw:
                found.append(_piece((spellings.get(folded, folded), raw, index)))
    return found


def _join_article(found: list[Piece]) -> None:
    if found and found[-1].folded in ARTICLES:
        found[-1] = found[-1]._replace(folded="al")


@lru_cache(maxsize=16_384)
def _parts(word: str) -> tuple[tuple[str, str], ...]:
    """What hyphens part in a word that holds marks: folded, and as it stands; two empty strings for nothing."""
    if _HYPHEN.search(word) is None:
        return (_without_marks(word),)
    return tuple(_without_marks(part) if part else _NOTHING for part in _HYPHEN.split(word))


def _without_marks(word: str) -> tuple[str, str]:
    whole = _POSSESSIVE.sub("", word)
    bare = whole.translate(NO_APOSTROPHE)
    if any(letter.isalnum() for letter in bare):
        return fold(bare), whole
    return (word, word) if whole and whole not in _TRANSPARENT else _NOTHING


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


#: Names by their pieces: each piece leads to what may follow it, and under "" stands a whole name that ends there.
Tree = dict[str, Any]


def tree_of(names: Iterable[str]) -> Tree:
    """The names, each its pieces joined by spaces, as a tree: a sentence is read along it, a look-up for each word."""
    tree: Tree = {}
    for name in names:
        node = tree
        for piece in name.split(" "):
            node = node.setdefault(piece, {})
        node[""] = name
    return tree


def names_at(found: Sequence[Piece], start: int, tree: Tree) -> list[tuple[int, str]]:
    """Ends and keys of all names that start at this piece, the longest first."""
    names: list[tuple[int, str]] = []
    node = tree.get(found[start].folded)
    end = start + 1
    while node is not None:
        if "" in node:
            names.append((end, node[""]))
        node = node.get(found[end].folded) if end < len(found) else None
        end += 1
    names.reverse()
    return names
