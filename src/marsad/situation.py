"""The evidence of a situation report, gathered from a store: what may leave, and what is known of what is not known.

``evidence(store, asked, config, readers)`` asks once for the period and the 12 months before it. The report itself is
composed by :mod:`marsad.report`, which asks nothing. What alerts and forecasts say is handed in.
"""

from __future__ import annotations

import calendar
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from marsad.analyse import Alert, Change, Forecast, Point, Series, change, tally
from marsad.config import Config
from marsad.leaving import Circle, leaving, words_of
from marsad.places.countries import load_countries
from marsad.places.keys import fold
from marsad.places.shapes import country_shapes, unit_key
from marsad.protect import Tally
from marsad.report import Asked, Assessed, Evidence, Shapes, SourceFacts, Unit, Window, is_within_unit, occurred
from marsad.store import Covered, Filters, Store

Record = dict[str, Any]

#: The year before, in which it is seen what is usual.
_YEAR = 365
#: Assessments of one report's documents at most: far more than a page tells.
_ASSESSMENTS = 10_000
#: Periods before at most: weeks of a year, and one.
_MOST = 53


@dataclass(frozen=True, slots=True, kw_only=True)
class Extras:
    """What others found, and where the shapes of the map lie; None: not asked for."""

    alerts: tuple[Alert, ...] | None = None
    forecasts: tuple[Forecast, ...] | None = None
    folder: Path | None = None


_NOTHING = Extras()


def evidence(store: Store, asked: Asked, config: Config, readers: Circle, extras: Extras = _NOTHING) -> Evidence:
    """Everything that a report on this area and period may speak of, for these readers."""
    spans = periods_before(asked.first, asked.last)
    held = _leaving(store, asked.area, (spans[-1][0], asked.last), config, readers)
    records = tuple(_within(held, asked.first, asked.last))
    names = {report["source"] or "" for record in held for report in record["reports"]}
    covered = [one for one in store.coverage(spans[-1][0], asked.last) if (one.source or "") in names]
    looked = {one.day for one in covered if one.documents or one.looks}
    windows = tuple(_window(held, span, looked) for span in spans)
    told = occurred(records)
    return Evidence(
        asked=asked,
        records=records,
        windows=windows,
        changes=_changes(told, windows, _days_in(looked, asked.first, asked.last)),
        unlooked_days=_unlooked(asked, looked),
        sources=tuple(_sources(store, asked, held, covered)),
        assessments=tuple(_assessments(store, asked, told)),
        alerts=extras.alerts,
        forecasts=extras.forecasts,
        shapes=_shapes(extras.folder, asked, told, config),
        **_issues(store, asked, config, readers),
    )


def _leaving(store: Store, area: str, span: tuple[date, date], config: Config, readers: Circle) -> list[Record]:
    """The events of an area and days that may leave. What is held back is not counted: of so narrow a question the
    count would tell.
    """
    silent = replace(readers, tally=Tally())
    filters = Filters(admin=area, since=span[0], until=span[1])
    return [_needed(record) for record in leaving(store, filters, config, silent, narrowed=True)]


#: What a report reads of a record. The rest, quotes above all, would take most of the memory.
_NEEDED = (
    "id", "aliases", "kind", "mode", "status", "attribution", "parties", "where", "when", "counts", "published",
    "sources", "independent_sources", "grade", "review_state", "reports", "documents", "ordinal", "campaign",
    "duration",
)  # fmt: skip


def _needed(record: Mapping[str, Any]) -> Record:
    return {name: record[name] for name in _NEEDED}


def _within(records: Iterable[Record], first: date, last: date) -> Iterator[Record]:
    """Those whose possible days overlap the period, as the store's filters have it."""
    one, other = first.isoformat(), last.isoformat()
    for record in records:
        when = record["when"] or {"first": record["published"], "last": record["published"]}
        if when["first"] and when["first"] <= other and when["last"] >= one:
            yield record


# --- periods -----------------------------------------------------------------------------------


