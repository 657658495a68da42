"""What a report is made of, before it has a form: parts of blocks, each sentence and row with what it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from marsad.report.drawing import Drawing

Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One sentence without its stop, and its references as ``[1, C2]``."""

    text: str
    cites: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    cells: tuple[str, ...]
    cites: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """``numeric`` holds the places of columns of numbers. The last column, of references, is not among them."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    numeric: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A drawing; ``told`` says in a sentence what is to be seen, ``title`` names it."""

    drawing: Drawing
    title: str
    told: Statement


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """A number in large, for pages; the table beside tells the same."""

    number: str
    label: str
    cites: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part: sentences, then pictures and tables. ``name`` is its anchor."""

    name: str
    heading: str
    statements: tuple[Statement, ...] = ()
    pictures: tuple[Picture, ...] = ()
    tables: tuple[Table, ...] = ()
    tiles: tuple[Tile, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.statements or self.pictures or self.tables)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """What a key in brackets stands for. ``id`` is an event's, or a hash over what was counted.

    ``cells`` are shown beside it in the list of references, ``told`` are the numbers and days that it supports.
    """

    key: str
    id: str
    cells: tuple[str, ...]
    told: frozenset[str]
    link: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which report. ``area`` is how the store knows it, ``name`` how readers call it."""

    area: str
    name: str
    first: date
    last: date
    now: datetime  #: UTC: as of when
    made_at: datetime  #: UTC: from which moment delays of publication are counted back
    level: str = "public"
    language: str = "en"
    reviewed_only: bool = False
    last_issue: Mapping[str, str] | None = None  #: area, first, last, now of the issue before, ISO


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    asked: Asked
    title: str
    period: str
    as_of: Statement
    stamp: str  #: the level, for readers
    parts: tuple[Part, ...]
    references: tuple[Reference, ...]
    columns: tuple[str, ...]  #: of the list of references
    headings: Mapping[str, str]
    records: Mapping[str, Record] = field(default_factory=dict)  #: of the events that are cited one by one, by key
