"""Fixtures of the whole house. Loading the coder takes seconds, so one process loads it once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from marsad.config import Config, load_config

if TYPE_CHECKING:
    from marsad.pipeline import Coder
    from marsad.types import Coding, Document

ROOT = Path(__file__).parents[1]
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def config() -> Config:
    return load_config(environ={})


@pytest.fixture(scope="session")
def coder(config: Config) -> Coder:
    from marsad.pipeline import load_coder

    return load_coder(config)


@pytest.fixture(scope="session")
def coded(coder: Coder, config: Config) -> Callable[..., tuple[Document, Coding]]:
    """Code a text as it stands: the document and its coding."""
    from marsad.pipeline import code
    from marsad.read import prepare
    from marsad.types import RawDocument

    def run(text: str, *, published: date | None = None, **given: Any) -> tuple[Document, Coding]:
        raw = RawDocument(
            source=given.get("source"),
            url=None,
            body=text.encode(),
            media_type="text/plain",
            published=published,
            language=given.get("language", "en"),
        )
        document, problems = prepare(raw, config=config, now=NOW)
        assert document is not None, problems
        return document, code(document, coder)

    return run
