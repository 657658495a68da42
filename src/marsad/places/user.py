"""The user's own places: CSV files in the data folder, checked as a whole before one is taken in."""

from __future__ import annotations

import csv
import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

from marsad.config import Config
from marsad.errors import ConfigError
from marsad.places.countries import load_countries
from marsad.places.entries import SHAPES, Entry, cell
from marsad.places.keys import fold

REQUIRED = ("name", "lat", "lon", "country")
OPTIONAL = ("id", "admin1", "admin2", "kind", "alternative names", "population")
_SHOWN_ERRORS = 10


def user_files(config: Config) -> tuple[Path, ...]:
    """The user's files, by name."""
    return tuple(sorted((config.data_dir / "places").glob("*.csv")))


def user_entries(config: Config) -> Iterator[Entry]:
    """All rows of all of the user's files. Raises ConfigError as :func:`add_user_places` does."""
    known: dict[str, str] = {}
    for path in user_files(config):
        yield from read_places(path, known)


def add_user_places(path: Path, config: Config) -> int:
    """Take a CSV of places into the user's data folder; the next opening of the gazetteer builds it in.

    Columns: ``name, lat, lon, country`` (ISO 3166-1, two or three letters, or the name), and if wanted ``id, admin1,
    admin2, kind, alternative names`` (separated by ``|``), ``population``. A file of the same name is replaced.
    Gives the number of places. Raises ConfigError, with the rows, for missing or unknown columns, coordinates that are
    out of range or look swapped, countries and kinds that do not exist, and ids used twice, here or in the user's other
    files; then nothing is taken in.
    """
    known: dict[str, str] = {}
    for other in user_files(config):
        if other.name != path.with_suffix(".csv").name:
            read_places(other, known)
    entries = read_places(path, known)
    target = config.data_dir / "places" / path.with_suffix(".csv").name
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_suffix(f".{os.getpid()}.part")
    partial.write_bytes(path.read_bytes())
    partial.replace(target)
    return len(entries)


def read_places(path: Path, known: dict[str, str]) -> list[Entry]:
    """The rows of one file. ``known`` maps ids to the file that has them already; it gains this file's."""
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(
            f"{path}: {getattr(error, 'strerror', None) or 'is not UTF-8 text'}",
            next_step="Name a CSV file in UTF-8.",
            path=str(path),
        ) from error
    rows = csv.DictReader(text.splitlines())
    _check_columns(path, [column.strip().lower() for column in rows.fieldnames or ()])
    rows.fieldnames = [column.strip().lower() for column in rows.fieldnames or ()]
    entries, faults = [], []
    for row in rows:
        try:
            entry = _entry(row)
        except ValueError as fault:
            faults.append(f"row {rows.line_num}: {fault}")
            continue
        if entry.id in known:
            faults.append(f"row {rows.line_num}: the id {entry.id[5:]!r} stands in {known[entry.id]} already")
        known[entry.id] = f"{path.name}, row {rows.line_num}"
        entries.append(entry)
    if faults:
        more = f" (and {len(faults) - _SHOWN_ERRORS} more)" if len(faults) > _SHOWN_ERRORS else ""
        raise ConfigError(
            f"{path}: {'; '.join(faults[:_SHOWN_ERRORS])}{more}",
            next_step="Correct these rows and add the file again; nothing was taken in.",
            path=str(path),
        )
    return entries


def _check_columns(path: Path, columns: list[str]) -> None:
    missing = [column for column in REQUIRED if column not in columns]
    unknown = [column for column in columns if column not in (*REQUIRED, *OPTIONAL)]
    if missing or unknown:
        said = [f"lacks the columns {', '.join(missing)}"] if missing else []
        said += [f"has unknown columns {', '.join(map(repr, unknown))}"] if unknown else []
        raise ConfigError(
            f"{path} (row 1) {' and '.join(said)}",
            next_step=f"Columns: {', '.join(REQUIRED)}; if wanted {', '.join(OPTIONAL)}.",
            path=str(path),
        )


def _entry(row: dict[str, str]) -> Entry:
    """One row as an entry. Raises ValueError that says what is wrong."""
    if None in row or any(value is None for value in row.values()):
        raise ValueError("has more or fewer cells than the header")
    text = {column: value.strip() for column, value in row.items()}
    if not text["name"]:
        raise ValueError("has no name")
    kind = text.get("kind") or "populated place"
    if kind not in SHAPES:
        raise ValueError(f"no kind is called {kind!r}; known: {', '.join(SHAPES)}")
    country = _country(text["country"])
    lat, lon = _degrees(text["lat"], text["lon"])
    given = text.get("id") or hashlib.sha256(f"{fold(text['name'])}|{country}|{lat}|{lon}".encode()).hexdigest()[:12]
    return Entry(
        id=f"user:{given}",
        name=text["name"],
        kind=kind,
        shape=SHAPES[kind],
        countries=(country,),
        admin1=(text["admin1"],) if text.get("admin1") else (),
        admin2=text.get("admin2") or None,
        lat=lat,
        lon=lon,
        population=_population(text.get("population", "")),
        names=(text["name"], *cell(text.get("alternative names", ""))),
    )


def _degrees(lat_text: str, lon_text: str) -> tuple[float, float]:
    try:
        lat, lon = float(lat_text), float(lon_text)
    except ValueError:
        raise ValueError(f"lat {lat_text!r}, lon {lon_text!r} are no decimal degrees") from None
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        swapped = -90 <= lon <= 90 and -180 <= lat <= 180
        raise ValueError(f"lat {lat:g}, lon {lon:g} are out of range{'; they look swapped' if swapped else ''}")
    return lat, lon


def _population(text: str) -> int:
    try:
        return int(text or 0)
    except ValueError:
        raise ValueError(f"population {text!r} is no whole number") from None


def _country(text: str) -> str:
    wanted = fold(text)
    for country in load_countries():
        if wanted in (country.alpha3.lower(), country.alpha2.lower(), *map(fold, (country.name, *country.names))):
            return country.alpha3
    raise ValueError(f"no country is called {text!r}")
