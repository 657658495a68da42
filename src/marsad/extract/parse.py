"""Sentences → tokens with lemma, part of speech and head. The only module that knows spaCy.

Each sentence of the document is parsed alone, so the sentences that ``read`` found by its rules stay as they are, and batch
size and order of documents change nothing. Text in capitals is recased first; offsets are those of ``Document.text``.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from marsad.errors import MissingResource
from marsad.types import Document, Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """One word. ``text`` is recased where the document is in capitals; ``lemma`` is in lower case.

    ``dep`` and ``ent`` are spaCy's English labels (ClearNLP dependencies, OntoNotes entities; ``""`` for no entity).
    """

    index: int  #: within the sentence
    text: str
    lemma: str
    pos: str
    tag: str
    dep: str
    head: int  #: index of the head; its own at the root
    span: Span  #: offsets into ``Document.text``
    ent: str


@dataclass(frozen=True, kw_only=True)
class Parse:
    """One sentence as a tree."""

    sentence: int
    tokens: tuple[Token, ...]

    @cached_property
    def children(self) -> tuple[tuple[Token, ...], ...]:
        below: list[list[Token]] = [[] for _ in self.tokens]
        for token in self.tokens:
            if token.head != token.index:
                below[token.head].append(token)
        return tuple(tuple(tokens) for tokens in below)

    def __iter__(self) -> Iterator[Token]:
        return iter(self.tokens)

    def __len__(self) -> int:
        return len(self.tokens)

    def below(self, token: Token, *deps: str) -> Iterator[Token]:
        """Children with one of these dependencies (any, if none is named), in text order."""
        return (child for child in self.children[token.index] if not deps or child.dep in deps)

    def head(self, token: Token) -> Token:
        return self.tokens[token.head]

    def subtree(self, token: Token, *, without: frozenset[str] = frozenset()) -> list[Token]:
        """The token and all below it in text order, leaving out branches whose dependency is in ``without``."""
        found = [token]
        for child in self.children[token.index]:
            if child.dep not in without:
                found.extend(self.subtree(child, without=without))
        return sorted(found, key=lambda found_token: found_token.index)
