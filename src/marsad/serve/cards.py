"""Cards of events that were told, kept for the next reader who sees the same."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from typing import Any

import orjson
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


#: Cards kept, some 2 kB each as JSON (8 kB as objects); the one asked for longest ago is forgotten first.
_KEPT = 20_000


class Cards:
    """Internal cards of the store as it is: what is written makes them all anew. Every method may be called from any
    thread.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._stamp = ""
        self._held: OrderedDict[str, bytes] = OrderedDict()

    def __len__(self) -> int:
        return len(self._held)

    def of(self, ids: Sequence[str], stamp: str, views: Views) -> list[Record]:
        """The cards of these events in their order, as the store with this stamp tells them."""
        with self._lock:
            packed = {one: self._held[one] for one in ids if one in self._held} if stamp == self._stamp else {}
        known: dict[str, Record] = {one: orjson.loads(card) for one, card in packed.items()}
        missing = [one for one in ids if one not in known]
        if missing:
            with views.store() as store:
                records, documents = evidence.worded(store, missing)
            fresh = {one["id"]: evidence.card(one, documents) for one in records}
            packed |= {one: orjson.dumps(card) for one, card in fresh.items()}
            known |= fresh
        self._keep(packed, stamp)
        return [known[one] for one in ids if one in known]

    def _keep(self, packed: Mapping[str, bytes], stamp: str) -> None:
        with self._lock:
            if stamp != self._stamp:
                self._held.clear()
                self._stamp = stamp
            for one, card in packed.items():
                self._held[one] = card
                self._held.move_to_end(one)
            while len(self._held) > _KEPT:
                self._held.popitem(last=False)
