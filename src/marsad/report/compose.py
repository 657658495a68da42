"""What the situation report says, before it has a form: statements, figures and rows, each with its events.

Parts as in OCHA's situation reports; those that need more than the events of one period come with trends and forecasts.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from importlib.resources import files
from typing import Any

from marsad.report.tally import Total, total

Record = Mapping[str, Any]
Words = Mapping[str, Any]

#: Rows in the table of notable events: what a reader takes in on one page.
_NOTABLE = 10
_TOLD = ("happened", "ongoing")
_MEASURES = ("killed", "injured", "detained", "abducted", "displaced")
#: UCDP where_prec from which a place is a province or less.
_PROVINCE = 4
_STOPS = re.compile(r"[.!?](?=\s)")
_ROUND = str.maketrans("[]", "()")
_SIDES = (("initiator",), ("recipient", "victim"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One sentence with the events it rests on, as ``[1, 3–5]``."""

    text: str
    cites: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    label: str
    number: str
    cites: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Notable:
    """One event in a line of a table."""

    cells: tuple[str, ...]
    cites: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """One event in the list of those cited."""

    number: int
    id: str
    date: str
    sources: str
    grade: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    title: str
    period: str
    as_of: str
    highlights: tuple[Statement, ...]
    figures: tuple[Figure, ...]
    notable: tuple[Notable, ...]
    unseen: tuple[Statement, ...]
    annex: tuple[Cited, ...]


