"""Tables of counts: small ones are told with others, and neither parts of them nor totals beside them give any back."""

import csv
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from marsad.config import Config
from marsad.errors import ExportError
from marsad.leaving import circle, export, leaving
from marsad.pipeline import merge
from marsad.protect import LevelName
from marsad.store import Filters, Store
from marsad.types import AcledType, Coding, Count, Document
from tests.store import reports
from tests.store.reports import AFGHAN_POLICE, AT, TALIBAN

pytestmark = pytest.mark.slow  # databases over their whole life

#: District → days in May 2020 on which it was attacked.
ATTACKS = {"Imam Sahib": (1, 8, 15), "Archi": (4,)}


def attack(district: str, day: int) -> tuple[Document, Coding]:
    actor, name = (TALIBAN, "Taliban") if district == "Imam Sahib" else (AFGHAN_POLICE, "Police")
    published = date(2020, 5, day)
    document = reports.read(
        f"Attack in May, number {day}\n\n{name} attacked {district} post {day}.",
        source="Wire", published=published,
    )  # fmt: skip
    where = reports.place(
        f"user:{district}{day}", f"{district} post {day}", "AFG", "Kunduz", admin2=district, lat=37 + day / 9, lon=68.9
    )
    acled = reports.coded(document, AcledType(event_type="Battles", sub_event_type="Armed clash"), "attacked")
    told = reports.tell(
        document, "attacked", where=(where, f"{district} post {day}"), parties=(("initiator", actor, name),),
        when=(published, published, 1, "attacked"), acled=acled,
    )  # fmt: skip
    return document, reports.code(document, told)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with Store(tmp_path_factory.mktemp("counts") / "marsad.duckdb") as store:
        for district, days in ATTACKS.items():
            for day in days:
                store.add(*attack(district, day), at=AT)
        merge(store, config=Config(), now=AT)
        yield store


def table(store: Store, folder: Path, level: LevelName = "public", **asked: Any) -> list[tuple[str, str, str]]:
    export("hapi", folder / "x.csv", store=store, filters=Filters(**asked), readers=circle(level))
    with (folder / "x.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return [(row["provider_admin1_name"], row["provider_admin2_name"], row["events"]) for row in rows]


WHOLE = [("Kunduz", "", "4")]


def test_a_small_count_takes_the_least_of_the_others_along(store: Store, tmp_path: Path) -> None:
    assert len(list(store.events())) == 4
    assert table(store, tmp_path) == WHOLE
    assert table(store, tmp_path, "internal") == [("Kunduz", "Archi", "1"), ("Kunduz", "Imam Sahib", "3")]


@pytest.mark.parametrize(
    "asked",
    [
        {"actors": ("taliban",)}, {"kinds": ("ASSAULT",)}, {"text": "Archi"}, {"sources": ("Wire",)},
        {"admin": "Kunduz", "min_deaths": 1}, {"bbox": (60.0, 30.0, 75.0, 40.0)},
    ],
)  # fmt: skip
def test_a_part_of_the_table_cannot_be_asked_for(store: Store, tmp_path: Path, asked: dict[str, Any]) -> None:
    """Two questions that differ by one event would have answers that differ by one."""
    with pytest.raises(ExportError, match="difference"):
        table(store, tmp_path, **asked)


@pytest.mark.parametrize(
    ("asked", "rows"),
    [
        ({"admin": "Kunduz"}, WHOLE), ({"admin": "Afghanistan"}, WHOLE), ({"admin": "Archi"}, []),
        ({"admin": "Imam Sahib"}, []), ({"admin": "Balkh"}, []), ({"since": date(2020, 5, 31)}, WHOLE),
        ({"since": date(2020, 5, 5), "until": date(2020, 5, 6)}, WHOLE), ({"since": date(2020, 6, 1)}, []),
        ({"until": date(2020, 4, 30)}, []), ({"admin": "Kunduz", "until": date(2020, 5, 1)}, WHOLE),
    ],
)  # fmt: skip
def test_filters_choose_rows_when_small_counts_stand_with_others(
    store: Store, tmp_path: Path, asked: dict[str, Any], rows: list[Any]
) -> None:
    """By months and names of units a reader can choose from the whole table; a row never changes by being asked for."""
    assert table(store, tmp_path, **asked) == rows


def test_a_part_that_only_ids_name_cannot_be_asked_for_either(store: Store, tmp_path: Path) -> None:
    one = frozenset(event["id"] for event in store.events(words=False, limit=1))
    with pytest.raises(ExportError, match="difference"):
        export("hapi", tmp_path / "x.csv", store=store, only=one)
    assert export("jsonl", tmp_path / "x.jsonl", store=store, only=one).rows == 1
    part = json.loads((tmp_path / "x.jsonl.manifest.json").read_text())
    assert (part["filters"], part["held_back"]) == ({"only": 1}, None), "of a part it would tell by the difference"


def test_totals_beside_the_table_give_nothing_back(store: Store, tmp_path: Path) -> None:
    assert table(store, tmp_path) == WHOLE
    told = json.loads((tmp_path / "x.csv.manifest.json").read_text())
    assert (told["events"], told["changes"], told["sources"]) == (None, {}, {"Wire": None})


def test_a_manifest_tells_how_far_events_stand_out(store: Store, tmp_path: Path) -> None:
    export("jsonl", tmp_path / "x.jsonl", store=store)
    told = json.loads((tmp_path / "x.jsonl.manifest.json").read_text())
    assert told["risk"]["events"] == 4
    assert (told["risk"]["unique"], told["risk"]["unique_share"]) == (0, 0.0)
    assert told["held_back"] == {}, "of a whole release it is told"
    export("jsonl", tmp_path / "x.jsonl", store=store, filters=Filters(actors=("police-afg",)))
    part = json.loads((tmp_path / "x.jsonl.manifest.json").read_text())
    assert (part["risk"]["unique_share"], part["held_back"]) == (1.0, None)


def test_a_past_state_leaves_no_finer_than_the_present_one(tmp_path: Path) -> None:
    """That children were among the dead became known a month later."""
    with Store(tmp_path / "marsad.duckdb") as store:
        document, coding = attack("Imam Sahib", 1)
        store.add(document, coding, at=AT)
        merge(store, config=Config(), now=AT)
        (mention,) = coding.mentions
        dead = Count(measure="killed", low=2, best=2, high=2, by_party=(("children", 2),))
        later = AT + timedelta(days=30)
        counted = replace(mention, counts=(reports.coded(document, dead, "attacked"),))
        store.add(document, reports.code(document, counted, coder="hand@2"), at=later)
        merge(store, config=Config(), now=later)
    now = datetime(2030, 1, 1, tzinfo=UTC)
    for as_of in (AT + timedelta(days=1), None):
        with Store(tmp_path / "marsad.duckdb", read_only=True, as_of=as_of) as then:
            (record,) = leaving(then, Filters(), Config(), replace(circle("public"), now=now))
        assert record["where"]["name"] == "Imam Sahib", "the district"
        assert "present" not in record
