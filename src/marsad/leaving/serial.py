"""Events that reports number ("the eighth joint patrol") or name as part of a campaign, as they may leave."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from marsad.config import Config
from marsad.leaving.fits import asked_of_the_store, fits
from marsad.leaving.known import known_to
from marsad.leaving.out import Circle
from marsad.protect import cleared
from marsad.store import Filters, Store

Record = dict[str, Any]
#: Records read at a time.
_STEP = 1000


def serial(store: Store, filters: Filters, config: Config, readers: Circle) -> Iterator[Record]:
    """The records, protected at every level: what tells of patrols and convoys is coarse and late for all."""
    is_internal = readers.level == "internal"
    ids = store.event_ids(filters if is_internal else asked_of_the_store(filters), only_serial=True)
    known = known_to(config)
    for start in range(0, len(ids), _STEP):
        records = store.events_by_id(ids[start : start + _STEP])
        passed = cleared(
            records, policy=readers.policy, level=readers.level, now=readers.now, tally=readers.tally, known=known
        )
        yield from (record for record in passed if is_internal or fits(record, filters))
