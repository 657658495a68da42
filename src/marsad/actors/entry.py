"""One registered actor, and how a row of TOML or CSV becomes one.

A row's fields are strings; lists are separated by semicolons, years are ``from-to`` with either left out::

    [COL.eln]  # country (XXX: none of its own) and id
    name = "National Liberation Army of Colombia"
    aliases = "ELN; Ejercito de Liberacion Nacional"
    exact = "ELN"  # only in this very case: a word of the language otherwise
    local = "National Liberation Army"  # only in stories of the actor's own countries, the name too
    former = "Jabhat al-Nusra 2012-2016"  # names with the years in which they meant this actor
    sector = "REB"  # PLOVER; REB where nothing is said
    inter = 2  # ACLED; by sector where nothing is said
    active = "1964-"
    also = "VEN; ECU"  # other countries it acts in
    parents = "…"  # ids
    phases = "1996-2001 GOV 1"  # years in which sector and inter differ
    homes = "1983-2010 SDN"  # years in which it was another country's
    ged = "ELN"  # UCDP's name of the side
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from marsad.actors.words import listed
from marsad.errors import ConfigError

#: PLOVER's sectors (manual of 2024; codebook/plover_sectors.csv) with ACLED's digit for actors of that sector.
INTER_BY_SECTOR = {
    "GOV": 1, "MIL": 1, "COP": 1, "SPY": 1, "REB": 2, "PRE": 2, "PRM": 3, "UAF": 3, "CRM": 3,
    "JUD": 7, "LEG": 7, "PTY": 7, "OPP": 7, "ELI": 7, "CVL": 7, "AGR": 7, "BUS": 7, "EDU": 7, "JRN": 7,
    "LAB": 7, "MED": 7, "REF": 7, "REL": 7, "SOC": 7, "UNK": None,
}  # fmt: skip
NO_COUNTRY = "XXX"
FIELDS = frozenset((
    "id", "name", "aliases", "exact", "local", "former", "sector", "inter", "country", "active", "also",
    "parents", "phases", "homes", "ged", "source", "checked_on",
))  # fmt: skip
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")
_COUNTRY = re.compile(r"[A-Z]{3}\Z")
_YEARS = re.compile(r"(\d{4})?-(\d{4})?\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Years:
    """First and last year, both included; ``None`` is open."""

    first: int | None = None
    last: int | None = None

    def includes(self, year: int, *, slack: int = 0) -> bool:
        return (self.first is None or self.first - slack <= year) and (self.last is None or year <= self.last + slack)

    def overlaps(self, other: Years) -> bool:
        return not (_before(self.last, other.first) or _before(other.last, self.first))


def _before(last: int | None, first: int | None) -> bool:
    return last is not None and first is not None and last < first


@dataclass(frozen=True, slots=True, kw_only=True)
class Alias:
    """A name of an actor. ``leader``: the name of a person who stands for it."""

    text: str
    exact: bool = False
    local: bool = False
    leader: bool = False
    years: Years = field(default_factory=Years)


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase:
    """Years in which an actor was of another sector: the Taliban in government."""

    years: Years
    sector: str
    inter: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """Years in which an actor was of another country: the SPLA before South Sudan was one."""

    years: Years
    country: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ActorEntry:
    """A registered actor. ``sector``, ``inter`` and ``country`` as in :class:`marsad.types.Actor`."""

    id: str
    name: str | None  #: None only in a row that changes a pattern actor and keeps its name
    aliases: tuple[Alias, ...] = ()
    sector: str | None = None
    inter: int | None = None
    country: str | None = None
    also: tuple[str, ...] = ()
    active: Years = field(default_factory=Years)
    parents: tuple[str, ...] = ()
    phases: tuple[Phase, ...] = ()
    homes: tuple[Home, ...] = ()
    ged: str | None = None
    source: str | None = None
    checked_on: date | None = None

    @property
    def countries(self) -> frozenset[str]:
        own = (self.country,) if self.country else ()
        return frozenset((*own, *self.also))

    def country_in(self, year: int | None) -> str | None:
        """Its country in that year."""
        return next((home.country for home in self.homes if year and home.years.includes(year)), self.country)

    def coded_in(self, year: int | None) -> tuple[str | None, int | None]:
        """Sector and inter in that year."""
        for phase in self.phases:
            if year is not None and phase.years.includes(year):
                return phase.sector, phase.inter
        return self.sector, self.inter


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row as it was read. ``where`` says where for messages: file and line, or file and table."""

    where: str
    id: str
    fields: Mapping[str, Any]


