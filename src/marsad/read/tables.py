"""Parquet files of documents: a row each, under the names that JSON Lines have."""

from __future__ import annotations

import io
import shutil
import tempfile
from collections.abc import Iterator
from datetime import date
from typing import Any, BinaryIO

from marsad.config import Config
from marsad.read.containers import KEYS, Found, problem, said_in
from marsad.types import RawDocument

MAGIC = b"PAR1"
_ROWS = 64  # read at a time: of rows of 1 MB, 64 MB


def parquet(stream: BinaryIO, like: RawDocument, config: Config) -> Iterator[Found]:
    """A document for every row; rows that cannot be read are a Problem, and those after them are read.

    Of a file that is cut nothing can be read: what it holds is told at its end.
    """
    import pyarrow as pa
    from pyarrow import parquet as pq

    try:
        file = pq.ParquetFile(_seekable(stream))
        columns = [name for name in file.schema_arrow.names if name in KEYS]
    except (pa.ArrowException, OSError) as error:  # of a stream that breaks, a ReadError comes through
        yield problem(like, "damaged", f"the Parquet file is cut or damaged at its end ({type(error).__name__})")
        return
    first = 0
    for group in range(file.num_row_groups):
        number, last = first, first + file.metadata.row_group(group).num_rows
        batches = file.iter_batches(_ROWS, [group], columns, use_threads=False)
        try:
            for number, row in enumerate((row for batch in batches for row in _rows(batch)), start=first + 1):
                yield _document(row, number, like, config)
        except (pa.ArrowException, OSError) as error:
            told = f"rows {number + 1} to {last} of the Parquet file cannot be read ({type(error).__name__})"
            yield problem(like, "damaged", told)
        first = last


def _rows(batch: Any) -> list[dict[str, Any] | None]:
    """The rows, None for one whose values are none of Python's: bytes that are no text, a day beyond all calendars."""
    half = len(batch) // 2
    try:
        return list(batch.to_pylist())
    except (ValueError, OverflowError):
        return _rows(batch.slice(0, half)) + _rows(batch.slice(half)) if half else [None]


def _document(row: dict[str, Any] | None, number: int, like: RawDocument, config: Config) -> Found:
    if row is None:
        return problem(like, "damaged", f"row {number} of the Parquet file cannot be read")
    told = {key: value.isoformat() if isinstance(value, date) else value for key, value in row.items()}
    if any(isinstance(value, str) and len(value) > config.max_bytes for value in told.values()):
        return problem(like, "too-large", f"row {number} is longer than {config.max_bytes} characters")
    return said_in(told, f"row {number}", number, like)


def _seekable(stream: BinaryIO) -> BinaryIO:
    """The table of contents stands at a Parquet file's end: what comes in one pass goes into a file first."""
    if stream.seekable():
        return stream
    spooled = tempfile.TemporaryFile()  # noqa: SIM115 - it lives as long as the reader, and has no name
    shutil.copyfileobj(stream, spooled)
    spooled.seek(0, io.SEEK_SET)
    return spooled
