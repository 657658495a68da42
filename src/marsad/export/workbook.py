"""Workbooks of others, opened with care: they may be broken, or unpack to more than memory holds."""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path
from typing import Any

from marsad.errors import MissingResource

#: What openpyxl and the XML parser below it raise over a workbook that is none: a syntax error is XML's.
SPOILT = (OSError, EOFError, ValueError, TypeError, LookupError, AttributeError, SyntaxError, ArithmeticError,
          RuntimeError, zipfile.BadZipFile, zlib.error)  # fmt: skip


class TooLargeError(ValueError):
    """A workbook that unpacks to more bytes than were allowed."""


def opened(path: Path, *, most_bytes: int, **how: bool) -> Any:
    """The workbook as openpyxl reads it. Raises one of ``SPOILT``; TooLargeError over ``most_bytes`` unpacked."""
    with zipfile.ZipFile(path) as packed:
        if sum(info.file_size for info in packed.infolist()) > most_bytes:
            raise TooLargeError(f"holds more than {most_bytes} bytes unpacked")
    return openpyxl().load_workbook(path, **how)


def openpyxl() -> Any:
    """The library. Raises MissingResource where it is not installed."""
    try:
        import openpyxl as library
    except ImportError as error:
        raise MissingResource(
            "openpyxl is not installed", next_step='Install it with: pip install "marsad[xlsx]".'
        ) from error
    return library
