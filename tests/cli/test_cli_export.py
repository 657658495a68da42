"""``marsad export`` over a store filled by hand."""

import csv
import json
import shutil
from importlib.resources import files
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import marsad
from marsad.cli import root
from marsad.errors import MarsadError
from marsad.evaluate.gold import parse_gold
from marsad.store import Store
from tests.store import reports

pytestmark = pytest.mark.slow  # databases over their whole life


@pytest.fixture(scope="session")
def filled_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("export") / "marsad.duckdb"
    with Store(file) as store:
        reports.fill(store)
    return file


@pytest.fixture
def db(filled_once: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(filled_once, tmp_path / "marsad.duckdb"))


def run(*args: object) -> Result:
    return CliRunner().invoke(root, [str(arg) for arg in args])


def manifest_of(path: Path) -> dict[str, object]:
    found: dict[str, object] = json.loads(path.with_name(path.name + ".manifest.json").read_text(encoding="utf-8"))
    return found


def test_public_by_default(db: Path, tmp_path: Path) -> None:
    out = tmp_path / "events.jsonl"
    result = run("export", "jsonl", "-o", out, "--db", db)
    assert result.exit_code == 0, result.output
    assert result.stdout == ""
    assert "held back: 1 planned or only imagined" in result.stderr
    text = out.read_text(encoding="utf-8")
    assert len(text.splitlines()) == 3
    assert reports.PERSON not in text
    assert {json.loads(line)["protection"]["level"] for line in text.splitlines()} == {"public"}
    told = manifest_of(out)
    assert (told["level"], told["held_back"], told["events"]) == ("public", {"status": 1}, 3)


def test_internal_says_so_and_keeps_the_words(db: Path, tmp_path: Path) -> None:
    out = tmp_path / "events.jsonl"
    result = run("export", "jsonl", "-o", out, "--db", db, "--internal")
    assert result.exit_code == 0, result.output
    assert reports.PERSON in out.read_text(encoding="utf-8")
    assert manifest_of(out)["stamp"] == "INTERNAL"


def test_filters_choose_and_stand_in_the_manifest(db: Path, tmp_path: Path) -> None:
    out = tmp_path / "events.csv"
    result = run(
        "export", "csv", "-o", out, "--db", db, "--since", "2020-05-02", "--kind", "PROTEST", "--text", "marcher"
    )
    assert result.exit_code == 0, result.output
    (row,) = csv.DictReader(out.read_text(encoding="utf-8").splitlines())
    assert (row["kind"], row["country"]) == ("PROTEST", "FJI")
    assert manifest_of(out)["filters"] == {"kinds": ["PROTEST"], "since": "2020-05-02", "text": "(withheld)"}


@pytest.mark.parametrize(
    ("option", "value", "leaves"),
    [
        ("--place", "An-Nayrab", False),
        ("--near", "35.87,36.68", False),
        ("--admin", "Idlib", True),
        ("--admin", "Syria", True),
    ],
)
def test_a_filter_tells_no_more_than_the_record(
    db: Path, tmp_path: Path, option: str, value: str, leaves: bool
) -> None:
    out = tmp_path / "events.jsonl"
    result = run("export", "jsonl", "-o", out, "--db", db, option, value)
    assert (result.exit_code == 0) is leaves, result.output
    if leaves:
        (line,) = out.read_text(encoding="utf-8").splitlines()
        assert json.loads(line)["where"]["name"] == "Idlib"
    else:
        assert out.read_text(encoding="utf-8") == ""
    inside = run("export", "jsonl", "-o", out, "--db", db, option, value, "--internal")
    assert inside.exit_code == 0, inside.output


def test_nothing_that_fits_is_told_by_the_exit_status(db: Path, tmp_path: Path) -> None:
    result = run("export", "csv", "-o", tmp_path / "x.csv", "--db", db, "--since", "2031-01-01")
    assert result.exit_code == 1
    assert "0 events in 0 rows, public" in result.stderr


