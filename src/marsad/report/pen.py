"""What every part of a report is written with: the evidence, the words, and the references given out so far."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from marsad.report.citing import METHOD, References
from marsad.report.evidence import Evidence, day_of, is_within_unit, last_day_of, occurred
from marsad.report.language import Words, calm
from marsad.report.model import Asked, Record, Row, Statement, Table
from marsad.report.tally import Total, total

#: Roles of the two sides.
SIDES = (("initiator",), ("recipient", "victim"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Pen:
    """One report being written."""

    evidence: Evidence
    words: Words
    references: References
    told: tuple[Record, ...]  #: of what took place in the period
    is_within_unit: bool  #: it counts by second-level units

    @property
    def asked(self) -> Asked:
        return self.evidence.asked

    @property
    def area(self) -> str:
        return calm(self.asked.name)

    @property
    def span(self) -> str:
        return self.words.days(self.asked.first, self.asked.last)

    def say(self, cites: str, key: str, n: int | None = None, **values: Any) -> Statement:
        """The sentence of this key, with what it rests on."""
        return Statement(text=self.words(key, n, **values), cites=cites)

    def own(self, key: str, **values: Any) -> Statement:
        """A sentence on the report's own method."""
        return self.say(METHOD, key, **values)

    def cite(self, records: Collection[Record], what: str, *told: Any) -> str:
        """The records of the period: one by one, or as a count that says ``what`` they have in common."""
        return self.references.events(records, f"{what}, {self.span}", *told)

    def table(self, name: str, columns: Iterable[str], rows: Sequence[Row], numeric: Iterable[int] = ()) -> Table:
        """A table with its title; the column of references is added."""
        return Table(
            title=self.words(f"tables.{name}"),
            columns=tuple(self.words(f"columns.{column}") for column in (*columns, "references")),
            rows=tuple(rows),
            numeric=frozenset(numeric),
        )

    def row(self, cites: str, *cells: Any) -> Row:
        """Numbers and days in the hand of the language; None is an empty cell."""
        words = self.words
        return Row(cells=tuple("" if cell is None else words.set_in(cell) for cell in cells), cites=cites)

    def range(self, summed: Total) -> str:
        """ "3", "3 to 5", "at least 3"."""
        if summed.is_open:
            return self.words("ranges.at_least", low=summed.low)
        if summed.low == summed.high:
            return self.words.number(summed.low)
        return self.words("ranges.between", low=summed.low, high=summed.high)

    def killed(self, records: Collection[Record]) -> str:
        """How many were reported killed; empty where nothing is told of it."""
        summed = total(records, "killed")
        return self.range(summed) if summed.events else ""

    def high(self, summed: Total) -> str:
        number = self.words.number(summed.high)
        return self.words("or_more", number=number) if summed.is_open else number

    def day(self, record: Record) -> str:
        """Its day, or its first and last possible one."""
        return self.words.days(day_of(record), last_day_of(record))

    def kind(self, record: Record) -> str:
        kind, mode = self.words(f"kinds.{record['kind']}"), record["mode"]
        if not mode:
            return kind
        return f"{kind} ({self.words(f'modes.{mode}') if self.words.has('modes', mode) else calm(mode)})"

    def names(self, record: Record, *roles: str) -> str:
        """The parties in these roles, each once."""
        names = (calm(name_of(party)) for party in record["parties"] if party["role"] in roles)
        return self.words.listed(dict.fromkeys(name for name in names if name))

    def place(self, record: Record) -> str:
        """Place and first-level unit, never finer than what may be told."""
        where = record["where"]
        names = (where["name"], where["admin1"]) if where else ()
        return self.words.listed(dict.fromkeys(calm(name) for name in names if name))


def pen_for(evidence: Evidence, words: Words) -> Pen:
    """A pen for a new report."""
    told = occurred(evidence.records)
    return Pen(
        evidence=evidence,
        words=words,
        references=References(words),
        told=told,
        is_within_unit=is_within_unit(evidence.asked, told),
    )


def name_of(party: Mapping[str, Any]) -> str:
    """How a party is called."""
    return str(party["name"] or party["text"] or "")


def grouped(pairs: Iterable[tuple[Any, Record]]) -> dict[Any, list[Record]]:
    """Records by key, those of most records first, then by key. A record may stand under several."""
    held: dict[Any, list[Record]] = defaultdict(list)
    for key, record in pairs:
        held[key].append(record)
    return dict(sorted(held.items(), key=lambda item: (-len(item[1]), item[0])))


def dyads(record: Record) -> set[tuple[str, str]]:
    """Pairs of registered actors on opposite sides, in the order of the alphabet."""
    one, other = (
        {calm(party["name"]) for party in record["parties"] if party["role"] in roles and party["actor"]}
        for roles in SIDES
    )
    return {(min(a, b), max(a, b)) for a in one for b in other if a != b}


def notable(told: Iterable[Record], most: int) -> list[Record]:
    """The deadliest first, then the best attested, then the earliest."""
    return sorted(
        told, key=lambda one: (-total([one], "killed").best, -one["independent_sources"], day_of(one), one["id"])
    )[:most]
