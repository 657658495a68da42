"""What we cannot see: days nobody looked, what came late, what is provisional, units of which nobody tells; sources."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from marsad.places.shapes import unit_key
from marsad.report.citing import Fact
from marsad.report.evidence import SourceFacts, last_day_of
from marsad.report.figures import unit_of
from marsad.report.language import calm
from marsad.report.model import Part, Record, Row, Statement
from marsad.report.pen import Pen

#: UCDP where_prec from which a place is a province or less.
_PROVINCE = 4
#: Of the slowest tenth the quickest.
_SLOW = 0.9
#: Events from which a middle and a slowest tenth say something.
_FEWEST = 10
#: Names in one sentence.
_NAMED = 12
#: Rows of the table of sources.
_ROWS = 20


def unseen(pen: Pen) -> Part:
    """Everything known of what is not known."""
    facts = pen.evidence.sources[:_ROWS]
    rows = [_covered(pen, one) for one in facts]
    columns = ("source", "looked_days", "failed", "reports", "reports_before")
    return Part(
        name="unseen",
        heading=pen.words("headings.unseen"),
        statements=(*_looks(pen), *_doubts(pen), *_lag(pen), *_silent(pen)),
        tables=(pen.table("coverage", columns, rows, range(1, 5)),) if rows else (),
    )


def sources(pen: Pen) -> Part:
    """Where it was read, and what may be done with it."""
    rows = [_licensed(pen, one) for one in pen.evidence.sources if one.reports][:_ROWS]
    columns = ("source", "reports", "language", "licence", "party")
    return Part(
        name="sources",
        heading=pen.words("headings.sources"),
        tables=(pen.table("sources", columns, rows, (1,)),) if rows else (),
    )


def called(pen: Pen, source: str) -> str:
    """The name of a source, or that it has none."""
    return calm(source) or pen.words("unnamed")


# --- looks -------------------------------------------------------------------------------------


def _fact(pen: Pen, one: SourceFacts) -> Fact:
    told = (one.reports, one.reports_before, one.looked_days, one.failed_looks)
    what = pen.words("references.source", one.reports, source=called(pen, one.name))
    return Fact(sort="S", what=what, of=(one.name,), told=told, day=pen.span, by=calm(one.licence or ""))


def _read(pen: Pen, *told: int) -> str:
    """All sources together."""
    names = sorted(one.name for one in pen.evidence.sources)
    what = pen.words("references.sources", span=pen.span)
    return pen.references.cite(Fact(sort="S", what=what, of=names, told=told, day=pen.span))


def _covered(pen: Pen, one: SourceFacts) -> Row:
    cites = pen.references.cite(_fact(pen, one))
    return pen.row(cites, called(pen, one.name), one.looked_days, one.failed_looks, one.reports, one.reports_before)


def _licensed(pen: Pen, one: SourceFacts) -> Row:
    cites, unknown = pen.references.cite(_fact(pen, one)), pen.words("unknown")
    cells = (
        called(pen, one.name),
        one.reports,
        one.language or unknown,
        calm(one.licence or unknown),
        calm(one.party or ""),
    )
    return pen.row(cites, *cells)


def _looks(pen: Pen) -> Iterator[Statement]:
    evidence, facts = pen.evidence, pen.evidence.sources
    if evidence.unlooked_days is None or not facts:
        yield pen.own("unseen.no_coverage")
        return
    now, before = (sum(getattr(one, name) for one in facts) for name in ("reports", "reports_before"))
    failed = sum(one.failed_looks for one in facts)
    cites = _read(pen, now, before, failed, evidence.unlooked_days)
    yield pen.say(cites, "unseen.volume", now=now, before=before)
    if evidence.unlooked_days:
        yield pen.say(cites, "unseen.not_looked", evidence.unlooked_days)
    if failed:
        yield pen.say(cites, "unseen.failed", failed)


# --- events ------------------------------------------------------------------------------------


def _doubts(pen: Pen) -> Iterator[Statement]:
    told = pen.told
    groups = {
        "unreviewed": [one for one in told if one["review_state"] == "machine"],
        "single": [one for one in told if one["independent_sources"] <= 1],
        "undated": [one for one in told if one["when"] is None],
        "placeless": [one for one in told if _is_placeless(one)],
    }
    single = {one["id"] for one in groups["single"]}
    groups["provisional"] = [one for one in groups["unreviewed"] if one["id"] in single]
    ids = {one["id"] for one in told}
    groups["other"] = [one for one in pen.evidence.records if one["id"] not in ids]
    for name, group in groups.items():
        if group:
            what = pen.words("references.status") if name == "other" else pen.words("headings.unseen")
            yield pen.say(pen.cite(group, what), f"unseen.{name}", len(group))


def _is_placeless(record: Record) -> bool:
    return record["where"] is None or (record["where"]["where_prec"] or _PROVINCE) >= _PROVINCE


def _lag(pen: Pen) -> Iterator[Statement]:
    """How many days after an event its first report came."""
    dated = [record for record in pen.told if record["when"] and record["published"]]
    lags = sorted(_days_late(record) for record in dated)
    if len(lags) < _FEWEST:
        return
    middle, slow = lags[(len(lags) - 1) // 2], lags[min(len(lags) - 1, int(_SLOW * len(lags)))]
    cites = pen.cite(dated, pen.words("headings.unseen"), middle, slow)
    yield pen.say(cites, "unseen.lag", middle=middle, slow=slow)


def _days_late(record: Record) -> int:
    return max(0, (date.fromisoformat(record["published"]) - date.fromisoformat(last_day_of(record))).days)


def _silent(pen: Pen) -> Iterator[Statement]:
    """Units of which no event was told in a year: quiet, or nobody looks."""
    shapes, windows = pen.evidence.shapes, pen.evidence.windows
    if shapes is None or pen.is_within_unit or not windows:
        return
    records: Sequence[Record] = [*pen.told, *(record for window in windows for record in window.records)]
    seen = {unit_key(name) for record in records if (name := unit_of(pen, record))}
    silent = sorted(unit.name for unit in shapes.units if unit.is_asked and unit.name and seen.isdisjoint(unit.names))
    if silent and seen:
        names = pen.words.listed(map(calm, silent[:_NAMED]))
        more = len(silent) - _NAMED
        if more > 0:
            names = f"{names} {pen.words('others', more)}"
        what = pen.words("references.year", area=pen.area, span=pen.words.days(windows[-1].first, pen.asked.last))
        yield pen.say(
            pen.references.counted(records, what, *([more] if more > 0 else [])), "unseen.silent", names=names
        )
