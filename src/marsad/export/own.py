"""Marsad's own record in general formats: JSON Lines, CSV, Parquet, GeoJSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from marsad.export.arrow import in_columns, parquet_pieces, schema
from marsad.export.flat import columns, flat_row
from marsad.export.form import Form, Piece, dumped, text_form
from marsad.export.sheet import csv_form

Record = Mapping[str, Any]


def _lines(records: Sequence[Record]) -> Piece:
    return b"".join(dumped(record) + b"\n" for record in records), len(records)


def _features(records: Sequence[Record]) -> Piece:
    return b",\n".join(dumped(_feature(record)) for record in records), len(records)


def _feature(record: Record) -> dict[str, Any]:
    row = {name: value for name, value in flat_row(record, nested=False).items() if not name.endswith("_json")}
    lat, lon = row.pop("lat"), row.pop("lon")
    geometry = None if lat is None or lon is None else {"type": "Point", "coordinates": [lon, lat]}
    return {"type": "Feature", "id": row["id"], "geometry": geometry, "properties": row}


#: One canonical record a line: all fields, quotes included.
jsonl = text_form(_lines)
#: The full record as a row; see :func:`marsad.export.flat.flat_row`.
csv = csv_form(lambda records: map(flat_row, records), lambda: list(columns()))
#: The columns of the CSV with their types, in zstd.
parquet = Form(
    make=lambda records: in_columns([flat_row(record) for record in records], schema()),
    join=lambda made: parquet_pieces(made, schema()),
    take=lambda table: table.select(schema().names),
)
#: A FeatureCollection (RFC 7946): WGS 84, longitude first; no coordinates, no geometry.
geojson = text_form(
    _features, head=lambda: b'{"type":"FeatureCollection","features":[\n', between=b",\n", tail=b"\n]}\n"
)
