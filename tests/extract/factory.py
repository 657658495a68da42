"""Parses without a language model: words and punctuation, each with its offset."""

import re

from marsad.extract.parse import Parse, Token
from marsad.types import Span

_WORD = re.compile(
    r"\d+(?:[.,:/]\d+)*(?:st|nd|rd|th|s)?(?!\w)|[ap]\.m\.|(?:[A-Z]\.){2,}|\w+(?:['’](?![sS]\b)\w+)*|['’][sS]\b|[^\w\s]"
)


def parse_of(text: str, *, entity: str = "") -> Parse:
    """The text as one flat sentence; every token carries the entity label ``entity``."""
    tokens = tuple(
        Token(
            index=index,
            text=match[0],
            lemma=match[0].lower(),
            pos="",
            tag="",
            dep="",
            head=index,
            span=Span(start=match.start(), end=match.end()),
            ent=entity,
        )
        for index, match in enumerate(_WORD.finditer(text))
    )
    return Parse(sentence=0, tokens=tokens)
