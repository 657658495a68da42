"""Whether a record may leave, and as what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from marsad.protect import area
from marsad.protect.people import without_names
from marsad.protect.policy import Area, LevelName, Policy, Sensitive
from marsad.protect.reports import protect_reports
from marsad.protect.words import Known

Row = dict[str, Any]
_RECORD_ONLY = Known()


@dataclass(frozen=True, slots=True, kw_only=True)
class Protected:
    """What became of a record. ``record`` is None where it is held back, and then a reason is given.

    Reasons: ``licence`` (from a file that may not be passed on, at any level), ``do-not-publish`` and ``embargo``
    (people or the policy say so of it or of a source), ``status`` (planned or imagined), ``undated`` (nothing shows
    that the delay is over), ``delay``, ``movement-delay``. Changes name each rule that changed something.
    """

    record: Row | None
    held_back_reason: str | None = None
    changes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many records were held back, by reason, and changed, by rule. Filled while :func:`cleared` is consumed."""

    held_back: Counter[str] = field(default_factory=Counter)
    changes: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """Why a record stays behind, and until when (UTC); None: for good."""

    reason: str
    until: datetime | None

    def holds(self, now: datetime) -> bool:
        """Whether it still holds at this moment."""
        return self.until is None or now < self.until


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """What becomes of a record whatever the moment: it leaves, as ``record``, when none of ``holds`` holds any more.

    The first of them that holds gives the reason. What never leaves has no record.
    """

    holds: tuple[Hold, ...]
    record: Row | None
    changes: tuple[str, ...] = ()


def protect(
    record: Mapping[str, Any],
    *,
    policy: Policy,
    level: LevelName,
    now: datetime,
    known: Known = _RECORD_ONLY,
    is_own: bool = False,
) -> Protected:
    """What of an event (or mention) may leave at this level, at this moment (UTC).

    ``known`` asks registry and gazetteer, so that quotes which name an actor or a place otherwise than its record can
    stay. The record given is not changed, but where it ``is_own``: nobody else holds it then. The one returned has all
    its fields and ``protection``, which names the level, the rules that changed it and the least count of events that
    may be told with it in. A state of the past brings along the ``present`` one: what is sensitive by now was so then,
    and leaves no finer.
    """
    moves, headings = _sorts(record, policy)
    for hold in _holds(record, policy, level, moves=moves):
        if hold.holds(now):
            return Protected(record=None, held_back_reason=hold.reason)
    own: Row = record if is_own and isinstance(record, dict) else _copied(record)
    changes = _changed(own, policy, level, known, (moves, headings))
    return Protected(record=own, changes=changes)


def passage(record: Row, *, policy: Policy, level: LevelName, known: Known = _RECORD_ONLY) -> Passage:
    """As :func:`protect` for all moments at once, so that what leaves can be kept. The record given is taken over."""
    moves, headings = _sorts(record, policy)
    holds = _holds(record, policy, level, moves=moves)
    if any(hold.until is None for hold in holds):
        return Passage(holds=holds, record=None)
    changes = _changed(record, policy, level, known, (moves, headings))
    return Passage(holds=holds, record=record, changes=changes)


def _changed(
    own: Row, policy: Policy, level: LevelName, known: Known, sorts: tuple[bool, tuple[Sensitive, ...]]
) -> tuple[str, ...]:
    """Make the record what may leave; the rules that changed it, by name."""
    rules, (moves, headings) = policy.levels[level], sorts
    own.pop("present", None)
    had_place = own["where"] is not None
    wanted = _areas(policy, headings if rules.coarsen else (), moves=moves)
    changes = _place(own, policy, known, wanted, coarsen=rules.coarsen)
    is_area = own["where"] is None or any(change != "coordinates-rounded" for change in changes)
    if rules.names == "roles":
        changes |= without_names(own, policy, known)
    changes |= protect_reports(own, policy, known, names=rules.names == "roles", place=is_area and had_place)
    for report in own.get("reports", ()):
        report.pop("persons", None)
    named = tuple(sorted(changes))
    stamp = {"stamp": "INTERNAL"} if level == "internal" else {}
    own["protection"] = {"level": level, "changes": list(named), "least": _least(policy, level, headings)} | stamp
    return named


def _sorts(record: Mapping[str, Any], policy: Policy) -> tuple[bool, tuple[Sensitive, ...]]:
    """Whether it tells of movement, and the headings it is sensitive under: as it was, or as it is known by now."""
    moves, found = False, []
    for state in (record, record.get("present")):
        if state is None:
            continue
        words = area.all_words(state)
        moves = moves or area.is_movement(state, policy, words)
        told = words if policy.alarming.search(words) else ""
        found += [one for one in policy.sensitive if area.falls_under(state, one, told)]
    return moves, tuple(found)


