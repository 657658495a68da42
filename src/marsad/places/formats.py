"""Published gazetteers → rows in the columns of the user's own: GeoNames dumps, OCHA's unit tables, UCDP GED.

Each format is a function over the cells of a file. It gives, for each row and its number, the row in our columns
(:data:`COLUMNS`), or in a word why it holds no place; what is wrong with a row is found by whoever takes it
(:mod:`marsad.places.user`).
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources

from marsad.errors import ConfigError
from marsad.places.countries import load_countries
from marsad.places.entries import kept_name
from marsad.places.keys import fold
from marsad.places.terms import load_terms

REQUIRED = ("name", "lat", "lon", "country")
OPTIONAL = ("id", "admin1", "admin2", "kind", "alternative names", "population", "iso", "pcode")
COLUMNS = (*REQUIRED, *OPTIONAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Aside:
    """A row that is passed over, or that is wrong, and why."""

    reason: str
    is_wrong: bool = False


#: A row in our columns, or why there is none.
Row = Mapping[str, str] | Aside
#: Cells of a row with its number in the file.
Cells = tuple[int, list[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What the rows do not say. ``country``: the only one wanted (alpha-3), and that of rows that name none."""

    name: str  #: of the file, for messages
    country: str | None = None
    units: Mapping[str, str] = field(default_factory=dict)  #: GeoNames code of a unit → its id


Format = Callable[[Iterator[Cells], Context], Iterator[tuple[int, Row]]]


def format_of(head: str) -> str | None:
    """The format that a first line belongs to; None where no format begins so."""
    if head.count("\t") == _GEONAMES_COLUMNS - 1:
        return "geonames"
    columns = {column.strip().strip('"').lower() for column in re.split(r"[,;\t]", head)}
    if {"where_coordinates", "latitude", "longitude"} <= columns:
        return "ged"
    if any(_LEVEL.match(column) for column in columns) and any("code" in column for column in columns):
        return "cod"
    return "own" if columns & {"name", "lat", "lon", "country"} else None


# --- our own -----------------------------------------------------------------------------------


def own(rows: Iterator[Cells], context: Context) -> Iterator[tuple[int, Row]]:
    """A CSV with our column names in its first line, in any order."""
    columns = _columns(rows)
    missing = [name for name in REQUIRED if name not in columns and not (name == "country" and context.country)]
    unknown = [column for column in columns if column not in COLUMNS]
    if missing or unknown:
        said = [f"lacks the columns {', '.join(missing)}"] if missing else []
        said += [f"has unknown columns {', '.join(map(repr, unknown))}"] if unknown else []
        raise ConfigError(
            f"{context.name} (row 1) {' and '.join(said)}",
            next_step=f"Columns: {', '.join(REQUIRED)}; if wanted {', '.join(OPTIONAL)}.",
            path=context.name,
        )
    for number, cells in rows:
        if len(cells) != len(columns):
            yield number, Aside(reason="has more or fewer cells than the header", is_wrong=True)
        else:
            row = dict(zip(columns, map(str.strip, cells), strict=True))
            yield number, _wanted({**row, "country": row.get("country") or context.country or ""}, context)


def _columns(rows: Iterator[Cells]) -> list[str]:
    _, head = next(rows, (1, []))
    return [column.strip().lower() for column in head]


def _wanted(row: Mapping[str, str], context: Context) -> Row:
    is_other = context.country and country_code(row["country"]) not in (context.country, None)
    return Aside(reason="of another country") if is_other else row


# --- GeoNames ----------------------------------------------------------------------------------

_GEONAMES_COLUMNS = 19


def geonames(rows: Iterator[Cells], context: Context) -> Iterator[tuple[int, Row]]:
    """A country dump as published: 19 columns without a heading. Rows keep their GeoNames ids."""
    kinds, alpha3 = _features(), {country.alpha2: country.alpha3 for country in load_countries()}
    for number, cells in rows:
        if len(cells) != _GEONAMES_COLUMNS:
            yield number, Aside(reason=f"has {len(cells)} columns, not {_GEONAMES_COLUMNS}", is_wrong=True)
            continue
        kind = kinds.get(f"{cells[6]}.{cells[7]}") or kinds.get(cells[6])
        country = alpha3.get(cells[8])
        if kind is None or country is None:
            yield number, Aside(reason="of kinds that reports do not name" if kind is None else "of no country")
        elif context.country not in (None, country):
            yield number, Aside(reason="of another country")
        else:
            yield number, _geonames_row(cells, kind, country, context.units)


