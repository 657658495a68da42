"""Parts made by one process or several, with what was found out kept or not: the same rows."""

import csv
import io
from collections.abc import Iterable, Iterator
from copy import deepcopy
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from marsad.config import load_config
from marsad.leaving import stream
from marsad.leaving.known import known_to, pcode_finder, with_pcodes
from marsad.places import Origin, add_user_places
from marsad.protect import Tally, cleared, load_policy, people, protect, words
from marsad.store import Store, query
from tests.export.told import TEXT, attack, exported, told
from tests.protect.events import LATE, days, event, place
from tests.protect.leaks import LEAKS, hostile
from tests.store import reports

pytestmark = pytest.mark.slow  # databases over their whole life

POLICY = load_policy()
KEPT = (words.may_leave_alone, words.is_description, words.is_nation, people.is_group)


@pytest.mark.slow
@pytest.mark.parametrize("form", ["parquet", "acled", "jsonl", "ftm", "hapi"])
def test_several_processes_write_the_same_bytes(form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(query, "STEP", 1)
    with Store(tmp_path / "marsad.duckdb") as store:
        reports.fill(store)
    with Store(tmp_path / "marsad.duckdb", read_only=True) as store:
        done: list[tuple[int, int]] = []
        one, several = stream(form, store), stream(form, store, workers=2, progress=lambda *at: done.append(at))
        assert b"".join(one) == b"".join(several)
    assert len(done) > 3
    assert done[-1] == (len(done), len(done))
    assert {**one.manifest, "made_at": "", "as_of": ""} == {**several.manifest, "made_at": "", "as_of": ""}


def sensitive() -> Iterator[dict[str, Any]]:
    """An event under every heading of the policy, by its kind, its counts and its words; movement; and plain ones."""
    yield from told()
    yield from map(hostile, LEAKS)
    for heading in POLICY.sensitive:
        for mode in sorted(heading.modes):
            kind, _, sort = mode.partition("/")
            yield attack(f"{TEXT} by {mode}", kind=kind, mode=sort or None)
        for measure in sorted(heading.measures):
            yield attack(f"{TEXT}, {measure}", counts={measure: 3})
    for said in (
        "raped women",
        "children died",
        "a hospital burned",
        "the military camp fell",
        "a convoy left",
        "prison",
    ):
        yield event(said, where=place(), when=days("2020-05-02"))


@pytest.mark.parametrize("level", ["public", "partners", "internal"])
@pytest.mark.parametrize("order", [1, -1])
def test_what_is_kept_changes_no_row(level: Any, order: int) -> None:
    """All in one go, in both orders, are as each by itself with nothing kept from the others."""
    known = known_to(load_config())
    records = list(sensitive())[::order]
    alone = [one for record in records if (one := by_itself(record, level, known)) is not None]
    together = cleared(deepcopy(records), policy=POLICY, level=level, now=LATE, tally=Tally(), known=known)
    assert list(together) == alone
    assert len(alone) > len(LEAKS)


def by_itself(record: dict[str, Any], level: Any, known: Any) -> dict[str, Any] | None:
    for found in KEPT:
        found.cache_clear()
    before = deepcopy(record)
    passed = protect(record, policy=POLICY, level=level, now=LATE, known=known)
    assert record == before
    return passed.record


COD = "ADM1_EN,ADM1_PCODE,ADM2_EN,ADM2_PCODE,ADM0_PCODE,lat,lon\nIdlib,SY07,Harim,SY0705,SY,36.20,36.52\n"


def test_p_codes_of_the_users_own_units_stand_in_hapi_and_acled(tmp_path: Path) -> None:
    config = replace(load_config(environ={}), data_dir=tmp_path / "data")
    (tmp_path / "cod.csv").write_text(COD, encoding="utf-8")
    imported = add_user_places(tmp_path / "cod.csv", config, origin=Origin(at=datetime(2026, 1, 1, tzinfo=UTC)))
    assert imported.form == "cod"
    where = place("Salqin", id=None, country="SYR", admin1="Idlib", admin2="Harim")
    records = list(with_pcodes([attack(where=where), attack(where=place())], pcode_finder(config)))
    ours, others = rows("acled", records)
    assert ours["tags"] == "admin1 pcode=SY07; admin2 pcode=SY0705"
    assert "pcode" not in others["tags"]
    by_country = {row["location_code"]: row for row in rows("hapi", records)}
    assert (by_country["SYR"]["admin1_code"], by_country["SYR"]["admin2_code"]) == ("SY07", "SY0705")
    assert (by_country["AFG"]["admin1_code"], by_country["AFG"]["admin2_code"]) == ("", "")


def test_counts_too_small_to_be_told_stand_with_the_unit_above() -> None:
    records = [attack(f"{TEXT} {number}") for number in range(5)]
    records += [attack(where=place("Chahar Dara", admin2="Chahar Dara"))]
    public = cleared(records, policy=POLICY, level="public", now=LATE, tally=Tally())
    found = [(row["provider_admin2_name"], row["events"]) for row in rows("hapi", public)]
    assert found == [("", "6")]  # with the five of the other district, as one alone would come out by subtraction


def test_hapi_says_that_it_is_internal() -> None:
    internal = cleared([attack()], policy=POLICY, level="internal", now=LATE, tally=Tally())
    assert [row["warning"] for row in rows("hapi", internal)] == ["INTERNAL, not for publication"]


def rows(form: str, records: Iterable[dict[str, Any]]) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(exported(form, records).decode())))
