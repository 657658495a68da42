"""Coders for the tests of run: quick, without a language model, and some that kill their process at known documents."""

import ctypes
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

from marsad.config import Config
from marsad.errors import MissingResource
from marsad.run.shards import Load
from marsad.types import Coding, Document
from tests.store import reports

#: Seconds after which a test gives up waiting for what others do.
GIVE_UP_S = 400


def coded(document: Document) -> Coding:
    """One mention where the text says "attacked"."""
    told = [reports.tell(document, "attacked")] if "attacked" in document.text else []
    return reports.code(document, *told)


def plain(config: Config) -> tuple[str, object]:  # noqa: ARG001  (a loader's signature)
    return reports.CODER, coded


def die(by: int = signal.SIGKILL) -> None:
    os.kill(os.getpid(), by)


def marks() -> Path:
    """Where the coders leave word of what they did."""
    return Path(os.environ["MARSAD_TEST_MARKS"])


def is_first_time(document: Document) -> bool:
    mark = marks() / document.id
    if mark.exists():
        return False
    mark.touch()
    return True


def wait_for(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + GIVE_UP_S
    while not condition():
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.02)


def _greedy(document: Document) -> Coding:
    """Asks for 4 GB, as much as no worker of the tests may hold."""
    held = ctypes.create_string_buffer(4 * 1024**3)
    return coded(document) if held else reports.code(document)


def _coded_or_dead(document: Document) -> Coding:
    if "poison" in document.text:
        die()
    if "endless" in document.text:
        die(signal.SIGALRM)  # what the alarm does
    if "greedy" in document.text:
        return _greedy(document)
    if "fragile" in document.text and is_first_time(document):
        die()
    return coded(document)


def deadly(config: Config) -> tuple[str, object]:  # noqa: ARG001
    """Dies at every text with the word poison, endless or greedy, and once at each with the word fragile."""
    return reports.CODER, _coded_or_dead


def _coded_last(document: Document) -> Coding:
    """A slow document waits until five others are done; those leave marks."""
    if "slow" in document.text:
        wait_for(lambda: len(list(marks().iterdir())) >= 5)
    else:
        is_first_time(document)
    return coded(document)


def straggling(config: Config) -> tuple[str, object]:  # noqa: ARG001
    return reports.CODER, _coded_last


def _signed(document: Document) -> Coding:
    """Leaves the number of its process."""
    (marks() / str(os.getpid())).touch()
    return coded(document)


def signing(config: Config) -> tuple[str, object]:  # noqa: ARG001
    return reports.CODER, _signed


def _stopped(document: Document) -> Coding:
    """Once: a document that says halt waits for good, having left word; the test ends its driver then."""
    if "halt" in document.text and is_first_time(document):
        time.sleep(GIVE_UP_S)
    return coded(document)


def halting(config: Config) -> tuple[str, object]:  # noqa: ARG001
    return reports.CODER, _stopped


def _on_a_node(document: Document) -> Coding:
    """Once each: a document that says halt leaves the name of its node and waits for the node to be lost; one that
    says orphan kills the process that gave it. Poison kills always.
    """
    if "poison" in document.text:
        die()
    if "orphan" in document.text and is_first_time(document):
        os.kill(os.getppid(), signal.SIGKILL)
        time.sleep(GIVE_UP_S)
    if "halt" in document.text and is_first_time(document):
        fresh = marks() / "fresh"
        fresh.write_text(os.environ["MARSAD_TEST_NODE"], encoding="utf-8")
        fresh.rename(marks() / "node")
        time.sleep(GIVE_UP_S)
    return coded(document)


def roaming(config: Config) -> tuple[str, object]:  # noqa: ARG001
    return reports.CODER, _on_a_node


def lacking(config: Config) -> tuple[str, object]:  # noqa: ARG001
    raise MissingResource("there is no model", next_step="Install one.")


def stillborn(config: Config) -> tuple[str, object]:  # noqa: ARG001
    die()
    raise AssertionError


LOADERS: tuple[Load, ...] = (plain, deadly, straggling, signing, halting, roaming, lacking, stillborn)
