"""The user's own places: the files that were taken in, and what was chosen name by name.

Each file is kept in the data folder in our own columns, with a note beside it that says what it is. The next opening of
the gazetteer builds them in; they count in the coder's version, and worker processes find them by the same settings.
"""

from __future__ import annotations

import csv
import hashlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from marsad.config import Config
from marsad.errors import ConfigError
from marsad.places.entries import SHAPES, Entry, cell
from marsad.places.formats import COLUMNS, country_code
from marsad.places.keys import fold

#: Ids that name places of the packages and of the project's lists; rows under them add names and codes to those.
KNOWN_IDS = ("gn:", "ne:", "mx:")
#: The file that holds what was chosen name by name.
CHOSEN = "chosen"


@dataclass(frozen=True, slots=True, kw_only=True)
class UserFile:
    """A file of the user's places, as the note beside it tells; ``rows`` None where there is no note."""

    name: str
    path: Path
    sha256: str
    rows: int | None = None
    form: str | None = None
    source: str | None = None
    licence: str | None = None
    added_at: str | None = None  #: ISO 8601, UTC


# --- what is there -----------------------------------------------------------------------------


def user_files(config: Config) -> tuple[UserFile, ...]:
    """The user's files, by name."""
    return tuple(_noted(path) for path in sorted((config.data_dir / "places").glob("*.csv")))


def _noted(path: Path) -> UserFile:
    note = path.with_suffix(".json")
    if not note.exists():
        return UserFile(name=path.stem, path=path, sha256=sha256_of(path))
    try:
        return UserFile(name=path.stem, path=path, **json.loads(note.read_text("utf-8")))
    except (ValueError, TypeError) as error:
        raise ConfigError(
            f"{note} cannot be read", next_step="Delete it and add the file again.", path=str(note)
        ) from error


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def user_entries(config: Config) -> Iterator[Entry]:
    """All rows of all of the user's files, a row at a time: those that name a place by its id after those that hold it.

    Raises ConfigError for a row that was spoilt by hand.
    """
    for file in sorted(user_files(config), key=lambda file: (file.name == CHOSEN, file.form in {None, "own"})):
        for number, row in kept_rows(file.path):
            try:
                yield entry_of(row, source=file.name)
            except ValueError as fault:
                step = f"Correct it in {file.path}, or take it out: marsad places remove {file.name}"
                raise ConfigError(f"{file.path}, row {number}: {fault}", next_step=step) from fault


def kept_rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of a file in our columns, in any order and number of them."""
    with path.open(encoding="utf-8-sig", newline="") as lines:
        rows = csv.DictReader(lines, restval="", restkey="more")
        for row in rows:
            yield rows.line_num, {key.strip().lower(): value.strip() for key, value in row.items() if key != "more"}


def remove_user_places(name: str, config: Config) -> UserFile:
    """Take a file out again. Raises ConfigError where none has this name."""
    for file in user_files(config):
        if file.name == name:
            file.path.unlink()
            file.path.with_suffix(".json").unlink(missing_ok=True)
            return file
    known = ", ".join(file.name for file in user_files(config)) or "none were added"
    raise ConfigError(f"no places were added as {name!r}", next_step=f"Known: {known}.", name=name)


# --- taking in ---------------------------------------------------------------------------------


def add_choices(rows: Sequence[Mapping[str, str]], config: Config, *, at: datetime) -> None:
    """Keep rows that the user chose, one for each name.

    Raises ConfigError for one that cannot be right; then none of them is kept.
    """
    target = config.data_dir / "places" / f"{CHOSEN}.csv"
    held = {old["name"]: old for _, old in kept_rows(target)} if target.exists() else {}
    for row in rows:
        try:
            entry_of(row, source=CHOSEN)
        except ValueError as fault:
            step = "Choose NAME=LAT,LON,COUNTRY or NAME=ID."
            raise ConfigError(f"{row['name']}: {fault}", next_step=step) from fault
        held[row["name"]] = dict(row)
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_suffix(f".{os.getpid()}.part")
    with partial.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(held.values())
    note = UserFile(
        name=CHOSEN, path=target, sha256=sha256_of(partial), rows=len(held), form="own",
        source="chosen by marsad places missing", added_at=at.isoformat(timespec="seconds"),
    )  # fmt: skip
    keep(partial, note)


def keep(partial: Path, note: UserFile) -> None:
    """The note goes last and carries the digest: without its file it means nothing, and a file without it is hashed."""
    told = {key: value for key, value in asdict(note).items() if key not in ("name", "path")}
    note.path.with_suffix(".json").unlink(missing_ok=True)
    partial.replace(note.path)
    draft = note.path.with_suffix(f".{os.getpid()}.note")
    draft.write_text(json.dumps(told, indent=1), "utf-8")
    draft.replace(note.path.with_suffix(".json"))


# --- a row -------------------------------------------------------------------------------------


def entry_of(row: Mapping[str, str], *, source: str) -> Entry:
    """One row in our columns as an entry. Raises ValueError that says what is wrong."""
    name = row["name"]
    if not name:
        raise ValueError("has no name")
    kind = row.get("kind") or "populated place"
    if kind not in SHAPES:
        raise ValueError(f"no kind is called {kind!r}; known: {', '.join(SHAPES)}")
    country = country_code(row["country"])
    if country is None:
        raise ValueError(f"no country is called {row['country']!r}")
    given = row.get("id", "")
    lat, lon = _degrees(row["lat"], row["lon"], may_lack=kind in ("admin1", "admin2") or given.startswith(KNOWN_IDS))
    return Entry(
        id=_identifier(given) if given else f"user:{_digest(name, country, lat, lon)}",
        name=name,
        kind=kind,
        shape=SHAPES[kind],
        countries=(country,),
        admin1=(row["admin1"],) if row.get("admin1") else (),
        admin2=row.get("admin2") or None,
        lat=lat,
        lon=lon,
        population=_population(row.get("population", "")),
        names=tuple(dict.fromkeys((name, *cell(row.get("alternative names", ""))))),
        iso=row.get("iso") or None,
        pcode=row.get("pcode") or None,
        source=source,
    )


def _identifier(given: str) -> str:
    if not given.isprintable() or given != given.strip():
        raise ValueError(f"{given!r} is no id")
    return given if given.startswith(KNOWN_IDS) else f"user:{given}"


def _digest(*told: object) -> str:
    name, *rest = told
    return hashlib.sha256("|".join((fold(str(name)), *map(str, rest))).encode()).hexdigest()[:12]


def _degrees(lat_text: str, lon_text: str, *, may_lack: bool) -> tuple[float, float] | tuple[None, None]:
    if may_lack and not lat_text and not lon_text:
        return None, None
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
