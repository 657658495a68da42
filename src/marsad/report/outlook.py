"""What reports and models say of the direction of things: assessments, alerts, forecasts, as they were found."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from marsad.report.citing import Fact
from marsad.report.evidence import Assessed
from marsad.report.language import calm
from marsad.report.model import Part, Row, Statement
from marsad.report.pen import Pen

if TYPE_CHECKING:
    from marsad.analyse import Alert, Forecast

#: Rows that a reader takes in on one page.
_ROWS = 10
#: Deaths or events in a month from which a forecast calls it many: VIEWS' sixth bin begins after 25.
_MANY = 25
_LOW, _MIDDLE, _HIGH = 0.05, 0.5, 0.95


def assessments(pen: Pen) -> Part:
    """What reports judge, each with who judged it. No number of ours."""
    found = pen.evidence.assessments[:_ROWS]
    rows = [_assessed(pen, one) for one in found]
    columns = ("date", "source", "direction", "subject", "where")
    return Part(
        name="assessments",
        heading=pen.words("headings.assessments"),
        tables=(pen.table("assessments", columns, rows),) if rows else (),
    )


def _assessed(pen: Pen, one: Assessed) -> Row:
    source = calm(one.source)
    what = pen.words("references.assessment", day=one.published)
    fact = Fact(
        sort="A", what=what, of=(one.id,), told=(one.published,), day=pen.words.set_in(one.published), by=source
    )
    direction = pen.words(f"directions.{one.direction}")
    return pen.row(
        pen.references.cite(fact), one.published, source, direction, calm(one.subject or ""), calm(one.area or "")
    )


# --- alerts ------------------------------------------------------------------------------------


def alerts(pen: Pen) -> Part:
    """Alerts that stand, each with how often such an alert was wrong."""
    found, heading = pen.evidence.alerts, pen.words("headings.alerts")
    if not found:
        said = pen.own("alerts.none" if found is not None else "alerts.not_asked")
        return Part(name="alerts", heading=heading, statements=(said,))
    columns = ("line", "measure", "since", "observed", "expected", "detector", "wrong")
    rows = [_alert(pen, alert) for alert in found[:_ROWS]]
    written = [_written(pen, alert) for alert in found[:_ROWS]]
    table = pen.table("alerts", columns, rows, (3, 4))
    return Part(name="alerts", heading=heading, statements=tuple(filter(None, written)), tables=(table,))


def alert_fact(pen: Pen, alert: Alert) -> Fact:
    """An alert as it is cited: everything that it says in numbers."""
    tested, reporting = alert.back_test, alert.reporting
    told: list[object] = [alert.observed, _decimal(alert.expected), alert.stretch.first, alert.stretch.last]
    told += [tested.false_alarms, tested.alarms] if tested else []
    told += [_percent(reporting.share)] if reporting and reporting.share is not None else []
    stretch = alert.stretch
    what = pen.words("references.alert", name=_line(pen, alert), span=pen.words.days(stretch.first, stretch.last))
    by = pen.words(f"detectors.{alert.detector}")
    return Fact(sort="W", what=what, of=(alert.id, alert.level, *alert.events), told=told, by=by)


def _line(pen: Pen, alert: Alert) -> str:
    """What is counted, by name; a kind of event in the words of the report."""
    key = alert.line.key
    is_kind = alert.line.axis == "kind" and pen.words.has("kinds", key)
    return pen.words(f"kinds.{key}") if is_kind else calm(alert.line.name)


def _alert(pen: Pen, alert: Alert) -> Row:
    tested = alert.back_test
    wrong = pen.words("alerts.untested")
    if tested is not None:
        wrong = pen.words("alerts.wrong", wrong=tested.false_alarms, alarms=tested.alarms)
    return pen.row(
        pen.references.cite(alert_fact(pen, alert)),
        f"{_line(pen, alert)} ({pen.words(f'alerts.levels.{alert.level}')})",
        pen.words(f"measures.{alert.measure}"),
        alert.stretch.first,
        alert.observed,
        pen.words.plain(_decimal(alert.expected)),
        pen.words(f"detectors.{alert.detector}"),
        wrong,
    )


def _written(pen: Pen, alert: Alert) -> Statement | None:
    """How much of the change may be more reporting."""
    if alert.reporting is None or not alert.reporting.share:
        return None
    cites = pen.references.cite(alert_fact(pen, alert))
    share = pen.words.plain(_percent(alert.reporting.share))
    return pen.say(cites, "alerts.written", share=share, name=_line(pen, alert))


# --- forecasts ---------------------------------------------------------------------------------


def forecasts(pen: Pen) -> Part:
    """Chances for months to come, beside what the last forecast missed."""
    found, heading = pen.evidence.forecasts, pen.words("headings.forecasts")
    if not found:
        said = pen.own("forecasts.none" if found is not None else "forecasts.not_asked")
        return Part(name="forecasts", heading=heading, statements=(said,))
    columns = ("line", "month", "middle", "ninety", "chance_one", "chance_many", "last_time", "model")
    rows = [_forecast(pen, one) for one in found[:_ROWS]]
    return Part(
        name="forecasts",
        heading=heading,
        statements=(pen.own("forecasts.meaning"), *_rests_on(pen, found)),
        tables=(pen.table("forecasts", columns, rows, (2,)),),
    )


def _rests_on(pen: Pen, found: Iterable[Forecast]) -> list[Statement]:
    """Whose counts they were made from, where not the store's own."""
    return [
        pen.own("forecasts.counts", counts=pen.words.plain(one))
        for one in sorted({f.counts for f in found if f.counts})
    ]


def _forecast(pen: Pen, one: Forecast) -> Row:
    low, middle, high = (one.quantile(share) for share in (_LOW, _MIDDLE, _HIGH))
    chances = [_percent(one.chance(at_least)) for at_least in (1, _MANY)]
    month, error = f"{one.month:%Y-%m}", one.past_error
    told: list[object] = [low, middle, high, *chances, month, one.month]
    last_time = ""
    if error is not None:
        past = f"{error.month:%Y-%m}"
        told += [error.low, error.median, error.high, error.observed, past]
        last_time = pen.words(
            "forecasts.error",
            month=pen.words.plain(past),
            low=error.low,
            middle=error.median,
            high=error.high,
            observed=error.observed,
        )
    name = calm(one.area.name)
    line = pen.words("forecasts.target", target=pen.words(f"measures.{one.target}"), area=name)
    what = pen.words("references.forecast", name=line, month=pen.words.plain(month))
    of = (one.area.id, one.target, one.issued.isoformat(), one.month.isoformat(), one.model)
    by = f"{calm(one.model)}; {calm(one.counts)}" if one.counts else calm(one.model)
    cites = pen.references.cite(Fact(sort="F", what=what, of=of, told=told, by=by))
    ninety = pen.words("ranges.between", low=low, high=high)
    cells = (line, pen.words.plain(month), middle, ninety, *map(pen.words.plain, chances), last_time, calm(one.model))
    return pen.row(cites, *cells)


def _percent(share: float) -> str:
    return f"{100 * share:.0f}%"


def _decimal(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")
