"""Rows in columns: what Parquet and GeoParquet are made of. Needs pyarrow."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from marsad.errors import ExportError
from marsad.export.flat import columns
from marsad.export.form import Piece

if TYPE_CHECKING:
    import pyarrow as pa

Row = Mapping[str, Any]

#: Rows of a row group: large enough to compress well, small enough to keep memory under a few hundred megabytes.
_GROUP = 20_000
#: Columns whose values are nearly all different: a dictionary of them would be made in vain.
_UNLIKE = ("id", "links", "mentions", "documents", "aliases", "lat", "lon")


def schema(*more: tuple[str, Any]) -> pa.Schema:
    """The columns of the record with their types, and these after them."""
    import pyarrow as pa

    kinds = {"VARCHAR": pa.string(), "INTEGER": pa.int32(), "DOUBLE": pa.float64(), "DATE": pa.date32()}
    return pa.schema([*((name, kinds[kind]) for name, kind in columns().items()), *more])


def in_columns(rows: Sequence[Row], made_of: pa.Schema) -> pa.Table:
    """The rows as a table. Raises ExportError for a value that its column cannot hold."""
    import pyarrow as pa

    arrays = [_array(pa, [row[field.name] for row in rows], field) for field in made_of]
    return pa.Table.from_arrays(arrays, schema=made_of)


def _array(pa: Any, values: list[Any], field: Any) -> Any:
    try:
        if pa.types.is_date(field.type):  # days stand in records as "2020-05-03"
            return pa.array(values, type=pa.string()).cast(field.type)
        return pa.array(values, type=field.type)
    except (pa.ArrowInvalid, pa.ArrowTypeError, TypeError, OverflowError) as error:
        raise ExportError(
            f"a value of the column {field.name} is no {field.type}: {error}", next_step="Export it as jsonl."
        ) from error


def parquet_pieces(
    made: Iterable[pa.Table], made_of: pa.Schema, metadata: Callable[[Any], Mapping[str, str]] | None = None
) -> Iterator[Piece]:
    """A Parquet file in zstd. ``metadata`` is shown each group of rows, at the end None: then it says what is added."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    drain, many_told = _Drain(), [name for name in made_of.names if name not in _UNLIKE and not name.endswith("_json")]
    with pq.ParquetWriter(drain, made_of, compression="zstd", use_dictionary=many_told) as writer:
        for table in _groups(pa, made, made_of):
            writer.write_table(table, row_group_size=_GROUP)
            if metadata:
                metadata(table)
            yield drain.taken(), table.num_rows
        if metadata:
            writer.add_key_value_metadata(dict(metadata(None)))
    yield drain.taken(), 0


def _groups(pa: Any, made: Iterable[Any], made_of: Any) -> Iterator[Any]:
    held: list[Any] = []
    for some in made:
        held += some.to_batches()
        while sum(batch.num_rows for batch in held) >= _GROUP:
            whole = pa.Table.from_batches(held, made_of)
            yield whole.slice(0, _GROUP).combine_chunks()  # else pages would end where parts do
            held = whole.slice(_GROUP).to_batches()
    if held:
        yield pa.Table.from_batches(held, made_of).combine_chunks()


class _Drain(io.RawIOBase):
    """What a writer writes, taken from it piece by piece."""

    def __init__(self) -> None:
        self._held: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, content: Any) -> int:
        self._held.append(bytes(content))
        return len(self._held[-1])

    def taken(self) -> bytes:
        content = b"".join(self._held)
        self._held.clear()
        return content
