"""How an event's values are chosen among its mentions' claims."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

CountPolicy = Literal["ged", "acled", "latest", "majority"]
Vote = Literal["majority", "latest"]
Fineness = Literal["finest", "majority", "latest"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FoldPolicy:
    """One named policy per field. Votes are those of independent sources, so ten copies have one.

    ``majority``: most votes, then the surest, then the first told. ``latest``: the last told. ``finest``: among the
    values that most sources can agree with, the most precise.
    """

    kind: Vote = "majority"  #: mode and the derived codes (acled, ged, cameo, goldstein) follow the kind
    status: Vote = "majority"
    words: Vote = "majority"  #: duration, campaign, ordinal
    where: Fineness = "finest"
    when: Fineness = "finest"
    #: ``ged``: lowest, middle and highest number of the independent sources, the middle among the recent ones;
    #: ``acled``: the lowest; ``latest`` and ``majority`` as above.
    counts: CountPolicy = "ged"
    #: Days before the last report within which reports are recent. A toll settles in about two days.
    settle_days: int = 2
