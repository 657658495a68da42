"""Entries → rows of a database that sorts them, each with the units it lies in, for :mod:`marsad.places.build`."""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import islice

from marsad.places.entries import Entry
from marsad.places.index import COLUMNS, Index
from marsad.places.keys import (
    article_keys,
    articled_countries,
    fold,
    is_acronym,
    latin_countries,
    nfc,
    translit_key,
)
from marsad.places.terms import load_terms, without_admin_words

_CHUNK = 5000
_UNITS = ("admin1", "admin2")
_BOX_MARGIN_DEGREES = 1.0  #: a border town lies a little outside the box of a country's other settlements

SCHEMA = """
create table place (
    n integer primary key, id text not null unique, name text not null, kind text not null, shape text not null,
    country text, admin1 text, admin1_name text, admin2 text, admin2_name text, lat real, lon real,
    population integer not null, within text not null, iso text, pcode text, source text not null
);
create table raw_spelling (key text, name text, place integer);
create table raw_sound (key text, place integer);
create table spelling (key text, place integer, name text, primary key (key, place, name)) without rowid;
create table sound (key text, place integer, primary key (key, place)) without rowid;
"""
_PLACE = "insert into place values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"


@dataclass(kw_only=True)
class Rows:
    """Writes entries, and remembers between them the units, and where their settlements lie.

    ``known`` is the index that user's rows lie over: its units are theirs, and an id of its that they name stays one
    place.
    """

    database: sqlite3.Connection
    known: Index | None
    progress: Callable[[str], None] | None
    written: int = 0
    units: dict[str, str] = field(default_factory=dict)  #: id of a unit → its name
    named: dict[tuple[str, str, str], str] = field(default_factory=dict)  #: (country or unit, kind, folded name) → id
    centre: dict[str, list[float]] = field(default_factory=dict)  #: id of a unit → sums of x, y, z and population
    boxes: dict[str, list[float]] = field(
        default_factory=dict
    )  #: country → south, west, north, east of its settlements

    def put(self, entries: Iterable[Entry]) -> None:
        """Write entries that nothing else knows."""
        rest = iter(entries)
        while chunk := list(islice(rest, _CHUNK)):
            self._put([(self._row(entry), entry) for entry in chunk])

    def put_own(self, entries: Iterable[Entry]) -> None:
        """Write the user's entries: over what is known, and one for all rows of an id."""
        rest = self._introduced(entries)
        while chunk := list(islice(rest, _CHUNK)):
            numbers: dict[str, int] = {}
            rows = []
            for entry in map(self._joined, chunk):
                number = numbers.get(entry.id) or self._number(entry.id)
                row = (number,) if number else self._row(entry)
                numbers[entry.id] = int(str(row[0]))
                rows.append((row, entry))
            self._put(rows)

    def settle(self) -> None:
        """Give the units that have none their points."""
        self.database.executemany(
            "update place set lat = coalesce(lat, ?), lon = coalesce(lon, ?), population = ? where id = ?",
            self._centres(),
        )

    def _put(self, rows: list[tuple[tuple[object, ...], Entry]]) -> None:
        self.database.executemany(_PLACE, [row for row, _ in rows if len(row) > 1])
        keys = [(key, name, row[0]) for row, entry in rows for key, name in _spellings(entry)]
        self.database.executemany("insert into raw_spelling values (?, ?, ?)", keys)
        heard = {row[0] for row, entry in rows if self._is_heard(entry)}
        sounds = {
            (sound, row)
            for key, name, row in keys
            if row in heard and not is_acronym(name) and (sound := translit_key(key))
        }
        self.database.executemany("insert into raw_sound values (?, ?)", sounds)
        if self.progress:
            self.progress(f"gazetteer: {self.written:,} places")

    def _is_heard(self, entry: Entry) -> bool:
        """May reports spell the entry's names otherwise? Where people write in Latin letters they do not."""
        return self.known is not None or not entry.countries or not latin_countries().issuperset(entry.countries)

    def _row(self, entry: Entry) -> tuple[object, ...]:
        self.written += 1
        if (line := self._line(entry.id)) is not None:
            return self._over(line, entry)
        admin1 = [unit for name in entry.admin1 if (unit := self._unit(entry.countries, "admin1", name))]
        only = admin1[0] if len(admin1) == 1 else None
        admin2 = self._second(entry, only) if entry.admin2 else None
        if entry.kind in _UNITS:
            self._remember(entry)
        elif entry.kind == "populated place":
            self._weigh(entry, only, admin2)
        country = entry.countries[0] if len(entry.countries) == 1 else None
        return (
            self.written, entry.id, entry.name, entry.kind, entry.shape, country, only, self.units.get(only or ""),
            admin2, self.units.get(admin2 or ""), entry.lat, entry.lon, entry.population,
            "|".join((*entry.countries, *admin1)), entry.iso, entry.pcode, entry.source,
        )  # fmt: skip

    def _over(self, line: list[str], entry: Entry) -> tuple[object, ...]:
        """A known place with what a user's row adds: codes, and a point where it has none."""
        old = dict(zip(COLUMNS, (value or None for value in line), strict=True))
        lat, lon = (old["lat"], old["lon"]) if old["lat"] else (entry.lat, entry.lon)
        return (
            self.written, entry.id, old["name"], old["kind"], old["shape"], old["country"], old["admin1_id"],
            old["admin1"], old["admin2_id"], old["admin2"], lat, lon, int(old["population"] or 0),
            old["within"] or "", entry.iso or old["iso"], entry.pcode or old["pcode"], old["source"],
        )  # fmt: skip

    def _remember(self, unit: Entry) -> None:
        self.units[unit.id] = unit.name
        for name in unit.names:
            for around in (*unit.countries[:1], *unit.admin1[:1]):
                self.named.setdefault((around, unit.kind, fold(name)), unit.id)

    # --- over what is known ----------------------------------------------------------------------

    def _line(self, identifier: str) -> list[str] | None:
        return self.known.by_id(identifier) if self.known else None

    def _number(self, identifier: str) -> int | None:
        found = self.database.execute("select n from place where id = ?", (identifier,)).fetchone()
        return int(found[0]) if found else None

    def _second(self, entry: Entry, admin1: str | None) -> str | None:
        """The second-level unit an entry names: in its first-level unit, else anywhere in its country."""
        around = (admin1, *entry.countries) if admin1 else entry.countries
        return self._unit(around, "admin2", entry.admin2 or "")

    def _unit(self, around: tuple[str, ...], kind: str, name: str) -> str | None:
        """The id of a unit given by id, or by its name, with or without "Province", in a country or unit."""
        if name in self.units:
            return name
        if ":" in name and (line := self._line(name)):
            self.units[name] = line[1]
            return name
        for wanted in dict.fromkeys((fold(name), fold(without_admin_words(name, load_terms())))):
            for holder in around:
                if found := self.named.get((holder, kind, wanted)) or self._known_unit(holder, kind, wanted):
                    return found
        return None

    def _known_unit(self, holder: str, kind: str, wanted: str) -> str | None:
        for line in self.known.spelt(wanted) if self.known else ():
            place = dict(zip(COLUMNS, line, strict=True))
            if place["kind"] == kind and holder in (place["country"], place["admin1_id"]):
                self.units[place["id"]] = place["name"]
                self.named[holder, kind, wanted] = place["id"]
                return place["id"]
        return None

    def _joined(self, entry: Entry) -> Entry:
        """A user's unit under the id by which it is known: settlements lie in that one already."""
        if entry.kind not in _UNITS or self._line(entry.id):
            return entry
        same = next((found for name in entry.names if (found := self._same(entry, name))), None)
        if same is None or self._line(same) is None:
            return entry
        for around in (*entry.countries[:1], *entry.admin1[:1]):
            self.named[around, entry.kind, fold(entry.name)] = same
        return replace(entry, id=same)

    def _same(self, unit: Entry, name: str) -> str | None:
        """The known unit of this name: a second-level one only within the same first-level one, if that is told."""
        above = self._unit(unit.countries, "admin1", unit.admin1[0]) if unit.admin1 else None
        return self._unit((above,) if above else unit.countries, unit.kind, name)

    def _introduced(self, entries: Iterable[Entry]) -> Iterator[Entry]:
        """The user's entries, each unit that nothing knows before the first place in it."""
        for entry in entries:
            above = entry.admin1[0] if entry.admin1 else None
            if above and not self._unit(entry.countries, "admin1", above):
                yield self._new_unit(entry, "admin1", above)
            inside = self._unit(entry.countries, "admin1", above) if above else None
            if entry.admin2 and not self._second(entry, inside):
                yield self._new_unit(entry, "admin2", entry.admin2)
            yield entry

    def _new_unit(self, entry: Entry, kind: str, name: str) -> Entry:
        unit = Entry(
            id=f"user:{kind}-{entry.countries[0]}-{fold(name).replace(' ', '-')}", name=name, kind=kind, shape="area",
            countries=entry.countries, names=(name, without_admin_words(name, load_terms())),
            admin1=entry.admin1 if kind == "admin2" else (), source=entry.source,
        )  # fmt: skip
        self._remember(unit)
        return unit

    # --- points of units -------------------------------------------------------------------------

    def _weigh(self, entry: Entry, *units: str | None) -> None:
        if entry.lat is None or entry.lon is None:
            return
        self._widen(entry.countries[0], entry.lat, entry.lon)
        lat, lon, weight = math.radians(entry.lat), math.radians(entry.lon), entry.population + 1
        point = (math.cos(lat) * math.cos(lon), math.cos(lat) * math.sin(lon), math.sin(lat))
        for unit in filter(None, units):
            sums = self.centre.setdefault(unit, [0.0, 0.0, 0.0, 0.0])
            for axis in range(3):
                sums[axis] += point[axis] * weight
            sums[3] += entry.population

    def _widen(self, country: str, lat: float, lon: float) -> None:
        south, west, north, east = self.boxes.setdefault(country, [90.0, 180.0, -90.0, -180.0])
        margin = _BOX_MARGIN_DEGREES
        self.boxes[country] = [
            min(south, lat - margin), min(west, lon - margin), max(north, lat + margin), max(east, lon + margin),
        ]  # fmt: skip

    def _centres(self) -> Iterator[tuple[float, float, int, str]]:
        """A unit's point: where its people live, the mean of its settlements by population (on the sphere, so that the
        date line does no harm). No package gives units coordinates; one without a settlement has none.
        """
        for unit, (x, y, z, population) in self.centre.items():
            if self._line(unit) is None:
                lat = math.degrees(math.atan2(z, math.hypot(x, y)))
                yield round(lat, 4), round(math.degrees(math.atan2(y, x)), 4), int(population), unit


def _spellings(entry: Entry) -> Iterator[tuple[str, str]]:
    """Folded key and name; the name is left out where it is the key."""
    has_articles = not articled_countries().isdisjoint(entry.countries)
    for name in entry.names:
        key = fold(name)
        if key:
            plain = nfc(name)
            yield key, "" if plain == key else plain
        if key and has_articles:
            yield from ((other, "") for other in article_keys(key))
