"""Which alerts stand on a day, and which of them were not told lately."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from marsad.analyse.alert import Alert, Axis
from marsad.analyse.alerts import Asked, Leaning, alerts
from marsad.analyse.axes import Areas
from marsad.analyse.material import Material
from marsad.analyse.rules import Rules, load_rules
from marsad.config import Config
from marsad.errors import ConfigError
from marsad.leaving import Circle, material
from marsad.record import content_id
from marsad.store import Filters, Store
from marsad.warning.names import namer

#: What the audit log of the store calls an alert that was told.
_ALERTED = "alerted"
_EVERYTHING = Filters()
#: Filters that could cut out a spot: no alert is on less than a second-level unit or a PRIO-GRID cell.
_NARROWING = ("place", "bbox", "within", "near")


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What to look for. ``at``: the last day seen, None for the last that anything is known of."""

    rules: Rules = field(default_factory=load_rules)
    at: date | None = None
    axes: tuple[Axis, ...] = ()
    areas: Areas = field(default_factory=dict)
    filters: Filters = _EVERYTHING
    pace: Mapping[str, Any] = field(default_factory=dict)  #: ``workers`` and ``progress`` of reading the events


def standing(store: Store, config: Config, readers: Circle, task: Task) -> tuple[Alert, ...]:
    """The alerts on that day, for these readers: of events that may reach them, and of nothing after it.

    Assessments are words of reports that are kept inside, and are only looked at for internal use. Raises ConfigError
    for filters that would cut out less than an area alerts may be told of.
    """
    refuse_spots(task.filters)
    told = material(store, task.filters, config, readers, **task.pace)
    at = task.at or last_day(told, readers.now.date())
    if at is None:
        return ()
    asked = Asked(at=at, axes=task.axes, areas=task.areas, name=namer(config))
    return alerts(told, task.rules, asked, _leanings(store, task, readers, at))


def rules_of(config: Config, named: Path | None = None) -> Rules:
    """The rules of this file, else of the setting ``rules``, else those that are shipped. Raises ConfigError."""
    return load_rules(named or (Path(config.rules).expanduser() if config.rules else None))


def refuse_spots(filters: Filters) -> None:
    """Raises ConfigError for filters that would cut out less than an area alerts may be told of."""
    narrow = next((name for name in _NARROWING if getattr(filters, name) not in (None, ())), None)
    if narrow is not None:
        raise ConfigError(
            f"alerts are not told of a {narrow}",
            next_step="Choose by --admin, --by admin2 or cell, or --areas with areas of that size.",
            setting=narrow,
        )


def last_day(told: Material, today: date) -> date | None:
    """The last day, today at most, of which anything is known."""
    import pyarrow.compute as pc

    dated = told.events.filter(pc.is_valid(told.events["date_prec"]))["to_day"]
    days = (pc.max(column.filter(pc.less_equal(column, today))).as_py() for column in (dated, told.coverage["day"]))
    return max((day for day in days if day is not None), default=None)


def _leanings(store: Store, task: Task, readers: Circle, at: date) -> Sequence[Leaning]:
    if readers.level != "internal" or task.filters != _EVERYTHING:
        return ()
    since = at - timedelta(days=task.rules.history_days)
    return [
        Leaning(day=one.day, country=one.country, admin1=one.admin1, is_more=one.is_more)
        for one in store.leanings(since, at)
    ]


# --- what was told -----------------------------------------------------------------------------


def fresh(store: Store, found: Sequence[Alert], rules: Rules) -> tuple[Alert, ...]:
    """Without what was told in the last ``quiet_days``, unless it was medium then and is high now."""
    levels: dict[str, list[tuple[date, str]]] = {}
    for line in store.logged(_ALERTED):
        levels.setdefault(line["alert"], []).append((date.fromisoformat(line["at"]), line["level"]))
    return tuple(one for one in found if not _was_told(one, levels.get(key_of(one), ()), rules))


def _was_told(alert: Alert, before: Sequence[tuple[date, str]], rules: Rules) -> bool:
    return any(
        abs((alert.stretch.last - at).days) < rules.quiet_days and (level == "high" or alert.level == "medium")
        for at, level in before
    )


def remember(store: Store, sent: Sequence[Alert], *, at: datetime) -> None:
    """Write into the store's audit log that these were told: by hash, with no word of what they are about."""
    told = ({"alert": key_of(alert), "at": alert.stretch.last.isoformat(), "level": alert.level} for alert in sent)
    store.log(_ALERTED, *told, at=at)


def key_of(alert: Alert) -> str:
    """The same for alerts by one detector on one measure of one line, whenever they are told."""
    return content_id(alert.detector, alert.measure, alert.line.axis, alert.line.key)
