"""Cards of events that were told, kept for the next reader who sees the same."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from typing import Any

from typing_extensions import TypedDict

from marsad.schema import AcledRecord
from marsad.serve import evidence
from marsad.serve.shapes import Real, Sentence, Word
from marsad.serve.views import Views

Record = dict[str, Any]


class Spot(TypedDict):
    """Where the map shows an event."""

    lat: Real
    lon: Real
    admin1: Word


class Card(TypedDict):
    """What a line of the feed shows."""

    id: str
    kind: str
    mode: Word
    status: str
    acled: AcledRecord | None
    who: str
    whom: str
    where: str
    when: str
    days: list[str] | None
    reported_on: Word
    spot: Spot | None
    toll: str
    grade: str
    review_state: str
    reports: int
    independent: int
    sources: list[str]
    sentence: Sentence | None


class CardsTold(TypedDict):
    """A page of them."""

    items: list[Card]
    next: Word


#: Cards kept, some 1.5 kB each; the one asked for longest ago is forgotten first.
_KEPT = 20_000


class Cards:
    """Internal cards. Every method may be called from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held: OrderedDict[tuple[str, str], Record] = OrderedDict()

    def of(self, ids: Sequence[str], stamp: str, views: Views) -> list[Record]:
        """The cards of these events in their order, as the store with this stamp tells them."""
        with self._lock:
            known = {one: self._held[stamp, one] for one in ids if (stamp, one) in self._held}
        missing = [one for one in ids if one not in known]
        if missing:
            with views.store() as store:
                records, documents = evidence.worded(store, missing)
            known |= {one["id"]: evidence.card(one, documents) for one in records}
        with self._lock:
            for one in ids:
                if one in known:
                    self._held[stamp, one] = known[one]
                    self._held.move_to_end((stamp, one))
            while len(self._held) > _KEPT:
                self._held.popitem(last=False)
        return [known[one] for one in ids if one in known]