def entry_from_row(row: Row, *, is_pattern: bool = False) -> ActorEntry:
    """The row as an actor. Raises ConfigError that names the row and what to correct.

    ``is_pattern``: the id is that of a pattern actor, whose sector and name stand where the row gives none.
    """
    unknown = sorted(set(row.fields) - FIELDS)
    if unknown:
        raise _wrong(row, f"no field is called {unknown[0]!r}", f"Known: {', '.join(sorted(FIELDS))}.")
    if not _ID.match(row.id):
        raise _wrong(
            row, f"{row.id!r} is no id", "Write small letters and digits with hyphens between: free-syrian-army."
        )
    name = _text(row, "name")
    if name is None and not is_pattern:
        raise _wrong(row, "it has no name", "Give a name.")
    sector = _sector(row, _text(row, "sector") or (None if is_pattern else "REB"))
    country = _text(row, "country")
    return ActorEntry(
        id=row.id,
        name=name,
        aliases=_aliases(row, name),
        sector=sector,
        inter=_inter(row, sector),
        country=None if country in {None, NO_COUNTRY} else _country(row, country),
        also=tuple(_country(row, code) for code in _list(row, "also")),
        active=_years(row, _text(row, "active") or "-"),
        parents=_list(row, "parents"),
        phases=tuple(_phase(row, phase) for phase in _list(row, "phases")),
        homes=tuple(_home(row, home) for home in _list(row, "homes")),
        ged=_text(row, "ged"),
        source=_text(row, "source"),
        checked_on=_day(row),
    )


def dated(text: str) -> tuple[str, Years]:
    """``"Jabhat al-Nusra 2012-2016"`` as name and years; years may be open at either end."""
    name, _, years = text.rpartition(" ")
    found = _YEARS.match(years)
    if not found or not name:
        return text, Years()
    first, last = found.groups()
    return name, Years(first=int(first) if first else None, last=int(last) if last else None)


def _wrong(row: Row, what: str, step: str) -> ConfigError:
    return ConfigError(f"{row.where}: {what}", next_step=step, actor=row.id)


def _text(row: Row, name: str) -> str | None:
    value = row.fields.get(name)
    if value is None or isinstance(value, str):
        return (value or "").strip() or None
    raise _wrong(row, f"{name} is not text", f"Put the value of {name} in quotation marks.")


def _list(row: Row, name: str) -> tuple[str, ...]:
    """Several in one text, parted as :func:`listed` says, or a list of TOML's."""
    value = row.fields.get(name)
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return tuple(dict.fromkeys(text for one in value if (text := one.strip())))
    return listed(_text(row, name) or "")


def _country(row: Row, code: str | None) -> str:
    if code is None or not _COUNTRY.match(code):
        raise _wrong(row, f"{code!r} is no country", "Write ISO 3166-1 alpha-3 in capitals: SYR.")
    return code


def _sector(row: Row, sector: str | None) -> str | None:
    if sector is not None and sector not in INTER_BY_SECTOR:
        raise _wrong(row, f"{sector!r} is no sector", f"One of PLOVER's: {', '.join(sorted(INTER_BY_SECTOR))}.")
    return sector


def _inter(row: Row, sector: str | None) -> int | None:
    given = row.fields.get("inter")
    if given in (None, ""):
        return INTER_BY_SECTOR[sector] if sector else None
    if str(given) not in set("12345678"):
        raise _wrong(row, f"inter {given!r} is not ACLED's", "Write a digit from 1 to 8.")
    return int(str(given))


def _years(row: Row, text: str) -> Years:
    name, years = dated(f"x {text}")
    if name != "x" or _before(years.last, years.first):
        raise _wrong(row, f"{text!r} are no years", "Write first and last year: 1964-2017, or 2011- while it goes on.")
    return years


def _phase(row: Row, text: str) -> Phase:
    years, *rest = text.split()
    if len(rest) != 2 or rest[1] not in set("12345678"):
        raise _wrong(row, f"{text!r} is no phase", "Write years, sector and inter: 1996-2001 GOV 1.")
    sector = _sector(row, rest[0]) or ""
    return Phase(years=_years(row, years), sector=sector, inter=int(rest[1]))


def _home(row: Row, text: str) -> Home:
    years, _, country = text.partition(" ")
    return Home(years=_years(row, years), country=_country(row, country))


def _aliases(row: Row, name: str | None) -> tuple[Alias, ...]:
    """All names: one text may stand in several lists and then carries all their marks."""
    plain, exact, local = _list(row, "aliases"), _list(row, "exact"), _list(row, "local")
    found: dict[str, Alias] = {}
    for text in ([name] if name else []) + [*plain, *exact, *local]:
        only_local = text in local and text not in plain
        found.setdefault(text, Alias(text=text, exact=text in exact, local=only_local))
    for text in _list(row, "former"):
        former, years = dated(text)
        found[text] = Alias(text=former, years=years)
    return tuple(found.values())


def _day(row: Row) -> date | None:
    value = row.fields.get("checked_on")
    if value is None or isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value)) if str(value) else None
    except ValueError as error:
        raise _wrong(row, f"checked_on {value!r} is no date", "Write it as 2026-11-22.") from error
