"""Name → key: two spellings are one name when their keys are equal.

Three tiers, never fuzzy: the name itself; :func:`fold` (case, diacritics, hyphens, apostrophes); :func:`translit_key`
(the ways a name in another script is spelt in Latin letters). Measured on names of conflict reports with the country
known, an exact match is right in 93 %, a folded one in 65 %, a transliterated one in 37 %; edit distance in 6 %.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import lru_cache
from importlib import resources
from typing import Any

_APOSTROPHES = dict.fromkeys(map(ord, "'`´’‘‛ʻʼʽʾʿˈ′ʹ"))
_PLAIN = dict.fromkeys(map(ord, "’‘‛ʻʼʽʾʿ`´′"), "'")
#: Letters that no decomposition takes apart.
_LETTERS = str.maketrans(
    {"ł": "l", "đ": "d", "ð": "d", "ø": "o", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "ə": "e", "þ": "th"}
)
_ACRONYM_LETTERS = 4
_BREAKS = re.compile(r"[\s\-‐‑‒–—―_./,;:()\[\]\"“”«»]+")


def nfc(name: str) -> str:
    """The name as it is compared in the exact tier: composed, one kind of apostrophe, single spaces."""
    if name.isascii() and "`" not in name:
        return " ".join(name.split())
    return " ".join(unicodedata.normalize("NFC", name.translate(_PLAIN)).split())


def is_acronym(name: str) -> bool:
    """``"US"``, ``"CAR"``, ``"M4"``: met in capitals or not at all."""
    return len(name) <= _ACRONYM_LETTERS and name.isupper()


def without_marks(name: str) -> str:
    """``"Al ‘Ashārah"`` → ``"Al 'Asharah"``: without diacritics, one plain apostrophe, none at the front."""
    decomposed = unicodedata.normalize("NFKD", name.translate(_PLAIN))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter)).lstrip("'")


@lru_cache(maxsize=1)
def romanised_countries() -> frozenset[str]:
    """Countries (alpha-3) whose names the packages keep in a strict romanisation that reports do not use."""
    return frozenset(_table()["romanised"])


@lru_cache(maxsize=65536)
def fold(name: str) -> str:
    """The name without case, diacritics, apostrophes and hyphens: ``"Dar‘ā"`` and ``"Dara"`` are one."""
    name = name.translate(_APOSTROPHES)
    if not name.isascii():
        # Vowel signs of Indic scripts have combining class 0 and stay: without them names would collapse.
        decomposed = unicodedata.normalize("NFKD", name)
        name = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return _BREAKS.sub(" ", name.casefold().translate(_LETTERS)).strip()


@lru_cache(maxsize=1)
def _table() -> dict[str, Any]:
    return tomllib.loads(resources.files("marsad.places").joinpath("data/spellings.toml").read_text("utf-8"))


@lru_cache(maxsize=1)
def _rules() -> tuple[frozenset[str], dict[str, str], tuple[tuple[re.Pattern[str], str], ...], re.Pattern[str]]:
    table = _table()
    words = {variant: group[0] for group in table["words"] for variant in group}
    letters = tuple((re.compile(pattern), to) for pattern, to in table["letters"])
    return frozenset(table["articles"]), words, letters, re.compile(table["endings"])


@lru_cache(maxsize=65536)
def _word_key(word: str) -> str:
    _, words, letters, endings = _rules()
    key = words.get(word, word)
    for pattern, to in letters:
        key = pattern.sub(to, key)
    shortened = endings.sub("", key)
    return shortened if len(shortened) >= 3 else key


@lru_cache(maxsize=65536)
def translit_key(folded: str) -> str:
    """The key of the third tier from a folded name: ``"deir ez zor"`` and ``"dayr az zawr"`` are one.

    Articles go, common first words take one form, then letters follow ``data/spellings.toml``: dz/dj → j, q → k,
    gh → g, oo/ou → u, ee/ei/ay → i, doubled letters single, e → i, o → u, and a final -a/-ah/-eh/-e goes.
    Names in other scripts, and keys under three letters, have no key (``""``).
    """
    if not folded.isascii():
        return ""
    articles = _rules()[0]
    words = folded.split()
    kept = [word for word in words if word not in articles] or words
    key = " ".join(map(_word_key, kept))
    return key if len(key) >= 3 else ""
