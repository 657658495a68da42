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
    """A document for every row; a file that is cut or damaged is a Problem after what could be read of it."""
    import pyarrow as pa
    from pyarrow import parquet as pq

    number = 0
    try:
        file = pq.ParquetFile(_seekable(stream))
        columns = [name for name in file.schema_arrow.names if name in KEYS]
        for batch in file.iter_batches(batch_size=_ROWS, columns=columns, use_threads=False):
            for row in batch.to_pylist():
                number += 1
                yield _document(row, number, like, config)
    except (pa.ArrowException, OSError) as error:  # of a stream that breaks, a ReadError comes through
        yield problem(like, "damaged", f"the Parquet file cannot be read beyond row {number} ({type(error).__name__})")


def _document(row: dict[str, Any], number: int, like: RawDocument, config: Config) -> Found:
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
