"""Places as the press of conflicts names them: the story being about their country, they are found where they are."""

from __future__ import annotations

import csv
import tomllib
from pathlib import Path

import pytest

from marsad.places import Gazetteer
from marsad.places.choice import Evidence, kilometres, rank

FOLDER = Path(__file__).parent
FLOORS = tomllib.loads((FOLDER.parents[1] / "benchmarks" / "floors.toml").read_text("utf-8"))["press_names"]
_NEAR_KM = 25.0  #: GED's "near" a named point

pytestmark = pytest.mark.slow


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def is_found(gazetteer: Gazetteer, row: dict[str, str]) -> bool:
    """Whether the likeliest place of this name, the story being about its country, lies where the row says."""
    evidence = Evidence(countries={row["country"]: 1.0})
    best = next(iter(rank(gazetteer.find(row["name"]), evidence, row["name"])), None)
    if best is None or best.place.lat is None or best.place.lon is None or best.place.tier == "transliterated":
        return False
    point = (float(row["lat"]), float(row["lon"]))
    return kilometres(point, (best.place.lat, best.place.lon)) <= _NEAR_KM


@pytest.mark.parametrize("name", ["open", "sealed"])
def test_names_of_the_press_are_found_where_they_are(whole: Gazetteer, name: str) -> None:
    rows = table(FOLDER / ("sealed" if name == "sealed" else "") / "press.csv")
    missed = [row for row in rows if not is_found(whole, row)]
    share = 1 - len(missed) / len(rows)
    told = f"{len(missed)} of {len(rows)}" if name == "sealed" else missed
    assert share >= FLOORS[name], f"{share:.3f}: {told}"
