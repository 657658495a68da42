"""Files for others: exactly the events that fit, in a format, as they may leave to a circle of readers."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from marsad.config import Config
from marsad.leaving import circle, export
from marsad.protect import LevelName
from marsad.store import Filters, Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """What is to be written where. ``only``: ids of the events, where the filters alone do not say it."""

    config: Config
    level: LevelName
    policy: Path | None
    filters: Filters
    only: frozenset[str] | None
    form: str
    file: Path
    by: str
    template: Path | None = None


def send(parcel: Parcel) -> dict[str, int]:
    """Write the file, and tell how many events were held back, by reason. Raises ExportError."""
    readers = circle(parcel.level, parcel.policy)
    with Store(parcel.config.db, read_only=True) as store:
        export(
            parcel.form,
            parcel.file,
            store=store,
            filters=parcel.filters,
            readers=readers,
            config=parcel.config,
            only=parcel.only,
            by=parcel.by,
            template=parcel.template,
        )
    return dict(readers.tally.held_back)
