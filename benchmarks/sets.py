"""Opening the files of a set, packed or not."""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

from benchmarks.figures import MissingSetError


def find(folder: Path, name: str) -> Path:
    """The file of that name, or the same packed with gzip."""
    for path in (folder / name, folder / f"{name}.gz"):
        if path.is_file():
            return path
    raise MissingSetError(f"no file {name} or {name}.gz in {folder}")


@contextmanager
def opened(path: Path) -> Iterator[TextIO]:
    if path.suffix == ".gz":
        with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
            yield file
    else:
        with path.open(encoding="utf-8", newline="") as file:
            yield file


def json_lines(path: Path) -> Iterator[dict[str, Any]]:
    with opened(path) as file:
        for line in file:
            if line.strip():
                yield json.loads(line)


def csv_rows(path: Path) -> Iterator[dict[str, str]]:
    with opened(path) as file:
        yield from csv.DictReader(file)
