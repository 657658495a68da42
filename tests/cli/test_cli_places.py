"""The verbs on places and actors, over a small gazetteer, with a data folder of the test's own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from marsad import cli
from marsad.errors import MarsadError
from marsad.places import build
from marsad.places.entries import Packages
from marsad.store import Store
from marsad.types import Problem
from tests.places.small_packages import lay_out
from tests.store import reports

pytestmark = pytest.mark.slow  # databases over their whole life

PLACES = "name,lat,lon,country,pcode\nTell Aswad,35.5,36.5,SYR,C1\nTell Ahmar,35.6,36.4,SYR,\n"
ACTORS = "id,name,aliases,sector,country\nhighland-front,Highland Freedom Front,HFF,REB,PNG\n"


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Packages:
    return lay_out(tmp_path_factory.mktemp("packages"))


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def desk(tmp_path: Path, packages: Packages, cache: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setattr(build, "installed_packages", lambda: packages)
    monkeypatch.setenv("MARSAD_CACHE_DIR", str(cache))
    monkeypatch.setenv("MARSAD_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "villages.csv").write_text(PLACES, "utf-8")
    (tmp_path / "groups.csv").write_text(ACTORS, "utf-8")
    return tmp_path


def marsad(*args: str) -> Result:
    return CliRunner().invoke(cli.root, list(args))


def lines(done: Result) -> list[dict[str, object]]:
    return [json.loads(line) for line in done.stdout.splitlines()]


def refusal(*args: str) -> MarsadError:
    done = marsad(*args)
    assert isinstance(done.exception, MarsadError), done.output
    return done.exception


# --- places ---


def test_places_are_added_found_listed_and_taken_out(desk: Path) -> None:
    assert desk.is_dir()
    done = marsad("places", "add", "villages.csv", "--source", "Own survey", "--licence", "CC0")
    assert done.exit_code == 0
    assert "villages: 2 places added, read as own" in done.stderr
    assert "marsad recode" in done.stderr
    (found,) = lines(marsad("places", "find", "Tell Aswad", "--json"))
    assert (found["source"], found["pcode"], found["tier"], found["country"]) == ("villages", "C1", "exact", "SYR")
    assert set(found["reasons"]) == {"spelling exact", "size"}
    (listed,) = lines(marsad("places", "list", "--format", "jsonl"))
    assert (listed["name"], listed["rows"], listed["source"], listed["licence"]) == ("villages", 2, "Own survey", "CC0")
    assert "Own survey" in marsad("places", "list", "--format", "table").stdout
    assert "2 places taken out" in marsad("places", "remove", "villages").stderr
    assert marsad("places", "find", "Tell Aswad").exit_code == 1
    assert marsad("places", "list").exit_code == 1


def test_a_dry_run_adds_nothing(desk: Path) -> None:
    assert "would be added" in marsad("places", "add", "villages.csv", "--dry-run").stderr
    assert not (desk / "data").exists()


def test_what_cannot_be_added_is_said_with_its_row(desk: Path) -> None:
    (desk / "bad.csv").write_text(PLACES + "Tell Abyad,136.7,38.9,SYR,\n", "utf-8")
    error = refusal("places", "add", "bad.csv")
    assert "row 4: lat 136.7, lon 38.9 are out of range; they look swapped" in error.message
    assert "nothing was taken in" in error.next_step
    assert "no country is called 'Atlantis'" in str(refusal("places", "add", "villages.csv", "--country", "Atlantis"))
    assert "Known: none were added" in str(refusal("places", "remove", "villages"))


def test_candidates_are_shown_with_their_reasons(desk: Path) -> None:
    assert desk.is_dir()
    told = marsad("places", "find", "Paris", "--country", "USA").stdout.splitlines()
    assert told[0].split() == ["1", "Paris", "(populated", "place)", "Texas,", "USA"]
    assert "gn:4717560" in told[1]
    assert "24,782 people" in told[1]
    assert "country +0.01" in told[2]
    assert "of the probability" in told[2]
    near = lines(marsad("places", "find", "Paris", "--near", "48.8,2.3", "--json"))
    assert near[0]["country"] == "FRA"
    assert near[0]["reasons"]["distance"] > -0.1
    assert lines(marsad("places", "find", "Paris", "--near", "Us", "--json"))[0]["country"] == "FRA"
    assert len(lines(marsad("places", "find", "Paris", "--limit", "2", "--json"))) == 2
    done = marsad("places", "find", "Xyzzy")
    assert done.exit_code == 1
    assert "marsad places add" in done.stderr


# --- actors ---


def test_actors_are_added_found_listed_and_taken_out(desk: Path) -> None:
    assert desk.is_dir()
    assert "1 actors would be added" in marsad("actors", "add", "groups.csv", "--dry-run").stderr
    assert marsad("actors", "list").exit_code == 1
    assert "1 actors added" in marsad("actors", "add", "groups.csv").stderr
    (found,) = lines(marsad("actors", "find", "HFF", "--json"))
    assert (found["id"], found["sector"], found["country"], found["reason"]) == ("highland-front", "REB", "PNG", "name")
    assert "Highland Freedom Front" in marsad("actors", "find", "HFF").stdout
    assert lines(marsad("actors", "list", "--format", "jsonl")) == [{"name": "groups.csv", "rows": 1}]
    assert "groups.csv" in marsad("actors", "list", "--format", "table").stdout
    assert "taken out" in marsad("actors", "remove", "groups").stderr
    assert marsad("actors", "find", "Highland Freedom Front").exit_code == 1


def test_actors_checked_long_ago_are_listed(desk: Path) -> None:
    (desk / "old.csv").write_text("id,name,checked_on\nold-band,Old Band of the Hills,2001-05-01\n", "utf-8")
    marsad("actors", "add", "old.csv")
    old = lines(marsad("actors", "list", "--older-than", "20y", "--format", "jsonl"))
    assert [(one["id"], one["checked_on"]) for one in old if one["checked_on"]] == [("old-band", "2001-05-01")]
    assert marsad("actors", "list", "--older-than", "two years").exit_code == 2


def test_an_alias_of_another_actor_is_said_with_both_rows(desk: Path) -> None:
    (desk / "bad.csv").write_text(ACTORS + "b-group,B Group,Boko Haram,REB,NGA\n", "utf-8")
    error = refusal("actors", "add", "bad.csv")
    assert "bad.csv, line 3" in error.message
    assert "boko-haram (africa_" in error.message
    assert marsad("actors", "list").exit_code == 1


# --- missing ---


@pytest.fixture
def db(desk: Path) -> str:
    with Store(desk / "week.duckdb") as store:
        for number, (name, code) in enumerate(
            [
                ("Tell Nowhere", "place-not-found"),
                ("Tell Nowhere", "place-not-found"),
                ("Seven Falcons", "actor-not-found"),
            ]
        ):
            document = reports.read(f"Report {number}\n\nThe {name} were told of.", source="Wire")
            quote = reports.said(document, name)
            problem = Problem(stage="resolve", code=code, detail="unknown", document=document.id, quote=quote)
            store.add(document, reports.code(document, problems=(problem,)), at=reports.AT)
    return "week.duckdb"


def test_names_not_found_are_listed_with_their_sentences(db: str) -> None:
    (place,) = lines(marsad("places", "missing", "--db", db, "--format", "jsonl"))
    assert (place["name"], place["times"]) == ("Tell Nowhere", 2)
    told = marsad("actors", "missing", "--db", db, "--format", "table").stdout
    assert "1  Seven Falcons" in told
    assert "The Seven Falcons were told of." in told


def test_a_place_chosen_for_a_name_is_found_from_then_on(db: str) -> None:
    done = marsad(
        "places", "missing", "--db", db, "--no-recode",
        "--choose", "Tell Nowhere=35.7,36.6,SYR", "--choose", "New Saraqib=gn:164816", "--choose", "Our Idlib=SY-ID",
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    assert "2 stored documents hold it; code them again: marsad recode --db week.duckdb" in done.stderr
    names = ("Tell Nowhere", "New Saraqib", "Our Idlib")
    found = [lines(marsad("places", "find", name, "--json"))[0] for name in names]
    assert [one["name"] for one in found] == ["Tell Nowhere", "Saraqib", "Idlib"]
    assert [one["kind"] for one in found] == ["populated place", "populated place", "admin1"]


@pytest.mark.parametrize(
    ("choice", "said"),
    [
        ("Tell Nowhere", "chooses nothing"),
        ("Tell Nowhere=", "chooses nothing"),
        ("Tell Nowhere=gn:1", "no place has the id or code 'gn:1'"),
        ("Tell Nowhere=135.7,36.6,SYR", "out of range"),
        ("Tell Nowhere=35.7,36.6,Atlantis", "no country is called 'Atlantis'"),
    ],
)
def test_a_choice_that_cannot_be_is_refused(choice: str, said: str, db: str, desk: Path) -> None:
    error = refusal("places", "missing", "--db", db, "--choose", choice)
    assert said in error.message
    assert "NAME=" in error.next_step
    assert not list((desk / "data").rglob("*.csv"))


def test_an_actor_chosen_for_a_name_is_found_from_then_on(db: str) -> None:
    done = marsad("actors", "missing", "--db", db, "--no-recode", "--choose", "Seven Falcons=farc")
    assert done.exit_code == 0, done.output
    assert "1 stored documents hold it" in done.stderr
    assert lines(marsad("actors", "find", "Seven Falcons", "--json"))[0]["id"] == "farc"
    assert "it has no name" in str(refusal("actors", "missing", "--db", db, "--choose", "Nine Hawks=nobody"))


def test_a_database_that_is_not_there_is_said(desk: Path) -> None:
    assert "marsad add" in str(refusal("places", "missing", "--db", "none.duckdb"))
    assert "marsad add" in str(refusal("recode", "--db", "none.duckdb"))
    assert not (desk / "none.duckdb").exists()


@pytest.mark.slow
def test_a_choice_holds_for_reports_that_were_read_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MARSAD_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    text = "Gunmen killed five farmers in Brandubad in Idlib province of Syria on Monday, officials said."
    (tmp_path / "report.txt").write_text(text, "utf-8")
    db = ("--db", "week.duckdb")
    assert marsad("add", "report.txt", "--published", "2020-05-06", *db).exit_code == 0
    (before,) = lines(marsad("events", "--format", "jsonl", *db))
    assert before["where"]["id"] is None
    (unknown,) = lines(marsad("places", "missing", "--format", "jsonl", *db))
    assert unknown["name"] == "Brandubad"
    done = marsad("places", "missing", "--choose", "Brandubad=35.71,36.62,SYR", *db)
    assert "1 document coded again; week.duckdb now holds 1 event" in done.stderr, done.output
    (after,) = lines(marsad("events", "--format", "jsonl", *db))
    assert after["id"] == before["id"]
    assert (after["where"]["name"], after["where"]["lat"], after["where"]["id"][:5]) == ("Brandubad", 35.71, "user:")
    assert marsad("places", "missing", *db).exit_code == 1
    assert "0 documents coded again" in marsad("recode", *db).stderr
