"""References: what each key in brackets stands for, given out in the order in which things are first spoken of.

Few events are cited one by one, ``[1, 3–5]``. What many add up to is cited as one count, ``[C2]``, whose hash is made
of the ids counted, so that the count can be made again from the store. ``S`` is a source, ``A`` an assessment, ``W`` a
warning (an alert), ``F`` a forecast, ``R`` a revision since the last issue.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from marsad.record import canonical_json, content_id
from marsad.report.evidence import day_of, last_day_of
from marsad.report.language import Words, calm
from marsad.report.model import Record, Reference
from marsad.report.tally import MEASURES, total

#: Events up to which a sentence names each.
FEW = 8
#: What stands behind the report's own sentences on its method.
METHOD = "[method]"
_TELLING = ("counts", "when", "published", "ordinal", "campaign", "duration", "sources", "independent_sources")
DATE = re.compile(r"\b\d{4}-\d{2}-\d{2}\b|\b\d{4}-\d{2}\b(?!-)")
Sort = Literal["C", "S", "A", "W", "F", "R"]


def told_by(records: Collection[Record]) -> frozenset[str]:
    """Every number and day that stands in the events or their names, how many they are, and the sums over them."""
    told = {str(len(records))}
    for record in records:
        names = [(party["name"], party["text"]) for party in record["parties"]]
        places = [(record["where"] or {}).get(name) for name in ("name", "admin1", "admin2")]
        words = canonical_json([names, places, *(record[field] for field in _TELLING)])
        told |= {*numbers_in(words), *DATE.findall(words)}
    for measure in MEASURES:
        summed = total(records, measure)
        told |= {str(number) for number in (summed.low, summed.best, summed.high)}
    return frozenset(told)


def numbers_in(text: str) -> set[str]:
    return set(re.findall(r"\d+", text))


def _named_numbers(*texts: str) -> set[str]:
    """The days in these words, and the numbers of names ("Zone 5", "CC BY 4.0")."""
    days = {day for text in texts for day in DATE.findall(text)}
    return days | {number for text in texts for number in re.findall(r"\d+(?:\.\d+)?", DATE.sub("", text))}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Something other than a count of events that can be cited. ``of`` is what its hash is made of."""

    sort: Sort
    what: str
    of: Sequence[Any]
    told: Iterable[Any]
    day: str = ""
    by: str = ""


class References:
    """Gives out the keys. The same thing asked for twice has one key."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self._known: dict[str, Reference] = {}
        self._counts: dict[str, int] = {}
        self.records: dict[str, Record] = {}

    @property
    def given(self) -> tuple[Reference, ...]:
        """All, events first, then counts and the others, each sort by number."""
        order = "CSAWFR"
        return tuple(
            sorted(
                self._known.values(),
                key=lambda one: (order.find(one.key[0]), int(one.key.lstrip(order))),
            )
        )

    def cite(self, *facts: Fact) -> str:
        """ "[S1, S2]"."""
        return bracketed(self._fact(fact) for fact in facts)

    def events(self, records: Collection[Record], what: str, *told: Any) -> str:
        """The events one by one where they are few, else as one count; ``what`` says what they have in common.

        ``told`` are further numbers that the caller worked out of these events.
        """
        if 0 < len(records) <= FEW and not told:
            return bracketed(self._event(record) for record in records)
        return bracketed([self._count(records, what, told)])

    def counted(self, records: Collection[Record], what: str, *told: Any) -> str:
        """One count, however few."""
        return bracketed([self._count(records, what, told)])

    def _event(self, record: Record) -> str:
        if record["id"] not in self._known:
            key = self._next("")
            links = [report["url"] for report in record.get("reports", ()) if report["url"]]
            self.records[key] = record
            words, where = self._words, record["where"]
            kind, place = words(f"kinds.{record['kind']}"), calm(where["name"]) if where else words("unknown_place")
            sources = words.listed(map(calm, _outlets(record))) or words("unnamed")
            cells = (
                words.days(day_of(record), last_day_of(record)),
                words("references.one_event", kind=kind, place=place),
                words("references.told_by", sources=sources, grade=words(f"grades.{record['grade']}")),
            )
            self._keep(key, record["id"], cells, told_by([record]), links[0] if links else None)
        return self._known[record["id"]].key

    def _count(self, records: Collection[Record], what: str, told: Iterable[Any]) -> str:
        ids = sorted(record["id"] for record in records)
        extra = sorted(map(plain, told))
        digest = content_id("count", what, ids, extra)
        if digest not in self._known:
            days = sorted(day for record in records for day in (day_of(record), last_day_of(record)) if day)
            span = self._words.days(days[0], days[-1]) if days else ""
            cells = (span, self._words("references.events", len(ids), what=what), "")
            self._keep(self._next("C"), digest, cells, _sums(records) | set(extra) | _named_numbers(what), None)
        return self._known[digest].key

    def _fact(self, fact: Fact) -> str:
        told = sorted(map(plain, fact.told))
        digest = content_id(fact.sort, list(fact.of), told)
        if digest not in self._known:
            named = _named_numbers(fact.what, fact.day, fact.by)
            cells = (fact.day, fact.what, fact.by)
            self._keep(self._next(fact.sort), digest, cells, frozenset(told) | named, None)
        return self._known[digest].key

    def _next(self, sort: str) -> str:
        self._counts[sort] = self._counts.get(sort, 0) + 1
        return f"{sort}{self._counts[sort]}"

    def _keep(self, key: str, digest: str, cells: tuple[str, ...], told: Iterable[str], link: str | None) -> None:
        self._known[digest] = Reference(key=key, id=digest, cells=cells, told=frozenset(told), link=link)


def _outlets(record: Record) -> list[str]:
    """Each outlet with the day of its first report."""
    first: dict[str, str] = {}
    for report in record.get("reports", ()):
        source, day = report["source"] or "", report["published"] or ""
        first[source] = min(first.get(source, day), day)
    for source in record["sources"]:
        first.setdefault(source, "")
    return [f"{source} ({day})" if day else source for source, day in sorted(first.items()) if source]


def _sums(records: Collection[Record]) -> set[str]:
    """How many there are and what they add up to; of many events no single number."""
    told = {str(len(records))}
    for measure in MEASURES:
        summed = total(records, measure)
        told |= {str(number) for number in (summed.low, summed.best, summed.high)}
    return told


def plain(value: Any) -> str:
    """A number or day as the checker reads it."""
    if isinstance(value, float):
        return f"{value:.1f}".removesuffix(".0")
    return value.isoformat() if isinstance(value, date) else str(value)


def bracketed(keys: Iterable[str]) -> str:
    """ "[1, 3–5, C2]": keys by sort and number, runs of three or more joined."""
    parts: list[str] = []
    sorts: Mapping[str, list[int]] = _by_sort(keys)
    for sort, numbers in sorts.items():
        parts += [_run(sort, run) for run in _runs(numbers)]
    return f"[{', '.join(parts)}]"


def _by_sort(keys: Iterable[str]) -> dict[str, list[int]]:
    sorts: dict[str, list[int]] = {}
    for key in dict.fromkeys(keys):
        sort = key[0] if key[0].isalpha() else ""
        sorts.setdefault(sort, []).append(int(key.removeprefix(sort)))
    return dict(sorted(sorts.items()))


def _runs(numbers: Iterable[int]) -> list[list[int]]:
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return runs


def _run(sort: str, run: Sequence[int]) -> str:
    if len(run) > 2:
        return f"{sort}{run[0]}–{sort}{run[-1]}"
    return ", ".join(f"{sort}{number}" for number in run)
