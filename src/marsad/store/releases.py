"""Releases: under which name what was frozen, and from which moment it can be made again."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from marsad.errors import StoreError
from marsad.record import canonical_json
from marsad.store import audit, rows
from marsad.store.engine import Connection, whole
from marsad.store.query import fetch


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """What was written under a name. ``number`` is 0 before it is stored."""

    name: str
    as_of: datetime
    released_at: datetime
    manifest: Mapping[str, Any]
    number: int = 0


def releases(connection: Connection) -> list[Release]:
    """All, oldest first."""
    found = fetch(
        connection,
        "SELECT number, name, as_of, released_at, manifest::VARCHAR AS manifest FROM releases ORDER BY number",
    )
    return [
        Release(
            number=row["number"],
            name=row["name"],
            as_of=rows.from_utc(row["as_of"]),
            released_at=rows.from_utc(row["released_at"]),
            manifest=json.loads(row["manifest"]),
        )
        for row in found
    ]


def moment(connection: Connection, given: str) -> datetime:
    """When the release with this name or number was taken. Raises StoreError for one that is not there."""
    known = releases(connection)
    found = next((one for one in known if given in (one.name, str(one.number))), None)
    if found is None:
        names = ", ".join(one.name for one in known) or "none yet"
        raise StoreError(f"no release {given!r}", next_step=f"Give a day (2024-03-31) or a release: {names}.")
    return found.as_of


@whole
def add(connection: Connection, release: Release, events: Collection[str]) -> int:
    """Append one and the ids of its events. Raises StoreError for a name that is taken."""
    known = releases(connection)
    if any(one.name == release.name for one in known):
        raise StoreError(f"there is a release {release.name!r}", next_step="Releases are final: give another name.")
    number = max((one.number for one in known), default=0) + 1
    row = {
        "number": number,
        "name": release.name,
        "as_of": rows.utc(release.as_of),
        "released_at": rows.utc(release.released_at),
        "manifest": canonical_json(release.manifest),
    }
    told = {"name": release.name, "sha256": release.manifest.get("sha256")}
    audit.append(connection, "released", told, at=release.released_at)
    connection.insert("releases", [row])
    connection.insert("released", [{"release": number, "event": event} for event in sorted(events)])
    return number
