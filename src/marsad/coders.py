"""Double coding: several people code the same events, none seeing what another did, and their words are compared.

>>> import marsad
>>> with marsad.Store("week.duckdb") as store:
...     events = marsad.coders.open_events(store, "A", sample=50)
...     desk = marsad.review.Desk(store, by="A", is_blind=True)
...     comparison = marsad.coders.compare(store, ("A", "B"))

A coder has coded an event when they accepted it, as the machine tells it or as they corrected it, or rejected it.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from marsad.config import Config, load_config
from marsad.errors import StoreError
from marsad.evaluate import Agreement, CodedEvent, coded_event, concur, field_agreements, values_told
from marsad.pipeline import as_seen
from marsad.record import content_id, event_record
from marsad.store import Filters, Store
from marsad.types import Act, Event

#: The name of what is compared first: is this an event at all?
IS_EVENT = "is event"


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement:
    """One field of one event on which coders differ; ``said`` is in the order of the coders."""

    event: str
    field: str
    said: tuple[Hashable, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """``events`` were coded by all the coders; ``fields`` are compared where all of them accepted the event."""

    coders: tuple[str, ...]
    events: int
    fields: tuple[Agreement, ...]
    disagreements: tuple[Disagreement, ...]


def open_events(store: Store, coder: str, *, filters: Filters | None = None, sample: int | None = None) -> list[str]:
    """Ids of the events that this coder has still to code.

    ``sample``: only so many of those that fit, drawn by a hash of their ids, so that every coder draws the same.
    """
    found = sorted(record["id"] for record in store.events(filters or Filters(), words=False))
    drawn = sorted(found, key=lambda event: content_id("sample", event))[:sample] if sample else found
    done = _verdicts(store, _blind_acts(store, coder))
    return [event for event in drawn if event not in done]


def coded_by(store: Store, event: str, coder: str, *, config: Config) -> Event:
    """The event as this coder has it so far: the machine's, and over it what they corrected."""
    return _overlaid(store, event, _blind_acts(store, coder), config)


def _overlaid(store: Store, event: str, acts: Sequence[Act], config: Config) -> Event:
    """The event with those of the acts laid over it that are about it."""
    mentions = set(store.event(event)["mentions"])
    own = [act for act in acts if any(anchor.mention in mentions for anchor in act.anchors)]
    return as_seen(store, event, own, config=config)


def coders_of(store: Store) -> tuple[str, ...]:
    """Everybody who coded blind, by name."""
    return tuple(sorted({act.by for act in store.acts() if act.is_blind}))


def compare(store: Store, coders: Sequence[str], *, config: Config | None = None) -> Comparison:
    """How far coders agree on the events that all of them coded.

    Raises StoreError where fewer than two are named, or somebody coded nothing.
    """
    if len(set(coders)) < 2:
        raise StoreError("agreement is between two coders or more", next_step="Code blind: marsad review --coder NAME.")
    acts = [_blind_acts(store, coder) for coder in coders]
    verdicts = [_verdicts(store, done) for done in acts]
    for coder, decided in zip(coders, verdicts, strict=True):
        if not decided:
            known = ", ".join(coders_of(store)) or "nobody"
            raise StoreError(f"{coder} has coded nothing", next_step=f"Coded so far: {known}.")
    shared = sorted(set.intersection(*(set(decided) for decided in verdicts)))
    kept = [event for event in shared if all(decided[event] == "accepted" for decided in verdicts)]
    config = config or load_config()
    units = [[_coded(_overlaid(store, event, done, config)) for done in acts] for event in kept]
    is_event = [[decided[event] == "accepted" for decided in verdicts] for event in shared]
    said = [(event, {IS_EVENT: tuple(words)}) for event, words in zip(shared, is_event, strict=True)]
    said += [(event, _side_by_side(unit)) for event, unit in zip(kept, units, strict=True)]
    return Comparison(
        coders=tuple(coders),
        events=len(shared),
        fields=(concur(IS_EVENT, is_event), *field_agreements(units)),
        disagreements=tuple(
            Disagreement(event=event, field=field, said=words)
            for event, fields in said
            for field, words in fields.items()
            if len(set(words)) > 1
        ),
    )


def _side_by_side(unit: Sequence[CodedEvent]) -> dict[str, tuple[Any, ...]]:
    told = [values_told(event) for event in unit]
    return {field: tuple(values.get(field) for values in told) for field in told[0]}


def _coded(event: Event) -> CodedEvent:
    return coded_event(event_record(event))


def _blind_acts(store: Store, coder: str) -> list[Act]:
    """What this coder did blind and did not take back, oldest first."""
    done = store.acts()
    undone = {act.target for act in done if act.verb == "undone"}
    return [act for act in done if act.is_blind and act.by == coder and act.id not in undone]


def _verdicts(store: Store, acts: Sequence[Act]) -> dict[str, Literal["accepted", "rejected"]]:
    """The coder's last verdict by event, as events are now: one may have been merged since it was coded."""
    decided = {act.anchors[0].mention: act.verb for act in acts if act.verb in ("accepted", "rejected")}
    homes = store.clusters_of(decided)
    return {
        event: decided[mention.id]
        for event, mentions in homes.items()
        if event is not None
        for mention in mentions
        if mention.id in decided
    }
