"""What changed between two moments, as far as others may know it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import islice
from typing import Any

from marsad.config import Config
from marsad.leaving.known import known_to
from marsad.leaving.out import Circle
from marsad.protect import cleared
from marsad.store import Change, Store

#: Changes looked at together.
_STEP = 1000
#: Rules that leave the place that is told as it is stored, and what they round.
_UNTOUCHED, _POINT = frozenset(("coordinates-rounded",)), ("lat", "lon")


def changed(store: Store, changes: Iterable[Change], config: Config, readers: Circle) -> Iterator[Change]:
    """The changes of events that may leave, by how they stand in ``store``, and of those that are gone.

    Why, and what a value was, is told internally only; there no value of an event that leaves coarsened, and no point:
    what is stored is finer than what leaves.
    """
    every, known, is_internal = iter(changes), known_to(config), readers.level == "internal"
    while some := list(islice(every, _STEP)):
        records = store.events_by_id([one.event for one in some if one.now is not None])
        passed = cleared(
            records, policy=readers.policy, level=readers.level, now=readers.now, tally=readers.tally, known=known
        )
        coarse = {record["id"]: not _UNTOUCHED.issuperset(record["protection"]["changes"]) for record in passed}
        for one in some:
            if one.now is None or one.event in coarse:
                is_whole = is_internal and not coarse.get(one.event)
                values = tuple((field, _bare(was), _bare(now)) for field, was, now in one.values) if is_whole else ()
                yield replace(one, values=values, why=one.why if is_internal else (), now=one.now if is_whole else None)


def _bare(value: Any) -> Any:
    return {name: told for name, told in value.items() if name not in _POINT} if isinstance(value, Mapping) else value
