"""What the tests of this room share: one call from bytes to document."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from marsad.config import Config
from marsad.read import prepare
from marsad.types import Document, Problem, RawDocument

NOW = datetime(2024, 6, 1, 12, 0, tzinfo=UTC)
RAW = RawDocument(source=None, url=None, body=b"", media_type="text/plain")


def try_reading(
    body: str | bytes, *, config: Config | None = None, **fields: Any
) -> tuple[Document | None, tuple[Problem, ...]]:
    """``prepare`` of these bytes; ``fields`` are those of the raw document."""
    raw = replace(RAW, body=body.encode() if isinstance(body, str) else body, **fields)
    return prepare(raw, config=config or Config(), now=NOW)


def reading(body: str | bytes, **fields: Any) -> Document:
    document, problems = try_reading(body, **fields)
    assert document is not None, problems
    return document


def codes(problems: tuple[Problem, ...]) -> list[str]:
    return [problem.code for problem in problems]


def outline(document: Document) -> list[tuple[str, int]]:
    return [(section.kind, section.story) for section in document.sections]


def said(document: Document, kind: str | None = None) -> list[str]:
    """The sentences, white space folded, all or those in sections of one kind."""
    return [
        " ".join(document.text[sentence.span.start : sentence.span.end].split())
        for sentence in document.sentences
        if kind in (None, document.sections[sentence.section].kind)
    ]
