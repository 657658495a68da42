"""Draws in the layout of the VIEWS prediction challenge: month_id, the area, draw, outcome; one row a draw."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, BinaryIO

from marsad.analyse import Forecast

#: Forecasts turned into rows at a time: a thousand rows each.
_STEP = 200


def month_id(month: date) -> int:
    """VIEWS's number of a month: January 1980 is 1."""
    return (month.year - 1980) * 12 + month.month


def write_csv(found: Sequence[Forecast], out: BinaryIO) -> None:
    """All draws as CSV."""
    from pyarrow import csv

    writer = csv.CSVWriter(out, _schema(found))
    for some in _tables(found):
        writer.write_table(some)
    writer.close()


def write_parquet(found: Sequence[Forecast], out: BinaryIO) -> None:
    """All draws as Parquet."""
    from pyarrow import parquet

    with parquet.ParquetWriter(out, _schema(found), compression="zstd") as writer:
        for some in _tables(found):
            writer.write_table(some)


def _area_column(found: Sequence[Forecast]) -> str:
    """As VIEWS calls PRIO-GRID's cells. It numbers countries in its own way; ours are ISO alpha-3."""
    unit = found[0].area.unit
    return "priogrid_gid" if unit == "cell" else "country" if unit == "country" else "area"


def _schema(found: Sequence[Forecast]) -> Any:
    import pyarrow as pa

    area = _area_column(found)
    kind = pa.int32() if area == "priogrid_gid" else pa.string()
    return pa.schema([("month_id", pa.int32()), (area, kind), ("draw", pa.int32()), ("outcome", pa.int64())])


def _tables(found: Sequence[Forecast]) -> Any:
    import pyarrow as pa

    schema = _schema(found)
    is_cell = _area_column(found) == "priogrid_gid"
    for start in range(0, len(found), _STEP):
        some = found[start : start + _STEP]
        rows = [(month_id(one.month), int(one.area.id) if is_cell else one.area.id, len(one.draws)) for one in some]
        columns = [
            [month for month, _, number in rows for _ in range(number)],
            [area for _, area, number in rows for _ in range(number)],
            [draw for *_, number in rows for draw in range(number)],
            [outcome for one in some for outcome in one.draws],
        ]
        yield pa.table([pa.array(told, field.type) for told, field in zip(columns, schema, strict=True)], schema=schema)
