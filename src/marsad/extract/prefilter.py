"""Which sentences are worth parsing, told from their words alone.

Parsing takes most of the time, and many sentences tell nothing that is coded. None that a trigger, a count of people or
an assessment fits is left out; those a pronoun reaches back to are parsed when one is met. What is lost are names in
the others, which would have spoken for a country.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from marsad.codebook import Codebook
from marsad.types import Document

#: All lemmas that a word in lower case can be a form of.
Lemmas = Callable[[str], frozenset[str]]

_WORD = re.compile(r"[^\W\d_]+")


def worth_parsing(document: Document, texts: Sequence[str], lemmas: Lemmas, codebook: Codebook) -> list[int]:
    """Indices of the sentences to parse, in order. ``texts``: the words of each sentence of the document."""
    return [index for index, text in enumerate(texts) if _opens(document, index) or can_tell(text, lemmas, codebook)]


def _opens(document: Document, index: int) -> bool:
    """Whether it is the first sentence of a story, whose names place the rest."""
    return index == 0 or document.story_of(index) != document.story_of(index - 1)


def can_tell(text: str, lemmas: Lemmas, codebook: Codebook) -> bool:
    """Whether the sentence holds all words of a trigger, of a count or of an assessment, or goes on about an act."""
    held = frozenset(lemma for word in set(_WORD.findall(text.lower())) for lemma in lemmas(word))
    return any(held >= beside for word in held & codebook.telling.keys() for beside in codebook.telling[word])
