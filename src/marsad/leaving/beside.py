"""A store's events beside those of a user's ACLED or GED file. Both pass the same exporter, so that like meets like.

Nothing of this leaves: rows of a restricted file are read, compared, counted and forgotten.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from marsad.config import Config
from marsad.evaluate.overlap import Told
from marsad.export.acled import acled_rows
from marsad.export.ged import ged_row
from marsad.places.keys import fold

Record = Mapping[str, Any]
ActorOf = Callable[[str], str]

#: "(2000-2024)", "(Syria)", "(2000-2024) Special Forces": what ACLED adds to a name.
_ADDED = re.compile(r"\s*\([^()]*\)")
#: Precision from which a place is an area, whose point says nothing.
_AREA = 4


def told_by(records: Iterable[Record], standard: str, actor_of: ActorOf) -> Iterator[Told]:
    """The events as a standard tells them: by day for ``acled``, with at least one death for ``ged``."""
    for record in records:
        sides = frozenset(_sides(record, actor_of))
        if standard == "acled":
            for number, row in enumerate(acled_rows(record)):
                day = date.fromisoformat(row["event_date"])
                yield _told(record, f"{record['id']}-{number}", (day, day), _of_acled(row), sides)
        elif (coded := ged_row(record)) is not None:
            span = date.fromisoformat(coded["date_start"]), date.fromisoformat(coded["date_end"])
            yield _told(record, record["id"], span, (str(coded["type_of_violence"]), None, coded["best"]), sides)


def _of_acled(row: Mapping[str, Any]) -> tuple[str | None, str | None, int]:
    return row["event_type"], row["sub_event_type"], row["fatalities"]


def _told(
    record: Record,
    key: str,
    span: tuple[date, date],
    coded: tuple[str | None, str | None, int],
    sides: frozenset[str],
) -> Told:
    where = record["where"]
    is_area = (where["where_prec"] or 0) >= _AREA
    return Told(
        id=key,
        first=span[0],
        last=span[1],
        country=where["country"],
        admin1=fold(where["admin1"]) if where["admin1"] else None,
        lat=None if is_area else where["lat"],
        lon=None if is_area else where["lon"],
        type=coded[0],
        sub_type=coded[1],
        deaths=coded[2],
        sides=sides,
    )


def _sides(record: Record, actor_of: ActorOf) -> Iterator[str]:
    for party in record["parties"]:
        if party["actor"]:
            yield party["actor"]
        elif party["name"]:
            yield actor_of(party["name"])


def actor_finder(config: Config) -> ActorOf:
    """The id of the actor that a data set's name means, as far as the registry knows it; else the folded name."""
    from marsad.actors import load_actors, user_actor_files

    registry = load_actors(user_files=user_actor_files(config))

    @lru_cache(maxsize=65536)
    def actor_of(name: str) -> str:
        bare = " ".join(_ADDED.sub("", name).split())
        found = registry.find(name) or registry.find(bare)
        return found[0].entry.id if found else fold(bare)

    return actor_of
