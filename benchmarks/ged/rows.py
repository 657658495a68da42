"""Rows of UCDP GED, and which of them say in their headline what was coded.

A row is taken without asking the system: it has one source, its headline stands nowhere else in the file, and the
folded gold value stands in that headline as whole words. Headlines can name private victims; nothing here prints one.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from html import unescape
from itertools import islice
from pathlib import Path

from benchmarks.sets import csv_rows, find
from marsad.evaluate.compare import folded

_ARTICLE_END = re.compile(r'"\s*;\s*"')
_REPORT = re.compile(r"(?P<office>.*?),(?P<day>\d{4}-\d\d-\d\d),(?P<headline>.*)", re.DOTALL)
_NUMBERS = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
)  # fmt: skip
#: An alias this short is met in capitals only: "IS" is not "is".
_ACRONYM_LETTERS = 4


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Headline:
    """One report: the same words of the same outlet on the same day are one."""

    day: date
    office: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GedRow:
    """One event. ``first`` and ``last`` are its days, ``date_prec`` UCDP's precision, deaths of all sides together."""

    id: str
    headlines: tuple[Headline, ...]
    sides: tuple[str, ...]
    place: str
    adm_1: str
    adm_2: str
    lat: float
    lon: float
    where_prec: int
    first: date
    last: date
    date_prec: int
    low: int
    best: int
    high: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Aliases:
    """``sides`` and ``units`` map a gold name to what headlines and gazetteers call it.

    Who fights ``beside`` a side is left aside.
    """

    sides: Mapping[str, tuple[str, ...]]
    beside: tuple[str, ...]
    units: Mapping[str, tuple[str, ...]]
    sorts: frozenset[str]
    articles: frozenset[str]


@cache
def aliases() -> Aliases:
    table = tomllib.loads(Path(__file__).with_name("aliases.toml").read_text(encoding="utf-8"))
    return Aliases(
        sides={name: tuple(words) for name, words in table["sides"].items()},
        beside=tuple(table["beside"]["names"]),
        units={name: tuple(words) for name, words in table["units"].items()},
        sorts=frozenset(table["places"]["sorts"]),
        articles=frozenset(table["places"]["articles"]),
    )


def _headlines(source_article: str) -> Iterator[Headline]:
    """``"Office,2016-01-01,Words";"Office,…"``: offices and headlines may hold commas and semicolons of their own."""
    for report in _ARTICLE_END.split(source_article.strip()):
        found = _REPORT.fullmatch(report.strip().strip('"'))
        if found and found["headline"].strip():
            yield Headline(
                day=date.fromisoformat(found["day"]),
                office=found["office"].strip(),
                text=unescape(found["headline"].strip()),
            )


def _row(row: Mapping[str, str]) -> GedRow:
    return GedRow(
        id=row["id"].removesuffix(".0"),
        headlines=tuple(dict.fromkeys(_headlines(row["source_article"]))),
        sides=(row["side_a"], row["side_b"]),
        place=row["where_coordinates"],
        adm_1=row["adm_1"],
        adm_2=row["adm_2"],
        lat=float(row["latitude"]),
        lon=float(row["longitude"]),
        where_prec=int(float(row.get("where_prec") or 1)),
        first=date.fromisoformat(row["date_start"]),
        last=date.fromisoformat(row["date_end"]),
        date_prec=int(float(row["date_prec"])),
        low=int(float(row["low"])),
        best=int(float(row["best"])),
        high=int(float(row["high"])),
    )


def set_file(folder: Path) -> Path:
    """The file of the set. Whatever years it holds, it keeps its name."""
    found = sorted(folder.glob("ged_*.csv*"))
    return found[0] if found else find(folder, "ged_syria_2016_2018.csv")


def ged_rows(folder: Path, limit: int | None, *, since: int | None = None) -> list[GedRow]:
    """Rows of the set, in the order of the file; with ``since``, of events begun in that year or later."""
    rows = map(_row, csv_rows(set_file(folder)))
    return list(islice((row for row in rows if since is None or row.first.year >= since), limit))


def with_own_headline(rows: Sequence[GedRow]) -> list[GedRow]:
    """Rows with one source whose headline no other row has."""
    uses = Counter(text for row in rows for text in {headline.text for headline in row.headlines})
    return [row for row in rows if len(row.headlines) == 1 and uses[row.headlines[0].text] == 1]


def with_unshared_headlines(rows: Sequence[GedRow]) -> list[GedRow]:
    """Rows with only those of their headlines that no other row has; those left without one are gone."""
    homes: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        for headline in row.headlines:
            homes[headline.text].add(row.id)
    alone = (replace(row, headlines=tuple(one for one in row.headlines if len(homes[one.text]) == 1)) for row in rows)
    return [row for row in alone if row.headlines]


def bare(text: str) -> str:
    """Folded, apostrophes closed up ("Ma'arrat" is one word) and articles taken out."""
    words = folded(re.sub(r"['’‘`]", "", text)).split()
    return " ".join(word for word in words if word not in aliases().articles)


def stands_in(words: str, text: str) -> bool:
    return bool(words) and f" {words} " in f" {text} "


def place_names(row: GedRow) -> Iterator[str]:
    """The names of the row's place: whole, without its parenthesis, the parenthesis alone, each side of a slash."""
    whole = row.place
    for name in (whole, re.sub(r"\(.*?\)", "", whole), *re.findall(r"\((.*?)\)", whole), *whole.split("/")):
        yield " ".join(word for word in bare(name).split() if word not in aliases().sorts)


def names_place(row: GedRow) -> bool:
    text = bare(row.headlines[0].text)
    return any(stands_in(name, text) for name in place_names(row))


def calls(alias: str, text: str) -> bool:
    """Whether the text uses this alias as whole words."""
    if alias.isupper() and len(alias) <= _ACRONYM_LETTERS:
        return re.search(rf"\b{re.escape(alias)}\b", text) is not None
    return stands_in(folded(alias), folded(text))


def sides_called(text: str, sides: Iterable[str] | None = None) -> frozenset[str]:
    """The sides that the text calls by one of their aliases; of all known ones, where none are given.

    A side of several groups ("A, B") is called by the alias of any.
    """
    table = aliases().sides
    named = table if sides is None else sides
    return frozenset(
        side
        for side in named
        if any(calls(alias, text) for member in side.split(", ") for alias in table.get(member, (member,)))
    )


def is_beside(text: str) -> bool:
    return any(calls(name, text) for name in aliases().beside)


def tells_deaths(row: GedRow) -> bool:
    words = folded(row.headlines[0].text).split()
    spelt = _NUMBERS[row.best] if row.best < len(_NUMBERS) else None
    return row.best > 0 and (str(row.best) in words or spelt in words)


def unit_names(adm_1: str) -> frozenset[str]:
    """The folded names of a first-level unit, without the word for what it is."""
    names = (adm_1, *aliases().units.get(adm_1, ()))
    return frozenset(" ".join(word for word in bare(name).split() if word not in aliases().sorts) for name in names)
