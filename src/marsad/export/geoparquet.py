"""GeoParquet 1.1: the columns of the Parquet file with points as WKB and a bounding box for each row.

Source: GeoParquet specification 1.1.0 (metadata under the key "geo", bbox covering, PROJJSON of OGC:CRS84).
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from importlib.resources import files
from itertools import islice
from typing import TYPE_CHECKING, Any, BinaryIO

from marsad.errors import MissingResource
from marsad.export.flat import columns, flat_row

if TYPE_CHECKING:
    import pyarrow as pa

Record = Mapping[str, Any]
Point = tuple[float, float]  #: longitude, latitude

#: Rows of a row group: large enough to compress well, small enough to keep memory under a few hundred megabytes.
_GROUP = 20_000
#: Well-known binary: little-endian, type 1 (point), x, y.
_WKB_POINT = struct.Struct("<BIdd")


def geoparquet(records: Iterable[Record], out: BinaryIO) -> int:
    """Points in WGS 84, longitude first; a place without coordinates has no geometry.

    Raises MissingResource without pyarrow.
    """
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError as error:
        raise MissingResource(
            "pyarrow is not installed", next_step='Install it with: pip install "marsad[geo]".'
        ) from error
    schema, box, count = _schema(pa), _Box(), 0
    with pq.ParquetWriter(out, schema, compression="zstd") as writer:
        for rows in _groups(records, box):
            writer.write_table(pa.Table.from_pylist(rows, schema=schema))
            count += len(rows)
        writer.add_key_value_metadata({"geo": json.dumps(_metadata(box))})
    return count


class _Box:
    """The bounding box of all points so far: west, south, east, north."""

    def __init__(self) -> None:
        self.bounds: list[float] = []

    def take(self, point: Point) -> None:
        lon, lat = point
        west, south, east, north = self.bounds or (lon, lat, lon, lat)
        self.bounds = [min(west, lon), min(south, lat), max(east, lon), max(north, lat)]


def _groups(records: Iterable[Record], box: _Box) -> Iterator[list[dict[str, Any]]]:
    rows = (_row(record, box) for record in records)
    while group := list(islice(rows, _GROUP)):
        yield group


def _row(record: Record, box: _Box) -> dict[str, Any]:
    row = flat_row(record)
    for name, kind in columns().items():
        if kind == "DATE" and row[name]:
            row[name] = date.fromisoformat(row[name])
    lat, lon = row["lat"], row["lon"]
    if lat is None or lon is None:
        return row | {"bbox": None, "geometry": None}
    box.take((lon, lat))
    corners = {"xmin": lon, "ymin": lat, "xmax": lon, "ymax": lat}
    return row | {"bbox": corners, "geometry": _WKB_POINT.pack(1, 1, lon, lat)}


def _schema(pa: Any) -> pa.Schema:
    kinds = {"VARCHAR": pa.string(), "INTEGER": pa.int32(), "DOUBLE": pa.float64(), "DATE": pa.date32()}
    corners = pa.struct([(name, pa.float64()) for name in ("xmin", "ymin", "xmax", "ymax")])
    told = [(name, kinds[kind]) for name, kind in columns().items()]
    return pa.schema([*told, ("bbox", corners), ("geometry", pa.binary())])


def _metadata(box: _Box) -> dict[str, Any]:
    crs = json.loads(files("marsad.export").joinpath("data/crs84.json").read_text(encoding="utf-8"))
    corners = {corner: ["bbox", corner] for corner in ("xmin", "ymin", "xmax", "ymax")}
    geometry = {
        "encoding": "WKB",
        "geometry_types": ["Point"],
        "crs": crs,
        "covering": {"bbox": corners},
        **({"bbox": box.bounds} if box.bounds else {}),
    }
    return {"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": geometry}}
