"""Names that the parser reads instead of those it does not know.

A statistical parser knows "Hamas" and stumbles over "IS", "Jaish al-Adl" or "the “Islamic State”": it takes them for
verbs, splits them or hangs them on the wrong word. So names of the registry that are hard to read are replaced by one
that it knows before it parses, and put back afterwards, each word at its offset. Nor does it know the remarks of
whoever wrote down a speech or broadcast ("[words indistinct]"): they are left blank.
"""

from __future__ import annotations

import re

from marsad.extract.names import KnownNames
from marsad.extract.parse import Words

#: A name of an organisation that the pipelines were trained on, and that takes no article.
_KNOWN = "Hamas"
#: Remarks between brackets that are no words of the text.
_REMARK = re.compile(
    r"\[[^\[\]]{0,40}\b(?:indistinct|inaudible|unintelligible|(?:as|is)\s+(?:heard|received|published|printed|spoken)"
    r"|omitted|recording|crosstalk|applause|laughter|sic|text|excerpts?|continued|changes\s+thought|corrects\s+himself)\]",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"\bthe $", re.IGNORECASE)


def words_of(text: str, known: KnownNames) -> Words:
    """The sentence with a stand-in for each hard name of an organisation, its article included."""
    spans = ((_with_article(text, start), end) for start, end in known.registry.hard_names(text))
    return Words(text=text, stand_ins=tuple((start, end, _KNOWN) for start, end in spans))


def is_remark(text: str) -> bool:
    """Whether the words in brackets, which the text begins with, are a remark on it."""
    return _REMARK.match(text.lstrip()) is not None


def without_remarks(text: str) -> str:
    """The text, as long as it was, with blanks for what was remarked on it."""
    return _REMARK.sub(lambda found: " " * len(found[0]), text)


def _with_article(text: str, start: int) -> int:
    article = _ARTICLE.search(text[:start])
    return article.start() if article else start