def _least(policy: Policy, level: LevelName, headings: Sequence[Sensitive]) -> int:
    """How many events a count that holds this one must have to be told."""
    if level == "internal":
        return 1
    return policy.cells.k_sensitive if headings else policy.cells.k


def _copied(value: Any) -> Any:
    """A deep copy of what JSON can hold."""
    if isinstance(value, (dict, Mapping)):
        return {key: _copied(held) if isinstance(held, (dict, list)) else held for key, held in value.items()}
    return [_copied(held) if isinstance(held, (dict, list)) else held for held in value]


def cleared(
    records: Iterable[Mapping[str, Any]],
    *,
    policy: Policy,
    level: LevelName,
    now: datetime,
    tally: Tally,
    known: Known = _RECORD_ONLY,
) -> Iterator[Row]:
    """The records that may leave, as they may; the rest is counted in ``tally``. Those given are taken over."""
    for record in records:
        passed = protect(record, policy=policy, level=level, now=now, known=known, is_own=True)
        if passed.record is None:
            tally.held_back[str(passed.held_back_reason)] += 1
            continue
        tally.changes.update(passed.changes)
        yield passed.record


# --- when --------------------------------------------------------------------------------------


def _holds(record: Mapping[str, Any], policy: Policy, level: LevelName, *, moves: bool) -> tuple[Hold, ...]:
    """All that holds it back, in the order in which a reason is given. After one for good nothing more is told."""
    if record.get("licence") in policy.restricted:
        return (Hold(reason="licence", until=None),)
    holds = () if level == "internal" else _restricted(record, policy)
    if any(hold.until is None for hold in holds):
        return holds
    if record["status"] in policy.levels[level].held:
        return (*holds, Hold(reason="status", until=None))
    return holds + _delayed(record, policy, level, moves=moves)


def _delayed(record: Mapping[str, Any], policy: Policy, level: LevelName, *, moves: bool) -> tuple[Hold, ...]:
    hours = max(policy.levels[level].delay_hours, policy.movement.delay_hours if moves else 0)
    if level != "internal":
        hours = max([hours, *(policy.sources[one].delay_hours for one in sources_of(record) if one in policy.sources)])
    if hours == 0:
        return ()
    day = _latest_day(record)
    if day is None:
        return (Hold(reason="undated", until=None),)
    # A day ends at midnight: what happened or appeared on it may have done so in its last minute.
    ended = _midnight(day) + timedelta(days=1)
    return (Hold(reason="movement-delay" if moves else "delay", until=ended + timedelta(hours=hours)),)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=UTC)


def sources_of(record: Mapping[str, Any]) -> Iterator[str]:
    """The sources of an event, or of a mention."""
    yield from record.get("sources", ())
    if record.get("source"):
        yield record["source"]


def _restricted(record: Mapping[str, Any], policy: Policy) -> tuple[Hold, ...]:
    """Whether a person, or the policy for one of the sources, keeps this from others: for good or until a day (UTC)."""
    rules = [policy.sources[one] for one in sources_of(record) if one in policy.sources]
    if record.get("do_not_publish") or any(rule.do_not_publish for rule in rules):
        return (Hold(reason="do-not-publish", until=None),)
    days = [record.get("embargo_until"), *(rule.embargo_until for rule in rules)]
    last = max((str(day) for day in days if day), default=None)
    return () if last is None else (Hold(reason="embargo", until=_midnight(date.fromisoformat(last))),)


def _latest_day(record: Mapping[str, Any]) -> date | None:
    days = [record["published"], record["when"]["last"] if record["when"] else None]
    return max((date.fromisoformat(day) for day in days if day), default=None)


# --- where -------------------------------------------------------------------------------------


def _place(own: Row, policy: Policy, known: Known, wanted: dict[str, Area], *, coarsen: bool) -> set[str]:
    """Round or coarsen the place; the rules that did. ``wanted``: rule → the area it asks for."""
    where = own["where"]
    if where is None:
        return set()
    if coarsen and area.is_words(where, policy, known):
        wanted["place-not-known"] = "admin2"
    applied = set()
    if wanted:
        coarsest: Area = "admin1" if "admin1" in wanted.values() else "admin2"
        own["where"] = area.coarsened(where, coarsest)
        if own["where"] != where:
            applied |= set(wanted)
            area.forget_place(own, where, policy)
    if own["where"] is not None and area.rounded(own["where"], policy):
        applied.add("coordinates-rounded")
    return applied


def _areas(policy: Policy, headings: Iterable[Sensitive], *, moves: bool) -> dict[str, Area]:
    """Rule → the area it asks for."""
    asked: dict[str, Area] = {"movement-to-area": policy.movement.area} if moves else {}
    return asked | {f"sensitive-{heading.name}": heading.area for heading in headings}
