"""English words that are no names: what gives text in capitals its case back and what a link may say."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def english_words() -> frozenset[str]:
    """About 59,000 words in small letters, from SCOWL; the file says which were left out and why."""
    text = files("marsad.codebook").joinpath("data/english_words.txt").read_text(encoding="utf-8")
    return frozenset(word for word in text.splitlines() if not word.startswith("#"))
