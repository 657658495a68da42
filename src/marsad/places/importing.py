"""Taking in a published gazetteer or a CSV of the user's: a row at a time, checked as a whole, all of it or nothing."""

from __future__ import annotations

import csv
import gzip
import io
import os
import sqlite3
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain, islice
from pathlib import Path
from typing import IO, TYPE_CHECKING

from marsad.config import Config
from marsad.errors import ConfigError
from marsad.places.entries import Entry, installed_packages, unit_ids
from marsad.places.formats import COLUMNS, FORMATS, Aside, Cells, Context, Row, format_of
from marsad.places.user import CHOSEN, KNOWN_IDS, UserFile, entry_of, keep, kept_rows, sha256_of, user_files

if TYPE_CHECKING:
    from marsad.places.gazetteer import Gazetteer

#: Called with how many characters of how many bytes are read; None: the size is not known.
Advance = Callable[[int, int | None], None]

#: What zipfile and gzip raise over an archive that is spoilt, or locked by a password.
_SPOILT = (OSError, EOFError, zipfile.BadZipFile, zlib.error, LookupError, ValueError, RuntimeError)
_SHOWN_FAULTS = 10
_MOST_FAULTS = 1000  #: after so many the file is of another kind than it is taken for
_CHUNK = 5000
_TOLD = 1 << 20  #: characters between two calls of ``advance``


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """What the user says of a file. ``form`` None: by its first line; ``country``: only that one (alpha-3)."""

    at: datetime
    form: str | None = None
    country: str | None = None
    source: str | None = None
    licence: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What a file held: places, and rows passed over by reason."""

    name: str
    form: str
    rows: int
    passed: Mapping[str, int] = field(default_factory=dict)


def add_user_places(
    path: Path,
    config: Config,
    *,
    origin: Origin,
    gazetteer: Gazetteer | None = None,
    is_dry: bool = False,
    advance: Advance | None = None,
) -> Imported:
    """Take a file of places into the data folder; one added before under the same name is replaced.

    Reads a row at a time. ``gazetteer`` lets known ids and swapped coordinates be checked. Raises ConfigError, with the
    rows, for columns, coordinates, countries, kinds and ids that cannot be right; then, and where ``is_dry``, nothing
    is kept.
    """
    check = _Check(config, origin, gazetteer, path=path, name=path.name.split(".")[0])
    if is_dry:
        with _opened(path, advance) as lines:
            return _import(lines, Path(os.devnull), check)
    target = _home(config) / f"{check.name}.csv"
    partial = target.with_suffix(f".{os.getpid()}.part")
    try:
        with _opened(path, advance) as lines:
            imported = _import(lines, partial, check)
        note = UserFile(
            name=check.name, path=target, sha256=sha256_of(partial), rows=imported.rows, form=imported.form,
            source=origin.source, licence=origin.licence, added_at=origin.at.isoformat(timespec="seconds"),
        )  # fmt: skip
        keep(partial, note)
    except OSError as error:
        raise _unwritable(target, error) from error
    finally:
        partial.unlink(missing_ok=True)
    return imported


def _home(config: Config) -> Path:
    folder = config.data_dir / "places"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _unwritable(folder, error) from error
    return folder


def _unwritable(path: Path, error: OSError) -> ConfigError:
    step = "Make the data directory writable, or name another with MARSAD_DATA_DIR."
    return ConfigError(f"{path}: {error.strerror or error}", next_step=step, path=str(path))


@dataclass(slots=True)
class _Check:
    """What the rows of one file are checked against, and what was found wrong."""

    config: Config
    origin: Origin
    gazetteer: Gazetteer | None
    path: Path
    name: str
    form: str = "own"
    faults: list[str] = field(default_factory=list)

    def fault(self, number: int, said: str) -> None:
        self.faults.append(f"row {number}: {said}")
        if len(self.faults) >= _MOST_FAULTS:
            self.refuse()

    def refuse(self) -> None:
        if self.faults:
            more = f" (and {len(self.faults) - _SHOWN_FAULTS} more)" if len(self.faults) > _SHOWN_FAULTS else ""
            raise ConfigError(
                f"{self.path}: {'; '.join(self.faults[:_SHOWN_FAULTS])}{more}",
                next_step="Correct these rows and add the file again; nothing was taken in.",
                path=str(self.path),
            )


def _import(lines: Iterator[str], partial: Path, check: _Check) -> Imported:
    """Write the rows in our columns to ``partial``, checked; the file may be larger than memory."""
    rows = _rows(lines, check)
    passed: Counter[str] = Counter()
    written = 0
    with ExitStack() as stack:
        out = csv.writer(stack.enter_context(partial.open("w", encoding="utf-8", newline="")), lineterminator="\n")
        out.writerow(COLUMNS)
        ids = stack.enter_context(_ids(check))
        while chunk := list(islice(rows, _CHUNK)):
            taken = [(n, entry, row) for n, row in chunk if (entry := _taken(n, row, passed, check)) and row]
            for n, identifier, where in ids([(n, entry.id) for n, entry, _ in taken]):
                check.fault(n, f"the id {identifier.removeprefix('user:')!r} stands in {where} already")
            out.writerows([_cells(entry, row) for _, entry, row in taken])
            written += len(taken)
    check.refuse()
    return Imported(name=check.name, form=check.form, rows=written, passed=dict(passed))


def _rows(lines: Iterator[str], check: _Check) -> Iterator[tuple[int, Row]]:
    """The rows that the file's format gives."""
    head = next(lines, "")
    form = check.form = check.origin.form or format_of(head) or "own"
    units = unit_ids(installed_packages()) if form == "geonames" else {}
    context = Context(name=str(check.path), country=check.origin.country, units=units)
    return FORMATS[form](_split(chain((head,) if head else (), lines), form, check), context)


