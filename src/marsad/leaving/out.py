"""From the store through protection into files.

Below the internal level no filter is asked of the stored rows that tells more than the protected ones do: what could be
found out by a shrinking box or by searching for a name is looked for in the record as it leaves.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from marsad.config import Config, load_config
from marsad.export import Manifest, Written, exporter, needs, write
from marsad.leaving.fits import asked_of_the_store, fits
from marsad.protect import Known, LevelName, Policy, Tally, cleared, load_policy
from marsad.store import Filters, Store

if TYPE_CHECKING:
    from marsad.actors import Registry
    from marsad.places import Gazetteer

T = TypeVar("T")
Record = dict[str, Any]
Follow = Callable[[Iterable[Record]], Iterable[Record]]

#: Events whose reports are looked up at a time.
_STEP = 1000
_EVERYTHING = Filters()
#: Inhabitants of a place that is known by name alone.
_TOWN = 20_000
#: Review states of what a person has seen.
_REVIEWED = ("reviewed", "corrected")


@dataclass(frozen=True, slots=True, kw_only=True)
class Circle:
    """The readers of one file: which policy holds for them, from when on, and what was held back from them."""

    policy: Policy
    level: LevelName
    now: datetime
    tally: Tally
    reviewed_only: bool = False


def circle(level: LevelName = "public", policy: Path | None = None, *, reviewed_only: bool = False) -> Circle:
    """The readers at this level, at this moment, by this policy file (without one: the default)."""
    return Circle(
        policy=load_policy(policy),
        level=level,
        now=datetime.now(tz=UTC),
        tally=Tally(),
        reviewed_only=reviewed_only,
    )


def export(
    form: str,
    path: str | Path,
    *,
    store: Store,
    filters: Filters = _EVERYTHING,
    readers: Circle | None = None,
    **given: Any,
) -> Written:
    """Write the events that fit to a file, and beside it a manifest that says what was done to them.

    ``form`` is a name of :data:`marsad.export.EXPORTERS` or ``"module:function"``; ``readers`` are the public unless
    :func:`circle` says otherwise. Further: ``template`` (a workbook for ``xlsx``), ``config``, and ``follow``, through
    which the records pass one by one. Raises ExportError for a format nobody has and a path that cannot be written.
    """
    config: Config = given.get("config") or load_config()
    follow: Follow = given.get("follow") or iter
    readers = readers or circle()
    exporter(form)  # an unknown format is said before anything is read
    manifest = Manifest(
        level=readers.level,
        policy=f"{readers.policy.name} {readers.policy.digest}",
        made_at=readers.now,
        as_of=store.as_of,
        filters=told_filters(filters, readers),
        held_back=readers.tally.held_back,
        changes=readers.tally.changes,
        withdrawn=tombstones(store),
    )
    wanted = needs(form)
    records = leaving(store, filters, config, readers, texts="texts" in wanted and readers.level == "internal")
    if "pcodes" in wanted:
        records = _with_pcodes(records, config)
    return write(follow(records), form, Path(path), manifest=manifest, template=given.get("template"))


def tombstones(store: Store) -> list[dict[str, str]]:
    """What is published of what was withdrawn: that it was, when, and why in a word."""
    return [
        {
            "record": "tombstone",
            "what": one.what,
            "id": one.id,
            "withdrawn_on": one.withdrawn_on.isoformat(),
            "reason_class": one.reason_class,
        }
        for one in store.tombstones()
    ]


def leaving(
    store: Store, filters: Filters, config: Config, readers: Circle, *, texts: bool = False
) -> Iterator[Record]:
    """The events of the store that fit the filters and may leave, as they may; the others are counted in the tally."""
    is_internal = readers.level == "internal"
    stored = store.events(filters if is_internal else asked_of_the_store(filters))
    if readers.reviewed_only:
        stored = _reviewed(stored, readers.tally)
    passed = cleared(
        _with_reports(stored, store, texts=texts),
        policy=readers.policy,
        level=readers.level,
        now=readers.now,
        tally=readers.tally,
        known=known_to(config),
    )
    return passed if is_internal else (record for record in passed if fits(record, filters))


def _reviewed(records: Iterable[Record], tally: Tally) -> Iterator[Record]:
    for record in records:
        if record["review_state"] in _REVIEWED:
            yield record
        else:
            tally.held_back["not-reviewed"] += 1


def _with_reports(records: Iterable[Record], store: Store, *, texts: bool) -> Iterator[Record]:
    """Each record with its reports: outlet, address, headline, day, language and length of each document."""
    for some in _steps(records):
        known = store.reports({document for record in some for document in record["documents"]}, texts=texts)
        for record in some:
            yield {**record, "reports": [dict(known[one]) for one in record["documents"] if one in known]}


def _steps(items: Iterable[T]) -> Iterator[list[T]]:
    all_items = iter(items)
    while some := list(islice(all_items, _STEP)):
        yield some


def told_filters(filters: Filters, readers: Circle) -> dict[str, Any]:
    """The filters in force, for a manifest. Words searched for may be a name: they are told internally only."""
    held = {field.name: getattr(filters, field.name) for field in dataclasses.fields(filters)}
    told = {name: value for name, value in held.items() if value not in (None, ())}
    if "text" in told and readers.level != "internal":
        told["text"] = "(withheld)"
    if readers.reviewed_only:
        told["reviewed_only"] = True
    return {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in told.items()}


# --- what registry and gazetteer know ----------------------------------------------------------


def _with_pcodes(records: Iterable[Record], config: Config) -> Iterator[Record]:
    """Each record with OCHA's codes of its units, where the gazetteer has them."""
    from marsad.places import open_gazetteer

    gazetteer = open_gazetteer(config)

    @lru_cache(maxsize=65536)
    def code(kind: str, name: str, country: str) -> str | None:
        found = gazetteer.find(name, country=country)
        return next((one.pcode for one in found if one.kind == kind and one.pcode), None)

    for record in records:
        where = record["where"] or {}
        country = where.get("country")
        units = {kind: where.get(kind) for kind in ("admin1", "admin2")}
        known = {kind: code(kind, name, country) if name and country else None for kind, name in units.items()}
        yield {**record, "pcodes": known}


def known_to(config: Config) -> Known:
    """What registry and gazetteer know; of places by name alone only towns, as villages are called as people are."""
    from marsad.actors import load_actors, user_actor_files
    from marsad.places import open_gazetteer

    registry = load_actors(user_files=user_actor_files(config))

    @lru_cache(maxsize=1)
    def gazetteer() -> Gazetteer:
        return open_gazetteer(config)

    @lru_cache(maxsize=8192)
    def is_place(place: str, words: str) -> bool:
        return any(found.id == place for found in gazetteer().find(words))

    @lru_cache(maxsize=8192)
    def is_town(words: str) -> bool:
        return any(one.kind != "populated place" or one.population >= _TOWN for one in gazetteer().find(words))

    return Known(
        is_called=_known_by(registry),
        is_place=is_place,
        is_public=lambda words: bool(registry.index.get(registry.key(words))),
        is_town=is_town,
    )


def _known_by(registry: Registry) -> Callable[[str, str], bool]:
    """Whether the registry knows an actor by these words, or a state's by a word for its country ("Ankara")."""

    @lru_cache(maxsize=8192)
    def is_called(actor: str, words: str) -> bool:
        entry, nation = registry.get(actor), registry.nation(words)
        if entry is not None and nation is not None and entry.country == nation.country:
            return True
        return any(use.actor == actor for use in registry.index.get(registry.key(words), ()))

    return is_called
