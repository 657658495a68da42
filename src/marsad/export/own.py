"""Marsad's own record in general formats: JSON Lines, CSV, Parquet, GeoJSON."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from marsad.errors import ExportError
from marsad.export.flat import columns, flat_row
from marsad.export.sheet import write_csv
from marsad.record import canonical_json

Record = Mapping[str, Any]


def jsonl(records: Iterable[Record], out: BinaryIO) -> int:
    """One canonical record a line: all fields, quotes included."""
    count = 0
    for record in records:
        out.write(canonical_json(record).encode() + b"\n")
        count += 1
    return count


def csv(records: Iterable[Record], out: BinaryIO) -> int:
    """The full record as a row; see :func:`marsad.export.flat.flat_row`."""
    return write_csv(map(flat_row, records), list(columns()), out)


def parquet(records: Iterable[Record], out: BinaryIO) -> int:
    """The columns of the CSV with their types, in zstd. DuckDB makes it out of a file, in bounded memory."""
    import duckdb

    with tempfile.TemporaryDirectory(prefix="marsad-") as folder:
        lines, made = Path(folder) / "rows.jsonl", Path(folder) / "rows.parquet"
        with lines.open("wb") as file:
            count = jsonl(map(flat_row, records), file)
        try:
            with duckdb.connect() as connection:
                table = connection.read_json(str(lines), columns=columns(), format="newline_delimited")
                table.write_parquet(str(made), compression="zstd")
        except duckdb.Error as error:
            raise ExportError(
                f"no Parquet could be made: {error}", next_step="Make room in the folder for temporary files (TMPDIR)."
            ) from error
        with made.open("rb") as file:
            shutil.copyfileobj(file, out)
    return count


def geojson(records: Iterable[Record], out: BinaryIO) -> int:
    """A FeatureCollection (RFC 7946): WGS 84, longitude first; no coordinates, no geometry."""
    count = 0
    out.write(b'{"type":"FeatureCollection","features":[')
    for record in records:
        out.write(b",\n" if count else b"\n")
        out.write(canonical_json(_feature(record)).encode())
        count += 1
    out.write(b"\n]}\n")
    return count


def _feature(record: Record) -> dict[str, Any]:
    row = {name: value for name, value in flat_row(record).items() if not name.endswith("_json")}
    lat, lon = row.pop("lat"), row.pop("lon")
    geometry = None if lat is None or lon is None else {"type": "Point", "coordinates": [lon, lat]}
    return {"type": "Feature", "id": row["id"], "geometry": geometry, "properties": row}
