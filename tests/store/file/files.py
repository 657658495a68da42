"""A database file, another process in it, and what is said where it cannot be."""

import hashlib
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from marsad.errors import StoreError

ROOT = Path(__file__).parents[3]


def digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def child(code: str, *arguments: object, **more: Any) -> subprocess.Popen[str]:
    """Another process that runs ``code`` with the arguments in ``sys.argv``."""
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **more,
    )


@contextmanager
def refused(message: str, step: str) -> Iterator[None]:
    with pytest.raises(StoreError, match=message) as caught:
        yield
    assert step in caught.value.next_step
    assert str(caught.value).endswith(caught.value.next_step)
