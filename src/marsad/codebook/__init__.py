"""The codebook: coding standards and trigger words as data, and the loader that checks them.

PLOVER kinds and modes (manual of 2024) with their scores, the trigger lexicon with the patterns of its arguments,
the words of status, attribution, means and people. An area expert edits the TOML files beside this one; no Python is
needed.
"""

from marsad.codebook.english import english_words
from marsad.codebook.lexicon import Codebook, PartOfSpeech, Pattern, Theme, Trigger, load_codebook

__all__ = ["Codebook", "PartOfSpeech", "Pattern", "Theme", "Trigger", "english_words", "load_codebook"]