def load_words(language: str = "en") -> Words:
    """Sentences and labels of a language."""
    text = files("marsad.report").joinpath(f"data/{language}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def compose(records: Iterable[Record], *, area: str, first: date, last: date, now: datetime, words: Words) -> Report:
    """The report on protected records of events in an area from ``first`` to ``last``, as known at ``now`` (UTC)."""
    held = sorted(records, key=lambda record: (_day(record), record["id"]))
    numbers = {record["id"]: number for number, record in enumerate(held, start=1)}
    told = [record for record in held if record["status"] in _TOLD]
    others = [record for record in held if record["status"] not in _TOLD]
    return Report(
        title=words["title"].format(area=calm(area)),
        period=words["period"].format(first=first, last=last),
        as_of=words["as_of"].format(now=now.strftime("%Y-%m-%d %H:%M UTC")),
        highlights=_highlights(told, calm(area), numbers, words),
        figures=_figures(told, numbers, words["figures"]),
        notable=tuple(_notable(record, numbers, words) for record in _most_notable(told)),
        unseen=_unseen(told, others, numbers, words["unseen"]),
        annex=tuple(_cited(record, numbers) for record in held),
    )


def calm(name: str) -> str:
    """A name that cannot be taken for a reference or the end of a sentence: round brackets, no stops before a space."""
    return _STOPS.sub("", " ".join(name.split())).translate(_ROUND)


# --- citing ------------------------------------------------------------------------------------


def cites(events: Iterable[str], numbers: Mapping[str, int]) -> str:
    """ "[1, 3–5]": the numbers of the events, runs of three or more joined."""
    runs: list[list[int]] = []
    for number in sorted({numbers[event] for event in events}):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    parts = [f"{run[0]}–{run[-1]}" if len(run) > 2 else ", ".join(map(str, run)) for run in runs]
    return f"[{', '.join(parts)}]"


def _ids(records: Iterable[Record]) -> list[str]:
    return [record["id"] for record in records]


# --- highlights --------------------------------------------------------------------------------


def _highlights(told: Sequence[Record], area: str, numbers: Mapping[str, int], words: Words) -> tuple[Statement, ...]:
    said_so = words["highlights"]
    if not told:
        return (Statement(text=said_so["none"], cites="[method]"),)
    said = [(_numbered(said_so["events"], len(told), area=area), _ids(told))]
    killed = total(told, "killed")
    if killed.events:
        said.append((said_so["deaths"].format(range=killed.range, best=killed.best), list(killed.events)))
    said += _most_common(told, said_so)
    if killed.best and len(killed.events) > 1:
        said.append(_deadliest(told, words))
    return tuple(Statement(text=text, cites=cites(events, numbers)) for text, events in said)


def _numbered(forms: Words, number: int, **values: str) -> str:
    """The form for one, or for many."""
    return str(forms["one" if number == 1 else "many"]).format(n=number, **values)


def _most_common(told: Sequence[Record], words: Words) -> list[tuple[str, list[str]]]:
    """The province and the pair of opponents that most events share, where more than one event does."""
    found = []
    places = [(record["where"]["admin1"], record) for record in told if record["where"] and record["where"]["admin1"]]
    if (best := _commonest(places)) is not None:
        found.append((words["place"].format(n=len(best[1]), name=calm(best[0])), best[1]))
    dyads = [(pair, record) for record in told for pair in _dyads(record)]
    if (best := _commonest(dyads)) is not None:
        one, other = best[0]
        found.append((words["dyad"].format(one=one, other=other, n=len(best[1])), best[1]))
    return found


def _commonest(pairs: Sequence[tuple[Any, Record]]) -> tuple[Any, list[str]] | None:
    """The key of most records and their ids; None where no key has two."""
    counted = Counter(key for key, _ in pairs)
    if not counted:
        return None
    key, number = min(counted.items(), key=lambda item: (-item[1], item[0]))
    return None if number < 2 else (key, [record["id"] for other, record in pairs if other == key])


def _dyads(record: Record) -> set[tuple[str, str]]:
    """Pairs of registered actors on opposite sides, in the order of the alphabet."""
    one, other = (
        {calm(party["name"]) for party in record["parties"] if party["role"] in roles and party["actor"]}
        for roles in _SIDES
    )
    return {(min(a, b), max(a, b)) for a in one for b in other if a != b}


def _deadliest(told: Sequence[Record], words: Words) -> tuple[str, list[str]]:
    record = _most_notable(told)[0]
    killed = total([record], "killed")
    place = calm(record["where"]["name"]) if record["where"] else words["unknown_place"]
    return words["highlights"]["deadliest"].format(day=_day(record), place=place, range=killed.range), [record["id"]]


# --- tables ------------------------------------------------------------------------------------


def _figures(told: Sequence[Record], numbers: Mapping[str, int], words: Words) -> tuple[Figure, ...]:
    if not told:
        return ()
    figures = [Figure(label=words["events"], number=str(len(told)), cites=cites(_ids(told), numbers))]
    for measure in _MEASURES:
        summed = total(told, measure)
        if summed.events:
            figures.append(Figure(label=words[measure], number=_bounds(summed), cites=cites(summed.events, numbers)))
    return tuple(figures)


def _bounds(summed: Total) -> str:
    return f"{summed.low}, {summed.best}, {summed.high}{' or more' if summed.is_open else ''}"


def _most_notable(told: Sequence[Record]) -> list[Record]:
    """The deadliest first, then the best attested, then the earliest."""
    return sorted(
        told, key=lambda one: (-total([one], "killed").best, -one["independent_sources"], _day(one), one["id"])
    )[:_NOTABLE]


def _notable(record: Record, numbers: Mapping[str, int], words: Words) -> Notable:
    kind, mode, where = words["kinds"][record["kind"]], record["mode"], record["where"]
    killed = total([record], "killed")
    places = (where["name"], where["admin1"]) if where else ()
    cells = (
        _day(record),
        f"{kind} ({mode})" if mode else kind,
        _names(record, *_SIDES[0]),
        _names(record, *_SIDES[1]),
        ", ".join(dict.fromkeys(calm(name) for name in places if name)),
        killed.range if killed.events else "",
        record["grade"],
    )
    return Notable(cells=cells, cites=cites([record["id"]], numbers))


def _names(record: Record, *roles: str) -> str:
    return ", ".join(
        calm(party["name"] or party["text"] or "") for party in record["parties"] if party["role"] in roles
    )


def _cited(record: Record, numbers: Mapping[str, int]) -> Cited:
    return Cited(
        number=numbers[record["id"]],
        id=record["id"],
        date=_day(record),
        sources=calm("; ".join(record["sources"])),
        grade=record["grade"],
    )


def _day(record: Record) -> str:
    """Its first day, else that of its first report, else nothing; a range where the day is in doubt."""
    when = record["when"]
    if when is None:
        return record["published"] or ""
    first, last = when["first"], when["last"]
    return first if first == last else f"{first} to {last}"


# --- what we cannot see ------------------------------------------------------------------------


def _unseen(
    told: Sequence[Record], others: Sequence[Record], numbers: Mapping[str, int], words: Words
) -> tuple[Statement, ...]:
    groups = {
        "single": [one for one in told if one["independent_sources"] <= 1],
        "undated": [one for one in told if one["when"] is None],
        "placeless": [one for one in told if _is_placeless(one)],
        "unreviewed": [one for one in told if one["review_state"] == "machine"],
        "other": others,
    }
    return tuple(
        Statement(text=_numbered(words[name], len(group)), cites=cites(_ids(group), numbers))
        for name, group in groups.items()
        if group
    )


def _is_placeless(record: Record) -> bool:
    return record["where"] is None or (record["where"]["where_prec"] or _PROVINCE) >= _PROVINCE
