"""GeoParquet 1.1: the columns of the Parquet file with points as WKB and a bounding box for each row.

Source: GeoParquet specification 1.1.0 (metadata under the key "geo", bbox covering, PROJJSON of OGC:CRS84).
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from marsad.export.arrow import in_columns, parquet_pieces, schema
from marsad.export.flat import flat_row
from marsad.export.form import Form, Piece

if TYPE_CHECKING:
    import pyarrow as pa

Record = Mapping[str, Any]

_CORNERS = ("xmin", "ymin", "xmax", "ymax")
_AT = ("lat", "lon")
#: Well-known binary: little-endian, type 1 (point), x, y.
_WKB_POINT = struct.Struct("<BIdd")


def _made(records: Sequence[Record]) -> pa.Table:
    return _taken(in_columns([flat_row(record) for record in records], schema()))


def _taken(table: pa.Table) -> pa.Table:
    """The rows with points in WGS 84, longitude first; a place without coordinates has no geometry."""
    import pyarrow as pa

    plain, points = table.select(schema().names), [_point(*at) for at in zip(*map(table.column, _AT), strict=True)]
    more = zip(*points, strict=True) if points else ((), ())
    columns = [pa.array(values, field.type) for values, field in zip(more, list(_schema())[-2:], strict=True)]
    return pa.Table.from_arrays([*plain.columns, *columns], schema=_schema())


def _point(lat: pa.Scalar, lon: pa.Scalar) -> tuple[dict[str, float] | None, bytes | None]:
    """A box that is only a point, and the point."""
    x, y = lon.as_py(), lat.as_py()
    if x is None or y is None:
        return None, None
    return dict(zip(_CORNERS, (x, y, x, y), strict=True)), _WKB_POINT.pack(1, 1, x, y)


def _schema() -> pa.Schema:
    import pyarrow as pa

    corners = pa.struct([(name, pa.float64()) for name in _CORNERS])
    return schema(("bbox", corners), ("geometry", pa.binary()))


def _joined(made: Iterable[Any]) -> Iterator[Piece]:
    bounds: dict[str, float] = {}

    def metadata(table: Any) -> dict[str, str]:
        """Learn the box of all points; at the end say it."""
        if table is None:
            return {"geo": json.dumps(_metadata([bounds[corner] for corner in _CORNERS if corner in bounds]))}
        for corner, value in _box(table).items():
            better = min if corner.endswith("min") else max
            bounds[corner] = better(bounds.get(corner, value), value)
        return {}

    return parquet_pieces(made, _schema(), metadata)


def _box(table: Any) -> dict[str, float]:
    """West, south, east, north of the points of a table, under the names of the corners; empty where it has none."""
    import pyarrow.compute as pc

    found = {}
    for corner in _CORNERS:
        bounds = pc.min_max(pc.struct_field(table["bbox"], corner)).as_py()
        if bounds["min"] is not None:
            found[corner] = bounds["min" if corner.endswith("min") else "max"]
    return found


def _metadata(box: list[float]) -> dict[str, Any]:
    crs = json.loads(files("marsad.export").joinpath("data/crs84.json").read_text(encoding="utf-8"))
    corners = {corner: ["bbox", corner] for corner in _CORNERS}
    geometry = {
        "encoding": "WKB",
        "geometry_types": ["Point"],
        "crs": crs,
        "covering": {"bbox": corners},
        **({"bbox": box} if box else {}),
    }
    return {"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": geometry}}


#: Parquet with points.
geoparquet = Form(make=_made, join=_joined, take=_taken)