@pytest.mark.parametrize(
    "args",
    [
        ("xls", "-o", "x"),
        ("csv", "-o", "no/such/folder/x.csv"),
        ("csv", "-o", "x", "--policy", "nowhere.toml"),
        ("csv", "-o", "x", "--db", "nowhere.duckdb"),
    ],
)
def test_what_cannot_be_done_is_an_error_of_the_tree(
    db: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, args: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run("export", *(args if "--db" in args else (*args, "--db", db)))
    assert isinstance(result.exception, MarsadError)
    assert not Path("x").exists()


def test_an_office_policy_is_applied(db: Path, tmp_path: Path) -> None:
    own, out = tmp_path / "own.toml", tmp_path / "x.jsonl"
    text = files("marsad.protect").joinpath("data/policy.toml").read_text(encoding="utf-8")
    own.write_text(text.replace('name = "default"', 'name = "office"').replace("= 72", "= 87600"), encoding="utf-8")
    result = run("export", "jsonl", "-o", out, "--db", db, "--policy", own)
    assert result.exit_code == 1, result.output
    assert str(manifest_of(out)["policy"]).startswith("office ")
    assert manifest_of(out)["held_back"] == {"delay": 2, "movement-delay": 1, "status": 1}


def test_aliases_of_known_actors_stay_in_quotes(db: Path, tmp_path: Path) -> None:
    out = tmp_path / "x.jsonl"
    run("export", "jsonl", "-o", out, "--db", db, "--actor", "taliban")
    (line,) = out.read_text(encoding="utf-8").splitlines()
    quotes = {quote["text"] for quote in json.loads(line)["quotes"]["parties"]}
    assert "Taliban fighters" in quotes


@pytest.mark.parametrize("filters", [("--text", "Fulan"), ("--bbox", "36.6,35.8,36.7,35.9"), ("--precision", "1")])
def test_no_filter_finds_what_the_record_does_not_tell(db: Path, tmp_path: Path, filters: tuple[str, ...]) -> None:
    """What stays behind is counted alike with and without the filter, so that no count tells by difference."""
    out = tmp_path / "x.jsonl"
    run("export", "jsonl", "-o", out, "--db", db)
    everything = manifest_of(out)["held_back"]
    run("export", "jsonl", "-o", out, "--db", db, *filters)
    found = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert "Idlib" not in {one["where"]["name"] for one in found if one["where"]}
    assert reports.PERSON not in str(found)
    assert manifest_of(out)["held_back"] == everything


def test_layouts_and_templates(db: Path, tmp_path: Path) -> None:
    import openpyxl

    out = tmp_path / "x.csv"
    assert run("export", "acled", "--layout", "2022", "-o", out, "--db", db).exit_code == 0
    assert out.read_text(encoding="utf-8").startswith("data_id,iso,")
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["{kind} in {country}"])
    book.save(tmp_path / "own.xlsx")
    result = run("export", "xlsx", "--template", tmp_path / "own.xlsx", "-o", tmp_path / "y.xlsx", "--db", db)
    assert result.exit_code == 0, result.output
    filled = openpyxl.load_workbook(tmp_path / "y.xlsx").active
    assert filled is not None
    assert "PROTEST in FJI" in {cell.value for cell in filled["A"]}
    refused = run("export", "csv", "--template", tmp_path / "own.xlsx", "-o", out, "--db", db)
    assert "Give --template with the format xlsx" in str(refused.exception)
    assert "no format is called 'acled-1990'" in str(run("export", "acled", "--layout", "1990", "-o", out).exception)


def test_only_what_a_person_has_seen(db: Path, tmp_path: Path) -> None:
    result = run("export", "jsonl", "-o", tmp_path / "x.jsonl", "--db", db, "--reviewed-only")
    assert result.exit_code == 1
    assert "held back: 4 not reviewed by a person" in result.stderr
    assert manifest_of(tmp_path / "x.jsonl")["filters"] == {"reviewed_only": True}


def test_gold_holds_texts_at_the_internal_level_only(db: Path, tmp_path: Path) -> None:
    out = tmp_path / "gold.jsonl"
    run("export", "gold", "-o", out, "--db", db)
    assert not any("text" in json.loads(line) for line in out.read_text(encoding="utf-8").splitlines())
    run("export", "gold", "-o", out, "--db", db, "--internal")
    documents = parse_gold(out.read_text(encoding="utf-8").splitlines())
    assert documents
    assert all(document.text for document in documents)


def test_p_codes_come_from_the_gazetteer(db: Path, tmp_path: Path) -> None:
    out = tmp_path / "hapi.csv"
    result = run("export", "hapi", "-o", out, "--db", db)
    assert result.exit_code == 0, result.output
    assert out.read_text(encoding="utf-8").startswith("location_code,has_hrp")


def test_the_room_itself_exports(db: Path, tmp_path: Path) -> None:
    with Store(db, read_only=True) as store:
        written = marsad.export("csv", tmp_path / "x.csv", store=store, filters=marsad.Filters(kinds=("PROTEST",)))
    assert (written.events, manifest_of(tmp_path / "x.csv")["level"]) == (1, "public")
