"""Coders for the tests of run: quick, without a language model, and some that kill their process."""

import os
import signal
import time
from pathlib import Path

from marsad.config import Config
from marsad.errors import MissingResource
from marsad.run.local import Load
from marsad.types import Coding, Document, RawDocument
from tests.store import reports


def raw(text: str, source: str = "Northern Wire") -> RawDocument:
    return RawDocument(source=source, url=None, body=text.encode(), media_type="text/plain")


def bulletins(number: int) -> list[RawDocument]:
    return [raw(f"Gunmen attacked the post on hill {index}.\n\nNobody said why it was so.") for index in range(number)]


def coded(document: Document) -> Coding:
    """One mention where the text says "attacked"."""
    told = [reports.tell(document, "attacked")] if "attacked" in document.text else []
    return reports.code(document, *told)


def plain(config: Config) -> tuple[str, object]:  # noqa: ARG001  (a loader's signature)
    return reports.CODER, coded


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _coded_or_dead(document: Document) -> Coding:
    if "poison" in document.text:
        _die()
    marks = Path(os.environ["MARSAD_TEST_MARKS"])
    if "fragile" in document.text and not (marks / document.id).exists():
        (marks / document.id).touch()
        _die()
    return coded(document)


def deadly(config: Config) -> tuple[str, object]:  # noqa: ARG001
    """Dies at every text with the word poison, and once at each with the word fragile."""
    return reports.CODER, _coded_or_dead


def _coded_slowly(document: Document) -> Coding:
    time.sleep(0.05)
    return coded(document)


def slow(config: Config) -> tuple[str, object]:  # noqa: ARG001
    return reports.CODER, _coded_slowly


def lacking(config: Config) -> tuple[str, object]:  # noqa: ARG001
    raise MissingResource("there is no model", next_step="Install one.")


def stillborn(config: Config) -> tuple[str, object]:  # noqa: ARG001
    _die()
    raise AssertionError


LOADERS: tuple[Load, ...] = (plain, deadly, slow, lacking, stillborn)
