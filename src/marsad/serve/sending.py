"""Files for others: exactly the events that fit, in a format, as they may leave to a circle of readers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from marsad.config import Config
from marsad.export import Manifest, needs, write
from marsad.leaving import Circle, circle, export, leaving
from marsad.leaving.known import with_pcodes
from marsad.protect import LevelName
from marsad.store import Filters, Store

Record = dict[str, Any]


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


def send(parcel: Parcel) -> dict[str, int]:
    """Write the file, and tell how many events were held back, by reason. Raises ExportError."""
    readers = circle(parcel.level, parcel.policy)
    with Store(parcel.config.db, read_only=True) as store:
        if parcel.only is None:
            export(parcel.form, parcel.file, store=store, filters=parcel.filters, readers=readers,
                   config=parcel.config, by=parcel.by)  # fmt: skip
        else:
            _send_some(parcel, parcel.only, store, readers)
    return dict(readers.tally.held_back)


def _send_some(parcel: Parcel, only: frozenset[str], store: Store, readers: Circle) -> None:
    """Of the events that fit, write only these."""
    wanted, is_internal = needs(parcel.form), readers.level == "internal"
    every = leaving(store, parcel.filters, parcel.config, readers, texts="texts" in wanted and is_internal)
    records: Iterable[Record] = (one for one in every if one["id"] in only)
    manifest = Manifest(
        level=readers.level,
        policy=f"{readers.policy.name} {readers.policy.digest}",
        made_at=readers.now,
        held_back=readers.tally.held_back,
        changes=readers.tally.changes,
    )
    records = with_pcodes(records, parcel.config) if "pcodes" in wanted else records
    done = write(records, parcel.form, parcel.file, manifest=manifest)
    if is_internal:
        told = {
            "by": parcel.by,
            "format": parcel.form,
            "level": readers.level,
            "events": done.events,
            "sha256": done.sha256,
        }
        store.log("exported", told, at=datetime.now(tz=UTC))