def periods_before(first: date, last: date) -> tuple[tuple[date, date], ...]:
    """The periods of this length over the 12 months before, the latest first, at least one.

    Before a calendar month come calendar months; else periods of as many days, back to back.
    """
    if first.day == 1 and last == _month_end(first):
        ends = [first - timedelta(days=1)]
        while len(ends) < 12:
            ends.append(ends[-1].replace(day=1) - timedelta(days=1))
        return tuple((end.replace(day=1), end) for end in ends)
    days = (last - first).days + 1
    number = max(1, min(_MOST, _YEAR // days))
    starts = [first - timedelta(days=days * (place + 1)) for place in range(number)]
    return tuple((start, start + timedelta(days=days - 1)) for start in starts)


def _month_end(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def _window(records: Sequence[Record], span: tuple[date, date], looked: Collection[date]) -> Window:
    held = occurred(_within(records, *span))
    return Window(first=span[0], last=span[1], looked_days=_days_in(looked, *span), records=held)


def _days_in(days: Collection[date], first: date, last: date) -> int:
    return sum(first <= day <= last for day in days)


def _unlooked(asked: Asked, looked: Collection[date]) -> int | None:
    if not looked:
        return None
    return (asked.last - asked.first).days + 1 - _days_in(looked, asked.first, asked.last)


def _changes(told: Sequence[Mapping[str, Any]], windows: Sequence[Window], looked_days: int) -> dict[Any, Change]:
    """Whether the period is more than chance, by the rule that trends have."""
    points = [
        Point(start=one.first, looked_days=one.looked_days, tally=tally(one.records) if one.is_known else None)
        for one in reversed(windows)
    ]
    points.append(Point(start=date.max, looked_days=looked_days, tally=tally(told)))
    line = Series(step="month", points=tuple(points), undated=0, outside=0)
    return {
        measure: change(line, recent=1, baseline=len(windows), measure=measure) for measure in ("events", "deaths_best")
    }


# --- sources and assessments -------------------------------------------------------------------


def _sources(store: Store, asked: Asked, held: Iterable[Record], covered: Sequence[Covered]) -> Iterator[SourceFacts]:
    """What was read and looked at, most reports first."""
    before = periods_before(asked.first, asked.last)[0]
    languages = _languages(held)
    now = _read(covered, asked.first, asked.last)
    then = _read(covered, *before)
    there = [one for one in covered if asked.first <= one.day <= asked.last]
    days = Counter((one.source or "") for one in there if one.documents or one.looks)
    known = store.sources()
    for name in sorted({(one.source or "") for one in covered}, key=lambda name: (-now[name], name)):
        yield SourceFacts(
            name=name,
            reports=now[name],
            reports_before=then[name],
            looked_days=days[name],
            failed_looks=sum(one.failed for one in there if (one.source or "") == name),
            licence=said.licence if (said := known.get(name)) else None,
            language=(said.language if said else None) or languages.get(name),
            party=said.party if said else None,
        )


def _languages(records: Iterable[Record]) -> dict[str, str]:
    """The language in which a source wrote most of its reports."""
    found: dict[str, Counter[str]] = {}
    for record in records:
        for report in record["reports"]:
            if report["language"]:
                found.setdefault(report["source"] or "", Counter())[report["language"]] += 1
    return {source: min(told, key=lambda one: (-told[one], one)) for source, told in found.items()}


def _read(covered: Iterable[Covered], first: date, last: date) -> Counter[str]:
    """Reports by source."""
    found: Counter[str] = Counter()
    for one in covered:
        if first <= one.day <= last:
            found[(one.source or "")] += one.documents
    return found


def _assessments(store: Store, asked: Asked, told: Iterable[Mapping[str, Any]]) -> Iterator[Assessed]:
    """Those of reports that tell an event of the period; for others than yourselves without words that nobody knows."""
    reports = {one["document"]: one for record in told for one in record.get("reports", ())}
    known = {word for record in told for word in words_of({**record, "reports": ()})}
    known |= {
        word for country in load_countries() for name in (country.name, *country.names) for word in fold(name).split()
    }
    for one in store.assessments(documents=list(reports), limit=_ASSESSMENTS):
        report = reports[one["document"]]
        day = date.fromisoformat(report["published"]) if report["published"] else None
        if day is not None and asked.first <= day <= asked.last:
            words = {name: _told(one[name], known, asked.level) for name in ("subject", "area")}
            source = report["source"] or ""
            yield Assessed(id=one["id"], published=day, source=source, direction=one["direction"], **words)


def _told(words: str | None, known: Collection[str], level: str) -> str | None:
    """Words of a report: below the internal level only such as leave with the events anyway."""
    if words is None or level == "internal":
        return words
    return words if all(word in known for word in fold(words).split()) else None


# --- the map -----------------------------------------------------------------------------------


def _shapes(folder: Path | None, asked: Asked, told: Sequence[Mapping[str, Any]], config: Config) -> Shapes | None:
    """The country of most events, or None where no shapes are there."""
    countries = Counter(where["country"] for record in told if (where := record["where"]) and where["country"])
    if folder is None or not countries:
        return None
    country = min(countries, key=lambda one: (-countries[one], one))
    found = country_shapes(folder, country)
    if found is None:
        return None
    within = is_within_unit(asked, told)
    home = {unit_key(asked.area), *_units(told, country)} if within else set()
    # A province younger than the shapes is shown within its whole country.
    is_drawn = within and any(shape.names & home for shape in found.units)
    units = tuple(
        Unit(
            name=shape.name,
            names=shape.names,
            rings=shape.rings,
            is_asked=bool(shape.names & home) if is_drawn else bool(shape.names),
        )
        for shape in found.units
    )
    return Shapes(units=units, borders=found.borders, discs=_discs(told, country, config) if within else {})


def _units(told: Iterable[Mapping[str, Any]], country: str) -> set[str]:
    """First-level units of these events, by key."""
    wheres = (record["where"] for record in told if record["where"])
    return {unit_key(where["admin1"]) for where in wheres if where["country"] == country and where["admin1"]}


def _discs(told: Iterable[Mapping[str, Any]], country: str, config: Config) -> dict[str, tuple[float, float]]:
    """The middles of second-level units as the gazetteer has them: never the place of an event."""
    from marsad.places import open_gazetteer

    names = {where["admin2"] for record in told if (where := record["where"]) and where["admin2"]}
    gazetteer = open_gazetteer(config)
    found = {}
    for name in sorted(names):
        units = (one for one in gazetteer.find(name, country=country) if one.kind == "admin2")
        unit = next((one for one in units if one.lat is not None and one.lon is not None), None)
        if unit is not None and unit.lat is not None and unit.lon is not None:
            found[unit_key(name)] = (round(unit.lon, 1), round(unit.lat, 1))
    return found


# --- the issue before --------------------------------------------------------------------------


def _issues(store: Store, asked: Asked, config: Config, readers: Circle) -> dict[str, tuple[Record, ...]]:
    """What the last issue rested on, as it could be told then, and the same period now."""
    last = asked.last_issue
    if last is None:
        return {}
    moment = datetime.fromisoformat(last["now"])
    span = date.fromisoformat(last["first"]), date.fromisoformat(last["last"])
    with Store(store.db, read_only=True, as_of=moment) as then:
        issued = _leaving(then, last["area"], span, config, replace(readers, now=moment))
    return {"issued": tuple(issued), "issued_now": tuple(_leaving(store, last["area"], span, config, readers))}
