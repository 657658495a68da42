"""What an event record can be counted by."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from typing import Any, Literal

from marsad.errors import ConfigError

Step = Literal["day", "week", "month", "year"]
#: Longest stretch of days that still belongs to one step: a month told as such fits a month, not a week.
STEP_DAYS: dict[Step, int] = {"day": 1, "week": 7, "month": 31, "year": 366}

#: Statuses of what took place. A plan, a denial and an anniversary are records, not events to count.
OCCURRED = frozenset(("happened", "ongoing", "attempted"))


def step_start(day: date, step: Step) -> date:
    """First day of the step that holds ``day``; weeks begin on Monday."""
    if step == "day":
        return day
    if step == "week":
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if step == "month" else day.replace(month=1, day=1)


def next_start(start: date, step: Step) -> date:
    """First day of the following step."""
    return step_start(start + timedelta(days=STEP_DAYS[step]), step)


def step_of(event: Mapping[str, Any], step: Step) -> date | None:
    """First day of the step that holds the event's middle day; None where undated or told more vaguely than that."""
    when = event["when"]
    if when is None:
        return None
    first, last = date.fromisoformat(when["first"]), date.fromisoformat(when["last"])
    if (last - first).days >= STEP_DAYS[step]:
        return None
    return step_start(first + (last - first) // 2, step)


def actors(event: Mapping[str, Any], *roles: str) -> list[str]:
    """Ids of the registered actors, in these roles if any are named; each once."""
    held = (party["actor"] for party in event["parties"] if not roles or party["role"] in roles)
    return list(dict.fromkeys(actor for actor in held if actor))


def directed_pairs(event: Mapping[str, Any]) -> list[tuple[str, str]]:
    """(initiator, recipient) of every pair of registered actors that are not one."""
    recipients = actors(event, "recipient", "victim")
    return [(doer, other) for doer in actors(event, "initiator") for other in recipients if doer != other]


def _field(name: str) -> Callable[[Mapping[str, Any]], list[str | None]]:
    return lambda event: [event[name]]


def _place(name: str) -> Callable[[Mapping[str, Any]], list[str | None]]:
    return lambda event: [event["where"][name] if event["where"] else None]


def _time(step: Step, length: int) -> Callable[[Mapping[str, Any]], list[str | None]]:
    def key(event: Mapping[str, Any]) -> list[str | None]:
        start = step_of(event, step)
        return [start.isoformat()[:length] if start else None]

    return key


#: What to count by → the event's keys. Most have one; an event of three actors has three.
KEYS: dict[str, Callable[[Mapping[str, Any]], Iterable[str | None]]] = {
    "kind": _field("kind"),
    "mode": _field("mode"),
    "grade": _field("grade"),
    "actor": lambda event: actors(event) or [None],
    "dyad": lambda event: dict.fromkeys(" – ".join(sorted(pair)) for pair in directed_pairs(event)) or [None],
    "source": lambda event: event["sources"] or [None],
    "country": _place("country"),
    "admin1": _place("admin1"),
    "admin2": _place("admin2"),
    "day": _time("day", 10),
    "week": _time("week", 10),
    "month": _time("month", 7),
    "year": _time("year", 4),
}


def key_named(name: str) -> Callable[[Mapping[str, Any]], Iterable[str | None]]:
    """How to count by ``name``. Raises ConfigError for a name that is not known."""
    if name not in KEYS:
        raise ConfigError(f"Events cannot be counted by {name!r}", next_step=f"Known: {', '.join(KEYS)}.", setting="by")
    return KEYS[name]
