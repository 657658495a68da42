"""Files of actors as rows: TOML as in data/, or CSV with the same field names in its first line."""

from __future__ import annotations

import csv
import io
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from marsad.actors.entry import FIELDS, NO_COUNTRY, Row
from marsad.errors import ConfigError

#: Fields that may stand at the top of a TOML file for all its actors.
_SHARED = frozenset(("source", "checked_on"))
_COUNTRY_LETTERS = 3


def rows_of(name: str, text: str) -> Iterator[Row]:
    """The rows of one file. Raises ConfigError for a file that is neither, with the line where that is known."""
    return _csv_rows(name, text) if name.lower().endswith(".csv") else _toml_rows(name, text)


def _toml_rows(name: str, text: str) -> Iterator[Row]:
    try:
        tables: dict[str, Any] = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{name} is not TOML: {error}", next_step="Correct the line it names.", path=name) from error
    shared = {field: tables.pop(field) for field in _SHARED & set(tables)}
    for country, actors in tables.items():
        if not isinstance(actors, dict) or len(country) != _COUNTRY_LETTERS or not country.isupper():
            step = f"Write tables as [SYR.free-syrian-army], or [{NO_COUNTRY}.…] for an actor of no country."
            raise ConfigError(f"{name}: {country!r} is no table of a country", next_step=step, path=name)
        for actor, fields in actors.items():
            where = f"{name}, [{country}.{actor}]"
            if not isinstance(fields, dict):
                step = f"Write the actor's id in the table's name: [{country}.free-syrian-army]."
                raise ConfigError(f"{where} is no table of an actor", next_step=step, path=name)
            yield Row(where=where, id=actor, fields={**shared, "country": country, **fields})


def _csv_rows(name: str, text: str) -> Iterator[Row]:
    reader = csv.DictReader(io.StringIO(text), strict=True)
    try:
        columns = reader.fieldnames or []
        missing = [column for column in ("id", "name") if column not in columns]
        unknown = [column for column in columns if column not in FIELDS]
        if missing or unknown:
            what = f"has no column {missing[0]!r}" if missing else f"has a column {unknown[0]!r} that means nothing"
            step = f"The first line names the columns: id, name and any of {', '.join(sorted(FIELDS))}."
            raise ConfigError(f"{name} {what}", next_step=step, path=name)
        for record in reader:
            where = f"{name}, line {reader.line_num}"
            if None in record or None in record.values():
                step = f"Give it {len(columns)} fields; put fields that hold commas in quotation marks."
                raise ConfigError(f"{where}: wrong number of fields", next_step=step, path=name)
            yield Row(where=where, id=record["id"].strip(), fields={k: v for k, v in record.items() if k != "id"})
    except csv.Error as error:
        raise ConfigError(
            f"{name}, line {reader.line_num}: {error}", next_step="Correct the line.", path=name
        ) from error


def read_text(path: Path) -> str:
    """The text of a file of the user's, UTF-8 with or without a byte order mark."""
    try:
        return path.read_text("utf-8-sig")
    except OSError as error:
        step = "Name a file that can be read."
        raise ConfigError(f"{path}: {error.strerror or error}", next_step=step, path=str(path)) from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path} is not UTF-8", next_step="Save the file as UTF-8.", path=str(path)) from error
