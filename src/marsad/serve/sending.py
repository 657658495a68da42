"""Files for others: exactly the events that fit, in a format, as they may leave to a circle of readers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from typing_extensions import TypedDict

from marsad.config import Config
from marsad.export import Written
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
    as_of: datetime | None = None
    template: Path | None = None


class ManifestTold(TypedDict):
    """What stands beside a file, as :func:`marsad.leaving.export` writes it there."""

    file: str
    sha256: str
    rows: int
    events: int | None
    marsad: str
    format: str
    stamp: str
    level: str
    policy: str
    made_at: str
    as_of: str
    filters: dict[str, Any]
    held_back: dict[str, int] | None
    changes: dict[str, int]
    sources: dict[str, int | None]
    risk: dict[str, Any] | None
    withdrawn: list[dict[str, str]]
    cannot_hold: list[str]
    notice: str | None
    licence: dict[str, str]
    credits: list[str]


def send(parcel: Parcel) -> tuple[Written, dict[str, int]]:
    """Write the file with its manifest, and tell how many events were held back, by reason. Raises ExportError."""
    readers = circle(parcel.level, parcel.policy)
    with Store(parcel.config.db, read_only=True, as_of=parcel.as_of) as store:
        written = export(
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
    return written, dict(readers.tally.held_back)
