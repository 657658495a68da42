"""Fixtures of the whole house. Loading the coder takes seconds, so one process loads it once."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from marsad.config import Config, load_config

if TYPE_CHECKING:
    from marsad.pipeline import Coder
    from marsad.types import Coding, Document
    from tests.store.homes import Folder, Home, Server

ROOT = Path(__file__).parents[1]
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def pytest_configure() -> None:
    """A shell that starts the tests in its background has them pass over Ctrl-C, and all that they start."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


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


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A PostgreSQL server, started once; skips where there is none."""
    from tests.store.homes import Server

    server = Server()
    yield server
    server.remove()


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """A folder of DuckDB files."""
    from tests.store.homes import Folder

    return Folder(tmp_path_factory.mktemp("stores"))


@pytest.fixture(scope="session", params=["folder", pytest.param("server", marks=pytest.mark.slow)])
def home(request: pytest.FixtureRequest) -> Home:
    """Where stores are made: what asks for it runs on every engine."""
    made: Home = request.getfixturevalue(request.param)
    return made
