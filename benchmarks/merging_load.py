"""Synthetic load: how long merging takes, how it grows, and how long a thousand more mentions take.

::

    python -m benchmarks.merging_load --mentions 100000 [--data DIR] [--more 1000] [--db DB]

Events have the day, precision, place, sides and deaths of a real hot war: of UCDP GED's rows with ``--data`` (the
folder of the set ``ged``), else of ``merging_load.toml``, which holds shares and no row. More mentions are more wars of
that density at the same time, each in a country of its own. One to five reports tell an event; they differ as reports
do. The same arguments give the same load. The last line is one JSON object.
"""

from __future__ import annotations

import argparse
import os
import resource
import sys
import time
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any, Self

from benchmarks.figures import one_line
from benchmarks.ged.rows import ged_rows
from marsad import pipeline
from marsad.config import Config
from marsad.processes import usable
from marsad.record import content_id
from marsad.store import Store
from marsad.types import (
    Actor,
    Claim,
    Coding,
    Count,
    DateRange,
    Document,
    Fingerprints,
    Mention,
    Party,
    Place,
    Role,
    Section,
    Sentence,
    Span,
)

NOW = datetime(2026, 1, 1, tzinfo=UTC)
SEED = 20_160_101
#: UCDP where_prec of a province; the length in days of a vague date.
_PROVINCE, _VAGUE_DAYS = 4, 3
_OUTLETS = tuple(f"Outlet {letter}" for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
#: Documents stored at a time, as :mod:`marsad.run.load` does.
_AT_ONCE = 1000
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """One event as it is known to whoever made the load."""

    first: date
    date_prec: int
    place: str
    where_prec: int
    lat: float
    lon: float
    admin1: str
    admin2: str
    sides: tuple[str, str]
    deaths: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Shares:
    """How reports of one event differ, and how events spread where no rows are given (``merging_load.toml``)."""

    reports: tuple[float, ...]
    unnamed_side: float
    other_deaths: float
    coarser_place: float
    vague_date: float
    untold_mode: float
    undated: float
    copied: float
    spread: dict[str, Any]


def shares() -> Shares:
    table = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
    return Shares(reports=tuple(table["report"].pop("how_many")), **table["report"], spread=table["spread"])


def happenings(folder: Path | None) -> list[Happening]:
    """One war's events: GED's rows, or as many drawn by the shares of the table."""
    if folder is None:
        return _drawn(shares().spread)
    return [
        Happening(
            first=row.first, date_prec=row.date_prec, place=row.place, where_prec=row.where_prec, lat=row.lat,
            lon=row.lon, admin1=row.adm_1, admin2=row.adm_2, sides=(row.sides[0], row.sides[1]), deaths=row.best,
        )
        for row in ged_rows(folder, None)
    ]  # fmt: skip


def _drawn(spread: dict[str, Any]) -> list[Happening]:
    chance = Random(SEED)  # noqa: S311 - a load is no secret
    start = date(2016, 1, 1)
    ranks = [1 / (rank + spread["place_shift"]) for rank in range(spread["places"])]
    found = []
    for _ in range(spread["events"]):
        place = chance.choices(range(spread["places"]), ranks)[0]
        where = Random(place)  # noqa: S311
        province, district = place % spread["provinces"], place % spread["districts"]
        pair = chance.choices(range(len(spread["dyads"])), spread["dyads"])[0]
        found.append(
            Happening(
                first=start + timedelta(days=chance.randrange(spread["days"])),
                date_prec=chance.choices((1, 2, 3, 4, 5), spread["date_prec"])[0],
                place=f"Place {place}", where_prec=chance.choices(range(1, 8), spread["where_prec"])[0],
                lat=33 + province % 4 + where.random(), lon=36 + province // 4 + where.random(),
                admin1=f"Province {province}", admin2=f"District {district}",
                sides=(f"Side {pair}a", f"Side {pair}b"),
                deaths=int(chance.lognormvariate(*spread["deaths"])),
            )
        )  # fmt: skip
    return found


def load(wanted: int, war: Sequence[Happening]) -> Iterator[tuple[str, Document, Coding]]:
    """(event, document, its coding with one mention), as many as wanted."""
    table = shares()
    every = ((theatre, number) for theatre in range(wanted) for number in range(len(war)))
    told = (one for theatre, number in every for one in _told(war[number], theatre, number, table))
    return islice(told, wanted)


def _told(event: Happening, theatre: int, number: int, table: Shares) -> Iterator[tuple[str, Document, Coding]]:
    """All reports of one event in one theatre of war."""
    name = f"{theatre}/{number}"
    chance = Random(f"{SEED}/{name}")  # noqa: S311
    print_: tuple[int, ...] = ()
    for report in range(chance.choices(range(1, len(table.reports) + 1), table.reports)[0]):
        if not print_ or chance.random() >= table.copied:
            print_ = tuple(chance.getrandbits(63) for _ in range(128))
        yield name, *_report(event, theatre, f"{name}/{report}", print_, chance=chance, table=table)


def _report(
    event: Happening, theatre: int, name: str, print_: tuple[int, ...], *, chance: Random, table: Shares
) -> tuple[Document, Coding]:
    country = _LETTERS[theatre // 676 % 26] + _LETTERS[theatre // 26 % 26] + _LETTERS[theatre % 26]
    text = f"Report {name} of {country}: fighters attacked soldiers there on a day."
    published = event.first + timedelta(days=chance.choices((0, 1, 2, 5), (30, 60, 8, 2))[0])
    document = Document(
        id=content_id(text), source=chance.choice(_OUTLETS), url=None, title=None, published=published,
        published_from="given", language="en", text=text,
        sections=(Section(kind="body", span=Span(start=0, end=len(text)), story=0),),
        sentences=(Sentence(index=0, span=Span(start=0, end=len(text)), section=0),),
    )  # fmt: skip

    def claim(value: Any, words: str) -> Claim[Any]:
        start = text.index(words)
        return Claim(
            value=value, quotes=(document.quote(0, Span(start=start, end=start + len(words))),), method="load@1"
        )

    mention = Mention(
        id=content_id(document.id, 0), document=document.id, source=document.source, published=published,
        published_from="given", coder="load",
        kind=claim("ASSAULT", "attacked"), status=claim("happened", "attacked"),
        mode=claim(mode, "attacked") if (mode := _mode(event, chance, table)) else None,
        parties=tuple(claim(party, party.text or "") for party in _parties(event, country, chance, table)),
        where=claim(_place(event, theatre, country, chance, table), "there"),
        when=None if chance.random() < table.undated else claim(_day(event, chance, table), "day"),
        counts=(claim(_deaths(event, chance, table), "attacked"),) if event.deaths else (),
    )  # fmt: skip
    coding = Coding(
        document=document.id, mentions=(mention,), assessments=(), problems=(),
        fingerprints=Fingerprints(minhash=print_), coder="load",
    )  # fmt: skip
    return document, coding


def _mode(event: Happening, chance: Random, table: Shares) -> str | None:
    """As the event's own, where a report tells it and not another."""
    modes = ("explosives", "firearms", "aerial", "heavy-weapons")
    own = Random(f"{event.first}/{event.place}/{event.deaths}").choices(modes, (3, 4, 2, 3))[0]  # noqa: S311
    return None if chance.random() < table.untold_mode else chance.choice((own, own, own, own, own, own, *modes))


def _parties(event: Happening, country: str, chance: Random, table: Shares) -> Iterator[Party]:
    sides: tuple[tuple[Role, str, str], ...] = (("initiator", "REB", "fighters"), ("recipient", "MIL", "soldiers"))
    for (role, sector, words), name in zip(sides, event.sides, strict=True):
        named = chance.random() >= table.unnamed_side
        actor = Actor(
            id=f"{name}-{country}".lower().replace(" ", "-") if named else None,
            name=name if named else None, sector=sector, country=country,
        )  # fmt: skip
        yield Party(role=role, actor=actor, text=words)


def _place(event: Happening, theatre: int, country: str, chance: Random, table: Shares) -> Place:
    coarse = chance.random() < table.coarser_place
    name = event.admin1 if coarse else event.place
    return Place(
        id=f"user:{theatre}-{name}", name=name, shape="area" if coarse else "point", country=country,
        admin1=event.admin1 or None, admin2=None if coarse else event.admin2 or None,
        lat=event.lat - 30 + theatre % 4 * 12, lon=(event.lon + theatre // 4 * 11 + 180) % 360 - 180,
        where_prec=max(event.where_prec, _PROVINCE) if coarse else event.where_prec, geo_precision=None,
    )  # fmt: skip


def _day(event: Happening, chance: Random, table: Shares) -> DateRange:
    if event.date_prec > 1 or chance.random() < table.vague_date:
        return DateRange(first=event.first, last=event.first + timedelta(days=_VAGUE_DAYS), date_prec=2)
    return DateRange(first=event.first, last=event.first, date_prec=1)


def _deaths(event: Happening, chance: Random, table: Shares) -> Count:
    number = event.deaths
    if chance.random() < table.other_deaths:
        number = max(1, round(number * chance.uniform(0.6, 1.5)))
    return Count(measure="killed", low=number, best=number, high=number)


# --- timing ------------------------------------------------------------------------------------


@dataclass(slots=True, kw_only=True)
class Timed:
    """Wall seconds, and processor seconds of this process and those it started, of what is done within."""

    wall: float = 0.0
    cpu: float = 0.0

    def __enter__(self) -> Self:
        self.wall -= time.perf_counter()
        self.cpu -= _processor_s()
        return self

    def __exit__(self, *_: object) -> None:
        self.wall += time.perf_counter()
        self.cpu += _processor_s()


def _processor_s() -> float:
    used = (resource.getrusage(whose) for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in used)


def _add(store: Store, told: Iterable[tuple[str, Document, Coding]], home: dict[str, str], timed: Timed) -> None:
    """Store these reports, a thousand at a time, and note which event each mention is of."""
    left = iter(told)
    while some := list(islice(left, _AT_ONCE)):
        home.update((coding.mentions[0].id, event) for event, _, coding in some)
        with timed:
            store.add_all([(document, coding, ()) for _, document, coding in some], at=NOW)


def measure(wanted: int, more: int, folder: Path | None, db: str) -> dict[str, Any]:
    """Seconds to merge ``wanted`` mentions in an empty store, then to add and merge ``more``."""
    config, every, home = Config(), load(wanted + more, happenings(folder)), dict[str, str]()
    storing, merging, adding = Timed(), Timed(), Timed()
    with Store(db) as store:
        _add(store, islice(every, wanted), home, storing)
        with merging:
            folded = pipeline.merge(store, config=config, now=NOW, workers=usable())
        _add(store, every, home, adding)
        with adding:
            pipeline.merge(store, config=config, now=NOW)
        score = _score(home, (event["mentions"] for event in store.events(words=False)))
        megabytes = store.stats().file_bytes >> 20
    return {
        "benchmark": "merging_load", "mentions": wanted, "events_folded": folded,
        "store_s": round(storing.wall, 1), "store_cpu_s": round(storing.cpu, 1),
        "merge_s": round(merging.wall, 1), "merge_cpu_s": round(merging.cpu, 1),
        "more": more, "more_s": round(adding.wall, 2), "more_cpu_s": round(adding.cpu, 2), **score,
        "file_mb": megabytes, "largest_process_mb": _largest_mb(), "load": round(os.getloadavg()[1], 1),
    }  # fmt: skip


def _largest_mb() -> int:
    whose = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return max(resource.getrusage(one).ru_maxrss for one in whose) >> 10


def _score(home: dict[str, str], events: Iterable[Sequence[str]]) -> dict[str, float]:
    """Pair precision and recall against what the load was made from."""

    def pairs(sizes: Iterator[int]) -> int:
        return sum(size * (size - 1) // 2 for size in sizes)

    gold: dict[str, int] = {}
    for event in home.values():
        gold[event] = gold.get(event, 0) + 1
    right = said = 0
    for mentions in events:
        said += pairs(iter((len(mentions),)))
        share: dict[str, int] = {}
        for mention in mentions:
            share[home[mention]] = share.get(home[mention], 0) + 1
        right += pairs(iter(share.values()))
    wanted = pairs(iter(gold.values()))
    return {
        "pair_precision": round(right / said, 4) if said else 1.0,
        "pair_recall": round(right / wanted, 4) if wanted else 1.0,
    }


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.merging_load", description=(__doc__ or "").splitlines()[0]
    )
    parser.add_argument("--mentions", type=int, default=100_000, metavar="N", help="mentions to merge (100,000)")
    parser.add_argument("--more", type=int, default=1000, metavar="N", help="mentions added afterwards (1,000)")
    parser.add_argument("--data", type=Path, metavar="DIR", help="folder of the set ged, for its spread")
    parser.add_argument("--db", metavar="DB", help="an empty store, also on PostgreSQL (a file of its own)")
    chosen = parser.parse_args(argv)
    with TemporaryDirectory() as folder:
        db = chosen.db or str(Path(folder) / "load.duckdb")
        print(one_line(measure(chosen.mentions, chosen.more, chosen.data, db)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