def _geonames_row(cells: Sequence[str], kind: str, country: str, units: Mapping[str, str]) -> Row:
    first = f"{cells[8]}.{cells[10]}"
    admin1 = units.get(first, "") if kind != "admin1" else ""
    admin2 = units.get(f"{first}.{cells[11]}", "") if kind not in ("admin1", "admin2") else ""
    return {
        "id": f"gn:{cells[0]}", "name": cells[1], "lat": cells[4], "lon": cells[5], "country": country, "kind": kind,
        "admin1": admin1, "admin2": admin2, "population": cells[14],
        "alternative names": "|".join((cells[2], *filter(kept_name, cells[3].split(",")))),
    }  # fmt: skip


@lru_cache(maxsize=1)
def _features() -> Mapping[str, str]:
    """GeoNames' feature class, or class and code → our kind."""
    text = resources.files("marsad.places").joinpath("data/geonames_features.csv").read_text("utf-8")
    return {row["feature"]: row["kind"] for row in csv.DictReader(text.splitlines())}


# --- OCHA --------------------------------------------------------------------------------------

#: "ADM1_EN", "admin1Name_en", "adm1_name", "admin1Pcode", "ADM1ALT1EN": level, then what of it.
_LEVEL = re.compile(r"adm(?:in)?([0-4])[_ ]?(.+)")
_LETTERS = re.compile(r"[A-Za-z]+")
_POINTS = (("lat", "lon"), ("latitude", "longitude"), ("center_lat", "center_lon"), ("point_y", "point_x"), ("y", "x"))


def cod(rows: Iterator[Cells], context: Context) -> Iterator[tuple[int, Row]]:
    """A table of administrative units with P-codes and the point of each row's lowest unit, down to the third level.

    The units above are given once each, without a point.
    """
    columns = _columns(rows)
    names, codes = _cod_columns(columns)
    points = next(
        ((columns.index(lat), columns.index(lon)) for lat, lon in _POINTS if {lat, lon} <= set(columns)), None
    )
    levels = sorted(level for level in names if level in codes and 1 <= level <= 3)
    if not levels or points is None:
        raise ConfigError(
            f"{context.name} (row 1) has no {'columns of coordinates' if levels else 'names and P-codes of units'}",
            next_step="COD tables have columns such as ADM1_EN, ADM1_PCODE and lat, lon (or point_y, point_x).",
            path=context.name,
        )
    told: set[str] = set()
    for number, cells in rows:
        if len(cells) != len(columns):
            yield number, Aside(reason="has more or fewer cells than the header", is_wrong=True)
            continue
        country = _cod_country(cells, names, codes) or context.country or ""
        deepest = max((level for level in levels if cells[codes[level]].strip()), default=0)
        chain = [level for level in levels if level <= deepest]
        if not chain:
            yield number, Aside(reason="has no P-code", is_wrong=True)
        for level in chain:
            pcode = cells[codes[level]].strip()
            if level == deepest or pcode not in told:
                told.add(pcode)
                point = [cells[at].strip() for at in points] if level == deepest else ["", ""]
                unit = _cod_unit(cells, names, level, codes)
                yield number, _wanted({**unit, "country": country, "lat": point[0], "lon": point[1]}, context)


def _cod_columns(columns: Sequence[str]) -> tuple[dict[int, list[int]], dict[int, int]]:
    """For each level, where its names stand, the English one first, and where its P-code."""
    names: dict[int, list[int]] = {}
    codes: dict[int, int] = {}
    for at, column in enumerate(columns):
        found = _LEVEL.fullmatch(column)
        if found is None:
            continue
        level, what = int(found[1]), found[2].replace("_", "")
        if what in ("pcode", "code", "pcod"):
            codes[level] = at
        elif not what.startswith(("type", "ref")) and "code" not in what:
            names.setdefault(level, []).append(at)
    english = {at for at, column in enumerate(columns) if column.endswith("en")}
    return {level: sorted(found, key=lambda at: (at not in english, at)) for level, found in names.items()}, codes


