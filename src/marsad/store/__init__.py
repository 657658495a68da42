"""Store: keep documents, mentions, judgements and events in one database, and find them again. The only SQL.

A DuckDB file by default, or a PostgreSQL database. Evidence is appended, events are derived from it and replaced; words
of documents stand in one table, ``documents``, and are filled in on reading.
"""

from marsad.store.audit import Fault, Verified
from marsad.store.blocking import Reach
from marsad.store.changes import Change
from marsad.store.columns import EventRow, row_of, row_schema
from marsad.store.database import is_there, shown
from marsad.store.filters import Filters, inside
from marsad.store.forgetting import Wish
from marsad.store.listing import Covered, DocumentFilters, Outlet
from marsad.store.query import Batch, Stats, Stored, Told
from marsad.store.queue import NEEDS, Need, QueueItem
from marsad.store.releases import Release
from marsad.store.restrictions import Restricted, Tombstone
from marsad.store.rows import sides_of
from marsad.store.store import Store
from marsad.store.watching import Watched
from marsad.store.write import Folded, folded

__all__ = [
    "NEEDS",
    "Batch",
    "Change",
    "Covered",
    "DocumentFilters",
    "EventRow",
    "Fault",
    "Filters",
    "Folded",
    "Need",
    "Outlet",
    "QueueItem",
    "Reach",
    "Release",
    "Restricted",
    "Stats",
    "Store",
    "Stored",
    "Told",
    "Tombstone",
    "Verified",
    "Watched",
    "Wish",
    "folded",
    "inside",
    "is_there",
    "row_of",
    "row_schema",
    "shown",
    "sides_of",
]
