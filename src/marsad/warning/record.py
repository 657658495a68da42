"""An alert as a flat record, as a line of text, and with the events behind it as they may leave."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import Any

from marsad import wording
from marsad.analyse.alert import Alert
from marsad.config import Config
from marsad.errors import StoreError
from marsad.leaving import Circle, known_to
from marsad.protect import Tally, cleared
from marsad.store import Store

Record = dict[str, Any]
#: How many events are told with an alert.
_ROWS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An alert with some of its events, protected for the readers."""

    alert: Alert
    rows: tuple[Record, ...]


def told(store: Store, config: Config, readers: Circle, found: Sequence[Alert]) -> list[Told]:
    """Each alert with the first of its events that may leave: the words of protection's policy hold at every level."""
    known = known_to(config)
    return [Told(alert=alert, rows=tuple(_rows(store, readers, alert, known))) for alert in found]


def still_told(store: Store, config: Config, readers: Circle, events: AbstractSet[str]) -> set[str]:
    """Of these events (ids, or their first digits) those that may reach these readers now: not what was withdrawn."""
    found = {record["id"]: record for record in store.events_by_id(sorted(events))}
    for one in events - found.keys():
        with suppress(StoreError):  # gone, or of several
            found[one] = store.event(one)
    passed = cleared(
        found.values(), policy=readers.policy, level=readers.level, now=readers.now, tally=Tally(),
        known=known_to(config),
    )  # fmt: skip
    ids = {record["id"] for record in passed}
    return {one for one, record in found.items() if record["id"] in ids}


def _rows(store: Store, readers: Circle, alert: Alert, known: Any) -> list[Record]:
    records = store.events_by_id(alert.events[:_ROWS])
    passed = cleared(
        records, policy=readers.policy, level=readers.level, now=readers.now, tally=readers.tally, known=known
    )
    return [_row(record) for record in passed]


def _row(record: Record) -> Record:
    """What is told of one event: what, who, where, when, how many, by whom. No coordinates and no words of a report."""
    return {
        "event": record["id"],
        "kind": record["kind"],
        "mode": record["mode"],
        "who": wording.who(record, "initiator"),
        "to_whom": wording.who(record, "recipient", "victim"),
        "where": wording.where(record),
        "when": wording.when(record),
        "killed": wording.count_text(record["counts"].get("killed")) or None,
        "sources": list(record["sources"]),
    }


def alert_record(alert: Alert) -> Record:
    """The alert as one JSON object, days in ISO 8601."""
    found = asdict(alert)
    line, stretch, before = found.pop("line"), found.pop("stretch"), found.pop("before")
    tested = found.pop("back_test")
    return {
        "record": "alert",
        **{name: value for name, value in found.items() if name not in ("events", "reporting", "reason")},
        **line,
        "since": stretch["first"].isoformat(),
        "until": stretch["last"].isoformat(),
        "before": {end: before[end].isoformat() for end in ("first", "last")},
        "ratio": None if alert.ratio is None else round(alert.ratio, 2),
        "reporting": found["reporting"],
        "back_test": tested and {**tested, "wrong": round(alert.back_test.wrong or 0, 3) if alert.back_test else None},
        "events": list(alert.events),
        "reason": alert.reason,
    }


def told_record(one: Told) -> Record:
    """The alert with its rows, as it is sent."""
    return {**alert_record(one.alert), "rows": [dict(row) for row in one.rows]}


def summary(alert: Alert) -> str:
    """One line: how bad, where, what."""
    return f"[{alert.level}] {alert.line.name}: {alert.observed} {alert.measure} since {alert.stretch.first}"


def paragraph(one: Told) -> str:
    """All of it in plain text."""
    alert = one.alert
    lines = [alert.reason, f"Detector: {alert.detector}, level: {alert.level}."]
    if alert.reporting is not None and alert.reporting.share is not None:
        lines.append(f"At most {alert.reporting.share:.0%} of the change goes with more being written.")
    lines.append(_tested(alert))
    lines += [f"- {_event_line(row)}" for row in one.rows]
    if alert.events_in_all > len(one.rows):
        lines.append(f"- and {alert.events_in_all - len(one.rows)} more events")
    return "\n".join(lines)


def _tested(alert: Alert) -> str:
    test = alert.back_test
    if test is None or test.wrong is None:
        return "This detector was not back-tested with these thresholds."
    return (
        f"In back-tests ({test.on}) {test.wrong:.0%} of such alerts were wrong ({test.false_alarms} of {test.alarms});"
        f" {test.missed} of {test.onsets} escalations were missed."
    )


def _event_line(row: Record) -> str:
    parts = (row["when"], row["where"], row["kind"] + (f"/{row['mode']}" if row["mode"] else ""), row["who"])
    killed = f"killed: {row['killed']}" if row["killed"] else ""
    return "; ".join(part for part in (*parts, killed, ", ".join(row["sources"]), row["event"][:8]) if part)