def _split(lines: Iterator[str], form: str, check: _Check) -> Iterator[Cells]:
    if form == "geonames":
        yield from ((number, line.rstrip("\n").split("\t")) for number, line in enumerate(lines, 1))
        return
    reader = csv.reader(lines, strict=True)
    try:
        for cells in reader:
            if cells:
                yield reader.line_num, cells
    except csv.Error as error:
        check.fault(reader.line_num, str(error))


def _taken(number: int, row: Row, passed: Counter[str], check: _Check) -> Entry | None:
    """The row as an entry; what keeps it out is counted, or is a fault."""
    if isinstance(row, Aside):
        if row.is_wrong:
            check.fault(number, row.reason)
        else:
            passed[row.reason] += 1
        return None
    try:
        entry = entry_of(row, source=check.name)
        _check_place(entry, check)
    except ValueError as fault:
        check.fault(number, str(fault))
        return None
    return entry


def _check_place(entry: Entry, check: _Check) -> None:
    """Against the gazetteer: is a known id known, and is the point in the country only with its numbers exchanged?"""
    known = check.gazetteer
    if known is None:
        return
    if check.form == "own" and entry.id.startswith(KNOWN_IDS) and known.get(entry.id) is None:
        raise ValueError(f"no place has the id {entry.id!r}")
    if (
        entry.lat is not None
        and entry.lon is not None
        and known.looks_swapped(entry.countries[0], entry.lat, entry.lon)
    ):
        raise ValueError(f"lat {entry.lat:g}, lon {entry.lon:g} lie outside {entry.countries[0]}; they look swapped")


def _cells(entry: Entry, row: Row) -> list[object]:
    told: Mapping[str, str] = {} if isinstance(row, Aside) else row
    own = {**told, "id": entry.id.removeprefix("user:"), "country": entry.countries[0], "kind": entry.kind}
    return [own.get(column, "") for column in COLUMNS]


@contextmanager
def _ids(check: _Check) -> Iterator[Callable[[list[tuple[int, str]]], list[tuple[int, str, str]]]]:
    """Takes (row, id) and gives those that are used already, with where. On disk: a dump has millions."""
    with closing(sqlite3.connect("", isolation_level=None)) as database:
        database.execute("create table used (id text primary key, place text) without rowid")
        for file in user_files(check.config):
            if file.name not in (check.name, CHOSEN) and file.form != "geonames":
                own = ((row.get("id", ""), f"{file.path.name}, row {number}") for number, row in kept_rows(file.path))
                with_id = (
                    (f"user:{given}", where) for given, where in own if given and not given.startswith(KNOWN_IDS)
                )
                database.executemany("insert or ignore into used values (?, ?)", with_id)
        database.execute("begin")

        def taken(rows: list[tuple[int, str]]) -> list[tuple[int, str, str]]:
            fresh = [(identifier, f"{check.path.name}, row {number}") for number, identifier in rows]
            before = database.total_changes
            database.executemany("insert or ignore into used values (?, ?)", fresh)
            if database.total_changes - before == len(rows):
                return []
            found = ((n, i, w, database.execute("select place from used where id = ?", (i,)).fetchone()[0])
                     for (n, i), (_, w) in zip(rows, fresh, strict=True))  # fmt: skip
            return [(number, identifier, first) for number, identifier, where, first in found if first != where]

        yield taken


# --- reading -----------------------------------------------------------------------------------


@contextmanager
def _opened(path: Path, advance: Advance | None) -> Iterator[Iterator[str]]:
    """The lines of a file, of the one file in a .zip, or of a .gz. Raises ConfigError for what cannot be read."""
    with ExitStack() as stack:
        try:
            file, size = _unpacked(path, stack)
        except _SPOILT as error:
            raise _unreadable(path, error) from error
        text = stack.enter_context(io.TextIOWrapper(file, "utf-8-sig", newline=""))
        yield _lines(path, text, size, advance)


def _unreadable(path: Path, error: Exception) -> ConfigError:
    said = "is not UTF-8 text" if isinstance(error, UnicodeDecodeError) else f"cannot be unpacked ({error})"
    return ConfigError(
        f"{path}: {getattr(error, 'strerror', None) or said}",
        next_step="Name a CSV file in UTF-8, or a GeoNames dump (.txt or .zip).",
        path=str(path),
    )


def _unpacked(path: Path, stack: ExitStack) -> tuple[IO[bytes] | gzip.GzipFile, int | None]:
    if path.suffix.lower() == ".zip":
        archive = stack.enter_context(zipfile.ZipFile(path))
        inside = [info for info in archive.infolist() if not info.is_dir() and "readme" not in info.filename.lower()]
        if len(inside) != 1:
            step = "Unpack it and name the one file that holds the places."
            raise ConfigError(f"{path} holds {len(inside)} files", next_step=step, path=str(path))
        return stack.enter_context(archive.open(inside[0])), inside[0].file_size
    if path.suffix.lower() == ".gz":
        return stack.enter_context(closing(gzip.open(path))), None
    return stack.enter_context(path.open("rb")), path.stat().st_size


def _lines(path: Path, file: io.TextIOWrapper, size: int | None, advance: Advance | None) -> Iterator[str]:
    read = told = 0
    try:
        for line in file:
            read += len(line)
            if advance and read - told > _TOLD:
                advance(read, size)
                told = read
            yield line
    except (UnicodeDecodeError, *_SPOILT) as error:
        raise _unreadable(path, error) from error