def _cod_country(cells: Sequence[str], names: Mapping[int, list[int]], codes: Mapping[int, int]) -> str | None:
    """By P-code of level 0, its names, or the letters with which the P-code of level 1 begins."""
    told = [cells[codes[0]]] if 0 in codes else []
    told += [cells[at] for at in names.get(0, ())]
    told += _LETTERS.findall(cells[codes[1]])[:1] if 1 in codes else []
    return next((code for text in told if text.strip() and (code := country_code(text))), None)


def _cod_unit(
    cells: Sequence[str], names: Mapping[int, list[int]], level: int, codes: Mapping[int, int]
) -> dict[str, str]:
    called = [cells[at].strip() for at in names[level] if cells[at].strip()]
    pcode = cells[codes[level]].strip()
    above = {
        f"admin{up}": next((cells[at].strip() for at in names.get(up, ()) if cells[at].strip()), "")
        for up in range(1, min(level, 3))
    }
    return {
        "id": pcode, "pcode": pcode, "name": called[0] if called else "", "kind": "admin1" if level == 1 else "admin2",
        "alternative names": "|".join(called[1:]), **above,
    }  # fmt: skip


# --- UCDP --------------------------------------------------------------------------------------

#: where_prec up to which the coordinates are those of the place named: exactly, and "near".
_OF_A_POINT = 2
_NUMBER = re.compile(r"\d(?:\.0*)?")


def ged(rows: Iterator[Cells], context: Context) -> Iterator[tuple[int, Row]]:
    """UCDP's events as published: the settlements in which they happened, each once."""
    columns = _columns(rows)
    wanted = ("where_coordinates", "where_prec", "adm_1", "adm_2", "latitude", "longitude", "country")
    missing = [column for column in wanted if column not in columns]
    if missing:
        step = "Give the file as UCDP publishes it (ged….csv)."
        raise ConfigError(f"{context.name} (row 1) lacks the columns {', '.join(missing)}", next_step=step)
    at = [columns.index(column) for column in wanted]
    seen: set[tuple[str, ...]] = set()
    for number, cells in rows:
        if len(cells) != len(columns):
            yield number, Aside(reason="has more or fewer cells than the header", is_wrong=True)
            continue
        name, precision, *rest = (cells[column].strip() for column in at)
        if not _NUMBER.fullmatch(precision):
            yield number, Aside(reason=f"where_prec {precision!r} is no number", is_wrong=True)
        elif float(precision) > _OF_A_POINT:
            yield number, Aside(reason="of events not told to a point")
        elif (place := (fold(name), *rest)) in seen:
            yield number, Aside(reason="told before")
        else:
            seen.add(place)
            yield number, _wanted(_ged_row(name, rest), context)


def _ged_row(name: str, rest: Sequence[str]) -> Mapping[str, str]:
    """UCDP writes "Teir Maaleh village", "Tadmur/Palmyra town", "Tiyas Air Base (T4)": reports name a place with or
    without the last word, and by either name.
    """
    admin1, admin2, lat, lon, country = rest
    plain, *aside = re.split(r"\s*[()]\s*", name)
    names = [_without_settlement(part) for whole in (plain, *aside) for part in (whole, *whole.split("/"))]
    said = (part for part in (*names[1:], names[0], name) if part and fold(part) not in load_terms().settlement)
    short, *others = dict.fromkeys(said) or (name,)
    return {
        "name": short, "alternative names": "|".join(others), "lat": lat, "lon": lon, "country": country,
        "admin1": admin1, "admin2": admin2,
    }  # fmt: skip


def _without_settlement(name: str) -> str:
    """ "Teir Maaleh village" → "Teir Maaleh"."""
    words = name.split()
    while len(words) > 1 and fold(words[-1]) in load_terms().settlement:
        words = words[:-1]
    return " ".join(words)


FORMATS: dict[str, Format] = {"own": own, "geonames": geonames, "cod": cod, "ged": ged}


@lru_cache(maxsize=1024)
def country_code(text: str) -> str | None:
    """ISO 3166-1 alpha-3 of a code or name; UCDP's "Yemen (North Yemen)" is Yemen."""
    known = _country_codes()
    first, _, second = text.rstrip(") ").partition("(")
    return next((known[word] for part in (text, first, second) if (word := fold(part)) in known), None)


@lru_cache(maxsize=1)
def _country_codes() -> Mapping[str, str]:
    found: dict[str, str] = {}
    for country in load_countries():
        for word in (country.alpha3, country.alpha2, country.name, *country.names):
            found.setdefault(fold(word), country.alpha3)
    return found
