"""What the situation report says, before it has a form: its parts in their order, as in OCHA's reports."""

from __future__ import annotations

from marsad.report import figures, history, issue, maps, outlook, unseen
from marsad.report.citing import METHOD
from marsad.report.evidence import Evidence
from marsad.report.language import Words, calm
from marsad.report.model import Part, Report, Statement
from marsad.report.pen import Pen, pen_for

_METHOD = ("coverage", "protection", "counts", "days", "usual", "grades", "actors", "borders", "use", "shapes")


def compose(evidence: Evidence, words: Words) -> Report:
    """The report on what was gathered, in a language. The same evidence gives the same report."""
    pen, asked = pen_for(evidence, words), evidence.asked
    parts = [part for part in _parts(pen) if not part.is_empty]
    return Report(
        asked=asked,
        title=words("title", area=calm(asked.name)),
        period=pen.span,
        as_of=pen.own("as_of", now=words.plain(asked.now.strftime("%Y-%m-%d %H:%M UTC"))),
        stamp=words(f"levels.{asked.level}"),
        parts=tuple(parts),
        references=pen.references.given,
        columns=tuple(words(f"columns.{name}") for name in ("key", "id", "date", "stands", "told_by")),
        headings={"references": words("headings.references")},
        records=pen.references.records,
    )


def _parts(pen: Pen) -> list[Part]:
    first = [figures.highlights(pen), figures.figures(pen)]
    if not pen.told:
        return [*first, unseen.unseen(pen), _method(pen)]
    return [
        *first,
        maps.where(pen),
        history.trends(pen),
        figures.actors(pen),
        figures.incidents(pen),
        outlook.assessments(pen),
        outlook.alerts(pen),
        outlook.forecasts(pen),
        figures.reviewed(pen),
        unseen.unseen(pen),
        issue.corrections(pen),
        unseen.sources(pen),
        _method(pen),
    ]


def _method(pen: Pen) -> Part:
    statements = tuple(Statement(text=pen.words(f"method.{name}"), cites=METHOD) for name in _METHOD)
    return Part(name="method", heading=pen.words("headings.method"), statements=statements)
