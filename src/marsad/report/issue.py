"""Corrections: what the last issue told, beside what is told of the same events now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from marsad.report.citing import Fact, told_by
from marsad.report.evidence import occurred
from marsad.report.language import calm
from marsad.report.model import Part, Record, Row
from marsad.report.pen import Pen
from marsad.report.tally import total

_ROWS = 20


def corrections(pen: Pen) -> Part:
    """What the last issue rested on, as it could be told then, beside the same period as it may be told now."""
    heading, issued, last = pen.words("headings.corrections"), pen.evidence.issued, pen.asked.last_issue
    if issued is None or last is None:
        return Part(name="corrections", heading=heading, statements=(pen.own("corrections.first"),))
    then, now = occurred(issued), occurred(pen.evidence.issued_now)
    rows = list(_changed(pen, then, now))
    if not rows:
        day = last["now"][:10]
        cites = pen.references.counted(then, pen.words("references.correction", then=pen.words.plain(day)), day)
        return Part(
            name="corrections",
            heading=heading,
            statements=(pen.say(cites, "corrections.none", day=pen.words.plain(day)),),
        )
    table = pen.table("corrections", ("date", "what", "was", "is_now"), rows[:_ROWS])
    return Part(name="corrections", heading=heading, tables=(table,))


def _changed(pen: Pen, then: Iterable[Record], now: Iterable[Record]) -> Iterator[Row]:
    held = list(now)
    called = {name: record for record in held for name in (record["id"], *record["aliases"])}
    was_told = {name for record in then for name in (record["id"], *record["aliases"])}
    for before in then:
        after = called.get(before["id"])
        if after is None:
            yield _row(pen, before, (_said(pen, before), pen.words("corrections.gone")), told_by([before]))
        elif _telling(before) != _telling(after):
            merged = "" if after["id"] == before["id"] else pen.words("corrections.merged")
            is_now = str(pen.words.table["comma"]).join(filter(None, (_said(pen, after), merged)))
            yield _row(pen, before, (_said(pen, before), is_now), told_by([before]) | told_by([after]))
    for after in held:
        if was_told.isdisjoint((after["id"], *after["aliases"])):
            yield _row(pen, after, (pen.words("corrections.late"), _said(pen, after)), told_by([after]))


def _row(pen: Pen, record: Record, cells: tuple[str, str], told: Iterable[str]) -> Row:
    last = pen.asked.last_issue or {}
    what = pen.words("references.correction", then=pen.words.plain(last.get("now", "")[:10]))
    fact = Fact(sort="R", what=what, of=(record["id"], *cells), told=sorted(told), by="")
    return pen.row(pen.references.cite(fact), pen.day(record), pen.kind(record), *cells)


def _telling(record: Record) -> tuple[object, ...]:
    """What a reader of the last issue would want to know to have changed."""
    killed, where = total([record], "killed"), record["where"] or {}
    place = (where.get("name"), where.get("admin1"))
    return (killed.low, killed.best, killed.high, place, record["when"], record["kind"], record["grade"])


def _said(pen: Pen, record: Record) -> str:
    """One event in few words."""
    killed, place = pen.killed([record]), pen.place(record)
    parts = [pen.words("corrections.dated", day=pen.day(record))]
    parts += [pen.words("corrections.moved", place=place)] if place else []
    parts += [pen.words("corrections.killed", killed=killed)] if killed else []
    parts.append(pen.words("corrections.graded", grade=pen.words(f"grades.{record['grade']}")))
    return calm(str(pen.words.table["comma"]).join(parts)) if not pen.words.is_right_to_left else "، ".join(parts)
